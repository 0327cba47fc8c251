//! Periods, reference days and months: pure date arithmetic, no clock.
//!
//! A period is a day, an ISO week, a month, a quarter, a year or a range; both ends belong to it. What a metric makes
//! of it is said in `docs/metrics.md`; here are only the days.

mod error;
mod month;
mod parse;
mod span;
mod view;

pub use error::PeriodError;
pub use month::Month;
pub use parse::{parse_day, parse_month};
pub use span::{Period, PeriodKind};
pub use view::View;
