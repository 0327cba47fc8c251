//! Files into the store: decode, find headers and table, read values, judge rows, reconcile with what is there.
//!
//! Promises: a row that breaks the contract never stops a file and never disappears; a file is kept whole or not at
//! all, and one that cannot be loaded stops no other; the same file twice is the same as once; nothing is replaced,
//! rounded or guessed in silence. Before anything is written all files of a run are opened.
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
mod known;
mod layout;
mod letter_case;
mod load;
mod marks;
mod note;
mod number;
mod owners;
mod paths;
mod reconcile;
mod rejects;
mod rows;
mod run_error;
mod skip;
mod source;
mod stage;
mod summary;
mod text;
#[cfg(test)]
mod two_paths;
mod values;

use std::path::PathBuf;

pub use archive::{Rebuilt, rebuild};
pub use control::{Control, MonthSums};
pub use error::IngestError;
pub use note::Note;
pub use owners::HandOvers;
pub use paths::allowed_folders;
pub use run_error::RunError;
pub use skip::{Skip, Skipped};
pub use summary::{Failed, FileReport, Outcome, ReasonCount, Summary};

use crate::contract::Contract;
use crate::diagnostic::{Error, Result};
use crate::store::Store;
use crate::workspace::Workspace;
use headers::{Heads, Mapping, Names};
use layout::month::{self, Said};
use layout::{Filling, Layout, Layouts};
use load::Job;
use source::{Context, InputFile, Scratch, Sheet};

/// How to load.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "options of the user, each on its own")]
pub struct Options {
    /// The table all files hold, or the layout they have; else it is found per file.
    pub table: Option<String>,
    /// Do everything, keep nothing.
    pub dry_run: bool,
    /// Rows that an earlier file of the same path brought and the new one lacks are removed.
    pub replace: bool,
    /// Columns that a file lacks are emptied in the rows it brings; else they stay as they are.
    pub empty_missing: bool,
    /// Nothing is written unless every file can be loaded.
    pub strict: bool,
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
    /// If it is the part of a list that names the owners of due items.
    list: Option<List>,
}

/// A list that names the owners of due items.
#[derive(Clone, Copy)]
struct List {
    /// Its month, as far as its name or title says it.
    month: Option<Said>,
}

/// Loads `paths` (files, or folders: the files directly in them) into `store`, which must have been opened with
/// [`allowed_folders`] of them. It is an error if there is nothing to load, and if the run had to be stopped.
pub fn run(
    workspace: &Workspace,
    store: &Store,
    paths: &[PathBuf],
    options: &Options,
    progress: &dyn Progress,
) -> Result<Summary> {
    let found = paths::collect(workspace, paths)?;
    let mut summary = load_files(workspace, store, found.files, found.failed, options, progress)?;
    summary.ignored = found.ignored;
    summary.links = found.links;
    Ok(summary)
}

/// Loads `files` as one run; `failed` are those that cannot be looked at.
fn load_files(
    workspace: &Workspace,
    store: &Store,
    files: Vec<InputFile>,
    failed: Vec<Failed>,
    options: &Options,
    progress: &dyn Progress,
) -> Result<Summary> {
    let said = &workspace.settings.ingest;
    let contract = Contract::load(&workspace.library)?.with_words(&said.nothing, &said.total_words);
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
        empties: options.empty_missing,
    };
    let (opened, failed) = open_all(&reading, files, failed)?;
    if opened.is_empty() || (options.strict && !failed.is_empty()) {
        Error::gathered(failed.into_iter().map(|failed| failed.error).collect())?;
        return Ok(Summary::default());
    }
    let job = Job {
        workspace,
        store,
        contract: &contract,
        scratch: &scratch,
        options,
        progress,
        is_rehearsal: options.dry_run,
    };
    progress.start(
        opened
            .iter()
            .flat_map(|file| &file.sheets)
            .map(|sheet| sheet.rows)
            .sum(),
    );
    if options.dry_run {
        return job.rehearse(&opened, failed);
    }
    if options.strict
        && let Some(rehearsed) = job.hold_back(&opened)?
    {
        return Ok(rehearsed);
    }
    // The list of an earlier run may have been cut off.
    archive::Archive::of(workspace).follow(store)?;
    let summary = job.run(&opened, failed)?;
    archive::Archive::of(workspace).follow(store)?;
    Ok(summary)
}

/// Opens all files, in the order in which their tables refer to each other; those that cannot be opened are failures.
fn open_all<'c>(
    reading: &Reading<'_, 'c>,
    files: Vec<InputFile>,
    mut failed: Vec<Failed>,
) -> Result<(Vec<Opened<'c>>, Vec<Failed>)> {
    let mut opened: Vec<Opened<'c>> = Vec::new();
    for file in files {
        let path = file.shown.clone();
        match reading.open(file) {
            Ok(file) => opened.push(file),
            Err(error) if run_error::ends_the_run(&error) => return Err(error),
            Err(error) => failed.push(Failed {
                error: run_error::naming(&path, error),
                path,
            }),
        }
    }
    let place = |part: &Part<'_>| reading.names.place_of(part.mapping.table);
    opened.sort_by_key(|file| file.parts.iter().map(place).min());
    Ok((opened, failed))
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
    /// Columns a file lacks are to be emptied.
    empties: bool,
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
                    .for_each(|(sheet, mapping, list)| opened.add(sheet, mapping, list, self.empties)),
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
    fn parts_of(&self, file: &InputFile, sheet: Sheet) -> Result<Vec<(Sheet, Mapping<'c>, Option<List>)>, NoParts> {
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
        Ok(vec![(sheet, mapping, None)])
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
    ) -> Result<Vec<(Sheet, Mapping<'c>, Option<List>)>> {
        let mut parts = Vec::with_capacity(fillings.len());
        let keys = layout::keys(fillings);
        for filling in fillings {
            let (part, mapping) = filling.split(sheet, &keys, &file.shown, &self.context)?;
            let list = owners::names_owners(mapping.table).then(|| List {
                month: month_of(file, sheet),
            });
            parts.push((part, mapping, list));
        }
        if let Some((_, first, _)) = parts.first_mut() {
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

/// The month a list says it is of: by its file's name, else its sheet's, else a title above its headers.
fn month_of(file: &InputFile, sheet: &Sheet) -> Option<Said> {
    let name = file.shown.file_name().unwrap_or_default().to_string_lossy();
    let names = [name.as_ref()].into_iter().chain(sheet.name.as_deref());
    month::first_of(names.chain(sheet.skipped.titles()))
}

impl<'c> Opened<'c> {
    fn add(&mut self, sheet: Sheet, mapping: Mapping<'c>, list: Option<List>, empties: bool) {
        let mut identity = mapping.identity(sheet.name.as_deref(), &sheet.columns);
        let lacking = known::missing(&mapping);
        if empties && !lacking.is_empty() {
            identity = format!("{identity}; empty: {}", lacking.join(", "));
        }
        // The same bytes as the list of another month say something else.
        if let Some(said) = list.and_then(|list| list.month) {
            identity = format!("{identity}; month: {said}");
        }
        self.parts.push(Part {
            sheet: self.sheets.len(),
            identity,
            mapping,
            list,
        });
        self.sheets.push(sheet);
    }
}
