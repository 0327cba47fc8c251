//! Files that have been opened: their sheets, and what each brings to which table.

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
}

/// What one sheet of a file brings to one table.
pub struct Part<'c> {
    /// Which of the file's sheets.
    pub sheet: usize,
    pub mapping: Mapping<'c>,
    pub identity: String,
    /// If it is the part of a list that names the owners of due items.
    pub list: Option<List>,
}

/// A list that names the owners of due items.
#[derive(Clone, Copy)]
pub struct List {
    /// Its month, as far as its name or title says it.
    pub month: Option<Said>,
}

impl<'c> Opened<'c> {
    pub fn add(&mut self, sheet: Sheet, mapping: Mapping<'c>, list: Option<List>, empties: bool) {
        let mut identity = mapping.identity(sheet.name.as_deref(), &sheet.columns);
        let lacking = known::missing(&mapping);
        if empties && !lacking.is_empty() {
            identity = format!("{identity}; empty: {}", lacking.join(", "));
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
        });
        self.sheets.push(sheet);
    }
}
