//! Opened files into the store, one after the other: staged, judged, kept whole or refused whole.
//!
//! A file that feeds several tables, or has several sheets, is several parts, each with its line in the ledger. All parts
//! are staged and judged before the first is kept, in one transaction; there they are judged once more, because later
//! parts may refer to rows of earlier ones.

use super::archive::Archive;
use super::control::Control;
use super::file_part::FilePart;
use super::headers::{Join, Known};
use super::joins::Joins;
use super::note::Note;
use super::opened::{Opened, Part};
use super::options::Options;
use super::owners::{self, HandOvers, Owners};
use super::progress::{Progress, Silent};
use super::reconcile::{Entry, Judged, Reconciler};
use super::rejects;
use super::run_error::{self, RunError};
use super::source::{Scratch, Sheet};
use super::stage::{self, Staged};
use super::summary::{Failed, FileReport, Outcome, Summary};
use crate::contract::Contract;
use crate::decimal::Decimal;
use crate::diagnostic::{Error, Result};
use crate::store::{Params, Statement, Store};
use crate::wording::Wording;
use crate::workspace::Workspace;

/// A run after its files have been opened.
pub struct Job<'a> {
    /// Settings and folders.
    pub workspace: &'a Workspace,
    pub store: &'a Store,
    pub contract: &'a Contract,
    /// For temporary files.
    pub scratch: &'a Scratch,
    /// For what is wrong with rows.
    pub wording: &'a Wording,
    pub options: &'a Options,
    /// Told how far it is.
    pub progress: &'a dyn Progress,
    /// True if everything is taken back: all is one transaction then.
    pub is_rehearsal: bool,
}

/// What came of it that rows waited and that lists name owners.
#[derive(Default)]
struct Settled {
    /// By table, what is told of rows that joined.
    joined: Vec<(String, Note)>,
    hand_overs: HandOvers,
}

/// A part of a file that is staged and judged, but not kept yet.
struct Pending<'a> {
    part: &'a Part<'a>,
    sheet: &'a Sheet,
    /// Its place among the pending parts of the file.
    place: usize,
    /// Its place among the reports of the file.
    report: usize,
    file_no: i64,
    staged: Staged,
    judged: Judged,
}

/// Of the work on a sheet, counted in rows, what is left once it is staged and judged.
fn rest(sheet: &Sheet) -> u64 {
    sheet.rows / 4
}

