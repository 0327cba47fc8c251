//! Every value of the scorecards in a row of its own, with numerator, denominator and all it is held against.
//!
//! It may have very many rows, so it is written row by row without keeping the sheet in memory.

use rust_xlsxwriter::{ColNum, Color, ConditionalFormatDataBar, RowNum, Workbook};

use super::context::Context;
use super::data;
use super::sheet::{Sheet, done, row_at};
use super::style::{Align, Look, SOFT, tint};
use crate::decimal::Ratio;
use crate::diagnostic::Result;
use crate::metrics::Basis;
use crate::report::error::ReportError;
use crate::report::model::{Body, Measure, MetricHead, ScoreRow, Scorecard, Value};
use crate::report::text::format::{self, Change, Format};

const HEAD: RowNum = 4;
const ID: ColNum = 2;
const METRIC: ColNum = 5;
const VALUE: ColNum = 6;
const METRIC_ID: ColNum = 22;
/// Numerator and denominator.
const PARTS: [ColNum; 2] = [7, 8];
const LOW: ColNum = 9;
const TARGET: ColNum = 10;
/// The column of attainment, which gets bars.
const ATTAINMENT: ColNum = 11;
/// What the value is held against, each with the difference in the column after it.
const BASES: [ColNum; 4] = [12, 14, 16, 18];
const INTERVAL: ColNum = 20;
const RANK: ColNum = 21;

/// Writes the sheet; nothing without a scorecard.
pub(super) fn write(book: &mut Workbook, context: &mut Context<'_>) -> Result<()> {
    let Some(name) = context.names.detail.clone() else {
        return Ok(());
    };
    let report = context.report;
    let inner = book.add_worksheet_with_constant_memory().map_err(ReportError::from)?;
    let mut sheet = Sheet::new(inner, &name, context)?;
    // A table of data: gridlines cost nothing, lines of its own would be a cell each.
    sheet.inner.set_screen_gridlines(true);
    sheet.title(&name)?;
    looks(&mut sheet)?;
    let cards = report.sections.iter().filter_map(|section| match &section.body {
        Body::Scorecard(card) => Some(card.rows.len() * card.columns.len()),
        _ => None,
    });
    heads(&mut sheet, row_at(HEAD, cards.sum()))?;
    let mut at = HEAD;
    for section in &report.sections {
        let Body::Scorecard(card) = &section.body else { continue };
        for metric in &card.columns {
            sheet.widen(METRIC, &metric.title, &Look::default());
            sheet.widen(METRIC_ID, &metric.id, &metric_id_look());
        }
        for row in &card.rows {
            let whose = Whose::new(&mut sheet, card, row)?;
            for (metric, measure) in card.columns.iter().zip(&row.cells) {
                at = row_at(at, 1);
                line(&mut sheet, at, &whose, metric, measure)?;
            }
        }
    }
    finish(&mut sheet, at.max(HEAD + 1))
}

/// What most cells of a column look like: texts everywhere, shares and counts in most rows.
fn looks(sheet: &mut Sheet<'_, '_, '_>) -> Result<()> {
    let text = Look::default();
    for column in 0..=METRIC {
        sheet.column_look(column, if column == ID { id_look() } else { text.clone() })?;
    }
    let right = Look::default().align(Align::Right);
    let with = |code: &'static str| Look {
        code: code.into(),
        ..right.clone()
    };
    for column in PARTS {
        sheet.column_look(column, with(format::part_code(Basis::Count)))?;
    }
    let share = format::code(&Value::Ratio(Ratio::new(1, 1)));
    for column in [TARGET, ATTAINMENT].into_iter().chain(BASES) {
        sheet.column_look(column, with(share))?;
    }
    sheet.column_look(INTERVAL, right)?;
    sheet.column_look(METRIC_ID, metric_id_look())
}

fn heads(sheet: &mut Sheet<'_, '_, '_>, last: RowNum) -> Result<()> {
    let format = sheet.context.format;
    let texts = format.texts();
    let kind = sheet.context.report.period.kind();
    let titles = [
        texts.get("trend.period")?,
        texts.get("scorecard.level")?,
        texts.get("scorecard.id")?,
        texts.get("scorecard.entity")?,
        texts.get("scorecard.parent")?,
        texts.get("dictionary.metric")?,
        texts.get("label.value")?,
        texts.get("label.numerator")?,
        texts.get("label.denominator")?,
        texts.get("label.low_sample")?,
        texts.get("label.target")?,
        texts.get("label.attainment")?,
        format.previous(kind)?,
        format.against_previous(kind)?,
        texts.get("previous.year_before")?,
        texts.get("change.year_before")?,
        texts.get("label.benchmark")?,
        texts.get("change.benchmark")?,
        texts.get("label.peers")?,
        texts.get("change.peers")?,
        texts.get("label.interval")?,
        texts.get("label.rank")?,
        texts.get("sheet.per_metric")?,
    ];
    let align = |index: usize| {
        if index < 6 || index + 1 == titles.len() {
            Align::Left
        } else {
            Align::Right
        }
    };
    let heads = titles.iter().enumerate();
    let heads: Vec<(&str, Align)> = heads.map(|(index, title)| (*title, align(index))).collect();
    let looks: Vec<(&str, Look)> = heads
        .iter()
        .map(|(title, align)| (*title, Look::head().align(*align)))
        .collect();
    sheet.heads(HEAD, 4, heads)?;
    data::make(
        sheet,
        data::Range {
            head: HEAD,
            last,
            frozen: 4,
        },
        &looks,
    )
}

