//! XLSX and XLSM workbooks.
//!
//! [`Package`] has looked at the file before; the sheets are streamed, cell by cell. Formulas give the value the program
//! that wrote the file has computed. Hidden sheets are left out, hidden rows and columns are not.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, XlsxError};

use super::cells::{Counts, Merge, Rows, guarded, write_number};
use super::package::Package;
use super::{Context, InputFile, Sheet, Source};
use crate::diagnostic::Result;
use crate::ingest::error::IngestError;
use crate::ingest::note::Note;

type Book = calamine::Xlsx<BufReader<File>>;

/// XLSX files.
pub struct Xlsx;

impl Source for Xlsx {
    fn recognises(&self, file: &InputFile) -> bool {
        let is_packed = file.head.starts_with(b"PK") && file.may_be_workbook();
        let is_called_so = matches!(file.extension().as_str(), "xlsx" | "xlsm" | "xltx" | "xltm");
        is_packed || (is_called_so && !super::xls::is_container(&file.head))
    }

    fn open(&self, file: &InputFile, context: &Context<'_>) -> Result<Vec<Sheet>> {
        guarded(&file.shown, || Ok(sheets(file, context)?))
    }
}

fn sheets(file: &InputFile, context: &Context<'_>) -> Result<Vec<Sheet>, IngestError> {
    let shown = &file.shown;
    let package = Package::inspect(file, context.limits)?;
    let opened = File::open(&file.path).map_err(|e| IngestError::unreadable(shown, &e))?;
    let refused = |error: XlsxError| IngestError::damaged(shown, error.to_string());
    let mut book = Book::new(BufReader::new(opened)).map_err(refused)?;
    let (mut sheets, mut notes) = (Vec::new(), Vec::new());
    if book.has_1904_epoch() {
        notes.push(Note::DaysSince1904);
    }
    for found in book.sheets_metadata().to_vec() {
        if found.typ != SheetType::WorkSheet {
            continue;
        }
        if found.visible != SheetVisible::Visible {
            notes.push(Note::HiddenSheet { sheet: found.name });
            continue;
        }
        let merges = if package.has_tall_merges {
            merges(&mut book, &found.name).map_err(refused)?
        } else {
            Vec::new()
        };
        let rows = Rows::new(context, shown, Some(&found.name), &merges);
        sheets.extend(sheet(&mut book, &found.name, shown, rows)?);
    }
    if let Some(first) = sheets.first_mut() {
        first.notes.splice(..0, notes);
    }
    Ok(sheets)
}

/// The first column of each merged range: what is merged sideways is one cell of the first of its columns.
fn merges(book: &mut Book, name: &str) -> Result<Vec<Merge>, XlsxError> {
    let ranges = book.merge_cells_by_sheet_name(name)?.into_iter();
    let merge = |range: calamine::Dimensions| Merge {
        column: range.start.1,
        first_row: range.start.0,
        last_row: range.end.0,
    };
    Ok(ranges.map(merge).collect())
}

fn sheet(book: &mut Book, name: &str, shown: &Path, mut rows: Rows<'_>) -> Result<Option<Sheet>, IngestError> {
    let refused = |error: XlsxError| IngestError::damaged(shown, format!("sheet `{name}`: {error}"));
    let since_1904 = book.has_1904_epoch();
    let mut cells = book.worksheet_cells_reader(name).map_err(refused)?;
    let mut text = String::new();
    while let Some(cell) = cells.next_cell().map_err(refused)? {
        let (row, column) = cell.get_position();
        text.clear();
        rows.cell(row, column, cell_text(cell.get_value(), since_1904, &mut text))?;
    }
    rows.finish()
}

/// What a person would have typed; `text` is room for it.
fn cell_text<'a>(value: &'a DataRef<'_>, since_1904: bool, text: &'a mut String) -> &'a str {
    match value {
        DataRef::Empty => {}
        DataRef::String(value) | DataRef::DateTimeIso(value) | DataRef::DurationIso(value) => return value,
        DataRef::SharedString(value) => return value,
        DataRef::Int(value) => text.push_str(&value.to_string()),
        DataRef::Float(value) => write_number(text, *value, Counts::Plain, since_1904),
        DataRef::DateTime(value) => {
            let counts = if value.is_duration() {
                Counts::Duration
            } else {
                Counts::Days
            };
            write_number(text, value.as_f64(), counts, since_1904);
        }
        DataRef::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        DataRef::Error(error) => text.push_str(&error.to_string()),
    }
    text
}
