//! Sums of a part of what a metric counts: only some channels, products or kinds, for plans of pay.

use super::catalog::Metric;
use super::run::Run;
use super::shape;
use super::wanted::{Part, Wanted};
use crate::diagnostic::Result;

/// A column with the values that are kept.
pub type Kept = (String, Vec<String>);

/// The sums of what is kept of `metric`, under `name`.
pub fn wanted<'m>(run: &Run<'_>, metric: &'m Metric, name: &str, kept: &[Kept]) -> Result<Wanted<'m>> {
    shape::check(run, [metric])?;
    Ok(Wanted {
        metric,
        name: name.to_owned(),
        part: Part::Selected(kept.to_vec()),
    })
}
