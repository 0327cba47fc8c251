//! A formula with the numbers in it: what it is made of, and the text it is kept as.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::incentive::number::Number;
use crate::message::{Message, ToValue, Value, say};

/// A number as it is shown: one that never ends is cut after eight decimals in the text that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The number, as far as it is known.
    pub number: Number,
    /// True if it was read back and goes on.
    is_cut: bool,
}

/// The mark behind a number that goes on.
const CUT: char = '…';

impl Figure {
    /// What is written.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_suffix(CUT);
        Some(Self {
            number: Number::parse(digits.unwrap_or(text))?,
            is_cut: digits.is_some(),
        })
    }
}

impl From<Number> for Figure {
    fn from(number: Number) -> Self {
        let is_cut = false;
        Self { number, is_cut }
    }
}

impl From<&Number> for Figure {
    fn from(number: &Number) -> Self {
        Self::from(number.clone())
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number.fmt(f)?;
        if self.is_cut { write!(f, "{CUT}") } else { Ok(()) }
    }
}

impl ToValue for Figure {
    fn to_value(&self) -> Value {
        Value::Text(self.to_string())
    }
}

/// A formula with its numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Formula {
    Is(Figure),
    /// T(x) of a table, and the end x was replaced by.
    Table(String, Figure, Option<Figure>),
    /// Payments, each on its own, added: so many.
    Payments(u64),
    Product(Vec<Formula>),
    Sum(Vec<Formula>),
    /// The second taken from the first.
    Difference(Box<[Formula; 2]>),
    /// The first divided by the second.
    Quotient(Box<[Formula; 2]>),
    Min(Box<[Formula; 2]>),
    /// The amount, or 0 if it is below.
    AtLeastZero(Box<Formula>),
    Equals(Box<Formula>, Figure),
    Becomes(Figure, Figure),
    /// What was kept back in a month: its first day.
    KeptBack(NaiveDate, Figure),
    /// First day of work, months of service asked for, and the day they must be complete.
    Service(Option<NaiveDate>, u32, NaiveDate),
    /// One after the other.
    Steps(Vec<Formula>),
}

impl From<&Number> for Formula {
    fn from(number: &Number) -> Self {
        Self::Is(number.into())
    }
}

impl Formula {
    pub(crate) fn product(factors: &[&Number]) -> Self {
        Self::Product(factors.iter().map(|factor| Self::from(*factor)).collect())
    }

    pub(crate) fn minus(a: &Number, b: &Number) -> Self {
        Self::Difference(Box::new([a.into(), b.into()]))
    }

    pub(crate) fn over(self, divisor: &Number) -> Self {
        Self::Quotient(Box::new([self, divisor.into()]))
    }

    pub(crate) fn min(a: impl Into<Self>, b: impl Into<Self>) -> Self {
        Self::Min(Box::new([a.into(), b.into()]))
    }

    pub(crate) fn at_least_zero(self) -> Self {
        Self::AtLeastZero(Box::new(self))
    }

    pub(crate) fn equals(self, value: &Number) -> Self {
        Self::Equals(Box::new(self), value.into())
    }
}

/// How the parts of a formula are written.
pub(crate) struct Spelling<'a> {
    pub(crate) table: &'a dyn Fn(&str) -> String,
    pub(crate) payments: &'a dyn Fn(u64) -> String,
    pub(crate) kept_back: &'a dyn Fn(NaiveDate, &Figure) -> String,
    pub(crate) times: &'a str,
    pub(crate) arrow: &'a str,
    pub(crate) max: &'a str,
    pub(crate) min: &'a str,
    pub(crate) steps: &'a str,
}

impl fmt::Display for Formula {
    /// As it is kept.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.spelled(&Spelling {
            table: &str::to_owned,
            payments: &|count| format!("Σ({count})"),
            kept_back: &|month, amount| format!("{} = {amount}", month.format("%Y-%m")),
            times: "x",
            arrow: "->",
            max: "max",
            min: "min",
            steps: "; ",
        }))
    }
}

impl Formula {
    pub(crate) fn spelled(&self, by: &Spelling<'_>) -> String {
        let joined = |parts: &[Self], mark: &str| {
            let parts: Vec<String> = parts.iter().map(|part| part.spelled(by)).collect();
            parts.join(mark)
        };
        match self {
            Self::Is(number) => number.to_string(),
            Self::Table(table, x, None) => format!("{}({x})", (by.table)(table)),
            Self::Table(table, x, Some(end)) => format!("{}({x} {} {end})", (by.table)(table), by.arrow),
            Self::Payments(count) => (by.payments)(*count),
            Self::Product(factors) => joined(factors, &format!(" {} ", by.times)),
            Self::Sum(terms) => joined(terms, " + "),
            Self::Difference(sides) => joined(&**sides, " - "),
            Self::Quotient(sides) => joined(&**sides, " / "),
            Self::Min(sides) => format!("{}({})", by.min, joined(&**sides, ", ")),
            Self::AtLeastZero(inner) => format!("{}(0, {})", by.max, inner.spelled(by)),
            Self::Equals(inner, value) => format!("{} = {value}", inner.spelled(by)),
            Self::Becomes(from, to) => format!("{from} {} {to}", by.arrow),
            Self::KeptBack(month, amount) => (by.kept_back)(*month, amount),
            Self::Service(hired, months, last) => {
                let hired = hired.map_or_else(String::new, |day| day.to_string());
                format!("{hired} + {months} m <= {last}")
            }
            Self::Steps(steps) => joined(steps, by.steps),
        }
    }
}

