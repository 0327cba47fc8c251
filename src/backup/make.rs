//! `backup`: the workspace copied while nobody writes to it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{DateTime, Utc};

use super::copy::{Copies, Found, fingerprint};
use super::error::BackupError;
use super::manifest::{self, Entry, Manifest};
use crate::diagnostic::Result;
use crate::record::Record;
use crate::store::Store;
use crate::workspace::{SETTINGS_FILE, Workspace, sync_folder, write_lasting};

/// What is copied as it lies there; store and record are copied in their own ways.
const PARTS: [&str; 6] = [
    SETTINGS_FILE,
    "plans",
    "queries",
    "report-templates",
    "data/archive",
    "books",
];

/// What a backup holds.
pub struct Made {
    pub folder: PathBuf,
    pub files: usize,
    pub bytes: u64,
    /// Links and other things that are no files, which were left out.
    pub left_out: Vec<PathBuf>,
}

/// Copies `workspace` to the folder `to`, which must not be there or be empty.
pub fn backup(workspace: &Workspace, to: &Path) -> Result<Made> {
    let to = std::path::absolute(to).map_err(|e| BackupError::unwritable(to, &e))?;
    refuse_full(&to)?;
    refuse_inside(workspace, &to)?;
    let begun = DateTime::<Utc>::from(SystemTime::now()).format("%Y-%m-%dT%H:%M:%SZ");
    let mut name = std::ffi::OsString::from(".");
    name.push(to.file_name().unwrap_or_default());
    name.push(".duebook-backup");
    let part = to.with_file_name(name);
    let made = make(workspace, &part, begun.to_string()).and_then(|made| {
        let unwritable = |e: std::io::Error| BackupError::unwritable(&to, &e);
        // An empty folder gives way.
        let _ = fs::remove_dir(&to);
        fs::rename(&part, &to).map_err(unwritable)?;
        sync_folder(to.parent().unwrap_or(&to)).map_err(unwritable)?;
        Ok(made)
    });
    if made.is_err() {
        let _ = fs::remove_dir_all(&part);
    }
    made.map(|made| Made { folder: to, ..made })
}

fn make(workspace: &Workspace, part: &Path, begun: String) -> Result<Made> {
    let root = workspace.root();
    let mut copies = Copies::into(part)?;
    // No other process can write to the store as long as it is open here. To close a file gives away the lock that this
    // process has on it, so that the source stays open until the store is closed.
    let store = Store::open_to_copy(workspace)?;
    store.checkpoint()?;
    let source = copies.add(&workspace.store_path(), &name_below(root, &workspace.store_path()))?;
    // The record may be ahead of the copied store, which is brought up to it when it is opened; a book may be ahead of the record.
    copy_record(workspace, &mut copies)?;
    let mut found = Found::default();
    for name in PARTS {
        found.look(&root.join(name))?;
    }
    for path in &found.files {
        copies.add(path, &name_below(root, path))?;
    }
    drop(store);
    drop(source);
    let manifest = Manifest::of(begun, std::mem::take(&mut copies.entries));
    write_lasting(&part.join(manifest::FILE), manifest.text().as_bytes())?;
    let (files, bytes) = (manifest.files.len(), manifest.files.iter().map(|file| file.bytes).sum());
    copies.entries = manifest.files;
    copies.sync()?;
    Ok(Made {
        folder: part.to_path_buf(),
        files,
        bytes,
        left_out: found.links,
    })
}

/// The record as it stands between two entries.
fn copy_record(workspace: &Workspace, copies: &mut Copies) -> Result<()> {
    let Some(record) = Record::open(workspace)? else {
        return Ok(());
    };
    let path = workspace.record_path();
    let name = name_below(workspace.root(), &path);
    let to = copies.place(&name)?;
    record.copy_to(&to)?;
    let settle = || {
        fs::set_permissions(&to, fs::metadata(&path)?.permissions())?;
        fs::File::open(&to)?.sync_all()?;
        fingerprint(&to)
    };
    let (bytes, sha256) = settle().map_err(|e| BackupError::unwritable(&to, &e))?;
    copies.entries.push(Entry {
        path: name,
        bytes,
        sha256,
    });
    Ok(())
}

/// Refuses a place with something in it.
pub(super) fn refuse_full(folder: &Path) -> Result<()> {
    let is_empty = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => true,
        // A file, for one.
        Err(_) => false,
    };
    if is_empty {
        Ok(())
    } else {
        let folder = folder.to_path_buf();
        Err(BackupError::NotEmpty { folder }.into())
    }
}

/// Refuses a place that would be copied into itself by this backup or the next.
fn refuse_inside(workspace: &Workspace, to: &Path) -> Result<()> {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let to_parent = to.parent().map_or_else(|| to.to_path_buf(), real);
    let place = to_parent.join(to.file_name().unwrap_or_default());
    let part = PARTS
        .iter()
        .find(|part| place.starts_with(real(workspace.root()).join(part)));
    part.map_or(Ok(()), |part| {
        let (folder, part) = (to.to_path_buf(), (*part).to_owned());
        Err(BackupError::Inside { folder, part }.into())
    })
}

fn name_below(root: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap_or(path).components();
    let parts: Vec<_> = parts.map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}
