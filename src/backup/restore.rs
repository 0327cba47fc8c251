//! `restore`: a backup made a workspace again.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::copy::{Copies, Found, fingerprint};
use super::error::BackupError;
use super::make::refuse_full;
use super::manifest::{self, Entry, Manifest};
use crate::diagnostic::{Error, Result};
use crate::workspace::{SETTINGS_FILE, create_folder, sync_folder};

/// What was restored.
pub struct Restored {
    pub files: usize,
    /// When the backup was made.
    pub made: String,
}

/// Where copies lie until all are there.
const ON_THE_WAY: &str = ".duebook-restore";

/// Makes `folder`, which must not be there or be empty, the workspace that was copied to `backup`. Every file is held against
/// its hash before the first is put anywhere, and once more as it is copied.
pub fn restore(backup: &Path, folder: &Path) -> Result<Restored> {
    let part = folder.join(ON_THE_WAY);
    // What a killed one left is nothing anybody else put there.
    if part.exists() {
        fs::remove_dir_all(&part).map_err(|e| BackupError::unwritable(&part, &e))?;
    }
    refuse_full(folder)?;
    let manifest = Manifest::read(backup)?;
    check(backup, &manifest)?;
    let is_new = !folder.exists();
    create_folder(folder)?;
    let restored = copy(backup, &manifest, &part).and_then(|()| put(&part, folder));
    if restored.is_err() {
        let _ = fs::remove_dir_all(&part);
        if is_new {
            let _ = fs::remove_dir(folder);
        }
    }
    restored.map(|()| Restored {
        files: manifest.files.len(),
        made: manifest.made,
    })
}

/// Everything that is wrong with the files of a backup.
fn check(backup: &Path, manifest: &Manifest) -> Result<()> {
    let mut wrong: Vec<BackupError> = manifest.files.iter().filter_map(|file| fault(backup, file)).collect();
    let named: BTreeSet<PathBuf> = manifest.files.iter().map(|file| file.at(backup)).collect();
    let mut found = Found::default();
    found.look(backup)?;
    let manifest = backup.join(manifest::FILE);
    let more = found.files.into_iter().chain(found.links);
    let more = more.filter(|path| *path != manifest && !named.contains(path));
    wrong.extend(more.map(|path| BackupError::Unnamed { path }));
    Error::all(wrong)
}

fn fault(backup: &Path, file: &Entry) -> Option<BackupError> {
    let path = file.at(backup);
    match fingerprint(&path) {
        Ok((bytes, sha256)) if bytes == file.bytes && sha256 == file.sha256 => None,
        Ok(_) => Some(BackupError::Changed { path }),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Some(BackupError::Missing { path }),
        Err(e) => Some(BackupError::unreadable(&path, &e)),
    }
}

fn copy(backup: &Path, manifest: &Manifest, part: &Path) -> Result<()> {
    let mut copies = Copies::into(part)?;
    for file in &manifest.files {
        let path = file.at(backup);
        copies.add(&path, &file.path)?;
        if copies.entries.last() != Some(file) {
            return Err(BackupError::Changed { path }.into());
        }
    }
    Ok(copies.sync()?)
}

/// All of `part` into `folder`; the settings come last, as they make it a workspace.
fn put(part: &Path, folder: &Path) -> Result<()> {
    let unwritable = |e: std::io::Error| BackupError::unwritable(folder, &e);
    let entries: std::io::Result<Vec<_>> = fs::read_dir(part)
        .map_err(unwritable)?
        .map(|entry| entry.map(|entry| entry.file_name()))
        .collect();
    let mut names = entries.map_err(unwritable)?;
    names.sort_by_key(|name| (name == SETTINGS_FILE, name.clone()));
    for name in &names {
        fs::rename(part.join(name), folder.join(name)).map_err(unwritable)?;
    }
    fs::remove_dir(part).map_err(unwritable)?;
    // Folders that every workspace has, though a backup of them may be empty.
    for name in ["data", "plans", "queries", "report-templates", "reports"] {
        create_folder(&folder.join(name))?;
    }
    sync_folder(folder).map_err(unwritable)?;
    Ok(())
}
