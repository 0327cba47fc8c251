//! What every step of a calculation needs: the numbers that are read, rounding, running amounts, errors and findings.
//!
//! A step works on the running amounts of all people before the next begins, rounds to the plan's line decimals and
//! leaves a trace row, also where it changed nothing. The steps themselves stand in [`super::rule`].

pub mod error;
pub(crate) mod judge;
pub(crate) mod leaders;
pub(crate) mod numbers;
pub(crate) mod orphans;
pub mod outcome;
pub(crate) mod slip;
pub mod split;

use std::cell::RefCell;
use std::collections::HashMap;

use chrono::NaiveDate;

use super::input::{Collaboration, Earlier, Event, Input, Window, first_of_year};
use super::number::Number;
use super::plan::head::Head;
use super::trace::Node;
use crate::diagnostic::{Error, Result};
use error::RunError;
use leaders::Leaders;
use orphans::Orphans;
use outcome::Finding;

/// How many errors of a run are told; the rest are most likely the same again.
const MOST_ERRORS: usize = 20;

/// One calculation.
pub(crate) struct Engine<'a> {
    pub(crate) head: &'a Head,
    pub(crate) input: &'a Input,
    /// The first day of the period, by which versions are chosen.
    pub(crate) day: NaiveDate,
    pub(crate) leaders: Leaders<'a>,
    pub(crate) orphans: Orphans<'a>,
    events: HashMap<&'a str, Vec<&'a Event>>,
    collaborations: HashMap<&'a str, Vec<&'a Collaboration>>,
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

impl<'a> Engine<'a> {
    pub(crate) fn new(head: &'a Head, input: &'a Input) -> Self {
        let orphans = Orphans::of(head, input);
        let mut events: HashMap<&str, Vec<&Event>> = HashMap::new();
        for event in &input.events {
            if let Some(holder) = orphans.holder(event) {
                events.entry(holder).or_default().push(event);
            }
        }
        Self {
            head,
            input,
            day: input.period.first_on(),
            leaders: Leaders::of(input),
            orphans,
            events,
            collaborations: by_person(&input.collaborations, |help| &help.helper),
            errors: RefCell::default(),
            findings: RefCell::default(),
        }
    }

    pub(crate) fn stop_on_errors(&self) -> Result<()> {
        let mut errors = self.errors.take();
        errors.truncate(MOST_ERRORS);
        Error::all(errors)
    }

    /// The value, or nothing and the error kept.
    pub(crate) fn take<T>(&self, result: Result<T, RunError>) -> Option<T> {
        result.map_err(|error| self.errors.borrow_mut().push(error)).ok()
    }

    pub(crate) fn find(&self, finding: Finding) {
        self.findings.borrow_mut().push(finding);
    }

    pub(crate) fn into_findings(self) -> Vec<Finding> {
        let mut findings = self.findings.into_inner();
        findings.sort();
        findings
    }

    /// To line decimals, as the plan rounds.
    pub(crate) fn round(&self, value: &Number) -> Number {
        value.round(self.head.rounding.line, self.head.rounding.mode)
    }

    /// What takes pay back from a person.
    pub(crate) fn events(&self, specialist: &str) -> &[&'a Event] {
        self.events.get(specialist).map(Vec::as_slice).unwrap_or_default()
    }

    /// Help that a person gave.
    pub(crate) fn collaborations(&self, helper: &str) -> &[&'a Collaboration] {
        self.collaborations.get(helper).map(Vec::as_slice).unwrap_or_default()
    }

    /// The rows of other periods, those after this one included.
    pub(crate) fn ledger(&self, specialist: &str) -> &'a [Earlier] {
        self.input.ledger.get(specialist).map(Vec::as_slice).unwrap_or_default()
    }

    /// The rows of earlier periods.
    pub(crate) fn earlier(&self, specialist: &str) -> impl Iterator<Item = &'a Earlier> {
        let day = self.day;
        self.ledger(specialist)
            .iter()
            .filter(move |row| row.period.first_on() < day)
    }

    /// The sum of the earlier rows that fit, of all years.
    pub(crate) fn balance(&self, specialist: &str, fits: impl Fn(&Earlier) -> bool) -> Number {
        self.earlier(specialist)
            .filter(|row| fits(row))
            .map(|row| &row.amount)
            .sum()
    }

    /// The sum of the earlier rows of the calendar year whose node fits.
    pub(crate) fn paid_this_year(&self, specialist: &str, fits: impl Fn(&Node) -> bool) -> Number {
        let year = first_of_year(self.input.period.last_on());
        self.balance(specialist, |row| row.period.first_on() >= year && fits(&row.node))
    }

    /// The first and last day of a window.
    pub(crate) fn days(&self, window: Window) -> (NaiveDate, NaiveDate) {
        self.input.days(window)
    }
}
