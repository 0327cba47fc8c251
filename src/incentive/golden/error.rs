//! What is wrong with a case itself.

use crate::diagnostic::{Diagnose, Place};

/// What is wrong with a case itself.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// `case.toml` cannot be read.
    #[error("the case cannot be read: {reason}")]
    Case { reason: String, place: Place },
    #[error("the case has no person `{id}`")]
    Unknown {
        id: String,
        /// A near id, or all.
        hint: String,
    },
    /// No case in a folder that was named.
    #[error("there is no case in `{0}`: no folder with a case.toml")]
    None(String),
    /// A file of the case that cannot be read.
    #[error("{message}")]
    File { message: String, place: Place },
    /// One key with two contents.
    #[error("duplicate {key} with another content")]
    Duplicate { key: String, place: Place },
}

impl crate::message::Say for CaseError {
    fn message(&self) -> crate::message::Message {
        crate::message::Message::verbatim(self.to_string())
    }
}

impl Diagnose for CaseError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::Case { place, .. } | Self::File { place, .. } | Self::Duplicate { place, .. } => Some(place.clone()),
            Self::None(_) | Self::Unknown { .. } => None,
        }
    }

    fn old_hints(&self) -> Vec<String> {
        match self {
            Self::Case { .. } => vec!["a case.toml has name, plan, period and note".to_owned()],
            Self::None(_) => vec!["docs/incentives.md says what a case folder holds".to_owned()],
            Self::Duplicate { .. } => vec!["identical rows count once; take one of the two away".to_owned()],
            Self::Unknown { hint, .. } => vec![hint.clone()],
            Self::File { .. } => Vec::new(),
        }
    }
}
