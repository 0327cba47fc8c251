//! `incentive status` and `diff`

use std::path::PathBuf;

use super::{IncentiveCommand, Outcome, PlanChoice, changes_table, money, signed, state_word};
use crate::cli::output::{outln, print, table};
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::incentive::ledger::bridge::bridge;
use crate::incentive::ledger::control::Notes;
use crate::incentive::ledger::diff::{self, Change};
use crate::incentive::ledger::held::hold;
use crate::incentive::ledger::rebook::Discrepancies;
use crate::incentive::ledger::{PayrollContext, runs};
use crate::message::say;
use crate::period::{Period, View};

#[derive(clap::Args)]
pub(super) struct Args {
    #[arg(long)]
    quick: bool,
    #[command(flatten)]
    plan: PlanChoice,
}

pub(super) fn run(args: &Args, command: &IncentiveCommand<'_>) -> Result<Outcome> {
    let mut plans: Vec<String> = runs::all(command.store)?.into_iter().map(|run| run.plan_id).collect();
    plans.sort();
    plans.dedup();
    if let Some(asked) = &args.plan.plan_id {
        plans.retain(|plan| plan == asked);
    }
    if plans.is_empty() {
        command.plan_id(&args.plan, None)?;
    }
    let payroll = command.payroll()?;
    let mut outcome = Outcome::Done;
    let notes = Notes::of(command.workspace)?;
    for plan in plans {
        if !of_plan(&plan, args.quick, &notes, &payroll, command)? {
            outcome = Outcome::Findings;
        }
    }
    let people = &command.workspace.settings.people;
    command.tell(&if people.four_eyes() {
        say!("commands.incentive_status.four_eyes", people = people.approve)
    } else {
        say!("commands.incentive_status.two_eyes")
    })?;
    Ok(outcome)
}

/// The periods of a plan; false if an amount is no longer what the data says.
fn of_plan(
    plan_id: &str,
    quick: bool,
    notes: &Notes,
    payroll: &PayrollContext<'_>,
    command: &IncentiveCommand<'_>,
) -> Result<bool> {
    let states = runs::states(command.store, plan_id)?;
    hold(command.workspace, command.store, plan_id, &states)?;
    let checked = if quick {
        None
    } else {
        against_data(plan_id, payroll, command)?
    };
    let mut is_well = true;
    let mut rows = Vec::new();
    for state in &states {
        let run = state.run();
        let pays = bridge(command.store, run)?;
        let seal = match &state.closed {
            None => String::new(),
            Some(_) => command.texts.word("commands.incentive_status.whole").to_owned(),
        };
        let now = match checked.as_ref().filter(|_| state.effective.is_some()) {
            None => command.texts.word("commands.incentive_status.not_checked").to_owned(),
            Some(found) if !found.contains_key(&state.period.to_string()) => {
                command.texts.word("commands.incentive_status.agrees").to_owned()
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
            if state.effective.is_none() && notes.rejection(run).is_some() {
                command.texts.word("commands.state.rejected").to_owned()
            } else {
                state_word(state, &command.texts).to_owned()
            },
            run.run_no.to_string(),
            run.people.to_string(),
            money(run.total),
            signed(pays.corrections),
            money(pays.to_pay()),
            now,
            runs::findings(command.store, run.run_no)?.len().to_string(),
            state.approved.as_ref().map(|(_, by)| by.clone()).unwrap_or_default(),
            seal,
        ]);
    }
    let title = states.first().map_or("", |state| state.newest.plan_title.as_str());
    outln!("{title} ({plan_id})")?;
    outln!(
        "{}",
        table(
            &command.texts.heads("commands.incentive_status.heads"),
            rows,
            &[2, 3, 4, 5, 6, 7, 8]
        )
    )?;
    Ok(is_well)
}

/// What counts and is not what the data says. A plan that is another by now, or gone, is told and no reason to tell nothing
/// else; of a store that cannot be read nothing can be told.
fn against_data(
    plan_id: &str,
    payroll: &PayrollContext<'_>,
    command: &IncentiveCommand<'_>,
) -> Result<Option<Discrepancies>> {
    match payroll.discrepancies(plan_id, None, None) {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.iter().any(|e| e.is_of_engine() || e.is_of_machine()) => Err(error),
        Err(error) => {
            for error in error.iter() {
                let reason = command.texts.say(&error.message());
                command.context.tell(&say!(
                    "commands.incentive_status.why_not",
                    plan = plan_id.to_owned(),
                    reason
                ));
            }
            Ok(None)
        }
    }
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

pub(super) fn diff(args: &Diff, command: &IncentiveCommand<'_>) -> Result<Outcome> {
    let payroll = command.payroll()?;
    let (before, changes, label) = match (&args.period, args.runs[..].first_chunk::<2>()) {
        (_, Some([from, to])) => {
            let (a, _, changes) = diff::between(command.store, *from, *to)?;
            let label = say!("commands.diff.runs", from = *from, to = *to);
            (a, changes, label)
        }
        (period, None) => {
            let period: Period = period.as_deref().unwrap_or_default().parse()?;
            let plan_id = command.plan_id(&args.choice, Some(period))?;
            let state = runs::state(command.store, &plan_id, period)?;
            let run = state.effective.clone().unwrap_or_else(|| state.newest.clone());
            let asked = args.plan.as_ref().map(|path| command.plan_path(path));
            let asked = asked.as_ref().map(|(path, name)| (path.as_path(), name.as_str()));
            let changes = if state.effective.is_some() {
                let mut found = payroll.discrepancies(&plan_id, Some(period), asked)?;
                found.remove(&period.to_string()).unwrap_or_default()
            } else {
                let plan = payroll.plan_of(&run, asked)?;
                let view = View::new(run.period, Some(run.as_of));
                diff::against(command.store, &run, &payroll.calculation(&plan, &run.plan_file, view)?)?
            };
            let state = state_word(&state, &command.texts).to_owned();
            let label = say!("commands.diff.run", run_no = run.run_no, state);
            (run, changes, label)
        }
    };
    let sum: Decimal = changes.iter().map(Change::by).sum();
    let words = payroll.words(&before, command.locale)?;
    command.tell(&say!(
        "commands.diff.done",
        period = before.period.to_string(),
        label,
        rows = changes.len(),
        sum = signed(sum)
    ))?;
    if changes.is_empty() {
        return Ok(Outcome::Done);
    }
    print(changes_table(&changes, &words, command).as_bytes())?;
    Ok(Outcome::Findings)
}
