//! Apache Spark as the one who sums: a job is made for what is asked, run by the company's own program or looked for among
//! what was taken, and its results fill the run.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::checks::{self, LeftOut};
use super::error::EngineError;
use super::job::{Job, Question, short};
use super::manifest::Manifest;
use super::results::{Results, coverage, left_out_in};
use super::submit::{self, Progress};
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::message::Message;
use crate::metrics::{Coverage, Elsewhere, Run, Wanted, needs};
use crate::period::View;
use crate::store::{Rows, Store};
use crate::workspace::{Workspace, create_folder};

/// Where jobs and results lie in a workspace.
const FOLDER: &str = "engine";
/// Of these, what was taken.
const TAKEN: &str = "taken";

/// The engine of a workspace.
pub struct Spark<'w> {
    pub(super) workspace: &'w Workspace,
    /// What a folder with a job says to its reader.
    readme: String,
    progress: &'w dyn Progress,
}

impl<'w> Spark<'w> {
    pub fn new(workspace: &'w Workspace, readme: String, progress: &'w dyn Progress) -> Self {
        Self {
            workspace,
            readme,
            progress,
        }
    }

    /// Writes the job that sums `wanted` for `run` into `folder`.
    pub fn plan(&self, run: &Run<'_>, wanted: &[Wanted<'_>], folder: &Path) -> Result<Job> {
        let views = run.views();
        let question = Question {
            views,
            wanted,
            ..Question::default()
        };
        self.write(question, folder)
    }

    fn write(&self, question: Question<'_>, folder: &Path) -> Result<Job> {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
        let job = Job::new(self.workspace, question, &folder)?;
        create_folder(&folder)?;
        job.write(&folder, &self.readme)?;
        Ok(job)
    }

    /// Whether Spark can read every statement that sums `wanted`, tried on tables without rows. A fact that fails is told
    /// alone: what reads it fails too.
    pub fn check(&self, run: &Run<'_>, wanted: &[Wanted<'_>]) -> Result<()> {
        let folder = folder_of(self.workspace).join("check");
        let views = run.views();
        let question = Question {
            views,
            wanted,
            ..Question::default()
        };
        let job = Job::dry(self.workspace, question, &folder)?;
        clear(&folder);
        create_folder(&folder)?;
        job.write(&folder, &self.readme)?;
        let mut failed = submit::try_all(&job, &folder, &self.workspace.settings.engine, self.progress)?;
        if failed.is_empty() {
            clear(&folder);
        } else if !failed[0].is_of_metric() {
            failed.truncate(1);
        }
        crate::Error::all(failed)
    }

    /// Keeps the results in `folder` as an answer to questions to come.
    pub fn take(&self, folder: &Path) -> Result<Manifest> {
        let workspace = self.workspace;
        let results = Results::open(workspace, folder)?;
        self.tell_left_out(results.left_out()?)?;
        let own = folder_of(workspace).join(TAKEN).join(short(&results.manifest.job()));
        clear(&own);
        create_folder(&own)?;
        results.keep(&own)?;
        Ok(Results::open(workspace, &own)?.manifest)
    }

    /// What `act` makes of the answer to `question`: one that was taken, or that of a job that is run now, of which nothing
    /// stays but if it fails.
    pub(super) fn with_results<T>(&self, question: Question<'_>, act: impl FnOnce(&Results) -> Result<T>) -> Result<T> {
        if self.workspace.settings.engine.submit.is_empty() {
            return act(&self.taken(question)?);
        }
        let asked = Job::new(self.workspace, question, Path::new(""))?.manifest;
        let folder = folder_of(self.workspace).join(format!("job-{}", short(&asked.job())));
        clear(&folder);
        let job = self.write(question, &folder)?;
        let place = job.results.strip_prefix("file://").unwrap_or(&job.results);
        clear(Path::new(place));
        if let Err(error) = submit::run(&job, &folder, &self.workspace.settings.engine, self.progress) {
            return Err(self.too_many(Path::new(place))?.unwrap_or(error));
        }
        let results = Results::open(self.workspace, Path::new(place))?;
        results.answer(&job.manifest)?;
        self.tell_left_out(results.left_out()?)?;
        let made = act(&results)?;
        clear(Path::new(place));
        clear(&folder);
        Ok(made)
    }

    /// Why a job that stopped did so, if it was for the rows that break the contract.
    fn too_many(&self, place: &Path) -> Result<Option<crate::Error>> {
        let Some((found, examples)) = left_out_in(self.workspace, place) else {
            return Ok(None);
        };
        let share = self.workspace.settings.ingest.max_reject_share;
        let is_too_much = |table: &&LeftOut| Decimal::from(table.left_out) > share * Decimal::from(table.rows);
        let tables: Vec<Message> = found.iter().filter(is_too_much).map(LeftOut::message).collect();
        if tables.is_empty() {
            return Ok(None);
        }
        let path = checks::keep_examples(&examples, &folder_of(self.workspace))?;
        Ok(Some(EngineError::TooManyLeftOut { tables, path }.into()))
    }

    fn tell_left_out(&self, (found, examples): (Vec<LeftOut>, Rows)) -> Result<()> {
        if found.is_empty() {
            return Ok(());
        }
        let folder = folder_of(self.workspace);
        create_folder(&folder)?;
        self.progress
            .left_out(&found, &checks::keep_examples(&examples, &folder)?);
        Ok(())
    }

    /// The newest answer that was taken; if there is none, the job that would give it is written down.
    fn taken(&self, question: Question<'_>) -> Result<Results> {
        let asked = Job::new(self.workspace, question, Path::new(""))?.manifest;
        let mut nearest: Option<crate::Error> = None;
        for folder in newest_first(&folder_of(self.workspace).join(TAKEN)) {
            let results = Results::open(self.workspace, &folder)?;
            match results.answer(&asked) {
                Ok(()) => return Ok(results),
                Err(why) => nearest = nearest.or(Some(why)),
            }
        }
        let folder = folder_of(self.workspace).join(format!("job-{}", short(&asked.job())));
        self.write(question, &folder)?;
        let none = crate::Error::from(EngineError::NotTaken { folder });
        Err(match nearest {
            Some(why) => why.and(none),
            None => none,
        })
    }
}

