//! Whom a report is about.

use std::collections::HashMap;

use crate::diagnostic::{Result, did_you_mean};
use crate::file_name::file_part;
use crate::report::error::ReportError;
use crate::report::model::Level;
use crate::store::{Params, Store};

/// The company, a branch, a team or a specialist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    pub level: Level,
    /// The id; `company` for the company.
    pub id: String,
}

impl Scope {
    /// The whole company.
    pub fn company() -> Self {
        Self {
            level: Level::Company,
            id: "company".to_owned(),
        }
    }

    /// Branch, team and specialist this keeps to, at most one of them.
    pub fn narrowed(&self) -> [Option<&str>; 3] {
        [Level::Branch, Level::Team, Level::Specialist].map(|level| (self.level == level).then_some(self.id.as_str()))
    }

    /// The parameters by which SQL keeps to this scope.
    pub fn params(&self) -> Params {
        self.add_to(Params::none())
    }

    /// `params` and those by which SQL keeps to this scope.
    pub fn add_to(&self, params: Params) -> Params {
        let [branch, team, specialist] = self.narrowed();
        params
            .with("branch_id", branch)
            .with("team_id", team)
            .with("specialist_id", specialist)
            .with("level", self.level.word())
            .with("entity_id", self.id.as_str())
    }

    /// The company, every branch and every team.
    pub fn all(store: &Store) -> Result<Vec<Self>> {
        let rows = store.rows("queries/reports/scopes.sql", &Params::none())?;
        let of = |level: Level| {
            let rows = rows.iter().filter(move |row| row.text("level") == level.word());
            rows.map(move |row| Self {
                level,
                id: row.text("id"),
            })
        };
        Ok(std::iter::once(Self::company())
            .chain(of(Level::Branch))
            .chain(of(Level::Team))
            .collect())
    }

    /// A part of a file name: `company`, `team-T01`.
    pub fn file_part(&self) -> String {
        match self.level {
            Level::Company => "company".to_owned(),
            level => format!("{}-{}", level.word(), file_part(&self.id)),
        }
    }
}

/// The names of branches, teams and specialists.
pub struct Names(HashMap<(String, String), String>);

impl Names {
    /// Reads them.
    pub fn load(store: &Store) -> Result<Self> {
        let rows = store.rows("queries/reports/scopes.sql", &Params::none())?;
        let named = rows
            .iter()
            .map(|row| ((row.text("level"), row.text("id")), row.text("name")));
        Ok(Self(named.collect()))
    }

    /// The name people say; an unknown id is an error that offers a near one.
    pub fn of(&self, scope: &Scope, company: &str) -> Result<String> {
        if scope.level == Level::Company {
            return Ok(company.to_owned());
        }
        let level = scope.level.word();
        if let Some(name) = self.0.get(&(level.to_owned(), scope.id.clone())) {
            return Ok(name.clone());
        }
        let known = self.0.keys().filter(|(of, _)| of == level);
        let mut ids: Vec<&str> = known.map(|(_, id)| id.as_str()).collect();
        ids.sort_unstable();
        ids.truncate(20);
        Err(ReportError::UnknownScope {
            level,
            id: scope.id.clone(),
            hint: did_you_mean(&scope.id, &ids),
        }
        .into())
    }
}
