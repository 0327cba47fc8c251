//! Files that were read before: the same bytes at the same path say what they said then, as long as everything that decides
//! how files are read is the same. Such a file costs one hash and is not opened.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::opened::{Asks, Opened, Reading};
use super::source::InputFile;
use super::summary::{FileReport, Outcome};
use crate::diagnostic::{Exit, Result};
use crate::digest::Key;
use crate::store::{Params, Store, signed};
use crate::workspace::Workspace;

/// What is known of files from earlier runs.
pub(super) struct Readings<'s> {
    store: &'s Store,
    /// The hash of all that decides how a file is read.
    recipe: String,
}

impl<'s> Readings<'s> {
    /// `asked` is the table or layout that the user named.
    pub fn new(workspace: &Workspace, store: &'s Store, asked: Option<&str>, asks: Asks) -> Self {
        let said = format!("{asked:?} {asks:?} {:?}", workspace.settings.ingest);
        let files = workspace.library.files();
        let recipe = files.fold(Key::of("reading").and(said), |key, file| {
            key.and(&file.name).and(&file.text)
        });
        Self {
            store,
            recipe: recipe.text(),
        }
    }

    /// The hashes of those of `files` that may be what they were when they were read, computed on all cores.
    pub fn hashes(&self, files: &[InputFile]) -> Result<BTreeMap<PathBuf, String>> {
        let params = Params::none().with("recipe", &self.recipe);
        let rows = self.store.rows("queries/ingest/readings/sizes.sql", &params)?;
        let known: BTreeSet<(String, u64)> = rows.iter().map(|row| (row.text("path"), row.count("bytes"))).collect();
        let may_be_known = |file: &&InputFile| known.contains(&(name(&file.shown), file.bytes));
        let files: Vec<&InputFile> = files.iter().filter(may_be_known).collect();
        let (next, workers) = (
            AtomicUsize::new(0),
            thread::available_parallelism().map_or(1, usize::from),
        );
        let hashed = thread::scope(|scope| {
            let work = || {
                let taken = std::iter::from_fn(|| files.get(next.fetch_add(1, Ordering::Relaxed)));
                // One that cannot be read is told of when it is opened.
                taken
                    .filter_map(|file| Some((file.shown.clone(), file.fingerprint().ok()?)))
                    .collect::<Vec<_>>()
            };
            let workers: Vec<_> = (0..workers.min(files.len())).map(|_| scope.spawn(work)).collect();
            let done = workers
                .into_iter()
                .map(|worker| worker.join().expect("a hash does not panic"));
            done.flatten().collect()
        });
        Ok(hashed)
    }

    /// The file with this hash as it was read before, if all of it is in the store.
    pub fn known(&self, file: &InputFile, sha256: &str) -> Result<Option<Vec<Reading>>> {
        let params = of(&file.shown, sha256).with("recipe", &self.recipe);
        let parts = self.store.rows("queries/ingest/readings/parts.sql", &params)?;
        if parts.is_empty() || parts.iter().any(|part| part.str("loaded_as").is_empty()) {
            return Ok(None);
        }
        let readings = parts.iter().map(|part| Reading {
            sheet: part
                .get("sheet")
                .filter(|sheet| !sheet.is_null())
                .map(ToString::to_string),
            table: part.text("table_name"),
            mapping: part.text("mapping"),
            rows_read: part.count("rows_read"),
            loaded_as: part.text("loaded_as"),
        });
        Ok(Some(readings.collect()))
    }

