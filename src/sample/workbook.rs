//! Rows as a workbook: texts and identifiers as texts, days and times as real dates, numbers as numbers.
//!
//! Written row by row, so that memory does not grow with the table. The creation time is the book's last day and
//! nothing else depends on the clock: the same rows give the same bytes.

use std::path::Path;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{ColNum, DocProperties, Format, FormatAlign, RowNum, Workbook, Worksheet, XlsxError};

use crate::contract::Kind;
use crate::store::Cell;

/// Rows a table may have; a sheet holds 48,576 more, for what is around and between them.
pub(super) const MOST_ROWS: u64 = 1_000_000;

/// A workbook being written, sheet by sheet and row by row.
pub(super) struct Book {
    inner: Workbook,
    sheet: usize,
    looks: Looks,
}

struct Looks {
    head: Format,
    text: Format,
    money: Format,
    day: Format,
    time: Format,
}

impl Book {
    /// An empty workbook made on `day`, with temporary files in `folder`.
    pub fn new(day: NaiveDate, folder: &Path) -> Result<Self, XlsxError> {
        let mut inner = Workbook::new();
        inner.set_tempdir(folder)?;
        inner.set_properties(&DocProperties::new().set_creation_datetime(&day));
        let code = |code: &str| Format::new().set_num_format(code);
        Ok(Self {
            inner,
            sheet: 0,
            looks: Looks {
                head: code("@").set_bold().set_align(FormatAlign::Center),
                text: code("@"),
                money: code("0.00"),
                day: code("yyyy-mm-dd"),
                time: code("yyyy-mm-dd hh:mm:ss"),
            },
        })
    }

    /// Begins the sheet `name`; the rows that follow go into it.
    pub fn begin_sheet(&mut self, name: &str) -> Result<(), XlsxError> {
        self.inner.add_worksheet_with_constant_memory()?.set_name(name)?;
        self.sheet = self.inner.worksheets().len() - 1;
        Ok(())
    }

    /// Keeps the first `rows` rows in view.
    pub fn freeze(&mut self, rows: RowNum) -> Result<(), XlsxError> {
        self.current()?.0.set_freeze_panes(rows, 0).map(|_| ())
    }

    /// Widens the columns for values of `kinds`.
    pub fn widen(&mut self, kinds: impl Iterator<Item = Kind>) -> Result<(), XlsxError> {
        let (sheet, _) = self.current()?;
        for (column, kind) in (0..).zip(kinds) {
            let width = match kind {
                Kind::Text | Kind::Timestamp => 20,
                Kind::Date | Kind::Money | Kind::Word | Kind::Period => 12,
                Kind::Decimal | Kind::Integer | Kind::Boolean => 10,
            };
            sheet.set_column_width(column, width)?;
        }
        Ok(())
    }

    /// A heading in row `row` (from 0).
    pub fn head(&mut self, row: RowNum, column: ColNum, text: &str) -> Result<(), XlsxError> {
        let (sheet, looks) = self.current()?;
        sheet
            .write_string_with_format(row, column, text, &looks.head)
            .map(|_| ())
    }

    /// A heading over several cells.
    pub fn head_over(&mut self, from: (RowNum, ColNum), to: (RowNum, ColNum), text: &str) -> Result<(), XlsxError> {
        if from == to {
            return self.head(from.0, from.1, text);
        }
        let (sheet, looks) = self.current()?;
        sheet
            .merge_range(from.0, from.1, to.0, to.1, text, &looks.head)
            .map(|_| ())
    }

    /// A value of a column of `kind` in row `row` (from 0). Texts stay texts, whatever they look like.
    pub fn cell(&mut self, row: RowNum, column: ColNum, cell: &Cell, kind: Kind) -> Result<(), XlsxError> {
        let (sheet, looks) = self.current()?;
        match cell {
            Cell::Null => Ok(()),
            Cell::Boolean(value) => sheet.write_boolean(row, column, *value).map(|_| ()),
            Cell::Date(day) => {
                let at = serial(day.and_time(NaiveTime::MIN));
                sheet.write_number_with_format(row, column, at, &looks.day).map(|_| ())
            }
            Cell::Timestamp(at) => sheet
                .write_number_with_format(row, column, serial(*at), &looks.time)
                .map(|_| ()),
            Cell::Integer(_) | Cell::Decimal(_) | Cell::Float(_) => {
                let number = number(cell);
                match kind {
                    Kind::Money => sheet.write_number_with_format(row, column, number, &looks.money),
                    _ => sheet.write_number(row, column, number),
                }
                .map(|_| ())
            }
            Cell::Text(text) => match kind {
                Kind::Text | Kind::Period => sheet.write_string_with_format(row, column, text, &looks.text),
                _ => sheet.write_string(row, column, text),
            }
            .map(|_| ()),
        }
    }

    /// Writes the file.
    pub fn save(mut self, path: &Path) -> Result<(), XlsxError> {
        self.inner.save(path)
    }

    fn current(&mut self) -> Result<(&mut Worksheet, &Looks), XlsxError> {
        Ok((self.inner.worksheet_from_index(self.sheet)?, &self.looks))
    }
}

/// The number as a workbook stores it: binary, which keeps the 15 digits a sum of money has at most.
fn number(cell: &Cell) -> f64 {
    match cell {
        Cell::Float(number) => *number,
        _ => cell.decimal().and_then(|number| number.to_f64()).unwrap_or(0.0),
    }
}

/// Days since 1899-12-30 and the part of the day, as workbooks store dates.
fn serial(at: NaiveDateTime) -> f64 {
    let first = NaiveDate::from_ymd_opt(1899, 12, 30).expect("the day is in the calendar");
    let passed = at - first.and_time(NaiveTime::MIN);
    let (days, rest) = (passed.num_days(), passed.num_milliseconds() % 86_400_000);
    let whole = |number: i64| f64::from(i32::try_from(number).unwrap_or(0));
    whole(days) + whole(rest) / 86_400_000.0
}
