//! The pictures of tables: where bars, marks, lines and boxes lie. How they look is in `report-templates/charts/`.
//!
//! All but the lines are horizontal, with a row per name, because names in Chinese are long and rows may be many. Like all
//! coordinates these are binary numbers with one decimal; every text comes from the format layer.

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::chart::{Scale, bounds, count, path, position, px};
use crate::diagnostic::Result;
use crate::metrics::Unit;
use crate::report::model::{Group, Plot, PlotKind, Table, Value};
use crate::report::text::format::Format;

/// So wide that letters can be read where a telephone shows the picture at three quarters.
const WIDTH: f64 = 440.0;
const ROW: f64 = 25.0;
const TOP: f64 = 6.0;
const BAR: f64 = 15.0;
/// Room for the figure behind a bar.
const RIGHT: f64 = 96.0;
const AXIS: f64 = 20.0;
const HEIGHT: f64 = 260.0;
/// Pixels of a narrow character, of which a Han character takes two.
const LETTER: f64 = 7.0;
const WIDEST_LABEL: f64 = 154.0;
/// From the axis to the cut of a bar.
const CUT: f64 = 14.0;
/// Rows a picture holds; a longer table is for reading, not for drawing.
const MOST_ROWS: usize = 40;
/// The share at which the vital few end.
const VITAL: f64 = 0.8;

/// A picture; `kind` names its template, `charts/<kind>.svg.j2`.
#[derive(Debug, Serialize)]
pub(super) struct PlotView {
    kind: &'static str,
    width: f64,
    height: f64,
    left: String,
    /// Where bars begin: at the left unless some of them are negative.
    zero: String,
    right: String,
    bottom: String,
    rows: Vec<RowView>,
    path: String,
    guide: Option<GuideView>,
    ticks: Vec<TickView>,
    lines: Vec<LineView>,
    labels: Vec<TickView>,
    desc: String,
    /// Where an axis begins that does not at zero.
    broken: Option<String>,
}

#[derive(Debug, Default, Serialize)]
struct RowView {
    label: String,
    name: String,
    text: String,
    /// Middle of the row, and its bar.
    y: String,
    top: String,
    x: String,
    width: String,
    /// Where the row's figure stands.
    after: String,
    /// A second number: a target, a cumulative share, a median.
    mark: Option<String>,
    /// Where a bar is cut that begins behind zero.
    cut: Option<String>,
    /// The ends of a box's whiskers.
    ends: Option<[String; 2]>,
    class: &'static str,
}

