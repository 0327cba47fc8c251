//! What is kept back by whatever block is paid later at one step, under one word.

use crate::incentive::trace::{RowWord, Shows, Step, Told};

/// Rows of what is paid later.
pub(super) const WORD: &str = "release";

/// The step at which it is paid.
pub(super) const STEP: Step = Step::new(WORD, Told::InForce, Shows::Amount);

/// What its rows begin with.
pub(super) const ROWS: &[RowWord] = &[RowWord::balance(WORD)];
