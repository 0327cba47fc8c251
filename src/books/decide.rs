//! A decision, made in its order: the books, the record, the store.

use super::book::{self, Posting};
use super::decision::{CLOSE, Noted, Posted, Said, closed, json};
use super::error::BooksError;
use super::follow;
use super::held::Held;
use super::place::now;
use super::sql::{self, file};
use crate::diagnostic::{Error, Result};
use crate::record::{Draft, Record};
use crate::store::{Params, Row, Store};
use crate::workspace::Workspace;

/// What was decided, as the store has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// This run counts.
    Posted {
        run: i64,
        said: Said,
    },
    /// A step on the way, of this kind.
    Noted {
        kind: &'static str,
        plan: String,
        period: String,
        noted: Noted,
    },
    Closed {
        plan: String,
        period: String,
    },
}

/// Makes a decision in the name of `by`: `work` writes it into the store and says what it was. When this returns it stands
/// in the books, the record and the store, which must have agreed before. If it fails it stands in none of them; or, as the
/// error says then, in books and record, to which the next command brings the store.
pub fn decide<T>(
    workspace: &Workspace,
    store: &Store,
    by: Option<&str>,
    work: impl FnOnce() -> Result<(T, Vec<Decided>)>,
) -> Result<T> {
    let mut record = Record::open_or_make(workspace)?;
    let head = record.head()?;
    if follow::followed(store)?.unwrap_or_default() != head {
        return Err(BooksError::Overtaken.into());
    }
    if let Some(held) = Held::open(workspace)? {
        Error::all(held.lists(store)?)?;
    }
    let mut stands = None;
    let outcome = store.transaction(|| {
        let (value, decided) = work()?;
        let mut drafts = Vec::new();
        for one in decided {
            let (kind, plan, period, payload) = match one {
                Decided::Posted { run, said } => {
                    let posting = Posting::all(store)?.into_iter().rfind(|posting| posting.run == run);
                    let Some(posting) = posting else { continue };
                    let written = book::write(workspace, store, &posting, &head)?;
                    let posted = Posted { said, ..written };
                    (posting.of.kind, posting.plan, posting.period, json(&posted))
                }
                Decided::Noted {
                    kind,
                    plan,
                    period,
                    noted,
                } => (kind.to_owned(), plan, period, json(&noted)),
                Decided::Closed { plan, period } => {
                    let rows = sql::rows(store, file!("closes.sql"), &Params::none())?;
                    let is_meant = |row: &Row<'_>| row.str("plan_id") == plan && row.str("period") == period;
                    let Some(closed) = rows.iter().find(is_meant).map(closed) else {
                        continue;
                    };
                    (CLOSE.to_owned(), plan, period, json(&closed))
                }
            };
            drafts.push(Draft {
                at: Some(now()),
                person: by.map(str::to_owned),
                kind,
                plan: Some(plan),
                period: Some(period),
                payload,
            });
        }
        let is_decided = !drafts.is_empty();
        let head = record.append(&head, drafts)?;
        stands = is_decided.then_some(head.number);
        follow::set(store, &head)?;
        Ok(value)
    });
    outcome.map_err(|error| match stands {
        Some(number) => Error::from(BooksError::Stands { number }).and(error),
        None => error,
    })
}
