//! The matured cases: those the model learns from and those it is held against, and whether they are enough for one.

use chrono::NaiveDate;

use crate::diagnostic::Result;
use crate::store::{Params, Row, Store};

/// Where the statements of the model are.
pub(super) const FOLDER: &str = "queries/analytics/risk";

/// Fewer matured items than this, or fewer of one outcome than the next, tell nothing: there is no model.
pub(super) const FEWEST_ITEMS: i64 = 200;
pub(super) const FEWEST_OF_AN_OUTCOME: i64 = 20;

/// What one part of the cases holds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Part {
    pub items: i64,
    pub lost_items: i64,
    pub first_on: Option<NaiveDate>,
    pub last_on: Option<NaiveDate>,
}

/// The matured cases.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Parts {
    pub trained: Part,
    pub held_out: Part,
    /// Of how many of 10,000 policies, if not of all.
    pub sampled: Option<i64>,
}

impl Parts {
    pub fn read(store: &Store) -> Result<Self> {
        let rows = store.rows(&format!("{FOLDER}/parts.sql"), &Params::none())?;
        let part = |name: &str| {
            let count = |row: Row<'_>, column| row.integer(column).unwrap_or_default();
            let found = rows.iter().find(|row| row.text("part") == name);
            found.map_or_else(Part::default, |row| Part {
                items: count(row, "items"),
                lost_items: count(row, "lost_items"),
                first_on: row.date("first_on"),
                last_on: row.date("last_on"),
            })
        };
        let share = store.rows(&format!("{FOLDER}/share.sql"), &Params::none())?;
        Ok(Self {
            trained: part("trained"),
            held_out: part("held_out"),
            sampled: share
                .first()
                .and_then(|row| row.integer("share"))
                .filter(|share| *share < 10_000),
        })
    }

    pub fn are_enough(&self) -> bool {
        let Part { items, lost_items, .. } = self.trained;
        items >= FEWEST_ITEMS && lost_items >= FEWEST_OF_AN_OUTCOME && items - lost_items >= FEWEST_OF_AN_OUTCOME
    }
}
