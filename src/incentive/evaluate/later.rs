//! What is paid later or taken back: deferrals and releases, clawbacks and the debts they leave.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::error::RunError;
use super::read::{At, Who};
use super::slip::Slip;
use super::{Engine, Finding, FindingKind};
use crate::incentive::input::{Basis, Event, Window};
use crate::incentive::number::Number;
use crate::incentive::plan::around::Causes;
use crate::incentive::plan::{Block, Clawback, Components, Deferral, Gate, Version};
use crate::incentive::trace::{Note, Rule, Step, TraceRow};
use crate::period::Month;

type InForce<'p, T> = (&'p Block<T>, &'p Version<T>, Rule);

impl Engine<'_> {
    pub(super) fn deferrals(&self, slips: &mut [Slip<'_>]) {
        let rules = self.in_force((Step::Deferral, "deferral"), &self.plan.deferrals, slips);
        for slip in slips {
            // Several take from the same base.
            let pay = slip.pay.clone();
            for (block, version, rule) in &rules {
                let base = match &version.body.components {
                    Components::All => pay.clone(),
                    some @ Components::Some(_) => slip.sum_of(&self.plan.components, some),
                };
                let mut row = TraceRow::new(Step::Deferral, format!("deferral:{}", block.id), rule.clone());
                if base.is_positive() {
                    let share = &version.body.share;
                    row.formula = format!("{share} x {base}");
                    row.amount = -&slip.at_most_pay(self.round(&(share * &base)));
                } else {
                    row.notes.push(Note::NothingToDo);
                }
                slip.post(row);
            }
        }
    }

    pub(super) fn releases(&self, slips: &mut [Slip<'_>]) {
        let gates: Vec<InForce<'_, Gate>> = self.rules(&self.plan.gates);
        for slip in slips {
            for block in &self.plan.deferrals {
                self.take(self.release_deferred(slip, block));
            }
            for gate in &gates {
                self.take(self.release_withheld(slip, gate));
            }
            self.unsettled(slip);
        }
    }

    fn rules<'p, T>(&self, blocks: &'p [Block<T>]) -> Vec<InForce<'p, T>> {
        let rules = blocks.iter().filter_map(|b| Some((b, b.on(self.day)?)));
        rules.map(|(b, v)| (b, v, Rule::of(self.plan, b, v))).collect()
    }

    /// What was kept back `after` months ago, by the version of that period.
    fn release_deferred(&self, slip: &mut Slip<'_>, block: &Block<Deferral>) -> Result<(), RunError> {
        let node = format!("deferral:{}", block.id);
        let mut kept: BTreeMap<(NaiveDate, NaiveDate), Number> = BTreeMap::new();
        let rows = self
            .input
            .ledger
            .get(&slip.person.id)
            .map(Vec::as_slice)
            .unwrap_or_default();
        for row in rows.iter().filter(|r| r.counts_for() == node) {
            let period = (row.period.first_on(), row.period.last_on());
            *kept.entry(period).or_insert_with(Number::zero) -= &row.amount;
        }
        for ((first, last), amount) in kept {
            let Some(version) = block.on(first).filter(|_| amount.is_positive()) else {
                continue;
            };
            let months = i32::try_from(version.body.after).unwrap_or(i32::MAX);
            let due = Month::containing(last).plus(months).first_on();
            if due < self.day || due > self.input.period.last_on() {
                continue;
            }
            let rule = Rule::of(self.plan, block, version);
            let mut row = TraceRow::new(Step::Release, format!("release:{}", block.id), rule);
            row.formula = format!("{} = {amount}", Month::containing(last));
            let mut pays = true;
            if let Some(when) = &version.body.when {
                let at = At {
                    kind: "deferral",
                    id: &block.id,
                    place: &version.place,
                };
                let judged = self.judge(at, Who::person(slip.person), when)?;
                pays = judged.holds;
                row.notes.push(judged.note);
                row.inputs = judged.inputs;
            }
            if pays {
                row.amount = amount;
            } else {
                row.notes.push(Note::Forfeited(amount));
            }
            slip.post(row);
        }
        Ok(())
    }

    /// What a gate held back is paid once it passes.
    fn release_withheld(
        &self,
        slip: &mut Slip<'_>,
        (block, version, rule): &InForce<'_, Gate>,
    ) -> Result<(), RunError> {
        let prefix = format!("withhold:{}/", block.id);
        let mut held: BTreeMap<String, Number> = BTreeMap::new();
        let rows = self
            .input
            .ledger
            .get(&slip.person.id)
            .map(Vec::as_slice)
            .unwrap_or_default();
        for row in rows.iter().filter(|r| r.period.first_on() < self.day) {
            let node = row.counts_for();
            let released = format!("release:{}/", block.id);
            let component = node.strip_prefix(&prefix).or_else(|| node.strip_prefix(&released));
            if let Some(component) = component {
                *held.entry(component.to_owned()).or_insert_with(Number::zero) -= &row.amount;
            }
        }
        held.retain(|_, amount| amount.is_positive());
        if held.is_empty() {
            return Ok(());
        }
        let at = At {
            kind: "gate",
            id: &block.id,
            place: &version.place,
        };
        let judged = self.judge(at, Who::person(slip.person), &version.body.when)?;
        for (component, amount) in held {
            let mut row = TraceRow::new(Step::Release, format!("release:{}/{component}", block.id), rule.clone());
            row.notes.push(judged.note.clone());
            row.inputs.clone_from(&judged.inputs);
            if judged.holds {
                row.amount = amount;
            } else {
                row.notes.push(Note::Balance(amount));
            }
            slip.post(row);
        }
        Ok(())
    }

    /// Balances whose block the plan no longer has.
    fn unsettled(&self, slip: &Slip<'_>) {
        let mut balances: BTreeMap<&str, Number> = BTreeMap::new();
        let rows = self
            .input
            .ledger
            .get(&slip.person.id)
            .map(Vec::as_slice)
            .unwrap_or_default();
        for row in rows {
            let node = row.counts_for();
            let Some((prefix, rest)) = node.split_once(':') else {
                continue;
            };
            let id = rest.split('/').next().unwrap_or(rest);
            let is_balance = matches!(prefix, "withhold" | "release" | "deferral" | "carry");
            if is_balance && !self.settles(id) {
                *balances.entry(id).or_insert_with(Number::zero) += &row.amount;
            }
        }
        for (id, balance) in balances.into_iter().filter(|(_, sum)| !sum.is_zero()) {
            self.find(Finding {
                specialist: slip.person.id.clone(),
                node: id.to_owned(),
                kind: FindingKind::Unsettled,
                detail: balance.to_string(),
            });
        }
    }

    fn settles(&self, id: &str) -> bool {
        self.plan.gates.iter().any(|b| b.id == id)
            || self.plan.deferrals.iter().any(|b| b.id == id)
            || self.plan.caps.iter().any(|b| b.id == id)
            || self.plan.clawbacks.iter().any(|b| b.id == id)
    }

    pub(super) fn clawbacks(&self, slips: &mut [Slip<'_>]) {
        // Those not yet in force say so.
        let _ = self.in_force((Step::Clawback, "clawback"), &self.plan.clawbacks, slips);
        for slip in slips {
            self.take(self.debts(slip));
            let events = self
                .events
                .get(slip.person.id.as_str())
                .map(Vec::as_slice)
                .unwrap_or_default();
            let last = self.input.period.last_on().min(self.input.as_of);
            let due: Vec<&Event> = events.iter().copied().filter(|e| e.occurred_on <= last).collect();
            for block in &self.plan.clawbacks {
                for event in &due {
                    self.take(self.claw_back(slip, block, event));
                }
            }
        }
    }

    /// Debts of earlier clawbacks, oldest first.
    fn debts(&self, slip: &mut Slip<'_>) -> Result<(), RunError> {
        let rows = self
            .input
            .ledger
            .get(&slip.person.id)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let mut owed: BTreeMap<&str, (NaiveDate, Number)> = BTreeMap::new();
        for row in rows.iter().filter(|r| r.period.first_on() < self.day) {
            let node = row.counts_for();
            if node.starts_with("carry:") && node.contains('/') {
                let debt = owed
                    .entry(node)
                    .or_insert_with(|| (row.period.first_on(), Number::zero()));
                debt.0 = debt.0.min(row.period.first_on());
                debt.1 += &row.amount;
            }
        }
        let event_of = |node: &str| node.split_once('/').map(|(_, event)| event.to_owned());
        let mut debts: Vec<(NaiveDate, Option<String>, &str, Number)> = owed
            .into_iter()
            .filter(|(_, (_, sum))| sum.is_positive())
            .map(|(node, (since, sum))| (since, event_of(node), node, sum))
            .collect();
        debts.sort();
        for (_, event, node, owed) in debts {
            let id = node.trim_start_matches("carry:").split('/').next().unwrap_or_default();
            let Some(block) = self.plan.clawbacks.iter().find(|b| b.id == id) else {
                continue;
            };
            let events = self
                .events
                .get(slip.person.id.as_str())
                .map(Vec::as_slice)
                .unwrap_or_default();
            let known = events.iter().find(|e| Some(&e.id) == event.as_ref());
            let day = known.map_or(self.day, |e| e.original_period.first_on());
            let Some(version) = block.on(day) else {
                continue;
            };
            let mut row = TraceRow::new(Step::Carry, node.to_owned(), Rule::of(self.plan, block, version));
            let least = self.least(slip, block, version)?;
            let room = least.map_or_else(|| owed.clone(), |least| (&slip.pay - &least).max(Number::zero()));
            row.amount = -&self.round(&owed.clone().min(room));
            row.formula = owed.to_string();
            row.notes.push(Note::Balance(&owed + &row.amount));
            slip.post(row);
        }
        Ok(())
    }

    /// What pay is not pushed below.
    fn least(
        &self,
        slip: &Slip<'_>,
        block: &Block<Clawback>,
        version: &Version<Clawback>,
    ) -> Result<Option<Number>, RunError> {
        let at = At {
            kind: "clawback",
            id: &block.id,
            place: &version.place,
        };
        let limit = version.body.never_below.as_ref();
        let amount = limit.map(|a| self.amount(at, Who::person(slip.person), a, Window::Period));
        Ok(amount.transpose()?.map(|(amount, _)| amount))
    }

    fn claw_back(&self, slip: &mut Slip<'_>, block: &Block<Clawback>, event: &Event) -> Result<(), RunError> {
        let node = format!("clawback:{}/{}", block.id, event.id);
        let rows = self
            .input
            .ledger
            .get(&slip.person.id)
            .map(Vec::as_slice)
            .unwrap_or_default();
        if rows.iter().any(|row| row.counts_for() == node) {
            return Ok(());
        }
        let Some(version) = block.on(event.original_period.first_on()) else {
            return Ok(());
        };
        let Some((cause, how)) = version.body.causes.iter().find(|(cause, _)| *cause == event.cause) else {
            return Ok(());
        };
        let share = match how {
            Causes::Share(share) => share.clone(),
            Causes::Schedule => by_schedule(&version.body.schedule, event.elapsed_months),
        };
        let basis = self.basis(slip, &version.body, event);
        if basis.is_zero() && matches!(event.basis, Basis::Payment(_)) {
            // A payment that earned nothing leaves nothing to take back and to explain.
            return Ok(());
        }
        let rule = Rule::of(self.plan, block, version);
        let mut row = TraceRow::new(Step::Clawback, node, rule.clone());
        let taken = self.round(&(&basis * &share)).max(Number::zero());
        row.formula = format!("{basis} x {share} = {taken}");
        row.notes
            .push(Note::Event(cause.word().to_owned(), event.elapsed_months, share));
        if let Basis::Payment(earned) = &event.basis {
            row.notes.push(Note::TakenFor(
                earned.payment_id.clone(),
                event.original_period.to_string(),
                event.occurred_on.to_string(),
            ));
            let sum = slip.taken.entry(earned.payment_id.clone()).or_insert_with(Number::zero);
            *sum += &taken;
        }
        row.amount = -&taken;
        slip.post(row);
        let Some(least) = self.least(slip, block, version)? else {
            return Ok(());
        };
        let debt = self.round(&(&least - &slip.pay)).min(taken);
        if debt.is_positive() {
            let mut row = TraceRow::new(Step::Carry, format!("carry:{}/{}", block.id, event.id), rule);
            row.notes.push(Note::Debt(debt.clone()));
            row.amount = debt;
            slip.post(row);
        }
        Ok(())
    }
}

impl Engine<'_> {
    /// What a clawback takes its share of.
    fn basis(&self, slip: &Slip<'_>, rule: &Clawback, event: &Event) -> Number {
        let earned = match &event.basis {
            Basis::Amount(amount) => return amount.clone(),
            Basis::Payment(earned) => earned,
        };
        let paid = match &earned.paid {
            Some(paid) => paid.clone(),
            None => slip.earned(&self.plan.components, &earned.payment_id),
        };
        if !rule.net_paid {
            return &paid.calculated * &earned.part;
        }
        // What was taken back before is no longer paid, whichever part of the payment it was taken for.
        let now = slip.taken.get(&earned.payment_id).cloned().unwrap_or_else(Number::zero);
        let left = &(&paid.net - &paid.taken) - &now;
        (&paid.net * &earned.part).min(left.max(Number::zero()))
    }
}

/// The first row that reaches as far; after the last 0.
fn by_schedule(schedule: &[(u32, Number)], elapsed: u32) -> Number {
    let row = schedule.iter().find(|(upto, _)| elapsed <= *upto);
    row.map_or_else(Number::zero, |(_, share)| share.clone())
}
