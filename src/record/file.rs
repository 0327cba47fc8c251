//! The file of the record: made, read and added to.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension as _, TransactionBehavior, named_params};

use super::chain;
use super::entry::{Draft, Entry, Head};
use super::error::RecordError;
use super::login::login;
use crate::refusal::Refusal;
use crate::workspace::{Workspace, sync_folder};

/// The version of the table of entries.
const VERSION: i64 = 1;

/// How long it is waited for another process that writes.
const PATIENCE: Duration = Duration::from_secs(5);

/// An open record.
#[derive(Debug)]
pub struct Record {
    path: PathBuf,
    connection: Connection,
}

impl Record {
    /// The record of `workspace`; `None` where there is none.
    pub fn open(workspace: &Workspace) -> Result<Option<Self>, RecordError> {
        let path = workspace.record_path();
        match std::fs::symlink_metadata(&path) {
            Ok(found) if found.is_file() => {}
            Ok(_) => {
                let reason = Refusal::of(&std::io::ErrorKind::InvalidInput.into());
                let path = path.display().to_string();
                return Err(RecordError::Inaccessible { path, reason });
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(RecordError::of_system(&path, &error)),
        }
        Self::at(path).map(Some)
    }

    /// That of `workspace`, made if there is none.
    pub fn open_or_make(workspace: &Workspace) -> Result<Self, RecordError> {
        if let Some(record) = Self::open(workspace)? {
            return Ok(record);
        }
        make(&workspace.record_path())?;
        Self::at(workspace.record_path())
    }

    fn at(path: PathBuf) -> Result<Self, RecordError> {
        let record = connect(&path).and_then(|connection| {
            let version = connection.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0))?;
            Ok((connection, version))
        });
        let (connection, version) = record.map_err(|e| RecordError::of(&path, &e))?;
        if version > VERSION {
            return Err(RecordError::Newer {
                path: path.display().to_string(),
                found: version,
                known: VERSION,
            });
        }
        if version < VERSION {
            return Err(RecordError::Damaged {
                path: path.display().to_string(),
                detail: format!("user_version {version}"),
            });
        }
        Ok(Self { path, connection })
    }

    /// What all of it comes to.
    pub fn head(&self) -> Result<Head, RecordError> {
        let head = self.connection.query_row(include_str!("sql/head.sql"), [], |row| {
            Ok(Head {
                number: row.get(0)?,
                hash: row.get(1)?,
            })
        });
        Ok(head.optional().map_err(|e| self.error(&e))?.unwrap_or_default())
    }

    /// All entries, first to last; those of a broken chain are an error.
    pub fn entries(&self) -> Result<Vec<Entry>, RecordError> {
        let entries = self.unchecked()?;
        match chain::faults(&entries).into_iter().next() {
            None => Ok(entries),
            Some(fault) => Err(fault),
        }
    }

    /// Everything that is wrong with it.
    pub fn faults(&self) -> Vec<RecordError> {
        let whole = self
            .connection
            .query_row("PRAGMA integrity_check(1)", [], |row| row.get::<_, String>(0));
        match whole {
            Ok(text) if text == "ok" => {}
            Ok(detail) => {
                let path = self.path.display().to_string();
                return vec![RecordError::Damaged { path, detail }];
            }
            Err(error) => return vec![self.error(&error)],
        }
        match self.unchecked() {
            Ok(entries) => chain::faults(&entries),
            Err(error) => vec![error],
        }
    }

    fn unchecked(&self) -> Result<Vec<Entry>, RecordError> {
        let read = || -> rusqlite::Result<Vec<Entry>> {
            let mut statement = self.connection.prepare(include_str!("sql/all.sql"))?;
            let rows = statement.query_map([], |row| {
                Ok(Entry {
                    number: row.get("number")?,
                    login: row.get("login")?,
                    draft: Draft {
                        at: row.get("at")?,
                        person: row.get("person")?,
                        kind: row.get("kind")?,
                        plan: row.get("plan")?,
                        period: row.get("period")?,
                        payload: row.get("payload")?,
                    },
                    previous: row.get("previous")?,
                    hash: row.get("hash")?,
                })
            })?;
            rows.collect()
        };
        read().map_err(|e| self.error(&e))
    }

    /// Adds entries, all or none, after `head`; it is on the disk when this returns. What comes out is the new head.
    pub fn append(&mut self, head: &Head, drafts: Vec<Draft>) -> Result<Head, RecordError> {
        let login = login();
        let path = &self.path;
        let failed = |e: rusqlite::Error| RecordError::of(path, &e);
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        let mut head = head.clone();
        for draft in drafts {
            let entry = Entry::after(&head, &login, draft);
            let added = transaction.execute(
                include_str!("sql/append.sql"),
                named_params! {
                    ":number": entry.number,
                    ":at": entry.draft.at,
                    ":person": entry.draft.person,
                    ":login": entry.login,
                    ":kind": entry.draft.kind,
                    ":plan": entry.draft.plan,
                    ":period": entry.draft.period,
                    ":payload": entry.draft.payload,
                    ":previous": entry.previous,
                    ":hash": entry.hash,
                },
            );
            added.map_err(failed)?;
            head = entry.head();
        }
        transaction.commit().map_err(failed)?;
        Ok(head)
    }

    /// Writes a copy to the new file `path`, as it stands between two entries.
    pub fn copy_to(&self, path: &Path) -> Result<(), RecordError> {
        let copied = self.connection.execute(
            include_str!("sql/copy.sql"),
            named_params! { ":path": path.to_string_lossy() },
        );
        copied.map(drop).map_err(|e| self.error(&e))
    }

    fn error(&self, error: &rusqlite::Error) -> RecordError {
        RecordError::of(&self.path, error)
    }
}

