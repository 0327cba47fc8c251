//! The part of a file that fills one table, for those who judge its rows.

use super::headers::Mapping;
use super::source::{Sheet, Spelling};

/// The part of a file that rows come from.
#[derive(Clone, Copy)]
pub struct FilePart<'a> {
    pub mapping: &'a Mapping<'a>,
    pub sheet: &'a Sheet,
    /// Columns it lacks are to be emptied.
    pub empties: bool,
}

impl FilePart<'_> {
    /// How the cells of a column of the table are spelt in the file.
    pub fn spelling(&self, column: &str) -> Spelling {
        let columns = self.mapping.table.columns.iter().zip(&self.mapping.columns);
        let mut origins = columns.filter(|(known, _)| known.name == column);
        let origin = origins.next().and_then(|(_, origin)| *origin);
        origin.map_or(Spelling::Any, |origin| self.sheet.spelling[origin.index])
    }
}
