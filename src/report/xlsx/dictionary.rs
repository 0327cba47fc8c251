//! 口径说明: what the metrics mean, and where the report comes from.

use rust_xlsxwriter::{RowNum, Workbook};

use super::context::Context;
use super::sheet::{Sheet, done};
use super::style::{Align, Look, SOFT};
use crate::diagnostic::Result;
use crate::metrics::Direction;
use crate::report::model::{Body, Dictionary, Entry, Report};
use crate::report::text::format::unit_word;

const HEAD: RowNum = 4;
/// Characters of the columns whose texts wrap: metric, definition, source, and the id, so that the sheet prints in letters one
/// can read.
const NAME: usize = 24;
const DEFINITION: usize = 62;
const SOURCE: usize = 40;
const ID: usize = 34;

/// Writes the sheet.
pub(super) fn write(book: &mut Workbook, context: &mut Context<'_>) -> Result<()> {
    let report = context.report;
    let name = context.names.dictionary.clone();
    let mut sheet = Sheet::new(book.add_worksheet(), &name, context)?;
    sheet.title(&name)?;
    let entries: Vec<&Entry> = dictionaries(report).flat_map(|list| &list.entries).collect();
    let mut at = HEAD;
    if !entries.is_empty() {
        heads(&mut sheet)?;
        for entry in entries {
            at += 1;
            line(&mut sheet, at, entry)?;
        }
        at += 2;
    }
    let last = foot(&mut sheet, at)?;
    done(sheet.inner.set_print_area(0, 0, last, if at > HEAD { 6 } else { 1 }))?;
    sheet.finish()?;
    // The usual limit is for columns of data.
    for (column, width) in [(0, NAME), (1, DEFINITION), (5, SOURCE), (6, ID)] {
        let width = f64::from(u32::try_from(width + 2).unwrap_or(0));
        done(sheet.inner.set_column_width(column, width))?;
    }
    Ok(())
}

/// The definitions of all sections together.
fn dictionaries(report: &Report) -> impl Iterator<Item = &Dictionary> {
    report.sections.iter().filter_map(|section| match &section.body {
        Body::Dictionary(dictionary) => Some(dictionary),
        _ => None,
    })
}

fn heads(sheet: &mut Sheet<'_, '_, '_>) -> Result<()> {
    let texts = sheet.context.format.texts();
    let keys = [
        "dictionary.metric",
        "dictionary.definition",
        "dictionary.unit",
        "dictionary.basis",
        "dictionary.direction",
        "dictionary.source",
        "sheet.per_metric",
    ];
    let titles = keys.map(|key| texts.get(key)).into_iter().collect::<Result<Vec<_>>>()?;
    sheet.heads(HEAD, 1, titles.into_iter().map(|title| (title, Align::Left)))?;
    Ok(())
}

fn line(sheet: &mut Sheet<'_, '_, '_>, at: RowNum, entry: &Entry) -> Result<()> {
    let texts = sheet.context.format.texts();
    let look = Look::text().wrap();
    let mut definition = entry.definition.clone();
    for (key, text) in [
        ("label.numerator", &entry.numerator),
        ("label.denominator", &entry.denominator),
    ] {
        if let Some(text) = text {
            definition = format!("{definition}\n{}: {text}", texts.get(key)?);
        }
    }
    let direction = match entry.metric.direction {
        Direction::Higher => "direction.higher",
        Direction::Lower => "direction.lower",
    };
    sheet.text(at, 0, &entry.metric.title, &look.clone().bold())?;
    sheet.plain(at, 1, &definition, &look)?;
    sheet.text(
        at,
        2,
        texts.get(&format!("unit.{}", unit_word(entry.metric.unit)))?,
        &look,
    )?;
    sheet.text(
        at,
        3,
        texts.get(&format!("basis.{}", entry.metric.basis.word()))?,
        &look,
    )?;
    sheet.text(at, 4, texts.get(direction)?, &look)?;
    sheet.text(at, 5, &entry.source, &look)?;
    sheet.text(at, 6, &entry.metric.id, &look.color(SOFT))?;
    let texts = [
        (entry.metric.title.as_str(), NAME),
        (&definition, DEFINITION),
        (&entry.source, SOURCE),
        (entry.metric.id.as_str(), ID),
    ];
    let most = texts.into_iter().map(|(text, width)| lines(text, width)).max();
    let height = u32::try_from(most.unwrap_or(1)).unwrap_or(1).min(20) * 15 + 5;
    sheet.height(at, f64::from(height))
}

/// Lines of a text in a column of `width` characters. A word does not break, so a line is seldom full.
fn lines(text: &str, width: usize) -> usize {
    let of = |line: &str| unicode_width::UnicodeWidthStr::width(line).div_ceil(width - 2).max(1);
    text.lines().map(of).sum()
}

/// Where the report comes from; gives the last row.
fn foot(sheet: &mut Sheet<'_, '_, '_>, at: RowNum) -> Result<RowNum> {
    let report = sheet.context.report;
    let texts = sheet.context.format.texts();
    let look = Look::text();
    sheet.plain(at, 0, texts.get("foot.title")?, &Look::default().bold().size(12))?;
    let mut at = at + 1;
    for [label, text] in sheet.context.format.foot(report)? {
        sheet.text(at, 0, &label, &look.clone().color(SOFT))?;
        sheet.plain(at, 1, &text, &look.clone().wrap())?;
        let height = u32::try_from(lines(&text, DEFINITION)).unwrap_or(1).min(20) * 15 + 2;
        sheet.height(at, f64::from(height.max(17)))?;
        at += 1;
    }
    for key in ["foot.rounding", "label.low_sample_note"] {
        sheet.plain(at, 1, texts.get(key)?, &Look::default().wrap().color(SOFT))?;
        sheet.height(at, 32.0)?;
        at += 1;
    }
    if report.foot.inputs.is_empty() {
        return Ok(at);
    }
    sheet.head(at + 1, 0, texts.get("foot.file")?, Align::Left)?;
    sheet.head(at + 1, 1, texts.get("foot.hash")?, Align::Left)?;
    for (index, input) in report.foot.inputs.iter().enumerate() {
        let row = super::sheet::row_at(at + 2, index);
        sheet.text(row, 0, &input.name, &look)?;
        sheet.plain(row, 1, &input.sha256, &look)?;
    }
    Ok(super::sheet::row_at(at + 2, report.foot.inputs.len()))
}
