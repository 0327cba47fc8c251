//! Files and folders that are written: whole, or not at all.

use std::path::Path;

use super::error::WorkspaceError;
use crate::diagnostic::Result;
use crate::message::Say;

/// Makes a folder and those above it.
pub fn create_folder(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path).map_err(|e| unwritable(path, &e))
}

/// Writes a file whole or not at all: beside its final name, then renamed.
pub fn write_file(path: &Path, content: &[u8]) -> Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    let part = path.with_file_name(name);
    std::fs::write(&part, content)
        .and_then(|()| std::fs::rename(&part, path))
        .map_err(|e| unwritable(path, &e))
}

fn unwritable(path: &Path, error: &std::io::Error) -> crate::Error {
    WorkspaceError::Unwritable {
        path: path.display().to_string(),
        reason: error.message(),
    }
    .into()
}
