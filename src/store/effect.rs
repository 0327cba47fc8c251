//! What a statement of a workspace's file would do, and whether it may.
//!
//! A file of a workspace reads. It may make what the shipped file of its name makes, and under `queries/facts/` the one table
//! it is for; what the program keeps of its own, the record of pay before all, no file of a workspace writes.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use duckdb::Connection;

use super::error::StoreError;
use super::lexis::{first_words, not_for_reading, statement_ends};
use crate::diagnostic::Place;
use crate::library::{Library, Source};

/// Where the program makes the tables it keeps for itself.
const ENGINE: &str = "queries/schema/engine";

/// Where a file makes a table that is kept, or one of a run.
const FACTS: [(&str, bool); 3] = [
    ("queries/facts/data/", false),
    ("queries/facts/run/", true),
    ("queries/explain/facts/", true),
];

/// The tables the program keeps for itself, without their schema.
static KEPT: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let library = Library::shipped();
    let made = library.list(ENGINE, ".sql").map(|file| Act::of(&file.text).name);
    made.collect()
});

/// How statements begin.
const VERBS: [&str; 18] = [
    "ALTER",
    "ATTACH",
    "CALL",
    "CHECKPOINT",
    "COPY",
    "CREATE",
    "DELETE",
    "DESCRIBE",
    "DETACH",
    "DROP",
    "EXPLAIN",
    "FROM",
    "INSERT",
    "MERGE",
    "SELECT",
    "TRUNCATE",
    "UPDATE",
    "WITH",
];

/// What a statement that does not read does, to what.
#[derive(Debug, PartialEq, Eq)]
struct Act {
    /// `CREATE TABLE`, `INSERT`: without what only says how.
    does: String,
    is_temporary: bool,
    schema: String,
    name: String,
}

impl Act {
    fn of(text: &str) -> Self {
        // A template may begin with macros.
        let words = first_words(text, 400);
        let begins = words
            .iter()
            .position(|word| VERBS.contains(&word.to_uppercase().as_str()));
        let words = &words[begins.unwrap_or(words.len())..];
        let words = &words[..words.len().min(12)];
        let upper: Vec<String> = words.iter().map(|word| word.to_uppercase()).collect();
        let has = |word: &str| upper.iter().any(|own| own == word);
        let is_noise = |word: &str| {
            let noise = [
                "OR",
                "REPLACE",
                "IGNORE",
                "TEMP",
                "TEMPORARY",
                "IF",
                "NOT",
                "EXISTS",
                "INTO",
                "FROM",
                "RECURSIVE",
            ];
            noise.contains(&word)
        };
        let mut rest = upper.iter().zip(words).filter(|(word, _)| !is_noise(word));
        let verb = rest.next().map(|(word, _)| word.clone()).unwrap_or_default();
        let is_create = verb == "CREATE";
        let kind = if is_create {
            rest.next().map(|(word, _)| word.clone())
        } else {
            None
        };
        let name = rest.next().map(|(_, word)| word.to_lowercase()).unwrap_or_default();
        let (schema, name) = match name.rsplit_once('.') {
            Some((schema, name)) => (schema.to_owned(), name.to_owned()),
            None => (String::new(), name),
        };
        Self {
            does: [Some(verb), kind].into_iter().flatten().collect::<Vec<_>>().join(" "),
            is_temporary: is_create && (has("TEMP") || has("TEMPORARY")),
            schema,
            name,
        }
    }

    /// True if a file of this name may do it.
    fn is_for(&self, file: &str) -> bool {
        if KEPT.contains(&self.name) && !self.is_temporary {
            return false;
        }
        let makes_facts = FACTS.iter().any(|(folder, is_temporary)| {
            file.starts_with(folder)
                && ["CREATE TABLE", "CREATE VIEW", "CREATE MACRO", "CREATE FUNCTION"].contains(&&*self.does)
                && self.is_temporary == *is_temporary
                && (self.is_temporary || self.schema == "facts")
        });
        makes_facts || Library::shipped_file(file).is_some_and(|shipped| self.is_like(&Self::of(&shipped.text)))
    }

    /// True if it does the same to the same; of a template the name may be filled in.
    fn is_like(&self, shipped: &Self) -> bool {
        let is_filled_in = shipped.name.contains('{') || shipped.schema.contains('{');
        self.does == shipped.does
            && self.is_temporary == shipped.is_temporary
            && (is_filled_in || (self.name == shipped.name && self.schema == shipped.schema))
    }
}

