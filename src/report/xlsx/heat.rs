//! Two dimensions against each other: a block per figure, each cell with value, numerator and denominator.

use rust_xlsxwriter::{ColNum, Color, ConditionalFormat2ColorScale, RowNum, Workbook};

use super::context::Context;
use super::sheet::{Sheet, column_at, done, row_at};
use super::style::{Align, BAND, Look, tint};
use crate::diagnostic::Result;
use crate::metrics::Direction;
use crate::report::error::ReportError;
use crate::report::heat::is_total;
use crate::report::model::{Heat, HeatCell, HeatLayer, Section};
use crate::report::text::format::{self, Format};

const FIRST: RowNum = 4;
/// Value, numerator, denominator.
const PER_COLUMN: usize = 3;

/// Writes the section's sheet.
pub(super) fn write(book: &mut Workbook, section: &Section, heat: &Heat, context: &mut Context<'_>) -> Result<()> {
    let name = context.names.section(&section.id).to_owned();
    let mut sheet = Sheet::new(book.add_worksheet(), &name, context)?;
    sheet.title(&section.title)?;
    let mut at = FIRST;
    for layer in &heat.layers {
        block(&mut sheet, at, heat, layer)?;
        at = row_at(at, heat.rows.len() + 4);
    }
    done(sheet.inner.set_freeze_panes(0, 1))?;
    sheet.finish()
}

fn block(sheet: &mut Sheet<'_, '_, '_>, at: RowNum, heat: &Heat, layer: &HeatLayer) -> Result<()> {
    sheet.plain(at, 0, &layer.metric.title, &Look::default().bold().size(12))?;
    heads(sheet, at + 1, heat)?;
    for (r, name) in heat.rows.iter().enumerate() {
        let row = row_at(at + 3, r);
        let bold = is_total(heat, r, 0);
        sheet.text(
            row,
            0,
            name,
            &Look {
                bold: true,
                ..Look::text().paper(bold.then_some(BAND))
            },
        )?;
        for c in 0..heat.columns.len() {
            let cell = layer
                .cells
                .get(r)
                .and_then(|cells| cells.get(c))
                .cloned()
                .unwrap_or_default();
            let look = Look::text().paper(is_total(heat, r, c).then_some(BAND));
            self::cell(sheet, row, column_at(1, c * PER_COLUMN), layer, &cell, &look)?;
        }
    }
    colours(sheet, at + 3, heat, layer)
}

fn heads(sheet: &mut Sheet<'_, '_, '_>, at: RowNum, heat: &Heat) -> Result<()> {
    let texts = sheet.context.format.texts();
    let corner = format!("{} × {}", heat.rows_title, heat.columns_title);
    sheet.text(at, 0, &corner, &Look::head())?;
    sheet.blank(at + 1, 0, &Look::head())?;
    for (index, name) in heat.columns.iter().enumerate() {
        let first = column_at(1, index * PER_COLUMN);
        let look = Look::head().align(Align::Center).ruled();
        let format = sheet.context.styles.get(&look).clone();
        let merged = sheet.inner.merge_range(at, first, at, first + 2, "", &format);
        done(merged.and_then(|s| s.write_string_with_format(at, first, name, &format)))?;
        for (offset, key) in ["label.value", "label.numerator", "label.denominator"]
            .iter()
            .enumerate()
        {
            sheet.head(at + 1, column_at(first, offset), texts.get(key)?, Align::Right)?;
        }
    }
    Ok(())
}

fn cell(
    sheet: &mut Sheet<'_, '_, '_>,
    row: RowNum,
    column: ColNum,
    layer: &HeatLayer,
    cell: &HeatCell,
    look: &Look,
) -> Result<()> {
    let low = sheet.context.format.texts().get("label.low_short")?;
    let suffix = if cell.low_sample {
        format!(" {low}")
    } else {
        String::new()
    };
    sheet.value_with(row, column, &cell.value, &suffix, &look.clone().bold().ruled())?;
    let Some(parts) = cell.value.parts() else {
        sheet.blank(row, column + 1, look)?;
        return sheet.blank(row, column + 2, look);
    };
    for (column, number) in [(column + 1, parts.numerator), (column + 2, parts.denominator)] {
        let look = Look {
            code: format::part_code(layer.metric.basis).into(),
            ..look.clone().align(Align::Right)
        };
        sheet.widen(column, &Format::part(number, layer.metric.basis), &look);
        sheet.number(row, column, format::plain_number(number), &look)?;
    }
    Ok(())
}

/// A colour scale over all values that are no totals.
fn colours(sheet: &mut Sheet<'_, '_, '_>, first: RowNum, heat: &Heat, layer: &HeatLayer) -> Result<()> {
    let rows = heat.rows.len() - usize::from(heat.total_row);
    let columns = heat.columns.len() - usize::from(heat.total_column);
    if rows == 0 || columns == 0 {
        return Ok(());
    }
    let last = row_at(first, rows - 1);
    let ranges: Vec<String> = (0..columns)
        .map(|c| {
            let column = column_at(1, c * PER_COLUMN);
            rust_xlsxwriter::utility::cell_range(first, column, last, column)
        })
        .collect();
    let (worst, best) = (Color::RGB(0xff_ffff), Color::RGB(tint(sheet.context.styles.accent)));
    let (low, high) = match layer.metric.direction {
        Direction::Higher => (worst, best),
        Direction::Lower => (best, worst),
    };
    let scale = ConditionalFormat2ColorScale::new()
        .set_minimum_color(low)
        .set_maximum_color(high)
        .set_multi_range(ranges.join(" "));
    sheet
        .inner
        .add_conditional_format(first, 1, last, 1, &scale)
        .map_err(ReportError::from)?;
    Ok(())
}
