//! The days that a period covers, and the periods around it.

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::Serialize;

use super::month::Month;
use crate::word::words;

words! {
    /// The kinds of period, as targets and comparisons tell them apart.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
    #[serde(rename_all = "snake_case")]
    pub enum PeriodKind {
        /// `2026-03-14`
        Day = "day",
        /// `2026-W11`, Monday to Sunday
        Week = "week",
        /// `2026-03`
        Month = "month",
        /// `2026-Q1`
        Quarter = "quarter",
        /// `2026`
        Year = "year",
        /// `2026-01-05..2026-02-10`
        Range = "range",
    }
}

/// A span of days as the user writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    pub(super) kind: PeriodKind,
    pub(super) first: NaiveDate,
    pub(super) last: NaiveDate,
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            PeriodKind::Day => write!(f, "{}", self.first),
            PeriodKind::Week => {
                let week = self.first.iso_week();
                write!(f, "{:04}-W{:02}", week.year(), week.week())
            }
            PeriodKind::Month => write!(f, "{}", Month::containing(self.first)),
            PeriodKind::Quarter => write!(f, "{:04}-Q{}", self.first.year(), self.first.month0() / 3 + 1),
            PeriodKind::Year => write!(f, "{:04}", self.first.year()),
            PeriodKind::Range => write!(f, "{}..{}", self.first, self.last),
        }
    }
}

impl Period {
    /// The month as a period.
    pub fn month(month: Month) -> Self {
        Self {
            kind: PeriodKind::Month,
            first: month.first_on(),
            last: month.last_on(),
        }
    }

    /// The day as a period.
    pub fn day(day: NaiveDate) -> Self {
        Self {
            kind: PeriodKind::Day,
            first: day,
            last: day,
        }
    }

    /// The ISO week that contains `day`.
    pub fn week(day: NaiveDate) -> Self {
        let first = day.week(Weekday::Mon).first_day();
        Self {
            kind: PeriodKind::Week,
            first,
            last: first + Days::new(6),
        }
    }

    /// The quarter that contains `day`.
    pub fn quarter(day: NaiveDate) -> Self {
        let first = Month::containing(day).plus(-i32::try_from(day.month0() % 3).unwrap_or(0));
        Self {
            kind: PeriodKind::Quarter,
            first: first.first_on(),
            last: first.plus(2).last_on(),
        }
    }

    /// How it was written.
    pub fn kind(self) -> PeriodKind {
        self.kind
    }

    /// Its first day.
    pub fn first_on(self) -> NaiveDate {
        self.first
    }

    /// Its last day.
    pub fn last_on(self) -> NaiveDate {
        self.last
    }

    /// First and last of its reference months: the months it covers if it is a month, quarter or year, else the month
    /// of its last day.
    pub fn reference_months(self) -> (Month, Month) {
        let last = Month::containing(self.last);
        match self.kind {
            PeriodKind::Month | PeriodKind::Quarter | PeriodKind::Year => (Month::containing(self.first), last),
            PeriodKind::Day | PeriodKind::Week | PeriodKind::Range => (last, last),
        }
    }

    /// The period of the same kind just before; for a range the days just before, as many.
    pub fn previous(self) -> Self {
        let before = self.first.pred_opt().unwrap_or(self.first);
        let first = match self.kind {
            PeriodKind::Day => before,
            PeriodKind::Week | PeriodKind::Range => {
                let length = self.last.signed_duration_since(self.first);
                before.checked_sub_signed(length).unwrap_or(before)
            }
            PeriodKind::Month => Month::containing(before).first_on(),
            PeriodKind::Quarter => Month::containing(before).plus(-2).first_on(),
            PeriodKind::Year => Month::containing(before).plus(-11).first_on(),
        };
        Self {
            kind: self.kind,
            first,
            last: before,
        }
    }

    /// The period of the same kind just after; for a range the days just after, as many.
    pub fn next(self) -> Self {
        let first = self.last.succ_opt().unwrap_or(self.last);
        let last = match self.kind {
            PeriodKind::Day => first,
            PeriodKind::Week | PeriodKind::Range => {
                let length = self.last.signed_duration_since(self.first);
                first.checked_add_signed(length).unwrap_or(first)
            }
            PeriodKind::Month => Month::containing(first).last_on(),
            PeriodKind::Quarter => Month::containing(first).plus(2).last_on(),
            PeriodKind::Year => Month::containing(first).plus(11).last_on(),
        };
        Self {
            kind: self.kind,
            first,
            last,
        }
    }

