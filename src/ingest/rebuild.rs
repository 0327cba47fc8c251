//! The store made anew from the archive: every run is repeated as it was.

use std::path::Path;

use super::archive::Archive;
use super::error::IngestError;
use super::options::Options;
use super::progress::Progress;
use super::run::load_files;
use super::summary::Summary;
use crate::diagnostic::{Diagnose, Error, Result};
use crate::library::Source;
use crate::store::{Params, Row, Statement, Store};
use crate::workspace::Workspace;

/// What a rebuild did.
pub struct Rebuilt {
    /// How many runs were repeated.
    pub runs: usize,
    /// What became of each file.
    pub summary: Summary,
}

/// Makes the store of `workspace` anew by repeating all runs from the archive; the old store stays in its place until
/// the new one is whole.
pub fn rebuild(workspace: &Workspace, progress: &dyn Progress) -> Result<Rebuilt> {
    let archive = Archive::of(workspace);
    let old = match Store::open(workspace, &[]) {
        Ok(store) => {
            archive.follow(&store)?;
            Some(store)
        }
        Err(error) if error.iter().any(Diagnose::will_pass) => return Err(error),
        // Damaged, or made by another version: what a rebuild is for.
        Err(error) => {
            tracing::warn!(
                "{}",
                error.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
            );
            Store::open_older(workspace)
        }
    };
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
                ..Options::default()
            };
            let summary = load_files(workspace, &store, run, Vec::new(), &options, progress)?;
            // What was loaded once must be there again.
            Error::gathered(summary.failed.into_iter().map(|failed| failed.error).collect())?;
            rebuilt.runs += 1;
            rebuilt.summary.files.extend(summary.files);
            rebuilt.summary.rejects_file = summary.rejects_file;
        }
        if let Some(old) = old {
            keep_incentives(&old, &store)?;
        }
        store.checkpoint()?;
    }
    put_in_place(workspace, &new)?;
    Ok(rebuilt)
}

/// Rows of a table that are carried over at once.
const PARCEL: i64 = 100_000;

/// What was calculated, approved and closed comes from no file: it is taken over from the old store.
fn keep_incentives(old: &Store, new: &Store) -> Result<()> {
    let template = old.library().get("queries/ingest/carry_over.sql.j2")?;
    let known = old.rows("queries/ingest/carried_over.sql", &Params::none())?;
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

/// The new store under the name of the old one, whose log must not be taken for its own.
fn put_in_place(workspace: &Workspace, new: &Path) -> Result<()> {
    let place = workspace.store_path();
    let old = place.with_extension("duckdb.old");
    let unwritable = |e: std::io::Error| IngestError::unwritable(&place, &e);
    remove_store(&old)?;
    if place.exists() {
        std::fs::rename(&place, &old).map_err(unwritable)?;
    }
    remove_store(&place)?;
    std::fs::rename(new, &place).map_err(unwritable)?;
    remove_store(&old)
}

/// Removes a database file and its log, if they are there.
fn remove_store(path: &Path) -> Result<()> {
    let mut log = path.as_os_str().to_owned();
    log.push(".wal");
    for path in [path, Path::new(&log)] {
        match std::fs::remove_file(path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(IngestError::unwritable(path, &e).into()),
            _ => {}
        }
    }
    Ok(())
}
