//! Days served, for pay by days.

use std::collections::HashSet;

use chrono::{Datelike as _, Days, Months, NaiveDate, Weekday};

use super::Engine;
use crate::incentive::input::{Person, Window};
use crate::incentive::number::Number;
use crate::incentive::plan::Proration;
use crate::incentive::plan::around::Absence;

/// Days served and days there were.
pub(super) struct Served {
    pub(super) served: i64,
    pub(super) of: i64,
}

impl Served {
    /// The share served; all of it if there was no day to serve.
    pub(super) fn share(&self) -> Number {
        Number::from(self.served)
            .divided_by(&Number::from(self.of))
            .unwrap_or_else(Number::one)
    }
}

impl Engine<'_> {
    pub(super) fn served(&self, person: &Person, rule: &Proration, window: Window) -> Served {
        let (first, last) = self.days(window);
        let holidays: HashSet<NaiveDate> = rule.holidays.iter().copied().collect();
        let workdays: HashSet<NaiveDate> = rule.workdays.iter().copied().collect();
        let counts = |day: NaiveDate| {
            let is_weekday = !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
            !rule.working_days || workdays.contains(&day) || (is_weekday && !holidays.contains(&day))
        };
        let (mut served, mut of, mut day) = (0, 0, first);
        while day <= last {
            if counts(day) {
                of += 1;
                served += i64::from(!self.is_absent(person, rule, day));
            }
            day = day + Days::new(1);
        }
        Served { served, of }
    }

    fn is_absent(&self, person: &Person, rule: &Proration, day: NaiveDate) -> bool {
        rule.causes.iter().any(|cause| match cause {
            Absence::Join => person.hired_on.is_some_and(|hired| day < hired),
            Absence::Leave => person.left_on.is_some_and(|left| day > left),
            Absence::Transfer => self.input.assignments.as_ref().is_some_and(|all| {
                let own = all.get(&person.id).map(Vec::as_slice).unwrap_or_default();
                !own.iter()
                    .any(|(from, to)| *from <= day && to.is_none_or(|to| day < to))
            }),
        })
    }
}

/// True if `months` complete months lie between `from` and `to`; the day is held to the month's last.
pub(super) fn months_passed(from: NaiveDate, months: u32, to: NaiveDate) -> bool {
    from.checked_add_months(Months::new(months))
        .is_some_and(|day| day <= to)
}
