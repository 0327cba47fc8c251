//! Why a workspace cannot be used.

use std::path::Path;

use crate::diagnostic::Diagnose;
use crate::message::messages;
use crate::refusal::Refusal;

messages! {
    "errors.workspace"
    /// What is wrong with a workspace or its folders.
    #[derive(Debug)]
    pub enum WorkspaceError {
        /// No settings file here or above.
        NotFound { folder: String },
        /// A folder that was named and is none.
        NoFolder { folder: String },
        /// The folder to be made a workspace is one already.
        Exists { folder: String },
        /// The settings file cannot be read.
        Unreadable { reason: Refusal },
        /// A place that output is sent to and that holds what must not be lost.
        Reserved { path: String },
        /// A folder or file of the workspace cannot be written.
        Unwritable { path: String, reason: Refusal },
    }
}

impl WorkspaceError {
    pub(super) fn unwritable(path: &Path, error: &std::io::Error) -> Self {
        Self::Unwritable {
            path: path.display().to_string(),
            reason: Refusal::of(error),
        }
    }
}

impl Diagnose for WorkspaceError {
    fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Unreadable { reason } | Self::Unwritable { reason, .. } => Some(reason),
            _ => None,
        }
    }
}
