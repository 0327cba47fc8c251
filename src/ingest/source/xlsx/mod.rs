//! XLSX and XLSM workbooks.
//!
//! [`Package`] has looked at the file before; the sheets are streamed, cell by cell. Formulas give the value the program
//! that wrote the file has computed, and are marked where it has computed none. Hidden sheets are left out, hidden rows
//! and columns are not.

mod book;
mod cells;
mod package;

use super::cells::Rows;
use super::guarded::guarded;
use super::{Contents, Context, InputFile, Sheet, Source};
use crate::diagnostic::Result;
use crate::ingest::error::IngestError;
use crate::ingest::note::Note;
use book::Book;
use package::Package;

/// XLSX files.
pub struct Xlsx;

impl Source for Xlsx {
    fn recognises(&self, file: &InputFile) -> bool {
        let is_called_so = matches!(file.extension().as_str(), "xlsx" | "xlsm" | "xltx" | "xltm");
        match file.contents() {
            Contents::Workbook => true,
            Contents::Unreadable => file.head.starts_with(b"PK") && file.may_be_workbook(),
            Contents::Other => is_called_so,
            Contents::OldWorkbook | Contents::Foreign(_) => false,
        }
    }

    fn open(&self, file: &InputFile, context: &Context<'_>) -> Result<Vec<Sheet>> {
        guarded(&file.shown, || Ok(sheets(file, context)?))
    }
}

fn sheets(file: &InputFile, context: &Context<'_>) -> Result<Vec<Sheet>, IngestError> {
    let shown = &file.shown;
    let package = Package::inspect(file, context.limits)?;
    let mut book = Book::open(file)?;
    let (mut sheets, mut notes) = (Vec::new(), Vec::new());
    if book.since_1904 {
        notes.push(Note::DaysSince1904);
    }
    for entry in std::mem::take(&mut book.entries) {
        if entry.is_hidden {
            notes.push(Note::HiddenSheet { sheet: entry.name });
            continue;
        }
        let merges = package.merges(&entry.part);
        let rows = Rows::new(context, shown, Some(&entry.name), merges);
        sheets.extend(book.sheet(&entry, rows)?);
    }
    for sheet in &mut sheets {
        sheet.since_1904 = book.since_1904;
    }
    if let Some(first) = sheets.first_mut() {
        first.notes.splice(..0, notes);
    }
    Ok(sheets)
}
