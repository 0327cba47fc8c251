//! A table of any columns: one sheet, or one per group where the section asks for it; its picture beside the rows.

use rust_xlsxwriter::{Color, ConditionalFormatDataBar, ConditionalFormatType, RowNum, Workbook};

use unicode_width::UnicodeWidthStr;

use super::context::Context;
use super::data;
use super::pages::Pages;
use super::plot;
use super::sheet::{Sheet, column_at, done, row_at};
use super::style::{Align, BAND, Look, state_colors, tint};
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::report::model::{Column, ColumnStyle, Group, Plot, Section, Table, Value};
use crate::report::text::format::{MISSING, change_of};

const HEAD: RowNum = 4;
const HEAD_POINTS: f64 = 34.0;
/// What stands above the head.
const TOP_POINTS: f64 = 95.0;
/// Characters of a column of sentences.
const PROSE: usize = 46;
/// Characters of a column to write in by hand.
const HAND: usize = 16;
/// A row is not made higher than this, in lines.
const MOST_LINES: usize = 12;
/// Rows of a picture.
const PICTURE_ROWS: usize = 17;

/// Writes the section's sheets.
pub(super) fn write(book: &mut Workbook, section: &Section, table: &Table, context: &mut Context<'_>) -> Result<()> {
    if table.sheet_per_group && !table.groups.is_empty() {
        for (index, group) in table.groups.iter().enumerate() {
            let name = context.names.group(&section.id, index).to_owned();
            let title = group.title.as_deref().unwrap_or(&section.title);
            let mut sheet = Sheet::new(book.add_worksheet(), &name, context)?;
            sheet.title(&format!("{} · {title}", section.title))?;
            let last = block(&mut sheet, HEAD, table, group)?;
            filter(&mut sheet, table, HEAD, last, true)?;
            sheet.finish()?;
        }
        return Ok(());
    }
    let name = context.names.section(&section.id).to_owned();
    let mut sheet = Sheet::new(book.add_worksheet(), &name, context)?;
    sheet.title(&section.title)?;
    let mut pages = Pages::default();
    let flat = flat(section, table, &sheet)?;
    let table = flat.as_ref().unwrap_or(table);
    let at = if flat.is_some() {
        rows(&mut sheet, table, &name, &mut pages)?
    } else {
        groups(&mut sheet, table, HEAD, &name, &mut pages)?
    };
    if let (Some(note), 1..) = (&section.note, table.columns.len()) {
        let columns = printed(&sheet, table);
        sheet.note(HEAD - 1, columns, note)?;
    }
    print(&mut sheet, table, at, pages)?;
    sheet.finish()
}

/// The table with the period, and the group if it is divided, in columns of their own: rows to filter. A form to fill in stays as
/// it is, and so does a table without rows.
fn flat(section: &Section, table: &Table, sheet: &Sheet<'_, '_, '_>) -> Result<Option<Table>> {
    let is_form = table.columns.iter().any(|column| column.style == ColumnStyle::Hand);
    if is_form || table.is_empty() || table.columns.is_empty() {
        return Ok(None);
    }
    let texts = sheet.context.format.texts();
    let period = Value::Text(sheet.context.report.period.to_string());
    let is_divided = table.groups.iter().any(|group| group.title.is_some());
    let column = |title: &str| Column {
        title: title.to_owned(),
        style: ColumnStyle::Text,
    };
    let mut columns = vec![column(texts.get("trend.period")?)];
    if is_divided {
        let title = table.group_column.as_deref().unwrap_or(&section.title);
        columns.push(column(title));
    }
    let more = columns.len();
    columns.extend(table.columns.iter().cloned());
    let groups = table.groups.iter().map(|group| {
        let of_group = group.title.clone().map_or(Value::Blank, Value::Text);
        let own = |row: &Vec<Value>| {
            let first = [period.clone(), of_group.clone()].into_iter().take(more);
            let known = |value: &Value| match value {
                Value::Missing => Value::Blank,
                Value::Text(text) if text == MISSING => Value::Blank,
                _ => value.clone(),
            };
            first.chain(row.iter().map(known)).collect()
        };
        Group {
            id: group.id.clone(),
            title: group.title.clone(),
            rows: group.rows.iter().map(own).collect(),
            total: group.total.as_ref().map(own),
        }
    });
    Ok(Some(Table {
        columns,
        groups: groups.collect(),
        plot: table.plot.as_ref().map(|plot| Plot {
            kind: plot.kind,
            label: plot.label + more,
            values: plot.values.iter().map(|value| value + more).collect(),
        }),
        sheet_per_group: false,
        group_column: None,
    }))
}

