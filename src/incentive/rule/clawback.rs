//! `[[clawback]]`: what is taken back of pay after an event such as a reversal or a lapse. What would push pay too low stays a
//! debt that later periods pay.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use serde::Serialize;

use super::carried;
use super::in_force::InForce;
use super::rules::{Act, Rule, Rules, called, on, starts};
use crate::diagnostic::did_you_mean;
use crate::incentive::engine::Engine;
use crate::incentive::engine::error::RunError;
use crate::incentive::engine::numbers::Who;
use crate::incentive::engine::slip::Slip;
use crate::incentive::input::{Basis, Cause, Event, Window};
use crate::incentive::number::Number;
use crate::incentive::plan::block::{Block, rising};
use crate::incentive::plan::error::{Fault, PlanError, together};
use crate::incentive::plan::head::Head;
use crate::incentive::plan::measure::{Amount, Limit};
use crate::incentive::plan::reads::Reads;
use crate::incentive::plan::toml::{Entry, Field, Fields, Share};
use crate::incentive::trace::{Formula, Node, Note, RowWord, Shows, Step, Told};
use crate::message::say;
use crate::word::Word;

/// What is taken back after an event.
#[derive(Clone, Debug, Serialize)]
pub struct Clawback {
    /// After which events, and how much.
    causes: Vec<(Cause, Taken)>,
    /// How far rows reach and the share of each, rising.
    schedule: Vec<(Reach, Number)>,
    /// True if what was paid net is the base, false if what was calculated.
    net_paid: bool,
    never_below: Least,
}

/// How much of an amount is taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Taken {
    Share(Number),
    /// By elapsed months.
    Schedule,
}

/// How long after a payment an event may come: a row of a schedule. The later of two is the one that reaches further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Reach {
    months: u32,
    /// True if so many months may be complete, so that it ends the day before one more is; false if it ends on the day on which
    /// they are.
    complete: bool,
}

impl std::fmt::Display for Reach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let key = if self.complete { UPTO } else { WITHIN };
        write!(f, "`{key}` {}", self.months)
    }
}

/// The keys of a row that say how far it reaches.
const UPTO: &str = "upto";
const WITHIN: &str = "within_months";

/// What pay is not pushed below, if there is such a limit.
#[derive(Clone, Debug, Serialize)]
struct Least(Option<Amount>);

impl Act for Clawback {
    const STEP: Step = Step::new("clawback", Told::InForce, Shows::Amount);
    const ROWS: &'static [RowWord] = &[RowWord::balance("clawback")];

    fn apply(engine: &Engine<'_>, rules: &Rules, slips: &mut [Slip<'_>]) {
        // Which version counts depends on the event; those not yet in force at all say so.
        let _ = InForce::announced(engine, rules.of::<Clawback>(), slips);
        let last = engine.input.period.last_on().min(engine.input.as_of);
        for slip in slips {
            engine.take(pay_debts(engine, rules.of::<Clawback>(), slip));
            let events = engine.events(&slip.person.id).iter();
            let due: Vec<&Event> = events.copied().filter(|event| event.occurred_on <= last).collect();
            for block in rules.of::<Clawback>() {
                for event in &due {
                    engine.take(take_back(engine, block, slip, event));
                }
            }
        }
    }
}

impl Rule for Clawback {
    const KEEPS_BALANCE: bool = true;

    fn read(fields: &Fields<'_, '_>) -> Option<Self> {
        let causes = fields.need_entry("causes").and_then(|entry| causes(&entry));
        let schedule = schedule(fields);
        let net_paid = fields.word("basis", &[("net_paid", true), ("calculated", false)]);
        let never_below = fields.need("never_below");
        let (causes, schedule) = (causes?, schedule?);
        if schedule.is_empty() && causes.iter().any(|(_, taken)| *taken == Taken::Schedule) {
            fields.missing("schedule");
        }
        Some(Self {
            causes,
            schedule,
            net_paid: net_paid?,
            never_below: never_below?,
        })
    }

