//! All that a statement tells of one plan: what was paid, what of earlier periods is corrected and why, what is kept back, and
//! how far the next tier is.

use std::collections::BTreeMap;

use super::balances::{Balance, balances};
use super::calculate::PayrollContext;
use super::corrected::{Corrected, corrected};
use super::pay::{PersonPay, pay_of};
use super::payments::{KnownPayment, known};
use super::runs::{self, PersonRow, State};
use crate::diagnostic::Result;
use crate::incentive::next_tier::{NextTier, next_tiers};
use crate::incentive::plan::Plan;
use crate::incentive::trace::TraceRow;
use crate::incentive::words::Words;
use crate::locale::Locale;
use crate::message::say;
use crate::period::Period;
use crate::store::Store;

/// One plan's part of a person's statement.
pub struct PlanPay {
    pub pay: PersonPay,
    /// Those of its plan, for the person.
    pub words: Words,
    pub corrected: Vec<Corrected>,
    pub balances: Vec<Balance>,
    pub next_tiers: Vec<NextTier>,
    /// What rules across plans changed: this plan's part.
    pub across: Vec<TraceRow>,
    /// The payments that are told of, by id.
    pub payments: BTreeMap<String, KnownPayment>,
}

/// A plan's part of everybody's statement for a period.
pub struct PlanStatements<'p> {
    store: &'p Store,
    state: State,
    words: Words,
    /// None where it cannot be read any more.
    plan: Option<Plan>,
    pub people: Vec<PersonRow>,
}

impl<'p> PlanStatements<'p> {
    /// Of the run that `state` tells of.
    pub fn new(payroll: &PayrollContext<'p>, state: State, locale: Locale) -> Result<Self> {
        let run = state.run();
        Ok(Self {
            store: payroll.store,
            words: payroll.words(run, locale)?,
            plan: payroll.plan_of(run, None).ok(),
            people: runs::paid_people(payroll.store, run)?,
            state,
        })
    }

    pub fn plan_id(&self) -> &str {
        &self.state.run().plan_id
    }

    /// The part of a person, if the plan pays that person.
    pub fn of(&self, specialist: &str) -> Result<Option<PlanPay>> {
        if self.people.iter().all(|person| person.specialist != specialist) {
            return Ok(None);
        }
        let (store, run) = (self.store, self.state.run());
        let pay = pay_of(store, &self.state, run, specialist)?;
        let (corrected, others) = corrected(store, run, specialist, &pay.corrections)?;
        let mut payments = known(store, run.run_no, specialist)?;
        for other in others {
            payments.extend(known(store, other, specialist)?);
        }
        let named = payments.iter().map(|(id, payment)| {
            let (policy, due_no) = (payment.policy.clone(), payment.due_no);
            (id.clone(), self.words.say(&say!("pay.policy_payment", policy, due_no)))
        });
        let words = self.words.for_people(named.collect());
        let (balances, next_tiers) = match &self.plan {
            Some(plan) => (
                balances(store, plan, &self.state, &pay.outcome)?,
                next_tiers(plan, run.period.first_on(), &pay.outcome.trace),
            ),
            None => (Vec::new(), Vec::new()),
        };
        let plan = self.plan.as_ref().and_then(|plan| plan.across.as_ref());
        let across = plan.map_or_else(Vec::new, |across| across_rows(across, &pay.outcome.trace));
        Ok(Some(PlanPay {
            pay,
            words,
            corrected,
            balances,
            next_tiers,
            across,
            payments,
        }))
    }
}

/// The steps of rules across plans that changed something.
fn across_rows(across: &Plan, trace: &[TraceRow]) -> Vec<TraceRow> {
    let ids: Vec<&str> = across.rules.kinds().flat_map(|kind| kind.ids()).collect();
    let is_own = |row: &&TraceRow| row.node.id.as_deref().is_some_and(|id| ids.contains(&id));
    let changed = trace.iter().filter(is_own).filter(|row| !row.amount.is_zero());
    changed.cloned().collect()
}

/// The plans that a statement of everything a period pays tells of: those with a run that counts, or, while there are none,
/// all that were calculated.
pub fn plans(store: &Store, period: Period) -> Result<Vec<State>> {
    let mut ids: Vec<String> = runs::all(store)?
        .into_iter()
        .filter(|run| run.period == period)
        .map(|run| run.plan_id)
        .collect();
    ids.sort();
    ids.dedup();
    let mut states: Vec<State> = Vec::new();
    for id in ids {
        states.push(runs::state(store, &id, period)?);
    }
    if states.iter().any(|state| state.approved.is_some()) {
        states.retain(|state| state.approved.is_some());
    }
    if states.is_empty() {
        // Says which periods there are.
        runs::plan_id(store, Some(period), None)?;
    }
    Ok(states)
}
