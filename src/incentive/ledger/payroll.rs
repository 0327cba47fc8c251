//! The payroll file of an approved period: columns by the template `report-templates/payroll.toml`, control totals, and a
//! manifest that says what the file was made of.
//!
//! The sums come from the ledger, where corrections of earlier periods stand beside the period's own rows; a file whose
//! sum is not the ledger's is not written, nor one of a ledger in doubt ([`hold`]).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::control::Notes;
use super::error::LedgerError;
use super::held::hold;
use super::rows::{self, Columns, FromRow};
use super::runs::{self, PersonRow, Run, State};
use crate::books::Anchor;
use crate::decimal::Decimal;
use crate::diagnostic::{Place, Result};
use crate::digest::hex;
use crate::incentive::rule::component;
use crate::incentive::trace::Node;
use crate::library::Library;
use crate::message::Say;
use crate::period::Period;
use crate::store::{Cell, Params, Store};
use crate::tabular::{Column, Kind, Tabular};
use crate::workspace::{Locale, Workspace};

const TEMPLATE: &str = "report-templates/payroll.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Template {
    column: Vec<ColumnFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnFile {
    zh: String,
    en: String,
    value: String,
}

/// What stands in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    Text(&'static str),
    Net,
    Own,
    Corrections,
    Rows(String),
    Other,
}

/// Texts a column can hold.
const TEXTS: [&str; 12] = [
    "period",
    "plan_id",
    "run",
    "approved_by",
    "currency",
    "specialist_id",
    "specialist_name",
    "grade",
    "team_id",
    "team_name",
    "branch_id",
    "branch_name",
];

/// A payroll file before it is written.
pub struct Payroll {
    pub table: Tabular,
    pub run: Run,
    pub approved_by: String,
    /// People with a row.
    pub people: usize,
    /// The sum of the net column.
    pub total: Decimal,
    /// Sums of the columns of money, by title.
    pub totals: BTreeMap<String, Decimal>,
    seal: Option<String>,
    record: Anchor,
}

/// Makes the file of an approved period.
pub fn payroll(workspace: &Workspace, store: &Store, state: &State, locale: Locale) -> Result<Payroll> {
    let Some((run, approved_by)) = state.approved.clone() else {
        let (period, plan) = (state.period.to_string(), state.newest.plan_id.clone());
        return Err(LedgerError::NotApproved { period, plan }.into());
    };
    let record = hold(workspace, store, &run.plan_id, std::slice::from_ref(state))?;
    let names = runs::names(store, run.run_no)?;
    let paid = paid(store, &run.plan_id, run.period)?;
    let people = runs::paid_people(store, &run)?;
    let planned = rows::raw(store, "runs/components", &super::seal::params(&run))?;
    let planned: Vec<Node> = planned.iter().map(|row| Node::parse(row.str("node"))).collect();
    let columns = columns(&workspace.library, locale, &names, (&planned, &paid))?;
    let mut table = Tabular {
        columns: columns
            .iter()
            .map(|(title, content)| Column::new(title.clone(), kind(content)))
            .collect(),
        rows: Vec::new(),
    };
    let mut totals: BTreeMap<String, Decimal> = BTreeMap::new();
    let mut total = Decimal::ZERO;
    for person in &people {
        let rows = paid.get(&person.specialist).map(Vec::as_slice).unwrap_or_default();
        total += rows.iter().map(|row| row.amount).sum::<Decimal>();
        let mut cells = Vec::with_capacity(columns.len());
        for (title, content) in &columns {
            let cell = match sum(content, rows, &columns) {
                Some(amount) => {
                    *totals.entry(title.clone()).or_default() += amount;
                    Cell::Decimal(written(amount))
                }
                None => Cell::Text(text(content, person, &run, &approved_by)),
            };
            cells.push(cell);
        }
        table.rows.push(cells);
    }
    check(store, &run, total)?;
    covered(workspace, &run, total)?;
    Ok(Payroll {
        table,
        approved_by,
        people: people.len(),
        total: written(total),
        totals: totals.into_iter().map(|(title, sum)| (title, written(sum))).collect(),
        seal: state.closed.as_ref().map(|close| close.seal.clone()),
        record,
        run,
    })
}

