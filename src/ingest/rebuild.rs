//! The store made anew from the archive: every run is repeated as it was.
//!
//! Pay comes from no file. It is taken over from the old store, and where that cannot be read nothing is done unless the
//! user says that pay may be left behind; the old file is kept even then.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{DateTime, Utc};

use super::archive::Archive;
use super::error::IngestError;
use super::options::Options;
use super::progress::Progress;
use super::run::load_files;
use super::summary::{Outcome, Summary};
use crate::diagnostic::{Diagnose, Error, Exit, Place, Result};
use crate::library::Source;
use crate::message::messages;
use crate::store::{Params, Row, Statement, Store};
use crate::workspace::Workspace;

/// What a rebuild did.
pub struct Rebuilt {
    /// How many runs were repeated.
    pub runs: usize,
    /// What became of each file.
    pub summary: Summary,
    /// Where the old store is kept, if it could not be read.
    pub kept: Option<PathBuf>,
}

/// What becomes of pay that was calculated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pay {
    Keep,
    /// It stays in the old store, which is kept, if it cannot be read from it.
    LeaveBehind,
}

messages! {
    "errors.rebuild"
    /// Why a store is not made anew.
    #[derive(Debug)]
    pub enum RebuildError {
        /// Pay may be in a store that cannot be read.
        PayUnreadable { path: PathBuf },
        /// A file of the archive would be refused as a whole today.
        WouldBeRefused { file: PathBuf },
    }
}

impl Diagnose for RebuildError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::PayUnreadable { .. } => None,
            Self::WouldBeRefused { file } => Some(Place::file(file.display().to_string())),
        }
    }

    fn exit(&self) -> Exit {
        Exit::Store
    }
}

/// Makes the store of `workspace` anew by repeating all runs from the archive; the old store stays in its place until
/// the new one is whole.
pub fn rebuild(workspace: &Workspace, pay: Pay, progress: &dyn Progress) -> Result<Rebuilt> {
    let archive = Archive::of(workspace);
    let old = readable(workspace, pay)?;
    if let Some(Old::Whole(store)) = &old {
        archive.take_over(store)?;
    }
    let loaded = archive.loaded()?;
    let (mut files, mut errors) = (Vec::new(), Vec::new());
    for entry in &loaded {
        match archive.open(entry) {
            Ok(file) => files.push(file),
            Err(error) => errors.push(error),
        }
    }
    Error::all(errors)?;
    let new = workspace.store_path().with_extension("duckdb.new");
    remove_store(&new)?;
    let mut rebuilt = Rebuilt {
        runs: 0,
        summary: Summary::default(),
        kept: None,
    };
    {
        let store = Store::open_at(workspace, &new, &[])?;
        let mut rest = loaded.iter().zip(files).peekable();
        while let Some((first, file)) = rest.next() {
            let mut run = vec![file];
            while let Some((_, file)) = rest.next_if(|(entry, _)| entry.run == first.run) {
                run.push(file);
            }
            let options = Options {
                table: first.table.clone(),
                replace: first.replace,
                empty_missing: first.empty_missing,
                repeats: Some(first.run),
                ..Options::default()
            };
            let summary = load_files(workspace, &store, run, Vec::new(), &options, progress)?;
            // What was loaded once must be there again.
            Error::gathered(summary.failed.into_iter().map(|failed| failed.error).collect())?;
            let refused = summary.files.iter().find(|report| report.outcome == Outcome::Refused);
            if let Some(report) = refused {
                let file = report.path.clone();
                return Err(RebuildError::WouldBeRefused { file }.into());
            }
            rebuilt.runs += 1;
            rebuilt.summary.files.extend(summary.files);
            rebuilt.summary.rejects_file = summary.rejects_file;
        }
        if let Some(Old::Whole(old) | Old::Earlier(old)) = &old {
            keep_incentives(old, &store)?;
        }
        store.checkpoint()?;
    }
    let is_unreadable = matches!(old, Some(Old::Unreadable));
    rebuilt.kept = put_in_place(workspace, &new, is_unreadable)?;
    // The old store is held until the new one has its name: what another process were told in between would be lost.
    drop(old);
    Ok(rebuilt)
}

/// The store that is there.
enum Old {
    Whole(Store),
    /// Made by an earlier program.
    Earlier(Store),
    Unreadable,
}

/// The old store, if there is one, as far as it can be read. That of a newer program, one in use or one the machine does not
/// give away is not damaged and stays.
fn readable(workspace: &Workspace, pay: Pay) -> Result<Option<Old>> {
    if !workspace.store_path().exists() {
        return Ok(None);
    }
    let error = match Store::open(workspace, &[]) {
        Ok(store) => {
            store.checkpoint()?;
            return Ok(Some(Old::Whole(store)));
        }
        Err(error) => error,
    };
    if let Some(store) = Store::open_older(workspace) {
        return Ok(Some(Old::Earlier(store)));
    }
    if error.iter().any(|error| !error.is_damage()) {
        return Err(error);
    }
    match pay {
        Pay::LeaveBehind => Ok(Some(Old::Unreadable)),
        Pay::Keep => {
            let path = workspace.store_path();
            Err(error.and(RebuildError::PayUnreadable { path }.into()))
        }
    }
}

/// Rows of a table that are carried over at once.
const PARCEL: i64 = 100_000;

/// What was calculated, approved and closed comes from no file: it is taken over from the old store.
fn keep_incentives(old: &Store, new: &Store) -> Result<()> {
    let template = old.library().get("queries/ingest/rebuild/rows.sql.j2")?;
    let known = old.rows("queries/ingest/rebuild/tables.sql", &Params::none())?;
    let known: Vec<String> = known.iter().map(|row| row.text("table_name")).collect();
    let kept = old.library().list("queries/schema/engine", ".sql").map(Source::stem);
    for table in kept.filter(|name| name.starts_with("incentive_") && known.iter().any(|known| known == name)) {
        let statement = Statement::render(template, minijinja::context! { table })?;
        let mut from = 0;
        loop {
            let params = Params::none().with("from_row", from).with("to_row", from + PARCEL);
            let rows = old.query(&statement, &params)?;
            if rows.is_empty() {
                break;
            }
            new.append(table, rows.iter().map(Row::cells))?;
            from += PARCEL;
        }
    }
    Ok(())
}

/// The new store under the name of the old one, by one rename; where the old one is kept if that is wanted.
fn put_in_place(workspace: &Workspace, new: &Path, keep_old: bool) -> Result<Option<PathBuf>> {
    let place = workspace.store_path();
    let unwritable = |e: std::io::Error| IngestError::unwritable(&place, &e);
    let kept = keep_old.then(|| {
        let now = DateTime::<Utc>::from(SystemTime::now());
        place.with_extension(format!("duckdb.damaged-{}", now.format("%Y%m%dT%H%M%SZ")))
    });
    if let Some(kept) = &kept {
        std::fs::hard_link(&place, kept).map_err(unwritable)?;
        let log = log_of(&place);
        if log.exists() {
            std::fs::rename(&log, log_of(kept)).map_err(unwritable)?;
        }
    }
    std::fs::rename(new, &place).map_err(unwritable)?;
    Ok(kept)
}

fn log_of(store: &Path) -> PathBuf {
    let mut log = store.as_os_str().to_owned();
    log.push(".wal");
    log.into()
}

/// Removes a database file and its log, if they are there.
fn remove_store(path: &Path) -> Result<()> {
    for path in [path, &log_of(path)] {
        match std::fs::remove_file(path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(IngestError::unwritable(path, &e).into()),
            _ => {}
        }
    }
    Ok(())
}
