//! Values as they come out of the database: exact, and of few kinds.

use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use duckdb::ToSql;
use duckdb::types::{TimeUnit, ToSqlOutput, Value, ValueRef};

use crate::decimal::Decimal;

/// One value of a result.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    #[default]
    Null,
    /// True or false.
    Boolean(bool),
    Integer(i64),
    /// An exact number: DECIMAL and whole numbers wider than 64 bits.
    Decimal(Decimal),
    /// A binary number: only statistics, never money or rates.
    Float(f64),
    Date(NaiveDate),
    Timestamp(NaiveDateTime),
    /// Text.
    Text(String),
}

/// A count as the engine stores whole numbers; nobody counts further.
pub fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl Cell {
    /// The engine's value; `None` if a number has more digits than a decimal holds.
    pub(super) fn from_value(value: Value) -> Option<Self> {
        Some(match value {
            Value::Null => Self::Null,
            Value::Boolean(b) => Self::Boolean(b),
            Value::TinyInt(i) => Self::Integer(i.into()),
            Value::SmallInt(i) => Self::Integer(i.into()),
            Value::Int(i) => Self::Integer(i.into()),
            Value::BigInt(i) => Self::Integer(i),
            Value::UTinyInt(i) => Self::Integer(i.into()),
            Value::USmallInt(i) => Self::Integer(i.into()),
            Value::UInt(i) => Self::Integer(i.into()),
            Value::UBigInt(i) => i64::try_from(i).map_or_else(|_| Self::Decimal(i.into()), Self::Integer),
            Value::HugeInt(i) => match i64::try_from(i) {
                Ok(small) => Self::Integer(small),
                Err(_) => Self::Decimal(Decimal::try_from_i128_with_scale(i, 0).ok()?),
            },
            Value::Decimal(d) => Self::Decimal(Decimal::try_from_i128_with_scale(d.value(), d.scale().into()).ok()?),
            Value::Float(f) => Self::Float(f.into()),
            Value::Double(f) => Self::Float(f),
            Value::Date32(days) => NaiveDate::from_epoch_days(days).map_or(Self::Null, Self::Date),
            Value::Timestamp(unit, amount) => timestamp(unit, amount).map_or(Self::Null, Self::Timestamp),
            Value::Text(text) | Value::Enum(text) => Self::Text(text),
            other => Self::Text(format!("{other:?}")),
        })
    }

    /// The number, if it is an exact one.
    pub fn decimal(&self) -> Option<Decimal> {
        match self {
            Self::Integer(i) => Some((*i).into()),
            Self::Decimal(d) => Some(*d),
            _ => None,
        }
    }

    /// True for no value.
    pub fn is_null(&self) -> bool {
        *self == Self::Null
    }
}

impl ToSql for Cell {
    fn to_sql(&self) -> duckdb::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Owned(match self {
            Self::Null => Value::Null,
            Self::Boolean(b) => Value::Boolean(*b),
            Self::Integer(i) => Value::BigInt(*i),
            Self::Decimal(d) => exact(*d),
            Self::Float(f) => Value::Double(*f),
            Self::Date(day) => Value::Date32(day.to_epoch_days()),
            Self::Timestamp(t) => Value::Timestamp(TimeUnit::Microsecond, t.and_utc().timestamp_micros()),
            Self::Text(text) => return Ok(ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes()))),
        }))
    }
}

/// An exact number, which the engine casts to the type of its column. Whole ones go as such and the others as they are: as
/// text each would be read digit by digit, which is most of the time of a table of figures.
fn exact(number: Decimal) -> Value {
    let scale = u8::try_from(number.scale()).unwrap_or(u8::MAX);
    match (scale, i64::try_from(number.mantissa())) {
        (0, Ok(whole)) => Value::BigInt(whole),
        _ => duckdb::types::Decimal::new(duckdb::types::Decimal::MAX_WIDTH, scale, number.mantissa())
            .map_or_else(|_| Value::Text(number.to_string()), Value::Decimal),
    }
}

impl fmt::Display for Cell {
    /// As data is written: empty for no value, ISO dates, plain digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Boolean(b) => write!(f, "{b}"),
            Self::Integer(i) => write!(f, "{i}"),
            Self::Decimal(d) => write!(f, "{d}"),
            Self::Float(x) => write!(f, "{x}"),
            Self::Date(d) => write!(f, "{d}"),
            Self::Timestamp(t) => write!(f, "{}", t.format("%Y-%m-%d %H:%M:%S")),
            Self::Text(t) => f.write_str(t),
        }
    }
}

fn timestamp(unit: TimeUnit, amount: i64) -> Option<NaiveDateTime> {
    DateTime::from_timestamp_micros(unit.to_micros(amount)).map(|t| t.naive_utc())
}

/// A result: column names and rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

impl Rows {
    /// No rows yet.
    pub fn new(columns: Vec<String>) -> Self {
        Self {
            columns,
            rows: Vec::new(),
        }
    }

    /// Adds a row, a cell per column.
    pub(crate) fn push(&mut self, row: Vec<Cell>) {
        self.rows.push(row);
    }

