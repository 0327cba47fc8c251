//! The report as one workbook (of a statement the first sheet holds everything): 总览 with figures and native charts, a sheet per section, 口径说明 with the origin.
//!
//! Numbers are numbers with the format layer's codes, so a cell shows what the page shows; texts are written as texts
//! whatever they begin with, so nothing from the data becomes a formula. The creation time is the as-of day and nothing
//! else depends on the clock: two runs give the same bytes.

mod chart;
mod detail;
mod dictionary;
mod heat;
mod names;
mod overview;
mod pages;
mod plot;
mod scorecard;
mod sheet;
mod single;
mod style;
mod table;
mod trend;

use chrono::Datelike;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use super::error::ReportError;
use super::format::Format;
use super::model::{Body, Dictionary, Report, Section};
use crate::diagnostic::Result;
use crate::library::Library;
use names::Names;
use style::Styles;

/// What every sheet needs while it is written.
struct Context<'a> {
    report: &'a Report,
    format: &'a Format,
    styles: Styles,
    names: Names,
}

/// The file's content.
pub fn write(report: &Report, library: &Library) -> Result<Vec<u8>> {
    let accent = super::check_accent(&report.accent)?;
    let format = Format::load(library, report.locale)?;
    let mut context = Context {
        report,
        format: &format,
        styles: Styles::new(report.locale, accent),
        names: Names::plan(report, format.texts())?,
    };
    let mut book = Workbook::new();
    book.set_properties(&properties(report)?);
    if report.is_single_sheet {
        single::write(&mut book, &mut context)?;
    } else {
        overview::write(&mut book, &mut context)?;
        let first = overview::shows(report);
        let shown = |section: &Section| first.is_some_and(|first| first.id == section.id);
        for section in report.sections.iter().filter(|section| !shown(section)) {
            write_section(&mut book, section, &mut context)?;
        }
    }
    dictionary::write(&mut book, &mut context)?;
    detail::write(&mut book, &mut context)?;
    if context.names.has_data {
        chart::write_data(&mut book, &mut context)?;
    }
    book.save_to_buffer().map_err(|e| ReportError::from(e).into())
}

/// The sheet of one section; figures and bars stand on the overview, definitions at the end.
fn write_section(book: &mut Workbook, section: &Section, context: &mut Context<'_>) -> Result<()> {
    match &section.body {
        Body::Scorecard(card) => scorecard::write(book, section, card, context),
        Body::Heat(heat) => heat::write(book, section, heat, context),
        Body::Trend(trend) => trend::write(book, section, trend, context),
        Body::Table(table) => table::write(book, section, table, context),
        Body::Tiles(_) | Body::Bars(_) | Body::Dictionary(_) => Ok(()),
    }
}

/// The definitions of all sections together.
fn dictionaries(report: &Report) -> impl Iterator<Item = &Dictionary> {
    report.sections.iter().filter_map(|section| match &section.body {
        Body::Dictionary(dictionary) => Some(dictionary),
        _ => None,
    })
}

fn properties(report: &Report) -> Result<DocProperties> {
    let day = report.as_of;
    let created = ExcelDateTime::from_ymd(
        u16::try_from(day.year()).unwrap_or(1900),
        u8::try_from(day.month()).unwrap_or(1),
        u8::try_from(day.day()).unwrap_or(1),
    )
    .map_err(ReportError::from)?;
    Ok(DocProperties::new()
        .set_title(format!("{} {}", report.title, report.period))
        .set_subject(&report.scope)
        .set_creation_datetime(&created))
}
