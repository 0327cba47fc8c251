//! What a calculation reads, wherever it comes from: people, measures, targets, items, events and earlier rows.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Datelike as _, Months, NaiveDate};
use serde::Serialize;

use super::number::Number;
use super::plan::block::Components;
use super::plan::known::{MetricInfo, SCORED};
use super::plan::measure::{MeasureName, Scope};
use super::positions::Positions;
use super::trace::Node;
use crate::period::Period;
use crate::word::words;

/// Scope, id, metric and period of a target.
pub type TargetKey = (Scope, String, String, String);

/// First day with a team and the first without, if it ends.
pub type Assigned = (NaiveDate, Option<NaiveDate>);

/// Sums by id.
type ById = HashMap<String, Sum>;

/// Everything one calculation reads.
#[derive(Clone, Debug)]
pub struct Input {
    pub period: Period,
    /// The day up to which facts are known.
    pub as_of: NaiveDate,
    /// Who takes part, by id.
    pub people: Vec<Person>,
    pub metrics: BTreeMap<String, MetricInfo>,
    pub measures: Measures,
    /// What metrics are made of that have no sums of their own: parts with their weights.
    pub composites: BTreeMap<String, Vec<(Number, String)>>,
    /// What values are held against, by scope, id, metric and period.
    pub targets: HashMap<TargetKey, Number>,
    /// Payments by person.
    pub items: HashMap<String, Vec<Item>>,
    pub events: Vec<Event>,
    /// Rows of earlier periods by person.
    pub ledger: HashMap<String, Vec<Earlier>>,
    /// Days with a team by person; `None` if all have one always.
    pub assignments: Option<HashMap<String, Vec<Assigned>>>,
    /// What people are from when to when.
    pub positions: Positions,
    /// The first day of the teams that have one; any other has always been there.
    pub established: BTreeMap<String, NaiveDate>,
    /// Who has left and is paid no more, or is in another group by now: each as on the last day of work.
    pub leavers: Vec<Person>,
    /// Approved points by helper and day.
    pub collaborations: Vec<Collaboration>,
    /// Scores given by hand.
    pub appraisals: Vec<Appraisal>,
    /// Corrections ordered by hand.
    pub adjustments: Vec<Adjustment>,
}

impl Input {
    /// Nothing but a period, known at its end.
    pub fn empty(period: Period) -> Self {
        Self {
            period,
            as_of: period.last_on(),
            people: Vec::new(),
            metrics: BTreeMap::new(),
            measures: Measures::default(),
            composites: BTreeMap::new(),
            targets: HashMap::new(),
            items: HashMap::new(),
            events: Vec::new(),
            ledger: HashMap::new(),
            assignments: None,
            positions: Positions::default(),
            established: BTreeMap::new(),
            leavers: Vec::new(),
            collaborations: Vec::new(),
            appraisals: Vec::new(),
            adjustments: Vec::new(),
        }
    }

    /// Brings the rows into one order, so that the order they came in changes nothing.
    pub fn sort(&mut self) {
        self.people.sort_by(|a, b| a.id.cmp(&b.id));
        self.leavers.sort_by(|a, b| a.id.cmp(&b.id));
        self.positions.sort();
        self.events.sort_by(|a, b| a.id.cmp(&b.id));
        self.adjustments.sort_by(|a, b| a.id.cmp(&b.id));
        for items in self.items.values_mut() {
            items.sort_by(|a, b| a.payment_id.cmp(&b.payment_id));
        }
        for rows in self.ledger.values_mut() {
            rows.sort_by(|a, b| (a.period.first_on(), &a.node).cmp(&(b.period.first_on(), &b.node)));
        }
    }
}

impl Input {
    /// The first and last day of a window.
    pub fn days(&self, window: Window) -> (NaiveDate, NaiveDate) {
        let first = match window {
            Window::Period => self.period.first_on(),
            Window::YearToDate => first_of_year(self.period.last_on()),
        };
        (first, self.period.last_on())
    }

