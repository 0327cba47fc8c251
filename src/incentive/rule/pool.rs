//! `[[pool]]`: a fund for each team, branch or company, shared by weight to the last cent.

use std::collections::BTreeMap;

use serde::Serialize;

use super::component;
use super::in_force::InForce;
use super::rules::{Act, Rule, Rules};
use crate::incentive::engine::Engine;
use crate::incentive::engine::error::{RunError, RunFault};
use crate::incentive::engine::numbers::Who;
use crate::incentive::engine::slip::Slip;
use crate::incentive::engine::split::split;
use crate::incentive::input::Window;
use crate::incentive::number::Number;
use crate::incentive::plan::block::Within;
use crate::incentive::plan::head::Orphaned;
use crate::incentive::plan::measure::{Amount, AmountSource, Limit, Measure, Scope, Wanted};
use crate::incentive::plan::reads::Reads;
use crate::incentive::plan::toml::{Entry, Field, Fields, Share};
use crate::incentive::trace::{Formula, Name, Node, Note, Read, RowWord, Shows, Source, Step, Told, TraceRow};
use crate::message::say;

/// A fund shared in a group.
#[derive(Clone, Debug, Serialize)]
pub struct Pool {
    within: Within,
    fund: Fund,
    weights: Weights,
    /// True if an undefined weight counts as 0 instead of refusing the calculation.
    undefined_is_zero: bool,
}

/// Where a pool's money comes from.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Fund {
    /// An amount for each group.
    Amount(Amount),
    /// A share of each member's pay.
    OfPay {
        share: Number,
        /// True if the members pay it, false if the company does.
        from_members: bool,
    },
}

/// What a pool is shared by.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Weights {
    /// Approved points of the helper in the period.
    CollaborationPoints,
    Measure(Measure),
}

/// Rows of what members pay in.
const FUND: &str = "pool_fund";

impl Act for Pool {
    const STEP: Step = Step::new("pool", Told::WithReason, Shows::Amount);
    const ROWS: &'static [RowWord] = &[RowWord::new(FUND), RowWord::new("pool")];

    fn apply(engine: &Engine<'_>, rules: &Rules, slips: &mut [Slip<'_>]) {
        for rule in InForce::announced(engine, rules.of::<Pool>(), slips) {
            let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (slot, slip) in slips.iter_mut().enumerate() {
                let group = slip.person.id_in(rule.body().within.scope()).map(ToOwned::to_owned);
                match (group, &slip.barred_from_all) {
                    (Some(group), None) => groups.entry(group).or_default().push(slot),
                    (_, reason) => {
                        let note = reason.clone().map_or(Note::NothingToDo, Note::Barred);
                        let mut row = rule.row();
                        row.notes.push(note);
                        slip.post(row);
                    }
                }
            }
            for (group, members) in groups {
                let orphans = engine.take(of_orphans(engine, rules, rule.body().within, &group));
                if let Some(orphans) = orphans {
                    engine.take(share_out(engine, &rule, (&group, &orphans), &members, slips));
                }
            }
        }
    }
}

impl Rule for Pool {
    fn read(fields: &Fields<'_, '_>) -> Option<Self> {
        let within: Option<Within> = fields.need("within");
        let (fund, weights) = (fields.need("fund"), fields.need("weights"));
        let undefined_is_zero = fields.optional_word("on_undefined", &[("error", false), ("zero", true)]);
        let fund = fund?;
        if let (Fund::Amount(amount), Some(within)) = (&fund, within) {
            refuse_other_groups(fields, amount, within);
        }
        Some(Self {
            within: within?,
            fund,
            weights: weights?,
            undefined_is_zero: undefined_is_zero.unwrap_or(false),
        })
    }

    fn reads(&self, reads: &mut Reads) {
        if let Fund::Amount(amount) = &self.fund {
            reads.amount(amount, Window::Period);
        }
        if let Weights::Measure(measure) = &self.weights {
            reads.measure(measure, Window::Period);
        }
    }
}

impl Field for Fund {
    fn read(entry: &Entry<'_, '_>) -> Option<Self> {
        let table = entry.value().as_table();
        if table.is_none_or(|table| table.get("share_of_pay").is_none()) {
            return Limit::read(entry).map(|limit| Self::Amount(limit.0));
        }
        let inner = entry.table()?;
        let share: Option<Share> = inner.need("share_of_pay");
        let from_members = inner.word("from", &[("members", true), ("company", false)]);
        inner.finish();
        Some(Self::OfPay {
            share: share?.0,
            from_members: from_members?,
        })
    }
}

impl Field for Weights {
    fn read(entry: &Entry<'_, '_>) -> Option<Self> {
        if !entry.value().is_table() {
            return entry
                .word(&[("collaboration_points", ())])
                .map(|()| Self::CollaborationPoints);
        }
        let inner = entry.table()?;
        let measure = Measure::read(&inner, Wanted::Amount);
        inner.finish();
        measure.map(Self::Measure)
    }
}

/// A fund is the group's, or that of a larger one it lies in.
fn refuse_other_groups(fields: &Fields<'_, '_>, amount: &Amount, within: Within) {
    if let AmountSource::Position(of) = &amount.source {
        fields.not_allowed(
            "fund",
            say!("errors.plan.not_allowed.fund_position", of = of.to_string()),
        );
    }
    if let AmountSource::Measure(measure) = &amount.source {
        let scope = measure.name.scope;
        let is_group = scope == Scope::Company || within.scope() == scope;
        let is_branch_of_team = within == Within::Team && scope == Scope::Branch;
        if !is_group && !is_branch_of_team {
            let scope = scope.word().to_owned();
            fields.not_allowed("fund", say!("errors.plan.not_allowed.fund_scope", scope));
        }
    }
}

