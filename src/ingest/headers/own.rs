//! What a layout says of the headers of its own files: it counts before all other names.

use std::collections::{BTreeMap, HashMap};

use crate::ingest::fold::fold;

/// Headers, folded, with the column each means; `None` for one that means nothing.
#[derive(Clone, Debug, Default)]
pub struct OwnNames(HashMap<String, Option<String>>);

impl OwnNames {
    /// Headers by column, and those that mean nothing.
    pub fn new(columns: &BTreeMap<String, Vec<String>>, unused: &[String]) -> Self {
        let meant = columns
            .iter()
            .flat_map(|(column, headers)| headers.iter().map(move |header| (fold(header), Some(column.clone()))));
        let none = unused.iter().map(|header| (fold(header), None));
        Self(none.chain(meant).collect())
    }

    /// True if something is said of a folded header.
    pub fn says(&self, folded: &str) -> bool {
        self.0.contains_key(folded)
    }

    /// The column a folded header means.
    pub fn meaning(&self, folded: &str) -> Option<&str> {
        self.0.get(folded)?.as_deref()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.0
            .iter()
            .map(|(header, column)| (header.as_str(), column.as_deref()))
    }
}
