//! Accounts, sessions and the audit log in `duebook.sqlite`, beside the record of decisions.
//!
//! What is done and its line of the audit log are one transaction: either both are there or neither.

mod audit;
mod file;
mod log;
mod sessions;
mod users;

pub use audit::{Act, ActKind, AuditFilter, COMMAND_LINE, Line, LogLine};
pub use file::State;
pub use sessions::{DEVICE_KNOWN, Limits, Session, SessionRow, Stage};
pub use users::{Account, Factor, NewUser, Secrets};