impl Payroll {
    /// What the files were made of and what they must come to, as JSON; `files` with name and content.
    pub fn manifest(&self, files: &[(String, Vec<u8>)]) -> String {
        let run = &self.run;
        let described = |(name, bytes): &(String, Vec<u8>)| {
            let sha256 = hex(&Sha256::digest(bytes));
            json!({ "name": name, "sha256": sha256, "bytes": bytes.len() })
        };
        let files: Vec<_> = files.iter().map(described).collect();
        let totals: BTreeMap<&String, String> = self.totals.iter().map(|(k, v)| (k, v.to_string())).collect();
        let manifest = json!({
            "period": run.period.to_string(),
            "plan": { "id": run.plan_id, "title": run.plan_title, "authority": run.authority, "sha256": run.plan_hash },
            "run": { "number": run.run_no, "as_of": run.as_of.to_string(), "inputs": run.input_hash, "results": run.result_hash },
            "approved_by": self.approved_by,
            "seal": self.seal,
            "record": self.record,
            "currency": run.currency,
            "control_totals": { "people": self.people, "net": self.total.to_string(), "columns": totals },
            "files": files,
            "engine": env!("CARGO_PKG_VERSION"),
        });
        format!("{manifest:#}\n")
    }
}

/// A ledger row of the period: summed by person, node and whether it corrects another period.
struct PaidRow {
    specialist: String,
    node: Node,
    is_correction: bool,
    amount: Decimal,
}

impl FromRow for PaidRow {
    fn from_row(row: Columns<'_>) -> Result<Self> {
        Ok(Self {
            specialist: row.get("specialist_id")?,
            node: row.get("node")?,
            is_correction: row.get("is_correction")?,
            amount: row.get("amount")?,
        })
    }
}

fn paid(store: &Store, plan_id: &str, period: Period) -> Result<BTreeMap<String, Vec<PaidRow>>> {
    let params = Params::none()
        .with("plan_id", plan_id)
        .with("period", &period.to_string());
    let mut paid: BTreeMap<String, Vec<PaidRow>> = BTreeMap::new();
    for row in rows::all::<PaidRow>(store, "ledger/payroll_rows", &params)? {
        paid.entry(row.specialist.clone()).or_default().push(row);
    }
    Ok(paid)
}

fn columns(
    library: &Library,
    locale: Locale,
    names: &[(String, String)],
    (planned, paid): (&[Node], &BTreeMap<String, Vec<PaidRow>>),
) -> Result<Vec<(String, Content)>> {
    let source = library.get(TEMPLATE)?;
    let template: Template = toml::from_str(&source.text).map_err(|error: toml::de::Error| LedgerError::Template {
        reason: Say::message(&error),
        place: Box::new(source.place(error.span().map_or(0, |span| span.start))),
    })?;
    let mut columns = Vec::new();
    for column in template.column {
        let title = locale.pick(&column.zh, &column.en).to_owned();
        if column.value == "components" {
            let mut components: Vec<&str> = paid
                .values()
                .flatten()
                .filter(|row| !row.is_correction)
                .map(|row| &row.node)
                // Those that paid nobody have their column too: a file of each month looks the same.
                .chain(planned)
                .filter(|node| node.word == component::WORD)
                .filter_map(|node| node.id.as_deref())
                .collect();
            components.sort_unstable();
            components.dedup();
            for id in components {
                let name = names.iter().find(|(own, _)| own == id).map_or(id, |(_, title)| title);
                columns.push((
                    name.to_owned(),
                    Content::Rows(Node::of(component::WORD, id).to_string()),
                ));
            }
            continue;
        }
        let place = || Place::in_text(&source.name, &source.text, source.text.find(&column.value).unwrap_or(0));
        columns.push((
            title,
            content(&column.value).ok_or_else(|| unknown(&column.value, place()))?,
        ));
    }
    Ok(columns)
}

