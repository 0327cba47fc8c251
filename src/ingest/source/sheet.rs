//! An opened file: named columns, what was seen of the cells below them, and what the database is to read.

use std::path::{Path, PathBuf};

use super::records::LineEnd;
use super::spelling::Spelling;
use super::units::Units;
use crate::ingest::error::{IngestError, Limit};
use crate::ingest::note::Note;
use crate::ingest::skip::Skipped;
use crate::workspace::IngestSettings;

/// Rows kept to decide by values what a column is.
pub(super) const SAMPLE_ROWS: usize = 200;

/// Tables in a file; more are no export.
pub(super) const MOST_SHEETS: u64 = 256;

/// An opened file.
#[derive(Debug)]
pub struct Sheet {
    /// Its name, in formats whose files hold several.
    pub name: Option<String>,
    /// The headers, in file order; empty text where there is none.
    pub columns: Vec<String>,
    pub sample: Vec<Vec<String>>,
    /// All rows but the line of headers.
    pub rows: u64,
    /// Rows that are no data and were left out already.
    pub skipped: Skipped,
    /// Row in the file of the first row below the headers.
    pub first_row: u64,
    pub spelling: Vec<Spelling>,
    /// The units that titles and formats name.
    pub units: Units,
    /// True if its days are counted from 1904.
    pub since_1904: bool,
    /// What was seen and is not obvious.
    pub notes: Vec<Note>,
    pub relation: Relation,
}

/// Something the database reads, with columns `c1`, `c2`, ...
#[derive(Clone, Debug)]
pub enum Relation {
    /// Delimited UTF-8.
    Csv {
        /// The file or its copy.
        path: PathBuf,
        /// Between cells.
        delimiter: char,
        /// Between rows: said, or the reader takes one inside a cell for it.
        line_end: LineEnd,
        /// True for a copy: no headers, and before the cells the row's number, what is wrong with the row, and the
        /// [marks](crate::ingest::marks) of its cells.
        numbered: bool,
        /// False where line breaks inside cells forbid to read from several places at once.
        parallel: bool,
    },
    /// Parquet, with the database's type of each column.
    Parquet {
        path: PathBuf,
        /// Types by column.
        types: Vec<String>,
    },
}

impl Relation {
    /// A copy in the one plain dialect.
    pub fn copy(path: PathBuf) -> Self {
        Self::Csv {
            path,
            delimiter: ',',
            line_end: LineEnd::Lf,
            numbered: true,
            parallel: false,
        }
    }
}

impl Sheet {
    /// Refuses a sheet of more rows or columns than the settings allow.
    pub(super) fn keep_within(&self, limits: &IngestSettings, shown: &Path) -> Result<(), IngestError> {
        let columns = self.columns.len() as u64;
        let found = [
            (self.rows, Limit::Rows(limits.max_rows)),
            (columns, Limit::Columns(limits.max_columns)),
            (self.rows.saturating_mul(columns), Limit::Cells(limits.max_cells)),
        ];
        match found.into_iter().find(|(count, limit)| *count > limit.max()) {
            Some((_, limit)) => Err(limit.passed_by(shown)),
            None => Ok(()),
        }
    }
}
