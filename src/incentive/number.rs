//! Exact numbers of incentive plans: fractions that are rounded only where a row is written.
//!
//! 1/3 of 0.015 is a true half cent here, and a product of ten rates loses nothing. Floats are not supported on purpose.

use std::fmt;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed as _, ToPrimitive as _, Zero};
use serde::Serialize;

use crate::decimal::Decimal;
use crate::message::{ToValue, Value};

/// Digits of a number that somebody writes.
pub const MOST_WRITTEN: usize = 100;
/// Digits of a number that was calculated and is read back: a mean of thousands of people may have tens of thousands.
const MOST_EXACT: usize = 200_000;

/// An exact fraction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(BigRational);

/// How a number becomes one with fewer decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Halves away from zero.
    HalfUp,
    /// Halves to the even neighbour.
    HalfEven,
    /// Towards zero.
    Down,
}

impl Number {
    /// 0.
    pub fn zero() -> Self {
        Self(BigRational::zero())
    }

    /// 1.
    pub fn one() -> Self {
        Self::from(1)
    }

    /// A number as plans and case files write it: digits, at most one point, a sign if negative, no more than anybody
    /// writes.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > MOST_WRITTEN {
            return None;
        }
        Self::of_digits(text)
    }

    fn of_digits(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !plain(whole) || !plain(fraction) {
            return None;
        }
        let fraction = if digits.contains('.') { fraction } else { "" };
        let numerator: BigInt = format!("{whole}{fraction}").parse().ok()?;
        let value = BigRational::new(numerator, ten_to(u32::try_from(fraction.len()).ok()?));
        Some(Self(if text.starts_with('-') { -value } else { value }))
    }

    /// Written without loss: as a decimal where it ends, else as `numerator/denominator`.
    pub fn exact(&self) -> String {
        if self.ends() {
            self.to_string()
        } else {
            format!("{}/{}", self.0.numer(), self.0.denom())
        }
    }

    /// What [`Number::exact`] wrote.
    pub fn parse_exact(text: &str) -> Option<Self> {
        if text.len() > MOST_EXACT {
            return None;
        }
        match text.split_once('/') {
            None => Self::of_digits(text),
            Some((numerator, denominator)) => Self::of_digits(numerator)?.divided_by(&Self::of_digits(denominator)?),
        }
    }

    /// The quotient; `None` if `divisor` is 0.
    pub fn divided_by(&self, divisor: &Self) -> Option<Self> {
        (!divisor.is_zero()).then(|| Self(&self.0 / &divisor.0))
    }

    /// True for 0.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// True above 0.
    pub fn is_positive(&self) -> bool {
        self.0.is_positive()
    }

    /// True below 0.
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// Without its sign.
    pub fn abs(&self) -> Self {
        Self(self.0.abs())
    }

    /// The greatest whole number not above it.
    pub fn floor(&self) -> Self {
        Self(self.0.floor())
    }

    /// The smallest whole number not below it.
    pub fn ceil(&self) -> Self {
        Self(self.0.ceil())
    }

    /// With `digits` decimals.
    pub fn round(&self, digits: u32, mode: Mode) -> Self {
        let scale = BigRational::from(ten_to(digits));
        let scaled = &self.0 * &scale;
        let whole = match mode {
            Mode::HalfUp => scaled.round(),
            Mode::Down => scaled.trunc(),
            Mode::HalfEven => half_even(&scaled),
        };
        Self(whole / scale)
    }

    /// Towards negative infinity, to `digits` decimals.
    pub fn floor_to(&self, digits: u32) -> Self {
        let scale = BigRational::from(ten_to(digits));
        Self((&self.0 * &scale).floor() / scale)
    }

    /// One unit of the last of `digits` decimals.
    pub fn unit(digits: u32) -> Self {
        Self(BigRational::new(BigInt::from(1), ten_to(digits)))
    }

    /// As a decimal of the database; `None` if it does not end or is too long.
    pub fn to_decimal(&self) -> Option<Decimal> {
        self.ends().then(|| self.to_string().parse().ok()).flatten()
    }

    /// True if it can be written with finitely many decimals.
    pub fn ends(&self) -> bool {
        self.decimals().is_some()
    }

    /// How many decimals it needs; none if they never end.
    fn decimals(&self) -> Option<u32> {
        if let Some(denominator) = self.0.denom().to_u128() {
            return decimals_of(denominator, &2, &5, &1);
        }
        let [two, five, one] = [2, 5, 1].map(BigInt::from);
        decimals_of(self.0.denom().clone(), &two, &five, &one)
    }
}

/// The larger of how often 2 and how often 5 divide `denominator`, if nothing else does.
fn decimals_of<T>(mut denominator: T, two: &T, five: &T, one: &T) -> Option<u32>
where
    T: PartialEq + Zero,
    for<'a> &'a T: std::ops::Rem<&'a T, Output = T> + std::ops::Div<&'a T, Output = T>,
{
    let mut most = 0;
    for prime in [two, five] {
        let mut times = 0;
        while (&denominator % prime).is_zero() {
            denominator = &denominator / prime;
            times += 1;
        }
        most = most.max(times);
    }
    (denominator == *one).then_some(most)
}

fn ten_to(digits: u32) -> BigInt {
    BigInt::from(10).pow(digits)
}

fn half_even(value: &BigRational) -> BigRational {
    let floor = value.floor();
    let half = BigRational::new(BigInt::from(1), BigInt::from(2));
    let is_even = (floor.to_integer() % BigInt::from(2)).is_zero();
    match (value - &floor).cmp(&half) {
        std::cmp::Ordering::Less => floor,
        std::cmp::Ordering::Equal if is_even => floor,
        _ => value.floor() + BigRational::from(BigInt::from(1)),
    }
}

