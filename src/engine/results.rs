//! Results of a job, believed only if they are whole, the answer to what was asked, and come to what the job came to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::audits;
use super::checks::{self, LeftOut};
use super::error::EngineError;
use super::extract;
use super::manifest::{self, Manifest};
use crate::diagnostic::Result;
use crate::period::View;
use crate::store::{Cell, Params, Rows, Statement, Store};
use crate::workspace::{Workspace, create_folder, write_file};

const CONTROL: &str = "control";
/// What a job of periods leaves, and what each leaves.
const OF_PERIODS: [&str; 5] = ["values", "specialists", "properties", "sums", "prints"];
const OF_ALL: [&str; 2] = ["days", "tables"];

/// Results that are whole.
pub struct Results {
    pub manifest: Manifest,
    folder: PathBuf,
    /// Reads the files, and no others.
    reader: Store,
}

impl Results {
    /// Those in `folder`.
    pub fn open(workspace: &Workspace, folder: &Path) -> Result<Self> {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
        let (settings, library) = (&workspace.settings.store, &workspace.library);
        let reader = Store::scratch(None, settings, std::slice::from_ref(&folder), library)?;
        let incomplete = |part: &str| EngineError::Incomplete {
            folder: folder.clone(),
            part: part.to_owned(),
        };
        let is_there = |part: &str| has_rows(&folder.join(part));
        if !is_there(CONTROL) {
            return Err(incomplete(CONTROL).into());
        }
        let params = Params::none().with("control", &files(&folder, CONTROL));
        let control = reader.rows("queries/engine/take/control.sql", &params)?;
        let (Some(said), 1) = (control.first(), control.len()) else {
            return Err(incomplete(CONTROL).into());
        };
        let changed = |part: &str| EngineError::Changed {
            folder: folder.clone(),
            part: part.to_owned(),
        };
        let manifest = Manifest::parse(said.str("manifest")).filter(|manifest| manifest.job() == said.str("job"));
        let manifest = manifest.ok_or_else(|| changed(CONTROL))?;
        let results = Self {
            manifest,
            folder: folder.clone(),
            reader,
        };
        for part in results.parts() {
            if !is_there(&part) {
                return Err(incomplete(&part).into());
            }
            let rows = results
                .reader
                .rows("queries/engine/take/count.sql", &results.files(&part))?;
            let found = rows.first().and_then(|row| row.integer("row_count"));
            if found.is_none() || found != said.integer(&format!("{part}_rows")) {
                return Err(changed(&part).into());
            }
        }
        results.check_sums()?;
        Ok(results)
    }

    fn parts(&self) -> Vec<String> {
        let of_periods = OF_PERIODS.into_iter().filter(|_| !self.manifest.periods.is_empty());
        let of_checks = checks::PARTS.into_iter().filter(|_| self.manifest.has_checks());
        let own = OF_ALL.into_iter().chain(of_periods).chain(of_checks).map(str::to_owned);
        let of_rows = self.manifest.rows.iter().map(|table| extract::part(table));
        let of_branch = self.manifest.branch.iter().map(|_| extract::PEOPLE_PART.to_owned());
        let audits = &self.manifest.audits;
        let of_audits = audits.iter().map(|id| audits::part(id));
        let counts = audits.first().map(|_| audits::COUNTS.to_owned());
        own.chain(of_branch)
            .chain(of_rows)
            .chain(counts)
            .chain(of_audits)
            .collect()
    }

    fn check_sums(&self) -> Result<()> {
        if self.manifest.periods.is_empty() {
            return Ok(());
        }
        let params = OF_PERIODS.into_iter().fold(Params::none(), |params, part| {
            params.with(part, &files(&self.folder, part))
        });
        let differing = self.reader.rows("queries/engine/take/differing.sql", &params)?;
        match differing.first() {
            Some(row) => Err(EngineError::Changed {
                folder: self.folder.clone(),
                part: row.text("part"),
            }
            .into()),
            None => Ok(()),
        }
    }

    /// Refuses them if they are not the answer to `asked`.
    pub(super) fn answer(&self, asked: &Manifest) -> Result<()> {
        let differs = self.manifest.differs(asked);
        if differs.is_empty() {
            return Ok(());
        }
        Err(EngineError::Other {
            folder: self.folder.clone(),
            differs,
        }
        .into())
    }

    fn files(&self, part: &str) -> Params {
        Params::none().with("files", &files(&self.folder, part))
    }

    /// The rows of a result.
    pub(super) fn rows(&self, part: &str) -> Result<Rows> {
        let name = format!("queries/engine/take/{part}.sql");
        self.reader.rows(&name, &self.files(part))
    }

    /// The first rows that an audit found, which are the result `part`.
    pub(super) fn audit_rows(&self, part: &str) -> Result<Rows> {
        self.reader
            .rows("queries/engine/take/audit_rows.sql", &self.files(part))
    }

    /// Puts the sums of these names into the tables of a run of `views`, with the people and properties they are by.
    pub(super) fn fill(&self, store: &Store, views: &[View], wanted: &[&str]) -> Result<()> {
        let numbers = self.manifest.numbers(views);
        self.replace(store, "run_specialists", "specialists", |row| {
            renumber(row, 0, &numbers)
        })?;
        self.replace(store, "run_properties", "properties", |_| true)?;
        self.add(store, "run_values", "values", |row| {
            let is_wanted = matches!(&row[0], Cell::Text(name) if wanted.contains(&name.as_str()));
            is_wanted && renumber(row, 1, &numbers)
        })
    }

