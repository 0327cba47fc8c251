//! The periods of a report's run: its own, those of its trends, the year before, and those its tables ask for.
//!
//! Earlier periods of trends and comparisons are shown as they were known at their end. The periods tables ask for
//! (`views: month, month-1`) are seen from the report's own as-of day: what is still open of an earlier month is a
//! question of today.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::definition::Definition;
use crate::diagnostic::{Result, did_you_mean};
use crate::message::say;
use crate::metrics::Extent;
use crate::period::{Month, Period, View};
use crate::report::error::ReportError;
use crate::store::Params;

/// What SQL calls the period before and the same a year before.
const PREVIOUS: &str = "previous_no";
const YEAR_BEFORE: &str = "year_before_no";

/// The views of a run and what SQL calls them.
pub struct Views {
    all: Vec<View>,
    own: View,
    /// Disputes are told as of this day, which may be later.
    known_on: NaiveDate,
    trend: usize,
    /// Parameter names with their place in `all`.
    named: Vec<(String, usize)>,
    /// Those that metrics are held against.
    beside: Vec<usize>,
}

/// The periods tables can ask for, by the word they write.
const WORDS: [&str; 8] = [
    "month",
    "month-1",
    "month-2",
    "quarter",
    "quarter-1",
    "year",
    "previous",
    "year-1",
];

impl Views {
    /// The views `definition` needs for a report on `own`.
    ///
    /// A period that is known in part stands beside earlier ones as of the same day: `payments` tells how much is known of
    /// what statements count, `extents` of each metric.
    pub fn plan(
        definition: &Definition,
        own: View,
        known_on: NaiveDate,
        payments: &Extent,
        extents: &[Extent],
    ) -> Result<Self> {
        let trend = definition.history.max(2);
        let mut periods = vec![own.period];
        for _ in 1..trend {
            periods.push(periods[periods.len() - 1].previous());
        }
        periods.reverse();
        let mut views = Self {
            all: periods.into_iter().map(|p| as_known(p, own)).collect(),
            own,
            known_on,
            trend,
            named: Vec::new(),
            beside: Vec::new(),
        };
        views.name("period_no", own);
        views.name(PREVIOUS, payments.beside(own, own.period.previous()));
        views.name(YEAR_BEFORE, payments.beside(own, own.period.year_before()));
        for extent in extents {
            views.also(extent.beside(own, own.period.previous()));
            views.also(extent.beside(own, own.period.year_before()));
        }
        for section in &definition.sections {
            for word in section.list("views") {
                let period = period_of(word, own).ok_or_else(|| ReportError::Definition {
                    message: say!(
                        "errors.report.definition.unknown_period",
                        id = section.id,
                        word = word.to_owned()
                    ),
                    place: Box::new(section.place("views")),
                    hint: did_you_mean(word, &WORDS),
                })?;
                views.name(&parameter(word), View::new(period, Some(own.as_of)));
            }
        }
        Ok(views)
    }

    fn name(&mut self, parameter: &str, view: View) {
        if self.named.iter().any(|(known, _)| known == parameter) {
            return;
        }
        let place = self.place(view);
        self.named.push((parameter.to_owned(), place));
    }

    fn place(&mut self, view: View) -> usize {
        let place = self.all.iter().position(|known| *known == view);
        place.unwrap_or_else(|| {
            self.all.push(view);
            self.all.len() - 1
        })
    }

    /// One that only figures are held against.
    fn also(&mut self, view: View) {
        let place = self.place(view);
        self.beside.push(place);
    }

    /// All of them, in the order of their numbers.
    pub fn all(&self) -> &[View] {
        &self.all
    }

    /// The report's own period and as-of day.
    pub fn own(&self) -> View {
        self.own
    }

    /// The number of the report's own period.
    pub fn own_no(&self) -> i64 {
        number(self.trend - 1)
    }

    /// The periods of trends, oldest first, the report's own last.
    pub fn trend(&self) -> Vec<Period> {
        self.all[..self.trend].iter().map(|view| view.period).collect()
    }

    /// The numbers of what tables and comparisons show, not trends alone.
    pub fn shown(&self) -> BTreeSet<i64> {
        let named = self.named.iter().map(|(_, place)| *place);
        named.chain(self.beside.iter().copied()).map(number).collect()
    }

