//! Pages of pay: the own statement, and the runs of all. They alone look into what was published of pay.

mod runs;
mod statement;

use std::sync::Arc;

use super::page::{PageContext, PageError, Route};
use super::published::Pay;
use crate::period::Period;

/// The pages of pay.
pub const ROUTES: &[Route] = &[statement::ALL, statement::ONE, runs::RUNS];

impl PageContext {
    /// What was published last of pay.
    fn pay(&self) -> Result<Arc<Pay>, PageError> {
        Ok(self.source()?.pay())
    }

    /// A period as the reports call it.
    fn period_name(&self, period: &str) -> Result<String, PageError> {
        Ok(match period.parse::<Period>() {
            Ok(period) => self.site.format().period(period)?,
            Err(_) => period.to_owned(),
        })
    }
}
