//! `/worklist`: whom a unit is to contact in the morning, the most urgent first.

use std::collections::BTreeMap;

use minijinja::{Value as View, context};
use serde::Deserialize;

use super::codes::Codes;
use super::paging;
use crate::decimal::grouped;
use crate::percent::encoded;
use crate::privacy::masked_name;
use crate::serve::asked::Asked;
use crate::serve::board::{Where, unit_path};
use crate::serve::page::{Page, PageContext, PageError, Route};
use crate::serve::rights::Right;
use crate::serve::viewer::{Seen, Viewer};
use crate::store::{Params, Row};

pub(super) const OWN: Route = Route::get("/worklist", Right::Worklist, own);
pub(super) const OF_UNIT: Route = Route::get("/worklist/{level}/{key}", Right::Worklist, of_unit);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {
    reason: Option<String>,
    page: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfUnit {
    level: String,
    key: String,
    reason: Option<String>,
    page: Option<u32>,
}

fn own(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let of: Own = asked.read()?;
    list(page, viewer, None, (of.reason, of.page))
}

fn of_unit(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let of: OfUnit = asked.read()?;
    list(page, viewer, Some((&of.level, &of.key)), (of.reason, of.page))
}

fn list(
    page: &PageContext,
    viewer: &Viewer,
    unit: Option<(&str, &str)>,
    (reason, number): (Option<String>, Option<u32>),
) -> Result<Page, PageError> {
    let published = page.published()?;
    let at = Where {
        page,
        viewer,
        published: &published,
        right: Right::Worklist,
    };
    let seen = at.chosen(unit, None)?.seen;
    let codes = Codes::load(&page.workspace.library, page.site.format().locale())?;
    let rows = published.rows("worklist", &seen, Params::none())?;
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows.iter() {
        *reasons.entry(row.text("reason")).or_default() += 1;
    }
    let wanted = reason.unwrap_or_default();
    let kept: Vec<Row<'_>> = rows
        .iter()
        .filter(|row| wanted.is_empty() || row.text("reason") == wanted)
        .collect();
    let number = paging::number(number, kept.len());
    let shown = kept.iter().skip((number - 1) * paging::ROWS).take(paging::ROWS);
    let shown: Vec<View> = shown.map(|row| task(&at, &codes, &seen, *row)).collect();
    let path = unit_path("/worklist", seen.place());
    let texts = page.texts();
    let filters = reasons.iter().map(|(reason, count)| {
        let href = format!("{path}?reason={}", encoded(reason));
        context! { href, text => codes.tasks(reason), count, is_here => *reason == wanted }
    });
    let filters: Vec<View> = filters.collect();
    let below: Vec<View> = at
        .below(&seen)
        .iter()
        .map(|seen| context! { href => unit_path("/worklist", seen.place()), text => at.name(seen.place()) })
        .collect();
    let day = rows.first().map(|row| row.text("on_day"));
    let address = if wanted.is_empty() {
        format!("{path}?page=")
    } else {
        format!("{path}?reason={}&page=", encoded(&wanted))
    };
    let values = context! {
        unit => at.name(seen.place()),
        day,
        all => path,
        is_all => wanted.is_empty(),
        count => rows.len(),
        filters,
        ways => at.ways(&seen, "/worklist", ""),
        below,
        rows => shown,
        pages => paging::links(number, kept.len(), &address),
        banner => at.banner(),
    };
    Ok(Page::html(
        "worklist.html.j2",
        texts.word("serve.menu.worklist"),
        values,
    ))
}

/// A line of the list. The customer's name is whole for those who may see the number, too.
fn task(at: &Where<'_>, codes: &Codes, seen: &Seen, row: Row<'_>) -> View {
    let locale = at.page.site.format().locale();
    let name = row.text("customer_name");
    let score = row
        .decimal("score")
        .map(|score| (score / crate::decimal::Decimal::ONE_HUNDRED).round_dp(1).normalize());
    let is_own = at.viewer.may(Right::Reveal, seen.place());
    context! {
        href => format!("/item/{}", row.text("item")),
        customer => if is_own { name } else { masked_name(&name) },
        tasks => codes.tasks(&row.text("reasons")),
        urgency => row.text("reason"),
        product => row.text("product"),
        due_no => row.text("due_no"),
        due_on => row.text("due_on"),
        grace_end_on => row.text("grace_end_on"),
        amount => row.decimal("amount_due").map(grouped),
        risk => score.map(|score| format!("{score}%")),
        risk_class => Some(row.text("risk_class")).filter(|class| !class.is_empty()).map(|class| codes.words.word("risk_class", &class)),
        risk_reasons => row.text(locale.pick("reasons_zh", "reasons_en")),
        promised_on => row.text("promised_on"),
        last_contact_on => row.text("last_contact_on"),
        channel => codes.words.word("activity", &row.text("channel")),
        specialist => row.text("specialist_name"),
        team => row.text("team_name"),
    }
}
