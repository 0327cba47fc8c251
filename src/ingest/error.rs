//! What stops a run before anything is written: files that cannot be read or understood as a whole.
//!
//! Rows that break the contract are no errors; they are rejects.

use std::path::{Path, PathBuf};

use super::encoding::Encoding;
use super::foreign::Foreign;
use crate::decimal::grouped;
use crate::diagnostic::{Diagnose, Place, nearest};

/// A setting that keeps a file from taking all of the machine, with the most it allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Rows of a sheet.
    Rows(u64),
    /// Columns of a sheet.
    Columns(u64),
    /// Cells of a file.
    Cells(u64),
    /// Bytes after unpacking.
    UnpackedBytes(u64),
    /// Bytes of one cell.
    TextBytes(u64),
    /// Sheets of a file; no setting, as nobody has so many.
    Sheets(u64),
}

impl Limit {
    /// The number.
    pub fn most(self) -> u64 {
        let (Self::Rows(most)
        | Self::Columns(most)
        | Self::Cells(most)
        | Self::UnpackedBytes(most)
        | Self::TextBytes(most)
        | Self::Sheets(most)) = self;
        most
    }

    /// The error that `path` has more.
    pub(super) fn passed_by(self, path: &Path) -> IngestError {
        IngestError::TooMuch {
            path: path.to_path_buf(),
            limit: self,
        }
    }

    fn what(self) -> &'static str {
        match self {
            Self::Rows(_) => "rows in a sheet",
            Self::Columns(_) => "columns in a sheet",
            Self::Cells(_) => "cells",
            Self::UnpackedBytes(_) => "bytes when unpacked",
            Self::TextBytes(_) => "bytes in a cell",
            Self::Sheets(_) => "tables",
        }
    }

    fn setting(self) -> Option<&'static str> {
        match self {
            Self::Rows(_) => Some("max_rows"),
            Self::Columns(_) => Some("max_columns"),
            Self::Cells(_) => Some("max_cells"),
            Self::UnpackedBytes(_) => Some("max_unpacked_bytes"),
            Self::TextBytes(_) => Some("max_text_bytes"),
            Self::Sheets(_) => None,
        }
    }
}

