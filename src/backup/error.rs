//! Why there is no backup, or nothing of it is restored.

use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnose, Exit, Place};
use crate::message::messages;
use crate::refusal::Refusal;

messages! {
    "errors.backup"
    /// What is wrong with a backup or its place.
    #[derive(Debug)]
    pub enum BackupError {
        /// A folder with something in it, where a backup or a workspace is to be put.
        NotEmpty { folder: PathBuf },
        /// A place that is part of what is copied.
        Inside { folder: PathBuf, part: String },
        Unreadable { path: PathBuf, reason: Refusal },
        Unwritable { path: PathBuf, reason: Refusal },
        /// No backup, or one that was not finished.
        NoManifest { folder: PathBuf },
        /// The manifest is not what was written.
        Manifest { path: PathBuf, message: String },
        /// Made by a later version.
        Newer { path: PathBuf, found: u32, known: u32 },
        Missing { path: PathBuf },
        /// A file that is not what was copied.
        Changed { path: PathBuf },
        /// A file the manifest does not name.
        Unnamed { path: PathBuf },
    }
}

impl BackupError {
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

impl Diagnose for BackupError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::Manifest { path, .. } => Some(Place::file(path.display().to_string())),
            _ => None,
        }
    }

    fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Unreadable { reason, .. } | Self::Unwritable { reason, .. } => Some(reason),
            _ => None,
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::NotEmpty { .. } | Self::Inside { .. } | Self::NoManifest { .. } => Exit::Input,
            _ => Exit::Store,
        }
    }
}
