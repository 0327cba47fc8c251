//! Rules across plans: caps and guarantees of `plans/across.toml`, on what all plans of a period pay a person together.
//!
//! They are the blocks a plan has, at work on a slip that begins with the sum of the plans' pay. What a block then changes is
//! split over the plans in proportion to what each pays, to the last unit, and becomes a row of each plan.

use std::collections::{BTreeMap, HashMap};

use super::engine::Engine;
use super::engine::outcome::{Outcome, PersonOutcome, Row};
use super::engine::slip::Slip;
use super::engine::split::split;
use super::input::{Earlier, Input, Person};
use super::number::Number;
use super::plan::Plan;
use super::plan::error::{Fault, PlanError, block};
use super::rule::Rules;
use super::rule::cap::{Cap, Carry};
use super::rule::guarantee::Guarantee;
use super::rule::rules::Act;
use super::trace::{Note, TraceRow};
use crate::diagnostic::{Error, Place, Result};
use crate::message::say;
use crate::period::Period;

/// What one plan of the period has come to, and the rows of its other periods.
pub struct Paid<'a> {
    /// The people on whom the rules act; none of a plan whose rows are not asked for.
    pub people: &'a [Person],
    /// Rows of other periods by person.
    pub ledger: &'a HashMap<String, Vec<Earlier>>,
    pub outcome: &'a mut Outcome,
}

type Apply = fn(&Engine<'_>, &Rules, &mut [Slip<'_>]);

/// The steps, in the order they have in a plan.
const STEPS: [Apply; 3] = [Cap::apply, Guarantee::apply, Carry::apply];

/// Lets the blocks of `across` act on everybody whom `plans` pay; these stand in the order of their ids.
pub fn apply(across: &Plan, period: Period, plans: &mut [Paid<'_>]) -> Result<()> {
    let input = together(period, plans);
    let engine = Engine::new(&across.head, &input);
    let mut slips: Vec<Slip<'_>> = input.people.iter().map(|person| slip(person, plans)).collect();
    for step in STEPS {
        step(&engine, &across.rules, &mut slips);
        engine.stop_on_errors()?;
    }
    for slip in slips {
        let done = slip.finish();
        for row in &done.trace {
            share(row, &done.specialist, across.head.rounding.line, plans);
        }
    }
    Ok(())
}

/// A row is named after its block: no block across plans has the id of one that a plan has.
pub fn refuse_same_ids<'p>(across: &Plan, plans: impl Iterator<Item = &'p Plan>) -> Result<()> {
    let mut errors = Vec::new();
    for plan in plans {
        let own: Vec<&str> = plan.rules.kinds().flat_map(|kind| kind.ids()).collect();
        for id in across
            .rules
            .kinds()
            .flat_map(|kind| kind.ids())
            .filter(|id| own.contains(id))
        {
            errors.push(PlanError {
                block: block("plan", &plan.head.id),
                fault: Fault::Duplicate(say!("errors.plan.duplicate.id", id = id.to_owned())),
                place: Place::file(&across.head.file),
                hint: None,
            });
        }
    }
    Error::all(errors)
}

/// The people of all plans with all their earlier rows.
fn together(period: Period, plans: &[Paid<'_>]) -> Input {
    let mut input = Input::empty(period);
    let mut people: BTreeMap<&str, &Person> = BTreeMap::new();
    for paid in plans {
        for person in paid.people {
            people.entry(&person.id).or_insert(person);
        }
        for (person, rows) in paid.ledger {
            let own = input.ledger.entry(person.clone()).or_default();
            own.extend(rows.iter().cloned());
        }
    }
    input.people = people.into_values().cloned().collect();
    input.sort();
    input
}

/// A person's pay by all plans together; who takes part in none of them is lifted to no least pay.
fn slip<'a>(person: &'a Person, plans: &[Paid<'_>]) -> Slip<'a> {
    let own: Vec<&PersonOutcome> = plans.iter().filter_map(|paid| of(paid.outcome, &person.id)).collect();
    let mut slip = Slip::new(person, &[]);
    slip.pay = own.iter().map(|own| &own.pay).sum();
    let reasons: Option<Vec<&String>> = own.iter().map(|own| own.barred.as_ref()).collect();
    slip.barred_from_all = reasons.and_then(|reasons| reasons.first().map(|reason| (*reason).clone()));
    slip
}

fn of<'o>(outcome: &'o Outcome, id: &str) -> Option<&'o PersonOutcome> {
    let index = place(outcome, id)?;
    outcome.people.get(index)
}

fn place(outcome: &Outcome, id: &str) -> Option<usize> {
    outcome
        .people
        .binary_search_by(|own| own.specialist.as_str().cmp(id))
        .ok()
}

/// Splits a row over the plans of a person: by what each pays above 0, and where none does to the first of them.
fn share(row: &TraceRow, person: &str, digits: u32, plans: &mut [Paid<'_>]) {
    let mut own: Vec<&mut PersonOutcome> = Vec::new();
    for paid in plans {
        if let Some(index) = place(paid.outcome, person) {
            own.push(&mut paid.outcome.people[index]);
        }
    }
    let takes = row.amount.is_negative();
    // Least pay is not for those who do not take part.
    let weight = |own: &PersonOutcome| match own.barred {
        Some(_) if !takes => Number::zero(),
        _ => own.pay.clone().max(Number::zero()),
    };
    let mut weights: Vec<Number> = own.iter().map(|own| weight(own)).collect();
    if weights.iter().all(Number::is_zero) {
        let first = own.iter().position(|own| takes || own.barred.is_none()).unwrap_or(0);
        if let Some(weight) = weights.get_mut(first) {
            *weight = Number::one();
        }
    }
    let parts = split(&row.amount.abs(), &weights, digits);
    for (own, part) in own.iter_mut().zip(parts) {
        let mut row = row.clone();
        if !row.amount.is_zero() {
            row.notes.push(Note::AcrossPlans(row.amount.clone()));
        }
        row.amount = if takes { -&part } else { part };
        if !row.amount.is_zero() {
            own.pay += &row.amount;
            let (node, amount) = (row.node.clone(), row.amount.clone());
            own.rows.push(Row { node, amount });
        }
        // The total comes last.
        own.trace.insert(own.trace.len().saturating_sub(1), row);
    }
}
