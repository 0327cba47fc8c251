//! `metrics`: the dictionary, whole or one metric with its SQL.

use super::output::{outln, table};
use super::{Context, Outcome};
use crate::diagnostic::Result;
use crate::library::Library;
use crate::metrics::{Catalog, Metric};
use crate::workspace::{Locale, Settings};

#[derive(clap::Args)]
pub(super) struct Args {
    /// One metric: its definition and SQL
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
    match &args.id {
        Some(id) => show(catalog.get(id)?, settings.locale)?,
        None => list(&catalog, settings.locale)?,
    }
    Ok(Outcome::Done)
}

fn list(catalog: &Catalog, locale: Locale) -> Result<()> {
    let heads = match locale {
        Locale::ZhCn => ["指标", "名称", "口径"],
        Locale::En => ["metric", "title", "definition"],
    };
    let rows = catalog.metrics().map(|m| {
        vec![
            m.id.to_string(),
            m.title(locale).to_owned(),
            m.definition(locale).to_owned(),
        ]
    });
    outln!("{}", table(&heads, rows, &[]))
}

fn show(metric: &Metric, locale: Locale) -> Result<()> {
    outln!("{}  {} / {}", metric.id, metric.zh, metric.en)?;
    outln!("{}", metric.definition(locale))?;
    outln!(
        "{}{}\n",
        metric.file.name,
        if metric.file.is_override { " (workspace)" } else { "" }
    )?;
    outln!("{}", metric.file.text.trim_end())
}
