//! The store brought up to the record.

use super::book::Book;
use super::decision::{Decision, decisions};
use super::error::BooksError;
use super::sql::{self, file};
use crate::diagnostic::Result;
use crate::record::{Entry, Head, Record};
use crate::store::{Params, Store};
use crate::workspace::Workspace;

/// True if the store has a table for the entry it is up to; that of an earlier program has none.
pub(super) fn can(store: &Store) -> Result<bool> {
    let tables = sql::rows(store, file!("tables.sql"), &Params::none())?;
    Ok(tables.iter().any(|row| row.str("table_name") == "record_followed"))
}

/// The store follows no record any more.
pub(super) fn forget(store: &Store) -> Result<()> {
    if can(store)? {
        sql::run(store, file!("forget.sql"), &Params::none())?;
    }
    Ok(())
}

/// Up to which entry the store is; `None` while it follows no record.
pub(super) fn followed(store: &Store) -> Result<Option<Head>> {
    if !can(store)? {
        return Ok(None);
    }
    let rows = sql::rows(store, file!("followed.sql"), &Params::none())?;
    Ok(rows.first().map(|row| Head {
        number: row.integer("number").unwrap_or_default(),
        hash: row.text("hash"),
    }))
}

/// The store is up to `head` now; the caller has a transaction.
pub(super) fn set(store: &Store, head: &Head) -> Result<()> {
    sql::run(store, file!("forget.sql"), &Params::none())?;
    let params = Params::none().with("number", head.number).with("hash", &head.hash);
    sql::run(store, file!("follow.sql"), &params)?;
    Ok(())
}

/// Puts the decisions of `entries` into the store, in one transaction.
pub(super) fn apply(workspace: &Workspace, store: &Store, entries: &[Entry]) -> Result<Vec<Decision>> {
    let Some(last) = entries.last() else {
        return Ok(Vec::new());
    };
    let decisions = decisions(entries)?;
    store.transaction(|| {
        for decision in &decisions {
            if let Some(posted) = &decision.posted {
                Book::open(workspace, decision, posted)?.load(store)?;
            }
            if let Some(closed) = &decision.closed {
                let mut params = Params::none();
                for (column, value) in &closed.close {
                    params = params.with(column, value.as_deref());
                }
                sql::run(store, file!("close_load.sql"), &params)?;
            }
        }
        set(store, &last.head())
    })?;
    Ok(decisions)
}

/// Puts all that was decided into a new store; how many decisions there are.
pub fn load_all(workspace: &Workspace, store: &Store) -> Result<usize> {
    let Some(record) = Record::open(workspace)? else {
        return Ok(0);
    };
    Ok(apply(workspace, store, &record.entries()?)?.len())
}

/// The entries that the store has not followed yet.
pub(super) fn news(entries: Vec<Entry>, followed: &Head) -> Result<Vec<Entry>> {
    let record = entries.last().map_or(0, |entry| entry.number);
    if followed.number > record {
        let store = followed.number;
        return Err(BooksError::RecordBehind { store, record }.into());
    }
    let is_other = |entry: &&Entry| entry.number == followed.number && entry.hash != followed.hash;
    if let Some(entry) = entries.iter().find(is_other) {
        let number = entry.number;
        return Err(BooksError::OtherRecord { number }.into());
    }
    Ok(entries
        .into_iter()
        .filter(|entry| entry.number > followed.number)
        .collect())
}
