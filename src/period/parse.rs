//! How people write days, months and periods.

use std::str::FromStr;

use chrono::{Days, NaiveDate, Weekday};

use super::{Month, Period, PeriodError, PeriodKind};

/// A day written `2026-03-14`.
pub fn parse_day(text: &str) -> Result<NaiveDate, PeriodError> {
    day(text).ok_or_else(|| PeriodError::NoDate(text.to_owned()))
}

/// A month written `2026-03`.
pub fn parse_month(text: &str) -> Result<Month, PeriodError> {
    month(text).ok_or_else(|| PeriodError::NoMonth(text.to_owned()))
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        if let Some((first, last)) = text.split_once("..") {
            let (first, last) = (parse_day(first)?, parse_day(last)?);
            if last < first {
                return Err(PeriodError::Backwards(text.to_owned()));
            }
            return Ok(Self {
                kind: PeriodKind::Range,
                first,
                last,
            });
        }
        let single = day(text)
            .map(|d| Self {
                kind: PeriodKind::Day,
                first: d,
                last: d,
            })
            .or_else(|| week(text))
            .or_else(|| month(text).map(Self::month))
            .or_else(|| quarter(text))
            .or_else(|| year(text));
        single.ok_or_else(|| PeriodError::Unknown(text.to_owned()))
    }
}

fn digits(text: &str, width: usize) -> Option<u32> {
    (text.len() == width && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn year_number(text: &str) -> Option<i32> {
    digits(text, 4).and_then(|y| i32::try_from(y).ok()).filter(|y| *y > 0)
}

fn day(text: &str) -> Option<NaiveDate> {
    let mut parts = text.splitn(3, '-');
    let year = year_number(parts.next()?)?;
    let month = digits(parts.next()?, 2)?;
    NaiveDate::from_ymd_opt(year, month, digits(parts.next()?, 2)?)
}

fn month(text: &str) -> Option<Month> {
    let (year, month) = text.split_once('-')?;
    Month::new(year_number(year)?, digits(month, 2)?)
}

fn week(text: &str) -> Option<Period> {
    let (year, week) = text.split_once("-W")?;
    let first = NaiveDate::from_isoywd_opt(year_number(year)?, digits(week, 2)?, Weekday::Mon)?;
    Some(Period {
        kind: PeriodKind::Week,
        first,
        last: first.checked_add_days(Days::new(6))?,
    })
}

fn quarter(text: &str) -> Option<Period> {
    let (year, quarter) = text.split_once("-Q")?;
    let number = digits(quarter, 1).filter(|q| (1..=4).contains(q))?;
    let first = Month::new(year_number(year)?, number * 3 - 2)?;
    Some(Period {
        kind: PeriodKind::Quarter,
        first: first.first_on(),
        last: first.plus(2).last_on(),
    })
}

fn year(text: &str) -> Option<Period> {
    let first = Month::new(year_number(text)?, 1)?;
    Some(Period {
        kind: PeriodKind::Year,
        first: first.first_on(),
        last: first.plus(11).last_on(),
    })
}
