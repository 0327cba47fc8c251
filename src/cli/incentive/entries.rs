//! `incentive acknowledge`, `dispute` and `adjust`: what people say to their pay, and what is ordered beside it. Disputes and
//! adjustments are loaded as any file is, so that they can be made anew with the store; the record has who said so.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::ValueEnum;

use super::{IncentiveCommand, Outcome, PlanChoice, money};
use crate::cli::output::outln;
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::file_name::file_part;
use crate::incentive::ledger::bridge::paid_to;
use crate::incentive::ledger::control::{Right, allow, named};
use crate::incentive::ledger::entry::{self, ACKNOWLEDGE, ADJUST, DISPUTE, Row, Told};
use crate::incentive::ledger::statement::plans;
use crate::incentive::ledger::{LedgerError, runs};
use crate::ingest;
use crate::message::say;
use crate::period::{Period, parse_day};
use crate::workspace::{create_folder, write_file};

#[derive(clap::Args)]
pub(super) struct Acknowledge {
    #[arg(long, value_name = "P")]
    period: String,
    #[arg(long, value_name = "ID")]
    specialist: String,
    #[arg(long = "as", value_name = "NAME")]
    by: String,
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
    #[command(flatten)]
    plan: PlanChoice,
}

/// Writes down that a person has received what every plan pays.
pub(super) fn acknowledge(args: &Acknowledge, command: &IncentiveCommand<'_>) -> Result<Outcome> {
    let period: Period = args.period.parse()?;
    let by = named(Some(&args.by))?;
    let states = match &args.plan.plan_id {
        Some(id) => vec![runs::state(command.store, id, period)?],
        None => plans(command.store, period)?,
    };
    let person = entry::specialist(command.store, &args.specialist, period)?;
    let mut paid = Vec::new();
    for state in &states {
        let Some((run, _)) = &state.approved else {
            let (period, plan) = (period.to_string(), state.newest.plan_id.clone());
            return Err(LedgerError::NotApproved { period, plan }.into());
        };
        if let Some(amount) = paid_to(command.store, run, &person)? {
            paid.push((run, amount));
        }
    }
    if paid.is_empty() {
        // Says who is paid.
        runs::person(command.store, states[0].run(), &person)?;
    }
    let told = paid.iter().map(|(run, amount)| Told {
        kind: ACKNOWLEDGE,
        plan: &run.plan_id,
        period: period.to_string(),
        run: Some(run),
        about: person.clone(),
        amount: Some(*amount),
        reason: &args.reason,
    });
    entry::note(command.workspace, command.store, &by, told.collect())?;
    let amount = money(paid.iter().map(|(_, amount)| *amount).sum::<Decimal>());
    let period = period.to_string();
    command.tell(&say!("commands.acknowledge.done", person, period, amount))?;
    Ok(Outcome::Done)
}

#[derive(clap::Args)]
pub(super) struct Dispute {
    #[arg(long, value_name = "P", required_unless_present = "id", conflicts_with = "id")]
    period: Option<String>,
    #[arg(long, value_name = "ID", required_unless_present = "id", conflicts_with = "id")]
    specialist: Option<String>,
    #[arg(long, value_name = "KIND", default_value = "other", conflicts_with = "id")]
    kind: String,
    #[arg(long, value_name = "AMOUNT", conflicts_with = "id", allow_negative_numbers = true)]
    amount: Option<Decimal>,
    #[arg(long, value_name = "ID", requires = "verdict")]
    id: Option<String>,
    #[arg(long, value_enum, requires = "id")]
    verdict: Option<Verdict>,
    #[arg(long = "as", value_name = "NAME")]
    by: String,
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
}

/// What becomes of a dispute.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Verdict {
    Upheld,
    Rejected,
}

impl Verdict {
    /// As the data has it.
    fn word(self) -> &'static str {
        match self {
            Self::Upheld => "upheld",
            Self::Rejected => "rejected",
        }
    }
}

