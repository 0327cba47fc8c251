//! A block at work: the version in force in the period, where its numbers are read, the rows it leaves.

use chrono::NaiveDate;

use super::rules::Rule;
use crate::incentive::engine::Engine;
use crate::incentive::engine::error::RunError;
use crate::incentive::engine::numbers::At;
use crate::incentive::engine::slip::Slip;
use crate::incentive::plan::block::{Block, Version};
use crate::incentive::trace::{Node, Note, RuleRef, Step, TraceRow};

/// A block with a version of it and what the trace says of them.
pub(crate) struct InForce<'p, T> {
    pub(crate) block: &'p Block<T>,
    pub(crate) version: &'p Version<T>,
    rule: RuleRef,
}

impl<'p, T: Rule> InForce<'p, T> {
    /// The version in force on `day`, if there is one.
    pub(crate) fn on(engine: &Engine<'_>, block: &'p Block<T>, day: NaiveDate) -> Option<Self> {
        let version = block.on(day)?;
        Some(Self {
            block,
            version,
            rule: RuleRef::of(engine.head, block, version),
        })
    }

    /// The blocks in force in the period.
    pub(crate) fn all(engine: &Engine<'_>, blocks: &'p [Block<T>]) -> Vec<Self> {
        let found = blocks.iter().filter_map(|block| Self::on(engine, block, engine.day));
        found.collect()
    }

    /// The same; those not yet in force say so once per person.
    pub(crate) fn announced(engine: &Engine<'_>, blocks: &'p [Block<T>], slips: &mut [Slip<'_>]) -> Vec<Self> {
        for block in blocks.iter().filter(|block| block.on(engine.day).is_none()) {
            for slip in slips.iter_mut() {
                let node = Node::of(T::STEP.key, &block.id);
                let mut row = TraceRow::new(T::STEP, node, RuleRef::idle(engine.head, block));
                row.notes.push(Note::NotInForce);
                slip.post(row);
            }
        }
        Self::all(engine, blocks)
    }

    /// What the version says.
    pub(crate) fn body(&self) -> &'p T {
        &self.version.body
    }

    /// Where numbers are read for it.
    pub(crate) fn at(&self) -> At<'p> {
        At {
            kind: T::STEP.key,
            id: &self.block.id,
            place: &self.version.place,
        }
    }

    /// The block's own row.
    pub(crate) fn row(&self) -> TraceRow {
        self.row_of(T::STEP, Node::of(T::STEP.key, &self.block.id))
    }

    /// Another row of it.
    pub(crate) fn row_of(&self, step: Step, node: Node) -> TraceRow {
        TraceRow::new(step, node, self.rule.clone())
    }
}

/// Lets every block act on every person, one person after the other; those not yet in force say so.
pub(super) fn each<T: Rule>(
    engine: &Engine<'_>,
    blocks: &[Block<T>],
    slips: &mut [Slip<'_>],
    act: impl Fn(&InForce<'_, T>, &mut Slip<'_>) -> Result<(), RunError>,
) {
    let rules = InForce::announced(engine, blocks, slips);
    for slip in slips {
        for rule in &rules {
            engine.take(act(rule, slip));
        }
    }
}
