//! Files of every format as one thing: a [`Sheet`], which is named columns and rows that the database can read.
//!
//! A format is one file of this folder and one line in [`FORMATS`]. It opens a file, finds the line of headers, counts
//! the rows, and says what the database is to read: the file itself where it is regular, else a copy in one plain
//! dialect, written row by row with the row's number in the file. Values are not looked at here, except by form.

mod delimited;
mod parquet;
mod records;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::decode;
use super::error::IngestError;
use super::headers::Mapping;
use super::rows::is_identifier;
use crate::diagnostic::Result;
use crate::store::Store;

pub(super) use records::Writer;

/// A longer row is taken for a mistake: a lost quote or the wrong kind of file.
pub const MAX_ROW_BYTES: usize = 1_000_000;

/// Rows kept to decide by values what a column is.
const SAMPLE_ROWS: usize = 200;

/// A format of files.
trait Source: Sync {
    /// True if `file` is of this format, by its first bytes or its name.
    fn recognises(&self, file: &InputFile) -> bool;

    /// Reads `file` as far as needed to know its columns and rows.
    fn open(&self, file: &InputFile, context: &Context<'_>) -> Result<Sheet>;
}

const FORMATS: [&dyn Source; 2] = [&parquet::Parquet, &delimited::Delimited];

/// A file to be loaded.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// Where it is.
    pub path: PathBuf,
    /// As the user is told: relative to the workspace if it lies in it.
    pub shown: PathBuf,
    /// Its size.
    pub bytes: u64,
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
}

/// An opened file.
#[derive(Debug)]
pub struct Sheet {
    /// The headers, in file order; empty text where there is none.
    pub columns: Vec<String>,
    /// The first rows.
    pub sample: Vec<Vec<String>>,
    /// All rows but the line of headers.
    pub rows: u64,
    /// Rows that are no data and were left out already.
    pub skipped: Skipped,
    /// Row in the file of the first row the database will see, unless each carries its number.
    pub first_row: u64,
    /// For each column, true if its text needs no normalisation.
    pub plain: Vec<bool>,
    /// What the database reads.
    pub relation: Relation,
}

/// Something the database reads, with columns `c1`, `c2`, ...
#[derive(Debug)]
pub enum Relation {
    /// Delimited UTF-8.
    Csv {
        /// The file or its copy.
        path: PathBuf,
        /// Between cells.
        delimiter: char,
        /// True for a copy: no headers, and before the cells the row's number and what is wrong with the row.
        numbered: bool,
        /// False where line breaks inside cells forbid to read from several places at once.
        parallel: bool,
    },
    /// Parquet, with the database's type of each column.
    Parquet {
        /// The file.
        path: PathBuf,
        /// Types by column.
        types: Vec<String>,
    },
}

impl Sheet {
    /// Refuses what no reading of the values could mend: identifiers kept as binary numbers.
    pub fn check(&self, shown: &Path, mapping: &Mapping<'_>) -> Result<(), IngestError> {
        let Relation::Parquet { types, .. } = &self.relation else {
            return Ok(());
        };
        for (column, origin) in mapping.table.columns.iter().zip(&mapping.columns) {
            let binary = origin.filter(|origin| matches!(types[origin.index].as_str(), "DOUBLE" | "FLOAT"));
            if let (Some(origin), true) = (binary, is_identifier(mapping.table, column)) {
                return Err(IngestError::BinaryIdentifier {
                    path: shown.to_path_buf(),
                    header: self.columns[origin.index].clone(),
                    column: column.name.clone(),
                });
            }
        }
        Ok(())
    }
}

/// Why a row is no data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skip {
    /// Nothing in it.
    Blank,
    /// 合计, 小计.
    Total,
    /// `***以下是...***`, `***处理保单...出错`.
    Banner,
    /// The line of headers once more.
    Header,
    /// Titles above the line of headers.
    Title,
}

