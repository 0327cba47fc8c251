//! The one list of the steps, in the order of calculation: what is added here is read from plans, calculated, traced, described
//! and told.

use std::collections::HashSet;
use std::sync::Arc;

use super::adjustment::Adjustment;
use super::cap::{AfterPools, Cap, Carry};
use super::clawback::Clawback;
use super::component::Component;
use super::deferral::Deferral;
use super::eligibility::Eligibility;
use super::floor::Floor;
use super::gate::{Gate, OnShares};
use super::guarantee::Guarantee;
use super::multiplier::Multiplier;
use super::overrides::Override;
use super::penalty::Penalty;
use super::pool::Pool;
use super::proration::Proration;
use super::release::Release;
use super::rules::{Act, Kind, Rule, Rules};
use super::total::Total;
use crate::incentive::engine::Engine;
use crate::incentive::engine::slip::Slip;
use crate::incentive::plan::block::{Block, named};
use crate::incentive::plan::toml::Fields;
use crate::incentive::trace::{RowWord, Step};

/// The steps in the order of `docs/incentives.md`; nothing is ever calculated in another one.
pub(crate) const ORDER: [Turn; 19] = [
    Turn::of_blocks::<Eligibility>(),
    Turn::of_blocks::<Component>(),
    Turn::of_blocks::<Gate>(),
    Turn::of_blocks::<Multiplier>(),
    Turn::of_blocks::<Penalty>(),
    Turn::of_blocks::<Floor>(),
    Turn::of_blocks::<Cap>(),
    Turn::of_blocks::<Proration>(),
    Turn::of_blocks::<Pool>(),
    Turn::of::<OnShares>(),
    Turn::of::<AfterPools>(),
    Turn::of_blocks::<Guarantee>(),
    Turn::of_blocks::<Deferral>(),
    Turn::of::<Release>(),
    Turn::of::<Carry>(),
    Turn::of_blocks::<Clawback>(),
    Turn::of::<Adjustment>(),
    Turn::of_blocks::<Override>(),
    Turn::of::<Total>(),
];

type ReadBlocks = fn(&Fields<'_, '_>, &mut HashSet<String>) -> Arc<dyn Kind>;

/// One entry of the order.
pub(crate) struct Turn {
    pub(crate) step: Step,
    pub(crate) rows: &'static [RowWord],
    pub(crate) apply: fn(&Engine<'_>, &Rules, &mut [Slip<'_>]),
    /// Reads its blocks, if plans write it as blocks.
    read: Option<ReadBlocks>,
}

impl Turn {
    const fn of<A: Act>() -> Self {
        Self {
            step: A::STEP,
            rows: A::ROWS,
            apply: A::apply,
            read: None,
        }
    }

    const fn of_blocks<R: Rule>() -> Self {
        Self {
            read: Some(read_blocks::<R>),
            ..Self::of::<R>()
        }
    }
}

/// The blocks of a plan's file; `seen` are the ids used so far.
pub(crate) fn read(root: &Fields<'_, '_>, seen: &mut HashSet<String>) -> Rules {
    let kinds = ORDER.iter().filter_map(|turn| turn.read);
    Rules::new(kinds.map(|read| read(root, seen)).collect())
}

/// The blocks of a file of rules across plans.
pub(crate) fn read_across(root: &Fields<'_, '_>, seen: &mut HashSet<String>) -> Rules {
    Rules::new(vec![
        read_blocks::<Cap>(root, seen),
        read_blocks::<Guarantee>(root, seen),
    ])
}

fn read_blocks<R: Rule>(root: &Fields<'_, '_>, seen: &mut HashSet<String>) -> Arc<dyn Kind> {
    let blocks = named(root, R::STEP.key, seen).into_iter();
    let blocks: Vec<Block<R>> = blocks.map(|(fields, id)| Block::read(&fields, id, R::read)).collect();
    Arc::new(blocks)
}

/// Where a step stands in the order, and whether it is the place of another that it acts after.
pub(crate) fn place(step: Step, after: Option<Step>) -> (usize, bool) {
    let at = ORDER.iter().position(|turn| turn.step == after.unwrap_or(step));
    (at.unwrap_or(usize::MAX), after.is_some())
}

/// The step of this key.
pub(crate) fn step(key: &str) -> Option<Step> {
    ORDER.iter().map(|turn| turn.step).find(|step| step.key == key)
}

/// What rows begin with, in the order of the steps, each once.
pub(crate) fn row_words() -> Vec<RowWord> {
    let mut words: Vec<RowWord> = Vec::new();
    for word in ORDER.iter().flat_map(|turn| turn.rows) {
        if words.iter().all(|seen| seen.key != word.key) {
            words.push(*word);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_names_one_step_and_a_word_one_kind_of_rows() {
        let steps: Vec<Step> = ORDER.iter().map(|turn| turn.step).collect();
        for step in &steps {
            assert!(
                steps.iter().all(|other| other.key != step.key || other == step),
                "{}",
                step.key
            );
        }
        let all: Vec<&RowWord> = ORDER.iter().flat_map(|turn| turn.rows).collect();
        for word in &all {
            assert!(
                all.iter().all(|other| other.key != word.key || other == word),
                "{}",
                word.key
            );
        }
        assert_eq!(steps.last().map(|step| step.key), Some("total"));
    }
}
