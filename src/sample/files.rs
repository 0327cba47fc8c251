//! The files of a book: each is put into place when it is whole, and the scratch database goes when it is no longer needed.

use std::path::{Path, PathBuf};

use super::error::SampleError;
use crate::diagnostic::Result;
use crate::files;

/// What was written.
#[derive(Clone, Debug)]
pub struct Written {
    /// One file per table, in the contract's order; of messy ones none for a table without rows whose format says nothing
    /// without them.
    pub files: Vec<PathBuf>,
    /// Of messy files, the list of the rejects that must come out: file, row, table, column, rule.
    pub rejects: Option<PathBuf>,
}

/// Lets `work` write a file beside `path` and puts it there when it is whole.
pub(super) fn in_place(path: &Path, work: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    let part = path.with_file_name(name);
    files::remove(&part).map_err(|e| SampleError::unwritable(path, &e))?;
    let put = |()| {
        let put = files::open_up(&part).and_then(|()| std::fs::rename(&part, path));
        put.map_err(|e| SampleError::unwritable(path, &e).into())
    };
    let outcome = work(&part).and_then(put);
    if outcome.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    outcome
}

pub(super) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}

/// A database that goes when it is no longer needed, also after an error; one that a killed process left goes before.
pub(super) struct Scratch {
    pub(super) path: PathBuf,
}

impl Scratch {
    pub(super) fn new(folder: &Path) -> Self {
        let scratch = Self {
            path: folder.join(".sample.duckdb"),
        };
        scratch.clear();
        scratch
    }

    fn clear(&self) {
        let _ = std::fs::remove_file(&self.path);
        let _ = std::fs::remove_file(self.path.with_extension("duckdb.wal"));
        let _ = std::fs::remove_dir_all(self.path.with_extension("duckdb.tmp"));
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        self.clear();
    }
}
