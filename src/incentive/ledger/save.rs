//! A calculation into the store: everything that later explains, approves and compares it.

use std::collections::HashMap;

use super::calculation::Calculation;
use super::error::LedgerError;
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::digest::hex;
use crate::incentive::engine::outcome::{Outcome, PersonOutcome};
use crate::incentive::number::Number;
use crate::incentive::trace::{ItemTrace, RuleRef, TraceRow};
use crate::store::{Cell, Params, Store};

/// Rows are handed over in parcels, so that no table is held twice in memory.
const PARCEL: usize = 20_000;

/// Rows of a table on their way into the store.
struct Parcel<'s> {
    store: &'s Store,
    table: &'static str,
    rows: Vec<Vec<Cell>>,
}

impl<'s> Parcel<'s> {
    fn new(store: &'s Store, table: &'static str) -> Self {
        Self {
            store,
            table,
            rows: Vec::new(),
        }
    }

    fn add(&mut self, row: Vec<Cell>) -> Result<()> {
        self.rows.push(row);
        if self.rows.len() >= PARCEL {
            self.send()?;
        }
        Ok(())
    }

    fn send(&mut self) -> Result<()> {
        if !self.rows.is_empty() {
            self.store.append(self.table, self.rows.iter().map(Vec::as_slice))?;
            self.rows.clear();
        }
        Ok(())
    }
}

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

fn count(number: usize) -> Cell {
    Cell::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

/// An amount of a row; those are rounded and end.
pub(super) fn decimal(number: &Number) -> Result<Decimal> {
    Ok(number
        .to_decimal()
        .ok_or_else(|| LedgerError::TooLarge(number.to_string()))?)
}

fn amount(number: &Number) -> Result<Cell> {
    Ok(Cell::Decimal(decimal(number)?))
}

fn json(value: &impl serde::Serialize) -> Cell {
    text(serde_json::to_string(value).expect("these types have nothing that JSON cannot hold"))
}

/// Writes the run with all that belongs to it under `run_no`; the caller has a transaction.
pub(super) fn run(store: &Store, run_no: i64, kind: &str, calculation: &Calculation<'_>) -> Result<()> {
    let saving = Saving {
        store,
        run_no,
        calculation,
    };
    saving.head(kind)?;
    saving.plan_files()?;
    saving.names()?;
    saving.measures()?;
    saving.findings()?;
    saving.people()
}

/// The lines and payments of a run into the tables of pending ones, where the periods after it find them.
pub(super) fn pending(store: &Store, run_no: i64, outcome: &Outcome) -> Result<()> {
    let mut lines = Parcel::new(store, "pending_lines");
    let mut items = Parcel::new(store, "pending_items");
    for person in &outcome.people {
        add_lines(&mut lines, run_no, person)?;
        for step in &person.trace {
            add_items(&mut items, run_no, person, step)?;
        }
    }
    lines.send()?;
    items.send()
}

fn add_lines(parcel: &mut Parcel<'_>, run_no: i64, person: &PersonOutcome) -> Result<()> {
    for (line, row) in person.rows.iter().enumerate() {
        parcel.add(vec![
            Cell::Integer(run_no),
            text(&person.specialist),
            count(line + 1),
            text(row.node.to_string()),
            amount(&row.amount)?,
        ])?;
    }
    Ok(())
}

fn add_items(parcel: &mut Parcel<'_>, run_no: i64, person: &PersonOutcome, step: &TraceRow) -> Result<()> {
    let component = step.node.id.as_deref().unwrap_or_default();
    for item in &step.items {
        parcel.add(item_cells(run_no, &person.specialist, component, item)?)?;
    }
    Ok(())
}

fn item_cells(run_no: i64, specialist: &str, component: &str, item: &ItemTrace) -> Result<Vec<Cell>> {
    Ok(vec![
        Cell::Integer(run_no),
        text(specialist),
        text(component),
        text(&item.payment_id),
        text(&item.due_id),
        Cell::Date(item.paid_on),
        amount(&item.amount)?,
        text(item.rate.exact()),
        text(item.coefficient.exact()),
        item.result.as_ref().map_or(Cell::Null, |result| text(result.exact())),
        json(&item.why),
    ])
}

struct Saving<'a> {
    store: &'a Store,
    run_no: i64,
    calculation: &'a Calculation<'a>,
}

