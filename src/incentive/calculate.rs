//! What a plan pays: the steps in their one order over people, measures, items and earlier rows.
//!
//! The same input gives the same rows in the same order, whatever order it came in.

use std::collections::BTreeSet;

use super::engine::Engine;
use super::engine::outcome::{Finding, FindingKind, Outcome, PersonOutcome};
use super::engine::slip::Slip;
use super::input::Input;
use super::plan::known::SCORED;
use super::plan::measure::MeasureName;
use super::plan::{Plan, check};
use super::rule::Rules;
use super::rule::adjustment::Adjustment;
use super::rule::component::Component;
use super::rule::list::ORDER;
use super::rule::{component, leaving};
use super::trace::{Name, Node, Note};
use crate::diagnostic::Result;
use crate::period::Period;

/// Calculates `input.period` by `plan`, or tells what stands in the way, for all people at once.
pub fn calculate(plan: &Plan, input: &Input) -> Result<Outcome> {
    check::for_period(plan, input.period)?;
    let engine = Engine::new(&plan.head, input);
    let components: Vec<String> = plan
        .rules
        .of::<Component>()
        .iter()
        .map(|block| block.id.clone())
        .collect();
    let people = input.people.iter();
    let mut slips: Vec<Slip<'_>> = people.map(|person| Slip::new(person, &components)).collect();
    for turn in ORDER {
        (turn.apply)(&engine, &plan.rules, &mut slips);
        engine.stop_on_errors()?;
    }
    outsiders(&engine);
    orphaned(&engine, &plan.rules);
    leaving::tell_balances(&engine, &plan.rules, &slips);
    other_periods(&engine);
    let people: Vec<PersonOutcome> = slips.into_iter().map(Slip::finish).collect();
    unscored(&engine, &people);
    Ok(Outcome {
        people,
        findings: engine.into_findings(),
    })
}

/// Scores that were to be given by hand and are not there, whatever the plan makes of it: what is unknown is no zero. A component
/// that waits for one says so itself.
fn unscored(engine: &Engine<'_>, people: &[PersonOutcome]) {
    let mut told = BTreeSet::new();
    for person in people {
        for step in &person.trace {
            let missing = step.inputs.iter().filter(|read| read.value.is_none());
            let names = missing.filter_map(|read| match &read.name {
                Name::Measure(name) if name.metric == SCORED => Some(name),
                _ => None,
            });
            let waits = |name: &MeasureName| step.notes.contains(&Note::UndefinedWithheld(name.clone()));
            for name in names.filter(|name| !waits(name)) {
                let items = name.selection.of("item").into_iter().flatten().cloned();
                told.insert(Finding {
                    specialist: person.specialist.clone(),
                    about: step.node.to_string(),
                    kind: FindingKind::NotScored,
                    detail: items.collect::<Vec<_>>().join(" "),
                });
            }
        }
    }
    for finding in told {
        engine.find(finding);
    }
}

/// Events and adjustments of people who are not paid here are told, never dropped.
fn outsiders(engine: &Engine<'_>) {
    let input = engine.input;
    let is_inside = |id: &str| input.person(id).is_some();
    let (last, period) = (input.period.last_on(), input.period.to_string());
    let events = input.events.iter().filter(|event| event.occurred_on <= last);
    let events = events.filter_map(|event| Some((engine.orphans.holder(event)?, format!("event:{}", event.id))));
    let adjustments = input.adjustments.iter().filter(|a| a.period == period);
    let adjustments = adjustments.map(|a| (a.specialist.as_str(), Node::of(Adjustment::WORD, &a.id).to_string()));
    for (specialist, about) in events.chain(adjustments).filter(|(id, _)| !is_inside(id)) {
        engine.find(Finding {
            specialist: specialist.to_owned(),
            about,
            kind: FindingKind::NotInPopulation,
            detail: String::new(),
        });
    }
}

/// Payments of the period that came in after their owner had left, whoever is paid for them.
fn orphaned(engine: &Engine<'_>, rules: &Rules) {
    for orphan in component::orphans(engine, rules) {
        engine.find(Finding {
            specialist: orphan.owner.id.clone(),
            about: format!("payment:{}", orphan.item.payment_id),
            kind: FindingKind::Orphaned,
            detail: orphan.item.amount.to_string(),
        });
    }
}

/// Adjustments for a kind of period that the person is not paid by: the input has those that no other plan pays.
fn other_periods(engine: &Engine<'_>) {
    let own = engine.input.period;
    for adjustment in &engine.input.adjustments {
        let Ok(period) = adjustment.period.parse::<Period>() else {
            continue;
        };
        let touches = period.first_on() <= own.last_on() && own.first_on() <= period.last_on();
        if period.kind() != own.kind() && touches {
            engine.find(Finding {
                specialist: adjustment.specialist.clone(),
                about: Node::of(Adjustment::WORD, &adjustment.id).to_string(),
                kind: FindingKind::NoSuchPeriod,
                detail: format!("{} {}", adjustment.period, adjustment.amount),
            });
        }
    }
}
