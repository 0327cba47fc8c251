//! Where the points, bars and ticks of charts lie; how they look is in `report-templates/charts/`.
//!
//! Coordinates are binary numbers with one decimal: they are picture, not data. Every text beside them comes from the
//! format layer.

use chrono::Datelike;
use serde::Serialize;

use crate::decimal::{Decimal, round};
use crate::diagnostic::Result;
use crate::metrics::{Direction, Unit};
use crate::period::{Period, PeriodKind};
use crate::report::model::{Measure, MetricHead, Series, Value};
use crate::report::span::widened;
use crate::report::text::format::{self, Format, starts_a_year};

/// Width of a line chart in its own units; the page scales it.
const WIDTH: f64 = 420.0;
const HEIGHT: f64 = 196.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 36.0;

const SPARK_WIDTH: f64 = 132.0;
const SPARK_HEIGHT: f64 = 30.0;

/// A line without axes.
#[derive(Debug, Serialize)]
pub(super) struct Spark {
    path: String,
    last: Option<[String; 2]>,
    width: f64,
    height: f64,
    pub(super) desc: String,
}

/// A bar with its target, in percent of the width.
#[derive(Debug, Serialize)]
pub(super) struct BarLine {
    value: String,
    /// Where the stretch near the target begins and ends: before it, or behind it where lower is better.
    near: Option<String>,
    near_to: Option<String>,
    target: Option<String>,
}

/// A line with axes and the band of values on target.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    width: f64,
    height: f64,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    path: String,
    band: Option<String>,
    target: Option<String>,
    limits: Vec<LimitLine>,
    points: Vec<Point>,
    ticks: Vec<Tick>,
    labels: Vec<Label>,
    pub(super) desc: String,
}

#[derive(Debug, Serialize)]
struct Point {
    x: String,
    y: String,
    low: bool,
    last: bool,
    signal: bool,
    text: String,
    label_y: String,
}

/// The mean or a limit: a level line with its name.
#[derive(Debug, Serialize)]
struct LimitLine {
    y: String,
    class: &'static str,
    text: String,
}

#[derive(Debug, Serialize)]
struct Tick {
    y: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct Label {
    x: String,
    text: String,
    year: Option<String>,
}

pub(super) fn px(number: f64) -> String {
    format!("{number:.1}")
}

/// The number of a value for drawing.
pub(super) fn position(value: &Value) -> Option<f64> {
    let number = value.number()?.rate(6)?;
    number.to_string().parse().ok()
}

pub(super) fn as_f64(number: Decimal) -> f64 {
    number.to_string().parse().unwrap_or(0.0)
}

pub(super) fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::from(u32::MAX), f64::from)
}

/// A path through the points that exist; a gap starts a new piece.
pub(super) fn path(points: &[Option<(f64, f64)>]) -> String {
    let mut out = String::new();
    let mut pen_down = false;
    for point in points {
        match point {
            Some((x, y)) => {
                let pen = if pen_down { "L" } else { "M" };
                out.extend([pen, &px(*x), " ", &px(*y)]);
                pen_down = true;
            }
            None => pen_down = false,
        }
    }
    out
}

pub(super) fn bounds(numbers: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    numbers.fold(None, |found, n| match found {
        None => Some((n, n)),
        Some((low, high)) => Some((low.min(n), high.max(n))),
    })
}

/// The sparkline of `history`; `None` with fewer than two values.
pub(super) fn spark(history: &[Value], format: &Format) -> Result<Option<Spark>> {
    let numbers: Vec<Option<f64>> = history.iter().map(position).collect();
    let known: Vec<&Value> = history.iter().filter(|v| position(v).is_some()).collect();
    let (Some(first), Some(last_value), Some((low, high))) =
        (known.first(), known.last(), bounds(numbers.iter().flatten().copied()))
    else {
        return Ok(None);
    };
    if known.len() < 2 {
        return Ok(None);
    }
    let step = (SPARK_WIDTH - 8.0) / count(history.len() - 1);
    let span = if high > low { high - low } else { 1.0 };
    let points: Vec<Option<(f64, f64)>> = numbers
        .iter()
        .enumerate()
        .map(|(index, n)| {
            n.map(|n| {
                (
                    4.0 + count(index) * step,
                    SPARK_HEIGHT - 4.0 - (n - low) / span * (SPARK_HEIGHT - 8.0),
                )
            })
        })
        .collect();
    let counted = known.len().to_string();
    let desc = format.texts().fill(
        "spark.desc",
        &[
            ("count", &counted),
            ("first", &format.text(first)?),
            ("last", &format.text(last_value)?),
        ],
    )?;
    Ok(Some(Spark {
        path: path(&points),
        last: points.last().copied().flatten().map(|(x, y)| [px(x), px(y)]),
        width: SPARK_WIDTH,
        height: SPARK_HEIGHT,
        desc,
    }))
}