    /// The day of this period that `day` is of `other`: the last if it is the last, the same day of the month or of the
    /// week else.
    pub fn same_day(self, other: Self, day: NaiveDate) -> NaiveDate {
        if day >= other.last {
            return self.last;
        }
        let same = match self.kind {
            PeriodKind::Month | PeriodKind::Quarter | PeriodKind::Year => {
                let months = months(day) - months(other.first);
                let month = Month::containing(self.first).plus(months);
                month.first_on().with_day(day.day()).unwrap_or_else(|| month.last_on())
            }
            PeriodKind::Day | PeriodKind::Week | PeriodKind::Range => {
                self.first.checked_add_signed(day - other.first).unwrap_or(self.last)
            }
        };
        same.min(self.last)
    }

    /// The same period a year before; a week keeps its number (week 53 becomes the last week of a shorter year).
    pub fn year_before(self) -> Self {
        if self.kind == PeriodKind::Week {
            let week = self.first.iso_week();
            let monday = |number| NaiveDate::from_isoywd_opt(week.year() - 1, number, Weekday::Mon);
            let first = monday(week.week()).or_else(|| monday(52)).unwrap_or(self.first);
            return Self {
                kind: self.kind,
                first,
                last: first + Days::new(6),
            };
        }
        let back = |day: NaiveDate| day.checked_sub_months(Months::new(12)).unwrap_or(day);
        let last = match self.kind {
            PeriodKind::Day | PeriodKind::Week | PeriodKind::Range => back(self.last),
            _ => Month::containing(back(self.last)).last_on(),
        };
        Self {
            kind: self.kind,
            first: back(self.first),
            last,
        }
    }
}