/// A connection to the file at `path`, which is there. `SQLite` opens what may not be written for reading.
pub fn connect(path: &Path) -> rusqlite::Result<Connection> {
    connect_with(path, OpenFlags::empty())
}

fn connect_with(path: &Path, more: OpenFlags) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | more;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.execute_batch(
        "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;",
    )?;
    Ok(connection)
}

/// Makes an empty record, beside its name and renamed: what has the name is whole.
fn make(path: &Path) -> Result<(), RecordError> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let of_system = |e: std::io::Error| RecordError::of_system(path, &e);
    match std::fs::remove_file(&part) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(of_system(e)),
        _ => {}
    }
    let made = connect_with(&part, OpenFlags::SQLITE_OPEN_CREATE).and_then(|connection| {
        connection.execute_batch(include_str!("sql/create.sql"))?;
        connection.close().map_err(|(_, error)| error)
    });
    made.map_err(|e| RecordError::of(path, &e))?;
    std::fs::rename(&part, path).map_err(of_system)?;
    sync_folder(path.parent().unwrap_or(Path::new("."))).map_err(of_system)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(kind: &str) -> Draft {
        Draft {
            at: Some("2026-07-01T08:00:00Z".to_owned()),
            person: Some("李".to_owned()),
            kind: kind.to_owned(),
            plan: Some("plan".to_owned()),
            period: None,
            payload: "{}".to_owned(),
        }
    }

    fn desk() -> (tempfile::TempDir, Workspace) {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::init(folder.path()).unwrap();
        (folder, workspace)
    }

    fn of_three(workspace: &Workspace) -> Record {
        let mut record = Record::open_or_make(workspace).unwrap();
        let head = record.append(&Head::default(), vec![draft("a"), draft("b")]).unwrap();
        record.append(&head, vec![draft("c")]).unwrap();
        record
    }

    fn raw(workspace: &Workspace, sql: &str) -> rusqlite::Result<()> {
        Connection::open(workspace.record_path()).unwrap().execute_batch(sql)
    }

    #[test]
    fn entries_are_added_and_nothing_else() {
        let (_folder, workspace) = desk();
        assert!(Record::open(&workspace).unwrap().is_none());
        of_three(&workspace);
        let record = Record::open(&workspace).unwrap().unwrap();
        let entries = record.entries().unwrap();
        let kinds: Vec<&str> = entries.iter().map(|entry| entry.draft.kind.as_str()).collect();
        assert_eq!(kinds, ["a", "b", "c"]);
        assert_eq!(record.head().unwrap(), entries[2].head());
        assert!(record.faults().is_empty());
        for sql in [
            "UPDATE entries SET person = 'x' WHERE number = 2",
            "DELETE FROM entries",
            "INSERT OR REPLACE INTO entries VALUES (2, NULL, NULL, '', 'b', NULL, NULL, '{}', '', '')",
            "INSERT INTO entries VALUES (5, NULL, NULL, '', 'b', NULL, NULL, '{}', '', '')",
        ] {
            let error = raw(&workspace, sql).unwrap_err().to_string();
            assert!(error.contains("record"), "{sql}: {error}");
        }
        assert_eq!(record.entries().unwrap(), entries);
    }

    #[test]
    fn what_was_done_to_entries_is_told() {
        for (sql, wanted) in [
            (
                "DROP TRIGGER entries_never_change; UPDATE entries SET person = 'x' WHERE number = 2",
                "entry 2 of the record is not what it was",
            ),
            (
                "DROP TRIGGER entries_stay; DELETE FROM entries WHERE number = 2",
                "entry 2 of the record is missing",
            ),
            (
                "DROP TRIGGER entries_never_change; UPDATE entries SET previous = 'x', hash = hash WHERE number = 3",
                "entry 3 of the record does not follow",
            ),
        ] {
            let (_folder, workspace) = desk();
            of_three(&workspace);
            raw(&workspace, sql).unwrap();
            let record = Record::open(&workspace).unwrap().unwrap();
            let told: Vec<String> = record.faults().iter().map(ToString::to_string).collect();
            assert!(told[0].starts_with(wanted), "{sql}: {told:?}");
            assert!(record.entries().is_err());
        }
    }

    #[test]
    fn an_entry_that_is_not_the_next_is_refused() {
        let (_folder, workspace) = desk();
        let mut record = of_three(&workspace);
        let before = record.entries().unwrap();
        assert!(record.append(&Head::default(), vec![draft("d")]).is_err());
        assert_eq!(record.entries().unwrap(), before);
    }

    #[test]
    fn locked_newer_and_damaged_are_told_apart() {
        let (_folder, workspace) = desk();
        let mut record = of_three(&workspace);
        let head = record.head().unwrap();
        record.connection.busy_timeout(Duration::ZERO).unwrap();
        let other = Connection::open(workspace.record_path()).unwrap();
        other.execute_batch("BEGIN EXCLUSIVE").unwrap();
        let locked = record.append(&head, vec![draft("d")]).unwrap_err();
        assert!(matches!(locked, RecordError::Locked { .. }), "{locked:?}");
        drop(other);
        drop(record);
        raw(&workspace, "PRAGMA user_version = 7").unwrap();
        let newer = Record::open(&workspace).unwrap_err();
        assert!(matches!(newer, RecordError::Newer { found: 7, .. }), "{newer:?}");
        for content in ["", "this is no record"] {
            std::fs::write(workspace.record_path(), content).unwrap();
            let damaged = Record::open(&workspace).unwrap_err();
            assert!(matches!(damaged, RecordError::Damaged { .. }), "{damaged:?}");
        }
    }
}
