//! Why a workspace cannot be used.

use std::path::Path;

use crate::diagnostic::{Diagnose, Place};
use crate::message::{Message, messages};
use crate::refusal::Refusal;

messages! {
    "errors.workspace"
    /// What is wrong with a workspace, its settings or its folders.
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
        /// A setting that is unknown or of the wrong type.
        Settings { message: Message, place: Option<Place> },
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
    fn place(&self) -> Option<Place> {
        match self {
            Self::Settings { place, .. } => place.clone(),
            _ => None,
        }
    }

    fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Unreadable { reason } | Self::Unwritable { reason, .. } => Some(reason),
            _ => None,
        }
    }
}
