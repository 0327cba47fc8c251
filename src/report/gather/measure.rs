//! From a metric and its value to what a report shows of them.

use crate::decimal::Decimal;
use crate::metrics::{Catalog, Metric, MetricValue};
use crate::report::model::{MetricHead, Value};
use crate::workspace::{Locale, ReportSettings};

/// The value of `metric` as the report shows it: undivided, or as it is for a composite.
pub fn value(metric: &Metric, found: &MetricValue) -> Value {
    match (found.numerator, found.value) {
        (Some(numerator), _) => Value::of(metric.unit, numerator, found.denominator),
        (None, Some(number)) => plain(metric, number),
        (None, None) => Value::Missing,
    }
}

/// A finished number, such as a target, in the metric's unit.
pub fn plain(metric: &Metric, number: Decimal) -> Value {
    Value::plain(metric.unit, number)
}

/// What a column, tile or line measures.
pub fn head(metric: &Metric, settings: &ReportSettings, locale: Locale) -> MetricHead {
    MetricHead {
        id: metric.id.to_string(),
        title: metric.title(locale).to_owned(),
        unit: metric.unit,
        direction: metric.direction,
        basis: metric.basis,
        near_target: settings.near_target,
        trend_span: settings.trend_span,
    }
}

/// The metrics called `names`, in this order.
pub fn metrics<'c>(catalog: &'c Catalog, names: &[String]) -> crate::Result<Vec<&'c Metric>> {
    names.iter().map(|name| catalog.get(name)).collect()
}
