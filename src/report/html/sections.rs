//! What the templates of sections get: the body's values with the texts the format layer makes of them.

use minijinja::value::Serde;
use minijinja::{Value as View, context};

use super::chart;
use super::parts;
use super::table;
use crate::diagnostic::Result;
use crate::metrics::Direction;
use crate::period::Period;
use crate::report::heat;
use crate::report::model::{
    BarChart, Bars, Body, Dictionary, Heat, Highlight, Level, MetricHead, Report, ScoreRow, Scorecard, Section, Series,
    Show, Tile, Tiles, Trend, Value,
};
use crate::report::text::format::{self, Change, Format, unit_word};

/// Rows of a scorecard that a page shows. A longer one stops at teams: some ten thousand cells are no page to read, and a
/// browser takes long to lay them out.
const MOST_SCORES: usize = 1_500;

/// Rows behind figures that a page holds; of more it says nothing, and the workbook has them.
const MOST_ROWS: usize = 1_500;

/// True if the section lists so few rows that the page has them.
pub(super) fn has_rows(section: &Section) -> bool {
    match &section.body {
        Body::Table(table) => (1..=MOST_ROWS).contains(&table.groups.iter().map(|group| group.rows.len()).sum()),
        _ => false,
    }
}

/// Where the rows behind a metric are: a section of the page, or a page of the server.
pub(super) fn rows_behind(report: &Report, metric: &str) -> Option<String> {
    if let Some(rows) = &report.rows_at {
        return rows.page(metric, None);
    }
    let lists = |section: &&Section| section.show == Show::Rows && section.lists.iter().any(|id| id == metric);
    let section = report.sections.iter().find(lists)?;
    has_rows(section).then(|| format!("#{}", section.id))
}

/// The name of a body's template, `sections/<name>.html.j2`, and what it gets.
pub(super) fn body(section: &Section, report: &Report, format: &Format) -> Result<(&'static str, View)> {
    Ok(match &section.body {
        Body::Highlights(list) => ("highlights", highlights(list, report, format)?),
        Body::Tiles(tiles) => ("tiles", self::tiles(tiles, report, format)?),
        Body::Bars(bars) => ("bars", self::bars(bars, report, format)?),
        Body::Scorecard(card) => ("scorecard", scorecard(card, report, format)?),
        Body::Heat(heat) => ("heat", self::heat(heat, format)?),
        Body::Trend(trend) => ("trend", self::trend(trend, format)?),
        Body::Dictionary(list) => ("dictionary", entries(list, format)?),
        Body::Table(table) => ("table", table::view(table, &section.id, format)?),
    })
}

/// The sentences, each with the section it leads to if this report has it.
fn highlights(list: &[Highlight], report: &Report, format: &Format) -> Result<View> {
    let one = |highlight: &Highlight| -> Result<View> {
        let section = report.sections.iter().find(|section| section.id == highlight.section);
        Ok(context! {
            text => format.sentence(highlight)?,
            link => Serde(section.map(|section| [&section.id, &section.title])),
        })
    };
    list.iter().map(one).collect()
}

fn tiles(tiles: &Tiles, report: &Report, format: &Format) -> Result<View> {
    tiles
        .tiles
        .iter()
        .map(|tile| self::tile(tile, tiles.is_exact, report, format))
        .collect()
}

fn tile(tile: &Tile, is_exact: bool, report: &Report, format: &Format) -> Result<View> {
    let (measure, metric) = (&tile.measure, &tile.metric);
    let most = chart::most(std::iter::once(measure), metric.unit);
    let bar = chart::bar(measure, metric, most).filter(|_| measure.target.is_some());
    Ok(context! {
        metric => &metric.id,
        title => &metric.title,
        text => if is_exact { format.text(&measure.value)? } else { format.short(&measure.value)? },
        raw => format::raw(&measure.value),
        unit => unit_sign(metric, &measure.value, report, format)?,
        parts => Format::parts(&measure.value, metric.basis),
        low => measure.low_sample,
        known => parts::known(&measure.extent, format)?,
        mark => parts::mark(measure, metric, format)?,
        state => parts::state(tile.state, format)?,
        target => measure.target.as_ref().map(|target| format.short(target)).transpose()?,
        attainment => measure.attainment(metric.direction).map(Format::percent),
        changes => parts::changes(measure, metric.direction, report.period.kind(), format)?,
        bar => Serde(bar),
        spark => Serde(chart::spark(&tile.history, format)?),
        rows => rows_behind(report, &metric.id),
    })
}

fn unit_sign<'a>(metric: &MetricHead, value: &Value, report: &'a Report, format: &'a Format) -> Result<&'a str> {
    match value {
        Value::Money(_) => Ok(format.currency(&report.currency)),
        Value::Missing => Ok(""),
        _ => format.unit_sign(metric),
    }
}

