//! Cells of workbooks, old and new: their text, and their rows made a sheet.
//!
//! A cell becomes the text a person would have typed into it: a date in ISO form, a number in its shortest form, `true`,
//! `#N/A`. Cells come one by one, in the order of their rows; what is between two of them costs nothing. A cell that is
//! merged with those below it counts for each of their rows.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

use chrono::{Days, NaiveDate};

use super::cell::Cell;
use super::format::{Counts, Format};
use super::grid::Grid;
use super::{Context, Sheet};
use crate::diagnostic::Result;
use crate::ingest::error::{IngestError, Limit};
use crate::ingest::marks::Mark;
use crate::ingest::note::Note;
use crate::message::say;

/// What the text of a formula without a result begins with, so that its cell is not taken for an empty one.
pub const FORMULA: char = '=';
/// From 2^53 on not every whole number is one a binary fraction can be.
const EXACT: f64 = 9_007_199_254_740_992.0;
/// The headers stand in so many rows at most; see [`Grid`].
const HEAD_ROWS: usize = 50;
const DAY_MS: u64 = 86_400_000;

/// Makes `cell` hold a number, as a person would have typed it, with what else its format says of it.
pub fn put_number(cell: &mut Cell, number: f64, format: &Format, since_1904: bool) {
    write_plain(&mut cell.text, number);
    let moment = match format.counts {
        Counts::Plain => None,
        Counts::Days => date_text(&cell.text, since_1904),
        Counts::Duration => duration_text(&cell.text),
    };
    if let Some(moment) = moment {
        cell.text = moment;
        cell.beside.mark = Some(Mark::Date);
        return;
    }
    // A number that is none is a text like any other.
    cell.beside.mark = if number.abs() >= EXACT {
        Some(Mark::LostDigits)
    } else if number.trunc().to_bits() != number.to_bits() {
        (!number.is_nan()).then_some(Mark::NotWhole)
    } else {
        (number < 0.0).then_some(Mark::Negative)
    };
    if cell.beside.mark.is_none() {
        cell.beside.shown = format.shown(&cell.text, number).map(String::into_boxed_str);
    }
    cell.beside.unit = format.unit(number);
}

/// The shortest text that is this number, without an exponent. What is beyond the digits a person means is left to the
/// reading of amounts, which is one for all formats.
fn write_plain(out: &mut String, number: f64) {
    if number == 0.0 {
        out.push('0');
    } else {
        // Writing to a string does not fail, here and below.
        let _ = write!(out, "{number}");
    }
}

/// The days and milliseconds of a number of days.
fn days_and_ms(number: &str) -> Option<(u64, u64)> {
    let (days, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let days: u64 = days.parse().ok()?;
    let fraction = fraction.get(..18).unwrap_or(fraction);
    let of = 10_u128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let part: u128 = fraction.parse().ok()?;
    let ms = u64::try_from((part * u128::from(DAY_MS) + of / 2) / of).ok()?;
    Some((days.checked_add(ms / DAY_MS)?, ms % DAY_MS))
}

fn write_time(out: &mut String, hours: u64, ms: u64) {
    let (minutes, seconds, rest) = (ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
    let _ = write!(out, "{hours:02}:{minutes:02}:{seconds:02}");
    if rest > 0 {
        let _ = write!(out, ".{rest:03}");
    }
}

/// The date and time of a number of days; `None` if there is none, as for a negative number. Spreadsheets hold 1900 for a
/// leap year: its day 0 and its 29 February are told as they tell them.
fn date_text(number: &str, since_1904: bool) -> Option<String> {
    let (days, ms) = days_and_ms(number)?;
    let mut out = match (since_1904, days) {
        (_, 0) if ms > 0 => String::new(),
        (false, 0) => "1900-01-00".to_owned(),
        (false, 60) => "1900-02-29".to_owned(),
        _ => {
            let first = match (since_1904, days) {
                (true, _) => NaiveDate::from_ymd_opt(1904, 1, 1)?,
                (false, ..60) => NaiveDate::from_ymd_opt(1899, 12, 31)?,
                (false, _) => NaiveDate::from_ymd_opt(1899, 12, 30)?,
            };
            let day = first.checked_add_days(Days::new(days))?;
            (day <= NaiveDate::from_ymd_opt(9999, 12, 31)?).then(|| day.to_string())?
        }
    };
    if ms > 0 {
        if !out.is_empty() {
            out.push(' ');
        }
        write_time(&mut out, ms / 3_600_000, ms);
    }
    Some(out)
}

/// `36:00:00`.
fn duration_text(number: &str) -> Option<String> {
    let (days, ms) = days_and_ms(number)?;
    let mut out = String::new();
    write_time(&mut out, days.checked_mul(24)?.checked_add(ms / 3_600_000)?, ms);
    Some(out)
}

/// Cells of one column that are merged, by their first and last row, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    pub column: u32,
    /// The row whose cell holds the value.
    pub first_row: u32,
    /// The last row it counts for.
    pub last_row: u32,
}

/// A sheet whose cells come one by one.
pub struct Rows<'a> {
    grid: Grid<'a>,
    shown: &'a Path,
    max_columns: u64,
    row: u32,
    cells: Vec<Cell>,
    /// Last rows of merged cells by their first cell.
    merges: HashMap<(u32, u32), u32>,
    /// Merged cells that reach below the row, by column.
    open: HashMap<u32, (u32, Cell)>,
    filled: Filled,
}

