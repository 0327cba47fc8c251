//! What a plan pays: the steps in their fixed order over people, measures, items and earlier rows.
//!
//! Every step works on the running amounts of all people before the next begins, rounds to the plan's line decimals and
//! leaves a trace row, also where it changed nothing. The same input gives the same rows in the same order, whatever
//! order it came in.

mod components;
mod conditions;
mod days;
pub mod error;
mod factors;
mod items;
mod later;
mod limits;
mod pools;
mod ranking;
mod read;
mod slip;

use std::cell::RefCell;
use std::collections::HashMap;

use chrono::NaiveDate;

use super::input::{Collaboration, Event, Input, Window};
use super::number::Number;
use super::plan::{Block, Plan, Version, check};
use super::trace::{Note, Rule, Step, TraceRow};
use crate::diagnostic::{Error, Result};

pub use error::{RunError, RunFault};
pub use pools::split;
use slip::Slip;

/// What was calculated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// One for each person, by id.
    pub people: Vec<PersonOutcome>,
    /// What somebody has to look at before the period is closed.
    pub findings: Vec<Finding>,
}

/// What one person gets, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonOutcome {
    /// Who.
    pub specialist: String,
    /// The sum of the rows.
    pub pay: Number,
    /// The ledger rows, in the order of the steps.
    pub rows: Vec<Row>,
    /// Every step.
    pub trace: Vec<TraceRow>,
}

/// A ledger row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// `component:renewal_bonus`, `gate:bar/renewal_bonus`, ...
    pub node: String,
    /// Never 0.
    pub amount: Number,
}

/// Something a person has to look at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// About whom.
    pub specialist: String,
    /// About which node.
    pub node: String,
    /// What it is.
    pub kind: FindingKind,
    /// A name or number to it.
    pub detail: String,
}

/// The kinds of finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    /// A component pays nothing until its measure is known.
    Withheld,
    /// A balance that no block of the plan can settle.
    Unsettled,
    /// An event or adjustment of somebody who is not in the population.
    NotInPopulation,
}

impl FindingKind {
    /// The word in tables.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Withheld => "withheld",
            Self::Unsettled => "unsettled",
            Self::NotInPopulation => "not_in_population",
        }
    }
}

/// Calculates `input.period` by `plan`, or tells what stands in the way, for all people at once.
pub fn calculate(plan: &Plan, input: &Input) -> Result<Outcome> {
    check::for_period(plan, input.period)?;
    let engine = Engine {
        plan,
        input,
        day: input.period.first_on(),
        events: by_person(&input.events, |event| &event.specialist),
        collaborations: by_person(&input.collaborations, |help| &help.helper),
        errors: RefCell::default(),
        findings: RefCell::default(),
    };
    let mut slips: Vec<Slip<'_>> = input
        .people
        .iter()
        .map(|person| Slip::new(person, plan.components.len()))
        .collect();
    for step in steps() {
        step(&engine, &mut slips);
        engine.stop_on_errors()?;
    }
    engine.outsiders();
    let mut findings = engine.findings.into_inner();
    findings.sort();
    Ok(Outcome {
        people: slips.into_iter().map(Slip::finish).collect(),
        findings,
    })
}

type Act<'a> = fn(&Engine<'a>, &mut [Slip<'_>]);

/// The order of `docs/incentives.md`; nothing is ever calculated in another one.
fn steps<'a>() -> [Act<'a>; 16] {
    [
        Engine::eligibility,
        Engine::components,
        Engine::gates,
        Engine::multipliers,
        Engine::penalties,
        Engine::floors,
        Engine::caps,
        Engine::proration_of_payout,
        Engine::pools,
        Engine::guarantees,
        Engine::deferrals,
        Engine::releases,
        Engine::carried_balances,
        Engine::clawbacks,
        Engine::adjustments,
        Engine::totals,
    ]
}

/// How many errors of a run are told; the rest are most likely the same again.
const MOST_ERRORS: usize = 20;

/// What every step needs.
pub(super) struct Engine<'a> {
    pub(super) plan: &'a Plan,
    pub(super) input: &'a Input,
    /// The first day of the period, by which versions are chosen.
    pub(super) day: NaiveDate,
    /// What takes pay back, by person.
    pub(super) events: HashMap<&'a str, Vec<&'a Event>>,
    /// Help given, by who helped.
    pub(super) collaborations: HashMap<&'a str, Vec<&'a Collaboration>>,
    errors: RefCell<Vec<RunError>>,
    findings: RefCell<Vec<Finding>>,
}

