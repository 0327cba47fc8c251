//! One cell: the text a file has to the text the store takes, or the reason why not.
//!
//! Knows every way in which dates, money, numbers, yes and no and words are really written, and decides alone what a
//! cell means. The SQL that loads whole files takes only values that would come out of here unchanged; a test holds
//! the two against each other. Nothing is rounded and nothing is guessed: a form that could mean two things is refused.

use std::borrow::Cow;
use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::dates::{Moment, moment};
use super::headers::fold;
use crate::contract::{Column, Kind};
use crate::diagnostic::nearest;

/// Why a cell is refused; the rules of the data contract that concern one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Required and empty.
    MissingValue,
    /// Cannot be read as what the column holds.
    BadValue,
    /// Readable, but outside the limits.
    OutOfRange,
    /// Not among the words of the column.
    UnknownWord,
    /// A number in an identifier of which not all digits are there.
    LostDigits,
}

impl Rule {
    /// The word in the table `rejects`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::MissingValue => "missing_value",
            Self::BadValue => "bad_value",
            Self::OutOfRange => "out_of_range",
            Self::UnknownWord => "unknown_word",
            Self::LostDigits => "lost_digits",
        }
    }
}

/// A cell that is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The rule it breaks.
    pub rule: Rule,
    /// What is wrong, for the list of rejects.
    pub message: String,
}

/// A cell that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// No value.
    Empty,
    /// A date by which old exports mean "empty".
    NullDate,
    /// Canonical text: ISO dates, plain numbers, `true` and `false`, canonical words.
    Value(String),
}

/// Reads the cells of one column.
pub struct CellReader<'c> {
    column: &'c Column,
    /// Powers of ten by which the header says numbers are scaled: 4 for 万元.
    zeros: i32,
    identifier: bool,
    words: HashMap<String, &'c str>,
}

impl<'c> CellReader<'c> {
    /// A reader for `column`. `identifier` marks keys and references, `zeros` the unit the header names.
    #[must_use]
    pub fn new(column: &'c Column, identifier: bool, zeros: i32) -> Self {
        // As spelled, which most cells are, and in the one form for the others.
        let folded = column.spellings().map(|(spelling, word)| (fold(spelling), word));
        let words = folded.chain(column.spellings().map(|(spelling, word)| (spelling.to_owned(), word)));
        Self {
            column,
            zeros,
            identifier,
            words: words.collect(),
        }
    }

    /// What `raw` means.
    pub fn read(&self, raw: &str) -> Result<Reading, Fault> {
        if self.column.prose {
            return Ok(value_or_empty(trim(raw)));
        }
        let text = tidy(raw);
        if text.is_empty() {
            return Ok(Reading::Empty);
        }
        match self.column.kind {
            Kind::Text => self.text(&text),
            Kind::Word => self.word(&text),
            Kind::Boolean => boolean(&text),
            Kind::Date | Kind::Timestamp => self.moment(&text),
            Kind::Money => self.number(&text, 2, 16),
            Kind::Decimal => self.number(&text, 6, 12),
            Kind::Integer => self.number(&text, 0, 9),
        }
    }

    fn text(&self, text: &str) -> Result<Reading, Fault> {
        if self.identifier && is_shortened_number(text) {
            return Err(bad("a spreadsheet has shortened this number, its digits are lost"));
        }
        Ok(value_or_empty(text))
    }

