//! The workspace in a folder of its own, and back: everything that cannot be made anew.
//!
//! A backup holds the settings, the workspace's own files, the archive, the store, the record and the books of pay; reports and
//! files that merely lie in `data/` are left out. Nobody writes to the store while it is copied. A manifest names every file
//! with its SHA-256; nothing is restored unless all of them are as they were.

mod copy;
mod error;
mod make;
mod manifest;
mod restore;

pub use error::BackupError;
pub use make::{Made, backup};
pub use restore::{Restored, restore};