impl Job<'_> {
    /// Loads the files and lets rows that waited join. A file that fails is taken back whole and stops no other.
    pub fn run(&self, files: &[Opened<'_>], mut failed: Vec<Failed>) -> Result<Summary> {
        let mut reports = Vec::with_capacity(files.len());
        let done = self.load(files, &mut reports, &mut failed);
        match done {
            Ok(summary) => Ok(Summary { failed, ..summary }),
            Err(error) => {
                let written = Summary::written(&reports);
                let told = failed.into_iter().map(|failed| failed.error);
                Error::gathered(told.chain([error, RunError::stopped(&written).into()]).collect())?;
                Ok(Summary::default())
            }
        }
    }

    /// What [`Self::run`] would do. In one transaction a failure takes everything with it, so that all is done again
    /// without the file that failed.
    pub fn rehearse(&self, files: &[Opened<'_>], mut failed: Vec<Failed>) -> Result<Summary> {
        loop {
            let known = failed.len();
            let summary = self.store.rehearse(|| {
                let done = self.load(files, &mut Vec::new(), &mut failed);
                if failed.len() > known {
                    Ok(Summary::default())
                } else {
                    done
                }
            })?;
            if failed.len() == known {
                return Ok(Summary { failed, ..summary });
            }
        }
    }

    /// The summary of a rehearsal if not every file can be loaded.
    pub fn hold_back(&self, files: &[Opened<'_>]) -> Result<Option<Summary>> {
        let rehearsal = Job {
            is_rehearsal: true,
            progress: &Silent,
            ..*self
        };
        let summary = rehearsal.rehearse(files, Vec::new())?;
        let is_refused = |report: &FileReport| report.outcome == Outcome::Refused;
        if summary.failed.is_empty() && !summary.files.iter().any(is_refused) {
            return Ok(None);
        }
        Ok(Some(Summary {
            held_back: true,
            ..summary
        }))
    }

    fn load(&self, files: &[Opened<'_>], reports: &mut Vec<FileReport>, failed: &mut Vec<Failed>) -> Result<Summary> {
        self.store
            .run("queries/ingest/rejects/refused_new.sql", &Params::none())?;
        let (run_no, first_file_no) = (self.run_no()?, self.next("file_no")?);
        for opened in files {
            let path = &opened.file.shown;
            if failed.iter().any(|failed| failed.path == *path) {
                continue;
            }
            self.progress.file(&path.to_string_lossy());
            match self.load_file(opened, run_no) {
                Ok(told) => reports.extend(told),
                Err(error) if run_error::ends_the_run(&error) => return Err(error),
                Err(error) => {
                    // Whatever became of a file that was written to meanwhile comes from that.
                    let error = opened.file.check_unchanged().err().map_or(error, Into::into);
                    failed.push(Failed {
                        path: path.clone(),
                        error: run_error::naming(path, error),
                    });
                    if self.is_rehearsal {
                        return Ok(Summary::default());
                    }
                }
            }
        }
        let settled = self.settle(reports)?;
        for report in reports.iter_mut() {
            report.refresh(self.store)?;
        }
        let control = if reports.iter().any(|report| report.outcome == Outcome::Loaded) {
            Control::after(self.store, self.contract, self.wording, first_file_no)?
        } else {
            Control::default()
        };
        let rejects_file = if self.is_rehearsal {
            None
        } else {
            self.store.checkpoint()?;
            rejects::write(self.workspace, self.store)?
        };
        Ok(Summary {
            files: std::mem::take(reports),
            rejects_file,
            control,
            joined: settled.joined,
            hand_overs: settled.hand_overs,
            ..Summary::default()
        })
    }

    fn load_file(&self, opened: &Opened<'_>, run_no: i64) -> Result<Vec<FileReport>> {
        let before = opened.before.iter().map(|part| FileReport::of_reading(opened, part));
        let mut reports: Vec<FileReport> = before.collect();
        let mut fresh = Vec::new();
        for part in &opened.parts {
            let earlier = self.loaded_before(opened, part)?;
            if earlier.is_none() {
                fresh.push((part, reports.len()));
            } else {
                self.progress.advance(opened.sheets[part.sheet].rows);
            }
            reports.push(earlier.unwrap_or_default());
        }
        let pending = self.judge(opened, &fresh, &mut reports)?;
        let is_refused = pending
            .iter()
            .any(|part| reports[part.report].outcome == Outcome::Refused);
        if is_refused {
            for part in &pending {
                reports[part.report].refuse_with_the_file();
                self.progress.advance(rest(part.sheet));
            }
        } else if !pending.is_empty() {
            if !self.is_rehearsal {
                Archive::of(self.workspace).keep(&opened.file, &opened.sha256)?;
            }
            self.atomically(|| self.keep(opened, &pending, run_no, &mut reports))?;
        }
        Ok(reports)
    }

    fn loaded_before(&self, opened: &Opened<'_>, part: &Part<'_>) -> Result<Option<FileReport>> {
        let params = Params::none()
            .with("sha256", &opened.sha256)
            .with("mapping", &part.identity);
        let known = self.store.rows("queries/ingest/files/known.sql", &params)?;
        let path = known.first().map(|row| row.text("path"));
        Ok(path.map(|path| FileReport::already_loaded(opened, part, &path)))
    }

    /// Stages and judges parts, which are told with the places of their reports.
    fn judge<'o>(
        &self,
        opened: &'o Opened<'o>,
        parts: &[(&'o Part<'o>, usize)],
        reports: &mut [FileReport],
    ) -> Result<Vec<Pending<'o>>> {
        let first_no = self.next("file_no")?;
        let mut pending = Vec::with_capacity(parts.len());
        for (place, (part, report)) in parts.iter().enumerate() {
            let sheet = &opened.sheets[part.sheet];
            let file_no = first_no + i64::try_from(place).unwrap_or(i64::MAX);
            let staged = stage::stage(
                self.store,
                self.scratch,
                &opened.file.shown,
                sheet,
                &part.mapping,
                file_no,
                self.wording,
            )?;
            if parts.len() > 1 {
                self.step("judge/reasons_save.sql.j2", place)?;
            }
            let judged = self.reconciler(part, sheet).judge()?;
            reports[*report] = FileReport::judged(opened, part, file_no, &staged, &judged);
            // What a list says beside its main matter may contradict itself without making it useless.
            let decides = part.mapping.known == Known::Replace;
            if decides && self.is_too_much(judged.rejected, sheet.rows - staged.skipped.count()) {
                reports[*report].refuse(self.store)?;
            }
            if parts.len() > 1 {
                if let Some(joins) = Joins::of(self.store, part.mapping.table) {
                    joins.unfind()?;
                }
                // One may be left of a file that was refused or failed.
                self.step("stage/drop_part.sql.j2", place)?;
                self.step("stage/save_part.sql.j2", place)?;
            }
            self.progress.advance(sheet.rows - rest(sheet));
            pending.push(Pending {
                part,
                sheet,
                place,
                report: *report,
                file_no,
                staged,
                judged,
            });
        }
        Ok(pending)
    }

    /// Keeps all parts of a file. To be run in a transaction.
    fn keep(
        &self,
        opened: &Opened<'_>,
        pending: &[Pending<'_>],
        run_no: i64,
        reports: &mut [FileReport],
    ) -> Result<()> {
        for part in pending {
            let reconciler = self.reconciler(part.part, part.sheet);
            let judged = if pending.len() > 1 {
                self.restore(part.place)?;
                let mut judged = reconciler.judge()?;
                judged.notes.splice(0..0, part.judged.notes.iter().cloned());
                judged
            } else {
                part.judged.clone()
            };
            let (path, sheet) = (opened.file.shown.to_string_lossy(), part.sheet.name.as_deref());
            let replaces = self.options.replace;
            let month_on = Owners(self.store).note_down(part.part, &path, sheet, replaces)?;
            let entry = Entry {
                file_no: part.file_no,
                run_no,
                shown: &opened.file.shown,
                sheet,
                sha256: &opened.sha256,
                mapping: &part.part.identity,
                asked: self.options.table.as_deref(),
                replaces,
                empties: self.options.empty_missing,
                month_on,
                join_by: part.part.mapping.join.map(Join::word),
                covers_to: self.options.covers_to,
                says_to: part.part.says_to,
                bytes: opened.file.bytes,
                rows_read: part.sheet.rows,
            };
            let report = &mut reports[part.report];
            *report = FileReport::judged(opened, part.part, part.file_no, &part.staged, &judged);
            if let (Some(list), Some(month)) = (part.part.list, month_on)
                && !list.says_its_month()
            {
                let month = month.format("%Y-%m").to_string();
                report.notes.push(Note::MonthOfList { month });
            }
            if let Some(day) = part.part.says_to.filter(|_| self.options.covers_to.is_none()) {
                report.notes.push(Note::CoversTo { day });
            }
            report.removed = reconciler.keep(&entry, &part.staged, &judged)?;
            self.progress.advance(rest(part.sheet));
        }
        opened.file.check_unchanged()?;
        Ok(())
    }

    /// Makes a part that was saved the one that is staged.
    fn restore(&self, place: usize) -> Result<()> {
        for step in ["stage/drop.sql", "judge/reasons_new.sql", "judge/left_out_new.sql"] {
            self.store.run(&format!("queries/ingest/{step}"), &Params::none())?;
        }
        self.step("stage/restore_part.sql.j2", place)?;
        self.step("judge/reasons_restore.sql.j2", place)
    }

    fn step(&self, name: &str, place: usize) -> Result<()> {
        let template = self.store.library().get(&format!("queries/ingest/{name}"))?;
        let statement = Statement::render(template, minijinja::context! { part => place })?;
        self.store.execute(&statement, &Params::none()).map(drop)
    }

    /// A number no run had before; a run that is repeated keeps its own.
    fn run_no(&self) -> Result<i64> {
        match self.options.repeats {
            Some(number) => Ok(number),
            None => Ok(self.next("run_no")?.max(Archive::of(self.workspace).last_run()? + 1)),
        }
    }

    /// The number after the highest in the ledger.
    fn next(&self, number: &str) -> Result<i64> {
        let next = self.store.rows("queries/ingest/files/next.sql", &Params::none())?;
        Ok(next.first().and_then(|row| row.integer(number)).unwrap_or(1))
    }

    fn reconciler<'p>(&'p self, part: &'p Part<'p>, sheet: &'p Sheet) -> Reconciler<'p> {
        let part = FilePart {
            mapping: &part.mapping,
            sheet,
            empties: self.options.empty_missing,
        };
        Reconciler::of_file(self.store, self.contract, self.wording, part)
    }

    /// True if so many rejects of so many rows of data are more than the setting allows.
    fn is_too_much(&self, rejected: u64, rows: u64) -> bool {
        let share = self.workspace.settings.ingest.max_reject_share;
        Decimal::from(rejected) > share * Decimal::from(rows)
    }

    /// After all files: rows that waited join, rows whose reference was removed wait. Also when no file was loaded: an
    /// earlier run may have been cut off before it came to this.
    fn settle(&self, reports: &[FileReport]) -> Result<Settled> {
        let something_left = reports.iter().any(|report| report.removed > 0);
        let mut settled = Settled::default();
        for table in self.contract.tables() {
            let reconciler = Reconciler::new(self.store, self.contract, self.wording, table);
            if owners::is_hand_overs(table) {
                settled.hand_overs = Owners(self.store).settle(|work| self.atomically(work))?;
            }
            if something_left {
                self.atomically(|| reconciler.set_orphans_pending())?;
            }
            reconciler.move_payments(|work| self.atomically(work))?;
            let notes = reconciler.resolve(|work| self.atomically(work))?;
            settled
                .joined
                .extend(notes.into_iter().map(|note| (table.name.clone(), note)));
        }
        for joins in self.contract.tables().filter_map(|table| Joins::of(self.store, table)) {
            joins.move_contacts(&self.workspace.settings.metrics, |work| self.atomically(work))?;
        }
        Ok(settled)
    }

    /// One transaction; within a dry run, which is one already, just the work.
    fn atomically(&self, work: impl FnOnce() -> Result<()>) -> Result<()> {
        if self.is_rehearsal {
            return work();
        }
        self.store.transaction(work)
    }
}
