//! How much the axis of a trend spans at least: a fall of a tenth of a point must not look like a crash.

use super::model::MetricHead;
use super::text::format;
use crate::metrics::Unit;

/// The ends of a share's trend, apart by the least span of its metric and not above the whole unless they are. Shares smaller than
/// that span stand on zero, where nothing is made larger than it is.
pub(super) fn widened(low: f64, high: f64, metric: &MetricHead) -> (f64, f64) {
    let least = format::plain_number(metric.trend_span);
    let lacking = least - (high - low);
    if metric.unit != Unit::Ratio || lacking <= 0.0 {
        return (low, high);
    }
    if high <= least {
        return (low.min(0.0), high);
    }
    let top = (high + lacking / 2.0).min(1.0_f64.max(high));
    ((top - least).max(0.0).min(low), top)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decimal::Decimal;
    use crate::metrics::{Basis, Direction};

    #[test]
    fn a_line_that_hardly_moves_stays_flat_and_small_shares_stand_on_zero() {
        let metric = |unit| MetricHead {
            id: String::new(),
            title: String::new(),
            unit,
            direction: Direction::Higher,
            basis: Basis::Count,
            near_target: Decimal::new(9, 1),
            trend_span: Decimal::new(5, 2),
        };
        for (unit, ends, wanted) in [
            (Unit::Ratio, (0.810, 0.814), (0.787, 0.837)),
            (Unit::Ratio, (0.99, 1.0), (0.95, 1.0)),
            (Unit::Ratio, (0.7, 0.8), (0.7, 0.8)),
            (Unit::Ratio, (0.002, 0.005), (0.0, 0.005)),
            (Unit::Ratio, (0.04, 0.06), (0.025, 0.075)),
            (Unit::Days, (3.0, 3.01), (3.0, 3.01)),
        ] {
            let (low, high) = widened(ends.0, ends.1, &metric(unit));
            assert!(
                (low - wanted.0).abs() < 1e-9 && (high - wanted.1).abs() < 1e-9,
                "{low} {high}"
            );
        }
    }
}
