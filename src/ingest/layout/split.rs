//! The rows of one part of a layout as a sheet of its own: each cell as it stands where a column has one, else its
//! value put together. Rows that are no data are left out here, where all their cells can still be seen.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::{Fill, Filling, Piece, Slot};
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::ingest::error::IngestError;
use crate::ingest::fold::fold;
use crate::ingest::headers::{Mapping, Origin};
use crate::ingest::marks::{Mark, Marks, Setting};
use crate::ingest::rows::is_identifier;
use crate::ingest::skip::{Skip, Skipped, Words};
use crate::ingest::source::{Context, Record, Records, Relation, Sheet, Spelling, Units, Writer, copy_parquet};
use crate::ingest::values::{CellReader, Reading, tidy};

impl<'c> Filling<'c> {
    /// The rows of this part of `sheet`, and how they become those of the table. `keys` are the cells that identify a row.
    pub fn split(
        &self,
        sheet: &Sheet,
        keys: &[usize],
        shown: &Path,
        context: &Context<'_>,
    ) -> Result<(Sheet, Mapping<'c>)> {
        let source = rows_of(sheet, sheet.relation.clone(), context)?;
        let path = context.scratch.path("csv");
        let mut split = Split::new(self, sheet, keys, Writer::create(&path)?);
        let mut records = Records::open(&source.path, source.delimiter, context.limits.max_text_bytes)
            .map_err(|stop| stop.at(shown))?;
        let mut record = Record::default();
        while records.next(&mut record).map_err(|stop| stop.at(shown))? {
            split
                .row(&source, &record)
                .map_err(|e| IngestError::unwritable(&path, &e))?;
        }
        Ok(split.finish(path)?)
    }

    fn filled(&self) -> impl Iterator<Item = (usize, &Fill<'c>)> {
        let columns = self.columns.iter().enumerate();
        columns.filter_map(|(index, fill)| Some((index, fill.as_ref()?)))
    }
}

/// Where the rows of a sheet can be read one by one.
struct Rows {
    path: PathBuf,
    delimiter: char,
    /// True if the row's number, what is wrong with it and its marks stand before the cells.
    numbered: bool,
    /// The number of the first row, where rows are not numbered.
    first_row: u64,
}

fn rows_of(sheet: &Sheet, relation: Relation, context: &Context<'_>) -> Result<Rows> {
    match relation {
        Relation::Csv {
            path,
            delimiter,
            numbered,
            ..
        } => Ok(Rows {
            path,
            delimiter,
            numbered,
            first_row: sheet.first_row,
        }),
        Relation::Parquet { path, .. } => rows_of(sheet, copy_parquet(&path, sheet.columns.len(), context)?, context),
    }
}

/// Reads the cells that are pieces of a value.
struct Piecewise<'c> {
    reader: CellReader<'c>,
    setting: Setting<'c>,
}

/// The sheet in the making.
struct Split<'f, 'c> {
    filling: &'f Filling<'c>,
    sheet: &'f Sheet,
    readers: Vec<Vec<Option<Piecewise<'c>>>>,
    words: Words,
    /// The cells that identify a row of the sheet.
    keys: &'f [usize],
    skipped: Skipped,
    writer: Writer,
    /// Rows of the sheet, for files without numbers; its headers come first.
    seen: u64,
    /// How often each text that ends with its number was there, by a hash of it.
    counts: HashMap<u64, u64>,
}

