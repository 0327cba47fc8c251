//! Files into the store: decode, find headers and table, read values, judge rows, reconcile with what is there.
//!
//! Promises: a row that breaks the contract never stops a file and never disappears; a file is kept whole or not at
//! all; the same file twice is the same as once; nothing is replaced, rounded or guessed in silence. Before anything
//! is written all files of a run are opened, and everything that is wrong with them is told at once.
//!
//! Printing is left to the caller: [`run`] returns a [`Summary`].

mod archive;
mod control;
mod dates;
mod decode;
mod error;
#[cfg(test)]
mod fuzz;
mod headers;
mod layout;
mod load;
mod marks;
mod note;
mod paths;
mod reconcile;
mod rejects;
mod rows;
mod source;
mod stage;
mod summary;
mod values;

use std::path::PathBuf;

pub use archive::{Rebuilt, rebuild};
pub use control::{Control, MonthSums};
pub use error::IngestError;
pub use note::Note;
pub use paths::allowed_folders;
pub use source::{Skip, Skipped};
pub use summary::{FileReport, Outcome, ReasonCount, Summary};

use crate::contract::Contract;
use crate::diagnostic::{Error, Result};
use crate::store::Store;
use crate::workspace::Workspace;
use headers::{Heads, Mapping, Names};
use layout::{Filling, Layout, Layouts};
use load::Job;
use source::{Context, InputFile, Scratch, Sheet};

/// How to load.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The table all files hold, or the layout they have; else it is found per file.
    pub table: Option<String>,
    /// Do everything, keep nothing.
    pub dry_run: bool,
    /// Rows that an earlier file of the same path brought and the new one lacks are removed.
    pub replace: bool,
}

/// Told how far a run is.
pub trait Progress {
    /// All files have been opened; so many rows are to be loaded.
    fn start(&self, rows: u64);
    /// Work on a file begins.
    fn file(&self, name: &str);
    /// So many more rows have been dealt with.
    fn advance(&self, rows: u64);
}

/// Tells nobody.
pub struct Silent;

impl Progress for Silent {
    fn start(&self, _rows: u64) {}
    fn file(&self, _name: &str) {}
    fn advance(&self, _rows: u64) {}
}

/// A file that is ready to be loaded.
struct Opened<'c> {
    file: InputFile,
    sha256: String,
    sheets: Vec<Sheet>,
    parts: Vec<Part<'c>>,
}

/// What one sheet of a file brings to one table.
struct Part<'c> {
    /// Which of the file's sheets.
    sheet: usize,
    mapping: Mapping<'c>,
    identity: String,
}

/// Loads `paths` (files, or folders: the files directly in them) into `store`, which must have been opened with
/// [`allowed_folders`] of them. On an error of a whole file nothing of the run is written.
pub fn run(
    workspace: &Workspace,
    store: &Store,
    paths: &[PathBuf],
    options: &Options,
    progress: &dyn Progress,
) -> Result<Summary> {
    let found = paths::collect(workspace, paths)?;
    let mut summary = load_files(workspace, store, found.files, options, progress)?;
    summary.ignored = found.ignored;
    Ok(summary)
}

/// Loads `files` as one run.
fn load_files(
    workspace: &Workspace,
    store: &Store,
    files: Vec<InputFile>,
    options: &Options,
    progress: &dyn Progress,
) -> Result<Summary> {
    let contract = Contract::load(&workspace.library)?;
    let names = Names::load(&workspace.library, &contract)?;
    let layouts = Layouts::load(&workspace.library, &contract)?;
    for table in options.table.iter().chain(workspace.settings.ingest.tables.values()) {
        if layouts.get(table).is_none() {
            contract.table(table)?;
        }
    }
    let scratch = Scratch::new(workspace.root())?;
    let reading = Reading {
        names: &names,
        layouts: &layouts,
        context: Context {
            store,
            scratch: &scratch,
            knows: &|text| names.knows(text),
            role: &|header| names.role(header),
            limits: &workspace.settings.ingest,
        },
        asked: options.table.as_deref(),
    };
    let opened = open_all(&reading, files)?;
    let job = Job {
        workspace,
        store,
        contract: &contract,
        scratch: &scratch,
        options,
        progress,
    };
    progress.start(
        opened
            .iter()
            .flat_map(|file| &file.sheets)
            .map(|sheet| sheet.rows)
            .sum(),
    );
    if options.dry_run {
        return store.rehearse(|| job.load(&opened));
    }
    // The list of an earlier run may have been cut off.
    archive::Archive::of(workspace).follow(store)?;
    let summary = job.load(&opened)?;
    archive::Archive::of(workspace).follow(store)?;
    Ok(summary)
}

