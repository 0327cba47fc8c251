//! A period seen from a day.

use chrono::NaiveDate;

use super::span::Period;

/// A period together with the day up to which facts are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct View {
    pub period: Period,
    /// Only facts dated on or before this day exist.
    pub as_of: NaiveDate,
}

impl View {
    /// The period as known at its end.
    pub fn at_end(period: Period) -> Self {
        Self {
            period,
            as_of: period.last_on(),
        }
    }

    /// The period as known on `as_of`, by default at its end.
    pub fn new(period: Period, as_of: Option<NaiveDate>) -> Self {
        Self {
            period,
            as_of: as_of.unwrap_or_else(|| period.last_on()),
        }
    }

    /// The day on which owners and teams are read: the as-of day or the period's last, whichever is earlier.
    pub fn reference_on(self) -> NaiveDate {
        self.as_of.min(self.period.last_on())
    }
}
