//! The file, open.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::audit::{Line, append};
use crate::record::{Record, RecordError};
use crate::serve::clock::Clock;
use crate::serve::error::ServeError;
use crate::workspace::Workspace;

/// The open file. One connection for all: what is asked of it takes less time than to open another.
#[derive(Debug)]
pub struct State {
    pub(super) path: PathBuf,
    connection: Mutex<Connection>,
}

impl State {
    /// That of `workspace`, to be looked at; `None` where nobody has signed in yet.
    pub fn open(workspace: &Workspace) -> Result<Option<Self>, ServeError> {
        let path = workspace.record_path();
        let opened = crate::record::connect(&path).and_then(|connection| {
            let is_there = connection
                .prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'audit'")?
                .exists([])?;
            Ok(is_there.then_some(connection))
        });
        let connection = opened.map_err(|error| of(&path, &error))?;
        Ok(connection.map(|connection| Self {
            path,
            connection: Mutex::new(connection),
        }))
    }

    /// That of `workspace`, made if there is none.
    pub fn open_or_make(workspace: &Workspace) -> Result<Self, ServeError> {
        Record::open_or_make(workspace).map_err(|reason| ServeError::State { reason })?;
        let path = workspace.record_path();
        let opened = crate::record::connect(&path).and_then(|connection| {
            connection.execute_batch(include_str!("sql/create.sql"))?;
            Ok(connection)
        });
        let connection = opened.map_err(|error| of(&path, &error))?;
        Ok(Self {
            path,
            connection: Mutex::new(connection),
        })
    }

    /// What a question finds.
    pub(super) fn ask<T>(&self, question: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, ServeError> {
        question(&self.lock()).map_err(|error| of(&self.path, &error))
    }

    /// Does `work` and writes `lines` down, both or neither.
    pub(super) fn act<T>(
        &self,
        clock: &Clock,
        lines: &[Line],
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, ServeError> {
        let mut connection = self.lock();
        let done = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .and_then(|transaction| {
                let value = work(&transaction)?;
                append(&transaction, &clock.stamp(), lines)?;
                transaction.commit()?;
                Ok(value)
            });
        done.map_err(|error| of(&self.path, &error))
    }

    /// Writes lines down that are all there is to an act.
    pub fn write_down(&self, clock: &Clock, lines: &[Line]) -> Result<(), ServeError> {
        self.act(clock, lines, |_| Ok(()))
    }

    /// A thread that panicked has left no transaction behind: they end with it.
    pub(super) fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn of(path: &Path, error: &rusqlite::Error) -> ServeError {
    let reason = RecordError::of(path, error);
    ServeError::State { reason }
}
