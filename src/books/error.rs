//! What can be wrong with books, and between them, the record and the store.

use std::path::Path;

use crate::diagnostic::{Diagnose, Exit};
use crate::message::{Message, Say, messages};
use crate::refusal::Refusal;

messages! {
    "errors.books"
    /// What is not as it was decided.
    #[derive(Debug)]
    pub enum BooksError {
        Unwritable { path: String, reason: Refusal },
        Unreadable { path: String, reason: Refusal },
        /// The book of an entry of the record is not there.
        Gone { book: String, number: i64 },
        /// A manifest that is not the one the record names.
        OtherManifest { book: String, number: i64 },
        /// A manifest that cannot be understood.
        BadManifest { book: String, detail: String },
        /// A file that is not what its manifest says.
        OtherFile { book: String, file: String },
        FileGone { book: String, file: String },
        /// Rows of the store are not those of the book.
        Differs { book: String, table: &'static str, rows: i64 },
        /// The store holds a posting that no entry is about.
        Unrecorded { plan: String, period: String, run: i64 },
        /// The store lacks a posting of the record.
        NotPosted { plan: String, period: String, run: i64, number: i64 },
        /// The store says something else of a close than the record.
        OtherClose { plan: String, period: String, number: i64 },
        /// The store holds a close that no entry is about.
        UnrecordedClose { plan: String, period: String },
        /// The store lacks a close of the record.
        NotClosed { plan: String, period: String, number: i64 },
        /// Ledger rows that belong to no posting, or postings without their run.
        Loose { rows: i64 },
        /// The store has followed entries that the record does not have.
        RecordBehind { store: i64, record: i64 },
        /// The store has followed another record.
        OtherRecord { number: i64 },
        /// The store has pay but follows no record, and it is not what the record has.
        NotOfRecord,
        /// Something was decided since the store was opened.
        Overtaken,
        /// A decision is in the record, and the store could not be written after that.
        Stands { number: i64 },
    }
}

impl BooksError {
    pub(super) fn unwritable(path: &Path, error: &std::io::Error) -> Self {
        Self::Unwritable {
            path: path.display().to_string(),
            reason: Refusal::of(error),
        }
    }

    pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        Self::Unreadable {
            path: path.display().to_string(),
            reason: Refusal::of(error),
        }
    }
}

impl Diagnose for BooksError {
    fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Unwritable { reason, .. } | Self::Unreadable { reason, .. } => Some(reason),
            _ => None,
        }
    }

    fn hints(&self) -> Vec<Message> {
        let mut hints = vec![self.message().part("hint")];
        hints.extend(self.refusal().into_iter().flat_map(Refusal::hints));
        hints
    }

    fn exit(&self) -> Exit {
        Exit::Store
    }
}
