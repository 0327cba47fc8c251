//! What killed processes left behind, removed once it is known that nobody uses it any more.

use std::fs;
use std::path::{Path, PathBuf};

use super::folder::Workspace;

/// The folder for copies of files while they are loaded.
pub const SCRATCH: &str = ".ingest";

impl Workspace {
    /// Removes them. The caller has the store open, so that no other process writes here. What cannot be removed stays: it
    /// does no harm but take room.
    pub fn sweep(&self) {
        let root = self.root();
        let store = |ending: &str| self.store_path().with_extension(format!("duckdb.{ending}"));
        for folder in [root.join(SCRATCH), store("tmp")] {
            let _ = fs::remove_dir_all(folder);
        }
        for file in [store("new"), store("new.wal")] {
            let _ = fs::remove_file(file);
        }
        let mut folders = vec![root.to_path_buf()];
        // What lies behind a link is somebody else's.
        if is_folder(&self.data_dir()) && is_folder(&self.archive_dir()) {
            folders.push(self.archive_dir());
        }
        if is_folder(&self.reports_dir()) {
            let reports = self.reports_dir();
            folders.extend(entries(&reports).into_iter().filter(|path| is_folder(path)));
            folders.push(reports);
        }
        for published in [self.published_dir(), self.published_dir().join("pay")] {
            if is_folder(&self.published_dir()) && is_folder(&published) {
                folders.push(published);
            }
        }
        for path in folders.iter().flat_map(|folder| entries(folder)) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_result = name.starts_with(".duebook-") && name.ends_with(".parquet");
            if (is_result || [".part", ".part.wal"].iter().any(|ending| name.ends_with(ending))) && !is_folder(&path) {
                let _ = fs::remove_file(&path);
            }
        }
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.path())).collect()
}

/// Not one that a link leads to.
fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|about| about.is_dir())
}