    /// The first day of a person's team, if it has one.
    pub fn established(&self, person: &Person) -> Option<NaiveDate> {
        self.established.get(person.team.as_ref()?).copied()
    }

    /// True if a measure that is read counts the score.
    pub fn is_read(&self, appraisal: &Appraisal, measures: &BTreeSet<(MeasureName, Window)>) -> bool {
        let scored = measures.iter().filter(|(name, _)| name.metric == SCORED);
        let mut scored = scored.map(|(name, window)| appraisal.is_of(name, self.days(*window)));
        scored.any(|is_of| is_of)
    }

    /// Makes the sums of scores that are read: their sum over their number, of the periods that lie in the window.
    pub fn appraise(&mut self, measures: &BTreeSet<(MeasureName, Window)>) {
        for (name, window) in measures.iter().filter(|(name, _)| name.metric == SCORED) {
            let mut sums: BTreeMap<&str, (Number, i64)> = BTreeMap::new();
            for own in self.appraisals.iter().filter(|own| own.is_of(name, self.days(*window))) {
                let (sum, count) = sums.entry(&own.specialist).or_default();
                *sum += &own.score;
                *count += 1;
            }
            let sums = sums.into_iter().map(|(id, (sum, count))| {
                let (numerator, denominator) = (Some(sum), Some(Number::from(count)));
                (id.to_owned(), Sum { numerator, denominator })
            });
            for (id, sum) in sums.collect::<Vec<_>>() {
                self.measures.insert(&name.sums(), (name.scope, *window), &id, sum);
            }
        }
    }

    /// Who gave a person the scores behind a measure, each once.
    pub fn scorers(&self, name: &MeasureName, window: Window, id: &str) -> Vec<String> {
        let own = self.appraisals.iter().filter(|own| own.specialist == id);
        let own = own.filter(|own| own.is_of(name, self.days(window)));
        let names: BTreeSet<&String> = own.map(|own| &own.scored_by).collect();
        names.into_iter().cloned().collect()
    }

    /// The last day of the period on which a person is employed; of one who had left before, the last of all.
    pub fn last_day(&self, person: &Person) -> NaiveDate {
        let last = self.period.last_on();
        person.left_on.map_or(last, |left| left.min(last))
    }

    /// The same of whoever it is.
    pub fn last_day_of(&self, id: &str) -> NaiveDate {
        let person = self.person(id).or_else(|| self.leaver(id));
        person.map_or(self.period.last_on(), |person| self.last_day(person))
    }

    /// Somebody of the population.
    pub fn person(&self, id: &str) -> Option<&Person> {
        of_id(&self.people, id)
    }

    /// Somebody who may have left, as on the last day of work.
    pub fn leaver(&self, id: &str) -> Option<&Person> {
        of_id(&self.leavers, id).or_else(|| self.person(id))
    }

    /// The grade of a person in the period: that of the position on the last day employed, if there is one.
    pub fn grade<'a>(&'a self, person: &'a Person) -> &'a str {
        let position = self.positions.on(&person.id, self.last_day(person));
        position.map_or(&person.grade, |position| &position.grade)
    }

    /// The grade on a day; a day before the first position counts as the first.
    pub fn grade_on<'a>(&'a self, person: &'a Person, day: NaiveDate) -> &'a str {
        let position = self.positions.on_or_first(&person.id, day);
        position.map_or(&person.grade, |position| &position.grade)
    }
}

fn of_id<'p>(people: &'p [Person], id: &str) -> Option<&'p Person> {
    let index = people.binary_search_by(|person| person.id.as_str().cmp(id)).ok()?;
    people.get(index)
}

/// Somebody who may be paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: String,
    /// The grade where no position says one; empty if there is none.
    pub grade: String,
    /// The team at the reference day.
    pub team: Option<String>,
    pub branch: Option<String>,
    /// First day of work.
    pub hired_on: Option<NaiveDate>,
    /// Last day of work.
    pub left_on: Option<NaiveDate>,
}

