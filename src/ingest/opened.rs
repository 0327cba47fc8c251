//! Files that have been opened: their sheets, and what each brings to which table.

use chrono::NaiveDate;

use super::headers::Mapping;
use super::known;
use super::layout::month::Said;
use super::source::{InputFile, Sheet};

/// A file that is ready to be loaded.
pub struct Opened<'c> {
    pub file: InputFile,
    pub sha256: String,
    pub sheets: Vec<Sheet>,
    pub parts: Vec<Part<'c>>,
    /// Of a file that was not opened because it is in the store as it is: what it said then. It has no sheets.
    pub before: Vec<Reading>,
}

/// What a part of a file said when it was read before.
#[derive(Debug)]
pub struct Reading {
    pub sheet: Option<String>,
    pub table: String,
    pub mapping: String,
    pub rows_read: u64,
    /// The path under which it was loaded.
    pub loaded_as: String,
}

/// What one sheet of a file brings to one table.
pub struct Part<'c> {
    /// Which of the file's sheets.
    pub sheet: usize,
    pub mapping: Mapping<'c>,
    pub identity: String,
    /// If it is the part of a list that names the owners of due items.
    pub list: Option<List>,
    /// The day to which the file says it is complete.
    pub says_to: Option<NaiveDate>,
}

/// What the user asks that makes the same bytes say something else.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asks {
    /// Columns a file lacks are to be emptied.
    pub empties: bool,
    /// The day to which the files are complete.
    pub covers_to: Option<NaiveDate>,
}

/// A list that names the owners of due items.
#[derive(Clone, Copy)]
pub struct List {
    /// Its month, as far as its name or title says it.
    pub month: Option<Said>,
}

impl<'c> Opened<'c> {
    /// Nothing is known of it yet.
    pub fn new(file: InputFile) -> Self {
        Self {
            file,
            sha256: String::new(),
            sheets: Vec::new(),
            parts: Vec::new(),
            before: Vec::new(),
        }
    }

    pub fn add(
        &mut self,
        sheet: Sheet,
        mapping: Mapping<'c>,
        list: Option<List>,
        asks: Asks,
        says_to: Option<NaiveDate>,
    ) {
        let mut identity = mapping.identity(sheet.name.as_deref(), &sheet.columns);
        let lacking = known::missing(&mapping);
        if asks.empties && !lacking.is_empty() {
            identity = format!("{identity}; empty: {}", lacking.join(", "));
        }
        if let Some(day) = asks.covers_to {
            identity = format!("{identity}; covers to: {day}");
        }
        // The same bytes as the list of another month say something else.
        if let Some(said) = list.and_then(|list| list.month) {
            identity = format!("{identity}; month: {said}");
        }
        self.parts.push(Part {
            sheet: self.sheets.len(),
            identity,
            mapping,
            list,
            says_to,
        });
        self.sheets.push(sheet);
    }
}
