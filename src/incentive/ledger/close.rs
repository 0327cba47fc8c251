//! Closing: control totals and a seal, so that nothing of a period can change unseen.

use super::control::{Right, allow};
use super::error::LedgerError;
use super::held::hold;
use super::runs::{self, Close, Run, State};
use super::seal::{params, seal, totals};
use crate::books::{self, Decided};
use crate::diagnostic::Result;
use crate::period::Period;
use crate::store::Store;
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
    let by = allow(&workspace.settings.people, Right::Close, asked.by)?;
    let plan = plan_id.to_owned();
    let states = runs::states(store, plan_id)?;
    let state = runs::state(store, plan_id, period)?;
    if state.closed.is_some() {
        return Err(LedgerError::Closed { period: written, plan }.into());
    }
    let Some((run, _)) = &state.approved else {
        return Err(LedgerError::NotApproved { period: written, plan }.into());
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
            plan,
        }
        .into());
    }
    if state.newest.run_no > run.run_no && state.newest.result_hash != run.result_hash && !asked.force {
        let newest = state.newest.run_no;
        let run_no = run.run_no;
        return Err(LedgerError::NewerRun {
            period: written,
            run_no,
            newest,
            plan,
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
            plan,
        }
        .into());
    }
    let previous = earlier.last().and_then(|s| s.closed.as_ref()).map(|c| c.seal.clone());
    let mut close = totals(store, run)?;
    close.forced_reason = reason.filter(|_| asked.force).map(ToOwned::to_owned);
    close.findings = i64::try_from(findings.len()).unwrap_or(i64::MAX);
    close.previous_seal = previous.unwrap_or_default();
    close.seal = seal(run, &close);
    hold(workspace, store, plan_id, std::slice::from_ref(&state))?;
    books::decide(workspace, store, by.as_deref(), || {
        let (plan, period) = (run.plan_id.clone(), written);
        insert(store, run, &close)?;
        Ok(((), vec![Decided::Closed { plan, period }]))
    })?;
    Ok(close)
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