impl<'f, 'c> Split<'f, 'c> {
    fn new(filling: &'f Filling<'c>, sheet: &'f Sheet, keys: &'f [usize], writer: Writer) -> Self {
        let reader = |slot: &Slot<'c>| {
            let column = slot.column?;
            let setting = Setting {
                column,
                is_identifier: is_identifier(filling.table, column),
                zeros: slot.origin.zeros,
                since_1904: sheet.since_1904,
            };
            let reader = CellReader::new(column, setting.is_identifier, setting.zeros);
            Some(Piecewise { reader, setting })
        };
        let readers = filling.filled().map(|(_, fill)| match fill {
            Fill::Cell(_) => Vec::new(),
            Fill::Text(pieces) => pieces.iter().map(|piece| slot_of(piece).and_then(reader)).collect(),
            Fill::Annual(one, other) | Fill::Days(one, other) => vec![reader(one), reader(other)],
        });
        Self {
            readers: readers.collect(),
            words: Words::of(filling.table),
            keys,
            filling,
            sheet,
            skipped: sheet.skipped.clone(),
            writer,
            seen: 0,
            counts: HashMap::new(),
        }
    }

    fn row(&mut self, source: &Rows, record: &Record) -> std::io::Result<()> {
        let mut cells = record.cells();
        let (number, problem, marks) = if source.numbered {
            let number = cells.next().and_then(|cell| cell.parse().ok()).unwrap_or(0);
            (
                number,
                cells.next().unwrap_or_default(),
                cells.next().unwrap_or_default(),
            )
        } else {
            // A file that is read as it is begins with its headers and has its blank lines at the end.
            let number = record.row;
            if number < source.first_row || record.is_empty_line() {
                return Ok(());
            }
            (number, "", "")
        };
        self.seen += 1;
        let mut cells: Vec<&str> = cells.collect();
        if !problem.is_empty() {
            return self.write_broken(number, problem, cells.first().copied().unwrap_or_default());
        }
        if let Some(reason) = self.skip(&cells) {
            self.skipped.add(reason, number, cells.iter().copied());
            return Ok(());
        }
        for (index, words) in &self.filling.words {
            if let Some(cell) = cells.get_mut(*index)
                && let Some(meant) = words.get(&fold(cell))
            {
                *cell = meant;
            }
        }
        self.write(number, &cells, &Marks::parse(marks))
    }

    fn skip(&self, cells: &[&str]) -> Option<Skip> {
        let reason = self.words.skip(cells.iter().copied(), &self.sheet.columns, self.keys);
        reason.or_else(|| {
            let is_empty = |index: &usize| {
                self.words
                    .is_nothing(&tidy(cells.get(*index).copied().unwrap_or_default()))
            };
            let any = &self.filling.when_any;
            let is_none = self.filling.when.iter().any(is_empty) || !any.is_empty() && any.iter().all(is_empty);
            is_none.then_some(Skip::NotOfTable)
        })
    }

    fn write_broken(&mut self, number: u64, problem: &str, cell: &str) -> std::io::Result<()> {
        self.writer.cell(&number.to_string())?;
        self.writer.cell(problem)?;
        self.writer.cell("")?;
        self.writer.cell(cell)?;
        (1..self.filling.filled().count()).try_for_each(|_| self.writer.cell(""))?;
        self.writer.end()
    }

    fn write(&mut self, number: u64, cells: &[&str], marks: &Marks) -> std::io::Result<()> {
        self.writer.cell(&number.to_string())?;
        self.writer.cell("")?;
        let (mut values, mut kept) = (Vec::with_capacity(self.readers.len()), String::new());
        for (place, ((_, fill), readers)) in self.filling.filled().zip(&self.readers).enumerate() {
            let (mut value, mark) = value(fill, readers, cells, marks);
            if fill.is_numbered() && !value.is_empty() {
                let mut hasher = DefaultHasher::new();
                (place, &value).hash(&mut hasher);
                let count = self.counts.entry(hasher.finish()).or_default();
                *count += 1;
                value = Cow::Owned(format!("{value}{count}"));
            }
            values.push(value);
            match fill {
                Fill::Cell(origin) => marks.at(origin.index).for_each(|mark| mark.write(place, &mut kept)),
                Fill::Text(_) | Fill::Annual(..) | Fill::Days(..) => {
                    if let Some(mark) = &mark {
                        mark.write(place, &mut kept);
                    }
                }
            }
        }
        self.writer.cell(kept.trim_end())?;
        values.iter().try_for_each(|value| self.writer.cell(value))?;
        self.writer.end()
    }

    fn finish(self, path: PathBuf) -> Result<(Sheet, Mapping<'c>), IngestError> {
        self.writer.finish().map_err(|e| IngestError::unwritable(&path, &e))?;
        let filling = self.filling;
        let mut columns = vec![None; filling.table.columns.len()];
        let mut headers = Vec::new();
        for (place, (index, fill)) in filling.filled().enumerate() {
            let (zeros, header) = match fill {
                Fill::Cell(origin) => (origin.zeros, self.sheet.columns[origin.index].clone()),
                Fill::Text(_) | Fill::Annual(..) | Fill::Days(..) => (0, filling.table.columns[index].name.clone()),
            };
            columns[index] = Some(Origin { index: place, zeros });
            headers.push(header);
        }
        let own = |fill: &Option<Fill<'_>>| fill.as_ref().is_some_and(Fill::is_own);
        let mapping = Mapping {
            table: filling.table,
            columns,
            extra: Vec::new(),
            notes: filling.notes.clone(),
            known: filling.known,
            by: filling.by.clone(),
            join: filling.join,
            own: filling.columns.iter().map(own).collect(),
            decisions: filling.decisions.clone(),
        };
        let sheet = Sheet {
            name: self.sheet.name.clone(),
            spelling: vec![Spelling::Any; headers.len()],
            units: Units::default(),
            since_1904: self.sheet.since_1904,
            columns: headers,
            sample: Vec::new(),
            rows: self.sheet.rows,
            skipped: self.skipped,
            first_row: 1,
            notes: Vec::new(),
            relation: Relation::copy(path),
        };
        Ok((sheet, mapping))
    }
}