    fn word(&self, text: &str) -> Result<Reading, Fault> {
        if let Some(word) = self.words.get(text).or_else(|| self.words.get(&fold(text))) {
            return Ok(Reading::Value((*word).to_owned()));
        }
        let known: Vec<&str> = self.column.words.keys().map(String::as_str).collect();
        let hint = match nearest(text, known.iter().copied()) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("known are {}", known.join(", ")),
        };
        Err(Fault {
            rule: Rule::UnknownWord,
            message: format!("not a word of this column; {hint}"),
        })
    }

    fn moment(&self, text: &str) -> Result<Reading, Fault> {
        let Some(moment) = moment(text) else {
            return Err(bad("not a date"));
        };
        let Moment::At(at) = moment else {
            return Ok(Reading::NullDate);
        };
        Ok(Reading::Value(match self.column.kind {
            Kind::Timestamp => at.format("%Y-%m-%d %H:%M:%S%.f").to_string(),
            _ => at.date().to_string(),
        }))
    }

    fn number(&self, text: &str, decimals: u32, digits: u32) -> Result<Reading, Fault> {
        let number = Number::parse(text)
            .ok_or_else(|| bad("not a number"))?
            .times_ten(u32::try_from(self.zeros).unwrap_or(0));
        let units = number.in_units_of(decimals);
        let units = units.or_else(|| number.without_noise(decimals)?.in_units_of(decimals));
        let Some(units) = units else {
            return Err(bad(match decimals {
                0 => "not a whole number".to_owned(),
                2 => "more than two decimals".to_owned(),
                _ => format!("more than {decimals} decimals"),
            }));
        };
        let one = 10_i128.pow(decimals);
        let out_of_range = |limit: String| Fault {
            rule: Rule::OutOfRange,
            message: limit,
        };
        if units.unsigned_abs() >= 10_u128.pow(digits + decimals) {
            return Err(out_of_range(format!("more than {digits} digits")));
        }
        let beyond = |bound: Option<i64>, wrong: fn(i128, i128) -> bool| {
            bound.filter(|bound| wrong(units, i128::from(*bound) * one))
        };
        if let Some(bound) = beyond(self.column.above, |units, bound| units <= bound) {
            return Err(out_of_range(format!("must be greater than {bound}")));
        }
        if let Some(bound) = beyond(self.column.min, |units, bound| units < bound) {
            return Err(out_of_range(format!("must be {bound} or more")));
        }
        if let Some(bound) = beyond(self.column.max, |units, bound| units > bound) {
            return Err(out_of_range(format!("must be {bound} or less")));
        }
        Ok(Reading::Value(decimal_text(units, decimals)))
    }
}

fn bad(message: impl Into<String>) -> Fault {
    Fault {
        rule: Rule::BadValue,
        message: message.into(),
    }
}

fn value_or_empty(text: &str) -> Reading {
    if text.is_empty() {
        Reading::Empty
    } else {
        Reading::Value(text.to_owned())
    }
}

/// Without blanks and invisible marks at both ends.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{200e}' | '\u{200f}'))
}

/// NFKC and trimmed; also freed of the marks by which spreadsheets are told to keep a number as text.
pub(super) fn tidy(raw: &str) -> Cow<'_, str> {
    if raw.is_ascii() {
        return Cow::Borrowed(unshielded(trim(raw)));
    }
    let normal: String = raw.nfkc().collect();
    Cow::Owned(unshielded(trim(&normal)).to_owned())
}

/// `="00123"` and `'00123` are how spreadsheets write a number that shall stay text.
fn unshielded(text: &str) -> &str {
    let inner = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    trim(inner.or_else(|| text.strip_prefix('\'')).unwrap_or(text))
}

/// `8.60082E+17`: what a spreadsheet shows of a long number.
fn is_shortened_number(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    is_digits(whole) && is_digits(fraction) && exponent.strip_prefix('+').is_some_and(is_digits)
}

fn boolean(text: &str) -> Result<Reading, Fault> {
    let value = match fold(text).as_str() {
        "true" | "y" | "yes" | "是" | "1" => "true",
        "false" | "n" | "no" | "否" | "0" => "false",
        _ => return Err(bad("neither true nor false")),
    };
    Ok(Reading::Value(value.to_owned()))
}

/// An exact number as written: `digits` / 10^`decimals`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Number {
    digits: i128,
    decimals: u32,
    zeros: u32,
}

