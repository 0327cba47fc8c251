//! `/metric/{id}`: what a metric is, how it went, and how the units below and the parts of a unit compare by it.

use minijinja::context;
use serde::Deserialize;

use super::address::unit_path;
use super::page::{metric_path, report_of, unit_query};
use super::sections::{Builder, CUTS};
use super::unit::Where;
use crate::locale::Locale;
use crate::percent::encoded;
use crate::report::html::page_view;
use crate::report::model::{Report, Show};
use crate::report::words::Words;
use crate::serve::asked::Asked;
use crate::serve::page::{Page, PageContext, PageError, Route};
use crate::serve::rights::Right;
use crate::serve::viewer::Viewer;

pub(super) const METRIC: Route = Route::get("/metric/{id}", Right::Metric, metric);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfMetric {
    id: String,
    level: Option<String>,
    key: Option<String>,
    period: Option<String>,
}

fn metric(page: &PageContext, viewer: &Viewer, asked: &Asked) -> Result<Page, PageError> {
    let OfMetric { id, level, key, period } = asked.read()?;
    let published = page.published()?;
    let at = Where {
        page,
        viewer,
        published: &published,
        right: Right::Metric,
    };
    let metric = published.metric(&id).ok_or(PageError::NotFound)?;
    let place = published.metrics().iter().position(|other| other.id == id);
    let unit = level.as_deref().zip(key.as_deref());
    let chosen = at.chosen(unit, period.as_deref())?;
    let format = page.site.format();
    let locale = format.locale();
    let words = Words::load(&page.workspace.library, locale)?;
    let builder = Builder {
        at: &at,
        chosen: &chosen,
        words: &words,
        metrics: place.into_iter().collect(),
    };
    let view = chosen.period.view;
    let figures = at.figures(&chosen.seen, view)?;
    let history = at.history(&chosen.seen, view.period.kind())?;
    let below = at.below(&chosen.seen);
    let mut sections = vec![
        builder.tiles(&figures, &history, 1),
        builder.trend(&history, Show::Open),
        builder.card(&figures, &below)?,
    ];
    for dimension in CUTS {
        sections.extend(builder.parts(dimension)?);
    }
    let start = format!("/metric/{id}");
    let period = encoded(&view.period.to_string());
    let related = builder
        .related(&below, "", "")
        .into_iter()
        .zip(&below)
        .map(|(mut one, seen)| {
            one.link.file = format!("{start}?{}&period={period}", unit_query(seen.place()));
            one
        });
    let report = Report {
        related: related.collect(),
        ..report_of(&at, &chosen, sections)
    };
    let parts = metric.parts.iter().map(|part| {
        let title = published.metric(part).map_or(part.as_str(), |part| part.title(locale));
        context! { href => metric_path(part, &chosen), text => title, is_known => published.metric(part).is_some() }
    });
    let values = context! {
        page => page_view(&report, format)?,
        definition => metric.definition(locale),
        source => in_language(&metric.source, locale),
        parts => parts.collect::<Vec<_>>(),
        unit => at.name(chosen.seen.place()),
        board => unit_path("/board", chosen.seen.place()),
        rows => viewer.may(Right::Rows, chosen.seen.place()).then(|| metric_path(&format!("{id}/rows"), &chosen)),
        banner => at.banner(),
    };
    Ok(Page::html("metric.html.j2", metric.title(locale), values))
}

/// Where a definition comes from: named in Chinese and English, or in one language only.
fn in_language(source: &str, locale: Locale) -> &str {
    source.split_once(" / ").map_or(source, |(zh, en)| locale.pick(zh, en))
}
