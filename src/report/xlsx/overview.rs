//! The first sheet: figures as cards with sparklines, native bar charts, links to the other sheets.

use rust_xlsxwriter::{ChartEmptyCells, ColNum, Color, RowNum, Sparkline, Workbook};

use super::chart::{self, Data, Places};
use super::contents;
use super::context::Context;
use super::pages::Pages;
use super::sheet::{Sheet, column_at, done, row_at};
use super::style::{Align, Look, SOFT, mark_color, state_colors};
use super::table;
use crate::diagnostic::Result;
use crate::metrics::Extent;
use crate::report::model::{Body, Section, Table, Tile, Value};
use crate::report::text::format::{self, Change, Format};

const FIRST: RowNum = 4;
const PER_ROW: usize = 5;
/// Two columns a card and a narrow one after it.
const CARD: usize = 3;
const CHARTS_PER_ROW: usize = 3;
/// As wide together as the cards above them.
const CHART_WIDTH: u32 = 358;

/// With more the picture is higher than it is wide.
const TILES_OF_A_WIDE_PAGE: usize = 2 * PER_ROW;

/// A line of a card: label and what stands beside it.
enum Beside {
    Value(Value),
    Change(Change),
    State(String, u32),
}

/// Writes the sheet.
pub(super) fn write(book: &mut Workbook, context: &mut Context<'_>) -> Result<()> {
    let report = context.report;
    let places = chart::places(report);
    let name = context.names.overview.clone();
    let mut sheet = Sheet::new(book.add_worksheet(), &name, context)?;
    sheet.title(&report.title)?;
    if let Some((section, body)) = contents::on_overview(report) {
        return first_table(sheet, section, body, &name);
    }
    let links = links(&mut sheet)?;
    columns(&mut sheet)?;
    let tiles: Vec<&Tile> = contents::tiles(report).flat_map(|group| &group.tiles).collect();
    let mut at = highlights(&mut sheet, row_at(FIRST, links.saturating_sub(1)))?;
    for (group, histories) in tiles.chunks(PER_ROW).zip(places.histories.chunks(PER_ROW)) {
        at = cards(&mut sheet, at, group, histories, &places)? + 1;
    }
    charts(&mut sheet, at, &places)?;
    // Figures and charts are one picture.
    sheet.inner.set_print_fit_to_pages(1, 1).set_active(true);
    if tiles.len() > TILES_OF_A_WIDE_PAGE {
        sheet.inner.set_portrait();
    }
    Ok(())
}

/// The overview of a report of tables: the first one, and the way to the others below it.
fn first_table(mut sheet: Sheet<'_, '_, '_>, section: &Section, body: &Table, name: &str) -> Result<()> {
    let mut pages = Pages::default();
    let top = highlights(&mut sheet, FIRST - 1)?;
    sheet.plain(top, 0, &section.title, &Look::default().bold().size(12))?;
    let at = table::groups(&mut sheet, body, top + 1, name, &mut pages)?;
    let label = sheet.context.format.texts().get("sheet.contents")?;
    sheet.plain(at, 0, label, &Look::default().color(SOFT))?;
    let names: Vec<String> = sheet.context.names.listed().map(str::to_owned).collect();
    let last = row_at(at, names.len());
    for (index, name) in names.iter().enumerate() {
        sheet.link(row_at(at + 1, index), 0, name, "A1", name)?;
    }
    table::print(&mut sheet, body, last, pages)?;
    sheet.inner.set_active(true);
    sheet.finish()
}

/// The sentences that say what matters, each leading to its sheet; gives the row below them.
fn highlights(sheet: &mut Sheet<'_, '_, '_>, at: RowNum) -> Result<RowNum> {
    let report = sheet.context.report;
    let mut row = at;
    for section in &report.sections {
        let Body::Highlights(list) = &section.body else {
            continue;
        };
        sheet.plain(row, 0, &section.title, &Look::default().bold().size(12))?;
        for highlight in list {
            row += 1;
            let text = sheet.context.format.sentence(highlight)?;
            let name = sheet.context.names.section(&highlight.section).to_owned();
            sheet.link(row, 0, &name, "A1", &text)?;
        }
        row += 2;
    }
    Ok(row)
}

/// Links to the other sheets, in rows as wide as the cards; gives the number of rows.
fn links(sheet: &mut Sheet<'_, '_, '_>) -> Result<usize> {
    let label = sheet.context.format.texts().get("sheet.contents")?;
    sheet.plain(2, 0, label, &Look::default().color(SOFT))?;
    let names: Vec<String> = sheet.context.names.listed().map(str::to_owned).collect();
    // Every column but the first and the narrow ones between the cards.
    let free: Vec<usize> = (1..PER_ROW * CARD - 1)
        .filter(|column| column % CARD != CARD - 1)
        .collect();
    for (index, name) in names.iter().enumerate() {
        let (row, place) = (row_at(2, index / free.len()), free[index % free.len()]);
        sheet.link(row, column_at(0, place), name, "A1", name)?;
    }
    Ok(names.len().div_ceil(free.len()))
}

