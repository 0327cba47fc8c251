//! `[[deferral]]`: a share of pay that is kept back and paid months later, if a condition is true then.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::in_force::InForce;
use super::kept_back;
use super::rules::{Act, Rule, Rules};
use crate::incentive::engine::Engine;
use crate::incentive::engine::error::RunError;
use crate::incentive::engine::numbers::Who;
use crate::incentive::engine::slip::Slip;
use crate::incentive::number::Number;
use crate::incentive::plan::block::{Block, Components};
use crate::incentive::plan::condition::Condition;
use crate::incentive::plan::reads::Reads;
use crate::incentive::plan::toml::{Fields, Share};
use crate::incentive::trace::{Formula, Node, Note, RowWord, Shows, Step, Told};
use crate::period::Month;

/// Pay kept back for later.
#[derive(Clone, Debug, Serialize)]
pub struct Deferral {
    components: Components,
    share: Number,
    /// For how many months.
    after: u32,
    /// Paid only if this is true then.
    when: Option<Condition>,
}

impl Deferral {
    /// The month in which pay of a period that ends on `last` is due, by its first day.
    pub fn due(&self, last: NaiveDate) -> NaiveDate {
        let months = i32::try_from(self.after).unwrap_or(i32::MAX);
        Month::containing(last).plus(months).first_on()
    }
}

impl Act for Deferral {
    const STEP: Step = Step::new("deferral", Told::WithReason, Shows::Amount);
    const ROWS: &'static [RowWord] = &[RowWord::balance("deferral")];

    fn apply(engine: &Engine<'_>, rules: &Rules, slips: &mut [Slip<'_>]) {
        let rules = InForce::announced(engine, rules.of::<Deferral>(), slips);
        for slip in slips {
            // Several take from the same base.
            let pay = slip.pay.clone();
            for rule in &rules {
                keep_back(engine, rule, slip, &pay);
            }
        }
    }
}

impl Rule for Deferral {
    const KEEPS_BALANCE: bool = true;

    fn read(fields: &Fields<'_, '_>) -> Option<Self> {
        let components = fields.need("components");
        let (share, after) = (fields.need::<Share>("share"), fields.need("after"));
        let when = Condition::optional(fields);
        Some(Self {
            components: components?,
            share: share?.0,
            after: after?,
            when,
        })
    }

    fn reads(&self, reads: &mut Reads) {
        if let Some(when) = &self.when {
            reads.condition(when);
        }
    }
}

fn keep_back(engine: &Engine<'_>, rule: &InForce<'_, Deferral>, slip: &mut Slip<'_>, pay: &Number) {
    let (mut row, body) = (rule.row(), rule.body());
    let base = match &body.components {
        Components::All => pay.clone(),
        some @ Components::Some(_) => slip.sum_of(some),
    };
    if base.is_positive() {
        row.formula = Some(Formula::product(&[&body.share, &base]));
        row.amount = -&slip.at_most_pay(engine.round(&(&body.share * &base)));
    } else {
        row.notes.push(Note::NothingToDo);
    }
    slip.post(row);
}

/// Pays what was kept back and is due in this period, by the version of the period it comes from.
pub(super) fn pay_due(engine: &Engine<'_>, block: &Block<Deferral>, slip: &mut Slip<'_>) -> Result<(), RunError> {
    let mut kept: BTreeMap<(NaiveDate, NaiveDate), Number> = BTreeMap::new();
    let own = engine.ledger(&slip.person.id).iter();
    for row in own.filter(|row| row.node.is_whole(Deferral::STEP.key, &block.id)) {
        let period = (row.period.first_on(), row.period.last_on());
        *kept.entry(period).or_default() -= &row.amount;
    }
    for ((first, last), amount) in kept {
        let rule = InForce::on(engine, block, first).filter(|_| amount.is_positive());
        let Some(rule) = rule else { continue };
        let due = rule.body().due(last);
        if due < engine.day || due > engine.input.period.last_on() {
            continue;
        }
        let mut row = rule.row_of(kept_back::STEP, Node::of(kept_back::WORD, &block.id));
        let month = Month::containing(last).first_on();
        row.formula = Some(Formula::KeptBack(month, (&amount).into()));
        let mut pays = true;
        if let Some(when) = &rule.body().when {
            let judged = engine.judge(rule.at(), Who::person(slip.person), when)?;
            pays = judged.holds;
            row.notes.push(judged.note);
            row.inputs = judged.inputs;
        }
        if pays {
            row.amount = amount;
        } else {
            row.notes.push(Note::Forfeited(amount));
        }
        slip.post(row);
    }
    Ok(())
}
