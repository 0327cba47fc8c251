//! Conditions for a person, and how far a failed one is from holding.

use super::Engine;
use super::error::RunError;
use super::read::{At, Who};
use crate::incentive::input::Window;
use crate::incentive::number::Number;
use crate::incentive::plan::Condition;
use crate::incentive::plan::condition::{OnUndefined, Operand, Tree};
use crate::incentive::trace::{Note, Read};

/// Whether a condition holds, and what to say of it.
pub(super) struct Judged {
    pub(super) holds: bool,
    pub(super) note: Note,
    pub(super) inputs: Vec<Read>,
}

impl Engine<'_> {
    pub(super) fn judge(&self, at: At<'_>, who: Who<'_>, condition: &Condition) -> Result<Judged, RunError> {
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
            let name = measure.to_string();
            let read = inputs.iter().find(|read| read.name == name);
            read.and_then(|r| r.value.clone())
                .expect("undefined names were turned away before")
        }
    }
}

/// The comparisons that keep the whole from holding: `renewal_rate 0.82 >= 0.85 (Δ 0.03)`.
fn collect_gaps(tree: &Tree, inputs: &[Read], negated: bool, gaps: &mut Vec<String>) {
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
                let shown = |operand: &Operand, value: &Number| match operand {
                    Operand::Number(_) => value.to_string(),
                    Operand::Measure(measure) => format!("{measure} {value}"),
                };
                let gap = (&a - &b).abs();
                let not = if negated { "not " } else { "" };
                gaps.push(format!(
                    "{not}{} {} {} (Δ {gap})",
                    shown(left, &a),
                    sign.word(),
                    shown(right, &b)
                ));
            }
        }
    }
}
