//! What was decided of a file: which of its columns is which.

use serde::Deserialize;

use crate::contract::{Column, Table};
use crate::ingest::note::Note;
use crate::word::words;

/// How the columns of a file become those of a table.
#[derive(Clone, Debug)]
pub struct Mapping<'c> {
    pub table: &'c Table,
    /// For each column of the table, the column of the file it is taken from.
    pub columns: Vec<Option<Origin>>,
    /// Headers left out.
    pub extra: Vec<String>,
    /// What was decided on the way and is not obvious.
    pub notes: Vec<Note>,
    /// What happens to rows the store has already,
    pub known: Known,
    /// found by these columns, if not by the key.
    pub by: Vec<String>,
    /// For each column of the table, true if what the file says of it counts more than what the store has.
    pub own: Vec<bool>,
    /// What its layout says of words and units, as text.
    pub decisions: String,
    /// How rows that name no due item find theirs, beside by policy and payment number.
    pub join: Option<Join>,
}

words! {
    /// How rows that name a policy alone find a due item.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Join {
        /// The oldest that is not paid in full.
        OldestOpen = "oldest_open",
    }
}

/// What happens to rows whose key the store has already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// The new row takes their place.
    #[default]
    Replace,
    /// What the new row does not say stays as it is.
    Complete,
    /// They stay as they are.
    Keep,
}

/// A column of a file that is one of a table.
#[derive(Clone, Debug)]
pub struct Found {
    pub origin: Origin,
    /// Told if it was not the only one.
    pub note: Option<Note>,
}

/// A column of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Its index, from 0.
    pub index: usize,
    /// Powers of ten its header scales numbers by: 4 for 万元, -2 for %.
    pub zeros: i32,
}

impl Mapping<'_> {
    /// The mapping as text: with the bytes of a file it says whether the same has been loaded before.
    pub fn identity(&self, sheet: Option<&str>, headers: &[String]) -> String {
        let pairs = self.table.columns.iter().zip(&self.columns);
        let pairs =
            pairs.filter_map(|(column, origin)| Some(format!("{}={}", column.name, headers[origin.as_ref()?.index])));
        let place = sheet.map(|name| format!("{name}!")).unwrap_or_default();
        let pairs = pairs.collect::<Vec<_>>().join(", ");
        let decisions = Some(&self.decisions).filter(|decisions| !decisions.is_empty());
        let decisions = decisions.map(|decisions| format!("; {decisions}")).unwrap_or_default();
        let join = self
            .join
            .map(|join| format!("; join: {}", join.word()))
            .unwrap_or_default();
        format!("{place}{}: {pairs}{join}{decisions}", self.table.name)
    }

    /// True if a row without `column` is rejected for what it is by itself: not if the store may have the value.
    pub fn requires(&self, column: &Column) -> bool {
        column.required && self.known == Known::Replace
    }

    pub(super) fn missing(&self) -> Vec<&Column> {
        let columns = self.table.columns.iter().zip(&self.columns);
        let is_there = |name: &String| {
            let mut columns = self.table.columns.iter().zip(&self.columns);
            columns.any(|(column, origin)| column.name == *name && origin.is_some())
        };
        columns
            .filter(|(column, origin)| {
                let may_be_found = column.required_without.as_ref().is_none_or(is_there);
                (column.required || !may_be_found) && origin.is_none()
            })
            .map(|(column, _)| column)
            .collect()
    }

    pub(super) fn matched(&self) -> usize {
        self.columns.iter().flatten().count()
    }
}
