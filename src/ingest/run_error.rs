//! What goes wrong with a run: a file of it that fails, links, and what was written when it had to stop.

use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnose, Error, Exit, Place};
use crate::message::{Message, Say, ToValue, Value, messages, quoted, say};

messages! {
    "errors.load"
    /// What is told of a run beside what is wrong with its files themselves.
    #[derive(Debug)]
    pub enum RunError {
        /// The engine failed over a file; it does not say over which.
        InFile { path: PathBuf, failure: Box<dyn Diagnose> },
        /// A link is not followed: what it leads to may be anything.
        Link { path: PathBuf },
        /// What was done before an error that ends the run.
        Stopped {
            /// What of it is in the store.
            written: Message,
        },
    }
}

impl RunError {
    /// The run had to stop when the files `written` were in the store.
    pub fn stopped(written: &[PathBuf]) -> Self {
        let files = quoted(written.iter().map(|path| path.display()));
        let written = if files.is_empty() {
            say!("errors.load.stopped.nothing")
        } else {
            say!("errors.load.stopped.files", files)
        };
        Self::Stopped { written }
    }
}

impl ToValue for dyn Diagnose {
    fn to_value(&self) -> Value {
        self.message().to_value()
    }
}

impl Diagnose for RunError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::InFile { failure, .. } => failure.place(),
            Self::Link { .. } | Self::Stopped { .. } => None,
        }
    }

    fn hints(&self) -> Vec<Message> {
        match self {
            Self::InFile { failure, .. } => {
                let mut hints = failure.hints();
                hints.push(self.message().part("hint"));
                hints
            }
            Self::Link { .. } | Self::Stopped { .. } => vec![self.message().part("hint")],
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
