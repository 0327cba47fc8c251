//! What can be wrong where pages are served.

use crate::diagnostic::{Diagnose, Exit};
use crate::message::messages;
use crate::record::RecordError;
use crate::refusal::Refusal;

messages! {
    "errors.serve"
    /// Why there is no server, or not what was asked of it.
    #[derive(Debug)]
    pub enum ServeError {
        /// The file of accounts cannot be used.
        State { reason: RecordError },
        /// A line of the audit log is not what it was.
        LineChanged { number: i64 },
        /// A line does not follow the one before it.
        OtherBefore { number: i64 },
        /// Lines are missing before this one.
        LinesMissing { number: i64, missing: i64 },
        /// The machine gives no random numbers.
        NoChance { detail: String },
        /// A password could not be hashed.
        Hash { detail: String },
        /// A role, level or stage that this program does not know.
        UnknownWord { word: String },
        NoSuchUser { user: String },
        UserExists { user: String },
        /// A name that cannot be an account's.
        UserName { user: String },
        /// A role without a part of the company to see.
        NoScope { role: &'static str },
        /// A part of the company where the role has none.
        ScopeOf { role: &'static str, level: &'static str },
        /// Neither a role nor a person.
        NothingGranted,
        NoAddress { address: String, reason: Refusal },
        /// Without encryption to other machines.
        NotEncrypted { address: String },
        /// A certificate or key.
        Certificate { path: String, detail: String },
        /// Nothing was published yet.
        NothingPublished,
        /// A route that is in the list twice.
        RouteTwice { path: String },
        /// The server itself stopped.
        Server { detail: String },
    }
}

impl Diagnose for ServeError {
    fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::NoAddress { reason, .. } => Some(reason),
            _ => None,
        }
    }

    fn will_pass(&self) -> bool {
        matches!(self, Self::State { reason } if reason.will_pass())
    }

    fn exit(&self) -> Exit {
        match self {
            Self::State { .. } | Self::NoChance { .. } | Self::Server { .. } => Exit::Store,
            _ => Exit::Input,
        }
    }
}
