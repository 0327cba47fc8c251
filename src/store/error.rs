//! What can go wrong with the database file and with SQL, in the user's words.

use std::path::Path;

use super::holder::Holder;
use super::stop;
use crate::diagnostic::{Diagnose, Exit, Place};
use crate::message::{Message, Say, messages, say};
use crate::refusal::Refusal;
use crate::workspace::StoreSettings;

messages! {
    "errors.store"
    /// An error of the store.
    #[derive(Debug)]
    pub enum StoreError {
        /// Another process has the file open.
        Locked {
            path: String,
            /// The other process, if the system names it.
            pid: Option<Message>,
        },
        /// There is an archive of what was loaded, but no store.
        Missing { path: String },
        /// The system does not let it be read or written: rights, a read-only disk, too many open files, a failing disk.
        Inaccessible { path: String, reason: Refusal },
        /// A file of another kind.
        NotADatabase { path: String },
        /// Written by a later version of the database engine.
        NewerEngine { path: String, detail: String },
        /// Written by a later Duebook.
        Newer {
            /// Version found in the store.
            found: i64,
            /// Version of this program.
            known: i64,
        },
        /// Written by an earlier Duebook.
        Older {
            /// Version found in the store.
            found: i64,
            /// Version of this program.
            needed: i64,
        },
        /// Tables that files brought rows to are not there any more.
        TablesGone { tables: Vec<String> },
        /// A log that belongs to another state of the store, or to another store.
        OtherLog { path: String },
        /// A database file whose content does not hold together, or that cannot be read or written.
        Damaged { detail: String },
        Full { detail: String },
        /// Somebody asked the process to stop.
        Stopped { code: u32 },
        /// A setting the engine refuses.
        Settings {
            /// The memory limit asked for.
            memory_limit: String,
            threads: u32,
            detail: String,
        },
        /// A SQL file that fails.
        Sql {
            /// What the engine says, first line.
            message: String,
            place: Box<Place>,
            /// Names that were near.
            candidates: Vec<String>,
        },
        /// SQL that reaches for files, the network or settings.
        Confined { place: Box<Place> },
        /// A file of the workspace that would do more than it is for.
        Writes { does: String, place: Box<Place> },
        /// A statement that was stopped because it took too long.
        TooLong,
        /// A result that cannot be appended to.
        Append { detail: String },
        /// A SQL file that is not exactly one statement.
        NotOneStatement { file: String, found: usize },
        UnknownParameter {
            file: String,
            name: String,
            /// The parameters that are given.
            known: Vec<String>,
        },
        /// A SQL template that does not render.
        Template {
            /// What the template engine says.
            message: String,
            place: Box<Place>,
        },
        /// A number with more digits than a decimal holds.
        TooLarge { column: String },
    }
}

/// The process with the number `pid`, as well as it is known.
fn who(pid: &str) -> Message {
    let pid = pid.to_owned();
    match pid.parse().ok().and_then(Holder::of) {
        Some(Holder { command, running }) => say!("errors.store.locked.by_command", pid, command, running),
        None => say!("errors.store.locked.by", pid),
    }
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
                .map(who);
            Self::Locked { path, pid }
        } else if detail.contains("not a valid DuckDB database file") {
            Self::NotADatabase { path }
        } else if detail.contains("WAL does not match") || detail.contains("WAL checkpoint iteration") {
            Self::OtherLog { path }
        } else if detail.contains("version number") || detail.contains("newer version") {
            Self::NewerEngine { path, detail }
        } else {
            Self::of_file(path, detail)
        }
    }

    /// What the engine says of a file: that the system refuses it, or that it is damaged.
    fn of_file(path: String, detail: String) -> Self {
        match Refusal::told_by(&detail) {
            Some(Refusal::Full) => Self::Full { detail },
            Some(reason) => Self::Inaccessible { path, reason },
            None => Self::Damaged { detail },
        }
    }

    /// The engine refused the settings.
    pub(super) fn settings(settings: &StoreSettings, error: &duckdb::Error) -> Self {
        let StoreSettings {
            memory_limit, threads, ..
        } = settings.clone();
        Self::Settings {
            memory_limit,
            threads,
            detail: plain_message(error),
        }
    }

    /// An error if somebody asked the process to stop.
    pub fn unless_stopped() -> Result<(), Self> {
        stop::asked().map_or(Ok(()), |code| Err(Self::Stopped { code: code.into() }))
    }

    /// What the engine says of the store while it is in use.
    pub(super) fn of_store(detail: String) -> Self {
        if let Err(stopped) = Self::unless_stopped() {
            return stopped;
        }
        Self::of_file("duebook.duckdb".to_owned(), detail)
    }

    /// A failure of the file itself while it was in use.
    pub(super) fn damaged(error: &duckdb::Error) -> Self {
        Self::of_store(plain_message(error))
    }
}

impl Diagnose for StoreError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::Sql { place, .. }
            | Self::Template { place, .. }
            | Self::Confined { place }
            | Self::Writes { place, .. } => Some(*place.clone()),
            _ => None,
        }
    }

    fn hints(&self) -> Vec<Message> {
        match self {
            Self::Sql { candidates, .. } if candidates.is_empty() => Vec::new(),
            Self::Template { .. } | Self::Append { .. } => Vec::new(),
            Self::Inaccessible { reason, .. } => {
                let is_well = (*reason != Refusal::Failing).then(|| self.message().part("hint"));
                is_well.into_iter().chain(reason.hints()).collect()
            }
            _ => vec![self.message().part("hint")],
        }
    }

    fn will_pass(&self) -> bool {
        matches!(self, Self::Locked { .. })
    }

    fn is_outdated(&self) -> bool {
        matches!(self, Self::Older { .. })
    }

    fn is_damage(&self) -> bool {
        matches!(
            self,
            Self::NotADatabase { .. } | Self::Damaged { .. } | Self::TablesGone { .. } | Self::OtherLog { .. }
        )
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Stopped { code } => Exit::Stopped(u8::try_from(*code).unwrap_or(u8::MAX)),
            Self::Locked { .. }
            | Self::Missing { .. }
            | Self::Inaccessible { .. }
            | Self::NotADatabase { .. }
            | Self::NewerEngine { .. }
            | Self::Newer { .. }
            | Self::Older { .. }
            | Self::TablesGone { .. }
            | Self::OtherLog { .. }
            | Self::Full { .. }
            | Self::Damaged { .. } => Exit::Store,
            _ => Exit::Input,
        }
    }

    fn is_of_engine(&self) -> bool {
        true
    }
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
