//! Sessions: who is signed in, how far, since when, and when they were last seen.

use rusqlite::{OptionalExtension as _, Row, named_params};

use super::audit::Line;
use super::file::State;
use super::users;
use crate::serve::chance;
use crate::serve::clock::Clock;
use crate::serve::error::ServeError;
use crate::word::words;

/// How often it is written down that a session was seen, in seconds.
const BETWEEN_NOTES: i64 = 60;

/// How long a device is known, in seconds.
pub const DEVICE_KNOWN: i64 = 90 * 24 * 3600;

words! {
    /// How far somebody is on the way in.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Stage {
        /// The secret for the first time was right: a password has to be set.
        NewPassword = "new_password",
        /// The password was right: a second factor has to be set up.
        NewFactor = "new_factor",
        /// The password was right: a code has to be given.
        Code = "code",
        /// Signed in.
        Full = "full",
    }
}

/// A session as it is.
#[derive(Clone, Debug)]
pub struct Session {
    /// The hash it is known by.
    pub token: String,
    pub user: String,
    pub stage: Stage,
    pub begun: i64,
    pub seen: i64,
    /// The second factor that is being set up.
    pub factor: Option<String>,
    /// Whose pages are looked at.
    pub viewing_as: Option<String>,
}

/// A session as lists show it.
#[derive(Clone, Debug)]
pub struct SessionRow {
    pub token: String,
    pub user: String,
    pub begun: i64,
    pub seen: i64,
    pub origin: String,
    /// What the browser calls itself.
    pub agent: String,
}

/// How long sessions last.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Seconds without a request.
    pub idle: i64,
    /// Seconds in all.
    pub absolute: i64,
}

impl State {
    /// The session of a token, if there is one and it has not run out; that it was seen is noted.
    pub fn session(&self, clock: &Clock, token: &str, limits: Limits) -> Result<Option<Session>, ServeError> {
        let known_by = chance::hash(token);
        let now = clock.seconds();
        let found = self.ask(|connection| {
            connection
                .prepare_cached(include_str!("sql/session.sql"))?
                .query_row(named_params! { ":token": known_by }, |row| {
                    let stage: String = row.get("stage")?;
                    Ok((stage, session(row)?))
                })
                .optional()
        })?;
        let Some((stage, mut session)) = found else {
            return Ok(None);
        };
        session.stage = Stage::of_word(&stage).ok_or(ServeError::UnknownWord { word: stage })?;
        if now - session.seen > limits.idle || now - session.begun > limits.absolute {
            self.ask(|connection| {
                let params = named_params! { ":token": known_by };
                connection.execute("DELETE FROM sessions WHERE token = :token", params)
            })?;
            return Ok(None);
        }
        if now - session.seen >= BETWEEN_NOTES {
            self.ask(|connection| {
                let params = named_params! { ":token": known_by, ":now": now };
                connection.execute("UPDATE sessions SET seen = :now WHERE token = :token", params)
            })?;
        }
        Ok(Some(session))
    }

    /// Begins a session in place of `before`, and says its token. One that is begun anew at each stage cannot have been put
    /// into somebody's browser beforehand.
    pub fn begin_session(
        &self,
        clock: &Clock,
        user: &str,
        stage: Stage,
        (origin, agent): (&str, &str),
        before: Option<&Session>,
        lines: &[Line],
    ) -> Result<String, ServeError> {
        let (token, known_by) = chance::token()?;
        let now = clock.seconds();
        self.act(clock, lines, |transaction| {
            if let Some(before) = before {
                let params = named_params! { ":token": before.token };
                transaction.execute("DELETE FROM sessions WHERE token = :token", params)?;
            }
            transaction
                .execute(
                    include_str!("sql/begin_session.sql"),
                    named_params! {
                        ":token": known_by,
                        ":user": user,
                        ":stage": stage.word(),
                        ":now": now,
                        ":origin": origin,
                        ":agent": agent,
                        ":factor": before.and_then(|before| before.factor.as_deref()),
                    },
                )
                .map(drop)
        })?;
        Ok(token)
    }