    fn reads(&self, reads: &mut Reads) {
        reads.items = true;
        if let Some(least) = &self.never_below.0 {
            reads.amount(least, Window::Period);
        }
        for (cause, taken) in &self.causes {
            reads.causes.insert(*cause);
            let own = match taken {
                Taken::Share(_) => None,
                Taken::Schedule => Some(self.schedule.last().map_or(0, |(reach, _)| reach.months)),
            };
            reads.longest = reads.longest.zip(own).map(|(a, b)| a.max(b));
        }
    }

    fn check(_: &Head, rules: &Rules, tell: &mut dyn FnMut(PlanError)) {
        causes_twice(rules).into_iter().for_each(tell);
    }
}

/// An amount, or the word none.
impl Field for Least {
    fn read(entry: &Entry<'_, '_>) -> Option<Self> {
        if entry.value().as_str() == Some("none") {
            return Some(Self(None));
        }
        Limit::read(entry).map(|limit| Self(Some(limit.0)))
    }
}

impl Field for Taken {
    fn read(entry: &Entry<'_, '_>) -> Option<Self> {
        if entry.value().as_str() == Some("schedule") {
            return Some(Self::Schedule);
        }
        Share::read(entry).map(|share| Self::Share(share.0))
    }
}

fn causes(entry: &Entry<'_, '_>) -> Option<Vec<(Cause, Taken)>> {
    let inner = entry.table()?;
    let mut causes = Vec::new();
    for (span, entry) in inner.names() {
        let Some(cause) = Cause::of_word(entry.key) else {
            let known: Vec<&str> = Cause::WORDS.iter().map(|(word, _)| *word).collect();
            let (what, name) = ("cause", entry.key.to_owned());
            inner.fault_at(
                &span,
                Fault::Unknown { what, name },
                Some(did_you_mean(entry.key, &known)),
            );
            continue;
        };
        causes.extend(Taken::read(&entry).map(|taken| (cause, taken)));
    }
    Some(causes)
}

fn schedule(fields: &Fields<'_, '_>) -> Option<Vec<(Reach, Number)>> {
    let tables = fields.optional_tables("schedule");
    let row = |row: &Fields<'_, '_>| {
        let (reach, share) = (reach(row), row.need::<Share>("share"));
        row.finish();
        Some((reach?, share?.0))
    };
    let rows: Vec<Option<(Reach, Number)>> = tables.iter().map(row).collect();
    let rows: Vec<(Reach, Number)> = rows.into_iter().collect::<Option<_>>()?;
    let reaches: Vec<Reach> = rows.iter().map(|(reach, _)| *reach).collect();
    rising(fields, "schedule", &reaches);
    Some(rows)
}

fn reach(row: &Fields<'_, '_>) -> Option<Reach> {
    let complete = !row.has(WITHIN);
    if row.has(UPTO) && !complete {
        let _ = row.entry(UPTO);
        row.refuse(WITHIN, together(WITHIN, UPTO));
        return None;
    }
    let months = row.need(if complete { UPTO } else { WITHIN })?;
    Some(Reach { months, complete })
}

