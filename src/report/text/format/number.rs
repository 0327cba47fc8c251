//! The number of a value: rounded as it is shown, as a sheet stores it, and the code with which a sheet shows it alike.

use crate::decimal::{Decimal, grouped, round};
use crate::metrics::{Basis, Unit};
use crate::report::model::Value;

/// Digits a number carries into a sheet at most; a binary double holds about as many.
const SHEET_DIGITS: u32 = 12;

/// Digits after the point in the unit the value is stored in: a percent with two decimals is a share with four.
pub(super) fn digits(value: &Value) -> u32 {
    match (value, value.unit()) {
        (_, Some(Unit::Ratio)) => 4,
        (Value::Money(_) | Value::Points(_), _) | (_, Some(Unit::Score | Unit::PerTenThousand)) => 2,
        (_, Some(Unit::Days)) => 1,
        _ => 0,
    }
}

/// The number of a value, rounded to what is shown.
pub(super) fn shown(value: &Value) -> Option<Decimal> {
    value.number()?.rate(digits(value)).map(without_negative_zero)
}

pub(super) fn decorate(value: &Value, number: Decimal) -> String {
    match (value, value.unit()) {
        (_, Some(Unit::Ratio)) => format!("{}%", round(number * Decimal::ONE_HUNDRED, 2)),
        (Value::Points(_), _) if number > Decimal::ZERO => format!("+{number}"),
        (Value::Money(_), _) | (_, Some(Unit::Count)) => grouped(number),
        _ => number.to_string(),
    }
}

pub(super) fn without_negative_zero(number: Decimal) -> Decimal {
    if number.is_zero() { number.abs() } else { number }
}

/// The number a sheet stores for `value`; none for texts and dates.
///
/// As exact as a sheet can hold, but never so that the sheet would round it to another text than the page: a quotient
/// just below a half would otherwise become the half.
pub fn number(value: &Value) -> Option<f64> {
    let ratio = value.number()?;
    if let Some(finest) = ratio.rate(SHEET_DIGITS).filter(|n| !is_tie(*n, digits(value))) {
        let shown = round(finest, digits(value));
        return if shown.is_zero() && ratio.numerator.is_sign_negative() {
            Some(0.0)
        } else {
            to_f64(finest)
        };
    }
    let shown = ratio.rate(digits(value))?;
    if shown.is_zero() && ratio.numerator.is_sign_negative() {
        return Some(0.0);
    }
    let exact = (digits(value)..=SHEET_DIGITS)
        .rev()
        .filter_map(|scale| ratio.rate(scale))
        .find(|number| round(*number, digits(value)) == shown)?;
    to_f64(exact)
}

/// True if what is behind `digits` digits is half a unit exactly: only then can it matter that it was rounded before.
fn is_tie(number: Decimal, digits: u32) -> bool {
    let unit = 10_i128.pow(number.scale().saturating_sub(digits));
    number.mantissa().abs() % unit * 2 == unit
}

/// The nearest double. The quotient of two doubles that are exact is the nearest to the true one; what does not fit into
/// such goes through text, whose conversion is the nearest too.
pub(super) fn to_f64(number: Decimal) -> Option<f64> {
    const EXACT: i128 = 1 << 53;
    let (digits, scale) = (number.mantissa(), i32::try_from(number.scale()).ok()?);
    if digits.abs() <= EXACT && scale <= 22 {
        #[expect(clippy::cast_precision_loss, reason = "integers up to 2^53 are exact")]
        return Some(digits as f64 / 10_f64.powi(scale));
    }
    number.to_string().parse().ok()
}

/// A numerator or denominator as the number a sheet stores.
pub fn plain_number(number: Decimal) -> f64 {
    // What a decimal prints is always a number.
    to_f64(number).unwrap_or_default()
}

/// The number format code with which a sheet shows [`number`] as [`Format::text`] does.
pub fn code(value: &Value) -> &'static str {
    match (value, value.unit()) {
        (_, Some(Unit::Ratio)) => "0.00%",
        (_, Some(Unit::Score | Unit::PerTenThousand)) => "0.00",
        (_, Some(Unit::Days)) => "0.0",
        (_, Some(Unit::Count)) => "#,##0",
        (Value::Money(_), _) => "#,##0.00",
        (Value::Points(_), _) => "+0.00;-0.00;0.00",
        (Value::Date(_), _) => "yyyy-mm-dd",
        (Value::Text(_) | Value::Link(_) | Value::Period(_), _) => "@",
        _ => "General",
    }
}

/// The code for numerators and denominators of a basis.
pub fn part_code(basis: Basis) -> &'static str {
    match basis {
        Basis::Premium => "#,##0.00",
        Basis::Count | Basis::Points => "#,##0",
    }
}
