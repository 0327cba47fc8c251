//! Native charts, and the sheet with the numbers of those that stand beside no table of their own.

use rust_xlsxwriter::{
    Chart, ChartAxis, ChartAxisLabelPosition, ChartDataLabel, ChartFont, ChartFormat, ChartLegendPosition, ChartLine,
    ChartLineDashType, ChartMarker, ChartSolidFill, ChartType, ColNum, Color, RowNum, Workbook,
};

use super::contents::{bars, has_history, tiles};
use super::context::Context;
use super::names::is_unwritable;
use super::sheet::{Sheet, column_at, row_at};
use super::style::{Align, GOOD, INK, LINE, Look, SOFT, WARN, marker};
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::metrics::Unit;
use crate::report::model::{MetricHead, Report, Value};
use crate::report::span::widened;
use crate::report::text::format;

/// Size of a chart in pixels, and how many rows it covers.
pub(super) const WIDTH: u32 = 410;
pub(super) const HEIGHT: u32 = 236;
pub(super) const ROWS: usize = 11;

const HEAD: RowNum = 4;

/// A workbook allows 255 units of alternative text; a character has two at most.
const LONGEST_ALT: usize = 120;

/// Where a chart's numbers stand: rows from `first` to `last`, names, values and targets each in a column.
pub(super) struct Data<'a> {
    pub sheet: &'a str,
    /// The cell with the metric's title. Charts refer to it: a text would be read as a reference if it looked like one.
    pub title: (RowNum, ColNum),
    pub first: RowNum,
    pub last: RowNum,
    pub names: ColNum,
    pub values: ColNum,
    pub targets: Option<ColNum>,
    /// Columns of mean and control limits.
    pub limits: Vec<ColNum>,
    /// The numbers drawn, by which the axis chooses its ends and digits.
    pub drawn: Vec<Decimal>,
}

impl Data<'_> {
    fn column(&self, column: ColNum) -> (&str, RowNum, ColNum, RowNum, ColNum) {
        (self.sheet, self.first, column, self.last, column)
    }

    fn title(&self) -> (&str, RowNum, ColNum) {
        (self.sheet, self.title.0, self.title.1)
    }
}

/// A line with its target as a dashed one.
pub(super) fn line(metric: &MetricHead, data: &Data<'_>, target: &str, accent: u32) -> Chart {
    let mut chart = Chart::new(ChartType::Line);
    let mut marker = marker();
    marker.set_format(
        ChartFormat::new()
            .set_solid_fill(&fill(accent))
            .set_border(ChartLine::new().set_color(Color::RGB(accent))),
    );
    chart
        .add_series()
        .set_name(data.title())
        .set_categories(data.column(data.names))
        .set_values(data.column(data.values))
        .set_marker(&marker)
        .set_format(ChartFormat::new().set_line(ChartLine::new().set_color(Color::RGB(accent)).set_width(2.0)));
    if let Some(targets) = data.targets {
        let dashes = ChartLine::new()
            .set_color(Color::RGB(GOOD))
            .set_width(1.25)
            .set_dash_type(ChartLineDashType::Dash)
            .clone();
        chart
            .add_series()
            .set_name(target)
            .set_categories(data.column(data.names))
            .set_values(data.column(targets))
            .set_marker(ChartMarker::new().set_none())
            .set_format(ChartFormat::new().set_line(&dashes));
    }
    for column in &data.limits {
        let dashes = ChartLine::new()
            .set_color(Color::RGB(WARN))
            .set_width(1.0)
            .set_dash_type(ChartLineDashType::SquareDot)
            .clone();
        chart
            .add_series()
            .set_name((data.sheet, data.title.0, *column))
            .set_categories(data.column(data.names))
            .set_values(data.column(*column))
            .set_marker(ChartMarker::new().set_none())
            .set_format(ChartFormat::new().set_line(&dashes));
    }
    dress(&mut chart, metric, data);
    names_axis(chart.x_axis());
    numbers_axis(chart.y_axis(), axis_code(metric, data, false));
    least_span(chart.y_axis(), metric, data);
    chart
}

