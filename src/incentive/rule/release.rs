//! Paying what earlier periods kept back: deferrals that are due, and what gates withheld that pass now.

use std::collections::BTreeMap;

use super::deferral::{self, Deferral};
use super::gate::{self, Gate};
use super::in_force::InForce;
use super::kept_back;
use super::rules::{Act, Rules};
use crate::incentive::engine::Engine;
use crate::incentive::engine::outcome::{Finding, FindingKind};
use crate::incentive::engine::slip::Slip;
use crate::incentive::number::Number;
use crate::incentive::trace::{RowWord, Step};

/// Paying what was kept back.
pub struct Release;

impl Act for Release {
    const STEP: Step = kept_back::STEP;
    const ROWS: &'static [RowWord] = kept_back::ROWS;

    fn apply(engine: &Engine<'_>, rules: &Rules, slips: &mut [Slip<'_>]) {
        let gates = InForce::all(engine, rules.of::<Gate>());
        for slip in slips {
            for block in rules.of::<Deferral>() {
                engine.take(deferral::release(engine, block, slip));
            }
            for gate in &gates {
                engine.take(gate::pay_withheld(engine, gate, slip));
            }
            unsettled(engine, rules, slip);
        }
    }
}

/// Balances whose block the plan no longer has.
fn unsettled(engine: &Engine<'_>, rules: &Rules, slip: &Slip<'_>) {
    let mut balances: BTreeMap<&str, Number> = BTreeMap::new();
    for row in engine.ledger(&slip.person.id) {
        let Some(id) = row.node.id.as_deref() else { continue };
        let is_balance = matches!(&*row.node.word, "withhold" | "release" | "deferral" | "carry");
        if is_balance && !rules.kinds().any(|kind| kind.settles(id)) {
            *balances.entry(id).or_default() += &row.amount;
        }
    }
    for (id, balance) in balances.into_iter().filter(|(_, sum)| !sum.is_zero()) {
        engine.find(Finding {
            specialist: slip.person.id.clone(),
            about: id.to_owned(),
            kind: FindingKind::Unsettled,
            detail: balance.to_string(),
        });
    }
}