impl Person {
    /// The id under which values of `scope` stand for this person.
    pub fn id_in(&self, scope: Scope) -> Option<&str> {
        match scope {
            Scope::Specialist => Some(&self.id),
            Scope::Team => self.team.as_deref(),
            Scope::Branch => self.branch.as_deref(),
            Scope::Company => Some(COMPANY),
        }
    }
}

/// The id of the whole company.
pub const COMPANY: &str = "company";

/// The days a value is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Window {
    Period,
    /// From 1 January to the last day of the period.
    YearToDate,
}

/// Numerator and denominator as they were read; none where a row has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    pub numerator: Option<Number>,
    pub denominator: Option<Number>,
}

/// Sums by metric, scope, window and id.
#[derive(Clone, Debug, Default)]
pub struct Measures(HashMap<String, HashMap<(Scope, Window), ById>>);

impl Measures {
    /// Adds one.
    pub fn insert(&mut self, metric: &str, (scope, window): (Scope, Window), id: &str, sum: Sum) {
        self.0
            .entry(metric.to_owned())
            .or_default()
            .entry((scope, window))
            .or_default()
            .insert(id.to_owned(), sum);
    }

    /// The values of a composite where all its `parts` have one, unrounded over 1; one that is there already stays.
    pub fn compose(&mut self, name: &MeasureName, parts: &[(Number, String)], window: Window) {
        let (metric, scope) = (&name.sums(), name.scope);
        let parts: Vec<(&Number, Cow<'_, str>)> = parts.iter().map(|(w, part)| (w, name.sums_of(part))).collect();
        let first = parts
            .first()
            .and_then(|(_, part)| self.0.get(&**part)?.get(&(scope, window)));
        let ids: Vec<String> = first.map(|sums| sums.keys().cloned().collect()).unwrap_or_default();
        for id in ids {
            let term = |(weight, part): &(&Number, Cow<'_, str>)| {
                let sum = self.get(part, scope, window, &id)?;
                let value = sum.numerator.as_ref()?.divided_by(sum.denominator.as_ref()?)?;
                Some(&value * *weight)
            };
            let value: Option<Number> = parts.iter().map(term).sum();
            if let Some(value) = value.filter(|_| self.get(metric, scope, window, &id).is_none()) {
                let sum = Sum {
                    numerator: Some(value),
                    denominator: Some(Number::one()),
                };
                self.insert(metric, (scope, window), &id, sum);
            }
        }
    }

    /// All of a metric, in order of id.
    pub fn of(&self, metric: &str, scope: Scope, window: Window) -> BTreeMap<&String, &Sum> {
        let found = self.0.get(metric).and_then(|sums| sums.get(&(scope, window)));
        found.into_iter().flatten().collect()
    }

    /// The one asked for.
    pub fn get(&self, metric: &str, scope: Scope, window: Window, id: &str) -> Option<&Sum> {
        self.0.get(metric)?.get(&(scope, window))?.get(id)
    }
}

/// A successful counted payment, or the reversal of one (negative).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub payment_id: String,
    pub due_id: String,
    pub paid_on: NaiveDate,
    pub amount: Number,
    pub columns: BTreeMap<String, String>,
}

impl Item {
    /// A column as text; empty if it has none.
    pub fn column(&self, name: &str) -> std::borrow::Cow<'_, str> {
        match name {
            "payment_id" => self.payment_id.as_str().into(),
            "due_id" => self.due_id.as_str().into(),
            "paid_on" => self.paid_on.to_string().into(),
            "amount" => self.amount.to_string().into(),
            _ => self.columns.get(name).map_or("", String::as_str).into(),
        }
    }
}

words! {
    /// The events that take pay back.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Cause {
        Reversal = "reversal",
        Lapse = "lapse",
        Surrender = "surrender",
        /// The customer stepped back in the free-look time.
        FreeLook = "free_look",
        /// A compliance error was found.
        ComplianceError = "compliance_error",
        /// A renewal was recorded that was none.
        FalseRenewal = "false_renewal",
    }
}