impl Elsewhere for Spark<'_> {
    fn coverage(&self) -> Result<Coverage> {
        let settings = &self.workspace.settings;
        let mut there = needs::FACT_TABLES.iter().map(|(table, _)| *table);
        if there.all(|table| settings.coverage.contains_key(table) || !settings.engine.tables.contains_key(table)) {
            return Ok(Coverage::of_rows(&Rows::default(), settings));
        }
        let rows = self.with_results(Question::default(), |results| coverage(results, self.workspace))?;
        Ok(Coverage::of_rows(&rows, settings))
    }

    fn tables(&self) -> BTreeSet<&str> {
        self.workspace
            .settings
            .engine
            .tables
            .keys()
            .map(String::as_str)
            .collect()
    }

    fn fill(&self, store: &Store, views: &[View], wanted: &[Wanted<'_>]) -> Result<()> {
        let names: Vec<&str> = wanted.iter().map(|wanted| wanted.name.as_str()).collect();
        let question = Question {
            views,
            wanted,
            ..Question::default()
        };
        self.with_results(question, |results| results.fill(store, views, &names))
    }
}

pub(super) fn folder_of(workspace: &Workspace) -> PathBuf {
    workspace.root().join(FOLDER)
}

/// Takes away what an earlier job left.
pub(super) fn clear(folder: &Path) {
    // What cannot be taken away is told where something is put in its place.
    let _ = std::fs::remove_dir_all(folder);
}

fn newest_first(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<_> = entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| (entry.metadata().and_then(|about| about.modified()).ok(), entry.path()))
        .collect();
    found.sort();
    found.into_iter().rev().map(|(_, path)| path).collect()
}