/// Opens all files, in the order in which their tables refer to each other.
fn open_all<'c>(reading: &Reading<'_, 'c>, files: Vec<InputFile>) -> Result<Vec<Opened<'c>>> {
    let (mut opened, mut errors): (Vec<Opened<'c>>, Vec<Error>) = (Vec::new(), Vec::new());
    for file in files {
        match reading.open(file) {
            Ok(file) => opened.push(file),
            Err(error) => errors.push(error),
        }
    }
    Error::gathered(errors)?;
    let place = |part: &Part<'_>| reading.names.place_of(part.mapping.table);
    opened.sort_by_key(|file| file.parts.iter().map(place).min());
    Ok(opened)
}

/// Why a sheet brings nothing.
enum NoParts {
    /// It may be a page of remarks.
    NotUnderstood(Error),
    /// It is a table, but of amounts of which nobody knows what they are.
    Refused(Error),
}

impl NoParts {
    fn refused(error: IngestError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<Error> for NoParts {
    fn from(error: Error) -> Self {
        Self::NotUnderstood(error)
    }
}

/// What decides how a file is read.
struct Reading<'a, 'c> {
    names: &'a Names<'c>,
    layouts: &'a Layouts,
    context: Context<'a>,
    /// The table or layout the user named.
    asked: Option<&'a str>,
}

impl<'c> Reading<'_, 'c> {
    fn open(&self, file: InputFile) -> Result<Opened<'c>> {
        // The fingerprint reads the file too, on a core of its own.
        let (sheets, sha256) = std::thread::scope(|scope| {
            let sha256 = scope.spawn(|| file.fingerprint());
            let sheets = file.open(&self.context);
            (sheets, sha256.join().expect("reading a file does not panic"))
        });
        let mut opened = Opened {
            sheets: Vec::new(),
            parts: Vec::new(),
            sha256: sha256?,
            file,
        };
        self.find_parts(&mut opened, sheets?)?;
        Ok(opened)
    }

    /// Finds the tables of all sheets. Where at least one sheet is understood, one that is not is a page of remarks; it
    /// is told of, not refused.
    fn find_parts(&self, opened: &mut Opened<'c>, sheets: Vec<Sheet>) -> Result<()> {
        let (mut errors, mut left_out) = (Vec::new(), Vec::new());
        for sheet in sheets {
            let name = sheet.name.clone().unwrap_or_default();
            match self.parts_of(&opened.file, sheet) {
                Ok(parts) => parts
                    .into_iter()
                    .for_each(|(sheet, mapping)| opened.add(sheet, mapping)),
                Err(NoParts::NotUnderstood(error)) => {
                    errors.push(error);
                    left_out.push(Note::SheetLeftOut { sheet: name });
                }
                Err(NoParts::Refused(error)) => return Err(error),
            }
        }
        let Some(first) = opened.parts.first_mut() else {
            return Error::gathered(errors);
        };
        first.mapping.notes.extend(left_out);
        Ok(())
    }

    /// A sheet with the table it holds, or the parts into which a layout splits it.
    fn parts_of(&self, file: &InputFile, sheet: Sheet) -> Result<Vec<(Sheet, Mapping<'c>)>, NoParts> {
        let heads = Heads {
            headers: &sheet.columns,
            sample: &sheet.sample,
        };
        let asked = self.asked_for(file, &sheet);
        if let Some((layout, mut fillings)) = self.layout_of(file, &sheet, asked, heads)? {
            for filling in &mut fillings {
                filling.settle_units(&sheet, &file.shown).map_err(NoParts::refused)?;
            }
            return Ok(self.split(file, &sheet, layout, &fillings)?);
        }
        let mut mapping = self.names.decide(&file.shown, sheet.name.as_deref(), asked, heads)?;
        sheet
            .settle_units(&file.shown, &mut mapping)
            .map_err(NoParts::refused)?;
        Ok(vec![(sheet, mapping)])
    }

    /// The table or layout the user named for all files, else the settings for the longest beginning of the name.
    fn asked_for(&self, file: &InputFile, sheet: &Sheet) -> Option<&str> {
        let stem = headers::fold(&file.shown.file_stem().unwrap_or_default().to_string_lossy());
        let mut names = sheet.name.iter().map(|name| headers::fold(name)).chain([stem]);
        let set = |name: String| {
            let tables = self.context.limits.tables.iter();
            let fitting = tables.filter(|(begin, _)| name.starts_with(&headers::fold(begin)));
            fitting
                .max_by_key(|(begin, _)| begin.len())
                .map(|(_, table)| table.as_str())
        };
        self.asked.or_else(|| names.find_map(set))
    }

    /// The layout of a sheet: the one asked for; else by name, where no table's name says more; else the first that
    /// the headers fill, where no table has a name that fits.
    fn layout_of(
        &self,
        file: &InputFile,
        sheet: &Sheet,
        asked: Option<&str>,
        heads: Heads<'_>,
    ) -> Result<Option<(&Layout, Vec<Filling<'c>>)>> {
        let filled = |layout| Layout::fill(layout, self.names, heads).map(|parts| (layout, parts));
        if let Some(asked) = asked {
            return Ok(self.layouts.get(asked).and_then(filled));
        }
        let stem = file.shown.file_stem().unwrap_or_default().to_string_lossy();
        let mut titles = sheet.name.iter().map(String::as_str).chain([stem.as_ref()]);
        let named = titles.find_map(|title| self.layouts.by_name(title));
        let table = self.names.table_named(&file.shown, sheet.name.as_deref())?;
        Ok(match (named, table) {
            (Some((length, layout)), table) if table.is_none_or(|(other, _)| length >= other) => filled(layout),
            (_, Some(_)) => None,
            (_, None) => self.layouts.iter().find_map(filled),
        })
    }

    fn split(
        &self,
        file: &InputFile,
        sheet: &Sheet,
        layout: &Layout,
        fillings: &[Filling<'c>],
    ) -> Result<Vec<(Sheet, Mapping<'c>)>> {
        let mut parts = Vec::with_capacity(fillings.len());
        for filling in fillings {
            parts.push(filling.split(sheet, &file.shown, &self.context)?);
        }
        if let Some((_, first)) = parts.first_mut() {
            first.extra = layout::unused(fillings, &sheet.columns);
            first.notes.insert(
                0,
                Note::Layout {
                    zh: layout.zh.clone(),
                    en: layout.en.clone(),
                    left_out: layout.left_out(fillings),
                },
            );
        }
        Ok(parts)
    }
}

impl<'c> Opened<'c> {
    fn add(&mut self, sheet: Sheet, mapping: Mapping<'c>) {
        self.parts.push(Part {
            sheet: self.sheets.len(),
            identity: mapping.identity(sheet.name.as_deref(), &sheet.columns),
            mapping,
        });
        self.sheets.push(sheet);
    }
}
