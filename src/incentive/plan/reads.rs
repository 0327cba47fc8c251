//! What a plan reads: which measures of whom over which days, which columns of payments, which events and earlier rows.
//! Each kind of block says its part of it.
//!
//! All versions are looked at, not only those of a period: what is kept back or taken back goes by the version of the
//! period the money comes from.

use std::collections::BTreeSet;

use super::condition::Condition;
use super::measure::{Amount, AmountSource, Measure, MeasureName, Part};
use crate::incentive::input::{Cause, Window};

/// What a calculation has to be given.
#[allow(clippy::struct_excessive_bools, reason = "each is asked for on its own")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reads {
    /// Whose values of what over which days.
    pub measures: BTreeSet<(MeasureName, Window)>,
    /// True if something is held against a target.
    pub targets: bool,
    /// True if a component pays for payments, or a clawback takes back for them.
    pub items: bool,
    /// True if payments since 1 January count.
    pub items_of_year: bool,
    /// The columns of payments that filters, rates and coefficients look at.
    pub columns: BTreeSet<String>,
    pub causes: BTreeSet<Cause>,
    /// The most months after which an event takes anything back; none if there is no end.
    pub longest: Option<u32>,
    /// True if all earlier rows of the calendar year are asked for, not only balances.
    pub whole_year: bool,
    /// True if it matters who has a team on which day.
    pub assignments: bool,
    /// True if it matters since when a team is there.
    pub teams: bool,
}

impl Default for Reads {
    fn default() -> Self {
        Self {
            measures: BTreeSet::new(),
            targets: false,
            items: false,
            items_of_year: false,
            columns: BTreeSet::new(),
            causes: BTreeSet::new(),
            longest: Some(0),
            whole_year: false,
            assignments: false,
            teams: false,
        }
    }
}

impl Reads {
    pub(crate) fn measure(&mut self, measure: &Measure, window: Window) {
        let name = &measure.name;
        self.targets |= name.part == Part::Attainment;
        self.measures.insert((name.value_of(name.scope), window));
    }

    pub(crate) fn amount(&mut self, amount: &Amount, window: Window) {
        if let AmountSource::Measure(measure) = &amount.source {
            self.measure(measure, window);
        }
    }

    pub(crate) fn condition(&mut self, condition: &Condition) {
        for measure in condition.tree.measures() {
            self.measure(measure, Window::Period);
        }
    }
}
