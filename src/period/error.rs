//! What is wrong with a period as it was written.

use crate::diagnostic::Diagnose;
use crate::message::{Message, Say, Word, messages, say};

messages! {
    "errors.period"
    /// What is wrong with a period or date.
    #[derive(Debug, PartialEq, Eq)]
    pub enum PeriodError {
        /// Not one of the forms.
        Unknown(text: String),
        /// A range whose end lies before its start.
        Backwards(text: String),
        /// Not a date.
        NoDate(text: String),
        /// Not a month.
        NoMonth(text: String),
        /// A form that is no use here, such as a week for a monthly report.
        WrongKind {
            period: String,
            /// What was wanted: `month`.
            wanted: Word,
        },
    }
}

impl Diagnose for PeriodError {
    fn hints(&self) -> Vec<Message> {
        vec![match self {
            Self::WrongKind { wanted, .. } => {
                let example = example(&wanted.0).to_owned();
                say!("errors.period.wrong_kind.hint", wanted, example)
            }
            _ => self.message().part("hint"),
        }]
    }
}

fn example(kind: &str) -> &'static str {
    match kind {
        "day" => "2026-03-14",
        "week" => "2026-W11",
        "quarter" => "2026-Q1",
        _ => "2026-03",
    }
}
