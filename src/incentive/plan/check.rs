//! Checks across the blocks of a plan, and for one period.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::components::{Component, Kind};
use super::error::{Fault, PlanError};
use super::lists::{By, ByKey, Curve, Table, TableMode};
use super::measure::{Amount, AmountSource};
use super::{Block, Dated, Measure, Plan, Version};
use crate::diagnostic::{Error, Place, Result};
use crate::incentive::number::Number;
use crate::metrics::Direction;
use crate::period::Period;

/// What no block can see alone, on whatever day.
pub(super) fn across_blocks(plan: &Plan, mut tell: impl FnMut(PlanError)) {
    for (block, place, table, measure) in curves(plan) {
        for fault in against_direction(plan, table, measure) {
            tell(PlanError {
                block: block.clone(),
                fault,
                place: place.clone(),
                hint: None,
            });
        }
    }
    floors_above_caps(plan).into_iter().for_each(&mut tell);
    causes_twice(plan).into_iter().for_each(&mut tell);
    prorations_twice(plan).into_iter().for_each(&mut tell);
}

/// Weights on every day on which a component changes.
pub fn weights_on_every_day(plan: &Plan) -> Result<()> {
    Error::all(
        starts(&plan.components)
            .into_iter()
            .filter_map(|day| weights(plan, day))
            .collect(),
    )
}

/// What can be said of `period` before anything is read: its kind, and that something is in force.
pub fn for_period(plan: &Plan, period: Period) -> Result<()> {
    let mut errors = Vec::new();
    let mut tell = |fault, place| {
        errors.push(PlanError {
            block: format!("plan `{}`", plan.id),
            fault,
            place,
            hint: None,
        });
    };
    let file = Place::file(&plan.file);
    if period.kind() != plan.period {
        let fault = Fault::Period {
            given: period.to_string(),
            kind: period.kind().word(),
            wanted: plan.period.word(),
        };
        tell(fault, file);
        return Error::all(errors);
    }
    let day = period.first_on();
    if plan.components.iter().all(|c| c.on(day).is_none()) {
        let fault = Fault::NoVersion {
            what: "any component".to_owned(),
            day: day.to_string(),
        };
        tell(fault, file);
    }
    for (_, place, table, _) in curves(plan).into_iter().filter(|(.., t, _)| needs(plan, t, day)) {
        let entry = plan.tables.iter().find(|t| t.id == table);
        if entry.is_some_and(|t| super::in_force(&t.versions, day, |v| v.from).is_none()) {
            let fault = Fault::NoVersion {
                what: format!("table `{table}`"),
                day: day.to_string(),
            };
            tell(fault, place);
        }
    }
    errors.extend(weights(plan, day));
    Error::all(errors)
}

/// True if a block in force on `day` reads the table.
fn needs(plan: &Plan, table: &str, day: NaiveDate) -> bool {
    let components = plan.components.iter().filter_map(|b| b.on(day));
    let multipliers = plan.multipliers.iter().filter_map(|b| b.on(day));
    components
        .filter_map(|v| v.body.kind.curve())
        .any(|(own, _)| own == table)
        || multipliers.into_iter().any(|v| v.body.table == table)
}

/// Every place where a measure goes into a table.
fn curves(plan: &Plan) -> Vec<(String, Place, &str, &Measure)> {
    let mut found = Vec::new();
    for block in &plan.components {
        for version in &block.versions {
            if let Some((table, measure)) = version.body.kind.curve() {
                found.push((
                    format!("component `{}`", block.id),
                    version.place.clone(),
                    table,
                    measure,
                ));
            }
        }
    }
    for block in &plan.multipliers {
        for version in &block.versions {
            let body = &version.body;
            found.push((
                format!("multiplier `{}`", block.id),
                version.place.clone(),
                body.table.as_str(),
                &body.measure,
            ));
        }
    }
    found
}

fn against_direction(plan: &Plan, table: &str, measure: &Measure) -> Vec<Fault> {
    let Some(direction) = measure.direction else {
        return Vec::new();
    };
    let Some(table) = plan.tables.iter().find(|t| t.id == table) else {
        return Vec::new();
    };
    let bad = table.versions.iter().filter_map(|v| falling(table, &v.body, direction));
    bad.map(|what| Fault::Direction {
        what: format!("table `{}` ({what})", table.id),
        metric: measure.to_string(),
        better: if direction == Direction::Higher {
            "higher"
        } else {
            "lower"
        },
    })
    .collect()
}

