//! What was computed and is kept: the schema `kept` of the store.
//!
//! A figure is found by a hash of all it rests on ([`Key`]): the version of the data, the settings, the text of every statement
//! that had a part in it, the period and its as-of day. When any of them changes it is not found any more; nothing has to be
//! told that it is out of date. What cannot be told by a hash is not kept: what rests on a workspace's own SQL that asks for
//! the time, for chance or for a file ([`rests_on_data`]), and pay, which has a record of its own.
//!
//! Keeping is never needed: a store that cannot be written to, or a setting of nothing, leaves every number as it is.

mod answers;
mod steady;
mod sums;

use std::cell::OnceCell;

use crate::diagnostic::{Exit, Result};
use crate::digest::Key;
use crate::store::{Params, Statement, Store};
use crate::workspace::{Settings, bytes_of};

pub(crate) use steady::rests_on_data;
pub(super) use sums::Asked;

/// The tables of the schema, that of the keys last: what it does not name counts as not there.
const TABLES: [&str; 3] = ["figure_answers", "figure_sums", "figures"];

/// The figures of a store.
pub struct Kept<'s> {
    store: &'s Store,
    /// About how many bytes they may take.
    most: i64,
    data: OnceCell<String>,
}

impl<'s> Kept<'s> {
    /// Those of `store`, which hold what the settings allow.
    pub fn new(store: &'s Store, settings: &Settings) -> Self {
        Self {
            store,
            most: bytes_of(&settings.store.kept_figures).unwrap_or_default(),
            data: OnceCell::new(),
        }
    }

    /// False if the settings keep nothing.
    pub(crate) fn is_on(&self) -> bool {
        self.most > 0
    }

    /// The version of the data: another one with every file that is loaded. It changes with every decision too, as a
    /// workspace's SQL may read what was decided.
    pub(crate) fn data(&self) -> Result<&str> {
        if let Some(known) = self.data.get() {
            return Ok(known);
        }
        let mut key = Key::of("data");
        for file in ["queries/facts/data_version.sql", "queries/kept/decided.sql"] {
            let rows = self.store.rows(file, &Params::none())?;
            key = rows.iter().fold(key.and(file), |key, row| key.and(format!("{row:?}")));
        }
        Ok(self.data.get_or_init(|| key.text()))
    }

    /// Runs `write`, which adds figures under the numbers after [`Self::last`]: all of them are kept or none, and none where the
    /// store cannot be written to.
    pub(crate) fn write(&self, write: impl FnOnce() -> Result<()>) -> Result<()> {
        let written = self.store.transaction(|| write().and_then(|()| self.make_room()));
        match written {
            Err(error) if matches!(error.exit(), Exit::Stopped(_)) => Err(error),
            Err(error) => {
                tracing::debug!("figures are not kept: {error}");
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    /// The number of the figure that was kept last.
    pub(crate) fn last(&self) -> Result<i64> {
        let last = self.store.rows("queries/kept/last.sql", &Params::none())?;
        Ok(last
            .first()
            .and_then(|row| row.integer("figure_no"))
            .unwrap_or_default())
    }

    /// Drops the oldest figures until the others fit.
    fn make_room(&self) -> Result<()> {
        let params = Params::none().with("most", self.most);
        let oldest = self.store.rows("queries/kept/oldest.sql", &params)?;
        match oldest.first().and_then(|row| row.integer("figure_no")) {
            Some(number) => drop_to(self.store, number),
            None => Ok(()),
        }
    }
}

/// How many figures a store keeps, and about how many bytes they take.
pub fn size(store: &Store) -> Result<(u64, u64)> {
    let size = store.rows("queries/kept/size.sql", &Params::none())?;
    Ok((size.count("figures"), size.count("bytes")))
}

/// Drops all figures of a store; how many they were, and about how many bytes they took.
pub fn forget(store: &Store) -> Result<(u64, u64)> {
    let size = size(store)?;
    store.transaction(|| drop_to(store, i64::MAX))?;
    store.checkpoint()?;
    Ok(size)
}

fn drop_to(store: &Store, number: i64) -> Result<()> {
    let template = store.library().get("queries/kept/drop.sql.j2")?;
    for table in TABLES {
        let statement = Statement::render(template, minijinja::context! { table })?;
        store.execute(&statement, &Params::none().with("figure_no", number))?;
    }
    Ok(())
}
