//! Adjustments: amounts ordered by hand, each with a reason and a name.

use super::rules::{Act, Rules};
use crate::incentive::engine::Engine;
use crate::incentive::engine::slip::{self, Slip};
use crate::incentive::trace::{Formula, Node, Note, RowWord, RuleRef, Shows, Step, Told, TraceRow};

/// Paying what was ordered by hand.
pub struct Adjustment;

impl Adjustment {
    /// Its rows; the id is that of the order.
    pub(crate) const WORD: &'static str = "adjustment";
}

impl Act for Adjustment {
    const STEP: Step = Step::new(Self::WORD, Told::InForce, Shows::Amount);
    const ROWS: &'static [RowWord] = &[RowWord::new(Self::WORD)];

    fn apply(engine: &Engine<'_>, _: &Rules, slips: &mut [Slip<'_>]) {
        let period = engine.input.period.to_string();
        for adjustment in engine.input.adjustments.iter().filter(|a| a.period == period) {
            let Some(slip) = slip::of(slips, &adjustment.specialist) else {
                continue;
            };
            let node = Node::parse(&format!("{}:{}", Self::WORD, adjustment.id));
            let mut row = TraceRow::new(Self::STEP, node, RuleRef::plan(engine.head));
            row.amount = engine.round(&adjustment.amount);
            row.formula = Some(Formula::from(&adjustment.amount));
            row.notes.push(Note::Reason(adjustment.reason.clone()));
            slip.post(row);
        }
    }
}