/// The bar of `measure` on a scale from 0 to `most`; `None` without a value.
pub(super) fn bar(measure: &Measure, metric: &MetricHead, most: f64) -> Option<BarLine> {
    let share = |n: f64| px((n / most * 100.0).clamp(0.0, 100.0));
    let target = measure.target.as_ref().and_then(position);
    let near = format::plain_number(metric.near_target);
    let stretch = target.map(|t| match metric.direction {
        Direction::Higher => (t * near, t),
        Direction::Lower => (t, if near > 0.0 { t / near } else { most }),
    });
    Some(BarLine {
        value: share(position(&measure.value)?),
        near: stretch.map(|(from, _)| share(from)),
        near_to: stretch.map(|(_, to)| share(to)),
        target: target.map(share),
    })
}

/// Shares up to here are drawn on a scale of their own: an error rate of 0.5 % on a scale to 100 % is no bar.
const SMALL_SHARE: f64 = 0.2;

/// The end of the scale bars share: the greatest of values and targets, 1 for shares that are not small.
pub(super) fn most<'a>(measures: impl Iterator<Item = &'a Measure>, unit: Unit) -> f64 {
    let numbers = measures.flat_map(|m| [position(&m.value), m.target.as_ref().and_then(position)]);
    let greatest = numbers.flatten().fold(f64::MIN_POSITIVE, f64::max);
    if unit == Unit::Ratio && greatest > SMALL_SHARE {
        greatest.max(1.0)
    } else {
        greatest * 1.25
    }
}

/// The line chart of `series`; `None` with no value at all.
pub(super) fn line(series: &Series, periods: &[Period], format: &Format) -> Result<Option<Line>> {
    let numbers: Vec<Option<f64>> = series.points.iter().map(|m| position(&m.value)).collect();
    let targets: Vec<Option<f64>> = series
        .points
        .iter()
        .map(|m| m.target.as_ref().and_then(position))
        .collect();
    let limits = series.limits.iter().flat_map(|l| [as_f64(l.lower), as_f64(l.upper)]);
    let known = numbers.iter().chain(&targets).flatten().copied();
    let Some((low, high)) = bounds(known.chain(limits)) else {
        return Ok(None);
    };
    let (low, high) = widened(low, high, &series.metric);
    let scale = Scale::around(low, high, series.metric.unit);
    let x = |index: usize| LEFT + count(index) * (WIDTH - LEFT - RIGHT) / count(periods.len().max(2) - 1);
    let place = |list: &[Option<f64>]| -> Vec<Option<(f64, f64)>> {
        let at = |(index, n): (usize, &Option<f64>)| n.map(|n| (x(index), scale.y(n)));
        list.iter().enumerate().map(at).collect()
    };
    let (points, targets) = (place(&numbers), place(&targets));
    Ok(Some(Line {
        width: WIDTH,
        height: HEIGHT,
        left: LEFT,
        right: WIDTH - RIGHT,
        top: TOP,
        bottom: HEIGHT - BOTTOM,
        path: path(&points),
        band: band(&targets, series.metric.direction),
        target: targets.iter().any(Option::is_some).then(|| path(&steps(&targets))),
        limits: limit_lines(series, &scale, format)?,
        points: dots(series, &points, format)?,
        ticks: scale.ticks(&series.metric, format),
        labels: labels(periods, x, format)?,
        desc: description(series, periods, format)?,
    }))
}

fn limit_lines(series: &Series, scale: &Scale, format: &Format) -> Result<Vec<LimitLine>> {
    let Some(limits) = &series.limits else {
        return Ok(Vec::new());
    };
    let lines = [
        ("upper", limits.upper, "limit"),
        ("center", limits.center, "center"),
        ("lower", limits.lower, "limit"),
    ];
    let line = |(word, number, class): (&str, Decimal, &'static str)| {
        let name = format.texts().get(&format!("control.{word}"))?;
        Ok(LimitLine {
            y: px(scale.y(as_f64(number))),
            class,
            text: format!("{name} {}", format.text(&Value::plain(series.metric.unit, number))?),
        })
    };
    lines.into_iter().map(line).collect()
}

