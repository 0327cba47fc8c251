//! `incentive explain`

use super::{IncentiveCommand, Outcome, PlanChoice};
use crate::cli::output::{outln, print};
use crate::diagnostic::Result;
use crate::incentive::ledger::pay;
use crate::incentive::ledger::runs;
use crate::period::Period;
use crate::workspace::Locale;

#[derive(clap::Args)]
pub(super) struct Args {
    #[arg(value_name = "SPECIALIST")]
    specialist: String,
    #[arg(value_name = "PERIOD")]
    period: String,
    #[arg(long)]
    rows: bool,
    #[arg(long, value_name = "DUE_ID")]
    why_not: Option<String>,
    #[arg(long, value_name = "N")]
    run: Option<i64>,
    #[arg(long, value_enum)]
    locale: Option<Locale>,
    #[command(flatten)]
    plan: PlanChoice,
}

pub(super) fn run(args: &Args, command: &IncentiveCommand<'_>) -> Result<Outcome> {
    let period: Period = args.period.parse()?;
    let locale = args.locale.unwrap_or(command.locale);
    let plan_id = command.plan_id(&args.plan, Some(period))?;
    let state = runs::state(command.store, &plan_id, period)?;
    let run = match args.run {
        Some(run_no) => runs::run(command.store, run_no)?,
        None => state.run().clone(),
    };
    let payroll = command.payroll()?;
    let words = payroll.words(&run, locale)?;
    let specialist = runs::person(command.store, &run, &args.specialist)?.specialist;
    if let Some(due_id) = &args.why_not {
        for line in payroll.why_not(&run, &specialist, due_id, &words)? {
            outln!("{line}")?;
        }
        return Ok(Outcome::Done);
    }
    let pay = pay::pay_of(command.store, &state, &run, &specialist)?;
    print(pay.explanation(&words, args.rows).text().as_bytes())?;
    Ok(Outcome::Done)
}
