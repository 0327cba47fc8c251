//! Where books lie, and how what is written there is made to last.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{DateTime, Utc};

use super::error::BooksError;
use crate::workspace::{Workspace, sync_folder};

/// The time as it stands in the record.
pub(super) fn now() -> String {
    stamp("%Y-%m-%dT%H:%M:%SZ")
}

fn stamp(form: &str) -> String {
    DateTime::<Utc>::from(SystemTime::now()).format(form).to_string()
}

/// The folder of a run's book.
pub(super) fn folder(workspace: &Workspace, plan: &str, period: &str, run: i64) -> PathBuf {
    let folder = workspace.books_dir().join(safe(plan)).join(safe(period));
    folder.join(run.to_string())
}

/// What messages call it.
pub(super) fn shown(plan: &str, period: &str, run: i64) -> String {
    format!("books/{}/{}/{run}", safe(plan), safe(period))
}

/// An id as the name of a folder. What is no letter, digit, `-` or `_` is written by its number, so that no two ids have
/// one name and none leads elsewhere.
fn safe(id: &str) -> String {
    let mut name = String::new();
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' {
            name.push(char::from(byte));
        } else {
            // Writing to memory does not fail.
            let _ = write!(name, "%{byte:02X}");
        }
    }
    name
}

/// Has the system write down the names of a folder and of those above it up to the workspace.
pub(super) fn sync_up(workspace: &Workspace, folder: &Path) -> Result<(), BooksError> {
    let above = folder.ancestors().take_while(|path| path.starts_with(workspace.root()));
    for path in above {
        sync_folder(path).map_err(|e| BooksError::unwritable(path, &e))?;
    }
    Ok(())
}

/// Books that are not among the `known`: their process ended before the record had the entry. They get another name; what
/// was only begun is removed. What comes out is the new names.
pub(super) fn put_aside(workspace: &Workspace, known: &[PathBuf]) -> Result<Vec<PathBuf>, BooksError> {
    let mut aside = Vec::new();
    for book in all(workspace)? {
        let name = book.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(PART) {
            std::fs::remove_dir_all(&book).map_err(|e| BooksError::unwritable(&book, &e))?;
        } else if name.parse::<i64>().is_ok() && !known.contains(&book) {
            let other = book.with_file_name(format!("{name}.aside-{}", stamp("%Y%m%dT%H%M%S%.6fZ")));
            std::fs::rename(&book, &other).map_err(|e| BooksError::unwritable(&book, &e))?;
            aside.push(other);
        }
    }
    Ok(aside)
}

/// Puts the record and all books aside, under other names.
pub(super) fn put_all_aside(workspace: &Workspace) -> Result<(), BooksError> {
    let time = stamp("%Y%m%dT%H%M%S%.6fZ");
    for path in [workspace.record_path(), workspace.books_dir()] {
        let mut aside = path.as_os_str().to_owned();
        aside.push(format!(".aside-{time}"));
        match std::fs::rename(&path, &aside) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(BooksError::unwritable(&path, &error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// True if there is a book of a decision, as far as its name tells.
pub(super) fn is_any(workspace: &Workspace) -> Result<bool, BooksError> {
    let is_book = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.parse::<i64>().is_ok()
    };
    Ok(all(workspace)?.iter().any(is_book))
}

/// How the folder of a book ends that is not whole yet.
pub(super) const PART: &str = ".part";

/// The folders of books, whole or not, in order.
fn all(workspace: &Workspace) -> Result<Vec<PathBuf>, BooksError> {
    let mut folders = vec![workspace.books_dir()];
    for _ in ["plan", "period", "run"] {
        let mut below = Vec::new();
        for folder in &folders {
            let entries = match std::fs::read_dir(folder) {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => return Err(BooksError::unreadable(folder, &error)),
                Ok(entries) => entries,
            };
            for entry in entries {
                let entry = entry.map_err(|e| BooksError::unreadable(folder, &e))?;
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    below.push(entry.path());
                }
            }
        }
        below.sort();
        folders = below;
    }
    Ok(folders)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_ids_have_one_folder_and_none_leads_elsewhere() {
        assert_eq!(safe("zq-2026_A"), "zq-2026_A");
        assert_eq!(safe("2026-W05"), "2026-W05");
        assert_eq!(safe(".."), "%2E%2E");
        let names: Vec<String> = ["a/b", "a\\b", "a%2Fb", "a b", "a", "中", ""].map(safe).to_vec();
        for (index, name) in names.iter().enumerate() {
            assert!(
                !names[..index].contains(name) && !name.contains(['/', '\\', '.']),
                "{name}"
            );
        }
    }
}
