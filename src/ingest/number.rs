//! Numbers as files have them, exact: digits, marks between thousands, signs, currencies, units.
//!
//! Nothing is rounded but the noise of binary fractions, and that only where a binary number is the one thing the text can
//! have come from.

/// Digits that a binary number surely keeps.
const KEPT: u32 = 15;
/// The unit of a percentage, in powers of ten.
pub const PERCENT: i32 = -2;
/// Most digits a number may have.
const MOST: usize = 28;

/// An exact number as written: `digits` / 10^`decimals`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    digits: i128,
    decimals: u32,
    /// Powers of ten of the unit written behind it: 4 for 万, -2 for %, 0 for 元.
    pub unit: Option<i32>,
}

impl Number {
    /// Reads `1,234.50`, `￥1,234.50`, `1234.5元`, `1.2万`, `(100.00)`, `-5`, `88%`. Marks between thousands must stand
    /// between thousands: `1234,50` is refused, as it means something else elsewhere.
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let (negative, body) = match text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            Some(inner) => (true, inner),
            None => (false, text.as_str()),
        };
        let (minus, body) = sign(body);
        let body = ["¥", "RMB", "CNY", "人民币"]
            .iter()
            .find_map(|unit| body.strip_prefix(unit))
            .unwrap_or(body);
        let (minus_inside, body) = sign(body);
        let (unit, body) = without_unit(body);
        if u8::from(negative) + u8::from(minus) + u8::from(minus_inside) > 1 {
            return None;
        }
        let (digits, decimals) = plain(body)?;
        Some(Self {
            digits: if negative || minus || minus_inside {
                -digits
            } else {
                digits
            },
            decimals,
            unit,
        })
    }

    /// The number, which counts units of 10^`zeros`, in units of 10^-`decimals`; `None` if it has more decimals.
    pub fn in_units_of(self, decimals: u32, zeros: i32) -> Option<i128> {
        self.shifted(decimals, zeros)
            .or_else(|| self.without_noise(decimals, zeros)?.shifted(decimals, zeros))
    }

    fn shifted(self, decimals: u32, zeros: i32) -> Option<i128> {
        let up = i64::from(decimals) + i64::from(zeros) - i64::from(self.decimals);
        let power = 10_i128.checked_pow(u32::try_from(up.unsigned_abs()).ok()?)?;
        if up >= 0 {
            return self.digits.checked_mul(power);
        }
        (self.digits % power == 0).then_some(self.digits / power)
    }

    /// The number to 15 digits, if it has 16 or 17 as binary numbers are written, and at least one more of the 15 than
    /// there may be decimals stands behind the point: what is cut off then is noise and no decimal of its own.
    fn without_noise(self, decimals: u32, zeros: i32) -> Option<Self> {
        let size = self.digits.unsigned_abs();
        let count = size.checked_ilog10()? + 1;
        let cut = count.checked_sub(KEPT).filter(|cut| (1..=2).contains(cut))?;
        let left = i64::from(self.decimals) - i64::from(cut);
        if left <= i64::from(decimals) + i64::from(zeros) {
            return None;
        }
        let power = 10_u128.pow(cut);
        let rounded = i128::try_from((size + power / 2) / power).ok()?;
        Some(Self {
            digits: rounded * self.digits.signum(),
            decimals: self.decimals - cut,
            unit: self.unit,
        })
    }
}

fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// The unit behind a number and what is before it.
fn without_unit(text: &str) -> (Option<i32>, &str) {
    if let Some(rest) = text.strip_suffix('%') {
        return (Some(PERCENT), rest);
    }
    let yuan = text.strip_suffix(['元', '圆']);
    let body = yuan.unwrap_or(text);
    for (word, zeros) in [("百万", 6), ("千万", 7), ("千", 3), ("万", 4), ("亿", 8)] {
        if let Some(rest) = body.strip_suffix(word) {
            return (Some(zeros), rest);
        }
    }
    (yuan.map(|_| 0), body)
}

/// Digits with an optional fraction and marks between thousands.
fn plain(text: &str) -> Option<(i128, u32)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let groups: Vec<&str> = whole.split(',').collect();
    let marks_fit =
        groups.len() == 1 || (groups[1..].iter().all(|group| group.len() == 3) && (1..=3).contains(&groups[0].len()));
    let digits = groups.concat() + fraction;
    let is_number = (1..=MOST).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if !marks_fit || !is_number || whole.is_empty() {
        return None;
    }
    Some((digits.parse().ok()?, u32::try_from(fraction.len()).ok()?))
}

/// `units` of 10^-`decimals` as text.
pub fn decimal_text(units: i128, decimals: u32) -> String {
    if decimals == 0 {
        return units.to_string();
    }
    let width = decimals as usize + 1;
    let digits = format!("{:0>width$}", units.unsigned_abs());
    let (whole, fraction) = digits.split_at(digits.len() - decimals as usize);
    let sign = if units < 0 { "-" } else { "" };
    format!("{sign}{whole}.{fraction}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn noise_of_binary_numbers_is_no_decimal() {
        let read = |text: &str, decimals| {
            let units = Number::parse(text).unwrap().in_units_of(decimals, 0);
            units.map(|units| decimal_text(units, decimals))
        };
        for (text, decimals, expected) in [
            ("1200.3000000000002", 2, Some("1200.30")),
            ("0.30000000000000004", 2, Some("0.30")),
            ("1200.2999999999997", 2, Some("1200.30")),
            ("-0.95799999999999996", 6, Some("-0.958000")),
            ("3.0000000000000004", 0, Some("3")),
            ("99999999999.990005", 2, Some("99999999999.99")),
            // 15 digits are exact, so these are decimals.
            ("1200.30000000002", 2, None),
            ("1200.3050000000002", 2, None),
            // So large a number keeps no more: these may be decimals.
            ("1234567890123.4567", 2, None),
            ("12345678901234.567", 2, None),
            ("0.300000000000000044", 2, None),
        ] {
            assert_eq!(read(text, decimals).as_deref(), expected, "{text}");
        }
        let wan = Number::parse("0.12005000000000001").unwrap();
        assert_eq!(wan.in_units_of(2, 4), Some(120_050));
    }

    proptest! {
        /// What looks like a number or nearly one.
        #[test]
        fn no_near_number_makes_it_panic(raw in "[-+0-9.,TEe ()%万亿元¥]{0,30}", zeros in -2_i32..9) {
            let _ = Number::parse(&raw).and_then(|n| n.in_units_of(2, zeros));
        }

        #[test]
        fn money_comes_back_exactly(units in -10_i128.pow(17)..10_i128.pow(17)) {
            let text = decimal_text(units, 2);
            prop_assert_eq!(Number::parse(&text).unwrap().in_units_of(2, 0), Some(units));
        }
    }
}
