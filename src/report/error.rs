//! What can be wrong with a report: templates, texts, settings and the workbook writer.

use chrono::NaiveDate;

use crate::diagnostic::{Diagnose, Exit, Place};
use crate::message::{Message, messages};

messages! {
    "errors.report"
    /// Why a report cannot be written.
    #[derive(Debug)]
    pub enum ReportError {
        /// A template that does not parse or asks for something there is not.
        Template {
            /// What the template engine says.
            message: Message,
            place: Box<Place>,
        },
        /// An accent colour that is none.
        Accent { value: String },
        /// A style or script that would end the element it stands in.
        Unclosed { file: String },
        /// A report or section file that does not say what it must.
        Definition {
            message: Message,
            place: Box<Place>,
            hint: Message,
        },
        /// A branch, team or specialist nobody knows.
        UnknownScope {
            level: &'static str,
            said: String,
            /// A near id or name, or some known ones.
            hint: Message,
        },
        /// A report asked for that does not fall due.
        NotDue {
            name: String,
            day: NaiveDate,
            /// Those that do.
            hint: Message,
        },
        /// A period of which the data tell no figure.
        NothingKnown {
            period: String,
            /// What would have to be loaded.
            missing: Vec<Message>,
        },
        /// A form that wants the words of a column there is not.
        FormColumn { said: String },
        Workbook(reason: rust_xlsxwriter::XlsxError),
    }
}

impl From<rust_xlsxwriter::XlsxError> for ReportError {
    fn from(error: rust_xlsxwriter::XlsxError) -> Self {
        Self::Workbook(error)
    }
}

impl Diagnose for ReportError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::Template { place, .. } | Self::Definition { place, .. } => Some(*place.clone()),
            Self::Unclosed { file } => Some(Place::file(file)),
            Self::Accent { .. }
            | Self::UnknownScope { .. }
            | Self::NotDue { .. }
            | Self::NothingKnown { .. }
            | Self::FormColumn { .. }
            | Self::Workbook(_) => None,
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::NothingKnown { .. } => Exit::Findings,
            _ => Exit::Input,
        }
    }
}
