//! Why nothing is published.

use std::path::PathBuf;

use crate::diagnostic::{Diagnose, Exit, Place};
use crate::message::messages;
use crate::refusal::Refusal;

messages! {
    "errors.publish"
    /// What keeps a publication from being made or found.
    #[derive(Debug)]
    pub enum PublishError {
        /// There is nothing to publish.
        Nothing,
        /// Nothing was published yet.
        NotYet,
        /// A manifest that was not written by this program.
        Manifest { path: PathBuf },
        /// More rows or tiles are asked for than there are metrics.
        Board { place: Box<Place>, metric: String },
        /// A statement of pages that does not keep to who looks.
        NotOfViewer { place: Box<Place> },
        Unwritable { path: PathBuf, reason: Refusal },
        Unreadable { path: PathBuf, reason: Refusal },
    }
}

impl PublishError {
    pub(super) fn unwritable(path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::Unwritable {
            path: path.to_path_buf(),
            reason: Refusal::of(error),
        }
    }

    pub(crate) fn unreadable(path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::Unreadable {
            path: path.to_path_buf(),
            reason: Refusal::of(error),
        }
    }
}

impl Diagnose for PublishError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::Manifest { path } => Some(Place::file(path.display().to_string())),
            Self::Board { place, .. } | Self::NotOfViewer { place } => Some(*place.clone()),
            _ => None,
        }
    }

    fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Unwritable { reason, .. } | Self::Unreadable { reason, .. } => Some(reason),
            _ => None,
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Unwritable { .. } | Self::Unreadable { .. } => Exit::Store,
            _ => Exit::Input,
        }
    }
}
