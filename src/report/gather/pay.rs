//! What incentive runs paid, for the sections that read it: tables of the runs that count, whose pay they hold by scope, how
//! it is spread and whether it follows results.
//!
//! A run counts as it does for statements and payroll: of each plan and period the one approved last, else the newest
//! calculation. So what is calculated after an approval changes no report, and what is rebooked later shows as a correction
//! in the period that pays it. A run whose facts end after the report's as-of day is unknown to the report. A plan whose
//! pay is in doubt ([`hold`]) is left out, and the foot says so. The HR review
//! tells of the run of one plan and period, and of the approved ones before it.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::incentive::Number;
use crate::incentive::fairness::{crowding, gini, inversions, percentile, rank_correlation};
use crate::incentive::ledger::PayrollContext;
use crate::incentive::ledger::held::hold;
use crate::incentive::ledger::review::{Achieved, Standing, make_pay_lines};
use crate::incentive::ledger::runs::{self, PersonRow, Run, State};
use crate::incentive::number::Mode;
use crate::report::declare::scope::Scope;
use crate::report::declare::views::Views;
use crate::report::model::Level;
use crate::store::{Cell, Params, Store};
use crate::workspace::Workspace;

const FOLDER: &str = "queries/reports/pay";

pub(super) const COLLECTED: &str = "report_pay_collected";
pub(super) const SPREAD: &str = "report_pay_spread";
pub(super) const RESULTS: &str = "report_pay_results";
pub(super) const EDGES: &str = "report_pay_edges";
pub(super) const DISCREPANCIES: &str = "report_pay_discrepancies";

/// The tables; those that have no name of their own above are made whenever one of them is wanted.
pub(in crate::report) const TABLES: [&str; 9] = [
    "report_pay_runs",
    "report_pay_people",
    "report_pay_lines",
    "report_pay_corrections",
    COLLECTED,
    SPREAD,
    RESULTS,
    EDGES,
    DISCREPANCIES,
];

/// Fewer people than this have no spread in a report that goes round.
const FEWEST: usize = 3;

/// Digits of a plan's hash that tell it apart.
const DIGITS: usize = 12;

/// How many periods the HR review looks back upon, its own among them.
const HISTORY: usize = 13;

/// What stands where a figure is not defined.
const NONE: &str = "–";

/// The plan and period a report tells of, instead of all plans that pay in its period.
#[derive(Clone, Debug)]
pub struct OfPlan {
    pub state: State,
    /// What may be spent, if somebody said so.
    pub budget: Option<Decimal>,
    /// As of when disputes are told, if not as of the newest day of which anything is known.
    pub known_on: Option<NaiveDate>,
}

/// The runs that count for a report, and the tables made of them.
pub(super) struct Pay<'p> {
    workspace: &'p Workspace,
    store: &'p Store,
    views: &'p Views,
    scopes: &'p [Scope],
    of_plan: Option<&'p OfPlan>,
    states: Vec<State>,
    in_doubt: Vec<String>,
    discrepancies: Vec<[Cell; 7]>,
}

impl<'p> Pay<'p> {
    /// No runs yet.
    pub fn new(
        workspace: &'p Workspace,
        store: &'p Store,
        views: &'p Views,
        scopes: &'p [Scope],
        of_plan: Option<&'p OfPlan>,
    ) -> Self {
        Self {
            workspace,
            store,
            views,
            scopes,
            of_plan,
            states: Vec::new(),
            in_doubt: Vec::new(),
            discrepancies: Vec::new(),
        }
    }

    /// Finds the runs. Discrepancies are found here too, before the report's own run: a new calculation makes tables of the
    /// same names.
    pub fn look(&mut self, with_discrepancies: bool) -> Result<()> {
        (self.states, self.in_doubt) = match self.of_plan {
            Some(of_plan) => (history(self.store, &of_plan.state)?, Vec::new()),
            None => counting(self.workspace, self.store, self.views)?,
        };
        if with_discrepancies {
            let payroll = PayrollContext::new(self.workspace, self.store)?;
            let own: Vec<&State> = self.own().collect();
            // The last period of each plan; the earlier ones are looked at with it.
            let last = own.iter().enumerate().filter(|(index, state)| {
                let later = &own[index + 1..];
                later.iter().all(|other| other.run().plan_id != state.run().plan_id)
            });
            self.discrepancies = last.flat_map(|(_, state)| discrepancies(&payroll, state)).collect();
        }
        Ok(())
    }

    /// The states whose runs are of the report's own period.
    fn own(&self) -> impl Iterator<Item = &State> {
        let from = self.views.own().period.first_on();
        self.states.iter().filter(move |state| state.period.first_on() >= from)
    }

