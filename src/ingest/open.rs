//! Files to be loaded are opened: each is read as far as needed to know its sheets, and for each sheet it is decided which
//! table it holds, or into which parts a layout splits it.

use chrono::NaiveDate;

use super::covers;
use super::error::{IngestError, MissingColumn, MissingColumns, NearTable};
use super::fold::fold;
use super::headers::{Heads, Mapping, Names};
use super::layout::month::{self, Said};
use super::layout::{self, Filling, Layout, Layouts};
use super::note::Note;
use super::opened::{Asks, List, Opened, Part, Reading};
use super::owners::names_owners;
use super::readings::Readings;
use super::run_error;
use super::source::{Context, InputFile, Sheet};
use super::summary::Failed;
use crate::diagnostic::{Error, Result};

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
pub struct Opener<'a, 'c> {
    pub names: &'a Names<'c>,
    pub layouts: &'a Layouts,
    pub context: Context<'a>,
    /// The table or layout the user named.
    pub asked: Option<&'a str>,
    pub asks: Asks,
    /// What is known of earlier runs, if a file that they loaded need not be opened.
    pub readings: Option<&'a Readings<'a>>,
}

impl<'c> Opener<'_, 'c> {
    /// Opens all files, in the order in which their tables refer to each other; those that cannot be opened are failures.
    pub fn open_all(&self, files: Vec<InputFile>, mut failed: Vec<Failed>) -> Result<(Vec<Opened<'c>>, Vec<Failed>)> {
        let mut opened: Vec<Opened<'c>> = Vec::new();
        let hashes = self.readings.map(|readings| readings.hashes(&files)).transpose()?;
        let mut hashes = hashes.unwrap_or_default();
        for file in files {
            let path = file.shown.clone();
            match self.open_unless_known(file, hashes.remove(&path)) {
                Ok(file) => opened.push(file),
                Err(error) if run_error::ends_the_run(&error) => return Err(error),
                Err(error) => failed.push(Failed {
                    error: run_error::naming(&path, error),
                    path,
                }),
            }
        }
        let place = |part: &Part<'_>| self.names.place_of(&part.mapping.table.name);
        let known_place = |part: &Reading| self.names.place_of(&part.table);
        opened.sort_by_key(|file| {
            let places = file.parts.iter().map(place);
            places.chain(file.before.iter().map(known_place)).min()
        });
        Ok((opened, failed))
    }

    fn open_unless_known(&self, file: InputFile, sha256: Option<String>) -> Result<Opened<'c>> {
        if let (Some(readings), Some(sha256)) = (self.readings, sha256)
            && let Some(before) = readings.known(&file, &sha256)?
        {
            return Ok(Opened {
                sha256,
                before,
                ..Opened::new(file)
            });
        }
        self.open(file)
    }

    fn open(&self, file: InputFile) -> Result<Opened<'c>> {
        // The fingerprint reads the file too, on a core of its own.
        let (sheets, sha256) = std::thread::scope(|scope| {
            let sha256 = scope.spawn(|| file.fingerprint());
            let sheets = file.open(&self.context);
            (sheets, sha256.join().expect("reading a file does not panic"))
        });
        let mut opened = Opened {
            sha256: sha256?,
            ..Opened::new(file)
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
            let says_to = covered_to(&opened.file, &sheet);
            match self.parts_of(&opened.file, sheet) {
                Ok(parts) => parts
                    .into_iter()
                    .for_each(|(sheet, mapping, list)| opened.add(sheet, mapping, list, self.asks, says_to)),
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
        let asked = self.asked_for(file, &sheet)?;
        let asked = asked.as_deref();
        if let Some((layout, mut fillings)) = self.layout_of(file, &sheet, asked, heads)? {
            for filling in &mut fillings {
                filling.settle_units(&sheet, &file.shown).map_err(NoParts::refused)?;
            }
            return Ok(self.split(file, &sheet, layout, &fillings)?);
        }
        let decided = self.names.decide(&file.shown, sheet.name.as_deref(), asked, heads);
        let mut mapping = decided.map_err(|error| Error::from(self.with_layouts(error, file, &sheet, asked)))?;
        sheet
            .units
            .settle_all(&file.shown, &sheet.columns, &mut mapping)
            .map_err(NoParts::refused)?;
        Ok(vec![(sheet, mapping, None)])
    }

    /// `error` in terms of the layout that was asked for or that the file is called by; where nothing says so, with the layout
    /// that comes nearest beside the table.
    fn with_layouts(&self, error: IngestError, file: &InputFile, sheet: &Sheet, asked: Option<&str>) -> IngestError {
        let heads = Heads {
            headers: &sheet.columns,
            sample: &sheet.sample,
        };
        let lacks = |layout: &Layout| -> Vec<MissingColumn> {
            let lacking = layout.lacking(self.names, heads).into_iter();
            let columns = lacking.filter(|part| !part.optional).flat_map(|part| part.columns);
            columns.map(|column| self.names.called(column)).collect()
        };
        let named = |title: String| {
            let beginning = self.layouts.by_name(&title).map(|(_, layout)| layout);
            beginning.or_else(|| self.layouts.within_name(&title))
        };
        let layout = match (asked, &error) {
            (Some(asked), _) => self.layouts.get(asked),
            (None, IngestError::NoTable { .. } | IngestError::MissingColumns { .. }) => {
                titles_of(file, sheet).find_map(named)
            }
            (None, _) => None,
        };
        if let Some(layout) = layout
            && let missing = lacks(layout)
            && !missing.is_empty()
        {
            return IngestError::MissingColumns {
                path: file.shown.clone(),
                table: layout.name.clone(),
                missing: MissingColumns(missing),
                unused: sheet
                    .columns
                    .iter()
                    .filter(|header| !self.names.knows(header))
                    .cloned()
                    .collect(),
                found: sheet.columns.clone(),
            };
        }
        match error {
            IngestError::NoTable { path, found, mut near } => {
                let layouts = self.layouts.iter().filter(|layout| layout.shape.is_none());
                let nearest = layouts
                    .map(|layout| (lacks(layout), layout))
                    .min_by_key(|(missing, _)| missing.len());
                near.extend(nearest.map(|(missing, layout)| NearTable {
                    name: layout.name.clone(),
                    zh: layout.zh.clone(),
                    en: layout.en.clone(),
                    missing,
                }));
                IngestError::NoTable { path, found, near }
            }
            other => other,
        }
    }

    /// The table or layout the user named for all files, else the settings for the longest beginning of the name.
    pub fn asked_for(&self, file: &InputFile, sheet: &Sheet) -> Result<Option<String>> {
        let stem = fold(&file.shown.file_stem().unwrap_or_default().to_string_lossy());
        let mut names = sheet.name.iter().map(|name| fold(name)).chain([stem]);
        let set = |name: String| {
            let tables = self.context.limits.tables.iter();
            let fitting = tables.filter(|(begin, _)| name.starts_with(&fold(begin)));
            fitting
                .max_by_key(|(begin, _)| begin.len())
                .map(|(_, table)| table.as_str())
        };
        let asked = self.asked.or_else(|| names.find_map(set));
        let asked = asked.map(|said| self.layouts.asked(self.names.contract(), said));
        asked.transpose()
    }

    /// The layout of a sheet: the one asked for; else the one whose files have these headers; else by name, where no table's name says more; else the first that
    /// the headers fill, where no table has a name that fits.
    pub fn layout_of(
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
        if let Some(found) = self.layouts.by_shape(heads.headers).and_then(filled) {
            return Ok(Some(found));
        }
        let named = titles_of(file, sheet).find_map(|title| self.layouts.by_name(&title));
        let table = self.names.table_named(&file.shown, sheet.name.as_deref())?;
        Ok(match (named, table) {
            (Some((length, layout)), table) if table.is_none_or(|(other, _)| length >= other) => {
                filled(layout).filter(|(_, parts)| !self.is_plain(parts, heads))
            }
            (_, Some(_)) => None,
            (_, None) => {
                let within = titles_of(file, sheet).find_map(|title| self.layouts.within_name(&title));
                let within = within
                    .and_then(filled)
                    .filter(|(_, parts)| !self.is_plain(parts, heads));
                let unnamed = self.layouts.iter().filter(|layout| layout.shape.is_none());
                within.or_else(|| unnamed.filter_map(filled).find(|(_, parts)| parts.len() > 1))
            }
        })
    }

    /// True if all that is filled is one table, and every column it needs stands in the sheet as it is.
    fn is_plain(&self, parts: &[Filling<'_>], heads: Heads<'_>) -> bool {
        let [one] = parts else {
            return false;
        };
        if one.join.is_some() {
            return false;
        }
        let mut required = one.table.columns.iter().filter(|column| column.required);
        required.all(|column| self.names.find(one.table, column, heads).is_some())
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
            let list = names_owners(mapping.table).then(|| List {
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

/// What a sheet may be called by: its own name, that of the file.
fn titles_of(file: &InputFile, sheet: &Sheet) -> impl Iterator<Item = String> {
    let stem = file
        .shown
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    sheet.name.iter().cloned().chain([stem])
}

/// The month a list says it is of: by its file's name, else its sheet's, else a title above its headers.
fn month_of(file: &InputFile, sheet: &Sheet) -> Option<Said> {
    let name = file.shown.file_name().unwrap_or_default().to_string_lossy();
    month::first_of(told_by(&name, sheet))
}

/// The day to which a sheet says it is complete, in the same places.
fn covered_to(file: &InputFile, sheet: &Sheet) -> Option<NaiveDate> {
    let name = file.shown.file_name().unwrap_or_default().to_string_lossy();
    covers::first_of(told_by(&name, sheet))
}

/// What says of which month or day a sheet is.
fn told_by<'s>(file_name: &'s str, sheet: &'s Sheet) -> impl Iterator<Item = &'s str> {
    let names = [file_name].into_iter().chain(sheet.name.as_deref());
    names.chain(sheet.skipped.titles())
}
