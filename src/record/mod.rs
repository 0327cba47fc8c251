//! The record of decisions, `duebook.sqlite`: what people decided, entry by entry.
//!
//! Entries are only added. Each holds who and when, and the hash of the one before, so that none can be changed, taken out
//! or put in unseen; what an entry means is the business of those who write it. The file is the point from which on a
//! decision stands: an entry that was added is on the disk, whatever becomes of the process. Accounts and the audit log of
//! `serve` are tables of their own in the same file.

mod chain;
mod entry;
mod error;
mod file;
mod login;

pub use entry::{Draft, Entry, Head};
pub use error::RecordError;
pub use file::Record;
#[cfg(feature = "serve")]
pub(crate) use file::connect;
