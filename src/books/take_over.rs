//! What a store says of pay and no record has yet, because an earlier program decided it.

use std::path::Path;

use super::book::{self, Posting};
use super::decision::{CLOSE, TAKEN_OVER, closed, decisions, folders, json};
use super::error::BooksError;
use super::place;
use super::sql::{self, Part, file};
use crate::diagnostic::Result;
use crate::record::{Draft, Head, Record};
use crate::store::{Params, Row, Store};
use crate::workspace::Workspace;

/// True if the store says that something was decided.
pub(super) fn has_pay(store: &Store) -> Result<bool> {
    let is_any = !sql::rows(store, file!("postings.sql"), &Params::none())?.is_empty()
        || !sql::rows(store, file!("closes.sql"), &Params::none())?.is_empty();
    Ok(is_any || loose(store)? != 0)
}

fn loose(store: &Store) -> Result<i64> {
    let rows = sql::rows(store, file!("loose.sql"), &Params::none())?;
    Ok(rows.first().and_then(|row| row.integer("loose")).unwrap_or_default())
}

/// Takes what a store says of pay over into books and the record, which must be empty; how many decisions there are. The
/// record gets all of it in one step: until then nothing is taken over.
pub(super) fn take_over(workspace: &Workspace, store: &Store) -> Result<usize> {
    let mut record = Record::open_or_make(workspace)?;
    let head = record.head()?;
    let rows = loose(store)?;
    if rows != 0 {
        return Err(BooksError::Loose { rows }.into());
    }
    // Of an attempt that ended before.
    place::put_aside(workspace, &folders(workspace, &decisions(&record.entries()?)?))?;
    let drafts = drafts(workspace, store, &head)?;
    let count = drafts.len();
    record.append(&head, drafts)?;
    Ok(count)
}

/// A run that no book has: it was calculated and never counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unposted {
    pub run: i64,
    pub plan: String,
    pub period: String,
}

/// The runs of a store that no book has.
pub fn unposted(store: &Store) -> Result<Vec<Unposted>> {
    let rows = sql::rows(store, file!("unposted.sql"), &Params::none())?;
    let run = |row: Row<'_>| Unposted {
        run: row.integer("run_no").unwrap_or_default(),
        plan: row.text("plan_id"),
        period: row.text("period"),
    };
    Ok(rows.iter().map(run).collect())
}

/// Takes a run that no book has out of the store; the caller has a transaction.
pub fn forget_run(store: &Store, run: i64) -> Result<()> {
    for part in Part::of_run(run) {
        store.execute(&part.statement(file!("clear.sql.j2"), Path::new(""))?, &Params::none())?;
    }
    Ok(())
}

/// A close comes after what its period pays.
fn drafts(workspace: &Workspace, store: &Store, head: &Head) -> Result<Vec<Draft>> {
    let postings = Posting::all(store)?;
    let closes = sql::rows(store, file!("closes.sql"), &Params::none())?;
    let draft = |kind: &str, plan: &str, period: &str, payload: String| Draft {
        at: None,
        person: None,
        kind: format!("{TAKEN_OVER}{kind}"),
        plan: Some(plan.to_owned()),
        period: Some(period.to_owned()),
        payload,
    };
    let mut drafts = Vec::new();
    let mut is_told = vec![false; closes.len()];
    for (index, posting) in postings.iter().enumerate() {
        let posted = book::write(workspace, store, posting, head)?;
        drafts.push(Draft {
            person: posting.of.by.clone(),
            ..draft(&posting.of.kind, &posting.plan, &posting.period, json(&posted))
        });
        for (told, row) in is_told.iter_mut().zip(closes.iter()) {
            let (plan, period) = (row.str("plan_id"), row.str("period"));
            let pays = |posting: &Posting| posting.plan == plan && posting.of.posted_in == period;
            if !*told && !postings[index + 1..].iter().any(pays) && postings[..=index].iter().any(pays) {
                *told = true;
                drafts.push(draft(CLOSE, plan, period, json(&closed(row))));
            }
        }
    }
    for (told, row) in is_told.iter().zip(closes.iter()) {
        if !told {
            drafts.push(draft(CLOSE, row.str("plan_id"), row.str("period"), json(&closed(row))));
        }
    }
    Ok(drafts)
}
