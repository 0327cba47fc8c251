//! What stops a calculation: always with the person or payment and the place of the rule.

use crate::diagnostic::{Diagnose, Place};
use crate::message::{Message, Say, error_in_english, messages, say};

/// Why nothing can be calculated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunError {
    /// The block of the plan.
    pub block: Message,
    /// The person, group or payment.
    pub whom: Message,
    pub fault: Box<RunFault>,
    pub place: Box<Place>,
}

messages! {
    "errors.fault"
    /// The kinds of trouble while calculating.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum RunFault {
        /// A value beyond the ends of a table.
        Outside { table: String, x: String },
        /// A value that is needed and undefined.
        Undefined(name: String),
        /// No rate row for an item.
        NoRate { table: String, cells: String },
        /// Two rows that fit equally well.
        Tie {
            /// The rate table or param.
            table: String,
            /// One row.
            first: String,
            second: String,
        },
        /// Needed and not yet in force.
        NoVersion { what: Message, day: String },
        NegativeWeight(weight: String),
        /// A limit below 0.
        Negative(number: String),
        /// People who lead each other.
        Circle,
        /// A column that holds no number.
        NoNumber { column: String, text: String },
    }
}

impl Say for RunError {
    fn message(&self) -> Message {
        let Self { block, whom, fault, .. } = self;
        say!("errors.fault.of", block, whom, fault)
    }
}

error_in_english!(RunError);

impl Diagnose for RunError {
    fn place(&self) -> Option<Place> {
        Some(Place::clone(&self.place))
    }

    fn hints(&self) -> Vec<Message> {
        vec![self.fault.message().part("hint")]
    }
}
