//! The scorecard: a row per entity, its level as outline, a column per metric.

use rust_xlsxwriter::Workbook;

use super::context::Context;
use super::data;
use super::sheet::{Sheet, column_at, done, row_at};
use super::style::{Align, BAND, HEAD as HEAD_PAPER, Look, state_colors};
use crate::diagnostic::Result;
use crate::report::model::{Level, ScoreRow, Scorecard, Section};

const HEAD: u32 = 4;
const FIRST: u32 = HEAD + 1;
/// Columns before the metrics: level, id, name, parent, state.
const LEADING: u16 = 5;
const NAME: u16 = 2;
const STATE: u16 = 4;

/// Writes the section's sheet.
pub(super) fn write(book: &mut Workbook, section: &Section, card: &Scorecard, context: &mut Context<'_>) -> Result<()> {
    let name = context.names.section(&section.id).to_owned();
    let mut sheet = Sheet::new(book.add_worksheet(), &name, context)?;
    sheet.title(&section.title)?;
    legend(&mut sheet)?;
    heads(&mut sheet, card)?;
    for (index, row) in card.rows.iter().enumerate() {
        entity(&mut sheet, row_at(FIRST, index), row, card)?;
    }
    outline(&mut sheet, card)?;
    sheet.print_wide(usize::from(LEADING) + card.columns.len())?;
    sheet.finish()
}

fn legend(sheet: &mut Sheet<'_, '_, '_>) -> Result<()> {
    let texts = sheet.context.format.texts();
    let marks = sheet.context.format.mark_legend(sheet.context.report)?;
    let text = format!("{marks}    {}", texts.get("label.low_legend")?);
    sheet.plain(2, NAME, &text, &Look::default().color(super::style::SOFT))?;
    let (Some(detail), text) = (sheet.context.names.detail.clone(), texts.get("sheet.detail")?) else {
        return Ok(());
    };
    sheet.link(2, 1, &detail, "A1", &format!("{text} →"))
}

fn heads(sheet: &mut Sheet<'_, '_, '_>, card: &Scorecard) -> Result<()> {
    let texts = sheet.context.format.texts();
    let leading = [
        "scorecard.level",
        "scorecard.id",
        "scorecard.entity",
        "scorecard.parent",
        "label.state",
    ];
    let leading = leading
        .map(|key| texts.get(key))
        .into_iter()
        .collect::<Result<Vec<_>>>()?;
    let leading = leading.into_iter().map(|title| (title, Align::Left));
    let metrics = card.columns.iter().map(|metric| (metric.title.as_str(), Align::Right));
    let heads: Vec<(&str, Align)> = leading.chain(metrics).collect();
    let looks: Vec<(&str, Look)> = heads
        .iter()
        .map(|(title, align)| (*title, Look::head().align(*align)))
        .collect();
    sheet.heads(HEAD, NAME + 1, heads)?;
    if !card.rows.is_empty() {
        let range = data::Range {
            head: HEAD,
            last: row_at(HEAD, card.rows.len()),
            frozen: NAME + 1,
        };
        data::make(sheet, range, &looks)?;
    }
    sheet.height(HEAD, 34.0)
}

fn entity(sheet: &mut Sheet<'_, '_, '_>, at: u32, row: &ScoreRow, card: &Scorecard) -> Result<()> {
    let look = Look {
        bold: row.level < Level::Team,
        ..Look::text().paper(paper(row.level))
    };
    let texts = sheet.context.format.texts();
    let level = texts.get(&format!("level.{}", row.level.word()))?;
    let parent = row
        .parent
        .and_then(|index| card.rows.get(index))
        .map_or("", |p| &p.name);
    sheet.text(at, 0, level, &look)?;
    sheet.text(
        at,
        1,
        &row.id,
        &Look {
            code: "@".into(),
            ..look.clone()
        },
    )?;
    sheet.text(at, NAME, &row.name, &look.clone().indent(card.depth(row)))?;
    sheet.text(at, 3, parent, &look)?;
    match row.state {
        Some(state) => {
            let (ink, paper) = state_colors(state);
            let word = sheet.context.format.state(state)?;
            sheet.text(at, STATE, word, &Look::text().color(ink).paper(Some(paper)))?;
        }
        None => sheet.blank(at, STATE, &look)?,
    }
    for (index, (metric, measure)) in card.columns.iter().zip(&row.cells).enumerate() {
        let column = column_at(LEADING, index);
        if measure.value.is_missing() {
            sheet.blank(at, column, &look)?;
        } else {
            sheet.measure(at, column, measure, metric, &look)?;
        }
    }
    Ok(())
}

fn paper(level: Level) -> Option<u32> {
    match level {
        Level::Company => Some(HEAD_PAPER),
        Level::Region | Level::Branch => Some(BAND),
        Level::Team | Level::Specialist => None,
    }
}

/// Groups the rows below each row that has some, but not those below the top: they would fold away with it.
fn outline(sheet: &mut Sheet<'_, '_, '_>, card: &Scorecard) -> Result<()> {
    sheet.inner.group_symbols_above(true);
    for (index, row) in card.rows.iter().enumerate() {
        let depth = card.depth(row);
        let below = card.rows[index + 1..]
            .iter()
            .take_while(|r| card.depth(r) > depth)
            .count();
        if depth > 0 && below > 0 {
            done(
                sheet
                    .inner
                    .group_rows(row_at(FIRST, index + 1), row_at(FIRST, index + below)),
            )?;
        }
    }
    Ok(())
}
