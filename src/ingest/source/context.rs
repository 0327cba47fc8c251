//! What a format does, and what it may use for it.

use super::file::InputFile;
use super::scratch::Scratch;
use super::sheet::Sheet;
use crate::diagnostic::Result;
use crate::ingest::headers::Role;
use crate::store::Store;
use crate::workspace::IngestSettings;

/// A format of files.
pub trait Source: Sync {
    /// True if `file` is of this format, by its first bytes or its name.
    fn recognises(&self, file: &InputFile) -> bool;

    /// Reads `file` as far as needed to know the columns and rows of its sheets; sheets without a cell are left away.
    fn open(&self, file: &InputFile, context: &Context<'_>) -> Result<Vec<Sheet>>;
}

/// What a format may use while it opens a file.
pub struct Context<'a> {
    /// For formats the database reads itself.
    pub store: &'a Store,
    /// For copies.
    pub scratch: &'a Scratch,
    /// True for a text that is the header of some column.
    pub knows: &'a dyn Fn(&str) -> bool,
    /// What stands below a header, as far as that decides what a cell is.
    pub role: &'a dyn Fn(&str) -> Role,
    pub limits: &'a IngestSettings,
}
