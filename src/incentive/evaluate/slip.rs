//! The running amounts of one person: what each component is worth so far, the pay, the rows and the trace.

use std::collections::HashMap;

use super::{PersonOutcome, Row};
use crate::incentive::input::{Paid, Person};
use crate::incentive::number::Number;
use crate::incentive::plan::{Block, Components};
use crate::incentive::trace::{Rule, Step, TraceRow};

/// One person's calculation so far.
pub(super) struct Slip<'a> {
    pub(super) person: &'a Person,
    /// By component of the plan; none while it is not in force.
    pub(super) amounts: Vec<Option<Number>>,
    /// Why the person earns nothing in a component.
    pub(super) barred: Vec<Option<String>>,
    /// Why the person takes no part at all.
    pub(super) barred_from_all: Option<String>,
    /// The sum of the rows so far.
    pub(super) pay: Number,
    /// What was taken back in this calculation, by payment.
    pub(super) taken: HashMap<String, Number>,
    rows: Vec<Row>,
    trace: Vec<TraceRow>,
}

impl<'a> Slip<'a> {
    pub(super) fn new(person: &'a Person, components: usize) -> Self {
        Self {
            person,
            amounts: vec![None; components],
            barred: vec![None; components],
            barred_from_all: None,
            pay: Number::zero(),
            taken: HashMap::new(),
            rows: Vec::new(),
            trace: Vec::new(),
        }
    }

    /// Writes a step down: a row if it changed anything, the trace always.
    pub(super) fn post(&mut self, step: TraceRow) {
        if !step.amount.is_zero() {
            self.pay += &step.amount;
            self.rows.push(Row {
                node: step.node.clone(),
                amount: step.amount.clone(),
            });
        }
        self.trace.push(step);
    }

    /// The sum of some components' running amounts.
    pub(super) fn sum_of<T>(&self, blocks: &[Block<T>], components: &Components) -> Number {
        let own = blocks.iter().zip(&self.amounts);
        own.filter(|(block, _)| components.hold(&block.id))
            .filter_map(|(_, amount)| amount.as_ref())
            .sum()
    }

    /// What this calculation pays for a payment: its part of each component, and what is left of that.
    pub(super) fn earned<T>(&self, blocks: &[Block<T>], payment_id: &str) -> Paid {
        let mut paid = Paid {
            calculated: Number::zero(),
            net: Number::zero(),
            taken: Number::zero(),
        };
        for step in self.trace.iter().filter(|step| step.step == Step::Component) {
            let own = step.items.iter().filter(|item| item.payment_id == payment_id);
            let part: Number = own.filter_map(|item| item.result.as_ref()).sum();
            if part.is_zero() {
                continue;
            }
            let index = blocks
                .iter()
                .position(|block| step.node.strip_prefix("component:") == Some(&block.id));
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
    pub(super) fn at_most_pay(&self, amount: Number) -> Number {
        amount.min(self.pay.clone()).max(Number::zero())
    }

    pub(super) fn finish(self) -> PersonOutcome {
        PersonOutcome {
            specialist: self.person.id.clone(),
            pay: self.pay,
            rows: self.rows,
            trace: self.trace,
        }
    }
}

/// The slip of a person; slips are sorted by id.
pub(super) fn of<'s, 'a>(slips: &'s mut [Slip<'a>], id: &str) -> Option<&'s mut Slip<'a>> {
    let index = slips.binary_search_by(|slip| slip.person.id.as_str().cmp(id)).ok()?;
    slips.get_mut(index)
}

impl TraceRow {
    /// A step that changed nothing yet.
    pub(super) fn new(step: Step, node: String, rule: Rule) -> Self {
        Self {
            step,
            node,
            amount: Number::zero(),
            rule,
            inputs: Vec::new(),
            formula: String::new(),
            notes: Vec::new(),
            items: Vec::new(),
        }
    }
}