/// Bars with their targets as pale bars beside them; horizontal ones, because names in Chinese are long.
pub(super) fn bars_with_targets(metric: &MetricHead, data: &Data<'_>, target: &str, accent: u32) -> Chart {
    let mut chart = Chart::new(ChartType::Bar);
    chart
        .add_series()
        .set_name(data.title())
        .set_categories(data.column(data.names))
        .set_values(data.column(data.values))
        .set_gap(55)
        .set_overlap(0)
        .set_data_label(
            ChartDataLabel::new()
                .show_value()
                .set_num_format(value_code(metric))
                .set_font(&font(9)),
        )
        .set_format(ChartFormat::new().set_solid_fill(&fill(accent)));
    if let Some(targets) = data.targets {
        let border = ChartLine::new().set_color(Color::RGB(SOFT)).set_width(0.75).clone();
        chart
            .add_series()
            .set_name(target)
            .set_categories(data.column(data.names))
            .set_values(data.column(targets))
            .set_format(ChartFormat::new().set_solid_fill(&fill(LINE)).set_border(&border));
    }
    dress(&mut chart, metric, data);
    // In a chart of horizontal bars the names stand on the vertical axis: the first one on top, the numbers still below.
    names_axis(chart.y_axis());
    chart.y_axis().set_reverse().set_major_gridlines(false);
    numbers_axis(chart.x_axis(), axis_code(metric, data, true));
    chart
        .x_axis()
        .set_min(0)
        .set_label_position(ChartAxisLabelPosition::High);
    if metric.unit == Unit::Ratio {
        chart.x_axis().set_major_unit(0.2);
    }
    chart
}

fn fill(color: u32) -> ChartSolidFill {
    ChartSolidFill::new().set_color(Color::RGB(color)).clone()
}

/// Title, legend and frame, the same for all charts.
fn dress(chart: &mut Chart, metric: &MetricHead, data: &Data<'_>) {
    let mut title = font(11);
    title.set_bold().set_color(Color::RGB(INK));
    chart.title().set_name(data.title()).set_font(&title).set_overlay(false);
    chart
        .legend()
        .set_position(ChartLegendPosition::Bottom)
        .set_font(&font(9));
    chart
        .chart_area()
        .set_format(ChartFormat::new().set_border(ChartLine::new().set_color(Color::RGB(LINE))));
    let title = metric.title.chars().filter(|c| !is_unwritable(*c));
    let alt: String = title.take(LONGEST_ALT).collect();
    chart.set_width(WIDTH).set_height(HEIGHT).set_alt_text(alt);
}

/// Numbers as charts draw them.
pub(super) fn drawn<'v>(values: impl Iterator<Item = &'v Value>) -> Vec<Decimal> {
    values.filter_map(|value| value.number()?.rate(6)).collect()
}

/// Smallest and greatest number of a line.
fn ends(data: &Data<'_>) -> (f64, f64) {
    let end = |number: Option<&Decimal>| number.map_or(0.0, |number| format::plain_number(*number));
    (end(data.drawn.iter().min()), end(data.drawn.iter().max()))
}

/// Keeps the axis from closing in on a line that hardly moves; it ends on whole percents then.
fn least_span(axis: &mut ChartAxis, metric: &MetricHead, data: &Data<'_>) {
    let (low, high) = ends(data);
    let wide = widened(low, high, metric);
    if wide != (low, high) {
        axis.set_min((wide.0 * 100.0).floor() / 100.0);
    }
    // Of what stands on zero the program chooses the end.
    if wide.1 > high {
        axis.set_max((wide.1 * 100.0).ceil() / 100.0);
    }
}

/// The axis of names, first one at the start.
pub(super) fn names_axis(axis: &mut ChartAxis) {
    axis.set_font(&font(9)).set_label_position(ChartAxisLabelPosition::Low);
}

/// The axis of numbers, with quiet lines.
pub(super) fn numbers_axis(axis: &mut ChartAxis, code: &str) {
    let is_money = code == format::code(&Value::Money(Decimal::ZERO));
    let code = if is_money { ROUND_MONEY } else { code };
    let grid = ChartLine::new().set_color(Color::RGB(LINE)).set_width(0.75).clone();
    axis.set_font(&font(9))
        .set_num_format(code)
        .set_major_gridlines(true)
        .set_major_gridlines_line(&grid)
        .set_format(ChartFormat::new().set_no_line());
}

pub(super) fn font(size: u8) -> ChartFont {
    ChartFont::new().set_size(size).set_color(Color::RGB(SOFT)).clone()
}

/// The round amounts of an axis need no cents.
const ROUND_MONEY: &str = "[>=100]#,##0;[<=-100]-#,##0;General";

