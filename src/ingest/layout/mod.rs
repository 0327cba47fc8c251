//! Exports whose rows feed several tables, such as an 应收清单: which part of a row goes where.
//!
//! A layout is a file in `queries/ingest/layouts/`; `due_list.toml` there says what it may hold. This module reads the
//! files and finds the columns of a sheet that fill the parts; [`split`] writes the rows of a part as a sheet of its own,
//! which then takes the way of every other sheet.

pub mod month;
mod shape;
mod shaped;
mod split;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use serde::Deserialize;
use toml::Table as TomlTable;

use super::error::IngestError;
use super::fold::fold;
use super::headers::{Heads, Join, Known, Names, Origin, is_word, without_time};
use super::note::Note;
use super::rows::is_key;
use super::source::{Sheet, Units};
use crate::contract::{Column, Contract, Kind, Table};
use crate::diagnostic::{Error, Result, did_you_mean};
use crate::library::{Library, Source};
use crate::message::{Message, say};

pub use shape::Shape;

pub const FOLDER: &str = "queries/ingest/layouts";

/// All layouts.
pub struct Layouts {
    layouts: Vec<Layout>,
}

/// One layout.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// The name of its file.
    #[serde(skip)]
    pub name: String,
    /// Title in Chinese.
    pub zh: String,
    /// Title in English.
    pub en: String,
    /// How the names of such files begin.
    #[serde(default)]
    files: Vec<String>,
    /// Another layout whose parts it has too.
    like: Option<String>,
    /// Its own names, and by which headers its files are known.
    pub shape: Option<Shape>,
    #[serde(rename = "part", default)]
    parts: Vec<Part>,
}

/// A file of several layouts: a workbook of several sheets.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Several {
    layout: Vec<Layout>,
}

/// What a layout brings to one table.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    table: String,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    needs: Vec<String>,
    #[serde(default)]
    when: Vec<String>,
    #[serde(default)]
    when_any: Vec<String>,
    #[serde(default)]
    known: Known,
    #[serde(default)]
    by: Vec<String>,
    join: Option<Join>,
    #[serde(default)]
    columns: BTreeMap<String, Vec<Wording>>,
}

/// One way to fill a column.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Wording {
    /// Text with `{column}` in it.
    Text(String),
    /// An amount a payment times the payments a year.
    Annualise { annualise: String, by: String },
    /// The days between two.
    Days { days_until: String, from: String },
}

/// A part of a layout with the columns of a sheet that fill it.
pub struct Filling<'c> {
    pub table: &'c Table,
    /// For each column of the table, what fills it.
    pub columns: Vec<Option<Fill<'c>>>,
    /// Columns of the sheet that must not be empty.
    when: Vec<usize>,
    /// Columns of the sheet of which one must not be empty, if there are any.
    when_any: Vec<usize>,
    /// What happens to rows the store has.
    pub known: Known,
    /// Columns by which [`Known::Keep`] finds them; the key if there are none.
    pub by: Vec<String>,
    /// How rows that name no due item find theirs.
    pub join: Option<Join>,
    /// Headers that could have been taken as well, and the like.
    pub notes: Vec<Note>,
    /// By column of the sheet, folded words with what each stands for.
    words: HashMap<usize, HashMap<String, String>>,
    /// By column of the table, the powers of ten of the unit the layout gives it.
    units: HashMap<String, i32>,
    /// Words and units as text.
    decisions: String,
}

/// What fills a column.
pub enum Fill<'c> {
    /// A column of the sheet.
    Cell(Origin),
    /// Text put together from columns and constants.
    Text(Vec<Piece<'c>>),
    /// An amount times the payments a year.
    Annual(Slot<'c>, Slot<'c>),
    /// The days up to a day, from another.
    Days(Slot<'c>, Slot<'c>),
}

/// A piece of text.
pub enum Piece<'c> {
    /// As it stands.
    Constant(String),
    /// The value of a cell.
    Slot(Slot<'c>),
    /// The value of a cell that may be empty.
    Optional(Slot<'c>),
    /// At the end: the how many-th of equal texts of the sheet it is.
    Number,
}

/// A column of the sheet, read as a column of the contract if it is one.
#[derive(Clone, Copy)]
pub struct Slot<'c> {
    origin: Origin,
    column: Option<&'c Column>,
}

impl Slot<'_> {
    /// True if the cell is text: a name or an identifier.
    pub fn is_text(&self) -> bool {
        self.column.is_none_or(|column| column.kind == Kind::Text)
    }
}

