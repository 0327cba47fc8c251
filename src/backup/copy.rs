//! Files of a folder, copied and hashed in one reading.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::error::BackupError;
use super::manifest::Entry;
use crate::digest::hex;
use crate::files;
use crate::store::StoreError;
use crate::workspace::{create_folder, sync_folder};

/// What lies below a folder, by path; links apart, which are not followed.
#[derive(Debug, Default)]
pub struct Found {
    pub files: Vec<PathBuf>,
    pub links: Vec<PathBuf>,
}

impl Found {
    /// Adds the file at `path`, or all files below the folder; nothing if there is none.
    pub fn look(&mut self, path: &Path) -> Result<(), BackupError> {
        let unreadable = |e: std::io::Error| BackupError::unreadable(path, &e);
        let about = match fs::symlink_metadata(path) {
            Ok(about) => about,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(e) => return Err(unreadable(e)),
        };
        if about.is_dir() {
            let entries: std::io::Result<BTreeSet<PathBuf>> = fs::read_dir(path)
                .map_err(unreadable)?
                .map(|entry| entry.map(|entry| entry.path()))
                .collect();
            for entry in entries.map_err(unreadable)? {
                self.look(&entry)?;
            }
        } else if about.is_file() {
            // What a killed process left on the way is no file of anybody's.
            if path.extension().is_none_or(|extension| extension != "part") {
                self.files.push(path.to_path_buf());
            }
        } else {
            self.links.push(path.to_path_buf());
        }
        Ok(())
    }
}

/// Where copies go: a folder on its way to its name.
pub struct Copies {
    folder: PathBuf,
    pub entries: Vec<Entry>,
}

impl Copies {
    /// Into the new folder `folder`; what a killed process left there goes.
    pub fn into(folder: &Path) -> Result<Self, BackupError> {
        let unwritable = |e: std::io::Error| BackupError::unwritable(folder, &e);
        match fs::remove_dir_all(folder) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(unwritable(e)),
            _ => {}
        }
        fs::create_dir_all(folder).map_err(unwritable)?;
        Ok(Self {
            folder: folder.to_path_buf(),
            entries: Vec::new(),
        })
    }

    /// The path of a new file; its folder is made.
    pub fn place(&self, name: &str) -> crate::Result<PathBuf> {
        let place = self.folder.join(name);
        if let Some(folder) = place.parent() {
            create_folder(folder)?;
        }
        Ok(place)
    }

    /// Copies the file at `from` under `name`, with its rights; the opened source.
    pub fn add(&mut self, from: &Path, name: &str) -> crate::Result<File> {
        let to = self.place(name)?;
        let unreadable = |e: std::io::Error| BackupError::unreadable(from, &e);
        let unwritable = |e: std::io::Error| BackupError::unwritable(&to, &e);
        let mut source = files::open(from).map_err(unreadable)?;
        let mut target = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&to)
            .map_err(unwritable)?;
        let rights = source.metadata().map_err(unreadable)?.permissions();
        fs::set_permissions(&to, rights).map_err(unwritable)?;
        let (mut hash, mut bytes, mut chunk) = (Sha256::new(), 0, vec![0; 1 << 18]);
        loop {
            let length = source.read(&mut chunk).map_err(unreadable)?;
            if length == 0 {
                break;
            }
            StoreError::unless_stopped()?;
            hash.update(&chunk[..length]);
            target.write_all(&chunk[..length]).map_err(unwritable)?;
            bytes += length as u64;
        }
        target.sync_all().map_err(unwritable)?;
        self.entries.push(Entry {
            path: name.to_owned(),
            bytes,
            sha256: hex(&hash.finalize()),
        });
        Ok(source)
    }

    /// Has the names of all files written down.
    pub fn sync(&self) -> Result<(), BackupError> {
        let paths = self.entries.iter().map(|entry| entry.at(&self.folder));
        let mut folders: BTreeSet<PathBuf> = BTreeSet::from([self.folder.clone()]);
        for path in paths {
            let above = path.ancestors().skip(1);
            folders.extend(above.take_while(|folder| *folder != self.folder).map(Path::to_path_buf));
        }
        folders
            .iter()
            .try_for_each(|folder| sync_folder(folder).map_err(|e| BackupError::unwritable(folder, &e)))
    }
}

/// Size and SHA-256 of the file at `path`.
pub fn fingerprint(path: &Path) -> std::io::Result<(u64, String)> {
    let mut file = files::open(path)?;
    let (mut hash, mut bytes, mut chunk) = (Sha256::new(), 0, vec![0; 1 << 18]);
    loop {
        let length = file.read(&mut chunk)?;
        if length == 0 {
            return Ok((bytes, hex(&hash.finalize())));
        }
        hash.update(&chunk[..length]);
        bytes += length as u64;
    }
}
