//! What is carried to later periods: what caps cut, and debts of clawbacks, under one word at one step.

use crate::incentive::trace::{RowWord, Shows, Step, Told};

/// Rows of what is carried.
pub(super) const WORD: &str = "carry";

/// The step at which it is paid.
pub(super) const STEP: Step = Step::new(WORD, Told::WithReason, Shows::Amount);

/// What its rows begin with.
pub(super) const ROWS: &[RowWord] = &[RowWord::balance(WORD)];
