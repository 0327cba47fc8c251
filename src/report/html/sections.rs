//! The bodies of sections as templates see them.

use serde::Serialize;

use super::chart::{self, BarLine, Line, Spark};
use super::parts::{self, CellView, ChangeView, MarkView};
use super::table::{self, TableView};
use crate::diagnostic::Result;
use crate::metrics::Direction;
use crate::period::Period;
use crate::report::heat;
use crate::report::model::{
    BarChart, Bars, Body, Dictionary, Heat, Level, MetricHead, Report, ScoreRow, Scorecard, Section, Series, State,
    Tile, Tiles, Trend, Value,
};
use crate::report::text::format::{self, Change, Format, state_word, unit_word};

/// Rows of a scorecard that a page shows. A longer one stops at teams: some ten thousand cells are no page to read, and a
/// browser takes long to lay them out.
const MOST_SCORES: usize = 1_500;

/// What the template of a section gets.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum BodyView {
    Tiles(Vec<TileView>),
    Bars(Vec<BarChartView>),
    Scorecard(ScorecardView),
    Heat(HeatView),
    Trend(TrendView),
    Dictionary(Vec<EntryView>),
    Table(TableView),
}

/// The name of a body's template and what it gets.
pub(super) fn body(section: &Section, report: &Report, format: &Format) -> Result<(&'static str, BodyView)> {
    Ok(match &section.body {
        Body::Tiles(tiles) => ("tiles", BodyView::Tiles(tile_views(tiles, report, format)?)),
        Body::Bars(bars) => ("bars", BodyView::Bars(bar_views(bars, report, format)?)),
        Body::Scorecard(card) => ("scorecard", BodyView::Scorecard(scorecard(card, report, format)?)),
        Body::Heat(heat) => ("heat", BodyView::Heat(heat_view(heat, format)?)),
        Body::Trend(trend) => ("trend", BodyView::Trend(trend_view(trend, format)?)),
        Body::Dictionary(list) => ("dictionary", BodyView::Dictionary(entries(list, format)?)),
        Body::Table(table) => ("table", BodyView::Table(table::view(table, &section.id, format)?)),
    })
}

#[derive(Debug, Serialize)]
struct StateView {
    word: &'static str,
    text: String,
}

fn state(state: Option<State>, format: &Format) -> Result<Option<StateView>> {
    let view = |state| {
        Ok(StateView {
            word: state_word(state),
            text: format.state(state)?.to_owned(),
        })
    };
    state.map(view).transpose()
}

#[derive(Debug, Serialize)]
pub(super) struct TileView {
    metric: String,
    title: String,
    text: String,
    raw: String,
    unit: String,
    parts: Option<String>,
    low: bool,
    mark: Option<MarkView>,
    state: Option<StateView>,
    target: Option<String>,
    attainment: Option<String>,
    changes: Vec<ChangeView>,
    bar: Option<BarLine>,
    spark: Option<Spark>,
}

fn tile_views(tiles: &Tiles, report: &Report, format: &Format) -> Result<Vec<TileView>> {
    tiles.tiles.iter().map(|tile| tile_view(tile, report, format)).collect()
}

fn tile_view(tile: &Tile, report: &Report, format: &Format) -> Result<TileView> {
    let (measure, metric) = (&tile.measure, &tile.metric);
    let has_target = measure.target.is_some();
    let most = chart::most(std::iter::once(measure), metric.unit);
    Ok(TileView {
        metric: metric.id.clone(),
        title: metric.title.clone(),
        text: format.short(&measure.value)?,
        raw: format::raw(&measure.value),
        unit: unit_sign(metric, &measure.value, report, format)?.to_owned(),
        parts: Format::parts(&measure.value, metric.basis),
        low: measure.low_sample,
        mark: parts::mark(measure, metric, format)?,
        state: state(tile.state, format)?,
        target: measure.target.as_ref().map(|t| format.short(t)).transpose()?,
        attainment: measure.attainment(metric.direction).map(Format::percent),
        changes: parts::changes(measure, metric.direction, report.period.kind(), format)?,
        bar: chart::bar(measure, metric, most).filter(|_| has_target),
        spark: chart::spark(&tile.history, format)?,
    })
}

fn unit_sign<'a>(metric: &MetricHead, value: &Value, report: &'a Report, format: &'a Format) -> Result<&'a str> {
    match value {
        Value::Money(_) => Ok(format.currency(&report.currency)),
        Value::Missing => Ok(""),
        _ => format.unit_sign(metric),
    }
}

