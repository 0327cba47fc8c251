//! `incentive export` and `statement`

use std::path::PathBuf;

use clap::ValueEnum;

use super::{IncentiveCommand, Outcome, PlanChoice, money};
use crate::cli::output::outln;
use crate::cli::report::{FileFormat, write_files};
use crate::diagnostic::Result;
use crate::file_name::file_part;
use crate::incentive::ledger::held::hold;
use crate::incentive::ledger::runs::PersonRow;
use crate::incentive::ledger::statement::{PlanPay, PlanStatements, plans};
use crate::incentive::ledger::{payroll, runs};
use crate::message::say;
use crate::period::Period;
use crate::report::statement::{file_name, folder_name, statement};
use crate::report::words::Words as Codes;
use crate::tabular;
use crate::workspace::{Access, Locale, create_folder, create_private_folder, remove_file, write_for};

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

pub(super) fn export(args: &Export, command: &IncentiveCommand<'_>) -> Result<Outcome> {
    let period: Period = args.period.parse()?;
    let plan_id = command.plan_id(&args.plan, Some(period))?;
    let state = runs::state(command.store, &plan_id, period)?;
    let locale = args.locale.unwrap_or(command.locale);
    let payroll = payroll::payroll(command.workspace, command.store, &state, locale)?;
    let folder = command.folder(args.out.as_ref())?;
    create_folder(&folder)?;
    let name = format!("payroll_{period}_{}", file_part(&plan_id));
    // The manifest goes first and comes last: where it is, the files are whole and its own.
    let manifest = folder.join(format!("{name}.manifest.json"));
    remove_file(&manifest)?;
    let mut files = Vec::new();
    for format in &args.format {
        let (bytes, ending) = match format {
            Format::Csv => (tabular::csv(&payroll.table, true), "csv"),
            Format::Xlsx => (tabular::xlsx(&payroll.table, payroll.run.as_of)?, "xlsx"),
        };
        let file = format!("{name}.{ending}");
        let path = folder.join(&file);
        write_for(Access::Private, &path, &bytes)?;
        outln!("{}", path.display())?;
        files.push((file, bytes));
    }
    write_for(Access::Private, &manifest, payroll.manifest(&files).as_bytes())?;
    outln!("{}", manifest.display())?;
    command.context.say(&command.texts.say(&say!(
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

pub(super) fn statements(args: &Statement, command: &IncentiveCommand<'_>) -> Result<Outcome> {
    let period: Period = args.period.parse()?;
    let states = match &args.plan.plan_id {
        Some(_) => vec![runs::state(
            command.store,
            &command.plan_id(&args.plan, Some(period))?,
            period,
        )?],
        None => plans(command.store, period)?,
    };
    let locale = args.locale.unwrap_or(command.locale);
    let payroll = command.payroll()?;
    let mut parts = Vec::new();
    for state in states {
        let plan_id = state.run().plan_id.clone();
        hold(command.workspace, command.store, &plan_id, std::slice::from_ref(&state))?;
        parts.push(PlanStatements::new(&payroll, state, locale)?);
    }
    let codes = Codes::load(&command.workspace.library, locale)?;
    let mut people = everybody(&parts);
    if let Some(said) = &args.specialist {
        people = vec![runs::named(people, said, period)?];
    }
    let folder = command.folder(args.out.as_ref())?;
    let folder = match (&args.out, &parts[..]) {
        (Some(_), _) => folder,
        (None, [one]) => folder.join(folder_name(&period.to_string(), Some(one.plan_id()))),
        (None, _) => folder.join(folder_name(&period.to_string(), None)),
    };
    create_private_folder(&folder)?;
    for person in &people {
        let plans: Vec<PlanPay> = parts
            .iter()
            .filter_map(|part| part.of(&person.specialist).transpose())
            .collect::<Result<_>>()?;
        let Some(report) = statement(&plans, &codes, &command.workspace.settings, locale) else {
            continue;
        };
        let name = file_name(&period.to_string(), &person.specialist);
        for path in write_files(&report, &command.workspace.library, &args.format, &folder, &name)? {
            outln!("{}", path.display())?;
        }
    }
    Ok(Outcome::Done)
}

/// Everybody whom one of the plans pays.
fn everybody(parts: &[PlanStatements<'_>]) -> Vec<PersonRow> {
    let mut people: Vec<PersonRow> = parts.iter().flat_map(|part| part.people.clone()).collect();
    people.sort_by(|a, b| a.specialist.cmp(&b.specialist));
    people.dedup_by(|a, b| a.specialist == b.specialist);
    people
}