fn content(value: &str) -> Option<Content> {
    Some(match value {
        "net" => Content::Net,
        "own" => Content::Own,
        "corrections" => Content::Corrections,
        "other" => Content::Other,
        _ => match value.strip_prefix("rows:") {
            Some(prefix) => Content::Rows(prefix.to_owned()),
            None => Content::Text(TEXTS.iter().find(|text| **text == value)?),
        },
    })
}

fn unknown(name: &str, place: Place) -> LedgerError {
    let own = ["net", "own", "corrections", "other", "components", "rows:PREFIX"];
    LedgerError::UnknownColumn {
        name: name.to_owned(),
        known: TEXTS.iter().chain(&own).map(|&word| word.to_owned()).collect(),
        place: Box::new(place),
    }
}

fn kind(content: &Content) -> Kind {
    match content {
        Content::Text(_) => Kind::Text,
        _ => Kind::EXACT,
    }
}

/// The sum of a column for a person; none for a text.
fn sum(content: &Content, rows: &[PaidRow], columns: &[(String, Content)]) -> Option<Decimal> {
    let own = || rows.iter().filter(|row| !row.is_correction);
    let fits = |prefix: &str, row: &PaidRow| {
        let node = row.node.to_string();
        let rest = node.strip_prefix(prefix);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
    };
    Some(match content {
        Content::Text(_) => return None,
        Content::Net => rows.iter().map(|row| row.amount).sum(),
        Content::Own => own().map(|row| row.amount).sum(),
        Content::Corrections => rows.iter().filter(|row| row.is_correction).map(|row| row.amount).sum(),
        Content::Rows(prefix) => own().filter(|row| fits(prefix, row)).map(|row| row.amount).sum(),
        Content::Other => {
            let is_taken = |row: &PaidRow| {
                columns.iter().any(|(_, content)| match content {
                    Content::Rows(prefix) => fits(prefix, row),
                    _ => false,
                })
            };
            own().filter(|row| !is_taken(row)).map(|row| row.amount).sum()
        }
    })
}

fn text(content: &Content, person: &PersonRow, run: &Run, approved_by: &str) -> String {
    let Content::Text(name) = content else {
        return String::new();
    };
    match *name {
        "period" => run.period.to_string(),
        "plan_id" => run.plan_id.clone(),
        "run" => run.run_no.to_string(),
        "approved_by" => approved_by.to_owned(),
        "currency" => run.currency.clone(),
        "specialist_id" => person.specialist.clone(),
        "specialist_name" => person.name.clone(),
        "grade" => person.grade.clone(),
        "team_id" => person.team.0.clone(),
        "team_name" => person.team.1.clone(),
        "branch_id" => person.branch.0.clone(),
        _ => person.branch.1.clone(),
    }
}

/// With two decimals, more where it has more.
fn written(amount: Decimal) -> Decimal {
    let mut amount = amount.normalize();
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    amount
}

/// What goes to payroll is what was approved.
fn covered(workspace: &Workspace, run: &Run, total: Decimal) -> Result<()> {
    let notes = Notes::of(workspace)?;
    let Some(approved) = notes.approved_to_pay(run) else {
        return Ok(());
    };
    if approved.parse() == Ok(total.normalize()) {
        return Ok(());
    }
    Err(LedgerError::NotCovered {
        period: run.period.to_string(),
        approved: approved.to_owned(),
        ledger: total.normalize().to_string(),
    }
    .into())
}

fn check(store: &Store, run: &Run, total: Decimal) -> Result<()> {
    let params = Params::none()
        .with("plan_id", &run.plan_id)
        .with("period", &run.period.to_string());
    let ledger: Decimal = rows::value(store, "ledger/control_totals", &params, "total")?.unwrap_or_default();
    if ledger == total {
        return Ok(());
    }
    Err(LedgerError::OutOfBalance {
        period: run.period.to_string(),
        ledger: ledger.normalize().to_string(),
        run: total.normalize().to_string(),
    }
    .into())
}
