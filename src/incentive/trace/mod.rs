//! Why each amount is what it is: one row per step, also for steps that did nothing.
//!
//! Here stand types only; [`super::explain`] makes sentences of them. What is kept in the store is the text form of each
//! part, which is read back by the type that wrote it ([`node`], [`formula`], [`read`]).

pub mod formula;
pub mod node;
pub mod note;
pub mod read;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::number::Number;
use super::plan::block::{Block, Version};
use super::plan::head::Head;
use crate::diagnostic::Place;

pub use formula::{Figure, Formula};
pub use node::{Entry, Node, Side};
pub use note::{Gap, Note};
pub use read::{Name, Read, Source};

/// A step of a calculation. Each is declared by the rule that takes it; their order is the list in [`super::rule`], what
/// people call them stands in the texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub key: &'static str,
    /// When it is worth telling.
    pub told: Told,
    /// What it is said to come to.
    pub shows: Shows,
}

impl Step {
    pub(crate) const fn new(key: &'static str, told: Told, shows: Shows) -> Self {
        Self { key, told, shows }
    }
}

/// When a step is worth telling. One that changed an amount always is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Always.
    Always,
    /// Unless it is not in force yet.
    InForce,
    /// If it says why it changed nothing.
    WithReason,
    /// Only if it changed something.
    Changed,
}

/// What a step is said to come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    Amount,
    /// The amount; that a condition was passed where there is none.
    AmountOrPassed,
    /// Whether the person takes part.
    Admission,
    Pay,
}

/// The first word of ledger rows, declared by the rule that posts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowWord {
    /// As in `gate:ID/COMPONENT`.
    pub key: &'static str,
    /// True if rows of all earlier periods are read, not only those of the year.
    pub is_balance: bool,
}

impl RowWord {
    /// The word of rows that count in their period.
    pub(crate) const fn new(key: &'static str) -> Self {
        let is_balance = false;
        Self { key, is_balance }
    }

    /// The word of rows that leave a balance.
    pub(crate) const fn balance(key: &'static str) -> Self {
        let is_balance = true;
        Self { key, is_balance }
    }
}

/// One step for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceRow {
    pub step: Step,
    /// The ledger node, or what it would be.
    pub node: Node,
    /// What it changed; 0 stands in no ledger.
    pub amount: Number,
    pub rule: RuleRef,
    /// The numbers that went in.
    pub inputs: Vec<Read>,
    /// The formula with the numbers in it, if there is one.
    pub formula: Option<Formula>,
    /// What else there is to say.
    pub notes: Vec<Note>,
    pub items: Vec<ItemTrace>,
}

impl TraceRow {
    /// A step that changed nothing yet.
    pub(super) fn new(step: Step, node: Node, rule: RuleRef) -> Self {
        Self {
            step,
            node,
            amount: Number::zero(),
            rule,
            inputs: Vec::new(),
            formula: None,
            notes: Vec::new(),
            items: Vec::new(),
        }
    }
}

/// Where a rule stands and who ordered it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RuleRef {
    /// What people call the block.
    pub title: String,
    /// `file:line:column`.
    pub place: String,
    pub from: Option<NaiveDate>,
    pub authority: String,
    /// First days of the block's other versions, which do not count here.
    pub others: Vec<NaiveDate>,
}

impl RuleRef {
    /// The rule of a block's version.
    pub fn of<T>(head: &Head, block: &Block<T>, version: &Version<T>) -> Self {
        Self {
            title: block.name().to_owned(),
            place: version.place.to_string(),
            from: Some(version.from),
            authority: version.authority.clone().unwrap_or_else(|| head.authority.clone()),
            others: other_days(block, Some(version.from)),
        }
    }

    /// A block none of whose versions is in force.
    pub fn idle<T>(head: &Head, block: &Block<T>) -> Self {
        Self {
            title: block.name().to_owned(),
            place: block.place.to_string(),
            from: None,
            authority: head.authority.clone(),
            others: other_days(block, None),
        }
    }

    /// What the plan as a whole says.
    pub fn plan(head: &Head) -> Self {
        Self {
            title: head.title.clone(),
            place: Place::file(&head.file).to_string(),
            from: None,
            authority: head.authority.clone(),
            others: Vec::new(),
        }
    }
}

fn other_days<T>(block: &Block<T>, own: Option<NaiveDate>) -> Vec<NaiveDate> {
    let days = block.versions.iter().map(|version| version.from);
    days.filter(|day| Some(*day) != own).collect()
}

/// A payment behind an amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemTrace {
    pub payment_id: String,
    pub due_id: String,
    pub paid_on: NaiveDate,
    pub amount: Number,
    /// The rate, or T.
    pub rate: Number,
    pub coefficient: Number,
    /// What it is worth; none if it does not count.
    pub result: Option<Number>,
    /// Why it does not count, or which row gave the rate.
    pub why: ItemWhy,
}

/// Why a payment counts as it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ItemWhy {
    /// The rate row that fits: its place and cells.
    RateRow(String),
    /// What the table made of it.
    Table(Formula),
    /// No row fits and the table says zero.
    NoRate,
    /// The filter on this column leaves it out; what stands there.
    Filtered(String, String),
    /// Paid outside the window.
    OtherDay,
    /// A reversal that a clawback takes back.
    ClawedBack,
}
