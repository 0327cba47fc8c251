//! What a calculation comes to: rows and trace by person, and what somebody has to look at.

use crate::incentive::number::Number;
use crate::incentive::trace::{Node, TraceRow};
use crate::word::words;

/// What was calculated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// One for each person, by id.
    pub people: Vec<PersonOutcome>,
    /// What somebody has to look at before the period is closed.
    pub findings: Vec<Finding>,
}

/// What one person gets, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonOutcome {
    pub specialist: String,
    /// The sum of the rows.
    pub pay: Number,
    /// The ledger rows, in the order of the steps.
    pub rows: Vec<Row>,
    /// Every step.
    pub trace: Vec<TraceRow>,
}

/// A ledger row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub node: Node,
    /// Never 0.
    pub amount: Number,
}

/// Something a person has to look at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub specialist: String,
    /// About which row, block or event.
    pub about: String,
    pub kind: FindingKind,
    /// A name or number to it.
    pub detail: String,
}

words! {
    /// The kinds of finding.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum FindingKind {
        /// A component pays nothing until its measure is known.
        Withheld = "withheld",
        /// A balance that no block of the plan can settle.
        Unsettled = "unsettled",
        /// An event or adjustment of somebody who is not in the population.
        NotInPopulation = "not_in_population",
        /// A table the plan reads that is not known to the period's end, and the day to which it is.
        Uncovered = "uncovered",
        /// A dispute that was upheld and led to nothing.
        Upheld = "upheld",
        /// A payment after its owner had left, and the amount.
        Orphaned = "orphaned",
        /// What a leader does not get of an override, and why not.
        OverrideUnpaid = "override_unpaid",
        /// Kept back pay that a leaver does not get.
        Forfeited = "forfeited",
        /// A balance of a cap or gate that stays with a leaver.
        LeaverBalance = "leaver_balance",
    }
}
