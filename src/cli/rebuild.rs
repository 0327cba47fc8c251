//! `rebuild`: the store anew from the files it was loaded from.

use super::ingest::{Bar, SummaryPrinter};
use super::{Context, Outcome};
use crate::diagnostic::Result;
use crate::ingest::{self, Pay, Progress, Silent};
use crate::message::say;

#[derive(clap::Args)]
pub(super) struct Args {
    #[arg(long)]
    without_pay: bool,
    #[arg(long, conflicts_with = "without_pay")]
    new_record: bool,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let texts = Context::texts_of(&workspace)?;
    let bar = Bar::new(&texts);
    let progress: &dyn Progress = if context.interactive { &bar } else { &Silent };
    let pay = match (args.without_pay, args.new_record) {
        (true, _) => Pay::LeftBehind,
        (false, true) => Pay::OfStore,
        (false, false) => Pay::Recorded,
    };
    let rebuilt = context.patiently(|| ingest::rebuild(&workspace, pay, progress))?;
    bar.clear();
    SummaryPrinter::new(&texts, context).tell(&rebuilt.summary, false);
    context.tell_rebuilt(&rebuilt, &texts);
    if let Some(kept) = &rebuilt.kept {
        let file = kept.file_name().unwrap_or_default().to_string_lossy().into_owned();
        context.say(&texts.say(&if rebuilt.without_pay {
            say!("commands.rebuild.without_pay", file)
        } else {
            say!("commands.rebuild.kept", file)
        }));
    }
    Ok(if rebuilt.summary.has_findings() || rebuilt.kept.is_some() {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}
