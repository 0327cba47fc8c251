//! What a report is to be: its sections and their columns, the periods it looks at, whom it is about and when it falls due.

pub(super) mod columns;
pub mod definition;
pub mod schedule;
pub mod scope;
pub mod views;
