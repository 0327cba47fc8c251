//! One sheet being written: cells with looks, widths that fit Chinese text, the print set-up all sheets share.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rust_xlsxwriter::{ColNum, Formula, RowNum, Url, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::context::Context;
use super::names::{is_unwritable, link};
use super::style::{Align, Look, SOFT, mark_color, sense_color};
use crate::diagnostic::Result;
use crate::report::error::ReportError;
use crate::report::model::{Link, Measure, MetricHead, Value};
use crate::report::text::format::{self, Change, Format, MISSING};
use crate::tabular::is_workbook_day;

/// Characters a cell holds at most, in UTF-16 units.
const LONGEST_TEXT: usize = 32_767;

/// Characters of scope and title in a footer, which holds 255 in all.
const LONGEST_FOOTER: usize = 60;

/// Characters of a title above a table, which would otherwise run off the printed page.
const LONGEST_TITLE: usize = 60;

/// The last row with a link: a sheet holds 65,530 of them.
const LAST_LINK: RowNum = 65_000;

const NARROWEST: usize = 7;
const WIDEST: usize = 42;

/// Pixels of a character, and points of a row and of a line of text.
const CHARACTER: u32 = 7;
const ROW_POINTS: f64 = 17.0;
const LINE_POINTS: f64 = 14.0;
const MOST_NOTE_LINES: u32 = 12;
/// A4 less its margins: how wide in pixels and how high in points.
const LANDSCAPE: (f64, f64) = (1045.0, 516.0);
const PORTRAIT: (f64, f64) = (717.0, 762.0);

/// How much wider than a page what is printed on it may be: smaller letters are not read.
const SMALLEST: f64 = 1.5;
const MOST_WIDE: u16 = 4;

/// A4, as workbooks number paper sizes.
const A4: u8 = 9;

/// A sheet being written.
pub(super) struct Sheet<'s, 'c, 'r> {
    pub inner: &'s mut Worksheet,
    pub context: &'c mut Context<'r>,
    widths: Vec<usize>,
    /// The usual looks of columns, of those that have one.
    looks: Vec<Option<Look>>,
    /// Per column the numbers that found their room already.
    fitted: Vec<Vec<Fitted>>,
    /// Rows of another height than the usual.
    heights: BTreeMap<RowNum, f64>,
    /// Pixels of the line below the title.
    line: u32,
    /// Room on a printed page: how wide in pixels and how high in points.
    page: (f64, f64),
}

/// The numbers of one code from which the column's width is known: what lies between them is not wider.
struct Fitted {
    code: Cow<'static, str>,
    least: f64,
    most: f64,
}

impl<'s, 'c, 'r> Sheet<'s, 'c, 'r> {
    /// Sets up `inner` under `name` for screen and print.
    pub fn new(inner: &'s mut Worksheet, name: &str, context: &'c mut Context<'r>) -> Result<Self> {
        inner.set_name(name).map_err(ReportError::from)?;
        inner.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
        inner.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
        inner.set_screen_gridlines(false).set_default_row_height(ROW_POINTS);
        inner.set_footer(footer(context)?);
        Ok(Self {
            inner,
            context,
            widths: Vec::new(),
            looks: Vec::new(),
            fitted: Vec::new(),
            heights: BTreeMap::new(),
            line: 0,
            page: LANDSCAPE,
        })
    }

    /// To be printed portrait, as a letter is.
    pub fn portrait(&mut self) {
        self.inner.set_portrait();
        self.page = PORTRAIT;
    }