    /// What the foot of the report says of the plans, if there is a run of its own period.
    pub fn plans(&self) -> Option<String> {
        let mut plans: Vec<String> = self.own().map(|state| described(state.run())).collect();
        plans.dedup();
        (!plans.is_empty()).then(|| plans.join("; "))
    }

    /// The plans that are left out.
    pub fn in_doubt(&self) -> &[String] {
        &self.in_doubt
    }

    fn make(&self, file: &str) -> Result<()> {
        let params = Params::none().with("period_no", self.views.own_no());
        self.store.run(&format!("{FOLDER}/{file}.sql"), &params)?;
        Ok(())
    }

    /// Fills the table of runs, and makes those of it and of the ledger.
    pub fn runs(&self) -> Result<()> {
        self.make("runs")?;
        let currency = &self.workspace.settings.currency;
        let rows = self.states.iter().map(|state| run_cells(state, &self.states, currency));
        let rows: Vec<[Cell; 10]> = rows.collect();
        let rows = rows.iter().map(<[Cell; 10]>::as_slice);
        self.store.append("report_pay_runs", rows)?;
        make_pay_lines(self.store)?;
        for file in ["people", "lines", "corrections"] {
            self.make(file)?;
        }
        Ok(())
    }

    pub fn collected(&self) -> Result<()> {
        self.make("collected")
    }

    pub fn spread(&self) -> Result<()> {
        self.make("spread")?;
        let fewest = if self.of_plan.is_some() { 1 } else { FEWEST };
        let belonging = Belonging::new(self.scopes);
        for run in self.states.iter().map(State::run) {
            let people = runs::people(self.store, run.run_no)?;
            let rows = spread(run, &people, &belonging, (self.scopes.len(), fewest));
            self.store.append(SPREAD, rows.iter().map(<[Cell; 9]>::as_slice))?;
        }
        Ok(())
    }

    /// Fills the tables of results and edges, which go through every trace.
    pub fn results(&self) -> Result<()> {
        self.make("results")?;
        self.make("edges")?;
        let payroll = PayrollContext::new(self.workspace, self.store)?;
        let belonging = Belonging::new(self.scopes);
        for run in self.states.iter().map(State::run) {
            let people = runs::people(self.store, run.run_no)?;
            let (results, edges) = results(&payroll, run, &people, &belonging, self.scopes.len())?;
            self.store.append(RESULTS, results.iter().map(<[Cell; 12]>::as_slice))?;
            self.store.append(EDGES, edges.iter().map(<[Cell; 7]>::as_slice))?;
        }
        Ok(())
    }

    pub fn discrepancies(&self) -> Result<()> {
        self.make("discrepancies")?;
        let rows = self.discrepancies.iter().map(<[Cell; 7]>::as_slice);
        self.store.append(DISCREPANCIES, rows)
    }
}

/// The state itself and the approved ones of its plan before it.
fn history(store: &Store, own: &State) -> Result<Vec<State>> {
    let is_before = |state: &State| state.period.first_on() < own.period.first_on();
    let mut found = runs::states(store, &own.run().plan_id)?;
    found.retain(|state| state.approved.is_some() && is_before(state));
    found.push(own.clone());
    Ok(found.split_off(found.len().saturating_sub(HISTORY)))
}

/// The states of plans whose runs lie in the report's period or the one before and are known on its as-of day; and the
/// plans whose pay is in doubt.
fn counting(workspace: &Workspace, store: &Store, views: &Views) -> Result<(Vec<State>, Vec<String>)> {
    let own = views.own();
    let from = own.period.previous().first_on();
    let mut plans: Vec<String> = runs::all(store)?.into_iter().map(|run| run.plan_id).collect();
    plans.sort();
    plans.dedup();
    let (mut found, mut in_doubt) = (Vec::new(), Vec::new());
    for plan in plans {
        let mut states = runs::states(store, &plan)?;
        states.retain(|state| {
            let is_inside = state.period.first_on() >= from && state.period.last_on() <= own.period.last_on();
            is_inside && state.run().as_of <= own.as_of
        });
        let counts = states.iter().any(|state| state.effective.is_some());
        if counts && hold(workspace, store, &plan, &states).is_err() {
            in_doubt.push(plan);
        } else {
            found.extend(states);
        }
    }
    Ok((found, in_doubt))
}

