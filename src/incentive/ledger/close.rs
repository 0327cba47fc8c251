//! Closing: control totals and a seal over what was measured and paid, so that nothing of it can change unseen.

use sha2::{Digest as _, Sha256};

use super::error::LedgerError;
use super::rows::{self, Columns, FromRow};
use super::runs::{self, Close, Run, State};
use crate::books::{self, Decided};
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::digest::hex;
use crate::period::Period;
use crate::store::{Params, Rows, Store};
use crate::workspace::Workspace;

/// How a period is to be closed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// Also with open findings.
    pub force: bool,
    pub reason: Option<&'a str>,
    /// Who closes.
    pub by: Option<&'a str>,
}

/// Closes a period.
pub fn close(workspace: &Workspace, store: &Store, plan_id: &str, period: Period, asked: Asked<'_>) -> Result<Close> {
    let written = period.to_string();
    let reason = asked.reason.map(str::trim).filter(|text| !text.is_empty());
    if asked.force && reason.is_none() {
        return Err(LedgerError::ReasonNeeded.into());
    }
    let states = runs::states(store, plan_id)?;
    let state = runs::state(store, plan_id, period)?;
    if state.closed.is_some() {
        return Err(LedgerError::Closed { period: written }.into());
    }
    let Some((run, _)) = &state.approved else {
        return Err(LedgerError::NotApproved { period: written }.into());
    };
    let earlier = states.iter().filter(|s| s.period.first_on() < period.first_on());
    let earlier: Vec<&State> = earlier.collect();
    if let Some(open) = earlier.iter().find(|s| s.closed.is_none()) {
        let (period, earlier) = (written, open.period.to_string());
        let wanted = "closed";
        return Err(LedgerError::EarlierFirst {
            period,
            earlier,
            wanted,
        }
        .into());
    }
    let findings = runs::findings(store, run.run_no)?;
    if !findings.is_empty() && !asked.force {
        let first = findings.iter().take(5);
        let first = first.map(|f| {
            format!("{} {} {} {}", f.specialist, f.kind, f.node, f.detail)
                .trim()
                .to_owned()
        });
        return Err(LedgerError::OpenFindings {
            period: written,
            count: findings.len(),
            first: first.collect::<Vec<_>>().join("; "),
        }
        .into());
    }
    let previous = earlier.last().and_then(|s| s.closed.as_ref()).map(|c| c.seal.clone());
    let mut close = totals(store, run)?;
    close.forced_reason = reason.filter(|_| !findings.is_empty()).map(ToOwned::to_owned);
    close.findings = i64::try_from(findings.len()).unwrap_or(i64::MAX);
    close.previous_seal = previous.unwrap_or_default();
    close.seal = seal(run, &close);
    balance(store, run)?;
    books::decide(workspace, store, asked.by, || {
        let (plan, period) = (run.plan_id.clone(), written);
        insert(store, run, &close)?;
        Ok(((), vec![Decided::Closed { plan, period }]))
    })?;
    Ok(close)
}

/// What the ledger of a period comes to.
#[derive(Default)]
pub(super) struct ControlTotals {
    people: i64,
    entries: i64,
    pub(super) total: Decimal,
}

impl FromRow for ControlTotals {
    fn from_row(row: Columns<'_>) -> Result<Self> {
        Ok(Self {
            people: row.get("people")?,
            entries: row.get("entries")?,
            total: row.amount("total")?,
        })
    }
}

/// What the period's ledger and its metrics come to, now.
fn totals(store: &Store, run: &Run) -> Result<Close> {
    let params = params(run);
    let totals: ControlTotals = rows::first(store, "ledger/control_totals", &params)?.unwrap_or_default();
    Ok(Close {
        run_no: run.run_no,
        forced_reason: None,
        findings: 0,
        people: totals.people,
        entries: totals.entries,
        total: totals.total,
        measures_hash: hash(&rows::raw(store, "close/sealed_measures", &params)?),
        ledger_hash: hash(&rows::raw(store, "close/sealed_ledger", &params)?),
        previous_seal: String::new(),
        seal: String::new(),
    })
}

fn params(run: &Run) -> Params {
    Params::none()
        .with("run_no", run.run_no)
        .with("plan_id", &run.plan_id)
        .with("period", &run.period.to_string())
}

fn hash(rows: &Rows) -> String {
    let mut hash = Sha256::new();
    for row in rows.iter() {
        for cell in row.cells() {
            hash.update([u8::from(cell.is_null())]);
            hash.update(cell.to_string());
            hash.update([0x1f]);
        }
    }
    hex(&hash.finalize())
}

fn seal(run: &Run, close: &Close) -> String {
    let mut hash = Sha256::new();
    let parts = [
        close.previous_seal.clone(),
        run.plan_id.clone(),
        run.plan_hash.clone(),
        run.period.to_string(),
        close.run_no.to_string(),
        close.forced_reason.clone().unwrap_or_default(),
        close.findings.to_string(),
        close.people.to_string(),
        close.entries.to_string(),
        close.total.to_string(),
        close.measures_hash.clone(),
        close.ledger_hash.clone(),
    ];
    for part in parts {
        hash.update(part);
        hash.update([0x1f]);
    }
    hex(&hash.finalize())
}

/// What the ledger says of the period itself is what its run came to.
fn balance(store: &Store, run: &Run) -> Result<()> {
    let ledger: Option<Decimal> = rows::value(store, "ledger/of_origin", &params(run), "total")?;
    let ledger = ledger.unwrap_or_default();
    if ledger.normalize() == run.total.normalize() {
        return Ok(());
    }
    Err(LedgerError::OutOfBalance {
        period: run.period.to_string(),
        ledger: ledger.normalize().to_string(),
        run: run.total.to_string(),
    }
    .into())
}

fn insert(store: &Store, run: &Run, close: &Close) -> Result<()> {
    let params = params(run)
        .with("first_on", run.period.first_on())
        .with("forced_reason", close.forced_reason.as_deref())
        .with("findings", close.findings)
        .with("people", close.people)
        .with("entries", close.entries)
        .with("total", close.total)
        .with("measures_hash", &close.measures_hash)
        .with("ledger_hash", &close.ledger_hash)
        .with("previous_seal", &close.previous_seal)
        .with("seal", &close.seal);
    store.run("queries/incentive/close/insert.sql", &params)?;
    Ok(())
}

/// True if what is in the store now still has the seals it was closed with.
pub fn is_intact(store: &Store, state: &State) -> Result<bool> {
    let (Some(close), Some((run, _))) = (&state.closed, &state.approved) else {
        return Ok(true);
    };
    let mut now = totals(store, run)?;
    now.forced_reason.clone_from(&close.forced_reason);
    now.findings = close.findings;
    now.previous_seal.clone_from(&close.previous_seal);
    now.seal = seal(run, &now);
    Ok(now == *close)
}
