//! What the user asks of a run.

use chrono::NaiveDate;

/// How to load.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "options of the user, each on its own")]
pub struct Options {
    /// The table all files hold, or the layout they have; else it is found per file.
    pub table: Option<String>,
    /// Do everything, keep nothing.
    pub dry_run: bool,
    /// Rows that an earlier file of the same path brought and the new one lacks are removed.
    pub replace: bool,
    /// Columns that a file lacks are emptied in the rows it brings; else they stay as they are.
    pub empty_missing: bool,
    /// The day to which the files are complete.
    pub covers_to: Option<NaiveDate>,
    /// Nothing is written unless every file can be loaded.
    pub strict: bool,
    /// The number of a run that is repeated from the archive, whose list then stays as it is.
    pub repeats: Option<i64>,
}
