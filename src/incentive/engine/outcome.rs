//! What a calculation comes to: rows and trace by person, and what somebody has to look at.

use crate::incentive::number::Number;
use crate::incentive::trace::{Node, TraceRow};
use crate::message::{Message, say};
use crate::word::words;
use crate::wording::Wording;

/// What was calculated.
#[derive(Default, Clone, Debug, PartialEq, Eq)]
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
    /// Why the person takes no part at all.
    pub barred: Option<String>,
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

impl Finding {
    /// It in one line, with the word of its kind.
    pub fn said(&self, wording: &Wording) -> String {
        let Self {
            specialist,
            about,
            kind,
            detail,
        } = self;
        let kind = format!("{} ({})", kind.word(), wording.say(&kind.message()));
        let parts = [specialist.as_str(), &kind, about, detail];
        let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        said.join(" ")
    }
}

impl FindingKind {
    /// What people call it.
    pub fn message(self) -> Message {
        match self {
            Self::Withheld => say!("commands.calculate.withheld"),
            Self::Unsettled => say!("commands.calculate.unsettled"),
            Self::NotInPopulation => say!("commands.calculate.outsider"),
            Self::Uncovered => say!("commands.calculate.uncovered"),
            Self::Upheld => say!("commands.calculate.upheld"),
            Self::Orphaned => say!("commands.calculate.orphaned"),
            Self::OverrideUnpaid => say!("commands.calculate.override_unpaid"),
            Self::Forfeited => say!("commands.calculate.forfeited"),
            Self::LeaverBalance => say!("commands.calculate.leaver_balance"),
            Self::NoSuchPeriod => say!("commands.calculate.no_such_period"),
            Self::NotScored => say!("commands.calculate.not_scored"),
        }
    }
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
        /// An adjustment for a kind of period that no plan pays the person by.
        NoSuchPeriod = "no_such_period",
        /// A score by hand that a rule reads and nobody gave.
        NotScored = "not_scored",
    }
}
