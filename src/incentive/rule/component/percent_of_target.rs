//! `percent_of_target`: base x weight x T(x).

use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;

use super::{Component, Earning, Earns, Worth};
use crate::incentive::engine::error::RunError;
use crate::incentive::input::{Person, Window};
use crate::incentive::number::Number;
use crate::incentive::plan::error::{Fault, PlanError};
use crate::incentive::plan::measure::{Amount, Measure, Wanted};
use crate::incentive::plan::reads::Reads;
use crate::incentive::plan::toml::{Fields, TableId};
use crate::incentive::rule::rules::{Rules, on};
use crate::incentive::trace::{Formula, Name};
use crate::message::{quoted, say};

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename = "percent_of_target")]
struct PercentOfTarget {
    base: Amount,
    /// Its share; 1 in additive schemes.
    weight: Option<Number>,
    /// x
    measure: Measure,
    /// T
    table: String,
}

pub(super) fn read(fields: &Fields<'_, '_>) -> Option<Arc<dyn Earns>> {
    let (base, weight) = (fields.need("base"), fields.optional("weight"));
    let (measure, table) = (Measure::read(fields, Wanted::Value), fields.need::<TableId>("table"));
    Some(Arc::new(PercentOfTarget {
        base: base?,
        weight,
        measure: measure?,
        table: table?.0,
    }))
}

impl Earns for PercentOfTarget {
    fn measure(&self) -> Option<&Measure> {
        Some(&self.measure)
    }

    fn curve(&self) -> Option<(&str, &Measure)> {
        Some((&self.table, &self.measure))
    }

    fn target(&self) -> Option<(&Amount, Option<&Number>)> {
        Some((&self.base, self.weight.as_ref()))
    }

    fn reads(&self, reads: &mut Reads, window: Window) {
        reads.amount(&self.base, window);
        reads.measure(&self.measure, window);
    }

    fn worth(&self, of: &Earning<'_>, person: &Person) -> Result<Worth, RunError> {
        of.measured(person, &self.measure, |x| {
            let (base, mut inputs) = of.base(person, &self.base)?;
            let (t, looked) = of.look_up(person, &self.table, x)?;
            let weight = self.weight.clone().unwrap_or_else(Number::one);
            let value = &(&base * &weight) * &t;
            let paid = Formula::product(&[&base, &weight, &t]).equals(&value);
            // A base of the same measure is not told twice.
            inputs.retain(|read| read.name != Name::Measure(self.measure.name.clone()));
            Ok(Worth::of(value, inputs, Formula::Steps(vec![looked, paid])))
        })
    }
}

/// Weights that are no whole on `day`, if all components in force then have one.
pub(crate) fn weights(rules: &Rules, day: NaiveDate) -> Option<PlanError> {
    let in_force: Vec<_> = on(rules.of::<Component>(), day).collect();
    let weights = in_force.iter().map(|(_, version)| version.body.target()?.1);
    let weights: Option<Vec<&Number>> = weights.collect();
    let sum: Number = weights.filter(|w| !w.is_empty())?.into_iter().sum();
    (sum != Number::one()).then(|| {
        let ids = quoted(in_force.iter().map(|(block, _)| &block.id));
        PlanError {
            block: say!("errors.plan.components", ids),
            fault: Fault::Weights {
                day: day.to_string(),
                sum: sum.to_string(),
            },
            place: in_force.last().map(|(_, v)| v.place.clone()).unwrap_or_default(),
            hint: None,
        }
    })
}