fn slot_of<'p, 'c>(piece: &'p Piece<'c>) -> Option<&'p Slot<'c>> {
    match piece {
        Piece::Slot(slot) | Piece::Optional(slot) => Some(slot),
        Piece::Constant(_) | Piece::Number => None,
    }
}

/// The text that fills a column, empty if a piece of it is; and the mark of a piece no value can be taken from.
fn value<'a>(
    fill: &Fill<'_>,
    readers: &[Option<Piecewise<'_>>],
    cells: &[&'a str],
    marks: &Marks,
) -> (Cow<'a, str>, Option<Mark>) {
    let cell = |origin: Origin| cells.get(origin.index).copied().unwrap_or_default();
    let read = |slot: &Slot<'_>, reader: &Option<Piecewise<'_>>| match reader {
        Some(reader) => reader.canonical(cell(slot.origin), &marks.at(slot.origin.index)),
        None => (Cow::Owned(tidy(cell(slot.origin)).into_owned()), None),
    };
    match fill {
        Fill::Cell(origin) => (Cow::Borrowed(cell(*origin)), None),
        Fill::Text(pieces) => {
            let (mut text, mut mark) = (String::new(), None);
            for (piece, reader) in pieces.iter().zip(readers) {
                let (part, its) = match piece {
                    Piece::Constant(constant) => (Cow::Borrowed(constant.as_str()), None),
                    Piece::Number => continue,
                    Piece::Optional(slot) => {
                        let (part, its) = read(slot, reader);
                        mark = mark.or(its);
                        text.push_str(&part);
                        continue;
                    }
                    Piece::Slot(slot) => {
                        let (raw, index) = (cell(slot.origin), slot.origin.index);
                        let is_none = |reader: &Piecewise<'_>| reader.reader.read(raw).is_err();
                        // What is no identifier is judged as it stands, not as a piece of another.
                        if slot.is_text() && marks.at(index).next().is_none() && reader.as_ref().is_some_and(is_none) {
                            return (Cow::Borrowed(raw), None);
                        }
                        read(slot, reader)
                    }
                };
                if part.is_empty() {
                    return (Cow::Borrowed(""), None);
                }
                mark = mark.or(its);
                text.push_str(&part);
            }
            (Cow::Owned(text), mark)
        }
        Fill::Annual(amount, mode) => {
            let [amount_reader, mode_reader] = readers else {
                return (Cow::Borrowed(""), None);
            };
            let (a, a_mark) = read(amount, amount_reader);
            let (m, m_mark) = read(mode, mode_reader);
            (Cow::Owned(annual(&a, &m).unwrap_or_default()), a_mark.or(m_mark))
        }
        Fill::Days(until, from) => {
            let [until_reader, from_reader] = readers else {
                return (Cow::Borrowed(""), None);
            };
            let (end, end_mark) = read(until, until_reader);
            let (begin, begin_mark) = read(from, from_reader);
            let days = if end.is_empty() {
                String::new()
            } else {
                days(&end, &begin).unwrap_or_else(|| end.into_owned())
            };
            (Cow::Owned(days), end_mark.or(begin_mark))
        }
    }
}

impl Piecewise<'_> {
    /// What a cell means; where it means nothing its own text, which the reading of the row then judges, and the mark that
    /// is the reason.
    fn canonical<'a>(
        &self,
        cell: &'a str,
        marks: &(impl Iterator<Item = Mark> + Clone),
    ) -> (Cow<'a, str>, Option<Mark>) {
        let Ok(text) = self.setting.meant(cell, marks.clone()) else {
            return (
                Cow::Borrowed(cell),
                marks.clone().find(|mark| self.setting.refuses(*mark)),
            );
        };
        let value = match self.reader.read(&text) {
            Ok(Reading::Value(value)) => value,
            Ok(Reading::Empty | Reading::NullDate) => String::new(),
            Err(_) => tidy(cell).into_owned(),
        };
        (Cow::Owned(value), None)
    }
}

/// How many days `end` is after `begin`; `None` if one of them is no day.
fn days(end: &str, begin: &str) -> Option<String> {
    let day = |text: &str| text.get(..10)?.parse::<NaiveDate>().ok();
    Some((day(end)? - day(begin)?).num_days().to_string())
}

/// `amount` a payment as an amount a year; nothing is paid yearly for a single premium, and of payments without a rhythm
/// nobody knows.
fn annual(amount: &str, mode: &str) -> Option<String> {
    let times = match mode {
        "single" => 0,
        "annual" => 1,
        "semiannual" => 2,
        "quarterly" => 4,
        "monthly" => 12,
        _ => return None,
    };
    let amount: Decimal = amount.parse().ok()?;
    Some(amount.checked_mul(Decimal::from(times))?.to_string())
}
