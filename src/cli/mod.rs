//! The command line: one file per command, each of which reads arguments, calls the library and presents the result.
//!
//! Data goes to stdout, talk to stderr. Exit codes: 0 done, 1 done with findings, 2 usage or bad input, 3 the store is
//! locked or damaged, or the disk is full.

mod backup;
mod check;
mod commands;
mod context;
mod demo;
mod engine;
mod help;
mod incentive;
mod ingest;
mod init;
mod kpi;
mod language;
mod list;
mod map;
mod metrics;
mod output;
mod plan;
mod publish;
mod query;
mod rebuild;
mod report;
mod sample;
mod scale;
mod scope;
mod serve;
mod signals;
mod status;
mod terminal;
mod usage;
mod user;
mod verify;
mod worklist;

use context::{Context, Outcome};

pub use commands::run;