#[derive(Debug, Serialize)]
struct GuideView {
    at: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct TickView {
    at: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct LineView {
    name: String,
    path: String,
    class: usize,
    end: Option<[String; 2]>,
    text: String,
}

/// The picture of a group; `None` if there is nothing to draw.
pub(super) fn view(plot: &Plot, table: &Table, group: &Group, format: &Format) -> Result<Option<PlotView>> {
    let drawn = group
        .rows
        .iter()
        .filter(|row| plot.values.iter().any(|c| row.get(*c).and_then(position).is_some()));
    // A reason without a case is no bar of a Pareto chart.
    let drawn = drawn.filter(|row| plot.kind != PlotKind::Pareto || at(row, plot.values[0]) > 0.0);
    let rows: Vec<&Vec<Value>> = drawn.take(MOST_ROWS).collect();
    if rows.is_empty() || !plot.has_picture(&group.rows) {
        return Ok(None);
    }
    match plot.kind {
        PlotKind::Pareto => pareto(plot, &rows, format),
        PlotKind::Bars => bars(plot, table, &rows, format),
        PlotKind::Funnel => funnel(plot, &rows, format),
        PlotKind::Waterfall => waterfall(plot, &rows, format),
        PlotKind::Box => boxes(plot, &rows, format),
        PlotKind::Lines => lines(plot, table, &rows, format),
    }
    .map(Some)
}

/// A frame of horizontal rows, its numbers running from 0 to 1 between `left` and `right`.
struct Frame {
    left: f64,
    right: f64,
}

impl Frame {
    fn around(plot: &Plot, rows: &[&Vec<Value>], format: &Format) -> Result<Self> {
        let mut widest: f64 = 0.0;
        for row in rows {
            widest = widest.max(count(name(plot, row, format)?.width()) * LETTER);
        }
        Ok(Self {
            left: widest.min(WIDEST_LABEL) + 12.0,
            right: WIDTH - RIGHT,
        })
    }

    fn x(&self, share: f64) -> f64 {
        self.left + share.clamp(0.0, 1.0) * (self.right - self.left)
    }

    fn row(&self, index: usize, label: &str, from: f64, to: f64) -> RowView {
        let middle = TOP + ROW * (count(index) + 0.5);
        let (start, end) = (self.x(from.min(to)), self.x(from.max(to)));
        RowView {
            label: shortened(label, self.left - 12.0),
            name: label.to_owned(),
            y: px(middle),
            top: px(middle - BAR / 2.0),
            x: px(start),
            width: px((end - start).max(0.8)),
            after: px(end + 6.0),
            ..RowView::default()
        }
    }

    fn finish(self, kind: PlotKind, rows: Vec<RowView>, desc: String, with_axis: bool) -> PlotView {
        let bottom = TOP + ROW * count(rows.len());
        PlotView {
            kind: kind.word(),
            width: WIDTH,
            height: bottom + if with_axis { AXIS } else { 6.0 },
            left: px(self.left),
            zero: px(self.left),
            right: px(self.right),
            bottom: px(bottom),
            rows,
            path: String::new(),
            guide: None,
            ticks: Vec::new(),
            lines: Vec::new(),
            labels: Vec::new(),
            desc,
            broken: None,
        }
    }
}

fn name(plot: &Plot, row: &[Value], format: &Format) -> Result<String> {
    format.text(row.get(plot.label).unwrap_or(&Value::Missing))
}

fn at(row: &[Value], column: usize) -> f64 {
    row.get(column).and_then(position).unwrap_or(0.0)
}

fn shown(row: &[Value], column: usize, format: &Format) -> Result<String> {
    format.short(row.get(column).unwrap_or(&Value::Missing))
}

/// `label` in `room` pixels; what is longer ends in an ellipsis.
fn shortened(label: &str, room: f64) -> String {
    if count(label.width()) * LETTER <= room + 1.0 {
        return label.to_owned();
    }
    let mut kept = String::new();
    for c in label.chars() {
        if count(kept.width() + 3) * LETTER > room {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept
}

/// Name and figure of every row, for those who hear the picture.
fn description(rows: &[RowView]) -> String {
    let parts: Vec<String> = rows.iter().map(|row| format!("{} {}", row.name, row.text)).collect();
    parts.join("; ")
}

/// Bars and cumulative share on one scale, so that the line starts at the end of the first bar.
fn pareto(plot: &Plot, rows: &[&Vec<Value>], format: &Format) -> Result<PlotView> {
    let frame = Frame::around(plot, rows, format)?;
    let column = plot.values[0];
    let total: f64 = rows.iter().map(|row| at(row, column)).sum();
    let share = |number: f64| if total > 0.0 { number / total } else { 0.0 };
    let (mut views, mut points, mut sum) = (Vec::new(), Vec::new(), 0.0);
    for (index, row) in rows.iter().enumerate() {
        let number = at(row, column);
        // The one that crosses the line still belongs to the vital few.
        let is_vital = share(sum) < VITAL;
        sum += number;
        let mut view = frame.row(index, &name(plot, row, format)?, 0.0, share(number));
        let cumulative = frame.x(share(sum));
        view.text = shown(row, column, format)?;
        view.class = if is_vital { "vital" } else { "rest" };
        view.mark = Some(px(cumulative));
        points.push(Some((cumulative, TOP + ROW * (count(index) + 0.5))));
        views.push(view);
    }
    let guide = GuideView {
        at: px(frame.x(VITAL)),
        text: "80%".to_owned(),
    };
    let desc = description(&views);
    Ok(PlotView {
        path: path(&points),
        guide: Some(guide),
        ..frame.finish(PlotKind::Pareto, views, desc, true)
    })
}

fn bars(plot: &Plot, table: &Table, rows: &[&Vec<Value>], format: &Format) -> Result<PlotView> {
    let frame = Frame::around(plot, rows, format)?;
    let columns = || plot.values.iter().take(2);
    let greatest = rows
        .iter()
        .flat_map(|row| columns().map(|c| at(row, *c)))
        .fold(f64::MIN_POSITIVE, f64::max);
    // Shares have a scale to 100 % unless all of them are small.
    let is_share = rows
        .iter()
        .any(|row| row.get(plot.values[0]).and_then(Value::unit) == Some(Unit::Ratio));
    let most = if is_share && greatest > 0.2 {
        greatest.max(1.0)
    } else {
        greatest
    };
    // Money taken back lies to the left of the others.
    let least = rows
        .iter()
        .flat_map(|row| columns().map(|c| at(row, *c)))
        .fold(0.0, f64::min);
    let place = |number: f64| (number - least) / (most - least);
    let mut views = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let number = at(row, plot.values[0]);
        let mut view = frame.row(index, &name(plot, row, format)?, place(0.0), place(number));
        view.text = shown(row, plot.values[0], format)?;
        view.class = "vital";
        if let Some(target) = plot.values.get(1).and_then(|c| row.get(*c)).and_then(position) {
            view.mark = Some(px(frame.x(place(target))));
            view.class = if number < target { "short" } else { "vital" };
            // The figure stands clear of the mark.
            view.after = px(frame.x(place(number.max(target))) + 6.0);
        }
        views.push(view);
    }
    let desc = description(&views);
    let legend = plot
        .values
        .get(1)
        .and_then(|c| table.columns.get(*c))
        .map(|column| GuideView {
            at: String::new(),
            text: column.title.clone(),
        });
    Ok(PlotView {
        guide: legend,
        zero: px(frame.x(place(0.0))),
        ..frame.finish(PlotKind::Bars, views, desc, false)
    })
}

fn funnel(plot: &Plot, rows: &[&Vec<Value>], format: &Format) -> Result<PlotView> {
    let frame = Frame::around(plot, rows, format)?;
    let most = rows
        .iter()
        .map(|row| at(row, plot.values[0]))
        .fold(f64::MIN_POSITIVE, f64::max);
    let mut views = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let half = at(row, plot.values[0]) / most / 2.0;
        let mut view = frame.row(index, &name(plot, row, format)?, 0.5 - half, 0.5 + half);
        view.text = shown(row, plot.values[0], format)?;
        view.after = px(frame.right + 6.0);
        view.class = "vital";
        views.push(view);
    }
    let desc = description(&views);
    Ok(frame.finish(PlotKind::Funnel, views, desc, false))
}

/// The height of a step: points are hundredths of a share.
fn step(value: &Value) -> f64 {
    let number = position(value).unwrap_or(0.0);
    match value {
        Value::Points(_) => number / 100.0,
        _ => number,
    }
}

/// The first and the last row stand on the axis, the others are steps between them.
fn waterfall(plot: &Plot, rows: &[&Vec<Value>], format: &Format) -> Result<PlotView> {
    let frame = Frame::around(plot, rows, format)?;
    let column = plot.values[0];
    let last = rows.len() - 1;
    let (mut spans, mut level) = (Vec::new(), 0.0);
    for (index, row) in rows.iter().enumerate() {
        let number = row.get(column).map_or(0.0, step);
        let span = if index == 0 || index == last {
            (number, number)
        } else {
            (level, level + number)
        };
        level = span.1;
        spans.push(span);
    }
    let (low, high) = bounds(spans.iter().flat_map(|(a, b)| [*a, *b])).unwrap_or((0.0, 1.0));
    let unit = rows[0].get(column).and_then(Value::unit).unwrap_or(Unit::Count);
    let scale = Scale::around(low, high, unit).within(frame.right, frame.left);
    let low = scale.least();
    let share = |number: f64| (scale.y(number) - frame.left) / (frame.right - frame.left);
    let mut views = Vec::new();
    for (index, (row, (from, to))) in rows.iter().zip(&spans).enumerate() {
        let is_end = index == 0 || index == last;
        let from = if is_end { low } else { *from };
        let mut view = frame.row(index, &name(plot, row, format)?, share(from), share(*to));
        view.text = shown(row, column, format)?;
        // A bar that does not begin at zero shows that it is cut.
        view.cut = (is_end && low > 0.0).then(|| px(frame.left + CUT));
        view.mark = (index < last).then(|| px(frame.x(share(*to))));
        view.class = match (is_end, *to >= from) {
            (true, _) => "vital",
            (_, true) => "gain",
            (_, false) => "loss",
        };
        views.push(view);
    }
    let desc = description(&views);
    let ticks = scale.points(unit, format);
    let begins = ticks.first().filter(|_| low > 0.0).map(|(_, text)| text.clone());
    let broken = begins.map(|low| format.texts().fill("plot.broken", &[("low", &low)]));
    Ok(PlotView {
        broken: broken.transpose()?,
        ticks: ticks.into_iter().map(|(at, text)| TickView { at, text }).collect(),
        ..frame.finish(PlotKind::Waterfall, views, desc, true)
    })
}

/// Five numbers a row: smallest, lower quartile, median, upper quartile, greatest. Rows of one unit have one scale; of
/// different units each has its own.
fn boxes(plot: &Plot, rows: &[&Vec<Value>], format: &Format) -> Result<PlotView> {
    let mut frame = Frame::around(plot, rows, format)?;
    let mut ends = Vec::new();
    for row in rows {
        let last = plot.values[plot.values.len() - 1];
        let text = format!(
            "{} – {}",
            shown(row, plot.values[0], format)?,
            shown(row, last, format)?
        );
        frame.right = frame.right.min(WIDTH - 12.0 - count(text.width()) * LETTER);
        ends.push(text);
    }
    let numbers = |row: &[Value]| -> Vec<f64> { plot.values.iter().map(|c| at(row, *c)).collect() };
    let scale = common(plot, rows).map(|unit| {
        let (low, high) = bounds(rows.iter().flat_map(|row| numbers(row))).unwrap_or((0.0, 1.0));
        (unit, Scale::around(low, high, unit).within(frame.right, frame.left))
    });
    let mut views = Vec::new();
    for (index, (row, text)) in rows.iter().zip(ends).enumerate() {
        let numbers = numbers(row);
        let (low, high) = bounds(numbers.iter().copied()).unwrap_or((0.0, 1.0));
        let span = if high > low { high - low } else { 1.0 };
        let share = |place: usize| {
            let number = numbers.get(place).copied().unwrap_or(low);
            scale.as_ref().map_or((number - low) / span, |(_, scale)| {
                (scale.y(number) - frame.left) / (frame.right - frame.left)
            })
        };
        let mut view = frame.row(index, &name(plot, row, format)?, share(1), share(3));
        view.ends = Some([px(frame.x(share(0))), px(frame.x(share(4)))]);
        view.mark = Some(px(frame.x(share(2))));
        view.text = text;
        view.after = px(frame.right + 8.0);
        view.class = "vital";
        views.push(view);
    }
    let desc = description(&views);
    let ticks = scale.map_or_else(Vec::new, |(unit, scale)| scale.points(unit, format));
    Ok(PlotView {
        ticks: ticks.into_iter().map(|(at, text)| TickView { at, text }).collect(),
        ..frame.finish(PlotKind::Box, views, desc, true)
    })
}

/// The unit in which all rows are drawn on one scale, if they are of one kind; money is drawn like a count.
fn common(plot: &Plot, rows: &[&Vec<Value>]) -> Option<Unit> {
    let kind = |row: &&Vec<Value>| {
        let value = row.get(plot.values[0])?;
        Some((value.unit(), matches!(value, Value::Money(_))))
    };
    let first = rows.first().and_then(kind)?;
    let is_one = rows.iter().all(|row| kind(row) == Some(first));
    is_one.then_some(first.0.unwrap_or(Unit::Count))
}

fn lines(plot: &Plot, table: &Table, rows: &[&Vec<Value>], format: &Format) -> Result<PlotView> {
    let (left, right, top, bottom) = (46.0, WIDTH - 30.0, 12.0, HEIGHT - 26.0);
    let number = |row: &Vec<Value>, column: usize| row.get(column).and_then(position);
    let known = rows
        .iter()
        .flat_map(|row| plot.values.iter().filter_map(|c| number(row, *c)));
    let (low, high) = bounds(known).unwrap_or((0.0, 1.0));
    let unit = rows
        .iter()
        .flat_map(|row| plot.values.iter().filter_map(|c| row.get(*c)?.unit()))
        .next();
    let unit = unit.unwrap_or(Unit::Count);
    let scale = Scale::around(low, high, unit).within(top, bottom);
    let x = |index: usize| left + count(index) * (right - left) / count(rows.len().max(2) - 1);
    let mut lines = Vec::new();
    for (class, column) in plot.values.iter().enumerate() {
        let place = |(index, row): (usize, &&Vec<Value>)| number(row, *column).map(|n| (x(index), scale.y(n)));
        let points: Vec<Option<(f64, f64)>> = rows.iter().enumerate().map(place).collect();
        let last = points.iter().rposition(Option::is_some);
        let end = last.and_then(|index| points[index]);
        lines.push(LineView {
            name: table.columns.get(*column).map_or_else(String::new, |c| c.title.clone()),
            path: path(&points),
            class: class % 6,
            end: end.map(|(x, y)| [px(x), px(y)]),
            text: last.map_or(Ok(String::new()), |index| shown(rows[index], *column, format))?,
        });
    }
    let every = rows.len().div_ceil(12).max(1);
    let mut labels = Vec::new();
    for (index, row) in rows.iter().enumerate().filter(|(index, _)| index % every == 0) {
        labels.push(TickView {
            at: px(x(index)),
            text: name(plot, row, format)?,
        });
    }
    let ticks = scale
        .points(unit, format)
        .into_iter()
        .map(|(at, text)| TickView { at, text });
    let parts: Vec<String> = lines
        .iter()
        .map(|line| format!("{} {}", line.name, line.text))
        .collect();
    Ok(PlotView {
        kind: PlotKind::Lines.word(),
        width: WIDTH,
        height: HEIGHT,
        left: px(left),
        zero: px(left),
        right: px(right),
        bottom: px(bottom),
        rows: Vec::new(),
        path: String::new(),
        guide: None,
        ticks: ticks.collect(),
        labels,
        desc: parts.join("; "),
        lines,
        broken: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Library;
    use crate::workspace::Locale;

    #[test]
    fn long_names_are_shortened_to_their_room() {
        assert_eq!(shortened("经济压力", 60.0), "经济压力");
        assert_eq!(shortened("新疆生产建设兵团分公司", 60.0), "新疆生…");
    }

    #[test]
    fn money_taken_back_lies_left_of_zero() {
        let format = Format::load(&Library::shipped(), Locale::ZhCn).unwrap();
        let plot = Plot {
            kind: PlotKind::Bars,
            label: 0,
            values: vec![1],
        };
        let row = |name: &str, amount: i64| vec![Value::Text(name.to_owned()), Value::Money(amount.into())];
        let table = Table::whole(Vec::new(), vec![row("奖", 300), row("扣", -100), row("无", 0)], None);
        let drawn = view(&plot, &table, &table.groups[0], &format).unwrap().unwrap();
        let place = |text: &str| text.parse::<f64>().unwrap();
        let (left, right, zero) = (place(&drawn.left), place(&drawn.right), place(&drawn.zero));
        assert!((zero - (left + (right - left) / 4.0)).abs() < 0.2, "{drawn:?}");
        let [gain, loss, none] = &drawn.rows[..] else {
            panic!("{drawn:?}")
        };
        assert_eq!((&gain.x, &loss.x, &none.x), (&drawn.zero, &drawn.left, &drawn.zero));
        assert!((place(&loss.width) * 3.0 - place(&gain.width)).abs() < 0.5, "{drawn:?}");
    }
}
