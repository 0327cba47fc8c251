//! What a backup consists of: `manifest.json` in its folder.

use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::BackupError;
use crate::diagnostic::Result;

/// Name of the manifest.
pub const FILE: &str = "manifest.json";

/// The form of manifests and folders.
const FORM: u32 = 1;

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    form: u32,
    /// Version of the program that made it.
    pub duebook: String,
    /// When it was begun, UTC.
    pub made: String,
    /// In the order of their paths.
    pub files: Vec<Entry>,
}

/// A file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Below the folder, with `/` between its parts.
    pub path: String,
    pub bytes: u64,
    pub sha256: String,
}

/// What every manifest says, whatever else its form holds.
#[derive(Deserialize)]
struct Form {
    form: u32,
}

impl Manifest {
    pub fn of(made: String, mut files: Vec<Entry>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self {
            form: FORM,
            duebook: env!("CARGO_PKG_VERSION").to_owned(),
            made,
            files,
        }
    }

    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// That of the backup in `folder`.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                let folder = folder.to_path_buf();
                return Err(BackupError::NoManifest { folder }.into());
            }
            Err(e) => return Err(BackupError::unreadable(&path, &e).into()),
        };
        let wrong = |message: String| BackupError::Manifest {
            path: path.clone(),
            message,
        };
        let form: Form = serde_json::from_str(&text).map_err(|e| wrong(e.to_string()))?;
        if form.form > FORM {
            return Err(BackupError::Newer {
                path,
                found: form.form,
                known: FORM,
            }
            .into());
        }
        let manifest: Self = serde_json::from_str(&text).map_err(|e| wrong(e.to_string()))?;
        match manifest.files.iter().find(|file| !file.is_below()) {
            Some(file) => Err(wrong(file.path.clone()).into()),
            None => Ok(manifest),
        }
    }
}

impl Entry {
    /// True if its path cannot lead out of the folder, nor to the manifest.
    fn is_below(&self) -> bool {
        let mut parts = Path::new(&self.path).components();
        let is_plain = parts.all(|part| matches!(part, Component::Normal(_)));
        is_plain && !self.path.is_empty() && self.path != FILE
    }

    pub fn at(&self, folder: &Path) -> PathBuf {
        folder.join(&self.path)
    }
}