/// Something after which pay is taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub id: String,
    /// From whom.
    pub specialist: String,
    pub cause: Cause,
    pub occurred_on: NaiveDate,
    /// The day of the payment, where it is known.
    pub paid_on: Option<NaiveDate>,
    /// The period the money comes from.
    pub original_period: Period,
    /// What is taken back from.
    pub basis: Basis,
    /// Complete months from payment to event.
    pub elapsed_months: u32,
}

/// What an event takes back from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// This amount, whatever the clawback's own basis is.
    Amount(Number),
    Payment(Box<Earned>),
}

/// What a payment earned, or a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earned {
    pub payment_id: String,
    /// The part of it that the event is about: 1 unless only a part was reversed.
    pub part: Number,
    /// What earlier periods paid for it; none if it is of the period calculated, which then knows.
    pub paid: Option<Paid>,
}

/// What a period paid for a payment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paid {
    /// Its part of the per-item components, before floor and cap.
    pub calculated: Number,
    /// The same scaled by what floor, cap, gates and multipliers left of the components.
    pub net: Number,
    /// What earlier periods took back of it.
    pub taken: Number,
    /// The net part of each component.
    pub by_component: BTreeMap<String, Number>,
}

impl Earned {
    /// What some components of an earlier period paid for it net.
    pub(crate) fn paid_by(&self, components: &Components) -> Number {
        let paid = self.paid.iter().flat_map(|paid| &paid.by_component);
        let own = paid.filter(|(id, _)| components.hold(id));
        own.map(|(_, amount)| amount * &self.part).sum()
    }
}

/// A row of an earlier period. What was reversed or rebooked counts wherever the row behind it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    pub period: Period,
    pub node: Node,
    pub amount: Number,
}

/// Help given to a colleague.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collaboration {
    pub helper: String,
    pub occurred_on: NaiveDate,
    pub points: Number,
    /// Only approved help counts.
    pub approved: bool,
}

/// A score that somebody gave a person by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appraisal {
    pub specialist: String,
    /// For which month, quarter or year.
    pub period: Period,
    /// For what.
    pub item: String,
    pub score: Number,
    pub scored_by: String,
}

impl Appraisal {
    /// True if a measure of these days counts it.
    fn is_of(&self, name: &MeasureName, (first, last): (NaiveDate, NaiveDate)) -> bool {
        let is_in = first <= self.period.first_on() && self.period.last_on() <= last;
        is_in && name.selection.of("item").is_none_or(|items| items.contains(&self.item))
    }
}

/// A correction ordered by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adjustment {
    pub id: String,
    /// For whom.
    pub specialist: String,
    /// In which period it is paid.
    pub period: String,
    pub amount: Number,
    pub reason: String,
    pub approved_by: String,
}

/// 1 January of the year of `day`.
pub(crate) fn first_of_year(day: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(day.year(), 1, 1).unwrap_or(day)
}

/// The most whole months that fit between two days; a month added to a date clamps to the month's last day.
pub(crate) fn complete_months(from: NaiveDate, to: NaiveDate) -> u32 {
    let months = 12 * (to.year() - from.year()) + to.month0().cast_signed() - from.month0().cast_signed();
    let months = u32::try_from(months).unwrap_or(0);
    match from.checked_add_months(Months::new(months)) {
        Some(day) if day > to => months.saturating_sub(1),
        _ => months,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_complete_on_the_same_day_or_the_last_of_a_shorter_month() {
        for (from, to, months) in [
            ("2026-01-31", "2026-02-27", 0),
            ("2026-01-31", "2026-02-28", 1),
            ("2026-01-15", "2026-07-14", 5),
            ("2026-01-15", "2026-07-15", 6),
            ("2025-11-30", "2026-11-30", 12),
            ("2026-03-05", "2026-03-01", 0),
        ] {
            assert_eq!(
                complete_months(from.parse().unwrap(), to.parse().unwrap()),
                months,
                "{from} {to}"
            );
        }
    }
}
