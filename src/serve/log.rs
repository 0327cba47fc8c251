//! `/audit`: who did what, all of it or the own lines.

use minijinja::{Value, context};
use serde::Deserialize;

use super::asked::Asked;
use super::page::{Page, PageContext, PageError, Route, wrong_field};
use super::rights::Right;
use super::state::{ActKind, AuditFilter, COMMAND_LINE, LogLine};
use super::viewer::Viewer;
use crate::texts::Texts;
use crate::word::Word as _;

pub const ROUTES: &[Route] = &[Route::get("/audit", Right::OwnAudit, audit)];

#[derive(Deserialize)]
struct Wanted {
    user: Option<String>,
    kind: Option<String>,
    before: Option<i64>,
}

fn audit(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let wanted: Wanted = asked.read()?;
    let sees_all = viewer.has(Right::Audit);
    let kind = match &wanted.kind {
        None => None,
        Some(word) => Some(ActKind::of_word(word).ok_or_else(|| wrong_field("kind"))?),
    };
    let user = if sees_all {
        wanted.user.as_deref()
    } else {
        Some(viewer.user())
    };
    let lines = page.state.lines(AuditFilter {
        user,
        kind,
        before: wanted.before,
    })?;
    let texts = page.texts();
    let oldest = lines.last().map(|line| line.number).filter(|number| *number > 1);
    let kinds: Vec<Value> = ActKind::WORDS
        .iter()
        .map(|(word, own)| context! { word => *word, text => act(texts, word), is_chosen => kind == Some(*own) })
        .collect();
    let values = context! {
        lines => lines.iter().map(|line| shown(texts, line)).collect::<Vec<_>>(),
        sees_all,
        user => wanted.user,
        kind => wanted.kind,
        kinds,
        oldest,
    };
    Ok(Page::html("audit.html.j2", texts.word("serve.menu.audit"), values))
}

fn act(texts: &Texts, word: &str) -> String {
    texts.word(&format!("serve.act.{word}")).to_owned()
}

fn shown(texts: &Texts, line: &LogLine) -> Value {
    let details: Vec<String> = line
        .details()
        .into_iter()
        .map(|(name, value)| match name.as_str() {
            "about" => value,
            name => format!("{} {value}", texts.word(&format!("serve.detail.{name}"))),
        })
        .collect();
    context! {
        number => line.number,
        at => line.at.replace('T', " ").trim_end_matches('Z'),
        user => &line.user,
        origin => match line.origin.as_str() {
            COMMAND_LINE => texts.word("serve.audit.command_line"),
            address => address,
        },
        act => act(texts, &line.kind),
        details => details.join(texts.word("list")),
    }
}
