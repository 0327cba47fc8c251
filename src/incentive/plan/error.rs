//! What is wrong with a plan: every mistake names its block, the key or name at fault and the place in the file.

use crate::diagnostic::{Diagnose, Place};

/// A mistake in a plan or its rate tables.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{block}: {fault}")]
pub struct PlanError {
    /// The block, such as component `renewal_bonus`.
    pub block: String,
    pub fault: Fault,
    pub place: Place,
    /// What to do about it.
    pub hint: Option<String>,
}

/// The kinds of mistake. The words in the sentences are those of `docs/incentives.md`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The file cannot be read as TOML or CSV.
    #[error("{0}")]
    Syntax(String),
    /// A TOML float, or a bare integer where a number is meant.
    #[error("`{key}` is a {written}, written {text}; an exact number is a string")]
    Float {
        key: String,
        /// `float` or `bare integer, not a number`.
        written: &'static str,
        /// As written.
        text: String,
    },
    /// A string that is no number.
    #[error("`{key}` is not a number: \"{text}\"")]
    Number {
        key: String,
        /// As written.
        text: String,
    },
    /// A value of another type than the key wants.
    #[error("`{key}` must be {wanted}, not a {found}: this is not allowed")]
    Type {
        key: String,
        wanted: &'static str,
        found: &'static str,
    },
    /// A key or name nobody knows.
    #[error("unknown {what} `{name}`")]
    Unknown {
        /// `key`, `measure`, `table`, ...
        what: &'static str,
        name: String,
    },
    /// A key that must be there.
    #[error("missing key `{0}`")]
    Missing(String),
    /// A word or combination that is not allowed.
    #[error("{0} is not allowed")]
    NotAllowed(String),
    /// Twice the same id, date or row.
    #[error("duplicate {0}")]
    Duplicate(String),
    /// A condition that cannot be read.
    #[error("the condition `{text}` cannot be read: {reason}")]
    Condition {
        /// As written.
        text: String,
        reason: String,
    },
    /// Tiers or rows of a schedule that do not rise.
    #[error("the {what} are not rising: {next} comes after {before}")]
    Rising {
        /// `tiers`, `points`, `schedule`.
        what: &'static str,
        before: String,
        /// The value that should be greater.
        next: String,
    },
    /// Two rate rows that could both fit one item.
    #[error("tie between rate rows: {first} and {second} have equally many `*` and one item could fit both")]
    Tie {
        /// One row's keys.
        first: String,
        second: String,
    },
    /// Weights that are no whole.
    #[error("the weights of the components in force on {day} sum to {sum}, not to 1")]
    Weights {
        /// The first day they are all in force.
        day: String,
        sum: String,
    },
    /// Less pay for a better result.
    #[error("{what} goes against the direction of `{metric}`, where {better} is better")]
    Direction {
        /// The table or key, with the number at fault.
        what: String,
        metric: String,
        /// `higher` or `lower`.
        better: &'static str,
    },
    /// Needed and not yet in force.
    #[error("no version of {what} is in force on {day}")]
    NoVersion {
        what: String,
        /// The first day of the period.
        day: String,
    },
    /// A period the plan is not made for.
    #[error("the period {given} is a {kind}, the plan is calculated for a period of one {wanted}")]
    Period {
        given: String,
        kind: &'static str,
        wanted: &'static str,
    },
    /// A file that cannot be read.
    #[error("cannot read the rate table `{file}`: {reason}")]
    File { file: String, reason: String },
}

impl crate::message::Say for PlanError {
    fn message(&self) -> crate::message::Message {
        crate::message::Message::verbatim(self.to_string())
    }
}

impl Diagnose for PlanError {
    fn place(&self) -> Option<Place> {
        Some(self.place.clone())
    }

    fn old_hints(&self) -> Vec<String> {
        let own = match &self.fault {
            Fault::Float { text, .. } => Some(format!("write \"{text}\"")),
            Fault::Number { .. } => Some("digits, at most one point and a minus sign: \"0.05\", \"-3\"".to_owned()),
            Fault::Weights { .. } => Some("change a weight, or leave all of them out in an additive scheme".to_owned()),
            Fault::Tie { .. } => Some("add a row with the cells of both, or take one away".to_owned()),
            Fault::NoVersion { .. } => Some("add a version with an earlier `from`".to_owned()),
            Fault::Condition { .. } => Some(
                "compare names and decimals with < <= > >= == !=, joined by and, or, not and parentheses".to_owned(),
            ),
            _ => None,
        };
        self.hint.clone().into_iter().chain(own).collect()
    }
}