impl Fill<'_> {
    /// The cells of text it is made of.
    pub fn identifiers(&self) -> Vec<usize> {
        let of_piece = |piece: &Piece<'_>| match piece {
            Piece::Slot(slot) if slot.is_text() => Some(slot.origin.index),
            Piece::Slot(_) | Piece::Optional(_) | Piece::Constant(_) | Piece::Number => None,
        };
        match self {
            Self::Cell(origin) => vec![origin.index],
            Self::Text(pieces) => pieces.iter().filter_map(of_piece).collect(),
            Self::Annual(..) | Self::Days(..) => Vec::new(),
        }
    }

    /// True if it ends with the number among equal texts.
    pub fn is_numbered(&self) -> bool {
        matches!(self, Self::Text(pieces) if matches!(pieces.last(), Some(Piece::Number)))
    }

    /// True if the sheet has a column for it under one of its names: such a value counts more than one in the store.
    pub fn is_own(&self) -> bool {
        matches!(self, Self::Cell(_))
    }
}

impl Layouts {
    /// Reads all layouts; every mistake in them at once.
    pub fn load(library: &Library, contract: &Contract) -> Result<Self> {
        let (mut layouts, mut errors) = (Vec::new(), Vec::new());
        for source in library.list(FOLDER, ".toml") {
            match Layout::parse(source, contract) {
                Ok(read) => layouts.extend(read),
                Err(error) => errors.push(error),
            }
        }
        Error::gathered(errors)?;
        let mut layouts = Self { layouts };
        layouts.take_over_parts()?;
        Ok(layouts)
    }

    /// The layout called `name`.
    pub fn get(&self, name: &str) -> Option<&Layout> {
        self.layouts.iter().find(|layout| layout.name == name)
    }

    /// The layout of a file or sheet of this name, the longest of the names it begins with, a day or month left aside; with
    /// its length.
    pub fn by_name(&self, name: &str) -> Option<(usize, &Layout)> {
        let name = fold(name);
        let name = without_time(&name);
        let begins = |layout: &Layout| {
            let files = layout.files.iter().map(|file| fold(file));
            files
                .filter(|file| name.starts_with(file.as_str()))
                .map(|file| file.chars().count())
                .max()
        };
        let named = self.layouts.iter().filter_map(|layout| Some((begins(layout)?, layout)));
        named.max_by_key(|(length, _)| *length)
    }

    /// The layout one of whose names stands somewhere in this one: 杭州应收清单.
    pub fn within_name(&self, name: &str) -> Option<&Layout> {
        let name = fold(name);
        let is_within = |file: &String| is_word(file) && name.contains(file.as_str());
        let within = |layout: &Layout| {
            let files = layout.files.iter().map(|file| fold(file));
            files.filter(is_within).map(|file| file.chars().count()).max()
        };
        let named = self.layouts.iter().filter_map(|layout| Some((within(layout)?, layout)));
        named.max_by_key(|(length, _)| *length).map(|(_, layout)| layout)
    }

    /// All layouts.
    pub fn iter(&self) -> impl Iterator<Item = &Layout> {
        self.layouts.iter()
    }
}

impl Layout {
    fn parse(source: &Source, contract: &Contract) -> Result<Vec<Self>> {
        let mut layouts = match source.toml::<TomlTable>()? {
            table if table.contains_key("layout") => source.toml::<Several>()?.layout,
            _ => vec![source.toml()?],
        };
        let mut errors = Vec::new();
        for (layout, number) in layouts.iter_mut().zip(1..) {
            layout.name = match number {
                1 => source.stem().to_owned(),
                _ => format!("{}-{number}", source.stem()),
            };
            errors.extend(layout.mistakes(source, contract));
        }
        Error::all(errors)?;
        Ok(layouts)
    }

    fn mistakes(&self, source: &Source, contract: &Contract) -> Vec<IngestError> {
        let wrong = |message: Message, offset: usize| IngestError::Layout {
            message,
            place: Box::new(source.place(offset)),
        };
        let mut errors = Vec::new();
        let of_shape = self.shape.iter().flat_map(|shape| shape.mistakes(contract));
        for (message, word) in of_shape {
            errors.push(wrong(message, source.text.find(&word).unwrap_or(0)));
        }
        for part in &self.parts {
            let at = |word: &str| source.text.find(&format!("\"{word}\"")).unwrap_or(0);
            let Ok(table) = contract.table(&part.table) else {
                let known: Vec<&str> = contract.tables().map(|table| table.name.as_str()).collect();
                let hint = did_you_mean(&part.table, &known);
                let message = say!("errors.ingest.layout.no_table", table = part.table, hint);
                errors.push(wrong(message, at(&part.table)));
                continue;
            };
            if part.join.is_some() && table.name != "payments" {
                let message = say!("errors.ingest.layout.no_join", table = table.name);
                errors.push(wrong(message, source.text.find("join").unwrap_or(0)));
            }
            for name in part.columns.keys().chain(&part.by) {
                if table.column(name).is_none() {
                    let known: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
                    let hint = did_you_mean(name, &known);
                    let offset = source.text.find(name.as_str()).unwrap_or(0);
                    let message = say!("errors.ingest.layout.no_column", table = table.name, name, hint);
                    errors.push(wrong(message, offset));
                }
            }
        }
        errors
    }

