//! The audit log: who did what from where, line by line, each with the hash of the one before.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};

use crate::digest::of_fields;
use crate::serve::asked::Asked;
use crate::serve::viewer::Viewer;
use crate::word::words;

words! {
    /// What is written down.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ActKind {
        SignIn = "sign_in",
        /// A wrong name, password or code.
        SignInRefused = "sign_in_refused",
        SignOut = "sign_out",
        PasswordSet = "password_set",
        FactorSet = "factor_set",
        /// A page that is not the viewer's.
        Refused = "refused",
        /// The phone number of a customer was shown.
        Reveal = "reveal",
        /// Rows left as a file.
        Export = "export",
        ViewAs = "view_as",
        ViewAsEnded = "view_as_ended",
        UserMade = "user_made",
        UserDisabled = "user_disabled",
        UserEnabled = "user_enabled",
        /// A new one-time secret.
        UserReset = "user_reset",
        RightGiven = "right_given",
        RightTaken = "right_taken",
        SessionEnded = "session_ended",
        SessionsEnded = "sessions_ended",
        PayApproved = "pay_approved",
        PayRejected = "pay_rejected",
        /// What was begun by the line before was not done.
        PayRefused = "pay_refused",
    }
}

/// Where what is done on the command line comes from.
pub const COMMAND_LINE: &str = "command line";

/// Something that somebody does, and what belongs to it. Nothing secret and nothing of a customer but a key goes in.
#[derive(Clone, Debug)]
pub struct Act {
    kind: ActKind,
    details: BTreeMap<&'static str, String>,
}

/// A line to be written.
#[derive(Clone, Debug)]
pub struct Line {
    user: Option<String>,
    origin: String,
    act: Act,
}

/// A line as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    pub number: i64,
    /// In UTC.
    pub at: String,
    pub user: Option<String>,
    pub origin: String,
    pub kind: String,
    /// JSON of texts.
    pub details: String,
    pub(super) previous: String,
    pub(super) hash: String,
}

/// Which lines are wanted, the newest first.
#[derive(Clone, Copy, Debug, Default)]
pub struct AuditFilter<'f> {
    pub user: Option<&'f str>,
    pub kind: Option<ActKind>,
    /// Only lines before this number.
    pub before: Option<i64>,
}

/// Lines shown at once.
pub(super) const PAGE: i64 = 100;

impl Act {
    pub fn new(kind: ActKind) -> Self {
        let details = BTreeMap::new();
        Self { kind, details }
    }

    /// What it is about: a key, an account, a file.
    pub fn about(self, what: impl Into<String>) -> Self {
        self.with("about", what)
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.details.insert(name, value.into());
        self
    }

    /// Done by a viewer.
    pub fn by(mut self, viewer: &Viewer, asked: &Asked) -> Line {
        if let Some((user, _)) = viewer.looks_as() {
            self.details.insert("as", user.to_owned());
        }
        self.of(Some(viewer.user()), asked.origin())
    }

    /// Done by the account `user`, if it is known whose.
    pub fn of(self, user: Option<&str>, origin: &str) -> Line {
        Line {
            user: user.map(str::to_owned),
            origin: origin.to_owned(),
            act: self,
        }
    }
}

impl LogLine {
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            number: row.get("number")?,
            at: row.get("at")?,
            user: row.get("user")?,
            origin: row.get("origin")?,
            kind: row.get("kind")?,
            details: row.get("details")?,
            previous: row.get("previous")?,
            hash: row.get("hash")?,
        })
    }

    /// The hash of its fields.
    pub(super) fn computed(&self) -> String {
        let number = self.number.to_string();
        of_fields([
            Some(number.as_str()),
            Some(self.at.as_str()),
            self.user.as_deref(),
            Some(self.origin.as_str()),
            Some(self.kind.as_str()),
            Some(self.details.as_str()),
            Some(self.previous.as_str()),
        ])
    }

    /// What belongs to it.
    pub fn details(&self) -> BTreeMap<String, String> {
        serde_json::from_str(&self.details).unwrap_or_default()
    }
}

/// Adds lines to the end.
pub(super) fn append(transaction: &Transaction<'_>, at: &str, lines: &[Line]) -> rusqlite::Result<()> {
    let mut last = last(transaction)?;
    for line in lines {
        let (number, previous) = last.map_or((1, String::new()), |(number, hash)| (number + 1, hash));
        let mut written = LogLine {
            number,
            at: at.to_owned(),
            user: line.user.clone(),
            origin: line.origin.clone(),
            kind: line.act.kind.word().to_owned(),
            // Texts by names: there is nothing that JSON cannot hold.
            details: serde_json::to_string(&line.act.details).unwrap_or_default(),
            previous,
            hash: String::new(),
        };
        written.hash = written.computed();
        transaction
            .prepare_cached(include_str!("sql/append.sql"))?
            .execute(named_params! {
                ":number": written.number,
                ":at": written.at,
                ":user": written.user,
                ":origin": written.origin,
                ":kind": written.kind,
                ":details": written.details,
                ":previous": written.previous,
                ":hash": written.hash,
            })?;
        last = Some((written.number, written.hash));
    }
    Ok(())
}

fn last(connection: &Connection) -> rusqlite::Result<Option<(i64, String)>> {
    connection
        .prepare_cached(include_str!("sql/last.sql"))?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
}
