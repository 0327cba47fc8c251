//! What a value is held against: targets and benchmarks, looked up for an entity and a period.

use std::collections::HashMap;

use chrono::Datelike;

use super::catalog::{Direction, Metric, Unit};
use crate::decimal::{Decimal, Ratio};
use crate::diagnostic::Result;
use crate::period::{Month, Period, PeriodKind};
use crate::store::{Params, Store};

/// The targets of the store, by metric, then by period.
pub struct Targets(HashMap<String, HashMap<String, Scoped>>);

/// Targets of a metric in a period, by level, then by id.
type Scoped = HashMap<String, HashMap<String, Decimal>>;

/// The place of an entity in the organisation, most specific level first: `[("team", "T11"), ("branch", "B1"), ...]`.
pub type Lineage = Vec<(&'static str, String)>;

impl Targets {
    /// Reads them.
    pub fn load(store: &Store) -> Result<Self> {
        let mut targets: HashMap<String, HashMap<String, Scoped>> = HashMap::new();
        let statement = store.statement("queries/rollup/targets.sql")?;
        store.each(&statement, &Params::none(), |row| {
            if let Some(target) = row.decimal("target") {
                let periods = targets.entry(row.text("metric")).or_default();
                let scopes = periods.entry(row.text("period")).or_default();
                let ids = scopes.entry(row.text("scope")).or_default();
                ids.insert(row.text("scope_id"), target.normalize());
            }
            Ok(())
        })?;
        Ok(Self(targets))
    }

    /// Those of `metric` that can apply in `period`: its own, else those of the quarter or year around it. A count is
    /// never prorated: only a target of the period itself applies to it.
    pub fn of(&self, metric: &Metric, period: Period) -> Applicable<'_> {
        let mut periods = enclosing(period);
        if metric.unit == Unit::Count {
            periods.truncate(1);
        }
        let of_metric = self.0.get(metric.id.as_str());
        let found = periods.iter().filter_map(|period| of_metric?.get(period));
        Applicable(found.collect())
    }
}

/// Targets that can apply to a value, those of the shortest period first.
pub struct Applicable<'t>(Vec<&'t Scoped>);

impl Applicable<'_> {
    /// The most specific one of the shortest period.
    pub fn find(&self, lineage: &Lineage) -> Option<Decimal> {
        self.0.iter().find_map(|scopes| {
            let mut levels = lineage.iter();
            levels.find_map(|(scope, id)| scopes.get(*scope)?.get(id).copied())
        })
    }
}

/// How far the target is reached: value over target, or target over value where lower is better, with 6 decimals. The
/// value comes undivided, so that nothing is rounded twice.
pub fn attainment(direction: Direction, value: Ratio, target: Decimal) -> Option<Decimal> {
    let target = Ratio::new(target, 1);
    let (over, under) = match direction {
        Direction::Higher => (value, target),
        Direction::Lower => (target, value),
    };
    if target.numerator.is_zero() {
        return None;
    }
    let numerator = over.numerator.checked_mul(under.denominator)?;
    Ratio::new(numerator, over.denominator.checked_mul(under.numerator)?).rate(6)
}

/// How many more cases of the denominator must succeed to reach the target, whole ones; 0 if it is reached. `None` if the
/// numbers are too long.
///
/// 30 of 47 against 0.80 are 8 short: 7.6, and there is no six tenths of a case.
pub fn shortfall(value: Ratio, target: Decimal) -> Option<Decimal> {
    let needed = value.denominator.checked_mul(target)?;
    let missing = needed.checked_sub(value.numerator)?.ceil();
    Some(missing.max(Decimal::ZERO))
}

/// `period` and the longer periods that contain it, shortest first, as targets write them.
pub(crate) fn enclosing(period: Period) -> Vec<String> {
    let mut names = vec![period.to_string()];
    let (first, last) = (period.first_on(), period.last_on());
    let is_short = matches!(period.kind(), PeriodKind::Day | PeriodKind::Week | PeriodKind::Range);
    let quarter = |month: Month| month.first_on().month0() / 3;
    let (first_month, last_month) = (Month::containing(first), Month::containing(last));
    if first.year() == last.year() {
        if is_short && first_month == last_month {
            names.push(last_month.to_string());
        }
        if quarter(first_month) == quarter(last_month) {
            names.push(format!("{:04}-Q{}", last.year(), quarter(last_month) + 1));
        }
        names.push(format!("{:04}", last.year()));
    }
    names.dedup();
    names
}

