//! Whom a report is about.

use super::error::ReportError;
use super::model::Level;
use crate::diagnostic::{Result, did_you_mean};
use crate::store::{Params, Store};

/// The company, a branch, a team or a specialist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The level.
    pub level: Level,
    /// The id; `company` for the company.
    pub id: String,
}

impl Scope {
    /// The whole company.
    #[must_use]
    pub fn company() -> Self {
        Self {
            level: Level::Company,
            id: "company".to_owned(),
        }
    }

    /// The parameters by which SQL keeps to this scope.
    #[must_use]
    pub fn params(&self) -> Params {
        let only = |level| (self.level == level).then_some(self.id.as_str());
        Params::none()
            .with("branch_id", only(Level::Branch))
            .with("team_id", only(Level::Team))
            .with("specialist_id", only(Level::Specialist))
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

    /// The name people say; an unknown id is an error that offers a near one.
    pub fn name(&self, store: &Store, company: &str) -> Result<String> {
        if self.level == Level::Company {
            return Ok(company.to_owned());
        }
        let rows = store.rows("queries/reports/scopes.sql", &Params::none())?;
        let level = self.level.word();
        let known: Vec<(String, String)> = rows
            .iter()
            .filter(|row| row.text("level") == level)
            .map(|row| (row.text("id"), row.text("name")))
            .collect();
        if let Some((_, name)) = known.iter().find(|(id, _)| *id == self.id) {
            return Ok(name.clone());
        }
        let ids: Vec<&str> = known.iter().map(|(id, _)| id.as_str()).take(20).collect();
        Err(ReportError::UnknownScope {
            level,
            id: self.id.clone(),
            hint: did_you_mean(&self.id, &ids),
        }
        .into())
    }

    /// A part of a file name: letters, digits and what is safe beside them.
    #[must_use]
    pub fn file_part(&self) -> String {
        let safe = |c: char| if c.is_alphanumeric() || c == '_' { c } else { '-' };
        match self.level {
            Level::Company => "company".to_owned(),
            level => format!(
                "{}-{}",
                level.word(),
                self.id.chars().map(safe).take(60).collect::<String>()
            ),
        }
    }
}
