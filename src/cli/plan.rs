//! `plan`: check a plan, show it in words, run golden cases, explain one person's pay in a case.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::output::{outln, print, table};
use super::{Context, Outcome};
use crate::diagnostic::{Error, Result};
use crate::incentive::cliffs::cliffs;
use crate::incentive::explain::{Detail, Explanation, Heading};
use crate::incentive::golden;
use crate::incentive::holes::holes;
use crate::incentive::ledger::PayrollContext;
use crate::incentive::ledger::reach::Idle;
use crate::incentive::ledger::runs;
use crate::incentive::ledger::simulate::periods;
use crate::incentive::lines::{Line, differing};
use crate::incentive::plan::head::Head;
use crate::incentive::plan::{Known, Plan, check, read};
use crate::incentive::show::describe;
use crate::incentive::words::Words;
use crate::library::Library;
use crate::message::say;
use crate::metrics::Catalog;
use crate::period::{Month, Period, parse_day};
use crate::store::Params;
use crate::texts::Texts;
use crate::workspace::{Locale, Settings};

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    Check(Check),
    Show(Show),
    Diff(Diff),
    Explain(ExplainCase),
    Test(Test),
}

#[derive(clap::Args)]
struct Check {
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[arg(long, value_name = "P")]
    period: Option<String>,
    #[arg(long)]
    data: bool,
}

#[derive(clap::Args)]
struct Show {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    #[arg(long, value_enum)]
    locale: Option<Locale>,
}

#[derive(clap::Args)]
struct Diff {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "N")]
    run: Option<i64>,
}

#[derive(clap::Args)]
struct ExplainCase {
    #[arg(value_name = "CASE")]
    folder: PathBuf,
    #[arg(value_name = "SPECIALIST")]
    specialist: String,
    #[arg(long)]
    rows: bool,
    #[arg(long, value_enum)]
    locale: Option<Locale>,
}

#[derive(clap::Args)]
struct Test {
    #[arg(value_name = "DIR", required = true)]
    folders: Vec<PathBuf>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    match &args.action {
        Action::Check(args) => check_files(args, context),
        Action::Show(args) => show_plan(args, context),
        Action::Diff(args) => diff(args, context),
        Action::Explain(args) => explain_case(args, context),
        Action::Test(args) => test(args, context),
    }
}

/// What lies around a plan.
struct Surroundings {
    /// False if it is the shipped ones.
    is_workspace: bool,
    library: Library,
    catalog: Catalog,
    locale: Locale,
}

impl Surroundings {
    /// The workspace's; without a workspace the shipped ones.
    fn of(context: &Context) -> Result<Self> {
        let (is_workspace, library, settings) = match context.workspace() {
            Ok(workspace) => (true, workspace.library, workspace.settings),
            Err(error) if error.iter().any(|e| e.place().is_some()) => return Err(error),
            Err(_) => (false, Library::shipped(), Settings::default()),
        };
        Ok(Self {
            is_workspace,
            catalog: Catalog::load(&library)?,
            library,
            locale: settings.locale,
        })
    }

    /// The names plans may use.
    fn known(&self) -> Known {
        Known::of_catalog(&self.catalog)
    }
}

fn read_plan(path: &Path, known: &Known, context: &Context) -> Result<Plan> {
    read::read(&context.at(path), &named(path), known)
}

/// What messages call a file.
fn named(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// True for the file of rules across plans.
fn is_across(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == read::ACROSS)
}

fn check_files(args: &Check, context: &Context) -> Result<Outcome> {
    let around = Surroundings::of(context)?;
    let known = if around.is_workspace {
        Known::of_library(&around.catalog, &around.library)
    } else {
        around.known()
    };
    let texts = Texts::load(&around.library, around.locale)?;
    let period: Option<Period> = args.period.as_deref().map(str::parse).transpose()?;
    let mut errors = Vec::new();
    for file in &args.files {
        if is_across(file) {
            match read::read_across(&context.at(file), &named(file), &known) {
                Ok(_) => outln!("{}: {}", file.display(), texts.word("commands.plan.fine"))?,
                Err(error) => errors.push(error),
            }
            continue;
        }
        let checked = read_plan(file, &known, context).and_then(|plan| {
            check::weights_on_every_day(&plan)?;
            period.map_or(Ok(()), |period| check::for_period(&plan, period))?;
            Ok(plan)
        });
        match checked {
            Ok(plan) => {
                outln!(
                    "{}: {} {}",
                    file.display(),
                    texts.word("commands.plan.fine"),
                    plan.head.hash.get(..12).unwrap_or_default()
                )?;
                let words = Words::new(&texts, &around.catalog, &plan.titles(), around.locale);
                warn(&plan, &texts, &words)?;
                if args.data {
                    warn_of_idle_rules(&plan, context)?;
                }
            }
            Err(error) => errors.push(error),
        }
    }
    Error::gathered(errors)?;
    Ok(Outcome::Done)
}

