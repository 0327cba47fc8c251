//! What a run did, as data for the command line.

use std::path::PathBuf;

use super::control::Control;
use super::note::Note;
use super::opened::{Opened, Part, Reading};
use super::owners::HandOvers;
use super::reconcile::Judged;
use super::skip::Skipped;
use super::stage::Staged;
use crate::diagnostic::{Error, Result};
use crate::privacy;
use crate::store::{Params, Rows, Store};
use crate::word::words;

/// What a run did.
#[derive(Debug, Default)]
pub struct Summary {
    /// One entry per file, in the order loaded.
    pub files: Vec<FileReport>,
    /// Files that could not be loaded, with everything that is wrong with each.
    pub failed: Vec<Failed>,
    /// Files of folders that are of no format that can be loaded.
    pub ignored: Vec<PathBuf>,
    /// Links, which are not followed.
    pub links: Vec<PathBuf>,
    /// True if nothing was written because not everything can be, as the user asked for.
    pub held_back: bool,
    /// What is told of rows that waited and joined, by table.
    pub joined: Vec<(String, Note)>,
    /// Changes of owners that follow from lists.
    pub hand_overs: HandOvers,
    /// The list of rejects, if there are any.
    pub rejects_file: Option<PathBuf>,
    /// To be held against the core system.
    pub control: Control,
}

impl Summary {
    /// The sums over all files that were not loaded before.
    pub fn totals(&self) -> FileReport {
        let mut totals = FileReport::default();
        for file in self.files.iter().filter(|file| file.outcome != Outcome::AlreadyLoaded) {
            totals.bytes += file.bytes;
            totals.rows_read += file.rows_read;
            totals.accepted += file.accepted;
            totals.rejected += file.rejected;
            totals.waiting += file.waiting;
            totals.cells_left_out += file.cells_left_out;
            totals.skipped += file.skipped;
            totals.identical += file.identical;
            totals.inserted += file.inserted;
            totals.changed += file.changed;
            totals.unchanged += file.unchanged;
            totals.removed += file.removed;
        }
        totals
    }

    /// True if rows were rejected, cells left out or files not loaded: the program ends with exit code 1 then.
    pub fn has_findings(&self) -> bool {
        let has_findings =
            |file: &FileReport| file.rejected > 0 || file.cells_left_out > 0 || file.outcome == Outcome::Refused;
        !self.failed.is_empty() || self.files.iter().any(has_findings)
    }

    /// True if no file is in the store after the run, this one or an earlier: the program ends with exit code 2 then.
    pub fn is_fruitless(&self) -> bool {
        self.held_back || self.files.iter().all(|file| file.outcome == Outcome::Refused)
    }

    /// The files that are in the store by this run.
    pub(super) fn written(reports: &[FileReport]) -> Vec<PathBuf> {
        let loaded = reports.iter().filter(|report| report.outcome == Outcome::Loaded);
        let mut paths: Vec<PathBuf> = loaded.map(|report| report.path.clone()).collect();
        paths.dedup();
        paths
    }
}

/// A file that could not be loaded. Nothing of it is in the store.
#[derive(Debug)]
pub struct Failed {
    /// As the user knows it.
    pub path: PathBuf,
    pub error: Error,
}

words! {
    /// How it went with a file.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub enum Outcome {
        /// Its rows are in the store (in a dry run: would be).
        #[default]
        Loaded = "loaded",
        /// The same bytes were loaded in the same way before; nothing was done.
        AlreadyLoaded = "loaded before",
        /// Too many rejects; nothing of it was kept.
        Refused = "refused",
    }
}

/// What became of one file, or of one of several parts of it. `accepted + rejected + skipped + identical = rows_read`, and
/// `inserted + changed + unchanged = accepted` where it was loaded.
#[derive(Clone, Debug, Default)]
pub struct FileReport {
    /// As the user knows it.
    pub path: PathBuf,
    /// The sheet, in formats whose files hold several.
    pub sheet: Option<String>,
    pub table: String,
    pub outcome: Outcome,
    pub bytes: u64,
    /// Rows, the line of headers apart.
    pub rows_read: u64,
    /// Rows of the table.
    pub accepted: u64,
    /// Rows that break the contract, those that wait included.
    pub rejected: u64,
    /// Of the rejected, rows that join as soon as what they refer to arrives.
    pub waiting: u64,
    /// Cells of accepted rows that could not be read and were left empty.
    pub cells_left_out: u64,
    /// Rows that are no data.
    pub skipped: u64,
    /// Rows that say the same as an earlier one of the file.
    pub identical: u64,
    /// Accepted rows with a new key.
    pub inserted: u64,
    /// Accepted rows that supersede an earlier version.
    pub changed: u64,
    /// Accepted rows that say what the store says already.
    pub unchanged: u64,
    /// Rows of an earlier file of this path that this one replaces and no longer has.
    pub removed: u64,
    pub reasons: Vec<ReasonCount>,
    pub skipped_rows: Skipped,
    /// Which column is which header, as the list of files has it.
    pub mapping: String,
    /// Headers that are no column of the table.
    pub extra_columns: Vec<String>,
    /// What was decided on the way and is not obvious.
    pub notes: Vec<Note>,
    file_no: i64,
}

