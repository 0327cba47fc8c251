//! `ranking`: places within a group, and what ties get.

use std::collections::BTreeMap;

use super::Engine;
use super::components::{Earning, Worth};
use super::pools::split;
use super::read::Who;
use super::slip::Slip;
use crate::incentive::number::Number;
use crate::incentive::plan::components::{Kind, Ties};
use crate::incentive::trace::{Note, Read};
use crate::metrics::Direction;

/// Somebody with a value to be ranked by.
struct Ranked {
    slot: usize,
    value: Number,
}

impl Engine<'_> {
    /// What the places are worth by person; `None` if the component is no ranking.
    pub(super) fn ranked(&self, earning: &Earning<'_>, index: usize, slips: &[Slip<'_>]) -> Option<Vec<Option<Worth>>> {
        let Kind::Ranking {
            measure,
            within,
            better,
            places,
            ties,
            min_sample,
        } = &earning.body.kind
        else {
            return None;
        };
        let mut worths: Vec<Option<Worth>> = Vec::with_capacity(slips.len());
        let mut groups: BTreeMap<&str, Vec<Ranked>> = BTreeMap::new();
        for (slot, slip) in slips.iter().enumerate() {
            let read = self.read(Who::person(slip.person), measure, earning.window);
            let sum = self.sum(Who::person(slip.person), measure, earning.window);
            let sample = sum.and_then(|s| s.denominator.clone()).unwrap_or_else(Number::zero);
            let is_enough = min_sample.is_none_or(|least| sample >= Number::from(i64::from(least)));
            let group = slip.person.id_in(within.scope());
            if let (Some(value), Some(group), true, None) = (read.value.clone(), group, is_enough, &slip.barred[index])
            {
                groups.entry(group).or_default().push(Ranked { slot, value });
            }
            worths.push(Some(unranked(read)));
        }
        for (_, mut field) in groups {
            field.sort_by(|a, b| {
                let by_value = match better {
                    Direction::Higher => b.value.cmp(&a.value),
                    Direction::Lower => a.value.cmp(&b.value),
                };
                by_value.then(a.slot.cmp(&b.slot))
            });
            self.place(&field, (places, *ties), &mut worths);
        }
        Some(worths)
    }

    fn place(&self, field: &[Ranked], (places, ties): (&[Number], Ties), worths: &mut [Option<Worth>]) {
        let amount = |place: usize| places.get(place).cloned().unwrap_or_else(Number::zero);
        let mut place = 0;
        for same in field.chunk_by(|a, b| a.value == b.value) {
            let amounts = match ties {
                Ties::Higher | Ties::All => vec![amount(place); same.len()],
                Ties::Share => {
                    let fund: Number = (place..place + same.len()).map(amount).sum();
                    let weights = vec![Number::one(); same.len()];
                    split(&self.round(&fund), &weights, self.plan.rounding.line)
                }
            };
            for (ranked, amount) in same.iter().zip(amounts) {
                if let Some(worth) = worths[ranked.slot].as_mut() {
                    worth.formula = amount.to_string();
                    worth.value = Some(amount);
                    worth.notes = vec![Note::Place(place + 1, field.len())];
                }
            }
            place += if ties == Ties::All { 1 } else { same.len() };
        }
    }
}

fn unranked(read: Read) -> Worth {
    Worth {
        value: Some(Number::zero()),
        inputs: vec![read],
        notes: vec![Note::NotRanked],
        ..Worth::default()
    }
}
