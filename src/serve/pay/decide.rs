//! Approving a run of pay, or rejecting it, in the browser: by somebody who did not prepare it, and exactly what that person has
//! seen. It is the decision of the command line, by the same code; the store is opened for it alone.

use std::sync::{Mutex, PoisonError};

use serde::Deserialize;

use super::runs::company;
use crate::books;
use crate::decimal::Decimal;
use crate::diagnostic::{Error, Exit, Result as Outcome};
use crate::incentive::ledger::bridge::bridge;
use crate::incentive::ledger::control::Notes;
use crate::incentive::ledger::post;
use crate::incentive::ledger::runs::{self, Run};
use crate::message::{Say, say};
use crate::period::Period;
use crate::serve::asked::Asked;
use crate::serve::page::{Page, PageContext, PageError, Route, wrong_field};
use crate::serve::rights::Right;
use crate::serve::state::{Act, ActKind};
use crate::serve::viewer::Viewer;
use crate::store::{Params, Store};

pub(super) const APPROVE: Route = Route::post("/pay/runs/{run}/approve", Right::ApprovePay, approve);
pub(super) const REJECT: Route = Route::post("/pay/runs/{run}/reject", Right::ApprovePay, reject);

/// One decision at a time: the engine must not open a store twice in one process.
static ALONE: Mutex<()> = Mutex::new(());

/// The run, and what it came to where the decision was made.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decided {
    run: i64,
    results: String,
    to_pay: String,
    reason: Option<String>,
}

fn approve(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let decided: Decided = asked.read()?;
    let reason = decided.reason.as_deref().map(str::trim);
    decide(page, viewer, asked, (&decided, ActKind::PayApproved), |store, run| {
        let of = (run.plan_id.as_str(), run.period);
        post::approve_for(&page.workspace, store, of, viewer.name(), reason).map(drop)
    })
}

fn reject(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let decided: Decided = asked.read()?;
    let reason = decided.reason.as_deref().ok_or_else(|| wrong_field("reason"))?;
    decide(page, viewer, asked, (&decided, ActKind::PayRejected), |store, run| {
        post::reject(&page.workspace, store, &run.plan_id, run.period, viewer.name(), reason).map(drop)
    })
}

/// Makes a decision about the run that was seen, after it was written down who makes it.
fn decide(
    page: &PageContext,
    viewer: &Viewer,
    asked: &Asked,
    (decided, kind): (&Decided, ActKind),
    make: impl FnOnce(&Store, &Run) -> Outcome<()>,
) -> Result<Page, PageError> {
    let seen = company(viewer, Right::ApprovePay)?;
    let rows = page
        .pay()?
        .rows("run", &seen, Params::none().with("run", decided.run))?;
    let row = rows.first().ok_or(PageError::NotFound)?;
    let (plan, period) = (row.text("plan_id"), row.text("period"));
    let of: Period = period.parse()?;
    let to_pay: Decimal = decided.to_pay.parse().map_err(|_| wrong_field("to_pay"))?;
    let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let (store, _) = books::open(&page.workspace, &[]).map_err(told)?;
    let state = runs::state(&store, &plan, of).map_err(told)?;
    let counts = state.effective.map(|run| run.run_no);
    let run = state.newest;
    let is_seen = (run.run_no, &run.result_hash) == (decided.run, &decided.results) && counts != Some(run.run_no);
    if !is_seen || bridge(&store, &run)?.to_pay() != to_pay {
        return Err(PageError::Refused(say!("serve.pay.changed")));
    }
    let notes = Notes::of(&page.workspace)?;
    for name in [viewer.name(), viewer.user()] {
        notes.second_person(&run, name).map_err(told)?;
    }
    let about = format!("{plan} {period} {}", run.run_no);
    let act = |kind| Act::new(kind).about(&about).with("amount", to_pay.to_string());
    page.note(viewer, asked, act(kind))?;
    if let Err(error) = make(&store, &run) {
        page.note(viewer, asked, act(ActKind::PayRefused))?;
        return Err(told(error));
    }
    drop((store, alone));
    Ok(Page::Moved(format!("/pay/runs/{}", decided.run)))
}

/// What stands in the way, for who decides; a mistake of ours is told by its number.
fn told(error: Error) -> PageError {
    if error.iter().any(crate::diagnostic::Diagnose::will_pass) {
        return PageError::Refused(say!("serve.pay.store_in_use"));
    }
    let first = error.iter().next().map(Say::message);
    match (error.exit(), first) {
        (Exit::Input | Exit::Findings, Some(first)) => PageError::Refused(first),
        _ => PageError::Failed(error),
    }
}
