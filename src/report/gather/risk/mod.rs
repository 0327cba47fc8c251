//! The chance that an open item will not be renewed within grace: the table `risk`, and the card of the model behind it.
//!
//! A logistic regression is fitted to what became of earlier items, told by [`features`] as each was on a day while it was
//! still open, and held against later items it has not seen. Everything is a pure function of the data and the as-of day:
//! which facts a case may know is decided in `queries/analytics/risk/`. Sections of reports with `risk = true` read the
//! tables `risk`, `risk_card`, `risk_factors` and `risk_matured`. Where the history is too short for a model there are no scores, and the
//! card says so.

pub mod features;
mod fit;
pub mod judge;
pub mod logistic;
mod parts;
mod tell;

pub use fit::{prepare, prepare_matured};
