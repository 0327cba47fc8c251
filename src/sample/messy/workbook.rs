//! Lines as a workbook: a cover, the table with titles and merged headers, and a sheet of remarks.
//!
//! Plain values are stored as what they are; all others, and numbers with an apostrophe before them, as text.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rust_xlsxwriter::{ColNum, RowNum, XlsxError};

use super::cells::{spans, typed};
use super::line::{Sink, What};
use super::plan::File;
use crate::contract::Kind;
use crate::diagnostic::Result;
use crate::sample::SampleError;
use crate::sample::workbook::Book;
use crate::store::Cell;

/// A messy workbook being written.
pub(super) struct Messy<'f> {
    path: PathBuf,
    file: &'f File,
    book: Book,
    row: RowNum,
}

impl<'f> Messy<'f> {
    /// Begins the workbook with its cover, and the table with titles and headers.
    pub fn create(path: &Path, file: &'f File, day: NaiveDate) -> Result<Self> {
        let begin = || {
            let mut book = Book::new(day, path.parent().unwrap_or(Path::new(".")))?;
            book.begin_sheet("封面")?;
            for (row, title) in (2..).zip(&file.titles) {
                book.head(row, 1, title)?;
            }
            book.begin_sheet(&file.table.zh)?;
            book.widen(file.columns.iter().map(|column| column.kind))?;
            Ok(book)
        };
        let book = begin().map_err(|error: XlsxError| SampleError::unwritable(path, &error))?;
        let mut messy = Self {
            path: path.to_path_buf(),
            file,
            book,
            row: 0,
        };
        for title in &file.titles {
            messy.wide(title)?;
        }
        messy.headers()?;
        Ok(messy)
    }

    /// A row of one cell over all columns.
    fn wide(&mut self, text: &str) -> Result<()> {
        let last = column(self.file.columns.len() - 1);
        let outcome = match text {
            "" => Ok(()),
            _ => self.book.head_over((self.row, 0), (self.row, last), text),
        };
        self.done(outcome)
    }

    fn headers(&mut self) -> Result<()> {
        if !self.file.is_grouped() {
            return self.header_row();
        }
        let (mut at, row) = (0, self.row);
        let mut lower = Vec::new();
        for span in spans(&self.file.columns) {
            let outcome = if span.below.is_empty() {
                self.book.head_over((row, at), (row + 1, at), &span.text)
            } else {
                let last = at + column(span.below.len() - 1);
                self.book.head_over((row, at), (row, last), &span.text)
            };
            self.wrote(outcome)?;
            lower.extend((at..).zip(span.below.clone()));
            at += column(span.below.len().max(1));
        }
        for (at, header) in lower {
            let outcome = self.book.head(row + 1, at, &header);
            self.wrote(outcome)?;
        }
        self.row += 2;
        Ok(())
    }

    fn header_row(&mut self) -> Result<()> {
        for (at, column) in (0..).zip(&self.file.columns) {
            let outcome = self.book.head(self.row, at, &column.header);
            self.wrote(outcome)?;
        }
        self.row += 1;
        Ok(())
    }

    fn cells(&mut self, cells: &[&str]) -> Result<()> {
        for (at, (text, column)) in (0..).zip(cells.iter().zip(&self.file.columns)) {
            // A number that a column of texts holds stays what it is.
            let kind = if column.says == "#" { Kind::Integer } else { column.kind };
            let outcome = self.book.cell(self.row, at, &typed(text, kind), kind);
            self.wrote(outcome)?;
        }
        self.row += 1;
        Ok(())
    }

    /// The row is complete.
    fn done(&mut self, outcome: Result<(), XlsxError>) -> Result<()> {
        self.row += 1;
        self.wrote(outcome)
    }

    fn wrote(&self, outcome: Result<(), XlsxError>) -> Result<()> {
        outcome.map_err(|error| SampleError::unwritable(&self.path, &error).into())
    }
}

impl Sink for Messy<'_> {
    fn line(&mut self, what: What, cells: &[&str]) -> Result<()> {
        match what {
            What::Row | What::Total => self.cells(cells),
            What::Banner => self.wide(cells[0]),
            What::Header => self.header_row(),
            What::Blank => self.done(Ok(())),
        }
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        let remarks = ["本表由系统自动导出，仅供内部使用。", "如有疑问，请联系信息技术部。"];
        let mut outcome = self.book.begin_sheet("说明");
        for (row, remark) in (0..).zip(remarks) {
            let cell = Cell::Text(remark.to_owned());
            outcome = outcome.and_then(|()| self.book.cell(row, 0, &cell, Kind::Text));
        }
        self.wrote(outcome)?;
        let Self { path, book, .. } = *self;
        book.save(&path)
            .map_err(|error| SampleError::unwritable(&path, &error).into())
    }
}

/// A column number; files have less than a hundred columns.
fn column(number: usize) -> ColNum {
    ColNum::try_from(number).unwrap_or(ColNum::MAX)
}
