//! The folder of a workspace: found or made, its settings read, its files laid over the shipped ones.

use std::path::{Path, PathBuf};

use super::error::WorkspaceError;
use super::files::{create_folder, write_file};
use super::settings::Settings;
use super::template::{SETTINGS_FILE, SETTINGS_TEMPLATE};
use super::written::parse_settings;
use crate::contract::Contract;
use crate::diagnostic::Result;
use crate::files;
use crate::library::Library;
use crate::refusal::Refusal;

/// An opened workspace.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
    pub settings: Settings,
    /// SQL files and templates, overrides included.
    pub library: Library,
}

impl Workspace {
    /// The workspace that contains `start`: `start` itself or the nearest folder above it with a settings file.
    pub fn find(start: &Path) -> Result<Self> {
        Self::open(&Self::root_of(start)?)
    }

    /// The folder of the workspace that contains `start`, whatever state it is in.
    pub fn root_of(start: &Path) -> Result<PathBuf> {
        let absolute = std::path::absolute(start).unwrap_or_else(|_| start.to_path_buf());
        // With a mistyped name the workspace around it would be taken.
        if !absolute.is_dir() {
            let folder = start.display().to_string();
            return Err(WorkspaceError::NoFolder { folder }.into());
        }
        let root = absolute.ancestors().find(|folder| folder.join(SETTINGS_FILE).is_file());
        root.map(Path::to_path_buf).ok_or_else(|| {
            WorkspaceError::NotFound {
                folder: start.display().to_string(),
            }
            .into()
        })
    }

    fn open(root: &Path) -> Result<Self> {
        let text = files::read_text(&root.join(SETTINGS_FILE)).map_err(|e| WorkspaceError::Unreadable {
            reason: Refusal::of(&e),
        })?;
        let (settings, written) = parse_settings(&text)?;
        let mut library = Library::with_overrides(root)?;
        // A contract that cannot be read is told where it is needed.
        if let Ok(contract) = Contract::load(&library) {
            crate::Error::all(written.contract_words(&contract))?;
        }
        library.adopt_presets(&settings.metrics.presets, (SETTINGS_FILE, &text))?;
        Ok(Self {
            root: root.to_path_buf(),
            settings,
            library,
        })
    }

    /// Makes `folder` a workspace: settings file and folders. An existing workspace is left as it is and refused.
    pub fn init(folder: &Path) -> Result<Self> {
        if folder.join(SETTINGS_FILE).exists() {
            return Err(WorkspaceError::Exists {
                folder: folder.display().to_string(),
            }
            .into());
        }
        for sub in ["data", "plans", "queries", "report-templates", "reports"] {
            create_folder(&folder.join(sub))?;
        }
        write_file(&folder.join(SETTINGS_FILE), SETTINGS_TEMPLATE.as_bytes())?;
        Self::find(folder)
    }

    /// Its folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The database file.
    pub fn store_path(&self) -> PathBuf {
        self.root.join("duebook.duckdb")
    }

    /// The record of decisions.
    pub fn record_path(&self) -> PathBuf {
        self.root.join("duebook.sqlite")
    }

    /// The books of pay that was decided.
    pub fn books_dir(&self) -> PathBuf {
        self.root.join("books")
    }

    /// What was published for the browser.
    pub fn published_dir(&self) -> PathBuf {
        self.root.join("published")
    }

    /// True if there is one: an empty file is none.
    pub fn has_store(&self) -> bool {
        self.store_path().metadata().is_ok_and(|about| about.len() > 0)
    }

    /// The inbox.
    pub fn data_dir(&self) -> PathBuf {
        self.root.join("data")
    }

    /// The files as they were loaded, and the list of them.
    pub fn archive_dir(&self) -> PathBuf {
        self.data_dir().join("archive")
    }

    /// Refuses a place for output where the workspace keeps settings, store, record, books, publications or the archive.
    pub fn refuse_reserved(&self, path: &Path) -> Result<()> {
        let (path_really, root) = (resolved(path), resolved(&self.root));
        let below = path_really.strip_prefix(&root).unwrap_or(Path::new(""));
        let name = below.to_string_lossy().to_lowercase();
        let of_store = ["duebook.duckdb", "duebook.sqlite"].map(|file| name.starts_with(file));
        let of_folder = ["data/archive", "books", "published"].map(|folder| Path::new(&name).starts_with(folder));
        let is_own = name == SETTINGS_FILE || of_store.contains(&true) || of_folder.contains(&true);
        if is_own {
            let path = path.display().to_string();
            return Err(WorkspaceError::Reserved { path }.into());
        }
        Ok(())
    }

    /// Where reports go.
    pub fn reports_dir(&self) -> PathBuf {
        self.root.join("reports")
    }
}

/// The path without links and steps up, as far as it is there.
fn resolved(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let found = path
        .ancestors()
        .find_map(|above| Some((above, above.canonicalize().ok()?)));
    match found {
        Some((above, real)) => real.join(path.strip_prefix(above).unwrap_or(Path::new(""))),
        None => path,
    }
}
