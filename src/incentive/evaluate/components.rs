//! Who earns, and what each component is worth.

use super::days::months_passed;
use super::error::RunError;
use super::read::{At, Who};
use super::slip::Slip;
use super::{Engine, Finding, FindingKind, first_of_year};
use crate::incentive::input::{Person, Window};
use crate::incentive::number::Number;
use crate::incentive::plan::components::{Component, Indicator, Kind, MissingIndicator, OnUndefined};
use crate::incentive::plan::{Amount, Block, Eligibility, Measure, Part, Version};
use crate::incentive::trace::{ItemTrace, Note, Read, Rule, Step, TraceRow};
use crate::metrics::Direction;

/// What a component is worth before floor and cap.
#[derive(Default)]
pub(super) struct Worth {
    /// None if an undefined measure leaves nothing to pay.
    pub(super) value: Option<Number>,
    pub(super) inputs: Vec<Read>,
    pub(super) formula: String,
    pub(super) notes: Vec<Note>,
    pub(super) items: Vec<ItemTrace>,
    /// True if it is withheld until its measure is known.
    pub(super) withheld: Option<String>,
}

impl Worth {
    pub(super) fn of(value: Number, inputs: Vec<Read>, formula: String) -> Self {
        Self {
            value: Some(value),
            inputs,
            formula,
            ..Self::default()
        }
    }
}

/// A component's version with where it stands.
pub(super) struct Earning<'p> {
    pub(super) at: At<'p>,
    pub(super) body: &'p Component,
    pub(super) window: Window,
}

