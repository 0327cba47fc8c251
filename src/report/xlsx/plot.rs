//! Native charts of tables. They refer to the table's own cells; what only a chart needs (running totals) stands in
//! quiet columns to the right of the table.

use num_traits::ToPrimitive as _;
use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartDataLabel, ChartErrorBars, ChartErrorBarsDirection, ChartErrorBarsType,
    ChartFormat, ChartLegendPosition, ChartLine, ChartMarker, ChartRange, ChartSolidFill, ChartType, ColNum, Color,
    RowNum,
};

use super::chart::{font, names_axis, numbers_axis};
use super::sheet::{Sheet, column_at, done, row_at};
use super::style::{Align, BAD, GOOD, Look, SOFT, WARN, marker, tint};
use crate::decimal::{Decimal, Ratio};
use crate::diagnostic::Result;
use crate::metrics::Unit;
use crate::report::model::{Group, Plot, PlotKind, Table, Value};
use crate::report::text::format;

pub(super) const WIDTH: u32 = 760;
const HEIGHT: u32 = 300;
/// The height in points.
pub(super) const POINTS: f64 = 225.0;

/// Colours of lines, told apart in grey as well.
const COLORS: [u32; 6] = [0, WARN, GOOD, BAD, SOFT, 0x00_0000];

/// Up to so many things are counted one by one.
const FEW: Decimal = Decimal::from_parts(8, 0, 0, false, 0);

/// Where a chart's table stands and where the chart goes.
pub(super) struct Place<'a> {
    pub sheet: &'a str,
    /// Row of the table's heads.
    pub titles: RowNum,
    /// The row before the rows that are drawn.
    pub head: RowNum,
    /// The column at the left of the chart.
    pub left: ColNum,
    /// The first free row below.
    pub below: RowNum,
}

/// The rows a chart draws.
struct Span<'a> {
    place: &'a Place<'a>,
    last: RowNum,
    label: ColNum,
}

impl Span<'_> {
    fn names(&self) -> (&str, RowNum, ColNum, RowNum, ColNum) {
        self.column(self.label)
    }

    fn column(&self, column: ColNum) -> (&str, RowNum, ColNum, RowNum, ColNum) {
        (self.place.sheet, self.place.head + 1, column, self.last, column)
    }

    fn title(&self, column: ColNum) -> (&str, RowNum, ColNum) {
        (self.place.sheet, self.place.titles, column)
    }
}

/// Puts the chart below the table.
pub(super) fn write(
    sheet: &mut Sheet<'_, '_, '_>,
    plot: &Plot,
    table: &Table,
    group: &Group,
    place: &Place<'_>,
) -> Result<()> {
    let span = Span {
        place,
        last: row_at(place.head, group.rows.len()),
        label: column_at(0, plot.label),
    };
    let code = plot.values.first().map_or("General", |c| code(group, *c));
    let accent = sheet.context.styles.accent;
    let mut chart = match plot.kind {
        PlotKind::Pareto => pareto(sheet, plot, table, group, &span)?,
        PlotKind::Bars | PlotKind::Funnel => bars(plot, group, &span, code, accent),
        PlotKind::Waterfall => waterfall(sheet, plot, table, group, &span)?,
        PlotKind::Lines => lines(plot, group, &span, code, accent),
        PlotKind::Box => boxes(sheet, plot, table, group, &span)?,
    };
    chart
        .set_width(WIDTH)
        .set_height(HEIGHT)
        .chart_area()
        .set_format(ChartFormat::new().set_border(ChartLine::new().set_color(Color::RGB(super::style::LINE))));
    chart.title().set_hidden();
    if plot.kind == PlotKind::Box {
        // Programs do not agree on which entry of a legend of horizontal bars is the invisible one.
        chart.legend().set_hidden();
    } else {
        chart
            .legend()
            .set_position(ChartLegendPosition::Bottom)
            .set_font(&font(9));
    }
    done(sheet.inner.insert_chart(place.below, place.left, &chart))
}

fn code(group: &Group, column: usize) -> &'static str {
    let known = group
        .rows
        .iter()
        .filter_map(|row| row.get(column))
        .find(|value| value.number().is_some());
    known.map_or("General", format::code)
}

fn fill(color: u32) -> ChartFormat {
    ChartFormat::new()
        .set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(color)))
        .clone()
}

fn stroke(color: u32, width: f64) -> ChartFormat {
    ChartFormat::new()
        .set_line(ChartLine::new().set_color(Color::RGB(color)).set_width(width))
        .clone()
}

