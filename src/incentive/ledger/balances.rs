//! What is kept back from a person, or still owed, after a period: from which rule, how much, and when it comes.

use chrono::NaiveDate;

use super::rows::{self, Columns, FromRow};
use super::runs::State;
use crate::diagnostic::Result;
use crate::incentive::Number;
use crate::incentive::engine::outcome::PersonOutcome;
use crate::incentive::plan::Plan;
use crate::incentive::plan::block::Block;
use crate::incentive::rule::cap::Cap;
use crate::incentive::rule::deferral::Deferral;
use crate::incentive::trace::{Node, Note, TraceRow};
use crate::period::Period;
use crate::store::{Params, Store};

/// An amount that is not paid yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Balance {
    /// The row that kept it back.
    pub node: Node,
    /// The period it comes from, where each is due on its own.
    pub origin: Option<Period>,
    /// Above 0 for the person, below 0 owed by the person.
    pub amount: Number,
    pub due: Due,
}

/// When it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// In the month that begins on this day.
    In(NaiveDate),
    /// In the first period in which the gate is passed.
    WhenPassed,
    /// In periods that leave room below the limit.
    WithRoom,
    /// From later pay.
    FromLaterPay,
}

struct Kept {
    origin: Period,
    node: Node,
    amount: Number,
}

impl FromRow for Kept {
    fn from_row(row: Columns<'_>) -> Result<Self> {
        Ok(Self {
            origin: row.get("origin")?,
            node: row.get("node")?,
            amount: row.get("amount")?,
        })
    }
}

/// A deferral that was paid or forfeited because somebody left, with all that was kept back up to a day.
struct Settled {
    /// The row it is paid in.
    node: Node,
    last_on: NaiveDate,
}

impl FromRow for Settled {
    fn from_row(row: Columns<'_>) -> Result<Self> {
        Ok(Self {
            node: row.get("node")?,
            last_on: row.get("last_on")?,
        })
    }
}

fn is_on_leaving(row: &TraceRow) -> bool {
    let is_of = |note: &Note| matches!(note, Note::PaidOnLeaving(..) | Note::ForfeitedOnLeaving(..));
    row.notes.iter().any(is_of)
}

/// The balances after the period of `state`, by the rules of `plan`.
pub(super) fn balances(store: &Store, plan: &Plan, state: &State, outcome: &PersonOutcome) -> Result<Vec<Balance>> {
    let params = Params::none()
        .with("plan_id", &plan.head.id)
        .with("specialist_id", &outcome.specialist)
        .with("first_on", state.period.first_on());
    let mut kept: Vec<Kept> = rows::all(store, "ledger/balance_rows", &params)?;
    if state.approved.is_none() {
        kept.extend(outcome.rows.iter().map(|row| Kept {
            origin: state.period,
            node: row.node.clone(),
            amount: row.amount.clone(),
        }));
    }
    let mut settled: Vec<Settled> = rows::all(store, "ledger/settled_on_leaving", &params)?;
    settled.extend(
        outcome
            .trace
            .iter()
            .filter(|row| is_on_leaving(row))
            .map(|row| Settled {
                node: row.node.clone(),
                last_on: state.period.last_on(),
            }),
    );
    let mut found = deferred(plan.rules.of::<Deferral>(), state.period, &kept, &settled);
    found.extend(withheld(&kept));
    found.extend(cut(plan.rules.of::<Cap>(), state.period, &kept));
    found.extend(owed(&kept));
    Ok(found)
}

/// What is due later, by the version of the period it comes from.
fn deferred(blocks: &[Block<Deferral>], period: Period, kept: &[Kept], settled: &[Settled]) -> Vec<Balance> {
    let mut found: Vec<Balance> = Vec::new();
    let is_open = |row: &&Kept| {
        let own = settled.iter().filter(|settled| settled.node.id == row.node.id);
        row.node.word == "deferral" && own.into_iter().all(|settled| row.origin.last_on() > settled.last_on)
    };
    for row in kept.iter().filter(is_open) {
        let block = blocks.iter().find(|block| Some(&block.id) == row.node.id.as_ref());
        let Some(version) = block.and_then(|block| block.on(row.origin.first_on())) else {
            continue;
        };
        let due = version.body.due(row.origin.last_on());
        if due > period.last_on() {
            add(&mut found, &row.node, Some(row.origin), -&row.amount, Due::In(due));
        }
    }
    found.retain(|balance| balance.amount.is_positive());
    found
}

/// What gates hold back, component by component.
fn withheld(kept: &[Kept]) -> Vec<Balance> {
    let mut found: Vec<Balance> = Vec::new();
    for row in kept {
        if let ("withhold" | "release", Some(_)) = (&*row.node.word, &row.node.part) {
            let node = Node {
                word: "withhold".into(),
                ..row.node.clone()
            };
            add(&mut found, &node, None, -&row.amount, Due::WhenPassed);
        }
    }
    found.retain(|balance| balance.amount.is_positive());
    found
}

/// What limits cut and later periods pay.
fn cut(blocks: &[Block<Cap>], period: Period, kept: &[Kept]) -> Vec<Balance> {
    let mut found: Vec<Balance> = Vec::new();
    for block in blocks {
        if !block
            .on(period.first_on())
            .is_some_and(|version| version.body.pays_later())
        {
            continue;
        }
        for row in kept {
            if row.node.is_whole("cap", &block.id) || row.node.is_whole("carry", &block.id) {
                let node = Node::of("cap", &block.id);
                add(&mut found, &node, None, -&row.amount, Due::WithRoom);
            }
        }
    }
    found.retain(|balance| balance.amount.is_positive());
    found
}

/// What was taken back and later pay owes.
fn owed(kept: &[Kept]) -> Vec<Balance> {
    let mut found: Vec<Balance> = Vec::new();
    for row in kept
        .iter()
        .filter(|row| row.node.word == "carry" && row.node.part.is_some())
    {
        let node = Node {
            word: "clawback".into(),
            ..row.node.clone()
        };
        add(&mut found, &node, None, -&row.amount, Due::FromLaterPay);
    }
    found.retain(|balance| balance.amount.is_negative());
    found
}

fn add(found: &mut Vec<Balance>, node: &Node, origin: Option<Period>, amount: Number, due: Due) {
    match found.iter_mut().find(|own| own.node == *node && own.origin == origin) {
        Some(own) => own.amount += &amount,
        None => found.push(Balance {
            node: node.clone(),
            origin,
            amount,
            due,
        }),
    }
}