    /// Title, scope and as-of in the first two rows, and the way back to the overview.
    pub fn title(&mut self, title: &str) -> Result<()> {
        let report = self.context.report;
        let accent = self.context.styles.accent;
        let look = Look::default().bold().size(15).color(accent);
        self.plain(0, 0, &shortened(title, LONGEST_TITLE), &look)?;
        let period = self.context.format.period(report.period)?;
        let as_of = self.context.format.texts().get("foot.as_of")?;
        let scope = shortened(&report.scope, LONGEST_TITLE);
        let name = shortened(&report.title, LONGEST_TITLE);
        let head = format!("{scope} · {name} · {period} · {as_of} {}", report.as_of);
        let told = report.coverage.iter().map(String::as_str);
        let line = std::iter::once(head.as_str())
            .chain(told)
            .collect::<Vec<_>>()
            .join(" · ");
        self.plain(1, 0, &line, &Look::default().color(SOFT))?;
        self.line = u32::try_from(line.width() + 2).unwrap_or(0) * CHARACTER;
        self.height(0, 26.0)?;
        if self.inner.name() != self.context.names.overview {
            let back = self.context.format.texts().get("sheet.to_overview")?.to_owned();
            let target = self.context.names.overview.clone();
            self.link(2, 0, &target, "A1", &back)?;
        }
        Ok(())
    }

    /// A text that does not widen its column.
    pub fn plain(&mut self, row: RowNum, column: ColNum, text: &str, look: &Look) -> Result<()> {
        if self.is_usual(column, look) {
            return done(self.inner.write_string(row, column, cut(text)));
        }
        let format = self.context.styles.get(look);
        done(self.inner.write_string_with_format(row, column, cut(text), format))
    }

    /// A text; always a text, whatever it begins with.
    pub fn text(&mut self, row: RowNum, column: ColNum, text: &str, look: &Look) -> Result<()> {
        self.widen(column, text, look);
        self.plain(row, column, text, look)
    }

    /// The usual look of a column. Cells that have it are written without one, which in a long table is most of the work:
    /// the library looks up a cell's format by all its properties.
    pub fn column_look(&mut self, column: ColNum, look: Look) -> Result<()> {
        done(self.inner.set_column_format(column, self.context.styles.get(&look)))?;
        let place = usize::from(column);
        if self.looks.len() <= place {
            self.looks.resize(place + 1, None);
        }
        self.looks[place] = Some(look);
        Ok(())
    }

    fn is_usual(&self, column: ColNum, look: &Look) -> bool {
        matches!(self.looks.get(usize::from(column)), Some(Some(usual)) if usual == look)
    }

    /// The heading of a column, which may wrap after half its length.
    pub fn head(&mut self, row: RowNum, column: ColNum, text: &str, align: Align) -> Result<()> {
        self.widen_to(column, text.width().div_ceil(2) + 2);
        self.plain(row, column, text, &Look::head().align(align))
    }

    /// The headings of a table in a row that stays in view and is printed on every page, with the first `frozen` columns;
    /// gives the last column.
    pub fn heads<'t>(
        &mut self,
        row: RowNum,
        frozen: ColNum,
        titles: impl IntoIterator<Item = (&'t str, Align)>,
    ) -> Result<ColNum> {
        let mut last = 0;
        for (index, (title, align)) in titles.into_iter().enumerate() {
            last = column_at(0, index);
            self.head(row, last, title, align)?;
        }
        done(self.inner.set_freeze_panes(row + 1, frozen))?;
        done(self.inner.set_repeat_rows(row, row))?;
        Ok(last)
    }

    /// A number.
    pub fn number(&mut self, row: RowNum, column: ColNum, number: f64, look: &Look) -> Result<()> {
        if self.is_usual(column, look) {
            return done(self.inner.write_number(row, column, number));
        }
        let format = self.context.styles.get(look);
        done(self.inner.write_number_with_format(row, column, number, format))
    }

    /// A value as the format layer shows it; `look`'s code and side follow from the value.
    pub fn value(&mut self, row: RowNum, column: ColNum, value: &Value, look: &Look) -> Result<()> {
        let behind = self.context.format.behind(value)?;
        self.value_with(row, column, value, &behind, look)
    }

