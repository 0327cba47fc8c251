//! A sample book with the behaviour of a real one, written as the files a core system would export.
//!
//! The model is SQL (`queries/sample/`, assumptions in each file's head); this module runs it in a scratch database
//! beside the output and writes one file per table of the contract. The same settings give the same files, byte for
//! byte, whatever the number of threads. Memory stays within the store's limit: larger books spill to disk.

use std::path::{Path, PathBuf};

use crate::contract::{Contract, Table};
use crate::diagnostic::{Diagnose, Result};
use crate::library::Library;
use crate::period::Month;
use crate::store::{Params, Statement, Store};
use crate::workspace::{StoreSettings, create_folder};

/// What the book is like.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Number of policies.
    pub policies: i64,
    /// Months of activity up to `until`; due items and payments reach further back, for persistency.
    pub months: i32,
    /// Last month with facts.
    pub until: Month,
    /// Number of specialists.
    pub specialists: i64,
    /// Another seed is another book.
    pub seed: i64,
    /// How the files are written.
    pub format: Format,
}

impl Default for Options {
    /// 20,000 policies, 40 specialists, 24 months to June 2026, CSV.
    fn default() -> Self {
        let until = Month::new(2026, 6).expect("June 2026 is a month");
        Self {
            policies: 20_000,
            months: 24,
            until,
            specialists: 40,
            seed: 1,
            format: Format::Csv,
        }
    }
}

/// A file format of the sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// UTF-8 CSV with a header.
    Csv,
    /// Parquet.
    Parquet,
}

impl Format {
    fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }
}

/// What can go wrong beside SQL.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// A file of the sample that cannot be put in its place.
    #[error("cannot write `{path}`: {reason}")]
    Unwritable {
        /// The file.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// A size that makes no book.
    #[error("a sample needs at least one policy, one specialist and one month")]
    TooSmall,
    /// Files of an earlier sample or of a real book in the way.
    #[error("`{path}` exists already")]
    Exists {
        /// The file.
        path: String,
    },
}

impl Diagnose for SampleError {
    fn hints(&self) -> Vec<String> {
        match self {
            Self::Exists { .. } => vec!["nothing was written; name an empty folder or move the files away".to_owned()],
            Self::Unwritable { .. } | Self::TooSmall => Vec::new(),
        }
    }
}

/// Writes the book into `folder`, one file per table; the paths in the contract's order. Existing files are refused.
pub fn write(library: &Library, settings: &StoreSettings, folder: &Path, options: Options) -> Result<Vec<PathBuf>> {
    if options.policies < 1 || options.specialists < 1 || options.months < 1 {
        return Err(SampleError::TooSmall.into());
    }
    let contract = Contract::load(library)?;
    let extension = options.format.extension();
    let targets: Vec<(&Table, PathBuf)> = contract
        .tables()
        .map(|t| (t, folder.join(format!("{}.{extension}", t.name))))
        .collect();
    if let Some((_, path)) = targets.iter().find(|(_, path)| path.exists()) {
        return Err(SampleError::Exists {
            path: path.display().to_string(),
        }
        .into());
    }
    create_folder(folder)?;
    let scratch = Scratch::new(folder);
    let store = Store::scratch(Some(&scratch.path), settings, &[absolute(folder)], library)?;
    generate(&store, options)?;
    for (table, path) in &targets {
        copy(&store, table, path, options.format)?;
    }
    Ok(targets.into_iter().map(|(_, path)| path).collect())
}

fn generate(store: &Store, options: Options) -> Result<()> {
    let params = Params::none()
        .with("policies", options.policies)
        .with("months", options.months)
        .with("until_on", options.until.last_on())
        .with("specialists", options.specialists)
        .with("seed", options.seed);
    for file in store.library().list("queries/sample", ".sql") {
        tracing::debug!("{}", file.name);
        store.run(&file.name, &params)?;
    }
    Ok(())
}

fn copy(store: &Store, table: &Table, path: &Path, format: Format) -> Result<()> {
    let order = table_order(store.library(), &table.name).unwrap_or_else(|| table.key.join(", "));
    let part = path.with_extension("part");
    let context = minijinja::context! {
        table => table.name.clone(),
        columns => table.columns.iter().map(|c| c.name.clone()).collect::<Vec<_>>(),
        order,
        path => absolute(&part).display().to_string(),
        format => format.extension(),
    };
    store.execute(
        &Statement::render(store.library().get("queries/sample/copy.sql.j2")?, context)?,
        &Params::none(),
    )?;
    std::fs::rename(&part, path).map_err(|e| {
        SampleError::Unwritable {
            path: path.display().to_string(),
            reason: e.to_string(),
        }
        .into()
    })
}

/// The total order the table's SQL file declares: `-- order: due_on, due_id`.
fn table_order(library: &Library, table: &str) -> Option<String> {
    let suffix = format!("_{table}");
    let mut files = library.list("queries/sample", ".sql");
    let file = files.find(|f| {
        f.stem()
            .strip_suffix(&suffix)
            .is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
    })?;
    file.header().get("order").map(str::to_owned)
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}

/// A database file that goes when it is no longer needed, also after an error.
struct Scratch {
    path: PathBuf,
}

impl Scratch {
    fn new(folder: &Path) -> Self {
        Self {
            path: folder.join(format!(".sample-{}.duckdb", std::process::id())),
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
        let _ = std::fs::remove_file(self.path.with_extension("duckdb.wal"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(options: Options) -> Vec<(String, Vec<u8>)> {
        let dir = tempfile::tempdir().unwrap();
        let settings = StoreSettings::default();
        let paths = write(&Library::shipped(), &settings, dir.path(), options).unwrap();
        assert_eq!(
            std::fs::read_dir(dir.path()).unwrap().count(),
            paths.len(),
            "scratch files stay behind"
        );
        let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
        paths.iter().map(|p| (name(p), std::fs::read(p).unwrap())).collect()
    }

    #[test]
    fn the_seed_decides_the_book_byte_for_byte() {
        let options = Options {
            policies: 300,
            specialists: 8,
            ..Options::default()
        };
        let first = book(options);
        assert_eq!(first.len(), 20);
        assert!(first == book(options), "the same seed gave other files");
        assert!(
            first != book(Options { seed: 2, ..options }),
            "another seed gave the same files"
        );
    }

    #[test]
    fn existing_files_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("teams.csv"), "mine").unwrap();
        let error = write(
            &Library::shipped(),
            &StoreSettings::default(),
            dir.path(),
            Options::default(),
        )
        .unwrap_err();
        assert!(error.to_string().contains("exists already"), "{error}");
        assert_eq!(std::fs::read_to_string(dir.path().join("teams.csv")).unwrap(), "mine");
    }
}
