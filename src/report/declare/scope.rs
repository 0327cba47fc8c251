//! Whom a report is about.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::diagnostic::Result;
use crate::file_name::file_part;
use crate::names::{self, Named};
use crate::report::error::ReportError;
use crate::report::model::{Level, anchor};
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
        Ok(Self::tree(store)?.into_iter().map(|(scope, _)| scope).collect())
    }

    /// The same, each with what is above it.
    pub fn tree(store: &Store) -> Result<Vec<(Self, Option<Self>)>> {
        let rows = store.rows("queries/reports/scopes.sql", &Params::none())?;
        let of = |level: Level| {
            let rows = rows.iter().filter(move |row| row.text("level") == level.word());
            rows.map(move |row| {
                let above = match level {
                    Level::Team => Self::new(Level::Branch, row.text("above")),
                    _ => Self::company(),
                };
                (Self::new(level, row.text("id")), Some(above))
            })
        };
        Ok(std::iter::once((Self::company(), None))
            .chain(of(Level::Branch))
            .chain(of(Level::Team))
            .collect())
    }

    /// Everybody who has a worklist on `day`, each with the team.
    pub fn people(store: &Store, day: NaiveDate) -> Result<Vec<(Self, Option<Self>)>> {
        let rows = store.rows("queries/reports/people.sql", &Params::none().with("on", day))?;
        let people = rows.iter().map(|row| {
            let team = Some(row.text("team_id")).filter(|id| !id.is_empty());
            let team = team.map(|id| Self::new(Level::Team, id));
            (Self::new(Level::Specialist, row.text("id")), team)
        });
        Ok(people.collect())
    }

    fn new(level: Level, id: String) -> Self {
        Self { level, id }
    }

    /// The anchor of its row in a scorecard.
    pub fn anchor(&self) -> String {
        anchor(self.level, &self.id)
    }

    /// A part of a file name: `company`, `team-T01`.
    pub fn file_part(&self) -> String {
        match self.level {
            Level::Company => "company".to_owned(),
            level => format!("{}-{}", level.word(), file_part(&self.id)),
        }
    }
}

/// The branches, teams and specialists there are, by the words of their levels.
pub struct Names(HashMap<String, Vec<Named>>);

impl Names {
    /// Reads them.
    pub fn load(store: &Store) -> Result<Self> {
        let mut known: HashMap<String, Vec<Named>> = HashMap::new();
        for row in store.rows("queries/reports/scopes.sql", &Params::none())?.iter() {
            let named = Named::new(row.text("id"), row.text("name"));
            known.entry(row.text("level")).or_default().push(named);
        }
        Ok(Self(known))
    }

    /// The branch, team or specialist that `said` is the id or name of.
    pub fn find(&self, level: Level, said: &str) -> Result<Scope> {
        if level == Level::Company {
            return Ok(Scope::company());
        }
        let known = self.0.get(level.word()).map_or(&[][..], Vec::as_slice);
        let found = names::find(said, known)?.ok_or_else(|| ReportError::UnknownScope {
            level: level.word(),
            said: said.to_owned(),
            hint: names::hint(said, known),
        })?;
        Ok(Scope {
            level,
            id: found.id.clone(),
        })
    }

    /// The name people say; the id where there is none.
    pub fn of(&self, scope: &Scope, company: &str) -> String {
        if scope.level == Level::Company {
            return company.to_owned();
        }
        let known = self.0.get(scope.level.word()).into_iter().flatten();
        let mut names = known
            .filter(|named| named.id == scope.id)
            .flat_map(|named| &named.names);
        names.next().unwrap_or(&scope.id).clone()
    }
}
