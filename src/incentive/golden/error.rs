//! What is wrong with a case itself.

use crate::diagnostic::{Diagnose, Place};
use crate::message::{Message, messages};

messages! {
    "errors.case"
    /// What is wrong with a case itself.
    #[derive(Debug)]
    pub enum CaseError {
        /// `case.toml` cannot be read.
        Case { reason: Message, place: Place },
        Unknown {
            id: String,
            /// A near id, or all.
            hint: Message,
        },
        /// No case in a folder that was named.
        None(folder: String),
        /// A file of the case that cannot be read.
        File { message: Message, place: Place },
        /// One key with two contents.
        Duplicate { key: String, place: Place },
    }
}

impl Diagnose for CaseError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::Case { place, .. } | Self::File { place, .. } | Self::Duplicate { place, .. } => Some(place.clone()),
            Self::None(_) | Self::Unknown { .. } => None,
        }
    }
}