/// Refuses `text`, of which the engine knows that it is a statement, if `file` may not do that.
pub(super) fn check(connection: &Connection, text: &str, file: &Source) -> Result<(), StoreError> {
    if let Some(offset) = not_for_reading(text) {
        return Err(StoreError::Confined {
            place: Box::new(file.place(offset)),
        });
    }
    let end = statement_ends(text).last().copied().unwrap_or(0);
    // Only what reads is grammar there.
    let is_reading = connection
        .prepare(&format!("SELECT 1 FROM (\n{}\n) AS asked", &text[..end]))
        .is_ok();
    let act = Act::of(text);
    if is_reading || act.is_for(&file.name) {
        return Ok(());
    }
    let name = [act.schema, act.name]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>();
    Err(StoreError::Writes {
        does: format!("{} {}", act.does, name.join(".")),
        place: Box::new(Place::file(&file.name)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(file: &str, text: &str) -> bool {
        let connection = Connection::open_in_memory().unwrap();
        for made in [
            "CREATE TABLE incentive_ledger (x INTEGER)",
            "CREATE TABLE payments (x INTEGER)",
            "CREATE SCHEMA facts",
            "CREATE TEMP TABLE worklist (x INTEGER)",
            "CREATE TEMP TABLE run_periods (x INTEGER)",
        ] {
            connection.execute_batch(made).unwrap();
        }
        let source = Source {
            name: file.to_owned(),
            text: text.to_owned(),
            is_override: true,
        };
        connection.prepare(text).unwrap();
        check(&connection, text, &source).is_ok()
    }

    #[test]
    fn files_of_a_workspace_read_and_make_what_they_are_for() {
        for (file, text) in [
            ("queries/status/span.sql", "SELECT 1 AS x, 2 AS x -- ;\n;\n"),
            (
                "queries/reports/daily/own.sql",
                "WITH a AS (SELECT 1) FROM a ORDER BY 1 LIMIT $n",
            ),
            ("queries/reports/daily/own.sql", "VALUES (1)"),
            (
                "queries/reports/daily/own.sql",
                "PIVOT payments ON x IN (1, 2) USING count(*)",
            ),
            (
                "queries/facts/data/own.sql",
                "CREATE OR REPLACE TABLE facts.own AS SELECT 1 AS x",
            ),
            (
                "queries/facts/data/own.sql",
                "create /* a */ or replace view \"facts\".own as from payments",
            ),
            (
                "queries/facts/run/own.sql",
                "CREATE OR REPLACE TEMP TABLE run_own AS SELECT 1 AS x",
            ),
            (
                "queries/worklist/create.sql",
                "CREATE OR REPLACE TEMP TABLE worklist (y INTEGER)",
            ),
            ("queries/facts/add_period.sql", "INSERT INTO run_periods SELECT 1"),
        ] {
            assert!(fits(file, text), "{file}: {text}");
        }
        for (file, text) in [
            ("queries/status/span.sql", "DELETE FROM incentive_ledger"),
            ("queries/status/span.sql", "UPDATE incentive_ledger SET x = 1"),
            (
                "queries/status/span.sql",
                "WITH a AS (SELECT 1) INSERT INTO incentive_ledger FROM a",
            ),
            ("queries/status/span.sql", "CREATE TEMP TABLE x AS SELECT 1"),
            ("queries/status/span.sql", "DROP TABLE payments"),
            ("queries/status/span.sql", "CHECKPOINT"),
            ("queries/status/span.sql", "EXPLAIN ANALYZE DELETE FROM payments"),
            ("queries/populations/own.sql", "TRUNCATE payments"),
            (
                "queries/facts/data/own.sql",
                "CREATE OR REPLACE TABLE incentive_ledger AS SELECT 1 AS x",
            ),
            (
                "queries/facts/data/own.sql",
                "CREATE OR REPLACE TABLE payments AS SELECT 1 AS x",
            ),
            (
                "queries/facts/data/own.sql",
                "CREATE OR REPLACE TABLE memory.payments AS SELECT 1 AS x",
            ),
            (
                "queries/facts/data/own.sql",
                "CREATE OR REPLACE TEMP TABLE own AS SELECT 1 AS x",
            ),
            ("queries/facts/data/own.sql", "INSERT INTO payments VALUES (1)"),
            (
                "queries/facts/run/own.sql",
                "CREATE OR REPLACE TABLE payments AS SELECT 1 AS x",
            ),
            (
                "queries/worklist/create.sql",
                "CREATE OR REPLACE TABLE payments (y INTEGER)",
            ),
            ("queries/facts/add_period.sql", "INSERT INTO payments SELECT 1"),
            (
                "queries/incentive/ledger/posting_insert.sql",
                "INSERT INTO incentive_ledger VALUES (1)",
            ),
            ("queries/reports/daily/own.sql", "SELECT 1 FROM query('SELECT 1')"),
        ] {
            assert!(!fits(file, text), "{file}: {text}");
        }
    }

    #[test]
    fn every_shipped_statement_may_be_replaced_by_itself() {
        let library = Library::shipped();
        // A composite metric has no statement.
        let is_statement = |file: &&Source| file.name.contains(".sql") && !first_words(&file.text, 1).is_empty();
        let files = library.files().filter(is_statement);
        let acts: Vec<(&str, Act)> = files.map(|file| (file.name.as_str(), Act::of(&file.text))).collect();
        assert!(acts.len() > 200);
        for (name, act) in &acts {
            assert!(!act.does.is_empty() && act.is_like(act), "{name}: {act:?}");
        }
        let of = |name: &str| {
            acts.iter()
                .find(|(own, _)| *own == name)
                .map(|(_, act)| act.does.as_str())
        };
        assert_eq!(of("queries/ingest/parquet/copy.sql.j2"), Some("COPY"));
        assert_eq!(of("queries/worklist/create.sql"), Some("CREATE TABLE"));
    }

    #[test]
    fn the_tables_of_the_engine_are_known() {
        for name in ["incentive_ledger", "files", "store_version", "facts_built"] {
            assert!(KEPT.contains(name), "{name}");
        }
        assert!(!KEPT.contains(""));
    }
}
