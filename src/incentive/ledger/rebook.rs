//! Rebooking: closed periods against what is known now, and the differences into the first open period.
//!
//! Periods are calculated anew in their order, each on what the ones before come to now; what differs is posted as pairs
//! of `reversal:` and `rebook:` rows that belong to the period they are about and are paid with the first open one. The
//! sum of a period's rows then is what a calculation from scratch pays, and a second run finds nothing.

use std::collections::BTreeMap;
use std::path::Path;

use super::calculate::PayrollContext;
use super::calculation::Calculation;
use super::control::{Right, allow, said};
use super::diff::{Change, against};
use super::post::{Posting, post};
use super::runs::{self, REBOOK, Run, State};
use super::{error::LedgerError, gather, save};
use crate::books::{self, Decided, Said};
use crate::diagnostic::Result;
use crate::incentive::Plan;
use crate::period::{Period, View};
use crate::store::{Params, Store};

/// What rebooking did, or would do.
pub struct Rebooked {
    /// The period that pays the differences.
    pub posted_in: Period,
    pub periods: Vec<RebookedPeriod>,
    /// How many closed periods were looked at.
    pub looked_at: usize,
}

/// A closed period that differs.
pub struct RebookedPeriod {
    pub before: Run,
    /// The number of the new run.
    pub run_no: i64,
    pub changes: Vec<Change>,
}

/// What counts and is not what the data says, by period.
pub type Discrepancies = BTreeMap<String, Vec<Change>>;

/// What is done about what differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted<'a> {
    /// It is told.
    Look,
    /// It is posted, in the name of `by`.
    Post { by: Option<&'a str>, reason: &'a str },
}

/// The plans by the hash of the runs they made.
type Plans = Vec<(String, Plan)>;

impl PayrollContext<'_> {
    /// Looks at every closed period of a plan; `wanted` says what is done about what differs.
    pub fn rebook(&self, plan_id: &str, asked: Option<(&Path, &str)>, wanted: Wanted<'_>) -> Result<Rebooked> {
        let by = match wanted {
            Wanted::Look => None,
            Wanted::Post { reason, .. } if reason.trim().is_empty() => return Err(LedgerError::ReasonNeeded.into()),
            Wanted::Post { by, .. } => allow(&self.workspace.settings.people, Right::Rebook, by)?,
        };
        let states = runs::states(self.store, plan_id)?;
        let closed: Vec<&State> = states.iter().filter(|state| state.closed.is_some()).collect();
        let last = states.iter().rfind(|state| state.approved.is_some());
        let Some(last) = last.filter(|_| !closed.is_empty()) else {
            let plan = plan_id.to_owned();
            return Err(LedgerError::NothingClosed { plan }.into());
        };
        let posted_in = last.period.next();
        let plans = self.plans_of(&closed, asked)?;
        let found = self.known_better(plan_id, &closed, &plans)?;
        if let Wanted::Post { reason, .. } = wanted
            && !found.is_empty()
        {
            let by = by.as_deref();
            books::decide(self.workspace, self.store, by, || {
                let runs = write(self.store, &found, posted_in, by)?;
                let decided = runs.iter().map(|run| Decided::Posted {
                    run: run.run_no,
                    said: Said {
                        reason: Some(reason.trim().to_owned()),
                        ..said(run)
                    },
                });
                Ok(((), decided.collect()))
            })?;
        }
        Ok(Rebooked {
            posted_in,
            periods: found.into_iter().map(|(period, _)| period).collect(),
            looked_at: closed.len(),
        })
    }

    /// What counts for the periods of a plan and is not what the data of today says, by period, up to `last`.
    pub fn discrepancies(
        &self,
        plan_id: &str,
        last: Option<Period>,
        asked: Option<(&Path, &str)>,
    ) -> Result<Discrepancies> {
        let states = runs::states(self.store, plan_id)?;
        let is_asked = |state: &&State| last.is_none_or(|last| state.period.first_on() <= last.first_on());
        let counted: Vec<&State> = states
            .iter()
            .filter(|s| s.effective.is_some())
            .filter(is_asked)
            .collect();
        let plans = self.plans_of(&counted, asked)?;
        let found = self.known_better(plan_id, &counted, &plans)?;
        let changes = found.into_iter().map(|(p, _)| (p.before.period.to_string(), p.changes));
        Ok(changes.collect())
    }

    fn plans_of(&self, states: &[&State], asked: Option<(&Path, &str)>) -> Result<Plans> {
        let mut plans = Plans::new();
        for run in states.iter().filter_map(|state| state.effective.as_ref()) {
            if plans.iter().all(|(hash, _)| *hash != run.plan_hash) {
                plans.push((run.plan_hash.clone(), self.plan_of(run, asked)?));
            }
        }
        Ok(plans)
    }

    /// The periods calculated anew in their order, each on what the ones before come to now: those that differ.
    fn known_better<'p>(
        &self,
        plan_id: &str,
        states: &[&State],
        plans: &'p Plans,
    ) -> Result<Vec<(RebookedPeriod, Calculation<'p>)>> {
        gather::begin(self.store, plan_id)?;
        let mut run_no = runs::next_run_no(self.store)?;
        let mut found = Vec::new();
        for before in states.iter().filter_map(|state| state.effective.as_ref()) {
            let Some((_, plan)) = plans.iter().find(|(hash, _)| *hash == before.plan_hash) else {
                continue;
            };
            let view = View::new(before.period, Some(before.as_of));
            let calculation = self.calculation_after(plan, &before.plan_file, view)?;
            let changes = against(self.store, before, &calculation)?;
            if changes.is_empty() {
                continue;
            }
            self.let_count(run_no, before.period, &calculation)?;
            let period = RebookedPeriod {
                before: before.clone(),
                run_no,
                changes,
            };
            found.push((period, calculation));
            run_no += 1;
        }
        Ok(found)
    }

    /// Later periods are calculated on this one from here on.
    fn let_count(&self, run_no: i64, period: Period, calculation: &Calculation<'_>) -> Result<()> {
        save::pending(self.store, run_no, &calculation.outcome)?;
        let params = Params::none()
            .with("run_no", run_no)
            .with("period", &period.to_string());
        self.store.run("queries/incentive/effective/set.sql", &params)?;
        Ok(())
    }
}

fn write(
    store: &Store,
    found: &[(RebookedPeriod, Calculation<'_>)],
    posted_in: Period,
    by: Option<&str>,
) -> Result<Vec<Run>> {
    let mut runs = Vec::new();
    for (period, calculation) in found {
        save::run(store, period.run_no, REBOOK, calculation)?;
        let run = runs::run(store, period.run_no)?;
        let posting = Posting {
            kind: REBOOK,
            run: &run,
            over: Some(period.before.run_no),
            posted_in,
            by,
        };
        post(store, &posting)?;
        runs.push(run);
    }
    Ok(runs)
}
