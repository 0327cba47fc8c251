//! Dates and local times in the forms files have them.
//!
//! Year first with any separator, `20260305`, `2026年3月5日`, `05-Mar-2026`, days as spreadsheets count them; with or
//! without a time. What could be day or month first is refused, and so are a time with a zone and a time no day has.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};

/// A date as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// This time; midnight for a day.
    At(NaiveDateTime),
    /// 1970-01-01 or 1900-01-00, by which old exports mean "empty".
    Null,
}

/// Reads a date or a local time in any of the ways it is written; `text` is normalised and trimmed.
pub(super) fn moment(text: &str) -> Option<Moment> {
    let at = if let Some(at) = compact(text) {
        at
    } else if let Some(at) = serial(text) {
        at
    } else {
        let (day, time) = split_time(text);
        let time = if time.is_empty() { NaiveTime::MIN } else { clock(&time)? };
        match calendar_day(&day)? {
            Moment::At(midnight) => midnight.date().and_time(time),
            Moment::Null => return Some(Moment::Null),
        }
    };
    let in_use = NaiveDate::from_ymd_opt(1900, 1, 1)?;
    let empty = NaiveDate::from_ymd_opt(1970, 1, 1)?;
    if at.date() == empty {
        return Some(Moment::Null);
    }
    (at.date() >= in_use).then_some(Moment::At(at))
}

/// `20260305` and `20260305102300`.
fn compact(text: &str) -> Option<NaiveDateTime> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    let day = NaiveDate::from_ymd_opt(number(0, 4)?.try_into().ok()?, number(4, 6)?, number(6, 8)?)?;
    match text.len() {
        8 => Some(day.and_time(NaiveTime::MIN)),
        14 => day.and_hms_opt(number(8, 10)?, number(10, 12)?, number(12, 14)?),
        _ => None,
    }
}

/// Days since 1899-12-30 as spreadsheets count them, five digits (1927 to 2173), with the time as a fraction.
fn serial(text: &str) -> Option<NaiveDateTime> {
    let (days, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if days.len() != 5 || !is_digits(days) || !is_digits(fraction) || fraction.len() > 15 {
        return None;
    }
    let day = NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days.parse().ok()?))?;
    // A fraction of a day to the nearest millisecond, as in cells with the format of a date: spreadsheets store 10:23:00 as
    // 0.432638888888889.
    let (part, of) = (
        fraction.parse::<u128>().ok()?,
        10_u128.pow(u32::try_from(fraction.len()).ok()?),
    );
    let milliseconds = i64::try_from((part * 86_400_000 + of / 2) / of).ok()?;
    day.and_time(NaiveTime::MIN)
        .checked_add_signed(chrono::TimeDelta::milliseconds(milliseconds))
}

/// The day with `-` between its parts, and what follows it.
fn split_time(text: &str) -> (String, String) {
    let text = text.replace(['年', '月'], "-").replace(['日', '号'], " ");
    let text = text.replace(" -", "-").replace("- ", "-");
    let after_digit = |at: usize| text[..at].ends_with(|c: char| c.is_ascii_digit());
    let cut = text
        .char_indices()
        .find(|(at, c)| (c.is_whitespace() || *c == 'T') && after_digit(*at) && text[..*at].len() >= 8)
        .map_or(text.len(), |(at, _)| at);
    let day = text[..cut].replace(['/', '.', ' '], "-");
    let time = text[cut..].trim();
    // A T announces a time: without one, something was cut off.
    let time = time.strip_prefix('T').filter(|time| !time.is_empty()).unwrap_or(time);
    (day, time.replace(['时', '分'], ":").replace('秒', ""))
}

/// `2026-3-5`, `20260305` or `5-Mar-2026`; the day 0 of January 1900 is how spreadsheets show an empty date.
fn calendar_day(text: &str) -> Option<Moment> {
    if let (8, Some(midnight)) = (text.len(), compact(text)) {
        return Some(Moment::At(midnight));
    }
    let parts: Vec<&str> = text.split('-').collect();
    let [first, second, third] = parts[..] else { return None };
    let number = |part: &str, most: usize| {
        let fits = !part.is_empty() && part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| part.parse::<u32>().ok()).flatten()
    };
    let (year, month, day) = if first.len() == 4 {
        (number(first, 4)?, number(second, 2)?, number(third, 2)?)
    } else if third.len() == 4 {
        // Day first only with the month as a word: 05/03/2026 could be May or March.
        (number(third, 4)?, month_name(second)?, number(first, 2)?)
    } else {
        return None;
    };
    if (year, month, day) == (1900, 1, 0) {
        return Some(Moment::Null);
    }
    let day = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    Some(Moment::At(day.and_time(NaiveTime::MIN)))
}

