//! `init`: a workspace with a commented settings file and example plans.

use std::path::PathBuf;

use super::{Context, Outcome};
use crate::diagnostic::Result;
use crate::incentive::examples;
use crate::message::say;
use crate::workspace::{SETTINGS_FILE, Workspace};

#[derive(clap::Args)]
pub(super) struct Args {
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let folder = args
        .folder
        .as_ref()
        .map_or_else(|| context.directory.clone(), |f| context.at(f));
    Workspace::init(&folder)?;
    examples::write(&folder.join("plans"))?;
    context.tell(&say!("commands.init.done", folder, settings = SETTINGS_FILE.to_owned()));
    Ok(Outcome::Done)
}
