//! Rules across plans in the store: what other plans pay in the period, by their newest runs, and what each of them has to be
//! calculated again for.
//!
//! A run holds its own part of what such rules take or add, so that it is explained, approved and paid as a whole. It stands as
//! long as the other plans pay what they paid when it was made.

use std::collections::{BTreeMap, HashMap};

use sha2::{Digest as _, Sha256};

use super::calculate::PayrollContext;
use super::control::Notes;
use super::gather::Gathered;
use super::rows::{self, Columns};
use super::runs::{self, Run};
use crate::diagnostic::Result;
use crate::digest::hex;
use crate::incentive::Plan;
use crate::incentive::across::{self, Paid};
use crate::incentive::engine::outcome::{Outcome, PersonOutcome};
use crate::incentive::input::{Earlier, first_of_year};
use crate::incentive::number::Number;
use crate::incentive::plan::{Known, read};
use crate::incentive::trace::Note;
use crate::metrics::Catalog;
use crate::period::Period;
use crate::store::{Params, Store};
use crate::workspace::Workspace;

/// A plan of the period.
#[derive(Default)]
struct Other {
    outcome: Outcome,
    ledger: HashMap<String, Vec<Earlier>>,
}

impl PayrollContext<'_> {
    /// Lets the rules across plans act on what `plan` comes to, beside the newest runs of all others; the hash of what those pay.
    pub(super) fn hold_across(
        &self,
        plan: &Plan,
        period: Period,
        gathered: &Gathered,
        outcome: &mut Outcome,
    ) -> Result<Option<String>> {
        let Some(across) = &plan.across else {
            return Ok(None);
        };
        // What other plans read of this run later.
        for person in &mut outcome.people {
            if let (Some(reason), Some(total)) = (person.barred.clone(), person.trace.last_mut()) {
                total.notes.push(Note::Barred(reason));
            }
        }
        let (mut others, hash) = others(self.workspace, self.store, across, (&plan.head.id, period))?;
        let mut own = Other {
            outcome: std::mem::take(outcome),
            ledger: HashMap::new(),
        };
        let mut plans: BTreeMap<&str, Paid<'_>> = BTreeMap::new();
        for (id, other) in &mut others {
            let paid = Paid {
                people: &[],
                ledger: &other.ledger,
                outcome: &mut other.outcome,
            };
            plans.insert(id, paid);
        }
        let paid = Paid {
            people: &gathered.input.people,
            ledger: &gathered.input.ledger,
            outcome: &mut own.outcome,
        };
        plans.insert(&plan.head.id, paid);
        let mut plans: Vec<Paid<'_>> = plans.into_values().collect();
        across::apply(across, period, &mut plans)?;
        drop(plans);
        *outcome = own.outcome;
        Ok(Some(hash))
    }

    /// Other plans whose newest runs of the period were made on something else than what is paid beside them now.
    pub(super) fn unheld(&self, plan: &Plan, period: Period) -> Result<Vec<String>> {
        let Some(across) = &plan.across else {
            return Ok(Vec::new());
        };
        let params = Params::none()
            .with("plan_id", &plan.head.id)
            .with("period", &period.to_string())
            .with("rejected", &rejected(self.workspace, self.store)?);
        let mut unheld = Vec::new();
        for row in rows::raw(self.store, "across/runs", &params)?.iter() {
            let (id, inputs) = (row.text("plan_id"), row.text("inputs"));
            if !is_held(self.workspace, self.store, across, (&id, &inputs), period)? {
                unheld.push(id);
            }
        }
        Ok(unheld)
    }
}

/// True if a run was made on what other plans pay in the period now, where rules across plans were kept with it.
pub(super) fn still_holds(workspace: &Workspace, store: &Store, run: &Run) -> Result<bool> {
    let kept = runs::plan_files(store, run.run_no)?;
    if kept.iter().all(|(file, _)| file != read::ACROSS) {
        return Ok(true);
    }
    let known = Known::of_catalog(&Catalog::load(&workspace.library)?);
    let plan = read::parse_kept(&kept, &run.plan_file, &known)?;
    match &plan.across {
        Some(across) => is_held(workspace, store, across, (&run.plan_id, &run.inputs), run.period),
        None => Ok(true),
    }
}

fn is_held(
    workspace: &Workspace,
    store: &Store,
    across: &Plan,
    (plan_id, inputs): (&str, &str),
    period: Period,
) -> Result<bool> {
    let (_, hash) = others(workspace, store, across, (plan_id, period))?;
    Ok(inputs.contains(&format!("\"across\":\"{hash}\"")))
}

/// The runs that are not to count, which the record knows, as one text.
fn rejected(workspace: &Workspace, store: &Store) -> Result<String> {
    let notes = Notes::of(workspace)?;
    let runs = runs::all(store)?;
    let rejected = runs.iter().filter(|run| notes.rejection(run).is_some());
    let numbers: Vec<String> = rejected.map(|run| run.run_no.to_string()).collect();
    Ok(numbers.join(" "))
}

/// What all plans but `plan_id` pay in the period before rules across plans, with the hash of it, and what they paid earlier.
fn others(
    workspace: &Workspace,
    store: &Store,
    across: &Plan,
    (plan_id, period): (&str, Period),
) -> Result<(BTreeMap<String, Other>, String)> {
    let ids: Vec<&str> = across.rules.kinds().flat_map(|kind| kind.ids()).collect();
    let params = Params::none()
        .with("plan_id", plan_id)
        .with("period", &period.to_string())
        .with("first_on", period.first_on())
        .with("year_on", first_of_year(period.last_on()))
        .with("whole_year", across.reads().whole_year)
        .with("rejected", &rejected(workspace, store)?)
        .with("ids", &ids.join(" "));
    let (mut others, mut hash): (BTreeMap<String, Other>, _) = (BTreeMap::new(), Sha256::new());
    for row in rows::raw(store, "across/paid", &params)?.iter() {
        let row = Columns::new("across/paid", row);
        let (plan, specialist): (String, String) = row.pair(("plan_id", "specialist_id"))?;
        let (pay, is_barred): (Number, bool) = row.pair(("pay", "is_barred"))?;
        for part in [&plan, &specialist, &pay.exact(), &is_barred.to_string()] {
            hash.update(part);
            hash.update([0x1f]);
        }
        others.entry(plan).or_default().outcome.people.push(PersonOutcome {
            specialist,
            barred: is_barred.then(String::new),
            pay,
            rows: Vec::new(),
            trace: Vec::new(),
        });
    }
    for row in rows::raw(store, "across/earlier", &params)?.iter() {
        let row = Columns::new("across/earlier", row);
        let (plan, specialist): (String, String) = row.pair(("plan_id", "specialist_id"))?;
        let earlier = Earlier {
            period: row.get("period")?,
            node: row.get("node")?,
            amount: row.get("amount")?,
        };
        for part in [
            &plan,
            &specialist,
            &earlier.period.to_string(),
            &earlier.node.to_string(),
            &earlier.amount.exact(),
        ] {
            hash.update(part);
            hash.update([0x1f]);
        }
        let own = others.entry(plan).or_default().ledger.entry(specialist).or_default();
        own.push(earlier);
    }
    Ok((others, hex(&hash.finalize())))
}