#[derive(Debug, Serialize)]
pub(super) struct BarChartView {
    metric: String,
    title: String,
    direction: String,
    bars: Vec<BarView>,
}

#[derive(Debug, Serialize)]
struct BarView {
    label: String,
    link: Option<String>,
    text: String,
    raw: String,
    low: bool,
    target: Option<String>,
    mark: Option<MarkView>,
    line: Option<BarLine>,
    desc: String,
}

fn bar_views(bars: &Bars, report: &Report, format: &Format) -> Result<Vec<BarChartView>> {
    bars.charts
        .iter()
        .map(|chart| bar_chart(chart, report, format))
        .collect()
}

fn bar_chart(chart: &BarChart, report: &Report, format: &Format) -> Result<BarChartView> {
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
        bars.push(BarView {
            label: bar.label.clone(),
            link: bar.link.clone().filter(|link| has_anchor(report, link)),
            raw: format::raw(&bar.measure.value),
            low: bar.measure.low_sample,
            mark: parts::mark(&bar.measure, metric, format)?,
            line: chart::bar(&bar.measure, metric, most),
            desc: format.texts().fill(key, &values)?,
            text,
            target,
        });
    }
    Ok(BarChartView {
        metric: metric.id.clone(),
        title: metric.title.clone(),
        direction: direction(metric, format)?.to_owned(),
        bars,
    })
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

#[derive(Debug, Serialize)]
pub(super) struct ScorecardView {
    columns: Vec<ColumnView>,
    rows: Vec<RowView>,
    links: Vec<[String; 2]>,
    /// Says who is left out, if anybody is.
    left_out: Option<String>,
}

#[derive(Debug, Serialize)]
struct ColumnView {
    metric: String,
    title: String,
    direction: String,
}

#[derive(Debug, Serialize)]
struct RowView {
    anchor: String,
    id: String,
    name: String,
    level: &'static str,
    depth: usize,
    parent: Option<[String; 2]>,
    state: Option<StateView>,
    cells: Vec<CellView>,
}

