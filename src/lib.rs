//! Duebook, the due book: renewal KPIs and incentives of a life insurer, computed where every number can be traced.
//!
//! Data flows one way, and the modules are the way it flows: files are read by [`ingest`] into the [`store`], SQL files
//! turn rows into facts and [`metrics`], and [`report`] shows them. A module calls only those of the
//! floors before its own.

// They panic where a reader has left (`| head`); `cli::output` does not.
#![cfg_attr(not(test), warn(clippy::print_stdout, clippy::print_stderr))]

// The floors from the ground up: a blank line begins the next one.

pub mod decimal;
pub mod digest;
pub mod header;
pub mod locale;
#[cfg(feature = "serve")]
pub mod percent;
pub mod random;
pub mod shipped;
pub mod template;
pub mod visible;
pub mod word;

pub mod file_name;
pub mod message;

pub mod details;
pub mod wording;

pub mod refusal;

pub mod files;

pub mod diagnostic;

pub mod library;
pub mod names;
pub mod period;

pub mod contract;
pub mod texts;
pub mod workspace;

pub mod record;
pub mod store;

pub mod books;
pub mod privacy;

pub mod ingest;
pub mod sample;
pub mod tabular;

pub mod metrics;
pub mod query;

pub mod engine;

pub mod incentive;

pub mod report;

#[cfg(feature = "serve")]
pub mod serve;

pub mod backup;
pub mod check;
pub mod publish;
pub mod verify;

pub mod cli;

pub use diagnostic::{Error, Result};
