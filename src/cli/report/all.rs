//! `report all`: whatever falls due on a day, for the company, all branches and all teams, the worklists of the next morning
//! for every team and person, and a page that lists what lies in the folder.
//!
//! The figures of each report are computed once for everybody; while one scope's sections are filled, files of those
//! before are written on other threads. A report that fails is named and does not stop the others.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use chrono::NaiveDate;

use super::files::{FileFormat, Files, OutputError, known, write_files_by};
use super::relations::{Relations, Work, neighbours};
use crate::cli::engine::{self, Steps};
use crate::cli::output::{outln, tell};
use crate::cli::{Context, Outcome};
use crate::diagnostic::{Diagnose, Error, Exit, Result};
use crate::message::{Grouped, say};
use crate::metrics::{Elsewhere, Kept};
use crate::period::{Period, View, parse_day};
use crate::report::definition::Definition;
use crate::report::format::Format;
use crate::report::html;
use crate::report::listing::reports_in;
use crate::report::model::{Level, Report};
use crate::report::prepare::Prepared;
use crate::report::schedule::{Due, due, only};
use crate::report::scope::Scope;
use crate::store::{Store, StoreError};
use crate::template;
use crate::workspace::{Locale, Workspace, create_folder, write_file};

#[derive(clap::Args)]
pub(super) struct Args {
    #[arg(long, value_name = "DAY")]
    date: String,
    #[arg(long, value_name = "REPORT")]
    only: Vec<String>,
    #[command(flatten)]
    engine: engine::Args,
    #[command(flatten)]
    files: Files,
}

/// The report of whom to contact.
const WORKLIST: &str = "worklist";

/// Finished reports that may wait to be written.
const WAITING: usize = 4;

/// A finished report on its way to the files.
struct Job {
    place: usize,
    name: String,
    report: Report,
}

/// What became of a report.
struct Written {
    place: usize,
    name: String,
    outcome: Result<Vec<PathBuf>>,
}

/// What the writers share.
struct AllReports<'a> {
    workspace: &'a Workspace,
    folder: &'a Path,
    formats: &'a [FileFormat],
    format: &'a Format,
    done: Mutex<Vec<Written>>,
    /// Nothing more can be written: the disk is full, for one.
    is_over: AtomicBool,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let day = parse_day(&args.date)?;
    let locale = args.files.locale.unwrap_or(workspace.settings.locale);
    let folder = args.files.folder(&workspace, context)?;
    create_folder(&folder)?;
    let store = context.paired_store(&workspace)?;
    let steps = Steps::new(context);
    let spark = args.engine.spark(&workspace, &steps)?;
    let mut works = works(&workspace, &store, day, &args.only, locale)?;
    if spark.is_some() && works.iter().any(|work| work.due.name == WORKLIST) {
        works.retain(|work| work.due.name != WORKLIST);
        context.tell(&say!("commands.scale.no_worklist"));
    }
    let format = Format::load(&workspace.library, locale)?;
    let all = AllReports {
        workspace: &workspace,
        folder: &folder,
        formats: &args.files.format,
        format: &format,
        done: Mutex::new(Vec::new()),
        is_over: AtomicBool::new(false),
    };
    let elsewhere = engine::elsewhere(spark.as_ref());
    let mut failed = all.make((&store, elsewhere), &works, context);
    let mut done = all.done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|written| written.place);
    let mut reports = 0;
    for written in done {
        match written.outcome {
            Ok(paths) => {
                reports += 1;
                for path in paths {
                    outln!("{}", path.display())?;
                }
            }
            Err(error) => failed.push((written.name, error)),
        }
    }
    let names: Vec<String> = failed.iter().map(|(name, _)| name.clone()).collect();
    let accent = &workspace.settings.report.accent;
    let path = folder.join("index.html");
    let index = reports_in(&folder, &workspace, &store, &format)
        .and_then(|days| html::index(&workspace.library, locale, accent, &day.to_string(), &days, &names));
    match index.and_then(|index| write_file(&path, index.as_bytes())) {
        Ok(()) => outln!("{}", path.display())?,
        Err(error) => failed.push(("index.html".to_owned(), error)),
    }
    let wanted: usize = works.iter().map(|work| work.scopes.len()).sum();
    let missing = wanted.saturating_sub(reports);
    if all.is_over.into_inner() {
        let missing = Grouped(missing as u64);
        failed.push((day.to_string(), OutputError::Stopped { missing }.into()));
    }
    for (name, error) in &failed {
        tell(format_args!("{name}: {}", error.told(&context.texts)));
    }
    Ok(if failed.is_empty() {
        Outcome::Done
    } else if let Err(stopped) = StoreError::unless_stopped() {
        return Err(stopped.into());
    } else if failed.iter().any(|(_, error)| error.exit() == Exit::Store) {
        Outcome::Damaged
    } else {
        Outcome::Findings
    })
}

