//! What is asked of sums: by what they are rolled up, and how far they are kept apart for that.

use std::collections::BTreeSet;

use super::dimension::{Dimension, Filter};

/// One roll-up.
#[derive(Clone, Copy, Debug)]
pub struct RollUp<'q> {
    /// Split by these, all at once.
    pub by: &'q [Dimension],
    /// Only these rows.
    pub filters: &'q [Filter],
}

/// How far sums are kept apart. What nobody asks for is not: a row per slice of every metric in thirteen months would be
/// as many rows as the book has.
#[derive(Clone, Copy, Debug)]
pub struct Split<'q> {
    /// Apart by all of these.
    pub dimensions: &'q [Dimension],
    /// Only these metrics; all if `None`.
    pub metrics: Option<&'q BTreeSet<String>>,
    /// Only in the period of this number and the one before; in all of them if `None`.
    pub period_no: Option<i64>,
}

impl Split<'_> {
    /// True if sums of the period of this number are kept apart.
    pub(super) fn is_in(&self, period_no: i64) -> bool {
        self.period_no.is_none_or(|own| (own - 1..=own).contains(&period_no))
    }
}