pub(super) fn dispute(args: &Dispute, command: &IncentiveCommand<'_>) -> Result<Outcome> {
    let (by, reason) = (named(Some(&args.by))?, needed(&args.reason)?);
    let on = match &args.on {
        Some(day) => parse_day(day)?,
        None => today(),
    };
    let (id, period, row, name) = if let (Some(id), Some(verdict)) = (&args.id, args.verdict) {
        let (period, row) = entry::decided(command.store, id, verdict.word(), reason, on)?;
        (id.clone(), period, row, format!("disputes_{id}_{}", verdict.word()))
    } else {
        let period: Period = args.period.as_deref().unwrap_or_default().parse()?;
        let said = args.specialist.as_deref().unwrap_or_default();
        let person = entry::specialist(command.store, said, period)?;
        let what = (args.kind.as_str(), args.amount, reason);
        let (id, row) = entry::dispute(command.store, (&person, period), what, on)?;
        let name = format!("disputes_{id}");
        (id, period.to_string(), row, name)
    };
    load(&name, &row, command)?;
    let amount = args
        .amount
        .or_else(|| row.iter().find(|(head, _)| *head == "claimed_amount")?.1.parse().ok());
    let told = Told {
        kind: DISPUTE,
        period: period.clone(),
        about: id.clone(),
        amount,
        reason,
        ..Told::default()
    };
    entry::note(command.workspace, command.store, &by, vec![told])?;
    command.tell(&match args.verdict {
        None => say!("commands.dispute.opened", id, period),
        Some(Verdict::Upheld) => say!("commands.dispute.upheld", id, period),
        Some(Verdict::Rejected) => say!("commands.dispute.rejected", id, period),
    })?;
    Ok(Outcome::Done)
}

#[derive(clap::Args)]
pub(super) struct Adjust {
    #[arg(long, value_name = "P")]
    period: String,
    #[arg(long, value_name = "ID")]
    specialist: String,
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true)]
    amount: Decimal,
    #[arg(long = "as", value_name = "NAME")]
    by: String,
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[arg(long, value_name = "TEXT")]
    evidence: Option<String>,
    #[command(flatten)]
    plan: PlanChoice,
}

pub(super) fn adjust(args: &Adjust, command: &IncentiveCommand<'_>) -> Result<Outcome> {
    let period: Period = args.period.parse()?;
    let reason = needed(&args.reason)?;
    let evidence = args.evidence.as_deref().map_or(Ok(reason), needed)?;
    let people = &command.workspace.settings.people;
    let by = allow(people, Right::Approve, Some(&args.by))?.unwrap_or_default();
    let person = entry::specialist(command.store, &args.specialist, period)?;
    let plan = args.plan.plan_id.as_deref();
    let why = (by.as_str(), reason, evidence);
    let (id, row) = entry::adjustment(command.store, (&person, period), plan, args.amount, why)?;
    load(&format!("adjustments_{id}"), &row, command)?;
    let told = Told {
        kind: ADJUST,
        plan: plan.unwrap_or_default(),
        period: period.to_string(),
        about: id.clone(),
        amount: Some(args.amount),
        reason,
        run: None,
    };
    entry::note(command.workspace, command.store, &by, vec![told])?;
    let (amount, period) = (money(args.amount), period.to_string());
    command.tell(&say!("commands.adjust.done", id, person, period, amount))?;
    Ok(Outcome::Done)
}

/// A reason that says something.
fn needed(text: &str) -> Result<&str> {
    let text = text.trim();
    if !text.chars().any(char::is_alphanumeric) {
        return Err(LedgerError::ReasonNeeded.into());
    }
    Ok(text)
}

fn today() -> NaiveDate {
    chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now()).date_naive()
}

/// Writes the row as a file of the workspace's data and loads it; what cannot be loaded is an error and no file.
fn load(name: &str, row: &Row, command: &IncentiveCommand<'_>) -> Result<()> {
    let folder = command.workspace.data_dir();
    create_folder(&folder)?;
    let path: PathBuf = folder.join(format!("{}.csv", file_part(name)));
    let mut text = String::new();
    for cells in [
        row.iter().map(|(head, _)| *head).collect::<Vec<_>>(),
        row.iter().map(|(_, cell)| cell.as_str()).collect(),
    ] {
        let quoted = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        text += &(quoted.collect::<Vec<_>>().join(",") + "\n");
    }
    write_file(&path, text.as_bytes())?;
    let paths = [path.clone()];
    let options = ingest::Options::default();
    let summary = ingest::run(command.workspace, command.store, &paths, &options, &ingest::Silent);
    let is_loaded = summary.as_ref().is_ok_and(|summary| !summary.has_findings());
    if !is_loaded {
        let _ = std::fs::remove_file(&path);
        summary?;
        return Err(LedgerError::NotLoaded {
            file: path.display().to_string(),
        }
        .into());
    }
    outln!("{}", path.display())
}
