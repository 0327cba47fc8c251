//! `rebuild`: the store anew from the files it was loaded from.

use super::ingest::{Bar, tell};
use super::{Context, Outcome};
use crate::diagnostic::Result;
use crate::ingest::{self, Pay, Progress, Silent};
use crate::message::say;

#[derive(clap::Args)]
pub(super) struct Args {
    #[arg(long)]
    without_pay: bool,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let locale = workspace.settings.locale;
    let bar = Bar::new();
    let progress: &dyn Progress = if context.interactive { &bar } else { &Silent };
    let pay = if args.without_pay { Pay::LeaveBehind } else { Pay::Keep };
    let rebuilt = ingest::rebuild(&workspace, pay, progress)?;
    bar.clear();
    tell(&rebuilt.summary, locale, false, context);
    let (files, runs) = (rebuilt.summary.files.len(), rebuilt.runs);
    let texts = Context::texts_of(&workspace)?;
    context.say(&texts.say(&say!("commands.rebuild.done", runs, files)));
    if let Some(kept) = &rebuilt.kept {
        let file = kept.file_name().unwrap_or_default().to_string_lossy().into_owned();
        context.say(&texts.say(&say!("commands.rebuild.kept", file)));
    }
    Ok(if rebuilt.summary.has_findings() || rebuilt.kept.is_some() {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}