fn bars(plot: &Plot, group: &Group, span: &Span<'_>, code: &str, accent: u32) -> Chart {
    let mut chart = Chart::new(ChartType::Bar);
    for (index, column) in plot.values.iter().take(2).enumerate() {
        let column = column_at(0, *column);
        let color = if index == 0 { accent } else { super::style::LINE };
        let series = chart.add_series();
        series
            .set_name(span.title(column))
            .set_categories(span.names())
            .set_values(span.column(column))
            .set_gap(50)
            .set_format(&mut fill(color));
        if index == 0 {
            series.set_data_label(
                ChartDataLabel::new()
                    .show_value()
                    .set_num_format(code)
                    .set_font(&font(9)),
            );
        }
    }
    names_axis(chart.y_axis());
    chart.y_axis().set_reverse().set_major_gridlines(false);
    numbers_axis(chart.x_axis(), code);
    chart.x_axis().set_label_position(ChartAxisLabelPosition::High);
    // Money taken back lies to the left of zero.
    let drawn = |row: &Vec<Value>| plot.values.iter().map(|column| number(row, *column)).min();
    if group.rows.iter().filter_map(drawn).all(|least| least >= Decimal::ZERO) {
        chart.x_axis().set_min(0);
    }
    if reach_all(plot, group) {
        chart.x_axis().set_max(1);
    }
    chart
}

/// True for shares that come near 100 % and not beyond: their axis ends there, not at 120 %.
fn reach_all(plot: &Plot, group: &Group) -> bool {
    let values = || {
        group
            .rows
            .iter()
            .flat_map(|row| plot.values.iter().filter_map(|c| row.get(*c)))
    };
    let is_share = values().all(|value| matches!(value.unit(), None | Some(Unit::Ratio)));
    let most = values()
        .filter_map(|value| value.number()?.rate(6))
        .max()
        .unwrap_or_default();
    is_share && most <= Decimal::ONE && most > Decimal::new(8, 1)
}

fn lines(plot: &Plot, group: &Group, span: &Span<'_>, code: &str, accent: u32) -> Chart {
    let mut chart = Chart::new(ChartType::Line);
    for (index, column) in plot.values.iter().enumerate() {
        let column = column_at(0, *column);
        let color = if index == 0 {
            accent
        } else {
            COLORS[index % COLORS.len()]
        };
        chart
            .add_series()
            .set_name(span.title(column))
            .set_categories(span.names())
            .set_values(span.column(column))
            .set_marker(ChartMarker::new().set_none())
            .set_format(&mut stroke(color, 2.0));
    }
    names_axis(chart.x_axis());
    numbers_axis(chart.y_axis(), code);
    if reach_all(plot, group) {
        chart.y_axis().set_max(1);
    }
    chart
}

/// The first column for numbers that only a chart needs: right of the table and of the chart, where nothing is printed.
fn free_column(sheet: &Sheet<'_, '_, '_>, table: &Table) -> usize {
    (table.columns.len() + 1)
        .max(sheet.columns_of(WIDTH) + 2)
        .max(sheet.title_columns() + 1)
}

/// Numbers only a chart needs, in a column of their own; gives the column.
fn helper(
    sheet: &mut Sheet<'_, '_, '_>,
    span: &Span<'_>,
    column: usize,
    title: &str,
    numbers: &[Value],
) -> Result<ColNum> {
    let column = column_at(0, column);
    let quiet = Look::default().size(8).color(SOFT);
    sheet.plain(span.place.titles, column, title, &quiet.clone().align(Align::Right))?;
    for (index, value) in numbers.iter().enumerate() {
        sheet.value(row_at(span.place.head + 1, index), column, value, &quiet)?;
    }
    Ok(column)
}

