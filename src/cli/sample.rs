//! `sample`: a realistic book as files.

use std::path::PathBuf;
use std::time::Instant;

use super::{Context, Outcome};
use crate::diagnostic::Result;
use crate::library::Library;
use crate::period::{Month, parse_month};
use crate::sample::{self, Format, Options};
use crate::workspace::Settings;

#[derive(clap::Args)]
pub(super) struct Args {
    /// Where the files go: by default the workspace's data/
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Number of policies
    #[arg(long, default_value_t = 20_000)]
    policies: i64,
    /// Months of activity
    #[arg(long, default_value_t = 24)]
    months: i32,
    /// Last month with facts
    #[arg(long, value_name = "MONTH", default_value = "2026-06", value_parser = parse_month)]
    until: Month,
    /// Number of specialists
    #[arg(long, default_value_t = 40)]
    specialists: i64,
    /// Another seed is another book
    #[arg(long, default_value_t = 1)]
    seed: i64,
    /// File format
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// Files as real exports are: all forms of headers and values, rows that are no data, duplicates, rejects
    #[arg(long)]
    messy: bool,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let started = Instant::now();
    let (folder, settings, library) = place(args, context)?;
    let options = Options {
        policies: args.policies,
        months: args.months,
        until: args.until,
        specialists: args.specialists,
        seed: args.seed,
        format: args.format,
        messy: args.messy,
    };
    let written = sample::write(&library, &settings.store, &folder, options)?;
    context.say(&format!(
        "wrote {} files to `{}` in {:.1} s",
        written.files.len(),
        folder.display(),
        started.elapsed().as_secs_f32()
    ));
    if let Some(path) = written.rejects {
        context.say(&format!("what must be rejected of them is in `{}`", path.display()));
    }
    Ok(Outcome::Done)
}

/// A folder that is named needs no workspace; without one the workspace's inbox is meant.
fn place(args: &Args, context: &Context) -> Result<(PathBuf, Settings, Library)> {
    match (&args.folder, context.workspace()) {
        (Some(folder), Ok(w)) => Ok((context.at(folder), w.settings, w.library)),
        (Some(folder), Err(_)) => Ok((context.at(folder), Settings::default(), Library::shipped())),
        (None, found) => {
            let workspace = found?;
            Ok((workspace.data_dir(), workspace.settings, workspace.library))
        }
    }
}
