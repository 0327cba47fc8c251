//! The order in which files that make tables are run: each after those that make what it reads.
//!
//! What a file reads is taken from its text: every name that stands in it. That may be more than it reads, never less.

use std::collections::BTreeSet;

use super::source::Source;
use crate::diagnostic::{Diagnose, Place, Result};
use crate::message::messages;

messages! {
    "errors.order"
    /// Why there is no order.
    #[derive(Debug)]
    pub enum OrderError {
        /// Files that need each other's tables.
        Circle { files: Vec<String> },
    }
}

impl Diagnose for OrderError {
    fn place(&self) -> Option<Place> {
        let Self::Circle { files } = self;
        files.first().map(Place::file)
    }
}

/// `files` so that each stands behind those it reads from; by name where that decides nothing.
pub fn in_order<'f>(files: impl Iterator<Item = &'f Source>) -> Result<Vec<&'f Source>> {
    let mut waiting: Vec<&Source> = files.collect();
    let mut ordered = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let is_ready = |file: &&Source| {
            let words = file.words();
            let mut others = waiting.iter().filter(|other| other.name != file.name);
            !others.any(|other| other.makes().is_some_and(|made| reads(&words, made)))
        };
        let Some(next) = waiting.iter().position(is_ready) else {
            let files = waiting.iter().map(|file| file.name.clone()).collect();
            return Err(OrderError::Circle { files }.into());
        };
        ordered.push(waiting.remove(next));
    }
    Ok(ordered)
}

/// Of `files`, which are in order, those that make what one of `words` names, and what these read in turn.
pub fn needed<'f>(files: &[&'f Source], mut words: BTreeSet<&'f str>) -> Vec<&'f Source> {
    let mut needed = Vec::new();
    for file in files.iter().rev() {
        if file.makes().is_none_or(|made| reads(&words, made)) {
            words.extend(file.words());
            needed.push(*file);
        }
    }
    needed.reverse();
    needed
}

/// True if a file whose words are `words` reads the table `made`, whole or in what was touched.
pub fn reads(words: &BTreeSet<&str>, made: &str) -> bool {
    let table = made.strip_prefix("facts.").unwrap_or(made);
    let in_part = |scope: &str| words.contains(format!("{scope}.{table}").as_str());
    words.contains(made)
        || ["touched_facts", "touched_policies", "touched_customers"]
            .into_iter()
            .any(in_part)
}

impl Source {
    /// The table or view its first statement makes, with its schema; `None` if it makes none.
    pub fn makes(&self) -> Option<&str> {
        let mut words = self
            .text
            .lines()
            .filter(|line| !is_comment(line))
            .flat_map(str::split_whitespace);
        if !words.next()?.eq_ignore_ascii_case("create") {
            return None;
        }
        let kind = |word: &str| {
            ["table", "view", "macro", "function"]
                .iter()
                .any(|kind| word.eq_ignore_ascii_case(kind))
        };
        words.by_ref().find(|word| kind(word))?;
        let is_noise = |word: &str| {
            ["if", "not", "exists"]
                .iter()
                .any(|noise| word.eq_ignore_ascii_case(noise))
        };
        let made = words.find(|word| !is_noise(word))?;
        let end = made.find(|c| !is_of_name(c)).unwrap_or(made.len());
        Some(&made[..end])
    }

    /// The names that stand in it, comments left out: those with a schema whole and in their parts.
    pub fn words(&self) -> BTreeSet<&str> {
        let code = self.text.lines().filter(|line| !is_comment(line));
        let names = code.flat_map(|line| line.split(|c| !is_of_name(c)));
        names.flat_map(|name| name.split('.').chain([name])).collect()
    }
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("--")
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Library;

    fn source(name: &str, text: &str) -> Source {
        Source {
            name: format!("queries/facts/data/{name}.sql"),
            text: text.to_owned(),
            is_override: false,
        }
    }

    #[test]
    fn each_file_follows_those_it_reads_from() {
        let files = [
            source("a", "-- reads facts.c\nCREATE OR REPLACE TABLE facts.a AS FROM facts.b"),
            source(
                "b",
                "CREATE OR REPLACE VIEW facts.b AS SELECT d.x FROM facts.d AS d JOIN a USING (x)",
            ),
            source(
                "c",
                "CREATE TABLE IF NOT EXISTS facts.c(x INTEGER);\nINSERT INTO facts.c FROM facts.a",
            ),
            source("d", "CREATE OR REPLACE TABLE facts.d AS FROM payments"),
        ];
        let order: Vec<&str> = in_order(files.iter()).unwrap().iter().map(|file| file.stem()).collect();
        assert_eq!(order, ["d", "b", "a", "c"]);
    }

    #[test]
    fn what_is_needed_is_what_is_named_and_what_that_reads() {
        let files = [
            source("a", "CREATE TABLE facts.a AS FROM payments"),
            source("b", "CREATE TABLE facts.b AS FROM facts.a"),
            source("c", "CREATE TABLE facts.c AS FROM payments"),
            source("d", "CREATE TABLE facts.d AS FROM facts.b"),
        ];
        let ordered = in_order(files.iter()).unwrap();
        let of = |word| -> Vec<&str> {
            needed(&ordered, BTreeSet::from([word]))
                .iter()
                .map(|f| f.stem())
                .collect()
        };
        assert_eq!(of("facts.b"), ["a", "b"]);
        assert_eq!(of("facts.c"), ["c"]);
        assert_eq!(of("facts.d"), ["a", "b", "d"]);
        assert_eq!(of("facts.x"), [""; 0]);
    }

    #[test]
    fn files_that_need_each_other_are_named() {
        let files = [
            source("a", "CREATE TABLE facts.a AS FROM facts.b"),
            source("b", "CREATE TABLE facts.b AS FROM facts.a"),
            source("c", "CREATE TABLE facts.c AS SELECT 1"),
        ];
        let error = in_order(files.iter()).unwrap_err().to_string();
        assert!(
            error.contains("a.sql") && error.contains("b.sql") && !error.contains("c.sql"),
            "{error}"
        );
    }

    #[test]
    fn every_shipped_file_of_facts_says_what_it_makes() {
        let library = Library::shipped();
        for folder in [
            "queries/explain/facts",
            "queries/facts/data",
            "queries/facts/run",
            "queries/sample/model",
            "queries/sample/tables",
        ] {
            let files: Vec<&Source> = in_order(library.list(folder, ".sql")).unwrap();
            assert!(files.iter().all(|file| file.makes().is_some()), "{folder}");
            assert!(files.len() > 5, "{folder}");
        }
    }
}
