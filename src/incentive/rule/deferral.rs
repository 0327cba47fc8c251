//! `[[deferral]]`: a share of pay that is kept back and paid months later, if a condition is true then.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::NaiveDate;
use serde::Serialize;

use super::clawback::{Clawback, takes_after};
use super::in_force::InForce;
use super::kept_back::{self, Kept};
use super::leaving::Leaving;
use super::rules::{Act, Rule, Rules, called, on, starts};
use crate::incentive::engine::Engine;
use crate::incentive::engine::error::RunError;
use crate::incentive::engine::numbers::Who;
use crate::incentive::engine::slip::Slip;
use crate::incentive::input::{Basis, Cause};
use crate::incentive::number::Number;
use crate::incentive::plan::block::{Block, Components};
use crate::incentive::plan::condition::Condition;
use crate::incentive::plan::error::{Fault, PlanError};
use crate::incentive::plan::head::Head;
use crate::incentive::plan::reads::Reads;
use crate::incentive::plan::toml::{Fields, Share};
use crate::incentive::trace::{Formula, Node, Note, RowWord, Shows, Step, Told, TraceRow};
use crate::message::say;
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
    /// What was kept back for a payment is forfeited if one of these happened to its policy by then.
    unless: Vec<Cause>,
}

impl Deferral {
    /// The month in which pay of a period that ends on `last` is due, by its first day.
    pub fn due(&self, last: NaiveDate) -> NaiveDate {
        let months = i32::try_from(self.after).unwrap_or(i32::MAX);
        Month::containing(last).plus(months).first_on()
    }
}

impl Act for Deferral {
    const STEP: Step = Step::new(kept_back::DEFERRAL, Told::WithReason, Shows::Amount);
    const ROWS: &'static [RowWord] = &[RowWord::balance(kept_back::DEFERRAL)];

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
            unless: fields.optional("unless").unwrap_or_default(),
        })
    }

    fn reads(&self, reads: &mut Reads) {
        if let Some(when) = &self.when {
            reads.condition(when);
        }
        if !self.unless.is_empty() {
            reads.items = true;
            reads.causes.extend(self.unless.iter().copied());
            // A payment may be of the first month of a year, and be due in the last of another.
            reads.longest = reads.longest.map(|most| most.max(self.after + 2 * 12));
        }
    }

    fn check(_: &Head, rules: &Rules, tell: &mut dyn FnMut(PlanError)) {
        taken_twice(rules).into_iter().for_each(tell);
    }
}

/// What an event forfeits is not taken back by a clawback too.
fn taken_twice(rules: &Rules) -> Vec<PlanError> {
    let mut errors: Vec<PlanError> = Vec::new();
    for day in starts(rules.of::<Deferral>()).chain(starts(rules.of::<Clawback>())) {
        for (block, version) in on(rules.of::<Deferral>(), day) {
            for cause in version
                .body
                .unless
                .iter()
                .filter(|cause| takes_after(rules, **cause, day))
            {
                errors.push(PlanError {
                    block: called(block),
                    fault: Fault::NotAllowed(say!("errors.plan.not_allowed.unless", cause = cause.word().to_owned())),
                    place: version.place.clone(),
                    hint: None,
                });
            }
        }
    }
    errors.dedup();
    errors
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

/// All that this and earlier periods kept back, the oldest first, each by the version of the period it comes from.
fn kept<'p>(
    engine: &Engine<'_>,
    block: &'p Block<Deferral>,
    slip: &Slip<'_>,
) -> (Vec<InForce<'p, Deferral>>, Vec<Kept>) {
    let mut kept: BTreeMap<(NaiveDate, NaiveDate), Number> = BTreeMap::new();
    let earlier = engine.ledger(&slip.person.id).iter();
    let earlier = earlier.map(|row| (row.period, &row.node, &row.amount));
    let own = slip
        .rows()
        .iter()
        .map(|row| (engine.input.period, &row.node, &row.amount));
    for (period, node, amount) in earlier.chain(own) {
        if node.is_whole(Deferral::STEP.key, &block.id) {
            *kept.entry((period.first_on(), period.last_on())).or_default() -= amount;
        }
    }
    let found = kept.into_iter().filter(|(_, amount)| amount.is_positive());
    let found = found.filter_map(|((first_on, last_on), amount)| {
        let rule = InForce::on(engine, block, first_on)?;
        let due = rule.body().due(last_on);
        Some((
            rule,
            Kept {
                first_on,
                last_on,
                amount,
                due,
            },
        ))
    });
    found.unzip()
}

