//! Why a table cannot be written.

use std::path::Path;

use crate::diagnostic::Diagnose;
use crate::message::{Message, messages};
use crate::refusal::Refusal;

messages! {
    "errors.tabular"
    /// What is wrong with a table, its format or its file.
    #[derive(Debug)]
    pub enum TabularError {
        /// A binary format towards a terminal.
        Terminal { format: &'static str },
        /// A place for a file that something else stands in.
        NoFile { path: String },
        /// An option that another format has.
        Bom,
        /// A workbook that would be larger than workbooks can be.
        TooLarge { reason: Message },
        /// The workbook cannot be made.
        Workbook(reason: rust_xlsxwriter::XlsxError),
        /// The result's file cannot be written or read back.
        Unwritable {
            /// The file; `stdout` for the output of the program.
            path: String,
            reason: Refusal,
        },
    }
}

impl TabularError {
    pub(super) fn unwritable(path: &Path, error: &std::io::Error) -> Self {
        Self::Unwritable {
            path: path.display().to_string(),
            reason: Refusal::of(error),
        }
    }
}

impl From<rust_xlsxwriter::XlsxError> for TabularError {
    fn from(error: rust_xlsxwriter::XlsxError) -> Self {
        Self::Workbook(error)
    }
}

impl Diagnose for TabularError {
    fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Unwritable { reason, .. } => Some(reason),
            _ => None,
        }
    }
}
