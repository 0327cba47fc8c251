//! What two calculations of a period have differently, row by row.

use std::collections::BTreeMap;

use super::calculation::Calculation;
use super::error::LedgerError;
use super::rows::{self, Columns, FromRow};
use super::runs::{self, Run};
use super::save;
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::incentive::trace::Node;
use crate::store::{Params, Store};

/// A row of a person that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub specialist: String,
    pub node: Node,
    /// What it was; 0 if it was not there.
    pub was: Decimal,
    /// What it becomes; 0 if it is gone.
    pub becomes: Decimal,
}

impl Change {
    /// By how much.
    pub fn by(&self) -> Decimal {
        self.becomes - self.was
    }
}

impl FromRow for Change {
    fn from_row(row: Columns<'_>) -> Result<Self> {
        Ok(Self {
            specialist: row.get("specialist_id")?,
            node: row.get("node")?,
            was: row.amount("was")?,
            becomes: row.amount("becomes")?,
        })
    }
}

/// What differs between two runs, by person and row.
pub fn changes(store: &Store, from: i64, to: i64) -> Result<Vec<Change>> {
    rows::all(
        store,
        "review/changes",
        &Params::none().with("from_run", from).with("to_run", to),
    )
}

/// What differs between two runs of one plan and period.
pub fn between(store: &Store, from: i64, to: i64) -> Result<(Run, Run, Vec<Change>)> {
    let (a, b) = (runs::run(store, from)?, runs::run(store, to)?);
    let of = |run: &Run| format!("{} {}", run.plan_id, run.period);
    if (&a.plan_id, a.period) != (&b.plan_id, b.period) {
        let (of_a, of_b) = (of(&a), of(&b));
        return Err(LedgerError::OtherPeriod {
            a: from,
            of_a,
            b: to,
            of_b,
        }
        .into());
    }
    let changes = changes(store, from, to)?;
    Ok((a, b, changes))
}

/// Sums by person and row of a run, or of a calculation that is not kept.
type Sums = BTreeMap<(String, String), Decimal>;

/// One of them.
struct LineSum((String, String), Decimal);

impl FromRow for LineSum {
    fn from_row(row: Columns<'_>) -> Result<Self> {
        Ok(Self(row.pair(("specialist_id", "node"))?, row.amount("amount")?))
    }
}

fn rows_of_run(store: &Store, run_no: i64) -> Result<Sums> {
    let sums: Vec<LineSum> = rows::all(store, "runs/line_sums", &Params::none().with("run_no", run_no))?;
    Ok(sums.into_iter().map(|sum| (sum.0, sum.1)).collect())
}

fn rows_of(calculation: &Calculation<'_>) -> Result<Sums> {
    let mut rows = Sums::new();
    for person in &calculation.outcome.people {
        for row in &person.rows {
            let key = (person.specialist.clone(), row.node.to_string());
            *rows.entry(key).or_default() += save::decimal(&row.amount)?;
        }
    }
    Ok(rows)
}

/// What a fresh calculation would have differently from `run`.
pub fn against(store: &Store, run: &Run, calculation: &Calculation<'_>) -> Result<Vec<Change>> {
    let (was, becomes) = (rows_of_run(store, run.run_no)?, rows_of(calculation)?);
    let mut keys: Vec<&(String, String)> = was.keys().chain(becomes.keys()).collect();
    keys.sort();
    keys.dedup();
    let at = |sums: &Sums, key| sums.get(key).copied().unwrap_or_default();
    Ok(keys
        .into_iter()
        .filter(|key| at(&was, key) != at(&becomes, key))
        .map(|key| Change {
            specialist: key.0.clone(),
            node: Node::parse(&key.1),
            was: at(&was, key),
            becomes: at(&becomes, key).normalize(),
        })
        .collect())
}
