//! The Wilson score interval of a proportion, 95 %.
//!
//! E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927). Unlike the
//! textbook interval it stays within 0 and 1 and is honest for few cases.

use rust_decimal::MathematicalOps;

use crate::decimal::{Decimal, round};

/// z of a two-sided 95 % interval: 1.959964.
const Z: Decimal = Decimal::from_parts(1_959_964, 0, 0, false, 6);

/// Lower and upper end with 6 decimals; `None` unless `0 <= numerator <= denominator` and `denominator > 0`.
pub fn wilson(numerator: Decimal, denominator: Decimal) -> Option<(Decimal, Decimal)> {
    if denominator <= Decimal::ZERO || numerator < Decimal::ZERO || numerator > denominator {
        return None;
    }
    let (n, two, four) = (denominator, Decimal::TWO, Decimal::from(4));
    let p = numerator / n;
    let z2 = Z * Z;
    let centre = p + z2 / (two * n);
    let spread = (p * (Decimal::ONE - p) / n + z2 / (four * n * n)).sqrt()? * Z;
    let scale = Decimal::ONE + z2 / n;
    let end = |value: Decimal| round((value / scale).clamp(Decimal::ZERO, Decimal::ONE), 6);
    Some((end(centre - spread), end(centre + spread)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(numerator: i64, denominator: i64) -> Option<(String, String)> {
        let four = |value| round(value, 4).to_string();
        wilson(numerator.into(), denominator.into()).map(|(low, high)| (four(low), four(high)))
    }

    #[test]
    fn published_intervals() {
        // R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        assert_eq!(ends(81, 263), Some(("0.2553".into(), "0.3662".into())));
        assert_eq!(ends(15, 148), Some(("0.0624".into(), "0.1605".into())));
        assert_eq!(ends(0, 20), Some(("0.0000".into(), "0.1611".into())));
        assert_eq!(ends(1, 29), Some(("0.0061".into(), "0.1718".into())));
    }

    #[test]
    fn what_is_no_proportion_has_no_interval() {
        assert_eq!(ends(0, 0), None);
        assert_eq!(ends(3, 2), None);
        assert_eq!(ends(-1, 2), None);
    }
}