impl Default for Number {
    fn default() -> Self {
        Self::zero()
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(BigRational::from(BigInt::from(value)))
    }
}

impl From<Decimal> for Number {
    fn from(value: Decimal) -> Self {
        Self(BigRational::new(BigInt::from(value.mantissa()), ten_to(value.scale())))
    }
}

impl ToValue for Number {
    fn to_value(&self) -> Value {
        Value::Text(self.to_string())
    }
}

impl serde::Serialize for Number {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.exact())
    }
}

impl<'de> serde::Deserialize<'de> for Number {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse_exact(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is no number")))
    }
}

/// Written out where it ends, else with eight decimals and a mark that there are more.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (value, mark) = match self.decimals() {
            Some(_) => (self.clone(), ""),
            None => (self.round(8, Mode::HalfUp), "…"),
        };
        let digits = value.decimals().unwrap_or(8);
        let scaled = (value.0.abs() * BigRational::from(ten_to(digits)))
            .to_integer()
            .to_string();
        let digits = digits as usize;
        // A width of the formatter must be below 65,536.
        let padded = "0".repeat((digits + 1).saturating_sub(scaled.len())) + &scaled;
        let (whole, fraction) = padded.split_at(padded.len() - digits);
        let sign = if value.is_negative() { "-" } else { "" };
        let point = if fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{fraction}{mark}")
    }
}

impl Add<&Number> for &Number {
    type Output = Number;
    fn add(self, other: &Number) -> Number {
        Number(&self.0 + &other.0)
    }
}

impl Sub<&Number> for &Number {
    type Output = Number;
    fn sub(self, other: &Number) -> Number {
        Number(&self.0 - &other.0)
    }
}

impl Mul<&Number> for &Number {
    type Output = Number;
    fn mul(self, other: &Number) -> Number {
        Number(&self.0 * &other.0)
    }
}

impl Neg for &Number {
    type Output = Number;
    fn neg(self) -> Number {
        Number(-&self.0)
    }
}

impl AddAssign<&Number> for Number {
    fn add_assign(&mut self, other: &Number) {
        self.0 += &other.0;
    }
}

impl SubAssign<&Number> for Number {
    fn sub_assign(&mut self, other: &Number) {
        self.0 -= &other.0;
    }
}

impl<'a> std::iter::Sum<&'a Number> for Number {
    fn sum<I: Iterator<Item = &'a Number>>(numbers: I) -> Self {
        numbers.fold(Self::zero(), |mut sum, number| {
            sum += number;
            sum
        })
    }
}

impl std::iter::Sum for Number {
    fn sum<I: Iterator<Item = Number>>(numbers: I) -> Self {
        numbers.fold(Self::zero(), |mut sum, number| {
            sum += &number;
            sum
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn only_plain_numbers_are_read() {
        for text in ["0", "-3", "0.05", "12345678901234567890.123", "007"] {
            assert!(Number::parse(text).is_some(), "{text}");
        }
        assert!(Number::parse(&"9".repeat(MOST_WRITTEN)).is_some());
        assert_eq!(Number::parse(&"9".repeat(1_000_000)), None);
        assert_eq!(Number::parse_exact(&format!("1/{}", "9".repeat(1_000_000))), None);
        for text in ["", "-", "+1", "1.", ".5", "1.2.3", "1e3", "1,000", " 1", "--1", "１"] {
            assert!(Number::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_third_of_one_and_a_half_cents_is_a_true_half() {
        let third = number("1").divided_by(&number("3")).unwrap();
        let half_cent = &third * &number("0.015");
        assert_eq!(half_cent.round(2, Mode::HalfUp).to_string(), "0.01");
        assert_eq!(half_cent.round(2, Mode::HalfEven).to_string(), "0");
        assert_eq!(third.to_string(), "0.33333333…");
    }

    #[test]
    fn each_mode_rounds_as_it_says() {
        for (text, up, even, down) in [
            ("0.125", "0.13", "0.12", "0.12"),
            ("-0.125", "-0.13", "-0.12", "-0.12"),
            ("0.135", "0.14", "0.14", "0.13"),
            ("-0.1251", "-0.13", "-0.13", "-0.12"),
            ("2", "2", "2", "2"),
        ] {
            let rounded = |mode| number(text).round(2, mode).to_string();
            assert_eq!(
                [rounded(Mode::HalfUp), rounded(Mode::HalfEven), rounded(Mode::Down)],
                [up, even, down],
                "{text}"
            );
        }
    }

    #[test]
    fn exact_texts_come_and_go_unchanged() {
        for (dividend, divisor) in [("1", "3"), ("-7", "4"), ("2", "1"), ("-22", "7"), ("0", "5")] {
            let exact = number(dividend).divided_by(&number(divisor)).unwrap();
            assert_eq!(Number::parse_exact(&exact.exact()), Some(exact));
        }
        assert_eq!(Number::parse_exact("1/0"), None);
    }

    #[test]
    fn a_long_number_is_written_out() {
        let small = (0..20).fold(number("1"), |product, _| &product * &Number::unit(100));
        assert_eq!(small.to_string().len(), 2_002);
        assert_eq!(Number::parse_exact(&small.exact()), Some(small));
    }

    #[test]
    fn decimals_come_and_go_unchanged() {
        let decimal: Decimal = "-1234.50".parse().unwrap();
        assert_eq!(Number::from(decimal).to_string(), "-1234.5");
        assert_eq!(Number::from(decimal).to_decimal(), Some(decimal));
        assert_eq!(number("1").divided_by(&number("3")).unwrap().to_decimal(), None);
    }
}
