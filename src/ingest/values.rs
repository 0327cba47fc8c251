//! One cell: the text a file has to the text the store takes, or the reason why not.
//!
//! Knows every way in which dates, money, numbers, yes and no and words are really written, and decides alone what a
//! cell means. The SQL that loads whole files takes only values that would come out of here unchanged; a test holds
//! the two against each other. Nothing is rounded and nothing is guessed: a form that could mean two things is refused.

use std::collections::HashMap;

use super::dates::{Moment, moment};
use super::fold::fold;
use super::number::{Number, PERCENT, decimal_text};
use super::text::{NoIdentifier, identifier, is_error, visible};
use crate::contract::{Column, Kind};
use crate::diagnostic::nearest;
use crate::message::{Message, say};
use crate::period::{Period, PeriodKind};
use crate::word::words;

pub(super) use super::text::{tidy, trim};

/// Longer prose is neither an error nor a word for nothing.
const LONGEST_WORD: usize = 64;

words! {
    /// Why a cell is refused; the rules of the data contract that concern one cell.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Rule {
        /// Required and empty.
        MissingValue = "missing_value",
        /// Cannot be read as what the column holds.
        BadValue = "bad_value",
        /// Readable, but outside the limits.
        OutOfRange = "out_of_range",
        /// Not among the words of the column.
        UnknownWord = "unknown_word",
        /// A number in an identifier of which not all digits are there.
        LostDigits = "lost_digits",
        /// A cell that would be refused leaves an optional column empty; no rule that rejects a row.
        CellLeftOut = "cell_left_out",
    }
}

/// A cell that is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub rule: Rule,
    /// What is wrong, for the list of rejects.
    pub message: Message,
}

/// A cell that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    Empty,
    /// A date by which old exports mean "empty".
    NullDate,
    /// Canonical text: ISO dates, plain numbers, `true` and `false`, canonical words.
    Value(String),
}

/// Reads the cells of one column.
pub struct CellReader<'c> {
    column: &'c Column,
    /// Powers of ten by which the header says numbers are scaled: 4 for 万元, -2 for %.
    zeros: i32,
    identifier: bool,
    words: HashMap<String, &'c str>,
}

/// A period that can be paid, as plans write it.
fn period(text: &str) -> Result<Reading, Fault> {
    let is_paid = |period: &Period| {
        matches!(
            period.kind(),
            PeriodKind::Month | PeriodKind::Quarter | PeriodKind::Year
        )
    };
    match text.parse::<Period>() {
        Ok(period) if is_paid(&period) => Ok(Reading::Value(period.to_string())),
        _ => Err(bad(say!("ingest.reject.no_period"))),
    }
}

