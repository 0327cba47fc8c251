//! Components: what earns. How they are read stands in `kinds`.

use super::Within;
use super::measure::{Amount, AmountSource, Measure};
use crate::incentive::number::Number;
use crate::metrics::Direction;

/// One version of a component.
#[derive(Clone, Debug)]
pub struct Component {
    /// What it is worth.
    pub kind: Kind,
    /// What an undefined measure makes of it.
    pub on_undefined: Option<OnUndefined>,
    /// Most it pays.
    pub cap: Option<Amount>,
    /// Least it pays, if it pays.
    pub floor: Option<Amount>,
    /// True if it is of the year so far.
    pub ytd: bool,
}

/// What an undefined measure makes of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnUndefined {
    /// The calculation is refused.
    Error,
    /// It pays 0.
    Zero,
    /// It pays 0 and leaves a finding.
    Withhold,
}

/// What an undefined measure makes of a factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorUndefined {
    /// The calculation is refused.
    Error,
    /// 0.
    Zero,
    /// 1.
    One,
}

impl FactorUndefined {
    pub(super) const WORDS: [(&'static str, Self); 3] =
        [("error", Self::Error), ("zero", Self::Zero), ("one", Self::One)];
}

/// The kinds of component.
#[derive(Clone, Debug)]
pub enum Kind {
    /// base x weight x T(x)
    PercentOfTarget {
        /// The target bonus.
        base: Amount,
        /// Its share; 1 in additive schemes.
        weight: Option<Number>,
        /// x
        measure: Measure,
        /// T
        table: String,
    },
    /// T(x)
    Rate {
        /// x
        measure: Measure,
        /// T
        table: String,
    },
    /// The sum over the items.
    PerItem {
        /// Column and the values that are kept.
        filter: Vec<(String, Vec<String>)>,
        /// What an item gives.
        rate: ItemRate,
        /// A factor on some of them.
        coefficient: Option<Coefficient>,
    },
    /// amount x max(0, x - free)
    PerUnit {
        /// x
        measure: Measure,
        /// For each.
        amount: Amount,
        /// So many are free.
        free: Number,
    },
    /// base x T(S)
    Score {
        /// The target bonus.
        base: Amount,
        /// T
        table: String,
        /// True if only whole steps count.
        whole_steps: bool,
        /// What S is made of.
        indicators: Vec<Indicator>,
    },
    /// The amount of the place.
    Ranking {
        /// What is ranked by.
        measure: Measure,
        /// Among whom.
        within: Within,
        /// Which way.
        better: Direction,
        /// The amounts, best first.
        places: Vec<Number>,
        /// What those get who share a place.
        ties: Ties,
        /// The smallest denominator that is ranked.
        min_sample: Option<u32>,
    },
}

/// What an item gives.
#[derive(Clone, Debug)]
pub enum ItemRate {
    /// amount x the rate of the row that fits.
    Rates(String),
    /// T(amount), each item alone.
    TableOfAmount(String),
    /// amount x T(column).
    TableOf(String, String),
}

/// A factor on the items with some payment numbers.
#[derive(Clone, Debug)]
pub struct Coefficient {
    /// T
    pub table: String,
    /// x
    pub measure: Measure,
    /// On which payment numbers; empty: on all.
    pub due_no: Vec<String>,
    /// What an undefined x makes of it.
    pub on_undefined: Option<FactorUndefined>,
}

/// One line of a score.
#[derive(Clone, Debug)]
pub struct Indicator {
    /// x
    pub measure: Measure,
    /// The x that scores `base_score`.
    pub base_value: Number,
    /// The score at `base_value`.
    pub base_score: Number,
    /// How much of x is one step.
    pub step: Number,
    /// Points for a step better.
    pub up: Number,
    /// Points for a step worse.
    pub down: Number,
    /// Least score.
    pub min: Number,
    /// Most score.
    pub max: Number,
    /// Which way.
    pub better: Direction,
    /// Its weight in S.
    pub weight: Number,
    /// What an undefined x makes of it.
    pub missing: MissingIndicator,
}

/// What an undefined x makes of a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingIndicator {
    /// The calculation is refused.
    Error,
    /// The score is 0.
    Zero,
    /// The value of the other people of the branch counts.
    PeerGroup,
}

/// What those get who share a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ties {
    /// The places they span are added and split.
    Share,
    /// Each gets the best of them.
    Higher,
    /// The same, and no place is used up.
    All,
}

/// The number of an amount that is one.
pub(super) fn plain(amount: &Amount) -> Option<Number> {
    match &amount.source {
        AmountSource::Number(number) => Some(number * &amount.times),
        _ => None,
    }
}

impl Kind {
    /// The word of the kind.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::PercentOfTarget { .. } => "percent_of_target",
            Self::Rate { .. } => "rate",
            Self::PerItem { .. } => "per_item",
            Self::PerUnit { .. } => "per_unit",
            Self::Score { .. } => "score",
            Self::Ranking { .. } => "ranking",
        }
    }

    /// The one measure the component as a whole stands on.
    #[must_use]
    pub fn measure(&self) -> Option<&Measure> {
        match self {
            Self::PercentOfTarget { measure, .. } | Self::Rate { measure, .. } | Self::PerUnit { measure, .. } => {
                Some(measure)
            }
            _ => None,
        }
    }

    /// The table and the measure that goes into it.
    #[must_use]
    pub fn curve(&self) -> Option<(&str, &Measure)> {
        match self {
            Self::PercentOfTarget { measure, table, .. } | Self::Rate { measure, table } => Some((table, measure)),
            Self::PerItem {
                coefficient: Some(c), ..
            } => Some((&c.table, &c.measure)),
            _ => None,
        }
    }
}

impl Coefficient {
    /// True if it is on items with this payment number.
    #[must_use]
    pub fn is_on(&self, due_no: &str) -> bool {
        self.due_no.is_empty() || self.due_no.iter().any(|own| own == due_no)
    }
}
