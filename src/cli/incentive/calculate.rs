//! `incentive calculate`

use std::fmt::Write as _;
use std::path::PathBuf;

use super::{IncentiveCommand, Outcome, changes_table, money, signed};
use crate::cli::output::print;
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::incentive::ledger::calculate::Calculated;
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
}

pub(super) fn run(args: &Args, command: &IncentiveCommand<'_>) -> Result<Outcome> {
    let period: Period = args.period.parse()?;
    let as_of = args.as_of.as_deref().map(parse_day).transpose()?;
    let payroll = command.payroll()?;
    let (path, name) = command.plan_path(&args.plan);
    let plan = payroll.plan(&path, &name)?;
    let done = payroll.calculate(&plan, &payroll.file_of(&path), View::new(period, as_of))?;
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
    if done.findings.is_empty() || done.is_new {
        text += &line(say!("commands.calculate.next", period = run.period.to_string()));
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
        let kind = match finding.kind.as_str() {
            "withheld" => command.texts.word("commands.calculate.withheld"),
            "uncovered" => command.texts.word("commands.calculate.uncovered"),
            "unsettled" => command.texts.word("commands.calculate.unsettled"),
            _ => command.texts.word("commands.calculate.outsider"),
        };
        let _ = writeln!(
            text,
            "  {} {kind}: {} {}",
            finding.specialist, finding.node, finding.detail
        );
    }
    text
}
