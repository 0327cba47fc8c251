//! `/pay/runs`: the runs of pay by plan and period, what they come to and who approved them; nobody's own pay.

use minijinja::{Value as View, context};
use serde::Deserialize;

use crate::decimal::grouped;
use crate::serve::asked::Asked;
use crate::serve::board::Where;
use crate::serve::page::{Page, PageContext, PageError, Route};
use crate::serve::rights::Right;
use crate::serve::viewer::{Place, Viewer};
use crate::store::Params;

pub(super) const RUNS: Route = Route::get("/pay/runs", Right::PayRuns, runs);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct All {}

fn runs(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let All {} = asked.read()?;
    let published = page.published()?;
    let at = Where {
        page,
        viewer,
        published: &published,
        right: Right::PayRuns,
    };
    let seen = viewer.sees(Right::PayRuns, &Place::company());
    let seen = seen.ok_or(PageError::NotFound)?;
    let rows = page.pay()?.rows("runs", &seen, Params::none())?;
    let texts = page.texts();
    let mut runs: Vec<View> = Vec::new();
    for row in rows.iter() {
        let by = row.text("approved_by");
        runs.push(context! {
            number => row.count("run_no"),
            plan => row.text("plan_title"),
            period => page.period_name(&row.text("period"))?,
            as_of => row.text("as_of"),
            people => row.count("people"),
            total => row.decimal("total").map(grouped),
            currency => page.site.format().currency(&row.text("currency")),
            state => texts.word(&format!("serve.pay.state.{}", row.text("state"))),
            by => Some(by).filter(|by| !by.is_empty()),
        });
    }
    let values = context! { runs, banner => at.banner() };
    Ok(Page::html("runs.html.j2", texts.word("serve.menu.pay_runs"), values))
}