fn month_name(text: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let text = text.to_ascii_lowercase();
    let index = NAMES.iter().position(|name| *name == text)?;
    u32::try_from(index + 1).ok()
}

/// `10:23`, `9:5`, `10:23:05`, `10:23:05.1234567`, `102305`; no zones. Of a fraction the store holds six digits, further
/// ones are cut off. 24:00 and the 60th second are no times of a day.
fn clock(text: &str) -> Option<NaiveTime> {
    let text = text.trim_end_matches(':');
    let number = |part: &str| {
        let fits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| part.parse::<u32>().ok()).flatten()
    };
    if text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) {
        return NaiveTime::from_hms_opt(number(&text[..2])?, number(&text[2..4])?, number(&text[4..])?);
    }
    let parts: Vec<&str> = text.split(':').collect();
    let (hour, minute, second) = match parts[..] {
        [hour, minute] => (hour, minute, "0"),
        [hour, minute, second] => (hour, minute, second),
        _ => return None,
    };
    let (second, fraction) = second.split_once('.').unwrap_or((second, "0"));
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let micro = format!("{fraction:0<6.6}").parse().ok()?;
    NaiveTime::from_hms_micro_opt(number(hour)?, number(minute)?, number(second)?, micro)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> String {
        match moment(text) {
            Some(Moment::At(at)) => at.to_string(),
            Some(Moment::Null) => "empty".to_owned(),
            None => "none".to_owned(),
        }
    }

    #[test]
    fn days() {
        for text in [
            "2026-03-05",
            "2026/3/5",
            "2026.3.5",
            "20260305",
            "2026年3月5日",
            "2026 年 3 月 5 日",
            "05-Mar-2026",
            "5 mar 2026",
            "46086",
            "2026-03-05 00:00:00",
            "2026/3/5 0:00",
            "2026-03-05 00:00:00.0000000",
            "20260305 00:00:00",
        ] {
            assert_eq!(read(text), "2026-03-05 00:00:00", "{text}");
        }
        for text in ["1970-01-01", "1970/1/1 00:00:00", "1900-01-00", "1900/1/0", "19700101"] {
            assert_eq!(read(text), "empty", "{text}");
        }
        for text in [
            "2026-02-30",
            "05/03/2026",
            "26-3-5",
            "2026-3",
            "epoch",
            "infinity",
            "3",
            "1899-12-31",
            "2026-03-05 25:00",
            "2026-03-05 24:00:00",
            "2026-03-05 23:59:60",
            "2026-03-05 10:60",
            "2026-03-05 10:23:05.",
            "2026-03-05 10:23:05.1x",
            "20260305 1023",
            "20261305 10:23",
            "2026-03-05 10:00+08",
            "2026-03-05Z",
            "2026-03-05T",
            "2026-03-05TT10:00",
            "20260305T",
            "日",
            "--",
        ] {
            assert_eq!(read(text), "none", "{text}");
        }
    }

    #[test]
    fn times() {
        for (text, expected) in [
            ("2026-03-05 10:23", "2026-03-05 10:23:00"),
            ("2026/3/5 9:05:07", "2026-03-05 09:05:07"),
            ("2026年3月5日10时23分", "2026-03-05 10:23:00"),
            ("2026-03-05T10:23:00.5", "2026-03-05 10:23:00.500"),
            ("20260305102300", "2026-03-05 10:23:00"),
            ("2026/3/5 9:5", "2026-03-05 09:05:00"),
            ("2026-03-05 10:23:05.0000000", "2026-03-05 10:23:05"),
            ("2026-03-05 10:23:05.1234567", "2026-03-05 10:23:05.123456"),
            ("2026-03-05 10:23:05.999999999", "2026-03-05 10:23:05.999999"),
            ("20260305 10:23:05", "2026-03-05 10:23:05"),
            ("20260305 10:23", "2026-03-05 10:23:00"),
            ("20260305T102305", "2026-03-05 10:23:05"),
            ("46086.432638888889", "2026-03-05 10:23:00"),
            ("46112.999999", "2026-03-31 23:59:59.914"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>(), near in "[-+0-9年月日时分:./,TEe ]{0,24}") {
            let _ = (moment(&text), moment(&near));
        }
    }
}
