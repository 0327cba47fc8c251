//! The CSV files of a case: UTF-8, empty is none, identical rows of one key count once.

use std::collections::HashMap;
use std::path::Path;

use chrono::NaiveDate;

use super::CaseError;
use crate::diagnostic::{Place, Result};
use crate::incentive::number::Number;
use crate::period::{Period, parse_day};

/// A file with its rows; one that is not there has none.
pub(super) struct Sheet {
    name: String,
    head: Vec<String>,
    rows: Vec<(usize, Vec<String>)>,
}

/// One row, read by column.
#[derive(Clone, Copy)]
pub(super) struct Row<'s> {
    sheet: &'s Sheet,
    line: usize,
    cells: &'s [String],
}

impl Sheet {
    /// Reads `file` of `folder`. It must have the columns of `keys` and `others`; more are kept.
    pub(super) fn read(folder: &Path, file: &str, keys: &[&str], others: &[&str]) -> Result<Self> {
        let path = folder.join(file);
        let mut sheet = Self {
            name: path.display().to_string(),
            head: Vec::new(),
            rows: Vec::new(),
        };
        if !path.is_file() {
            return Ok(sheet);
        }
        let bytes = std::fs::read(&path).map_err(|e| sheet.error(None, e.to_string()))?;
        let text = std::str::from_utf8(&bytes).map_err(|e| sheet.error(None, format!("it is not UTF-8: {e}")))?;
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let head = reader.headers().map_err(|e| sheet.error(Some(1), e.to_string()))?;
        sheet.head = head.iter().map(ToOwned::to_owned).collect();
        for column in keys.iter().chain(others) {
            if !sheet.head.iter().any(|h| h == column) {
                return Err(sheet.error(Some(1), format!("missing column `{column}`")).into());
            }
        }
        for record in reader.records() {
            let record = record.map_err(|e| sheet.error(None, e.to_string()))?;
            let line = record.position().map_or(1, csv::Position::line);
            let cells = record.iter().map(ToOwned::to_owned).collect();
            sheet.rows.push((usize::try_from(line).unwrap_or(1), cells));
        }
        sheet.once(keys)?;
        Ok(sheet)
    }

    /// Drops identical rows and refuses one key with two contents.
    fn once(&mut self, keys: &[&str]) -> Result<()> {
        let at: Vec<usize> = keys
            .iter()
            .filter_map(|key| self.head.iter().position(|h| h == key))
            .collect();
        let mut seen: HashMap<Vec<String>, Vec<String>> = HashMap::new();
        let mut kept = Vec::with_capacity(self.rows.len());
        for (line, cells) in std::mem::take(&mut self.rows) {
            let key: Vec<String> = at.iter().map(|i| cells[*i].clone()).collect();
            match seen.get(&key) {
                None => {
                    seen.insert(key, cells.clone());
                    kept.push((line, cells));
                }
                Some(earlier) if *earlier == cells => {}
                Some(_) => {
                    return Err(CaseError::Duplicate {
                        key: format!("{} {}", keys.join(", "), key.join(", ")),
                        place: self.place(Some(line)),
                    }
                    .into());
                }
            }
        }
        self.rows = kept;
        Ok(())
    }

    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        self.head.iter().map(String::as_str)
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, cells)| Row {
            sheet: self,
            line: *line,
            cells,
        })
    }

    fn place(&self, line: Option<usize>) -> Place {
        Place {
            file: self.name.clone(),
            position: line.map(|line| (line, 1)),
            excerpt: None,
        }
    }

    fn error(&self, line: Option<usize>, message: String) -> CaseError {
        CaseError::File {
            message,
            place: self.place(line),
        }
    }
}

impl<'s> Row<'s> {
    /// The cell; empty if the file has no such column.
    pub(super) fn text(&self, column: &str) -> &'s str {
        let at = self.sheet.head.iter().position(|h| h == column);
        at.and_then(|i| self.cells.get(i)).map_or("", String::as_str)
    }

    pub(super) fn optional(&self, column: &str) -> Option<&'s str> {
        Some(self.text(column)).filter(|text| !text.is_empty())
    }

    fn bad(&self, column: &str, wanted: &str) -> CaseError {
        let message = format!("`{column}` is not {wanted}: \"{}\"", self.text(column));
        self.sheet.error(Some(self.line), message)
    }

    pub(super) fn number(&self, column: &str) -> Result<Number, CaseError> {
        Number::parse(self.text(column)).ok_or_else(|| self.bad(column, "a number"))
    }

    pub(super) fn optional_number(&self, column: &str) -> Result<Option<Number>, CaseError> {
        self.optional(column).map(|_| self.number(column)).transpose()
    }

    pub(super) fn integer(&self, column: &str) -> Result<u32, CaseError> {
        self.text(column)
            .parse()
            .map_err(|_| self.bad(column, "an integer of 0 or more"))
    }

    pub(super) fn day(&self, column: &str) -> Result<NaiveDate, CaseError> {
        parse_day(self.text(column)).map_err(|_| self.bad(column, "a date"))
    }

    pub(super) fn optional_day(&self, column: &str) -> Result<Option<NaiveDate>, CaseError> {
        self.optional(column).map(|_| self.day(column)).transpose()
    }

    pub(super) fn period(&self, column: &str) -> Result<Period, CaseError> {
        self.text(column).parse().map_err(|_| self.bad(column, "a period"))
    }

    pub(super) fn boolean(&self, column: &str) -> Result<bool, CaseError> {
        match self.text(column) {
            "true" => Ok(true),
            "false" | "" => Ok(false),
            _ => Err(self.bad(column, "true or false")),
        }
    }

    pub(super) fn word<T: Copy>(&self, column: &str, words: &[(&str, T)]) -> Result<T, CaseError> {
        let text = self.text(column);
        let found = words.iter().find(|(word, _)| *word == text);
        found.map(|(_, value)| *value).ok_or_else(|| {
            let list: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.bad(column, &format!("one of {}", list.join(", ")))
        })
    }
}
