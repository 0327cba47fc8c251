//! Why a workspace cannot be used.

use crate::diagnostic::Diagnose;
use crate::message::messages;

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
        Unreadable { reason: String },
        /// A folder or file of the workspace cannot be written.
        Unwritable { path: String, reason: String },
    }
}

impl Diagnose for WorkspaceError {}
