//! The files as they were loaded, in `data/archive/`, and from them the store anew.
//!
//! Each file is kept once, under its SHA-256, before the first of its rows is. `ledger.jsonl` beside them says in which
//! order and how they were loaded; it follows the ledger in the store and is all that [`rebuild`] needs: the store may be
//! lost. Both are written beside their names and renamed.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::IngestError;
use super::source::InputFile;
use super::{Options, Progress, Summary};
use crate::diagnostic::{Diagnose, Error, Result};
use crate::library::Source;
use crate::store::{Params, Row, Statement, Store};
use crate::workspace::{Workspace, create_folder, write_file};

/// One file of one run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Loaded {
    run: i64,
    path: PathBuf,
    sha256: String,
    /// The table or layout the user named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    table: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    replace: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    empty_missing: bool,
}

/// The archive of a workspace.
pub struct Archive<'w> {
    workspace: &'w Workspace,
}

impl<'w> Archive<'w> {
    /// That of `workspace`; the folder is made when the first file comes.
    pub fn of(workspace: &'w Workspace) -> Self {
        Self { workspace }
    }

    fn folder(&self) -> PathBuf {
        self.workspace.data_dir().join("archive")
    }

    fn ledger(&self) -> PathBuf {
        self.folder().join("ledger.jsonl")
    }

    /// Where the file of this hash and name is kept. The ending tells the format.
    fn place(&self, sha256: &str, path: &Path) -> PathBuf {
        let extension = |path: &Path| path.extension().map(|e| e.to_string_lossy().to_lowercase());
        let mut name = sha256.to_owned();
        let outer = extension(path);
        if outer.as_deref() == Some("gz")
            && let Some(inner) = path.file_stem().and_then(|stem| extension(Path::new(stem)))
        {
            name = format!("{name}.{inner}");
        }
        if let Some(outer) = outer {
            name = format!("{name}.{outer}");
        }
        self.folder().join(name)
    }

    /// Keeps a copy of a file.
    pub fn keep(&self, file: &InputFile, sha256: &str) -> Result<()> {
        let place = self.place(sha256, &file.shown);
        if place.exists() {
            return Ok(());
        }
        create_folder(&self.folder())?;
        let part = self.folder().join(format!("{sha256}.part"));
        let unwritable = |e: std::io::Error| IngestError::unwritable(&place, &e);
        std::fs::copy(&file.path, &part).map_err(unwritable)?;
        std::fs::rename(&part, &place).map_err(unwritable)?;
        Ok(())
    }

    /// Brings the list beside the files up to what the store says.
    pub fn follow(&self, store: &Store) -> Result<()> {
        let mut text = String::new();
        for row in store.rows("queries/ingest/archive_ledger.sql", &Params::none())?.iter() {
            let asked = row.text("asked");
            let loaded = Loaded {
                run: row.integer("run_no").unwrap_or(0),
                path: row.text("path").into(),
                sha256: row.text("sha256"),
                table: (!asked.is_empty()).then_some(asked),
                replace: row.get("replaces") == Some(&crate::store::Cell::Boolean(true)),
                empty_missing: row.get("empties") == Some(&crate::store::Cell::Boolean(true)),
            };
            text.push_str(&serde_json::to_string(&loaded).unwrap_or_default());
            text.push('\n');
        }
        if text.is_empty() {
            return Ok(());
        }
        create_folder(&self.folder())?;
        if std::fs::read_to_string(self.ledger()).is_ok_and(|old| old == text) {
            return Ok(());
        }
        write_file(&self.ledger(), text.as_bytes())
    }

    fn loaded(&self) -> Result<Vec<Loaded>, IngestError> {
        let path = self.ledger();
        let text = std::fs::read_to_string(&path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => IngestError::NoArchive { path: path.clone() },
            _ => IngestError::unreadable(&path, &e),
        })?;
        let lines = text.lines().enumerate();
        let parsed = lines.map(|(index, line)| {
            serde_json::from_str(line).map_err(|error| IngestError::ArchiveLedger {
                path: path.clone(),
                line: index + 1,
                message: error.to_string(),
            })
        });
        parsed.collect()
    }

    /// The file as it was, told under its old name.
    fn open(&self, loaded: &Loaded) -> Result<InputFile, IngestError> {
        let place = self.place(&loaded.sha256, &loaded.path);
        let file = InputFile::new(&place, loaded.path.clone())?;
        if file.fingerprint()? == loaded.sha256 {
            Ok(file)
        } else {
            Err(IngestError::ArchiveDamaged { path: place })
        }
    }
}

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
            let summary = super::load_files(workspace, &store, run, Vec::new(), &options, progress)?;
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
