//! What can go wrong between here and another engine.

use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnose, Exit, Place};
use crate::message::{Message, Say, messages};
use crate::refusal::Refusal;

messages! {
    "errors.engine"
    /// Why figures do not come from another engine.
    #[derive(Debug)]
    pub enum EngineError {
        /// The settings do not say what gives the rows of any table.
        NoTables,
        /// The settings name a table the contract does not have.
        UnknownTable { name: String, hint: Message },
        /// A query of the settings that is not one statement.
        NotOneQuery { name: String },
        /// A parameter that cannot be written out.
        NoLiteral { name: String, place: Box<Place> },
        /// The program cannot be started.
        NotStarted { submit: String, reason: Refusal },
        /// A statement of the job failed.
        Failed {
            /// What was being done.
            step: String,
            /// In Spark's words.
            detail: String,
            log: PathBuf,
            place: Option<Box<Place>>,
        },
        /// More rows of the lake break the contract than may.
        TooManyLeftOut {
            tables: Vec<Message>,
            /// The file that names some.
            path: PathBuf,
        },
        /// What is asked for lists rows that lie in the lake and not here.
        RowsThere { table: String },
        /// Nobody knows here until when a lake's data go.
        PeriodNeeded,
        /// Nobody was ever in a team of this branch.
        NoSuchBranch { branch: String },
        /// The program ended without a result and without a word.
        Ended { status: String, log: PathBuf },
        /// A folder that does not hold all that a job puts there.
        Incomplete { folder: PathBuf, part: String },
        /// A file of results that the system does not let be read.
        Unreadable { path: PathBuf, reason: Refusal },
        /// Results that are not what the job counted and summed.
        Changed { folder: PathBuf, part: String },
        /// Results of another question, other definitions or other settings.
        Other { folder: PathBuf, differs: Vec<Message> },
        /// Nothing was taken that answers; the job that would is there.
        NotTaken { folder: PathBuf },
    }
}

impl EngineError {
    pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        Self::Unreadable {
            path: path.to_path_buf(),
            reason: Refusal::of(error),
        }
    }

    /// True if it is about the statement of a metric, which no other reads.
    pub(super) fn is_of_metric(&self) -> bool {
        matches!(self, Self::Failed { step, .. } if step.starts_with("queries/metrics/") || step.starts_with("queries/incentive/"))
    }
}

impl Diagnose for EngineError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::NoLiteral { place, .. } => Some(*place.clone()),
            Self::Failed { place, .. } => place.as_deref().cloned(),
            Self::NoTables | Self::UnknownTable { .. } | Self::NotOneQuery { .. } => {
                Some(Place::file(crate::workspace::SETTINGS_FILE))
            }
            _ => None,
        }
    }

    fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Unreadable { reason, .. } => Some(reason),
            _ => None,
        }
    }

    fn hints(&self) -> Vec<Message> {
        match self {
            Self::Unreadable { reason, .. } => reason.hints(),
            Self::UnknownTable { hint, .. } => vec![hint.clone()],
            _ => vec![self.message().part("hint")],
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Ended { .. } => Exit::Store,
            _ => Exit::Input,
        }
    }
}