fn pareto(sheet: &mut Sheet<'_, '_, '_>, plot: &Plot, table: &Table, group: &Group, span: &Span<'_>) -> Result<Chart> {
    let column = plot.values[0];
    let accent = sheet.context.styles.accent;
    let numbers: Vec<Decimal> = group.rows.iter().map(|row| number(row, column)).collect();
    let total: Decimal = numbers.iter().copied().sum();
    let mut sum = Decimal::ZERO;
    let running = |n: &Decimal| {
        sum += *n;
        Value::Ratio(Ratio::new(sum, total))
    };
    let shares: Vec<Value> = numbers.iter().map(running).collect();
    let title = sheet.context.format.texts().get("plot.cumulative")?.to_owned();
    let free = free_column(sheet, table);
    let helper = helper(sheet, span, free, &title, &shares)?;
    let mut chart = Chart::new(ChartType::Column);
    let column = column_at(0, column);
    chart
        .add_series()
        .set_name(span.title(column))
        .set_categories(span.names())
        .set_values(span.column(column))
        .set_gap(40)
        .set_format(&mut fill(accent));
    let mut line = Chart::new(ChartType::Line);
    line.add_series()
        .set_name(span.title(helper))
        .set_categories(span.names())
        .set_values(span.column(helper))
        .set_secondary_axis(true)
        .set_marker(&marker())
        .set_format(&mut stroke(WARN, 1.75));
    chart.combine(&line);
    // The second axis belongs to the chart that takes in the other.
    chart
        .y2_axis()
        .set_min(0)
        .set_max(1)
        .set_num_format("0%")
        .set_font(&font(9));
    names_axis(chart.x_axis());
    numbers_axis(chart.y_axis(), "General");
    chart.y_axis().set_min(0);
    // Bars and the line of their share have one scale. A few things are counted in whole ones.
    if let Some(whole) = total.to_f64().filter(|whole| *whole > 0.0) {
        chart.y_axis().set_max(whole);
        if is_counted(group, plot.values[0]) && total <= FEW {
            chart.y_axis().set_major_unit(1);
        }
    }
    Ok(chart)
}

fn is_counted(group: &Group, column: usize) -> bool {
    let values = group.rows.iter().filter_map(|row| row.get(column));
    values
        .filter(|value| value.number().is_some())
        .all(|value| matches!(value, Value::Count(_)))
}

fn number(row: &[Value], column: usize) -> Decimal {
    row.get(column)
        .and_then(|value| value.number()?.rate(12))
        .unwrap_or_default()
}

/// The height of a step: points are hundredths of a share.
fn step(row: &[Value], column: usize) -> Decimal {
    let n = number(row, column);
    match row.get(column) {
        Some(Value::Points(_)) => n / Decimal::ONE_HUNDRED,
        _ => n,
    }
}

/// Stacked columns: an invisible base and on it a whole bar, a gain or a loss.
fn waterfall(
    sheet: &mut Sheet<'_, '_, '_>,
    plot: &Plot,
    table: &Table,
    group: &Group,
    span: &Span<'_>,
) -> Result<Chart> {
    let column = plot.values[0];
    let last = group.rows.len() - 1;
    let unit = group.rows.iter().find_map(|row| row.get(column)?.unit());
    let value = |n: Decimal| unit.map_or(Value::Money(n), |unit| Value::plain(unit, n));
    let mut stacks: [Vec<Value>; 4] = Default::default();
    let (mut level, mut lowest) = (Decimal::ZERO, Decimal::MAX);
    for (index, row) in group.rows.iter().enumerate() {
        let n = step(row, column);
        let is_end = index == 0 || index == last;
        let from = if is_end { Decimal::ZERO } else { level };
        level = from + n;
        lowest = lowest.min(level);
        let size = |wanted: bool| if wanted { n.abs() } else { Decimal::ZERO };
        let parts = [
            if is_end { Decimal::ZERO } else { from.min(level) },
            size(is_end),
            size(!is_end && n > Decimal::ZERO),
            size(!is_end && n < Decimal::ZERO),
        ];
        for (stack, part) in stacks.iter_mut().zip(parts) {
            stack.push(value(part));
        }
    }
    let accent = sheet.context.styles.accent;
    let free = free_column(sheet, table);
    let mut chart = Chart::new(ChartType::ColumnStacked);
    let kinds = [
        ("plot.base", None),
        ("plot.whole", Some(accent)),
        ("plot.gain", Some(tint(GOOD))),
        ("plot.loss", Some(tint(BAD))),
    ];
    for (offset, ((key, color), stack)) in kinds.into_iter().zip(&stacks).enumerate() {
        let labels = labels(sheet.context.format, group, column, stack)?;
        let title = sheet.context.format.texts().get(key)?.to_owned();
        let column = helper(sheet, span, free + offset, &title, stack)?;
        let series = chart.add_series();
        series
            .set_name(span.title(column))
            .set_categories(span.names())
            .set_values(span.column(column))
            .set_gap(40);
        match color {
            Some(color) => series
                .set_format(&mut fill(color))
                .set_data_label(ChartDataLabel::new().show_value())
                .set_custom_data_labels(&labels),
            None => series.set_format(ChartFormat::new().set_no_fill()),
        };
    }
    chart.legend().delete_entries(&[0]);
    names_axis(chart.x_axis());
    numbers_axis(chart.y_axis(), code(group, column));
    // From a round number below the lowest step, else the steps are too small to see; the axis says so.
    if unit == Some(Unit::Ratio) && lowest > Decimal::ZERO {
        let floor = (lowest * Decimal::ONE_HUNDRED - Decimal::new(1, 1))
            .floor()
            .max(Decimal::ZERO)
            / Decimal::ONE_HUNDRED;
        let low = value(floor);
        let format = sheet.context.format;
        let broken = format.texts().fill("plot.broken_up", &[("low", &format.text(&low)?)])?;
        chart
            .y_axis()
            .set_min(format::plain_number(floor))
            .set_name(broken.as_str())
            .set_name_font(&font(9));
    }
    Ok(chart)
}

