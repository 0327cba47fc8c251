//! Runs, people, traces and the state of periods, read back from the store.

use chrono::NaiveDate;

use super::error::BookError;
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::incentive::engine::outcome::{PersonOutcome, Row as LedgerRow};
use crate::incentive::number::Number;
use crate::incentive::rule::{component, step};
use crate::incentive::trace::{Formula, ItemTrace, Node, RuleRef, TraceRow};
use crate::period::Period;
use crate::store::{Params, Row, Store};

/// The kind of a run that `calculate` made.
pub const CALCULATE: &str = "calculate";
/// The kind of a run that `rebook` made.
pub const REBOOK: &str = "rebook";

/// A calculation as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Its number.
    pub run_no: i64,
    /// [`CALCULATE`] or [`REBOOK`].
    pub kind: String,
    /// The plan.
    pub plan_id: String,
    /// What people call it.
    pub plan_title: String,
    /// Its file, from the workspace.
    pub plan_file: String,
    /// Its hash.
    pub plan_hash: String,
    /// The document that orders it.
    pub authority: String,
    /// Currency code.
    pub currency: String,
    /// The period.
    pub period: Period,
    /// The day up to which facts were known.
    pub as_of: NaiveDate,
    /// How many people took part.
    pub people: i64,
    /// What was read, as JSON.
    pub inputs: String,
    /// Hash of what was read.
    pub input_hash: String,
    /// Hash of what came out.
    pub result_hash: String,
    /// The sum of everybody's pay.
    pub total: Decimal,
}

/// Something to look at before the period is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// About whom.
    pub specialist: String,
    /// About which node.
    pub node: String,
    /// Its kind.
    pub kind: String,
    /// A name or number to it.
    pub detail: String,
}

/// How far a period is.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// The period.
    pub period: Period,
    /// The newest calculation.
    pub newest: Run,
    /// The run approved last, and by whom.
    pub approved: Option<(Run, String)>,
    /// The run that counts: the approved one, or that of the last rebooking.
    pub effective: Option<Run>,
    /// How it was closed.
    pub closed: Option<Close>,
}

impl State {
    /// The run to be explained: the approved one, else the newest. What was known better later is paid with a later
    /// period and explained there.
    #[must_use]
    pub fn run(&self) -> &Run {
        self.approved.as_ref().map_or(&self.newest, |(run, _)| run)
    }
}

/// A closed period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close {
    /// The run that was approved when it was closed.
    pub run_no: i64,
    /// Why it was closed in spite of findings.
    pub forced_reason: Option<String>,
    /// How many findings there were.
    pub findings: i64,
    /// People with a ledger row.
    pub people: i64,
    /// Ledger rows.
    pub entries: i64,
    /// Their sum.
    pub total: Decimal,
    /// Hash of the metrics' sums.
    pub measures_hash: String,
    /// Hash of the ledger rows.
    pub ledger_hash: String,
    /// The seal of the period closed before; empty for the first.
    pub previous_seal: String,
    /// Hash of all of it.
    pub seal: String,
}

pub(super) fn rows(store: &Store, name: &str, params: &Params) -> Result<crate::store::Rows> {
    store.rows(&format!("queries/incentive/{name}.sql"), params)
}

pub(super) fn next_run_no(store: &Store) -> Result<i64> {
    let rows = rows(store, "run_next", &Params::none())?;
    Ok(rows.first().and_then(|row| row.integer("run_no")).unwrap_or(1))
}

fn of_row(row: Row<'_>) -> Result<Run> {
    Ok(Run {
        run_no: row.integer("run_no").unwrap_or_default(),
        kind: row.text("kind"),
        plan_id: row.text("plan_id"),
        plan_title: row.text("plan_title"),
        plan_file: row.text("plan_file"),
        plan_hash: row.text("plan_hash"),
        authority: row.text("authority"),
        currency: row.text("currency"),
        period: row.text("period").parse()?,
        as_of: row.date("as_of").unwrap_or_default(),
        people: row.integer("people").unwrap_or_default(),
        inputs: row.text("inputs"),
        input_hash: row.text("input_hash"),
        result_hash: row.text("result_hash"),
        total: row.decimal("total").unwrap_or_default().normalize(),
    })
}

/// All runs, oldest first.
pub fn all(store: &Store) -> Result<Vec<Run>> {
    rows(store, "runs", &Params::none())?.iter().map(of_row).collect()
}

/// The runs of a plan, oldest first.
pub fn of_plan(store: &Store, plan_id: &str, period: Option<Period>) -> Result<Vec<Run>> {
    let mut runs = all(store)?;
    runs.retain(|run| run.plan_id == plan_id && period.is_none_or(|period| run.period == period));
    Ok(runs)
}

