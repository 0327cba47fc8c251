//! Another engine, for data that may not leave a lake: the same SQL files make the same sums there, on Apache Spark.
//!
//! The seam is what the roll-up reads: sums of each metric per person, whom they are of, and what slices are. Everything above
//! it (targets, composites, ranks, reports, pay) does not know where the sums were made. A job is one file of SQL that the
//! company's own programs run (`job.rs`), from the same files the store runs (`dialect.rs`), over views of the lake's tables
//! (`data.rs`); what comes back is believed only if it is whole and the answer to the question (`results.rs`).

mod audited;
mod audits;
mod branch;
mod checks;
mod data;
mod dialect;
mod error;
mod extract;
mod job;
mod manifest;
mod results;
mod spark;
mod submit;
mod verify;

pub use audited::Audited;
pub use branch::Brought;
pub use checks::LeftOut;
pub use error::EngineError;
pub use job::Job;
pub use manifest::Manifest;
pub use results::Results;
pub use spark::Spark;
pub use submit::{Progress, Silent};
pub use verify::{Differing, Numbers, Verified, left_in};
