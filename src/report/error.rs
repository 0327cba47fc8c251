//! What can be wrong with a report: templates, texts, settings and the workbook writer.

use chrono::NaiveDate;

use crate::diagnostic::{Diagnose, Place};

/// Why a report cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A template that does not parse or asks for something there is not.
    #[error("{message}")]
    Template {
        /// What the template engine says.
        message: String,
        place: Box<Place>,
    },
    /// An accent colour that is none.
    #[error("`{value}` is not a colour")]
    Accent { value: String },
    /// A style or script that would end the element it stands in.
    #[error("`{file}` contains `</`, which would end it early in the page")]
    Unclosed { file: String },
    /// A report or section file that does not say what it must.
    #[error("{message}")]
    Definition {
        message: String,
        place: Box<Place>,
        hint: String,
    },
    /// A branch, team or specialist nobody knows.
    #[error("there is no {level} `{id}`")]
    UnknownScope {
        level: &'static str,
        id: String,
        /// A near id or some known ones.
        hint: String,
    },
    /// A report asked for that does not fall due.
    #[error("`{name}` does not fall due on {day}")]
    NotDue {
        name: String,
        day: NaiveDate,
        /// Those that do.
        hint: String,
    },
    #[error("cannot build the workbook: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

impl crate::message::Say for ReportError {
    fn message(&self) -> crate::message::Message {
        crate::message::Message::verbatim(self.to_string())
    }
}

impl Diagnose for ReportError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::Template { place, .. } | Self::Definition { place, .. } => Some(*place.clone()),
            Self::Unclosed { file } => Some(Place::file(file)),
            Self::Accent { .. } | Self::UnknownScope { .. } | Self::NotDue { .. } | Self::Workbook(_) => None,
        }
    }

    fn old_hints(&self) -> Vec<String> {
        match self {
            Self::Definition { hint, .. } | Self::UnknownScope { hint, .. } | Self::NotDue { hint, .. } => {
                vec![hint.clone()]
            }
            Self::Accent { .. } => vec!["write it as #1f5fa8".to_owned()],
            Self::Unclosed { .. } => vec!["write it as `<\\/`".to_owned()],
            Self::Template { .. } | Self::Workbook(_) => Vec::new(),
        }
    }
}
