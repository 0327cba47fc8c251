//! The store made anew from the archive, where every run is repeated as it was, and from record and books, which have what was
//! paid. The old store is not needed; what it alone has are runs that never counted.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{DateTime, Utc};

use super::archive::Archive;
use super::error::IngestError;
use super::old_store::{Old, Pay};
use super::options::Options;
use super::progress::Progress;
use super::run::load_files;
use super::summary::{Outcome, Summary};
use crate::books::{self, Unposted};
use crate::diagnostic::{Diagnose, Error, Exit, Place, Result};
use crate::message::messages;
use crate::store::Store;
use crate::workspace::{Workspace, sync_folder};

/// What a rebuild did.
pub struct Rebuilt {
    /// How many runs were repeated.
    pub runs: usize,
    /// What became of each file.
    pub summary: Summary,
    /// Where the old store is kept, if it could not be read.
    pub kept: Option<PathBuf>,
    /// True if pay may be in it that is nowhere else.
    pub without_pay: bool,
    /// Runs of the old store that never counted, as far as it could be read.
    pub gone: Vec<Unposted>,
}

messages! {
    "errors.rebuild"
    /// Why a store is not made anew.
    #[derive(Debug)]
    pub enum RebuildError {
        /// A file of the archive would be refused as a whole today.
        WouldBeRefused { file: PathBuf },
    }
}

impl Diagnose for RebuildError {
    fn place(&self) -> Option<Place> {
        match self {
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
    let mut old = Old::of(workspace, pay)?;
    if let Some(store) = old.whole() {
        match archive.take_over(store) {
            // The list beside the files is what it was after the last run.
            Err(error) if error.iter().any(Diagnose::is_of_engine) => old = old.spoilt(),
            done => done?,
        }
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
        without_pay: old.is_pay_left(),
        gone: old.unposted(),
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
                covers_to: first.covers_to,
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
        books::load_all(workspace, &store)?;
        store.checkpoint()?;
    }
    rebuilt.kept = put_in_place(workspace, &new, old.is_unreadable())?;
    // The old store is held until the new one has its name: what another process were told in between would be lost.
    drop(old);
    Ok(rebuilt)
}

/// The new store under the name of the old one, by one rename; where the old one is kept if that is wanted. A log that lies
/// there is of no store any more: it would be taken for one of the new store.
fn put_in_place(workspace: &Workspace, new: &Path, keep_old: bool) -> Result<Option<PathBuf>> {
    let place = workspace.store_path();
    let unwritable = |e: std::io::Error| IngestError::unwritable(&place, &e);
    let now = DateTime::<Utc>::from(SystemTime::now());
    let kept = place.with_extension(format!("duckdb.damaged-{}", now.format("%Y%m%dT%H%M%SZ")));
    if keep_old {
        std::fs::hard_link(&place, &kept).map_err(unwritable)?;
    }
    let log = log_of(&place);
    if log.metadata().is_ok_and(|log| log.len() > 0) {
        std::fs::rename(&log, log_of(&kept)).map_err(unwritable)?;
    }
    std::fs::rename(new, &place).map_err(unwritable)?;
    sync_folder(workspace.root()).map_err(unwritable)?;
    Ok(keep_old.then_some(kept))
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
