//! A decision, made in its order: the books, the record, the store.

use std::collections::BTreeMap;

use super::book::{self, Posting};
use super::decision::{CLOSE, Closed};
use super::error::BooksError;
use super::follow;
use super::place::now;
use super::sql::{self, file};
use crate::diagnostic::Result;
use crate::record::{Draft, Record};
use crate::store::{Params, Row, Store};
use crate::workspace::Workspace;

/// What was decided, as the store has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// This run counts.
    Posted {
        run: i64,
    },
    Closed {
        plan: String,
        period: String,
    },
}

/// Makes a decision in the name of `by`: `work` writes it into the store and says what it was. When this returns it stands
/// in the books, the record and the store; if it fails, in none of them, or in the record, to which the next command brings
/// the store.
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
    store.transaction(|| {
        let (value, decided) = work()?;
        let mut drafts = Vec::new();
        for one in decided {
            let (kind, plan, period, payload) = match one {
                Decided::Posted { run } => {
                    let posting = Posting::all(store)?.into_iter().rfind(|posting| posting.run == run);
                    let Some(posting) = posting else { continue };
                    let posted = book::write(workspace, store, &posting, &head)?;
                    (posting.of.kind, posting.plan, posting.period, json(&posted))
                }
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
        let head = record.append(&head, drafts)?;
        follow::set(store, &head)?;
        Ok(value)
    })
}

/// A row of the table of closes.
pub(super) fn closed(row: Row<'_>) -> Closed {
    let close: BTreeMap<String, Option<String>> = CLOSE_COLUMNS
        .iter()
        .map(|column| {
            let cell = row.get(column).filter(|cell| !cell.is_null());
            ((*column).to_owned(), cell.map(ToString::to_string))
        })
        .collect();
    Closed { close }
}

/// The columns of the table of closes.
const CLOSE_COLUMNS: [&str; 13] = [
    "plan_id",
    "period",
    "first_on",
    "run_no",
    "forced_reason",
    "findings",
    "people",
    "entries",
    "total",
    "measures_hash",
    "ledger_hash",
    "previous_seal",
    "seal",
];

/// Plain texts and numbers: there is nothing that JSON cannot hold.
pub(super) fn json(payload: &impl serde::Serialize) -> String {
    serde_json::to_string(payload).unwrap_or_default()
}
