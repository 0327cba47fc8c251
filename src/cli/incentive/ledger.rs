//! `incentive approve`, `close` and `rebook`

use std::path::PathBuf;

use super::{IncentiveCommand, Outcome, PlanChoice, bridge_line, changes_table, money, signed};
use crate::cli::engine::{self, Steps};
use crate::cli::output::{outln, print};
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::incentive::ledger::diff::Change;
use crate::incentive::ledger::rebook::Wanted;
use crate::incentive::ledger::{close, post};
use crate::message::say;
use crate::period::Period;

#[derive(clap::Args)]
pub(super) struct Approve {
    #[arg(long, value_name = "P")]
    period: String,
    #[arg(long = "as", alias = "by", value_name = "NAME")]
    by: String,
    #[arg(long, requires = "reason")]
    force: bool,
    #[arg(long, value_name = "TEXT", requires = "force")]
    reason: Option<String>,
    #[command(flatten)]
    plan: PlanChoice,
}

pub(super) fn approve(args: &Approve, command: &IncentiveCommand<'_>) -> Result<Outcome> {
    let period: Period = args.period.parse()?;
    let plan_id = command.plan_id(&args.plan, Some(period))?;
    let reason = args
        .reason
        .as_deref()
        .map(str::trim)
        .filter(|text| args.force && !text.is_empty());
    let asked = (plan_id.as_str(), period);
    let done = post::approve_for(command.workspace, command.store, asked, &args.by, reason)?;
    let (period, run_no) = (period.to_string(), done.run.run_no);
    command.tell(&if !done.second.is_empty() {
        let why = done.second.clone();
        say!("commands.approve.first", period, run_no, why)
    } else if done.is_new {
        say!(
            "commands.approve.done",
            period,
            run_no,
            people = done.run.people.to_string(),
            total = money(done.bridge.to_pay()),
            currency = done.run.currency,
            entries = done.entries.to_string()
        )
    } else {
        say!("commands.approve.already", period, run_no)
    })?;
    outln!("{}", bridge_line(&done.bridge, &done.run.currency, command))?;
    if let Some(before) = &done.before {
        let (run_no, total) = (before.run_no, money(before.total));
        command.tell(&say!("commands.approve.before", run_no, total))?;
    }
    Ok(Outcome::Done)
}

#[derive(clap::Args)]
pub(super) struct Reject {
    #[arg(long, value_name = "P")]
    period: String,
    #[arg(long = "as", value_name = "NAME")]
    by: String,
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    plan: PlanChoice,
}

pub(super) fn reject(args: &Reject, command: &IncentiveCommand<'_>) -> Result<Outcome> {
    let period: Period = args.period.parse()?;
    let plan_id = command.plan_id(&args.plan, Some(period))?;
    let run = post::reject(
        command.workspace,
        command.store,
        &plan_id,
        period,
        &args.by,
        &args.reason,
    )?;
    let (period, run_no) = (period.to_string(), run.run_no);
    command.tell(&say!("commands.reject.done", period, run_no))?;
    Ok(Outcome::Done)
}

#[derive(clap::Args)]
pub(super) struct PutAway {
    #[arg(long, value_name = "ID")]
    plan_id: String,
    #[arg(long, value_name = "P")]
    period: Option<String>,
    #[arg(long = "as", value_name = "NAME")]
    by: Option<String>,
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

pub(super) fn put_away(args: &PutAway, command: &IncentiveCommand<'_>) -> Result<Outcome> {
    let period = args.period.as_deref().map(str::parse).transpose()?;
    let why = (args.by.as_deref(), args.reason.as_str());
    for run in post::put_away(command.workspace, command.store, &args.plan_id, period, why)? {
        let (period, run_no, total) = (run.period.to_string(), run.run_no, money(run.total));
        command.tell(&say!("commands.put_away.done", period, run_no, total))?;
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
    #[arg(long = "as", alias = "by", value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    plan: PlanChoice,
}

pub(super) fn close(args: &Close, command: &IncentiveCommand<'_>) -> Result<Outcome> {
    let period: Period = args.period.parse()?;
    let plan_id = command.plan_id(&args.plan, Some(period))?;
    let asked = close::Asked {
        force: args.force,
        reason: args.reason.as_deref(),
        by: args.by.as_deref(),
    };
    let done = close::close(command.workspace, command.store, &plan_id, period, asked)?;
    command.tell(&say!(
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
    #[arg(long = "as", alias = "by", value_name = "NAME")]
    by: Option<String>,
    #[arg(long, value_name = "TEXT", required_unless_present = "dry_run")]
    reason: Option<String>,
    #[command(flatten)]
    choice: PlanChoice,
    #[command(flatten)]
    engine: engine::Args,
}

pub(super) fn rebook(args: &Rebook, command: &IncentiveCommand<'_>) -> Result<Outcome> {
    let steps = Steps::new(command.context);
    let spark = args.engine.spark(command.workspace, &steps)?;
    let payroll = command.payroll_with(engine::elsewhere(spark.as_ref()))?;
    let asked = args.plan.as_ref().map(|path| command.plan_path(path));
    let plan_id = match (&args.choice.plan_id, &asked) {
        (None, Some((path, name))) => payroll.plan(path, name)?.head.id,
        _ => command.plan_id(&args.choice, None)?,
    };
    let asked = asked.as_ref().map(|(path, name)| (path.as_path(), name.as_str()));
    let wanted = if args.dry_run {
        Wanted::Look
    } else {
        let by = args.by.as_deref();
        let reason = args.reason.as_deref().unwrap_or_default();
        Wanted::Post { by, reason }
    };
    let done = payroll.rebook(&plan_id, asked, wanted)?;
    if done.periods.is_empty() {
        command.tell(&say!("commands.rebook.nothing", periods = done.looked_at.to_string()))?;
        return Ok(Outcome::Done);
    }
    let mut sum = Decimal::ZERO;
    for period in &done.periods {
        let words = payroll.words(&period.before, command.locale)?;
        let own: Decimal = period.changes.iter().map(Change::by).sum();
        sum += own;
        command.tell(&say!(
            "commands.rebook.period",
            period = period.before.period.to_string(),
            rows = period.changes.len(),
            sum = signed(own)
        ))?;
        print(changes_table(&period.changes, &words, command).as_bytes())?;
    }
    let (sum, posted_in) = (signed(sum), done.posted_in.to_string());
    command.tell(&if args.dry_run {
        say!("commands.rebook.would", sum, posted_in)
    } else {
        say!("commands.rebook.done", sum, posted_in)
    })?;
    Ok(Outcome::Done)
}
