//! Approving: the rows of a run into the ledger, where they count from then on.
//!
//! The ledger only grows. A period that is approved again, with another run, gets the differences as pairs: a
//! `reversal:` row that takes the earlier amount off and a `rebook:` row with the new one.

use super::error::LedgerError;
use super::rows;
use super::runs::{self, APPROVE, Run};
use crate::books::{self, Decided};
use crate::diagnostic::Result;
use crate::incentive::engine::outcome::FindingKind;
use crate::period::Period;
use crate::store::{Params, Statement, Store};
use crate::workspace::Workspace;

/// What approving did.
pub struct Approved {
    /// The run that counts now.
    pub run: Run,
    /// False if it counted already.
    pub is_new: bool,
    /// Ledger rows added.
    pub entries: i64,
    /// The run that counted before.
    pub before: Option<Run>,
}

/// Makes the newest run of a period count, in the name of `by`.
pub fn approve(workspace: &Workspace, store: &Store, plan_id: &str, period: Period, by: &str) -> Result<Approved> {
    approve_for(workspace, store, (plan_id, period), by, None)
}

/// The same, also of a period the data do not cover if there is a `reason`, which is kept beside the name.
pub fn approve_for(
    workspace: &Workspace,
    store: &Store,
    (plan_id, period): (&str, Period),
    by: &str,
    reason: Option<&str>,
) -> Result<Approved> {
    if by.trim().is_empty() {
        return Err(LedgerError::NameNeeded.into());
    }
    let states = runs::states(store, plan_id)?;
    let state = runs::state(store, plan_id, period)?;
    let written = period.to_string();
    if state.closed.is_some() {
        return Err(LedgerError::Closed { period: written }.into());
    }
    let before = states.iter().filter(|s| s.period.first_on() < period.first_on());
    if let Some(open) = before.into_iter().find(|s| s.approved.is_none()) {
        return Err(LedgerError::EarlierFirst {
            period: written,
            earlier: open.period.to_string(),
            wanted: "approved",
        }
        .into());
    }
    let run = state.newest.clone();
    let counted = state.effective.clone();
    if counted.as_ref().is_some_and(|counted| counted.run_no == run.run_no) {
        return Ok(Approved {
            run,
            is_new: false,
            entries: 0,
            before: None,
        });
    }
    let uncovered: Vec<String> = runs::findings(store, run.run_no)?
        .into_iter()
        .filter(|finding| finding.kind == FindingKind::Uncovered.word())
        .map(|finding| format!("{} {}", finding.node, finding.detail).trim().to_owned())
        .collect();
    let reason = reason.filter(|_| !uncovered.is_empty());
    if !uncovered.is_empty() && reason.is_none() {
        return Err(LedgerError::NotCovered {
            period: written,
            tables: uncovered,
        }
        .into());
    }
    let by = match reason {
        Some(reason) => format!("{} ({reason})", by.trim()),
        None => by.trim().to_owned(),
    };
    super::gather::begin(store, plan_id)?;
    let earlier = runs::effective(store, period.first_on())?;
    if !run.inputs.contains(&format!("\"earlier_runs\":\"{earlier}\"")) {
        let run_no = run.run_no;
        return Err(LedgerError::Stale {
            period: written,
            run_no,
        }
        .into());
    }
    let posting = Posting {
        kind: APPROVE,
        run: &run,
        over: counted.as_ref().map(|run| run.run_no),
        posted_in: period,
        by: Some(&by),
    };
    let entries = books::decide(workspace, store, posting.by, || {
        let decided = vec![Decided::Posted { run: run.run_no }];
        Ok((post(store, &posting)?, decided))
    })?;
    Ok(Approved {
        run,
        is_new: true,
        entries,
        before: counted,
    })
}

/// A run that is to count.
pub(super) struct Posting<'a> {
    pub(super) kind: &'static str,
    pub(super) run: &'a Run,
    /// The run that counted before.
    pub(super) over: Option<i64>,
    pub(super) posted_in: Period,
    pub(super) by: Option<&'a str>,
}

/// Writes a posting and its ledger rows; how many. The caller has a transaction.
pub(super) fn post(store: &Store, posting: &Posting<'_>) -> Result<i64> {
    let next: Option<i64> = rows::value(store, "ledger/posting_next", &Params::none(), "posting_no")?;
    let posting_no = next.unwrap_or(1);
    let run = posting.run;
    let params = Params::none()
        .with("posting_no", posting_no)
        .with("kind", posting.kind)
        .with("plan_id", &run.plan_id)
        .with("period", &run.period.to_string())
        .with("first_on", run.period.first_on())
        .with("run_no", run.run_no)
        .with("from_run", posting.over)
        .with("to_run", run.run_no)
        .with("posted_in", &posting.posted_in.to_string())
        .with("by_name", posting.by);
    store.run("queries/incentive/ledger/posting_insert.sql", &params)?;
    let file = |name: &str| store.library().get(&format!("queries/incentive/{name}.sql"));
    let statement = match posting.over {
        None => Statement::of(file("ledger/first")?),
        Some(_) => Statement::wrap(file("ledger/pairs")?, file("review/changes")?)?,
    };
    let entries = store.execute(&statement, &params)?;
    Ok(i64::try_from(entries).unwrap_or(i64::MAX))
}
