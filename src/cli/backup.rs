//! `backup` and `restore`: the workspace in a folder of its own, and back.

use std::path::PathBuf;

use super::{Context, Outcome};
use crate::backup;
use crate::diagnostic::Result;
use crate::message::{Grouped, say};

#[derive(clap::Args)]
pub(super) struct Backup {
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

#[derive(clap::Args)]
pub(super) struct Restore {
    #[arg(value_name = "BACKUP")]
    backup: PathBuf,
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub(super) fn make(args: &Backup, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let made = context.patiently(|| backup::backup(&workspace, &context.at(&args.folder)))?;
    for path in &made.left_out {
        context.tell(&say!("commands.backup.left_out", path = *path));
    }
    let (files, bytes) = (Grouped(made.files as u64), Grouped(made.bytes));
    context.tell(&say!("commands.backup.done", files, bytes, folder = made.folder));
    Ok(Outcome::Done)
}

pub(super) fn restore(args: &Restore, context: &Context) -> Result<Outcome> {
    let folder = args
        .folder
        .as_ref()
        .map_or_else(|| context.directory.clone(), |folder| context.at(folder));
    let restored = backup::restore(&context.at(&args.backup), &folder)?;
    let (files, made) = (Grouped(restored.files as u64), restored.made);
    context.tell(&say!("commands.restore.done", files, made, folder));
    Ok(Outcome::Done)
}
