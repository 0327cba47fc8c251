//! All sections on one sheet, one below the other: for a person's statement, which is printed portrait on a page or two.

use rust_xlsxwriter::Workbook;

use super::context::Context;
use super::pages::Pages;
use super::sheet::Sheet;
use super::style::Look;
use super::table;
use crate::diagnostic::Result;
use crate::report::model::{Body, Table};

const HEADING_POINTS: f64 = 17.0;
/// A note of two lines.
const NOTE_POINTS: f64 = 34.0;

/// Writes the sheet; sections of other kinds than tables have no place on it.
pub(super) fn write(book: &mut Workbook, context: &mut Context<'_>) -> Result<()> {
    let report = context.report;
    let name = context.names.overview.clone();
    let mut sheet = Sheet::new(book.add_worksheet(), &name, context)?;
    sheet.title(&report.title)?;
    sheet.portrait();
    let mut pages = Pages::default();
    let mut widest = Table::default();
    let mut at = 3;
    let mut notes = Vec::new();
    for section in &report.sections {
        let Body::Table(body) = &section.body else { continue };
        // What flows on takes the least paper, so only the beginning is to stand with its heading.
        let note = if section.note.is_some() { NOTE_POINTS } else { 0.0 };
        pages.keep(at, HEADING_POINTS + note + table::beginning(body));
        let accent = sheet.context.styles.accent;
        sheet.plain(at, 0, &section.title, &Look::default().bold().size(13).color(accent))?;
        at += 1;
        if let Some(note) = &section.note {
            notes.push((at, note.clone()));
            at += 1;
        }
        at = table::groups(&mut sheet, body, at, &name, &mut pages)? + 1;
        if body.columns.len() > widest.columns.len() {
            widest.columns.clone_from(&body.columns);
        }
    }
    // Only now the widths are known.
    for (row, note) in notes {
        sheet.note(row, widest.columns.len(), &note)?;
    }
    table::print(&mut sheet, &widest, at, pages)?;
    sheet.inner.set_active(true);
    sheet.finish()
}
