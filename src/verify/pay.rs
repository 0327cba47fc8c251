//! The record, the books, and the store's ledger and runs.

use super::{Desk, Looked, sentences};
use crate::books::{Depth, Held};
use crate::message::{Message, Say, say};
use crate::record::Record;

/// The chain of the record.
pub(super) fn record(desk: &Desk<'_>) -> Option<Looked> {
    let (entries, wrong) = match Record::open(desk.workspace) {
        Ok(None) => return None,
        Ok(Some(record)) => {
            let mut wrong = said(&record.faults());
            if wrong.is_empty()
                && let Err(error) = Held::open(desk.workspace)
            {
                wrong = sentences(&error);
            }
            (record.head().unwrap_or_default().number, wrong)
        }
        Err(error) => (0, said(&[error])),
    };
    let at = say!("commands.verify.record", entries);
    Some(Looked { at, wrong })
}

/// The books by their manifests, and those by the record.
pub(super) fn books(desk: &Desk<'_>) -> Option<Looked> {
    // A broken chain is told by the check of the record.
    let held = Held::open(desk.workspace).ok().flatten()?;
    let books = held
        .decisions
        .iter()
        .filter(|decision| decision.posted.is_some())
        .count();
    Some(Looked {
        at: say!("commands.verify.books", books),
        wrong: said(&held.books(Depth::Files)),
    })
}

/// The store's ledger, runs and closes by the books and the record.
pub(super) fn store(desk: &Desk<'_>) -> Option<Looked> {
    let held = Held::open(desk.workspace).ok().flatten();
    let (Some(store), Some(held)) = (desk.store, held) else {
        return None;
    };
    let decisions = held.decisions.len();
    let wrong = match held.store(store) {
        Ok(faults) => said(&faults),
        Err(error) => sentences(&error),
    };
    let at = say!("commands.verify.pay", decisions);
    Some(Looked { at, wrong })
}

fn said(faults: &[impl Say]) -> Vec<Message> {
    faults.iter().map(Say::message).collect()
}
