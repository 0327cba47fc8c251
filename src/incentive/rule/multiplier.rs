//! `[[multiplier]]`: a factor on components, such as the team's result.

use serde::Serialize;

use super::gate::multiply;
use super::in_force::{InForce, each};
use super::rules::{Act, Rule, Rules};
use crate::incentive::engine::Engine;
use crate::incentive::engine::error::RunError;
use crate::incentive::engine::numbers::Who;
use crate::incentive::engine::slip::Slip;
use crate::incentive::input::Window;
use crate::incentive::number::Number;
use crate::incentive::plan::block::{Components, FactorUndefined};
use crate::incentive::plan::measure::{Measure, Wanted};
use crate::incentive::plan::reads::Reads;
use crate::incentive::plan::toml::{Fields, TableId};
use crate::incentive::trace::{Node, Note, RowWord, Shows, Step, Told};

/// A factor on components.
#[derive(Clone, Debug, Serialize)]
pub struct Multiplier {
    /// x
    measure: Measure,
    /// T
    table: String,
    components: Components,
    on_undefined: Option<FactorUndefined>,
}

impl Act for Multiplier {
    const STEP: Step = Step::new("multiplier", Told::InForce, Shows::Amount);
    const ROWS: &'static [RowWord] = &[RowWord::new("multiplier")];

    fn apply(engine: &Engine<'_>, rules: &Rules, slips: &mut [Slip<'_>]) {
        each(engine, rules.of::<Multiplier>(), slips, |rule, slip| {
            act(engine, rule, slip)
        });
    }
}

impl Rule for Multiplier {
    fn read(fields: &Fields<'_, '_>) -> Option<Self> {
        let (measure, table) = (Measure::read(fields, Wanted::Value), fields.need::<TableId>("table"));
        let (components, on_undefined) = (fields.need("components"), fields.optional("on_undefined"));
        let measure = measure?;
        measure.needs_on_undefined(fields);
        Some(Self {
            measure,
            table: table?.0,
            components: components?,
            on_undefined,
        })
    }

    fn reads(&self, reads: &mut Reads) {
        reads.measure(&self.measure, Window::Period);
    }

    fn curve(&self) -> Option<(&str, &Measure)> {
        Some((&self.table, &self.measure))
    }
}

fn act(engine: &Engine<'_>, rule: &InForce<'_, Multiplier>, slip: &mut Slip<'_>) -> Result<(), RunError> {
    let body = rule.body();
    let on = slip.in_force(&body.components);
    let touches = |index: &usize| slip.amounts[*index].as_ref().is_some_and(Number::is_positive);
    let read = engine.read(Who::person(slip.person), &body.measure, Window::Period);
    let mut notes = Vec::new();
    // Where there is nothing to multiply, nobody is refused for a number that changes nothing.
    let factor = if on.iter().any(touches) {
        let looked = (body.table.as_str(), &body.measure, &read);
        engine.factor(rule.at(), &slip.person.id, looked, body.on_undefined, &mut notes)?
    } else {
        notes.push(Note::NothingToDo);
        Number::one()
    };
    for index in on {
        let node = Node::part(Multiplier::STEP.key, &rule.block.id, &slip.components[index]);
        let mut row = rule.row_of(Multiplier::STEP, node);
        row.inputs.push(read.clone());
        row.notes.clone_from(&notes);
        multiply(engine, slip, index, &factor, &mut row);
        slip.post(row);
    }
    Ok(())
}
