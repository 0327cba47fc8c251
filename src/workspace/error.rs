//! Why a workspace cannot be used.

use crate::diagnostic::{Diagnose, Place};
use crate::message::{Message, messages};

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
        Unreadable { reason: Message },
        /// A setting that is unknown or of the wrong type.
        Settings { message: Message, place: Option<Place> },
        /// A folder or file of the workspace cannot be written.
        Unwritable { path: String, reason: Message },
    }
}

impl Diagnose for WorkspaceError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::Settings { place, .. } => place.clone(),
            _ => None,
        }
    }
}