    /// A value with a word behind it, which is part of the number's format.
    pub fn value_with(&mut self, row: RowNum, column: ColNum, value: &Value, suffix: &str, look: &Look) -> Result<()> {
        if let Some(number) = format::number(value) {
            let mut look = Look {
                align: Align::Right,
                ..look.clone()
            };
            look.code = with_suffix(format::code(value), suffix);
            if !self.fits(column, number, &look) {
                let text = self.context.format.text(value)?;
                self.widen(column, &format!("{text}{suffix}"), &look);
            }
            return self.number(row, column, number, &look);
        }
        let text = self.context.format.text(value)?;
        match value {
            Value::Date(day) if is_workbook_day(*day) => {
                let look = Look {
                    code: format::code(value).into(),
                    ..look.clone()
                };
                self.widen(column, &text, &look);
                let format = self.context.styles.get(&look);
                done(self.inner.write_datetime_with_format(row, column, day, format))
            }
            Value::Text(_) | Value::Period(_) | Value::Date(_) => {
                let look = Look {
                    code: "@".into(),
                    ..look.clone()
                };
                self.text(row, column, &text, &look)
            }
            _ => self.plain(
                row,
                column,
                MISSING,
                &Look {
                    align: Align::Right,
                    ..look.clone().color(SOFT)
                },
            ),
        }
    }

    /// The sum of the cells above from row to row, with `value` as its known result.
    pub fn sum(
        &mut self,
        row: RowNum,
        column: ColNum,
        (first, last): (RowNum, RowNum),
        value: &Value,
        look: &Look,
    ) -> Result<()> {
        let Some(number) = format::number(value) else {
            return Ok(());
        };
        let look = Look {
            align: Align::Right,
            code: format::code(value).into(),
            ..look.clone()
        };
        let cells = rust_xlsxwriter::utility::cell_range(first, column, last, column);
        let formula = Formula::new(format!("=SUM({cells})")).set_result(number.to_string());
        let format = self.context.styles.get(&look);
        done(self.inner.write_formula_with_format(row, column, formula, format))
    }

    /// A measure with its mark against the target and its low-sample word, as the page shows it.
    pub fn measure(
        &mut self,
        row: RowNum,
        column: ColNum,
        measure: &Measure,
        metric: &MetricHead,
        look: &Look,
    ) -> Result<()> {
        let format = self.context.format;
        let low = if measure.low_sample {
            Some(format.texts().get("label.low_short")?)
        } else {
            None
        };
        self.marked(row, column, measure, (metric, low), look)
    }

    /// A measure with its mark against the target and `word` behind it.
    pub fn marked(
        &mut self,
        row: RowNum,
        column: ColNum,
        measure: &Measure,
        (metric, word): (&MetricHead, Option<&str>),
        look: &Look,
    ) -> Result<()> {
        let mark = Format::mark(measure, metric);
        let mut suffix = mark.map_or_else(String::new, |mark| format!(" {}", mark.sign()));
        if let Some(word) = word {
            suffix = format!("{suffix} {word}");
        }
        let look = mark.map_or_else(|| look.clone(), |mark| look.clone().color(mark_color(mark)));
        self.value_with(row, column, &measure.value, &suffix, &look)
    }

    /// A change; an empty cell if there is none.
    pub fn change(&mut self, row: RowNum, column: ColNum, change: Option<&Change>, look: &Look) -> Result<()> {
        let Some(change) = change else {
            return self.blank(row, column, look);
        };
        let mut look = look.clone().color(sense_color(change.sense)).align(Align::Right);
        look.code = change.code.into();
        if !self.fits(column, change.number, &look) {
            self.widen(column, &change.text(), &look);
        }
        self.number(row, column, change.number, &look)
    }

    /// A cell with a look and nothing in it.
    pub fn blank(&mut self, row: RowNum, column: ColNum, look: &Look) -> Result<()> {
        let format = self.context.styles.get(look);
        done(self.inner.write_blank(row, column, format))
    }

    /// A link to a cell of another sheet.
    pub fn link(&mut self, row: RowNum, column: ColNum, sheet: &str, cell: &str, text: &str) -> Result<()> {
        let look = Look {
            underline: true,
            ..Look::default().color(self.context.styles.accent)
        };
        let url = Url::new(link(sheet, cell)).set_text(cut(text));
        let format = self.context.styles.get(&look);
        done(self.inner.write_url_with_format(row, column, url, format))
    }

