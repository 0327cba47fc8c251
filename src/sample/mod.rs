//! A sample book with the behaviour of a real one, written as the files a core system would export.
//!
//! The model is SQL (`queries/sample/`, assumptions in each file's head); this module runs it in a scratch database
//! beside the output and writes one file per table of the contract: clean, or [`messy`] as real exports are. The same
//! settings give the same files, byte for byte, whatever the number of threads. Memory stays within the store's limit:
//! larger books spill to disk.

mod error;
mod files;
mod messy;
mod options;
mod rows;
mod workbook;
mod write;

pub use error::SampleError;
pub use files::Written;
pub use options::{Format, Options};
pub use write::write;
