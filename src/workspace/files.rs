//! Files and folders that are written: whole, or not at all.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::error::WorkspaceError;
use crate::diagnostic::Result;

/// Makes a folder and those above it.
pub fn create_folder(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path).map_err(|e| WorkspaceError::unwritable(path, &e).into())
}

/// Writes a file whole or not at all.
pub fn write_file(path: &Path, content: &[u8]) -> Result<()> {
    let written = Part::of(path).and_then(|mut part| {
        part.write_all(content)?;
        part.put()
    });
    written.map_err(|e| WorkspaceError::unwritable(path, &e).into())
}

/// The same for a file that has to outlive a loss of power from here on.
pub fn write_lasting(path: &Path, content: &[u8]) -> Result<()> {
    let written = Part::of(path).and_then(|mut part| {
        part.write_all(content)?;
        part.put_for_good()
    });
    written.map_err(|e| WorkspaceError::unwritable(path, &e).into())
}

/// A file on its way: it is written beside its place, and what does not get there goes.
#[derive(Debug)]
pub struct Part {
    file: File,
    path: PathBuf,
    place: PathBuf,
}

impl Part {
    /// That of the file at `place`. One that a killed process left is replaced, a link never followed.
    pub fn of(place: &Path) -> io::Result<Self> {
        let mut name = place.file_name().unwrap_or_default().to_os_string();
        name.push(".part");
        let path = place.with_file_name(name);
        match std::fs::remove_file(&path) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
        let file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        let place = place.to_path_buf();
        Ok(Self { file, path, place })
    }

    /// Puts it into its place.
    pub fn put(self) -> io::Result<()> {
        std::fs::rename(&self.path, &self.place)
    }

    /// The same, and neither the file nor its name is lost if the power is.
    pub fn put_for_good(self) -> io::Result<()> {
        self.file.sync_all()?;
        let folder = self.place.parent().map(Path::to_path_buf);
        self.put()?;
        folder.map_or(Ok(()), |folder| sync_folder(&folder))
    }
}

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // There is none if it was put into its place.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Has the system write down the names in a folder; where folders are no files (Windows) it does so by itself.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}
