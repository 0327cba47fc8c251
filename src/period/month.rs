//! Calendar months.

use std::fmt;

use chrono::{Datelike, Months, NaiveDate};

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    first: NaiveDate,
}

impl Month {
    /// Month `month` (1 to 12) of `year`.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, 1).map(|first| Self { first })
    }

    /// The month that contains `day`.
    pub fn containing(day: NaiveDate) -> Self {
        Self {
            first: day.with_day(1).expect("every month has a first day"),
        }
    }

    /// Its first day.
    pub fn first_on(self) -> NaiveDate {
        self.first
    }

    /// Its last day.
    pub fn last_on(self) -> NaiveDate {
        self.plus(1).first.pred_opt().unwrap_or(self.first)
    }

    /// The month `months` later, or earlier if negative; the range of dates is never left.
    pub fn plus(self, months: i32) -> Self {
        let step = Months::new(months.unsigned_abs());
        let moved = if months < 0 {
            self.first.checked_sub_months(step)
        } else {
            self.first.checked_add_months(step)
        };
        Self {
            first: moved.unwrap_or(self.first),
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}
