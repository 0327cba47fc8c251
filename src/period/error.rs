//! What is wrong with a period as it was written.

use crate::diagnostic::Diagnose;

/// What is wrong with a period or date.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// Not one of the forms.
    #[error("`{0}` is not a period")]
    Unknown(String),
    /// A range whose end lies before its start.
    #[error("the period `{0}` ends before it begins")]
    Backwards(String),
    /// Not a date.
    #[error("`{0}` is not a date")]
    NoDate(String),
    /// Not a month.
    #[error("`{0}` is not a month")]
    NoMonth(String),
    /// A form that is no use here, such as a week for a monthly report.
    #[error("`{period}` is no {wanted}")]
    WrongKind {
        period: String,
        /// What was wanted: `month`.
        wanted: String,
    },
}

impl crate::message::Say for PeriodError {
    fn message(&self) -> crate::message::Message {
        crate::message::Message::verbatim(self.to_string())
    }
}

impl Diagnose for PeriodError {
    fn old_hints(&self) -> Vec<String> {
        vec![match self {
            Self::Unknown(_) => "write a day 2026-03-14, an ISO week 2026-W11, a month 2026-03, a quarter 2026-Q1, \
                                 a year 2026 or a range 2026-01-05..2026-02-10 or 2026-01..2026-02"
                .to_owned(),
            Self::Backwards(_) => "write the earlier day first".to_owned(),
            Self::NoDate(_) => "write it as 2026-03-14".to_owned(),
            Self::NoMonth(_) => "write it as 2026-03".to_owned(),
            Self::WrongKind { wanted, .. } => format!("write a {wanted}, such as {}", example(wanted)),
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
