//! A branch of a lake as a workspace of its own: its rows are brought as Parquet, with the settings, plans and SQL of this
//! workspace, and loaded as any files are. So everything works there, and what it comes to can be held against what the lake does.

use std::path::Path;

use super::error::EngineError;
use super::job::Question;
use super::results::{Results, copy};
use super::spark::Spark;
use crate::books;
use crate::contract::{Contract, Table};
use crate::diagnostic::Result;
use crate::ingest::{self, Summary, allowed_folders};
use crate::library::Library;
use crate::store::{Params, Statement, Store};
use crate::workspace::{SETTINGS_FILE, Workspace, create_folder, write_file};

/// What is said at the head of the settings of a branch.
const HEAD: &str = "# The settings of the whole, without those of the lake.\n";
/// Where a workspace keeps what is its own besides data.
const OWN: [&str; 3] = ["plans", "queries", "report-templates"];
/// The table whose rows are nobody's if there is no such branch.
const PEOPLE: &str = "specialists";

/// What was brought.
pub struct Brought {
    pub workspace: Workspace,
    pub summary: Summary,
}

impl Spark<'_> {
    /// Brings the rows of `branch` into `folder`, which becomes a workspace; what stays here beside the lake, such as targets, is
    /// taken from `store`.
    pub fn extract(&self, store: &Store, branch: &str, folder: &Path) -> Result<Brought> {
        let question = Question {
            branch: Some(branch),
            ..Question::default()
        };
        self.with_results(question, |results| bring(self.workspace, store, results, folder))
    }
}

/// Makes the workspace of what `results` hold.
pub(super) fn bring(workspace: &Workspace, store: &Store, results: &Results, folder: &Path) -> Result<Brought> {
    let branch = results.manifest.branch.clone().unwrap_or_default();
    if !results.has_people()? {
        return Err(EngineError::NoSuchBranch { branch }.into());
    }
    let made = Workspace::init(folder)?;
    write_settings(workspace, folder)?;
    for own in OWN {
        copy_folder(&workspace.root().join(own), &folder.join(own))?;
    }
    for table in &results.manifest.rows {
        if !results.is_empty_of(table)? {
            for (index, file) in results.files_of(table).iter().enumerate() {
                copy(file, &made.data_dir().join(format!("{table}-{}.parquet", index + 1)))?;
            }
        }
    }
    keep_own(&workspace.library, store, &results.manifest.rows, &made)?;
    let workspace = Workspace::find(folder)?;
    let data = [workspace.data_dir()];
    let (store, _) = books::open(&workspace, &allowed_folders(&data))?;
    let summary = ingest::run(&workspace, &store, &data, &ingest::Options::default(), &ingest::Silent)?;
    drop(store);
    Ok(Brought { workspace, summary })
}

/// The settings of `workspace` without those of the lake.
fn write_settings(workspace: &Workspace, folder: &Path) -> Result<()> {
    let path = workspace.root().join(SETTINGS_FILE);
    let text = crate::files::read_text(&path).map_err(|e| EngineError::unreadable(&path, &e))?;
    // It was read when the workspace was opened.
    let mut settings: toml::Table = toml::from_str(&text).unwrap_or_default();
    settings.remove("engine");
    let text = format!("{HEAD}{settings}");
    write_file(&folder.join(SETTINGS_FILE), text.as_bytes())
}

/// Copies what lies in `from`, if there is such a folder.
fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    for entry in std::fs::read_dir(from).into_iter().flatten().flatten() {
        let (path, place) = (entry.path(), to.join(entry.file_name()));
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => copy_folder(&path, &place)?,
            Ok(kind) if kind.is_file() => {
                create_folder(to)?;
                copy(&path, &place)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Writes the rows of tables that are no table of the lake, such as targets, beside what was brought; what is told of single people
/// stays.
fn keep_own(library: &Library, store: &Store, brought: &[String], made: &Workspace) -> Result<()> {
    let contract = Contract::load(library)?;
    let is_of_people = |table: &&Table| {
        table
            .columns
            .iter()
            .any(|column| column.references.as_deref() == Some(PEOPLE))
    };
    for table in contract.tables() {
        if brought.contains(&table.name) || is_of_people(&table) {
            continue;
        }
        let context = minijinja::context! { table => &table.name };
        let count = Statement::render(library.get("queries/engine/take/own_count.sql.j2")?, context)?;
        let rows = store.query(&count, &Params::none())?;
        if rows.first().is_none_or(|row| row.count("row_count") == 0) {
            continue;
        }
        let path = made.data_dir().join(format!("{}.parquet", table.name));
        let columns: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
        let context = minijinja::context! {
            table => &table.name,
            columns,
            path => path.display().to_string(),
        };
        let statement = Statement::render(library.get("queries/engine/take/own.sql.j2")?, context)?;
        store.execute(&statement, &Params::none())?;
    }
    Ok(())
}
