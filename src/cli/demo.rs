//! `demo`: the whole way from nothing to reports, on sample data.

use std::path::PathBuf;
use std::time::Instant;

use super::output::outln;
use super::report::{FileFormat, write, write_files};
use super::{Context, Outcome, ingest};
use crate::diagnostic::Result;
use crate::file_name::file_part;
use crate::incentive::examples;
use crate::incentive::ledger::calculate::Asked;
use crate::incentive::ledger::statement::PlanStatements;
use crate::incentive::ledger::{PayrollContext, Run, runs};
use crate::ingest::{Options, allowed_folders};
use crate::message::say;
use crate::period::{Month, Period, View};
use crate::report::build::Request;
use crate::report::pay::OfPlan;
use crate::report::prepare::Prepared;
use crate::report::scope::Scope;
use crate::report::statement::{file_name, folder_name, statement};
use crate::report::words::Words as Codes;
use crate::sample;
use crate::store::Store;
use crate::workspace::{Locale, SETTINGS_FILE, Workspace, create_private_folder};

#[derive(clap::Args)]
pub(super) struct Args {
    #[arg(value_name = "DIR", default_value = "demo")]
    folder: PathBuf,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let started = Instant::now();
    let seconds = || format!("{:.1}", started.elapsed().as_secs_f32());
    let folder = context.at(&args.folder);
    let workspace = workspace(&folder)?;
    let options = sample::Options::default();
    let data = workspace.data_dir();
    if data.join("due_items.csv").exists() {
        context.tell(&say!("commands.demo.is_there"));
    } else {
        sample::write(&workspace.library, &workspace.settings.store, &data, options)?;
        context.tell(&say!("commands.demo.wrote", folder = data, seconds = seconds()));
    }
    let paths = [data];
    let store = context.store_with(&workspace, &allowed_folders(&paths))?;
    let loaded = ingest::load(&workspace, &store, &paths, &Options::default(), context)?;
    // What the reports read can reach no files.
    drop(store);
    let store = context.store(&workspace)?;
    let payroll = PayrollContext::new(&workspace, &store)?;
    let run = calculate(&payroll, options.until)?;
    let mut written = reports(&workspace, &store, options.until)?;
    written.extend(incentives(&payroll, &run)?);
    let open = context.texts.say(&say!("commands.demo.open", seconds = seconds()));
    context.say(&format!("\n{open}"));
    for path in written {
        outln!("{}", path.display())?;
    }
    Ok(loaded)
}

/// A workspace that is there is used: a second demo shows that nothing changes.
fn workspace(folder: &std::path::Path) -> Result<Workspace> {
    if folder.join(SETTINGS_FILE).exists() {
        Workspace::find(folder)
    } else {
        let workspace = Workspace::init(folder)?;
        examples::write(&folder.join("plans"))?;
        Ok(workspace)
    }
}

/// The last month's pay by the example scorecard: calculated, not approved.
fn calculate(payroll: &PayrollContext<'_>, until: Month) -> Result<Run> {
    let file = "plans/scorecard/plan.toml";
    let plan = payroll.plan(&payroll.workspace.root().join(file), file)?;
    Ok(payroll
        .calculate(&plan, file, View::at_end(Period::month(until)), Asked::default())?
        .run)
}

/// The HR review of a run, and everybody's statement, to which the monthly review leads; of the statements only the paths of
/// who gets the most, as there are many.
fn incentives(payroll: &PayrollContext<'_>, run: &Run) -> Result<Vec<PathBuf>> {
    let (workspace, store) = (payroll.workspace, payroll.store);
    let state = runs::state(store, &run.plan_id, run.period)?;
    let people = runs::people(store, run.run_no)?;
    let best = people.iter().max_by_key(|person| person.pay);
    let formats = [FileFormat::Html, FileFormat::Xlsx];
    let period = run.period.to_string();
    let folder = workspace.reports_dir().join(folder_name(&period, Some(&run.plan_id)));
    create_private_folder(&folder)?;
    let mut paths = Vec::new();
    let of_plan = OfPlan {
        state: state.clone(),
        budget: None,
        known_on: None,
    };
    let prepared = Prepared::review(workspace, store, of_plan)?;
    for locale in [Locale::ZhCn, Locale::En] {
        let statements = PlanStatements::new(payroll, state.clone(), locale)?;
        let codes = Codes::load(&workspace.library, locale)?;
        let review = prepared.report(0, locale)?;
        let name = format!("incentives_{period}_{}", file_part(&run.plan_id));
        let reports = workspace.reports_dir();
        paths.extend(write_files(&review, &workspace.library, &formats, &reports, &name)?);
        for person in &people {
            let plans: Vec<_> = statements.of(&person.specialist)?.into_iter().collect();
            let Some(told) = statement(&plans, &codes, &workspace.settings, locale) else {
                continue;
            };
            let name = file_name(&period, &person.specialist);
            let written = write_files(&told, &workspace.library, &formats, &folder, &name)?;
            if best == Some(person) {
                paths.extend(written);
            }
        }
    }
    Ok(paths)
}

/// The reviews of the sample's last month and day, and of its last whole week and quarter.
fn reports(workspace: &Workspace, store: &Store, until: Month) -> Result<Vec<PathBuf>> {
    let month = Period::month(until);
    let week = Period::week(month.last_on());
    let week = if week.last_on() > month.last_on() {
        week.previous()
    } else {
        week
    };
    let mut paths = Vec::new();
    let day = Period::day(month.last_on());
    let quarter = Period::quarter(month.last_on());
    let quarter = if quarter.last_on() > month.last_on() {
        quarter.previous()
    } else {
        quarter
    };
    let reviews = [
        ("quarterly", quarter),
        ("monthly", month),
        ("weekly", week),
        ("daily", day),
    ];
    for (name, period) in reviews {
        for locale in [Locale::ZhCn, Locale::En] {
            let request = Request {
                name: name.to_owned(),
                view: View::at_end(period),
                scope: Scope::company(),
                locale,
            };
            let formats = [FileFormat::Html, FileFormat::Xlsx];
            paths.extend(write(workspace, store, &request, &formats, &workspace.reports_dir())?);
        }
    }
    Ok(paths)
}
