//! The statements of books. They are part of the program: a workspace cannot replace them.

use std::path::Path;

use crate::diagnostic::Result;
use crate::library::Source;
use crate::store::{Params, Rows, Statement, Store};

macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("sql/", $name)))
    };
}
pub(super) use file;

/// A statement of this module: its file's name and text.
pub(super) type File = (&'static str, &'static str);

fn source((name, text): File) -> Source {
    Source {
        name: format!("src/books/sql/{name}"),
        text: text.to_owned(),
        is_override: false,
    }
}

/// The answer to a statement.
pub(super) fn rows(store: &Store, file: File, params: &Params) -> Result<Rows> {
    store.query(&Statement::of(&source(file)), params)
}

/// Runs a statement.
pub(super) fn run(store: &Store, file: File, params: &Params) -> Result<usize> {
    store.execute(&Statement::of(&source(file)), params)
}

/// The rows of a table that belong together: those of a run, or of its posting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) table: &'static str,
    key: &'static str,
    number: i64,
}

impl Part {
    /// Everything that belongs to a run and its posting, in the order in which it is written.
    pub(super) fn all(run: i64, posting: i64) -> Vec<Self> {
        let of = |key: &'static str, number: i64| move |table: &'static str| Self { table, key, number };
        let posted = OF_POSTING.into_iter().map(of("posting_no", posting));
        OF_RUN.into_iter().map(of("run_no", run)).chain(posted).collect()
    }

    /// What belongs to a run alone.
    pub(super) fn of_run(run: i64) -> impl Iterator<Item = Self> {
        OF_RUN.into_iter().map(move |table| Self {
            table,
            key: "run_no",
            number: run,
        })
    }

    /// The file of the part in a book.
    pub(super) fn file(&self) -> String {
        format!("{}.parquet", self.table)
    }

    /// A template of this module with the part and the file of it in `folder` filled in.
    pub(super) fn statement(&self, file: File, folder: &Path) -> Result<Statement> {
        let context = minijinja::context! {
            table => self.table,
            key => self.key,
            number => self.number,
            path => folder.join(self.file()).display().to_string(),
        };
        Statement::render(&source(file), context)
    }
}

/// Tables of runs.
const OF_RUN: [&str; 10] = [
    "incentive_runs",
    "incentive_plan_files",
    "incentive_names",
    "incentive_rules",
    "incentive_measures",
    "incentive_people",
    "incentive_lines",
    "incentive_trace",
    "incentive_items",
    "incentive_findings",
];

/// Tables of postings.
const OF_POSTING: [&str; 2] = ["incentive_postings", "incentive_ledger"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Library;

    #[test]
    fn every_table_of_pay_is_in_the_books_or_in_the_record() {
        let library = Library::shipped();
        let tables = library.list("queries/schema/engine", ".sql").map(Source::stem);
        let of_pay: Vec<&str> = tables.filter(|name| name.starts_with("incentive_")).collect();
        let mut kept: Vec<&str> = Part::all(1, 1).into_iter().map(|part| part.table).collect();
        kept.push("incentive_closes");
        kept.sort_unstable();
        assert_eq!(of_pay, kept);
    }
}