impl Number {
    /// Reads `1,234.50`, `￥1,234.50`, `1234.5元`, `1.2万`, `(100.00)`, `-5`, `88%`. Marks between thousands must stand
    /// between thousands: `1234,50` is refused, as it means something else elsewhere.
    fn parse(text: &str) -> Option<Self> {
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
        let body = body.strip_suffix(['元', '圆']).unwrap_or(body);
        let (zeros, shift, body) = if let Some(rest) = body.strip_suffix('万') {
            (4, 0, rest)
        } else if let Some(rest) = body.strip_suffix('%') {
            (0, 2, rest)
        } else {
            (0, 0, body)
        };
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
            decimals: decimals + shift,
            zeros,
        })
    }

    fn times_ten(self, zeros: u32) -> Self {
        Self {
            zeros: self.zeros + zeros,
            ..self
        }
    }

    /// The number to 15 digits, if it has 16 or 17 as binary numbers are written, and at least one more of the 15 than
    /// there may be decimals stands behind the point: what is cut off then is noise and no decimal of its own.
    fn without_noise(self, decimals: u32) -> Option<Self> {
        let size = self.digits.unsigned_abs();
        let cut = (size.checked_ilog10()? + 1)
            .checked_sub(15)
            .filter(|cut| (1..=2).contains(cut))?;
        if self.decimals <= cut + decimals + self.zeros {
            return None;
        }
        let power = 10_u128.pow(cut);
        let rounded = i128::try_from((size + power / 2) / power).ok()?;
        Some(Self {
            digits: rounded * self.digits.signum(),
            decimals: self.decimals - cut,
            zeros: self.zeros,
        })
    }

    /// The number in units of 10^-`decimals`; `None` if it has more decimals.
    fn in_units_of(self, decimals: u32) -> Option<i128> {
        let up = decimals + self.zeros;
        if up >= self.decimals {
            return self.digits.checked_mul(10_i128.checked_pow(up - self.decimals)?);
        }
        let down = 10_i128.checked_pow(self.decimals - up)?;
        (self.digits % down == 0).then_some(self.digits / down)
    }
}

fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// Digits with an optional fraction and marks between thousands; at most 28 digits.
fn plain(text: &str) -> Option<(i128, u32)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let groups: Vec<&str> = whole.split(',').collect();
    let marks_fit =
        groups.len() == 1 || (groups[1..].iter().all(|group| group.len() == 3) && (1..=3).contains(&groups[0].len()));
    let digits = groups.concat() + fraction;
    let is_number = (1..=28).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if !marks_fit || !is_number || whole.is_empty() {
        return None;
    }
    Some((digits.parse().ok()?, u32::try_from(fraction.len()).ok()?))
}

