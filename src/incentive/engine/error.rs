//! What stops a calculation: always with the person or payment and the place of the rule.

use crate::diagnostic::{Diagnose, Place};

/// Why nothing can be calculated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{block}, {whom}: {fault}")]
pub struct RunError {
    /// The block of the plan.
    pub block: String,
    /// The person, group or payment.
    pub whom: String,
    pub fault: Box<RunFault>,
    pub place: Box<Place>,
}

/// The kinds of trouble while calculating.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunFault {
    /// A value beyond the ends of a table.
    #[error("{x} lies outside the table `{table}`")]
    Outside { table: String, x: String },
    /// A value that is needed and undefined.
    #[error("`{0}` is undefined")]
    Undefined(String),
    /// No rate row for an item.
    #[error("no rate in `{table}` for {cells}")]
    NoRate { table: String, cells: String },
    /// Two rows that fit equally well.
    #[error("tie in `{table}`: {first} and {second} fit equally well")]
    Tie {
        /// The rate table or param.
        table: String,
        /// One row.
        first: String,
        second: String,
    },
    /// Needed and not yet in force.
    #[error("no version of {what} is in force on {day}")]
    NoVersion { what: String, day: String },
    #[error("the weight {0} is negative, which is not allowed")]
    NegativeWeight(String),
    /// A column that holds no number.
    #[error("the column `{column}` holds no number: \"{text}\", which is undefined")]
    NoNumber { column: String, text: String },
}

impl crate::message::Say for RunError {
    fn message(&self) -> crate::message::Message {
        crate::message::Message::verbatim(self.to_string())
    }
}

impl Diagnose for RunError {
    fn place(&self) -> Option<Place> {
        Some(Place::clone(&self.place))
    }

    fn old_hints(&self) -> Vec<String> {
        let hint = match &*self.fault {
            RunFault::Outside { .. } => "add a tier, or set outside = \"zero\" or \"clamp\"",
            RunFault::Undefined(_) => "say with on_undefined what is paid then, or complete the data",
            RunFault::NoRate { .. } => "add a row, or set missing = \"zero\"",
            RunFault::Tie { .. } => "add a row with the keys of both",
            RunFault::NoVersion { .. } => "add a version with an earlier `from`",
            RunFault::NegativeWeight(_) => "a pool is shared by weights of 0 or more",
            RunFault::NoNumber { .. } => "use a column of numbers, or complete the data",
        };
        vec![hint.to_owned()]
    }
}
