//! `[[cap]]`: the most pay, before the pools or, with `after = "pools"`, after them. What is cut is lost, carried until later
//! periods leave room, or deferred to the next one.

use serde::Serialize;

use super::carried;
use super::in_force::{InForce, each};
use super::pool::Pool;
use super::rules::{Act, Rule, Rules};
use crate::incentive::engine::Engine;
use crate::incentive::engine::error::RunError;
use crate::incentive::engine::numbers::Who;
use crate::incentive::engine::slip::Slip;
use crate::incentive::input::{Earlier, Window, first_of_year};
use crate::incentive::number::Number;
use crate::incentive::plan::block::Per;
use crate::incentive::plan::measure::{Amount, Limit};
use crate::incentive::plan::reads::Reads;
use crate::incentive::plan::toml::Fields;
use crate::incentive::trace::{Formula, Node, Note, RowWord, Shows, Step, Told, TraceRow};
use crate::message::say;
use crate::word::words;

/// Most pay.
#[derive(Clone, Debug, Serialize)]
pub struct Cap {
    pub(super) limit: Amount,
    pub(super) per: Per,
    on_excess: OnExcess,
    /// True if it acts after the pools.
    after_pools: bool,
}

words! {
    /// What becomes of pay above a cap.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
    #[serde(rename_all = "snake_case")]
    enum OnExcess {
        /// It is gone.
        Lose = "lose",
        /// Later periods pay it from the room they leave.
        Carry = "carry",
        /// The first period after pays all of it.
        Defer = "defer",
    }
}

impl Cap {
    /// True if what is cut is paid later.
    pub fn pays_later(&self) -> bool {
        self.on_excess != OnExcess::Lose
    }
}

impl Act for Cap {
    const STEP: Step = Step::new("cap", Told::WithReason, Shows::Amount);
    const ROWS: &'static [RowWord] = &[RowWord::balance("cap")];

    fn apply(engine: &Engine<'_>, rules: &Rules, slips: &mut [Slip<'_>]) {
        each(engine, rules.of::<Cap>(), slips, |rule, slip| {
            if rule.body().after_pools {
                return Ok(());
            }
            cut(engine, rule, slip)
        });
    }
}

impl Rule for Cap {
    const KEEPS_BALANCE: bool = true;

    fn read(fields: &Fields<'_, '_>) -> Option<Self> {
        let (limit, per, on_excess) = (
            fields.need::<Limit>("limit"),
            fields.need("per"),
            fields.need("on_excess"),
        );
        if fields.reader.is_across {
            // What plans pay has their pools in it.
            fields.refuse("after", say!("errors.plan.not_allowed.across_after"));
        }
        let after_pools = fields.optional_word("after", &[("pools", true)]);
        Some(Self {
            limit: limit?.0,
            per: per?,
            on_excess: on_excess?,
            after_pools: after_pools.unwrap_or(false),
        })
    }

    fn acts_after(&self) -> Option<Step> {
        self.after_pools.then_some(Pool::STEP)
    }

    fn reads(&self, reads: &mut Reads) {
        reads.amount(&self.limit, Window::Period);
        reads.whole_year |= self.per == Per::Year || self.on_excess != OnExcess::Lose;
    }
}

impl Cap {
    /// True if what it cuts is gone.
    pub(super) fn loses(&self) -> bool {
        self.on_excess == OnExcess::Lose
    }
}

/// The caps that act after the pools. What they cut goes to nobody; what comes later they do not cut.
pub struct AfterPools;

impl Act for AfterPools {
    const STEP: Step = Cap::STEP;
    const ROWS: &'static [RowWord] = Cap::ROWS;

    fn apply(engine: &Engine<'_>, rules: &Rules, slips: &mut [Slip<'_>]) {
        // Those not yet in force have said so before the pools.
        let caps = InForce::all(engine, rules.of::<Cap>());
        for slip in slips {
            for cap in caps.iter().filter(|cap| cap.body().after_pools) {
                engine.take(cut(engine, cap, slip));
            }
        }
    }
}

fn cut(engine: &Engine<'_>, rule: &InForce<'_, Cap>, slip: &mut Slip<'_>) -> Result<(), RunError> {
    let mut row = rule.row();
    let room = room(engine, rule, slip, &mut row)?;
    row.formula = Some(Formula::minus(&slip.pay, &room).at_least_zero());
    if slip.pay > room {
        row.amount = -&slip.at_most_pay(engine.round(&(&slip.pay - &room)));
        row.notes.push(Note::HeldTo(room));
    } else {
        row.notes.push(Note::NothingToDo);
    }
    slip.post(row);
    Ok(())
}

/// What the limit leaves after the earlier rows of the year.
fn room(engine: &Engine<'_>, rule: &InForce<'_, Cap>, slip: &Slip<'_>, row: &mut TraceRow) -> Result<Number, RunError> {
    let body = rule.body();
    let (limit, reads) = engine.amount(rule.at(), Who::person(slip.person), &body.limit, Window::Period)?;
    row.inputs.extend(reads);
    if body.per == Per::Period {
        return Ok(limit.max(Number::zero()));
    }
    // What was deferred is paid outside the limit.
    let defers = body.on_excess == OnExcess::Defer;
    let is_outside = |node: &Node| defers && node.is_whole(carried::WORD, &rule.block.id);
    let earlier = engine.paid_this_year(&slip.person.id, |node| !is_outside(node));
    if !earlier.is_zero() {
        row.notes.push(Note::PaidBefore(earlier.clone()));
    }
    Ok((&limit - &earlier).max(Number::zero()))
}

/// Paying what earlier periods cut. Debts of clawbacks are carried under the same word.
pub struct Carry;

impl Act for Carry {
    const STEP: Step = carried::STEP;
    const ROWS: &'static [RowWord] = carried::ROWS;

    fn apply(engine: &Engine<'_>, rules: &Rules, slips: &mut [Slip<'_>]) {
        // Those not yet in force have said so at their own step.
        let caps = InForce::all(engine, rules.of::<Cap>());
        for slip in slips {
            for cap in caps.iter().filter(|cap| cap.body().on_excess != OnExcess::Lose) {
                engine.take(pay_carried(engine, cap, slip));
            }
        }
    }
}

fn pay_carried(engine: &Engine<'_>, rule: &InForce<'_, Cap>, slip: &mut Slip<'_>) -> Result<(), RunError> {
    let (id, body) = (rule.block.id.as_str(), rule.body());
    let mut row = rule.row_of(Carry::STEP, Node::of(carried::WORD, id));
    let year = first_of_year(engine.day);
    let defers = body.on_excess == OnExcess::Defer;
    let is_cut = |row: &Earlier| row.node.is_whole(Cap::STEP.key, id);
    // Deferred for a year: what this year cut waits for the next.
    let waits = |row: &Earlier| defers && body.per == Per::Year && is_cut(row) && row.period.first_on() >= year;
    let is_own = |row: &Earlier| is_cut(row) || row.node.is_whole(carried::WORD, id);
    let owed = -&engine.balance(&slip.person.id, |row| is_own(row) && !waits(row));
    let owed = owed.max(Number::zero());
    let paid = if defers || owed.is_zero() {
        owed.clone()
    } else {
        let room = room(engine, rule, slip, &mut row)?;
        owed.clone().min((&room - &slip.pay).max(Number::zero()))
    };
    row.amount = engine.round(&paid);
    row.notes.push(if owed.is_zero() {
        Note::NothingToDo
    } else {
        Note::Balance(&owed - &row.amount)
    });
    slip.post(row);
    Ok(())
}