/// All rows of a flat table as data, totals and pictures below it; gives the row below them.
fn rows(sheet: &mut Sheet<'_, '_, '_>, table: &Table, name: &str, pages: &mut Pages) -> Result<RowNum> {
    heads(sheet, HEAD, table)?;
    let looks = table.columns.iter().enumerate().map(|(index, column)| {
        let look = if column.style.is_number() {
            Look::head().align(Align::Right)
        } else {
            Look::head().indent(usize::from(index > 0))
        };
        (column.title.as_str(), look)
    });
    let looks: Vec<_> = looks.collect();
    let count: usize = table.groups.iter().map(|group| group.rows.len()).sum();
    let last = row_at(HEAD, count);
    let frozen = if table.groups.iter().any(|group| group.title.is_some()) {
        3
    } else {
        2
    };
    data::make(
        sheet,
        data::Range {
            head: HEAD,
            last,
            frozen,
        },
        &looks,
    )?;
    done(sheet.inner.set_repeat_rows(HEAD, HEAD))?;
    let mut at = HEAD;
    let mut begins = Vec::new();
    for group in &table.groups {
        begins.push(at);
        for row in &group.rows {
            at += 1;
            values(sheet, at, &table.columns, row, &Look::text())?;
        }
    }
    bars(sheet, HEAD + 1, last, table)?;
    let mut below = last + 1;
    let look = Look::text().bold().paper(Some(BAND));
    for (group, begin) in table.groups.iter().zip(&begins) {
        if let Some(total) = &group.total {
            values(sheet, below, &table.columns, total, &look)?;
            sums(
                sheet,
                table,
                group,
                total,
                (begin + 1, row_at(*begin, group.rows.len())),
                below,
            )?;
            below += 1;
        }
    }
    below += 1;
    for (group, head) in table.groups.iter().zip(begins) {
        let Some(drawn) = table.plot.as_ref().filter(|_| has_picture(table, group)) else {
            continue;
        };
        pages.keep(below, plot::POINTS + 17.0);
        if let Some(title) = &group.title {
            sheet.plain(below, 0, title, &Look::default().bold().size(12))?;
            below += 1;
        }
        let place = plot::Place {
            sheet: name,
            titles: HEAD,
            head,
            left: 0,
            below,
        };
        plot::write(sheet, drawn, table, group, &place)?;
        below = row_at(below, PICTURE_ROWS);
    }
    Ok(below)
}

/// The groups from row `at` on, each with its picture; gives the row below them.
pub(super) fn groups(
    sheet: &mut Sheet<'_, '_, '_>,
    table: &Table,
    mut at: RowNum,
    name: &str,
    pages: &mut Pages,
) -> Result<RowNum> {
    if table.groups.is_empty() {
        heads(sheet, at, table)?;
        let none = sheet.context.format.texts().get("label.no_rows")?;
        sheet.plain(at + 1, 0, none, &Look::default())?;
        return Ok(at + 3);
    }
    for (index, group) in table.groups.iter().enumerate() {
        // The first group stands below a heading of its own.
        if index > 0 {
            pages.keep(at, points(table, group));
        }
        if let Some(title) = &group.title {
            sheet.plain(at, 0, title, &Look::default().bold().size(12))?;
            at += 1;
        }
        let last = block(sheet, at, table, group)?;
        if group.rows.len() > 1 {
            // A total, or a last row, does not stand alone at the top of a page.
            pages.keep(last - 1, sheet.row_points(last - 1) + sheet.row_points(last));
        }
        if table.groups.len() == 1 && group.title.is_none() && at == HEAD {
            // A page with the picture alone would show the head of no row.
            let repeats = !has_picture(table, group) || TOP_POINTS + rows_points(table, group) > sheet.page_points(0);
            filter(sheet, table, at, last, repeats)?;
        }
        let mut below = last + 2;
        if let Some(drawn) = table.plot.as_ref().filter(|_| has_picture(table, group)) {
            pages.keep(below, plot::POINTS);
            let place = plot::Place {
                sheet: name,
                titles: at,
                head: at,
                left: 0,
                below,
            };
            plot::write(sheet, drawn, table, group, &place)?;
            below = row_at(below, PICTURE_ROWS);
        }
        at = below + 1;
    }
    Ok(at)
}

/// How many columns are printed: those of the table, of the line above it and of the picture. What charts need to the right
/// of them is not.
fn printed(sheet: &Sheet<'_, '_, '_>, table: &Table) -> usize {
    let picture = table.plot.as_ref().map_or(0, |_| sheet.columns_of(plot::WIDTH) + 1);
    table.columns.len().max(picture).max(sheet.title_columns())
}

