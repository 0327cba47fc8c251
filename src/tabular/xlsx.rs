//! A workbook of one sheet: texts as texts, numbers as numbers where a workbook can hold them exactly.

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::error::TabularError;
use super::table::Tabular;
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::message::say;
use crate::store::Cell;

/// Rows and columns of a sheet, characters of a cell in UTF-16 units.
const MOST_ROWS: usize = 1_048_576;
const MOST_COLUMNS: usize = 16_384;
const LONGEST_TEXT: usize = 32_767;

/// Widths of columns, in characters; a Han character is two.
const NARROWEST: usize = 8;
const WIDEST: usize = 50;

/// The workbook's bytes; `created` is the day it says it was made on.
pub fn xlsx(table: &Tabular, created: NaiveDate) -> Result<Vec<u8>> {
    check_size(table)?;
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    fill(book.add_worksheet(), table).map_err(TabularError::from)?;
    book.save_to_buffer().map_err(|e| TabularError::from(e).into())
}

fn check_size(table: &Tabular) -> std::result::Result<(), TabularError> {
    let too_large = |reason| Err(TabularError::TooLarge { reason });
    if table.rows.len() >= MOST_ROWS || table.columns.len() > MOST_COLUMNS {
        let (rows, columns) = (table.rows.len(), table.columns.len());
        return too_large(say!("errors.tabular.too_large.size", rows, columns));
    }
    let is_long = |cell: &Cell| matches!(cell, Cell::Text(t) if t.encode_utf16().count() > LONGEST_TEXT);
    match table.rows.iter().position(|row| row.iter().any(is_long)) {
        Some(row) => too_large(say!(
            "errors.tabular.too_large.text",
            row = row + 1,
            most = LONGEST_TEXT
        )),
        None => Ok(()),
    }
}

fn fill(sheet: &mut Worksheet, table: &Tabular) -> std::result::Result<(), XlsxError> {
    let head = Format::new().set_bold();
    let number_head = Format::new().set_bold().set_align(FormatAlign::Right);
    let formats = Formats {
        date: Format::new().set_num_format("yyyy-mm-dd"),
        time: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
    };
    for (index, column) in (0_u16..).zip(&table.columns) {
        let format = if column.kind.is_number() { &number_head } else { &head };
        sheet.write_string_with_format(0, index, &column.name, format)?;
        sheet.set_column_width(index, width(table, index))?;
    }
    for (line, row) in (1_u32..).zip(&table.rows) {
        for (index, cell) in (0_u16..).zip(row) {
            write(sheet, (line, index), cell, &formats)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

struct Formats {
    date: Format,
    time: Format,
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    formats: &Formats,
) -> std::result::Result<(), XlsxError> {
    match cell {
        Cell::Null => return Ok(()),
        Cell::Boolean(value) => sheet.write_boolean(row, column, *value)?,
        Cell::Integer(number) => write_exactly(sheet, row, column, (*number).into())?,
        Cell::Decimal(number) => write_exactly(sheet, row, column, *number)?,
        Cell::Float(number) if number.is_finite() => sheet.write_number(row, column, *number)?,
        Cell::Date(day) if is_workbook_day(*day) => {
            sheet.write_datetime_with_format(row, column, day, &formats.date)?
        }
        Cell::Timestamp(time) if is_workbook_day(time.date()) => {
            sheet.write_datetime_with_format(row, column, time, &formats.time)?
        }
        Cell::Date(_) | Cell::Timestamp(_) | Cell::Float(_) | Cell::Text(_) => {
            sheet.write_string(row, column, cell.to_string())?
        }
    };
    Ok(())
}

/// A workbook's numbers are binary: one that would not come back the same is written as text.
fn write_exactly(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    number: Decimal,
) -> std::result::Result<&mut Worksheet, XlsxError> {
    let text = number.to_string();
    let binary = text.parse::<f64>().ok();
    // Spreadsheets show 15 digits.
    let comes_back =
        |binary: &f64| number.normalize().mantissa().unsigned_abs() < 10_u128.pow(15) && binary.is_finite();
    match binary.filter(comes_back) {
        Some(binary) => sheet.write_number(row, column, binary),
        None => sheet.write_string(row, column, text),
    }
}

/// True for the days a workbook can hold: from 1900 on, years of four digits.
pub fn is_workbook_day(day: NaiveDate) -> bool {
    (1900..=9999).contains(&day.year())
}

/// As wide as the widest of its first cells.
fn width(table: &Tabular, index: u16) -> f64 {
    const LOOKED_AT: usize = 1000;
    let index = usize::from(index);
    let head = table.columns[index].name.width();
    let cells = table
        .rows
        .iter()
        .take(LOOKED_AT)
        .map(|row| row[index].to_string().width());
    let characters = cells.chain([head]).max().unwrap_or(head).clamp(NARROWEST, WIDEST) + 2;
    f64::from(u32::try_from(characters).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader as _, Xlsx};

    use super::*;
    use crate::tabular::{Column, Kind};

    #[test]
    fn days_are_dates_where_a_workbook_has_them() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let days = ["1899-12-31", "1900-01-01", "2026-03-14", "9999-12-31", "+10000-01-01"].map(day);
        let noon = day("2026-03-14").and_hms_opt(12, 0, 0).unwrap();
        let table = Tabular {
            columns: vec![Column::new("day", Kind::Date)],
            rows: days
                .map(Cell::Date)
                .into_iter()
                .chain([Cell::Timestamp(noon)])
                .map(|cell| vec![cell])
                .collect(),
        };
        let bytes = xlsx(&table, day("2026-03-14")).unwrap();
        let mut book = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        let cells: Vec<String> = (1..=6)
            .map(|row| match sheet.get_value((row, 0)).unwrap() {
                Data::DateTime(at) => at.as_f64().to_string(),
                other => other.to_string(),
            })
            .collect();
        assert_eq!(
            cells,
            ["1899-12-31", "1", "46095", "2958465", "+10000-01-01", "46095.5"]
        );
    }
}
