//! A table of any columns.

use rust_xlsxwriter::Workbook;

use super::Context;
use super::sheet::{Sheet, column_at, done, row_at};
use super::style::{Align, BAND, Look};
use crate::diagnostic::Result;
use crate::report::model::{Section, Table, Value};

const HEAD: u32 = 4;

/// Writes the section's sheet.
pub(super) fn write(book: &mut Workbook, section: &Section, table: &Table, context: &mut Context<'_>) -> Result<()> {
    let name = context.names.section(&section.id).to_owned();
    let mut sheet = Sheet::new(book.add_worksheet(), &name, context)?;
    sheet.title(&section.title)?;
    for (index, column) in table.columns.iter().enumerate() {
        let align = if column.is_text { Align::Left } else { Align::Right };
        sheet.head(HEAD, column_at(0, index), &column.title, align)?;
    }
    for (index, row) in table.rows.iter().enumerate() {
        values(&mut sheet, row_at(HEAD + 1, index), row, &Look::text())?;
    }
    let last = row_at(HEAD, table.rows.len());
    if let Some(total) = &table.total {
        values(&mut sheet, last + 1, total, &Look::text().bold().paper(Some(BAND)))?;
    }
    if let Some(columns) = table.columns.len().checked_sub(1) {
        done(
            sheet
                .inner
                .autofilter(HEAD, 0, last.max(HEAD + 1), column_at(0, columns)),
        )?;
    }
    done(sheet.inner.set_freeze_panes(HEAD + 1, 0))?;
    done(sheet.inner.set_repeat_rows(HEAD, HEAD))?;
    sheet.finish()
}

fn values(sheet: &mut Sheet<'_, '_, '_>, row: u32, values: &[Value], look: &Look) -> Result<()> {
    for (index, value) in values.iter().enumerate() {
        sheet.value(row, column_at(0, index), value, look)?;
    }
    Ok(())
}
