//! Files and folders of a workspace, with what is told where they cannot be had.

use std::io::{BufWriter, Write};
use std::path::Path;

use super::error::WorkspaceError;
use crate::diagnostic::Result;
use crate::files::{self, Access};
pub use crate::files::{Part, sync_folder};

/// Makes a folder and those above it.
pub fn create_folder(path: &Path) -> Result<()> {
    make_folder(path, Access::Usual)
}

/// The same for what nobody else may read: pay.
pub fn create_private_folder(path: &Path) -> Result<()> {
    make_folder(path, Access::Private)
}

fn make_folder(path: &Path, access: Access) -> Result<()> {
    files::create_folder(path, access).map_err(|e| WorkspaceError::unwritable(path, &e).into())
}

/// Writes a file whole or not at all.
pub fn write_file(path: &Path, content: &[u8]) -> Result<()> {
    write_for(Access::Usual, path, content)
}

/// The same for what is written piece by piece.
pub fn write_file_with(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    let failed = |e: std::io::Error| crate::Error::from(WorkspaceError::unwritable(path, &e));
    let mut out = BufWriter::new(Part::of(path).map_err(failed)?);
    write(&mut out)?;
    let part = out.into_inner().map_err(|e| failed(e.into_error()))?;
    part.put().map_err(failed)
}

/// The same; `access` says for whom.
pub fn write_for(access: Access, path: &Path, content: &[u8]) -> Result<()> {
    files::write(path, content, access).map_err(|e| WorkspaceError::unwritable(path, &e).into())
}

/// Removes a file, if it is there.
pub fn remove_file(path: &Path) -> Result<()> {
    files::remove(path).map_err(|e| WorkspaceError::unwritable(path, &e).into())
}

/// The same for a file that has to outlive a loss of power from here on.
pub fn write_lasting(path: &Path, content: &[u8]) -> Result<()> {
    let written = Part::of(path).and_then(|mut part| {
        part.write_all(content)?;
        part.put_for_good()
    });
    written.map_err(|e| WorkspaceError::unwritable(path, &e).into())
}
