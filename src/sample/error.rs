//! What can go wrong with a sample beside SQL.

use std::path::Path;

use crate::diagnostic::{Diagnose, Place};
use crate::message::{Message, messages};
use crate::refusal::Refusal;

messages! {
    "errors.sample"
    /// Why a sample cannot be written.
    #[derive(Debug)]
    pub enum SampleError {
        /// A file of the sample that cannot be put in its place.
        Unwritable { path: String, reason: Refusal },
        /// A size that makes no book.
        TooSmall,
        /// Files of an earlier sample or of a real book in the way.
        Exists { path: String },
        /// More rows than a workbook holds.
        TooManyRows {
            table: String,
            rows: u64,
            /// What a workbook is given at most.
            most: u64,
        },
        /// The description of messy files does not parse or does not fit the contract.
        Files { message: Message, place: Box<Place> },
    }
}

impl SampleError {
    pub(super) fn unwritable(path: &Path, error: &impl ToString) -> Self {
        Self::Unwritable {
            path: path.display().to_string(),
            reason: Refusal::in_words(error.to_string()),
        }
    }
}

impl Diagnose for SampleError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::Files { place, .. } => Some(*place.clone()),
            _ => None,
        }
    }

    fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Unwritable { reason, .. } => Some(reason),
            _ => None,
        }
    }
}