/// Pays what was kept back and is due in this period, and settles the rest of somebody who leaves.
pub(super) fn release(engine: &Engine<'_>, block: &Block<Deferral>, slip: &mut Slip<'_>) -> Result<(), RunError> {
    let ((rules, kept), last) = (kept(engine, block, slip), engine.input.period.last_on());
    let leaving = Leaving::of(engine, slip.person);
    let settled = leaving.map_or_else(BTreeSet::new, |leaving| leaving.settled(engine, block, &kept, slip));
    let is_settled = |kept: &Kept| leaving.is_some_and(|leaving| leaving.is_settled(kept, &settled));
    let due = rules.iter().zip(&kept);
    for (rule, kept) in due.filter(|(_, kept)| (engine.day..=last).contains(&kept.due)) {
        match leaving.filter(|_| is_settled(kept)) {
            None => pay_due(engine, rule, kept, slip)?,
            Some(leaving) if leaving.forfeits() => leaving.settle(engine, block, &kept.amount, slip),
            Some(_) => {}
        }
    }
    if let Some(leaving) = leaving {
        let is_open = |kept: &&Kept| kept.due > last && (leaving.forfeits() || !is_settled(kept));
        let open: Number = kept.iter().filter(is_open).map(|kept| &kept.amount).sum();
        leaving.settle(engine, block, &open, slip);
    }
    Ok(())
}

/// Pays a share that is due, if its condition holds.
fn pay_due(
    engine: &Engine<'_>,
    rule: &InForce<'_, Deferral>,
    kept: &Kept,
    slip: &mut Slip<'_>,
) -> Result<(), RunError> {
    let mut row = rule.row_of(kept_back::STEP, Node::of(kept_back::WORD, &rule.block.id));
    let month = Month::containing(kept.last_on).first_on();
    row.formula = Some(Formula::KeptBack(month, (&kept.amount).into()));
    let mut pays = true;
    if let Some(when) = &rule.body().when {
        let judged = engine.judge(rule.at(), Who::person(slip.person), when)?;
        pays = judged.holds;
        row.notes.push(judged.note);
        row.inputs = judged.inputs;
    }
    let lost = if pays {
        forfeited(engine, (rule, kept), slip, &mut row)
    } else {
        kept.amount.clone()
    };
    let lost = lost.min(kept.amount.clone());
    row.amount = &kept.amount - &lost;
    if !lost.is_zero() {
        row.notes.push(Note::Forfeited(lost));
    }
    slip.post(row);
    Ok(())
}

/// The share of what payments of the period earned whose policies did not last.
fn forfeited(
    engine: &Engine<'_>,
    (rule, kept): (&InForce<'_, Deferral>, &Kept),
    slip: &Slip<'_>,
    row: &mut TraceRow,
) -> Number {
    let body = rule.body();
    let known_until = engine.input.period.last_on().min(engine.input.as_of);
    let (mut sum, mut seen) = (Number::zero(), HashSet::new());
    for event in engine.events(&slip.person.id) {
        let of_period =
            (event.original_period.first_on(), event.original_period.last_on()) == (kept.first_on, kept.last_on);
        if !of_period || !body.unless.contains(&event.cause) || event.occurred_on > known_until {
            continue;
        }
        let (payment, earned) = match &event.basis {
            Basis::Amount(amount) => (&event.id, amount.clone()),
            Basis::Payment(earned) => (&earned.payment_id, earned.paid_by(&body.components)),
        };
        if !earned.is_zero() && seen.insert(payment) {
            let (period, day) = (event.original_period.to_string(), event.occurred_on.to_string());
            row.notes.push(Note::TakenFor(payment.clone(), period, day));
            sum += &earned;
        }
    }
    engine.round(&(&body.share * &sum)).max(Number::zero())
}
