//! What is published of pay, in a file of its own: the statements of the last periods that were approved, each as the page that
//! `incentive statement` writes, and the runs with their reviews, the pages of `incentive review`.
//!
//! A plan whose pay is in doubt is left out. Nothing is made anew as long as nobody decided anything.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sha2::{Digest as _, Sha256};

use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::digest::hex;
use crate::incentive::ledger::PayrollContext;
use crate::incentive::ledger::bridge::bridge;
use crate::incentive::ledger::held::hold;
use crate::incentive::ledger::runs::{self, Run, State};
use crate::incentive::ledger::statement::{PlanPay, PlanStatements};
use crate::period::Period;
use crate::record::{Head, Record};
use crate::report::html;
use crate::report::model::{Body, Report, Value};
use crate::report::pay::OfPlan;
use crate::report::prepare::Prepared;
use crate::report::statement::statement;
use crate::report::words::Words;
use crate::store::{Cell, Params, Store};
use crate::workspace::Workspace;

/// Periods whose statements and reviews are published.
const PERIODS: usize = 6;

/// What statements are made of: as long as it is the same, so are they.
pub(super) fn made_of(workspace: &Workspace) -> Result<String> {
    let head = Record::open(workspace)?.map(|record| record.head()).transpose()?;
    let Head { number, hash } = head.unwrap_or_default();
    let mut sum = Sha256::new();
    sum.update(format!("{} {number} {hash} ", env!("CARGO_PKG_VERSION")));
    sum.update(format!("{:?} {:?}", workspace.settings.pay, workspace.settings.report));
    sum.update(format!(
        "{:?} {:?}",
        workspace.settings.privacy, workspace.settings.locale
    ));
    let shown = workspace
        .library
        .files()
        .filter(|file| file.name.starts_with("report-templates/"));
    for file in shown {
        sum.update(format!("\n{} {}\n", file.name, file.text.len()));
        sum.update(&file.text);
    }
    Ok(hex(&sum.finalize()))
}

/// Fills the tables of statements, runs and their reviews.
pub(super) fn add(workspace: &Workspace, store: &Store) -> Result<()> {
    store.run("queries/publish/pay/create.sql", &Params::none())?;
    store.run("queries/publish/pay/runs_create.sql", &Params::none())?;
    store.run("queries/publish/pay/run_reviews_create.sql", &Params::none())?;
    let all = runs::all(store)?;
    let plans: BTreeSet<&str> = all.iter().map(|run| run.plan_id.as_str()).collect();
    let mut by_period: BTreeMap<NaiveDate, Vec<State>> = BTreeMap::new();
    let mut rows = Vec::new();
    for plan in plans {
        let states = runs::states(store, plan)?;
        for run in all.iter().filter(|run| run.plan_id == plan) {
            rows.push(run_cells(store, run, &states)?);
        }
        for state in states.iter().rev().take(PERIODS) {
            add_review(workspace, store, state)?;
        }
        let approved = states.into_iter().filter(|state| state.approved.is_some());
        for state in approved {
            let is_held = hold(workspace, store, plan, std::slice::from_ref(&state)).is_ok();
            if is_held {
                by_period.entry(state.period.first_on()).or_default().push(state);
            }
        }
    }
    store.append("publish_runs", rows.iter().map(Vec::as_slice))?;
    let payroll = PayrollContext::new(workspace, store)?;
    for states in by_period.into_values().rev().take(PERIODS) {
        add_period(&payroll, states)?;
    }
    Ok(())
}

