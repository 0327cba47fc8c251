//! Accounts: who may sign in, and what they are granted by hand.

use rusqlite::{Connection, OptionalExtension as _, Row, named_params};

use super::audit::Line;
use super::file::{State, of};
use crate::report::model::Level;
use crate::serve::clock::Clock;
use crate::serve::error::ServeError;
use crate::serve::viewer::{Grant, Identity, Place, Role};

/// An account as it is.
#[derive(Clone, Debug)]
pub struct Account {
    pub identity: Identity,
    pub is_disabled: bool,
    pub has_password: bool,
    /// When the password was set.
    pub password_set: Option<i64>,
    /// Until when a one-time secret opens it, if one is out.
    pub one_time_until: Option<i64>,
    pub has_factor: bool,
}

/// What opens an account: hashes, and the secret of the second factor.
#[derive(Clone, Debug, Default)]
pub struct Secrets {
    pub password: Option<String>,
    pub one_time: Option<String>,
    pub one_time_until: Option<i64>,
    pub factor: Option<Factor>,
}

/// The second factor.
#[derive(Clone, Debug)]
pub struct Factor {
    /// In base 32.
    pub secret: String,
    /// The step of the last code that was taken: no code is taken twice.
    pub step: i64,
}

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewUser {
    pub identity: Identity,
    /// The hash of the secret for the first time.
    pub one_time: String,
    pub one_time_until: i64,
}

impl State {
    /// The account of `user`.
    pub fn account(&self, user: &str) -> Result<Option<Account>, ServeError> {
        Ok(self.accounts_of(Some(user))?.pop())
    }

    /// All accounts, by their names.
    pub fn accounts(&self) -> Result<Vec<Account>, ServeError> {
        self.accounts_of(None)
    }

    fn accounts_of(&self, user: Option<&str>) -> Result<Vec<Account>, ServeError> {
        let (mut accounts, grants) = self.ask(|connection| {
            let mut statement = connection.prepare_cached(include_str!("sql/users.sql"))?;
            let accounts = statement.query_map(named_params! { ":user": user }, account)?;
            let accounts: Vec<Account> = accounts.collect::<rusqlite::Result<_>>()?;
            Ok((accounts, grants(connection, user)?))
        })?;
        for (user, [role, level, id]) in grants {
            let unknown = |word: &str| ServeError::UnknownWord { word: word.to_owned() };
            let grant = Grant {
                role: Role::of_word(&role).ok_or_else(|| unknown(&role))?,
                place: Place::new(Level::of_word(&level).ok_or_else(|| unknown(&level))?, id),
            };
            let own = accounts.iter_mut().find(|account| account.identity.user == user);
            if let Some(account) = own {
                account.identity.grants.push(grant);
            }
        }
        Ok(accounts)
    }

    /// What opens the account.
    pub fn secrets(&self, user: &str) -> Result<Option<Secrets>, ServeError> {
        self.ask(|connection| {
            connection
                .prepare_cached(include_str!("sql/secrets.sql"))?
                .query_row(named_params! { ":user": user }, |row| {
                    let factor: Option<String> = row.get("factor")?;
                    let step = row.get("factor_step")?;
                    Ok(Secrets {
                        password: row.get("password")?,
                        one_time: row.get("one_time")?,
                        one_time_until: row.get("one_time_until")?,
                        factor: factor.map(|secret| Factor { secret, step }),
                    })
                })
                .optional()
        })
    }

    /// Makes an account.
    pub fn add_user(&self, clock: &Clock, new: &NewUser, lines: &[Line]) -> Result<(), ServeError> {
        let identity = &new.identity;
        if self.account(&identity.user)?.is_some() {
            let user = identity.user.clone();
            return Err(ServeError::UserExists { user });
        }
        self.act(clock, lines, |transaction| {
            transaction.execute(
                include_str!("sql/add_user.sql"),
                named_params! {
                    ":user": identity.user,
                    ":name": identity.name,
                    ":person": identity.person,
                    ":one_time": new.one_time,
                    ":one_time_until": new.one_time_until,
                    ":made": clock.seconds(),
                },
            )?;
            for grant in &identity.grants {
                give(transaction, &identity.user, grant)?;
            }
            Ok(())
        })
    }

    /// A secret for the first time is worth nothing once it was used.
    pub fn use_one_time(&self, user: &str) -> Result<(), ServeError> {
        self.ask(|connection| {
            let params = named_params! { ":user": user };
            connection
                .execute(include_str!("sql/use_one_time.sql"), params)
                .map(drop)
        })
    }

    /// Grants something, or takes it away.
    pub fn change_grant(
        &self,
        clock: &Clock,
        user: &str,
        grant: &Grant,
        is_given: bool,
        lines: &[Line],
    ) -> Result<(), ServeError> {
        self.act(clock, lines, |transaction| {
            if is_given {
                return give(transaction, user, grant);
            }
            let params = named_params! {
                ":user": user,
                ":role": grant.role.word(),
                ":level": grant.place.level.word(),
                ":entity_id": grant.place.id,
            };
            transaction.execute(include_str!("sql/take.sql"), params).map(drop)
        })
    }

