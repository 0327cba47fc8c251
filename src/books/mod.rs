//! The books of pay that was decided, and the order in which a decision is made.
//!
//! A run that was approved, or posted by a rebooking, has a book: `books/PLAN/PERIOD/RUN/` holds all its rows as Parquet and
//! a manifest that says what each file must be. A decision is made in three steps: the book is written and on the disk; the
//! record gets its entry, which names the book's manifest by its hash (from here on the decision stands); the store commits.
//! Each command that opens the store first brings it up to the record ([`open`]), so that it does not matter at which
//! step a process ends; and a store that is lost can be made anew.

mod book;
mod decide;
mod decision;
mod error;
mod follow;
mod held;
mod manifest;
mod open;
mod place;
mod sql;
mod take_over;

pub use decide::{Decided, decide};
pub use decision::{
    ACKNOWLEDGE, ADJUST, APPROVE, CALCULATE, DISPUTE, Decision, FIRST, Note, Noted, PUT_AWAY, REBOOK, REJECT, Said,
};
pub use error::BooksError;
pub use follow::load_all;
pub use held::{Depth, Held};
pub use manifest::Anchor;
pub use open::{
    Followed, begin_anew, bring_up, is_behind, is_recorded, open, open_closed, open_paired, open_to_publish,
};
pub use take_over::{Unposted, forget_run, unposted};