    /// How a sheet fills the parts; `None` if a part that is not optional cannot be filled.
    pub fn fill<'c>(&self, names: &Names<'c>, heads: Heads<'_>) -> Option<Vec<Filling<'c>>> {
        let own = self.shape.as_ref().map(|shape| names.with_own(&shape.names()));
        let names = own.as_ref().unwrap_or(names);
        let mut fillings = Vec::new();
        for part in &self.parts {
            match part.fill(names, heads) {
                Some(mut filling) => {
                    if let Some(shape) = &self.shape {
                        filling.follow(shape);
                    }
                    fillings.push(filling);
                }
                None if part.optional => {}
                None => return None,
            }
        }
        (!fillings.is_empty()).then_some(fillings)
    }

    /// The tables of the parts that `fillings` lack.
    pub fn left_out(&self, fillings: &[Filling<'_>]) -> Vec<String> {
        let is_filled = |table: &str| fillings.iter().any(|filling| filling.table.name == table);
        let tables = self.parts.iter().map(|part| part.table.clone());
        tables.filter(|table| !is_filled(table)).collect()
    }
}

impl Part {
    /// What fills a column, and what is told of it.
    fn fill_of<'c>(
        &self,
        names: &Names<'c>,
        table: &'c Table,
        column: &Column,
        heads: Heads<'_>,
    ) -> (Option<Fill<'c>>, Option<Note>) {
        let slot = |name: &str| find_slot(names, table, heads, name);
        let own = names.find(table, column, heads);
        let note = own.as_ref().and_then(|own| own.note.clone());
        let fill = match (self.columns.get(&column.name), own) {
            (None, own) => own.map(|own| Fill::Cell(own.origin)),
            (Some(wordings), own) => wordings
                .iter()
                .find_map(|wording| wording.fill(column, own.as_ref().map(|own| own.origin), &slot)),
        };
        (fill, note)
    }

    fn fill<'c>(&self, names: &Names<'c>, heads: Heads<'_>) -> Option<Filling<'c>> {
        let table = names.contract().table(&self.table).ok()?;
        let slot = |name: &str| find_slot(names, table, heads, name);
        if self.needs.iter().any(|name| slot(name).is_none()) {
            return None;
        }
        let indexes = |names: &[String]| -> Vec<usize> {
            let found = names.iter().filter_map(|name| Some(slot(name)?.origin.index));
            found.collect()
        };
        let mut filling = Filling {
            table,
            columns: Vec::with_capacity(table.columns.len()),
            when: indexes(&self.when),
            when_any: indexes(&self.when_any),
            known: self.known,
            by: self.by.clone(),
            join: self.join,
            notes: Vec::new(),
            words: HashMap::new(),
            units: HashMap::new(),
            decisions: String::new(),
        };
        for column in &table.columns {
            let (fill, note) = self.fill_of(names, table, column, heads);
            filling.notes.extend(note);
            if fill.is_none() && column.required {
                return None;
            }
            filling.columns.push(fill);
        }
        let is_filled = |name: &String| {
            let mut columns = table.columns.iter().zip(&filling.columns);
            columns.any(|(column, fill)| column.name == *name && fill.is_some())
        };
        let mut alternatives = table
            .columns
            .iter()
            .filter_map(|column| Some((column, column.required_without.as_ref()?)));
        alternatives
            .all(|(column, other)| is_filled(&column.name) || is_filled(other))
            .then_some(filling)
    }
}