/// What counts up to the state's period and is no longer what the data says; a row without a person if nobody can tell,
/// because the plan is another by now. Of a period in which nothing counts there is nothing to say.
fn discrepancies(payroll: &PayrollContext<'_>, state: &State) -> Vec<[Cell; 7]> {
    if state.effective.is_none() {
        return Vec::new();
    }
    let run_no = state.run().run_no;
    let Ok(found) = payroll.discrepancies(&state.run().plan_id, Some(state.period), None) else {
        let unknown = [Cell::Null, Cell::Null, Cell::Null, Cell::Null];
        let [specialist, node, was, becomes] = unknown;
        let period = Cell::Text(state.period.to_string());
        return vec![[Cell::Integer(run_no), count(0), period, specialist, node, was, becomes]];
    };
    let changes = found
        .into_iter()
        .flat_map(|(period, changes)| changes.into_iter().map(move |change| (period.clone(), change)));
    let rows = changes.enumerate().map(|(place, (period, change))| {
        [
            Cell::Integer(run_no),
            count(place),
            Cell::Text(period),
            Cell::Text(change.specialist),
            Cell::Text(change.node.to_string()),
            Cell::Decimal(change.was),
            Cell::Decimal(change.becomes),
        ]
    });
    rows.collect()
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

fn count(number: usize) -> Cell {
    Cell::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

fn spread(run: &Run, people: &[PersonRow], belonging: &Belonging, (scopes, fewest): (usize, usize)) -> Vec<[Cell; 9]> {
    let mut pay: Vec<Vec<Number>> = vec![Vec::new(); scopes];
    for person in people {
        for scope in belonging.of(person) {
            pay[scope].push(Number::from(person.pay));
        }
    }
    let spread_out = pay.iter().enumerate().filter(|(_, pay)| pay.len() >= fewest);
    let rows = spread_out.map(|(scope, pay)| {
        let at = |percent| {
            let found = percentile(pay, percent).and_then(|amount| amount.to_decimal());
            found.map_or(Cell::Null, Cell::Decimal)
        };
        [
            count(scope),
            Cell::Integer(run.run_no),
            count(pay.len()),
            at(0),
            at(25),
            at(50),
            at(75),
            at(100),
            four_digits(gini(pay)),
        ]
    });
    rows.collect()
}

/// A figure without a unit.
fn four_digits(number: Option<Number>) -> Cell {
    Cell::Text(number.map_or_else(|| NONE.to_owned(), |n| n.round(4, Mode::HalfUp).to_string()))
}

/// Rows of the tables of results and edges.
type Results = (Vec<[Cell; 12]>, Vec<[Cell; 7]>);

fn results(
    payroll: &PayrollContext<'_>,
    run: &Run,
    people: &[PersonRow],
    belonging: &Belonging,
    scopes: usize,
) -> Result<Results> {
    let people_by: HashMap<&str, &PersonRow> = people.iter().map(|p| (p.specialist.as_str(), p)).collect();
    let (mut rows, mut edges) = (Vec::new(), Vec::new());
    for figures in payroll.figures(run, people)? {
        let mut apart: Vec<Vec<_>> = vec![Vec::new(); scopes];
        for result in &figures.values {
            let Some(person) = people_by.get(result.specialist.as_str()) else {
                continue;
            };
            for scope in belonging.of(person) {
                apart[scope].push(result);
            }
        }
        let node = figures.node.to_string();
        for (scope, own) in apart.into_iter().enumerate().filter(|(_, own)| !own.is_empty()) {
            let at = || [count(scope), Cell::Integer(run.run_no), Cell::Text(node.clone())];
            rows.push(result_cells(at(), &figures.measure.to_string(), &own));
            let values: Vec<Number> = own.iter().map(|result| result.x.clone()).collect();
            for (place, edge) in figures.edges.iter().enumerate() {
                let (below, above) = crowding(&values, edge, &strip());
                let [scope, run_no, node] = at();
                let edge = Cell::Text(edge.to_string());
                edges.push([scope, run_no, node, count(place), edge, count(below), count(above)]);
            }
        }
    }
    Ok((rows, edges))
}

/// How wide the strips beside an edge are, in the measure's own unit.
fn strip() -> Number {
    Number::unit(2)
}

fn result_cells([scope, run_no, node]: [Cell; 3], measure: &str, own: &[&Achieved]) -> [Cell; 12] {
    let standing = Standing::of(own.iter().copied());
    let pairs: Vec<(Number, Number)> = own.iter().map(|r| (r.x.clone(), r.pay.clone())).collect();
    let (inverted, differing) = inversions(&pairs);
    let pairs_count = |number: u64| Cell::Integer(i64::try_from(number).unwrap_or(i64::MAX));
    [
        scope,
        run_no,
        node,
        Cell::Text(measure.to_owned()),
        count(standing.people),
        count(standing.below),
        count(standing.at_target),
        count(standing.at_top),
        Cell::Boolean(standing.is_known),
        four_digits(rank_correlation(&pairs)),
        pairs_count(inverted),
        pairs_count(differing),
    ]
}
