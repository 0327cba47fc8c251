//! The order of the sheets, and what the file says about itself.

use rust_xlsxwriter::{DocProperties, Workbook};

use super::context::Context;
use super::names::Names;
use super::style::Styles;
use super::{chart, contents, data, detail, dictionary, heat, overview, scorecard, single, table, trend};
use crate::diagnostic::Result;
use crate::library::Library;
use crate::report::accent::check_accent;
use crate::report::error::ReportError;
use crate::report::model::{Body, Report, Section};
use crate::report::text::format::Format;

/// The file's content.
pub fn write(report: &Report, library: &Library) -> Result<Vec<u8>> {
    let accent = check_accent(&report.accent)?;
    let format = Format::load(library, report.locale)?;
    let mut context = Context {
        report,
        format: &format,
        styles: Styles::new(report.locale, accent),
        names: Names::plan(report, format.texts())?,
        ranges: Vec::new(),
    };
    let mut book = Workbook::new();
    book.set_properties(&properties(report));
    if report.is_single_sheet {
        single::write(&mut book, &mut context)?;
    } else {
        overview::write(&mut book, &mut context)?;
        let first = contents::on_overview(report);
        let shown = |section: &Section| first.is_some_and(|(first, _)| first.id == section.id);
        for section in report.sections.iter().filter(|section| !shown(section)) {
            write_section(&mut book, section, &mut context)?;
        }
    }
    dictionary::write(&mut book, &mut context)?;
    detail::write(&mut book, &mut context)?;
    if context.names.has_data {
        chart::write_data(&mut book, &mut context)?;
    }
    data::define(&mut book, &context)?;
    book.save_to_buffer().map_err(|e| ReportError::from(e).into())
}

/// The sheet of one section; figures and bars stand on the overview, definitions at the end.
fn write_section(book: &mut Workbook, section: &Section, context: &mut Context<'_>) -> Result<()> {
    match &section.body {
        Body::Scorecard(card) => scorecard::write(book, section, card, context),
        Body::Heat(heat) => heat::write(book, section, heat, context),
        Body::Trend(trend) => trend::write(book, section, trend, context),
        Body::Table(table) => table::write(book, section, table, context),
        Body::Highlights(_) | Body::Tiles(_) | Body::Bars(_) | Body::Dictionary(_) => Ok(()),
    }
}

fn properties(report: &Report) -> DocProperties {
    DocProperties::new()
        .set_author(&report.foot.engine)
        .set_title(format!("{} {}", report.title, report.period))
        .set_subject(&report.scope)
        .set_creation_datetime(&report.as_of)
}
