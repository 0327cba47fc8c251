//! The CSV files of a case: empty is none, identical rows of one key count once, one key with two contents is refused.

use std::collections::HashMap;
use std::path::Path;

use chrono::{NaiveDate, NaiveTime};

use super::error::CaseError;
use crate::diagnostic::{Place, Result};
use crate::files;
use crate::incentive::number::Number;
use crate::incentive::sheet::{self, Sheet};
use crate::message::{Message, Say, ToValue, say};
use crate::period::{Period, PeriodKind, parse_day};
use crate::word::Word;

/// A file with its rows; one that is not there has none.
pub(super) struct CaseFile(Sheet);

/// One row, read by column.
#[derive(Clone, Copy)]
pub(super) struct Row<'s>(sheet::Row<'s>);

impl CaseFile {
    /// Reads `file` of `folder`. It must have the columns of `keys` and `others`; more are kept.
    pub(super) fn read(folder: &Path, file: &str, keys: &[&str], others: &[&str]) -> Result<Self> {
        Self::read_with(folder, file, &[], keys, others, None)
    }

    /// The same where columns have other `names` too, a name and what it stands for, and with a column that makes rows
    /// different ones where the file has it.
    pub(super) fn read_with(
        folder: &Path,
        file: &str,
        names: &[(&str, &'static str)],
        keys: &[&str],
        others: &[&str],
        apart: Option<&str>,
    ) -> Result<Self> {
        let path = folder.join(file);
        let name = path.display().to_string();
        if !path.is_file() {
            return Ok(Self(Sheet::empty(&name)));
        }
        let bytes = files::read(&path).map_err(|e| error(Place::file(&name), e.message()))?;
        let (mut sheet, mistakes) = Sheet::parse(&name, &bytes);
        if let Some(mistake) = mistakes.into_iter().next() {
            return Err(error(mistake.place, mistake.reason).into());
        }
        sheet.rename(|column| names.iter().find(|(name, _)| *name == column).map(|(_, own)| *own));
        if let Some(column) = keys.iter().chain(others).find(|column| !sheet.has(column)) {
            return Err(error(
                sheet.place(1),
                say!("errors.case.file.missing_column", column = (*column).to_owned()),
            )
            .into());
        }
        let apart = apart.filter(|column| sheet.has(column));
        let keys: Vec<&str> = keys.iter().copied().chain(apart).collect();
        let keep = once(&sheet, &keys)?;
        sheet.retain(&keep);
        Ok(Self(sheet))
    }

    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        self.0.columns()
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.0.rows().map(Row)
    }
}

/// For each row whether it is the first of its key and content.
fn once(sheet: &Sheet, keys: &[&str]) -> Result<Vec<bool>> {
    let mut seen: HashMap<Vec<&str>, &[String]> = HashMap::new();
    let mut keep = Vec::new();
    for row in sheet.rows() {
        let key: Vec<&str> = keys.iter().map(|key| row.text(key)).collect();
        match seen.get(&key) {
            None => {
                seen.insert(key, row.cells());
                keep.push(true);
            }
            Some(earlier) if *earlier == row.cells() => keep.push(false),
            Some(_) => {
                return Err(CaseError::Duplicate {
                    key: format!("{} {}", keys.join(", "), key.join(", ")),
                    place: row.place(),
                }
                .into());
            }
        }
    }
    Ok(keep)
}

fn error(place: Place, message: Message) -> CaseError {
    CaseError::File { message, place }
}

/// A day without the time that follows it.
fn without_time(text: &str) -> &str {
    let is_time = |time: &str| {
        ["%H:%M:%S", "%H:%M"]
            .iter()
            .any(|form| NaiveTime::parse_from_str(time, form).is_ok())
    };
    match text.split_once(['T', ' ']) {
        Some((day, time)) if is_time(time.trim()) => day,
        _ => text,
    }
}

impl<'s> Row<'s> {
    /// The cell; empty if the file has no such column.
    pub(super) fn text(&self, column: &str) -> &'s str {
        self.0.text(column)
    }

    pub(super) fn place(&self) -> Place {
        self.0.place()
    }

    pub(super) fn optional(&self, column: &str) -> Option<&'s str> {
        Some(self.text(column)).filter(|text| !text.is_empty())
    }

    /// What is wrong with the row as a whole.
    pub(super) fn refused(&self, message: Message) -> CaseError {
        error(self.0.place(), message)
    }

    fn bad(&self, column: &str, wanted: impl ToValue) -> CaseError {
        let (column, text) = (column.to_owned(), self.text(column).to_owned());
        error(self.0.place(), say!("errors.case.file.bad_cell", column, wanted, text))
    }

    pub(super) fn number(&self, column: &str) -> Result<Number, CaseError> {
        Number::parse(self.text(column)).ok_or_else(|| self.bad(column, "a number"))
    }

    pub(super) fn optional_number(&self, column: &str) -> Result<Option<Number>, CaseError> {
        self.optional(column).map(|_| self.number(column)).transpose()
    }

    pub(super) fn integer(&self, column: &str) -> Result<u32, CaseError> {
        let integer = self.text(column).parse();
        integer.map_err(|_| self.bad(column, "an integer of 0 or more"))
    }

    pub(super) fn day(&self, column: &str) -> Result<NaiveDate, CaseError> {
        parse_day(without_time(self.text(column))).map_err(|_| self.bad(column, "a date"))
    }

    pub(super) fn optional_day(&self, column: &str) -> Result<Option<NaiveDate>, CaseError> {
        self.optional(column).map(|_| self.day(column)).transpose()
    }

    pub(super) fn period(&self, column: &str) -> Result<Period, CaseError> {
        self.text(column).parse().map_err(|_| self.bad(column, "a period"))
    }

    /// A period that can be paid, as it is written in plans.
    pub(super) fn pay_period(&self, column: &str) -> Result<Period, CaseError> {
        let period = self.period(column)?;
        match period.kind() {
            PeriodKind::Month | PeriodKind::Quarter | PeriodKind::Year => Ok(period),
            _ => Err(self.bad(column, "a period")),
        }
    }

    pub(super) fn boolean(&self, column: &str) -> Result<bool, CaseError> {
        match self.text(column) {
            "true" => Ok(true),
            "false" | "" => Ok(false),
            _ => Err(self.bad(column, "true or false")),
        }
    }

    pub(super) fn word<T: Word>(&self, column: &str) -> Result<T, CaseError> {
        let text = self.text(column);
        T::of_word(text).ok_or_else(|| {
            let known: Vec<String> = T::WORDS.iter().map(|(word, _)| (*word).to_owned()).collect();
            self.bad(column, say!("errors.case.file.one_of", known))
        })
    }
}