/// What payments of members of a group who have left add to its fund, if the plan says so.
fn of_orphans(engine: &Engine<'_>, rules: &Rules, within: Within, group: &str) -> Result<Number, RunError> {
    if engine.head.orphaned != Some(Orphaned::Pool) {
        return Ok(Number::zero());
    }
    let orphans = component::orphans(engine, rules).into_iter();
    let of_group = orphans.filter(|orphan| orphan.owner.id_in(within.scope()) == Some(group));
    let items: Vec<_> = of_group.map(|orphan| orphan.item).collect();
    component::by_rate(engine, rules, &items)
}

/// Shares the fund of one group among its members.
fn share_out(
    engine: &Engine<'_>,
    rule: &InForce<'_, Pool>,
    (group, orphans): (&str, &Number),
    members: &[usize],
    slips: &mut [Slip<'_>],
) -> Result<(), RunError> {
    let weights = weights(engine, rule, members, slips)?;
    let total: Number = weights.iter().filter_map(|w| w.value.as_ref()).sum();
    let paid_in = contributions(engine, rule.body(), members, slips);
    let fund = match (&paid_in, &rule.body().fund) {
        (Some(parts), _) => engine.round(&(&parts.iter().sum::<Number>() + orphans)),
        (None, Fund::Amount(amount)) => {
            let branch = slips[members[0]].person.branch.clone();
            let (team, branch) = match rule.body().within {
                Within::Team => (Some(group), branch.as_deref()),
                Within::Branch => (None, Some(group)),
                Within::Company => (None, None),
            };
            let who = Who::group(group, team, branch);
            engine.round(&(&engine.amount(rule.at(), who, amount, Window::Period)?.0 + orphans))
        }
        (None, Fund::OfPay { .. }) => Number::zero(),
    };
    let is_shared = total.is_positive() && fund.is_positive();
    let numbers: Vec<Number> = weights.iter().map(|w| w.value.clone().unwrap_or_default()).collect();
    let parts = split(&fund, &numbers, engine.head.rounding.line);
    let from_members = matches!(&rule.body().fund, Fund::OfPay { from_members: true, .. });
    for (position, slot) in members.iter().enumerate() {
        if let Some(parts) = paid_in.as_ref().filter(|_| from_members && is_shared) {
            let mut row: TraceRow = rule.row_of(Pool::STEP, Node::of(FUND, &rule.block.id));
            row.amount = -&parts[position];
            slips[*slot].post(row);
        }
        let mut row = rule.row();
        row.inputs.push(weights[position].clone());
        if !orphans.is_zero() {
            row.notes.push(Note::OrphansInFund(orphans.clone()));
        }
        if is_shared {
            row.amount.clone_from(&parts[position]);
            let share = (rule.block.id.clone(), parts[position].clone());
            slips[*slot].shares.push(share);
            row.formula = Some(Formula::product(&[&fund, &numbers[position]]).over(&total));
        } else {
            row.notes.push(Note::NothingToDo);
        }
        slips[*slot].post(row);
    }
    Ok(())
}

/// Each member's share of pay, if the fund is made of them.
fn contributions(engine: &Engine<'_>, pool: &Pool, members: &[usize], slips: &[Slip<'_>]) -> Option<Vec<Number>> {
    let Fund::OfPay { share, .. } = &pool.fund else {
        return None;
    };
    let part = |slot: &usize| engine.round(&(&slips[*slot].pay.clone().max(Number::zero()) * share));
    Some(members.iter().map(part).collect())
}

fn weights(
    engine: &Engine<'_>,
    rule: &InForce<'_, Pool>,
    members: &[usize],
    slips: &[Slip<'_>],
) -> Result<Vec<Read>, RunError> {
    let mut weights = Vec::with_capacity(members.len());
    for slot in members {
        let person = slips[*slot].person;
        let read = match &rule.body().weights {
            Weights::CollaborationPoints => points(engine, &person.id),
            Weights::Measure(measure) => {
                let mut read = engine.read(Who::person(person), measure, Window::Period);
                if read.value.is_none() {
                    if !rule.body().undefined_is_zero {
                        return Err(rule.at().undefined(&person.id, measure));
                    }
                    read.value = Some(Number::zero());
                }
                read
            }
        };
        if let Some(weight) = read.value.as_ref().filter(|w| w.is_negative()) {
            let fault = RunFault::NegativeWeight(weight.to_string());
            return Err(rule.at().error(&person.id, fault));
        }
        weights.push(read);
    }
    Ok(weights)
}

fn points(engine: &Engine<'_>, helper: &str) -> Read {
    let period = engine.input.period;
    let days = period.first_on()..=period.last_on().min(engine.input.as_of);
    let own = engine.collaborations(helper).iter();
    let points: Vec<&Number> = own
        .filter(|help| help.approved && days.contains(&help.occurred_on))
        .map(|help| &help.points)
        .collect();
    Read {
        name: Name::CollaborationPoints,
        source: Source::Rows(points.len() as u64),
        value: Some(points.into_iter().sum()),
    }
}
