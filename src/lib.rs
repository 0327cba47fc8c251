//! Duebook, the due book: renewal KPIs and incentives of a life insurer, computed where every number can be traced.
//!
//! Data flows one way, and the modules are the way it flows: files are read by [`ingest`] into the [`store`], SQL files
//! turn rows into facts and [`metrics`], and [`report`] shows them. A module calls only what stands before it here.

// They panic where a reader has left (`| head`); `cli::output` does not.
#![cfg_attr(not(test), warn(clippy::print_stdout, clippy::print_stderr))]

// What everything rests on.
pub mod decimal;
pub mod diagnostic;
mod family;
pub mod header;
pub mod library;
pub mod period;
pub mod workspace;

// From files to numbers.
pub mod contract;
pub mod incentive;
pub mod ingest;
pub mod metrics;
pub mod query;
pub mod store;
pub mod tabular;

// What people see.
pub mod check;
pub mod cli;
pub mod report;
pub mod sample;

pub use diagnostic::{Error, Result};
