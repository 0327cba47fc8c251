//! `incentive explain`

use super::{Bench, Outcome, PlanChoice};
use crate::cli::output::{outln, print};
use crate::diagnostic::Result;
use crate::incentive::ledger::pay;
use crate::incentive::ledger::runs;
use crate::incentive::words::Words;
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

pub(super) fn run(args: &Args, bench: &Bench<'_>) -> Result<Outcome> {
    let period: Period = args.period.parse()?;
    let locale = args.locale.unwrap_or(bench.locale);
    let plan_id = bench.plan_id(&args.plan, Some(period))?;
    let state = runs::state(bench.store, &plan_id, period)?;
    let run = match args.run {
        Some(run_no) => runs::run(bench.store, run_no)?,
        None => state.run().clone(),
    };
    let desk = bench.desk()?;
    let words = Words::new(&desk.catalog, &runs::names(bench.store, run.run_no)?, locale);
    if let Some(due_id) = &args.why_not {
        runs::person(bench.store, &run, &args.specialist)?;
        for line in desk.why_not(&run, &args.specialist, due_id, &words)? {
            outln!("{line}")?;
        }
        return Ok(Outcome::Done);
    }
    let pay = pay::pay_of(bench.store, &state, &run, &args.specialist, locale)?;
    print(pay.explanation(&words, args.rows).text().as_bytes())?;
    Ok(Outcome::Done)
}
