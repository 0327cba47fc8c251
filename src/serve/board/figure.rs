//! A published figure as reports show values: undivided, with all it is held against.

use crate::decimal::Decimal;
use crate::metrics::evaluate::as_written;
use crate::metrics::{Direction, Extent, Unit};
use crate::report::model::{Limits, Measure, Rank, Signal, Value};
use crate::serve::published::MetricLine;
use crate::store::Row;

/// A figure of a metric.
#[derive(Clone, Debug)]
pub struct Figure {
    pub measure: Measure,
    /// What is unusual about it in its trend.
    pub signal: Option<Signal>,
    limits: Option<[Decimal; 3]>,
}

impl Figure {
    /// What a row of figures says.
    pub fn of(metric: &MetricLine, row: Row<'_>) -> Self {
        let number = |column: &str| row.decimal(column).map(|number| number.normalize());
        let sums = |name: &str| {
            let part = |end: &str| {
                number(&if name.is_empty() {
                    end.to_owned()
                } else {
                    format!("{name}_{end}")
                })
            };
            value(metric, part("numerator"), part("denominator"), part("value"))
        };
        let known = |value: Value| Some(value).filter(|value| !value.is_missing());
        let finished = |column: &str| number(column).map(|number| Value::plain(metric.unit, number));
        let place = row.integer("rank").and_then(|rank| u32::try_from(rank).ok());
        let of = u32::try_from(row.count("ranked")).unwrap_or(u32::MAX);
        let ends = [number("ci_low"), number("ci_high")];
        let limits = [number("center"), number("lower"), number("upper")];
        Self {
            measure: Measure {
                value: sums(""),
                extent: row.date("known_until").map_or(Extent::Known, Extent::Until),
                low_sample: row.is("low_sample"),
                interval: ends[0].zip(ends[1]),
                target: finished("target"),
                previous: known(sums("previous")),
                year_before: known(sums("year")),
                benchmark: finished("benchmark"),
                peers: known(value(
                    metric,
                    number("peers_numerator"),
                    number("peers_denominator"),
                    None,
                )),
                rank: place.map(|place| Rank { place, of }),
            },
            signal: Signal::of_word(&row.text("signal")),
            limits: match limits {
                [Some(center), Some(lower), Some(upper)] => Some([center, lower, upper]),
                _ => None,
            },
        }
    }

    /// That of a unit of which nothing is known: nothing, or 0 where no row means that there was none.
    pub fn none(metric: &MetricLine, is_known: bool) -> Self {
        let is_best_at_none = metric.unit == Unit::Count && metric.direction == Direction::Lower;
        let value = if is_known && is_best_at_none {
            Value::of(metric.unit, Decimal::ZERO, None)
        } else {
            Value::Missing
        };
        Self {
            measure: Measure {
                value,
                ..Measure::default()
            },
            signal: None,
            limits: None,
        }
    }

    /// The limit it is beyond, or the mean it stays beside.
    pub fn limit(&self) -> Option<Decimal> {
        let [center, lower, upper] = self.limits?;
        Some(match self.signal? {
            Signal::Above => upper,
            Signal::Below => lower,
            Signal::Run => center,
        })
    }

    /// True if what is unusual is for the worse.
    pub fn is_worse(&self, direction: Direction) -> bool {
        let is_above = match self.signal {
            Some(Signal::Above) => true,
            Some(Signal::Run) => {
                let value = self.measure.value.number().and_then(|number| number.rate(12));
                value
                    .zip(self.limits)
                    .is_some_and(|(value, [center, ..])| value > center)
            }
            Some(Signal::Below) | None => false,
        };
        self.signal.is_some() && is_above == (direction == Direction::Lower)
    }
}

/// Control limits of a trend of these figures, oldest first.
pub(super) fn limits(figures: &[Figure]) -> Option<Limits> {
    let [center, lower, upper] = figures.iter().rev().find_map(|figure| figure.limits)?;
    Some(Limits {
        center,
        lower,
        upper,
        signals: figures.iter().map(|figure| figure.signal).collect(),
    })
}

fn value(
    metric: &MetricLine,
    numerator: Option<Decimal>,
    denominator: Option<Decimal>,
    divided: Option<Decimal>,
) -> Value {
    let written = |number: Decimal| as_written(metric.basis, number);
    match (numerator, divided) {
        (Some(numerator), _) => Value::of(metric.unit, written(numerator), denominator.map(written)),
        (None, Some(number)) => Value::plain(metric.unit, number),
        (None, None) => Value::Missing,
    }
}
