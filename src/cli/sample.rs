//! `sample`: a realistic book as files.

use std::path::PathBuf;
use std::time::Instant;

use super::{Context, Outcome};
use crate::diagnostic::Result;
use crate::library::Library;
use crate::message::say;
use crate::period::{Month, parse_month};
use crate::sample::{self, Format, Options};
use crate::workspace::Settings;

#[derive(clap::Args)]
pub(super) struct Args {
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    #[arg(long, default_value_t = 20_000)]
    policies: i64,
    #[arg(long, default_value_t = 24)]
    months: i32,
    #[arg(long, value_name = "MONTH", default_value = "2026-06", value_parser = parse_month)]
    until: Month,
    #[arg(long, default_value_t = 40)]
    specialists: i64,
    #[arg(long, default_value_t = 1)]
    seed: i64,
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
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
    context.tell(&say!(
        "commands.sample.wrote",
        files = written.files.len(),
        folder,
        seconds = format!("{:.1}", started.elapsed().as_secs_f32())
    ));
    if let Some(path) = written.rejects {
        context.tell(&say!("commands.sample.rejects", path));
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
