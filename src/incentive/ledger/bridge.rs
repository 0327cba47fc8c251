//! The one amount a period pays, and what it is made of: what is approved, told and exported is this.

use super::rows::{self, Columns, FromRow};
use super::runs::Run;
use super::seal::params;
use crate::decimal::Decimal;
use crate::diagnostic::Result;
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

struct Part {
    word: String,
    is_of_event: bool,
    is_correction: bool,
    amount: Decimal,
}

impl FromRow for Part {
    fn from_row(row: Columns<'_>) -> Result<Self> {
        Ok(Self {
            word: row.get("word")?,
            is_of_event: row.get("is_of_event")?,
            is_correction: row.get("is_correction")?,
            amount: row.amount("amount")?,
        })
    }
}

/// What the period of `run` pays if that run counts for it.
pub fn bridge(store: &Store, run: &Run) -> Result<Bridge> {
    let mut bridge = Bridge::default();
    for part in rows::all::<Part>(store, "ledger/bridge", &params(run))? {
        let sum = match part.word.as_str() {
            _ if part.is_correction => &mut bridge.corrections,
            "adjustment" => &mut bridge.adjustments,
            "clawback" => &mut bridge.recovered,
            "carry" if part.is_of_event => &mut bridge.recovered,
            "carry" | "release" => &mut bridge.released,
            _ => &mut bridge.own,
        };
        *sum += part.amount;
    }
    Ok(bridge)
}
