//! Approving: the rows of a run into the ledger, where they count from then on.
//!
//! The ledger only grows. A period that is approved again, with another run, gets the differences as pairs: a
//! `reversal:` row that takes the earlier amount off and a `rebook:` row with the new one.

use super::across;
use super::bridge::{Bridge, bridge};
use super::control::{Notes, Right, again, allow, noted, said};
use super::error::LedgerError;
use super::rows;
use super::runs::{self, APPROVE, Run, State};
use crate::books::{self, Decided, FIRST, Said};
use crate::diagnostic::Result;
use crate::incentive::engine::outcome::FindingKind;
use crate::message::{Message, say};
use crate::period::Period;
use crate::store::{Params, Statement, Store};
use crate::workspace::{PaySettings, Workspace};

/// What approving did.
pub struct Approved {
    /// The run that counts now.
    pub run: Run,
    /// What its period pays.
    pub bridge: Bridge,
    /// False if it counted already.
    pub is_new: bool,
    /// Why a second person has to approve before it counts; empty if it counts.
    pub second: Vec<Message>,
    /// Ledger rows added.
    pub entries: i64,
    /// The run that counted before.
    pub before: Option<Run>,
}

/// Makes the newest run of a period count, in the name of `by`.
pub fn approve(workspace: &Workspace, store: &Store, plan_id: &str, period: Period, by: &str) -> Result<Approved> {
    approve_for(workspace, store, (plan_id, period), by, None)
}

/// The same, also of a period the data do not cover if there is a `reason`, which the record keeps.
pub fn approve_for(
    workspace: &Workspace,
    store: &Store,
    (plan_id, period): (&str, Period),
    by: &str,
    reason: Option<&str>,
) -> Result<Approved> {
    let people = &workspace.settings.people;
    let by = allow(people, Right::Approve, Some(by))?.unwrap_or_default();
    let states = runs::states(store, plan_id)?;
    let state = runs::state(store, plan_id, period)?;
    let written = period.to_string();
    if state.closed.is_some() {
        let plan = plan_id.to_owned();
        return Err(LedgerError::Closed { period: written, plan }.into());
    }
    let earlier = || states.iter().filter(|s| s.period.first_on() < period.first_on());
    if let Some(open) = earlier().find(|s| s.approved.is_none()) {
        return Err(LedgerError::EarlierFirst {
            period: written,
            earlier: open.period.to_string(),
            wanted: "approved",
            plan: plan_id.to_owned(),
        }
        .into());
    }
    let run = state.newest.clone();
    let bridge = bridge(store, &run)?;
    let counted = state.effective.clone();
    if counted.as_ref().is_some_and(|counted| counted.run_no == run.run_no) {
        return Ok(Approved {
            run,
            bridge,
            is_new: false,
            second: Vec::new(),
            entries: 0,
            before: None,
        });
    }
    let reason = covered(store, &run, reason)?;
    stands(workspace, store, &run)?;
    let notes = Notes::of(workspace)?;
    notes.four_eyes(people, &run, &by)?;
    let said = Said {
        to_pay: Some(bridge.to_pay().to_string()),
        reason: reason.map(str::to_owned),
        ..said(&run)
    };
    let second = why_second(store, &workspace.settings.pay, earlier().next_back(), &run, &bridge)?;
    let first = notes
        .first_approval(&run, bridge.to_pay())
        .filter(|_| !second.is_empty());
    let first = first.and_then(|note| note.person.clone());
    if !second.is_empty() && first.is_none() {
        books::decide(workspace, store, Some(&by), || {
            let step = Decided::Noted {
                kind: FIRST,
                plan: plan_id.to_owned(),
                period: written,
                noted: noted(&run, said),
            };
            Ok(((), vec![step]))
        })?;
        return Ok(Approved {
            run,
            bridge,
            is_new: true,
            second,
            entries: 0,
            before: None,
        });
    }
    if first.as_ref() == Some(&by) {
        let (person, run_no) = (by, run.run_no);
        return Err(LedgerError::SecondNeeded { person, run_no }.into());
    }
    let posting = Posting {
        kind: APPROVE,
        run: &run,
        over: counted.as_ref().map(|run| run.run_no),
        posted_in: period,
        by: Some(&by),
    };
    let entries = books::decide(workspace, store, posting.by, || {
        let run = run.run_no;
        let said = Said { first, ..said };
        let decided = vec![Decided::Posted { run, said }];
        Ok((post(store, &posting)?, decided))
    })?;
    Ok(Approved {
        run,
        bridge,
        is_new: true,
        second: Vec::new(),
        entries,
        before: counted,
    })
}

/// Why the run may count though the data do not cover its period, if they do not; without a reason it may not.
fn covered<'r>(store: &Store, run: &Run, reason: Option<&'r str>) -> Result<Option<&'r str>> {
    let tables: Vec<String> = runs::findings(store, run.run_no)?
        .into_iter()
        .filter(|finding| finding.kind == FindingKind::Uncovered.word())
        .map(|finding| format!("{} {}", finding.node, finding.detail).trim().to_owned())
        .collect();
    if tables.is_empty() {
        return Ok(None);
    }
    if reason.is_none() {
        let period = run.period.to_string();
        return Err(LedgerError::Uncovered { period, tables }.into());
    }
    Ok(reason)
}

