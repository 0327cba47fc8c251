//! `scale`: jobs for an engine beside a lake, and what comes back of them.

use std::path::PathBuf;

use clap::Subcommand;

use super::engine::{self, Steps};
use super::kpi::Question;
use super::output::outln;
use super::{Context, Outcome};
use crate::diagnostic::Result;
use crate::engine::Spark;
use crate::message::say;
use crate::metrics::{Catalog, Run, Sums};

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    Plan(Plan),
    Take(Take),
}

#[derive(clap::Args)]
struct Plan {
    #[arg(long, value_name = "P", required = true, value_delimiter = ',')]
    period: Vec<String>,
    #[arg(long, value_name = "DAY")]
    as_of: Option<String>,
    #[arg(long, value_name = "DIM,...", value_delimiter = ',')]
    by: Vec<String>,
    #[arg(long = "metric", value_name = "M,...", value_delimiter = ',')]
    metrics: Vec<String>,
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

#[derive(clap::Args)]
struct Take {
    #[arg(value_name = "RESULTS")]
    folder: PathBuf,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    match &args.action {
        Action::Plan(args) => plan(args, context),
        Action::Take(args) => take(args, context),
    }
}

fn plan(args: &Plan, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let questions = args
        .period
        .iter()
        .map(|period| Question::new(period, args.as_of.as_deref(), &args.by, &[]));
    let questions: Vec<Question> = questions.collect::<Result<_>>()?;
    let catalog = Catalog::load(&workspace.library)?;
    let metrics = super::kpi::chosen(&catalog, &args.metrics)?;
    let folder = context.at(&args.out);
    workspace.refuse_reserved(&folder)?;
    let steps = Steps::new(context);
    let spark = engine::spark(&workspace, &steps)?;
    let store = context.store(&workspace)?;
    let views: Vec<_> = questions.iter().map(|question| question.view).collect();
    let run = Run::new(&store, &workspace.settings.metrics, &views)?;
    let by = questions
        .first()
        .map(|question| question.by.as_slice())
        .unwrap_or_default();
    let wanted = Sums::all(&run, &catalog, &metrics, by)?;
    let job = spark.plan(&run, &wanted, &folder)?;
    let (statements, results) = (job.statements(), job.results.clone());
    context.tell(&say!("commands.scale.planned", folder, statements, results));
    Ok(Outcome::Done)
}

fn take(args: &Take, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let manifest = Spark::take(&workspace, &context.at(&args.folder))?;
    let texts = Context::texts_of(&workspace)?;
    for seen in &manifest.periods {
        let (period, as_of, sums) = (seen.period.clone(), seen.as_of.clone(), manifest.sums.len());
        outln!("{}", texts.say(&say!("commands.scale.taken", period, as_of, sums)))?;
    }
    if manifest.periods.is_empty() {
        outln!("{}", texts.word("commands.scale.taken_days"))?;
    }
    Ok(Outcome::Done)
}
