//! Two connections to one database: statements that wait for nothing of each other are run two at a time.
//!
//! What a run makes for itself is temporary, and what is temporary belongs to one connection. In a paired store its tables
//! lie in an attached database in memory, which both see under the same names; its views and macros, which read the store
//! as well, are made on both.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use duckdb::Connection;

use super::sql::{self, Line, Params, Statement};
use super::stop;
use super::temporary::{RUNS, made};
use crate::diagnostic::Result;

/// The second connection, and the names both look for first.
pub(super) struct Second(Mutex<Connection>);

impl Second {
    /// Connects once more; nothing is confined yet, so that names can still be arranged.
    pub fn of(first: &Connection) -> duckdb::Result<Self> {
        let second = first.try_clone()?;
        first.execute_batch(&format!("ATTACH ':memory:' AS {RUNS}"))?;
        let store: String = first.query_row("SELECT current_database()", [], |row| row.get(0))?;
        let path = format!("\"{}\".main,{RUNS}.main", store.replace('"', "\"\""));
        for connection in [first, &second] {
            connection.execute_batch(&format!("SET search_path = '{}'", path.replace('\'', "''")))?;
        }
        stop::watch(&second);
        Ok(Self(Mutex::new(second)))
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes on the second connection, too, what belongs to one connection alone.
    pub fn repeat(&self, statement: &Statement, params: &Params) -> Result<()> {
        if !matches!(made(statement.text()), Some((_, kind)) if !kind.eq_ignore_ascii_case("TABLE")) {
            return Ok(());
        }
        let second = self.lock();
        sql::execute(Line::paired(&second), statement, params).map(drop)
    }

    /// Does `work` for each of `tasks` on whichever connection is free; the results in the order of the tasks.
    pub fn share<T: Sync, R: Send>(
        &self,
        first: &Connection,
        tasks: &[T],
        work: impl Fn(Line<'_>, &T) -> Result<R> + Sync,
    ) -> Vec<Result<R>> {
        let next = AtomicUsize::new(0);
        let take = |connection: &Connection| {
            let mut done = Vec::new();
            loop {
                let place = next.fetch_add(1, Ordering::Relaxed);
                let Some(task) = tasks.get(place) else { return done };
                done.push((place, work(Line::paired(connection), task)));
            }
        };
        let mut done = std::thread::scope(|scope| {
            let other = scope.spawn(|| take(&self.lock()));
            let mut own = take(first);
            own.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            own
        });
        done.sort_by_key(|(place, _)| *place);
        done.into_iter().map(|(_, result)| result).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::sql::{execute, query};
    use super::*;
    use crate::library::Source;

    fn statement(text: &str) -> Statement {
        Statement::of(&Source {
            name: "queries/test.sql".into(),
            text: text.into(),
            is_override: false,
        })
    }

    #[test]
    fn what_a_run_makes_is_seen_by_both_and_answers_come_in_order() {
        let first = Connection::open_in_memory().unwrap();
        let second = Second::of(&first).unwrap();
        let run = |text: &str| {
            let statement = statement(text);
            execute(Line::paired(&first), &statement, &Params::none()).unwrap();
            second.repeat(&statement, &Params::none()).unwrap();
        };
        run("CREATE TABLE items AS SELECT * FROM RANGE(1000) AS numbers (n)");
        run("CREATE OR REPLACE TEMP TABLE run_wanted AS SELECT 500 AS most");
        run("CREATE OR REPLACE TEMP VIEW run_items AS SELECT n FROM items, run_wanted WHERE n < most");
        let asked: Vec<String> = (0..40)
            .map(|place| match place {
                7 => "SELECT nothing FROM run_items".to_owned(),
                _ => format!("SELECT COUNT(*) + {place} AS found FROM run_items"),
            })
            .collect();
        let answers = second.share(&first, &asked, |line, text| {
            query(line, &statement(text), &Params::none())
        });
        for (place, answer) in (0_i64..).zip(answers) {
            match answer {
                Ok(rows) => assert_eq!(rows.first().unwrap().integer("found"), Some(500 + place)),
                Err(error) => assert!(place == 7 && error.to_string().contains("nothing"), "{error}"),
            }
        }
    }
}