/// The review of a period that HR reads before it approves; of a plan whose pay is in doubt there is none.
fn add_review(workspace: &Workspace, store: &Store, state: &State) -> Result<()> {
    if hold(workspace, store, &state.newest.plan_id, std::slice::from_ref(state)).is_err() {
        return Ok(());
    }
    let run_no = state.run().run_no;
    let of_plan = OfPlan {
        state: state.clone(),
        budget: None,
        known_on: None,
    };
    let locale = workspace.settings.locale;
    let report = Prepared::review(workspace, store, of_plan)?.report(0, locale)?;
    let pages = html::Pages::new(&workspace.library, locale, &workspace.settings.report.accent)?;
    let row = [Cell::Integer(run_no), Cell::Text(pages.render(&report)?)];
    store.append("publish_run_reviews", [row.as_slice()])
}

fn run_cells(store: &Store, run: &Run, states: &[State]) -> Result<Vec<Cell>> {
    let state = states.iter().find(|state| state.period == run.period);
    let is_approved = |state: &&State| state.approved.as_ref().is_some_and(|(own, _)| own.run_no == run.run_no);
    let approved = state.filter(is_approved);
    let word = match (state, approved) {
        (_, Some(state)) if state.closed.is_some() => "closed",
        (_, Some(_)) => "approved",
        (Some(state), None) if state.newest.run_no == run.run_no => "newest",
        _ => "earlier",
    };
    let by = approved
        .and_then(|state| state.approved.as_ref())
        .map(|(_, by)| by.clone());
    let to_pay = bridge(store, run)?.to_pay();
    Ok(vec![
        Cell::Integer(run.run_no),
        Cell::Text(run.plan_id.clone()),
        Cell::Text(run.plan_title.clone()),
        Cell::Text(run.period.to_string()),
        Cell::Date(run.period.first_on()),
        Cell::Text(run.kind.clone()),
        Cell::Date(run.as_of),
        Cell::Integer(run.people),
        Cell::Decimal(run.total),
        Cell::Decimal(to_pay),
        Cell::Text(run.currency.clone()),
        Cell::Text(word.to_owned()),
        by.map_or(Cell::Null, Cell::Text),
        Cell::Text(run.result_hash.clone()),
    ])
}

/// The statements of a period, of all plans that pay in it.
fn add_period(payroll: &PayrollContext<'_>, states: Vec<State>) -> Result<()> {
    let (workspace, store) = (payroll.workspace, payroll.store);
    let locale = workspace.settings.locale;
    let codes = Words::load(&workspace.library, locale)?;
    let pages = html::Pages::new(&workspace.library, locale, &workspace.settings.report.accent)?;
    let of_states = states
        .into_iter()
        .map(|state| PlanStatements::new(payroll, state, locale));
    let parts: Vec<PlanStatements<'_>> = of_states.collect::<Result<_>>()?;
    let people = parts.iter().flat_map(|part| &part.people);
    let people: BTreeSet<String> = people.map(|person| person.specialist.clone()).collect();
    for person in people {
        let plans = parts.iter().filter_map(|part| part.of(&person).transpose());
        let plans: Vec<PlanPay> = plans.collect::<Result<_>>()?;
        if let Some(report) = statement(&plans, &codes, &workspace.settings, locale) {
            let row = cells(person, &report, pages.render(&report)?);
            store.append("publish_statements", [row.as_slice()])?;
        }
    }
    Ok(())
}

fn cells(person: String, report: &Report, page: String) -> Vec<Cell> {
    let period: Period = report.period;
    vec![
        Cell::Text(person),
        Cell::Text(period.to_string()),
        Cell::Date(period.first_on()),
        Cell::Date(report.as_of),
        amount(report).map_or(Cell::Null, Cell::Decimal),
        Cell::Text(report.currency.clone()),
        Cell::Text(report.foot.plan.clone().unwrap_or_default()),
        Cell::Text(page),
    ]
}

/// What the statement comes to, as its first tile says.
fn amount(report: &Report) -> Option<Decimal> {
    report.sections.iter().find_map(|section| match &section.body {
        Body::Tiles(tiles) => match tiles.tiles.first()?.measure.value {
            Value::Money(amount) => Some(amount),
            _ => None,
        },
        _ => None,
    })
}