/// Whose values a row of the scorecard holds, in texts that are the same for all of its metrics.
struct Whose<'r> {
    period: String,
    level: &'r str,
    id: &'r str,
    name: &'r str,
    parent: &'r str,
}

impl<'r> Whose<'r> {
    /// Makes room for the texts.
    fn new(sheet: &mut Sheet<'_, '_, 'r>, card: &'r Scorecard, row: &'r ScoreRow) -> Result<Self> {
        let format = sheet.context.format;
        let parent = row.parent.and_then(|index| card.rows.get(index));
        let whose = Self {
            period: sheet.context.report.period.to_string(),
            level: format.texts().get(&format!("level.{}", row.level.word()))?,
            id: &row.id,
            name: &row.name,
            parent: parent.map_or("", |p| &p.name),
        };
        for (column, text) in (0..).zip(whose.texts()) {
            sheet.widen(column, text, &Look::default());
        }
        Ok(whose)
    }

    fn texts(&self) -> [&str; 5] {
        [&self.period, self.level, self.id, self.name, self.parent]
    }
}

fn id_look() -> Look {
    Look {
        code: "@".into(),
        ..Look::default()
    }
}

fn metric_id_look() -> Look {
    Look::default().color(SOFT).indent(1)
}

fn line(
    sheet: &mut Sheet<'_, '_, '_>,
    at: RowNum,
    whose: &Whose<'_>,
    metric: &MetricHead,
    measure: &Measure,
) -> Result<()> {
    let format = sheet.context.format;
    let look = Look::default();
    let as_text = id_look();
    for (column, text) in (0..).zip(whose.texts()) {
        let look = if column == ID { &as_text } else { &look };
        sheet.plain(at, column, text, look)?;
    }
    sheet.plain(at, METRIC, &metric.title, &look)?;
    if !measure.value.is_missing() {
        sheet.marked(at, VALUE, measure, (metric, None), &look)?;
    }
    parts(sheet, at, metric, measure)?;
    comparisons(sheet, at, metric, measure)?;
    if let Some(interval) = measure.interval {
        let text = format.interval(metric.unit, interval)?;
        sheet.text(at, INTERVAL, &text, &look.clone().align(Align::Right))?;
    }
    if let Some(rank) = measure.rank {
        // The place is the number, so that the column sorts by it.
        let look = Look {
            code: format!("0\"/{}\"", rank.of).into(),
            ..look.clone().align(Align::Right)
        };
        sheet.number(at, RANK, f64::from(rank.place), &look)?;
    }
    sheet.plain(at, METRIC_ID, &metric.id, &metric_id_look())
}

fn parts(sheet: &mut Sheet<'_, '_, '_>, at: RowNum, metric: &MetricHead, measure: &Measure) -> Result<()> {
    if let Some(parts) = measure.value.parts() {
        let look = Look {
            code: format::part_code(metric.basis).into(),
            align: Align::Right,
            ..Look::default()
        };
        for (column, number) in PARTS.into_iter().zip([parts.numerator, parts.denominator]) {
            let stored = format::plain_number(number);
            if !sheet.fits(column, stored, &look) {
                sheet.widen(column, &Format::part(number, metric.basis), &look);
            }
            sheet.number(at, column, stored, &look)?;
        }
    }
    if measure.low_sample {
        let word = sheet.context.format.texts().get("label.low_sample")?;
        sheet.text(at, LOW, word, &Look::default().align(Align::Right))?;
    }
    Ok(())
}

fn comparisons(sheet: &mut Sheet<'_, '_, '_>, at: RowNum, metric: &MetricHead, measure: &Measure) -> Result<()> {
    let look = Look::default();
    if let Some(target) = &measure.target {
        sheet.value(at, TARGET, target, &look)?;
    }
    if let Some(attainment) = measure.attainment(metric.direction) {
        sheet.value(at, ATTAINMENT, &Value::Ratio(attainment), &look)?;
    }
    let bases = [
        &measure.previous,
        &measure.year_before,
        &measure.benchmark,
        &measure.peers,
    ];
    for (column, base) in BASES.into_iter().zip(bases) {
        let Some(base) = base else { continue };
        sheet.value(at, column, base, &look)?;
        let change = Change::between(&measure.value, base, metric.direction);
        if let Some(change) = change {
            sheet.change(at, column + 1, Some(&change), &look)?;
        }
    }
    Ok(())
}

fn finish(sheet: &mut Sheet<'_, '_, '_>, last: RowNum) -> Result<()> {
    let accent = sheet.context.styles.accent;
    let bars = ConditionalFormatDataBar::new()
        .set_minimum(rust_xlsxwriter::ConditionalFormatType::Number, 0)
        .set_maximum(rust_xlsxwriter::ConditionalFormatType::Number, 2)
        .set_fill_color(Color::RGB(tint(accent)))
        .set_solid_fill(true);
    done(
        sheet
            .inner
            .add_conditional_format(HEAD + 1, ATTAINMENT, last, ATTAINMENT, &bars),
    )?;
    sheet.finish()
}
