//! `incentive calculate`

use std::fmt::Write as _;
use std::path::PathBuf;

use super::{IncentiveCommand, Outcome, bridge_line, changes_table, money, signed};
use crate::cli::engine::{self, Steps};
use crate::cli::output::print;
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::incentive::engine::outcome::FindingKind;
use crate::incentive::ledger::calculate::{Asked, Calculated};
use crate::incentive::ledger::diff::Change;
use crate::incentive::words::Words;
use crate::message::say;
use crate::period::{Period, View, parse_day};

#[derive(clap::Args)]
pub(super) struct Args {
    #[arg(long, value_name = "P")]
    period: String,
    #[arg(long, value_name = "FILE")]
    plan: PathBuf,
    #[arg(long, value_name = "DAY")]
    as_of: Option<String>,
    #[arg(long = "as", value_name = "NAME")]
    by: Option<String>,
    #[arg(long)]
    force: bool,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    engine: engine::Args,
}

pub(super) fn run(args: &Args, command: &IncentiveCommand<'_>) -> Result<Outcome> {
    let period: Period = args.period.parse()?;
    let as_of = args.as_of.as_deref().map(parse_day).transpose()?;
    let steps = Steps::new(command.context);
    let spark = args.engine.spark(command.workspace, &steps)?;
    let payroll = command.payroll_with(engine::elsewhere(spark.as_ref()))?;
    let (path, name) = command.plan_path(&args.plan);
    let plan = payroll.plan(&path, &name)?;
    let asked = Asked {
        by: args.by.as_deref(),
        forced: args.force.then(|| args.reason.as_deref().unwrap_or_default()),
    };
    let done = payroll.calculate(&plan, &payroll.file_of(&path), View::new(period, as_of), asked)?;
    let words = payroll.words(&done.run, command.locale)?;
    print(summary(&done, &words, command).as_bytes())?;
    Ok(if done.findings.is_empty() {
        Outcome::Done
    } else {
        Outcome::Findings
    })
}

fn summary(done: &Calculated, words: &Words, command: &IncentiveCommand<'_>) -> String {
    let run = &done.run;
    let line = |message| command.texts.say(&message) + "\n";
    let mut text = line(say!(
        "commands.calculate.done",
        run_no = run.run_no,
        plan = run.plan_title,
        period = run.period.to_string(),
        people = run.people.to_string(),
        total = money(run.total),
        currency = run.currency,
        as_of = run.as_of,
        inputs = run.input_hash[..12].to_owned()
    ));
    text += &(bridge_line(&done.bridge, &run.currency, command) + "\n");
    if let Some(other) = &done.other_plan {
        let (run_no, file) = (other.run_no, other.plan_file.clone());
        let period = other.period.to_string();
        text += &line(if other.plan_file == run.plan_file {
            say!("commands.calculate.plan_changed", run_no, period, file)
        } else {
            say!(
                "commands.calculate.other_file",
                run_no,
                period,
                file,
                own = run.plan_file
            )
        });
    }
    for (adjustment, specialist, plan) in &done.elsewhere {
        let [adjustment, specialist, plan] = [adjustment, specialist, plan].map(Clone::clone);
        text += &line(say!("commands.calculate.elsewhere", adjustment, specialist, plan));
    }
    for plan in &done.unheld {
        let (plan, period) = (plan.clone(), run.period.to_string());
        text += &line(say!("commands.calculate.unheld", plan, period));
    }
    if !done.is_new {
        text += &line(say!("commands.calculate.same"));
    }
    if let Some(before) = &done.before {
        let sum: Decimal = done.changes.iter().map(Change::by).sum();
        text += &line(say!(
            "commands.calculate.against",
            run_no = before.run_no,
            rows = done.changes.len(),
            sum = signed(sum)
        ));
        if !done.changes.is_empty() {
            text += &changes_table(&done.changes, words, command);
        }
    }
    text += &findings(done, command);
    let (period, plan) = (run.period.to_string(), run.plan_id.clone());
    if done.is_closed {
        text += &line(say!("commands.calculate.closed", period, plan));
    } else if done.findings.is_empty() || done.is_new {
        text += &line(say!("commands.calculate.next", period, plan));
    }
    text
}

fn findings(done: &Calculated, command: &IncentiveCommand<'_>) -> String {
    if done.findings.is_empty() {
        return String::new();
    }
    let count = say!("commands.calculate.findings", count = done.findings.len());
    let mut text = command.texts.say(&count) + "\n";
    for finding in done.findings.iter().take(20) {
        let kind = FindingKind::of_word(&finding.kind);
        let kind = kind.map(|kind| command.texts.say(&kind.message())).unwrap_or_default();
        let _ = writeln!(
            text,
            "  {} {kind}: {} {}",
            finding.specialist, finding.node, finding.detail
        );
    }
    text
}