    /// True if the column is wide enough for `number` by what stands in it; else `number` is taken for written into it.
    pub fn fits(&mut self, column: ColNum, number: f64, look: &Look) -> bool {
        // Other sizes are rare, and wider than what was seen.
        if look.bold || look.size > 10 {
            return false;
        }
        let column = usize::from(column);
        if self.fitted.len() <= column {
            self.fitted.resize_with(column + 1, Vec::new);
        }
        let seen = &mut self.fitted[column];
        match seen.iter_mut().find(|seen| seen.code == look.code) {
            Some(seen) if seen.least <= number && number <= seen.most => true,
            Some(seen) => {
                (seen.least, seen.most) = (seen.least.min(number), seen.most.max(number));
                false
            }
            None => {
                let code = look.code.clone();
                let (least, most) = (number, number);
                seen.push(Fitted { code, least, most });
                false
            }
        }
    }

    /// A text that leads to a workbook beside this one.
    pub fn file(&mut self, row: RowNum, column: ColNum, link: &Link, look: &Look) -> Result<()> {
        if row > LAST_LINK || link.file.contains(is_unwritable) {
            return self.text(row, column, &link.text, look);
        }
        let look = Look {
            underline: true,
            ..look.clone().color(self.context.styles.accent)
        };
        self.widen(column, &link.text, &look);
        let url = Url::new(format!("file:///{}.xlsx", link.file)).set_text(cut(&link.text));
        let format = self.context.styles.get(&look);
        done(self.inner.write_url_with_format(row, column, url, format))
    }

    /// Makes `column` wide enough for `text`.
    pub fn widen(&mut self, column: ColNum, text: &str, look: &Look) {
        let size = if look.size == 0 { 10 } else { usize::from(look.size) };
        let width = text.width() * size / 10 + usize::from(look.bold) + 2 * usize::from(look.indent);
        self.widen_to(column, width);
    }

    /// Makes `column` at least `width` characters wide.
    pub fn widen_to(&mut self, column: ColNum, width: usize) {
        let column = usize::from(column);
        if self.widths.len() <= column {
            self.widths.resize(column + 1, 0);
        }
        self.widths[column] = self.widths[column].max(width);
    }

    /// Makes a row `points` high.
    pub fn height(&mut self, row: RowNum, points: f64) -> Result<()> {
        self.heights.insert(row, points);
        done(self.inner.set_row_height(row, points))
    }

    /// How high a row is, in points.
    pub fn row_points(&self, row: RowNum) -> f64 {
        self.heights.get(&row).copied().unwrap_or(ROW_POINTS)
    }

    /// Prints the first `columns` on as many pages side by side as letters one can read need, the first columns on each.
    pub fn print_wide(&mut self, columns: usize) -> Result<()> {
        let wide = self.pages_wide(columns);
        if wide > 1 {
            self.inner.set_print_fit_to_pages(wide, 0);
            done(self.inner.set_repeat_columns(0, 1))?;
        }
        Ok(())
    }

    /// Pages side by side on which the first `columns` are printed.
    pub fn pages_wide(&self, columns: usize) -> u16 {
        let width: u32 = (0..columns).map(|column| self.pixels(column)).sum();
        (1..MOST_WIDE)
            .find(|pages| f64::from(width) <= self.page.0 * f64::from(*pages) * SMALLEST)
            .unwrap_or(MOST_WIDE)
    }

    /// The points of a printed page's height, at the scale at which the first `columns` are one page wide.
    pub fn page_points(&self, columns: usize) -> f64 {
        let width: u32 = (0..columns).map(|column| self.pixels(column)).sum();
        let (pixels, points) = self.page;
        let wide = f64::from(self.pages_wide(columns));
        points * (f64::from(width) / pixels / wide).max(1.0)
    }

    /// Columns that must be printed so that the line below the title is not cut.
    pub fn title_columns(&self) -> usize {
        self.columns_of(self.line) + 1
    }

