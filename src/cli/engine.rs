//! `--engine`: where the sums of a run are made.

use std::path::Path;

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};

use super::Context;
use crate::diagnostic::Result;
use crate::engine::{EngineError, LeftOut, Progress, Spark};
use crate::message::say;
use crate::metrics::Elsewhere;
use crate::store::{Params, Store};
use crate::workspace::Workspace;

/// An option of commands that sum.
#[derive(clap::Args)]
#[group(skip)]
pub(super) struct Args {
    #[arg(long, value_enum, default_value_t = Engine::Duckdb)]
    engine: Engine,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engine {
    Duckdb,
    Spark,
}

impl Args {
    pub(super) fn is_spark(&self) -> bool {
        self.engine == Engine::Spark
    }

    /// Spark, if it is asked for.
    pub(super) fn spark<'w>(&self, workspace: &'w Workspace, steps: &'w Steps<'_>) -> Result<Option<Spark<'w>>> {
        self.is_spark().then(|| spark(workspace, steps)).transpose()
    }
}

/// The engine of `workspace`.
pub(super) fn spark<'w>(workspace: &'w Workspace, steps: &'w Steps<'_>) -> Result<Spark<'w>> {
    let texts = Context::texts_of(workspace)?;
    let readme = texts.word("commands.scale.readme").to_owned();
    Ok(Spark::new(workspace, readme, steps))
}

/// Refuses what lists due items where they lie in a lake and not here.
pub(super) fn refuse_rows(workspace: &Workspace, store: &Store) -> Result<()> {
    const TABLE: &str = "due_items";
    if !workspace.settings.engine.tables.contains_key(TABLE) {
        return Ok(());
    }
    let filled = store.rows("queries/schema/filled.sql", &Params::none())?;
    if filled.iter().any(|row| row.str("table_name") == TABLE) {
        return Ok(());
    }
    Err(EngineError::RowsThere {
        table: TABLE.to_owned(),
    }
    .into())
}

/// Who sums, if not the store.
pub(super) fn elsewhere<'s>(spark: Option<&'s Spark<'s>>) -> Option<&'s dyn Elsewhere> {
    spark.map(|spark| spark as &dyn Elsewhere)
}

/// Statements of a job as they begin: a line on the terminal, else in the log.
pub(super) struct Steps<'c> {
    bar: Option<ProgressBar>,
    context: &'c Context,
}

impl<'c> Steps<'c> {
    pub(super) fn new(context: &'c Context) -> Self {
        let style = || ProgressStyle::with_template("{bar:24} {pos}/{len} {elapsed} {msg}").expect("a fixed template");
        Self {
            bar: context
                .interactive
                .then(|| ProgressBar::no_length().with_style(style())),
            context,
        }
    }
}

impl Progress for Steps<'_> {
    fn step(&self, number: usize, of: usize, name: &str) {
        tracing::info!("{number}/{of} {name}");
        if let Some(bar) = &self.bar {
            bar.set_length(of.try_into().unwrap_or_default());
            bar.set_position(number.try_into().unwrap_or_default());
            bar.set_message(name.to_owned());
            if number == of {
                bar.finish_and_clear();
            }
        }
    }
    fn left_out(&self, found: &[LeftOut], examples: &Path) {
        for table in found {
            self.context.tell(&table.message());
        }
        self.context
            .tell(&say!("commands.scale.examples", path = examples.to_path_buf()));
    }
}
