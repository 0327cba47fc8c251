//! Whom to contact on a day and why: the table `worklist`, from what was known at the end of the day before.
//!
//! Reports read it (what was planned, what comes tomorrow); the report `worklist` prints it, with the forms that people
//! fill in.

use chrono::NaiveDate;

use crate::diagnostic::Result;
use crate::period::View;
use crate::report::declare::scope::Scope;
use crate::store::{Cell, Params, Store};
use crate::tabular::{Column, Kind, Tabular};

/// Fills the table for the last day of `view`, as it was in the morning, and for the day after if that day is over.
pub fn prepare(store: &Store, view: View) -> Result<()> {
    store.run("queries/worklist/create.sql", &Params::none())?;
    let day = view.period.last_on();
    add(store, day, view.as_of)?;
    if let Some(next) = day.succ_opt().filter(|_| view.as_of >= day) {
        add(store, next, view.as_of)?;
    }
    Ok(())
}

/// The list of `day`, from facts up to the day before and never later than `as_of`.
fn add(store: &Store, day: NaiveDate, as_of: NaiveDate) -> Result<()> {
    let evening_before = day.pred_opt().unwrap_or(day);
    let params = Params::none().with("on", day).with("as_of", as_of.min(evening_before));
    store.run("queries/worklist/tasks.sql", &params)?;
    Ok(())
}

/// The list of `view`'s day for `scope` as data, in the order in which it is printed.
pub fn rows(store: &Store, view: View, scope: &Scope) -> Result<Tabular> {
    let params = scope.params().with("last_on", view.period.last_on());
    table("queries/worklist/rows.sql", store, &params)
}

/// The list of a due month as data, for the one scope it was made for.
pub fn due_list(store: &Store) -> Result<Tabular> {
    table("queries/worklist/due_list.sql", store, &Params::none())
}

fn table(file: &str, store: &Store, params: &Params) -> Result<Tabular> {
    let rows = store.rows(file, params)?;
    let kind = |index: usize| {
        rows.iter()
            .find_map(|row| kind_of(row.cells().get(index)?))
            .unwrap_or(Kind::Text)
    };
    let columns = rows.columns().iter().enumerate();
    Ok(Tabular {
        columns: columns
            .map(|(index, name)| Column::new(name.clone(), kind(index)))
            .collect(),
        rows: rows.iter().map(|row| row.cells().to_vec()).collect(),
    })
}

fn kind_of(cell: &Cell) -> Option<Kind> {
    Some(match cell {
        Cell::Null => return None,
        Cell::Boolean(_) => Kind::Boolean,
        Cell::Integer(_) => Kind::Integer,
        Cell::Decimal(_) => Kind::EXACT,
        Cell::Float(_) => Kind::Float,
        Cell::Date(_) => Kind::Date,
        Cell::Timestamp(_) => Kind::Timestamp,
        Cell::Text(_) => Kind::Text,
    })
}
