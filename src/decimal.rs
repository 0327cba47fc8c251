//! Exact ratios and the one place where they are rounded; how numbers are written.
//!
//! A [`Ratio`] keeps numerator and denominator apart so that roll-ups stay exact; it becomes a decimal once, when
//! shown. Floats are not supported on purpose: 0.55 x 100 must be 55.

pub use rust_decimal::Decimal;

/// Numerator and denominator of a rate, kept apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ratio {
    /// What was achieved: money, items, points.
    pub numerator: Decimal,
    /// What could have been achieved.
    pub denominator: Decimal,
}

impl Ratio {
    /// `numerator / denominator`, undivided.
    pub fn new(numerator: impl Into<Decimal>, denominator: impl Into<Decimal>) -> Self {
        Self {
            numerator: numerator.into(),
            denominator: denominator.into(),
        }
    }

    /// The rate with `scale` digits, half away from zero; `None` if the denominator is zero or the result has more
    /// digits than a decimal holds (28).
    ///
    /// `18 / 22` at scale 4 is `0.8182`.
    pub fn rate(self, scale: u32) -> Option<Decimal> {
        // One integer division, so that nothing is rounded before the last digit.
        let (above, below) = (self.numerator.normalize(), self.denominator.normalize());
        let numerator = scaled(above.mantissa(), scale + below.scale())?;
        let denominator = scaled(below.mantissa(), above.scale())?;
        let quotient = divide_half_away(numerator, denominator)?;
        Decimal::try_from_i128_with_scale(quotient, scale).ok()
    }
}

fn scaled(mantissa: i128, digits: u32) -> Option<i128> {
    mantissa.checked_mul(10_i128.checked_pow(digits)?)
}

fn divide_half_away(numerator: i128, denominator: i128) -> Option<i128> {
    if denominator == 0 {
        return None;
    }
    let quotient = numerator / denominator;
    let rest = numerator - quotient * denominator;
    let up = rest.unsigned_abs() >= denominator.unsigned_abs() - rest.unsigned_abs();
    let away = if (numerator < 0) == (denominator < 0) { 1 } else { -1 };
    Some(if up { quotient + away } else { quotient })
}

/// `value` at exactly `scale` digits, half away from zero.
pub fn round(value: Decimal, scale: u32) -> Decimal {
    let mut rounded = value.round_dp_with_strategy(scale, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(scale);
    rounded
}

/// An amount of money: at least two decimals, more where it has more, and marks between thousands.
pub fn money(amount: Decimal) -> String {
    let mut amount = amount.normalize();
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    grouped(amount)
}

/// `value` with marks between thousands: `1234567.5` is `1,234,567.5`.
pub fn grouped(value: Decimal) -> String {
    let text = value.to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut out = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rate(numerator: &str, denominator: &str, scale: u32) -> Option<String> {
        let parse = |s: &str| s.parse::<Decimal>().unwrap();
        Ratio::new(parse(numerator), parse(denominator))
            .rate(scale)
            .map(|d| d.to_string())
    }

    #[test]
    fn rates_round_once_and_away_from_zero() {
        assert_eq!(rate("18", "22", 4).as_deref(), Some("0.8182"));
        assert_eq!(rate("1", "8", 2).as_deref(), Some("0.13"));
        assert_eq!(rate("-1", "8", 2).as_deref(), Some("-0.13"));
        assert_eq!(rate("104120.00", "111720.00", 6).as_deref(), Some("0.931973"));
        assert_eq!(rate("0", "5", 6).as_deref(), Some("0.000000"));
        assert_eq!(rate("1", "0", 6), None);
    }

    #[test]
    fn a_national_book_fits() {
        let trillion = "999999999999999999.99";
        assert_eq!(rate(trillion, trillion, 6).as_deref(), Some("1.000000"));
    }

    #[test]
    fn thousands_are_marked() {
        for (value, text) in [
            ("0", "0"),
            ("999", "999"),
            ("1000.50", "1,000.50"),
            ("-1234567", "-1,234,567"),
        ] {
            assert_eq!(grouped(value.parse().unwrap()), text);
        }
    }

    proptest! {
        /// The rounded rate is never further than half a unit of its last digit from the exact one.
        #[test]
        fn a_rate_is_within_half_a_unit(n in -1_000_000_000_000_i64..1_000_000_000_000, d in 1_i64..1_000_000_000) {
            let rate = Ratio::new(n, d).rate(6).unwrap();
            let error = i128::from(n) * 2_000_000 - rate.mantissa() * 2 * i128::from(d);
            prop_assert!(error.abs() <= i128::from(d));
        }
    }
}
