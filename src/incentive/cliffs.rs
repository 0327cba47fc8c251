//! The cliff report: where one step more of a measure makes the money jump.
//!
//! It reads the latest version of every table and component. A jump may be meant; the plan's author should have seen it.

use super::number::Number;
use super::plan::Plan;
use super::plan::measure::{Amount, AmountSource};
use super::plan::table::{Curve, Table, look_up};
use super::rule::component::Component;
use crate::diagnostic::Place;

/// One edge of a table, with T just below, on and just above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cliff {
    pub table: String,
    /// The component whose money jumps; none if the table is a factor.
    pub component: Option<String>,
    /// The measure that goes in.
    pub measure: Option<String>,
    pub edge: Number,
    /// Just below, on the edge, just above: T, or money where the component's base is a number or param.
    pub values: [Number; 3],
    pub place: Place,
}

impl Cliff {
    /// How far it jumps.
    pub fn jump(&self) -> Number {
        (&self.values[2] - &self.values[0]).abs()
    }
}

/// The edges at which something jumps, the most first, each component's table apart.
pub fn cliffs(plan: &Plan) -> Vec<Cliff> {
    let mut found = Vec::new();
    for table in plan.head.tables.iter().filter(|t| t.mode.jumps()) {
        let mut is_used = false;
        for block in plan.rules.of::<Component>() {
            let Some(version) = block.versions.last() else {
                continue;
            };
            if let Some((factor, measure)) = worth(plan, &version.body, &table.id) {
                is_used = true;
                found.extend(edges(table, &factor).into_iter().map(|cliff| Cliff {
                    component: Some(block.id.clone()),
                    measure: Some(measure.clone()),
                    ..cliff
                }));
            }
        }
        if !is_used {
            found.extend(edges(table, &Number::one()));
        }
    }
    found.sort_by(|a, b| {
        let key = |c: &Cliff| (c.table.clone(), c.component.clone(), c.edge.clone());
        b.jump().cmp(&a.jump()).then_with(|| key(a).cmp(&key(b)))
    });
    found
}

/// What T is multiplied by in a component that puts a measure into this table, and the measure.
fn worth(plan: &Plan, component: &Component, table: &str) -> Option<(Number, String)> {
    let (_, measure) = component.table().filter(|(own, _)| *own == table)?;
    let factor = component.target().map_or_else(Number::one, |(base, weight)| {
        let base = amount(plan, base).unwrap_or_else(Number::one);
        weight.map_or_else(|| base.clone(), |weight| &base * weight)
    });
    Some((factor, measure.to_string()))
}

/// A number, or a param's latest value for all.
fn amount(plan: &Plan, amount: &Amount) -> Option<Number> {
    let value = match &amount.source {
        AmountSource::Number(number) => number.clone(),
        AmountSource::Param(id) => {
            let param = plan.head.params.iter().find(|p| p.id == *id)?;
            param.values.iter().max_by_key(|v| v.from)?.value.clone()
        }
        AmountSource::Position(_) | AmountSource::Measure(_) => return None,
    };
    Some(&value * &amount.times)
}

fn edges(table: &Table, factor: &Number) -> Vec<Cliff> {
    let Some(version) = table.versions.iter().max_by_key(|v| v.from) else {
        return Vec::new();
    };
    let Curve::Tiers { tiers, .. } = &version.body else {
        return Vec::new();
    };
    // The first start is an end, not an edge between two tiers.
    let probes = tiers.iter().skip(1).filter_map(|(edge, _)| {
        let little = if edge.abs() <= Number::from(10) {
            Number::unit(4)
        } else {
            Number::unit(2)
        };
        let at = |x: &Number| {
            look_up(table, &version.body, x)
                .ok()
                .map(|looked| &looked.value * factor)
        };
        Some(Cliff {
            table: table.id.clone(),
            component: None,
            measure: None,
            edge: edge.clone(),
            values: [at(&(edge - &little))?, at(edge)?, at(&(edge + &little))?],
            place: version.place.clone(),
        })
    });
    probes.filter(|cliff| !cliff.jump().is_zero()).collect()
}
