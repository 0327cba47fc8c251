//! What stops a run before anything is written: files that cannot be read or understood as a whole.
//!
//! Rows that break the contract are no errors; they are rejects.

use std::path::{Path, PathBuf};

use super::decode::Encoding;
use crate::diagnostic::{Diagnose, Place, nearest};

/// Why a file cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// Nothing is there.
    #[error("there is no file or folder `{}`", .path.display())]
    NoSuchPath {
        /// The path as given.
        path: PathBuf,
    },
    /// A folder without a file to load.
    #[error("the folder `{}` holds no file to load", .path.display())]
    NothingToLoad {
        /// The folder.
        path: PathBuf,
    },
    /// The system does not let it be read.
    #[error("cannot read `{}`: {reason}", .path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// A temporary file or the list of rejects cannot be written.
    #[error("cannot write `{}`: {reason}", .path.display())]
    Unwritable {
        /// The path.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// A format that is not read.
    #[error("`{}` is {found}, which cannot be loaded", .path.display())]
    UnknownFormat {
        /// The file.
        path: PathBuf,
        /// What it seems to be.
        found: &'static str,
    },
    /// No bytes.
    #[error("`{}` is empty", .path.display())]
    EmptyFile {
        /// The file.
        path: PathBuf,
    },
    /// A zero byte, which no text has.
    #[error("`{}` holds a zero byte at offset {offset}", .path.display())]
    NulByte {
        /// The file.
        path: PathBuf,
        /// Bytes before it.
        offset: u64,
    },
    /// Bytes that no known encoding explains.
    #[error("`{}` cannot be decoded: the bytes at offset {offset} are not {}", .path.display(), .encoding.name())]
    Undecodable {
        /// The file.
        path: PathBuf,
        /// The encoding that came nearest.
        encoding: Encoding,
        /// Bytes before the wrong one.
        offset: u64,
    },
    /// A quote that is never closed, which would swallow the rest of the file.
    #[error("a quoted cell of `{}` is never closed", .path.display())]
    OpenQuote {
        /// The file.
        path: PathBuf,
        /// Line where it begins.
        line: u64,
    },
    /// A record so long that it must be a mistake.
    #[error("row {row} of `{}` is longer than {} bytes", .path.display(), super::source::MAX_ROW_BYTES)]
    RowTooLong {
        /// The file.
        path: PathBuf,
        /// The row.
        row: u64,
    },
    /// No table has these headers.
    #[error("cannot tell which table `{}` holds", .path.display())]
    NoTable {
        /// The file.
        path: PathBuf,
        /// Its headers.
        found: Vec<String>,
        /// The table that comes nearest, and what it would need.
        near: Option<(String, Vec<String>)>,
    },
    /// More than one table fits equally well.
    #[error("`{}` could be any of the tables {}", .path.display(), .tables.join(", "))]
    SeveralTables {
        /// The file.
        path: PathBuf,
        /// The tables.
        tables: Vec<String>,
    },
    /// Required columns are not there.
    #[error("`{}` lacks {} of table `{table}`", .path.display(), columns(.missing.iter().map(|(name, _)| name.as_str())))]
    MissingColumns {
        /// The file.
        path: PathBuf,
        /// The table it was matched to.
        table: String,
        /// Canonical name and Chinese title of each missing column.
        missing: Vec<(String, String)>,
        /// The headers of the file that mean no column of the table.
        unused: Vec<String>,
        /// All headers of the file.
        found: Vec<String>,
    },
    /// Two headers that mean the same column.
    #[error("`{first}` and `{second}` of `{}` both mean the column `{column}`", .path.display())]
    TwoColumns {
        /// The file.
        path: PathBuf,
        /// The canonical column.
        column: String,
        /// One header.
        first: String,
        /// The other.
        second: String,
    },
    /// Identifiers stored as binary numbers, which have lost digits.
    #[error("the column `{header}` of `{}` holds binary numbers, but `{column}` is an identifier", .path.display())]
    BinaryIdentifier {
        /// The file.
        path: PathBuf,
        /// The header.
        header: String,
        /// The canonical column.
        column: String,
    },
    /// A file of aliases that does not parse.
    #[error("{message}")]
    Aliases {
        /// What the parser says.
        message: String,
        /// Where.
        place: Box<Place>,
    },
    /// The rows of a file did not add up: a defect of the program, and nothing of the file was kept.
    #[error("the rows of `{}` do not add up: {detail}", .path.display())]
    Accounting {
        /// The file.
        path: PathBuf,
        /// What differs.
        detail: String,
    },
}

