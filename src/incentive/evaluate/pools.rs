//! Pools: a fund shared in a group by weight, to the last cent.

use std::collections::BTreeMap;

use super::Engine;
use super::error::{RunError, RunFault};
use super::read::{At, Who};
use super::slip::Slip;
use crate::incentive::input::Window;
use crate::incentive::number::Number;
use crate::incentive::plan::around::{Fund, PoolWeights};
use crate::incentive::plan::{Pool, Within};
use crate::incentive::trace::{Note, Read, Rule, Step, TraceRow};

/// `fund` by `weights` in units of `digits` decimals: exact shares are cut, the units left go to the largest
/// remainders, the earlier one first. The parts sum to the fund whenever it is a whole number of units and a weight is
/// above 0.
#[must_use]
pub fn split(fund: &Number, weights: &[Number], digits: u32) -> Vec<Number> {
    let total: Number = weights.iter().sum();
    let Some(each) = fund.divided_by(&total) else {
        return vec![Number::zero(); weights.len()];
    };
    let exact: Vec<Number> = weights.iter().map(|weight| weight * &each).collect();
    let mut parts: Vec<Number> = exact.iter().map(|share| share.floor_to(digits)).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    // A stable sort: equal remainders stay in the order they came.
    order.sort_by(|a, b| (&exact[*b] - &parts[*b]).cmp(&(&exact[*a] - &parts[*a])));
    let unit = Number::unit(digits);
    let mut left = fund - &parts.iter().sum::<Number>();
    for index in order {
        if left < unit {
            break;
        }
        parts[index] += &unit;
        left -= &unit;
    }
    parts
}

/// What one pool is about.
struct Sharing<'p> {
    at: At<'p>,
    body: &'p Pool,
    node: String,
    rule: Rule,
}

impl Engine<'_> {
    pub(super) fn pools(&self, slips: &mut [Slip<'_>]) {
        for (block, version, rule) in self.in_force((Step::Pool, "pool"), &self.plan.pools, slips) {
            let sharing = Sharing {
                at: At {
                    kind: "pool",
                    id: &block.id,
                    place: &version.place,
                },
                body: &version.body,
                node: block.id.clone(),
                rule,
            };
            let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (slot, slip) in slips.iter_mut().enumerate() {
                let group = slip.person.id_in(version.body.within.scope()).map(ToOwned::to_owned);
                match (group, &slip.barred_from_all) {
                    (Some(group), None) => groups.entry(group).or_default().push(slot),
                    (_, reason) => {
                        let note = reason.clone().map_or(Note::NothingToDo, Note::Barred);
                        let mut row = sharing.row("pool");
                        row.notes.push(note);
                        slip.post(row);
                    }
                }
            }
            for (group, members) in groups {
                self.take(self.pool(&sharing, &group, &members, slips));
            }
        }
    }

    fn pool(
        &self,
        sharing: &Sharing<'_>,
        group: &str,
        members: &[usize],
        slips: &mut [Slip<'_>],
    ) -> Result<(), RunError> {
        let weights = self.weights(sharing, members, slips)?;
        let total: Number = weights.iter().filter_map(|w| w.value.as_ref()).sum();
        let contributions = self.contributions(sharing, members, slips);
        let fund = match (&contributions, &sharing.body.fund) {
            (Some(parts), _) => parts.iter().sum(),
            (None, Fund::Amount(amount)) => {
                let branch = slips[members[0]].person.branch.clone();
                let (team, branch) = match sharing.body.within {
                    Within::Team => (Some(group), branch.as_deref()),
                    Within::Branch => (None, Some(group)),
                    Within::Company => (None, None),
                };
                let who = Who::group(group, team, branch);
                self.round(&self.amount(sharing.at, who, amount, Window::Period)?.0)
            }
            (None, Fund::Share { .. }) => Number::zero(),
        };
        let is_shared = total.is_positive() && fund.is_positive();
        let numbers: Vec<Number> = weights
            .iter()
            .map(|w| w.value.clone().unwrap_or_else(Number::zero))
            .collect();
        let parts = split(&fund, &numbers, self.plan.rounding.line);
        let from_members = matches!(&sharing.body.fund, Fund::Share { from_members: true, .. });
        for (position, slot) in members.iter().enumerate() {
            if let Some(parts) = contributions.as_ref().filter(|_| from_members && is_shared) {
                let mut row = sharing.row("pool_fund");
                row.amount = -&parts[position];
                slips[*slot].post(row);
            }
            let mut row = sharing.row("pool");
            row.inputs.push(weights[position].clone());
            if is_shared {
                row.amount.clone_from(&parts[position]);
                row.formula = format!("{fund} x {} / {total}", numbers[position]);
            } else {
                row.notes.push(Note::NothingToDo);
            }
            slips[*slot].post(row);
        }
        Ok(())
    }

    /// Each member's share of pay, if the fund is made of them.
    fn contributions(&self, sharing: &Sharing<'_>, members: &[usize], slips: &[Slip<'_>]) -> Option<Vec<Number>> {
        let Fund::Share { share, .. } = &sharing.body.fund else {
            return None;
        };
        let part = |slot: &usize| self.round(&(&slips[*slot].pay.clone().max(Number::zero()) * share));
        Some(members.iter().map(part).collect())
    }

    fn weights(&self, sharing: &Sharing<'_>, members: &[usize], slips: &[Slip<'_>]) -> Result<Vec<Read>, RunError> {
        let mut weights = Vec::with_capacity(members.len());
        for slot in members {
            let person = slips[*slot].person;
            let read = match &sharing.body.weights {
                PoolWeights::CollaborationPoints => self.points(&person.id),
                PoolWeights::Measure(measure) => {
                    let mut read = self.read(Who::person(person), measure, Window::Period);
                    if read.value.is_none() {
                        if !sharing.body.undefined_is_zero {
                            return Err(sharing.at.undefined(&person.id, measure));
                        }
                        read.value = Some(Number::zero());
                    }
                    read
                }
            };
            if let Some(weight) = read.value.as_ref().filter(|w| w.is_negative()) {
                let fault = RunFault::NegativeWeight(weight.to_string());
                return Err(sharing.at.error(&person.id, fault));
            }
            weights.push(read);
        }
        Ok(weights)
    }

    fn points(&self, helper: &str) -> Read {
        let period = self.input.period;
        let days = period.first_on()..=period.last_on().min(self.input.as_of);
        let own = self.collaborations.get(helper).map(Vec::as_slice).unwrap_or_default();
        let counted = own.iter().filter(|c| c.approved && days.contains(&c.occurred_on));
        let points: Vec<&Number> = counted.map(|c| &c.points).collect();
        Read {
            name: "collaboration_points".to_owned(),
            source: format!("{} rows", points.len()),
            value: Some(points.into_iter().sum()),
        }
    }
}

impl Sharing<'_> {
    fn row(&self, prefix: &str) -> TraceRow {
        TraceRow::new(Step::Pool, format!("{prefix}:{}", self.node), self.rule.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_left_go_to_the_largest_remainders_then_to_the_first() {
        let numbers = |list: &[i64]| list.iter().map(|n| Number::from(*n)).collect::<Vec<_>>();
        let texts = |parts: Vec<Number>| parts.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            texts(split(&Number::from(10), &numbers(&[4, 1, 1, 4, 1, 1]), 2)),
            ["3.34", "0.84", "0.83", "3.33", "0.83", "0.83"]
        );
        assert_eq!(texts(split(&Number::from(1), &numbers(&[0, 0]), 2)), ["0", "0"]);
    }
}
