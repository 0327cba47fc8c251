//! Values of metrics: sums rolled up to the entities asked for, divided once, held against target and benchmark, ranked.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::catalog::{Basis, Catalog, Composite, Direction, Metric, MetricId};
use super::dimension::{Dimension, Grain};
use super::interval::wilson;
use super::kept::Asked;
use super::rolled::{Rolled, Sum};
use super::rollup::{RollUp, Split};
use super::run::Run;
use super::shape;
use super::standard::{Applicable, Benchmarks, Published, Targets, attainment};
use super::value::MetricValue;
use super::wanted::{Part, Wanted, grains};
use crate::decimal::{Decimal, Ratio, round};
use crate::diagnostic::Result;
use crate::period::View;

/// Sums of some metrics, ready to be rolled up by any of the dimensions named.
pub struct Sums<'r> {
    run: &'r Run<'r>,
    metrics: Vec<&'r Metric>,
    targets: Targets,
    benchmarks: Benchmarks,
}

impl<'r> Sums<'r> {
    /// Computes `metrics` (and what composites are made of) once, apart by all of `dimensions`.
    pub fn compute(
        run: &'r Run<'r>,
        catalog: &'r Catalog,
        metrics: &[&'r Metric],
        dimensions: &[Dimension],
    ) -> Result<Self> {
        let split = Split {
            dimensions,
            metrics: None,
            period_no: None,
        };
        Self::compute_split(run, catalog, metrics, split)
    }

    /// The same, kept apart no further than `split` says.
    pub fn compute_split(
        run: &'r Run<'r>,
        catalog: &'r Catalog,
        metrics: &[&'r Metric],
        split: Split<'_>,
    ) -> Result<Self> {
        Self::fill(run, catalog, metrics, split)?;
        let (targets, benchmarks) = (Targets::load(run.store)?, Benchmarks::load(run.store)?);
        Ok(Self {
            run,
            metrics: metrics.to_vec(),
            targets,
            benchmarks,
        })
    }

    /// Only the sums, in the table `run_values`, for who reads them there and needs no targets.
    pub(crate) fn fill(run: &'r Run<'r>, catalog: &'r Catalog, metrics: &[&'r Metric], split: Split<'_>) -> Result<()> {
        let parts = with_parts(catalog, metrics)?;
        let Some(kept) = run.kept() else {
            return run.fill(&Self::of_parts(run, parts, split)?);
        };
        let asked = Asked::look(kept, run, &parts, split)?;
        let (metrics, periods) = asked.missing();
        let missing = (metrics, run.computed_in(periods));
        if !missing.0.is_empty() {
            let (metrics, periods) = &missing;
            let parts = parts.into_iter().filter(|part| metrics.contains(part.id.as_str()));
            run.only(periods, || run.fill(&Self::of_parts(run, parts.collect(), split)?))?;
        }
        // Before others are kept, which may take their room.
        asked.take(&missing)?;
        asked.keep(kept)
    }

    /// What has to be summed for `metrics` apart by all of `dimensions`.
    pub fn all(
        run: &Run<'_>,
        catalog: &'r Catalog,
        metrics: &[&'r Metric],
        dimensions: &[Dimension],
    ) -> Result<Vec<Wanted<'r>>> {
        let split = Split {
            dimensions,
            metrics: None,
            period_no: None,
        };
        Self::wanted(run, catalog, metrics, split)
    }

    /// What has to be summed for `metrics`: of composites their parts.
    pub(crate) fn wanted(
        run: &Run<'_>,
        catalog: &'r Catalog,
        metrics: &[&'r Metric],
        split: Split<'_>,
    ) -> Result<Vec<Wanted<'r>>> {
        Self::of_parts(run, with_parts(catalog, metrics)?, split)
    }

    fn of_parts(run: &Run<'_>, parts: Vec<&'r Metric>, split: Split<'_>) -> Result<Vec<Wanted<'r>>> {
        run.make_for(parts.iter().map(|metric| &metric.file))?;
        let extras = shape::check(run, parts.iter().copied())?;
        let wanted = parts.into_iter().map(|metric| {
            let extra = extras.get(&metric.id).copied();
            let has = |of: fn(shape::Extra) -> bool| extra.is_some_and(of);
            let given = |grain| grain != Grain::Department || has(|extra| extra.has_department);
            let apart = grains(metric, split).filter(|(grain, _)| given(*grain));
            Wanted {
                metric,
                name: metric.id.to_string(),
                part: Part::All {
                    has_weight: has(|extra| extra.has_weight),
                    apart: apart.map(|(_, column)| column).collect(),
                    in_period: split.period_no,
                },
            }
        });
        Ok(wanted.collect())
    }

    /// The values by metric, entity and period.
    pub fn values(&self, roll_up: RollUp<'_>) -> Result<Vec<MetricValue>> {
        self.values_in(roll_up, None)
    }

    /// The same, only in the periods of these numbers; in all of them if `None`.
    pub fn values_in(&self, roll_up: RollUp<'_>, periods: Option<&BTreeSet<i64>>) -> Result<Vec<MetricValue>> {
        let rolled = Rolled::read(self.run, roll_up, periods)?;
        let mut values = Vec::new();
        for metric in &self.metrics {
            let mut of_metric = match &metric.composite {
                None => self.simple(metric, roll_up, &rolled),
                Some(composite) => self.composite(metric, composite, roll_up, &rolled),
            };
            rank(metric.direction, &mut of_metric);
            values.append(&mut of_metric);
        }
        values.sort_by(|a, b| {
            let place = |v: &MetricValue| v.view.period.first_on();
            (&a.metric, &a.entity.id, place(a)).cmp(&(&b.metric, &b.entity.id, place(b)))
        });
        Ok(values)
    }

    fn simple(&self, metric: &Metric, roll_up: RollUp<'_>, rolled: &Rolled) -> Vec<MetricValue> {
        let standards = self.standards(metric, roll_up);
        let values = rolled.of(&metric.id).iter().map(|sum| {
            let numerator = sum.numerator.map(|n| as_written(metric.basis, n));
            let denominator = sum.denominator.map(|d| as_written(metric.basis, d));
            let proportion = numerator.zip(denominator).filter(|_| metric.is_proportion());
            let numbers = Numbers {
                numerator,
                denominator,
                value: value_of(metric, numerator, denominator),
                low_sample: self.is_low(sum.weight),
                interval: proportion.and_then(|(n, d)| wilson(n, d)),
            };
            self.compared(metric, &standards, sum, numbers)
        });
        values.collect()
    }

    fn composite(
        &self,
        metric: &Metric,
        composite: &Composite,
        roll_up: RollUp<'_>,
        rolled: &Rolled,
    ) -> Vec<MetricValue> {
        let standards = self.standards(metric, roll_up);
        let sums = composite.parts.iter().flat_map(|(_, part)| rolled.of(part));
        let distinct: BTreeMap<(&str, i64), &Sum> = sums.map(|sum| (sum.place(), sum)).collect();
        let values = distinct.into_iter().map(|(place, sum)| {
            let part = |id: &MetricId| rolled.find(id, place);
            let parts = composite
                .parts
                .iter()
                .map(|(weight, id)| Some((*weight, part(id)?.ratio()?)));
            let smallest = composite.parts.iter().filter_map(|(_, id)| part(id)?.weight).min();
            let numbers = Numbers {
                value: parts.collect::<Option<Vec<_>>>().and_then(|parts| weighted(&parts)),
                low_sample: self.is_low(smallest),
                ..Numbers::default()
            };
            self.compared(metric, &standards, sum, numbers)
        });
        values.collect()
    }

    /// What the values of `metric` are held against, by period. A target belongs to a level of the whole book; a split or
    /// filter by anything else has none.
    fn standards(&self, metric: &Metric, roll_up: RollUp<'_>) -> Vec<Standard<'_>> {
        let is_level = roll_up.by.iter().all(|d| d.is_level) && roll_up.filters.is_empty();
        let segment = match roll_up.by {
            [property] if !property.is_level => Some(property.word),
            _ => None,
        };
        let of_period = |view: &View| Standard {
            targets: is_level.then(|| self.targets.of(metric, view.period)),
            benchmarks: roll_up
                .filters
                .is_empty()
                .then(|| self.benchmarks.of(metric, view.period, segment)),
        };
        self.run.views().iter().map(of_period).collect()
    }

    fn is_low(&self, weight: Option<Decimal>) -> bool {
        weight.is_some_and(|cases| cases < self.run.settings.low_sample.into())
    }

    /// Whose the numbers are, held against target and benchmark.
    fn compared(
        &self,
        metric: &Metric,
        standards: &[Standard<'_>],
        sum: &Sum,
        Numbers {
            numerator,
            denominator,
            value,
            low_sample,
            interval,
        }: Numbers,
    ) -> MetricValue {
        // A composite has no sums of its own: its value is all there is.
        let undivided = match (numerator, value) {
            (Some(n), Some(_)) => {
                let scaled = n * Decimal::from(metric.unit.factor());
                Some(Ratio::new(scaled, denominator.unwrap_or(Decimal::ONE)))
            }
            (None, Some(value)) => Some(Ratio::new(value, 1)),
            (_, None) => None,
        };
        let (view, number) = self.run.view(sum.period_no);
        let Standard { targets, benchmarks } = &standards[number];
        let target = targets.as_ref().and_then(|targets| targets.find(&sum.whose.lineage));
        let benchmark = benchmarks.as_ref().and_then(|b| b.find(&sum.whose.entity.id));
        MetricValue {
            metric: metric.id.clone(),
            view,
            entity: Arc::clone(&sum.whose.entity),
            numerator,
            denominator,
            value,
            low_sample,
            interval,
            target,
            attainment: undivided
                .zip(target)
                .and_then(|(v, t)| attainment(metric.direction, v, t)),
            benchmark,
            gap: value.zip(benchmark).map(|(v, b)| v - b),
            rank: None,
        }
    }
}

/// The numbers of one value.
#[derive(Default)]
struct Numbers {
    numerator: Option<Decimal>,
    denominator: Option<Decimal>,
    value: Option<Decimal>,
    low_sample: bool,
    interval: Option<(Decimal, Decimal)>,
}

/// What the values of a metric in a period are held against.
struct Standard<'s> {
    targets: Option<Applicable<'s>>,
    benchmarks: Option<Published<'s>>,
}

/// The metrics with those composites are made of, each once, composites themselves left out.
pub(super) fn with_parts<'r>(catalog: &'r Catalog, metrics: &[&'r Metric]) -> Result<Vec<&'r Metric>> {
    let mut all: BTreeMap<&MetricId, &Metric> = BTreeMap::new();
    for metric in metrics {
        match &metric.composite {
            None => {
                all.insert(&metric.id, metric);
            }
            Some(composite) => {
                for (_, id) in &composite.parts {
                    let part = catalog.get(id.as_str())?;
                    all.insert(&part.id, part);
                }
            }
        }
    }
    Ok(all.into_values().collect())
}

/// Money with two decimals, all else without trailing zeros.
pub(crate) fn as_written(basis: Basis, sum: Decimal) -> Decimal {
    let mut written = sum.normalize();
    if basis == Basis::Premium && written.scale() < 2 {
        written.rescale(2);
    }
    written
}

/// The value with 6 decimals: the quotient, or the numerator itself where there is no denominator.
fn value_of(metric: &Metric, numerator: Option<Decimal>, denominator: Option<Decimal>) -> Option<Decimal> {
    let scaled = numerator? * Decimal::from(metric.unit.factor());
    Ratio::new(scaled, denominator.unwrap_or(Decimal::ONE)).rate(6)
}

/// The weighted sum of ratios with 6 decimals, rounded once.
fn weighted(parts: &[(Decimal, Ratio)]) -> Option<Decimal> {
    weighted_exactly(parts).or_else(|| {
        // Sums too long for one fraction: twelve digits of each rate are more than six decimals can show.
        let mut terms = parts.iter().map(|(weight, ratio)| ratio.rate(12)?.checked_mul(*weight));
        let total = terms.try_fold(Decimal::ZERO, |sum, term| sum.checked_add(term?))?;
        Some(round(total, 6))
    })
}

fn weighted_exactly(parts: &[(Decimal, Ratio)]) -> Option<Decimal> {
    let zero = Ratio::new(0, 1);
    let total = parts.iter().try_fold(zero, |sum, (weight, ratio)| {
        let left = sum.numerator.checked_mul(ratio.denominator)?;
        let right = ratio.numerator.checked_mul(*weight)?.checked_mul(sum.denominator)?;
        Some(Ratio::new(
            left.checked_add(right)?,
            sum.denominator.checked_mul(ratio.denominator)?,
        ))
    })?;
    total.rate(6)
}

/// Gives places by value in the metric's direction; equal values share one, low samples have none.
fn rank(direction: Direction, values: &mut [MetricValue]) {
    let ranked = |v: &MetricValue| v.value.filter(|_| !v.low_sample);
    let mut fields: HashMap<View, Vec<Decimal>> = HashMap::new();
    for v in values.iter() {
        fields.entry(v.view).or_default().extend(ranked(v));
    }
    for field in fields.values_mut() {
        field.sort_unstable();
    }
    for v in values.iter_mut() {
        let (Some(own), Some(field)) = (ranked(v), fields.get(&v.view)) else {
            continue;
        };
        let better = match direction {
            Direction::Higher => field.len() - field.partition_point(|other| *other <= own),
            Direction::Lower => field.partition_point(|other| *other < own),
        };
        v.rank = u32::try_from(better + 1).ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weighted_text(parts: &[(&str, (i64, i64))]) -> Option<String> {
        let parts: Vec<_> = parts
            .iter()
            .map(|(w, (n, d))| (w.parse().unwrap(), Ratio::new(*n, *d)))
            .collect();
        weighted(&parts).map(|d| d.to_string())
    }

    #[test]
    fn a_composite_is_rounded_once() {
        // Published: premium basis 90 % and count basis 80 % are 87.0 %.
        assert_eq!(
            weighted_text(&[("0.7", (90, 100)), ("0.3", (8, 10))]).as_deref(),
            Some("0.870000")
        );
        assert_eq!(
            weighted_text(&[("0.5", (1, 3)), ("0.5", (2, 3))]).as_deref(),
            Some("0.500000")
        );
    }

    #[test]
    fn a_composite_of_a_national_book_has_a_value() {
        let book = i64::MAX - 7;
        assert_eq!(
            weighted_text(&[("0.7", (book - 2, book)), ("0.3", (book, book))]).as_deref(),
            Some("1.000000")
        );
    }
}
