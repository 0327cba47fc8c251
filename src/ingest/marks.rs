//! What the text of a cell cannot say and its reader has to know: that a formula has no result, that a number stands
//! where a text is wanted, that its format prints a unit.
//!
//! The copies that formats write have a column for these marks, empty in nearly all rows. A row with marks is read cell
//! by cell.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::values::{Fault, Rule};
use crate::contract::{Column, Kind};
use crate::message::say;

/// Days from 1899-12-30 to 1904-01-01.
const DAYS_TO_1904: u64 = 1462;

/// What is to be known of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A formula whose result the file does not hold.
    NoResult,
    /// It refers to a text the file does not hold.
    NoText,
    /// A list or a group of values.
    Nested,
    /// A binary number so great that its last digits are not those that were meant.
    LostDigits,
    /// A number with a fraction.
    NotWhole,
    Negative,
    /// A date or a time.
    Date,
    /// True or false.
    Boolean,
    /// Its format prints a unit: this power of ten.
    Unit(i32),
}

impl Mark {
    /// True if no column can take a value from the cell; else only identifiers are concerned, or amounts.
    pub fn is_for_all(self) -> bool {
        matches!(self, Self::NoResult | Self::NoText | Self::Nested)
    }

    fn letter(self) -> char {
        match self {
            Self::NoResult => 'f',
            Self::NoText => 't',
            Self::Nested => 'g',
            Self::LostDigits => 'l',
            Self::NotWhole => 'w',
            Self::Negative => 'n',
            Self::Date => 'd',
            Self::Boolean => 'b',
            Self::Unit(_) => 'u',
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "f" => Self::NoResult,
            "t" => Self::NoText,
            "g" => Self::Nested,
            "l" => Self::LostDigits,
            "w" => Self::NotWhole,
            "n" => Self::Negative,
            "d" => Self::Date,
            "b" => Self::Boolean,
            _ => Self::Unit(text.strip_prefix('u')?.parse().ok()?),
        })
    }

    /// Adds itself, about the cell `index`, to the marks of a row.
    pub fn write(self, index: usize, marks: &mut String) {
        // Writing to a string does not fail.
        let _ = write!(marks, "{index}{}", self.letter());
        if let Self::Unit(zeros) = self {
            let _ = write!(marks, "{zeros}");
        }
        marks.push(' ');
    }

    /// Why `column` takes nothing from the cell.
    fn fault(self, column: &Column, is_identifier: bool) -> Option<Fault> {
        let is_number_as_text = column.kind == Kind::Text && !column.prose;
        let (rule, message) = match self {
            Self::NoResult => (Rule::BadValue, say!("ingest.reject.no_result")),
            Self::NoText => (Rule::BadValue, say!("ingest.reject.no_text")),
            Self::Nested => (Rule::BadValue, say!("ingest.reject.nested")),
            Self::LostDigits if is_number_as_text => (Rule::LostDigits, say!("ingest.reject.binary_digits_lost")),
            Self::NotWhole if is_identifier => (Rule::BadValue, say!("ingest.reject.fraction_as_identifier")),
            Self::Negative if is_identifier => (Rule::BadValue, say!("ingest.reject.negative_as_identifier")),
            Self::Date if is_identifier => (Rule::BadValue, say!("ingest.reject.date_as_identifier")),
            Self::Boolean if is_identifier => (Rule::BadValue, say!("ingest.reject.boolean_as_identifier")),
            _ => return None,
        };
        Some(Fault { rule, message })
    }
}

/// The marks of one row, by the index of the cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks(Vec<(usize, Mark)>);

impl Marks {
    /// Those of a copy.
    pub fn parse(text: &str) -> Self {
        let mark = |part: &str| {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            let (index, mark) = part.split_at(digits);
            Some((index.parse().ok()?, Mark::parse(mark)?))
        };
        Self(text.split_ascii_whitespace().filter_map(mark).collect())
    }

    /// Those of the cell `index`.
    pub fn at(&self, index: usize) -> impl Iterator<Item = Mark> + Clone {
        self.0.iter().filter(move |(at, _)| *at == index).map(|(_, mark)| *mark)
    }
}

/// What decides what a cell means beside its own text and marks.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'c> {
    /// The column it is read as.
    pub column: &'c Column,
    /// True for keys and references.
    pub is_identifier: bool,
    /// Powers of ten its header or a title names.
    pub zeros: i32,
    /// True if the workbook counts its days from 1904.
    pub since_1904: bool,
}

impl Setting<'_> {
    /// True if no value can be taken from a cell with this mark.
    pub fn refuses(&self, mark: Mark) -> bool {
        mark.fault(self.column, self.is_identifier).is_some()
    }

    /// The text that stands for a cell with these marks, or why none does.
    pub fn meant<'a>(&self, raw: &'a str, marks: impl Iterator<Item = Mark>) -> Result<Cow<'a, str>, Fault> {
        let mut text = Cow::Borrowed(raw);
        for mark in marks {
            if let Some(fault) = mark.fault(self.column, self.is_identifier) {
                return Err(fault);
            }
            // A unit stands once, wherever it stands.
            if let (Mark::Unit(zeros), Kind::Money, 0) = (mark, self.column.kind, self.zeros) {
                text = Cow::Owned(times_ten(&text, zeros));
            }
        }
        if self.since_1904
            && matches!(self.column.kind, Kind::Date | Kind::Timestamp)
            && let Some(days) = counted_from_1900(raw)
        {
            text = Cow::Owned(days);
        }
        Ok(text)
    }
}