fn scorecard(card: &Scorecard, report: &Report, format: &Format) -> Result<ScorecardView> {
    let mut columns = Vec::new();
    for metric in &card.columns {
        columns.push(ColumnView {
            metric: metric.id.clone(),
            title: metric.title.clone(),
            direction: direction(metric, format)?.to_owned(),
        });
    }
    let rows = shown_rows(card).map(|row| score_row(row, card, report, format));
    let rows = rows.collect::<Result<Vec<_>>>()?;
    let missing = card.rows.len() - rows.len();
    let left_out = format
        .texts()
        .fill("scorecard.left_out", &[("people", &missing.to_string())])?;
    Ok(ScorecardView {
        columns,
        rows,
        links: drill_links(card),
        left_out: (missing > 0).then_some(left_out),
    })
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

fn score_row(row: &ScoreRow, card: &Scorecard, report: &Report, format: &Format) -> Result<RowView> {
    let kind = report.period.kind();
    let cells = card
        .columns
        .iter()
        .zip(&row.cells)
        .map(|(metric, measure)| parts::cell(measure, metric, &row.name, kind, format));
    let parent = row.parent.and_then(|index| card.rows.get(index));
    Ok(RowView {
        anchor: row.anchor(),
        id: row.id.clone(),
        name: row.name.clone(),
        level: row.level.word(),
        depth: card.depth(row),
        parent: parent.map(|p| [p.anchor(), p.name.clone()]),
        state: state(row.state, format)?,
        cells: cells.collect::<Result<_>>()?,
    })
}

#[derive(Debug, Serialize)]
pub(super) struct HeatView {
    rows_title: String,
    columns_title: String,
    columns: Vec<String>,
    layers: Vec<String>,
    rows: Vec<HeatRowView>,
    total_column: bool,
}

#[derive(Debug, Serialize)]
struct HeatRowView {
    name: String,
    total: bool,
    cells: Vec<HeatCellView>,
}

#[derive(Debug, Serialize)]
struct HeatCellView {
    /// Step of the colour, 0 to 6; none for totals and missing values.
    step: Option<u8>,
    figures: Vec<FigureView>,
}

#[derive(Debug, Serialize)]
struct FigureView {
    title: String,
    text: String,
    raw: String,
    parts: Option<String>,
    low: bool,
}

fn heat_view(heat: &Heat, format: &Format) -> Result<HeatView> {
    let steps = heat::steps(heat);
    let mut rows = Vec::new();
    for (r, name) in heat.rows.iter().enumerate() {
        let mut cells = Vec::new();
        for c in 0..heat.columns.len() {
            cells.push(HeatCellView {
                step: steps.get(r).and_then(|row| row.get(c)).copied().flatten(),
                figures: figures(heat, r, c, format)?,
            });
        }
        rows.push(HeatRowView {
            name: name.clone(),
            total: heat.total_row && r + 1 == heat.rows.len(),
            cells,
        });
    }
    Ok(HeatView {
        rows_title: heat.rows_title.clone(),
        columns_title: heat.columns_title.clone(),
        columns: heat.columns.clone(),
        layers: heat.layers.iter().map(|layer| layer.metric.title.clone()).collect(),
        rows,
        total_column: heat.total_column,
    })
}

fn figures(heat: &Heat, row: usize, column: usize, format: &Format) -> Result<Vec<FigureView>> {
    let mut out = Vec::new();
    for layer in &heat.layers {
        let cell = layer
            .cells
            .get(row)
            .and_then(|cells| cells.get(column))
            .cloned()
            .unwrap_or_default();
        out.push(FigureView {
            title: layer.metric.title.clone(),
            text: format.text(&cell.value)?,
            raw: format::raw(&cell.value),
            parts: format.short_parts(&cell.value, layer.metric.basis)?,
            low: cell.low_sample,
        });
    }
    Ok(out)
}

#[derive(Debug, Serialize)]
pub(super) struct TrendView {
    has_limits: bool,
    periods: Vec<String>,
    series: Vec<SeriesView>,
}

#[derive(Debug, Serialize)]
struct SeriesView {
    metric: String,
    title: String,
    direction: String,
    line: Option<Line>,
    target: Option<String>,
    benchmark: Option<[String; 2]>,
    /// What the control limits say of the series; none without limits.
    signals: Option<Vec<String>>,
    values: Vec<PointView>,
}

#[derive(Debug, Serialize)]
struct PointView {
    text: String,
    raw: String,
    low: bool,
    mark: Option<MarkView>,
}

fn trend_view(trend: &Trend, format: &Format) -> Result<TrendView> {
    let mut series = Vec::new();
    for one in &trend.series {
        let metric = &one.metric;
        let mut values = Vec::new();
        for measure in &one.points {
            values.push(PointView {
                text: format.short(&measure.value)?,
                raw: format::raw(&measure.value),
                low: measure.low_sample,
                mark: parts::mark(measure, metric, format)?,
            });
        }
        let target = one.points.last().and_then(|m| m.target.as_ref());
        series.push(SeriesView {
            metric: metric.id.clone(),
            title: metric.title.clone(),
            direction: direction(metric, format)?.to_owned(),
            line: chart::line(one, &trend.periods, format)?,
            target: target.map(|t| format.short(t)).transpose()?,
            benchmark: benchmark(one, format)?,
            signals: signals(one, &trend.periods, format)?,
            values,
        });
    }
    Ok(TrendView {
        has_limits: trend.series.iter().any(|one| one.limits.is_some()),
        periods: trend.periods.iter().map(ToString::to_string).collect(),
        series,
    })
}

#[derive(Debug, Serialize)]
pub(super) struct EntryView {
    metric: String,
    title: String,
    definition: String,
    numerator: Option<String>,
    denominator: Option<String>,
    unit: String,
    direction: String,
    basis: String,
    source: String,
}

fn entries(list: &Dictionary, format: &Format) -> Result<Vec<EntryView>> {
    let texts = format.texts();
    let mut out = Vec::new();
    for entry in &list.entries {
        out.push(EntryView {
            metric: entry.metric.id.clone(),
            title: entry.metric.title.clone(),
            definition: entry.definition.clone(),
            numerator: entry.numerator.clone(),
            denominator: entry.denominator.clone(),
            unit: texts.get(&format!("unit.{}", unit_word(entry.metric.unit)))?.to_owned(),
            direction: direction(&entry.metric, format)?.to_owned(),
            basis: texts.get(&format!("basis.{}", entry.metric.basis.word()))?.to_owned(),
            source: entry.source.clone(),
        });
    }
    Ok(out)
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

/// A line per point that is no common variation.
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
