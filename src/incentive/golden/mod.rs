//! Golden cases: folders of files that HR adds without a developer, run through the same engine as the store's data.
//!
//! A case is a plan, a period and CSV files; it expects pay (and rows), or a refusal. Nothing here touches a database.

mod compare;
pub mod error;
mod file;
mod several;

use std::collections::{BTreeMap, HashMap};
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

use super::engine::outcome::{Outcome, PersonOutcome};
use super::input::{
    Adjustment, Appraisal, Basis, Collaboration, Earlier, Event, Input, Item, Person, Sum, Window, complete_months,
    first_of_year,
};
use super::number::Number;
use super::plan::known::{SCORED, composites, item_columns};
use super::plan::measure::{MeasureName, Scope};
use super::plan::read::read;
use super::plan::{Known, MetricInfo, Plan, Reads};
use super::positions::Position;
use super::rule::clawback::{Clawback, needs_day_of_payment};
use super::trace::Entry;
use crate::diagnostic::{Place, Result, did_you_mean};
use crate::files;
use crate::library::Library;
use crate::metrics::Catalog;
use crate::period::Period;

use crate::message::{Say, say};
use crate::wording::Wording;
pub use several::outcome;

use error::CaseError;
use file::{CaseFile, Row as CaseRow};
use several::{gathered, refuse_same_plan};

/// `case.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseHead {
    pub name: String,
    /// The plan, or several, from the folder.
    pub plan: Plans,
    /// The rules across plans, from the folder.
    pub across: Option<String>,
    pub period: String,
    #[serde(default)]
    pub note: String,
}

/// A path, or a list of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Plans {
    One(String),
    Several(Vec<String>),
}

impl Plans {
    fn are_several(&self) -> bool {
        matches!(self, Self::Several(_))
    }

    fn paths(&self) -> &[String] {
        match self {
            Self::One(path) => std::slice::from_ref(path),
            Self::Several(paths) => paths,
        }
    }
}

/// What became of a case.
#[derive(Clone, Debug)]
pub struct Verdict {
    pub folder: PathBuf,
    pub name: String,
    /// What differs; none if it passed.
    pub differences: Vec<String>,
}

/// The case folders in `folders`, each a case or a folder of cases, in order of their names.
pub fn find(folders: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut cases = Vec::new();
    for folder in folders {
        let before = cases.len();
        collect(folder, &mut cases);
        if cases.len() == before {
            return Err(CaseError::None(folder.display().to_string()).into());
        }
    }
    Ok(cases)
}

fn collect(folder: &Path, cases: &mut Vec<PathBuf>) {
    if folder.join("case.toml").is_file() {
        cases.push(folder.to_path_buf());
        return;
    }
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    let mut below: Vec<PathBuf> = entries.flatten().map(|e| e.path()).filter(|p| p.is_dir()).collect();
    below.sort();
    for folder in below {
        collect(&folder, cases);
    }
}

/// Runs one case; differences are told as `wording` says them.
pub fn run(folder: &Path, wording: &Wording) -> Result<Verdict> {
    let case = case_file(folder)?;
    let result = outcome(folder, &case);
    let differences = match compare::text_lines(folder, "expected_error.txt")? {
        Some(lines) => compare::refusal(&lines, &result, wording),
        None => match &result {
            Ok(paid) => {
                let mut differences = compare::pay(folder, &case, paid, wording)?;
                differences.extend(compare::findings(folder, paid, wording)?);
                differences
            }
            Err(error) => vec![error.told(wording)],
        },
    };
    Ok(Verdict {
        folder: folder.to_path_buf(),
        name: case.name,
        differences,
    })
}

/// What came out for one person.
pub fn person<'o>(outcome: &'o Outcome, id: &str) -> Result<&'o PersonOutcome> {
    let found = outcome.people.iter().find(|p| p.specialist == id);
    let person = found.ok_or_else(|| {
        let known: Vec<&str> = outcome.people.iter().map(|p| p.specialist.as_str()).collect();
        CaseError::Unknown {
            id: id.to_owned(),
            hint: did_you_mean(id, &known),
        }
    })?;
    Ok(person)
}

/// `case.toml` of a folder.
pub fn case_file(folder: &Path) -> Result<CaseHead> {
    let path = folder.join("case.toml");
    let name = path.display().to_string();
    let text = files::read_text(&path).map_err(|e| CaseError::Case {
        reason: e.message(),
        place: Place::file(&name),
    })?;
    let case = toml::from_str(&text).map_err(|e: toml::de::Error| CaseError::Case {
        reason: Say::message(&e),
        place: e
            .span()
            .map_or_else(|| Place::file(&name), |span| Place::in_text(&name, &text, span.start)),
    })?;
    Ok(case)
}

