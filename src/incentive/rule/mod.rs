//! The blocks of a plan, each whole in its own file: what it says, how it is read, what it reads of the data, what it does,
//! and how it is described.
//!
//! [`steps`] below is the one list of them, in the order of calculation: what is added there is read from plans, calculated,
//! traced, described and told.

pub mod adjustment;
pub mod cap;
pub mod clawback;
pub mod component;
pub mod deferral;
pub mod eligibility;
pub mod floor;
pub mod gate;
pub mod guarantee;
mod kept_back;
pub mod multiplier;
pub mod penalty;
pub mod pool;
pub mod proration;
pub mod release;
pub mod total;

use chrono::NaiveDate;

use super::engine::Engine;
use super::engine::error::RunError;
use super::engine::numbers::At;
use super::engine::slip::Slip;
use super::plan::block::{Block, Version, named};
use super::plan::error::PlanError;
use super::plan::head::Head;
use super::plan::measure::Measure;
use super::plan::reads::Reads;
use super::plan::toml::Fields;
use super::show::words::PlanWords;
use super::trace::{Node, Note, RowWord, RuleRef, Step, TraceRow};
use crate::diagnostic::Place;

/// A step of the calculation.
pub(crate) trait Act {
    /// What it is called.
    const STEP: Step;
    /// What its rows begin with, in the order they are posted; a block's own row begins with the key of the step.
    const ROWS: &'static [RowWord];

    /// Does it for everybody.
    fn apply(engine: &Engine<'_>, rules: &Rules, slips: &mut [Slip<'_>]);
}

/// A step that a plan writes as blocks, `[[KEY]]` with the key of the step.
pub(crate) trait Rule: Act + Sized + 'static {
    /// True if it leaves balances that later periods settle.
    const KEEPS_BALANCE: bool = false;

    /// Reads what a version says.
    fn read(fields: &Fields<'_, '_>) -> Option<Self>;

    /// What it reads of the data.
    fn reads(&self, _reads: &mut Reads) {}

    /// The table it puts a measure into.
    fn curve(&self) -> Option<(&str, &Measure)> {
        None
    }

    /// What no block of this kind can see alone, on whatever day.
    fn check(_head: &Head, _rules: &Rules, _tell: &mut dyn FnMut(PlanError)) {}

    /// The step it acts after, where that is another place than its own.
    fn acts_after(&self) -> Option<Step> {
        None
    }

    /// A sentence for people.
    fn describe(&self, words: &PlanWords) -> String;
}

/// Makes [`Rules`] and [`order`] of the list of steps; those with blocks are followed by where a plan keeps them.
macro_rules! steps {
    ($($Act:path $(=> $blocks:ident)?,)*) => {
        /// The blocks of a plan, by kind.
        #[allow(missing_docs, reason = "each is called as in the plan's file, in the plural")]
        #[derive(Clone, Debug, Default)]
        pub struct Rules {
            $($(pub $blocks: Vec<Block<$Act>>,)?)*
        }

        impl Rules {
            /// The blocks of a plan's file; `seen` are the ids used so far.
            pub(crate) fn read(root: &Fields<'_, '_>, seen: &mut Vec<String>) -> Self {
                Self {
                    $($($blocks: read_blocks(root, seen),)?)*
                }
            }

            /// Every kind of block, in the order of calculation.
            pub(crate) fn kinds(&self) -> Vec<&dyn Kind> {
                vec![$($(&self.$blocks as &dyn Kind,)?)*]
            }
        }

        /// The steps in the order of `docs/incentives.md`; nothing is ever calculated in another one.
        pub(crate) fn order() -> Vec<Turn> {
            vec![$(Turn::of::<$Act>(),)*]
        }
    };
}

steps! {
    eligibility::Eligibility => eligibility,
    component::Component => components,
    gate::Gate => gates,
    multiplier::Multiplier => multipliers,
    penalty::Penalty => penalties,
    floor::Floor => floors,
    cap::Cap => caps,
    proration::Proration => prorations,
    pool::Pool => pools,
    cap::AfterPools,
    guarantee::Guarantee => guarantees,
    deferral::Deferral => deferrals,
    release::Release,
    cap::Carry,
    clawback::Clawback => clawbacks,
    adjustment::Adjustment,
    total::Total,
}

/// One entry of the order.
#[derive(Clone, Copy)]
pub(crate) struct Turn {
    pub(crate) step: Step,
    pub(crate) rows: &'static [RowWord],
    pub(crate) apply: fn(&Engine<'_>, &Rules, &mut [Slip<'_>]),
}

impl Turn {
    fn of<A: Act>() -> Self {
        Self {
            step: A::STEP,
            rows: A::ROWS,
            apply: A::apply,
        }
    }
}

impl Described<'_> {
    /// Where it stands in the order of calculation.
    pub(crate) fn place(&self) -> (usize, bool) {
        let step = self.after.unwrap_or(self.step);
        let at = order().iter().position(|turn| turn.step == step);
        (at.unwrap_or(usize::MAX), self.after.is_some())
    }
}

/// The step of this key.
pub(crate) fn step(key: &str) -> Option<Step> {
    order().iter().map(|turn| turn.step).find(|step| step.key == key)
}

/// What rows begin with, in the order of the steps, each once.
pub(crate) fn row_words() -> Vec<RowWord> {
    let mut words: Vec<RowWord> = Vec::new();
    for word in order().iter().flat_map(|turn| turn.rows) {
        if words.iter().all(|seen| seen.key != word.key) {
            words.push(*word);
        }
    }
    words
}

