//! The running amounts of one person: what each component is worth so far, the pay, the rows and the trace.

use std::collections::HashMap;

use super::outcome::{PersonOutcome, Row};
use crate::incentive::input::{Paid, Person};
use crate::incentive::number::Number;
use crate::incentive::plan::block::Components;
use crate::incentive::trace::TraceRow;

/// One person's calculation so far.
pub(crate) struct Slip<'a> {
    pub(crate) person: &'a Person,
    /// The ids of the plan's components.
    pub(crate) components: &'a [String],
    /// What each is worth; none while it is not in force.
    pub(crate) amounts: Vec<Option<Number>>,
    /// What is left of the person's shares of pools, by pool, in the order of the file.
    pub(crate) shares: Vec<(String, Number)>,
    /// Why the person earns nothing in a component.
    pub(crate) barred: Vec<Option<String>>,
    /// Why the person takes no part at all.
    pub(crate) barred_from_all: Option<String>,
    /// The sum of the rows so far.
    pub(crate) pay: Number,
    /// What was taken back in this calculation, by payment.
    pub(crate) taken: HashMap<String, Number>,
    rows: Vec<Row>,
    trace: Vec<TraceRow>,
}

impl<'a> Slip<'a> {
    pub(crate) fn new(person: &'a Person, components: &'a [String]) -> Self {
        Self {
            person,
            components,
            amounts: vec![None; components.len()],
            shares: Vec::new(),
            barred: vec![None; components.len()],
            barred_from_all: None,
            pay: Number::zero(),
            taken: HashMap::new(),
            rows: Vec::new(),
            trace: Vec::new(),
        }
    }

    /// Writes a step down: a row if it changed anything, the trace always.
    pub(crate) fn post(&mut self, step: TraceRow) {
        if !step.amount.is_zero() {
            self.pay += &step.amount;
            self.rows.push(Row {
                node: step.node.clone(),
                amount: step.amount.clone(),
            });
        }
        self.trace.push(step);
    }

    /// The rows posted so far.
    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The components in force that a rule is about, by their place in the plan.
    pub(crate) fn in_force(&self, components: &Components) -> Vec<usize> {
        let is_held = |index: &usize| self.amounts[*index].is_some() && components.hold(&self.components[*index]);
        (0..self.amounts.len()).filter(is_held).collect()
    }

    /// The sum of some components' running amounts.
    pub(crate) fn sum_of(&self, components: &Components) -> Number {
        let held = self.in_force(components).into_iter();
        held.filter_map(|index| self.amounts[index].as_ref()).sum()
    }

    /// What this calculation pays for a payment: its part of each component, and what is left of that.
    pub(crate) fn earned(&self, payment_id: &str) -> Paid {
        let mut paid = Paid::default();
        for step in self.trace.iter().filter(|step| !step.items.is_empty()) {
            let own = step.items.iter().filter(|item| item.payment_id == payment_id);
            let part: Number = own.filter_map(|item| item.result.as_ref()).sum();
            if part.is_zero() {
                continue;
            }
            let index = self.components.iter().position(|id| step.node.id.as_ref() == Some(id));
            let left = index.and_then(|index| self.amounts[index].as_ref());
            let whole: Number = step.items.iter().filter_map(|item| item.result.as_ref()).sum();
            if let Some(each) = left.and_then(|left| left.divided_by(&whole)) {
                paid.net += &(&part * &each);
            }
            paid.calculated += &part;
        }
        paid
    }

    /// No more than what there is: `amount` held between 0 and the pay.
    pub(crate) fn at_most_pay(&self, amount: Number) -> Number {
        amount.min(self.pay.clone()).max(Number::zero())
    }

    pub(crate) fn finish(self) -> PersonOutcome {
        PersonOutcome {
            specialist: self.person.id.clone(),
            barred: self.barred_from_all,
            pay: self.pay,
            rows: self.rows,
            trace: self.trace,
        }
    }
}

/// The slip of a person; slips are sorted by id.
pub(crate) fn of<'s, 'a>(slips: &'s mut [Slip<'a>], id: &str) -> Option<&'s mut Slip<'a>> {
    let index = slips.binary_search_by(|slip| slip.person.id.as_str().cmp(id)).ok()?;
    slips.get_mut(index)
}
