//! The total: what all rows come to, rounded.

use super::rules::{Act, Rules};
use crate::incentive::engine::Engine;
use crate::incentive::engine::slip::Slip;
use crate::incentive::trace::{Formula, Node, RowWord, RuleRef, Shows, Step, Told, TraceRow};

/// Rounding the sum of the rows.
pub struct Total;

const ROUNDING: &str = "rounding";

impl Act for Total {
    const STEP: Step = Step::new("total", Told::Always, Shows::Pay);
    const ROWS: &'static [RowWord] = &[RowWord::new(ROUNDING)];

    fn apply(engine: &Engine<'_>, _: &Rules, slips: &mut [Slip<'_>]) {
        let rounding = engine.head.rounding;
        for slip in slips {
            let rounded = slip.pay.round(rounding.total, rounding.mode);
            let rule = RuleRef::plan(engine.head);
            let mut row = TraceRow::new(Self::STEP, Node::whole(ROUNDING), rule);
            row.amount = &rounded - &slip.pay;
            row.formula = Some(Formula::Becomes((&slip.pay).into(), rounded.into()));
            slip.post(row);
        }
    }
}
