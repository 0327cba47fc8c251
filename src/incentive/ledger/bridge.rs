//! The one amount a period pays, and what it is made of: what is approved, told and exported is this.

use super::rows::{self, Columns, FromRow};
use super::runs::Run;
use super::seal::params;
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::incentive::trace::Node;
use crate::store::Store;

/// From what a run earns to what its period pays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bridge {
    /// What the period earns by its run, less what is kept back.
    pub own: Decimal,
    /// What earlier periods kept back.
    pub released: Decimal,
    /// What is taken back.
    pub recovered: Decimal,
    pub adjustments: Decimal,
    /// What closed periods get or lose with this one.
    pub corrections: Decimal,
}

impl Bridge {
    /// What the period pays.
    pub fn to_pay(&self) -> Decimal {
        (self.own + self.released + self.recovered + self.adjustments + self.corrections).normalize()
    }
}

/// What a row of a run is a part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Own,
    Released,
    Recovered,
    Adjustment,
}

impl Part {
    /// That of a row.
    pub fn of(node: &Node) -> Self {
        Self::of_word(&node.word, node.part.is_some())
    }

    fn of_word(word: &str, is_of_event: bool) -> Self {
        match word {
            "adjustment" => Self::Adjustment,
            "clawback" => Self::Recovered,
            "carry" if is_of_event => Self::Recovered,
            "carry" | "release" => Self::Released,
            _ => Self::Own,
        }
    }
}

struct Row {
    word: String,
    is_of_event: bool,
    is_correction: bool,
    amount: Decimal,
}

impl FromRow for Row {
    fn from_row(row: Columns<'_>) -> Result<Self> {
        Ok(Self {
            word: row.get("word")?,
            is_of_event: row.get("is_of_event")?,
            is_correction: row.get("is_correction")?,
            amount: row.amount("amount")?,
        })
    }
}

/// What the period of `run` pays a person, once it is approved; none if nothing is about that person.
pub fn paid_to(store: &Store, run: &Run, specialist: &str) -> Result<Option<Decimal>> {
    let params = params(run).with("specialist_id", specialist);
    let rows = rows::raw(store, "ledger/paid_to", &params)?;
    let amount = rows.first().and_then(|row| row.decimal("amount"));
    Ok(amount.map(|amount| amount.normalize()))
}

/// What the period of `run` pays if that run counts for it.
pub fn bridge(store: &Store, run: &Run) -> Result<Bridge> {
    let mut bridge = Bridge::default();
    for row in rows::all::<Row>(store, "ledger/bridge", &params(run))? {
        let sum = match Part::of_word(&row.word, row.is_of_event) {
            _ if row.is_correction => &mut bridge.corrections,
            Part::Adjustment => &mut bridge.adjustments,
            Part::Recovered => &mut bridge.recovered,
            Part::Released => &mut bridge.released,
            Part::Own => &mut bridge.own,
        };
        *sum += row.amount;
    }
    Ok(bridge)
}
