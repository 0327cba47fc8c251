//! The files a run is about.

use std::path::{Path, PathBuf};

use super::error::IngestError;
use super::run_error::RunError;
use super::source::InputFile;
use super::summary::Failed;
use crate::diagnostic::{Error, Result};
use crate::workspace::Workspace;

/// What was found at the paths given.
pub(super) struct Found {
    /// The files to load, each once, in the order given, those of a folder by name.
    pub files: Vec<InputFile>,
    /// What lies in folders and is of no format that can be loaded.
    pub ignored: Vec<PathBuf>,
    /// Links, among the paths given and in folders; none is followed.
    pub links: Vec<PathBuf>,
    /// Paths that cannot be used.
    pub failed: Vec<Failed>,
}

/// The folders SQL must be allowed to read for these paths.
pub fn allowed_folders(paths: &[PathBuf]) -> Vec<PathBuf> {
    let folder = |path: &PathBuf| {
        if is_link(path) {
            return None;
        }
        let path = path.canonicalize().ok()?;
        if path.is_dir() {
            Some(path)
        } else {
            path.parent().map(Path::to_path_buf)
        }
    };
    let mut folders: Vec<PathBuf> = paths.iter().filter_map(folder).collect();
    folders.sort();
    folders.dedup();
    folders
}

/// Finds the files. Without any, everything that is wrong with the paths is the error.
pub(super) fn collect(workspace: &Workspace, paths: &[PathBuf]) -> Result<Found> {
    let mut found = Found {
        files: Vec::new(),
        ignored: Vec::new(),
        links: Vec::new(),
        failed: Vec::new(),
    };
    for path in paths {
        if let Err(error) = collect_one(workspace, path, &mut found) {
            found.failed.push(Failed {
                path: path.clone(),
                error: error.into(),
            });
        }
    }
    if found.files.is_empty() {
        let failed = std::mem::take(&mut found.failed).into_iter().map(|failed| failed.error);
        let links = found
            .links
            .iter()
            .map(|path| RunError::Link { path: path.clone() }.into());
        Error::gathered(failed.chain(links).collect())?;
    }
    Ok(found)
}

fn collect_one(workspace: &Workspace, path: &Path, found: &mut Found) -> Result<(), IngestError> {
    if is_link(path) {
        found.links.push(path.to_path_buf());
        return Ok(());
    }
    if !path.exists() {
        return Err(IngestError::NoSuchPath {
            path: path.to_path_buf(),
        });
    }
    if !path.is_dir() {
        let file = InputFile::new(path, shown(workspace, path))?;
        add(file, found);
        return Ok(());
    }
    let (mut any, failed) = (false, found.failed.len());
    for entry in files_in(path)? {
        if is_link(&entry) {
            found.links.push(shown(workspace, &entry));
            continue;
        }
        // A pipe, a device.
        if !entry.is_file() {
            found.ignored.push(shown(workspace, &entry));
            continue;
        }
        let path = shown(workspace, &entry);
        match InputFile::new(&entry, path.clone()) {
            Ok(file) if file.is_known() => {
                any = true;
                add(file, found);
            }
            Ok(file) => found.ignored.push(file.shown),
            Err(error) => found.failed.push(Failed {
                path,
                error: error.into(),
            }),
        }
    }
    if any || found.failed.len() > failed {
        return Ok(());
    }
    Err(IngestError::NothingToLoad {
        path: shown(workspace, path),
    })
}

fn add(file: InputFile, found: &mut Found) {
    if found.files.iter().all(|known| known.path != file.path) {
        found.files.push(file);
    }
}

/// True for a symbolic link, whatever it leads to; also where the path ends in a slash.
fn is_link(path: &Path) -> bool {
    let path: PathBuf = path.components().collect();
    path.symlink_metadata().is_ok_and(|about| about.is_symlink())
}

/// What lies directly in a folder, by name, hidden files and folders left out.
fn files_in(folder: &Path) -> Result<Vec<PathBuf>, IngestError> {
    let unreadable = |e: std::io::Error| IngestError::unreadable(folder, &e);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        // `~$...` marks a workbook somebody has open.
        let is_hidden = path.file_name().is_some_and(|name| {
            let name = name.to_string_lossy();
            name.starts_with('.') || name.starts_with("~$")
        });
        if !is_hidden && (is_link(&path) || !path.is_dir()) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The path as told: below the workspace relative to it, so that the ledger does not depend on where that lies.
fn shown(workspace: &Workspace, path: &Path) -> PathBuf {
    // A link is told as itself, not as what it leads to.
    let full = match (
        path.parent().and_then(|parent| parent.canonicalize().ok()),
        path.file_name(),
    ) {
        (Some(parent), Some(name)) if is_link(path) => parent.join(name),
        _ => path.canonicalize().unwrap_or_else(|_| path.to_path_buf()),
    };
    let root = workspace
        .root()
        .canonicalize()
        .unwrap_or_else(|_| workspace.root().to_path_buf());
    match full.strip_prefix(root) {
        Ok(relative) => relative.to_path_buf(),
        Err(_) => path.to_path_buf(),
    }
}