/// The edges at which values jump.
fn warn(plan: &Plan, texts: &Texts, words: &Words) -> Result<()> {
    for warning in check::warnings(plan) {
        outln!("{}", texts.say(&warning))?;
    }
    warn_of_holes(plan, texts)?;
    let found = cliffs(plan);
    if found.is_empty() {
        return Ok(());
    }
    outln!("{}", texts.word("commands.plan.cliffs"))?;
    let rows = found.iter().map(|cliff| {
        let [below, on, above] = cliff.values.each_ref().map(ToString::to_string);
        vec![
            words.said(&cliff.table),
            cliff.component.as_deref().map(|id| words.said(id)).unwrap_or_default(),
            cliff
                .measure
                .as_deref()
                .map(|name| words.said(name))
                .unwrap_or_default(),
            cliff.edge.to_string(),
            below,
            on,
            above,
            cliff.jump().to_string(),
        ]
    });
    outln!(
        "{}",
        table(&texts.heads("commands.plan.cliff_heads"), rows, &[3, 4, 5, 6, 7])
    )
}

/// Periods before the newest fact that a plan is held against.
const MONTHS: i32 = 12;

/// Tiers and gates that decide nothing on the data of the last twelve months.
fn warn_of_idle_rules(plan: &Plan, context: &Context) -> Result<()> {
    let workspace = context.workspace()?;
    let texts = Context::texts_of(&workspace)?;
    let store = context.store(&workspace)?;
    let payroll = PayrollContext::new(&workspace, &store)?;
    let span = store.rows("queries/status/span.sql", &Params::none())?;
    let Some(newest) = span.first().and_then(|row| row.date("last_fact_on")) else {
        return Ok(());
    };
    let last = Month::containing(newest);
    let range = format!("{}..{last}", last.plus(1 - MONTHS));
    let found = payroll.idle_rules(plan, &periods(&range, plan)?)?;
    if !found.is_empty() {
        outln!("{}", texts.word("commands.plan.idle"))?;
    }
    for idle in found {
        let told = match idle {
            Idle::Tier(table, component, from) => {
                say!("commands.plan.idle_tier", table, component, from = from.to_string())
            }
            Idle::Rate(table, column, value) => say!("commands.plan.idle_rate", table, column, value),
            Idle::NeverFails(gate) => say!("commands.plan.never_fails", gate),
            Idle::NeverPasses(gate) => say!("commands.plan.never_passes", gate),
            Idle::Measure(name) => say!("commands.plan.never_counted", name = name.to_string()),
        };
        outln!("  {}", texts.say(&told))?;
    }
    Ok(())
}

/// Combinations of keys without a rate; the first ten of each kind are enough to see what is missing.
fn warn_of_holes(plan: &Plan, texts: &Texts) -> Result<()> {
    let found = holes(plan);
    if found.is_empty() {
        return Ok(());
    }
    outln!("{}", texts.say(&say!("commands.plan.holes", count = found.len())))?;
    for hole in found.iter().take(10) {
        outln!("  {}: {}", hole.table, hole.cells.join(", "))?;
    }
    Ok(())
}

fn show_plan(args: &Show, context: &Context) -> Result<Outcome> {
    let around = Surroundings::of(context)?;
    let day = args.on.as_deref().map(parse_day).transpose()?;
    let (path, name) = (context.at(&args.file), named(&args.file));
    let plan = if is_across(&args.file) {
        read::read_across(&path, &name, &around.known())?
    } else if around.is_workspace {
        read::read_in(context.workspace()?.root(), &path, &name, &around.known())?
    } else {
        read::read(&path, &name, &around.known())?
    };
    let locale = args.locale.unwrap_or(around.locale);
    print(describe(&around.library, &plan, day, locale)?.as_bytes())?;
    Ok(Outcome::Done)
}