/// Why a file cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    #[error("there is no file or folder `{}`", .path.display())]
    NoSuchPath { path: PathBuf },
    /// A folder without a file to load.
    #[error("the folder `{}` holds no file to load", .path.display())]
    NothingToLoad { path: PathBuf },
    /// The system does not let it be read.
    #[error("cannot read `{}`: {reason}", .path.display())]
    Unreadable { path: PathBuf, reason: String },
    /// A temporary file or the list of rejects cannot be written.
    #[error("cannot write `{}`: {reason}", .path.display())]
    Unwritable { path: PathBuf, reason: String },
    /// A format that is not read.
    #[error("`{}` is {}, which cannot be loaded", .path.display(), .found.name())]
    UnknownFormat {
        path: PathBuf,
        /// What it seems to be.
        found: Foreign,
    },
    #[error("`{}` is empty", .path.display())]
    EmptyFile { path: PathBuf },
    /// Something in it, but no table.
    #[error("`{}` holds no table", .path.display())]
    NoSheet { path: PathBuf },
    /// A pipe, a device.
    #[error("`{}` is no file", .path.display())]
    NotAFile { path: PathBuf },
    /// Bytes that are not what they should be in a file of this format.
    #[error("`{}` is damaged: {reason}", .path.display())]
    Damaged {
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Text that breaks the grammar of its format.
    #[error("`{}` cannot be read: {reason}", .path.display())]
    Malformed {
        path: PathBuf,
        /// Line and column.
        position: (usize, usize),
        reason: String,
    },
    /// A zero byte, which no text has.
    #[error("`{}` holds a zero byte at offset {offset}", .path.display())]
    NulByte {
        path: PathBuf,
        /// Bytes before it.
        offset: u64,
    },
    /// Bytes that no known encoding explains.
    #[error("`{}` cannot be decoded: the bytes at offset {offset} are not {}", .path.display(), .encoding.name())]
    Undecodable {
        path: PathBuf,
        /// The encoding that came nearest.
        encoding: Encoding,
        /// Bytes before the wrong one.
        offset: u64,
    },
    /// A quote that is never closed, which would swallow the rest of the file.
    #[error("a quoted cell of `{}` is never closed", .path.display())]
    OpenQuote {
        path: PathBuf,
        /// Line where it begins.
        line: u64,
    },
    /// A record so long that it must be a mistake.
    #[error("row {row} of `{}` is longer than {} bytes", .path.display(), grouped((*most).into()))]
    RowTooLong { path: PathBuf, row: u64, most: u64 },
    /// More of something than a setting allows: a mistake, or an attack.
    #[error("`{}` has more than {} {}", .path.display(), grouped(limit.most().into()), limit.what())]
    TooMuch { path: PathBuf, limit: Limit },
    /// A file that opens with a password only.
    #[error("`{}` is protected with a password", .path.display())]
    Encrypted { path: PathBuf },
    /// A part of a workbook that has to be kept in memory and is too large for that.
    #[error("`{part}` in `{}` has more than {} bytes, all of which would be needed at once", .path.display(), grouped((*most).into()))]
    LargePart { path: PathBuf, part: String, most: u64 },
    /// No table has these headers.
    #[error("cannot tell which table `{}` holds", .path.display())]
    NoTable {
        path: PathBuf,
        found: Vec<String>,
        /// The table that comes nearest, and what it would need.
        near: Option<(String, Vec<String>)>,
    },
    /// More than one table fits equally well.
    #[error("`{}` could be any of the tables {}", .path.display(), .tables.join(", "))]
    SeveralTables { path: PathBuf, tables: Vec<String> },
    /// Required columns are not there.
    #[error("`{}` lacks {} of table `{table}`", .path.display(), columns(.missing.iter().map(|(name, _)| name.as_str())))]
    MissingColumns {
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
        path: PathBuf,
        column: String,
        /// One header.
        first: String,
        second: String,
    },
    /// Units of amounts that cannot both be right.
    #[error("the unit of `{header}` in `{}` is not clear: {first}, but {second}", .path.display())]
    UnitsDisagree {
        path: PathBuf,
        /// The header of the column.
        header: String,
        first: String,
        second: String,
    },
    /// A file of aliases that does not parse.
    #[error("{message}")]
    Aliases { message: String, place: Box<Place> },
    /// A file of a layout that does not parse or names what is not there.
    #[error("{message}")]
    Layout { message: String, place: Box<Place> },
    #[error("there is no archive to rebuild from: `{}` is not there", .path.display())]
    NoArchive {
        /// The list of what was loaded.
        path: PathBuf,
    },
    /// The list of what was loaded does not parse.
    #[error("the list of archived files does not parse: {message}")]
    ArchiveLedger {
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        message: String,
    },
    /// An archived file that is not what it was.
    #[error("the archived file `{}` has changed since it was loaded", .path.display())]
    ArchiveDamaged { path: PathBuf },
    /// A file was written to while it was read; nothing of it was kept.
    #[error("`{}` was changed while it was read", .path.display())]
    Changed { path: PathBuf },
    /// The rows of a file did not add up: a defect of the program, and nothing of the file was kept.
    #[error("the rows of `{}` do not add up: {detail}", .path.display())]
    Accounting { path: PathBuf, detail: String },
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

    pub(super) fn damaged(path: &Path, reason: impl Into<String>) -> Self {
        Self::Damaged {
            path: path.to_path_buf(),
            reason: reason.into(),
        }
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

impl crate::message::Say for IngestError {
    fn message(&self) -> crate::message::Message {
        crate::message::Message::verbatim(self.to_string())
    }
}

impl Diagnose for IngestError {
    fn is_of_machine(&self) -> bool {
        matches!(self, Self::Unwritable { .. })
    }

    fn place(&self) -> Option<Place> {
        match self {
            Self::OpenQuote { path, line } => Some(Place {
                position: Some((usize::try_from(*line).unwrap_or(usize::MAX), 1)),
                ..Place::file(path.display().to_string())
            }),
            Self::ArchiveLedger { path, line, .. } => Some(Place {
                position: Some((*line, 1)),
                ..Place::file(path.display().to_string())
            }),
            Self::Malformed { path, position, .. } => Some(Place {
                position: Some(*position),
                ..Place::file(path.display().to_string())
            }),
            Self::Aliases { place, .. } | Self::Layout { place, .. } => Some(*place.clone()),
            _ => None,
        }
    }

    fn old_hints(&self) -> Vec<String> {
        match self {
            Self::NothingToLoad { .. } => Foreign::Unknown.hints(),
            Self::UnknownFormat { found, .. } => found.hints(),
            Self::EmptyFile { .. } | Self::NoSheet { .. } => {
                vec!["a file without rows still needs its line of headers".to_owned()]
            }
            Self::NulByte { .. } | Self::Damaged { .. } | Self::Malformed { .. } => {
                vec!["export the file again; a copy that was cut off often looks so".to_owned()]
            }
            Self::Encrypted { .. } => vec![
                "open it with the password and save it without one".to_owned(),
                "文件有密码：请输入密码打开，取消密码后另存".to_owned(),
            ],
            Self::LargePart { .. } => vec!["save its sheets as CSV".to_owned()],
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
            Self::UnitsDisagree { .. } => vec![
                "let one of the two stand, the one that is true of the numbers in the cells".to_owned(),
                "两处金额单位不一致：请只保留与单元格数值相符的一处".to_owned(),
            ],
            Self::Accounting { .. } => vec!["this is a defect of Duebook; nothing of the file was kept".to_owned()],
            Self::Changed { .. } => {
                vec!["nothing of it was kept: load it again once it is written to its end".to_owned()]
            }
            Self::NoArchive { .. } => vec!["`duebook ingest data/` loads what lies in the inbox".to_owned()],
            Self::ArchiveDamaged { .. } => vec!["put a copy of the original there; the store is as it was".to_owned()],
            Self::RowTooLong { .. } => vec![raise("max_text_bytes")],
            Self::TooMuch { limit, .. } => limit.setting().map(raise).into_iter().collect(),
            Self::NoSuchPath { .. }
            | Self::NotAFile { .. }
            | Self::Unreadable { .. }
            | Self::Unwritable { .. }
            | Self::Aliases { .. }
            | Self::ArchiveLedger { .. }
            | Self::Layout { .. } => Vec::new(),
        }
    }
}

fn raise(setting: &str) -> String {
    format!("if it is meant to be so, raise `{setting}` under [ingest] in duebook.toml")
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
