//! The manifest of a publication: which files it is of, as of when, and what they were made from.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Its name in the folder.
pub(super) const NAME: &str = "manifest.json";

/// The form of what is published; files of another one are not read.
pub const FORM: u32 = 2;

/// What was published last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub form: u32,
    /// Counted from 1; readers look for a greater one.
    pub number: u64,
    /// The file of figures and items, below the folder.
    pub file: String,
    /// The file of pay, which other readers open.
    pub pay: String,
    /// What that was made of.
    pub pay_of: String,
    /// Facts after this day are unknown to it.
    pub as_of: NaiveDate,
    /// In UTC, by the clock of the machine.
    pub built_at: String,
    /// SHA-256 over what was loaded.
    pub data: String,
    /// SHA-256 over what figures mean.
    pub definitions: String,
    /// The program that made it.
    pub program: String,
    /// What the data come to.
    pub control: BTreeMap<String, String>,
    /// Rows of each table.
    pub rows: BTreeMap<String, u64>,
}

impl Manifest {
    /// What `text` says, if this program can read it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text)
            .ok()
            .filter(|found: &Self| found.form == FORM)
    }

    pub(super) fn text(&self) -> String {
        serde_json::to_string_pretty(self).expect("texts and numbers are JSON") + "\n"
    }
}
