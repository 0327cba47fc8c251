//! `/pay/runs`: the runs of pay by plan and period, what each pays, how it stands and what a second person does about it.

use minijinja::{Value as View, context};
use serde::Deserialize;

use super::standing::{Standing, standing};
use crate::books::Note;
use crate::decimal::grouped;
use crate::incentive::ledger::control::Notes;
use crate::serve::asked::Asked;
use crate::serve::board::Where;
use crate::serve::page::{Download, FileKind, Page, PageContext, PageError, Route};
use crate::serve::rights::Right;
use crate::serve::state::{Act, ActKind};
use crate::serve::viewer::{Place, Seen, Viewer};
use crate::store::{Params, Row};

pub(super) const RUNS: Route = Route::get("/pay/runs", Right::PayRuns, runs);
pub(super) const RUN: Route = Route::get("/pay/runs/{run}", Right::PayRuns, run);
pub(super) const REVIEW: Route = Route::get("/pay/runs/{run}/review", Right::PayReview, review);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct All {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfRun {
    run: i64,
}

/// The whole company, which runs are of.
pub(super) fn company(viewer: &Viewer, right: Right) -> Result<Seen, PageError> {
    viewer.sees(right, &Place::company()).ok_or(PageError::NotFound)
}

fn banner(page: &PageContext, viewer: &Viewer) -> Result<View, PageError> {
    let published = page.published()?;
    let at = Where {
        page,
        viewer,
        published: &published,
        right: Right::PayRuns,
    };
    Ok(at.banner())
}

fn runs(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let All {} = asked.read()?;
    let rows = page
        .pay()?
        .rows("runs", &company(viewer, Right::PayRuns)?, Params::none())?;
    let notes = Notes::of(&page.workspace)?;
    let runs = rows.iter().map(|row| facts(page, row, &standing(&notes, row)));
    let runs = runs.collect::<Result<Vec<View>, PageError>>()?;
    let values = context! { runs, banner => banner(page, viewer)? };
    Ok(Page::html(
        "runs.html.j2",
        page.texts().word("serve.menu.pay_runs"),
        values,
    ))
}

/// What is said of a run wherever it stands.
fn facts(page: &PageContext, row: Row<'_>, standing: &Standing<'_>) -> Result<View, PageError> {
    let number = row.count("run_no");
    let state = format!("serve.pay.state.{}", standing.word);
    Ok(context! {
        number,
        href => format!("/pay/runs/{number}"),
        plan => row.text("plan_title"),
        period => page.period_name(&row.text("period"))?,
        as_of => row.text("as_of"),
        people => row.count("people"),
        to_pay => row.decimal("to_pay").map(grouped),
        currency => page.site.format().currency(&row.text("currency")),
        state => page.texts().word(&state),
        by => &standing.by,
    })
}

fn run(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let OfRun { run } = asked.read()?;
    let seen = company(viewer, Right::PayRuns)?;
    let rows = page.pay()?.rows("run", &seen, Params::none().with("run", run))?;
    let row = rows.first().ok_or(PageError::NotFound)?;
    let notes = Notes::of(&page.workspace)?;
    let standing = standing(&notes, row);
    let prepared = |name: &str| standing.prepared_by().any(|own| own == name);
    let decides = viewer.has(Right::ApprovePay) && viewer.looks_as().is_none() && standing.is_open;
    let steps: Vec<View> = standing.steps.iter().map(|note| step(page, note)).collect();
    let reads_review = viewer.has(Right::PayReview) && row.integer("review_no").is_some();
    let values = context! {
        run => facts(page, row, &standing)?,
        earned => row.decimal("total").map(grouped),
        results => row.text("results"),
        to_pay => row.text("to_pay"),
        steps,
        decides,
        is_own_work => prepared(viewer.name()) || prepared(viewer.user()),
        is_maker_unknown => standing.prepared_by().next().is_none(),
        review => reads_review.then(|| format!("/pay/runs/{run}/review")),
        banner => banner(page, viewer)?,
    };
    let title = page.texts().word("serve.pay.run_title");
    Ok(Page::html("run.html.j2", title, values))
}

fn step(page: &PageContext, note: &Note) -> View {
    let kind = note.kind.replace(' ', "_");
    let at = note.at.as_deref().unwrap_or_default();
    context! {
        what => page.texts().word(&format!("serve.pay.step.{kind}")),
        by => note.person.as_ref().unwrap_or(&note.login),
        at => at.replace('T', " ").chars().take(16).collect::<String>(),
        reason => &note.noted.said.reason,
    }
}

/// The review of a run, as `incentive review` writes it; who took it is written down.
fn review(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let OfRun { run } = asked.read()?;
    let seen = company(viewer, Right::PayReview)?;
    let params = Params::none().with("run", run);
    let rows = page.pay()?.rows("run_review", &seen, params)?;
    let row = rows.first().ok_or(PageError::NotFound)?;
    let name = format!("{} {run}.html", page.texts().word("serve.pay.review"));
    page.note(viewer, asked, Act::new(ActKind::Export).about(&name))?;
    Ok(Page::File(Download {
        name,
        kind: FileKind::Html,
        bytes: row.text("page").into_bytes(),
    }))
}