impl Saving<'_> {
    fn head(&self, kind: &str) -> Result<()> {
        let (calculation, plan) = (self.calculation, self.calculation.plan);
        let period = calculation.view.period;
        let total: Number = calculation.outcome.people.iter().map(|person| &person.pay).sum();
        let params = Params::none()
            .with("run_no", self.run_no)
            .with("kind", kind)
            .with("plan_id", &plan.head.id)
            .with("plan_title", &plan.head.title)
            .with("plan_file", &calculation.plan_file)
            .with("plan_hash", &plan.head.hash)
            .with("authority", &plan.head.authority)
            .with("currency", &plan.head.currency)
            .with("period", &period.to_string())
            .with("first_on", period.first_on())
            .with("last_on", period.last_on())
            .with("as_of", calculation.view.as_of)
            .with(
                "people",
                i64::try_from(calculation.outcome.people.len()).unwrap_or(i64::MAX),
            )
            .with("inputs", &calculation.inputs())
            .with("input_hash", &calculation.input_hash)
            .with("result_hash", &calculation.result_hash)
            .with("total", decimal(&total)?)
            .with("engine", env!("CARGO_PKG_VERSION"));
        self.store.run("queries/incentive/runs/insert.sql", &params)?;
        Ok(())
    }

    fn plan_files(&self) -> Result<()> {
        for (index, (file, content)) in self.calculation.plan.head.files.iter().enumerate() {
            let params = Params::none()
                .with("run_no", self.run_no)
                .with("file_no", i64::try_from(index).unwrap_or(i64::MAX) + 1)
                .with("file", file)
                .with("content", &hex(content));
            self.store.run("queries/incentive/runs/plan_file_insert.sql", &params)?;
        }
        Ok(())
    }

    fn names(&self) -> Result<()> {
        let mut parcel = Parcel::new(self.store, "incentive_names");
        for (id, title) in self.calculation.plan.titles() {
            parcel.add(vec![Cell::Integer(self.run_no), text(id), text(title)])?;
        }
        parcel.send()
    }

    fn measures(&self) -> Result<()> {
        let mut parcel = Parcel::new(self.store, "incentive_measures");
        for sum in &self.calculation.sums {
            parcel.add(vec![
                Cell::Integer(self.run_no),
                text(&sum.metric),
                text(&sum.days),
                text(&sum.scope),
                text(&sum.scope_id),
                sum.numerator.clone(),
                sum.denominator.clone(),
            ])?;
        }
        parcel.send()
    }

    fn findings(&self) -> Result<()> {
        let mut parcel = Parcel::new(self.store, "incentive_findings");
        for finding in &self.calculation.outcome.findings {
            parcel.add(vec![
                Cell::Integer(self.run_no),
                text(&finding.specialist),
                text(&finding.about),
                text(finding.kind.word()),
                text(&finding.detail),
            ])?;
        }
        parcel.send()
    }

    fn people(&self) -> Result<()> {
        let mut people = Parcel::new(self.store, "incentive_people");
        let mut lines = Parcel::new(self.store, "incentive_lines");
        let mut items = Parcel::new(self.store, "incentive_items");
        let mut trace = Parcel::new(self.store, "incentive_trace");
        let mut rules = Rules::new(self.store, self.run_no);
        let input = &self.calculation.people;
        for person in &self.calculation.outcome.people {
            let found = input.binary_search_by(|own| own.id.cmp(&person.specialist)).ok();
            let found = found.and_then(|index| input.get(index));
            let names = self
                .calculation
                .names
                .get(&person.specialist)
                .cloned()
                .unwrap_or_default();
            let group = |id: Option<&String>| id.map_or(Cell::Null, text);
            people.add(vec![
                Cell::Integer(self.run_no),
                text(&person.specialist),
                text(names.specialist),
                text(found.map_or("", |p| p.grade.as_str())),
                group(found.and_then(|p| p.team.as_ref())),
                text(names.team),
                group(found.and_then(|p| p.branch.as_ref())),
                text(names.branch),
                amount(&person.pay)?,
            ])?;
            add_lines(&mut lines, self.run_no, person)?;
            for (number, step) in person.trace.iter().enumerate() {
                add_items(&mut items, self.run_no, person, step)?;
                trace.add(vec![
                    Cell::Integer(self.run_no),
                    text(&person.specialist),
                    count(number + 1),
                    text(step.step.key),
                    text(step.node.to_string()),
                    amount(&step.amount)?,
                    Cell::Integer(rules.number(&step.rule)?),
                    json(&step.inputs),
                    text(step.formula.as_ref().map(ToString::to_string).unwrap_or_default()),
                    json(&step.notes),
                ])?;
            }
        }
        people.send()?;
        lines.send()?;
        items.send()?;
        trace.send()?;
        rules.parcel.send()
    }
}

/// Days as they are kept: `2026-01-01 2026-07-01`.
fn days(days: &[chrono::NaiveDate]) -> String {
    let texts: Vec<String> = days.iter().map(ToString::to_string).collect();
    texts.join(" ")
}

/// The rules seen so far; each is written once.
struct Rules<'s> {
    run_no: i64,
    parcel: Parcel<'s>,
    numbers: HashMap<RuleRef, i64>,
}

impl<'s> Rules<'s> {
    fn new(store: &'s Store, run_no: i64) -> Self {
        Self {
            run_no,
            parcel: Parcel::new(store, "incentive_rules"),
            numbers: HashMap::new(),
        }
    }

    fn number(&mut self, rule: &RuleRef) -> Result<i64> {
        if let Some(number) = self.numbers.get(rule) {
            return Ok(*number);
        }
        let number = i64::try_from(self.numbers.len()).unwrap_or(i64::MAX) + 1;
        self.parcel.add(vec![
            Cell::Integer(self.run_no),
            Cell::Integer(number),
            text(&rule.title),
            text(&rule.place),
            rule.from.map_or(Cell::Null, Cell::Date),
            text(&rule.authority),
            text(days(&rule.others)),
        ])?;
        self.numbers.insert(rule.clone(), number);
        Ok(number)
    }
}