impl Engine<'_> {
    pub(super) fn eligibility(&self, slips: &mut [Slip<'_>]) {
        let rules = self.in_force((Step::Eligibility, "eligibility"), &self.plan.eligibility, slips);
        for slip in slips {
            for (block, version, rule) in &rules {
                let mut row = TraceRow::new(Step::Eligibility, format!("eligibility:{}", block.id), rule.clone());
                let Some(fulfilled) = self.take(self.fulfils(slip.person, block, version, &mut row)) else {
                    continue;
                };
                if !fulfilled {
                    let reason = &version.body.reason;
                    row.notes.push(Note::Barred(reason.clone()));
                    for (own, component) in slip.barred.iter_mut().zip(&self.plan.components) {
                        if version.body.components.hold(&component.id) {
                            own.get_or_insert_with(|| reason.clone());
                        }
                    }
                    if version.body.components == crate::incentive::plan::Components::All {
                        slip.barred_from_all.get_or_insert_with(|| reason.clone());
                    }
                }
                slip.post(row);
            }
        }
    }

    fn fulfils(
        &self,
        person: &Person,
        block: &Block<Eligibility>,
        version: &Version<Eligibility>,
        row: &mut TraceRow,
    ) -> Result<bool, RunError> {
        let rule = &version.body;
        let last = self.input.period.last_on();
        let mut fulfilled = true;
        if let Some(months) = rule.min_tenure_months {
            let hired = person.hired_on;
            fulfilled &= hired.is_some_and(|day| months_passed(day, months, last));
            row.formula = format!(
                "{} + {months} m <= {last}",
                hired.map_or_else(String::new, |d| d.to_string())
            );
        }
        if let Some(grades) = &rule.grades {
            fulfilled &= grades.contains(&person.grade);
        }
        if let Some(when) = &rule.when {
            let at = At {
                kind: "eligibility",
                id: &block.id,
                place: &version.place,
            };
            let judged = self.judge(at, Who::person(person), when)?;
            fulfilled &= judged.holds;
            row.notes.push(judged.note);
            row.inputs.extend(judged.inputs);
        }
        Ok(fulfilled)
    }

    pub(super) fn components(&self, slips: &mut [Slip<'_>]) {
        for (index, block) in self.plan.components.iter().enumerate() {
            let Some(version) = block.on(self.day) else {
                for slip in slips.iter_mut() {
                    let node = format!("component:{}", block.id);
                    let mut row = TraceRow::new(Step::Component, node, Rule::idle(self.plan, block));
                    row.notes.push(Note::NotInForce);
                    slip.post(row);
                }
                continue;
            };
            let earning = Earning {
                at: At {
                    kind: "component",
                    id: &block.id,
                    place: &version.place,
                },
                body: &version.body,
                window: if version.body.ytd {
                    Window::YearToDate
                } else {
                    Window::Period
                },
            };
            let rule = Rule::of(self.plan, block, version);
            let mut ranked = self.ranked(&earning, index, slips);
            for (slot, slip) in slips.iter_mut().enumerate() {
                slip.amounts[index] = Some(Number::zero());
                let mut row = TraceRow::new(Step::Component, format!("component:{}", block.id), rule.clone());
                if let Some(reason) = &slip.barred[index] {
                    row.notes.push(Note::Barred(reason.clone()));
                    slip.post(row);
                    continue;
                }
                let worth = match ranked.as_mut() {
                    Some(ranked) => ranked[slot].take().unwrap_or_default(),
                    None => self.take(self.worth(&earning, slip.person)).unwrap_or_default(),
                };
                if let Some(done) = self.take(self.earned(&earning, slip.person, worth, row)) {
                    slip.amounts[index] = Some(done.amount.clone());
                    slip.post(done);
                }
            }
        }
    }

    /// Floor, cap, what the year paid before, rounding.
    fn earned(
        &self,
        earning: &Earning<'_>,
        person: &Person,
        worth: Worth,
        mut row: TraceRow,
    ) -> Result<TraceRow, RunError> {
        row.inputs = worth.inputs;
        row.formula = worth.formula;
        row.notes = worth.notes;
        row.items = worth.items;
        if let Some(name) = worth.withheld {
            self.find(Finding {
                specialist: person.id.clone(),
                node: row.node.clone(),
                kind: FindingKind::Withheld,
                detail: name,
            });
        }
        let Some(mut value) = worth.value else {
            return Ok(row);
        };
        let who = Who::person(person);
        if value.is_positive() {
            let limit = |amount: &Option<Amount>| {
                let found = amount.as_ref().map(|a| self.amount(earning.at, who, a, earning.window));
                found.transpose()
            };
            if let Some((floor, reads)) = limit(&earning.body.floor)?.filter(|(floor, _)| value < *floor) {
                row.notes.push(Note::LiftedTo(floor.clone()));
                row.inputs.extend(reads);
                value = floor;
            }
            if let Some((cap, reads)) = limit(&earning.body.cap)?.filter(|(cap, _)| value > *cap) {
                row.notes.push(Note::HeldTo(cap.clone()));
                row.inputs.extend(reads);
                value = cap;
            }
        }
        if earning.body.ytd {
            let before = self.paid_this_year(&person.id, |node| node == row.node);
            if !before.is_zero() {
                row.notes.push(Note::PaidBefore(before.clone()));
            }
            value = &value - &before;
        }
        row.amount = self.round(&value);
        Ok(row)
    }

    /// The sum of the rows of earlier periods of the calendar year whose node fits.
    pub(super) fn paid_this_year(&self, specialist: &str, fits: impl Fn(&str) -> bool) -> Number {
        let year = first_of_year(self.input.period.last_on());
        let rows = self.input.ledger.get(specialist).map(Vec::as_slice).unwrap_or_default();
        rows.iter()
            .filter(|row| row.period.first_on() >= year && row.period.first_on() < self.day)
            .filter(|row| fits(row.counts_for()))
            .map(|row| &row.amount)
            .sum()
    }

    fn worth(&self, earning: &Earning<'_>, person: &Person) -> Result<Worth, RunError> {
        let who = Who::person(person);
        let (at, window) = (earning.at, earning.window);
        match &earning.body.kind {
            Kind::PercentOfTarget {
                base,
                weight,
                measure,
                table,
            } => self.measured(earning, person, measure, |x| {
                let (base, mut inputs) = self.base(earning, person, base)?;
                let (t, text) = self.look_up(at, &person.id, table, x)?;
                let weight = weight.clone().unwrap_or_else(Number::one);
                let value = &(&base * &weight) * &t;
                let formula = format!("{text}; {base} x {weight} x {t} = {value}");
                inputs.retain(|read| read.name != measure.to_string());
                Ok(Worth::of(value, inputs, formula))
            }),
            Kind::Rate { measure, table } => self.measured(earning, person, measure, |x| {
                let (t, text) = self.look_up(at, &person.id, table, x)?;
                Ok(Worth::of(t, Vec::new(), text))
            }),
            Kind::PerUnit { measure, amount, free } => self.measured(earning, person, measure, |x| {
                let (amount, inputs) = self.amount(at, who, amount, window)?;
                let units = (x - free).max(Number::zero());
                let value = &amount * &units;
                let formula = format!("{amount} x max(0, {x} - {free}) = {value}");
                Ok(Worth::of(value, inputs, formula))
            }),
            Kind::PerItem {
                filter,
                rate,
                coefficient,
            } => self.per_item(earning, person, (filter, rate, coefficient.as_ref())),
            Kind::Score {
                base,
                table,
                whole_steps,
                indicators,
            } => self.score(earning, person, (base, table), (*whole_steps, indicators)),
            Kind::Ranking { .. } => Ok(Worth::default()),
        }
    }

    /// What `then` makes of x, or what `on_undefined` says if there is none.
    fn measured(
        &self,
        earning: &Earning<'_>,
        person: &Person,
        measure: &Measure,
        then: impl FnOnce(&Number) -> Result<Worth, RunError>,
    ) -> Result<Worth, RunError> {
        let read = self.read(Who::person(person), measure, earning.window);
        if let Some(x) = read.value.clone() {
            let mut worth = then(&x)?;
            worth.inputs.insert(0, read);
            return Ok(worth);
        }
        let name = measure.to_string();
        let mut worth = Worth {
            inputs: vec![read],
            ..Worth::default()
        };
        match earning.body.on_undefined {
            Some(OnUndefined::Zero) => {
                worth.value = Some(Number::zero());
                worth.notes.push(Note::UndefinedPaysNothing(name));
            }
            Some(OnUndefined::Withhold) => {
                worth.notes.push(Note::UndefinedWithheld(name.clone()));
                worth.withheld = Some(name);
            }
            Some(OnUndefined::Error) | None => return Err(earning.at.undefined(&person.id, &name)),
        }
        Ok(worth)
    }

    /// A target bonus, by days served if the plan says so.
    fn base(&self, earning: &Earning<'_>, person: &Person, base: &Amount) -> Result<(Number, Vec<Read>), RunError> {
        let (mut value, mut reads) = self.amount(earning.at, Who::person(person), base, earning.window)?;
        let rules = self.plan.prorations.iter().filter_map(|b| Some((b, b.on(self.day)?)));
        for (block, version) in rules.filter(|(_, v)| !v.body.payout) {
            let served = self.served(person, &version.body, earning.window);
            let share = served.share();
            value = &value * &share;
            reads.push(Read {
                name: format!("proration:{}", block.id),
                value: Some(share),
                source: format!("{} / {}", served.served, served.of),
            });
        }
        Ok((value, reads))
    }

    fn score(
        &self,
        earning: &Earning<'_>,
        person: &Person,
        (base, table): (&Amount, &str),
        (whole_steps, indicators): (bool, &[Indicator]),
    ) -> Result<Worth, RunError> {
        let (base, mut inputs) = self.base(earning, person, base)?;
        let (mut total, mut parts, mut notes) = (Number::zero(), Vec::new(), Vec::new());
        for indicator in indicators {
            let mut read = self.read(Who::person(person), &indicator.measure, earning.window);
            if read.value.is_none() {
                self.fill(earning, person, indicator, &mut read, &mut notes)?;
            }
            let score = read
                .value
                .as_ref()
                .map_or_else(Number::zero, |x| points(indicator, whole_steps, x));
            total += &(&indicator.weight * &score);
            parts.push(format!("{} x {score}", indicator.weight));
            inputs.push(read);
        }
        let (t, text) = self.look_up(earning.at, &person.id, table, &total)?;
        let value = &base * &t;
        let formula = format!("{} = {total}; {text}; {base} x {t} = {value}", parts.join(" + "));
        Ok(Worth {
            notes,
            ..Worth::of(value, inputs, formula)
        })
    }

    /// An indicator without a value: refused, scored 0, or judged by the other people of the branch.
    fn fill(
        &self,
        earning: &Earning<'_>,
        person: &Person,
        indicator: &Indicator,
        read: &mut Read,
        notes: &mut Vec<Note>,
    ) -> Result<(), RunError> {
        let undefined = || earning.at.undefined(&person.id, &indicator.measure);
        match indicator.missing {
            MissingIndicator::Error => Err(undefined()),
            MissingIndicator::Zero => {
                notes.push(Note::UndefinedPaysNothing(read.name.clone()));
                Ok(())
            }
            MissingIndicator::PeerGroup => {
                let (mut numerator, mut denominator) = (Number::zero(), Number::zero());
                let value = Measure {
                    scope: crate::incentive::plan::Scope::Specialist,
                    part: Part::Value,
                    ..indicator.measure.clone()
                };
                let others = self
                    .input
                    .people
                    .iter()
                    .filter(|p| p.id != person.id && p.branch == person.branch);
                for other in others {
                    if let Some(sum) = self.sum(Who::person(other), &value, earning.window) {
                        numerator += sum.numerator.as_ref().unwrap_or(&Number::zero());
                        denominator += sum.denominator.as_ref().unwrap_or(&Number::zero());
                    }
                }
                let quotient = numerator.divided_by(&denominator).ok_or_else(undefined)?;
                let factor = self.input.metrics.get(&value.metric).map_or(1, |i| i.factor);
                read.value = Some(&quotient * &Number::from(i64::from(factor)));
                read.source = format!("peer_group {numerator} / {denominator}");
                Ok(())
            }
        }
    }
}

/// The score of x: steps from the base value, up or down, held between the ends.
fn points(indicator: &Indicator, whole_steps: bool, x: &Number) -> Number {
    let difference = match indicator.better {
        Direction::Higher => x - &indicator.base_value,
        Direction::Lower => &indicator.base_value - x,
    };
    let steps = difference
        .abs()
        .divided_by(&indicator.step)
        .unwrap_or_else(Number::zero);
    let steps = if whole_steps { steps.floor() } else { steps };
    let score = if difference.is_negative() {
        &indicator.base_score - &(&indicator.down * &steps)
    } else {
        &indicator.base_score + &(&indicator.up * &steps)
    };
    score.max(indicator.min.clone()).min(indicator.max.clone())
}
