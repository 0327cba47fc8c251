//! `incentive export` and `statement`

use std::path::PathBuf;

use clap::ValueEnum;

use super::{Bench, Outcome, PlanChoice, money};
use crate::cli::output::outln;
use crate::cli::report::{FileFormat, write_files};
use crate::diagnostic::Result;
use crate::incentive::ledger::pay::pay_of;
use crate::incentive::ledger::{payroll, runs};
use crate::incentive::words::Words;
use crate::message::say;
use crate::period::Period;
use crate::report::statement::{file_name, folder_name, statement};
use crate::report::words::Words as Codes;
use crate::tabular;
use crate::workspace::{Locale, create_folder, write_file};

#[derive(clap::Args)]
pub(super) struct Export {
    #[arg(long, value_name = "P")]
    period: String,
    #[arg(long, value_enum, value_delimiter = ',', default_value = "csv,xlsx")]
    format: Vec<Format>,
    #[arg(long, value_enum)]
    locale: Option<Locale>,
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    plan: PlanChoice,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    Xlsx,
}

pub(super) fn export(args: &Export, bench: &Bench<'_>) -> Result<Outcome> {
    let period: Period = args.period.parse()?;
    let plan_id = bench.plan_id(&args.plan, Some(period))?;
    let state = runs::state(bench.store, &plan_id, period)?;
    let locale = args.locale.unwrap_or(bench.locale);
    let payroll = payroll::payroll(bench.store, &bench.workspace.library, &state, locale)?;
    let folder = bench.folder(args.out.as_ref());
    create_folder(&folder)?;
    let name = format!("payroll_{period}_{plan_id}");
    let mut files = Vec::new();
    for format in &args.format {
        let (bytes, ending) = match format {
            Format::Csv => (tabular::csv(&payroll.table, true), "csv"),
            Format::Xlsx => (tabular::xlsx(&payroll.table, payroll.run.as_of)?, "xlsx"),
        };
        let file = format!("{name}.{ending}");
        let path = folder.join(&file);
        write_file(&path, &bytes)?;
        outln!("{}", path.display())?;
        files.push((file, bytes));
    }
    // The manifest comes last: where it is, the files are whole.
    let manifest = folder.join(format!("{name}.manifest.json"));
    write_file(&manifest, payroll.manifest(&files).as_bytes())?;
    outln!("{}", manifest.display())?;
    bench.context.say(&bench.texts.say(&say!(
        "commands.export.done",
        people = payroll.people.to_string(),
        total = money(payroll.total),
        currency = payroll.run.currency
    )));
    Ok(Outcome::Done)
}

#[derive(clap::Args)]
pub(super) struct Statement {
    #[arg(long, value_name = "P")]
    period: String,
    #[arg(long, value_name = "ID")]
    specialist: Option<String>,
    #[arg(long, value_enum, value_delimiter = ',', default_value = "html,xlsx")]
    format: Vec<FileFormat>,
    #[arg(long, value_enum)]
    locale: Option<Locale>,
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    plan: PlanChoice,
}

pub(super) fn statements(args: &Statement, bench: &Bench<'_>) -> Result<Outcome> {
    let period: Period = args.period.parse()?;
    let plan_id = bench.plan_id(&args.plan, Some(period))?;
    let state = runs::state(bench.store, &plan_id, period)?;
    let run = state.run();
    let locale = args.locale.unwrap_or(bench.locale);
    let desk = bench.desk()?;
    let words = Words::new(&desk.catalog, &runs::names(bench.store, run.run_no)?, locale);
    let codes = Codes::load(&bench.workspace.library, locale)?;
    let people = match &args.specialist {
        Some(id) => vec![runs::person(bench.store, run, id)?],
        None => runs::people(bench.store, run.run_no)?,
    };
    let folder = match &args.out {
        Some(out) => bench.context.at(out),
        None => bench
            .workspace
            .reports_dir()
            .join(folder_name(&period.to_string(), &plan_id)),
    };
    create_folder(&folder)?;
    for person in &people {
        let pay = pay_of(bench.store, &state, run, &person.specialist, locale)?;
        let report = statement(&pay, run, &words, &codes, &bench.workspace.settings);
        let name = file_name(&period.to_string(), &person.specialist);
        for path in write_files(&report, &bench.workspace.library, &args.format, &folder, &name)? {
            outln!("{}", path.display())?;
        }
    }
    Ok(Outcome::Done)
}
