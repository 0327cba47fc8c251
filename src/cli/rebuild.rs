//! `rebuild`: the store anew from the files it was loaded from.

use super::ingest::{Bar, tell};
use super::{Context, Outcome};
use crate::diagnostic::Result;
use crate::ingest::{self, Pay, Progress, Silent};

#[derive(clap::Args)]
pub(super) struct Args {
    /// Go on if the old store cannot be read, with whatever pay was calculated in it; the old file is kept
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
    context.say(&match locale {
        crate::workspace::Locale::ZhCn => format!("已由归档重建数据库：{runs} 次载入，{files} 个文件（表）"),
        crate::workspace::Locale::En => {
            format!("rebuilt from the archive: {runs} runs, {files} files or parts of files")
        }
    });
    if let Some(kept) = &rebuilt.kept {
        let kept = kept.file_name().unwrap_or_default().display();
        context.say(&match locale {
            crate::workspace::Locale::ZhCn => format!("旧数据库无法读取，保留为 {kept}；其中核算过的薪酬未带入新库"),
            crate::workspace::Locale::En => {
                format!("the old store, which could not be read, is kept as {kept}; pay calculated in it is not in the new one")
            }
        });
    }
    Ok(if rebuilt.summary.has_findings() || rebuilt.kept.is_some() {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}
