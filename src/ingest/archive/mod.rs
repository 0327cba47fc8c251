//! The files as they were loaded, in `data/archive/`.
//!
//! Each file is kept once, under its SHA-256, before the first of its rows is. `ledger.jsonl` beside them says in which
//! order and how they were loaded; lines are added to it, never taken away, and it is all that [`rebuild`](super::rebuild())
//! needs: the store may be lost. Both are on the disk, not only with the system, when the run goes on.

mod list;

use std::collections::HashSet;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::error::IngestError;
use super::source::InputFile;
use crate::diagnostic::Result;
use crate::digest::hex;
use crate::store::{Params, Store, StoreError};
use crate::workspace::{Part, Workspace, create_folder, write_lasting};
pub use list::Loaded;

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
        self.workspace.archive_dir()
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

    /// Keeps a copy of a file whose hash was `sha256` when it was read. A copy of another length is one that was spoiled:
    /// it is made anew.
    pub fn keep(&self, file: &InputFile, sha256: &str) -> Result<()> {
        let place = self.place(sha256, &file.shown);
        if place.metadata().is_ok_and(|kept| kept.len() == file.bytes) {
            return Ok(());
        }
        create_folder(&self.folder())?;
        let unwritable = |e: std::io::Error| IngestError::unwritable(&place, &e);
        let mut source = File::open(&file.path).map_err(|e| IngestError::unreadable(&file.shown, &e))?;
        let mut part = Part::of(&place).map_err(unwritable)?;
        let (mut hash, mut chunk) = (Sha256::new(), vec![0; 1 << 18]);
        loop {
            let length = source
                .read(&mut chunk)
                .map_err(|e| IngestError::unreadable(&file.shown, &e))?;
            if length == 0 {
                break;
            }
            StoreError::unless_stopped()?;
            hash.update(&chunk[..length]);
            part.write_all(&chunk[..length]).map_err(unwritable)?;
        }
        if hex(&hash.finalize()) != sha256 {
            let path = file.shown.clone();
            return Err(IngestError::Changed { path }.into());
        }
        part.put_for_good().map_err(unwritable)?;
        Ok(())
    }

    /// Adds to the list what the store has loaded and the list does not say. A store that lacks files of the list is no
    /// sequel to it: nothing is written then.
    pub fn follow(&self, store: &Store) -> Result<()> {
        let listed = self.listed()?;
        let kept = in_store(store)?;
        let lacking = lacking(&listed, &kept);
        if lacking > 0 {
            return Err(self.behind(lacking, listed.len()).into());
        }
        self.add(listed, kept)
    }

    fn behind(&self, lacking: usize, lines: usize) -> IngestError {
        let path = self.workspace.store_path();
        IngestError::StoreBehind { path, lacking, lines }
    }

    /// Adds to the list what a store knows that is about to be made anew, whatever it lacks itself.
    pub fn take_over(&self, store: &Store) -> Result<()> {
        self.add(self.listed()?, in_store(store)?)
    }

    fn add(&self, mut listed: Vec<Loaded>, kept: Vec<Loaded>) -> Result<()> {
        let known: HashSet<Loaded> = listed.iter().cloned().collect();
        listed.extend(kept.into_iter().filter(|loaded| !known.contains(loaded)));
        if listed.is_empty() {
            return Ok(());
        }
        let text = list::written(&listed).map_err(|e| IngestError::unwritable(&self.ledger(), &e.into()))?;
        if std::fs::read_to_string(self.ledger()).is_ok_and(|old| old == text) {
            return Ok(());
        }
        create_folder(&self.folder())?;
        write_lasting(&self.ledger(), text.as_bytes())
    }

    /// The last run of the list; 0 if there is none.
    pub fn last_run(&self) -> Result<i64> {
        Ok(self.listed()?.iter().map(|loaded| loaded.run).max().unwrap_or(0))
    }

    /// All files that were loaded.
    pub fn loaded(&self) -> Result<Vec<Loaded>, IngestError> {
        let path = self.ledger();
        if path.exists() {
            self.listed()
        } else {
            Err(IngestError::NoArchive { path })
        }
    }

    fn listed(&self) -> Result<Vec<Loaded>, IngestError> {
        let path = self.ledger();
        match std::fs::read_to_string(&path) {
            Ok(text) => list::read(&path, &text),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(e) => Err(IngestError::unreadable(&path, &e)),
        }
    }

    /// The file as it was, told under its old name.
    pub fn open(&self, loaded: &Loaded) -> Result<InputFile, IngestError> {
        let path = self.place(&loaded.sha256, &loaded.path);
        let loaded_as = || loaded.path.clone();
        if !path.exists() {
            let loaded = loaded_as();
            return Err(IngestError::ArchiveMissing { path, loaded });
        }
        let file = InputFile::new(&path, loaded_as())?;
        if file.fingerprint()? == loaded.sha256 {
            Ok(file)
        } else {
            let loaded = loaded_as();
            Err(IngestError::ArchiveDamaged { path, loaded })
        }
    }
}