/// The plans of a case, each with its input.
pub fn load(folder: &Path, case: &CaseHead) -> Result<Vec<(Plan, Input)>> {
    let period: Period = case.period.parse()?;
    let measures = CaseFile::read(
        folder,
        "measures.csv",
        &["scope", "scope_id", "metric", "period"],
        &["numerator", "denominator"],
    )?;
    let items = CaseFile::read(
        folder,
        "items.csv",
        &["payment_id"],
        &["specialist_id", "due_id", "paid_on", "amount"],
    )?;
    let catalog = Catalog::load(&Library::shipped())?;
    let composites = composites(&catalog);
    refuse_both(&measures, &composites)?;
    let mut known = Known {
        metrics: metrics_named(&measures, &catalog, &composites),
        columns: item_columns(),
        ..Known::default()
    };
    known.columns.extend(items.columns().map(ToOwned::to_owned));
    let read = |path: &String| {
        let path = tidy(&folder.join(path));
        read(&path, &path.display().to_string(), &known)
    };
    let plans: Vec<Plan> = gathered(case.plan.paths().iter().map(read).collect())?;
    refuse_same_plan(folder, &plans)?;
    let ids: Vec<String> = plans.iter().map(|plan| plan.head.id.clone()).collect();
    let with_input = plans.into_iter().map(|plan| {
        let mut input = Input::empty(period);
        input.metrics.clone_from(&known.metrics);
        input.composites.clone_from(&composites);
        fill(&mut input, folder, (&plan, &ids), &measures, &items)?;
        input.sort();
        Ok((plan, input))
    });
    gathered(with_input.collect())
}

/// A path without the detours of `..`, for people to read; links in it are not looked at.
fn tidy(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        if part == Component::ParentDir && matches!(out.components().next_back(), Some(Component::Normal(_))) {
            out.pop();
        } else {
            out.push(part);
        }
    }
    out
}

/// What a row of measures is of: a metric, maybe a part of what it counts.
fn named(row: &CaseRow<'_>) -> MeasureName {
    MeasureName::from(row.text("metric").to_owned())
}

type Composites = BTreeMap<String, Vec<(Number, String)>>;

/// A composite is given, or what it is made of, not both for one id and period.
fn refuse_both(measures: &CaseFile, composites: &Composites) -> Result<()> {
    let of = |row: &CaseRow<'_>| ["scope", "scope_id", "period"].map(|column| row.text(column).to_owned());
    for row in measures.rows() {
        let name = named(&row);
        let Some(parts) = composites.get(&name.metric) else {
            continue;
        };
        let parts: Vec<_> = parts.iter().map(|(_, part)| name.sums_of(part)).collect();
        let is_part = |other: &CaseRow<'_>| parts.contains(&named(other).sums());
        if measures.rows().any(|other| is_part(&other) && of(&other) == of(&row)) {
            let key = format!("{} {}", row.text("metric"), of(&row).join(" "));
            let place = row.place();
            return Err(CaseError::Duplicate { key, place }.into());
        }
    }
    Ok(())
}

/// The metrics a case knows are the ones its measures name, and those made of them; what the shipped metrics say of direction
/// holds for them.
fn metrics_named(measures: &CaseFile, catalog: &Catalog, composites: &Composites) -> BTreeMap<String, MetricInfo> {
    let mut shipped = Known::of_catalog(catalog).metrics;
    let mut metrics: BTreeMap<String, MetricInfo> = BTreeMap::new();
    for row in measures.rows() {
        let name = named(&row);
        let info = metrics.entry(name.metric.clone()).or_insert_with(|| {
            let known = shipped.get(&name.metric);
            let (direction, factor) = known.map_or((None, 1), |info| (info.direction, info.factor));
            MetricInfo {
                direction,
                factor,
                columns: known.map(|info| info.columns.clone()).unwrap_or_default(),
                ..MetricInfo::default()
            }
        });
        // What the shipped metrics do not know is known by being given.
        let columns = name.selection.0.into_keys();
        let new: Vec<String> = columns.filter(|column| !info.columns.contains(column)).collect();
        info.columns.extend(new);
        info.has_denominator |= !row.text("denominator").is_empty();
    }
    for (id, parts) in composites {
        let is_made = parts.iter().any(|(_, part)| metrics.contains_key(part));
        if let Some(info) = shipped.get(id).filter(|_| is_made && !metrics.contains_key(id)) {
            metrics.insert(id.clone(), info.clone());
        }
    }
    metrics.extend(shipped.remove_entry(SCORED));
    metrics
}

/// A plan, and the ids of all plans of the case.
type Among<'p> = (&'p Plan, &'p [String]);

