//! How people write days, months and periods.
//!
//! `2026-03-14`, `2026/3/14`, `20260314` and `2026年3月14日` are one day, `2026-W11`, `2026W11` and `2026年第11周` one week; months,
//! quarters and years likewise, and two days or two months with `..`, `~`, `—` or `至` between them are a range, of which the second
//! may leave out what it shares with the first (`2026年4月至6月`). A year has four digits and comes first. There are no words such as 上月: there is no clock they could refer to.

use std::str::FromStr;

use chrono::{Days, NaiveDate, Weekday};
use unicode_normalization::UnicodeNormalization;

use super::error::PeriodError;
use super::month::Month;
use super::span::{Period, PeriodKind};

/// A day written `2026-03-14` or in another of its forms.
pub fn parse_day(text: &str) -> Result<NaiveDate, PeriodError> {
    day(&normal(text)).ok_or_else(|| PeriodError::NoDate(text.to_owned()))
}

/// A month written `2026-03` or in another of its forms.
pub fn parse_month(text: &str) -> Result<Month, PeriodError> {
    month(&normal(text)).ok_or_else(|| PeriodError::NoMonth(text.to_owned()))
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let normal = normal(text);
        if let Some((first, last)) = ["~", "至"].iter().find_map(|mark| normal.split_once(mark)) {
            return range(text, first, last);
        }
        let single = day(&normal)
            .map(Self::day)
            .or_else(|| week(&normal))
            .or_else(|| month(&normal).map(Self::month))
            .or_else(|| quarter(&normal))
            .or_else(|| year(&normal));
        single.ok_or_else(|| PeriodError::Unknown(text.to_owned()))
    }
}

/// From the day or month `first` to the day or month `last`; `text` is how it was written.
fn range(text: &str, first: &str, last: &str) -> Result<Period, PeriodError> {
    let last = completed(first, last);
    let (first, last) = if let (Some(first), Some(last)) = (month(first), month(&last)) {
        (first.first_on(), last.last_on())
    } else {
        let days = day(first).zip(day(&last));
        days.ok_or_else(|| PeriodError::Unknown(text.to_owned()))?
    };
    if last < first {
        return Err(PeriodError::Backwards(text.to_owned()));
    }
    Ok(Period {
        kind: PeriodKind::Range,
        first,
        last,
    })
}

/// The end of a range with the year, or the year and month, that only its beginning says: `6月` and `30日`, but not `06`.
fn completed(first: &str, last: &str) -> String {
    let is_day = last.ends_with(['日', '号']);
    let shared = if last.contains('-') {
        None
    } else if last.contains('月') {
        first.find('-')
    } else if is_day {
        first.find('月')
    } else {
        None
    };
    shared.map_or_else(|| last.to_owned(), |end| format!("{}-{last}", &first[..end]))
}

/// One way to write what has several: half width, capitals, no blanks, `-` between numbers.
fn normal(text: &str) -> String {
    let kept = text.nfkc().filter(|c| !c.is_whitespace());
    let text: String = kept.flat_map(char::to_uppercase).collect();
    let text = text.replace("年度", "年").replace("月份", "月").replace("季度", "季");
    let text = text.strip_suffix('年').unwrap_or(&text);
    text.replace("..", "~")
        .replace(['—', '–'], "~")
        .replace("年第", "-")
        .replace(['/', '年', '第'], "-")
        .replace("-Q", "Q")
        .replace("-W", "W")
}

/// The numbers of `text` between `-`; the first is a year, the others have one or two digits.
fn numbers<const N: usize>(text: &str) -> Option<[u32; N]> {
    let mut numbers = [0; N];
    let mut parts = text.split('-');
    for (place, number) in numbers.iter_mut().enumerate() {
        let part = parts.next()?;
        let is_number = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let fits = if place == 0 { part.len() == 4 } else { part.len() <= 2 };
        *number = part.parse().ok().filter(|_| is_number && fits)?;
    }
    let has_year = numbers.first().is_some_and(|year| *year > 0);
    (parts.next().is_none() && has_year).then_some(numbers)
}

/// `2026W11` as `2026-11`; `None` without the mark.
fn marked(text: &str, mark: char) -> Option<String> {
    let (year, number) = text.split_once(mark)?;
    Some(format!("{year}-{number}"))
}

/// `20260314` and `202603` with `-` between the numbers.
fn separated(text: &str, length: usize) -> Option<String> {
    let is_compact = text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    is_compact.then(|| {
        let (year, rest) = text.split_at(4);
        let rest = rest.as_bytes().chunks(2).map(String::from_utf8_lossy);
        rest.fold(year.to_owned(), |text, number| format!("{text}-{number}"))
    })
}

fn day(text: &str) -> Option<NaiveDate> {
    let text = separated(text, 8).unwrap_or_else(|| {
        let text = text.strip_suffix(['日', '号']).unwrap_or(text);
        text.replace(['月', '.'], "-")
    });
    let [year, month, day] = numbers(&text)?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

fn month(text: &str) -> Option<Month> {
    let text = separated(text, 6).unwrap_or_else(|| text.strip_suffix('月').unwrap_or(text).replace('.', "-"));
    let [year, month] = numbers(&text)?;
    Month::new(i32::try_from(year).ok()?, month)
}

fn week(text: &str) -> Option<Period> {
    let text = match text.strip_suffix('周') {
        Some(text) => text.to_owned(),
        None => marked(text, 'W')?,
    };
    let [year, week] = numbers(&text)?;
    let first = NaiveDate::from_isoywd_opt(i32::try_from(year).ok()?, week, Weekday::Mon)?;
    Some(Period {
        kind: PeriodKind::Week,
        first,
        last: first.checked_add_days(Days::new(6))?,
    })
}

fn quarter(text: &str) -> Option<Period> {
    let text = match text.strip_suffix('季') {
        Some(text) => text
            .replace('一', "1")
            .replace('二', "2")
            .replace('三', "3")
            .replace('四', "4"),
        None => marked(text, 'Q')?,
    };
    let [year, quarter] = numbers(&text)?;
    let first = Month::new(i32::try_from(year).ok()?, quarter.checked_mul(3)?.checked_sub(2)?)?;
    Some(Period::quarter(first.first_on()))
}

fn year(text: &str) -> Option<Period> {
    let [year] = numbers(text)?;
    let first = Month::new(i32::try_from(year).ok()?, 1)?;
    Some(Period {
        kind: PeriodKind::Year,
        first: first.first_on(),
        last: first.plus(11).last_on(),
    })
}
