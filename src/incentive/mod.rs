//! Incentive plans: what HR writes ([`plan`]), what it pays ([`evaluate`]), and the cases that prove it ([`golden`]).
//!
//! The calculation knows no database: it takes people, measures, items and earlier rows as values and returns ledger and
//! trace rows, so that the same engine runs on files that HR keeps as cases and on the store. Every number is an exact
//! fraction until a row is rounded.

pub mod book;
pub mod cliffs;
pub mod evaluate;
pub mod examples;
pub mod explain;
pub mod fairness;
pub mod golden;
pub mod holes;
pub mod input;
pub mod number;
pub mod plan;
pub mod show;
pub mod table;
pub mod tell;
pub mod trace;
pub mod words;

pub use number::{Mode, Number};
pub use plan::Plan;
