//! Control limits of an `XmR` chart: whether a rate moved, or only varies as it always does.
//!
//! Limits lie three standard deviations from the mean; the deviation is estimated from the mean moving range divided by
//! 1.128 (d2 of two values). A point beyond a limit, and every point from the eighth in a row on one side of the mean,
//! is a signal. W. A. Shewhart, "Economic Control of Quality of Manufactured Product" (1931); D. J. Wheeler,
//! "Understanding Variation" (1993).

use crate::decimal::{Decimal, round};
use crate::metrics::Unit;
use crate::report::model::{Limits, Signal, Value};

/// Digits of the values the limits are computed from, and of the limits.
const DIGITS: u32 = 12;

/// Standard deviations from the mean to a limit.
const WIDTH: Decimal = Decimal::from_parts(3, 0, 0, false, 0);

/// d2 for a moving range of two values.
const D2: Decimal = Decimal::from_parts(1128, 0, 0, false, 3);

/// Points in a row on one side of the mean that are a signal.
const RUN: usize = 8;

/// Fewer values than this say nothing of common variation.
const FEWEST: usize = 5;

/// The limits of `values`, gaps left out; `None` with fewer than five values.
pub fn limits(values: &[Value]) -> Option<Limits> {
    let numbers: Vec<Option<Decimal>> = values.iter().map(|v| v.number()?.rate(DIGITS)).collect();
    let known: Vec<Decimal> = numbers.iter().copied().flatten().collect();
    if known.len() < FEWEST {
        return None;
    }
    let center = mean(&known)?;
    let ranges: Vec<Decimal> = known.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    let reach = WIDTH * mean(&ranges)? / D2;
    let is_share = values.iter().any(|v| v.unit() == Some(Unit::Ratio));
    // What is never negative has no limit below zero; a score such as NPS may be.
    let is_signed = known.iter().any(Decimal::is_sign_negative);
    let lower = if is_signed {
        center - reach
    } else {
        (center - reach).max(Decimal::ZERO)
    };
    let upper = if is_share {
        (center + reach).min(Decimal::ONE)
    } else {
        center + reach
    };
    Some(Limits {
        signals: signals(&numbers, center, lower, upper),
        center: round(center, DIGITS),
        lower: round(lower, DIGITS),
        upper: round(upper, DIGITS),
    })
}

fn mean(numbers: &[Decimal]) -> Option<Decimal> {
    let sum = numbers.iter().try_fold(Decimal::ZERO, |sum, n| sum.checked_add(*n))?;
    sum.checked_div(Decimal::from(numbers.len()))
}

fn signals(numbers: &[Option<Decimal>], center: Decimal, lower: Decimal, upper: Decimal) -> Vec<Option<Signal>> {
    let (mut run, mut was_above) = (0, None);
    let mut signal = |number: Decimal| {
        let above = match number.cmp(&center) {
            std::cmp::Ordering::Equal => None,
            side => Some(side.is_gt()),
        };
        run = if above.is_none() {
            0
        } else if above == was_above {
            run + 1
        } else {
            1
        };
        was_above = above;
        if number > upper {
            Some(Signal::Above)
        } else if number < lower {
            Some(Signal::Below)
        } else {
            (run >= RUN).then_some(Signal::Run)
        }
    };
    numbers.iter().map(|number| number.and_then(&mut signal)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decimal::Ratio;

    fn share(percent: i64) -> Value {
        Value::Ratio(Ratio::new(percent, 100))
    }

    #[test]
    fn limits_lie_three_deviations_from_the_mean() {
        // Mean 50.4; moving ranges 2, 4, 4, 2, so 3 on average: 50.4 ± 3 x 3 / 1.128 = 50.4 ± 7.9787.
        let values: Vec<Value> = [50, 52, 48, 52, 50].iter().map(|n| Value::Count((*n).into())).collect();
        let found = limits(&values).unwrap();
        assert_eq!(round(found.center, 4).to_string(), "50.4000");
        assert_eq!(round(found.lower, 4).to_string(), "42.4213");
        assert_eq!(round(found.upper, 4).to_string(), "58.3787");
        assert_eq!(found.signals, [None; 5]);
    }

    #[test]
    fn a_share_stays_within_its_bounds_and_gaps_are_left_out() {
        let values = [
            share(99),
            Value::Missing,
            share(95),
            share(100),
            share(96),
            share(99),
            share(100),
        ];
        let found = limits(&values).unwrap();
        assert_eq!(found.upper, Decimal::ONE);
        assert_eq!(found.signals.len(), 7);
        assert_eq!(limits(&values[..5]), None);
    }

    #[test]
    fn a_score_below_zero_keeps_its_limit_there() {
        let values: Vec<Value> = [-2, 2, -1, 1, 0].iter().map(|n| Value::Count((*n).into())).collect();
        // Mean 0; moving ranges 4, 3, 2, 1, so 2.5 on average: 3 x 2.5 / 1.128.
        assert_eq!(round(limits(&values).unwrap().lower, 4).to_string(), "-6.6489");
    }

    #[test]
    fn points_beyond_a_limit_and_long_runs_are_signals() {
        let mut values: Vec<Value> = [90, 91, 90, 91, 90, 91, 90, 91, 90, 91]
            .iter()
            .map(|n| share(*n))
            .collect();
        values.push(share(60));
        assert_eq!(limits(&values).unwrap().signals.last(), Some(&Some(Signal::Below)));
        let wide: Vec<Value> = [70, 78, 82, 90].iter().map(|n| share(*n)).collect();
        let steps: Vec<Value> = (0..16).map(|n| wide[n / 8 * 2 + n % 2].clone()).collect();
        let found = limits(&steps).unwrap().signals;
        let expected: Vec<_> = (0..16).map(|n| (n % 8 == 7).then_some(Signal::Run)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn equal_values_vary_not_at_all() {
        let found = limits(&[share(90), share(90), share(90), share(90), share(90)]).unwrap();
        assert_eq!((found.lower, found.upper), (found.center, found.center));
        assert_eq!(found.signals, [None; 5]);
    }
}
