//! Two connections to one database: statements that wait for nothing of each other are run two at a time.
//!
//! What a run makes for itself is temporary, and what is temporary belongs to one connection. In a paired store its tables
//! lie in an attached database in memory, which both see under the same names; its views and macros, which read the store
//! as well, are made on both.

use std::borrow::Cow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use duckdb::Connection;

use super::lexis::code_words;
use super::sql::{self, Line, Params, Statement};
use super::stop;
use crate::diagnostic::Result;

/// The attached database.
const RUNS: &str = "run";

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

/// The text of a statement as a paired store runs it: a temporary table lies where both connections see it. It is as long as
/// before, so that a mistake is told at its place.
pub(super) fn shared(text: &str) -> Cow<'_, str> {
    let Some((temporary, _)) = made(text).filter(|(_, kind)| kind.eq_ignore_ascii_case("TABLE")) else {
        return Cow::Borrowed(text);
    };
    let words = code_words(&text[temporary..]);
    let is_named = |word: &str| ["IF", "NOT", "EXISTS"].iter().any(|own| word.eq_ignore_ascii_case(own));
    let before_name = words[2..].iter().take_while(|(_, word)| is_named(word)).last();
    let (at, word) = before_name.unwrap_or(&words[1]);
    let behind = temporary + at + word.len();
    let name = behind + text[behind..].len() - text[behind..].trim_start().len();
    let gone = words[0].1.len();
    let room = " ".repeat(gone.saturating_sub(RUNS.len() + 1));
    let (head, kind) = (&text[..temporary], &text[temporary + gone..name]);
    Cow::Owned(format!("{head}{kind}{room}{RUNS}.{}", &text[name..]))
}

/// Where a statement that makes something temporary says so, and what it makes.
fn made(text: &str) -> Option<(usize, &str)> {
    let mut words = code_words(text).into_iter().take(6);
    let (_, first) = words.next()?;
    if !first.eq_ignore_ascii_case("CREATE") {
        return None;
    }
    let is_temporary = |word: &str| ["TEMP", "TEMPORARY"].iter().any(|own| word.eq_ignore_ascii_case(own));
    let (at, _) = words.find(|(_, word)| is_temporary(word))?;
    words.next().map(|(_, kind)| (at, kind))
}

#[cfg(test)]
mod tests {
    use super::super::sql::{execute, query};
    use super::*;
    use crate::library::Source;

    #[test]
    fn a_temporary_table_lies_where_both_connections_see_it_and_the_text_keeps_its_length() {
        for (text, wanted) in [
            (
                "CREATE OR REPLACE TEMP TABLE run_x AS SELECT 1",
                "CREATE OR REPLACE  TABLE run.run_x AS SELECT 1",
            ),
            (
                "-- A TEMP TABLE.\ncreate temporary table \"x\" (a INT)",
                "-- A TEMP TABLE.\ncreate  table      run.\"x\" (a INT)",
            ),
            (
                "CREATE TEMP TABLE IF NOT EXISTS x (a INT)",
                "CREATE  TABLE IF NOT EXISTS run.x (a INT)",
            ),
            (
                "CREATE OR REPLACE TEMP VIEW x AS SELECT 1",
                "CREATE OR REPLACE TEMP VIEW x AS SELECT 1",
            ),
            ("CREATE TABLE temp AS SELECT 1", "CREATE TABLE temp AS SELECT 1"),
            ("SELECT 'CREATE TEMP TABLE x'", "SELECT 'CREATE TEMP TABLE x'"),
        ] {
            let shared = shared(text);
            assert_eq!(shared, wanted);
            assert_eq!(shared.len(), text.len());
        }
    }

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
