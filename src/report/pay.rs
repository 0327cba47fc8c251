//! What incentive runs paid, for the sections that read it: tables of the runs that count, whose pay they hold by scope, how
//! it is spread and whether it follows results.
//!
//! A run counts as it does for statements and payroll: of each plan and period the one approved last, else the newest
//! calculation. So what is calculated after an approval changes no report, and what is rebooked later shows as a correction
//! in the period that pays it. A run whose facts end after the report's as-of day is unknown to the report. Figures of
//! fairness are those of the HR review, computed by the same functions.

use std::collections::HashMap;

use super::model::Level;
use super::scope::Scope;
use super::views::Views;
use crate::diagnostic::Result;
use crate::incentive::Number;
use crate::incentive::fairness::{gini, percentile};
use crate::incentive::ledger::Desk;
use crate::incentive::ledger::review::{Standing, make_pay_lines};
use crate::incentive::ledger::runs::{self, PersonRow, Run, State};
use crate::incentive::number::Mode;
use crate::metrics::Catalog;
use crate::store::{Cell, Params, Store};
use crate::workspace::Workspace;

const FOLDER: &str = "queries/reports/pay";

/// Tables that are filled from here.
const OWN: [&str; 3] = ["1_runs", "2_spread", "3_results"];

/// Tables made of those and of the book.
const DERIVED: [&str; 3] = ["4_people", "5_lines", "6_corrections"];

/// Fewer people than this have no spread.
const FEWEST: usize = 3;

/// Digits of a plan's hash that tell it apart.
const DIGITS: usize = 12;

/// Makes the tables for the report's own period and the one before; what the foot of the report says of the plans, if there
/// is a run of its own period. The figures of fairness are computed only where they are read: they go through every trace.
pub(super) fn prepare(
    workspace: &Workspace,
    store: &Store,
    views: &Views,
    scopes: &[Scope],
    with_results: bool,
) -> Result<Option<String>> {
    for name in OWN {
        store.run(&format!("{FOLDER}/{name}.sql"), &Params::none())?;
    }
    let counting = counting(store, views)?;
    let rows: Vec<[Cell; 10]> = counting
        .iter()
        .map(|state| run_cells(state, &counting, &workspace.settings.currency))
        .collect();
    store.append("report_pay_runs", rows.iter().map(<[Cell; 10]>::as_slice))?;
    make_pay_lines(store)?;
    for name in DERIVED {
        store.run(&format!("{FOLDER}/{name}.sql"), &Params::none())?;
    }
    if with_results {
        store.run(
            &format!("{FOLDER}/7_collected.sql"),
            &Params::none().with("period_no", views.own_no()),
        )?;
        fairness(workspace, store, &counting, scopes)?;
    }
    let own = counting.iter().map(State::run);
    let own = own.filter(|run| run.period.first_on() >= views.own().period.first_on());
    let mut plans: Vec<String> = own.map(described).collect();
    plans.dedup();
    Ok((!plans.is_empty()).then(|| plans.join("; ")))
}

/// The states of plans whose runs lie in the report's period or the one before and are known on its as-of day.
fn counting(store: &Store, views: &Views) -> Result<Vec<State>> {
    let own = views.own();
    let from = own.period.previous().first_on();
    let mut plans: Vec<String> = runs::all(store)?.into_iter().map(|run| run.plan_id).collect();
    plans.sort();
    plans.dedup();
    let mut found = Vec::new();
    for plan in plans {
        let states = runs::states(store, &plan)?.into_iter();
        found.extend(states.filter(|state| {
            let is_inside = state.period.first_on() >= from && state.period.last_on() <= own.period.last_on();
            is_inside && state.run().as_of <= own.as_of
        }));
    }
    Ok(found)
}

/// The plan of a run as the foot of a report names it.
fn described(run: &Run) -> String {
    let hash: String = run.plan_hash.chars().take(DIGITS).collect();
    format!("{} ({}) {hash}", run.plan_title, run.plan_id)
}

fn run_cells(state: &State, all: &[State], currency: &str) -> [Cell; 10] {
    let run = state.run();
    // Amounts of a report are in the workspace's currency; a plan in another one says so.
    let title = if run.currency == currency {
        run.plan_title.clone()
    } else {
        format!("{} ({})", run.plan_title, run.currency)
    };
    let has_others = all.iter().any(|other| other.run().plan_id != run.plan_id);
    let heading = if has_others {
        format!("{title} · ")
    } else {
        String::new()
    };
    let word = match (&state.approved, &state.closed) {
        (None, _) => "draft",
        (Some(_), None) => "approved",
        (Some(_), Some(_)) => "closed",
    };
    [
        Cell::Integer(run.run_no),
        Cell::Text(run.plan_id.clone()),
        Cell::Text(title),
        Cell::Text(heading),
        Cell::Text(run.plan_hash.clone()),
        Cell::Text(run.period.to_string()),
        Cell::Date(run.period.first_on()),
        Cell::Date(run.period.last_on()),
        Cell::Date(run.as_of),
        Cell::Text(word.to_owned()),
    ]
}

