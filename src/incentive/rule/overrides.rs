//! `[[override]]`: a share of what the people earn whom somebody leads. It comes after all that limits pay, and no override is
//! earned on another.

use std::collections::BTreeMap;

use serde::Serialize;

use super::in_force::InForce;
use super::rules::{Act, Rule, Rules, called};
use crate::incentive::engine::Engine;
use crate::incentive::engine::leaders::Leaders;
use crate::incentive::engine::outcome::{Finding, FindingKind};
use crate::incentive::engine::slip::Slip;
use crate::incentive::number::Number;
use crate::incentive::plan::block::Components;
use crate::incentive::plan::error::not_above_zero;
use crate::incentive::plan::toml::{Fields, NotNegative};
use crate::incentive::trace::{Formula, Note, RowWord, Shows, Step, Told};

/// A share of what others earn.
#[derive(Clone, Debug, Serialize)]
pub struct Override {
    share: Number,
    components: Components,
    /// How many steps below somebody people count.
    levels: u32,
}

impl Act for Override {
    const STEP: Step = Step::new("override", Told::WithReason, Shows::Amount);
    const ROWS: &'static [RowWord] = &[RowWord::new("override")];

    fn apply(engine: &Engine<'_>, rules: &Rules, slips: &mut [Slip<'_>]) {
        let rules = InForce::announced(engine, rules.of::<Override>(), slips);
        let Some(first) = rules.first() else { return };
        let circles = engine
            .leaders
            .refuse_circles(&called(first.block), &first.version.place);
        if !circles.is_empty() {
            for error in circles {
                engine.take::<()>(Err(error));
            }
            return;
        }
        let sums: Vec<Sums> = rules
            .iter()
            .map(|rule| led(&engine.leaders, rule.body(), slips))
            .collect();
        for (rule, sums) in rules.iter().zip(sums) {
            pay(engine, rule, sums, slips);
        }
    }
}

impl Rule for Override {
    fn read(fields: &Fields<'_, '_>) -> Option<Self> {
        let (share, components) = (fields.need::<NotNegative>("share"), fields.need("components"));
        let levels: Option<u32> = fields.need("levels");
        if levels == Some(0) {
            fields.not_allowed("levels", not_above_zero("levels", &Number::zero()));
        }
        Some(Self {
            share: share?.0,
            components: components?,
            levels: levels?,
        })
    }
}

/// By leader: how many people count, and the sum of what they earn.
type Sums = BTreeMap<String, (u64, Number)>;

/// What the people led earn, each at least 0.
fn led(leaders: &Leaders<'_>, body: &Override, slips: &[Slip<'_>]) -> Sums {
    let mut sums = Sums::new();
    for slip in slips {
        let base = match &body.components {
            Components::All => slip.pay.clone(),
            some @ Components::Some(_) => slip.sum_of(some),
        };
        let base = base.max(Number::zero());
        let levels = usize::try_from(body.levels).unwrap_or(usize::MAX);
        for leader in leaders.above(&slip.person.id).take(levels) {
            let sum = sums.entry(leader.to_owned()).or_default();
            sum.0 += 1;
            sum.1 += &base;
        }
    }
    sums
}

fn pay(engine: &Engine<'_>, rule: &InForce<'_, Override>, mut sums: Sums, slips: &mut [Slip<'_>]) {
    let share = &rule.body().share;
    let worth = |sum: &Number| engine.round(&(share * sum));
    for slip in slips {
        let mut row = rule.row();
        let Some((people, sum)) = sums.remove(&slip.person.id) else {
            row.notes.push(Note::NothingToDo);
            slip.post(row);
            continue;
        };
        let has_left = slip.person.left_on.is_some_and(|left| left < engine.day);
        row.notes.push(Note::Led(people, sum.clone()));
        if let Some(reason) = &slip.barred_from_all {
            row.notes.push(Note::Barred(reason.clone()));
        }
        if has_left || slip.barred_from_all.is_some() {
            unpaid(engine, rule, &slip.person.id, &worth(&sum));
        } else {
            row.formula = Some(Formula::product(&[share, &sum]));
            row.amount = worth(&sum);
        }
        slip.post(row);
    }
    // Who is left leads people here and is not in the population.
    for (leader, (_, sum)) in sums {
        unpaid(engine, rule, &leader, &worth(&sum));
    }
}

/// Tells what is not paid, and to whom.
fn unpaid(engine: &Engine<'_>, rule: &InForce<'_, Override>, leader: &str, amount: &Number) {
    if amount.is_zero() {
        return;
    }
    engine.find(Finding {
        specialist: leader.to_owned(),
        about: rule.row().node.to_string(),
        kind: FindingKind::OverrideUnpaid,
        detail: amount.to_string(),
    });
}
