//! `/pay`: the own statements of pay, each the page that `incentive statement` writes. There is no way to name another person:
//! whose they are is taken from the viewer.

use minijinja::{Value as View, context};
use serde::Deserialize;

use crate::decimal::grouped;
use crate::percent::encoded;
use crate::serve::asked::Asked;
use crate::serve::board::Where;
use crate::serve::page::{Download, FileKind, Page, PageContext, PageError, Route};
use crate::serve::rights::Right;
use crate::serve::viewer::{Seen, Viewer};
use crate::store::Params;

pub(super) const ALL: Route = Route::get("/pay", Right::Statement, all);
pub(super) const ONE: Route = Route::get("/pay/statement/{period}", Right::Statement, one);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfPeriod {
    period: String,
}

/// The viewer's own person.
fn own(viewer: &Viewer) -> Result<Seen, PageError> {
    let own = viewer.all_seen(Right::Statement).into_iter().next();
    own.ok_or(PageError::NotFound)
}

fn all(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let Own {} = asked.read()?;
    let published = page.published()?;
    let at = Where {
        page,
        viewer,
        published: &published,
        right: Right::Statement,
    };
    let rows = page.pay()?.rows("statements", &own(viewer)?, Params::none())?;
    let mut statements: Vec<View> = Vec::new();
    for row in rows.iter() {
        let period = row.text("period");
        statements.push(context! {
            href => format!("/pay/statement/{}", encoded(&period)),
            period => page.period_name(&period)?,
            as_of => row.text("as_of"),
            amount => row.decimal("amount").map(grouped),
            currency => page.site.format().currency(&row.text("currency")),
            plans => row.text("plans"),
        });
    }
    let values = context! { statements, banner => at.banner() };
    Ok(Page::html(
        "statements.html.j2",
        page.texts().word("serve.menu.pay"),
        values,
    ))
}

fn one(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let OfPeriod { period } = asked.read()?;
    let params = Params::none().with("period", &period);
    let rows = page.pay()?.rows("statement", &own(viewer)?, params)?;
    let row = rows.first().ok_or(PageError::NotFound)?;
    Ok(Page::File(Download {
        name: format!("{} {}.html", page.texts().word("serve.menu.pay"), row.text("period")),
        kind: FileKind::Html,
        bytes: row.text("page").into_bytes(),
    }))
}