impl Skip {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::Total => "total",
            Self::Banner => "banner",
            Self::Header => "repeated header",
            Self::Title => "title",
        }
    }
}

/// Rows left out, counted by reason, with the first few row numbers of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skipped(BTreeMap<Skip, (u64, Vec<u64>)>);

impl Skipped {
    const LISTED: usize = 10;

    pub(super) fn add(&mut self, reason: Skip, row: u64) {
        let (count, rows) = self.0.entry(reason).or_default();
        *count += 1;
        if rows.len() < Self::LISTED {
            rows.push(row);
        }
    }

    /// How many rows were left out.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.0.values().map(|(count, _)| count).sum()
    }

    /// Reason, count and first row numbers.
    pub fn iter(&self) -> impl Iterator<Item = (Skip, u64, &[u64])> {
        self.0
            .iter()
            .map(|(reason, (count, rows))| (*reason, *count, rows.as_slice()))
    }
}

impl InputFile {
    /// Looks at the file at `path`, which is told as `shown`.
    pub fn new(path: &Path, shown: PathBuf) -> Result<Self, IngestError> {
        let unreadable = |e: std::io::Error| IngestError::unreadable(&shown, &e);
        let path = path.canonicalize().map_err(unreadable)?;
        let mut file = File::open(&path).map_err(unreadable)?;
        let bytes = file.metadata().map_err(unreadable)?.len();
        let mut head = Vec::new();
        file.by_ref().take(8).read_to_end(&mut head).map_err(unreadable)?;
        Ok(Self {
            path,
            shown,
            bytes,
            head,
        })
    }

    /// SHA-256 of its bytes.
    pub fn fingerprint(&self) -> Result<String, IngestError> {
        decode::fingerprint(&self.path)
    }

    /// Opens it by the format it is in.
    pub fn open(&self, context: &Context<'_>) -> Result<Sheet> {
        if self.bytes == 0 {
            return Err(IngestError::EmptyFile {
                path: self.shown.clone(),
            }
            .into());
        }
        match FORMATS.iter().find(|format| format.recognises(self)) {
            Some(format) => format.open(self, context),
            None => Err(IngestError::UnknownFormat {
                path: self.shown.clone(),
                found: self.kind(),
            }
            .into()),
        }
    }

    /// True if it is of a format that can be loaded.
    #[must_use]
    pub fn is_known(&self) -> bool {
        FORMATS.iter().any(|format| format.recognises(self))
    }

    fn extension(&self) -> String {
        self.path
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase()
    }

    /// What a file of no known format seems to be.
    fn kind(&self) -> &'static str {
        match self.head[..] {
            [b'P', b'K', 3, 4, ..] => "a workbook or an archive",
            [0xD0, 0xCF, 0x11, 0xE0, ..] => "an old workbook",
            [0x1F, 0x8B, ..] => "compressed",
            _ => "of an unknown format",
        }
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

/// A folder for temporary files in the workspace, emptied before and after a run.
#[derive(Debug)]
pub struct Scratch {
    folder: PathBuf,
    next: std::cell::Cell<u32>,
}

impl Scratch {
    const FOLDER: &'static str = ".ingest";

    /// Makes the folder below `root`. Only one process has the store open, so what is left there is of no use.
    pub fn new(root: &Path) -> Result<Self, IngestError> {
        let folder = root.join(Self::FOLDER);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).map_err(|e| IngestError::unwritable(&folder, &e))?;
        Ok(Self {
            folder,
            next: std::cell::Cell::new(0),
        })
    }

    /// The path of a new file that ends in `extension`.
    #[must_use]
    pub fn path(&self, extension: &str) -> PathBuf {
        let number = self.next.get();
        self.next.set(number + 1);
        self.folder.join(format!("{number}.{extension}"))
    }

    /// Removes a temporary file early; any other path is left alone.
    pub fn discard(&self, path: &Path) {
        if path.starts_with(&self.folder) {
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