    /// The first `most` rows.
    pub fn at_most(mut self, most: usize) -> Self {
        self.rows.truncate(most);
        self
    }

    /// The names, in order.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True without rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The cells of the rows in order.
    pub(crate) fn into_cells(self) -> impl Iterator<Item = Vec<Cell>> {
        self.rows.into_iter()
    }

    /// The first row.
    pub fn first(&self) -> Option<Row<'_>> {
        self.iter().next()
    }

    /// The count in `column` of an answer of one row; 0 if there is none.
    pub fn count(&self, column: &str) -> u64 {
        self.first().map_or(0, |row| row.count(column))
    }

    /// True if an answer of one row says so in `column`.
    pub fn is(&self, column: &str) -> bool {
        self.first().is_some_and(|row| row.is(column))
    }

    /// The rows in order.
    pub fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row {
            columns: &self.columns,
            cells,
        })
    }
}

/// One row of a result.
#[derive(Clone, Copy, Debug)]
pub struct Row<'r> {
    columns: &'r [String],
    cells: &'r [Cell],
}

impl<'r> Row<'r> {
    pub(super) fn new(columns: &'r [String], cells: &'r [Cell]) -> Self {
        Self { columns, cells }
    }

    /// The cells in column order.
    pub fn cells(self) -> &'r [Cell] {
        self.cells
    }

    /// The value of `column`; `None` if there is no such column.
    pub fn get(self, column: &str) -> Option<&'r Cell> {
        self.columns
            .iter()
            .position(|c| c == column)
            .map(|index| &self.cells[index])
    }

    /// The exact number in `column`.
    pub fn decimal(self, column: &str) -> Option<Decimal> {
        self.get(column).and_then(Cell::decimal)
    }

    /// The whole number in `column`.
    pub fn integer(self, column: &str) -> Option<i64> {
        match self.get(column) {
            Some(Cell::Integer(i)) => Some(*i),
            _ => None,
        }
    }

    /// The whole number in `column` that counts something; 0 if there is none.
    pub fn count(self, column: &str) -> u64 {
        self.integer(column).unwrap_or(0).unsigned_abs()
    }

    /// True if `column` is true.
    pub fn is(self, column: &str) -> bool {
        self.get(column) == Some(&Cell::Boolean(true))
    }

    /// The text in `column` as it stands there; empty for anything else.
    pub fn str(self, column: &str) -> &'r str {
        match self.get(column) {
            Some(Cell::Text(text)) => text,
            _ => "",
        }
    }

    /// The text in `column`; empty for no value.
    pub fn text(self, column: &str) -> String {
        self.get(column).map(ToString::to_string).unwrap_or_default()
    }

    /// The day in `column`.
    pub fn date(self, column: &str) -> Option<NaiveDate> {
        match self.get(column) {
            Some(Cell::Date(d)) => Some(*d),
            Some(Cell::Timestamp(t)) => Some(t.date()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_numbers_are_appended_exactly() {
        let connection = duckdb::Connection::open_in_memory().unwrap();
        connection
            .execute_batch("CREATE TABLE numbers (wide DECIMAL(38, 6), money DECIMAL(18, 2), told VARCHAR)")
            .unwrap();
        let given = [
            "0",
            "-1",
            "9223372036854775808",
            "0.000001",
            "-12345678901234567890.123456",
            "0.10",
        ];
        let mut appender = connection.appender("numbers").unwrap();
        for text in given {
            let number: Decimal = text.parse().unwrap();
            let money = if number.mantissa().abs() < 1_000 {
                Cell::Decimal(number)
            } else {
                Cell::Null
            };
            let row = [Cell::Decimal(number), money, Cell::Text(text.to_owned())];
            appender.append_row(duckdb::appender_params_from_iter(&row)).unwrap();
        }
        appender.flush().unwrap();
        // More than its column holds is refused, not cut.
        let mut appender = connection.appender("numbers").unwrap();
        let long = [
            Cell::Decimal("12345678901234567.12".parse().unwrap()),
            Cell::Decimal("12345678901234567.12".parse().unwrap()),
            Cell::Null,
        ];
        assert!(appender.append_row(duckdb::appender_params_from_iter(&long)).is_err());
        let mut statement = connection
            .prepare("SELECT CAST(wide AS VARCHAR), CAST(money AS VARCHAR), told FROM numbers")
            .unwrap();
        let rows = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .unwrap();
        let found: Vec<(String, Option<String>, String)> = rows.map(Result::unwrap).collect();
        let text =
            |wide: &str, money: Option<&str>, told: &str| (wide.to_owned(), money.map(str::to_owned), told.to_owned());
        assert_eq!(
            found,
            [
                text("0.000000", Some("0.00"), "0"),
                text("-1.000000", Some("-1.00"), "-1"),
                text("9223372036854775808.000000", None, "9223372036854775808"),
                text("0.000001", Some("0.00"), "0.000001"),
                text("-12345678901234567890.123456", None, "-12345678901234567890.123456"),
                text("0.100000", Some("0.10"), "0.10"),
            ]
        );
    }
}