    /// Closes an account, which ends its sessions, or opens it again.
    pub fn set_disabled(&self, clock: &Clock, user: &str, is_disabled: bool, lines: &[Line]) -> Result<(), ServeError> {
        self.act(clock, lines, |transaction| {
            let params = named_params! { ":user": user, ":is_disabled": is_disabled };
            transaction.execute("UPDATE users SET is_disabled = :is_disabled WHERE user = :user", params)?;
            end_all(transaction, user)
        })
    }

    /// Takes password, known devices and sessions from an account and lets it be opened once by a new secret; its second
    /// factor too if that is lost.
    pub fn reset_user(
        &self,
        clock: &Clock,
        user: &str,
        (one_time, until): (&str, i64),
        with_factor: bool,
        lines: &[Line],
    ) -> Result<(), ServeError> {
        self.act(clock, lines, |transaction| {
            transaction.execute(
                include_str!("sql/reset_user.sql"),
                named_params! {
                    ":user": user,
                    ":one_time": one_time,
                    ":one_time_until": until,
                    ":with_factor": with_factor,
                },
            )?;
            transaction.execute(
                "DELETE FROM devices WHERE user = :user",
                named_params! { ":user": user },
            )?;
            end_all(transaction, user)
        })
    }

    /// Sets a password; the secret for the first time is worth nothing any more. Sessions end, but for the one with this
    /// hash.
    pub fn set_password(
        &self,
        clock: &Clock,
        user: &str,
        password: &str,
        but: &str,
        lines: &[Line],
    ) -> Result<(), ServeError> {
        self.act(clock, lines, |transaction| {
            transaction.execute(
                include_str!("sql/set_password.sql"),
                named_params! { ":user": user, ":password": password, ":at": clock.seconds() },
            )?;
            let params = named_params! { ":user": user, ":but": but };
            transaction
                .execute("DELETE FROM sessions WHERE user = :user AND token <> :but", params)
                .map(drop)
        })
    }

    /// The same password hashed as it is done today.
    pub fn rehash(&self, user: &str, password: &str) -> Result<(), ServeError> {
        self.ask(|connection| {
            let params = named_params! { ":user": user, ":password": password };
            connection
                .execute("UPDATE users SET password = :password WHERE user = :user", params)
                .map(drop)
        })
    }

    /// Sets the second factor.
    pub fn set_factor(&self, clock: &Clock, user: &str, factor: &Factor, lines: &[Line]) -> Result<(), ServeError> {
        self.act(clock, lines, |transaction| {
            let params = named_params! { ":user": user, ":factor": factor.secret, ":step": factor.step };
            transaction
                .execute(
                    "UPDATE users SET factor = :factor, factor_step = :step WHERE user = :user",
                    params,
                )
                .map(drop)
        })
    }

    /// Takes a code of this step; false if one of it or of a later one was taken before.
    pub fn take_step(&self, user: &str, step: i64) -> Result<bool, ServeError> {
        let taken = self.lock().execute(
            "UPDATE users SET factor_step = :step WHERE user = :user AND factor_step < :step",
            named_params! { ":user": user, ":step": step },
        );
        taken.map(|rows| rows == 1).map_err(|error| of(&self.path, &error))
    }
}

/// Ends all sessions of an account.
pub(super) fn end_all(connection: &Connection, user: &str) -> rusqlite::Result<()> {
    let params = named_params! { ":user": user };
    connection
        .execute("DELETE FROM sessions WHERE user = :user", params)
        .map(drop)
}

fn give(connection: &Connection, user: &str, grant: &Grant) -> rusqlite::Result<()> {
    let params = named_params! {
        ":user": user,
        ":role": grant.role.word(),
        ":level": grant.place.level.word(),
        ":entity_id": grant.place.id,
    };
    connection.execute(include_str!("sql/give.sql"), params).map(drop)
}

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        identity: Identity {
            user: row.get("user")?,
            name: row.get("name")?,
            person: row.get("person")?,
            grants: Vec::new(),
        },
        is_disabled: row.get("is_disabled")?,
        has_password: row.get("has_password")?,
        password_set: row.get("password_set")?,
        one_time_until: row.get("one_time_until")?,
        has_factor: row.get("has_factor")?,
    })
}

/// Role, level and place of each grant, with whose it is.
fn grants(connection: &Connection, user: Option<&str>) -> rusqlite::Result<Vec<(String, [String; 3])>> {
    let mut statement = connection.prepare_cached(include_str!("sql/grants.sql"))?;
    let rows = statement.query_map(named_params! { ":user": user }, |row| {
        Ok((
            row.get("user")?,
            [row.get("role")?, row.get("level")?, row.get("entity_id")?],
        ))
    })?;
    rows.collect()
}
