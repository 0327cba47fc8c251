//! The files the program ships (SQL, templates, texts) with the workspace's own laid over them.
//!
//! A workspace file of the same relative name replaces the shipped one; a new name adds to the list. A file that stands for
//! several is told apart into these first (`family.rs`). Nothing here knows what the files mean.

mod family;
mod files;
mod order;
mod overrides;
mod source;

pub use files::{Library, LibraryError};
pub use order::{in_order, needed, reads};
pub use source::Source;
