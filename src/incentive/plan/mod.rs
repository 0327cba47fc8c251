//! A plan as types. Reading one is [`read::read`]; what it pays is `evaluate`.
//!
//! Every block has versions, each in force from its date until the next begins; nothing here has a default that the
//! file does not state.

// What is left out, what is written wrongly and what is there are three cases.
#![allow(clippy::option_option)]

pub mod around;
mod blocks;
pub mod check;
pub mod components;
pub mod condition;
pub mod error;
pub mod fields;
mod kinds;
pub mod known;
pub mod lists;
pub mod measure;
pub mod rates;
pub mod read;
pub mod reads;

use chrono::NaiveDate;

use super::number::{Mode, Number};
use crate::diagnostic::Place;
use crate::period::PeriodKind;

pub use around::{
    Cap, Cause, Causes, Clawback, Deferral, Eligibility, Floor, Gate, Guarantee, Multiplier, OnExcess, Otherwise,
    Penalty, Pool, Proration,
};
pub use components::{Component, Kind};
pub use condition::Condition;
pub use error::{Fault, PlanError};
pub use known::{Known, MetricInfo};
pub use lists::{Param, Table};
pub use measure::{Amount, Measure, Part, Scope};
pub use rates::RateTable;
pub use reads::Reads;

/// What pays whom, and how.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The file as the user knows it.
    pub file: String,
    /// SHA-256 of the plan and its rate tables, in hexadecimal.
    pub hash: String,
    /// Its name.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// The document that orders it.
    pub authority: String,
    /// Currency code.
    pub currency: String,
    /// The kind of period it is calculated for: month, quarter or year.
    pub period: PeriodKind,
    /// The file of `queries/populations/` that says who takes part.
    pub population: String,
    /// Decimals of rows and of the total.
    pub rounding: Rounding,
    /// Dated numbers.
    pub params: Vec<Param>,
    /// Tables of tiers or points.
    pub tables: Vec<Table>,
    /// Keyed rates.
    pub rate_tables: Vec<RateTable>,
    /// What earns.
    pub components: Vec<Block<Component>>,
    /// Who earns.
    pub eligibility: Vec<Block<Eligibility>>,
    /// Conditions on components.
    pub gates: Vec<Block<Gate>>,
    /// Factors on components.
    pub multipliers: Vec<Block<Multiplier>>,
    /// What is taken for mistakes.
    pub penalties: Vec<Block<Penalty>>,
    /// Least pay.
    pub floors: Vec<Block<Floor>>,
    /// Most pay.
    pub caps: Vec<Block<Cap>>,
    /// Pay by days served.
    pub prorations: Vec<Block<Proration>>,
    /// Funds shared in a group.
    pub pools: Vec<Block<Pool>>,
    /// Least pay that may be taken back.
    pub guarantees: Vec<Block<Guarantee>>,
    /// Pay kept back for later.
    pub deferrals: Vec<Block<Deferral>>,
    /// What is taken back after an event.
    pub clawbacks: Vec<Block<Clawback>>,
}

/// How rows and totals are rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounding {
    /// Decimals of a row.
    pub line: u32,
    /// Decimals of the total.
    pub total: u32,
    /// How.
    pub mode: Mode,
}

/// A named rule and its versions.
#[derive(Clone, Debug)]
pub struct Block<T> {
    /// Its name, unique in the file.
    pub id: String,
    /// What people call it.
    pub title: Option<String>,
    /// Where it stands.
    pub place: Place,
    /// By date, earliest first.
    pub versions: Vec<Version<T>>,
}

/// What a block says from a date on.
#[derive(Clone, Debug)]
pub struct Version<T> {
    /// The first day.
    pub from: NaiveDate,
    /// The document that orders it, if another than the plan's.
    pub authority: Option<String>,
    /// Where it stands.
    pub place: Place,
    /// The rule.
    pub body: T,
}

impl<T> Block<T> {
    /// The version in force on `day`; none before the first.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Option<&Version<T>> {
        in_force(&self.versions, day, |v| v.from)
    }

    /// What people call it, or its id.
    #[must_use]
    pub fn name(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.id)
    }
}

/// The entry with the greatest date not after `day`.
pub(crate) fn in_force<T>(entries: &[T], day: NaiveDate, from: impl Fn(&T) -> NaiveDate) -> Option<&T> {
    entries.iter().filter(|e| from(e) <= day).max_by_key(|e| from(e))
}

/// A number that stands from a date on.
#[derive(Clone, Debug)]
pub struct Dated {
    /// The first day.
    pub from: NaiveDate,
    /// The number.
    pub value: Number,
    /// Where it stands.
    pub place: Place,
}

/// The components a rule is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Components {
    /// All of the plan.
    All,
    /// These.
    Some(Vec<String>),
}

impl Components {
    /// True if `id` is one of them.
    #[must_use]
    pub fn hold(&self, id: &str) -> bool {
        match self {
            Self::All => true,
            Self::Some(ids) => ids.iter().any(|own| own == id),
        }
    }
}

/// A group of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// One team.
    Team,
    /// One branch.
    Branch,
    /// The whole company.
    Company,
}

impl Within {
    /// As plans write it.
    pub const WORDS: [(&'static str, Self); 3] = [
        ("team", Self::Team),
        ("branch", Self::Branch),
        ("company", Self::Company),
    ];

    /// The scope of a measure of such a group.
    #[must_use]
    pub fn scope(self) -> Scope {
        match self {
            Self::Team => Scope::Team,
            Self::Branch => Scope::Branch,
            Self::Company => Scope::Company,
        }
    }
}

/// The time a limit is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// The period calculated.
    Period,
    /// The calendar year.
    Year,
}

impl Per {
    /// As plans write it.
    pub const WORDS: [(&'static str, Self); 2] = [("period", Self::Period), ("year", Self::Year)];
}