fn read_blocks<T: Rule>(root: &Fields<'_, '_>, seen: &mut Vec<String>) -> Vec<Block<T>> {
    let blocks = named(root, T::STEP.key, seen).into_iter();
    blocks.map(|(fields, id)| Block::read(&fields, id, T::read)).collect()
}

/// The blocks of one kind, whichever it is.
pub(crate) trait Kind {
    /// Ids and titles of those that have one.
    fn titles(&self) -> Vec<(&str, &str)>;
    /// What they read of the data, in all versions.
    fn reads(&self, reads: &mut Reads);
    /// Where they put measures into tables, in all versions or those in force on a day.
    fn curves(&self, day: Option<NaiveDate>) -> Vec<Use<'_>>;
    /// What no block can see alone.
    fn check(&self, head: &Head, rules: &Rules, tell: &mut dyn FnMut(PlanError));
    /// What people read of them, in all versions or those in force on a day.
    fn described(&self, day: Option<NaiveDate>, words: &PlanWords) -> Vec<Described<'_>>;
    /// True if later periods settle the balance of the block `id`.
    fn settles(&self, id: &str) -> bool;
}

/// A measure that a block puts into a table.
pub(crate) struct Use<'p> {
    pub(crate) block: String,
    pub(crate) place: &'p Place,
    pub(crate) table: &'p str,
    pub(crate) measure: &'p Measure,
}

/// What people read of a block.
pub(crate) struct Described<'p> {
    pub(crate) step: Step,
    /// The step it acts after, where that is another place than its own.
    pub(crate) after: Option<Step>,
    pub(crate) id: &'p str,
    pub(crate) title: Option<&'p str>,
    /// First day, document if it is another than the plan's, and sentence of each version.
    pub(crate) versions: Vec<(NaiveDate, Option<&'p str>, String)>,
}

fn versions<T>(block: &Block<T>, day: Option<NaiveDate>) -> Vec<&Version<T>> {
    match day {
        Some(day) => block.on(day).into_iter().collect(),
        None => block.versions.iter().collect(),
    }
}

/// How messages name a block.
pub(crate) fn called<T: Rule>(block: &Block<T>) -> String {
    format!("{} `{}`", T::STEP.key, block.id)
}

impl<T: Rule> Kind for Vec<Block<T>> {
    fn titles(&self) -> Vec<(&str, &str)> {
        let titles = self.iter().filter_map(|b| Some((b.id.as_str(), b.title.as_deref()?)));
        titles.collect()
    }

    fn reads(&self, reads: &mut Reads) {
        for version in self.iter().flat_map(|block| &block.versions) {
            version.body.reads(reads);
        }
    }

    fn curves(&self, day: Option<NaiveDate>) -> Vec<Use<'_>> {
        let all = self
            .iter()
            .flat_map(|b| versions(b, day).into_iter().map(move |v| (b, v)));
        all.filter_map(|(block, version)| {
            let (table, measure) = version.body.curve()?;
            Some(Use {
                block: called(block),
                place: &version.place,
                table,
                measure,
            })
        })
        .collect()
    }

    fn check(&self, head: &Head, rules: &Rules, tell: &mut dyn FnMut(PlanError)) {
        T::check(head, rules, tell);
    }

    fn described(&self, day: Option<NaiveDate>, words: &PlanWords) -> Vec<Described<'_>> {
        self.iter().flat_map(|block| described(block, day, words)).collect()
    }

    fn settles(&self, id: &str) -> bool {
        T::KEEPS_BALANCE && self.iter().any(|block| block.id == id)
    }
}

/// A block as people read it, once for each place at which its versions act.
fn described<'p, T: Rule>(block: &'p Block<T>, day: Option<NaiveDate>, words: &PlanWords) -> Vec<Described<'p>> {
    let at = |after| Described {
        step: T::STEP,
        after,
        id: &block.id,
        title: block.title.as_deref(),
        versions: Vec::new(),
    };
    let mut found: Vec<Described<'p>> = Vec::new();
    for version in versions(block, day) {
        let (body, authority) = (&version.body, version.authority.as_deref());
        let after = body.acts_after();
        if found.iter().all(|described| described.after != after) {
            found.push(at(after));
        }
        for own in found.iter_mut().filter(|described| described.after == after) {
            own.versions.push((version.from, authority, body.describe(words)));
        }
    }
    if found.is_empty() {
        found.push(at(None));
    }
    found
}

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
fn each<T: Rule>(
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

/// The days on which a version of one of the blocks begins.
fn starts<T>(blocks: &[Block<T>]) -> impl Iterator<Item = NaiveDate> {
    blocks
        .iter()
        .flat_map(|block| block.versions.iter().map(|version| version.from))
}

/// The blocks in force on a day, each with its version.
fn on<T>(blocks: &[Block<T>], day: NaiveDate) -> impl Iterator<Item = (&Block<T>, &Version<T>)> {
    blocks.iter().filter_map(move |block| Some((block, block.on(day)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_names_one_step_and_a_word_one_kind_of_rows() {
        let steps: Vec<Step> = order().iter().map(|turn| turn.step).collect();
        for step in &steps {
            assert!(
                steps.iter().all(|other| other.key != step.key || other == step),
                "{}",
                step.key
            );
        }
        let all: Vec<&RowWord> = order().iter().flat_map(|turn| turn.rows).collect();
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
