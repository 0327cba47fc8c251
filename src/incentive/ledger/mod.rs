//! The ledger of incentives: calculations fed from the store, and what becomes of them.
//!
//! A *run* is a calculation of a plan for a period ([`calculate`]); it is never changed, and counts for nothing until it
//! is approved ([`approve`](post::approve)), which adds its rows to the ledger. A closed period ([`close`]) never changes
//! again: what is known better later is posted into the first open period ([`rebook`]). Reading goes on outside of
//! transactions, since one process has the store to itself; all that a command writes is one transaction.

mod across;
pub mod balances;
pub mod bridge;
pub mod calculate;
pub mod calculation;
pub mod close;
pub mod control;
pub mod corrected;
pub mod diff;
pub mod entry;
pub mod error;
pub mod gather;
pub mod held;
pub mod pay;
pub mod payments;
pub mod payroll;
pub mod post;
pub mod reach;
pub mod rebook;
pub mod review;
mod rows;
pub mod runs;
mod save;
pub mod seal;
pub mod simulate;
pub mod statement;
pub mod stored;
pub mod why_not;

pub use calculate::PayrollContext;
pub use calculation::Calculation;
pub use error::LedgerError;
pub use runs::{Run, State};
