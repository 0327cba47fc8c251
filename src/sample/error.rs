//! What can go wrong with a sample beside SQL.

use std::path::Path;

use crate::diagnostic::{Diagnose, Place};

/// Why a sample cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// A file of the sample that cannot be put in its place.
    #[error("cannot write `{path}`: {reason}")]
    Unwritable { path: String, reason: String },
    /// A size that makes no book.
    #[error("a sample needs at least one policy, one specialist and one month")]
    TooSmall,
    /// Files of an earlier sample or of a real book in the way.
    #[error("`{path}` exists already")]
    Exists { path: String },
    /// More rows than a workbook holds.
    #[error("the table `{table}` of this sample has {rows} rows, a workbook holds {most}")]
    TooManyRows {
        table: String,
        rows: u64,
        /// What a workbook is given at most.
        most: u64,
    },
    /// The description of messy files does not parse or does not fit the contract.
    #[error("{message}")]
    Files { message: String, place: Box<Place> },
}

impl SampleError {
    pub(super) fn unwritable(path: &Path, error: &impl ToString) -> Self {
        Self::Unwritable {
            path: path.display().to_string(),
            reason: error.to_string(),
        }
    }
}

impl crate::message::Say for SampleError {
    fn message(&self) -> crate::message::Message {
        crate::message::Message::verbatim(self.to_string())
    }
}

impl Diagnose for SampleError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::Files { place, .. } => Some(*place.clone()),
            _ => None,
        }
    }

    fn old_hints(&self) -> Vec<String> {
        match self {
            Self::Exists { .. } => vec!["nothing was written; name an empty folder or move the files away".to_owned()],
            Self::TooManyRows { .. } => {
                vec!["nothing was written; ask for fewer policies, or for `--format parquet`".to_owned()]
            }
            Self::Unwritable { .. } | Self::TooSmall | Self::Files { .. } => Vec::new(),
        }
    }
}