/// A published figure for comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Benchmark {
    metric: String,
    scope: String,
    period: String,
    segment: String,
    basis: String,
    pub name: String,
    /// Its value, in the metric's unit.
    pub value: Decimal,
}

/// The benchmarks of the store.
pub struct Benchmarks(Vec<Benchmark>);

impl Benchmarks {
    /// Reads them.
    pub fn load(store: &Store) -> Result<Self> {
        let rows = store.rows("queries/rollup/benchmarks.sql", &Params::none())?;
        let read = rows.iter().filter_map(|row| {
            Some(Benchmark {
                metric: row.text("metric"),
                scope: row.text("scope"),
                period: row.text("period"),
                segment: row.text("segment"),
                basis: row.text("basis"),
                name: row.text("name"),
                value: row.decimal("value")?.normalize(),
            })
        });
        Ok(Self(read.collect()))
    }

    /// Those of the metric's own basis that can apply in `period`: for the whole book, or for the segments of a property
    /// (`channel=agency`). A value on premium is never held against one on items.
    pub fn of(&self, metric: &Metric, period: Period, property: Option<&str>) -> Published<'_> {
        let periods = enclosing(period);
        let scopes = ["industry", "peer", "region", "company"];
        let fits =
            |b: &&Benchmark| b.metric == metric.id.as_str() && (b.basis.is_empty() || b.basis == metric.basis.word());
        let candidates: Vec<&Benchmark> = self.0.iter().filter(fits).collect();
        let places = scopes
            .iter()
            .flat_map(|scope| periods.iter().map(move |period| (*scope, period)));
        let mut values = HashMap::new();
        for (scope, period) in places {
            for benchmark in candidates.iter().filter(|b| b.scope == scope && b.period == *period) {
                let segment = match property {
                    None => Some("").filter(|_| benchmark.segment.is_empty()),
                    Some(word) => benchmark
                        .segment
                        .strip_prefix(word)
                        .and_then(|rest| rest.strip_prefix('=')),
                };
                if let Some(segment) = segment {
                    values.entry(segment).or_insert(benchmark.value);
                }
            }
        }
        Published {
            values,
            is_whole: property.is_none(),
        }
    }
}

/// Benchmarks that can apply to a value: the industry's before the peers', the shortest period first.
pub struct Published<'b> {
    values: HashMap<&'b str, Decimal>,
    is_whole: bool,
}

impl Published<'_> {
    /// The one for the segment `id`, or the one for the whole book.
    pub fn find(&self, id: &str) -> Option<Decimal> {
        self.values.get(if self.is_whole { "" } else { id }).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn attainment_respects_the_direction() {
        let of = |direction, value, target| {
            attainment(direction, Ratio::new(decimal(value), 1), decimal(target)).map(|d| d.to_string())
        };
        assert_eq!(of(Direction::Higher, "800", "1000").as_deref(), Some("0.800000"));
        assert_eq!(of(Direction::Lower, "0.04", "0.02").as_deref(), Some("0.500000"));
        assert_eq!(of(Direction::Higher, "800", "0"), None);
        assert_eq!(of(Direction::Lower, "0", "0.02"), None);
        // 10 errors in 2,176 payments against 0.6 %: 1.3056 exactly, where the rounded rate would give 1.305483.
        let errors = attainment(Direction::Lower, Ratio::new(10, 2176), decimal("0.006"));
        assert_eq!(errors.map(|d| d.to_string()).as_deref(), Some("1.305600"));
    }

    #[test]
    fn enclosing_periods_are_shortest_first() {
        let of = |text: &str| enclosing(text.parse().unwrap());
        assert_eq!(of("2026-03"), ["2026-03", "2026-Q1", "2026"]);
        assert_eq!(of("2026-W11"), ["2026-W11", "2026-03", "2026-Q1", "2026"]);
        assert_eq!(of("2026-W01"), ["2026-W01"]);
        assert_eq!(of("2026-Q1"), ["2026-Q1", "2026"]);
        assert_eq!(of("2026"), ["2026"]);
        assert_eq!(of("2026-02-10..2026-04-20"), ["2026-02-10..2026-04-20", "2026"]);
    }
}