fn columns(sheet: &mut Sheet<'_, '_, '_>) -> Result<()> {
    for card in 0..PER_ROW {
        let first = column_at(0, card * CARD);
        done(sheet.inner.set_column_width(first, 13))?;
        done(sheet.inner.set_column_width(first + 1, 15))?;
        done(sheet.inner.set_column_width(first + 2, 1.6))?;
    }
    Ok(())
}

/// A row of cards; gives the first row below it.
fn cards(
    sheet: &mut Sheet<'_, '_, '_>,
    at: RowNum,
    tiles: &[&Tile],
    histories: &[Option<RowNum>],
    places: &Places,
) -> Result<RowNum> {
    let lines = tiles
        .iter()
        .map(|tile| lines(sheet, tile))
        .collect::<Result<Vec<_>>>()?;
    let deepest = lines.iter().map(Vec::len).max().unwrap_or(0);
    let bottom = row_at(at + 3, deepest);
    done(sheet.inner.set_row_height(at + 1, 30))?;
    done(sheet.inner.set_row_height(bottom, 34))?;
    for (index, (tile, lines)) in tiles.iter().zip(&lines).enumerate() {
        let column = column_at(0, index * CARD);
        card(sheet, at, column, tile, lines)?;
        for row in row_at(at + 3, lines.len())..bottom {
            sheet.blank(row, column, &edges(Look::default(), true, false))?;
            sheet.blank(row, column + 1, &edges(Look::default(), false, true))?;
        }
        history(sheet, bottom, column, histories.get(index).copied().flatten(), places)?;
    }
    Ok(bottom + 1)
}

fn edges(look: Look, left: bool, right: bool) -> Look {
    Look {
        edges: [left, right, false, false],
        ..look
    }
}

fn card(
    sheet: &mut Sheet<'_, '_, '_>,
    at: RowNum,
    column: ColNum,
    tile: &Tile,
    lines: &[(String, Beside)],
) -> Result<()> {
    let (measure, metric) = (&tile.measure, &tile.metric);
    let wide = |look: Look, top: bool| Look {
        edges: [true, true, top, false],
        ..look.indent(1)
    };
    merged(
        sheet,
        at,
        column,
        &metric.title,
        &wide(Look::default().color(SOFT), true),
    )?;
    let mark = Format::mark(measure, metric);
    let figure = Look {
        color: mark.map(mark_color),
        ..wide(Look::default().bold().size(19), false)
    };
    merged(sheet, at + 1, column, "", &figure)?;
    let suffix = mark.map_or_else(String::new, |mark| format!(" {}", mark.sign()));
    left_value(sheet, at + 1, column, &measure.value, &suffix, &figure)?;
    let parts = Format::parts(&measure.value, metric.basis).unwrap_or_default();
    merged(
        sheet,
        at + 2,
        column,
        &parts,
        &wide(Look::default().size(9).color(SOFT), false),
    )?;
    for (index, (label, beside)) in lines.iter().enumerate() {
        line(sheet, row_at(at + 3, index), column, label, beside)?;
    }
    Ok(())
}

fn line(sheet: &mut Sheet<'_, '_, '_>, row: RowNum, column: ColNum, label: &str, beside: &Beside) -> Result<()> {
    let small = Look::default().size(9).indent(1);
    sheet.plain(row, column, label, &edges(small.clone().color(SOFT), true, false))?;
    let look = edges(small.align(Align::Right), false, true);
    match beside {
        Beside::Value(value) => sheet.value(row, column + 1, value, &look),
        Beside::Change(change) => sheet.change(row, column + 1, Some(change), &look),
        Beside::State(word, color) => sheet.plain(row, column + 1, word, &look.color(*color).bold()),
    }
}

/// The last line of a card: its history as a sparkline.
fn history(
    sheet: &mut Sheet<'_, '_, '_>,
    row: RowNum,
    column: ColNum,
    data: Option<RowNum>,
    places: &Places,
) -> Result<()> {
    let corner = |left: bool| Look {
        edges: [left, !left, false, true],
        ..Look::default().size(9).color(SOFT).indent(1)
    };
    sheet.blank(row, column + 1, &corner(false))?;
    let Some(data) = data else {
        return sheet.blank(row, column, &corner(true));
    };
    let label = sheet.context.format.texts().get("sheet.history")?;
    sheet.plain(row, column, label, &corner(true))?;
    sparkline(sheet, row, column + 1, data, places)
}