/// What each bar of a stack says: what its row does, in points if it is a step; nothing where the stack has no bar.
fn labels(format: &format::Format, group: &Group, column: usize, stack: &[Value]) -> Result<Vec<ChartDataLabel>> {
    let rows = group.rows.iter().zip(stack);
    let label = |(row, part): (&Vec<Value>, &Value)| {
        let has_bar = part.number().is_some_and(|n| !n.numerator.is_zero());
        let Some(value) = row.get(column).filter(|_| has_bar) else {
            return Ok(ChartDataLabel::new().set_hidden().to_custom());
        };
        let text = format.text(value)?;
        Ok(ChartDataLabel::new()
            .set_value(text.as_str())
            .set_font(&font(9))
            .to_custom())
    };
    rows.map(label).collect()
}

/// Horizontal boxes: an invisible bar to the lower quartile, two parts that meet at the median, whiskers as error bars.
fn boxes(sheet: &mut Sheet<'_, '_, '_>, plot: &Plot, table: &Table, group: &Group, span: &Span<'_>) -> Result<Chart> {
    let five = |row: &Vec<Value>| {
        [0, 1, 2, 3, 4].map(|place| plot.values.get(place).map_or(Decimal::ZERO, |c| number(row, *c)))
    };
    let unit = plot
        .values
        .first()
        .and_then(|c| group.rows.iter().find_map(|row| row.get(*c)?.unit()));
    let value = |n: Decimal| unit.map_or(Value::Money(n), |unit| Value::plain(unit, n));
    let mut parts: [Vec<Value>; 5] = Default::default();
    for [lowest, q1, median, q3, highest] in group.rows.iter().map(five) {
        let sizes = [q1, median - q1, q3 - median, q1 - lowest, highest - q3];
        for (part, size) in parts.iter_mut().zip(sizes) {
            part.push(value(size));
        }
    }
    let keys = [
        "plot.base",
        "plot.to_median",
        "plot.from_median",
        "plot.below",
        "plot.above",
    ];
    let free = free_column(sheet, table);
    let mut columns = Vec::new();
    for (offset, (key, part)) in keys.into_iter().zip(&parts).enumerate() {
        let title = sheet.context.format.texts().get(key)?.to_owned();
        columns.push(helper(sheet, span, free + offset, &title, part)?);
    }
    let accent = sheet.context.styles.accent;
    let whiskers = |direction, column: ColNum| {
        let (name, first, left, last, right) = span.column(column);
        let range = || ChartRange::new_from_range(name, first, left, last, right);
        let mut bars = ChartErrorBars::new();
        bars.set_type(ChartErrorBarsType::Custom(range(), range()))
            .set_direction(direction)
            .set_format(&mut stroke(SOFT, 1.25));
        bars
    };
    let mut chart = Chart::new(ChartType::BarStacked);
    for (index, column) in columns.iter().take(3).enumerate() {
        let series = chart.add_series();
        series
            .set_name(span.title(*column))
            .set_categories(span.names())
            .set_values(span.column(*column))
            .set_gap(60);
        match index {
            0 => series
                .set_format(ChartFormat::new().set_no_fill())
                .set_x_error_bars(&whiskers(ChartErrorBarsDirection::Minus, columns[3])),
            1 => series.set_format(&mut fill(tint(accent))),
            _ => series
                .set_format(&mut fill(accent))
                .set_x_error_bars(&whiskers(ChartErrorBarsDirection::Plus, columns[4])),
        };
    }
    let note = sheet.context.format.texts().get("plot.box_book")?.to_owned();
    chart.x_axis().set_name(&note).set_name_font(&font(9));
    names_axis(chart.y_axis());
    chart.y_axis().set_reverse().set_major_gridlines(false);
    numbers_axis(
        chart.x_axis(),
        plot.values.first().map_or("General", |c| code(group, *c)),
    );
    chart
        .x_axis()
        .set_min(0)
        .set_label_position(ChartAxisLabelPosition::High);
    if reach_all(plot, group) {
        chart.x_axis().set_max(1);
    }
    Ok(chart)
}
