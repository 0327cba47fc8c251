//! `incentive status` and `diff`

use std::path::PathBuf;

use super::{Bench, Outcome, PlanChoice, changes_table, money, signed, state_word};
use crate::cli::output::{outln, print, table};
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::incentive::ledger::diff::{self, Change};
use crate::incentive::ledger::{Desk, close, runs};
use crate::incentive::words::Words;
use crate::message::say;
use crate::period::{Period, View};

#[derive(clap::Args)]
pub(super) struct Args {
    #[arg(long)]
    quick: bool,
    #[command(flatten)]
    plan: PlanChoice,
}

pub(super) fn run(args: &Args, bench: &Bench<'_>) -> Result<Outcome> {
    let mut plans: Vec<String> = runs::all(bench.store)?.into_iter().map(|run| run.plan_id).collect();
    plans.sort();
    plans.dedup();
    if let Some(asked) = &args.plan.plan_id {
        plans.retain(|plan| plan == asked);
    }
    if plans.is_empty() {
        bench.plan_id(&args.plan, None)?;
    }
    let desk = bench.desk()?;
    let mut outcome = Outcome::Done;
    for plan in plans {
        if !of_plan(&plan, args.quick, &desk, bench)? {
            outcome = Outcome::Findings;
        }
    }
    Ok(outcome)
}

/// The periods of a plan; false if a seal is broken or an amount is no longer what the data says.
fn of_plan(plan_id: &str, quick: bool, desk: &Desk<'_>, bench: &Bench<'_>) -> Result<bool> {
    let states = runs::states(bench.store, plan_id)?;
    // A plan that is another by now, or gone, is no reason to tell nothing.
    let checked = if quick {
        None
    } else {
        desk.discrepancies(plan_id, None, None).ok()
    };
    let mut is_well = true;
    let mut rows = Vec::new();
    for state in &states {
        let run = state.effective.as_ref().unwrap_or(&state.newest);
        let seal = match &state.closed {
            None => String::new(),
            Some(_) if close::is_intact(bench.store, state)? => {
                bench.texts.word("commands.incentive_status.whole").to_owned()
            }
            Some(_) => {
                is_well = false;
                bench.texts.word("commands.incentive_status.broken").to_owned()
            }
        };
        let now = match checked.as_ref().filter(|_| state.effective.is_some()) {
            None => bench.texts.word("commands.incentive_status.not_checked").to_owned(),
            Some(found) if !found.contains_key(&state.period.to_string()) => {
                bench.texts.word("commands.incentive_status.agrees").to_owned()
            }
            Some(found) => {
                let changes = found.get(&state.period.to_string()).into_iter().flatten();
                is_well = false;
                let sum: Decimal = changes.map(Change::by).sum();
                signed(sum)
            }
        };
        rows.push(vec![
            state.period.to_string(),
            state_word(state, &bench.texts).to_owned(),
            run.run_no.to_string(),
            run.people.to_string(),
            money(run.total),
            now,
            runs::findings(bench.store, run.run_no)?.len().to_string(),
            state.approved.as_ref().map(|(_, by)| by.clone()).unwrap_or_default(),
            seal,
        ]);
    }
    let title = states.first().map_or("", |state| state.newest.plan_title.as_str());
    outln!("{title} ({plan_id})")?;
    outln!(
        "{}",
        table(
            &bench.texts.heads("commands.incentive_status.heads"),
            rows,
            &[2, 3, 4, 5, 6]
        )
    )?;
    Ok(is_well)
}

#[derive(clap::Args)]
pub(super) struct Diff {
    #[arg(long, value_name = "P", required_unless_present = "runs")]
    period: Option<String>,
    #[arg(long, value_name = "N", num_args = 2, conflicts_with = "period")]
    runs: Vec<i64>,
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    #[command(flatten)]
    choice: PlanChoice,
}

pub(super) fn diff(args: &Diff, bench: &Bench<'_>) -> Result<Outcome> {
    let desk = bench.desk()?;
    let (before, changes, label) = match (&args.period, args.runs[..].first_chunk::<2>()) {
        (_, Some([from, to])) => {
            let (a, _, changes) = diff::between(bench.store, *from, *to)?;
            let label = say!("commands.diff.runs", from = *from, to = *to);
            (a, changes, label)
        }
        (period, None) => {
            let period: Period = period.as_deref().unwrap_or_default().parse()?;
            let plan_id = bench.plan_id(&args.choice, Some(period))?;
            let state = runs::state(bench.store, &plan_id, period)?;
            let run = state.effective.clone().unwrap_or_else(|| state.newest.clone());
            let asked = args.plan.as_ref().map(|path| bench.plan_path(path));
            let asked = asked.as_ref().map(|(path, name)| (path.as_path(), name.as_str()));
            let changes = if state.effective.is_some() {
                let mut found = desk.discrepancies(&plan_id, Some(period), asked)?;
                found.remove(&period.to_string()).unwrap_or_default()
            } else {
                let plan = desk.plan_of(&run, asked)?;
                let view = View::new(run.period, Some(run.as_of));
                diff::against(bench.store, &run, &desk.calculation(&plan, &run.plan_file, view)?)?
            };
            let state = state_word(&state, &bench.texts).to_owned();
            let label = say!("commands.diff.run", run_no = run.run_no, state);
            (run, changes, label)
        }
    };
    let sum: Decimal = changes.iter().map(Change::by).sum();
    let words = Words::new(&desk.catalog, &runs::names(bench.store, before.run_no)?, bench.locale);
    bench.tell(&say!(
        "commands.diff.done",
        period = before.period.to_string(),
        label,
        rows = changes.len(),
        sum = signed(sum)
    ))?;
    if changes.is_empty() {
        return Ok(Outcome::Done);
    }
    print(changes_table(&changes, &words, bench).as_bytes())?;
    Ok(Outcome::Findings)
}