/// A plain number with its point so many places further right, or left.
fn times_ten(number: &str, zeros: i32) -> String {
    let places = zeros.unsigned_abs() as usize;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if zeros < 0 {
        let (sign, digits) = whole.split_at(whole.len() - whole.trim_start_matches('-').len());
        let digits = format!("{digits:0>width$}", width = places + 1);
        let (up, down) = digits.split_at(digits.len() - places);
        return format!("{sign}{up}.{down}{fraction}");
    }
    let moved = format!("{fraction:0<places$}");
    let (up, rest) = moved.split_at(places);
    let dot = if rest.is_empty() { "" } else { "." };
    format!("{whole}{up}{dot}{rest}")
}

/// Days from 1904 as days in the usual count; `None` if it is no number of days.
fn counted_from_1900(text: &str) -> Option<String> {
    let text = text.trim();
    let (days, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let is_number = (1..=6).contains(&days.len()) && days.bytes().all(|byte| byte.is_ascii_digit());
    let is_fraction = rest.bytes().skip(1).all(|byte| byte.is_ascii_digit());
    let days: u64 = days.parse().ok()?;
    (is_number && is_fraction).then(|| format!("{}{rest}", days + DAYS_TO_1904))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::contract::Contract;
    use crate::library::Library;

    fn meant(table: &str, column: &str, raw: &str, marks: &[Mark], zeros: i32) -> String {
        let contract = Contract::load(&Library::shipped()).unwrap();
        let table = contract.table(table).unwrap();
        let column = table.column(column).unwrap();
        let setting = Setting {
            column,
            is_identifier: super::super::rows::is_identifier(table, column),
            zeros,
            since_1904: true,
        };
        match setting.meant(raw, marks.iter().copied()) {
            Ok(text) => text.into_owned(),
            Err(fault) => fault.rule.word().to_owned(),
        }
    }

    #[test]
    fn marks_concern_the_columns_they_are_about() {
        let of = |column, marks: &[Mark]| meant("due_items", column, "12", marks, 0);
        assert_eq!(of("policy_id", &[]), "12");
        for mark in [
            Mark::NotWhole,
            Mark::Negative,
            Mark::Date,
            Mark::Boolean,
            Mark::NoResult,
        ] {
            assert_eq!(of("policy_id", &[mark]), "bad_value", "{mark:?}");
        }
        assert_eq!(of("policy_id", &[Mark::LostDigits]), "lost_digits");
        assert_eq!(of("due_no", &[Mark::LostDigits]), "12");
        assert_eq!(of("amount_due", &[Mark::NotWhole]), "12");
        assert_eq!(of("amount_due", &[Mark::NoText]), "bad_value");
        assert_eq!(of("amount_due", &[Mark::Unit(4), Mark::NotWhole]), "120000");
        assert_eq!(of("grace_days", &[Mark::Unit(4)]), "12");
        assert_eq!(meant("due_items", "amount_due", "12", &[Mark::Unit(4)], 4), "12");
        assert_eq!(meant("customers", "phone", "1", &[Mark::Negative], 0), "1");
    }

    #[test]
    fn days_of_a_workbook_of_1904_are_counted_from_there() {
        let of = |raw| meant("due_items", "due_on", raw, &[], 0);
        assert_eq!(of("44624"), "46086");
        assert_eq!(of("44624.5"), "46086.5");
        assert_eq!(of("9000"), "10462");
        for other in ["2026-03-05", "20260305", "", "-5", "4.4.4", "x"] {
            assert_eq!(of(other), other);
        }
        assert_eq!(meant("due_items", "due_no", "44624", &[], 0), "44624");
    }

    #[test]
    fn points_move() {
        for (number, expected) in [
            ("1", "10000"),
            ("0.12005", "01200.5"),
            ("-1.5", "-15000"),
            ("0.12345", "01234.5"),
            ("12.", "120000"),
        ] {
            assert_eq!(times_ten(number, 4), expected);
        }
        assert_eq!(times_ten("1.5", 0), "1.5");
        for (number, expected) in [("30591", "305.91"), ("-5", "-0.05"), ("0", "0.00"), ("120.5", "1.205")] {
            assert_eq!(times_ten(number, -2), expected);
        }
    }

    proptest! {
        #[test]
        fn marks_come_back(rows in proptest::collection::vec((0_usize..300, 0_usize..8, -2_i32..10), 0..5)) {
            let mark = |(index, which, zeros): (usize, usize, i32)| {
                let marks = [Mark::NoResult, Mark::NoText, Mark::LostDigits, Mark::NotWhole, Mark::Negative, Mark::Date, Mark::Boolean, Mark::Unit(zeros)];
                (index, marks[which])
            };
            let marks: Vec<(usize, Mark)> = rows.into_iter().map(mark).collect();
            let mut text = String::new();
            for (index, mark) in &marks {
                mark.write(*index, &mut text);
            }
            prop_assert_eq!(Marks::parse(&text).0, marks);
        }

        #[test]
        fn any_text_is_marks(text in any::<String>()) {
            let _ = Marks::parse(&text);
        }
    }
}
