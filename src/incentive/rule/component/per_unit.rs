//! `per_unit`: amount x max(0, x - free).

use std::sync::Arc;

use serde::Serialize;

use super::{Earning, Earns, Worth};
use crate::incentive::engine::error::RunError;
use crate::incentive::input::{Person, Window};
use crate::incentive::number::Number;
use crate::incentive::plan::measure::{Amount, Measure, Wanted};
use crate::incentive::plan::reads::Reads;
use crate::incentive::plan::toml::{Fields, NotNegative};
use crate::incentive::trace::Formula;

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename = "per_unit")]
struct PerUnit {
    /// x
    measure: Measure,
    /// For each.
    amount: Amount,
    /// So many are free.
    free: Number,
}

pub(super) fn read(fields: &Fields<'_, '_>) -> Option<Arc<dyn Earns>> {
    let (measure, amount) = (Measure::read(fields, Wanted::Amount), fields.need("amount"));
    let free = fields
        .optional::<NotNegative>("free")
        .map_or_else(Number::zero, |free| free.0);
    Some(Arc::new(PerUnit {
        measure: measure?,
        amount: amount?,
        free,
    }))
}

impl Earns for PerUnit {
    fn measure(&self) -> Option<&Measure> {
        Some(&self.measure)
    }

    fn reads(&self, reads: &mut Reads, window: Window) {
        reads.measure(&self.measure, window);
        reads.amount(&self.amount, window);
    }

    fn worth(&self, of: &Earning<'_>, person: &Person) -> Result<Worth, RunError> {
        of.measured(person, &self.measure, |x| {
            let (amount, inputs) = of.amount(person, &self.amount)?;
            let units = (x - &self.free).max(Number::zero());
            let value = &amount * &units;
            let units = Formula::minus(x, &self.free).at_least_zero();
            let formula = Formula::Product(vec![Formula::from(&amount), units]).equals(&value);
            Ok(Worth::of(value, inputs, formula))
        })
    }
}