/// What the run was made of still holds: the runs before it are the same, other plans pay what rules across plans found, and none
/// has paid its adjustments.
fn stands(workspace: &Workspace, store: &Store, run: &Run) -> Result<()> {
    super::gather::begin(store, &run.plan_id)?;
    let counting = runs::effective(store, run.period.first_on())?;
    if !run.inputs.contains(&format!("\"earlier_runs\":\"{counting}\"")) {
        return Err(LedgerError::Stale {
            period: run.period.to_string(),
            run_no: run.run_no,
            again: again(run),
        }
        .into());
    }
    if !across::still_holds(workspace, store, run)? {
        return Err(LedgerError::AcrossChanged {
            period: run.period.to_string(),
            run_no: run.run_no,
            again: again(run),
        }
        .into());
    }
    if let Some(paid) = rows::raw(store, "ledger/paid_elsewhere", &super::seal::params(run))?.first() {
        return Err(LedgerError::PaidElsewhere {
            adjustment: paid.text("adjustment_id"),
            plan: paid.text("plan_id"),
            again: again(run),
        }
        .into());
    }
    Ok(())
}

/// What asks for a second approval of what a period pays.
fn why_second(
    store: &Store,
    limits: &PaySettings,
    before: Option<&State>,
    run: &Run,
    pays: &Bridge,
) -> Result<Vec<Message>> {
    let to_pay = pays.to_pay();
    let money = crate::decimal::money;
    let mut why = Vec::new();
    let (above, change, single) = (limits.second_above, limits.second_change, limits.second_adjustment);
    if !above.is_zero() && to_pay > above {
        why.push(say!(
            "commands.approve.above",
            to_pay = money(to_pay),
            limit = money(above)
        ));
    }
    if let Some((approved, _)) = before
        .and_then(|state| state.approved.as_ref())
        .filter(|_| !change.is_zero())
    {
        let was = bridge(store, approved)?.to_pay();
        if (to_pay - was).abs() > change * was.abs() {
            let (period, was, now) = (approved.period.to_string(), money(was), money(to_pay));
            why.push(say!("commands.approve.change", period, was, now));
        }
    }
    if !single.is_zero() {
        let params = super::seal::params(run).with("limit", single);
        for row in rows::raw(store, "ledger/large_adjustments", &params)?.iter() {
            let (specialist, node) = (row.text("specialist_id"), row.text("node"));
            let amount = money(row.decimal("amount").unwrap_or_default());
            why.push(say!("commands.approve.adjustment", specialist, node, amount));
        }
    }
    Ok(why)
}

/// Notes that the newest run of a period is not to count.
pub fn reject(
    workspace: &Workspace,
    store: &Store,
    plan_id: &str,
    period: Period,
    by: &str,
    reason: &str,
) -> Result<Run> {
    let by = allow(&workspace.settings.people, Right::Approve, Some(by))?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(LedgerError::ReasonNeeded.into());
    }
    let state = runs::state(store, plan_id, period)?;
    let (run, plan, written) = (state.newest, plan_id.to_owned(), period.to_string());
    if state.closed.is_some() {
        return Err(LedgerError::Closed { period: written, plan }.into());
    }
    if state.effective.is_some_and(|counted| counted.run_no == run.run_no) {
        let run_no = run.run_no;
        return Err(LedgerError::Counts {
            period: written,
            run_no,
        }
        .into());
    }
    let said = Said {
        reason: Some(reason.to_owned()),
        ..said(&run)
    };
    books::decide(workspace, store, by.as_deref(), || {
        let step = Decided::Noted {
            kind: books::REJECT,
            plan,
            period: written,
            noted: noted(&run, said),
        };
        Ok(((), vec![step]))
    })?;
    Ok(run)
}

/// Takes the runs of a plan that never counted out of the store; those of one period, or all.
pub fn put_away(
    workspace: &Workspace,
    store: &Store,
    plan_id: &str,
    period: Option<Period>,
    (by, reason): (Option<&str>, &str),
) -> Result<Vec<Run>> {
    let by = allow(&workspace.settings.people, Right::Calculate, by)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(LedgerError::ReasonNeeded.into());
    }
    let unposted: Vec<i64> = books::unposted(store)?.iter().map(|run| run.run).collect();
    let mut runs = runs::of_plan(store, plan_id, period)?;
    runs.retain(|run| unposted.contains(&run.run_no));
    if runs.is_empty() {
        let plan = plan_id.to_owned();
        return Err(LedgerError::NothingLoose { plan }.into());
    }
    books::decide(workspace, store, by.as_deref(), || {
        let mut steps = Vec::new();
        for run in &runs {
            books::forget_run(store, run.run_no)?;
            let reason = Some(reason.to_owned());
            steps.push(Decided::Noted {
                kind: books::PUT_AWAY,
                plan: run.plan_id.clone(),
                period: run.period.to_string(),
                noted: noted(run, Said { reason, ..said(run) }),
            });
        }
        Ok(((), steps))
    })?;
    Ok(runs)
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
