//! `--branch`, `--team`, `--specialist`: whom a report or a worklist is about, by id or by name.

use crate::diagnostic::Result;
use crate::report::model::Level;
use crate::report::scope::{Names, Scope};
use crate::store::Store;

#[derive(clap::Args)]
#[group(id = "scope", multiple = false)]
pub(super) struct Args {
    #[arg(long, value_name = "ID")]
    branch: Option<String>,
    #[arg(long, value_name = "ID")]
    team: Option<String>,
    #[arg(long, value_name = "ID")]
    specialist: Option<String>,
}

impl Args {
    /// True if a part of the company is said.
    #[cfg(feature = "serve")]
    pub(super) fn is_said(&self) -> bool {
        self.branch.is_some() || self.team.is_some() || self.specialist.is_some()
    }

    /// The company if nothing is said.
    pub(super) fn find(&self, store: &Store) -> Result<Scope> {
        let (level, said) = match (&self.branch, &self.team, &self.specialist) {
            (Some(said), ..) => (Level::Branch, said),
            (_, Some(said), _) => (Level::Team, said),
            (.., Some(said)) => (Level::Specialist, said),
            (None, None, None) => return Ok(Scope::company()),
        };
        Names::load(store)?.find(level, said)
    }
}
