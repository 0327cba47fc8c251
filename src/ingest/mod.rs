//! Files into the store: decode, find headers and table, read values, judge rows, reconcile with what is there.
//!
//! Promises: a row that breaks the contract never stops a file and never disappears; a file is kept whole or not at
//! all; the same file twice is the same as once; nothing is replaced, rounded or guessed in silence. Before anything
//! is written all files of a run are opened, and everything that is wrong with them is told at once.
//!
//! Printing is left to the caller: [`run`] returns a [`Summary`].

mod dates;
mod decode;
mod error;
mod headers;
mod paths;
mod reconcile;
mod rejects;
mod rows;
mod source;
mod stage;
mod summary;
mod values;

use std::path::PathBuf;

pub use error::IngestError;
pub use paths::allowed_folders;
pub use source::{Skip, Skipped};
pub use summary::{FileReport, Outcome, ReasonCount, Summary};

use crate::contract::Contract;
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::store::{Params, Store};
use crate::workspace::Workspace;
use headers::{Heads, Mapping, Names};
use reconcile::{Entry, Reconciler};
use source::{Context, InputFile, Scratch, Sheet};

/// How to load.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The table all files hold; else it is found per file.
    pub table: Option<String>,
    /// Do everything, keep nothing.
    pub dry_run: bool,
    /// Rows that an earlier file of the same path brought and the new one lacks are removed.
    pub replace: bool,
}

/// Told how far a run is.
pub trait Progress {
    /// Work on a file of so many bytes begins.
    fn start_file(&self, name: &str, bytes: u64);
    /// It is done.
    fn finish_file(&self);
}

/// Tells nobody.
pub struct Silent;

impl Progress for Silent {
    fn start_file(&self, _name: &str, _bytes: u64) {}
    fn finish_file(&self) {}
}

/// A file that is ready to be loaded.
struct Opened<'c> {
    file: InputFile,
    sha256: String,
    sheet: Sheet,
    mapping: Mapping<'c>,
    identity: String,
}

/// Loads `paths` (files, or folders: the files directly in them) into `store`, which must have been opened with
/// [`allowed_folders`] of them. On an error of a whole file nothing of the run is written.
pub fn run(
    workspace: &Workspace,
    store: &Store,
    paths: &[PathBuf],
    options: &Options,
    progress: &dyn Progress,
) -> Result<Summary> {
    let contract = Contract::load(&workspace.library)?;
    let names = Names::load(&workspace.library, &contract)?;
    if let Some(table) = &options.table {
        contract.table(table)?;
    }
    let found = paths::collect(workspace, paths)?;
    let scratch = Scratch::new(workspace.root())?;
    let opened = open_all(store, &scratch, &names, found.files, options)?;
    let job = Job {
        workspace,
        store,
        contract: &contract,
        scratch: &scratch,
        options,
        progress,
    };
    let mut summary = if options.dry_run {
        store.rehearse(|| job.load(&opened))?
    } else {
        job.load(&opened)?
    };
    summary.ignored = found.ignored;
    Ok(summary)
}

/// Opens all files, in the order in which their tables refer to each other.
fn open_all<'c>(
    store: &Store,
    scratch: &Scratch,
    names: &Names<'c>,
    files: Vec<InputFile>,
    options: &Options,
) -> Result<Vec<Opened<'c>>> {
    let context = Context {
        store,
        scratch,
        knows: &|text| names.knows(text),
    };
    let (mut opened, mut errors): (Vec<Opened<'c>>, Option<crate::Error>) = (Vec::new(), None);
    for file in files {
        match open(names, &context, file, options.table.as_deref()) {
            Ok(file) => opened.push(file),
            Err(error) => {
                errors = Some(match errors.take() {
                    Some(earlier) => earlier.and(error),
                    None => error,
                });
            }
        }
    }
    if let Some(errors) = errors {
        return Err(errors);
    }
    opened.sort_by_key(|file| names.place_of(file.mapping.table));
    Ok(opened)
}