impl IngestError {
    /// The same error about the file as the user knows it.
    pub(super) fn told_as(mut self, shown: &Path) -> Self {
        if let Self::Unreadable { path, .. }
        | Self::EmptyFile { path }
        | Self::NulByte { path, .. }
        | Self::Undecodable { path, .. } = &mut self
        {
            *path = shown.to_path_buf();
        }
        self
    }

    pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        Self::Unreadable {
            path: path.to_path_buf(),
            reason: error.to_string(),
        }
    }

    pub(super) fn unwritable(path: &Path, error: &std::io::Error) -> Self {
        Self::Unwritable {
            path: path.to_path_buf(),
            reason: error.to_string(),
        }
    }
}

impl Diagnose for IngestError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::OpenQuote { path, line } => Some(Place {
                position: Some((usize::try_from(*line).unwrap_or(usize::MAX), 1)),
                ..Place::file(path.display().to_string())
            }),
            Self::Aliases { place, .. } => Some(*place.clone()),
            _ => None,
        }
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::NothingToLoad { .. } | Self::UnknownFormat { .. } => {
                vec!["CSV, TSV and Parquet files are loaded".to_owned()]
            }
            Self::EmptyFile { .. } => vec!["a file without rows still needs its line of headers".to_owned()],
            Self::NulByte { .. } => vec!["export the file again; a copy that was cut off often looks so".to_owned()],
            Self::Undecodable { .. } => vec!["save it as UTF-8, UTF-16 or GB18030 (GBK)".to_owned()],
            Self::OpenQuote { .. } => vec!["close the quote, or double the quotes inside the cell".to_owned()],
            Self::NoTable { found, near, .. } => {
                let mut hints = vec![format!("its headers are {}", found.join(", "))];
                hints.extend(near.as_ref().map(|(table, missing)| {
                    let missing = columns(missing.iter().map(String::as_str));
                    format!("nearest is `{table}`, which also needs {missing}")
                }));
                hints.push("name the table with `--table`, or begin the file's name with it".to_owned());
                hints
            }
            Self::SeveralTables { .. } => {
                vec!["name the table with `--table`, or begin the file's name with it".to_owned()]
            }
            Self::MissingColumns {
                missing, unused, found, ..
            } => missing_hints(missing, unused, found),
            Self::TwoColumns { .. } => vec!["remove or rename one of the two".to_owned()],
            Self::BinaryIdentifier { .. } => {
                vec!["write identifiers as text: binary numbers keep only 15 digits".to_owned()]
            }
            Self::Accounting { .. } => vec!["this is a defect of Duebook; nothing of the file was kept".to_owned()],
            Self::NoSuchPath { .. }
            | Self::Unreadable { .. }
            | Self::Unwritable { .. }
            | Self::RowTooLong { .. }
            | Self::Aliases { .. } => Vec::new(),
        }
    }
}

fn missing_hints(missing: &[(String, String)], unused: &[String], found: &[String]) -> Vec<String> {
    let mut hints = vec![format!("its headers are {}", found.join(", "))];
    for (name, title) in missing {
        let near = nearest(name, unused.iter().map(String::as_str));
        hints.push(match near {
            Some(near) => format!("did you mean `{name}` by `{near}`?"),
            None => format!("`{name}` may also be called {title}"),
        });
    }
    hints
}

fn columns<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    let noun = if names.len() == 1 { "column" } else { "columns" };
    format!("the {noun} {}", names.join(", "))
}
