//! Conditions for a person, and how far a failed one is from holding.

use super::Engine;
use super::error::RunError;
use super::numbers::{At, Who};
use crate::incentive::input::Window;
use crate::incentive::number::Number;
use crate::incentive::plan::condition::{Condition, OnUndefined, Operand, Tree};
use crate::incentive::plan::measure::MeasureName;
use crate::incentive::trace::note::Compared;
use crate::incentive::trace::{Gap, Name, Note, Read};

/// Whether a condition holds, and what to say of it.
pub(crate) struct Judged {
    pub(crate) holds: bool,
    pub(crate) note: Note,
    pub(crate) inputs: Vec<Read>,
}

impl Engine<'_> {
    pub(crate) fn judge(&self, at: At<'_>, who: Who<'_>, condition: &Condition) -> Result<Judged, RunError> {
        let measures = condition.tree.measures();
        let mut inputs: Vec<Read> = Vec::new();
        for measure in measures {
            let read = self.read(who, measure, Window::Period);
            if !inputs.contains(&read) {
                inputs.push(read);
            }
        }
        if let Some(undefined) = inputs.iter().find(|read| read.value.is_none()) {
            let holds = match condition.on_undefined {
                Some(OnUndefined::Pass) => true,
                Some(OnUndefined::Fail) => false,
                Some(OnUndefined::Error) | None => return Err(at.undefined(who.label, &undefined.name)),
            };
            return Ok(Judged {
                holds,
                note: Note::UndefinedCondition(condition.text.clone(), holds),
                inputs,
            });
        }
        let holds = holds(&condition.tree, &inputs);
        let note = if holds {
            Note::Passed(condition.text.clone())
        } else {
            let mut gaps = Vec::new();
            collect_gaps(&condition.tree, &inputs, false, &mut gaps);
            Note::Failed(condition.text.clone(), gaps)
        };
        Ok(Judged { holds, note, inputs })
    }
}

fn holds(tree: &Tree, inputs: &[Read]) -> bool {
    match tree {
        Tree::And(parts) => parts.iter().all(|part| holds(part, inputs)),
        Tree::Or(parts) => parts.iter().any(|part| holds(part, inputs)),
        Tree::Not(part) => !holds(part, inputs),
        Tree::Compare(left, sign, right) => sign.holds(&side(left, inputs), &side(right, inputs)),
    }
}

fn side(operand: &Operand, inputs: &[Read]) -> Number {
    match operand {
        Operand::Number(number) => number.clone(),
        Operand::Measure(measure) => {
            let is_it = |read: &&Read| matches!(&read.name, Name::Measure(name) if *name == measure.name);
            let read = inputs.iter().find(is_it);
            read.and_then(|r| r.value.clone())
                .expect("undefined names were turned away before")
        }
    }
}

/// The comparisons that keep the whole from holding.
fn collect_gaps(tree: &Tree, inputs: &[Read], negated: bool, gaps: &mut Vec<Gap>) {
    match tree {
        Tree::And(parts) | Tree::Or(parts) => {
            for part in parts {
                collect_gaps(part, inputs, negated, gaps);
            }
        }
        Tree::Not(part) => collect_gaps(part, inputs, !negated, gaps),
        Tree::Compare(left, sign, right) => {
            let (a, b) = (side(left, inputs), side(right, inputs));
            if sign.holds(&a, &b) == negated {
                gaps.push(Gap {
                    negated,
                    by: (&a - &b).abs().into(),
                    left: compared(left, a),
                    sign: *sign,
                    right: compared(right, b),
                });
            }
        }
    }
}

fn compared(operand: &Operand, value: Number) -> Compared {
    let measure: Option<MeasureName> = match operand {
        Operand::Number(_) => None,
        Operand::Measure(measure) => Some(measure.name.clone()),
    };
    let value = value.into();
    Compared { measure, value }
}
