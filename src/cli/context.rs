//! What a command needs besides its own arguments, and how it ends.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::terminal::{tell, tell_red};
use crate::books::{self, Followed};
use crate::diagnostic::{Diagnose, Result};
use crate::ingest::{self, Pay, Rebuilt, Silent};
use crate::message::{Message, say};
use crate::store::{Store, StoreError};
use crate::texts::Texts;
use crate::workspace::Workspace;

/// How long to wait for the store before it is tried again.
const BETWEEN_TRIES: Duration = Duration::from_millis(200);

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Outcome {
    /// All well.
    Done,
    /// Done, but something needs a look: rejects, failed audits.
    Findings,
    /// Nothing could be done with what was given.
    Nothing,
    /// What is kept is not whole.
    Damaged,
}

/// What a command needs besides its own arguments.
#[expect(clippy::struct_excessive_bools, reason = "facts of the terminal, each on its own")]
pub(in crate::cli) struct Context {
    pub directory: PathBuf,
    /// How long to wait while another process has the store.
    pub wait: Duration,
    pub quiet: bool,
    /// True if the log is read by a program: what was done is told there.
    pub machine: bool,
    /// What is said, in the reader's language.
    pub texts: Texts,
    /// True if stderr shows colours.
    pub colored: bool,
    /// True if progress may be drawn: stderr is a terminal and nobody asked for less.
    pub interactive: bool,
}

impl Context {
    pub fn workspace(&self) -> Result<Workspace> {
        Workspace::find(&self.directory)
    }

    /// The store of `workspace` for questions, brought up to the record; what that took is told.
    pub fn store(&self, workspace: &Workspace) -> Result<Store> {
        self.opened(workspace, || books::open_closed(workspace))
    }

    /// The store for questions that ask much at once: two at a time.
    pub fn paired_store(&self, workspace: &Workspace) -> Result<Store> {
        self.opened(workspace, || books::open_paired(workspace))
    }

    /// The store, which reads the files in `folders` too.
    pub fn store_with(&self, workspace: &Workspace, folders: &[PathBuf]) -> Result<Store> {
        self.opened(workspace, || books::open(workspace, folders))
    }

    /// What `open` opens; a store of an earlier version is made anew before.
    pub fn opened(&self, workspace: &Workspace, open: impl Fn() -> Result<(Store, Followed)>) -> Result<Store> {
        let open = || self.patiently(&open);
        let (store, followed) = match open() {
            Err(error) if error.iter().any(Diagnose::is_outdated) => {
                let texts = Self::texts_of(workspace)?;
                self.say(&texts.say(&say!("commands.rebuild.outdated")));
                let rebuilt = self
                    .patiently(|| ingest::rebuild(workspace, Pay::Recorded, &Silent))
                    .map_err(|why| error.and(why))?;
                self.tell_rebuilt(&rebuilt, &texts);
                open()?
            }
            opened => opened?,
        };
        for message in followed.messages() {
            self.tell(&message);
        }
        Ok(store)
    }

    /// What `act` does, once no other process has the store: as long as the user wants to wait.
    pub fn patiently<T>(&self, act: impl Fn() -> Result<T>) -> Result<T> {
        let until = Instant::now() + self.wait;
        loop {
            match act() {
                Err(error) if error.iter().any(Diagnose::will_pass) && Instant::now() < until => {
                    StoreError::unless_stopped()?;
                    std::thread::sleep(BETWEEN_TRIES);
                }
                done => return done,
            }
        }
    }

    /// How much a rebuild repeated, and what it could not bring back.
    pub fn tell_rebuilt(&self, rebuilt: &Rebuilt, texts: &Texts) {
        let (files, runs) = (rebuilt.summary.files.len(), rebuilt.runs);
        self.say(&texts.say(&say!("commands.rebuild.done", runs, files)));
        for gone in &rebuilt.gone {
            let (run, plan, period) = (gone.run, gone.plan.clone(), gone.period.clone());
            self.say(&texts.say(&say!("commands.rebuild.gone", run, plan, period)));
        }
    }

    /// The texts of what a workspace shows, in its own language.
    pub fn texts_of(workspace: &Workspace) -> Result<Texts> {
        Texts::load(&workspace.library, workspace.settings.locale)
    }

    /// A path the user gave, which is meant from the folder of `-C`.
    pub fn at(&self, path: &Path) -> PathBuf {
        if self.directory == Path::new(".") {
            path.to_path_buf()
        } else {
            self.directory.join(path)
        }
    }

    /// Where files go: the folder the user names, or the workspace's reports.
    pub fn output_folder(&self, workspace: &Workspace, named: Option<&PathBuf>) -> Result<PathBuf> {
        let Some(folder) = named.map(|folder| self.at(folder)) else {
            return Ok(workspace.reports_dir());
        };
        workspace.refuse_reserved(&folder)?;
        Ok(folder)
    }

    /// A message for the person at the terminal.
    pub fn tell(&self, message: &Message) {
        self.say(&self.texts.say(message));
    }

    /// A sentence that somebody has to look into: red where colours are shown.
    pub fn warn(&self, text: &str) {
        if self.colored && !self.machine && !self.quiet {
            tell_red(text);
        } else {
            self.say(text);
        }
    }

    /// A sentence for the person at the terminal.
    pub fn say(&self, text: &str) {
        if self.machine {
            tracing::info!("{text}");
        } else if !self.quiet {
            tell(format_args!("{text}\n"));
        }
    }
}
