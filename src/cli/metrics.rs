//! `metrics`: the dictionary, whole or one metric with its SQL.

use super::output::{outln, table};
use super::{Context, Outcome};
use crate::diagnostic::Result;
use crate::library::Library;
use crate::metrics::{Catalog, Metric};
use crate::texts::Texts;
use crate::workspace::Settings;

#[derive(clap::Args)]
pub(super) struct Args {
    #[arg(value_name = "ID")]
    id: Option<String>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
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