    /// The numbers by which SQL reads a value of `view` whose metric is known as `extent` says: where SQL asks for an earlier
    /// period, it gets the day that goes with the metric's own.
    pub fn numbers(&self, view: View, extent: &Extent) -> BTreeSet<i64> {
        let is_meant = |name: &str, place: usize| {
            let period = self.all[place].period;
            match name {
                PREVIOUS | YEAR_BEFORE => view == extent.beside(self.own, period),
                _ => view == self.all[place],
            }
        };
        let named = self.named.iter().filter(|(name, place)| is_meant(name, *place));
        named.map(|(_, place)| number(*place)).collect()
    }

    /// `params` with the numbers SQL names periods by, and the days of the report's own.
    pub fn params(&self, params: Params) -> Params {
        let named = self.named.iter().fold(params, |params, (name, place)| {
            params.with(name.as_str(), number(*place))
        });
        let (first_month, _) = self.own.period.reference_months();
        named
            .with("first_on", self.own.period.first_on())
            .with("last_on", self.own.period.last_on())
            .with("as_of", self.own.as_of)
            .with("known_on", self.known_on)
            .with("reference_on", self.own.reference_on())
            .with("first_month_on", first_month.first_on())
    }
}

fn number(place: usize) -> i64 {
    i64::try_from(place).expect("few periods") + 1
}

/// `month-1` is the parameter `month_1_no`.
fn parameter(word: &str) -> String {
    format!("{}_no", word.replace('-', "_"))
}

/// The period as known at its end, but never later than the report itself.
pub fn as_known(period: Period, own: View) -> View {
    if period == own.period {
        own
    } else {
        View::new(period, Some(period.last_on().min(own.as_of)))
    }
}

/// The month of the report's last day, the months before it and so on.
fn period_of(word: &str, own: View) -> Option<Period> {
    let month = Month::containing(own.period.last_on());
    let quarter = || Period::quarter(own.period.last_on());
    Some(match word {
        "month" => Period::month(month),
        "month-1" => Period::month(month.plus(-1)),
        "month-2" => Period::month(month.plus(-2)),
        "quarter" => quarter(),
        "quarter-1" => quarter().previous(),
        "previous" => own.period.previous(),
        "year-1" => own.period.year_before(),
        "year" => month.first_on().format("%Y").to_string().parse().ok()?,
        _ => return None,
    })
}

/// The names that titles may use: months and periods around the report, as people say them.
pub fn names(own: View, format: &crate::report::text::format::Format) -> Result<Vec<(&'static str, String)>> {
    let month = Month::containing(own.period.last_on());
    let mut names = Vec::new();
    let words = ["month", "month_1", "month_2", "month_3", "month_4", "month_5"];
    for (back, name) in (0..).zip(words) {
        names.push((name, format.month(Period::month(month.plus(-back)))?));
    }
    names.push(("period", format.period(own.period)?));
    names.push(("previous", format.previous(own.period.kind())?.to_owned()));
    names.push(("year_before", format.texts().get("previous.year_before")?.to_owned()));
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(period: &str) -> View {
        View::at_end(period.parse().unwrap())
    }

    #[test]
    fn a_week_across_two_months_belongs_to_the_later_one() {
        let period = |word| period_of(word, own("2026-W14")).unwrap().to_string();
        assert_eq!(own("2026-W14").period.first_on().to_string(), "2026-03-30");
        assert_eq!(
            [
                "month",
                "month-1",
                "month-2",
                "quarter",
                "quarter-1",
                "year",
                "previous",
                "year-1"
            ]
            .map(period),
            [
                "2026-04", "2026-03", "2026-02", "2026-Q2", "2026-Q1", "2026", "2026-W13", "2025-W14"
            ]
        );
        assert!(WORDS.iter().all(|word| period_of(word, own("2026-W14")).is_some()));
        assert_eq!(period_of("month+1", own("2026-W14")), None);
    }

    #[test]
    fn earlier_periods_are_seen_from_their_end() {
        let later = View::new("2026-06".parse().unwrap(), "2026-07-15".parse().ok());
        assert_eq!(as_known(later.period, later), later);
        let before = as_known(later.period.previous(), later);
        assert_eq!(before.as_of.to_string(), "2026-05-31");
        let early = View::new("2026-06".parse().unwrap(), "2026-05-10".parse().ok());
        assert_eq!(as_known(early.period.previous(), early).as_of, early.as_of);
    }
}