/// A figure at the left of its card, where the eye looks for it.
fn left_value(
    sheet: &mut Sheet<'_, '_, '_>,
    row: RowNum,
    column: ColNum,
    value: &Value,
    suffix: &str,
    look: &Look,
) -> Result<()> {
    let Some(number) = format::number(value) else {
        let text = sheet.context.format.text(value)?;
        return sheet.plain(row, column, &text, look);
    };
    let code = format::code(value);
    let code = if suffix.is_empty() {
        code.to_owned()
    } else {
        format!("{code}\"{suffix}\"")
    };
    sheet.number(
        row,
        column,
        number,
        &Look {
            code: code.into(),
            ..look.clone()
        },
    )
}

fn merged(sheet: &mut Sheet<'_, '_, '_>, row: RowNum, column: ColNum, text: &str, look: &Look) -> Result<()> {
    let format = sheet.context.styles.get(look);
    done(sheet.inner.merge_range(row, column, row, column + 1, "", format))?;
    if text.is_empty() {
        Ok(())
    } else {
        sheet.plain(row, column, text, look)
    }
}

fn lines(sheet: &Sheet<'_, '_, '_>, tile: &Tile) -> Result<Vec<(String, Beside)>> {
    let format = sheet.context.format;
    let texts = format.texts();
    let kind = sheet.context.report.period.kind();
    let (measure, direction) = (&tile.measure, tile.metric.direction);
    let mut out = Vec::new();
    let told = texts.get("foot.as_of")?.to_owned();
    match &measure.extent {
        Extent::Known => {}
        Extent::Until(day) => out.push((told, Beside::Value(Value::Date(*day)))),
        Extent::Unknown(_) => out.push((
            told,
            Beside::State(texts.get("coverage.tile_unknown")?.to_owned(), SOFT),
        )),
    }
    if let Some(target) = &measure.target {
        out.push((texts.get("label.target")?.to_owned(), Beside::Value(target.clone())));
    }
    if let Some(attainment) = measure.attainment(direction) {
        let label = texts.get("label.attainment")?.to_owned();
        out.push((label, Beside::Value(Value::Ratio(attainment))));
    }
    let bases = [
        (format.against_previous(kind)?, &measure.previous),
        (texts.get("change.year_before")?, &measure.year_before),
        (texts.get("change.benchmark")?, &measure.benchmark),
        (texts.get("change.peers")?, &measure.peers),
    ];
    for (label, base) in bases {
        let change = base
            .as_ref()
            .and_then(|base| Change::between(&measure.value, base, direction));
        out.extend(change.map(|change| (label.to_owned(), Beside::Change(change))));
    }
    if let Some(state) = tile.state {
        let word = format.state(state)?.to_owned();
        out.push((
            texts.get("label.state")?.to_owned(),
            Beside::State(word, state_colors(state).0),
        ));
    }
    Ok(out)
}

fn sparkline(sheet: &mut Sheet<'_, '_, '_>, row: RowNum, column: ColNum, data: RowNum, places: &Places) -> Result<()> {
    let name = sheet.context.names.data.clone();
    let (first, end) = places.periods;
    let line = Sparkline::new()
        .set_range((name.as_str(), data, first, data, end.saturating_sub(1)))
        .set_sparkline_color(Color::RGB(sheet.context.styles.accent))
        .show_last_point(true)
        .show_empty_cells_as(ChartEmptyCells::Gaps);
    done(sheet.inner.add_sparkline(row, column, &line))
}

fn charts(sheet: &mut Sheet<'_, '_, '_>, at: RowNum, places: &Places) -> Result<()> {
    let report = sheet.context.report;
    let name = sheet.context.names.data.clone();
    let target = sheet.context.format.texts().get("label.target")?;
    let all = contents::bars(report).flat_map(|bars| &bars.charts);
    for (index, (bars, (first, last))) in all.zip(&places.bars).enumerate() {
        let has_target = bars.bars.iter().any(|bar| bar.measure.target.is_some());
        let data = Data {
            sheet: &name,
            title: (*first - 1, 0),
            first: *first,
            last: *last,
            names: 0,
            values: 1,
            targets: has_target.then_some(2),
            limits: Vec::new(),
            drawn: chart::drawn(bars.bars.iter().map(|bar| &bar.measure.value)),
        };
        let mut chart = chart::bars_with_targets(&bars.metric, &data, target, sheet.context.styles.accent);
        let top = row_at(at, index / CHARTS_PER_ROW * (chart::ROWS + 2));
        let left = u32::try_from(index % CHARTS_PER_ROW).unwrap_or(0) * (CHART_WIDTH + 10);
        chart.set_width(CHART_WIDTH).set_height(chart::HEIGHT + 50);
        done(sheet.inner.insert_chart_with_offset(top, 0, &chart, left, 0))?;
    }
    Ok(())
}
