//! Why a table cannot be written.

use std::path::Path;

use crate::diagnostic::Diagnose;

/// What is wrong with a table, its format or its file.
#[derive(Debug, thiserror::Error)]
pub enum TabularError {
    /// A binary format towards a terminal.
    #[error("{format} is no text for a terminal")]
    Terminal { format: &'static str },
    /// An option that another format has.
    #[error("`--bom` belongs to `--format csv`")]
    Bom,
    /// A workbook that would be larger than workbooks can be.
    #[error("the result does not fit into a workbook: {reason}")]
    TooLarge { reason: String },
    /// The workbook cannot be made.
    #[error("cannot make the workbook: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The result's file cannot be written or read back.
    #[error("cannot write `{path}`: {reason}")]
    Unwritable {
        /// The file; `stdout` for the output of the program.
        path: String,
        reason: String,
    },
}

impl TabularError {
    pub(super) fn unwritable(path: &Path, error: &std::io::Error) -> Self {
        Self::Unwritable {
            path: path.display().to_string(),
            reason: error.to_string(),
        }
    }
}

impl crate::message::Say for TabularError {
    fn message(&self) -> crate::message::Message {
        crate::message::Message::verbatim(self.to_string())
    }
}

impl Diagnose for TabularError {
    fn old_hints(&self) -> Vec<String> {
        let hint = match self {
            Self::Terminal { .. } => "name a file with `--out FILE`, or redirect the output",
            Self::Bom => "leave it out, or write `--format csv`",
            Self::TooLarge { .. } => "write csv or parquet, which have no such limit",
            Self::Workbook(_) | Self::Unwritable { .. } => return Vec::new(),
        };
        vec![hint.to_owned()]
    }
}
