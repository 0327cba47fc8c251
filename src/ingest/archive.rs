//! The files as they were loaded, in `data/archive/`.
//!
//! Each file is kept once, under its SHA-256, before the first of its rows is. `ledger.jsonl` beside them says in which
//! order and how they were loaded; it follows the ledger in the store and is all that [`rebuild`](super::rebuild()) needs: the store may be
//! lost. Both are written beside their names and renamed.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::IngestError;
use super::source::InputFile;
use crate::diagnostic::Result;
use crate::store::{Params, Store};
use crate::workspace::{Workspace, create_folder, write_file};

/// One file of one run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Loaded {
    pub run: i64,
    pub path: PathBuf,
    pub sha256: String,
    /// The table or layout the user named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub replace: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub empty_missing: bool,
}

/// The archive of a workspace.
pub struct Archive<'w> {
    workspace: &'w Workspace,
}

impl<'w> Archive<'w> {
    /// That of `workspace`; the folder is made when the first file comes.
    pub fn of(workspace: &'w Workspace) -> Self {
        Self { workspace }
    }

    fn folder(&self) -> PathBuf {
        self.workspace.data_dir().join("archive")
    }

    fn ledger(&self) -> PathBuf {
        self.folder().join("ledger.jsonl")
    }

    /// Where the file of this hash and name is kept. The ending tells the format.
    fn place(&self, sha256: &str, path: &Path) -> PathBuf {
        let extension = |path: &Path| path.extension().map(|e| e.to_string_lossy().to_lowercase());
        let mut name = sha256.to_owned();
        let outer = extension(path);
        if outer.as_deref() == Some("gz")
            && let Some(inner) = path.file_stem().and_then(|stem| extension(Path::new(stem)))
        {
            name = format!("{name}.{inner}");
        }
        if let Some(outer) = outer {
            name = format!("{name}.{outer}");
        }
        self.folder().join(name)
    }

    /// Keeps a copy of a file.
    pub fn keep(&self, file: &InputFile, sha256: &str) -> Result<()> {
        let place = self.place(sha256, &file.shown);
        if place.exists() {
            return Ok(());
        }
        create_folder(&self.folder())?;
        let part = self.folder().join(format!("{sha256}.part"));
        let unwritable = |e: std::io::Error| IngestError::unwritable(&place, &e);
        std::fs::copy(&file.path, &part).map_err(unwritable)?;
        std::fs::rename(&part, &place).map_err(unwritable)?;
        Ok(())
    }

    /// Brings the list beside the files up to what the store says.
    pub fn follow(&self, store: &Store) -> Result<()> {
        let mut text = String::new();
        for row in store.rows("queries/ingest/files/all.sql", &Params::none())?.iter() {
            let asked = row.text("asked");
            let loaded = Loaded {
                run: row.integer("run_no").unwrap_or(0),
                path: row.text("path").into(),
                sha256: row.text("sha256"),
                table: (!asked.is_empty()).then_some(asked),
                replace: row.is("replaces"),
                empty_missing: row.is("empties"),
            };
            text.push_str(&serde_json::to_string(&loaded).unwrap_or_default());
            text.push('\n');
        }
        if text.is_empty() {
            return Ok(());
        }
        create_folder(&self.folder())?;
        if std::fs::read_to_string(self.ledger()).is_ok_and(|old| old == text) {
            return Ok(());
        }
        write_file(&self.ledger(), text.as_bytes())
    }

    pub fn loaded(&self) -> Result<Vec<Loaded>, IngestError> {
        let path = self.ledger();
        let text = std::fs::read_to_string(&path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => IngestError::NoArchive { path: path.clone() },
            _ => IngestError::unreadable(&path, &e),
        })?;
        let lines = text.lines().enumerate();
        let parsed = lines.map(|(index, line)| {
            serde_json::from_str(line).map_err(|error| IngestError::ArchiveLedger {
                path: path.clone(),
                line: index + 1,
                message: error.to_string(),
            })
        });
        parsed.collect()
    }

    /// The file as it was, told under its old name.
    pub fn open(&self, loaded: &Loaded) -> Result<InputFile, IngestError> {
        let place = self.place(&loaded.sha256, &loaded.path);
        let file = InputFile::new(&place, loaded.path.clone())?;
        if file.fingerprint()? == loaded.sha256 {
            Ok(file)
        } else {
            Err(IngestError::ArchiveDamaged { path: place })
        }
    }
}