/// What is written on `day`: the reports that fall due, and the worklists of the morning after. Telephone numbers are whole in
/// the list of one person only, so those are made apart from the teams'.
fn works(
    workspace: &Workspace,
    store: &Store,
    day: NaiveDate,
    only_these: &[String],
    locale: Locale,
) -> Result<Vec<Work>> {
    let library = &workspace.library;
    let mut reports = due(library, day)?;
    if let Some(next) = day.succ_opt() {
        reports.push(Due {
            name: WORKLIST.to_owned(),
            view: View::new(Period::day(next), Some(day)),
        });
    }
    let scopes = Scope::tree(store)?;
    let mut works = Vec::new();
    for due in only(reports, only_these, day)? {
        let title = Definition::load(library, &due.name)?.title(locale).to_owned();
        let is_worklist = due.name == WORKLIST;
        // A list is what was known the evening before, and its name need not say so.
        let known = if is_worklist {
            due.view.period.to_string()
        } else {
            known(due.view)
        };
        let whom = if is_worklist {
            let teams = scopes.iter().filter(|(scope, _)| scope.level == Level::Team);
            vec![teams.cloned().collect(), Scope::people(store, day)?]
        } else {
            vec![scopes.clone()]
        };
        works.extend(whom.into_iter().filter(|scopes| !scopes.is_empty()).map(|scopes| Work {
            due: due.clone(),
            known: known.clone(),
            title: title.clone(),
            scopes,
        }));
    }
    Ok(works)
}

impl AllReports<'_> {
    /// Builds all reports and has them written; those that could not be built.
    fn make(&self, data: (&Store, Option<&dyn Elsewhere>), works: &[Work], context: &Context) -> Vec<(String, Error)> {
        let workers = thread::available_parallelism().map_or(1, usize::from);
        let (sender, receiver) = sync_channel(WAITING);
        let receiver = Mutex::new(receiver);
        thread::scope(|threads| {
            for _ in 0..workers {
                threads.spawn(|| {
                    let write = || self.write_all(&receiver);
                    template::with_room(write).unwrap_or_else(|_| write());
                });
            }
            self.build_all(data, works, sender, context)
        })
    }

    fn build_all(
        &self,
        (store, elsewhere): (&Store, Option<&dyn Elsewhere>),
        works: &[Work],
        sender: SyncSender<Job>,
        context: &Context,
    ) -> Vec<(String, Error)> {
        let mut failed = Vec::new();
        let kept = Kept::new(store, &self.workspace.settings);
        let relations = Relations::of(works);
        let mut place = 0;
        for (number, work) in works.iter().enumerate() {
            let due = &work.due;
            let title = format!("{} {}", due.name, work.known);
            context.say(&format!("{title}: {} ×", work.scopes.len()));
            let scopes: Vec<Scope> = work.scopes.iter().map(|(scope, _)| scope.clone()).collect();
            let asked = (due.name.as_str(), due.view);
            let prepared = match elsewhere {
                Some(_) => Prepared::with(self.workspace, store, asked, &scopes, elsewhere),
                None => Prepared::keeping(self.workspace, store, asked, &scopes, (&kept, self.format.locale())),
            };
            let prepared = match prepared {
                Ok(prepared) => prepared,
                Err(error) => {
                    failed.push((title, error));
                    continue;
                }
            };
            for (index, scope) in scopes.iter().enumerate() {
                if let Err(stopped) = StoreError::unless_stopped() {
                    self.is_over.store(true, Ordering::Relaxed);
                    failed.push((title, stopped.into()));
                    return failed;
                }
                if self.is_over.load(Ordering::Relaxed) {
                    return failed;
                }
                let name = work.file(scope);
                let locale = self.format.locale();
                let related = relations
                    .related(number, index, &prepared, locale)
                    .and_then(|mut related| {
                        let about = (due.name.as_str(), due.view.period);
                        related.extend(neighbours(self.folder, about, scope, self.format)?);
                        Ok(related)
                    });
                match prepared.report(index, locale).and_then(|report| Ok((report, related?))) {
                    Ok((report, related)) => {
                        place += 1;
                        let report = Report { related, ..report };
                        let job = Job { place, name, report };
                        // Writers end only after the sender, so there is always one to take it.
                        let _ = sender.send(job);
                    }
                    Err(error) => failed.push((name, error)),
                }
            }
            if let Err(error) = prepared.keep() {
                failed.push((title, error));
            }
        }
        // The sender goes here, and with it the writers.
        drop(sender);
        failed
    }

    fn write_all(&self, jobs: &Mutex<Receiver<Job>>) {
        let settings = &self.workspace.settings.report;
        let pages = html::Pages::new(&self.workspace.library, self.format.locale(), &settings.accent);
        loop {
            let next = jobs.lock().unwrap_or_else(std::sync::PoisonError::into_inner).recv();
            let Ok(job) = next else { return };
            let outcome = match &pages {
                Ok(pages) => self.write(&job, pages),
                // A template that cannot be read fails every report: each tells it for itself.
                Err(_) => self.write_alone(&job),
            };
            if let Err(error) = &outcome
                && error.iter().any(Diagnose::is_of_machine)
            {
                self.is_over.store(true, Ordering::Relaxed);
            }
            let written = Written {
                place: job.place,
                name: job.name,
                outcome,
            };
            self.done
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
                .push(written);
        }
    }

    fn write_alone(&self, job: &Job) -> Result<Vec<PathBuf>> {
        let library = &self.workspace.library;
        let pages = html::Pages::new(library, self.format.locale(), &self.workspace.settings.report.accent)?;
        self.write(job, &pages)
    }

    fn write(&self, job: &Job, pages: &html::Pages<'_>) -> Result<Vec<PathBuf>> {
        let library = &self.workspace.library;
        write_files_by(pages, &job.report, library, self.formats, self.folder, &job.name)
    }
}