fn bars(bars: &Bars, report: &Report, format: &Format) -> Result<View> {
    bars.charts
        .iter()
        .map(|chart| bar_chart(chart, report, format))
        .collect()
}

fn bar_chart(chart: &BarChart, report: &Report, format: &Format) -> Result<View> {
    let metric = &chart.metric;
    let most = chart::most(chart.bars.iter().map(|b| &b.measure), metric.unit);
    let mut bars = Vec::new();
    for bar in &chart.bars {
        let text = format.short(&bar.measure.value)?;
        let target = bar.measure.target.as_ref().map(|t| format.short(t)).transpose()?;
        let values = [
            ("label", bar.label.as_str()),
            ("value", text.as_str()),
            ("target", target.as_deref().unwrap_or_default()),
        ];
        let key = if target.is_some() {
            "bars.item_target"
        } else {
            "bars.item"
        };
        bars.push(context! {
            label => &bar.label,
            link => bar.link.as_ref().filter(|link| has_anchor(report, link)),
            raw => format::raw(&bar.measure.value),
            low => bar.measure.low_sample,
            mark => parts::mark(&bar.measure, metric, format)?,
            line => Serde(chart::bar(&bar.measure, metric, most)),
            desc => format.texts().fill(key, &values)?,
            text,
            target,
        });
    }
    let rows = rows_behind(report, &metric.id);
    Ok(context! { metric => &metric.id, title => &metric.title, direction => direction(metric, format)?, rows, bars })
}

/// True if a row of a scorecard in this report has the anchor: no link leads nowhere.
fn has_anchor(report: &Report, anchor: &str) -> bool {
    report.sections.iter().any(|section| match &section.body {
        Body::Scorecard(card) => shown_rows(card).any(|row| row.anchor() == anchor),
        _ => false,
    })
}

fn direction<'a>(metric: &MetricHead, format: &'a Format) -> Result<&'a str> {
    format.texts().get(match metric.direction {
        Direction::Higher => "direction.higher",
        Direction::Lower => "direction.lower",
    })
}

fn scorecard(card: &Scorecard, report: &Report, format: &Format) -> Result<View> {
    let column = |metric: &MetricHead| -> Result<View> {
        let rows = rows_behind(report, &metric.id);
        Ok(context! { metric => &metric.id, title => &metric.title, direction => direction(metric, format)?, rows })
    };
    let columns: View = card.columns.iter().map(column).collect::<Result<_>>()?;
    let rows = shown_rows(card).map(|row| score_row(row, card, report, format));
    let rows = rows.collect::<Result<Vec<_>>>()?;
    // Says who is left out, if anybody is.
    let missing = card.rows.len() - rows.len();
    let people = missing.to_string();
    let left_out = format.texts().fill("scorecard.left_out", &[("people", &people)])?;
    let left_out = (missing > 0).then_some(left_out);
    Ok(context! { columns, rows, links => Serde(drill_links(card)), left_out })
}

/// The rows the page shows: all of them, or those down to teams.
fn shown_rows(card: &Scorecard) -> impl Iterator<Item = &ScoreRow> {
    let is_long = card.rows.len() > MOST_SCORES;
    card.rows
        .iter()
        .filter(move |row| !is_long || row.level < Level::Specialist)
}

/// The rows just below the top, as anchors and names.
fn drill_links(card: &Scorecard) -> Vec<[String; 2]> {
    let below_top = |row: &&ScoreRow| {
        row.parent
            .is_some_and(|p| card.rows.get(p).is_some_and(|r| r.parent.is_none()))
    };
    card.rows
        .iter()
        .filter(below_top)
        .map(|row| [row.anchor(), row.name.clone()])
        .collect()
}

fn score_row(row: &ScoreRow, card: &Scorecard, report: &Report, format: &Format) -> Result<View> {
    let kind = report.period.kind();
    let cells = card.columns.iter().zip(&row.cells);
    let rows_of = |metric: &MetricHead| match &report.rows_at {
        // The first row is whom the report is about.
        Some(rows) => rows.page(&metric.id, row.parent.map(|_| row.anchor()).as_deref()),
        None => rows_behind(report, &metric.id),
    };
    let cells = cells.map(|(metric, measure)| -> Result<View> {
        let cell = parts::cell(measure, metric, &row.name, kind, format)?;
        Ok(context! { rows => rows_of(metric), ..cell })
    });
    let parent = row.parent.and_then(|index| card.rows.get(index));
    let anchor = row.anchor();
    let own = report.related.iter().find(|one| one.anchor.as_ref() == Some(&anchor));
    Ok(context! {
        href => own.map(|own| own.link.address()),
        anchor,
        id => &row.id,
        name => &row.name,
        level => row.level.word(),
        depth => card.depth(row),
        parent => Serde(parent.map(|parent| [parent.anchor(), parent.name.clone()])),
        state => parts::state(row.state, format)?,
        cells => cells.collect::<Result<Vec<_>>>()?,
    })
}

