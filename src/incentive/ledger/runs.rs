//! Runs, their people and findings, and the state of periods, read back from the store.

use chrono::NaiveDate;

use super::error::LedgerError;
use super::rows::{self, Columns, FromRow};
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::digest::bytes_of_hex;
use crate::names::{self, Named};
use crate::period::Period;
use crate::store::{Params, Store};

/// Kinds of runs and postings: those of the entries that let them count.
pub use crate::books::{APPROVE, CALCULATE, REBOOK};

/// A calculation as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub run_no: i64,
    /// [`CALCULATE`] or [`REBOOK`].
    pub kind: String,
    pub plan_id: String,
    pub plan_title: String,
    /// Its file, from the workspace.
    pub plan_file: String,
    pub plan_hash: String,
    /// The document that orders it.
    pub authority: String,
    /// Currency code.
    pub currency: String,
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
    pub specialist: String,
    pub node: String,
    pub kind: String,
    /// A name or number to it.
    pub detail: String,
}

/// How far a period is.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    pub period: Period,
    pub newest: Run,
    /// The run approved last, and by whom.
    pub approved: Option<(Run, String)>,
    /// The run that counts: the approved one, or that of the last rebooking.
    pub effective: Option<Run>,
    pub closed: Option<Close>,
}

impl State {
    /// The run to be explained: the approved one, else the newest. What was known better later is paid with a later
    /// period and explained there.
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

pub(super) fn next_run_no(store: &Store) -> Result<i64> {
    let next = rows::value(store, "runs/next", &Params::none(), "run_no")?;
    Ok(next.unwrap_or(1))
}

impl FromRow for Run {
    fn from_row(row: Columns<'_>) -> Result<Self> {
        Ok(Self {
            run_no: row.get("run_no")?,
            kind: row.get("kind")?,
            plan_id: row.get("plan_id")?,
            plan_title: row.get("plan_title")?,
            plan_file: row.get("plan_file")?,
            plan_hash: row.get("plan_hash")?,
            authority: row.get("authority")?,
            currency: row.get("currency")?,
            period: row.get("period")?,
            as_of: row.get("as_of")?,
            people: row.get("people")?,
            inputs: row.get("inputs")?,
            input_hash: row.get("input_hash")?,
            result_hash: row.get("result_hash")?,
            total: row.amount("total")?,
        })
    }
}

/// All runs, oldest first.
pub fn all(store: &Store) -> Result<Vec<Run>> {
    rows::all(store, "runs/all", &Params::none())
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
    Ok(found.ok_or(LedgerError::UnknownRun { run_no })?)
}

/// A file of a run's plan.
struct PlanFile(String, Vec<u8>);

impl FromRow for PlanFile {
    fn from_row(row: Columns<'_>) -> Result<Self> {
        let (file, digits): (String, String) = row.pair(("file", "content"))?;
        Ok(Self(file, bytes_of_hex(&digits).unwrap_or_default()))
    }
}

/// The files the plan of a run was read from, as they were, the plan first; none of a run older than they are kept.
pub fn plan_files(store: &Store, run_no: i64) -> Result<Vec<(String, Vec<u8>)>> {
    let files: Vec<PlanFile> = rows::all(store, "runs/plan_files", &Params::none().with("run_no", run_no))?;
    Ok(files.into_iter().map(|file| (file.0, file.1)).collect())
}

/// The newest run of a plan.
pub fn newest_of_plan(store: &Store, plan_id: &str) -> Result<Run> {
    let period = "P".to_owned();
    let known = Vec::new();
    let newest = of_plan(store, plan_id, None)?.pop();
    Ok(newest.ok_or(LedgerError::NoRun { period, known })?)
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
        return Err(LedgerError::SeveralPlans { period, plans }.into());
    }
    let Some(plan) = plans.pop() else {
        let mut known: Vec<String> = runs
            .iter()
            .map(|run| format!("{} ({})", run.period, run.plan_id))
            .collect();
        known.sort();
        known.dedup();
        let period = written;
        return Err(LedgerError::NoRun { period, known }.into());
    };
    Ok(plan)
}

/// What let a run count.
struct Posting {
    kind: String,
    period: Period,
    run_no: i64,
    by_name: String,
}

impl FromRow for Posting {
    fn from_row(row: Columns<'_>) -> Result<Self> {
        Ok(Self {
            kind: row.get("kind")?,
            period: row.get("period")?,
            run_no: row.get("run_no")?,
            by_name: row.get("by_name")?,
        })
    }
}

impl FromRow for (Period, Close) {
    fn from_row(row: Columns<'_>) -> Result<Self> {
        let reason: String = row.get("forced_reason")?;
        let close = Close {
            run_no: row.get("run_no")?,
            forced_reason: Some(reason).filter(|text| !text.is_empty()),
            findings: row.get("findings")?,
            people: row.get("people")?,
            entries: row.get("entries")?,
            total: row.amount("total")?,
            measures_hash: row.get("measures_hash")?,
            ledger_hash: row.get("ledger_hash")?,
            previous_seal: row.get("previous_seal")?,
            seal: row.get("seal")?,
        };
        Ok((row.get("period")?, close))
    }
}

