//! What is wrong with a plan: every mistake names its block, the key or name at fault and the place in the file.

use crate::diagnostic::{Diagnose, Place};
use crate::incentive::number::Number;
use crate::message::{Message, Say, error_in_english, messages, say};

/// A mistake in a plan or its rate tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanError {
    /// The block, such as component `renewal_bonus`.
    pub block: Message,
    pub fault: Fault,
    pub place: Place,
    /// What to do about it.
    pub hint: Option<Message>,
}

messages! {
    "errors.plan"
    /// The kinds of mistake. The words in the sentences are those of `docs/incentives.md`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum Fault {
        /// The file cannot be read as TOML or CSV.
        Syntax(message: Message),
        /// A TOML float, or a bare integer where a number is meant.
        Float {
            key: String,
            /// `float` or `bare integer, not a number`.
            written: &'static str,
            /// As written.
            text: String,
        },
        /// A string that is no number.
        Number {
            key: String,
            /// As written.
            text: String,
        },
        /// A limit below 0.
        Negative { key: String, number: String },
        /// A value of another type than the key wants.
        Type {
            key: String,
            wanted: &'static str,
            found: &'static str,
        },
        /// A key or name nobody knows.
        Unknown {
            /// `key`, `measure`, `table`, ...
            what: &'static str,
            name: String,
        },
        /// A key that must be there.
        Missing(key: String),
        /// A word or combination that is not allowed.
        NotAllowed(what: Message),
        /// Twice the same id, date or row.
        Duplicate(what: Message),
        /// A condition that cannot be read.
        Condition {
            /// As written.
            text: String,
            reason: Message,
        },
        /// Tiers or rows of a schedule that do not rise.
        Rising {
            /// `tiers`, `points`, `schedule`.
            what: &'static str,
            before: String,
            /// The value that should be greater.
            next: Message,
        },
        /// Two rate rows that could both fit one item.
        Tie {
            /// One row's keys.
            first: String,
            second: String,
        },
        /// Weights that are no whole.
        Weights {
            /// The first day they are all in force.
            day: String,
            sum: String,
        },
        /// Weights of a score's indicators that are not all written, or not in 0 to 1, or more than 1 in all.
        IndicatorWeights(what: Message),
        /// Less pay for a better result.
        Direction {
            /// The table or key, with the number at fault.
            what: Message,
            metric: String,
            /// `higher` or `lower`.
            better: &'static str,
        },
        /// Needed and not yet in force.
        NoVersion {
            what: Message,
            /// The first day of the period.
            day: String,
        },
        /// A period the plan is not made for.
        Period {
            given: String,
            kind: &'static str,
            wanted: &'static str,
        },
        /// More of something than a plan can have: blocks of a kind, versions, letters of a text.
        TooMuch { what: String, most: usize },
        /// Mistakes behind the last one that is told.
        More(count: usize),
        /// A file that cannot be read.
        File { file: String, reason: Message },
    }
}

/// Two keys that say the same.
pub(crate) fn together(key: &str, other: &str) -> Message {
    let (key, other) = (key.to_owned(), other.to_owned());
    say!("errors.plan.not_allowed.together", key, other)
}

/// A number that must be more than nothing.
pub(crate) fn not_above_zero(key: &str, number: &Number) -> Message {
    let (key, number) = (key.to_owned(), number.to_string());
    say!("errors.plan.not_allowed.not_above_zero", key, number)
}

/// How messages name a block.
pub(crate) fn block(kind: &'static str, id: &str) -> Message {
    say!("errors.plan.block", kind, id = id.to_owned())
}

/// The same of one without an id, and of the file itself.
pub(crate) fn block_of_kind(kind: &'static str) -> Message {
    say!("errors.plan.kind", kind)
}

impl Say for PlanError {
    fn message(&self) -> Message {
        let Self { block, fault, .. } = self;
        say!("errors.plan.of", block, fault)
    }
}

error_in_english!(PlanError);

impl Diagnose for PlanError {
    fn place(&self) -> Option<Place> {
        Some(self.place.clone())
    }

    fn hints(&self) -> Vec<Message> {
        let of_fault = match &self.fault {
            Fault::Float { .. }
            | Fault::Number { .. }
            | Fault::Negative { .. }
            | Fault::Weights { .. }
            | Fault::Tie { .. }
            | Fault::NoVersion { .. }
            | Fault::TooMuch { .. }
            | Fault::Condition { .. } => Some(self.fault.message().part("hint")),
            _ => None,
        };
        self.hint.clone().into_iter().chain(of_fault).collect()
    }
}