fn heat(heat: &Heat, format: &Format) -> Result<View> {
    // Step of the colour, 0 to 6; none for totals and missing values.
    let steps = heat::steps(heat);
    let mut rows = Vec::new();
    for (r, name) in heat.rows.iter().enumerate() {
        let mut cells = Vec::new();
        for c in 0..heat.columns.len() {
            let step = steps.get(r).and_then(|row| row.get(c)).copied().flatten();
            cells.push(context! { step, figures => figures(heat, r, c, format)? });
        }
        rows.push(context! { name => name, total => heat.total_row && r + 1 == heat.rows.len(), cells });
    }
    let layers: Vec<&String> = heat.layers.iter().map(|layer| &layer.metric.title).collect();
    Ok(context! {
        rows_title => &heat.rows_title,
        columns_title => &heat.columns_title,
        columns => Serde(&heat.columns),
        layers => Serde(layers),
        rows,
        total_column => heat.total_column,
    })
}

fn figures(heat: &Heat, row: usize, column: usize, format: &Format) -> Result<Vec<View>> {
    let mut out = Vec::new();
    for layer in &heat.layers {
        let cell = layer.cells.get(row).and_then(|cells| cells.get(column)).cloned();
        let cell = cell.unwrap_or_default();
        out.push(context! {
            title => &layer.metric.title,
            text => format.text(&cell.value)?,
            raw => format::raw(&cell.value),
            parts => format.short_parts(&cell.value, layer.metric.basis)?,
            low => cell.low_sample,
        });
    }
    Ok(out)
}

fn trend(trend: &Trend, format: &Format) -> Result<View> {
    let periods: Vec<String> = trend.periods.iter().map(ToString::to_string).collect();
    let series = trend.series.iter().map(|one| series_of(one, &trend.periods, format));
    Ok(context! {
        has_limits => trend.series.iter().any(|one| one.limits.is_some()),
        periods,
        series => series.collect::<Result<Vec<_>>>()?,
    })
}

fn series_of(series: &Series, periods: &[Period], format: &Format) -> Result<View> {
    let metric = &series.metric;
    let mut values = Vec::new();
    for measure in &series.points {
        values.push(context! {
            text => format.short(&measure.value)?,
            raw => format::raw(&measure.value),
            low => measure.low_sample,
            mark => parts::mark(measure, metric, format)?,
        });
    }
    let target = series.points.last().and_then(|m| m.target.as_ref());
    Ok(context! {
        metric => &metric.id,
        title => &metric.title,
        direction => direction(metric, format)?,
        line => Serde(chart::line(series, periods, format)?),
        target => target.map(|target| format.short(target)).transpose()?,
        benchmark => Serde(benchmark(series, format)?),
        signals => signals(series, periods, format)?,
        values,
    })
}

/// The benchmark of the last period and how far the last value is from it.
fn benchmark(series: &Series, format: &Format) -> Result<Option<[String; 2]>> {
    let Some((last, benchmark)) = series.points.last().and_then(|m| Some((m, m.benchmark.as_ref()?))) else {
        return Ok(None);
    };
    let gap = Change::between(&last.value, benchmark, series.metric.direction);
    Ok(Some([
        format.text(benchmark)?,
        gap.map_or_else(String::new, |gap| gap.text()),
    ]))
}

/// A line per point that is no common variation; none without limits.
fn signals(series: &Series, periods: &[Period], format: &Format) -> Result<Option<Vec<String>>> {
    let Some(limits) = &series.limits else {
        return Ok(None);
    };
    let mut out = Vec::new();
    for (period, signal) in periods.iter().zip(&limits.signals) {
        if let Some(signal) = signal {
            let key = format!("control.signal_{}", signal.word());
            out.push(format.texts().fill(&key, &[("period", &period.to_string())])?);
        }
    }
    Ok(Some(out))
}

fn entries(list: &Dictionary, format: &Format) -> Result<View> {
    let texts = format.texts();
    let entry = |entry: &crate::report::model::Entry| -> Result<View> {
        let metric = &entry.metric;
        Ok(context! {
            metric => &metric.id,
            title => &metric.title,
            definition => &entry.definition,
            numerator => &entry.numerator,
            denominator => &entry.denominator,
            unit => texts.get(&format!("unit.{}", unit_word(metric.unit)))?,
            direction => direction(metric, format)?,
            basis => texts.get(&format!("basis.{}", metric.basis.word()))?,
            source => &entry.source,
        })
    };
    list.entries.iter().map(entry).collect()
}
