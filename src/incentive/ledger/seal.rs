//! The seal of a closed period: a hash over what was measured and paid, and over the seal before it.

use sha2::{Digest as _, Sha256};

use super::error::LedgerError;
use super::rows::{self, Columns, FromRow};
use super::runs::{Close, Run, State};
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::digest::hex;
use crate::store::{Params, Rows, Store};

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
pub(super) fn totals(store: &Store, run: &Run) -> Result<Close> {
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

pub(super) fn params(run: &Run) -> Params {
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

pub(super) fn seal(run: &Run, close: &Close) -> String {
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
pub(super) fn balance(store: &Store, run: &Run) -> Result<()> {
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
