//! Files of every format as one thing: [`Sheet`]s, each of which is named columns and rows that the database can read.
//!
//! A format is one file of this folder and one line in [`FORMATS`]. It opens a file, finds the line of headers, counts
//! the rows, and says what the database is to read: the file itself where it is regular, else a copy in one plain
//! dialect, written row by row with the row's number in the file. Values are not looked at here, except by form.

mod biff;
mod bounded;
mod cell;
mod cells;
mod delimited;
mod foreign;
mod format;
mod grid;
mod gzip;
mod html;
mod json;
mod parquet;
pub(super) mod records;
mod scratch;
mod spans;
mod spelling;
mod spreadsheet_xml;
mod units;
mod xls;
mod xlsx;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::decode::{self, Encoding};
use super::error::{IngestError, Limit};
use super::note::Note;
use super::skip::Skipped;
use crate::diagnostic::Result;
use crate::store::Store;
use crate::workspace::IngestSettings;

pub use foreign::Foreign;
pub(super) use parquet::copy as copy_parquet;
pub(super) use records::{LineEnd, Record, Records, Writer};
pub use scratch::Scratch;
pub use spelling::Spelling;
pub use units::Units;

use foreign::Contents;

/// Rows kept to decide by values what a column is.
const SAMPLE_ROWS: usize = 200;

/// A format of files.
trait Source: Sync {
    /// True if `file` is of this format, by its first bytes or its name.
    fn recognises(&self, file: &InputFile) -> bool;

    /// Reads `file` as far as needed to know the columns and rows of its sheets; sheets without a cell are left away.
    fn open(&self, file: &InputFile, context: &Context<'_>) -> Result<Vec<Sheet>>;
}

/// By content first: names tell less than bytes.
const FORMATS: [&dyn Source; 8] = [
    &gzip::Gzip,
    &spreadsheet_xml::SpreadsheetXml,
    &html::Html,
    &parquet::Parquet,
    &xlsx::Xlsx,
    &xls::Xls,
    &json::Json,
    &delimited::Delimited,
];

/// So many bytes of a file are looked at to know its format.
const HEAD_BYTES: u64 = 4096;

/// A file to be loaded.
#[derive(Clone, Debug)]
pub struct InputFile {
    pub path: PathBuf,
    /// As the user is told: relative to the workspace if it lies in it.
    pub shown: PathBuf,
    pub bytes: u64,
    /// When it was last written, where the file system says so.
    written: Option<SystemTime>,
    head: Vec<u8>,
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

/// What may stand below a header, in any of the tables that have such a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Role {
    /// Always texts: identifiers, names, codes. A number there is as a person sees it.
    pub is_text: bool,
    /// Amounts, whose unit matters.
    pub is_money: bool,
}

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

impl Sheet {
    /// Refuses a sheet of more rows or columns than the settings allow.
    fn keep_within(&self, limits: &IngestSettings, shown: &Path) -> Result<(), IngestError> {
        let columns = self.columns.len() as u64;
        let found = [
            (self.rows, Limit::Rows(limits.max_rows)),
            (columns, Limit::Columns(limits.max_columns)),
            (self.rows.saturating_mul(columns), Limit::Cells(limits.max_cells)),
        ];
        match found.into_iter().find(|(count, limit)| *count > limit.most()) {
            Some((_, limit)) => Err(limit.passed_by(shown)),
            None => Ok(()),
        }
    }
}

impl InputFile {
    /// Looks at the file at `path`, which is told as `shown`.
    pub fn new(path: &Path, shown: PathBuf) -> Result<Self, IngestError> {
        let unreadable = |e: std::io::Error| IngestError::unreadable(&shown, &e);
        let path = path.canonicalize().map_err(unreadable)?;
        // Asked before it is opened: a pipe nobody writes to would never open.
        let about = path.metadata().map_err(unreadable)?;
        if !about.is_file() {
            return Err(IngestError::NotAFile { path: shown });
        }
        let bytes = about.len();
        let file = File::open(&path).map_err(unreadable)?;
        let mut head = Vec::new();
        file.take(HEAD_BYTES).read_to_end(&mut head).map_err(unreadable)?;
        Ok(Self {
            path,
            shown,
            bytes,
            written: about.modified().ok(),
            head,
        })
    }

    /// Refuses a file that somebody wrote to since it was looked at first: what was read of it may not fit together.
    pub fn check_unchanged(&self) -> Result<(), IngestError> {
        let now = self.path.metadata();
        let is_same = now.is_ok_and(|now| now.len() == self.bytes && now.modified().ok() == self.written);
        if is_same {
            Ok(())
        } else {
            Err(IngestError::Changed {
                path: self.shown.clone(),
            })
        }
    }

    /// SHA-256 of its bytes.
    pub fn fingerprint(&self) -> Result<String, IngestError> {
        decode::fingerprint(&self.path)
    }