/// The set-up of a sheet whose last row is `last`.
pub(super) fn print(sheet: &mut Sheet<'_, '_, '_>, table: &Table, last: RowNum, pages: Pages) -> Result<()> {
    let columns = printed(sheet, table);
    sheet.print_wide(columns)?;
    done(
        sheet
            .inner
            .set_print_area(0, 0, last, column_at(0, columns.saturating_sub(1))),
    )?;
    pages.finish(sheet, last, columns)
}

/// How high a table's title, head and first row are.
pub(super) fn beginning(table: &Table) -> f64 {
    let first = table.groups.first();
    let title = first.and_then(|group| group.title.as_ref()).map_or(0.0, |_| 17.0);
    let row = first.and_then(|group| group.rows.first());
    title + HEAD_POINTS + row.map_or(17.0, |row| row_points(lines(&table.columns, row)))
}

/// How high a group is with its title and picture.
fn points(table: &Table, group: &Group) -> f64 {
    let title = if group.title.is_some() { 17.0 } else { 0.0 };
    let picture = if has_picture(table, group) {
        plot::POINTS + 34.0
    } else {
        0.0
    };
    title + rows_points(table, group) + picture
}

/// How high a group's head, rows and total are.
fn rows_points(table: &Table, group: &Group) -> f64 {
    let rows = group.rows.iter().chain(&group.total);
    let rows: f64 = rows.map(|row| lines(&table.columns, row)).map(row_points).sum();
    HEAD_POINTS + rows
}

fn has_picture(table: &Table, group: &Group) -> bool {
    table.plot.as_ref().is_some_and(|plot| plot.has_picture(&group.rows))
}

/// Head, rows and total of a group from row `at`; gives the last row.
fn block(sheet: &mut Sheet<'_, '_, '_>, at: RowNum, table: &Table, group: &Group) -> Result<RowNum> {
    heads(sheet, at, table)?;
    for (index, row) in group.rows.iter().enumerate() {
        let row = without_signs(table, row);
        values(sheet, row_at(at + 1, index), &table.columns, &row, &Look::text())?;
    }
    let last_row = row_at(at, group.rows.len());
    if group.rows.is_empty() {
        let none = sheet.context.format.texts().get("label.no_rows")?;
        sheet.plain(at + 1, 0, none, &Look::default())?;
    } else {
        bars(sheet, at + 1, last_row, table)?;
    }
    let mut last = last_row.max(at + 1);
    if let Some(total) = &group.total {
        last = last_row + 1;
        values(
            sheet,
            last,
            &table.columns,
            total,
            &Look::text().bold().paper(Some(BAND)),
        )?;
        sums(sheet, table, group, total, (at + 1, last_row), last)?;
    }
    Ok(last)
}

/// Totals as formulas where they are the sum of the rows above. One that is not, because it comes from the data at its own
/// level, stays a value.
fn sums(
    sheet: &mut Sheet<'_, '_, '_>,
    table: &Table,
    group: &Group,
    total: &[Value],
    (first, last): (RowNum, RowNum),
    at: RowNum,
) -> Result<()> {
    // A sum of one row is that row.
    if group.rows.len() < 2 {
        return Ok(());
    }
    let look = Look::text().bold().paper(Some(BAND));
    for (index, value) in total.iter().enumerate().take(table.columns.len()) {
        let (Value::Count(wanted) | Value::Money(wanted)) = value else {
            continue;
        };
        let number = |row: &Vec<Value>| match row.get(index) {
            Some(Value::Count(n) | Value::Money(n)) => Some(*n),
            Some(Value::Missing | Value::Blank) => Some(Decimal::ZERO),
            _ => None,
        };
        let sum = group.rows.iter().map(number).sum::<Option<Decimal>>();
        if sum == Some(*wanted) {
            sheet.sum(at, column_at(0, index), (first, last), value, &look)?;
        }
    }
    Ok(())
}

fn heads(sheet: &mut Sheet<'_, '_, '_>, at: RowNum, table: &Table) -> Result<()> {
    for (index, column) in table.columns.iter().enumerate() {
        let at_column = column_at(0, index);
        if column.style.is_number() {
            sheet.head(at, at_column, &column.title, Align::Right)?;
        } else {
            sheet.widen_to(at_column, column.title.width() + 2);
            let indent = usize::from(index > 0);
            sheet.plain(at, at_column, &column.title, &Look::head().indent(indent))?;
        }
    }
    sheet.height(at, HEAD_POINTS)
}

