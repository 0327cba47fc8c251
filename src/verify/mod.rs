//! Whether what is kept is whole: the archive, the store, the record, the books, what the store says of pay, and
//! the audit log.
//!
//! A check is a line of [`CHECKS`]: it looks at one thing to its end and says how much it looked at and everything that is
//! wrong. None of them changes what it looks at.

mod archive;
#[cfg(feature = "serve")]
mod audit;
mod pay;
mod store;

use crate::books::{Depth, Held};
use crate::diagnostic::{Error, Result};
use crate::message::Message;
use crate::store::Store;
use crate::workspace::Workspace;

/// What checks look at.
pub struct Desk<'w> {
    pub workspace: &'w Workspace,
    /// The store, if it could be opened.
    pub store: Option<&'w Store>,
}

/// What a check found.
pub struct Looked {
    /// At what it looked.
    pub at: Message,
    /// What is wrong, each for a line.
    pub wrong: Vec<Message>,
}

/// Looks at one thing; `None` if it cannot, because there is no store.
pub type Check = fn(&Desk<'_>) -> Option<Looked>;

/// What `verify` looks at, in this order.
pub const CHECKS: &[Check] = &[
    archive::files,
    store::blocks,
    store::rows,
    pay::record,
    pay::books,
    pay::store,
    #[cfg(feature = "serve")]
    audit::lines,
];

/// The sentences of an error.
pub fn sentences(error: &Error) -> Vec<Message> {
    error.iter().map(crate::message::Say::message).collect()
}

/// The quick part: the chain of the record and the manifests it names.
pub fn quick(workspace: &Workspace) -> Result<()> {
    match Held::open(workspace)? {
        None => Ok(()),
        Some(held) => Error::all(held.books(Depth::Manifests)),
    }
}
