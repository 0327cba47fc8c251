//! What is kept back by whatever block is paid later at one step, under one word.

use chrono::NaiveDate;

use crate::incentive::number::Number;
use crate::incentive::trace::{RowWord, Shows, Step, Told};

/// Rows of what is paid later.
pub(super) const WORD: &str = "release";

/// The step at which it is paid.
pub(super) const STEP: Step = Step::new(WORD, Told::InForce, Shows::Amount);

/// What its rows begin with.
pub(super) const ROWS: &[RowWord] = &[RowWord::balance(WORD)];

/// Rows and step of shares that are kept back.
pub(super) const DEFERRAL: &str = "deferral";

/// A share that a period kept back.
pub(super) struct Kept {
    /// The first and last day of that period.
    pub(super) first_on: NaiveDate,
    pub(super) last_on: NaiveDate,
    pub(super) amount: Number,
    /// The first day of the month in which it is due.
    pub(super) due: NaiveDate,
}