/// The scopes a person of a run belongs to, by number.
struct Belonging(HashMap<(Level, String), Vec<usize>>);

impl Belonging {
    fn new(scopes: &[Scope]) -> Self {
        let mut by: HashMap<(Level, String), Vec<usize>> = HashMap::new();
        for (number, scope) in scopes.iter().enumerate() {
            by.entry((scope.level, scope.id.clone())).or_default().push(number);
        }
        Self(by)
    }

    fn of(&self, person: &PersonRow) -> impl Iterator<Item = usize> {
        let keys = [
            (Level::Company, "company"),
            (Level::Branch, person.branch.0.as_str()),
            (Level::Team, person.team.0.as_str()),
            (Level::Specialist, person.specialist.as_str()),
        ];
        keys.into_iter()
            .filter_map(|(level, id)| self.0.get(&(level, id.to_owned())))
            .flatten()
            .copied()
    }
}

/// Fills the tables of spread and results.
fn fairness(workspace: &Workspace, store: &Store, counting: &[State], scopes: &[Scope]) -> Result<()> {
    let desk = Desk {
        workspace,
        store,
        catalog: Catalog::load(&workspace.library)?,
    };
    let belonging = Belonging::new(scopes);
    for run in counting.iter().map(State::run) {
        let people = runs::people(store, run.run_no)?;
        let spread = spread(run, &people, &belonging, scopes.len());
        store.append("report_pay_spread", spread.iter().map(<[Cell; 9]>::as_slice))?;
        let results = results(&desk, run, &people, &belonging, scopes.len())?;
        store.append("report_pay_results", results.iter().map(<[Cell; 9]>::as_slice))?;
    }
    Ok(())
}

fn count(number: usize) -> Cell {
    Cell::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

fn spread(run: &Run, people: &[PersonRow], belonging: &Belonging, scopes: usize) -> Vec<[Cell; 9]> {
    let mut pay: Vec<Vec<Number>> = vec![Vec::new(); scopes];
    for person in people {
        for scope in belonging.of(person) {
            pay[scope].push(Number::from(person.pay));
        }
    }
    let spread_out = pay.iter().enumerate().filter(|(_, pay)| pay.len() >= FEWEST);
    let rows = spread_out.map(|(scope, pay)| {
        let at = |percent| {
            let found = percentile(pay, percent).and_then(|amount| amount.to_decimal());
            found.map_or(Cell::Null, Cell::Decimal)
        };
        let gini = gini(pay).map_or_else(|| "–".to_owned(), |g| g.round(4, Mode::HalfUp).to_string());
        [
            count(scope),
            Cell::Integer(run.run_no),
            count(pay.len()),
            at(0),
            at(25),
            at(50),
            at(75),
            at(100),
            Cell::Text(gini),
        ]
    });
    rows.collect()
}

fn results(
    desk: &Desk<'_>,
    run: &Run,
    people: &[PersonRow],
    belonging: &Belonging,
    scopes: usize,
) -> Result<Vec<[Cell; 9]>> {
    let people_by: HashMap<&str, &PersonRow> = people.iter().map(|p| (p.specialist.as_str(), p)).collect();
    let mut rows = Vec::new();
    for figures in desk.figures(run, people)? {
        let mut apart: Vec<Vec<_>> = vec![Vec::new(); scopes];
        for result in &figures.values {
            let Some(person) = people_by.get(result.specialist.as_str()) else {
                continue;
            };
            for scope in belonging.of(person) {
                apart[scope].push(result);
            }
        }
        for (scope, own) in apart.into_iter().enumerate().filter(|(_, own)| !own.is_empty()) {
            let standing = Standing::of(own);
            rows.push([
                count(scope),
                Cell::Integer(run.run_no),
                Cell::Text(figures.node.to_string()),
                Cell::Text(figures.measure.to_string()),
                count(standing.people),
                count(standing.below),
                count(standing.at_target),
                count(standing.at_top),
                Cell::Boolean(standing.is_known),
            ]);
        }
    }
    Ok(rows)
}