/// A plan and its rate tables against those a run was made with.
fn diff(args: &Diff, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let store = context.store(&workspace)?;
    let texts = Texts::load(&workspace.library, workspace.settings.locale)?;
    let known = Known::of_catalog(&Catalog::load(&workspace.library)?);
    let plan = read::read_in(workspace.root(), &context.at(&args.file), &named(&args.file), &known)?;
    let run = match args.run {
        Some(run) => runs::run(&store, run)?,
        None => runs::newest_of_plan(&store, &plan.head.id)?,
    };
    let kept = runs::plan_files(&store, run.run_no)?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    // The plan itself may have another name by now.
    let own = |files: &[(String, Vec<u8>)]| -> Vec<(String, String)> {
        let named = files.iter().enumerate();
        let named = named.map(|(at, (name, bytes))| (if at == 0 { String::new() } else { name.clone() }, text(bytes)));
        named.collect()
    };
    let (old, new) = (own(&kept), own(&plan.head.files));
    let mut names: Vec<&String> = old.iter().chain(&new).map(|(name, _)| name).collect();
    names.sort();
    names.dedup();
    let of = |files: &[(String, String)], name: &str| {
        let found = files.iter().find(|(own, _)| own == name);
        found.map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let (run_no, period) = (run.run_no, run.period.to_string());
    let mut outcome = Outcome::Done;
    for name in names {
        let (before, after) = (of(&old, name), of(&new, name));
        let lines = differing(&before, &after);
        if lines.is_empty() {
            continue;
        }
        outcome = Outcome::Findings;
        let shown = if name.is_empty() {
            plan.head.file.clone()
        } else {
            name.clone()
        };
        let period = period.clone();
        outln!(
            "{}",
            texts.say(&say!("commands.plan.differs", file = shown, run_no, period))
        )?;
        for line in lines {
            match line {
                Line::Gone(number, text) => outln!("{number:>5} -{text}")?,
                Line::New(number, text) => outln!("{number:>5} +{text}")?,
            }
        }
    }
    if outcome == Outcome::Done {
        outln!("{}", texts.say(&say!("commands.plan.same", run_no, period)))?;
    }
    Ok(outcome)
}

fn explain_case(args: &ExplainCase, context: &Context) -> Result<Outcome> {
    let around = Surroundings::of(context)?;
    let locale = args.locale.unwrap_or(around.locale);
    let folder = context.at(&args.folder);
    let case = golden::case_file(&folder)?;
    let texts = Texts::load(&around.library, locale)?;
    for (plan, outcome) in golden::outcome(&folder, &case)? {
        let words = Words::new(&texts, &around.catalog, &plan.titles(), locale);
        let Head {
            title, id, authority, ..
        } = &plan.head;
        let explanation = Explanation {
            words: &words,
            heading: Heading {
                person: args.specialist.clone(),
                place: case.name.clone(),
                plan: words.say(&say!("pay.heading.plan", title, id, authority)),
                state: texts.word("commands.plan.case").to_owned(),
                currency: words.currency(&plan.head.currency).to_owned(),
            },
            period: case.period.parse()?,
            person: golden::person(&outcome, &args.specialist)?,
            corrections: &[],
            detail: Detail {
                rows: args.rows,
                keys: true,
            },
        };
        print(explanation.text().as_bytes())?;
    }
    Ok(Outcome::Done)
}

fn test(args: &Test, context: &Context) -> Result<Outcome> {
    let folders: Vec<PathBuf> = args.folders.iter().map(|folder| context.at(folder)).collect();
    let (mut passed, mut failed) = (0, 0);
    for folder in golden::find(&folders)? {
        let verdict = golden::run(&folder, &context.texts)?;
        if verdict.differences.is_empty() {
            passed += 1;
            continue;
        }
        failed += 1;
        outln!("{} ({})", verdict.folder.display(), verdict.name)?;
        for difference in &verdict.differences {
            for line in difference.lines() {
                outln!("  {line}")?;
            }
        }
    }
    outln!("{}", context.texts.say(&say!("commands.plan.tested", passed, failed)))?;
    Ok(if failed == 0 { Outcome::Done } else { Outcome::Findings })
}
