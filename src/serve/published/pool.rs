//! A few connections to one published file: who wants one waits for a moment, and no statement runs for long.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::look::LookError;
use crate::diagnostic::Result;
use crate::library::Library;
use crate::store::{Params, Rows, Store};
use crate::workspace::{ServeSettings, StoreSettings};

/// How long a page waits for a connection.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long a look-up may take.
const LIMIT: Duration = Duration::from_secs(5);

pub(super) struct Pool {
    free: Mutex<Vec<Store>>,
    returned: Condvar,
    limit: Duration,
}

impl Pool {
    /// Opens the file at `path`.
    pub fn open(path: &std::path::Path, settings: &ServeSettings, library: &Library) -> Result<Self> {
        let store = StoreSettings {
            memory_limit: settings.memory_limit.clone(),
            // Look-ups are many and small: each is done by the thread that asks.
            threads: 1,
            ..StoreSettings::default()
        };
        let first = Store::open_published(path, &store, library)?;
        let mut free = Vec::new();
        for _ in 1..settings.connections {
            free.push(first.another()?);
        }
        free.push(first);
        Ok(Self {
            free: Mutex::new(free),
            returned: Condvar::new(),
            limit: LIMIT,
        })
    }

    /// What the statement `file` returns.
    pub fn rows(&self, file: &str, params: &Params) -> Result<Rows, LookError> {
        self.with(|store| store.rows(file, params))
    }

    fn with<T>(&self, work: impl FnOnce(&Store) -> Result<T>) -> Result<T, LookError> {
        let store = self.take()?;
        let outcome = store.within(self.limit, || work(&store));
        self.give(store);
        outcome.map_err(LookError::from)
    }

    fn take(&self) -> Result<Store, LookError> {
        let until = Instant::now() + PATIENCE;
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(store) = free.pop() {
                return Ok(store);
            }
            let Some(left) = until
                .checked_duration_since(Instant::now())
                .filter(|left| !left.is_zero())
            else {
                return Err(LookError::Busy);
            };
            (free, _) = self
                .returned
                .wait_timeout(free, left)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn give(&self, store: Store) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(store);
        self.returned.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Source;
    use crate::store::Statement;

    fn file(folder: &tempfile::TempDir) -> std::path::PathBuf {
        let path = folder.path().join("x.duckdb");
        let connection = duckdb::Connection::open(&path).unwrap();
        connection
            .execute_batch("CREATE TABLE numbers AS SELECT * FROM RANGE(1000)")
            .unwrap();
        path
    }

    fn settings(connections: u32) -> ServeSettings {
        ServeSettings {
            connections,
            ..ServeSettings::default()
        }
    }

    fn statement(text: &str) -> Statement {
        Statement::of(&Source {
            name: "queries/x.sql".to_owned(),
            text: text.to_owned(),
            is_override: false,
        })
    }

    #[test]
    fn a_look_up_that_hangs_is_ended_and_others_go_on() {
        let folder = tempfile::tempdir().unwrap();
        let endless = statement(
            "SELECT COUNT(*) FROM RANGE(10000000000) AS a (n), RANGE(10000000000) AS b (n) WHERE a.n * b.n = -1",
        );
        let quick = statement("SELECT COUNT(*) AS found FROM numbers");
        let mut pool = Pool::open(&file(&folder), &settings(2), &Library::shipped()).unwrap();
        pool.limit = Duration::from_millis(300);
        let ask = |statement: &Statement| pool.with(|store| store.query(statement, &Params::none()));
        let begun = Instant::now();
        std::thread::scope(|threads| {
            let hanging = threads.spawn(|| ask(&endless));
            assert_eq!(ask(&quick).unwrap().count("found"), 1000);
            assert!(matches!(hanging.join().unwrap(), Err(LookError::Busy)));
        });
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
        assert_eq!(ask(&quick).unwrap().count("found"), 1000);
    }

    #[test]
    fn nothing_can_be_written_or_read_from_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(&folder);
        let pool = Pool::open(&path, &settings(1), &Library::shipped()).unwrap();
        let store = pool.take().unwrap();
        let other = folder.path().join("other.csv");
        std::fs::write(&other, "a\n1\n").unwrap();
        for text in [
            "CREATE TABLE x AS SELECT 1".to_owned(),
            "DELETE FROM numbers".to_owned(),
            format!("SELECT * FROM read_csv('{}')", other.display()),
            format!("ATTACH '{}' AS again", folder.path().join("y.duckdb").display()),
        ] {
            assert!(store.execute(&statement(&text), &Params::none()).is_err(), "{text}");
        }
    }

    #[test]
    fn who_waits_too_long_is_told_so() {
        let folder = tempfile::tempdir().unwrap();
        let pool = Pool::open(&file(&folder), &settings(1), &Library::shipped()).unwrap();
        let _taken = pool.take().unwrap();
        let begun = Instant::now();
        assert!(matches!(pool.take(), Err(LookError::Busy)));
        assert!(begun.elapsed() >= PATIENCE);
    }
}
