//! Gates, multipliers and penalties: what conditions and mistakes make of the components.

use super::Engine;
use super::error::RunError;
use super::read::{At, Who};
use super::slip::Slip;
use crate::incentive::input::Window;
use crate::incentive::number::Number;
use crate::incentive::plan::around::PenaltyEach;
use crate::incentive::plan::{Block, Gate, Multiplier, Otherwise, Penalty, Version};
use crate::incentive::trace::{Note, Rule, Step, TraceRow};

type InForce<'p, T> = (&'p Block<T>, &'p Version<T>, Rule);

impl Engine<'_> {
    pub(super) fn gates(&self, slips: &mut [Slip<'_>]) {
        let rules = self.in_force((Step::Gate, "gate"), &self.plan.gates, slips);
        for slip in slips {
            for rule in &rules {
                self.take(self.gate(slip, rule));
            }
        }
    }

    fn gate(&self, slip: &mut Slip<'_>, (block, version, rule): &InForce<'_, Gate>) -> Result<(), RunError> {
        let at = At {
            kind: "gate",
            id: &block.id,
            place: &version.place,
        };
        let judged = self.judge(at, Who::person(slip.person), &version.body.when)?;
        let (prefix, factor) = match &version.body.otherwise {
            Otherwise::Zero => ("gate", Number::zero()),
            Otherwise::Withhold => ("withhold", Number::zero()),
            Otherwise::Multiply(factor) => ("gate", factor.clone()),
        };
        for (index, component) in self.plan.components.iter().enumerate() {
            if !version.body.components.hold(&component.id) || slip.amounts[index].is_none() {
                continue;
            }
            let mut row = TraceRow::new(
                Step::Gate,
                format!("{prefix}:{}/{}", block.id, component.id),
                rule.clone(),
            );
            row.inputs.clone_from(&judged.inputs);
            row.notes.push(judged.note.clone());
            if !judged.holds {
                self.multiply(slip, index, &factor, &mut row);
            }
            slip.post(row);
        }
        Ok(())
    }

    /// The new running amount of a component, rounded; the row takes the difference.
    fn multiply(&self, slip: &mut Slip<'_>, index: usize, factor: &Number, row: &mut TraceRow) {
        let Some(old) = slip.amounts[index].clone().filter(Number::is_positive) else {
            return;
        };
        let new = self.round(&(&old * factor)).max(Number::zero());
        row.formula = format!("{old} x {factor} = {new}");
        row.amount = &new - &old;
        slip.amounts[index] = Some(new);
    }

    pub(super) fn multipliers(&self, slips: &mut [Slip<'_>]) {
        let rules = self.in_force((Step::Multiplier, "multiplier"), &self.plan.multipliers, slips);
        for slip in slips {
            for rule in &rules {
                self.take(self.multiplier(slip, rule));
            }
        }
    }

    fn multiplier(
        &self,
        slip: &mut Slip<'_>,
        (block, version, rule): &InForce<'_, Multiplier>,
    ) -> Result<(), RunError> {
        let body = &version.body;
        let on: Vec<usize> = (0..self.plan.components.len())
            .filter(|i| body.components.hold(&self.plan.components[*i].id) && slip.amounts[*i].is_some())
            .collect();
        let at = At {
            kind: "multiplier",
            id: &block.id,
            place: &version.place,
        };
        let touches = |i: &usize| slip.amounts[*i].as_ref().is_some_and(Number::is_positive);
        let read = self.read(Who::person(slip.person), &body.measure, Window::Period);
        let mut notes = Vec::new();
        // Where there is nothing to multiply, nobody is refused for a number that changes nothing.
        let factor = if on.iter().any(touches) {
            let looked = (body.table.as_str(), &read, body.on_undefined);
            self.factor(at, &slip.person.id, looked, &mut notes)?
        } else {
            notes.push(Note::NothingToDo);
            Number::one()
        };
        for index in on {
            let node = format!("multiplier:{}/{}", block.id, self.plan.components[index].id);
            let mut row = TraceRow::new(Step::Multiplier, node, rule.clone());
            row.inputs.push(read.clone());
            row.notes.clone_from(&notes);
            self.multiply(slip, index, &factor, &mut row);
            slip.post(row);
        }
        Ok(())
    }

    pub(super) fn penalties(&self, slips: &mut [Slip<'_>]) {
        let rules = self.in_force((Step::Penalty, "penalty"), &self.plan.penalties, slips);
        for slip in slips {
            for rule in &rules {
                self.take(self.penalty(slip, rule));
            }
        }
    }

    fn penalty(&self, slip: &mut Slip<'_>, (block, version, rule): &InForce<'_, Penalty>) -> Result<(), RunError> {
        let body = &version.body;
        let at = At {
            kind: "penalty",
            id: &block.id,
            place: &version.place,
        };
        let who = Who::person(slip.person);
        let mut row = TraceRow::new(Step::Penalty, format!("penalty:{}", block.id), rule.clone());
        let read = self.read(who, &body.measure, Window::Period);
        let base = slip.sum_of(&self.plan.components, &body.components);
        let units = match &read.value {
            Some(x) => (x - &body.free).max(Number::zero()),
            None if body.undefined_is_error => return Err(at.undefined(who.label, &read.name)),
            None => {
                row.notes.push(Note::UndefinedPaysNothing(read.name.clone()));
                Number::zero()
            }
        };
        row.inputs.push(read);
        if base.is_positive() && units.is_positive() {
            let each = match &body.each {
                PenaltyEach::Share(share) => share * &base,
                PenaltyEach::Amount(amount) => {
                    let (value, reads) = self.amount(at, who, amount, Window::Period)?;
                    row.inputs.extend(reads);
                    value
                }
            };
            let most = &body.max_share_of_pay * &base;
            let full = &units * &each;
            row.formula = format!("min({units} x {each}, {} x {base})", body.max_share_of_pay);
            if full > most {
                row.notes.push(Note::HeldTo(most.clone()));
            }
            row.amount = -&slip.at_most_pay(self.round(&full.min(most)));
        } else {
            row.notes.push(Note::NothingToDo);
        }
        slip.post(row);
        Ok(())
    }
}
