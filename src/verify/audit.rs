//! The audit log of `serve`.

use super::{Desk, Looked};
use crate::message::{Say, say};
use crate::record::Record;
use crate::serve::state::State;

/// The chain of its lines.
pub(super) fn lines(desk: &Desk<'_>) -> Option<Looked> {
    // Where there is no file there was never an account; a broken one is told by the check of the record.
    Record::open(desk.workspace).ok().flatten()?;
    let looked = State::open(desk.workspace).and_then(|state| match state {
        Some(state) => state.audit_faults().map(Some),
        None => Ok(None),
    });
    let (lines, wrong) = match looked {
        Ok(None) => return None,
        Ok(Some((lines, faults))) => (lines, faults.iter().map(Say::message).collect()),
        Err(error) => (0, vec![error.message()]),
    };
    let at = say!("commands.verify.audit", lines);
    Some(Looked { at, wrong })
}
