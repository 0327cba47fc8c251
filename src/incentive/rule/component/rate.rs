//! `rate`: T(x).

use std::sync::Arc;

use serde::Serialize;

use super::{Earning, Earns, Worth};
use crate::incentive::engine::error::RunError;
use crate::incentive::input::{Person, Window};
use crate::incentive::plan::measure::{Measure, Wanted};
use crate::incentive::plan::reads::Reads;
use crate::incentive::plan::toml::{Fields, TableId};

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename = "rate")]
struct Rate {
    /// x
    measure: Measure,
    /// T
    table: String,
}

pub(super) fn read(fields: &Fields<'_, '_>) -> Option<Arc<dyn Earns>> {
    let (measure, table) = (Measure::read(fields, Wanted::Amount), fields.need::<TableId>("table"));
    Some(Arc::new(Rate {
        measure: measure?,
        table: table?.0,
    }))
}

impl Earns for Rate {
    fn measure(&self) -> Option<&Measure> {
        Some(&self.measure)
    }

    fn curve(&self) -> Option<(&str, &Measure)> {
        Some((&self.table, &self.measure))
    }

    fn reads(&self, reads: &mut Reads, window: Window) {
        reads.measure(&self.measure, window);
    }

    fn worth(&self, of: &Earning<'_>, person: &Person) -> Result<Worth, RunError> {
        of.measured(person, &self.measure, |x| {
            let (t, looked) = of.look_up(person, &self.table, x)?;
            Ok(Worth::of(t, Vec::new(), looked))
        })
    }
}
