//! `scale`: jobs for an engine beside a lake, and what comes back of them.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Subcommand;

use super::engine::{self, Steps};
use super::kpi::Question;
use super::output::outln;
use super::{Context, Outcome};
use crate::diagnostic::Result;
use crate::engine::{Differing, Numbers, left_in};
use crate::message::{Grouped, Message, say};
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
    Extract(Extract),
    Verify(Verify),
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

#[derive(clap::Args)]
struct Extract {
    #[arg(long, value_name = "ID")]
    branch: String,
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

#[derive(clap::Args)]
struct Verify {
    #[arg(long, value_name = "ID")]
    branch: String,
    #[arg(long, value_name = "P")]
    period: String,
    #[arg(long, value_name = "DAY")]
    as_of: Option<String>,
    #[arg(long = "metric", value_name = "M,...", value_delimiter = ',')]
    metrics: Vec<String>,
}

/// How many values that differ are told one by one.
const MOST_TOLD: usize = 20;

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    match &args.action {
        Action::Plan(args) => plan(args, context),
        Action::Take(args) => take(args, context),
        Action::Extract(args) => extract(args, context),
        Action::Verify(args) => verify(args, context),
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
    let steps = Steps::new(context);
    let manifest = engine::spark(&workspace, &steps)?.take(&context.at(&args.folder))?;
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

fn extract(args: &Extract, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let folder = context.at(&args.out);
    workspace.refuse_reserved(&folder)?;
    let steps = Steps::new(context);
    let store = context.store_with(&workspace, std::slice::from_ref(&folder))?;
    let brought = engine::spark(&workspace, &steps)?.extract(&store, &args.branch, &folder)?;
    let texts = Context::texts_of(&workspace)?;
    let totals = brought.summary.totals();
    let tables: BTreeSet<&str> = brought.summary.files.iter().map(|file| file.table.as_str()).collect();
    let (rows, tables, branch) = (Grouped(totals.accepted), tables.len(), args.branch.clone());
    outln!(
        "{}",
        texts.say(&say!("commands.scale.brought", rows, tables, branch, folder))
    )?;
    if let Some(path) = brought.summary.rejects_file.filter(|_| totals.rejected > 0) {
        let rejected = Grouped(totals.rejected);
        context.tell(&say!("commands.scale.rejected", rejected, path));
    }
    Ok(if totals.rejected > 0 {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}

fn verify(args: &Verify, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let question = Question::new(&args.period, args.as_of.as_deref(), &[], &[])?;
    let catalog = Catalog::load(&workspace.library)?;
    let metrics = super::kpi::chosen(&catalog, &args.metrics)?;
    let steps = Steps::new(context);
    let store = context.store_with(&workspace, &[left_in(&workspace)])?;
    let spark = engine::spark(&workspace, &steps)?;
    let verified = spark.verify(&store, &metrics, question.view, &args.branch)?;
    let texts = Context::texts_of(&workspace)?;
    let (branch, period) = (args.branch.clone(), question.view.period.to_string());
    let (as_of, values) = (question.view.as_of.to_string(), Grouped(verified.values as u64));
    let metrics = verified.metrics;
    let differing = Grouped(verified.differing.len() as u64);
    let said = if verified.differing.is_empty() {
        say!("commands.scale.equal", branch, period, as_of, values, metrics)
    } else {
        say!("commands.scale.differing", branch, period, as_of, values, differing)
    };
    outln!("{}", texts.say(&said))?;
    for one in verified.differing.iter().take(MOST_TOLD) {
        outln!("{}", texts.say(&told(one)))?;
    }
    if !verified.apart.is_empty() {
        let metrics: Vec<String> = verified.apart.iter().map(ToString::to_string).collect();
        outln!("{}", texts.say(&say!("commands.scale.apart", metrics)))?;
    }
    Ok(if verified.differing.is_empty() {
        Outcome::Done
    } else {
        Outcome::Findings
    })
}

fn told(one: &Differing) -> Message {
    let numbers = |numbers: &Numbers| match numbers {
        Some([numerator, denominator, _]) => {
            let [above, below] = [numerator, denominator].map(|n| n.map(|n| n.to_string()).unwrap_or_default());
            format!("{above} / {below}")
        }
        None => "-".to_owned(),
    };
    let (metric, by, entity) = (one.metric.to_string(), one.by.clone(), one.entity.clone());
    let (there, here) = (numbers(&one.there), numbers(&one.here));
    say!("commands.scale.differs", metric, by, entity, there, here)
}