/// One run.
pub fn run(store: &Store, run_no: i64) -> Result<Run> {
    let found = all(store)?.into_iter().find(|run| run.run_no == run_no);
    Ok(found.ok_or(BookError::UnknownRun { run_no })?)
}

/// The plan a command is about: the one named, or the only one with a run for the period.
pub fn plan_id(store: &Store, period: Option<Period>, asked: Option<&str>) -> Result<String> {
    let runs = all(store)?;
    let fits =
        |run: &&Run| period.is_none_or(|period| run.period == period) && asked.is_none_or(|asked| run.plan_id == asked);
    let mut plans: Vec<String> = runs.iter().filter(fits).map(|run| run.plan_id.clone()).collect();
    plans.sort();
    plans.dedup();
    let written = period.map_or_else(|| "P".to_owned(), |period| period.to_string());
    if plans.len() > 1 {
        let period = written;
        return Err(BookError::SeveralPlans { period, plans }.into());
    }
    let Some(plan) = plans.pop() else {
        let mut known: Vec<String> = runs
            .iter()
            .map(|run| format!("{} ({})", run.period, run.plan_id))
            .collect();
        known.sort();
        known.dedup();
        let period = written;
        return Err(BookError::NoRun { period, known }.into());
    };
    Ok(plan)
}

/// How far every period of a plan is, earliest first.
pub fn states(store: &Store, plan_id: &str) -> Result<Vec<State>> {
    let runs = of_plan(store, plan_id, None)?;
    let find = |run_no: Option<i64>| runs.iter().find(|run| Some(run.run_no) == run_no).cloned();
    let params = Params::none().with("plan_id", plan_id);
    let (postings, closes) = (rows(store, "postings", &params)?, rows(store, "closes", &params)?);
    let mut periods: Vec<Period> = runs.iter().map(|run| run.period).collect();
    periods.sort_by_key(|period| period.first_on());
    periods.dedup();
    let mut states = Vec::new();
    for period in periods {
        let newest = runs.iter().rfind(|run| run.period == period && run.kind == CALCULATE);
        let Some(newest) = newest
            .or_else(|| runs.iter().rfind(|run| run.period == period))
            .cloned()
        else {
            continue;
        };
        let written = period.to_string();
        let own: Vec<Row<'_>> = postings.iter().filter(|row| row.text("period") == written).collect();
        let approval = own.iter().rfind(|row| row.text("kind") == super::post::APPROVE);
        let approved = approval.and_then(|row| Some((find(row.integer("run_no"))?, row.text("by_name"))));
        states.push(State {
            period,
            newest,
            approved,
            effective: own.last().and_then(|row| find(row.integer("run_no"))),
            closed: closes.iter().find(|row| row.text("period") == written).map(close_of),
        });
    }
    Ok(states)
}

fn close_of(row: Row<'_>) -> Close {
    let whole = |column| row.integer(column).unwrap_or_default();
    Close {
        run_no: whole("run_no"),
        forced_reason: Some(row.text("forced_reason")).filter(|text| !text.is_empty()),
        findings: whole("findings"),
        people: whole("people"),
        entries: whole("entries"),
        total: row.decimal("total").unwrap_or_default().normalize(),
        measures_hash: row.text("measures_hash"),
        ledger_hash: row.text("ledger_hash"),
        previous_seal: row.text("previous_seal"),
        seal: row.text("seal"),
    }
}

/// How far one period is.
pub fn state(store: &Store, plan_id: &str, period: Period) -> Result<State> {
    let found = states(store, plan_id)?.into_iter().find(|state| state.period == period);
    let period = period.to_string();
    let known = Vec::new();
    Ok(found.ok_or(BookError::NoRun { period, known })?)
}

/// The findings of a run.
pub fn findings(store: &Store, run_no: i64) -> Result<Vec<Finding>> {
    let params = Params::none().with("run_no", run_no);
    let found = rows(store, "findings", &params)?;
    Ok(found
        .iter()
        .map(|row| Finding {
            specialist: row.text("specialist_id"),
            node: row.text("node"),
            kind: row.text("kind"),
            detail: row.text("detail"),
        })
        .collect())
}

/// The runs that count for the periods before `first_on`, as a text that two calculations can compare.
pub(super) fn effective(store: &Store, first_on: NaiveDate) -> Result<String> {
    let params = Params::none().with("first_on", first_on);
    let found = rows(store, "effective", &params)?;
    let texts = found
        .iter()
        .map(|row| format!("{}:{}", row.text("period"), row.text("run_no")));
    Ok(texts.collect::<Vec<_>>().join(","))
}

/// A person of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonRow {
    /// The id.
    pub specialist: String,
    /// The name.
    pub name: String,
    /// The grade.
    pub grade: String,
    /// Team id and name.
    pub team: (String, String),
    /// Branch id and name.
    pub branch: (String, String),
    /// The pay by the run.
    pub pay: Decimal,
}

