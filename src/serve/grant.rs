//! What somebody is, and where: roles and the parts of the company.

use crate::report::model::Level;
use crate::word::words;

words! {
    /// What somebody is to the program.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Role {
        CompanyManager = "company_manager",
        BranchManager = "branch_manager",
        TeamLead = "team_lead",
        Specialist = "specialist",
        Hr = "hr",
        Compliance = "compliance",
        Administrator = "administrator",
    }
}

/// A part of the company: the whole, a branch, a team or a person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub level: Level,
    /// As in the data; `company` for the whole.
    pub id: String,
}

/// What somebody is, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub role: Role,
    pub place: Place,
}

impl Place {
    pub fn new(level: Level, id: impl Into<String>) -> Self {
        Self { level, id: id.into() }
    }

    pub fn company() -> Self {
        Self::new(Level::Company, "company")
    }
}