/// A target holds for its whole period: a line of steps half-way between the points.
fn steps(targets: &[Option<(f64, f64)>]) -> Vec<Option<(f64, f64)>> {
    let mut out = Vec::new();
    for (index, target) in targets.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|i| targets[i]);
        if let (Some((x0, y0)), Some((x1, y1))) = (before, *target) {
            let middle = f64::midpoint(x0, x1);
            out.extend([Some((middle, y0)), Some((middle, y1))]);
        }
        out.push(*target);
    }
    out
}

/// The area from the targets to the edge that is better.
fn band(targets: &[Option<(f64, f64)>], direction: Direction) -> Option<String> {
    let known: Vec<(f64, f64)> = steps(targets).into_iter().flatten().collect();
    let (first, last) = (known.first()?, known.last()?);
    let edge = match direction {
        Direction::Higher => TOP,
        Direction::Lower => HEIGHT - BOTTOM,
    };
    let line = path(&known.iter().copied().map(Some).collect::<Vec<_>>());
    Some(format!(
        "{line}L{} {}L{} {}Z",
        px(last.0),
        px(edge),
        px(first.0),
        px(edge)
    ))
}

fn dots(series: &Series, points: &[Option<(f64, f64)>], format: &Format) -> Result<Vec<Point>> {
    let last = points.iter().rposition(Option::is_some);
    let mut out = Vec::new();
    for (index, point) in points.iter().enumerate() {
        let (Some((x, y)), Some(measure)) = (point, series.points.get(index)) else {
            continue;
        };
        // On the side where the line does not come from, unless that leaves the picture.
        let before = points[..index].iter().rev().flatten().next();
        let falls = before.is_some_and(|(_, from)| from < y);
        let is_below = *y < TOP + 16.0 || (falls && *y < HEIGHT - BOTTOM - 18.0);
        out.push(Point {
            x: px(*x),
            y: px(*y),
            low: measure.low_sample,
            last: Some(index) == last,
            signal: series
                .limits
                .as_ref()
                .is_some_and(|l| l.signals.get(index).is_some_and(Option::is_some)),
            text: format.short(&measure.value)?,
            label_y: px(if is_below { y + 17.0 } else { y - 9.0 }),
        });
    }
    Ok(out)
}

fn labels(periods: &[Period], x: impl Fn(usize) -> f64, format: &Format) -> Result<Vec<Label>> {
    // Room for about 13 short names; of more, every second, third ...
    let every = periods.len().div_ceil(13).max(1);
    let mut out = Vec::new();
    for (index, period) in periods.iter().enumerate() {
        if index % every != 0 {
            continue;
        }
        let names_year = index == 0 || starts_a_year(*period);
        // A week belongs to the year of its Thursday.
        let year = match period.kind() {
            PeriodKind::Week => period.first_on().iso_week().year(),
            _ => period.first_on().year(),
        };
        let year = year.to_string();
        out.push(Label {
            x: px(x(index)),
            text: format.period_on_axis(*period)?,
            year: names_year.then_some(year),
        });
    }
    Ok(out)
}

fn description(series: &Series, periods: &[Period], format: &Format) -> Result<String> {
    let known = || series.points.iter().map(|m| &m.value).filter(|v| position(v).is_some());
    let order = |a: &&Value, b: &&Value| position(a).unwrap_or(0.0).total_cmp(&position(b).unwrap_or(0.0));
    let text = |value: Option<&Value>| format.text(value.unwrap_or(&Value::Missing));
    let span = match (periods.first(), periods.last()) {
        (Some(first), Some(last)) => format!("{first} – {last}"),
        _ => String::new(),
    };
    format.texts().fill(
        "trend.line_desc",
        &[
            ("periods", &span),
            ("last", &text(known().next_back())?),
            ("low", &text(known().min_by(order))?),
            ("high", &text(known().max_by(order))?),
        ],
    )
}

/// A vertical axis that ends on round numbers.
pub(super) struct Scale {
    low: Decimal,
    step: Decimal,
    steps: u32,
    top: f64,
    bottom: f64,
}

