//! `/board`: how a unit stands, what is unusual, how those below it stand, and what it is made of.

use minijinja::context;
use serde::Deserialize;

use super::address::unit_path;
use super::sections::{Builder, CUTS};
use super::unit::{Chosen, Where};
use crate::percent::encoded;
use crate::period::View as PeriodView;
use crate::publish::Board;
use crate::report::html::page_view;
use crate::report::model::{Foot, Report, RowsAt, Section, Show, anchor};
use crate::report::statement::thresholds;
use crate::report::words::Words;
use crate::serve::asked::Asked;
use crate::serve::page::{Page, PageContext, PageError, Route};
use crate::serve::rights::Right;
use crate::serve::viewer::{Place, Viewer};

pub(super) const BOARD: Route = Route::get("/board", Right::Board, own);
pub(super) const UNIT: Route = Route::get("/board/{level}/{key}", Right::Board, of_unit);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {
    period: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfUnit {
    level: String,
    key: String,
    period: Option<String>,
}

fn own(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let Own { period } = asked.read()?;
    board(page, viewer, (None, period.as_deref()))
}

fn of_unit(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let OfUnit { level, key, period } = asked.read()?;
    board(page, viewer, (Some((&level, &key)), period.as_deref()))
}

fn board(
    page: &PageContext,
    viewer: &Viewer,
    (unit, period): (Option<(&str, &str)>, Option<&str>),
) -> Result<Page, PageError> {
    let published = page.published()?;
    let at = Where {
        page,
        viewer,
        published: &published,
        right: Right::Board,
    };
    let chosen = at.chosen(unit, period)?;
    let view = chosen.period.view;
    let library = &page.workspace.library;
    let words = Words::load(library, page.site.format().locale())?;
    let count = Board::load(library)?.tiles();
    let builder = Builder {
        at: &at,
        chosen: &chosen,
        words: &words,
        metrics: (0..published.metrics().len()).collect(),
    };
    let figures = at.figures(&chosen.seen, view)?;
    let history = at.history(&chosen.seen, view.period.kind())?;
    let below = at.below(&chosen.seen);
    let first = Builder {
        metrics: builder.metrics.iter().copied().take(count).collect(),
        ..builder
    };
    let mut sections = vec![first.tiles(&figures, &history, count), first.flags(&below)?];
    sections.push(first.card(&figures, &below)?);
    for dimension in CUTS {
        sections.extend(first.parts(dimension)?);
    }
    sections.push(first.trend(&history, Show::Folded));
    let query = query_of(view);
    let related = first.related(&below, "/board", &query);
    let path = unit_path("/board", chosen.seen.place());
    let ways = at.ways(&chosen.seen, "/board", &query);
    let report = Report {
        related,
        ..report_of(&at, &chosen, sections)
    };
    let values = context! {
        page => page_view(&report, page.site.format())?,
        ways,
        periods => at.periods(&chosen, &path)?,
        banner => at.banner(),
        metrics => published.metrics().iter().map(|metric| {
            let href = metric_path(&metric.id, &chosen);
            context! { href, text => metric.title(page.site.format().locale()) }
        }).collect::<Vec<_>>(),
    };
    Ok(Page::html("board.html.j2", &at.name(chosen.seen.place()), values))
}

/// The page of a metric about the same unit and period.
pub(super) fn metric_path(metric: &str, chosen: &Chosen) -> String {
    let period = encoded(&chosen.period.view.period.to_string());
    format!("/metric/{metric}?{}&period={period}", unit_query(chosen.seen.place()))
}

/// A unit in the query of an address.
pub(super) fn unit_query(place: &Place) -> String {
    format!("level={}&key={}", place.level.word(), encoded(&place.id))
}

pub(super) fn query_of(view: PeriodView) -> String {
    format!("?period={}", encoded(&view.period.to_string()))
}

/// Sections as a report about the unit and period.
pub(super) fn report_of(at: &Where<'_>, chosen: &Chosen, sections: Vec<Section>) -> Report {
    let settings = &at.page.workspace.settings;
    let place = chosen.seen.place();
    let period = encoded(&chosen.period.view.period.to_string());
    let below = at.below(&chosen.seen).into_iter().map(|seen| seen.place().clone());
    let below = below.filter(|place| at.viewer.may(Right::Rows, place));
    let rows = at.viewer.may(Right::Rows, place).then(|| RowsAt {
        address: format!("/metric/{{metric}}/rows?{{unit}}&period={period}"),
        unit: unit_query(place),
        below: below
            .map(|place| [anchor(place.level, &place.id), unit_query(&place)])
            .collect(),
        metrics: at.published.metrics().iter().map(|metric| metric.id.clone()).collect(),
    });
    Report {
        name: "board".to_owned(),
        title: String::new(),
        scope: at.name(place),
        period: chosen.period.view.period,
        as_of: chosen.period.view.as_of,
        coverage: Vec::new(),
        locale: at.page.site.format().locale(),
        currency: settings.currency.clone(),
        accent: settings.report.accent.clone(),
        thresholds: thresholds(settings),
        is_single_sheet: false,
        sections,
        related: Vec::new(),
        rows_at: rows,
        foot: Foot::default(),
    }
}
