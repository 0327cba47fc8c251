//! Short forms for tiles and axes: 万 and 亿 in Chinese, K, M and B in English.

use crate::decimal::{Decimal, grouped, round};
use crate::report::model::Value;
use crate::workspace::Locale;

/// Counts below this are written in full.
const LARGE_COUNT: i64 = 1_000_000;

/// Steps from the largest: power of ten and suffix.
fn steps(locale: Locale) -> &'static [(u32, &'static str)] {
    match locale {
        Locale::ZhCn => &[(8, "亿"), (4, "万")],
        Locale::En => &[(9, "B"), (6, "M"), (3, "K")],
    }
}

/// The short text of money and large counts; `None` where the full text is short enough.
pub(super) fn text(locale: Locale, value: &Value) -> Option<String> {
    let number = match value {
        Value::Money(n) => *n,
        Value::Count(n) if n.abs() >= Decimal::from(LARGE_COUNT) => *n,
        _ => return None,
    };
    let (number, suffix) = scaled(locale, number, 2)?;
    Some(format!("{}{suffix}", grouped(number)))
}

/// A point of an axis: as many digits as its step needs, large numbers in the step they reach.
pub(super) fn axis(locale: Locale, number: Decimal, step: Decimal) -> String {
    match scaled(locale, number, 2) {
        Some((number, suffix)) => format!("{}{suffix}", grouped(number.normalize())),
        None => grouped(round(number, step.normalize().scale())),
    }
}

/// The number in the largest step it reaches once rounded: 99,999,999 is 1.00亿, not 10,000.00万.
fn scaled(locale: Locale, number: Decimal, digits: u32) -> Option<(Decimal, &'static str)> {
    steps(locale).iter().find_map(|(power, suffix)| {
        let unit = Decimal::from(10_u64.pow(*power));
        let smaller = steps(locale).iter().find(|(p, _)| p < power).map_or(0, |(p, _)| *p);
        let below = Decimal::from(10_u64.pow(smaller));
        // Rounded in the step below, it must fill this one.
        let rounded = round(number / below, digits) * below;
        (rounded.abs() >= unit).then(|| (round(number / unit, digits), *suffix))
    })
}
