//! The unit of the amounts of a sheet, wherever it stands: in a header, in a title, in the formats of the cells.
//!
//! It counts once. Where two places name different ones, nobody can know which is meant, and the file is refused.

use std::path::Path;

use super::format::FormatUnit;
use crate::contract::{Column, Kind};
use crate::ingest::error::IngestError;
use crate::ingest::headers::{Mapping, Origin, Unit, unit_of};
use crate::ingest::marks::Mark;
use crate::ingest::note::Note;
use crate::message::{Message, say};

/// Units seen above and below the headers.
#[derive(Clone, Debug, Default)]
pub struct Units {
    titles: Vec<(Unit, String)>,
    /// Columns whose header stands once more with a unit, and how it stands there.
    repeated: Vec<(usize, Unit, String)>,
    /// For each column, the units its formats name and the row of the first.
    formats: Vec<Vec<(FormatUnit, u64)>>,
}

impl Units {
    /// None yet, of so many columns.
    pub fn below(columns: usize) -> Self {
        Self {
            formats: vec![Vec::new(); columns],
            ..Self::default()
        }
    }

    /// Looks for a unit in a cell above the headers, or in the name of the sheet.
    pub fn read_title(&mut self, text: &str) {
        let units = Unit::in_title(text).into_iter();
        self.titles.extend(units.map(|unit| (unit, text.trim().to_owned())));
    }

    /// Looks for a unit in a row below the headers: one at the foot, or in headers that stand there once more.
    pub fn read_row<'a>(&mut self, cells: impl Iterator<Item = &'a str> + Clone, headers: &[String]) {
        let mut filled = cells.clone().enumerate().filter(|(_, cell)| !cell.is_empty());
        let Some((index, first)) = filled.next() else {
            return;
        };
        if Unit::is_told_by(first) {
            // A number beside it says that the unit is that number's.
            if filled.all(|(_, cell)| !cell.bytes().any(|byte| byte.is_ascii_digit())) {
                self.read_title(first);
            }
        } else if headers.get(index).is_some_and(|header| is_same(header, first)) {
            for (index, cell) in cells.enumerate() {
                let is_new = |unit: &Unit| !self.repeated.iter().any(|(at, known, _)| *at == index && known == unit);
                if let Some(unit) = unit_of(cell).filter(is_new) {
                    self.repeated.push((index, unit, cell.trim().to_owned()));
                }
            }
        }
    }

    /// The format of a cell of the column `index` names a unit.
    pub fn add_format(&mut self, index: usize, unit: FormatUnit, row: u64) {
        if let Some(seen) = self.formats.get_mut(index)
            && !seen.iter().any(|(known, _)| *known == unit)
        {
            seen.push((unit, row));
        }
    }

    /// Gives the amounts of `mapping` the unit of the titles. `headers` are those of the sheet, here and below.
    pub fn settle_all(&self, shown: &Path, headers: &[String], mapping: &mut Mapping<'_>) -> Result<(), IngestError> {
        let columns = mapping.table.columns.iter().zip(&mut mapping.columns);
        for (column, origin) in columns.filter_map(|(column, origin)| Some((column, origin.as_mut()?))) {
            self.settle(shown, headers, column, origin)?;
        }
        let mut by_title = mapping.table.columns.iter().zip(&mapping.columns);
        let is_by_title =
            by_title.any(|(column, origin)| origin.is_some_and(|origin| Self::is_by_title(headers, column, origin)));
        mapping.notes.extend(self.title_note().filter(|_| is_by_title));
        Ok(())
    }

    /// The same for one column.
    pub fn settle(
        &self,
        shown: &Path,
        headers: &[String],
        column: &Column,
        origin: &mut Origin,
    ) -> Result<(), IngestError> {
        if column.kind != Kind::Money {
            return Ok(());
        }
        let header = headers.get(origin.index).map_or("", String::as_str);
        let by_header = unit_of(header).map(|unit| {
            let (text, word) = (header.to_owned(), unit.word.to_owned());
            (unit, say!("errors.ingest.units_disagree.header", text, word))
        });
        let by_title = self.titles.iter().map(|(unit, title)| {
            let (text, word) = (title.clone(), unit.word.to_owned());
            (*unit, say!("errors.ingest.units_disagree.title", text, word))
        });
        let repeated = self.repeated.iter().filter(|(index, ..)| *index == origin.index);
        let repeated = repeated.map(|(_, unit, again)| {
            let (text, word) = (again.clone(), unit.word.to_owned());
            (*unit, say!("errors.ingest.units_disagree.repeated", text, word))
        });
        let mut repeated = repeated.peekable();
        let mut named: Vec<(Unit, Message)> = by_header.into_iter().chain(by_title).collect();
        if named.is_empty() && repeated.peek().is_some() {
            let text = header.to_owned();
            named.push((Unit::YUAN, say!("errors.ingest.units_disagree.no_unit", text)));
        }
        named.extend(repeated);
        let Some(((unit, first), others)) = named.split_first() else {
            return Ok(());
        };
        let disagree = |second: Message| IngestError::UnitsDisagree {
            path: shown.to_path_buf(),
            header: header.to_owned(),
            first: Box::new(first.clone()),
            second: Box::new(second),
        };
        if let Some((_, second)) = others.iter().find(|(other, _)| other.zeros != unit.zeros) {
            return Err(disagree(second.clone()));
        }
        let formats = self.formats.get(origin.index).into_iter().flatten();
        for (format, row) in formats {
            match format {
                FormatUnit::Printed(other) if other.zeros != unit.zeros => {
                    let word = other.word.to_owned();
                    return Err(disagree(say!("errors.ingest.units_disagree.format", row = *row, word)));
                }
                FormatUnit::Scaled if unit.zeros != 0 => {
                    return Err(disagree(say!("errors.ingest.units_disagree.scaled", row = *row)));
                }
                FormatUnit::Printed(_) | FormatUnit::Scaled => {}
            }
        }
        origin.zeros = unit.zeros;
        Ok(())
    }

    /// True if only a title names the unit of a column of amounts.
    pub fn is_by_title(headers: &[String], column: &Column, origin: Origin) -> bool {
        let header = headers.get(origin.index).map_or("", String::as_str);
        column.kind == Kind::Money && unit_of(header).is_none()
    }

    /// Tells the unit a title gave to amounts.
    pub fn title_note(&self) -> Option<Note> {
        let (unit, title) = self.titles.iter().find(|(unit, _)| unit.zeros != 0)?;
        Some(Note::UnitOfTitle {
            unit: unit.word.to_owned(),
            title: title.clone(),
        })
    }
}

/// Cheap, as every row is asked; headers carry no blanks around them.
fn is_same(header: &str, cell: &str) -> bool {
    header == cell || cell.trim_start().starts_with(header) && cell.trim() == header
}

/// What the reader of a cell has to know of the unit its format names.
pub fn mark(unit: FormatUnit) -> Option<Mark> {
    match unit {
        FormatUnit::Printed(unit) => Some(unit.zeros).filter(|zeros| *zeros != 0).map(Mark::Unit),
        FormatUnit::Scaled => None,
    }
}
