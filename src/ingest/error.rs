//! What stops a run before anything is written: files that cannot be read or understood as a whole.
//!
//! Rows that break the contract are no errors; they are rejects.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use super::encoding::Encoding;
use super::foreign::Foreign;
use crate::diagnostic::{Diagnose, Exit, Place, nearest};
use crate::message::{Grouped, Message, Say, ToValue, Value, messages, quoted, say};
use crate::refusal::Refusal;
use crate::visible::visible_name;

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
    pub fn max(self) -> u64 {
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

impl Say for Limit {
    fn message(&self) -> Message {
        let most = Grouped(self.max());
        match self {
            Self::Rows(_) => say!("errors.limit.rows", most),
            Self::Columns(_) => say!("errors.limit.columns", most),
            Self::Cells(_) => say!("errors.limit.cells", most),
            Self::UnpackedBytes(_) => say!("errors.limit.unpacked_bytes", most),
            Self::TextBytes(_) => say!("errors.limit.text_bytes", most),
            Self::Sheets(_) => say!("errors.limit.sheets", most),
        }
    }
}

impl ToValue for Limit {
    fn to_value(&self) -> Value {
        self.message().to_value()
    }
}

impl ToValue for Foreign {
    fn to_value(&self) -> Value {
        self.name().to_value()
    }
}

impl ToValue for Encoding {
    fn to_value(&self) -> Value {
        self.name().to_value()
    }
}

/// A required column a file lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingColumn {
    /// Its canonical name.
    pub name: String,
    /// What else it may be called, its title first.
    pub words: Vec<String>,
}

/// The required columns a file lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingColumns(pub Vec<MissingColumn>);

impl ToValue for MissingColumns {
    fn to_value(&self) -> Value {
        let names: Vec<&String> = self.0.iter().map(|column| &column.name).collect();
        columns(&names).to_value()
    }
}

/// The layout or table that comes nearest to a file, and the columns it would still need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearTable {
    pub name: String,
    /// Title in Chinese and English.
    pub zh: String,
    pub en: String,
    pub missing: Vec<MissingColumn>,
}

impl ToValue for NearTable {
    fn to_value(&self) -> Value {
        self.name.to_value()
    }
}

impl NearTable {
    fn hint(&self) -> Message {
        let words = self.missing.iter().map(MissingColumn::with_words).collect();
        let (name, zh, en) = (&self.name, &self.zh, &self.en);
        say!(
            "errors.ingest.no_table.nearest",
            name,
            zh,
            en,
            missing = Value::List(words)
        )
    }
}

impl MissingColumn {
    /// Its name with all it may be called.
    fn with_words(&self) -> Value {
        say!("errors.ingest.column_with_words", name = self.name, words = self.words).to_value()
    }
}

