//! Rows of answers as types: a column that is not there, or holds another kind of value than it should, is an error that
//! names the query, never a zero.

use chrono::NaiveDate;

use super::error::LedgerError;
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::incentive::number::Number;
use crate::incentive::trace::{Entry, Node};
use crate::period::Period;
use crate::store::{Cell, Params, Row, Rows, Store};

/// What a row of an answer is.
pub(super) trait FromRow: Sized {
    /// Reads it column by column.
    fn from_row(row: Columns<'_>) -> Result<Self>;
}

/// A value of a column.
pub(super) trait FromCell: Sized {
    /// What it is, for messages.
    const WANTED: &'static str;

    /// The value, if the cell holds one.
    fn from_cell(cell: &Cell) -> Option<Self>;
}

/// A row, and the query it answers.
#[derive(Clone, Copy)]
pub(super) struct Columns<'r> {
    query: &'r str,
    row: Row<'r>,
}

impl<'r> Columns<'r> {
    pub(super) fn new(query: &'r str, row: Row<'r>) -> Self {
        Self { query, row }
    }

    pub(super) fn get<T: FromCell>(self, column: &str) -> Result<T> {
        let value = self.row.get(column).and_then(T::from_cell);
        Ok(value.ok_or_else(|| LedgerError::Column {
            query: self.query.to_owned(),
            column: column.to_owned(),
            wanted: T::WANTED,
        })?)
    }

    /// An amount without the zeros that its column adds.
    pub(super) fn amount(self, column: &str) -> Result<Decimal> {
        Ok(self.get::<Decimal>(column)?.normalize())
    }

    /// Two columns.
    pub(super) fn pair<A: FromCell, B: FromCell>(self, (a, b): (&str, &str)) -> Result<(A, B)> {
        Ok((self.get(a)?, self.get(b)?))
    }
}

/// The file of a query.
pub(super) fn file(name: &str) -> String {
    format!("queries/incentive/{name}.sql")
}

/// The answer as it is.
pub(super) fn raw(store: &Store, name: &str, params: &Params) -> Result<Rows> {
    store.rows(&file(name), params)
}

/// The answer as rows of a type.
pub(super) fn all<T: FromRow>(store: &Store, name: &str, params: &Params) -> Result<Vec<T>> {
    typed(name, &raw(store, name, params)?)
}

/// The first row of the answer.
pub(super) fn first<T: FromRow>(store: &Store, name: &str, params: &Params) -> Result<Option<T>> {
    Ok(all(store, name, params)?.into_iter().next())
}

/// One value of the answer's first row.
pub(super) fn value<T: FromCell>(store: &Store, name: &str, params: &Params, column: &str) -> Result<Option<T>> {
    let rows = raw(store, name, params)?;
    rows.first()
        .map(|row| Columns::new(&file(name), row).get(column))
        .transpose()
}

/// Rows of a type from an answer that is at hand.
pub(super) fn typed<T: FromRow>(name: &str, rows: &Rows) -> Result<Vec<T>> {
    let query = file(name);
    rows.iter().map(|row| T::from_row(Columns::new(&query, row))).collect()
}

/// Text; empty for no value.
impl FromCell for String {
    const WANTED: &'static str = "text";

    fn from_cell(cell: &Cell) -> Option<Self> {
        Some(cell.to_string())
    }
}

impl FromCell for i64 {
    const WANTED: &'static str = "a whole number";

    fn from_cell(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Integer(number) => Some(*number),
            _ => None,
        }
    }
}

impl FromCell for Decimal {
    const WANTED: &'static str = "an exact number";

    fn from_cell(cell: &Cell) -> Option<Self> {
        cell.decimal()
    }
}

impl FromCell for Number {
    const WANTED: &'static str = Decimal::WANTED;

    fn from_cell(cell: &Cell) -> Option<Self> {
        cell.decimal().map(Self::from)
    }
}

impl FromCell for bool {
    const WANTED: &'static str = "true or false";

    fn from_cell(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Boolean(is_true) => Some(*is_true),
            _ => None,
        }
    }
}

impl FromCell for NaiveDate {
    const WANTED: &'static str = "a day";

    fn from_cell(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Date(day) => Some(*day),
            Cell::Timestamp(time) => Some(time.date()),
            _ => None,
        }
    }
}

impl FromCell for Period {
    const WANTED: &'static str = "a period";

    fn from_cell(cell: &Cell) -> Option<Self> {
        cell.to_string().parse().ok()
    }
}

impl FromCell for Node {
    const WANTED: &'static str = String::WANTED;

    fn from_cell(cell: &Cell) -> Option<Self> {
        Some(Self::parse(&cell.to_string()))
    }
}

impl FromCell for Entry {
    const WANTED: &'static str = String::WANTED;

    fn from_cell(cell: &Cell) -> Option<Self> {
        Some(Self::parse(&cell.to_string()))
    }
}

/// What may be missing.
impl<T: FromCell> FromCell for Option<T> {
    const WANTED: &'static str = T::WANTED;

    fn from_cell(cell: &Cell) -> Option<Self> {
        if cell.is_null() {
            return Some(None);
        }
        T::from_cell(cell).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sum(Decimal);

    impl FromRow for Sum {
        fn from_row(row: Columns<'_>) -> Result<Self> {
            Ok(Self(row.amount("amount")?))
        }
    }

    #[test]
    fn a_column_that_is_not_there_is_an_error_and_no_zero() {
        let mut rows = Rows::new(vec!["amount".to_owned()]);
        rows.push(vec![Cell::Decimal("1.50".parse().unwrap())]);
        let sums: Vec<Sum> = typed("runs/lines", &rows).unwrap();
        assert_eq!(sums[0].0.to_string(), "1.5");
        for (column, cell) in [
            ("amonut", Cell::Integer(1)),
            ("amount", Cell::Null),
            ("amount", Cell::Text("1".into())),
        ] {
            let mut rows = Rows::new(vec![column.to_owned()]);
            rows.push(vec![cell]);
            let error = typed::<Sum>("runs/lines", &rows).map(|_| ()).unwrap_err().to_string();
            let told = "`queries/incentive/runs/lines.sql` gives no `amount` that is an exact number";
            assert!(error.contains(told), "{error}");
        }
    }
}
