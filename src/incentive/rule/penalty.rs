//! `[[penalty]]`: what is taken for mistakes, never more than a share of the components it is taken from.

use serde::Serialize;

use super::in_force::{InForce, each};
use super::rules::{Act, Rule, Rules};
use crate::incentive::engine::Engine;
use crate::incentive::engine::error::RunError;
use crate::incentive::engine::numbers::Who;
use crate::incentive::engine::slip::Slip;
use crate::incentive::input::Window;
use crate::incentive::number::Number;
use crate::incentive::plan::block::Components;
use crate::incentive::plan::error::together;
use crate::incentive::plan::measure::{Amount, Limit, Measure, Wanted};
use crate::incentive::plan::reads::Reads;
use crate::incentive::plan::toml::{Fields, NotNegative, Share};
use crate::incentive::trace::{Formula, Note, RowWord, Shows, Step, Told};

/// What is taken for mistakes.
#[derive(Clone, Debug, Serialize)]
pub struct Penalty {
    /// x
    measure: Measure,
    each: Each,
    /// So many are free.
    free: Number,
    components: Components,
    max_share_of_pay: Number,
    /// True if an undefined x refuses the calculation; else nothing is taken.
    undefined_is_error: bool,
}

/// What one mistake costs.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Each {
    /// Money.
    Amount(Amount),
    /// A share of the components.
    Share(Number),
}

impl Act for Penalty {
    const STEP: Step = Step::new("penalty", Told::Changed, Shows::Amount);
    const ROWS: &'static [RowWord] = &[RowWord::new("penalty")];

    fn apply(engine: &Engine<'_>, rules: &Rules, slips: &mut [Slip<'_>]) {
        each(engine, rules.of::<Penalty>(), slips, |rule, slip| {
            act(engine, rule, slip)
        });
    }
}

impl Rule for Penalty {
    fn read(fields: &Fields<'_, '_>) -> Option<Self> {
        let (measure, each) = (Measure::read(fields, Wanted::Amount), each_of(fields));
        let free = fields
            .optional::<NotNegative>("free")
            .map_or_else(Number::zero, |free| free.0);
        let (components, most) = (fields.need("components"), fields.need::<Share>("max_share_of_pay"));
        let on_undefined = fields.optional_word("on_undefined", &[("error", true), ("zero", false)]);
        let measure = measure?;
        measure.needs_on_undefined(fields);
        Some(Self {
            measure,
            each: each?,
            free,
            components: components?,
            max_share_of_pay: most?.0,
            undefined_is_error: on_undefined.unwrap_or(true),
        })
    }

    fn reads(&self, reads: &mut Reads) {
        reads.measure(&self.measure, Window::Period);
        if let Each::Amount(amount) = &self.each {
            reads.amount(amount, Window::Period);
        }
    }
}

fn each_of(fields: &Fields<'_, '_>) -> Option<Each> {
    if !fields.has("share") {
        return fields.need::<Limit>("per_unit").map(|limit| Each::Amount(limit.0));
    }
    if fields.entry("per_unit").is_some() {
        fields.refuse("share", together("share", "per_unit"));
        return None;
    }
    fields.need("share").map(Each::Share)
}

fn act(engine: &Engine<'_>, rule: &InForce<'_, Penalty>, slip: &mut Slip<'_>) -> Result<(), RunError> {
    let (body, at, who) = (rule.body(), rule.at(), Who::person(slip.person));
    let mut row = rule.row();
    let read = engine.read(who, &body.measure, Window::Period);
    let base = slip.sum_of(&body.components);
    let units = match &read.value {
        Some(x) => (x - &body.free).max(Number::zero()),
        None if body.undefined_is_error => return Err(at.undefined(who.label, &body.measure)),
        None => {
            row.notes.push(Note::UndefinedPaysNothing(body.measure.name.clone()));
            Number::zero()
        }
    };
    row.inputs.push(read);
    if base.is_positive() && units.is_positive() {
        let each = match &body.each {
            Each::Share(share) => share * &base,
            Each::Amount(amount) => {
                let (value, reads) = engine.amount(at, who, amount, Window::Period)?;
                row.inputs.extend(reads);
                value
            }
        };
        let most = &body.max_share_of_pay * &base;
        let full = &units * &each;
        let most_formula = Formula::product(&[&body.max_share_of_pay, &base]);
        row.formula = Some(Formula::min(Formula::product(&[&units, &each]), most_formula));
        if full > most {
            row.notes.push(Note::HeldTo(most.clone()));
        }
        row.amount = -&slip.at_most_pay(engine.round(&full.min(most)));
    } else {
        row.notes.push(Note::NothingToDo);
    }
    slip.post(row);
    Ok(())
}