/// Rejects of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReasonCount {
    /// The rule of the data contract.
    pub rule: String,
    /// The column; empty if the row as a whole is meant.
    pub column: String,
    pub rows: u64,
    /// The first of them, as a row of the file.
    pub first_row: u64,
    pub first_value: String,
    /// What is wrong with it.
    pub first_message: String,
}

impl FileReport {
    fn of(opened: &Opened<'_>, part: &Part<'_>) -> Self {
        let sheet = &opened.sheets[part.sheet];
        Self {
            path: opened.file.shown.clone(),
            sheet: sheet.name.clone(),
            table: part.mapping.table.name.clone(),
            bytes: opened.file.bytes,
            rows_read: sheet.rows,
            mapping: part.identity.clone(),
            extra_columns: part.mapping.extra.clone(),
            notes: sheet.notes.iter().chain(&part.mapping.notes).cloned().collect(),
            ..Self::default()
        }
    }

    pub(super) fn already_loaded(opened: &Opened<'_>, part: &Part<'_>, earlier: &str) -> Self {
        Self::of(opened, part).loaded_before(earlier)
    }

    /// That of a part of a file that was not opened.
    pub(super) fn of_reading(opened: &Opened<'_>, part: &Reading) -> Self {
        let report = Self {
            path: opened.file.shown.clone(),
            sheet: part.sheet.clone(),
            table: part.table.clone(),
            bytes: opened.file.bytes,
            rows_read: part.rows_read,
            mapping: part.mapping.clone(),
            ..Self::default()
        };
        report.loaded_before(&part.loaded_as)
    }

    /// The same of a file whose bytes were loaded as `earlier`: all else was told then.
    fn loaded_before(mut self, earlier: &str) -> Self {
        self.outcome = Outcome::AlreadyLoaded;
        self.extra_columns.clear();
        self.notes.clear();
        if *self.path.to_string_lossy() != *earlier {
            self.notes.push(Note::LoadedAs {
                path: earlier.to_owned(),
            });
        }
        self
    }

    pub(super) fn judged(opened: &Opened<'_>, part: &Part<'_>, file_no: i64, staged: &Staged, judged: &Judged) -> Self {
        let rejected = judged.rejected + judged.waiting;
        let mut report = Self {
            file_no,
            rejected,
            waiting: judged.waiting,
            cells_left_out: staged.cells_left_out,
            skipped: staged.skipped.count(),
            identical: judged.identical,
            skipped_rows: staged.skipped.clone(),
            ..Self::of(opened, part)
        };
        report.accepted = report.rows_read - rejected - report.skipped - report.identical;
        if staged.null_dates > 0 {
            report.notes.push(Note::EmptyDates {
                count: staged.null_dates,
            });
        }
        report.notes.extend(judged.notes.iter().cloned());
        report
    }

    /// Turns it into the report of a file refused for another of its parts: nothing is wrong with the rows of this one.
    pub(super) fn refuse_with_the_file(&mut self) {
        if self.outcome != Outcome::Refused {
            self.outcome = Outcome::Refused;
            self.accepted += self.rejected;
            (self.rejected, self.waiting) = (0, 0);
        }
    }

    /// Turns it into the report of a refused file, whose reasons are kept for the list of rejects.
    pub(super) fn refuse(&mut self, store: &Store) -> Result<()> {
        self.outcome = Outcome::Refused;
        let params = Params::none()
            .with("path", self.path.to_string_lossy().as_ref())
            .with("sheet", self.sheet.as_deref())
            .with("table_name", &self.table);
        store.run("queries/ingest/rejects/refused_insert.sql", &params)?;
        self.reasons = reasons(&store.rows("queries/ingest/judge/reasons_summary.sql", &Params::none())?);
        Ok(())
    }

    /// Brings the report of a loaded file to where it stands after the whole run.
    pub(super) fn refresh(&mut self, store: &Store) -> Result<()> {
        if self.outcome != Outcome::Loaded {
            return Ok(());
        }
        let params = Params::none().with("file_no", self.file_no);
        let counts = store.rows("queries/ingest/files/counts.sql", &params)?;
        self.accepted = counts.count("accepted");
        self.rejected = counts.count("rejected");
        self.inserted = counts.count("inserted");
        self.changed = counts.count("changed");
        self.unchanged = counts.count("unchanged");
        self.waiting = if self.waiting == 0 {
            0
        } else {
            self.still_waiting(store, &params)?
        };
        if self.rejected > 0 || self.cells_left_out > 0 {
            self.reasons = reasons(&store.rows("queries/ingest/rejects/summary.sql", &params)?);
        }
        Ok(())
    }

    fn still_waiting(&self, store: &Store, params: &Params) -> Result<u64> {
        let template = store.library().get("queries/ingest/pending/count_of_file.sql.j2")?;
        let context = minijinja::context! { table => minijinja::context! { name => &self.table } };
        let rows = store.query(&crate::store::Statement::render(template, context)?, params)?;
        Ok(rows.count("waiting"))
    }
}

fn reasons(rows: &Rows) -> Vec<ReasonCount> {
    rows.iter()
        .map(|row| {
            let column = row.text("column_name");
            let (first_value, first_message) =
                privacy::quoted(&column, &row.text("first_value"), &row.text("first_message"));
            ReasonCount {
                rule: row.text("rule"),
                column,
                rows: row.count("rows"),
                first_row: row.count("first_row"),
                first_value,
                first_message,
            }
        })
        .collect()
}