/// The row with empty cells where a chart's numbers are missing: a sign would be drawn as zero.
fn without_signs(table: &Table, row: &[Value]) -> Vec<Value> {
    let drawn = |index: usize| table.plot.as_ref().is_some_and(|plot| plot.values.contains(&index));
    let cell = |(index, value): (usize, &Value)| match value {
        Value::Missing if drawn(index) => Value::Blank,
        _ => value.clone(),
    };
    row.iter().enumerate().map(cell).collect()
}

/// Filter, frozen head and, where wanted, repeated head, where a sheet holds one table.
fn filter(sheet: &mut Sheet<'_, '_, '_>, table: &Table, at: RowNum, last: RowNum, repeats: bool) -> Result<()> {
    let Some(columns) = table.columns.len().checked_sub(1) else {
        return Ok(());
    };
    let has_total = table.groups.iter().any(|group| group.total.is_some());
    let last = if has_total { last.saturating_sub(1) } else { last };
    done(sheet.inner.autofilter(at, 0, last.max(at + 1), column_at(0, columns)))?;
    done(sheet.inner.set_freeze_panes(at + 1, 1))?;
    if repeats {
        done(sheet.inner.set_repeat_rows(at, at))?;
    }
    Ok(())
}

fn values(sheet: &mut Sheet<'_, '_, '_>, row: RowNum, columns: &[Column], values: &[Value], look: &Look) -> Result<()> {
    for (index, (value, column)) in values.iter().zip(columns).enumerate() {
        let is_text = !column.style.is_number();
        // Text beside a number to its left would touch it.
        let look = if is_text && index > 0 {
            look.clone().indent(1)
        } else {
            look.clone()
        };
        cell(sheet, row, index, column, value, &look)?;
    }
    match lines(columns, values) {
        0 | 1 => Ok(()),
        lines => sheet.height(row, row_points(lines)),
    }
}

/// Lines of the row's longest sentence.
fn lines(columns: &[Column], values: &[Value]) -> usize {
    let sentences = values
        .iter()
        .zip(columns)
        .filter_map(|(value, column)| match (value, column.style) {
            (Value::Text(text), ColumnStyle::Prose) => Some(text.width().div_ceil(PROSE - 4)),
            _ => None,
        });
    sentences.max().unwrap_or(1).clamp(1, MOST_LINES)
}

fn row_points(lines: usize) -> f64 {
    let lines = u32::try_from(lines).unwrap_or(1);
    if lines > 1 { f64::from(lines * 16 + 3) } else { 17.0 }
}

fn cell(
    sheet: &mut Sheet<'_, '_, '_>,
    row: RowNum,
    index: usize,
    column: &Column,
    value: &Value,
    look: &Look,
) -> Result<()> {
    let at = column_at(0, index);
    match value {
        Value::State(state) => {
            let (ink, paper) = state_colors(*state);
            let word = sheet.context.format.state(*state)?.to_owned();
            sheet.text(row, at, &word, &look.clone().color(ink).paper(Some(paper)))
        }
        Value::Change(held) => sheet.change(row, at, change_of(held).as_ref(), look),
        Value::Interval(..) => {
            let text = sheet.context.format.text(value)?;
            sheet.text(row, at, &text, &look.clone().align(Align::Right))
        }
        Value::Blank if column.style == ColumnStyle::Hand => {
            sheet.widen_to(at, HAND);
            let boxed = Look {
                edges: [true; 4],
                ..look.clone()
            };
            sheet.blank(row, at, &boxed)
        }
        Value::Blank => sheet.blank(row, at, look),
        Value::Text(_) if column.style.is_number() => sheet.value(row, at, value, &look.clone().align(Align::Right)),
        Value::Link(link) => sheet.file(row, at, link, look),
        Value::Text(text) if column.style == ColumnStyle::Prose => {
            sheet.widen_to(at, PROSE);
            sheet.plain(row, at, text, &look.clone().wrap())
        }
        _ => sheet.value(row, at, value, look),
    }
}

/// Bars behind shares.
fn bars(sheet: &mut Sheet<'_, '_, '_>, first: RowNum, last: RowNum, table: &Table) -> Result<()> {
    for (index, column) in table.columns.iter().enumerate() {
        if column.style == ColumnStyle::Share {
            let bar = ConditionalFormatDataBar::new()
                .set_minimum(ConditionalFormatType::Number, 0)
                .set_maximum(ConditionalFormatType::Number, 1)
                .set_fill_color(Color::RGB(tint(sheet.context.styles.accent)))
                .set_solid_fill(true);
            let at = column_at(0, index);
            done(sheet.inner.add_conditional_format(first, at, last, at, &bar))?;
        }
    }
    Ok(())
}