impl<'c> CellReader<'c> {
    /// A reader for `column`. `identifier` marks keys and references, `zeros` the unit the header names.
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
            return self.prose(raw);
        }
        let text = tidy(raw);
        if text.is_empty() {
            return Ok(Reading::Empty);
        }
        if is_error(&text) {
            return Err(error_of_a_spreadsheet());
        }
        // What is a word of the column means that, whatever else it may mean elsewhere.
        let own_word = || match self.column.kind {
            Kind::Boolean => matches!(&*text, "true" | "false"),
            _ => self.words.contains_key(&*text),
        };
        if self.means_nothing(&text) && !own_word() {
            return Ok(Reading::Empty);
        }
        match self.column.kind {
            Kind::Text if self.identifier => self.identifier(&text),
            Kind::Text => Ok(Reading::Value(text.into_owned())),
            Kind::Word => self.word(&text),
            Kind::Boolean => boolean(&text),
            Kind::Date | Kind::Timestamp => self.moment(&text),
            Kind::Money => self.number(&text, 2, 16),
            Kind::Decimal => self.number(&text, 6, 12),
            Kind::Integer => self.integer(&text),
            Kind::Period => period(&text),
        }
    }

    /// Sentences are kept as they are, unless the whole cell is no sentence at all.
    fn prose(&self, raw: &str) -> Result<Reading, Fault> {
        let text = trim(raw);
        if text.len() <= LONGEST_WORD {
            let seen = visible(text);
            if is_error(&seen) {
                return Err(error_of_a_spreadsheet());
            }
            if seen.is_empty() || self.means_nothing(&seen) {
                return Ok(Reading::Empty);
            }
        }
        Ok(Reading::Value(text.to_owned()))
    }

    fn means_nothing(&self, text: &str) -> bool {
        self.column.nothing.iter().any(|word| word == text)
    }

    fn identifier(&self, text: &str) -> Result<Reading, Fault> {
        match identifier(text) {
            Ok(id) if self.means_nothing(&id) || id.is_empty() => Ok(Reading::Empty),
            Ok(id) if is_error(&id) => Err(error_of_a_spreadsheet()),
            Ok(id) => Ok(Reading::Value(id.into_owned())),
            Err(NoIdentifier::NotWhole) => Err(bad(say!("ingest.reject.no_identifier"))),
            Err(NoIdentifier::LostDigits) => Err(Fault {
                rule: Rule::LostDigits,
                message: say!("ingest.reject.digits_lost"),
            }),
        }
    }

    fn word(&self, text: &str) -> Result<Reading, Fault> {
        if let Some(word) = self.words.get(text).or_else(|| self.words.get(&fold(text))) {
            return Ok(Reading::Value((*word).to_owned()));
        }
        let message = if let Some(near) = nearest(text, self.column.words.keys().map(String::as_str)) {
            say!("ingest.reject.unknown_word_near", near = near.to_owned())
        } else {
            let known: Vec<String> = self.column.words.keys().cloned().collect();
            say!("ingest.reject.unknown_word", known)
        };
        Err(Fault {
            rule: Rule::UnknownWord,
            message,
        })
    }

    fn moment(&self, text: &str) -> Result<Reading, Fault> {
        let Some(moment) = moment(text) else {
            return Err(bad(say!("ingest.reject.no_date")));
        };
        let Moment::At(at) = moment else {
            return Ok(Reading::NullDate);
        };
        Ok(Reading::Value(match self.column.kind {
            Kind::Timestamp => at.format("%Y-%m-%d %H:%M:%S%.f").to_string(),
            _ => at.date().to_string(),
        }))
    }

    fn integer(&self, text: &str) -> Result<Reading, Fault> {
        let mut counters = self.column.counters.iter();
        let counted = counters.find_map(|word| text.strip_suffix(word.as_str()));
        let counted = counted.map(|number| number.strip_prefix('第').unwrap_or(number).trim());
        match seconds(text).filter(|_| self.column.is_duration) {
            Some(seconds) => self.number(&seconds.to_string(), 0, 9),
            None => match counted.and_then(small_number) {
                Some(number) => self.number(&number.to_string(), 0, 9),
                None => self.number(counted.unwrap_or(text), 0, 9),
            },
        }
    }

    fn number(&self, text: &str, decimals: u32, digits: u32) -> Result<Reading, Fault> {
        let number = Number::parse(text).ok_or_else(|| bad(say!("ingest.reject.no_number")))?;
        if self.column.kind == Kind::Money && number.unit == Some(PERCENT) {
            return Err(bad(say!("ingest.reject.percentage")));
        }
        // A unit is said once: in the header, in the cell, or in both alike.
        let zeros = match (self.zeros, number.unit) {
            (zeros, None) => zeros,
            (0, Some(own)) => own,
            (zeros, Some(own)) if own == zeros => zeros,
            _ => return Err(bad(say!("ingest.reject.unit_disagrees"))),
        };
        let Some(units) = number.in_units_of(decimals, zeros) else {
            return Err(bad(match decimals {
                0 => say!("ingest.reject.no_whole_number"),
                2 => say!("ingest.reject.two_decimals"),
                _ => say!("ingest.reject.decimals", decimals),
            }));
        };
        let one = 10_i128.pow(decimals);
        let out_of_range = |message| Fault {
            rule: Rule::OutOfRange,
            message,
        };
        if units.unsigned_abs() >= 10_u128.pow(digits + decimals) {
            return Err(out_of_range(say!("ingest.reject.digits", digits)));
        }
        let beyond = |bound: Option<i64>, wrong: fn(i128, i128) -> bool, units: i128| {
            bound.filter(|bound| wrong(units, i128::from(*bound) * one))
        };
        // Below zero it may say something else.
        let amount = if self.column.negative_means.is_some() {
            units.abs()
        } else {
            units
        };
        if let Some(bound) = beyond(self.column.above, |units, bound| units <= bound, amount) {
            return Err(out_of_range(say!("ingest.reject.above", bound)));
        }
        if let Some(bound) = beyond(self.column.min, |units, bound| units < bound, units) {
            return Err(out_of_range(say!("ingest.reject.min", bound)));
        }
        if let Some(bound) = beyond(self.column.max, |units, bound| units > bound, units) {
            return Err(out_of_range(say!("ingest.reject.max", bound)));
        }
        Ok(Reading::Value(decimal_text(units, decimals)))
    }
}