/// The people of a run, by id.
pub fn people(store: &Store, run_no: i64) -> Result<Vec<PersonRow>> {
    let params = Params::none().with("run_no", run_no);
    let found = rows(store, "run_people", &params)?;
    Ok(found.iter().map(person_of).collect())
}

pub(super) fn person_of(row: Row<'_>) -> PersonRow {
    PersonRow {
        specialist: row.text("specialist_id"),
        name: row.text("specialist_name"),
        grade: row.text("grade"),
        team: (row.text("team_id"), row.text("team_name")),
        branch: (row.text("branch_id"), row.text("branch_name")),
        pay: row.decimal("pay").unwrap_or_default().normalize(),
    }
}

/// One person of a run.
pub fn person(store: &Store, run: &Run, id: &str) -> Result<PersonRow> {
    let people = people(store, run.run_no)?;
    let found = people.iter().find(|person| person.specialist == id).cloned();
    let (id, period) = (id.to_owned(), run.period.to_string());
    let known = people.into_iter().map(|person| person.specialist).collect();
    Ok(found.ok_or(BookError::NoPerson { id, period, known })?)
}

/// What people call the ids of a run's plan.
pub fn names(store: &Store, run_no: i64) -> Result<Vec<(String, String)>> {
    let params = Params::none().with("run_no", run_no);
    let found = rows(store, "names", &params)?;
    Ok(found.iter().map(|row| (row.text("id"), row.text("title"))).collect())
}

/// A person's rows and steps as they were calculated.
pub fn outcome(store: &Store, run_no: i64, specialist: &str) -> Result<PersonOutcome> {
    let params = Params::none().with("run_no", run_no).with("specialist_id", specialist);
    let unreadable = |what, reason: String| BookError::Unreadable { what, run_no, reason };
    let number = |row: Row<'_>| row.decimal("amount").map(Number::from).unwrap_or_default();
    let lines = rows(store, "lines", &params)?;
    let lines: Vec<LedgerRow> = lines
        .iter()
        .map(|row| LedgerRow {
            node: Node::parse(row.str("node")),
            amount: number(row),
        })
        .collect();
    let mut trace = Vec::new();
    for row in rows(store, "trace", &params)?.iter() {
        let word = row.str("step");
        let formula = Some(row.str("formula")).filter(|text| !text.is_empty());
        let unknown = |text: &str| unreadable("the trace", format!("unknown formula `{text}`"));
        let formula = formula.map(|text| Formula::parse(text).ok_or_else(|| unknown(text)));
        let json = |error: serde_json::Error| unreadable("the trace", error.to_string());
        trace.push(TraceRow {
            step: step(word).ok_or_else(|| unreadable("the trace", format!("unknown step `{word}`")))?,
            node: Node::parse(row.str("node")),
            amount: number(row),
            rule: RuleRef {
                title: row.text("title"),
                place: row.text("place"),
                from: row.date("from_on"),
                authority: row.text("authority"),
                others: row
                    .text("others")
                    .split_whitespace()
                    .filter_map(|day| day.parse().ok())
                    .collect(),
            },
            inputs: serde_json::from_str(&row.text("inputs")).map_err(json)?,
            formula: formula.transpose()?,
            notes: serde_json::from_str(&row.text("notes")).map_err(json)?,
            items: Vec::new(),
        });
    }
    for row in rows(store, "person_items", &params)?.iter() {
        let node = Node::of(component::WORD, row.str("component"));
        if let Some(step) = trace.iter_mut().find(|step| step.node == node) {
            step.items
                .push(item(row).map_err(|reason| unreadable("a payment", reason))?);
        }
    }
    Ok(PersonOutcome {
        specialist: specialist.to_owned(),
        pay: lines.iter().map(|row| &row.amount).sum(),
        rows: lines,
        trace,
    })
}

fn item(row: Row<'_>) -> std::result::Result<ItemTrace, String> {
    let number = |column: &str| {
        let text = row.text(column);
        Number::parse_exact(&text).ok_or(format!("`{text}` is no number"))
    };
    Ok(ItemTrace {
        payment_id: row.text("payment_id"),
        due_id: row.text("due_id"),
        paid_on: row.date("paid_on").ok_or("it has no day")?,
        amount: row.decimal("amount").map(Number::from).unwrap_or_default(),
        rate: number("rate")?,
        coefficient: number("coefficient")?,
        result: row
            .get("result")
            .filter(|cell| !cell.is_null())
            .map(|_| number("result"))
            .transpose()?,
        why: serde_json::from_str(&row.text("why")).map_err(|error| error.to_string())?,
    })
}
