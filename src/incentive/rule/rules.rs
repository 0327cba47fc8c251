//! What a step of the calculation is, what a block of a plan is, and the blocks of a plan, kind by kind.

use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

use chrono::NaiveDate;
use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

use crate::diagnostic::Place;
use crate::incentive::engine::Engine;
use crate::incentive::engine::slip::Slip;
use crate::incentive::plan::block::{Block, Version};
use crate::incentive::plan::error::{self, PlanError};
use crate::incentive::plan::head::Head;
use crate::incentive::plan::measure::Measure;
use crate::incentive::plan::reads::Reads;
use crate::incentive::plan::toml::Fields;
use crate::incentive::trace::{RowWord, Step};
use crate::message::Message;

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
pub(crate) trait Rule: Act + Serialize + Debug + Send + Sync + Sized + 'static {
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
}

/// The blocks of a plan, kind by kind in the order of calculation.
#[derive(Clone, Debug, Default)]
pub struct Rules(Vec<Arc<dyn Kind>>);

impl Rules {
    pub(crate) fn new(kinds: Vec<Arc<dyn Kind>>) -> Self {
        Self(kinds)
    }

    /// The blocks of one kind.
    pub fn of<T: 'static>(&self) -> &[Block<T>] {
        let mut kinds = self.kinds().map(|kind| kind as &dyn Any);
        kinds
            .find_map(|kind| kind.downcast_ref::<Vec<Block<T>>>())
            .map_or(&[], Vec::as_slice)
    }

    /// Every kind of block.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = &dyn Kind> {
        self.0.iter().map(Arc::as_ref)
    }
}

/// The blocks of one kind, whichever it is.
pub(crate) trait Kind: Any + Debug + Send + Sync {
    /// All ids.
    fn ids(&self) -> Vec<&str>;
    /// Ids and titles of those that have one.
    fn titles(&self) -> Vec<(&str, &str)>;
    /// What they read of the data, in all versions.
    fn reads(&self, reads: &mut Reads);
    /// Where they put measures into tables, in all versions or those in force on a day.
    fn curves(&self, day: Option<NaiveDate>) -> Vec<Use<'_>>;
    /// What no block can see alone.
    fn check(&self, head: &Head, rules: &Rules, tell: &mut dyn FnMut(PlanError));
    /// What people read of them, in all versions or those in force on a day.
    fn described(&self, day: Option<NaiveDate>) -> Vec<Described<'_>>;
    /// True if later periods settle the balance of the block `id`.
    fn settles(&self, id: &str) -> bool;
}

/// A measure that a block puts into a table.
pub(crate) struct Use<'p> {
    pub(crate) block: Message,
    pub(crate) place: &'p Place,
    pub(crate) table: &'p str,
    pub(crate) measure: &'p Measure,
}

/// What people read of a block, for templates.
#[derive(Serialize)]
pub(crate) struct Described<'p> {
    #[serde(skip)]
    pub(crate) step: Step,
    /// The step it acts after, where that is another place than its own.
    #[serde(skip)]
    pub(crate) after: Option<Step>,
    /// The key of the step.
    kind: &'static str,
    id: &'p str,
    title: Option<&'p str>,
    versions: Vec<Value>,
}

impl<T: Rule> Kind for Vec<Block<T>> {
    fn ids(&self) -> Vec<&str> {
        self.iter().map(|block| block.id.as_str()).collect()
    }

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

    fn described(&self, day: Option<NaiveDate>) -> Vec<Described<'_>> {
        self.iter().flat_map(|block| described(block, day)).collect()
    }

    fn settles(&self, id: &str) -> bool {
        T::KEEPS_BALANCE && self.iter().any(|block| block.id == id)
    }
}

fn versions<T>(block: &Block<T>, day: Option<NaiveDate>) -> Vec<&Version<T>> {
    match day {
        Some(day) => block.on(day).into_iter().collect(),
        None => block.versions.iter().collect(),
    }
}

/// A block as people read it, once for each place at which its versions act.
fn described<T: Rule>(block: &Block<T>, day: Option<NaiveDate>) -> Vec<Described<'_>> {
    let at = |after| Described {
        step: T::STEP,
        after,
        kind: T::STEP.key,
        id: &block.id,
        title: block.title.as_deref(),
        versions: Vec::new(),
    };
    let mut found: Vec<Described<'_>> = Vec::new();
    for version in versions(block, day) {
        let after = version.body.acts_after();
        if found.iter().all(|described| described.after != after) {
            found.push(at(after));
        }
        for own in found.iter_mut().filter(|described| described.after == after) {
            own.versions.push(Serde(version).into());
        }
    }
    if found.is_empty() {
        found.push(at(None));
    }
    found
}

/// How messages name a block.
pub(crate) fn called<T: Rule>(block: &Block<T>) -> Message {
    error::block(T::STEP.key, &block.id)
}

/// The days on which a version of one of the blocks begins.
pub(super) fn starts<T>(blocks: &[Block<T>]) -> impl Iterator<Item = NaiveDate> {
    blocks
        .iter()
        .flat_map(|block| block.versions.iter().map(|version| version.from))
}

/// The blocks in force on a day, each with its version.
pub(super) fn on<T>(blocks: &[Block<T>], day: NaiveDate) -> impl Iterator<Item = (&Block<T>, &Version<T>)> {
    blocks.iter().filter_map(move |block| Some((block, block.on(day)?)))
}