/// What is wrong with the archive of `workspace`, and how many files it was loaded from; `None` if nothing was loaded. A
/// list may lack the last files of a run that was killed: the next run adds them.
pub fn faults(workspace: &Workspace, store: Option<&Store>) -> Option<(usize, Vec<IngestError>)> {
    let archive = Archive::of(workspace);
    let in_store = store.and_then(|store| in_store(store).ok()).unwrap_or_default();
    let mut wrong = Vec::new();
    let listed = archive.loaded().unwrap_or_else(|error| {
        let is_new = matches!(error, IngestError::NoArchive { .. }) && in_store.is_empty();
        wrong.extend((!is_new).then_some(error));
        Vec::new()
    });
    let lacking = lacking(&listed, &in_store);
    if store.is_some() && lacking > 0 {
        wrong.push(archive.behind(lacking, listed.len()));
    }
    let mut seen = HashSet::new();
    let files = listed.iter().chain(&in_store);
    let files = files.filter(|loaded| seen.insert(archive.place(&loaded.sha256, &loaded.path)));
    wrong.extend(files.filter_map(|loaded| archive.open(loaded).err()));
    (!seen.is_empty() || !wrong.is_empty()).then_some((seen.len(), wrong))
}

/// How many of the files listed a store lacks that holds the files `kept`.
fn lacking(listed: &[Loaded], kept: &[Loaded]) -> usize {
    let known: HashSet<Loaded> = kept.iter().map(Loaded::whenever).collect();
    let lacking = listed.iter().filter(|loaded| !known.contains(&loaded.whenever()));
    lacking.count()
}

/// The files the store holds, in the order in which they were loaded.
fn in_store(store: &Store) -> Result<Vec<Loaded>> {
    let rows = store.rows("queries/ingest/files/all.sql", &Params::none())?;
    let loaded = rows.iter().map(|row| {
        let asked = row.text("asked");
        Loaded {
            run: row.integer("run_no").unwrap_or(0),
            path: row.text("path").into(),
            sha256: row.text("sha256"),
            table: (!asked.is_empty()).then_some(asked),
            replace: row.is("replaces"),
            empty_missing: row.is("empties"),
            covers_to: row.date("covers_to"),
        }
    });
    Ok(loaded.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Inbox {
        folder: tempfile::TempDir,
        workspace: Workspace,
    }

    impl Inbox {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let workspace = Workspace::init(folder.path()).unwrap();
            Self { folder, workspace }
        }

        fn file(&self, text: &str) -> InputFile {
            let path = self.folder.path().join("data/teams.csv");
            std::fs::write(&path, text).unwrap();
            InputFile::new(&path, "data/teams.csv".into()).unwrap()
        }

        fn kept(&self) -> Vec<PathBuf> {
            let entries = std::fs::read_dir(self.workspace.archive_dir());
            entries.map_or_else(|_| Vec::new(), |entries| entries.map(|e| e.unwrap().path()).collect())
        }
    }

    #[test]
    fn a_copy_that_is_another_file_is_not_kept() {
        let inbox = Inbox::new();
        let file = inbox.file("team_id\nT1\n");
        let sha256 = file.fingerprint().unwrap();
        // Another text of the same length, as if its time had been put back.
        let other = inbox.file("team_id\nT2\n");
        let error = Archive::of(&inbox.workspace).keep(&other, &sha256).unwrap_err();
        assert!(error.to_string().contains("was changed while it was read"), "{error}");
        assert_eq!(inbox.kept(), <[PathBuf; 0]>::default());
    }

    #[test]
    fn a_copy_that_was_cut_is_made_anew() {
        let inbox = Inbox::new();
        let file = inbox.file("team_id\nT1\n");
        let (archive, sha256) = (Archive::of(&inbox.workspace), file.fingerprint().unwrap());
        archive.keep(&file, &sha256).unwrap();
        let [copy] = &inbox.kept()[..] else {
            panic!("{:?}", inbox.kept())
        };
        std::fs::write(copy, "team_id\n").unwrap();
        archive.keep(&file, &sha256).unwrap();
        assert_eq!(std::fs::read_to_string(copy).unwrap(), "team_id\nT1\n");
    }

    #[cfg(unix)]
    #[test]
    fn copies_have_the_rights_of_new_files_and_links_are_not_followed() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let inbox = Inbox::new();
        let file = inbox.file("team_id\nT1\n");
        let sha256 = file.fingerprint().unwrap();
        std::fs::set_permissions(&file.path, std::fs::Permissions::from_mode(0o777)).unwrap();
        let victim = inbox.folder.path().join("victim");
        std::fs::write(&victim, "untouched").unwrap();
        let archive = Archive::of(&inbox.workspace);
        std::fs::create_dir_all(archive.folder()).unwrap();
        let place = archive.place(&sha256, &file.shown);
        symlink(&victim, place.with_file_name(format!("{sha256}.csv.part"))).unwrap();
        archive.keep(&file, &sha256).unwrap();
        assert_eq!(std::fs::read_to_string(&victim).unwrap(), "untouched");
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&place), mode(&victim));
    }
}