impl From<Formula> for String {
    fn from(formula: Formula) -> Self {
        formula.to_string()
    }
}

impl TryFrom<String> for Formula {
    type Error = Message;

    fn try_from(text: String) -> Result<Self, Message> {
        Self::parse(&text).ok_or_else(|| say!("errors.ledger.unreadable.formula", text))
    }
}

impl Formula {
    /// The formula that is kept as `text`.
    pub fn parse(text: &str) -> Option<Self> {
        match parts(text, "; ").as_slice() {
            [one] => Self::step(one),
            all => all
                .iter()
                .map(|part| Self::step(part))
                .collect::<Option<_>>()
                .map(Self::Steps),
        }
    }

    fn step(text: &str) -> Option<Self> {
        if let Some((left, last)) = text.split_once(" <= ") {
            let (hired, months) = left.strip_suffix(" m")?.split_once(" + ").or_else(|| {
                // Who has no first day of work.
                Some(("", left.strip_suffix(" m")?.strip_prefix("+ ")?))
            })?;
            let hired = if hired.is_empty() {
                None
            } else {
                Some(hired.parse().ok()?)
            };
            return Some(Self::Service(hired, months.parse().ok()?, last.parse().ok()?));
        }
        if let Some((left, value)) = text.rsplit_once(" = ") {
            let value = Figure::parse(value)?;
            return Some(match month(left) {
                Some(month) => Self::KeptBack(month, value),
                None => Self::Equals(Box::new(Self::sum(left)?), value),
            });
        }
        if let Some((from, to)) = text.split_once(" -> ").filter(|_| !text.contains('(')) {
            return Some(Self::Becomes(Figure::parse(from)?, Figure::parse(to)?));
        }
        Self::sum(text)
    }

    fn sum(text: &str) -> Option<Self> {
        if let [left, right] = parts(text, " - ").as_slice() {
            return Some(Self::Difference(Box::new([
                Self::quotient(left)?,
                Self::quotient(right)?,
            ])));
        }
        match parts(text, " + ").as_slice() {
            [one] => Self::quotient(one),
            terms => terms
                .iter()
                .map(|term| Self::quotient(term))
                .collect::<Option<_>>()
                .map(Self::Sum),
        }
    }

    fn quotient(text: &str) -> Option<Self> {
        match parts(text, " / ").as_slice() {
            [one] => Self::product_of(one),
            [left, right] => Some(Self::Quotient(Box::new([
                Self::product_of(left)?,
                Self::product_of(right)?,
            ]))),
            _ => None,
        }
    }

    fn product_of(text: &str) -> Option<Self> {
        match parts(text, " x ").as_slice() {
            [one] => Self::factor(one),
            factors => factors
                .iter()
                .map(|factor| Self::factor(factor))
                .collect::<Option<_>>()
                .map(Self::Product),
        }
    }

    fn factor(text: &str) -> Option<Self> {
        let Some((name, inner)) = text.strip_suffix(')').and_then(|text| text.split_once('(')) else {
            return Figure::parse(text).map(Self::Is);
        };
        Some(match name {
            "Σ" => Self::Payments(inner.parse().ok()?),
            "max" => Self::sum(inner.strip_prefix("0, ")?)?.at_least_zero(),
            "min" => match parts(inner, ", ").as_slice() {
                [a, b] => Self::min(Self::sum(a)?, Self::sum(b)?),
                _ => return None,
            },
            table => {
                let (x, end) = match inner.split_once(" -> ") {
                    Some((x, end)) => (x, Some(Figure::parse(end)?)),
                    None => (inner, None),
                };
                Self::Table(table.to_owned(), Figure::parse(x)?, end)
            }
        })
    }
}

/// What stands between the marks `by` that are in no parentheses.
fn parts<'t>(text: &'t str, by: &str) -> Vec<&'t str> {
    let (mut found, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 && at >= start && text[at..].starts_with(by) => {
                found.push(&text[start..at]);
                start = at + by.len();
            }
            _ => {}
        }
    }
    found.push(&text[start..]);
    found
}

fn month(text: &str) -> Option<NaiveDate> {
    let (year, month) = text.split_once('-').filter(|(year, _)| year.len() == 4)?;
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every form that runs of this and earlier versions keep.
    #[test]
    fn formulas_are_kept_as_text_and_read_back() {
        for text in [
            "curve(0.96) = 1.2; 2600 x 0.6 x 1.2 = 1872",
            "curve(1.3 -> 1.2) = 2",
            "100 x max(0, 7 - 2) = 500",
            "0.5 x 100 + 0.5 x 33.33333333… = 66.66666667…; t(66.66666667…) = 1; 2000 x 1 = 2000",
            "Σ(12) = 164",
            "1500",
            "1872 x 0.5 = 936",
            "min(3 x 50, 0.2 x 936)",
            "max(0, 300 - -20.5)",
            "3000 x 20 / 31 = 1935.48",
            "1000 x 3 / 7",
            "800 - 650.25",
            "min(150, 12.5)",
            "2026-01 = 200",
            "2025-12-31 + 3 m <= 2026-03-31",
            " + 3 m <= 2026-03-31",
            "1935.484 -> 1935.48",
        ] {
            let formula = Formula::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(formula.to_string(), text);
        }
        let table = Formula::Table("curve".to_owned(), Number::one().into(), None);
        assert_eq!(Formula::parse("curve(1) = 1"), Some(table.equals(&Number::one())));
        for text in ["", "x = ", "max(1)", "1 +", "a(b)", "2026-01 = "] {
            assert_eq!(Formula::parse(text), None, "{text}");
        }
    }
}