    /// A sentence in the columns up to `columns`, as many lines high as it needs.
    pub fn note(&mut self, row: RowNum, columns: usize, text: &str) -> Result<()> {
        let width: u32 = (0..columns).map(|column| self.pixels(column)).sum();
        let needed = u32::try_from(text.width())
            .unwrap_or(u32::MAX)
            .saturating_mul(CHARACTER);
        let lines = needed.div_ceil(width.saturating_sub(2 * CHARACTER).max(CHARACTER));
        let look = Look::default().color(SOFT).wrap();
        let last = column_at(0, columns.saturating_sub(1));
        if last > 0 {
            let format = self.context.styles.get(&look);
            done(self.inner.merge_range(row, 0, row, last, "", format))?;
        }
        self.plain(row, 0, text, &look)?;
        self.height(row, f64::from(lines.clamp(1, MOST_NOTE_LINES)) * LINE_POINTS + 4.0)
    }

    /// How wide a column is; one nobody wrote to has 64 pixels.
    fn pixels(&self, column: usize) -> u32 {
        let width = self.widths.get(column).filter(|width| **width > 0);
        width.map_or(64, |width| {
            // As wide as `finish` makes it, and its padding.
            u32::try_from((width + 2).clamp(NARROWEST, WIDEST)).unwrap_or(0) * CHARACTER * 106 / 100 + 5
        })
    }

    /// The last of the first columns that are together as wide as `pixels`.
    pub fn columns_of(&self, pixels: u32) -> usize {
        let mut sum = 0;
        (0..64)
            .find(|column| {
                sum += self.pixels(*column);
                sum >= pixels
            })
            .unwrap_or(0)
    }

    /// Sets the columns' widths from what was written.
    pub fn finish(&mut self) -> Result<()> {
        for (column, width) in self.widths.iter().enumerate().filter(|(_, width)| **width > 0) {
            let column = ColNum::try_from(column).unwrap_or(ColNum::MAX);
            // Han characters are a little wider than two digits of the default font.
            let width = (width + 2).clamp(NARROWEST, WIDEST);
            done(
                self.inner
                    .set_column_width(column, f64::from(u32::try_from(width).unwrap_or(0)) * 1.06),
            )?;
        }
        Ok(())
    }
}

/// `0.00%` with ` ●` behind it, still a number.
fn with_suffix(code: &'static str, suffix: &str) -> Cow<'static, str> {
    if suffix.is_empty() {
        code.into()
    } else {
        let suffix = suffix.replace('"', "");
        // Behind each of positive, negative and zero, where they differ.
        let parts: Vec<String> = code.split(';').map(|part| format!("{part}\"{suffix}\"")).collect();
        parts.join(";").into()
    }
}

fn footer(context: &Context<'_>) -> Result<String> {
    let texts = context.format.texts();
    let report = context.report;
    let name: String = format!("{} · {}", report.title, report.scope)
        .chars()
        .filter(|c| !is_unwritable(*c))
        .take(LONGEST_FOOTER)
        .collect();
    let page = texts.get("sheet.page")?;
    let as_of = texts.get("foot.as_of")?;
    // `&` introduces a code in footers, so a name's own is doubled.
    Ok(format!(
        "&L{}&C{page}&R{as_of} {}",
        name.replace('&', "&&"),
        report.as_of
    ))
}

/// `text` up to `most` characters; what is longer ends in an ellipsis.
fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

fn cut(text: &str) -> &str {
    // No text has more units than bytes.
    if text.len() <= LONGEST_TEXT {
        return text;
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > LONGEST_TEXT
    });
    end.map_or(text, |(at, _)| &text[..at])
}

/// The writer's answer as ours.
pub(super) fn done<T>(result: std::result::Result<T, XlsxError>) -> Result<()> {
    result.map(|_| ()).map_err(|error| ReportError::from(error).into())
}

/// A row number of a list; a report never has more rows than a sheet.
pub(super) fn row_at(start: RowNum, index: usize) -> RowNum {
    start.saturating_add(RowNum::try_from(index).unwrap_or(RowNum::MAX))
}

/// A column number of a list.
pub(super) fn column_at(start: ColNum, index: usize) -> ColNum {
    start.saturating_add(ColNum::try_from(index).unwrap_or(ColNum::MAX))
}
