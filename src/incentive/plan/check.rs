//! Checks across the blocks of a plan, and for one period. What a kind of block alone can check stands with it.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::Plan;
use super::block::in_force;
use super::error::{Fault, PlanError, block, block_of_kind};
use super::head::{Head, Orphaned};
use super::table::{Curve, Table, TableMode};
use crate::diagnostic::{Error, Place, Result};
use crate::incentive::number::Number;
use crate::incentive::rule::component::{Component, weights};
use crate::incentive::rule::deferral::Deferral;
use crate::incentive::rule::pool::Pool;
use crate::incentive::rule::rules::Use;
use crate::message::{Message, say};
use crate::metrics::Direction;
use crate::period::Period;

/// What no block can see alone, on whatever day.
pub(super) fn across_blocks(plan: &Plan, tell: &mut dyn FnMut(PlanError)) {
    for kind in plan.rules.kinds() {
        for used in kind.curves(None) {
            for fault in against_direction(&plan.head, &used) {
                tell(PlanError {
                    block: used.block.clone(),
                    fault,
                    place: used.place.clone(),
                    hint: None,
                });
            }
        }
        kind.check(&plan.head, &plan.rules, tell);
    }
    let pools = plan.rules.of::<Pool>().len();
    if plan.head.orphaned == Some(Orphaned::Pool) && pools != 1 {
        tell(PlanError {
            block: block_of_kind("[plan]"),
            fault: Fault::NotAllowed(say!("errors.plan.not_allowed.one_pool", pools)),
            place: plan.head.orphaned_place.clone(),
            hint: None,
        });
    }
}

/// What is allowed and most likely not meant.
pub fn warnings(plan: &Plan) -> Vec<Message> {
    let small = small_weights(plan).into_iter();
    let small = small.map(|(component, sum)| say!("commands.plan.small_weights", component, sum = sum.to_string()));
    let open = open_deferrals(plan).map(|deferral| say!("commands.plan.on_leaving", deferral = deferral.to_owned()));
    small.chain(open).collect()
}

/// Components whose indicators' weights are less than 1 in all, with the sum.
fn small_weights(plan: &Plan) -> Vec<(String, Number)> {
    let mut found = Vec::new();
    for block in plan.rules.of::<Component>() {
        let sums = block
            .versions
            .iter()
            .filter_map(|version| version.body.indicator_weights());
        found.extend(
            sums.filter(|sum| *sum < Number::one())
                .map(|sum| (block.id.clone(), sum)),
        );
    }
    found
}

/// Deferrals of a plan that does not say what becomes of them when somebody leaves.
fn open_deferrals(plan: &Plan) -> impl Iterator<Item = &str> {
    let deferrals = plan.rules.of::<Deferral>().iter();
    let open = deferrals.filter(|_| plan.head.on_leaving.is_none());
    open.map(|block| block.id.as_str())
}

/// Limits that a value of their param puts below 0.
pub(super) fn negative(plan: &Plan, limits: Vec<(String, Number, PlanError)>) -> Vec<PlanError> {
    let mut errors = Vec::new();
    for (id, times, mut error) in limits {
        let Some(param) = plan.head.params.iter().find(|param| param.id == id) else {
            continue;
        };
        let values = param.values.iter().chain(param.by.iter().map(|by| &by.dated));
        let found = values.map(|dated| &dated.value * &times).find(Number::is_negative);
        if let (Some(value), Fault::Negative { number, .. }) = (found, &mut error.fault) {
            *number = value.to_string();
            errors.push(error);
        }
    }
    errors
}

/// Weights on every day on which a component changes.
pub fn weights_on_every_day(plan: &Plan) -> Result<()> {
    let versions = plan.rules.of::<Component>().iter().flat_map(|block| &block.versions);
    let days: BTreeSet<NaiveDate> = versions.map(|version| version.from).collect();
    Error::all(days.into_iter().filter_map(|day| weights(&plan.rules, day)).collect())
}

/// What can be said of `period` before anything is read: its kind, and that something is in force.
pub fn for_period(plan: &Plan, period: Period) -> Result<()> {
    let (mut errors, head) = (Vec::new(), &plan.head);
    let mut tell = |fault, place| {
        errors.push(PlanError {
            block: block("plan", &head.id),
            fault,
            place,
            hint: None,
        });
    };
    let file = Place::file(&head.file);
    if period.kind() != head.period {
        let fault = Fault::Period {
            given: period.to_string(),
            kind: period.kind().word(),
            wanted: head.period.word(),
        };
        tell(fault, file);
        return Error::all(errors);
    }
    let day = period.first_on();
    let no_version = |what: Message| Fault::NoVersion {
        what,
        day: day.to_string(),
    };
    if plan
        .rules
        .of::<Component>()
        .iter()
        .all(|component| component.on(day).is_none())
    {
        tell(no_version(say!("errors.plan.no_version.component")), file);
    }
    for kind in plan.rules.kinds() {
        for used in kind.curves(Some(day)) {
            let table = head.tables.iter().find(|table| table.id == used.table);
            if table.is_some_and(|table| in_force(&table.versions, day, |v| v.from).is_none()) {
                tell(no_version(block("table", used.table)), used.place.clone());
            }
        }
    }
    errors.extend(weights(&plan.rules, day));
    Error::all(errors)
}

fn against_direction(head: &Head, used: &Use<'_>) -> Vec<Fault> {
    let table = head.tables.iter().find(|table| table.id == used.table);
    let Some((direction, table)) = used.measure.direction.zip(table) else {
        return Vec::new();
    };
    let bad = table.versions.iter().filter_map(|v| falling(table, &v.body, direction));
    bad.map(|what| Fault::Direction {
        what: say!("errors.plan.direction.table", id = table.id, what),
        metric: used.measure.to_string(),
        better: direction.word(),
    })
    .collect()
}

/// The first number by which T falls while x gets better.
fn falling(table: &Table, curve: &Curve, direction: Direction) -> Option<Message> {
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
            let (value, from) = (value.to_string(), from.to_string());
            return Some(say!("errors.plan.direction.value", value, from));
        }
    }
    if matches!(
        table.mode,
        TableMode::Whole | TableMode::Stepped | TableMode::Interpolate
    ) {
        let wrong = pairs.windows(2).find(|pair| is_wrong_sign(&(&pair[1].1 - &pair[0].1)));
        if let Some([before, next]) = wrong {
            let [before_from, before, next_from, next] =
                [&before.0, &before.1, &next.0, &next.1].map(ToString::to_string);
            return Some(say!("errors.plan.direction.step", next, next_from, before, before_from));
        }
    }
    per_step
        .filter(|(_, add)| is_wrong_sign(add))
        .map(|(_, add)| say!("errors.plan.direction.per_step", add = add.to_string()))
}
