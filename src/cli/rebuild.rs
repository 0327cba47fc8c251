//! `rebuild`: the store anew from the files it was loaded from.

use super::ingest::{Bar, Telling};
use super::{Context, Outcome};
use crate::diagnostic::Result;
use crate::ingest::{self, Progress, Silent};
use crate::message::say;

pub(super) fn run(context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let texts = Context::texts_of(&workspace)?;
    let bar = Bar::new(&texts);
    let progress: &dyn Progress = if context.interactive { &bar } else { &Silent };
    let rebuilt = ingest::rebuild(&workspace, progress)?;
    bar.clear();
    Telling::new(&texts, context).tell(&rebuilt.summary, false);
    let (files, runs) = (rebuilt.summary.files.len(), rebuilt.runs);
    context.say(&texts.say(&say!("commands.rebuild.done", runs, files)));
    Ok(if rebuilt.summary.has_findings() {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}
