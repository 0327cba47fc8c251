//! What becomes of kept back pay when somebody leaves, where a plan says it with `on_leaving`.
//!
//! In the period of leaving, or in a later one if nobody knew of it then, everything that a deferral keeps back and is not due
//! yet is paid or forfeited. Balances of caps and of gates that withhold stay as they are and are told.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::cap::Cap;
use super::carried;
use super::gate;
use super::kept_back::{self, Kept};
use super::rules::{Act as _, Rules};
use crate::incentive::engine::Engine;
use crate::incentive::engine::outcome::{Finding, FindingKind};
use crate::incentive::engine::slip::Slip;
use crate::incentive::input::Person;
use crate::incentive::number::Number;
use crate::incentive::plan::block::Block;
use crate::incentive::plan::head::OnLeaving;
use crate::incentive::trace::{Node, Note, RuleRef, TraceRow};

/// Somebody who has left by the end of the period.
#[derive(Clone, Copy)]
pub(super) struct Leaving {
    then: OnLeaving,
    /// The last day of work.
    left_on: NaiveDate,
    /// The last day of the period that holds it.
    last_on: NaiveDate,
}

impl Leaving {
    pub(super) fn of(engine: &Engine<'_>, person: &Person) -> Option<Self> {
        let (then, left_on) = (engine.head.on_leaving?, person.left_on?);
        let mut period = engine.input.period;
        if left_on > period.last_on() {
            return None;
        }
        while left_on < period.first_on() {
            period = period.previous();
        }
        let last_on = period.last_on();
        Some(Self { then, left_on, last_on })
    }

    /// True if a share that was not due in the period of leaving was paid or forfeited before: its condition is not asked then.
    pub(super) fn is_settled(&self, kept: &Kept, settled: &BTreeSet<NaiveDate>) -> bool {
        match self.then {
            OnLeaving::Forfeit => kept.due > self.last_on,
            OnLeaving::Pay => settled.iter().any(|last| kept.last_on <= *last && *last < kept.due),
        }
    }

    pub(super) fn forfeits(&self) -> bool {
        self.then == OnLeaving::Forfeit
    }

    /// The earlier periods, by their last days, that paid what was not due yet.
    pub(super) fn settled<T>(
        &self,
        engine: &Engine<'_>,
        block: &Block<T>,
        kept: &[Kept],
        slip: &Slip<'_>,
    ) -> BTreeSet<NaiveDate> {
        let mut released: BTreeMap<(NaiveDate, NaiveDate), Number> = BTreeMap::new();
        let earlier = engine.earlier(&slip.person.id);
        for row in earlier.filter(|row| row.node.is_whole(kept_back::WORD, &block.id)) {
            let period = (row.period.first_on(), row.period.last_on());
            *released.entry(period).or_default() += &row.amount;
        }
        let sum = |fits: &dyn Fn(&&Kept) -> bool| -> Number { kept.iter().filter(fits).map(|kept| &kept.amount).sum() };
        let is_settlement = |((first, last), paid): &((NaiveDate, NaiveDate), Number)| {
            let open = sum(&|kept| kept.last_on <= *last && *last < kept.due);
            let due = sum(&|kept| (*first..=*last).contains(&kept.due));
            // What was due then alone is no settlement; where both are as much, the period of leaving is one.
            let is_more = *paid != due || (open == due && *last == self.last_on);
            *last >= self.last_on && open.is_positive() && *paid >= open && is_more
        };
        let found = released.into_iter().filter(is_settlement);
        found.map(|((_, last), _)| last).collect()
    }

    /// Pays or forfeits what is not due by the end of the period.
    pub(super) fn settle<T>(&self, engine: &Engine<'_>, block: &Block<T>, open: &Number, slip: &mut Slip<'_>) {
        if !open.is_positive() {
            return;
        }
        let rule = match block.on(engine.day) {
            Some(version) => RuleRef::of(engine.head, block, version),
            None => RuleRef::idle(engine.head, block),
        };
        let mut row = TraceRow::new(kept_back::STEP, Node::of(kept_back::WORD, &block.id), rule);
        if self.forfeits() {
            row.notes.push(Note::ForfeitedOnLeaving(self.left_on, open.clone()));
            engine.find(Finding {
                specialist: slip.person.id.clone(),
                about: Node::of(kept_back::DEFERRAL, &block.id).to_string(),
                kind: FindingKind::Forfeited,
                detail: open.to_string(),
            });
        } else {
            row.notes.push(Note::PaidOnLeaving(self.left_on));
            row.amount = open.clone();
        }
        slip.post(row);
    }
}

/// Tells the balances of caps and gates that stay with somebody who has left.
pub(crate) fn tell_balances(engine: &Engine<'_>, rules: &Rules, slips: &[Slip<'_>]) {
    for slip in slips.iter().filter(|slip| Leaving::of(engine, slip.person).is_some()) {
        let mut balances: BTreeMap<Node, Number> = BTreeMap::new();
        let earlier = engine.earlier(&slip.person.id);
        let earlier = earlier.map(|row| (row.period.first_on(), &row.node, &row.amount));
        let own = slip.rows().iter().map(|row| (engine.day, &row.node, &row.amount));
        for (day, node, amount) in earlier.chain(own) {
            if let Some(balance) = balance_of(rules, day, node) {
                *balances.entry(balance).or_default() -= amount;
            }
        }
        for (node, balance) in balances.into_iter().filter(|(_, balance)| balance.is_positive()) {
            engine.find(Finding {
                specialist: slip.person.id.clone(),
                about: node.to_string(),
                kind: FindingKind::LeaverBalance,
                detail: balance.to_string(),
            });
        }
    }
}

/// The balance a row of a period belongs to: that of a cap that does not lose what it cuts, or of what a gate withholds.
fn balance_of(rules: &Rules, day: NaiveDate, node: &Node) -> Option<Node> {
    let id = node.id.as_deref()?;
    match (&*node.word, node.part.as_deref()) {
        ("withhold" | kept_back::WORD, Some(part)) => Some(Node::part(gate::WITHHOLD, id, part)),
        (word, None) if word == Cap::STEP.key || word == carried::WORD => {
            let cap = rules.of::<Cap>().iter().find(|cap| cap.id == id)?;
            let loses = cap.on(day).is_some_and(|version| version.body.loses());
            (word == carried::WORD || !loses).then(|| Node::of(Cap::STEP.key, id))
        }
        _ => None,
    }
}
