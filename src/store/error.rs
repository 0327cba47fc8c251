//! What can go wrong with the database file and with SQL, in the user's words.

use std::path::Path;

use crate::diagnostic::{Diagnose, Exit, Place};
use crate::workspace::StoreSettings;

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process has the file open.
    #[error("the store `{path}` is in use by another process{}", .pid.as_ref().map(|p| format!(" (PID {p})")).unwrap_or_default())]
    Locked {
        path: String,
        /// The other process, if the system names it.
        pid: Option<String>,
    },
    /// A file of another kind.
    #[error("`{path}` is not a Duebook store")]
    NotADatabase { path: String },
    /// Written by a later version of the database engine.
    #[error("the store `{path}` was written by a newer database engine")]
    NewerEngine { path: String, detail: String },
    /// Written by a later Duebook.
    #[error("the store has schema version {found}, this program knows {known}")]
    Newer {
        /// Version found in the store.
        found: i64,
        /// Version of this program.
        known: i64,
    },
    /// Written by an earlier Duebook.
    #[error("the store has schema version {found}, this program needs {needed}")]
    Older {
        /// Version found in the store.
        found: i64,
        /// Version of this program.
        needed: i64,
    },
    /// A database file whose content does not hold together, or that cannot be read or written.
    #[error("the store cannot be used: {detail}")]
    Damaged { detail: String },
    #[error("the disk is full: {detail}")]
    Full { detail: String },
    /// A setting the engine refuses.
    #[error("the database engine refuses `memory_limit = \"{memory_limit}\"` or `threads = {threads}`")]
    Settings {
        /// The memory limit asked for.
        memory_limit: String,
        threads: u32,
        detail: String,
    },
    /// A SQL file that fails.
    #[error("{message}")]
    Sql {
        /// What the engine says, first line.
        message: String,
        place: Box<Place>,
        /// Names that were near.
        candidates: Vec<String>,
    },
    /// SQL that reaches for files, the network or settings.
    #[error("SQL here may not read or write files, load extensions or change settings")]
    Confined { place: Box<Place> },
    /// A result that cannot be appended to.
    #[error("cannot write the result: {detail}")]
    Append { detail: String },
    /// A SQL file that is not exactly one statement.
    #[error("a SQL file holds exactly one statement, `{file}` holds {found}")]
    NotOneStatement { file: String, found: usize },
    #[error("`{file}` uses the parameter `${name}`, which it is not given")]
    UnknownParameter {
        file: String,
        name: String,
        /// The parameters that are given.
        known: Vec<String>,
    },
    /// A SQL template that does not render.
    #[error("{message}")]
    Template {
        /// What the template engine says.
        message: String,
        place: Box<Place>,
    },
    /// A number with more digits than a decimal holds.
    #[error("a value of column `{column}` has more than 28 digits")]
    TooLarge { column: String },
}

impl StoreError {
    /// What it means that opening failed.
    pub(super) fn open(path: Option<&Path>, error: &duckdb::Error) -> Self {
        let detail = plain_message(error);
        let path = path.map(|p| p.display().to_string()).unwrap_or_default();
        if detail.contains("Conflicting lock is held") || detail.contains("Could not set lock") {
            let pid = detail
                .split("(PID ")
                .nth(1)
                .and_then(|rest| rest.split(')').next())
                .map(str::to_owned);
            Self::Locked { path, pid }
        } else if detail.contains("not a valid DuckDB database file") {
            Self::NotADatabase { path }
        } else if detail.contains("version number") || detail.contains("newer version") {
            Self::NewerEngine { path, detail }
        } else {
            Self::Damaged { detail }
        }
    }

    /// The engine refused the settings.
    pub(super) fn settings(settings: &StoreSettings, error: &duckdb::Error) -> Self {
        let StoreSettings { memory_limit, threads } = settings.clone();
        Self::Settings {
            memory_limit,
            threads,
            detail: plain_message(error),
        }
    }

    /// A failure of the file itself while it was in use.
    pub(super) fn damaged(error: &duckdb::Error) -> Self {
        let detail = plain_message(error);
        if is_full(&detail) {
            Self::Full { detail }
        } else {
            Self::Damaged { detail }
        }
    }
}

impl crate::message::Say for StoreError {
    fn message(&self) -> crate::message::Message {
        crate::message::Message::verbatim(self.to_string())
    }
}

impl Diagnose for StoreError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::Sql { place, .. } | Self::Template { place, .. } | Self::Confined { place } => Some(*place.clone()),
            _ => None,
        }
    }

    fn old_hints(&self) -> Vec<String> {
        let hint = match self {
            Self::Locked { .. } => {
                "close the other program, or wait until it is done: one process at a time".to_owned()
            }
            Self::NotADatabase { .. } => {
                "`duebook rebuild` puts a store made anew from the files it was loaded from in its place".to_owned()
            }
            Self::NewerEngine { detail, .. } => format!("use the newer program; the engine says: {detail}"),
            Self::Newer { .. } => "use the newer program that wrote it".to_owned(),
            Self::Older { .. } => "`duebook rebuild` makes it anew from the files it was loaded from".to_owned(),
            Self::Damaged { .. } => {
                "`duebook rebuild` makes the store anew from the files it was loaded from".to_owned()
            }
            Self::Full { .. } => "make room, then run the same again: the store holds whole files".to_owned(),
            Self::Settings { .. } => "look at [store] in duebook.toml: a limit is written like \"4GB\"".to_owned(),
            Self::Sql { candidates, .. } if !candidates.is_empty() => {
                format!("near names are {}", candidates.join(", "))
            }
            Self::UnknownParameter { known, .. } => format!("it is given {}", known.join(", ")),
            Self::NotOneStatement { .. } => "split it into several files".to_owned(),
            Self::Confined { .. } => {
                "load files with `duebook ingest`, which checks them; then their tables can be read by name".to_owned()
            }
            Self::TooLarge { column } => format!("write CAST({column} AS VARCHAR) to have it as text"),
            Self::Sql { .. } | Self::Template { .. } | Self::Append { .. } => return Vec::new(),
        };
        vec![hint]
    }

    fn will_pass(&self) -> bool {
        matches!(self, Self::Locked { .. })
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Locked { .. }
            | Self::NotADatabase { .. }
            | Self::NewerEngine { .. }
            | Self::Newer { .. }
            | Self::Older { .. }
            | Self::Full { .. }
            | Self::Damaged { .. } => Exit::Store,
            _ => Exit::Input,
        }
    }

    fn is_of_engine(&self) -> bool {
        true
    }
}

/// True if the engine says that there is no room left on the disk.
pub(super) fn is_full(message: &str) -> bool {
    message.contains("No space left on device") || message.contains("Disk quota exceeded")
}

/// The engine's message; with `errors_as_json` it is JSON behind a prefix.
pub(super) fn plain_message(error: &duckdb::Error) -> String {
    let text = error.to_string();
    match json_of(&text) {
        Some(json) => json["exception_message"].as_str().unwrap_or(&text).to_owned(),
        None => text,
    }
}

/// The JSON part of an engine message, if it has one.
pub(super) fn json_of(text: &str) -> Option<serde_json::Value> {
    serde_json::from_str(&text[text.find('{')?..]).ok()
}