    /// Keeps the second factor that is being set up with the session.
    pub fn propose_factor(&self, session: &Session, secret: &str) -> Result<(), ServeError> {
        self.ask(|connection| {
            let params = named_params! { ":token": session.token, ":factor": secret };
            connection
                .execute("UPDATE sessions SET factor = :factor WHERE token = :token", params)
                .map(drop)
        })
    }

    /// Looks at the pages of somebody else from now on, or at the own again.
    pub fn view_as(&self, clock: &Clock, token: &str, other: Option<&str>, lines: &[Line]) -> Result<(), ServeError> {
        self.act(clock, lines, |transaction| {
            let params = named_params! { ":token": token, ":other": other };
            transaction
                .execute("UPDATE sessions SET viewing_as = :other WHERE token = :token", params)
                .map(drop)
        })
    }

    /// Ends a session of `user`; the hash of another's ends none.
    pub fn end_session(&self, clock: &Clock, user: &str, token: &str, lines: &[Line]) -> Result<(), ServeError> {
        self.act(clock, lines, |transaction| {
            let params = named_params! { ":user": user, ":token": token };
            transaction
                .execute("DELETE FROM sessions WHERE user = :user AND token = :token", params)
                .map(drop)
        })
    }

    /// Ends all sessions of an account, or of all.
    pub fn end_sessions(&self, clock: &Clock, user: Option<&str>, lines: &[Line]) -> Result<(), ServeError> {
        self.act(clock, lines, |transaction| match user {
            Some(user) => users::end_all(transaction, user),
            None => transaction.execute("DELETE FROM sessions", []).map(drop),
        })
    }

    /// Sessions that are signed in, of one account or of all, the last seen first.
    pub fn sessions(&self, user: Option<&str>) -> Result<Vec<SessionRow>, ServeError> {
        self.ask(|connection| {
            let mut statement = connection.prepare_cached(include_str!("sql/sessions.sql"))?;
            let rows = statement.query_map(named_params! { ":user": user }, |row| {
                Ok(SessionRow {
                    token: row.get("token")?,
                    user: row.get("user")?,
                    begun: row.get("begun")?,
                    seen: row.get("seen")?,
                    origin: row.get("origin")?,
                    agent: row.get("agent")?,
                })
            })?;
            rows.collect()
        })
    }

    /// Remembers a device of an account, and says its token.
    pub fn know_device(&self, clock: &Clock, user: &str) -> Result<String, ServeError> {
        let (token, known_by) = chance::token()?;
        let now = clock.seconds();
        self.ask(|connection| {
            let params = named_params! { ":now": now };
            connection.execute("DELETE FROM devices WHERE known_until < :now", params)?;
            let params = named_params! { ":token": known_by, ":user": user, ":until": now + DEVICE_KNOWN };
            connection.execute(include_str!("sql/know_device.sql"), params)
        })?;
        Ok(token)
    }

    /// True if the account has been signed in to on the device with this token.
    pub fn knows_device(&self, clock: &Clock, user: &str, token: &str) -> Result<bool, ServeError> {
        let (known_by, now) = (chance::hash(token), clock.seconds());
        self.ask(|connection| {
            connection
                .prepare_cached(include_str!("sql/knows_device.sql"))?
                .exists(named_params! { ":token": known_by, ":user": user, ":now": now })
        })
    }
}

fn session(row: &Row<'_>) -> rusqlite::Result<Session> {
    Ok(Session {
        token: row.get("token")?,
        user: row.get("user")?,
        stage: Stage::NewPassword,
        begun: row.get("begun")?,
        seen: row.get("seen")?,
        factor: row.get("factor")?,
        viewing_as: row.get("viewing_as")?,
    })
}
