//! Incentive plans: what HR writes ([`plan`], with its blocks in [`rule`]), what it pays ([`calculate`]), how that is told
//! ([`explain`]), the cases that prove it ([`golden`]), and what becomes of it in the store ([`ledger`]).
//!
//! The calculation knows no database: it takes people, measures, items and earlier rows as values and returns ledger and
//! trace rows, so that the same engine runs on files that HR keeps as cases and on the store. Every number is an exact
//! fraction until a row is rounded.

pub mod number;
mod sheet;

pub mod positions;

pub mod input;
pub mod plan;
pub mod trace;

pub mod engine;
pub mod rule;

pub mod across;
mod calculate;
pub mod cliffs;
pub mod explain;
pub mod fairness;
pub mod holes;
pub mod lines;
pub mod next_tier;
pub mod show;
pub mod words;

pub mod examples;
pub mod golden;
pub mod ledger;

pub use calculate::calculate;
pub use number::{Mode, Number};
pub use plan::Plan;
