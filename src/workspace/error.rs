//! Why a workspace cannot be used.

use super::template::SETTINGS_FILE;
use crate::diagnostic::{Diagnose, Place};

/// What is wrong with a workspace, its settings or its folders.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// No settings file here or above.
    #[error("`{folder}` is no Duebook workspace: there is no {SETTINGS_FILE} in it or above it")]
    NotFound { folder: String },
    /// The folder to be made a workspace is one already.
    #[error("`{folder}` is a Duebook workspace already")]
    Exists { folder: String },
    /// The settings file cannot be read.
    #[error("cannot read {SETTINGS_FILE}: {reason}")]
    Unreadable { reason: String },
    /// A setting that is unknown or of the wrong type.
    #[error("{message}")]
    Settings { message: String, place: Option<Place> },
    /// A folder or file of the workspace cannot be written.
    #[error("cannot write `{path}`: {reason}")]
    Unwritable { path: String, reason: String },
}

impl Diagnose for WorkspaceError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::Settings { place, .. } => place.clone(),
            _ => None,
        }
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::NotFound { .. } => {
                vec!["make one with `duebook init`, or name another folder with `-C DIR`".to_owned()]
            }
            Self::Exists { .. } => vec!["nothing was changed; use it as it is or name an empty folder".to_owned()],
            Self::Settings { .. } => {
                vec!["`duebook init` in an empty folder writes a file with every setting".to_owned()]
            }
            Self::Unreadable { .. } | Self::Unwritable { .. } => Vec::new(),
        }
    }
}
