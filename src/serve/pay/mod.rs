//! Pages of pay: the own statement, and the runs of all with the decisions about them. They alone look into what was published
//! of pay.

mod decide;
mod runs;
mod standing;
mod statement;

use std::sync::Arc;

use super::page::{PageContext, PageError, Route};
use super::published::Pay;

/// The pages of pay.
pub const ROUTES: &[Route] = &[
    statement::ALL,
    statement::ONE,
    runs::RUNS,
    runs::RUN,
    runs::REVIEW,
    decide::APPROVE,
    decide::REJECT,
];

impl PageContext {
    /// What was published last of pay.
    fn pay(&self) -> Result<Arc<Pay>, PageError> {
        Ok(self.source()?.pay())
    }
}