/// Cells that were given the value of the one they are merged with.
#[derive(Default)]
struct Filled {
    rows: usize,
    /// Rows of the sheet's beginning, where headers may be, and how many cells were filled there.
    early: Vec<(u64, u64)>,
    later: Option<(u64, u64)>,
}

impl Filled {
    fn add(&mut self, row: u64, cells: u64) {
        self.rows += 1;
        if cells == 0 {
        } else if self.rows <= HEAD_ROWS {
            self.early.push((row, cells));
        } else {
            self.later.get_or_insert((row, 0)).1 += cells;
        }
    }

    fn note(&self, first_data_row: u64) -> Option<Note> {
        let early = self.early.iter().filter(|(row, _)| *row >= first_data_row);
        let mut filled = early.chain(&self.later).copied().peekable();
        let (first_row, _) = *filled.peek()?;
        Some(Note::FilledDown {
            cells: filled.map(|(_, cells)| cells).sum(),
            first_row,
        })
    }
}

impl<'a> Rows<'a> {
    /// An empty sheet called `name` of the file told as `shown`.
    pub fn new(context: &'a Context<'a>, shown: &'a Path, name: Option<&str>, merges: &[Merge]) -> Self {
        let tall = merges.iter().filter(|merge| merge.last_row > merge.first_row);
        Self {
            grid: Grid::new(context, shown, name),
            shown,
            max_columns: context.limits.max_columns,
            row: 0,
            cells: Vec::new(),
            merges: tall.map(|m| ((m.first_row, m.column), m.last_row)).collect(),
            open: HashMap::new(),
            filled: Filled::default(),
        }
    }