    /// Opens it by the format it is in; at least one sheet.
    pub fn open(&self, context: &Context<'_>) -> Result<Vec<Sheet>> {
        if self.bytes == 0 {
            return Err(IngestError::EmptyFile {
                path: self.shown.clone(),
            }
            .into());
        }
        let refused = |found| IngestError::UnknownFormat {
            path: self.shown.clone(),
            found,
        };
        if let Contents::Foreign(found) = self.contents() {
            return Err(refused(found).into());
        }
        let Some(format) = FORMATS.iter().find(|format| format.recognises(self)) else {
            return Err(refused(self.kind()).into());
        };
        let sheets = format.open(self, context)?;
        if sheets.is_empty() {
            return Err(IngestError::NoSheet {
                path: self.shown.clone(),
            }
            .into());
        }
        sheets
            .iter()
            .try_for_each(|sheet| sheet.keep_within(context.limits, &self.shown))?;
        Ok(sheets)
    }

    /// True if it is to be opened: of a format that can be loaded, or of one in which people keep tables, or called as
    /// files with tables are. What cannot be loaded of these is to be told; other files are passed over.
    pub fn is_known(&self) -> bool {
        const NAMES: [&str; 9] = ["csv", "tsv", "txt", "html", "htm", "json", "jsonl", "ndjson", "parquet"];
        let is_called_so = || {
            let extension = self.extension();
            NAMES.contains(&extension.as_str()) || (!extension.is_empty() && self.may_be_workbook())
        };
        match self.contents() {
            Contents::Foreign(foreign) => foreign.holds_tables() || is_called_so(),
            _ => FORMATS.iter().any(|format| format.recognises(self)),
        }
    }

    fn contents(&self) -> Contents {
        foreign::contents(&self.path, &self.head)
    }

    /// True if it is called as workbooks are, or not at all: what a damaged package was meant to be.
    fn may_be_workbook(&self) -> bool {
        const NAMES: [&str; 8] = ["", "xlsx", "xlsm", "xltx", "xltm", "xls", "xlt", "et"];
        NAMES.contains(&self.extension().as_str())
    }

    fn extension(&self) -> String {
        self.path
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase()
    }

    /// What a file of no known format seems to be.
    fn kind(&self) -> Foreign {
        match self.head[..] {
            [b'P', b'K', 3, 4, ..] => Foreign::Archive,
            [0xD0, 0xCF, 0x11, 0xE0, ..] => Foreign::OldDocument,
            [0x1F, 0x8B, ..] => Foreign::CompressedTwice,
            _ => Foreign::Unknown,
        }
    }

    /// Its text in UTF-8: the file itself if it is so written (a byte order mark is left), else a copy. The mark by which
    /// DOS ended its texts is no part of it.
    fn text(&self, scratch: &Scratch) -> Result<PathBuf, IngestError> {
        let told = |error: IngestError| error.told_as(&self.shown);
        let (text, is_copy) = match decode::detect(&self.path).map_err(told)? {
            Encoding::Utf8 => (self.path.clone(), false),
            encoding => {
                let copy = scratch.path("txt");
                decode::transcode(&self.path, encoding, &copy).map_err(told)?;
                (copy, true)
            }
        };
        let Some(length) = decode::length_before_end_mark(&text).map_err(told)? else {
            return Ok(text);
        };
        if length == 0 {
            return Err(IngestError::EmptyFile {
                path: self.shown.clone(),
            });
        }
        let copy = if is_copy { text } else { scratch.path("txt") };
        if !is_copy {
            std::fs::copy(&self.path, &copy).map_err(|e| IngestError::unreadable(&self.shown, &e))?;
        }
        let cut = File::options()
            .write(true)
            .open(&copy)
            .and_then(|file| file.set_len(length));
        cut.map_err(|e| IngestError::unwritable(&copy, &e))?;
        Ok(copy)
    }

    /// The path for the database, or that of a copy where the name has characters with a meaning there.
    fn readable_path(&self, scratch: &Scratch) -> Result<PathBuf, IngestError> {
        if !needs_other_name(&self.path) {
            return Ok(self.path.clone());
        }
        let copy = scratch.path("copy");
        std::fs::copy(&self.path, &copy).map_err(|e| IngestError::unreadable(&self.shown, &e))?;
        Ok(copy)
    }
}

/// `*`, `?` and `[` would be taken for patterns, and a path that is no text cannot be told to the database.
fn needs_other_name(path: &Path) -> bool {
    path.to_str().is_none_or(|text| text.contains(['*', '?', '[']))
}

#[cfg(test)]
mod hostile;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_grows_while_it_is_read_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("teams.csv");
        std::fs::write(&path, "team_id\nT1\n").unwrap();
        let file = InputFile::new(&path, path.clone()).unwrap();
        assert!(file.check_unchanged().is_ok());
        std::fs::write(&path, "team_id\nT1\nT2\n").unwrap();
        assert!(matches!(file.check_unchanged(), Err(IngestError::Changed { .. })));
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(file.check_unchanged(), Err(IngestError::Changed { .. })));
    }
}
