//! What can be wrong with the record.

use std::path::Path;

use rusqlite::ErrorCode;

use crate::diagnostic::{Diagnose, Exit};
use crate::message::{Message, Say, messages};
use crate::refusal::Refusal;

messages! {
    "errors.record"
    /// Why the record cannot be used, or not be trusted.
    #[derive(Debug)]
    pub enum RecordError {
        /// It was there: the store or the books say so.
        Missing { path: String },
        /// Another process writes into it.
        Locked { path: String },
        /// The system does not let it be read or written.
        Inaccessible { path: String, reason: Refusal },
        Full { path: String, detail: String },
        /// Written by a later Duebook.
        Newer { path: String, found: i64, known: i64 },
        /// No record, or one whose pages do not hold together.
        Damaged { path: String, detail: String },
        /// An entry is not what it was.
        Changed { number: i64 },
        /// An entry does not follow the one before it.
        OtherBefore { number: i64 },
        /// Entries are missing before this one.
        Gap { number: i64, missing: i64 },
        /// What belongs to an entry cannot be read.
        Payload { number: i64, detail: String },
    }
}

impl RecordError {
    /// What an error of `SQLite` means.
    pub(crate) fn of(path: &Path, error: &rusqlite::Error) -> Self {
        let (path, detail) = (path.display().to_string(), error.to_string());
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked { path },
            Some(ErrorCode::DiskFull) => Self::Full { path, detail },
            Some(ErrorCode::PermissionDenied) => {
                let reason = Refusal::Denied;
                Self::Inaccessible { path, reason }
            }
            Some(ErrorCode::SystemIoFailure) => {
                let reason = Refusal::Failing;
                Self::Inaccessible { path, reason }
            }
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::OutOfMemory) => {
                let reason = Refusal::in_words(detail);
                Self::Inaccessible { path, reason }
            }
            _ => Self::Damaged { path, detail },
        }
    }

    /// What an error of the system means.
    pub(super) fn of_system(path: &Path, error: &std::io::Error) -> Self {
        let path = path.display().to_string();
        match Refusal::of(error) {
            Refusal::Full => {
                let detail = error.to_string();
                Self::Full { path, detail }
            }
            reason => Self::Inaccessible { path, reason },
        }
    }
}

impl Diagnose for RecordError {
    fn hints(&self) -> Vec<Message> {
        let mut hints = vec![self.message().part("hint")];
        if let Self::Inaccessible { reason, .. } = self {
            hints.extend(reason.hints());
        }
        hints
    }

    fn exit(&self) -> Exit {
        Exit::Store
    }

    fn will_pass(&self) -> bool {
        matches!(self, Self::Locked { .. })
    }
}
