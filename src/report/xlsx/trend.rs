//! Values over periods: the table, and a native line chart for each series beside its target.

use rust_xlsxwriter::{ColNum, RowNum, Workbook};

use super::chart::{self, Data};
use super::context::Context;
use super::pages::Pages;
use super::sheet::{Sheet, column_at, done, row_at};
use super::style::{Align, Look};
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::report::model::{Section, Series, Trend, Value};

const HEAD: RowNum = 4;
/// Few enough that a sheet one page wide is printed in letters one can read.
const CHARTS_PER_ROW: usize = 2;
/// Mean, lower and upper limit.
const PER_LIMITS: usize = 3;

/// Writes the section's sheet: a row per period, a column per series, the targets after them.
pub(super) fn write(book: &mut Workbook, section: &Section, trend: &Trend, context: &mut Context<'_>) -> Result<()> {
    let name = context.names.section(&section.id).to_owned();
    let mut sheet = Sheet::new(book.add_worksheet(), &name, context)?;
    sheet.title(&section.title)?;
    let texts = sheet.context.format.texts();
    sheet.head(HEAD, 0, texts.get("trend.period")?, Align::Left)?;
    for (index, period) in trend.periods.iter().enumerate() {
        sheet.text(row_at(HEAD + 1, index), 0, &period.to_string(), &Look::text())?;
    }
    for (index, series) in trend.series.iter().enumerate() {
        column(&mut sheet, index, series)?;
    }
    let with_target: Vec<usize> = (0..trend.series.len())
        .filter(|i| has_target(&trend.series[*i]))
        .collect();
    for (place, index) in with_target.iter().enumerate() {
        targets(&mut sheet, trend.series.len() + place, &trend.series[*index])?;
    }
    let first_limit = trend.series.len() + with_target.len();
    let with_limits: Vec<usize> = (0..trend.series.len())
        .filter(|i| trend.series[*i].limits.is_some())
        .collect();
    for (place, index) in with_limits.iter().enumerate() {
        limits(&mut sheet, first_limit + place * PER_LIMITS, &trend.series[*index])?;
    }
    let places = Places {
        with_target,
        with_limits,
        first_limit,
    };
    let mut pages = Pages::default();
    let last = charts(&mut sheet, &name, trend, &places, &mut pages)?;
    sheet.height(HEAD, 34.0)?;
    done(sheet.inner.set_freeze_panes(HEAD + 1, 1))?;
    let columns = 1 + first_limit + places.with_limits.len() * PER_LIMITS;
    pages.finish(&mut sheet, last, columns)?;
    sheet.finish()
}

/// Which series have targets and limits, whose columns follow those of the values.
struct Places {
    with_target: Vec<usize>,
    with_limits: Vec<usize>,
    first_limit: usize,
}

impl Places {
    fn limits(&self, series: usize) -> Vec<ColNum> {
        let place = self.with_limits.iter().position(|i| *i == series);
        let columns = place.map(|place| self.first_limit + place * PER_LIMITS);
        columns.map_or_else(Vec::new, |first| {
            (0..PER_LIMITS).map(|n| column_at(1, first + n)).collect()
        })
    }
}

/// Mean and limits of a series, the same in every row so that charts draw them as lines.
fn limits(sheet: &mut Sheet<'_, '_, '_>, place: usize, series: &Series) -> Result<()> {
    let Some(limits) = &series.limits else { return Ok(()) };
    let unit = series.metric.unit;
    let columns = [
        ("control.center", limits.center),
        ("control.lower", limits.lower),
        ("control.upper", limits.upper),
    ];
    for (offset, (key, number)) in columns.into_iter().enumerate() {
        let column = column_at(1, place + offset);
        let title = format!("{} · {}", sheet.context.format.texts().get(key)?, series.metric.title);
        sheet.head(HEAD, column, &title, Align::Right)?;
        for row in 0..series.points.len() {
            let look = Look::text().color(super::style::SOFT);
            sheet.value(row_at(HEAD + 1, row), column, &Value::plain(unit, number), &look)?;
        }
    }
    Ok(())
}

fn has_target(series: &Series) -> bool {
    series.points.iter().any(|point| point.target.is_some())
}

fn column(sheet: &mut Sheet<'_, '_, '_>, index: usize, series: &Series) -> Result<()> {
    let column = column_at(1, index);
    sheet.head(HEAD, column, &series.metric.title, Align::Right)?;
    for (row, measure) in series.points.iter().enumerate() {
        let row = row_at(HEAD + 1, row);
        if measure.value.is_missing() {
            // An empty cell is a gap in the line; a sign would be drawn as zero.
            sheet.blank(row, column, &Look::text())?;
        } else {
            sheet.measure(row, column, measure, &series.metric, &Look::text())?;
        }
    }
    Ok(())
}

fn targets(sheet: &mut Sheet<'_, '_, '_>, place: usize, series: &Series) -> Result<()> {
    let column = column_at(1, place);
    let label = sheet.context.format.texts().get("label.target")?;
    sheet.head(
        HEAD,
        column,
        &format!("{label} · {}", series.metric.title),
        Align::Right,
    )?;
    for (row, measure) in series.points.iter().enumerate() {
        let value = measure.target.as_ref().unwrap_or(&Value::Missing);
        if !value.is_missing() {
            sheet.value(
                row_at(HEAD + 1, row),
                column,
                value,
                &Look::text().color(super::style::SOFT),
            )?;
        }
    }
    Ok(())
}

/// The charts below the table; gives the last row they cover.
fn charts(
    sheet: &mut Sheet<'_, '_, '_>,
    name: &str,
    trend: &Trend,
    places: &Places,
    pages: &mut Pages,
) -> Result<RowNum> {
    let first = HEAD + 1;
    let Some(last) = trend.periods.len().checked_sub(1).map(|last| row_at(first, last)) else {
        return Ok(first);
    };
    let label = sheet.context.format.texts().get("label.target")?;
    for (index, series) in trend.series.iter().enumerate() {
        let target = places.with_target.iter().position(|i| *i == index);
        let data = Data {
            sheet: name,
            title: (HEAD, column_at(1, index)),
            first,
            last,
            names: 0,
            values: column_at(1, index),
            targets: target.map(|place| column_at(1, trend.series.len() + place)),
            limits: places.limits(index),
            drawn: drawn(series),
        };
        let chart = chart::line(&series.metric, &data, label, sheet.context.styles.accent);
        let top = row_at(last + 2, index / CHARTS_PER_ROW * chart::ROWS);
        if index % CHARTS_PER_ROW == 0 {
            pages.keep(top, f64::from(chart::HEIGHT) * 0.75);
        }
        let left = u32::try_from(index % CHARTS_PER_ROW).unwrap_or(0) * (chart::WIDTH + 10);
        done(sheet.inner.insert_chart_with_offset(top, 0, &chart, left, 0))?;
    }
    Ok(row_at(
        last + 2,
        trend.series.len().div_ceil(CHARTS_PER_ROW) * chart::ROWS,
    ))
}

fn drawn(series: &Series) -> Vec<Decimal> {
    let targets = series.points.iter().filter_map(|point| point.target.as_ref());
    let values = series.points.iter().map(|point| &point.value).chain(targets);
    let limits = series.limits.iter().flat_map(|limits| [limits.lower, limits.upper]);
    chart::drawn(values).into_iter().chain(limits).collect()
}