fn fill(input: &mut Input, folder: &Path, (plan, all): Among<'_>, measures: &CaseFile, items: &CaseFile) -> Result<()> {
    let last = input.period.last_on();
    let year_to_date = format!("{}..{last}", first_of_year(last));
    let written = input.period.to_string();
    for row in measures.rows() {
        let window = match row.text("period") {
            text if text == written => Window::Period,
            text if text == year_to_date => Window::YearToDate,
            _ => continue,
        };
        let sum = Sum {
            numerator: row.optional_number("numerator")?,
            denominator: row.optional_number("denominator")?,
        };
        let scope = row.word::<Scope>("scope")?;
        let name = named(&row);
        input
            .measures
            .insert(&name.sums(), (scope, window), row.text("scope_id"), sum);
    }
    let reads = plan.reads();
    for (name, window) in &reads.measures {
        if let Some(parts) = input.composites.get(&name.metric) {
            input.measures.compose(name, parts, *window);
        }
    }
    appraisals(input, folder, &reads)?;
    for row in items.rows() {
        let columns = items
            .columns()
            .map(|c| (c.to_owned(), row.text(c).to_owned()))
            .collect();
        let item = Item {
            payment_id: row.text("payment_id").to_owned(),
            due_id: row.text("due_id").to_owned(),
            paid_on: row.day("paid_on")?,
            amount: row.number("amount")?,
            columns,
        };
        input
            .items
            .entry(row.text("specialist_id").to_owned())
            .or_default()
            .push(item);
    }
    people(input, folder)?;
    targets(input, folder)?;
    events(input, folder, plan)?;
    ledger(input, folder, (plan, all))?;
    assignments(input, folder)?;
    positions(input, folder)?;
    teams(input, folder)?;
    by_hand(input, folder, (plan, all))
}

/// The days of a position under their short names.
const POSITION_DAYS: [(&str, &str); 2] = [("from", "valid_from"), ("to", "valid_to")];

fn people(input: &mut Input, folder: &Path) -> Result<()> {
    let columns = ["grade", "team_id", "branch_id", "hired_on", "left_on"];
    let sheet = CaseFile::read(folder, "people.csv", &["specialist_id"], &columns)?;
    for row in sheet.rows() {
        input.people.push(Person {
            id: row.text("specialist_id").to_owned(),
            grade: row.text("grade").to_owned(),
            team: row.optional("team_id").map(ToOwned::to_owned),
            branch: row.optional("branch_id").map(ToOwned::to_owned),
            hired_on: row.optional_day("hired_on")?,
            left_on: row.optional_day("left_on")?,
        });
    }
    Ok(())
}

fn targets(input: &mut Input, folder: &Path) -> Result<()> {
    let keys = ["scope", "scope_id", "metric", "period"];
    let sheet = CaseFile::read(folder, "targets.csv", &keys, &["target"])?;
    for row in sheet.rows() {
        let scope = row.word::<Scope>("scope")?;
        let [id, metric, period] = ["scope_id", "metric", "period"].map(|c| row.text(c).to_owned());
        input.targets.insert((scope, id, metric, period), row.number("target")?);
    }
    Ok(())
}

fn events(input: &mut Input, folder: &Path, plan: &Plan) -> Result<()> {
    let columns = [
        "specialist_id",
        "cause",
        "occurred_on",
        "original_period",
        "basis_amount",
    ];
    let sheet = CaseFile::read(folder, "events.csv", &["event_id"], &columns)?;
    for row in sheet.rows() {
        let (cause, original_period) = (row.word("cause")?, row.period("original_period")?);
        let (occurred_on, paid_on) = (row.day("occurred_on")?, row.optional_day("paid_on")?);
        let first_on = original_period.first_on();
        if paid_on.is_none() && needs_day_of_payment(plan.rules.of::<Clawback>(), cause, first_on) {
            return Err(row.refused(say!("errors.case.file.no_paid_on")).into());
        }
        let counted = paid_on.map(|paid_on| complete_months(paid_on, occurred_on));
        let elapsed_months = match (counted, row.optional("elapsed_months")) {
            (Some(counted), None) => counted,
            (counted, _) => {
                let given = row.integer("elapsed_months")?;
                if let Some(counted) = counted.filter(|counted| *counted != given) {
                    return Err(row.refused(say!("errors.case.file.elapsed", given, counted)).into());
                }
                given
            }
        };
        input.events.push(Event {
            id: row.text("event_id").to_owned(),
            specialist: row.text("specialist_id").to_owned(),
            cause,
            occurred_on,
            paid_on,
            original_period,
            basis: Basis::Amount(row.number("basis_amount")?),
            elapsed_months,
        });
    }
    Ok(())
}