messages! {
    "errors.ingest"
    /// Why a file cannot be loaded.
    #[derive(Debug)]
    pub enum IngestError {
        NoSuchPath { path: PathBuf },
        /// A folder without a file to load.
        NothingToLoad { path: PathBuf },
        /// The system does not let it be read.
        Unreadable { path: PathBuf, reason: Refusal },
        /// A temporary file or the list of rejects cannot be written.
        Unwritable { path: PathBuf, reason: Refusal },
        /// A format that is not read.
        UnknownFormat {
            path: PathBuf,
            /// What it seems to be.
            found: Foreign,
        },
        EmptyFile { path: PathBuf },
        /// Something in it, but no table.
        NoSheet { path: PathBuf },
        /// A pipe, a device.
        NotAFile { path: PathBuf },
        /// Bytes that are not what they should be in a file of this format.
        Damaged {
            path: PathBuf,
            /// What is wrong with it.
            reason: Message,
        },
        /// Text that breaks the grammar of its format.
        Malformed {
            path: PathBuf,
            /// Line and column.
            position: (usize, usize),
            reason: Message,
        },
        /// A zero byte, which no text has.
        NulByte {
            path: PathBuf,
            /// Bytes before it.
            offset: u64,
        },
        /// Bytes that no known encoding explains.
        Undecodable {
            path: PathBuf,
            /// The encoding that came nearest.
            encoding: Encoding,
            /// Bytes before the wrong one.
            offset: u64,
        },
        /// A quote that is never closed, which would swallow the rest of the file.
        OpenQuote {
            path: PathBuf,
            /// Line where it begins.
            line: u64,
        },
        /// A record so long that it must be a mistake.
        RowTooLong { path: PathBuf, row: u64, most: Grouped },
        /// More of something than a setting allows: a mistake, or an attack.
        TooMuch { path: PathBuf, limit: Limit },
        /// A file that opens with a password only.
        Encrypted { path: PathBuf },
        /// A part of a workbook that has to be kept in memory and is too large for that.
        LargePart { path: PathBuf, part: String, most: Grouped },
        /// No table has these headers.
        NoTable {
            path: PathBuf,
            found: Vec<String>,
            /// The layout and the table that come nearest, and what they would need.
            near: Vec<NearTable>,
        },
        /// More than one table fits equally well.
        SeveralTables { path: PathBuf, tables: Vec<String> },
        /// Required columns are not there.
        MissingColumns {
            path: PathBuf,
            /// The table or layout it was matched to.
            table: String,
            missing: MissingColumns,
            /// The headers of the file that mean no column of the table.
            unused: Vec<String>,
            /// All headers of the file.
            found: Vec<String>,
        },
        /// Two headers that mean the same column.
        TwoColumns {
            path: PathBuf,
            column: String,
            /// One header.
            first: String,
            second: String,
        },
        /// Units of amounts that cannot both be right.
        UnitsDisagree {
            path: PathBuf,
            /// The header of the column.
            header: String,
            first: Box<Message>,
            second: Box<Message>,
        },
        /// A layout or table asked for that is none.
        NoLayoutOrTable {
            name: String,
            /// A near name, or the list.
            near: Message,
        },
        /// A file of a layout that names what is not there.
        Layout { message: Message, place: Box<Place> },
        NoArchive {
            /// The list of what was loaded.
            path: PathBuf,
        },
        /// The list of what was loaded does not parse.
        ArchiveLedger {
            path: PathBuf,
            /// The line, from 1.
            line: usize,
            message: String,
        },
        /// The list of what was loaded ends too early.
        ArchiveListCut { path: PathBuf, lines: usize, found: usize },
        /// A line of the list of what was loaded is not what was written there.
        ArchiveListChanged { path: PathBuf, line: usize },
        /// The store lacks files that were loaded: it is an earlier copy, or was begun anew.
        StoreBehind { path: PathBuf, lacking: usize, lines: usize },
        /// A file that was loaded is not in the archive.
        ArchiveMissing { path: PathBuf, loaded: PathBuf },
        /// An archived file that is not what it was.
        ArchiveDamaged { path: PathBuf, loaded: PathBuf },
        /// A file was written to while it was read; nothing of it was kept.
        Changed { path: PathBuf },
        /// The rows of a file did not add up: a defect of the program, and nothing of the file was kept.
        Accounting { path: PathBuf, detail: Message },
    }
}

impl IngestError {
    /// The same error about the file as the user knows it.
    pub(super) fn with_display_path(mut self, shown: &Path) -> Self {
        if let Self::Unreadable { path, .. }
        | Self::EmptyFile { path }
        | Self::NulByte { path, .. }
        | Self::Undecodable { path, .. } = &mut self
        {
            *path = shown.to_path_buf();
        }
        self
    }

    pub(super) fn damaged(path: &Path, reason: Message) -> Self {
        Self::Damaged {
            path: path.to_path_buf(),
            reason,
        }
    }

    pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        Self::Unreadable {
            path: path.to_path_buf(),
            reason: Refusal::of(error),
        }
    }

    pub(super) fn unwritable(path: &Path, error: &std::io::Error) -> Self {
        Self::Unwritable {
            path: path.to_path_buf(),
            reason: Refusal::of(error),
        }
    }
}

impl Diagnose for IngestError {
    fn is_of_machine(&self) -> bool {
        matches!(self, Self::Unwritable { .. }) || self.exit() != Exit::Input
    }

    fn exit(&self) -> Exit {
        let is_grave = self.refusal().is_some_and(Refusal::is_of_machine)
            || matches!(
                self,
                Self::ArchiveListCut { .. }
                    | Self::ArchiveListChanged { .. }
                    | Self::ArchiveLedger { .. }
                    | Self::ArchiveMissing { .. }
                    | Self::ArchiveDamaged { .. }
                    | Self::StoreBehind { .. }
            );
        if is_grave { Exit::Store } else { Exit::Input }
    }

    fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Unreadable { reason, .. } | Self::Unwritable { reason, .. } => Some(reason),
            _ => None,
        }
    }

    fn place(&self) -> Option<Place> {
        match self {
            Self::OpenQuote { path, line } => Some(Place {
                position: Some((usize::try_from(*line).unwrap_or(usize::MAX), 1)),
                ..Place::file(path.display().to_string())
            }),
            Self::ArchiveLedger { path, line, .. } | Self::ArchiveListChanged { path, line } => Some(Place {
                position: Some((*line, 1)),
                ..Place::file(path.display().to_string())
            }),
            Self::Malformed { path, position, .. } => Some(Place {
                position: Some(*position),
                ..Place::file(path.display().to_string())
            }),
            Self::Layout { place, .. } => Some(*place.clone()),
            _ => None,
        }
    }

    fn hints(&self) -> Vec<Message> {
        let hint = || self.message().part("hint");
        match self {
            Self::NothingToLoad { .. } => vec![Foreign::Unknown.hint()],
            Self::UnknownFormat { found, .. } => vec![found.hint()],
            Self::NoLayoutOrTable { near, .. } => vec![near.clone()],
            Self::NoTable { path, found, near } => {
                let mut hints = vec![headers(found)];
                hints.extend(near.iter().map(NearTable::hint));
                hints.push(hint());
                hints.push(map_command(path));
                hints
            }
            Self::MissingColumns {
                path,
                missing,
                unused,
                found,
                ..
            } => {
                let mut hints = missing_hints(&missing.0, unused, found);
                hints.push(map_command(path));
                hints
            }
            Self::SeveralTables { path, .. } | Self::TwoColumns { path, .. } => vec![hint(), map_command(path)],
            Self::RowTooLong { .. } => vec![raise("max_text_bytes")],
            Self::TooMuch { limit, .. } => limit.setting().map(raise).into_iter().collect(),
            Self::Unreadable { reason, .. } | Self::Unwritable { reason, .. } => reason.hints(),
            Self::NoSuchPath { .. } | Self::NotAFile { .. } | Self::ArchiveLedger { .. } | Self::Layout { .. } => {
                Vec::new()
            }
            _ => vec![hint()],
        }
    }
}

/// The command that helps with a file that is not understood.
pub fn map_command(path: &Path) -> Message {
    let text = path.display().to_string();
    let is_plain = text.chars().all(|c| c.is_alphanumeric() || "/._-".contains(c));
    // As a shell reads it: whatever a file is called, the command is about the file.
    let file = if is_plain {
        text
    } else {
        format!("'{}'", visible_name(&text).replace('\'', r"'\''"))
    };
    say!("errors.ingest.map", file)
}

fn raise(setting: &str) -> Message {
    say!("errors.ingest.too_much.raise", setting = setting.to_owned())
}

fn headers(found: &Vec<String>) -> Message {
    say!("errors.ingest.headers", found)
}

fn missing_hints(missing: &[MissingColumn], unused: &[String], found: &Vec<String>) -> Vec<Message> {
    let mut hints = vec![headers(found)];
    for MissingColumn { name, words } in missing {
        let mut called = std::iter::once(name).chain(words);
        // One character is half of a short name.
        let is_near = |word: &str, near: &str| word.chars().count() > 3 || near.contains(word);
        let near = called.find_map(|word| {
            let near = nearest(word, unused.iter().map(String::as_str));
            near.filter(|near| is_near(word, near))
        });
        hints.push(match near {
            Some(near) => say!("errors.ingest.missing_columns.near", name, near = near.to_owned()),
            None => say!("errors.ingest.missing_columns.also", name, words),
        });
    }
    hints
}

/// The columns called `names`, in a sentence.
fn columns<T: Display>(names: &[T]) -> Message {
    let names = quoted(names);
    if names.len() == 1 {
        say!("errors.ingest.column", names)
    } else {
        say!("errors.ingest.columns", names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_that_is_told_is_about_the_file_alone() {
        for (path, told) in [
            ("data/应收清单.csv", "`duebook map data/应收清单.csv`"),
            ("data/a b.csv", "`duebook map 'data/a b.csv'`"),
            ("data/a'; rm -r x'.csv", r"`duebook map 'data/a'\''; rm -r x'\''.csv'`"),
            ("a\n\u{1b}b.csv", r"`duebook map 'a\u{a}\u{1b}b.csv'`"),
        ] {
            let said = map_command(Path::new(path)).to_string();
            assert!(said.starts_with(told), "{said}");
        }
    }
}