    /// Adds the cell of a row and column, counted from 0. Rows ascend. The cell is taken; its room may hold another now.
    pub fn cell(&mut self, row: u32, column: u32, cell: &mut Cell) -> Result<(), IngestError> {
        if cell.text.is_empty() {
            return Ok(());
        }
        if row < self.row {
            return Err(IngestError::damaged(self.shown, say!("errors.damaged.row_disorder")));
        }
        if row > self.row {
            self.end_row()?;
            self.row = row;
        }
        if u64::from(column) >= self.max_columns {
            return Err(Limit::Columns(self.max_columns).passed_by(self.shown));
        }
        let index = column as usize;
        if index >= self.cells.len() {
            self.cells.resize_with(index + 1, Cell::default);
        }
        std::mem::swap(&mut self.cells[index], cell);
        if !self.merges.is_empty()
            && let Some(last) = self.merges.remove(&(row, column))
        {
            self.open.insert(column, (last, self.cells[index].clone()));
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), IngestError> {
        // A row without a cell of its own stays blank, or a merge down to the last row would make a million.
        if self.width() == 0 {
            return Ok(());
        }
        let filled = if self.open.is_empty() { 0 } else { self.fill_down() };
        let number = u64::from(self.row) + 1;
        self.filled.add(number, filled);
        let width = self.width();
        self.grid.row(number, &self.cells[..width])?;
        self.cells[..width].iter_mut().for_each(Cell::clear);
        Ok(())
    }

    fn width(&self) -> usize {
        self.cells
            .iter()
            .rposition(|cell| !cell.text.is_empty())
            .map_or(0, |last| last + 1)
    }

    fn fill_down(&mut self) -> u64 {
        let row = self.row;
        self.open.retain(|_, (last, _)| row <= *last);
        let mut filled = 0;
        for (column, (_, cell)) in &self.open {
            let index = *column as usize;
            if index >= self.cells.len() {
                self.cells.resize_with(index + 1, Cell::default);
            }
            if self.cells[index].text.is_empty() {
                self.cells[index].clone_from(cell);
                filled += 1;
            }
        }
        filled
    }

    /// The sheet; `None` if it has no cell with anything in it.
    pub fn finish(mut self) -> Result<Option<Sheet>, IngestError> {
        self.end_row()?;
        let Some(mut sheet) = self.grid.finish()? else {
            return Ok(None);
        };
        sheet.notes.extend(self.filled.note(sheet.first_row));
        Ok(Some(sheet))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(number: f64, counts: Counts, since_1904: bool) -> String {
        cell(number, counts, since_1904).text
    }

    fn cell(number: f64, counts: Counts, since_1904: bool) -> Cell {
        let format = match counts {
            Counts::Plain => "0",
            Counts::Days => "yyyy",
            Counts::Duration => "[h]",
        };
        let mut cell = Cell::default();
        put_number(&mut cell, number, &Format::by_code(format), since_1904);
        cell
    }

    #[test]
    fn numbers_have_their_shortest_text() {
        for (number, expected) in [
            (0.0, "0"),
            (-0.0, "0"),
            (3.0, "3"),
            (-12.5, "-12.5"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1_234.560_000_000_000_2, "1234.5600000000002"),
            (0.85, "0.85"),
            (1e-7, "0.0000001"),
            (123_456_789_012_345.0, "123456789012345"),
            (999_999_999_999_999.0, "999999999999999"),
            (1e15, "1000000000000000"),
            (9_007_199_254_740_991.0, "9007199254740991"),
            (860_082_365_294_899_263_102.0, "860082365294899200000"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "inf"),
        ] {
            assert_eq!(text(number, Counts::Plain, false), expected);
        }
    }

    #[test]
    fn days_are_dates_in_either_system() {
        for (number, since_1904, expected) in [
            (46_086.0, false, "2026-03-05"),
            (44_624.0, true, "2026-03-05"),
            (46_086.432_638_888_9, false, "2026-03-05 10:23:00"),
            (46_086.999_999_999, false, "2026-03-06"),
            (46_086.000_005_787, false, "2026-03-05 00:00:00.500"),
            (0.0, false, "1900-01-00"),
            (0.432_638_888_888_889, false, "10:23:00"),
            (0.5, true, "12:00:00"),
            (1.0, false, "1900-01-01"),
            (59.0, false, "1900-02-28"),
            (60.0, false, "1900-02-29"),
            (61.0, false, "1900-03-01"),
            (0.0, true, "1904-01-01"),
            (25_569.0, false, "1970-01-01"),
            (2_958_465.0, false, "9999-12-31"),
            (2_958_466.0, false, "2958466"),
            (-3.5, false, "-3.5"),
            (1e20, false, "100000000000000000000"),
        ] {
            assert_eq!(text(number, Counts::Days, since_1904), expected);
        }
        assert_eq!(text(1.5, Counts::Duration, false), "36:00:00");
        assert_eq!(text(0.25, Counts::Duration, true), "06:00:00");
    }

    #[test]
    fn what_a_text_does_not_say_stands_beside_it() {
        for (number, mark) in [
            (0.0, None),
            (12.0, None),
            (9_007_199_254_740_991.0, None),
            (9_007_199_254_740_992.0, Some(Mark::LostDigits)),
            (-1e300, Some(Mark::LostDigits)),
            (f64::INFINITY, Some(Mark::LostDigits)),
            (12.5, Some(Mark::NotWhole)),
            (-1.0, Some(Mark::Negative)),
            (f64::NAN, None),
        ] {
            assert_eq!(cell(number, Counts::Plain, false).beside.mark, mark, "{number}");
        }
        assert_eq!(cell(46_086.0, Counts::Days, false).beside.mark, Some(Mark::Date));
        assert_eq!(cell(-3.0, Counts::Days, false).beside.mark, Some(Mark::Negative));
        let mut padded = Cell::default();
        put_number(&mut padded, 1234.0, &Format::by_code("000000"), false);
        assert_eq!(
            (padded.text.as_str(), padded.beside.shown.as_deref()),
            ("1234", Some("001234"))
        );
    }

    proptest! {
        #[test]
        fn no_number_makes_it_panic(bits in any::<u64>(), near in -1e5_f64..3e6, since_1904 in any::<bool>()) {
            for number in [f64::from_bits(bits), near] {
                for counts in [Counts::Plain, Counts::Days, Counts::Duration] {
                    let _ = text(number, counts, since_1904);
                }
            }
        }

        /// What a person typed with 15 digits or fewer comes back as typed.
        #[test]
        fn what_was_typed_comes_back(digits in 1_u64..1_000_000_000_000_000, decimals in 0_usize..8) {
            let typed = format!("{:0>9}", digits.to_string());
            let (whole, fraction) = typed.split_at(typed.len() - decimals);
            let typed = format!("{}.{fraction}", whole.trim_start_matches('0'));
            let typed = typed.trim_end_matches('0').trim_end_matches('.');
            let typed = if typed.starts_with('.') { format!("0{typed}") } else { typed.to_owned() };
            prop_assert_eq!(text(typed.parse().unwrap(), Counts::Plain, false), typed);
        }
    }
}
