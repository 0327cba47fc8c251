//! Owners of due items by lists: the earliest month says who the first is, each later change is a hand-over.
//!
//! A list of the next month that names another owner does not say that the item was theirs all along. What lists say is
//! kept apart (`list_owners`); the first owner in `due_items` and the hand-overs in `ownership` follow from it, so that
//! they do not depend on the order in which lists are loaded. What a file of due items or of hand-overs says counts more.

use chrono::{Datelike, NaiveDate};

use super::layout::month::Said;
use super::moves::Moves;
use super::opened::{List, Part};
use crate::contract::Table;
use crate::diagnostic::Result;
use crate::store::{Cell, Params, Statement, Store};

/// Hand-overs that a run took from lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HandOvers {
    /// New ones.
    pub new: u64,
    /// Ones that no longer follow from the lists.
    pub gone: u64,
}

/// True for the table whose rows name the first owner.
pub fn names_owners(table: &Table) -> bool {
    table.name == "due_items"
}

/// True for the table of hand-overs.
pub fn is_hand_overs(table: &Table) -> bool {
    table.name == "ownership"
}

/// What lists say, in the store.
pub struct Owners<'a>(pub &'a Store);

impl Owners<'_> {
    /// Takes down what a judged part says, before it is kept; the month of a list, by its first day. `replaces` says that
    /// the earlier file of `path` is void.
    pub fn note_down(
        &self,
        part: &Part<'_>,
        path: &str,
        sheet: Option<&str>,
        replaces: bool,
    ) -> Result<Option<NaiveDate>> {
        if !names_owners(part.mapping.table) {
            return Ok(None);
        }
        let params = Params::none().with("path", path).with("sheet", sheet);
        if let Some(list) = part.list {
            self.run("owners/before.sql", &params)?;
            self.forget(replaces, &params)?;
            let month_on = list.month_on(self.newest()?);
            self.said(month_on, false)?;
            return Ok(month_on);
        }
        if self.any()? {
            self.forget(replaces, &params)?;
            self.said(None, true)?;
        }
        Ok(None)
    }

    fn forget(&self, replaces: bool, params: &Params) -> Result<()> {
        if replaces {
            self.run("owners/forget.sql", params)?;
        }
        Ok(())
    }

    /// Of a file of due items only the items that lists name have to be kept.
    fn said(&self, month_on: Option<NaiveDate>, only_listed: bool) -> Result<()> {
        let template = self.0.library().get("queries/ingest/owners/said.sql.j2")?;
        let statement = Statement::render(template, minijinja::context! { only_listed })?;
        let params = Params::none().with("month_on", month_on);
        self.0.execute(&statement, &params).map(drop)
    }

    /// Gives staged rows that go into `table` the first owner.
    pub fn put_first(&self, table: &Table) -> Result<()> {
        if names_owners(table) && self.any()? {
            self.run("owners/first.sql", &Params::none())?;
            let found = self
                .0
                .create(&self.0.statement("queries/ingest/owners/staged.sql")?, &Params::none())?;
            if found > 0 {
                self.run("owners/staged_first.sql", &Params::none())?;
            }
        }
        Ok(())
    }

    /// Before rows of a file go into `table`: if it is that of hand-overs, those of lists make way.
    pub fn give_way(&self, table: &Table) -> Result<()> {
        if is_hand_overs(table) && self.any()? {
            self.run("owners/give_way.sql", &Params::none())?;
        }
        Ok(())
    }

    /// Ids of rows that waited may have been brought to another spelling since.
    pub fn respell(&self, table: &Table) -> Result<()> {
        if names_owners(table) && self.any()? {
            self.run("owners/respelled.sql", &Params::none())?;
        }
        Ok(())
    }

    /// Makes the first owners and hand-overs what they must be by now, in one transaction.
    pub fn settle(&self, transaction: impl FnOnce(&dyn Fn() -> Result<()>) -> Result<()>) -> Result<HandOvers> {
        let old = self.0.statement("queries/ingest/owners/hand_overs_old.sql")?;
        if self.0.create(&old, &Params::none())? == 0 && !self.any()? {
            return Ok(HandOvers::default());
        }
        self.run("owners/first.sql", &Params::none())?;
        self.run("owners/hand_overs.sql", &Params::none())?;
        let counts = self
            .0
            .rows("queries/ingest/owners/hand_overs_count.sql", &Params::none())?;
        if counts.count("rows_differ") + counts.count("other_first") > 0 {
            transaction(&|| {
                Moves(self.0).owners()?;
                for step in [
                    "owners/hand_overs_delete.sql",
                    "owners/hand_overs_insert.sql",
                    "owners/first_again.sql",
                ] {
                    self.run(step, &Params::none())?;
                }
                Ok(())
            })?;
        }
        Ok(HandOvers {
            new: counts.count("new"),
            gone: counts.count("gone"),
        })
    }

    fn any(&self) -> Result<bool> {
        let rows = self.0.rows("queries/ingest/owners/any.sql", &Params::none())?;
        Ok(rows.is("found"))
    }

    fn newest(&self) -> Result<Option<NaiveDate>> {
        let rows = self.0.rows("queries/ingest/owners/newest.sql", &Params::none())?;
        Ok(match rows.first().and_then(|row| row.get("due_on").cloned()) {
            Some(Cell::Date(day)) => Some(day),
            _ => None,
        })
    }

    fn run(&self, step: &str, params: &Params) -> Result<()> {
        self.0.run(&format!("queries/ingest/{step}"), params).map(drop)
    }
}

impl List {
    /// True if nothing of its month has to be concluded.
    pub fn says_its_month(self) -> bool {
        self.month.is_some_and(|said| said.year.is_some())
    }

    /// The first day of its month. One that says none is of the month of its newest due day; one that says no year is of
    /// the last such month up to then.
    fn month_on(self, newest: Option<NaiveDate>) -> Option<NaiveDate> {
        let said = match self.month {
            Some(Said {
                year: Some(year),
                month,
            }) => (year, month),
            Some(Said { year: None, month }) => {
                let newest = newest?;
                let year = newest.year() - i32::from(month > newest.month());
                (year, month)
            }
            None => {
                let newest = newest?;
                (newest.year(), newest.month())
            }
        };
        NaiveDate::from_ymd_opt(said.0, said.1, 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_without_a_year_is_the_last_one_up_to_the_newest_due_day() {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        let list = |year, month| List {
            month: Some(Said { year, month }),
        };
        let newest = Some(day(2026, 3, 15));
        assert_eq!(list(None, 3).month_on(newest), Some(day(2026, 3, 1)));
        assert_eq!(list(None, 4).month_on(newest), Some(day(2025, 4, 1)));
        assert_eq!(list(None, 1).month_on(newest), Some(day(2026, 1, 1)));
        assert_eq!(list(Some(2027), 4).month_on(newest), Some(day(2027, 4, 1)));
        assert_eq!(List { month: None }.month_on(newest), Some(day(2026, 3, 1)));
        assert_eq!(List { month: None }.month_on(None), None);
    }
}
