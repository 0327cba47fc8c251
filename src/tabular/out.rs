//! Where a table goes while it is written.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::error::TabularError;
use crate::diagnostic::Result;
use crate::files;

/// Rows up to which a table is kept in memory where the format is written as a whole.
pub(super) const FEW_ROWS: u64 = 50_000;

/// A writer with a name for errors.
pub struct Out<'o> {
    name: PathBuf,
    to: &'o mut dyn Write,
}

impl<'o> Out<'o> {
    /// What is written to `to`, which people know as `name`.
    pub fn new(name: impl Into<PathBuf>, to: &'o mut dyn Write) -> Self {
        let name = name.into();
        Self { name, to }
    }

    /// Writes all of it.
    pub fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.to.write_all(bytes).map_err(|e| self.failed(&e))
    }

    /// Writes the file at `path`.
    pub(super) fn put_file(&mut self, path: &Path) -> Result<()> {
        let mut file = File::open(path).map_err(|e| TabularError::unwritable(path, &e))?;
        io::copy(&mut file, self.to).map_err(|e| self.failed(&e)).map(drop)
    }

    /// Tells errors while the writer is lent to somebody.
    pub(super) fn failure(&self) -> Failure {
        Failure(self.name.clone())
    }

    fn failed(&self, error: &io::Error) -> crate::Error {
        self.failure().of(error)
    }
}

/// What failed, by its name.
pub(super) struct Failure(PathBuf);

impl Failure {
    pub fn of(&self, error: &io::Error) -> crate::Error {
        TabularError::unwritable(&self.0, error).into()
    }
}

impl Write for Out<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.to.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// A file that goes when it is no longer needed.
pub(super) struct Passing(pub PathBuf);

impl Passing {
    /// One in `folder` that ends in `extension`; one of that name is gone, also if it is a link.
    pub fn new(folder: &Path, extension: &str) -> Result<Self> {
        let path = folder.join(format!(".duebook-{}.{extension}", std::process::id()));
        files::remove(&path).map_err(|e| TabularError::unwritable(&path, &e))?;
        Ok(Self(path))
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        // Nothing depends on it any more; what cannot be removed is left.
        let _ = files::remove(&self.0);
    }
}
