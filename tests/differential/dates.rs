//! Date arithmetic and the questions asked: a period as it is written, with its days, and the as-of day.
//!
//! Written anew here, so that the periods of the library are compared as well and not taken on trust.

use chrono::{Datelike, Days};

use super::book::Day;

pub fn day(year: i32, month: u32, day: u32) -> Day {
    Day::from_ymd_opt(year, month, day).unwrap()
}

pub fn plus_days(day: Day, days: i64) -> Day {
    let step = Days::new(days.unsigned_abs());
    if days < 0 { day - step } else { day + step }
}

/// A month as a number: 12 x year + month, January being 0.
pub fn month_of(day: Day) -> i32 {
    12 * day.year() + day.month0().cast_signed()
}

pub fn first_of(month: i32) -> Day {
    day(month.div_euclid(12), month.rem_euclid(12).cast_unsigned() + 1, 1)
}

pub fn last_of(month: i32) -> Day {
    plus_days(first_of(month + 1), -1)
}

/// The same day of the month `months` later, or that month's last day.
pub fn plus_months(day: Day, months: i32) -> Day {
    let month = month_of(day) + months;
    last_of(month).min(plus_days(first_of(month), i64::from(day.day0())))
}

/// A period and an as-of day, as asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    pub period: String,
    pub first: Day,
    pub last: Day,
    /// The day given with the question; none means the period's last.
    pub given: Option<Day>,
    /// First and last of the reference months.
    pub months: (i32, i32),
}

impl Question {
    fn new(period: String, first: Day, last: Day, months: (i32, i32)) -> Self {
        Self {
            period,
            first,
            last,
            given: None,
            months,
        }
    }

    pub fn day(day: Day) -> Self {
        Self::new(day.to_string(), day, day, (month_of(day), month_of(day)))
    }

    /// The ISO week around `inside`: it bears the year of its Thursday, and counts from the week of 4 January.
    pub fn week(inside: Day) -> Self {
        let monday = plus_days(inside, -i64::from(inside.weekday().num_days_from_monday()));
        let thursday = plus_days(monday, 3);
        let (year, week) = (thursday.year(), thursday.ordinal0() / 7 + 1);
        let sunday = plus_days(monday, 6);
        Self::new(
            format!("{year}-W{week:02}"),
            monday,
            sunday,
            (month_of(sunday), month_of(sunday)),
        )
    }

    pub fn month(inside: Day) -> Self {
        let month = month_of(inside);
        let text = inside.to_string()[..7].to_owned();
        Self::new(text, first_of(month), last_of(month), (month, month))
    }

    pub fn quarter(inside: Day) -> Self {
        let first = month_of(inside) - month_of(inside).rem_euclid(3);
        let text = format!("{}-Q{}", inside.year(), inside.month0() / 3 + 1);
        Self::new(text, first_of(first), last_of(first + 2), (first, first + 2))
    }

    pub fn year(inside: Day) -> Self {
        let first = 12 * inside.year();
        Self::new(
            inside.year().to_string(),
            first_of(first),
            last_of(first + 11),
            (first, first + 11),
        )
    }

    pub fn range(first: Day, last: Day) -> Self {
        Self::new(
            format!("{first}..{last}"),
            first,
            last,
            (month_of(last), month_of(last)),
        )
    }

    pub fn known(mut self, as_of: Option<Day>) -> Self {
        self.given = as_of;
        self
    }

    /// t
    pub fn as_of(&self) -> Day {
        self.given.unwrap_or(self.last)
    }

    pub fn contains(&self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }
}