    fn replace(&self, store: &Store, table: &str, part: &str, keep: impl FnMut(&mut [Cell]) -> bool) -> Result<()> {
        let template = store.library().get("queries/engine/take/clear.sql.j2")?;
        let clear = Statement::render(template, minijinja::context! { table })?;
        store.execute(&clear, &Params::none())?;
        self.add(store, table, part, keep)
    }

    fn add(&self, store: &Store, table: &str, part: &str, mut keep: impl FnMut(&mut [Cell]) -> bool) -> Result<()> {
        let rows = self.rows(part)?;
        let mut kept: Vec<Vec<Cell>> = rows.iter().map(|row| row.cells().to_vec()).collect();
        kept.retain_mut(|row| keep(row));
        store.append(table, kept.iter().map(Vec::as_slice))
    }

    /// What was left out of the tables of the lake, and the rows that are told as examples.
    pub(super) fn left_out(&self) -> Result<(Vec<LeftOut>, Rows)> {
        if !self.manifest.has_checks() {
            return Ok((Vec::new(), Rows::default()));
        }
        left_out(&self.reader, &self.folder)
    }

    /// False if nobody was ever in a team of the branch.
    pub(super) fn has_people(&self) -> Result<bool> {
        Ok(self
            .rows("people")?
            .first()
            .is_some_and(|row| row.count("row_count") > 0))
    }

    /// True if nothing was brought of a table.
    pub(super) fn is_empty_of(&self, table: &str) -> Result<bool> {
        let files = self.files(&extract::part(table));
        let rows = self.reader.rows("queries/engine/take/count.sql", &files)?;
        Ok(rows.first().is_none_or(|row| row.count("row_count") == 0))
    }

    /// The files of the rows of a table.
    pub(super) fn files_of(&self, table: &str) -> Vec<PathBuf> {
        parquet_files(&self.folder.join(extract::part(table)))
    }

    /// Copies them into `folder`.
    pub(super) fn keep(&self, folder: &Path) -> Result<()> {
        for part in self.parts().into_iter().chain([CONTROL.to_owned()]) {
            let to = folder.join(&part);
            create_folder(&to)?;
            for file in parquet_files(&self.folder.join(&part)) {
                let name = file.file_name().unwrap_or_default();
                copy(&file, &to.join(name))?;
            }
        }
        write_file(&folder.join(manifest::NAME), self.manifest.text().as_bytes())
    }
}

/// Copies a file, which may be large.
pub(super) fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::copy(from, to)
        .map(drop)
        .map_err(|e| EngineError::unreadable(from, &e).into())
}

/// Gives the number of the period in `column` as the run counts; false if the run is not about it.
fn renumber(row: &mut [Cell], column: usize, numbers: &BTreeMap<i64, i64>) -> bool {
    let Cell::Integer(own) = row[column] else {
        return false;
    };
    let Some(number) = numbers.get(&own) else {
        return false;
    };
    row[column] = Cell::Integer(*number);
    true
}

/// What reads all files of a result.
fn files(folder: &Path, part: &str) -> String {
    format!("{}/{part}/*.parquet", folder.display())
}

fn has_rows(folder: &Path) -> bool {
    !parquet_files(folder).is_empty()
}

fn parquet_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "parquet"));
    paths.sort();
    paths
}

/// What a job that was stopped says of the rows it left out, if it came to that.
pub(super) fn left_out_in(workspace: &Workspace, folder: &Path) -> Option<(Vec<LeftOut>, Rows)> {
    let folder = std::path::absolute(folder).ok()?;
    if !checks::PARTS.iter().all(|part| has_rows(&folder.join(part))) {
        return None;
    }
    let (settings, library) = (&workspace.settings.store, &workspace.library);
    let reader = Store::scratch(None, settings, std::slice::from_ref(&folder), library).ok()?;
    left_out(&reader, &folder).ok()
}

fn left_out(reader: &Store, folder: &Path) -> Result<(Vec<LeftOut>, Rows)> {
    let rows = |part: &str| {
        let params = Params::none().with("files", &files(folder, part));
        reader.rows(&format!("queries/engine/take/{part}.sql"), &params)
    };
    Ok((LeftOut::read(&rows("checked")?, &rows("faults")?), rows("examples")?))
}

/// Until when the tables of facts are known, as files of the same days would tell it: the store's own rule is run on them.
pub(super) fn coverage(results: &Results, workspace: &Workspace) -> Result<Rows> {
    let scratch = Store::scratch(None, &workspace.settings.store, &[], &workspace.library)?;
    for name in ["schema", "files", "days"] {
        scratch.run(&format!("queries/engine/coverage/{name}.sql"), &Params::none())?;
    }
    let tables = results.rows("tables")?;
    let files: Vec<Vec<Cell>> = tables.iter().map(|row| row.cells().to_vec()).collect();
    let files: Vec<Vec<Cell>> = files.into_iter().map(|row| loaded(&row)).collect();
    scratch.append("files", files.iter().map(Vec::as_slice))?;
    let days = results.rows("days")?;
    let days: Vec<Vec<Cell>> = days.iter().map(|row| row.cells().to_vec()).collect();
    scratch.append("fact_days", days.iter().map(Vec::as_slice))?;
    scratch.run("queries/engine/coverage/fact_days.sql", &Params::none())?;
    scratch.rows("queries/coverage/tables.sql", &Params::none())
}

/// A table with rows as a file that was loaded.
fn loaded(row: &[Cell]) -> Vec<Cell> {
    vec![
        row[0].clone(),
        Cell::Integer(1),
        Cell::Integer(1),
        Cell::Integer(1),
        Cell::Null,
        Cell::Null,
    ]
}