/// The cells that identify a row of a sheet: those by which its main matter is told apart, which takes the place of what the
/// store has.
pub fn keys(fillings: &[Filling<'_>]) -> Vec<usize> {
    let main = fillings.iter().filter(|filling| filling.known == Known::Replace);
    main.flat_map(Filling::keys).collect()
}

/// The headers that no part uses.
pub fn unused(fillings: &[Filling<'_>], headers: &[String]) -> Vec<String> {
    let used: HashSet<usize> = fillings.iter().flat_map(Filling::used).collect();
    let unused = headers.iter().enumerate().filter(|(index, _)| !used.contains(index));
    unused
        .map(|(_, header)| header)
        .filter(|header| !header.is_empty())
        .cloned()
        .collect()
}

impl Filling<'_> {
    /// The cells that make identifiers of the table's key.
    fn keys(&self) -> Vec<usize> {
        let columns = self.table.columns.iter().zip(&self.columns);
        let fills = columns.filter(|(column, _)| is_key(self.table, column));
        fills
            .filter_map(|(_, fill)| fill.as_ref())
            .flat_map(Fill::identifiers)
            .collect()
    }

    /// Gives the amounts the unit that a title of `sheet` names.
    pub fn settle_units(&mut self, sheet: &Sheet, shown: &Path) -> Result<(), IngestError> {
        let mut is_by_title = false;
        let units = &self.units;
        let mut settle = |column: &Column, origin: &mut Origin| {
            if let Some(zeros) = units.get(&column.name) {
                origin.zeros = *zeros;
                return Ok(());
            }
            is_by_title |= Units::is_by_title(&sheet.columns, column, *origin);
            sheet.units.settle(shown, &sheet.columns, column, origin)
        };
        for (column, fill) in self.table.columns.iter().zip(&mut self.columns) {
            match fill {
                Some(Fill::Cell(origin)) => settle(column, origin)?,
                Some(Fill::Annual(amount, _)) => {
                    if let Some(column) = amount.column {
                        settle(column, &mut amount.origin)?;
                    }
                }
                Some(Fill::Text(_) | Fill::Days(..)) | None => {}
            }
        }
        self.notes.extend(sheet.units.title_note().filter(|_| is_by_title));
        Ok(())
    }

    /// The columns of the sheet that say something here.
    fn used(&self) -> Vec<usize> {
        let slot = |piece: &Piece<'_>| match piece {
            Piece::Slot(slot) | Piece::Optional(slot) => Some(slot.origin.index),
            Piece::Constant(_) | Piece::Number => None,
        };
        let fills = self.columns.iter().flatten().flat_map(|fill| match fill {
            Fill::Cell(origin) => vec![origin.index],
            Fill::Text(pieces) => pieces.iter().filter_map(slot).collect(),
            Fill::Annual(one, other) | Fill::Days(one, other) => vec![one.origin.index, other.origin.index],
        });
        fills.chain(self.when.iter().chain(&self.when_any).copied()).collect()
    }
}

/// A column of the sheet by the name of a column of the table, of another table, or by its header or an alias.
fn find_slot<'c>(names: &Names<'c>, table: &'c Table, heads: Heads<'_>, name: &str) -> Option<Slot<'c>> {
    let tables = std::iter::once(table).chain(names.contract().tables());
    let known = tables.filter_map(|table| Some((table, table.column(name)?)));
    for (table, column) in known {
        if let Some(found) = names.find(table, column, heads) {
            return Some(Slot {
                origin: found.origin,
                column: Some(column),
            });
        }
    }
    let is_meant = |header: &String| fold(header) == fold(name) || names.is_called(header, name);
    let index = heads.headers.iter().position(is_meant)?;
    Some(Slot {
        origin: Origin { index, zeros: 0 },
        column: None,
    })
}

impl Wording {
    fn fill<'c>(
        &self,
        column: &Column,
        own: Option<Origin>,
        slot: &impl Fn(&str) -> Option<Slot<'c>>,
    ) -> Option<Fill<'c>> {
        match self {
            Self::Text(text) if text.trim_matches(['{', '}']) == column.name && text.starts_with('{') => {
                own.map(Fill::Cell)
            }
            Self::Text(text) => pieces(text, slot).map(Fill::Text),
            Self::Annualise { annualise, by } => Some(Fill::Annual(slot(annualise)?, slot(by)?)),
            Self::Days { days_until, from } => {
                let from = slot(from)?;
                let until = Slot {
                    column: from.column,
                    ..slot(days_until)?
                };
                Some(Fill::Days(until, from))
            }
        }
    }
}

/// `{policy_id}-{due_no}` as pieces; `None` if a column of it is not there.
fn pieces<'c>(text: &str, slot: &impl Fn(&str) -> Option<Slot<'c>>) -> Option<Vec<Piece<'c>>> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        if !before.is_empty() {
            pieces.push(Piece::Constant(before.to_owned()));
        }
        match (name, name.strip_suffix('?')) {
            ("n", _) if after.is_empty() => pieces.push(Piece::Number),
            (_, Some(name)) => pieces.extend(slot(name).map(Piece::Optional)),
            (_, None) => pieces.push(Piece::Slot(slot(name)?)),
        }
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Constant(rest.to_owned()));
    }
    Some(pieces)
}
