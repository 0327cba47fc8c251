//! Limits on pay: floors, caps with their balances, pay by days, guarantees.

use chrono::Datelike as _;

use super::error::RunError;
use super::read::{At, Who};
use super::slip::Slip;
use super::{Engine, first_of_year};
use crate::incentive::input::{Earlier, Window};
use crate::incentive::number::Number;
use crate::incentive::plan::{Block, Cap, Floor, Guarantee, OnExcess, Per, Version};
use crate::incentive::trace::{Note, Rule, Step, TraceRow};

type InForce<'p, T> = (&'p Block<T>, &'p Version<T>, Rule);

impl Engine<'_> {
    pub(super) fn floors(&self, slips: &mut [Slip<'_>]) {
        let rules = self.in_force((Step::Floor, "floor"), &self.plan.floors, slips);
        for slip in slips {
            for rule in &rules {
                self.take(self.floor(slip, rule));
            }
        }
    }

    fn floor(&self, slip: &mut Slip<'_>, (block, version, rule): &InForce<'_, Floor>) -> Result<(), RunError> {
        let mut row = TraceRow::new(Step::Floor, format!("floor:{}", block.id), rule.clone());
        let at = At {
            kind: "floor",
            id: &block.id,
            place: &version.place,
        };
        let earlier = match version.body.per {
            Per::Period => Number::zero(),
            Per::Year => self.paid_this_year(&slip.person.id, |_| true),
        };
        let is_time = version.body.per == Per::Period || self.input.period.last_on().month() == 12;
        let whole = &slip.pay + &earlier;
        if let Some(reason) = &slip.barred_from_all {
            row.notes.push(Note::Barred(reason.clone()));
        } else if is_time && whole.is_positive() {
            let (limit, reads) = self.amount(at, Who::person(slip.person), &version.body.limit, Window::Period)?;
            row.inputs = reads;
            row.formula = format!("max(0, {limit} - {whole})");
            if whole < limit {
                row.amount = self.round(&(&limit - &whole));
                row.notes.push(Note::LiftedTo(limit));
            }
        } else {
            row.notes.push(Note::NothingToDo);
        }
        slip.post(row);
        Ok(())
    }

    pub(super) fn caps(&self, slips: &mut [Slip<'_>]) {
        let rules = self.in_force((Step::Cap, "cap"), &self.plan.caps, slips);
        for slip in slips {
            for rule in &rules {
                self.take(self.cap(slip, rule));
            }
        }
    }

    fn cap(&self, slip: &mut Slip<'_>, (block, version, rule): &InForce<'_, Cap>) -> Result<(), RunError> {
        let mut row = TraceRow::new(Step::Cap, format!("cap:{}", block.id), rule.clone());
        let room = self.room(slip, block, version, &mut row)?;
        row.formula = format!("max(0, {} - {room})", slip.pay);
        if slip.pay > room {
            row.amount = -&slip.at_most_pay(self.round(&(&slip.pay - &room)));
            row.notes.push(Note::HeldTo(room));
        } else {
            row.notes.push(Note::NothingToDo);
        }
        slip.post(row);
        Ok(())
    }

    /// What the limit leaves after the earlier rows of the year.
    fn room(
        &self,
        slip: &Slip<'_>,
        block: &Block<Cap>,
        version: &Version<Cap>,
        row: &mut TraceRow,
    ) -> Result<Number, RunError> {
        let at = At {
            kind: "cap",
            id: &block.id,
            place: &version.place,
        };
        let (limit, reads) = self.amount(at, Who::person(slip.person), &version.body.limit, Window::Period)?;
        row.inputs.extend(reads);
        if version.body.per == Per::Period {
            return Ok(limit.max(Number::zero()));
        }
        // What was deferred is paid outside the limit.
        let own = format!("carry:{}", block.id);
        let defers = version.body.on_excess == OnExcess::Defer;
        let earlier = self.paid_this_year(&slip.person.id, |node| !(defers && node == own));
        if !earlier.is_zero() {
            row.notes.push(Note::PaidBefore(earlier.clone()));
        }
        Ok((&limit - &earlier).max(Number::zero()))
    }

    pub(super) fn proration_of_payout(&self, slips: &mut [Slip<'_>]) {
        let rules = self.in_force((Step::Proration, "proration"), &self.plan.prorations, slips);
        for slip in slips {
            for (block, version, rule) in rules.iter().filter(|(_, v, _)| v.body.payout) {
                let mut row = TraceRow::new(Step::Proration, format!("proration:{}", block.id), rule.clone());
                if slip.pay.is_positive() {
                    let served = self.served(slip.person, &version.body, Window::Period);
                    let new = self.round(&(&slip.pay * &served.share()));
                    row.formula = format!("{} x {} / {} = {new}", slip.pay, served.served, served.of);
                    row.amount = &new - &slip.pay;
                } else {
                    row.notes.push(Note::NothingToDo);
                }
                slip.post(row);
            }
        }
    }

    pub(super) fn guarantees(&self, slips: &mut [Slip<'_>]) {
        let rules = self.in_force((Step::Guarantee, "guarantee"), &self.plan.guarantees, slips);
        for slip in slips {
            for rule in &rules {
                self.take(self.guarantee(slip, rule));
            }
        }
    }

    fn guarantee(&self, slip: &mut Slip<'_>, (block, version, rule): &InForce<'_, Guarantee>) -> Result<(), RunError> {
        let node = format!("guarantee:{}", block.id);
        let mut row = TraceRow::new(Step::Guarantee, node.clone(), rule.clone());
        if let Some(reason) = &slip.barred_from_all {
            row.notes.push(Note::Barred(reason.clone()));
            slip.post(row);
            return Ok(());
        }
        let at = At {
            kind: "guarantee",
            id: &block.id,
            place: &version.place,
        };
        let (amount, reads) = self.amount(at, Who::person(slip.person), &version.body.amount, Window::Period)?;
        row.inputs = reads;
        let is_open = version.body.until.is_none_or(|until| self.day <= until);
        let added = self.balance(&slip.person.id, |row| row.counts_for() == node);
        if slip.pay < amount && is_open {
            row.formula = format!("{amount} - {}", slip.pay);
            row.amount = self.round(&(&amount - &slip.pay));
            row.notes.push(Note::LiftedTo(amount));
        } else if version.body.recoverable && added.is_positive() && slip.pay > amount {
            let above = &slip.pay - &amount;
            row.formula = format!("min({added}, {above})");
            row.amount = -&self.round(&added.clone().min(above));
            row.notes.push(Note::Balance(&added + &row.amount));
        } else {
            row.notes.push(Note::NothingToDo);
        }
        slip.post(row);
        Ok(())
    }

    pub(super) fn carried_balances(&self, slips: &mut [Slip<'_>]) {
        // Those not yet in force have said so at their own step.
        let rules = self.plan.caps.iter().filter_map(|b| Some((b, b.on(self.day)?)));
        let rules: Vec<InForce<'_, Cap>> = rules.map(|(b, v)| (b, v, Rule::of(self.plan, b, v))).collect();
        for slip in slips {
            for rule in rules.iter().filter(|(_, v, _)| v.body.on_excess != OnExcess::Lose) {
                self.take(self.carried(slip, rule));
            }
        }
    }

    fn carried(&self, slip: &mut Slip<'_>, (block, version, rule): &InForce<'_, Cap>) -> Result<(), RunError> {
        let (cut, carry) = (format!("cap:{}", block.id), format!("carry:{}", block.id));
        let mut row = TraceRow::new(Step::Carry, carry.clone(), rule.clone());
        let year = first_of_year(self.day);
        let defers = version.body.on_excess == OnExcess::Defer;
        // Deferred for a year: what this year cut waits for the next.
        let is_due = |row: &Earlier| {
            !(defers && version.body.per == Per::Year && row.counts_for() == cut && row.period.first_on() >= year)
        };
        let rows = |row: &Earlier| (row.counts_for() == cut || row.counts_for() == carry) && is_due(row);
        let owed = -&self.balance(&slip.person.id, rows);
        let owed = owed.max(Number::zero());
        let paid = if defers || owed.is_zero() {
            owed.clone()
        } else {
            let room = self.room(slip, block, version, &mut row)?;
            owed.clone().min((&room - &slip.pay).max(Number::zero()))
        };
        row.amount = self.round(&paid);
        row.notes.push(if owed.is_zero() {
            Note::NothingToDo
        } else {
            Note::Balance(&owed - &row.amount)
        });
        slip.post(row);
        Ok(())
    }

    /// The sum of the earlier rows that fit, of all years.
    pub(super) fn balance(&self, specialist: &str, fits: impl Fn(&Earlier) -> bool) -> Number {
        let rows = self.input.ledger.get(specialist).map(Vec::as_slice).unwrap_or_default();
        rows.iter()
            .filter(|row| row.period.first_on() < self.day && fits(row))
            .map(|row| &row.amount)
            .sum()
    }
}
