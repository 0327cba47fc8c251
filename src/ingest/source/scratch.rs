//! Temporary files of a run.

use std::path::{Path, PathBuf};

use crate::ingest::error::IngestError;
use crate::workspace::SCRATCH;

/// A folder for temporary files in the workspace, emptied before and after a run.
#[derive(Debug)]
pub struct Scratch {
    folder: PathBuf,
    next: std::cell::Cell<u32>,
}

impl Scratch {
    /// Makes the folder below `root`. Only one process has the store open, so what is left there is of no use.
    pub fn new(root: &Path) -> Result<Self, IngestError> {
        let folder = root.join(SCRATCH);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).map_err(|e| IngestError::unwritable(&folder, &e))?;
        Ok(Self {
            folder,
            next: std::cell::Cell::new(0),
        })
    }

    /// The path of a new file that ends in `extension`.
    pub fn path(&self, extension: &str) -> PathBuf {
        let number = self.next.get();
        self.next.set(number + 1);
        self.folder.join(format!("{number}.{extension}"))
    }

    /// Removes a temporary file early; any other path is left alone.
    pub fn discard(&self, path: &Path) {
        if path.starts_with(&self.folder) {
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