/// Numbers from 一 to 九十九.
fn small_number(text: &str) -> Option<u32> {
    let digit = |text: &str| {
        let mut digits = "一二三四五六七八九".chars().zip(1..);
        digits.find_map(|(digit, number)| text.chars().eq([digit]).then_some(number))
    };
    let Some((tens, ones)) = text.split_once('十') else {
        return digit(text);
    };
    let tens = if tens.is_empty() { 1 } else { digit(tens)? };
    let ones = if ones.is_empty() { 0 } else { digit(ones)? };
    Some(tens * 10 + ones)
}

/// The seconds of `00:02:52`, `1小时2分3秒` or `2m52s`.
fn seconds(text: &str) -> Option<u64> {
    const UNITS: [(&[&str], u64); 3] = [
        (&["小时", "h"], 3600),
        (&["分钟", "分", "min", "m", "'", "′"], 60),
        (&["秒钟", "秒", "sec", "s", "\"", "′′"], 1),
    ];
    let count = |text: &str| -> Option<u64> {
        let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| is_number)
    };
    if let [hours, minutes, seconds] = text.split(':').collect::<Vec<_>>()[..] {
        let is_clock = minutes.len() == 2 && seconds.len() == 2;
        let (hours, minutes, seconds) = (count(hours)?, count(minutes)?, count(seconds)?);
        return (is_clock && minutes < 60 && seconds < 60).then_some((hours * 60 + minutes) * 60 + seconds);
    }
    let (mut rest, mut total) = (text, 0);
    for (words, length) in UNITS {
        if let Some((number, after)) = words.iter().find_map(|word| rest.split_once(word)) {
            total += count(number)? * length;
            rest = after;
        }
    }
    (rest.is_empty() && rest.len() < text.len()).then_some(total)
}

fn bad(message: Message) -> Fault {
    Fault {
        rule: Rule::BadValue,
        message,
    }
}

fn error_of_a_spreadsheet() -> Fault {
    bad(say!("ingest.reject.error_of_spreadsheet"))
}

