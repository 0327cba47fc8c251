//! `rebuild`: the store anew from the files it was loaded from.

use super::ingest::{Bar, tell};
use super::{Context, Outcome};
use crate::diagnostic::Result;
use crate::ingest::{self, Progress, Silent};
use crate::message::say;

pub(super) fn run(context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let locale = workspace.settings.locale;
    let bar = Bar::new();
    let progress: &dyn Progress = if context.interactive { &bar } else { &Silent };
    let rebuilt = ingest::rebuild(&workspace, progress)?;
    bar.clear();
    tell(&rebuilt.summary, locale, false, context);
    let (files, runs) = (rebuilt.summary.files.len(), rebuilt.runs);
    let done = say!("commands.rebuild.done", runs, files);
    context.say(&Context::texts_of(&workspace)?.say(&done));
    Ok(if rebuilt.summary.has_findings() {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}