fn decimal_text(units: i128, decimals: u32) -> String {
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
    use crate::contract::Contract;
    use crate::library::Library;

    fn read_scaled(table: &str, column: &str, zeros: i32, raw: &str) -> String {
        let contract = Contract::load(&Library::shipped()).unwrap();
        let column = contract.table(table).unwrap().column(column).unwrap().clone();
        match CellReader::new(&column, column.references.is_some(), zeros).read(raw) {
            Ok(Reading::Empty) => "empty".to_owned(),
            Ok(Reading::NullDate) => "null date".to_owned(),
            Ok(Reading::Value(value)) => value,
            Err(fault) => format!("{}: {}", fault.rule.word(), fault.message),
        }
    }

    fn read(table: &str, column: &str, raw: &str) -> String {
        read_scaled(table, column, 0, raw)
    }

    #[test]
    fn money() {
        for (raw, expected) in [
            ("1234.5", "1234.50"),
            ("1,234.50", "1234.50"),
            ("￥1,234.50", "1234.50"),
            ("¥ 1 234.50", "1234.50"),
            ("1234.5元", "1234.50"),
            ("1.2万", "12000.00"),
            ("1.2345678万元", "bad_value: more than two decimals"),
            ("1.23456万元", "12345.60"),
            ("１２３４．５", "1234.50"),
            ("+5", "5.00"),
            ("1.500", "1.50"),
            ("1.555", "bad_value: more than two decimals"),
            ("1234,50", "bad_value: not a number"),
            ("1.2E+05", "bad_value: not a number"),
            ("--5", "bad_value: not a number"),
            (".5", "bad_value: not a number"),
            ("NaN", "bad_value: not a number"),
            ("0", "out_of_range: must be greater than 0"),
            ("-5", "out_of_range: must be greater than 0"),
            ("(5.00)", "out_of_range: must be greater than 0"),
            ("99999999999999999", "out_of_range: more than 16 digits"),
            ("  ", "empty"),
        ] {
            assert_eq!(read("payments", "amount", raw), expected, "{raw}");
        }
        assert_eq!(read_scaled("payments", "amount", 4, "1.23"), "12300.00");
        assert_eq!(read_scaled("payments", "amount", 4, "0.000001"), "0.01");
        assert_eq!(read("adjustments", "amount", "(1,050.00)"), "-1050.00");
        assert_eq!(read("adjustments", "amount", "-0.05"), "-0.05");
    }

    #[test]
    fn dates_and_times() {
        assert_eq!(read("due_items", "due_on", "2026年3月5日 10:23"), "2026-03-05");
        assert_eq!(read("payments", "paid_on", "2026/3/5"), "2026-03-05 00:00:00");
        assert_eq!(
            read("payments", "paid_on", "2026-03-05T10:23:00.5"),
            "2026-03-05 10:23:00.500"
        );
        assert_eq!(read("due_items", "due_on", "２０２６－０３－０５"), "2026-03-05");
        assert_eq!(read("due_items", "due_on", "1900-01-00"), "null date");
        assert_eq!(read("due_items", "due_on", "2026-02-30"), "bad_value: not a date");
    }

    #[test]
    fn numbers_words_and_identifiers() {
        assert_eq!(read("due_items", "due_no", "3.0"), "3");
        assert_eq!(read("due_items", "due_no", "1.5"), "bad_value: not a whole number");
        assert_eq!(read("due_items", "due_no", "0"), "out_of_range: must be 1 or more");
        assert_eq!(read("surveys", "score", "6"), "out_of_range: must be 5 or less");
        assert_eq!(read("targets", "target", "90%"), "0.900000");
        assert_eq!(read("collaborations", "approved", "是"), "true");
        assert_eq!(read("collaborations", "approved", "Ｎ"), "false");
        assert_eq!(read("payments", "status", "冲正"), "reversal");
        assert_eq!(read("payments", "status", "Success"), "success");
        assert_eq!(
            read("payments", "status", "sucess"),
            "unknown_word: not a word of this column; did you mean success?"
        );
        assert_eq!(read("policies", "premium_mode", "年繳"), "annual");
        assert_eq!(read("policies", "policy_id", "００１２３"), "00123");
        assert_eq!(read("due_items", "policy_id", "=\"008600\""), "008600");
        assert_eq!(
            read("due_items", "policy_id", "\t860082365294899263"),
            "860082365294899263"
        );
        assert!(read("due_items", "policy_id", "8.60082E+17").starts_with("bad_value"));
        assert_eq!(
            read("cases", "story", " 客户说：“下月”，再访。 "),
            "客户说：“下月”，再访。"
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_a_reader_panic(raw in any::<String>()) {
            let contract = Contract::load(&Library::shipped()).unwrap();
            for column in contract.tables().flat_map(|table| &table.columns) {
                let _ = CellReader::new(column, true, 4).read(&raw);
            }
        }

        /// What looks like a date, a number or nearly one.
        #[test]
        fn no_near_value_makes_a_reader_panic(raw in "[-+0-9年月日时分:./,TEe ()%万元¥]{0,24}") {
            let _ = Number::parse(&raw).and_then(|n| n.times_ten(4).in_units_of(2));
        }

        #[test]
        fn money_comes_back_exactly(units in -10_i128.pow(17)..10_i128.pow(17)) {
            let text = decimal_text(units, 2);
            prop_assert_eq!(Number::parse(&text).unwrap().in_units_of(2), Some(units));
        }
    }
}
