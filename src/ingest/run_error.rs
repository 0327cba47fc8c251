//! What goes wrong with a run: a file of it that fails, links, and what was written when it had to stop.

use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnose, Error, Exit, Place};

/// What is told of a run beside what is wrong with its files themselves.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The engine failed over a file; it does not say over which.
    #[error("`{}` cannot be loaded: {failure}", .path.display())]
    InFile { path: PathBuf, failure: Box<dyn Diagnose> },
    /// A link is not followed: what it leads to may be anything.
    #[error("`{}` is a symbolic link, which is not followed", .path.display())]
    Link { path: PathBuf },
    /// What was done before an error that ends the run.
    #[error("the run was stopped: {}", told(.written))]
    Stopped {
        /// The files that are in the store.
        written: Vec<PathBuf>,
    },
}

fn told(written: &[PathBuf]) -> String {
    if written.is_empty() {
        return "nothing was written".to_owned();
    }
    let names: Vec<String> = written.iter().map(|path| format!("`{}`", path.display())).collect();
    format!("before that were written {}", names.join(", "))
}

impl crate::message::Say for RunError {
    fn message(&self) -> crate::message::Message {
        crate::message::Message::verbatim(self.to_string())
    }
}

impl Diagnose for RunError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::InFile { failure, .. } => failure.place(),
            Self::Link { .. } | Self::Stopped { .. } => None,
        }
    }

    fn old_hints(&self) -> Vec<String> {
        match self {
            Self::InFile { failure, .. } => {
                let mut hints: Vec<String> = failure.hints().iter().map(ToString::to_string).collect();
                hints.push("nothing of it was kept".to_owned());
                hints
            }
            Self::Link { .. } => vec!["name the file or folder it leads to".to_owned()],
            Self::Stopped { .. } => {
                vec!["run the same again once the cause is gone: what is loaded already is passed over".to_owned()]
            }
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::InFile { failure, .. } => failure.exit(),
            Self::Link { .. } => Exit::Input,
            Self::Stopped { .. } => Exit::Store,
        }
    }
}

/// `error` with the name of the file it is about, where it does not say so itself.
pub fn naming(path: &Path, error: Error) -> Error {
    error.map(|failure| {
        if failure.is_of_engine() && !failure.is_of_machine() {
            Box::new(RunError::InFile {
                path: path.to_path_buf(),
                failure,
            })
        } else {
            failure
        }
    })
}

/// True if `error` is not about one file: the run ends with it.
pub fn ends_the_run(error: &Error) -> bool {
    error.iter().any(Diagnose::is_of_machine)
}
