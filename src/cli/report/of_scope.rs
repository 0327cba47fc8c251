//! Whom a report is about: the company, unless one of them is named.

use crate::report::model::Level;
use crate::report::scope::Scope;

#[derive(clap::Args)]
#[group(id = "scope", multiple = false)]
pub(in crate::cli) struct OfScope {
    #[arg(long, value_name = "ID")]
    branch: Option<String>,
    #[arg(long, value_name = "ID")]
    team: Option<String>,
    #[arg(long, value_name = "ID")]
    specialist: Option<String>,
}

impl OfScope {
    pub fn scope(&self) -> Scope {
        let of = |level, id: &Option<String>| id.clone().map(|id| Scope { level, id });
        of(Level::Branch, &self.branch)
            .or_else(|| of(Level::Team, &self.team))
            .or_else(|| of(Level::Specialist, &self.specialist))
            .unwrap_or_else(Scope::company)
    }
}
