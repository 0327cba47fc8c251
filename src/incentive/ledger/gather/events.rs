//! What happened after a payment that earned something, and what that payment came to: what clawbacks act on.

use std::collections::HashMap;

use super::Gathering;
use crate::diagnostic::Result;
use crate::incentive::input::{Basis, Cause, Earned, Event, Paid, complete_months};
use crate::incentive::number::Number;
use crate::incentive::rule::clawback::{self, Clawback};
use crate::incentive::trace::Node;
use crate::period::Period;
use crate::store::Row;

impl Gathering<'_> {
    /// The events the plan asks for, each with what its payment earned and what was taken back of it before.
    pub(super) fn events(&mut self) -> Result<()> {
        if self.reads.causes.is_empty() {
            return Ok(());
        }
        for name in ["earned_create", "events_create"] {
            let file = format!("queries/incentive/gather/{name}.sql");
            self.source.store.run(&file, &self.params())?;
        }
        let rows = self.rows("events")?;
        let past = Past::read(self)?;
        let mut events = Vec::new();
        for row in rows.iter() {
            if let Some(event) = self.event(row, &past)? {
                events.push(event);
            }
        }
        self.take_off(&mut events);
        self.input.events = events;
        Ok(())
    }

    /// An event that takes something back; none if it is of another cause, too late, or of somebody who is not paid here
    /// and was told of before.
    fn event(&self, row: Row<'_>, past: &Past) -> Result<Option<Event>> {
        let cause = Cause::of_word(row.str("cause"));
        let (Some(cause), Some(paid_on), Some(occurred_on)) = (
            cause.filter(|cause| self.reads.causes.contains(cause)),
            row.date("paid_on"),
            row.date("occurred_on"),
        ) else {
            return Ok(None);
        };
        let elapsed_months = complete_months(paid_on, occurred_on);
        let specialist = row.text("specialist_id");
        let is_inside = self.names.contains_key(&specialist);
        let is_new = occurred_on >= self.view.period.first_on();
        if self.reads.longest.is_some_and(|most| elapsed_months > most) || !(is_inside || is_new) {
            return Ok(None);
        }
        let period: Period = row.text("period").parse()?;
        let payment_id = row.text("payment_id");
        let paid = (period != self.view.period).then(|| past.paid(&period.to_string(), &specialist, &payment_id));
        if paid.as_ref().is_some_and(|paid| paid.calculated.is_zero()) {
            return Ok(None);
        }
        let number = |column| row.decimal(column).map(Number::from);
        let parts = number("part_amount").zip(number("whole_amount"));
        let share = parts
            .and_then(|(part, whole)| part.divided_by(&whole))
            .unwrap_or_else(Number::one);
        Ok(Some(Event {
            id: row.text("event_id"),
            specialist,
            cause,
            occurred_on,
            paid_on: Some(paid_on),
            original_period: period,
            basis: Basis::Payment(Box::new(Earned {
                payment_id,
                part: share.min(Number::one()),
                paid,
            })),
            elapsed_months,
        }))
    }

    /// What earlier periods took back, by payment: the rows name events, which name payments.
    fn take_off(&self, events: &mut [Event]) {
        let mut taken: HashMap<(&str, &str), Number> = HashMap::new();
        let mut found: Vec<((String, String), Number)> = Vec::new();
        for event in events.iter() {
            let (Basis::Payment(earned), Some(rows)) = (&event.basis, self.ledger.0.get(&event.specialist)) else {
                continue;
            };
            for block in self.plan.rules.of::<Clawback>() {
                if let Some(amount) = rows.get(&clawback::node(&block.id, &event.id)) {
                    let key = (event.specialist.clone(), earned.payment_id.clone());
                    found.push((key, -amount));
                }
            }
        }
        for ((person, payment), amount) in &found {
            *taken.entry((person, payment)).or_insert_with(Number::zero) += amount;
        }
        for event in events {
            let person = event.specialist.clone();
            if let Basis::Payment(earned) = &mut event.basis
                && let Some(sum) = taken.get(&(person.as_str(), earned.payment_id.as_str()))
                && let Some(paid) = &mut earned.paid
            {
                paid.taken = sum.clone();
            }
        }
    }
}

/// What earlier periods paid for payments: by period, person, component.
#[derive(Default)]
struct Past {
    payments: HashMap<(String, String, String), Vec<(String, Number)>>,
    /// The sum of the payments of a component, and what was left of the component.
    components: HashMap<(String, String, String), (Number, Number)>,
}

impl Past {
    fn read(gathering: &mut Gathering<'_>) -> Result<Self> {
        let mut past = Self::default();
        for row in gathering.rows("earned_items")?.iter() {
            let Some(result) = Number::parse_exact(&row.text("result")) else {
                continue;
            };
            let [period, person, component, payment] =
                ["period", "specialist_id", "component", "payment_id"].map(|column| row.text(column));
            let key = (period.clone(), person.clone(), component.clone());
            past.components.entry(key).or_default().0 += &result;
            let key = (period, person, payment);
            past.payments.entry(key).or_default().push((component, result));
        }
        for row in gathering.rows("earned_lines")?.iter() {
            // The row of a component, or one of a gate or multiplier about it.
            let Node { id, part, .. } = Node::parse(row.str("node"));
            let component = part.or(id).unwrap_or_default();
            let key = (row.text("period"), row.text("specialist_id"), component);
            if let Some(sums) = past.components.get_mut(&key) {
                sums.1 += &row.decimal("amount").map_or_else(Number::zero, Number::from);
            }
        }
        Ok(past)
    }

    fn paid(&self, period: &str, person: &str, payment: &str) -> Paid {
        let mut paid = Paid::default();
        let key = (period.to_owned(), person.to_owned(), payment.to_owned());
        for (component, result) in self.payments.get(&key).into_iter().flatten() {
            let key = (period.to_owned(), person.to_owned(), component.clone());
            let sums = self.components.get(&key);
            if let Some(each) = sums.and_then(|(whole, left)| left.divided_by(whole)) {
                let net = result * &each;
                paid.net += &net;
                *paid.by_component.entry(component.clone()).or_default() += &net;
            }
            paid.calculated += result;
        }
        paid
    }
}
