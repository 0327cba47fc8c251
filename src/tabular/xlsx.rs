//! A workbook of one sheet: texts as texts, numbers as numbers where a workbook can hold them exactly.

use std::path::Path;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::error::TabularError;
use super::out::{FEW_ROWS, Out, Passing};
use super::table::{Table, Tabular};
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::message::{Message, say};
use crate::store::Cell;

/// Rows and columns of a sheet, characters of a cell in UTF-16 units.
const MOST_ROWS: u64 = 1_048_576;
const MOST_COLUMNS: usize = 16_384;
const LONGEST_TEXT: usize = 32_767;

/// Widths of columns, in characters; a Han character is two.
const NARROWEST: usize = 8;
const WIDEST: usize = 50;

/// The workbook's bytes; `created` is the day it says it was made on.
pub fn xlsx(table: &Tabular, created: NaiveDate) -> Result<Vec<u8>> {
    let mut book = book(created);
    fill(book.add_worksheet(), table)?;
    book.save_to_buffer().map_err(|e| TabularError::from(e).into())
}

/// The same, of which no more is kept in memory than a few rows; `folder` holds the rest for that long.
pub fn write_xlsx(table: &dyn Table, created: NaiveDate, folder: &Path, out: &mut Out<'_>) -> Result<()> {
    let mut book = book(created);
    if table.count() <= FEW_ROWS {
        fill(book.add_worksheet(), table)?;
        let bytes = book.save_to_buffer().map_err(TabularError::from)?;
        return out.put(&bytes);
    }
    book.set_tempdir(folder).map_err(TabularError::from)?;
    fill(
        book.add_worksheet_with_constant_memory().map_err(TabularError::from)?,
        table,
    )?;
    let file = Passing::new(folder, "xlsx")?;
    book.save(&file.0).map_err(TabularError::from)?;
    out.put_file(&file.0)
}

fn book(created: NaiveDate) -> Workbook {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    book
}

fn too_large(reason: Message) -> crate::Error {
    TabularError::TooLarge { reason }.into()
}

fn fill(sheet: &mut Worksheet, table: &dyn Table) -> Result<()> {
    if table.count() >= MOST_ROWS || table.columns().len() > MOST_COLUMNS {
        let (rows, columns) = (table.count(), table.columns().len());
        return Err(too_large(say!("errors.tabular.too_large.size", rows, columns)));
    }
    head(sheet, table)?;
    let formats = Formats {
        date: Format::new().set_num_format("yyyy-mm-dd"),
        time: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
    };
    let mut line = 0_u32;
    table.each(u64::MAX, &mut |row| {
        line += 1;
        for (index, cell) in (0_u16..).zip(row) {
            if matches!(cell, Cell::Text(t) if t.encode_utf16().count() > LONGEST_TEXT) {
                return Err(too_large(say!(
                    "errors.tabular.too_large.text",
                    row = line,
                    most = LONGEST_TEXT
                )));
            }
            write(sheet, (line, index), cell, &formats).map_err(TabularError::from)?;
        }
        Ok(())
    })
}

fn head(sheet: &mut Worksheet, table: &dyn Table) -> Result<()> {
    let left = Format::new().set_bold();
    let right = Format::new().set_bold().set_align(FormatAlign::Right);
    for ((index, column), width) in (0_u16..).zip(table.columns()).zip(widths(table)?) {
        let format = if column.kind.is_number() { &right } else { &left };
        sheet
            .write_string_with_format(0, index, &column.name, format)
            .and_then(|sheet| sheet.set_column_width(index, width))
            .and_then(|sheet| sheet.set_freeze_panes(1, 0))
            .map_err(TabularError::from)?;
    }
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

/// Each column as wide as the widest of its first cells.
fn widths(table: &dyn Table) -> Result<Vec<f64>> {
    const LOOKED_AT: u64 = 1000;
    let mut widest: Vec<usize> = table.columns().iter().map(|column| column.name.width()).collect();
    table.each(LOOKED_AT, &mut |row| {
        for (widest, cell) in widest.iter_mut().zip(row) {
            *widest = cell.to_string().width().max(*widest);
        }
        Ok(())
    })?;
    let wide = widest
        .into_iter()
        .map(|characters| characters.clamp(NARROWEST, WIDEST) + 2);
    Ok(wide
        .map(|characters| f64::from(u32::try_from(characters).unwrap_or(u32::MAX)))
        .collect())
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