    /// Remembers what files said of which all is in the store by now. A run is no worse if that fails: the files are opened
    /// again then.
    pub fn remember(&self, files: &[Opened<'_>], reports: &[FileReport]) -> Result<()> {
        let mut of_path: BTreeMap<&Path, Vec<&FileReport>> = BTreeMap::new();
        for report in reports {
            of_path.entry(&report.path).or_default().push(report);
        }
        let is_there = |report: &&FileReport| report.outcome != Outcome::Refused;
        let remembered = self.store.transaction(|| {
            for opened in files.iter().filter(|opened| !opened.parts.is_empty()) {
                let parts = of_path.get(opened.file.shown.as_path()).map_or(&[][..], Vec::as_slice);
                if parts.len() == opened.parts.len() && parts.iter().all(is_there) {
                    self.keep(opened, parts)?;
                }
            }
            Ok(())
        });
        match remembered {
            Err(error) if matches!(error.exit(), Exit::Stopped(_)) => Err(error),
            Err(error) => {
                tracing::debug!("what files said is not remembered: {error}");
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    fn keep(&self, opened: &Opened<'_>, parts: &[&FileReport]) -> Result<()> {
        let of_file = || of(&opened.file.shown, &opened.sha256);
        self.store.run("queries/ingest/readings/forget.sql", &of_file())?;
        for (part, number) in parts.iter().zip(1_i64..) {
            let params = of_file()
                .with("recipe", &self.recipe)
                .with("part_no", number)
                .with("sheet", part.sheet.as_deref())
                .with("table_name", &part.table)
                .with("mapping", &part.mapping)
                .with("rows_read", signed(part.rows_read));
            self.store.run("queries/ingest/readings/insert.sql", &params)?;
        }
        Ok(())
    }
}

fn of(path: &Path, sha256: &str) -> Params {
    Params::none().with("sha256", sha256).with("path", &name(path))
}

fn name(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::options::Options;
    use crate::ingest::progress::Silent;
    use crate::ingest::run::run;
    use crate::library::Source;
    use crate::store::Statement;
    use std::fs;

    const TEAMS: &str = "team_id,team_name,branch_id,branch_name\nT1,One,B1,North\nT2,Two,B1,North\n";

    struct Desk {
        folder: tempfile::TempDir,
        workspace: Workspace,
        store: Store,
    }

    impl Desk {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let workspace = Workspace::init(folder.path()).unwrap();
            let inbox = folder.path().to_owned();
            Self {
                store: Store::open(&workspace, &[inbox]).unwrap(),
                folder,
                workspace,
            }
        }

        fn write(&self, text: &str) -> PathBuf {
            let path = self.folder.path().join("teams.csv");
            fs::write(&path, text).unwrap();
            path
        }

        fn load(&self, path: &Path) -> Vec<FileReport> {
            let (paths, options) = ([path.to_owned()], Options::default());
            run(&self.workspace, &self.store, &paths, &options, &Silent)
                .unwrap()
                .files
        }

        fn change(&self, sql: &str) {
            let source = Source {
                name: "test.sql".to_owned(),
                text: sql.to_owned(),
                is_override: false,
            };
            self.store.execute(&Statement::of(&source), &Params::none()).unwrap();
        }

        /// What is known of the file, before it is opened.
        fn known(&self, path: &Path, asked: Option<&str>) -> Option<Vec<Reading>> {
            let readings = Readings::new(&self.workspace, &self.store, asked, Asks::default());
            let file = InputFile::new(path, PathBuf::from("teams.csv")).unwrap();
            let hashes = readings.hashes(std::slice::from_ref(&file)).unwrap();
            let sha256 = hashes.get(&file.shown)?;
            readings.known(&file, sha256).unwrap()
        }
    }

    #[test]
    fn a_file_that_was_loaded_is_known_without_being_opened() {
        let desk = Desk::new();
        let path = desk.write(TEAMS);
        assert!(desk.known(&path, None).is_none());
        assert_eq!(desk.load(&path)[0].inserted, 2);
        let known = desk.known(&path, None).unwrap();
        assert_eq!((known.len(), known[0].rows_read), (1, 2));
        assert_eq!(
            (known[0].table.as_str(), known[0].loaded_as.as_str()),
            ("teams", "teams.csv")
        );
        // That the run takes it from there shows in what else could not be: a number of rows that the file has not.
        desk.change("UPDATE readings SET rows_read = 7");
        let again = desk.load(&path);
        assert_eq!((again[0].outcome, again[0].rows_read), (Outcome::AlreadyLoaded, 7));
    }

    #[test]
    fn other_bytes_of_the_same_size_are_another_file() {
        let desk = Desk::new();
        let path = desk.write(TEAMS);
        desk.load(&path);
        desk.write(&TEAMS.replace("North", "South"));
        assert!(desk.known(&path, None).is_none());
        assert_eq!(desk.load(&path)[0].changed, 2);
    }

    #[test]
    fn what_decides_how_a_file_is_read_has_it_read_anew() {
        let mut desk = Desk::new();
        let path = desk.write(TEAMS);
        desk.load(&path);
        assert!(desk.known(&path, Some("teams")).is_none());
        desk.workspace.settings.ingest.nothing.push("One".to_owned());
        assert!(desk.known(&path, None).is_none());
        desk.load(&path);
        assert!(desk.known(&path, None).is_some());
        let aliases = desk.folder.path().join("queries/ingest/aliases.toml");
        fs::create_dir_all(aliases.parent().unwrap()).unwrap();
        let shipped = desk.workspace.library.get("queries/ingest/aliases.toml").unwrap();
        fs::write(&aliases, format!("# own\n{}", shipped.text)).unwrap();
        desk.workspace = Workspace::find(desk.folder.path()).unwrap();
        assert!(desk.known(&path, None).is_none());
    }

    #[test]
    fn what_is_not_in_the_store_is_not_known() {
        let desk = Desk::new();
        let path = desk.write("team_id,team_name,branch_id,branch_name\nT1,,B1,North\n");
        desk.load(&path);
        assert!(desk.known(&path, None).is_none(), "refused");
        let path = desk.write(TEAMS);
        desk.load(&path);
        desk.change("DELETE FROM files");
        assert!(desk.known(&path, None).is_none(), "taken out");
    }
}
