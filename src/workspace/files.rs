//! Files and folders that are written: whole, or not at all.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use super::error::WorkspaceError;
use crate::diagnostic::Result;

/// Makes a folder and those above it.
pub fn create_folder(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path).map_err(|e| unwritable(path, &e))
}

/// Writes a file whole or not at all: beside its final name, then renamed.
pub fn write_file(path: &Path, content: &[u8]) -> Result<()> {
    write_file_with(path, |out| out.write_all(content).map_err(|e| unwritable(path, &e)))
}

/// The same for what is written piece by piece.
pub fn write_file_with(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    let part = path.with_file_name(name);
    let failed = |e: std::io::Error| unwritable(path, &e);
    let mut out = BufWriter::new(File::create(&part).map_err(failed)?);
    let written = write(&mut out).and_then(|()| out.flush().map_err(failed));
    if written.is_err() {
        // The error is what is told; a rest that cannot be removed is left.
        let _ = std::fs::remove_file(&part);
    }
    written.and_then(|()| std::fs::rename(&part, path).map_err(failed))
}

fn unwritable(path: &Path, error: &std::io::Error) -> crate::Error {
    WorkspaceError::Unwritable {
        path: path.display().to_string(),
        reason: error.to_string(),
    }
    .into()
}