fn open<'c>(names: &Names<'c>, context: &Context<'_>, file: InputFile, table: Option<&str>) -> Result<Opened<'c>> {
    // The fingerprint reads the file too, on a core of its own.
    let (sheet, sha256) = std::thread::scope(|scope| {
        let sha256 = scope.spawn(|| file.fingerprint());
        let sheet = file.open(context);
        (sheet, sha256.join().expect("reading a file does not panic"))
    });
    let sheet = sheet?;
    let heads = Heads {
        headers: &sheet.columns,
        sample: &sheet.sample,
    };
    let mapping = names.decide(&file.shown, table, heads)?;
    sheet.check(&file.shown, &mapping)?;
    Ok(Opened {
        sha256: sha256?,
        identity: mapping.identity(&sheet.columns),
        file,
        sheet,
        mapping,
    })
}

/// A run after its files have been opened.
struct Job<'a> {
    workspace: &'a Workspace,
    store: &'a Store,
    contract: &'a Contract,
    scratch: &'a Scratch,
    options: &'a Options,
    progress: &'a dyn Progress,
}

impl Job<'_> {
    fn load(&self, files: &[Opened<'_>]) -> Result<Summary> {
        self.store.run("queries/ingest/turned_away_new.sql", &Params::none())?;
        let mut reports = Vec::with_capacity(files.len());
        for opened in files {
            self.progress
                .start_file(&opened.file.shown.to_string_lossy(), opened.file.bytes);
            reports.push(self.load_file(opened)?);
            self.progress.finish_file();
        }
        self.settle(&reports)?;
        for report in &mut reports {
            report.refresh(self.store)?;
        }
        let rejects_file = if self.options.dry_run {
            None
        } else {
            rejects::write(self.workspace, self.store)?
        };
        Ok(Summary {
            files: reports,
            ignored: Vec::new(),
            rejects_file,
        })
    }

    fn load_file(&self, opened: &Opened<'_>) -> Result<FileReport> {
        let known = Params::none()
            .with("sha256", &opened.sha256)
            .with("mapping", &opened.identity);
        let known = self.store.rows("queries/ingest/file_known.sql", &known)?;
        if let Some(row) = known.first() {
            return Ok(FileReport::already_loaded(opened, &row.text("path")));
        }
        let next = self.store.rows("queries/ingest/file_next.sql", &Params::none())?;
        let file_no = next.first().and_then(|row| row.integer("file_no")).unwrap_or(1);
        let shown = &opened.file.shown;
        let staged = stage::stage(self.store, self.scratch, shown, &opened.sheet, &opened.mapping, file_no)?;
        let reconciler = Reconciler::new(self.store, self.contract, opened.mapping.table);
        let judged = reconciler.judge()?;
        let mut report = FileReport::judged(opened, file_no, &staged, judged);
        if self.is_too_much(judged.rejected, opened.sheet.rows - staged.skipped.count()) {
            report.refuse(self.store)?;
            return Ok(report);
        }
        let entry = Entry {
            file_no,
            shown,
            sha256: &opened.sha256,
            mapping: &opened.identity,
            bytes: opened.file.bytes,
            rows_read: opened.sheet.rows,
        };
        let mut removed = 0;
        self.atomically(|| {
            removed = reconciler.keep(&entry, &staged, judged, self.options.replace)?;
            Ok(())
        })?;
        report.removed = removed;
        Ok(report)
    }

    /// True if so many rejects of so many rows of data are more than the setting allows.
    fn is_too_much(&self, rejected: u64, rows: u64) -> bool {
        let share = self.workspace.settings.ingest.max_reject_share;
        Decimal::from(rejected) > share * Decimal::from(rows)
    }

    /// After all files: rows that waited join, rows whose reference was removed wait. Also when no file was loaded: an
    /// earlier run may have been cut off before it came to this.
    fn settle(&self, reports: &[FileReport]) -> Result<()> {
        let something_left = reports.iter().any(|report| report.removed > 0);
        for table in self.contract.tables() {
            let reconciler = Reconciler::new(self.store, self.contract, table);
            if something_left {
                self.atomically(|| reconciler.set_orphans_aside())?;
            }
            reconciler.resolve(|work| self.atomically(work))?;
        }
        Ok(())
    }

    /// One transaction and a checkpoint; within a dry run, which is one transaction already, just the work.
    fn atomically(&self, work: impl FnOnce() -> Result<()>) -> Result<()> {
        if self.options.dry_run {
            return work();
        }
        self.store.transaction(work)?;
        self.store.checkpoint()
    }
}
