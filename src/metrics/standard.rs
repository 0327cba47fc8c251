//! What a value is held against: targets and benchmarks, looked up for an entity and a period.

use std::collections::HashMap;

use chrono::Datelike;

use super::catalog::{Direction, Metric, Unit};
use crate::decimal::{Decimal, Ratio};
use crate::diagnostic::Result;
use crate::period::{Month, Period, PeriodKind};
use crate::store::{Params, Store};

/// The targets of the store.
pub struct Targets(HashMap<[String; 4], Decimal>);

/// The place of an entity in the organisation, most specific level first: `[("team", "T11"), ("branch", "B1"), ...]`.
pub type Lineage = Vec<(&'static str, String)>;

impl Targets {
    /// Reads them.
    pub fn load(store: &Store) -> Result<Self> {
        let rows = store.rows("queries/rollup/targets.sql", &Params::none())?;
        let keyed = rows.iter().filter_map(|row| {
            let key = ["scope", "scope_id", "metric", "period"].map(|column| row.text(column));
            Some((key, row.decimal("target")?.normalize()))
        });
        Ok(Self(keyed.collect()))
    }

    /// The most specific target for `period`, else for the quarter or year around it. A count is never prorated: only
    /// a target of the period itself applies to it.
    #[must_use]
    pub fn find(&self, metric: &Metric, period: Period, lineage: &Lineage) -> Option<Decimal> {
        let periods = if metric.unit == Unit::Count {
            vec![period.to_string()]
        } else {
            enclosing(period)
        };
        periods.iter().find_map(|period| {
            lineage.iter().find_map(|(scope, id)| {
                let key = [(*scope).to_owned(), id.clone(), metric.id.to_string(), period.clone()];
                self.0.get(&key).copied()
            })
        })
    }
}

/// How far the target is reached: value over target, or target over value where lower is better, with 6 decimals. The
/// value comes undivided, so that nothing is rounded twice.
#[must_use]
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
#[must_use]
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
    /// Who published it.
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

    /// The benchmark of the metric's own basis for `segment` (empty: the whole book): the industry's before the peers',
    /// the shortest period first. A value on premium is never held against one on items.
    #[must_use]
    pub fn find(&self, metric: &Metric, period: Period, segment: &str) -> Option<&Benchmark> {
        let fits = |b: &&Benchmark| {
            b.metric == metric.id.as_str()
                && b.segment == segment
                && (b.basis.is_empty() || b.basis == metric.basis.word())
        };
        let candidates: Vec<&Benchmark> = self.0.iter().filter(fits).collect();
        let periods = enclosing(period);
        let scopes = ["industry", "peer", "region", "company"];
        let places = scopes
            .iter()
            .flat_map(|scope| periods.iter().map(move |period| (*scope, period)));
        places.into_iter().find_map(|(scope, period)| {
            candidates
                .iter()
                .find(|b| b.scope == scope && b.period == *period)
                .copied()
        })
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