/// Found once, so that no step goes through all rows for every person.
fn by_person<T>(rows: &[T], person: impl Fn(&T) -> &String) -> HashMap<&str, Vec<&T>> {
    let mut found: HashMap<&str, Vec<&T>> = HashMap::new();
    for row in rows {
        found.entry(person(row)).or_default().push(row);
    }
    found
}

impl Engine<'_> {
    fn stop_on_errors(&self) -> Result<()> {
        let mut errors = self.errors.take();
        errors.truncate(MOST_ERRORS);
        Error::all(errors)
    }

    /// The value, or nothing and the error kept.
    pub(super) fn take<T>(&self, result: Result<T, RunError>) -> Option<T> {
        result.map_err(|error| self.errors.borrow_mut().push(error)).ok()
    }

    pub(super) fn find(&self, finding: Finding) {
        self.findings.borrow_mut().push(finding);
    }

    /// To line decimals, as the plan rounds.
    pub(super) fn round(&self, value: &Number) -> Number {
        value.round(self.plan.rounding.line, self.plan.rounding.mode)
    }

    /// The blocks of one kind with the version in force; those not yet in force say so once per person.
    fn in_force<'p, T>(
        &self,
        (step, prefix): (Step, &str),
        blocks: &'p [Block<T>],
        slips: &mut [Slip<'_>],
    ) -> Vec<(&'p Block<T>, &'p Version<T>, Rule)> {
        let mut found = Vec::new();
        for block in blocks {
            if let Some(version) = block.on(self.day) {
                found.push((block, version, Rule::of(self.plan, block, version)));
                continue;
            }
            for slip in slips.iter_mut() {
                let mut row = TraceRow::new(step, format!("{prefix}:{}", block.id), Rule::idle(self.plan, block));
                row.notes.push(Note::NotInForce);
                slip.post(row);
            }
        }
        found
    }

    fn adjustments(&self, slips: &mut [Slip<'_>]) {
        let period = self.input.period.to_string();
        for adjustment in self.input.adjustments.iter().filter(|a| a.period == period) {
            let Some(slip) = slip::of(slips, &adjustment.specialist) else {
                continue;
            };
            let node = format!("adjustment:{}", adjustment.id);
            let mut row = TraceRow::new(Step::Adjustment, node, Rule::plan(self.plan));
            row.amount = self.round(&adjustment.amount);
            row.formula = adjustment.amount.to_string();
            row.notes.push(Note::Reason(adjustment.reason.clone()));
            slip.post(row);
        }
    }

    fn totals(&self, slips: &mut [Slip<'_>]) {
        let rounding = self.plan.rounding;
        for slip in slips {
            let rounded = slip.pay.round(rounding.total, rounding.mode);
            let mut row = TraceRow::new(Step::Total, "rounding".to_owned(), Rule::plan(self.plan));
            row.amount = &rounded - &slip.pay;
            row.formula = format!("{} -> {rounded}", slip.pay);
            slip.post(row);
        }
    }

    /// Events and adjustments of people who are not paid here are told, never dropped.
    fn outsiders(&self) {
        let is_inside = |id: &str| self.input.people.binary_search_by(|p| p.id.as_str().cmp(id)).is_ok();
        let last = self.input.period.last_on();
        let period = self.input.period.to_string();
        let events = self.input.events.iter().filter(|e| e.occurred_on <= last);
        let events = events.map(|e| (e.specialist.clone(), format!("event:{}", e.id)));
        let adjustments = self.input.adjustments.iter().filter(|a| a.period == period);
        let adjustments = adjustments.map(|a| (a.specialist.clone(), format!("adjustment:{}", a.id)));
        for (specialist, node) in events.chain(adjustments) {
            if !is_inside(&specialist) {
                self.find(Finding {
                    specialist,
                    node,
                    kind: FindingKind::NotInPopulation,
                    detail: String::new(),
                });
            }
        }
    }

    /// The first and last day of a window.
    pub(super) fn days(&self, window: Window) -> (NaiveDate, NaiveDate) {
        let period = self.input.period;
        let first = match window {
            Window::Period => period.first_on(),
            Window::YearToDate => first_of_year(period.last_on()),
        };
        (first, period.last_on())
    }
}

pub(crate) fn first_of_year(day: NaiveDate) -> NaiveDate {
    use chrono::Datelike as _;
    NaiveDate::from_ymd_opt(day.year(), 1, 1).unwrap_or(day)
}
