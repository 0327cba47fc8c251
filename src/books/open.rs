//! The store opened, and brought up to the record before anything else is done.

use std::path::PathBuf;

use super::decision::{Decision, decisions};
use super::error::BooksError;
use super::{follow, place, take_over};
use crate::diagnostic::Result;
use crate::message::{Message, say};
use crate::record::{Head, Record, RecordError};
use crate::store::Store;
use crate::workspace::Workspace;

/// An open store, and what had to be done before.
pub struct Opened {
    pub store: Store,
    /// Decisions that the store did not have yet.
    pub followed: Vec<Decision>,
    /// How many decisions were taken over from it into the record.
    pub taken_over: usize,
    /// Where books are now that no decision is about.
    pub aside: Vec<PathBuf>,
}

/// Opens (or makes) the store of `workspace`; SQL may read and write below the workspace and `also_allowed`.
pub fn open(workspace: &Workspace, also_allowed: &[PathBuf]) -> Result<Opened> {
    up_to_date(workspace, Store::open(workspace, also_allowed)?)
}

/// The same for questions: SQL reaches no files but the books.
pub fn open_closed(workspace: &Workspace) -> Result<Opened> {
    up_to_date(workspace, Store::open_closed(workspace)?)
}

impl Opened {
    /// What is to be told of it.
    pub fn messages(&self) -> Vec<Message> {
        let mut messages = Vec::new();
        if self.taken_over > 0 {
            messages.push(say!("commands.books.taken_over", decisions = self.taken_over));
        }
        if !self.followed.is_empty() {
            messages.push(say!("commands.books.followed", decisions = self.followed.len()));
        }
        for book in &self.aside {
            messages.push(say!("commands.books.aside", book));
        }
        messages
    }
}

fn up_to_date(workspace: &Workspace, store: Store) -> Result<Opened> {
    let mut opened = Opened {
        store,
        followed: Vec::new(),
        taken_over: 0,
        aside: Vec::new(),
    };
    let followed = follow::followed(&opened.store)?;
    let Some(record) = Record::open(workspace)? else {
        let was_there = followed.is_some_and(|head| head.number > 0) || place::is_any(workspace)?;
        if was_there {
            return Err(missing(workspace).into());
        }
        begin(workspace, &mut opened)?;
        return Ok(opened);
    };
    let head = record.head()?;
    match followed {
        None if take_over::has_pay(&opened.store)? => {
            if head == Head::default() {
                begin(workspace, &mut opened)?;
                return Ok(opened);
            }
            is_of_record(workspace, &opened.store)?;
            opened.store.transaction(|| follow::set(&opened.store, &head))?;
        }
        None if head == Head::default() && place::is_any(workspace)? => return Err(missing(workspace).into()),
        Some(followed) if followed == head => {}
        followed => {
            let news = follow::news(record.entries()?, &followed.unwrap_or_default())?;
            if news.is_empty() {
                opened.store.transaction(|| follow::set(&opened.store, &head))?;
            }
            opened.followed = follow::apply(workspace, &opened.store, &news)?;
        }
    }
    // A record that is not whole says nothing of books; what pays and `verify` tell of it.
    if place::is_any(workspace)?
        && let Ok(entries) = record.entries()
    {
        opened.aside = place::put_aside(workspace, &decisions(&entries)?)?;
    }
    Ok(opened)
}

fn missing(workspace: &Workspace) -> RecordError {
    let path = workspace.record_path().display().to_string();
    RecordError::Missing { path }
}

/// The first record of a workspace: what the store says was decided goes into it.
fn begin(workspace: &Workspace, opened: &mut Opened) -> Result<()> {
    opened.taken_over = take_over::take_over(workspace, &opened.store)?;
    let head = Record::open_or_make(workspace)?.head()?;
    opened.store.transaction(|| follow::set(&opened.store, &head))
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
