//! The figures of a run, looked up by entity and period.

use std::collections::HashMap;

use super::measure::{plain, value};
use crate::decimal::{Decimal, Ratio};
use crate::metrics::{Direction, Extent, Metric, MetricId, MetricValue, Unit};
use crate::period::{Period, View};
use crate::report::declare::views::as_known;
use crate::report::model::{Level, Measure, Rank, Value};

/// Values by entity, of one metric, level and period.
type Field = HashMap<String, MetricValue>;

/// All values of a run by metric, level, entity and period.
pub struct Figures {
    values: HashMap<MetricId, HashMap<(Level, View), Field>>,
    ranked: HashMap<(MetricId, Level, View), u32>,
    own: View,
    /// How much of the report's period is known of each metric.
    extents: HashMap<MetricId, Extent>,
}

impl Figures {
    /// No values yet, for a report on `own`.
    pub fn new(own: View, extents: HashMap<MetricId, Extent>) -> Self {
        Self {
            values: HashMap::new(),
            ranked: HashMap::new(),
            own,
            extents,
        }
    }

    /// How much of the report's period is known of `metric`; an as-of day within it leaves a part too.
    pub fn extent(&self, metric: &MetricId) -> Extent {
        let extent = self.extents.get(metric).cloned().unwrap_or_default();
        let told_on = extent.told_on(self.own);
        if !extent.is_unknown() && told_on < self.own.period.last_on() {
            return Extent::Until(told_on);
        }
        extent
    }

    /// Takes in the values of one level.
    pub fn add(&mut self, level: Level, values: Vec<MetricValue>) {
        for found in values {
            let view = found.view;
            if found.rank.is_some() {
                *self.ranked.entry((found.metric.clone(), level, view)).or_default() += 1;
            }
            if !self.values.contains_key(&found.metric) {
                self.values.insert(found.metric.clone(), HashMap::new());
            }
            if let Some(of_metric) = self.values.get_mut(&found.metric) {
                let field = of_metric.entry((level, view)).or_default();
                field.insert(found.entity.id.clone(), found);
            }
        }
    }

    fn get(&self, metric: &Metric, level: Level, id: &str, period: Period) -> Option<&MetricValue> {
        self.get_as(metric, level, id, as_known(period, self.own))
    }

    fn get_as(&self, metric: &Metric, level: Level, id: &str, view: View) -> Option<&MetricValue> {
        self.values.get(&metric.id)?.get(&(level, view))?.get(id)
    }

    /// The value in a period of a trend, bare: nothing of one that is told in part.
    pub fn whole(&self, metric: &Metric, level: Level, id: &str, period: Period) -> Value {
        if self.is_part(metric, period) {
            return Value::Missing;
        }
        self.value(metric, level, id, period)
    }

    /// True if it is the report's own period and not told to its end.
    pub fn is_part(&self, metric: &Metric, period: Period) -> bool {
        period == self.own.period && self.extent(&metric.id).told_on(self.own) < period.last_on()
    }

    /// The value in another period, bare.
    fn value(&self, metric: &Metric, level: Level, id: &str, period: Period) -> Value {
        self.get(metric, level, id, period)
            .map_or(Value::Missing, |found| value(metric, found))
    }

    /// The value in the report's period with all it is held against; `team` gives the peers' average.
    pub fn measure(&self, metric: &Metric, level: Level, id: &str, team: Option<&str>) -> Measure {
        let mut measure = self.measure_in(metric, level, id, self.own.period);
        let extent = self.extent(&metric.id);
        if measure.value.is_missing() && is_best_at_none(metric) && !extent.is_unknown() {
            measure.value = Value::of(metric.unit, Decimal::ZERO, None);
        }
        let before = |period| {
            let found = self.get_as(metric, level, id, extent.beside(self.own, period))?;
            Some(value(metric, found)).filter(|v| !v.is_missing())
        };
        measure.previous = before(self.own.period.previous());
        measure.year_before = before(self.own.period.year_before());
        measure.peers = team.and_then(|team| self.peers(metric, id, team));
        if extent != Extent::Known {
            // What others reached in a whole period says nothing of a part of one.
            measure.benchmark = None;
        }
        measure.extent = extent;
        measure
    }

    /// The value in `period` with target and benchmark.
    pub fn measure_in(&self, metric: &Metric, level: Level, id: &str, period: Period) -> Measure {
        let Some(found) = self.get(metric, level, id, period) else {
            return Measure::default();
        };
        let of = self
            .ranked
            .get(&(metric.id.clone(), level, as_known(period, self.own)))
            .copied()
            .unwrap_or_default();
        Measure {
            value: value(metric, found),
            low_sample: found.low_sample,
            interval: found.interval,
            target: found.target.map(|t| plain(metric, t)),
            benchmark: found.benchmark.map(|b| plain(metric, b)),
            rank: found.rank.map(|place| Rank { place, of }),
            ..Measure::default()
        }
    }

    /// The rate of the rest of the team: its sums without one's own.
    fn peers(&self, metric: &Metric, id: &str, team: &str) -> Option<Value> {
        let own = self.get(metric, Level::Specialist, id, self.own.period)?;
        let all = self.get(metric, Level::Team, team, self.own.period)?;
        let rest = Ratio::new(all.numerator? - own.numerator?, all.denominator? - own.denominator?);
        (!rest.denominator.is_zero()).then(|| Value::of(metric.unit, rest.numerator, Some(rest.denominator)))
    }
}

/// True of counts of what should not be: a unit that has none of it has no row, which is 0.
fn is_best_at_none(metric: &Metric) -> bool {
    metric.unit == Unit::Count && metric.direction == Direction::Lower
}