/// One cause stands in one clawback.
fn causes_twice(rules: &Rules) -> Vec<PlanError> {
    let mut errors: Vec<PlanError> = Vec::new();
    let mut days: Vec<NaiveDate> = starts(rules.of::<Clawback>()).collect();
    days.sort_unstable();
    for day in days {
        let mut seen = Vec::new();
        for (block, version) in on(rules.of::<Clawback>(), day) {
            for (cause, _) in &version.body.causes {
                if seen.contains(cause) {
                    let word = cause.word();
                    errors.push(PlanError {
                        block: called(block),
                        fault: Fault::Duplicate(say!("errors.plan.duplicate.cause", word = word.to_owned())),
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

/// The row of what an event takes back.
pub(crate) fn node(id: &str, event: &str) -> Node {
    Node::part(Clawback::STEP.key, id, event)
}

/// True if reversed payments are taken back by a clawback, not by the component that paid them.
pub(super) fn takes_reversals(engine: &Engine<'_>, rules: &Rules) -> bool {
    takes_after(rules, Cause::Reversal, engine.day)
}

/// True if a clawback in force on `day` takes something back after `cause`.
pub(super) fn takes_after(rules: &Rules, cause: Cause, day: NaiveDate) -> bool {
    let mut in_force = on(rules.of::<Clawback>(), day);
    in_force.any(|(_, version)| version.body.causes.iter().any(|(own, _)| *own == cause))
}

/// Takes what earlier clawbacks left as debts, oldest first.
fn pay_debts(engine: &Engine<'_>, blocks: &[Block<Clawback>], slip: &mut Slip<'_>) -> Result<(), RunError> {
    let mut owed: BTreeMap<&Node, (NaiveDate, Number)> = BTreeMap::new();
    for row in engine.earlier(&slip.person.id) {
        if row.node.word == carried::WORD && row.node.part.is_some() {
            let since = row.period.first_on();
            let debt = owed.entry(&row.node).or_insert_with(|| (since, Number::zero()));
            debt.0 = debt.0.min(since);
            debt.1 += &row.amount;
        }
    }
    let mut debts: Vec<(NaiveDate, Option<&String>, &Node, Number)> = owed
        .into_iter()
        .filter(|(_, (_, sum))| sum.is_positive())
        .map(|(node, (since, sum))| (since, node.part.as_ref(), node, sum))
        .collect();
    debts.sort();
    for (_, event, node, owed) in debts {
        let Some(block) = blocks.iter().find(|block| Some(&block.id) == node.id.as_ref()) else {
            continue;
        };
        let known = engine.events(&slip.person.id).iter().find(|e| Some(&e.id) == event);
        let day = known.map_or(engine.day, |event| event.original_period.first_on());
        let Some(rule) = InForce::on(engine, block, day) else {
            continue;
        };
        let mut row = rule.row_of(carried::STEP, node.clone());
        let least = least(engine, &rule, slip)?;
        let room = least.map_or_else(|| owed.clone(), |least| (&slip.pay - &least).max(Number::zero()));
        row.amount = -&engine.round(&owed.clone().min(room));
        row.formula = Some(Formula::from(&owed));
        row.notes.push(Note::Balance(&owed + &row.amount));
        slip.post(row);
    }
    Ok(())
}

/// What pay is not pushed below.
fn least(engine: &Engine<'_>, rule: &InForce<'_, Clawback>, slip: &Slip<'_>) -> Result<Option<Number>, RunError> {
    let limit = rule.body().never_below.0.as_ref();
    let who = Who::person(slip.person);
    let amount = limit.map(|amount| engine.amount(rule.at(), who, amount, Window::Period));
    Ok(amount.transpose()?.map(|(amount, _)| amount))
}

/// Takes back after an event, unless a row says that it was done.
fn take_back(engine: &Engine<'_>, block: &Block<Clawback>, slip: &mut Slip<'_>, event: &Event) -> Result<(), RunError> {
    let node = node(&block.id, &event.id);
    if engine.ledger(&slip.person.id).iter().any(|row| row.node == node) {
        return Ok(());
    }
    let Some(rule) = InForce::on(engine, block, event.original_period.first_on()) else {
        return Ok(());
    };
    let Some((cause, taken)) = rule.body().causes.iter().find(|(cause, _)| *cause == event.cause) else {
        return Ok(());
    };
    let share = match taken {
        Taken::Share(share) => share.clone(),
        Taken::Schedule => by_schedule(&rule.body().schedule, event),
    };
    let basis = basis(slip, rule.body(), event);
    if basis.is_zero() && matches!(event.basis, Basis::Payment(_)) {
        // A payment that earned nothing leaves nothing to take back and to explain.
        return Ok(());
    }
    let mut row = rule.row_of(Clawback::STEP, node);
    let taken = engine.round(&(&basis * &share)).max(Number::zero());
    row.formula = Some(Formula::product(&[&basis, &share]).equals(&taken));
    let (months, word) = (event.elapsed_months, cause.word().to_owned());
    row.notes.push(Note::Event(word, months, share));
    if let Basis::Payment(earned) = &event.basis {
        row.notes.push(Note::TakenFor(
            earned.payment_id.clone(),
            event.original_period.to_string(),
            event.occurred_on.to_string(),
        ));
        *slip.taken.entry(earned.payment_id.clone()).or_default() += &taken;
    }
    row.amount = -&taken;
    slip.post(row);
    let Some(least) = least(engine, &rule, slip)? else {
        return Ok(());
    };
    let debt = engine.round(&(&least - &slip.pay)).min(taken);
    if debt.is_positive() {
        let mut row = rule.row_of(carried::STEP, Node::part(carried::WORD, &block.id, &event.id));
        row.notes.push(Note::Debt(debt.clone()));
        row.amount = debt;
        slip.post(row);
    }
    Ok(())
}

/// What a clawback takes its share of.
fn basis(slip: &Slip<'_>, rule: &Clawback, event: &Event) -> Number {
    let earned = match &event.basis {
        Basis::Amount(amount) => return amount.clone(),
        Basis::Payment(earned) => earned,
    };
    let paid = earned.paid.clone().unwrap_or_else(|| slip.earned(&earned.payment_id));
    if !rule.net_paid {
        return &paid.calculated * &earned.part;
    }
    // What was taken back before is no longer paid, whichever part of the payment it was taken for.
    let now = slip.taken.get(&earned.payment_id).cloned().unwrap_or_default();
    let left = &(&paid.net - &paid.taken) - &now;
    (&paid.net * &earned.part).min(left.max(Number::zero()))
}

/// The first row that reaches as far; after the last 0.
fn by_schedule(schedule: &[(Reach, Number)], event: &Event) -> Number {
    let row = schedule.iter().find(|(reach, _)| reach.holds(event));
    row.map_or_else(Number::zero, |(_, share)| share.clone())
}

impl Reach {
    fn holds(self, event: &Event) -> bool {
        if self.complete {
            return event.elapsed_months <= self.months;
        }
        let last = event
            .paid_on
            .and_then(|day| day.checked_add_months(Months::new(self.months)));
        last.is_some_and(|last| event.occurred_on <= last)
    }
}

/// True if what an event takes back depends on the day of its payment, not only on complete months.
pub(crate) fn needs_day_of_payment(blocks: &[Block<Clawback>], cause: Cause, day: NaiveDate) -> bool {
    on(blocks, day).any(|(_, version)| {
        let by_schedule = version.body.causes.contains(&(cause, Taken::Schedule));
        by_schedule && version.body.schedule.iter().any(|(reach, _)| !reach.complete)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_ends_with_its_last_row() {
        let number = |text: &str| Number::parse(text).unwrap();
        let reach = |months, complete| Reach { months, complete };
        let schedule = [
            (reach(6, true), number("0.7")),
            (reach(12, false), number("0.4")),
            (reach(12, true), number("0.1")),
        ];
        assert!(schedule.windows(2).all(|pair| pair[0].0 < pair[1].0));
        // Paid on 31 August: twelve months end on 31 August, six on 28 February.
        for (occurred_on, elapsed_months, share) in [
            ("2025-08-31", 0, "0.7"),
            ("2026-03-30", 6, "0.7"),
            ("2026-03-31", 7, "0.4"),
            ("2026-08-31", 12, "0.4"),
            ("2026-09-01", 12, "0.1"),
            ("2026-09-30", 13, "0"),
        ] {
            let event = Event {
                id: String::new(),
                specialist: String::new(),
                cause: Cause::Lapse,
                occurred_on: occurred_on.parse().unwrap(),
                paid_on: Some("2025-08-31".parse().unwrap()),
                original_period: "2025-08".parse().unwrap(),
                basis: Basis::Amount(Number::one()),
                elapsed_months,
            };
            assert_eq!(by_schedule(&schedule, &event), number(share), "{occurred_on}");
        }
    }
}