/// Months since the year 0.
fn months(day: NaiveDate) -> i32 {
    12 * day.year() + i32::try_from(day.month0()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::period::{PeriodError, parse_day, parse_month};

    fn period(text: &str) -> Period {
        text.parse().unwrap()
    }

    fn days(text: &str) -> String {
        format!("{}..{}", period(text).first_on(), period(text).last_on())
    }

    #[test]
    fn every_form_covers_its_days() {
        assert_eq!(days("2026-03-14"), "2026-03-14..2026-03-14");
        assert_eq!(days("2026-W11"), "2026-03-09..2026-03-15");
        assert_eq!(days("2026-02"), "2026-02-01..2026-02-28");
        assert_eq!(days("2026-Q1"), "2026-01-01..2026-03-31");
        assert_eq!(days("2024"), "2024-01-01..2024-12-31");
        assert_eq!(days("2026-01-05..2026-02-10"), "2026-01-05..2026-02-10");
    }

    #[test]
    fn every_form_has_the_other_ways_people_write_it() {
        for (usual, others) in [
            (
                "2026-07-01",
                &[
                    "2026/7/1",
                    "2026.7.1",
                    "20260701",
                    "2026年7月1日",
                    "２０２６－０７－０１",
                    " 2026-7-1 ",
                ][..],
            ),
            (
                "2026-06",
                &["2026-6", "2026/06", "2026.6", "202606", "2026年6月", "2026 年 6 月份"],
            ),
            ("2026-W26", &["2026W26", "2026-w26", "2026年第26周", "2026年26周"]),
            (
                "2026-Q2",
                &[
                    "2026Q2",
                    "2026q2",
                    "2026年Q2",
                    "2026年第2季度",
                    "2026年二季度",
                    "2026第二季度",
                ],
            ),
            ("2026", &["2026年", "2026年度"]),
            (
                "2026-01-01..2026-03-31",
                &[
                    "2026-01..2026-03",
                    "202601~202603",
                    "2026年1月至2026年3月",
                    "2026年1月至3月",
                    "2026年1月—3月",
                ],
            ),
            (
                "2026-01-05..2026-02-10",
                &[
                    "2026/1/5～2026/2/10",
                    "2026年1月5日至2026年2月10日",
                    "2026年1月5日至2月10日",
                ],
            ),
            ("2026-06-22..2026-06-28", &["2026年6月22日至28日"]),
        ] {
            for text in others {
                assert_eq!(text.parse(), Ok(period(usual)), "{text}");
            }
        }
        assert_eq!(parse_day("2026年7月1日").unwrap().to_string(), "2026-07-01");
        assert_eq!(parse_month("202607").unwrap().to_string(), "2026-07");
    }

    #[test]
    fn the_first_week_may_begin_in_the_old_year() {
        assert_eq!(days("2026-W01"), "2025-12-29..2026-01-04");
        assert_eq!(days("2020-W53"), "2020-12-28..2021-01-03");
        assert!("2025-W53".parse::<Period>().is_err());
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in [
            "",
            "2026-13",
            "2026-02-30",
            "2026-Q5",
            "2026-W00",
            "26-03",
            "2026-",
            "2026-003",
            "202613",
            "2026-03-",
            "0000",
            "0000-03",
            "2026W54",
            "2026年第5季度",
            "2026第26",
            "2026-03..2026-W20",
            "..",
            "2026-01-05..",
            "上月",
            "März",
        ] {
            assert_eq!(
                text.parse::<Period>(),
                Err(PeriodError::Unknown(text.to_owned())),
                "{text}"
            );
        }
        assert!(matches!(
            "2026-03-02..2026-03-01".parse::<Period>(),
            Err(PeriodError::Backwards(_))
        ));
    }

    #[test]
    fn comparison_periods() {
        for (text, previous, year_before) in [
            ("2026-03-01", "2026-02-28", "2025-03-01"),
            ("2026-W01", "2025-W52", "2025-W01"),
            ("2026-01", "2025-12", "2025-01"),
            ("2026-Q1", "2025-Q4", "2025-Q1"),
            ("2026", "2025", "2025"),
            ("2024-02", "2024-01", "2023-02"),
            ("2025-02", "2025-01", "2024-02"),
            ("2020-W53", "2020-W52", "2019-W52"),
        ] {
            assert_eq!(period(text).previous().to_string(), previous);
            assert_eq!(period(text).year_before().to_string(), year_before);
        }
        assert_eq!(days("2025-02"), "2025-02-01..2025-02-28");
        assert_eq!(period("2025-02").year_before().last_on().to_string(), "2024-02-29");
    }

    #[test]
    fn a_range_refers_to_the_month_of_its_end() {
        let (first, last) = period("2026-02-10..2026-03-20").reference_months();
        assert_eq!(
            (first.to_string(), last.to_string()),
            ("2026-03".into(), "2026-03".into())
        );
        let (first, last) = period("2026-Q1").reference_months();
        assert_eq!(
            (first.to_string(), last.to_string()),
            ("2026-01".into(), "2026-03".into())
        );
    }

    #[test]
    fn the_period_around_a_day() {
        let day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        assert_eq!(Period::day(day).to_string(), "2026-01-01");
        assert_eq!(Period::week(day), period("2026-W01"));
        for (day, quarter) in [
            ("2026-01-01", "2026-Q1"),
            ("2026-06-30", "2026-Q2"),
            ("2025-12-31", "2025-Q4"),
        ] {
            assert_eq!(Period::quarter(parse_day(day).unwrap()), period(quarter));
        }
    }

    proptest! {
        /// Whatever parses is written back as it was read, and its previous period touches it.
        #[test]
        fn text_round_trips(year in 1900_i32..2200, day in 0_u64..366) {
            let date = NaiveDate::from_ymd_opt(year, 1, 1).unwrap() + Days::new(day);
            let week = date.iso_week();
            let texts = [
                date.to_string(),
                format!("{:04}-W{:02}", week.year(), week.week()),
                Month::containing(date).to_string(),
                format!("{:04}-Q{}", date.year(), date.month0() / 3 + 1),
            ];
            for text in texts {
                let period: Period = text.parse().unwrap();
                prop_assert_eq!(period.to_string(), text);
                prop_assert!(period.first_on() <= date && date <= period.last_on());
                prop_assert_eq!(period.previous().last_on(), period.first_on() - Days::new(1));
            }
        }
    }
}
