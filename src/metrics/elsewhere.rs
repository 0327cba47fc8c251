//! Data that lie elsewhere, and who sums them there: another engine.

use std::collections::BTreeSet;

use super::coverage::Coverage;
use super::wanted::Wanted;
use crate::diagnostic::Result;
use crate::period::View;
use crate::store::Store;
use crate::workspace::Settings;

/// Who sums what lies elsewhere.
pub trait Elsewhere {
    /// Until when the data there are known.
    fn coverage(&self) -> Result<Coverage>;

    /// The tables of the data that lie there.
    fn tables(&self) -> BTreeSet<&str>;

    /// Puts the sums of `wanted`, the people and the properties they are by into the tables that a run of `views` has in
    /// `store`.
    fn fill(&self, store: &Store, views: &[View], wanted: &[Wanted<'_>]) -> Result<()>;
}

/// Until when the data that are summed are known: those of the store, or those that lie elsewhere.
pub fn coverage(store: &Store, settings: &Settings, elsewhere: Option<&dyn Elsewhere>) -> Result<Coverage> {
    elsewhere.map_or_else(|| Coverage::load(store, settings), Elsewhere::coverage)
}