/// The first number by which T falls while x gets better.
fn falling(table: &Table, curve: &Curve, direction: Direction) -> Option<String> {
    let (pairs, per_step) = match curve {
        Curve::Tiers { tiers, per_step, .. } => (tiers, per_step.as_ref()),
        Curve::Points(points) => (points, None),
    };
    let is_wrong_sign = |number: &Number| match direction {
        Direction::Higher => number.is_negative(),
        Direction::Lower => number.is_positive(),
    };
    if matches!(
        table.mode,
        TableMode::Marginal | TableMode::Milestones | TableMode::Whole
    ) {
        let wrong = pairs.iter().find(|(_, value)| is_wrong_sign(value));
        if let Some((from, value)) = wrong {
            return Some(format!("value {value} at {from}"));
        }
    }
    if matches!(
        table.mode,
        TableMode::Whole | TableMode::Stepped | TableMode::Interpolate
    ) {
        let wrong = pairs.windows(2).find(|pair| is_wrong_sign(&(&pair[1].1 - &pair[0].1)));
        if let Some([before, next]) = wrong {
            return Some(format!("{} at {} after {} at {}", next.1, next.0, before.1, before.0));
        }
    }
    per_step
        .filter(|(_, add)| is_wrong_sign(add))
        .map(|(_, add)| format!("per_step adds {add}"))
}

fn starts<T>(blocks: &[Block<T>]) -> BTreeSet<NaiveDate> {
    blocks.iter().flat_map(|b| b.versions.iter().map(|v| v.from)).collect()
}

/// Weights that are no whole on `day`, if all components in force then have one.
fn weights(plan: &Plan, day: NaiveDate) -> Option<PlanError> {
    let in_force: Vec<(&Block<Component>, &Version<Component>)> =
        plan.components.iter().filter_map(|b| Some((b, b.on(day)?))).collect();
    let weights: Option<Vec<&Number>> = in_force
        .iter()
        .map(|(_, version)| match &version.body.kind {
            Kind::PercentOfTarget { weight, .. } => weight.as_ref(),
            _ => None,
        })
        .collect();
    let sum: Number = weights.filter(|w| !w.is_empty())?.into_iter().sum();
    (sum != Number::one()).then(|| {
        let ids: Vec<&str> = in_force.iter().map(|(b, _)| b.id.as_str()).collect();
        PlanError {
            block: format!("components `{}`", ids.join("`, `")),
            fault: Fault::Weights {
                day: day.to_string(),
                sum: sum.to_string(),
            },
            place: in_force.last().map(|(_, v)| v.place.clone()).unwrap_or_default(),
            hint: None,
        }
    })
}

fn floors_above_caps(plan: &Plan) -> Vec<PlanError> {
    let mut errors = Vec::new();
    let blocks = starts(&plan.floors).into_iter().chain(starts(&plan.caps));
    let params = plan
        .params
        .iter()
        .flat_map(|p| p.values.iter().chain(p.by.iter().map(|by| &by.dated)));
    let days: BTreeSet<NaiveDate> = blocks.chain(params.map(|dated| dated.from)).collect();
    for day in days {
        for (block, floor) in plan.floors.iter().filter_map(|b| Some((b, b.on(day)?))) {
            for (cap_block, cap) in plan.caps.iter().filter_map(|b| Some((b, b.on(day)?))) {
                if cap.body.per != floor.body.per {
                    continue;
                }
                for (low, high, whom) in crossings(plan, (&floor.body.limit, &cap.body.limit), day) {
                    errors.push(PlanError {
                        block: format!("floor `{}`", block.id),
                        fault: Fault::NotAllowed(format!("floor {low} above cap {high} (`{}`{whom})", cap_block.id)),
                        place: floor.place.clone(),
                        hint: None,
                    });
                }
            }
        }
    }
    errors.dedup();
    errors
}

/// The keys of some people and the limit that holds for them.
type Limits = Vec<(Vec<(ByKey, String)>, Number)>;

