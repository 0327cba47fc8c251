//! `rebuild`: the store anew from the files it was loaded from.

use super::ingest::{Bar, Telling};
use super::{Context, Outcome};
use crate::diagnostic::Result;
use crate::ingest::{self, Progress, Silent};
use crate::texts::Texts;

pub(super) fn run(context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let locale = workspace.settings.locale;
    let texts = Texts::load(&workspace.library, locale)?;
    let bar = Bar::new(&texts);
    let progress: &dyn Progress = if context.interactive { &bar } else { &Silent };
    let rebuilt = ingest::rebuild(&workspace, progress)?;
    bar.clear();
    Telling::new(&texts, locale, context).tell(&rebuilt.summary, false);
    let (files, runs) = (rebuilt.summary.files.len(), rebuilt.runs);
    context.say(&match locale {
        crate::workspace::Locale::ZhCn => format!("已由归档重建数据库：{runs} 次载入，{files} 个文件（表）"),
        crate::workspace::Locale::En => {
            format!("rebuilt from the archive: {runs} runs, {files} files or parts of files")
        }
    });
    Ok(if rebuilt.summary.has_findings() {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}
