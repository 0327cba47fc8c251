//! Where publications lie: numbered files in the workspace's folder `published`, of which the manifest names the one that counts.
//!
//! A file gets its name when it is whole and on the disk, and the manifest names it after that: whoever reads sees the one
//! before or the new one. Files that are older than those kept go; who still reads one goes on reading.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::error::PublishError;
use super::manifest::{Manifest, NAME};
use crate::diagnostic::Result;
use crate::files;
use crate::workspace::{Workspace, create_private_folder, remove_file, sync_folder, write_lasting};

/// The folder of what is published.
#[derive(Clone, Debug)]
pub(super) struct Place {
    folder: PathBuf,
}

/// What files are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Figures,
    Pay,
}

impl Kind {
    fn folder(self) -> &'static str {
        match self {
            Self::Figures => "",
            Self::Pay => "pay/",
        }
    }
}

impl Place {
    /// That of `workspace`, made if it is not there.
    pub fn make(workspace: &Workspace) -> Result<Self> {
        let folder = workspace.published_dir();
        create_private_folder(&folder)?;
        create_private_folder(&folder.join("pay"))?;
        Ok(Self { folder })
    }

    /// The manifest of what counts, if anything was published.
    pub fn manifest(folder: &Path) -> Result<Option<Manifest>> {
        let path = folder.join(NAME);
        let text = match files::read_text(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(PublishError::unreadable(&path, &error).into()),
        };
        match Manifest::parse(&text) {
            Some(manifest) => Ok(Some(manifest)),
            None => Err(PublishError::Manifest { path }.into()),
        }
    }

    /// The number that follows all that are there.
    pub fn next(&self) -> u64 {
        let named = Self::manifest(&self.folder)
            .ok()
            .flatten()
            .map(|manifest| manifest.number);
        let there = [Kind::Figures, Kind::Pay]
            .into_iter()
            .flat_map(|kind| self.numbers(kind));
        there.chain(named).max().unwrap_or_default() + 1
    }

    /// The name of a file, from the folder.
    pub fn name(kind: Kind, number: u64) -> String {
        format!("{}{number:06}.duckdb", kind.folder())
    }

    /// Where a file is made, with nothing there that another process left.
    pub fn part(&self, kind: Kind, number: u64) -> Result<PathBuf> {
        let path = self.folder.join(format!("{}.part", Self::name(kind, number)));
        Self::drop_part(&path)?;
        Ok(path)
    }

    /// Removes a file that was not finished.
    pub fn drop_part(path: &Path) -> Result<()> {
        let mut log = path.as_os_str().to_owned();
        log.push(".wal");
        remove_file(Path::new(&log))?;
        remove_file(path)
    }

    /// Gives a finished file its name, once it is on the disk.
    pub fn put(&self, part: &Path, kind: Kind, number: u64) -> Result<()> {
        let place = self.folder.join(Self::name(kind, number));
        let put = || -> io::Result<()> {
            files::no_link(part)?;
            File::open(part)?.sync_all()?;
            fs::rename(part, &place)
        };
        put().map_err(|error| PublishError::unwritable(&place, &error))?;
        let folder = place.parent().unwrap_or(&self.folder);
        sync_folder(folder).map_err(|error| PublishError::unwritable(folder, &error).into())
    }

    /// From here on `manifest` counts.
    pub fn count(&self, manifest: &Manifest) -> Result<()> {
        write_lasting(&self.folder.join(NAME), manifest.text().as_bytes())
    }

    /// True if a file that a manifest names is there.
    pub fn has(&self, file: &str) -> bool {
        self.folder.join(file).is_file()
    }

    /// Removes all but the newest `keep` files and those of `manifest`. What cannot be removed stays: it does no harm but take room.
    pub fn keep(&self, keep: u32, manifest: &Manifest) {
        let keep = usize::try_from(keep).unwrap_or(usize::MAX).max(1);
        for kind in [Kind::Figures, Kind::Pay] {
            let mut numbers = self.numbers(kind);
            numbers.sort_unstable_by(|a, b| b.cmp(a));
            let older = numbers.into_iter().skip(keep).map(|number| Self::name(kind, number));
            for name in older.filter(|name| ![&manifest.file, &manifest.pay].contains(&name)) {
                let _ = remove_file(&self.folder.join(name));
            }
        }
    }

    fn numbers(&self, kind: Kind) -> Vec<u64> {
        let entries = fs::read_dir(self.folder.join(kind.folder())).into_iter().flatten();
        let number = |name: String| name.strip_suffix(".duckdb")?.parse().ok();
        entries
            .filter_map(|entry| number(entry.ok()?.file_name().into_string().ok()?))
            .collect()
    }
}
