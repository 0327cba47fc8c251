//! The store opened, and brought up to the record before anything else is done.

use std::path::PathBuf;

use super::decision::{Decision, decisions, folders};
use super::error::BooksError;
use super::{follow, place, take_over};
use crate::diagnostic::Result;
use crate::message::{Message, say};
use crate::record::{Head, Record, RecordError};
use crate::store::Store;
use crate::workspace::Workspace;

/// What had to be done before the store and the record agreed.
#[derive(Debug, Default)]
pub struct Followed {
    /// Decisions that the store did not have yet.
    pub decisions: Vec<Decision>,
    /// How many decisions were taken over from the store into the record.
    pub taken_over: usize,
    /// Where books are now that no decision is about.
    pub aside: Vec<PathBuf>,
}

impl Followed {
    /// What is to be told of it.
    pub fn messages(&self) -> Vec<Message> {
        let mut messages = Vec::new();
        if self.taken_over > 0 {
            messages.push(say!("commands.books.taken_over", decisions = self.taken_over));
        }
        if !self.decisions.is_empty() {
            messages.push(say!("commands.books.followed", decisions = self.decisions.len()));
        }
        for book in &self.aside {
            messages.push(say!("commands.books.aside", book));
        }
        messages
    }
}

/// Opens (or makes) the store of `workspace`; SQL may read and write below the workspace and `also_allowed`.
pub fn open(workspace: &Workspace, also_allowed: &[PathBuf]) -> Result<(Store, Followed)> {
    let store = Store::open(workspace, also_allowed)?;
    let followed = bring_up(workspace, &store)?;
    Ok((store, followed))
}

/// The same for questions: SQL reaches no files but the books.
pub fn open_closed(workspace: &Workspace) -> Result<(Store, Followed)> {
    let store = Store::open_closed(workspace)?;
    let followed = bring_up(workspace, &store)?;
    Ok((store, followed))
}

/// The same with two connections, for a run.
pub fn open_paired(workspace: &Workspace) -> Result<(Store, Followed)> {
    let store = Store::open_paired(workspace)?;
    let followed = bring_up(workspace, &store)?;
    Ok((store, followed))
}

/// The same, which may write what is published.
pub fn open_to_publish(workspace: &Workspace) -> Result<(Store, Followed)> {
    let store = Store::open_to_publish(workspace)?;
    let followed = bring_up(workspace, &store)?;
    Ok((store, followed))
}

/// Brings a store that was just opened up to the record; one that follows none yet gets one.
pub fn bring_up(workspace: &Workspace, store: &Store) -> Result<Followed> {
    let mut done = Followed::default();
    let followed = follow::followed(store)?;
    let Some(record) = Record::open(workspace)? else {
        let was_there = followed.is_some_and(|head| head.number > 0) || place::is_any(workspace)?;
        if was_there {
            return Err(missing(workspace).into());
        }
        done.taken_over = begin(workspace, store)?;
        return Ok(done);
    };
    let head = record.head()?;
    match followed {
        None if take_over::has_pay(store)? => {
            if head == Head::default() {
                done.taken_over = begin(workspace, store)?;
                return Ok(done);
            }
            is_of_record(workspace, store)?;
            store.transaction(|| follow::set(store, &head))?;
        }
        None if head == Head::default() && place::is_any(workspace)? => return Err(missing(workspace).into()),
        Some(followed) if followed == head => {}
        followed => {
            let news = follow::news(record.entries()?, &followed.unwrap_or_default())?;
            if news.is_empty() {
                store.transaction(|| follow::set(store, &head))?;
            }
            done.decisions = follow::apply(workspace, store, &news)?;
        }
    }
    // A record that is not whole says nothing of books; what pays and `verify` tell of it.
    if place::is_any(workspace)?
        && let Ok(entries) = record.entries()
    {
        done.aside = place::put_aside(workspace, &folders(workspace, &decisions(&entries)?))?;
    }
    Ok(done)
}

/// True if there is a record that says what was paid: then a store can be made anew without the old one. Books without it
/// are an error.
pub fn is_recorded(workspace: &Workspace) -> Result<bool> {
    let Some(record) = Record::open(workspace)? else {
        return if place::is_any(workspace)? {
            Err(missing(workspace).into())
        } else {
            Ok(false)
        };
    };
    if decisions(&record.entries()?)?.is_empty() && place::is_any(workspace)? {
        return Err(missing(workspace).into());
    }
    Ok(true)
}

/// True if the store has followed entries that the record does not have.
pub fn is_behind(workspace: &Workspace, store: &Store) -> Result<bool> {
    let followed = follow::followed(store)?.unwrap_or_default();
    let entries = Record::open(workspace)?
        .map(|record| record.entries())
        .transpose()?
        .unwrap_or_default();
    Ok(follow::news(entries, &followed).is_err())
}

/// Puts the record and the books, whatever is wrong with them, aside, and takes over anew what `store` says, if there is one.
pub fn begin_anew(workspace: &Workspace, store: Option<&Store>) -> Result<()> {
    place::put_all_aside(workspace)?;
    if let Some(store) = store {
        follow::forget(store)?;
        begin(workspace, store)?;
    }
    Ok(())
}

fn missing(workspace: &Workspace) -> RecordError {
    let path = workspace.record_path().display().to_string();
    RecordError::Missing { path }
}

/// The first record of a workspace: what the store says was decided goes into it.
fn begin(workspace: &Workspace, store: &Store) -> Result<usize> {
    let taken_over = take_over::take_over(workspace, store)?;
    let head = Record::open_or_make(workspace)?.head()?;
    // That of an earlier program, which is read to be made anew, follows nothing.
    if follow::can(store)? {
        store.transaction(|| follow::set(store, &head))?;
    }
    Ok(taken_over)
}

/// A process may have ended between taking over and saying so in the store: then the store is what the record has.
fn is_of_record(workspace: &Workspace, store: &Store) -> Result<()> {
    let held = super::Held::open(workspace)?;
    let faults = held.map(|held| held.store(store)).transpose()?.unwrap_or_default();
    if faults.is_empty() {
        return Ok(());
    }
    Err(BooksError::NotOfRecord.into())
}