fn boolean(text: &str) -> Result<Reading, Fault> {
    let value = match fold(text).as_str() {
        "true" | "y" | "yes" | "是" | "1" => "true",
        "false" | "n" | "no" | "否" | "0" => "false",
        _ => return Err(bad(say!("ingest.reject.no_boolean"))),
    };
    Ok(Reading::Value(value.to_owned()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::contract::Contract;
    use crate::ingest::rows::is_identifier;
    use crate::library::Library;

    fn read_scaled(table: &str, column: &str, zeros: i32, raw: &str) -> String {
        let contract = Contract::load(&Library::shipped()).unwrap();
        let table = contract.table(table).unwrap();
        let column = table.column(column).unwrap();
        match CellReader::new(column, is_identifier(table, column), zeros).read(raw) {
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
    fn counted_numbers_and_durations() {
        for (table, column, raw, expected) in [
            ("due_items", "due_no", "第3次", "3"),
            ("due_items", "due_no", "3期", "3"),
            ("due_items", "due_no", "第 12 次", "12"),
            ("due_items", "due_no", "第三次", "3"),
            ("due_items", "due_no", "十二期", "12"),
            ("due_items", "due_no", "第二十次", "20"),
            ("payments", "due_no", "第 九十九 次", "99"),
            ("due_items", "due_no", "三", "bad_value: not a number"),
            ("due_items", "due_no", "三三次", "bad_value: not a number"),
            ("due_items", "due_no", "第3年", "bad_value: not a number"),
            ("due_items", "due_no", "第3", "bad_value: not a number"),
            ("due_items", "grace_days", "60天", "60"),
            ("policies", "payment_years", "20年", "20"),
            ("activities", "duration_seconds", "00:02:52", "172"),
            ("activities", "duration_seconds", "1:00:00", "3600"),
            ("activities", "duration_seconds", "2分52秒", "172"),
            ("activities", "duration_seconds", "1小时5分钟", "3900"),
            ("activities", "duration_seconds", "65秒", "65"),
            ("activities", "duration_seconds", "2m52s", "172"),
            ("activities", "duration_seconds", "2′52″", "172"),
            ("activities", "duration_seconds", "1h", "3600"),
            ("activities", "duration_seconds", "02:52", "bad_value: not a number"),
            ("activities", "duration_seconds", "00:72:00", "bad_value: not a number"),
            ("activities", "duration_seconds", "5秒2分", "bad_value: not a number"),
            ("due_items", "due_no", "00:02:52", "bad_value: not a number"),
        ] {
            assert_eq!(read(table, column, raw), expected, "{raw}");
        }
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
            ("nan", "empty"),
            ("/", "empty"),
            ("#DIV/0!", "bad_value: an error of a spreadsheet, not a value"),
            ("0.3亿元", "30000000.00"),
            ("3千元", "3000.00"),
            ("1200.3000000000002", "1200.30"),
            ("0", "out_of_range: must be greater than 0"),
            ("-5", "-5.00"),
            ("(5.00)", "-5.00"),
            ("99999999999999999", "out_of_range: more than 16 digits"),
            ("  ", "empty"),
        ] {
            assert_eq!(read("payments", "amount", raw), expected, "{raw}");
        }
        assert_eq!(read_scaled("payments", "amount", 4, "1.23"), "12300.00");
        assert_eq!(read_scaled("payments", "amount", 4, "0.000001"), "0.01");
        assert_eq!(read_scaled("payments", "amount", 4, "1.2万元"), "12000.00");
        assert_eq!(
            read_scaled("payments", "amount", 4, "12元"),
            "bad_value: its unit is not that of the header"
        );
        assert_eq!(read_scaled("targets", "target", -2, "95.8"), "0.958000");
        assert_eq!(read_scaled("targets", "target", -2, "95.8%"), "0.958000");
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
        assert!(read("due_items", "policy_id", "8.60082E+17").starts_with("lost_digits"));
        assert_eq!(read("due_items", "policy_id", "\u{202d}8600 8236\u{202c}"), "86008236");
        assert_eq!(read("due_items", "policy_id", "1.200E3"), "1200");
        assert!(read("due_items", "policy_id", "-1E3").starts_with("bad_value"));
        assert_eq!(
            read("cases", "story", " 客户说：“下月”，再访。 "),
            "客户说：“下月”，再访。"
        );
    }

    #[test]
    fn errors_are_no_values_anywhere() {
        let contract = Contract::load(&Library::shipped()).unwrap();
        for table in contract.tables() {
            for column in &table.columns {
                for raw in ["#N/A", " #ref! ", "＃N/A", "###"] {
                    let fault = CellReader::new(column, is_identifier(table, column), 0).read(raw);
                    assert_eq!(fault, Err(error_of_a_spreadsheet()), "{} {raw}", column.name);
                }
            }
        }
    }

    #[test]
    fn words_for_nothing_are_nothing_where_no_name_may_be_meant() {
        for raw in [
            "NULL",
            "\\N",
            "(null)",
            "None",
            "nan",
            "无",
            "-",
            "--",
            "/",
            " NULL ",
            "ＮＵＬＬ",
        ] {
            for (table, column) in [
                ("payments", "failure_code"),
                ("payments", "paid_on"),
                ("payments", "status"),
                ("payments", "due_id"),
                ("surveys", "score"),
                ("complaints", "upheld"),
            ] {
                assert_eq!(read(table, column, raw), "empty", "{column} {raw}");
            }
        }
        for (raw, expected) in [
            ("NULL", "empty"),
            ("\\N", "empty"),
            ("(null)", "empty"),
            ("无", "无"),
            ("-", "-"),
        ] {
            assert_eq!(read("customers", "customer_name", raw), expected, "{raw}");
            assert_eq!(read("cases", "story", raw), expected, "{raw}");
        }
        for raw in ["null", "NONE", "NaN", "无。"] {
            assert_eq!(read("payments", "failure_code", raw), raw);
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_a_reader_panic(raw in any::<String>()) {
            let contract = Contract::load(&Library::shipped()).unwrap();
            for column in contract.tables().flat_map(|table| &table.columns) {
                let _ = CellReader::new(column, true, 4).read(&raw);
            }
        }
    }
}