/// Rows say their plan where there are several; one that does not is of each.
fn ledger(input: &mut Input, folder: &Path, (plan, _): Among<'_>) -> Result<()> {
    let keys = ["period", "specialist_id", "node"];
    let sheet = CaseFile::read_with(folder, "ledger.csv", &[], &keys, &["amount"], Some("plan"))?;
    let rows = sheet.rows();
    let is_own = |row: &CaseRow<'_>| row.optional("plan").is_none_or(|own| own == plan.head.id);
    for row in rows.filter(is_own) {
        let earlier = Earlier {
            period: row.period("period")?,
            node: Entry::parse(row.text("node")).node,
            amount: row.number("amount")?,
        };
        input
            .ledger
            .entry(row.text("specialist_id").to_owned())
            .or_default()
            .push(earlier);
    }
    Ok(())
}

fn assignments(input: &mut Input, folder: &Path) -> Result<()> {
    if !folder.join("assignments.csv").is_file() {
        return Ok(());
    }
    let keys = ["specialist_id", "valid_from"];
    let sheet = CaseFile::read(folder, "assignments.csv", &keys, &["team_id", "valid_to"])?;
    let mut all: HashMap<String, Vec<_>> = HashMap::new();
    for row in sheet.rows() {
        let days = (row.day("valid_from")?, row.optional_day("valid_to")?);
        all.entry(row.text("specialist_id").to_owned()).or_default().push(days);
    }
    input.assignments = Some(all);
    Ok(())
}

fn positions(input: &mut Input, folder: &Path) -> Result<()> {
    let keys = ["specialist_id", "valid_from"];
    let sheet = CaseFile::read_with(folder, "positions.csv", &POSITION_DAYS, &keys, &[], None)?;
    for row in sheet.rows() {
        let position = Position {
            from: row.day("valid_from")?,
            to: row.optional_day("valid_to")?,
            grade: row.text("grade").to_owned(),
            leader: row.optional("leader_id").map(ToOwned::to_owned),
            base: row.optional_number("base")?,
            target_pay: row.optional_number("target_pay")?,
        };
        input.positions.add(row.text("specialist_id"), position);
    }
    Ok(())
}

fn teams(input: &mut Input, folder: &Path) -> Result<()> {
    let sheet = CaseFile::read(folder, "teams.csv", &["team_id"], &["established_on"])?;
    for row in sheet.rows() {
        let day = row.optional_day("established_on")?;
        input
            .established
            .extend(day.map(|day| (row.text("team_id").to_owned(), day)));
    }
    Ok(())
}

fn appraisals(input: &mut Input, folder: &Path, reads: &Reads) -> Result<()> {
    let columns = ["specialist_id", "period", "item", "score", "scored_by"];
    let sheet = CaseFile::read(folder, "appraisals.csv", &["appraisal_id"], &columns)?;
    for row in sheet.rows() {
        input.appraisals.push(Appraisal {
            specialist: row.text("specialist_id").to_owned(),
            period: row.pay_period("period")?,
            item: row.text("item").to_owned(),
            score: row.number("score")?,
            scored_by: row.text("scored_by").to_owned(),
        });
    }
    input.appraise(&reads.measures);
    Ok(())
}

fn by_hand(input: &mut Input, folder: &Path, (plan, all): Among<'_>) -> Result<()> {
    let columns = ["helper_id", "occurred_on", "points"];
    let sheet = CaseFile::read(folder, "collaborations.csv", &["collaboration_id"], &columns)?;
    for row in sheet.rows() {
        input.collaborations.push(Collaboration {
            helper: row.text("helper_id").to_owned(),
            occurred_on: row.day("occurred_on")?,
            points: row.number("points")?,
            approved: row.boolean("approved")?,
        });
    }
    let sheet = CaseFile::read(
        folder,
        "adjustments.csv",
        &["adjustment_id"],
        &["specialist_id", "period", "amount"],
    )?;
    let rows = sheet.rows();
    // What names no plan is paid by the first of those that pay the person.
    let is_first = all.iter().all(|other| plan.head.id <= *other);
    let is_own = |row: &CaseRow<'_>| row.optional("plan").map_or(is_first, |own| own == plan.head.id);
    for row in rows.filter(is_own) {
        input.adjustments.push(Adjustment {
            id: row.text("adjustment_id").to_owned(),
            specialist: row.text("specialist_id").to_owned(),
            period: row.pay_period("period")?.to_string(),
            amount: row.number("amount")?,
            reason: row.text("reason").to_owned(),
            approved_by: row.text("approved_by").to_owned(),
        });
    }
    Ok(())
}
