//! `rebuild`: the store anew from the files it was loaded from; or only what was computed from them.

use super::ingest::{Bar, SummaryPrinter};
use super::{Context, Outcome};
use crate::diagnostic::Result;
use crate::ingest::{self, Pay, Progress, Silent};
use crate::message::{Grouped, say};
use crate::metrics::kept;
use crate::texts::Texts;
use crate::workspace::Workspace;

#[derive(clap::Args)]
pub(super) struct Args {
    #[arg(long)]
    without_pay: bool,
    #[arg(long, conflicts_with = "without_pay")]
    new_record: bool,
    #[arg(long, conflicts_with_all = ["without_pay", "new_record"])]
    figures: bool,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let texts = Context::texts_of(&workspace)?;
    if args.figures {
        return drop_figures(&workspace, &texts, context);
    }
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

/// Drops the figures that are kept.
fn drop_figures(workspace: &Workspace, texts: &Texts, context: &Context) -> Result<Outcome> {
    let (figures, bytes) = kept::forget(&context.store(workspace)?)?;
    let (figures, mib) = (Grouped(figures), bytes.div_ceil(1 << 20));
    context.say(&texts.say(&say!("commands.rebuild.figures", figures, mib)));
    Ok(Outcome::Done)
}