impl Scale {
    /// A scale that holds both numbers in about four steps; it does not pass zero, nor 1 in a share, unless they do.
    pub(super) fn around(low: f64, high: f64, unit: Unit) -> Self {
        let pad = match (high > low, unit) {
            (true, _) => (high - low) * 0.08,
            (false, _) if high != 0.0 => high.abs() * 0.1,
            (false, Unit::Ratio) => 0.02,
            (false, _) => 2.0,
        };
        let floor = if low >= 0.0 { 0.0 } else { f64::NEG_INFINITY };
        let ceiling = if unit == Unit::Ratio && high <= 1.0 {
            1.0
        } else {
            f64::INFINITY
        };
        let (low, high) = ((low - pad).max(floor), (high + pad).min(ceiling));
        let step = round_step((high - low) / 3.5);
        let size = as_f64(step);
        let first = whole((low / size).floor());
        let last = whole((high / size).ceil());
        Self {
            low: step * Decimal::from(first),
            step,
            steps: u32::try_from(last - first).unwrap_or(1).max(1),
            top: TOP,
            bottom: HEIGHT - BOTTOM,
        }
    }

    /// The same numbers between other heights.
    pub(super) fn within(self, top: f64, bottom: f64) -> Self {
        Self { top, bottom, ..self }
    }

    pub(super) fn y(&self, number: f64) -> f64 {
        let (low, size) = (as_f64(self.low), as_f64(self.step) * f64::from(self.steps));
        self.bottom - (number - low) / size * (self.bottom - self.top)
    }

    /// Where it begins.
    pub(super) fn least(&self) -> f64 {
        as_f64(self.low)
    }

    /// Height and text of each step.
    pub(super) fn points(&self, unit: Unit, format: &Format) -> Vec<(String, String)> {
        let point = |index: u32| {
            let number = self.low + self.step * Decimal::from(index);
            (px(self.y(as_f64(number))), format.axis(unit, number, self.step))
        };
        (0..=self.steps).map(point).collect()
    }

    fn ticks(&self, metric: &MetricHead, format: &Format) -> Vec<Tick> {
        let points = self.points(metric.unit, format).into_iter();
        points.map(|(y, text)| Tick { y, text }).collect()
    }
}

/// The next of 1, 2, 2.5, 5, 10 times a power of ten, exactly.
fn round_step(least: f64) -> Decimal {
    let power = least.log10().floor();
    let candidates = [10_u32, 20, 25, 50, 100];
    let chosen = candidates
        .into_iter()
        .find(|c| f64::from(*c) / 10.0 * 10_f64.powf(power) >= least)
        .unwrap_or(100);
    let power = whole(power) - 1;
    let ten = Decimal::TEN;
    let scale = (0..power.unsigned_abs().min(20)).fold(Decimal::ONE, |product, _| product * ten);
    let step = if power < 0 {
        Decimal::from(chosen) / scale
    } else {
        Decimal::from(chosen) * scale
    };
    round(step, 12).normalize()
}

/// A rounded number as an integer; drawing never needs more than these.
fn whole(number: f64) -> i64 {
    #[allow(clippy::cast_possible_truncation, reason = "clamped to a range that fits")]
    let whole = number.clamp(-1e15, 1e15) as i64;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_on_round_numbers() {
        for (low, high, unit, first, step) in [
            (0.812, 0.894, Unit::Ratio, "0.8", "0.05"),
            (0.0, 0.0, Unit::Ratio, "0", "0.01"),
            (0.91, 0.995, Unit::Ratio, "0.9", "0.05"),
            (3_200_000.0, 9_100_000.0, Unit::Count, "2000000", "2000000"),
            (40.0, 40.0, Unit::Count, "35", "2.5"),
        ] {
            let scale = Scale::around(low, high, unit);
            let found = (scale.low.normalize().to_string(), scale.step.to_string());
            assert_eq!(found, (first.to_owned(), step.to_owned()));
            assert!(scale.y(low) <= HEIGHT - BOTTOM && scale.y(high) >= TOP);
        }
    }

    #[test]
    fn a_gap_lifts_the_pen() {
        assert_eq!(
            path(&[Some((0.0, 1.0)), None, Some((2.0, 3.0)), Some((4.0, 5.0))]),
            "M0.0 1.0M2.0 3.0L4.0 5.0"
        );
    }
}