/// Where a floor lies above a cap: both, and for whom unless it is everybody.
fn crossings(plan: &Plan, (floor, cap): (&Amount, &Amount), day: NaiveDate) -> Vec<(Number, Number, String)> {
    let (floors, caps) = (limits(plan, floor, day), limits(plan, cap, day));
    let mut whom: Vec<&Vec<(ByKey, String)>> = floors.iter().chain(&caps).map(|(keys, _)| keys).collect();
    whom.sort();
    whom.dedup();
    // Of the rows whose keys all fit, the one with the most keys.
    let at = |limits: &Limits, keys: &[(ByKey, String)]| {
        let fitting = limits
            .iter()
            .filter(|(own, _)| own.iter().all(|key| keys.contains(key)));
        fitting.max_by_key(|(own, _)| own.len()).map(|(_, limit)| limit.clone())
    };
    let crossing = |keys: &Vec<(ByKey, String)>| {
        let (low, high) = at(&floors, keys).zip(at(&caps, keys))?;
        let named: Vec<&str> = keys.iter().map(|(_, value)| value.as_str()).collect();
        let named = if named.is_empty() {
            String::new()
        } else {
            format!(", {}", named.join(", "))
        };
        (low > high).then_some((low, high, named))
    };
    whom.into_iter().filter_map(crossing).collect()
}

/// The limits that an amount says as numbers on `day`; a measure, or the mean of a param over days, says none.
fn limits(plan: &Plan, amount: &Amount, day: NaiveDate) -> Limits {
    let times = |number: &Number| number * &amount.times;
    match &amount.source {
        AmountSource::Number(number) => vec![(Vec::new(), times(number))],
        AmountSource::Measure(_) => Vec::new(),
        AmountSource::Param(id) => {
            let Some(param) = plan.params.iter().find(|p| p.id == *id && !p.blend) else {
                return Vec::new();
            };
            let all = super::in_force(&param.values, day, |v| v.from);
            let mut found: Limits = all.map(|dated| (Vec::new(), times(&dated.value))).into_iter().collect();
            for by in &param.by {
                let own: Vec<&By> = param.by.iter().filter(|other| other.keys == by.keys).collect();
                let dated: Vec<&Dated> = own.iter().map(|by| &by.dated).collect();
                let latest = dated.into_iter().filter(|d| d.from <= day).max_by_key(|d| d.from);
                if let Some(dated) = latest.filter(|_| found.iter().all(|(keys, _)| *keys != by.keys)) {
                    found.push((by.keys.clone(), times(&dated.value)));
                }
            }
            found
        }
    }
}

fn causes_twice(plan: &Plan) -> Vec<PlanError> {
    let mut errors: Vec<PlanError> = Vec::new();
    for day in starts(&plan.clawbacks) {
        let mut seen = Vec::new();
        for (block, version) in plan.clawbacks.iter().filter_map(|b| Some((b, b.on(day)?))) {
            for (cause, _) in &version.body.causes {
                if seen.contains(cause) {
                    errors.push(PlanError {
                        block: format!("clawback `{}`", block.id),
                        fault: Fault::Duplicate(format!(
                            "cause `{}`: it is not allowed in two clawbacks",
                            cause.word()
                        )),
                        place: version.place.clone(),
                        hint: None,
                    });
                }
                seen.push(*cause);
            }
        }
    }
    errors.dedup();
    errors
}

fn prorations_twice(plan: &Plan) -> Vec<PlanError> {
    let mut errors: Vec<PlanError> = Vec::new();
    for day in starts(&plan.prorations) {
        let mut seen = Vec::new();
        for (block, version) in plan.prorations.iter().filter_map(|b| Some((b, b.on(day)?))) {
            if seen.contains(&version.body.payout) {
                let to = if version.body.payout { "payout" } else { "target" };
                errors.push(PlanError {
                    block: format!("proration `{}`", block.id),
                    fault: Fault::NotAllowed(format!("a second proration with applies_to = \"{to}\"")),
                    place: version.place.clone(),
                    hint: None,
                });
            }
            seen.push(version.body.payout);
        }
    }
    errors.dedup();
    errors
}