/// The format of the axis: percents with as many digits as the span of the values needs.
fn axis_code(metric: &MetricHead, data: &Data<'_>, from_zero: bool) -> &'static str {
    if metric.unit != Unit::Ratio {
        return value_code(metric);
    }
    let (low, high) = ends(data);
    let span = if from_zero {
        high
    } else {
        let (low, high) = widened(low, high, metric);
        high - low
    };
    // Some five steps: below half a percent each needs two digits, below five one.
    if span < 0.025 {
        "0.00%"
    } else if span < 0.05 {
        "0.0%"
    } else {
        "0%"
    }
}

fn value_code(metric: &MetricHead) -> &'static str {
    format::code(&Value::plain(metric.unit, Decimal::ZERO))
}

/// Where the numbers of figures and bars stand on the data sheet.
pub(super) struct Places {
    /// Row of each figure's history, if it has one.
    pub histories: Vec<Option<RowNum>>,
    /// First column, one past the last one of the histories.
    pub periods: (ColNum, ColNum),
    /// Rows of each bar chart.
    pub bars: Vec<(RowNum, RowNum)>,
}

/// The places [`write_data`] writes to; known before, because the charts on the first sheet refer to them.
pub(super) fn places(report: &Report) -> Places {
    let mut at = HEAD;
    let mut histories = Vec::new();
    let mut longest = 0;
    for group in tiles(report) {
        let is_shown = group.tiles.iter().any(has_history);
        at += RowNum::from(is_shown);
        for tile in &group.tiles {
            histories.push(has_history(tile).then_some(at));
            longest = longest.max(tile.history.len());
            at += RowNum::from(has_history(tile));
        }
        at += RowNum::from(is_shown);
    }
    let mut bars_at = Vec::new();
    for chart in bars(report).flat_map(|bars| &bars.charts) {
        let first = at + 1;
        let last = row_at(first, chart.bars.len().saturating_sub(1));
        bars_at.push((first, last));
        at = last + 2;
    }
    Places {
        histories,
        periods: (1, column_at(1, longest)),
        bars: bars_at,
    }
}

/// Writes the data sheet.
pub(super) fn write_data(book: &mut Workbook, context: &mut Context<'_>) -> Result<()> {
    let report = context.report;
    let places = places(report);
    let name = context.names.data.clone();
    let mut sheet = Sheet::new(book.add_worksheet(), &name, context)?;
    sheet.title(&name)?;
    // Nothing to read: what the pictures of the overview are drawn of.
    sheet.inner.set_hidden(true);
    let mut histories = places.histories.iter();
    for group in tiles(report) {
        let rows = group.tiles.iter().zip(histories.by_ref());
        let mut shown = rows.filter_map(|(tile, row)| Some((tile, (*row)?))).peekable();
        if let Some((_, first)) = shown.peek() {
            for (index, period) in group.periods.iter().enumerate() {
                sheet.head(first - 1, column_at(1, index), &period.to_string(), Align::Right)?;
            }
        }
        for (tile, row) in shown {
            sheet.text(row, 0, &tile.metric.title, &Look::text())?;
            values(&mut sheet, row, &tile.history)?;
        }
    }
    let charts = bars(report).flat_map(|bars| &bars.charts);
    for (chart, (first, _)) in charts.zip(&places.bars) {
        let target = sheet.context.format.texts().get("label.target")?;
        sheet.text(first - 1, 0, &chart.metric.title, &Look::head())?;
        sheet.head(
            first - 1,
            1,
            sheet.context.format.texts().get("label.value")?,
            Align::Right,
        )?;
        sheet.head(first - 1, 2, target, Align::Right)?;
        for (index, bar) in chart.bars.iter().enumerate() {
            let row = row_at(*first, index);
            sheet.text(row, 0, &bar.label, &Look::text())?;
            values(
                &mut sheet,
                row,
                &[
                    bar.measure.value.clone(),
                    bar.measure.target.clone().unwrap_or_default(),
                ],
            )?;
        }
    }
    sheet.finish()
}

/// Values in a row; a missing one is an empty cell, which charts draw as a gap.
fn values(sheet: &mut Sheet<'_, '_, '_>, row: RowNum, values: &[Value]) -> Result<()> {
    for (index, value) in values.iter().enumerate() {
        if !value.is_missing() {
            sheet.value(row, column_at(1, index), value, &Look::text())?;
        }
    }
    Ok(())
}
