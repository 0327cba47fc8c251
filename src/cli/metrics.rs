//! `metrics`: the dictionary, whole or one metric with its SQL.

use super::engine::{self, Steps};
use super::output::{outln, table};
use super::{Context, Outcome};
use crate::diagnostic::Result;
use crate::library::Library;
use crate::message::say;
use crate::metrics::dimension::DIMENSIONS;
use crate::metrics::{Catalog, Metric, Run, Sums};
use crate::period::View;
use crate::texts::Texts;
use crate::workspace::Settings;

#[derive(clap::Args)]
pub(super) struct Args {
    #[arg(value_name = "ID")]
    id: Option<String>,
    #[arg(long, conflicts_with = "id")]
    check: bool,
    #[command(flatten)]
    engine: engine::Args,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    if args.check || args.engine.is_spark() {
        return check(args, context);
    }
    // The dictionary is there without a workspace too; a broken one is still an error.
    let (library, settings) = match context.workspace() {
        Ok(workspace) => (workspace.library, workspace.settings),
        Err(error) if error.iter().any(|e| e.place().is_some()) => return Err(error),
        Err(_) => (Library::shipped(), Settings::default()),
    };
    let catalog = Catalog::load(&library)?;
    let texts = Texts::load(&library, settings.locale)?;
    match &args.id {
        Some(id) => show(catalog.find(id)?, &texts)?,
        None => list(&catalog, &texts)?,
    }
    Ok(Outcome::Done)
}

/// Whether every metric can be summed, here or by the engine named.
fn check(args: &Args, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let catalog = Catalog::load(&workspace.library)?;
    let store = context.store(&workspace)?;
    // Any month will do: no row is looked at.
    let views = [View::at_end("2026-01".parse()?)];
    let run = Run::new(&store, &workspace.settings.metrics, &views)?;
    let metrics: Vec<&Metric> = catalog.measures().collect();
    let wanted = Sums::all(&run, &catalog, &metrics, &DIMENSIONS)?;
    let steps = Steps::new(context);
    if let Some(spark) = args.engine.spark(&workspace, &steps)? {
        spark.check(&run, &wanted)?;
    }
    let texts = Context::texts_of(&workspace)?;
    outln!(
        "{}",
        texts.say(&say!("commands.metrics.checked", metrics = wanted.len()))
    )?;
    Ok(Outcome::Done)
}

fn list(catalog: &Catalog, texts: &Texts) -> Result<()> {
    let locale = texts.locale();
    let rows = catalog.metrics().map(|m| {
        vec![
            m.id.to_string(),
            m.title(locale).to_owned(),
            m.definition(locale).to_owned(),
        ]
    });
    outln!("{}", table(&texts.heads("commands.metrics.heads"), rows, &[]))
}

fn show(metric: &Metric, texts: &Texts) -> Result<()> {
    outln!("{}  {} / {}", metric.id, metric.zh, metric.en)?;
    outln!("{}", metric.definition(texts.locale()))?;
    outln!(
        "{}{}\n",
        metric.file.name,
        if metric.file.is_override {
            texts.word("commands.metrics.of_workspace")
        } else {
            ""
        }
    )?;
    outln!("{}", metric.file.text.trim_end())
}
