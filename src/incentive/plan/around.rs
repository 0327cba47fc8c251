//! The blocks around the components: who earns, conditions, factors, limits, funds, what is kept or taken back.
//! How they are read stands in `blocks`.

use chrono::NaiveDate;

use super::components::FactorUndefined;
use super::condition::Condition;
use super::measure::{Amount, Measure};
use super::{Components, Per, Within};
use crate::incentive::number::Number;

/// Who earns in some components.
#[derive(Clone, Debug)]
pub struct Eligibility {
    /// In which.
    pub components: Components,
    /// Months since the first day of work.
    pub min_tenure_months: Option<u32>,
    /// These grades only.
    pub grades: Option<Vec<String>>,
    /// Only while this is true.
    pub when: Option<Condition>,
    /// What the person is told.
    pub reason: String,
}

/// A condition on components.
#[derive(Clone, Debug)]
pub struct Gate {
    /// The condition.
    pub when: Condition,
    /// On which.
    pub components: Components,
    /// What happens if it is false.
    pub otherwise: Otherwise,
}

/// What a failed gate does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Otherwise {
    /// Nothing is paid.
    Zero,
    /// It is held back until the gate passes.
    Withhold,
    /// Only this share is paid.
    Multiply(Number),
}

/// A factor on components.
#[derive(Clone, Debug)]
pub struct Multiplier {
    /// x
    pub measure: Measure,
    /// T
    pub table: String,
    /// On which.
    pub components: Components,
    /// What an undefined x makes of it.
    pub on_undefined: Option<FactorUndefined>,
}

/// What is taken for mistakes.
#[derive(Clone, Debug)]
pub struct Penalty {
    /// x
    pub measure: Measure,
    /// How much for each.
    pub each: PenaltyEach,
    /// So many are free.
    pub free: Number,
    /// From which.
    pub components: Components,
    /// Never more than this share of them.
    pub max_share_of_pay: Number,
    /// True if an undefined x refuses the calculation; else nothing is taken.
    pub undefined_is_error: bool,
}

/// What one mistake costs.
#[derive(Clone, Debug)]
pub enum PenaltyEach {
    /// Money.
    Amount(Amount),
    /// A share of the components.
    Share(Number),
}

/// Least pay.
#[derive(Clone, Debug)]
pub struct Floor {
    /// The limit.
    pub limit: Amount,
    /// Of what time.
    pub per: Per,
}

/// Most pay.
#[derive(Clone, Debug)]
pub struct Cap {
    /// The limit.
    pub limit: Amount,
    /// Of what time.
    pub per: Per,
    /// What becomes of what is cut.
    pub on_excess: OnExcess,
}

/// What becomes of pay above a cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnExcess {
    /// It is gone.
    Lose,
    /// Later periods pay it from the room they leave.
    Carry,
    /// The first period after pays all of it.
    Defer,
}

/// Pay by days served.
#[derive(Clone, Debug)]
pub struct Proration {
    /// True for the pay, false for the base of components.
    pub payout: bool,
    /// True if only working days count.
    pub working_days: bool,
    /// Which days are not served.
    pub causes: Vec<Absence>,
    /// Working days that are none.
    pub holidays: Vec<NaiveDate>,
    /// Days off that are worked.
    pub workdays: Vec<NaiveDate>,
}

/// Why a day is not served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// Before the first day of work.
    Join,
    /// After the last.
    Leave,
    /// Without an assignment.
    Transfer,
}

/// A fund shared in a group.
#[derive(Clone, Debug)]
pub struct Pool {
    /// Which group.
    pub within: Within,
    /// Where the money comes from.
    pub fund: Fund,
    /// What it is shared by.
    pub weights: PoolWeights,
    /// True if an undefined weight counts as 0 instead of refusing the calculation.
    pub undefined_is_zero: bool,
}

/// Where a pool's money comes from.
#[derive(Clone, Debug)]
pub enum Fund {
    /// An amount for each group.
    Amount(Amount),
    /// A share of each member's pay.
    Share {
        /// The share.
        share: Number,
        /// True if the members pay it, false if the company does.
        from_members: bool,
    },
}

/// What a pool is shared by.
#[derive(Clone, Debug)]
pub enum PoolWeights {
    /// Approved points of the helper in the period.
    CollaborationPoints,
    /// A measure.
    Measure(Measure),
}

/// Least pay that may be taken back.
#[derive(Clone, Debug)]
pub struct Guarantee {
    /// The least pay.
    pub amount: Amount,
    /// True if what was added is taken back from later pay.
    pub recoverable: bool,
    /// In periods that begin by this day.
    pub until: Option<NaiveDate>,
}

/// Pay kept back for later.
#[derive(Clone, Debug)]
pub struct Deferral {
    /// Of which components.
    pub components: Components,
    /// How much of it.
    pub share: Number,
    /// For how many months.
    pub after: u32,
    /// Paid only if this is true then.
    pub when: Option<Condition>,
}

/// What is taken back after an event.
#[derive(Clone, Debug)]
pub struct Clawback {
    /// After which events, and how much.
    pub causes: Vec<(Cause, Causes)>,
    /// Month and share, rising.
    pub schedule: Vec<(u32, Number)>,
    /// True if what was paid net is the base, false if what was calculated.
    pub net_paid: bool,
    /// Pay is not pushed below this; none if it may be.
    pub never_below: Option<Amount>,
}

/// How much of an amount is taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Causes {
    /// A share.
    Share(Number),
    /// By elapsed months.
    Schedule,
}

/// The events that take pay back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// The payment was reversed.
    Reversal,
    /// The policy lapsed.
    Lapse,
    /// The policy was surrendered.
    Surrender,
    /// The customer stepped back in the free-look time.
    FreeLook,
    /// A compliance error was found.
    ComplianceError,
    /// A renewal was recorded that was none.
    FalseRenewal,
}

impl Cause {
    /// As plans and case files write it.
    pub const WORDS: [(&'static str, Self); 6] = [
        ("reversal", Self::Reversal),
        ("lapse", Self::Lapse),
        ("surrender", Self::Surrender),
        ("free_look", Self::FreeLook),
        ("compliance_error", Self::ComplianceError),
        ("false_renewal", Self::FalseRenewal),
    ];

    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, c)| *c == self).map_or("", |(w, _)| w)
    }
}
