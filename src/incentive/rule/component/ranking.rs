//! `ranking`: the amount of the place within a group, and what those get who share one.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::{Earning, Earns, Worth};
use crate::incentive::engine::Engine;
use crate::incentive::engine::error::RunError;
use crate::incentive::engine::numbers::Who;
use crate::incentive::engine::slip::Slip;
use crate::incentive::engine::split::split;
use crate::incentive::input::{Person, Window};
use crate::incentive::number::Number;
use crate::incentive::plan::block::Within;
use crate::incentive::plan::measure::{Measure, Wanted, refuse_direction};
use crate::incentive::plan::reads::Reads;
use crate::incentive::plan::toml::Fields;
use crate::incentive::trace::{Formula, Note, Read};
use crate::message::say;
use crate::metrics::Direction;
use crate::word::words;

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename = "ranking")]
struct Ranking {
    measure: Measure,
    /// Among whom.
    within: Within,
    better: Direction,
    /// The amounts, best first.
    places: Vec<Number>,
    ties: Ties,
    /// The smallest denominator that is ranked.
    min_sample: Option<u32>,
}

words! {
    /// What those get who share a place.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
    #[serde(rename_all = "snake_case")]
    enum Ties {
        /// The places they span are added and split.
        Share = "share",
        /// Each gets the best of them.
        Higher = "higher",
        /// The same, and no place is used up.
        All = "all",
    }
}

pub(super) fn read(fields: &Fields<'_, '_>) -> Option<Arc<dyn Earns>> {
    let measure = Measure::read(fields, Wanted::OfPeople);
    fields.refuse("scope", say!("errors.plan.not_allowed.ranking_scope"));
    let (within, better) = (fields.need("within"), fields.need("better"));
    let (ties, places) = (fields.need("ties"), fields.need("places"));
    let min_sample = fields.optional("min_sample");
    let (measure, better) = (measure?, better?);
    refuse_direction(fields, &measure, better);
    // A count has nothing that could be too small.
    let has_denominator = fields.reader.known.metrics.get(&measure.name.metric)?.has_denominator;
    if !has_denominator {
        fields.refuse("min_sample", say!("errors.plan.not_allowed.count_sample"));
    } else if !fields.has("min_sample") {
        fields.missing("min_sample");
    }
    Some(Arc::new(Ranking {
        measure,
        within: within?,
        better,
        places: places?,
        ties: ties?,
        min_sample,
    }))
}

impl Earns for Ranking {
    fn reads(&self, reads: &mut Reads, window: Window) {
        reads.measure(&self.measure, window);
    }

    /// Everybody is ranked at once; this is what nobody's place is worth.
    fn worth(&self, of: &Earning<'_>, person: &Person) -> Result<Worth, RunError> {
        Ok(unranked(of.engine.read(Who::person(person), &self.measure, of.window)))
    }

    fn worth_of_all(&self, of: &Earning<'_>, slips: &[Slip<'_>]) -> Option<Vec<Worth>> {
        let mut worths: Vec<Worth> = Vec::with_capacity(slips.len());
        let mut groups: BTreeMap<&str, Vec<Ranked>> = BTreeMap::new();
        for (slot, slip) in slips.iter().enumerate() {
            let who = Who::person(slip.person);
            let read = of.engine.read(who, &self.measure, of.window);
            let sum = of.engine.sum(who, &self.measure, of.window);
            let sample = sum.and_then(|s| s.denominator.clone()).unwrap_or_default();
            let is_enough = self
                .min_sample
                .is_none_or(|least| sample >= Number::from(i64::from(least)));
            let takes_part = is_enough && slip.barred[of.index].is_none();
            let group = slip.person.id_in(self.within.scope()).filter(|_| takes_part);
            if let Some((value, group)) = read.value.clone().zip(group) {
                groups.entry(group).or_default().push(Ranked { slot, value });
            }
            worths.push(unranked(read));
        }
        for mut field in groups.into_values() {
            field.sort_by(|a, b| {
                let by_value = match self.better {
                    Direction::Higher => b.value.cmp(&a.value),
                    Direction::Lower => a.value.cmp(&b.value),
                };
                by_value.then(a.slot.cmp(&b.slot))
            });
            self.place(of.engine, &field, &mut worths);
        }
        Some(worths)
    }
}

/// Somebody with a value to be ranked by.
struct Ranked {
    slot: usize,
    value: Number,
}

impl Ranking {
    fn place(&self, engine: &Engine<'_>, field: &[Ranked], worths: &mut [Worth]) {
        let amount = |place: usize| self.places.get(place).cloned().unwrap_or_default();
        let mut place = 0;
        for same in field.chunk_by(|a, b| a.value == b.value) {
            let amounts = match self.ties {
                Ties::Higher | Ties::All => vec![amount(place); same.len()],
                Ties::Share => {
                    let fund: Number = (place..place + same.len()).map(amount).sum();
                    let weights = vec![Number::one(); same.len()];
                    split(&engine.round(&fund), &weights, engine.head.rounding.line)
                }
            };
            for (ranked, amount) in same.iter().zip(amounts) {
                let worth = &mut worths[ranked.slot];
                worth.formula = Some(Formula::from(&amount));
                worth.value = Some(amount);
                worth.notes = vec![Note::Place(place + 1, field.len())];
            }
            place += if self.ties == Ties::All { 1 } else { same.len() };
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
