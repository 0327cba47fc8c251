//! `[[floor]]`: the least pay of who is paid at all.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate};
use serde::Serialize;

use super::cap::Cap;
use super::in_force::{InForce, each};
use super::rules::{Act, Rule, Rules, called, on, starts};
use crate::incentive::engine::Engine;
use crate::incentive::engine::error::RunError;
use crate::incentive::engine::numbers::Who;
use crate::incentive::engine::slip::Slip;
use crate::incentive::input::Window;
use crate::incentive::number::Number;
use crate::incentive::plan::block::{Dated, Per, in_force};
use crate::incentive::plan::error::{Fault, PlanError};
use crate::incentive::plan::head::Head;
use crate::incentive::plan::measure::{Amount, AmountSource, Limit};
use crate::incentive::plan::param::{By, ByKey};
use crate::incentive::plan::reads::Reads;
use crate::incentive::plan::toml::Fields;
use crate::incentive::trace::{Formula, Note, RowWord, Shows, Step, Told};
use crate::message::say;

/// Least pay.
#[derive(Clone, Debug, Serialize)]
pub struct Floor {
    limit: Amount,
    per: Per,
}

impl Act for Floor {
    const STEP: Step = Step::new("floor", Told::WithReason, Shows::Amount);
    const ROWS: &'static [RowWord] = &[RowWord::new("floor")];

    fn apply(engine: &Engine<'_>, rules: &Rules, slips: &mut [Slip<'_>]) {
        each(engine, rules.of::<Floor>(), slips, |rule, slip| {
            lift(engine, rule, slip)
        });
    }
}

impl Rule for Floor {
    fn read(fields: &Fields<'_, '_>) -> Option<Self> {
        let (limit, per) = (fields.need::<Limit>("limit"), fields.need("per"));
        Some(Self {
            limit: limit?.0,
            per: per?,
        })
    }

    fn reads(&self, reads: &mut Reads) {
        reads.amount(&self.limit, Window::Period);
        reads.whole_year |= self.per == Per::Year;
    }

    fn check(head: &Head, rules: &Rules, tell: &mut dyn FnMut(PlanError)) {
        above_caps(head, rules).into_iter().for_each(tell);
    }
}

fn lift(engine: &Engine<'_>, rule: &InForce<'_, Floor>, slip: &mut Slip<'_>) -> Result<(), RunError> {
    let (mut row, body) = (rule.row(), rule.body());
    let earlier = match body.per {
        Per::Period => Number::zero(),
        Per::Year => engine.paid_this_year(&slip.person.id, |_| true),
    };
    let is_time = body.per == Per::Period || engine.input.period.last_on().month() == 12;
    let whole = &slip.pay + &earlier;
    if let Some(reason) = &slip.barred_from_all {
        row.notes.push(Note::Barred(reason.clone()));
    } else if is_time && whole.is_positive() {
        let (limit, reads) = engine.amount(rule.at(), Who::person(slip.person), &body.limit, Window::Period)?;
        row.inputs = reads;
        row.formula = Some(Formula::minus(&limit, &whole).at_least_zero());
        if whole < limit {
            row.amount = engine.round(&(&limit - &whole));
            row.notes.push(Note::LiftedTo(limit));
        }
    } else {
        row.notes.push(Note::NothingToDo);
    }
    slip.post(row);
    Ok(())
}

/// Floors that lie above a cap of the same time, on every day on which one of their numbers changes.
fn above_caps(head: &Head, rules: &Rules) -> Vec<PlanError> {
    let mut errors = Vec::new();
    let params = head.params.iter();
    let dated = params.flat_map(|p| p.values.iter().chain(p.by.iter().map(|by| &by.dated)));
    let days = starts(rules.of::<Floor>()).chain(starts(rules.of::<Cap>()));
    let days: BTreeSet<NaiveDate> = days.chain(dated.map(|dated| dated.from)).collect();
    for day in days {
        for (block, floor) in on(rules.of::<Floor>(), day) {
            for (cap_block, cap) in on(rules.of::<Cap>(), day).filter(|(_, cap)| cap.body.per == floor.body.per) {
                for (low, high, whom) in crossings(head, (&floor.body.limit, &cap.body.limit), day) {
                    errors.push(PlanError {
                        block: called(block),
                        fault: Fault::NotAllowed(say!(
                            "errors.plan.not_allowed.floor_of_cap",
                            low,
                            high,
                            cap = cap_block.id,
                            whom
                        )),
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
fn crossings(head: &Head, (floor, cap): (&Amount, &Amount), day: NaiveDate) -> Vec<(Number, Number, String)> {
    let (floors, caps) = (limits(head, floor, day), limits(head, cap, day));
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
fn limits(head: &Head, amount: &Amount, day: NaiveDate) -> Limits {
    let times = |number: &Number| number * &amount.times;
    match &amount.source {
        AmountSource::Number(number) => vec![(Vec::new(), times(number))],
        AmountSource::Position(_) | AmountSource::Measure(_) => Vec::new(),
        AmountSource::Param(id) => {
            let Some(param) = head.params.iter().find(|p| p.id == *id && !p.blend) else {
                return Vec::new();
            };
            let all = in_force(&param.values, day, |v| v.from);
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