/// How far every period of a plan is, earliest first.
pub fn states(store: &Store, plan_id: &str) -> Result<Vec<State>> {
    let runs = of_plan(store, plan_id, None)?;
    let find = |posting: &Posting| runs.iter().find(|run| run.run_no == posting.run_no).cloned();
    let params = Params::none().with("plan_id", plan_id);
    let postings: Vec<Posting> = rows::all(store, "ledger/postings", &params)?;
    let closes: Vec<(Period, Close)> = rows::all(store, "close/all", &params)?;
    let mut periods: Vec<Period> = runs.iter().map(|run| run.period).collect();
    periods.sort_by_key(|period| period.first_on());
    periods.dedup();
    let mut states = Vec::new();
    for period in periods {
        let own = runs.iter().filter(|run| run.period == period);
        let calculated = own.clone().rfind(|run| run.kind == CALCULATE);
        let Some(newest) = calculated.or_else(|| own.clone().next_back()).cloned() else {
            continue;
        };
        let mut posted = postings.iter().filter(|posting| posting.period == period);
        let approval = posted.clone().rfind(|posting| posting.kind == APPROVE);
        let close = closes.iter().find(|(closed, _)| *closed == period);
        states.push(State {
            period,
            newest,
            approved: approval.and_then(|posting| Some((find(posting)?, posting.by_name.clone()))),
            effective: posted.next_back().and_then(find),
            closed: close.map(|(_, close)| close.clone()),
        });
    }
    Ok(states)
}

/// How far one period is.
pub fn state(store: &Store, plan_id: &str, period: Period) -> Result<State> {
    let found = states(store, plan_id)?.into_iter().find(|state| state.period == period);
    let period = period.to_string();
    let known = Vec::new();
    Ok(found.ok_or(LedgerError::NoRun { period, known })?)
}

impl FromRow for Finding {
    fn from_row(row: Columns<'_>) -> Result<Self> {
        Ok(Self {
            specialist: row.get("specialist_id")?,
            node: row.get("node")?,
            kind: row.get("kind")?,
            detail: row.get("detail")?,
        })
    }
}

/// The findings of a run.
pub fn findings(store: &Store, run_no: i64) -> Result<Vec<Finding>> {
    rows::all(store, "runs/findings", &Params::none().with("run_no", run_no))
}

/// A period and the run that counts for it.
struct Effective(String);

impl FromRow for Effective {
    fn from_row(row: Columns<'_>) -> Result<Self> {
        let (period, run_no): (String, String) = row.pair(("period", "run_no"))?;
        Ok(Self(format!("{period}:{run_no}")))
    }
}

/// The runs that count for the periods before `first_on`, as a text that two calculations can compare.
pub(super) fn effective(store: &Store, first_on: NaiveDate) -> Result<String> {
    let found: Vec<Effective> = rows::all(store, "effective/runs", &Params::none().with("first_on", first_on))?;
    let texts: Vec<String> = found.into_iter().map(|run| run.0).collect();
    Ok(texts.join(","))
}

/// A person of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonRow {
    pub specialist: String,
    pub name: String,
    pub grade: String,
    /// Team id and name.
    pub team: (String, String),
    /// Branch id and name.
    pub branch: (String, String),
    /// The pay by the run.
    pub pay: Decimal,
}

impl FromRow for PersonRow {
    fn from_row(row: Columns<'_>) -> Result<Self> {
        Ok(Self {
            specialist: row.get("specialist_id")?,
            name: row.get("specialist_name")?,
            grade: row.get("grade")?,
            team: row.pair(("team_id", "team_name"))?,
            branch: row.pair(("branch_id", "branch_name"))?,
            pay: row.amount("pay")?,
        })
    }
}

/// The people of a run, by id.
pub fn people(store: &Store, run_no: i64) -> Result<Vec<PersonRow>> {
    rows::all(store, "runs/people", &Params::none().with("run_no", run_no))
}

/// The people a period pays by a run: those of the run, and those who only get or lose something for earlier periods, such as
/// leavers, as they were known last.
pub fn paid_people(store: &Store, run: &Run) -> Result<Vec<PersonRow>> {
    let mut people = people(store, run.run_no)?;
    if run.kind != CALCULATE {
        return Ok(people);
    }
    let params = Params::none()
        .with("plan_id", &run.plan_id)
        .with("period", &run.period.to_string());
    for row in rows::raw(store, "ledger/corrected_people", &params)?.iter() {
        let specialist = row.text("specialist_id");
        if people.iter().any(|person| person.specialist == specialist) {
            continue;
        }
        let params = Params::none().with("specialist_id", &specialist);
        let known: Option<PersonRow> = rows::first(store, "runs/person_last_known", &params)?;
        people.push(PersonRow {
            specialist,
            pay: Decimal::ZERO,
            ..known.unwrap_or_default()
        });
    }
    people.sort_by(|a, b| a.specialist.cmp(&b.specialist));
    Ok(people)
}

/// The person a period pays by a run that `said` is the id or name of.
pub fn person(store: &Store, run: &Run, said: &str) -> Result<PersonRow> {
    named(paid_people(store, run)?, said, run.period)
}

/// The one of `people`, whom `period` pays, that `said` is the id or name of.
pub fn named(mut people: Vec<PersonRow>, said: &str, period: Period) -> Result<PersonRow> {
    let known: Vec<Named> = people
        .iter()
        .map(|person| Named::new(&person.specialist, &person.name))
        .collect();
    let meant = names::find(said, &known)?.map(|named| named.id.as_str());
    people.retain(|person| Some(person.specialist.as_str()) == meant);
    let unknown = || LedgerError::NoPerson {
        id: said.to_owned(),
        period: period.to_string(),
        hint: names::hint(said, &known),
    };
    Ok(people.pop().ok_or_else(unknown)?)
}

impl FromRow for (String, String) {
    fn from_row(row: Columns<'_>) -> Result<Self> {
        row.pair(("id", "title"))
    }
}

/// What people call the ids of a run's plan.
pub fn names(store: &Store, run_no: i64) -> Result<Vec<(String, String)>> {
    rows::all(store, "runs/names", &Params::none().with("run_no", run_no))
}
