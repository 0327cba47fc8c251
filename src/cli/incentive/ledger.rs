//! `incentive approve`, `close` and `rebook`

use std::path::PathBuf;

use super::{Bench, Outcome, PlanChoice, changes_table, money, signed};
use crate::cli::output::print;
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::incentive::ledger::diff::Change;
use crate::incentive::ledger::{close, post, runs};
use crate::incentive::words::Words;
use crate::message::say;
use crate::period::Period;

#[derive(clap::Args)]
pub(super) struct Approve {
    #[arg(long, value_name = "P")]
    period: String,
    #[arg(long, value_name = "NAME")]
    by: String,
    #[command(flatten)]
    plan: PlanChoice,
}

pub(super) fn approve(args: &Approve, bench: &Bench<'_>) -> Result<Outcome> {
    let period: Period = args.period.parse()?;
    let plan_id = bench.plan_id(&args.plan, Some(period))?;
    let done = post::approve(bench.store, &plan_id, period, &args.by)?;
    let (period, run_no) = (period.to_string(), done.run.run_no);
    bench.tell(&if done.is_new {
        say!(
            "commands.approve.done",
            period,
            run_no,
            people = done.run.people.to_string(),
            total = money(done.run.total),
            currency = done.run.currency,
            entries = done.entries.to_string()
        )
    } else {
        say!("commands.approve.already", period, run_no)
    })?;
    if let Some(before) = &done.before {
        let (run_no, total) = (before.run_no, money(before.total));
        bench.tell(&say!("commands.approve.before", run_no, total))?;
    }
    Ok(Outcome::Done)
}

#[derive(clap::Args)]
pub(super) struct Close {
    #[arg(long, value_name = "P")]
    period: String,
    #[arg(long)]
    force: bool,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    plan: PlanChoice,
}

pub(super) fn close(args: &Close, bench: &Bench<'_>) -> Result<Outcome> {
    let period: Period = args.period.parse()?;
    let plan_id = bench.plan_id(&args.plan, Some(period))?;
    let asked = close::Asked {
        force: args.force,
        reason: args.reason.as_deref(),
    };
    let done = close::close(bench.store, &plan_id, period, asked)?;
    bench.tell(&say!(
        "commands.close.done",
        period = period.to_string(),
        people = done.people.to_string(),
        entries = done.entries.to_string(),
        total = money(done.total),
        seal = done.seal
    ))?;
    Ok(Outcome::Done)
}

#[derive(clap::Args)]
pub(super) struct Rebook {
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    choice: PlanChoice,
}

pub(super) fn rebook(args: &Rebook, bench: &Bench<'_>) -> Result<Outcome> {
    let desk = bench.desk()?;
    let asked = args.plan.as_ref().map(|path| bench.plan_path(path));
    let plan_id = match (&args.choice.plan_id, &asked) {
        (None, Some((path, name))) => desk.plan(path, name)?.head.id,
        _ => bench.plan_id(&args.choice, None)?,
    };
    let asked = asked.as_ref().map(|(path, name)| (path.as_path(), name.as_str()));
    let done = desk.rebook(&plan_id, asked, args.dry_run)?;
    if done.periods.is_empty() {
        bench.tell(&say!("commands.rebook.nothing", periods = done.looked_at.to_string()))?;
        return Ok(Outcome::Done);
    }
    let mut sum = Decimal::ZERO;
    for period in &done.periods {
        let names = runs::names(bench.store, period.before.run_no)?;
        let words = Words::new(&desk.catalog, &names, bench.locale);
        let own: Decimal = period.changes.iter().map(Change::by).sum();
        sum += own;
        bench.tell(&say!(
            "commands.rebook.period",
            period = period.before.period.to_string(),
            rows = period.changes.len(),
            sum = signed(own)
        ))?;
        print(changes_table(&period.changes, &words, bench).as_bytes())?;
    }
    let (sum, posted_in) = (signed(sum), done.posted_in.to_string());
    bench.tell(&if args.dry_run {
        say!("commands.rebook.would", sum, posted_in)
    } else {
        say!("commands.rebook.done", sum, posted_in)
    })?;
    Ok(Outcome::Done)
}
