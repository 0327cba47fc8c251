//! The rows of a generated table in its total order, some thousands at a time, for writers that are not the database.

use crate::contract::{Contract, Table};
use crate::diagnostic::Result;
use crate::library::{Library, Source};
use crate::store::{Cell, Params, Statement, Store, signed};

/// The files of the contract's tables; what they are made of stands in `queries/sample/model`.
pub(super) const TABLES: &str = "queries/sample/tables";

/// Rows in memory at a time.
const STRETCH: u64 = 50_000;

/// The tables and columns the sample has: those with a file, without what it says in its header that it leaves out.
pub(super) fn contract(library: &Library) -> Result<Contract> {
    let file = |table: &Table| library.if_any(&format!("{TABLES}/{}.sql", table.name));
    let is_left_out = |table: &Table, name: &str| {
        let header = file(table).map(Source::header);
        header.is_some_and(|header| header.list("leaves_out").contains(&name))
    };
    let all = Contract::load(library)?.of_ids();
    Ok(all.only(
        |table| file(table).is_some(),
        |table, column| !is_left_out(table, &column.name),
    ))
}

/// The total order the table's SQL file declares: `-- order: due_on, due_id`; by default the key's.
pub(super) fn order(library: &Library, table: &Table) -> String {
    let file = library.if_any(&format!("{TABLES}/{}.sql", table.name));
    let declared = file.and_then(|file| file.header().get("order").map(str::to_owned));
    declared.unwrap_or_else(|| table.key.join(", "))
}

/// How many rows the table has.
pub(super) fn count(store: &Store, table: &Table) -> Result<u64> {
    let context = minijinja::context! { table => table.name.clone() };
    let statement = Statement::render(store.library().get("queries/sample/count.sql.j2")?, context)?;
    let rows = store.query(&statement, &Params::none())?;
    let count = rows.first().and_then(|row| row.integer("rows")).unwrap_or(0);
    Ok(count.unsigned_abs())
}

/// Numbers the rows of the table in its order, for [`for_each`]; how many they are.
pub(super) fn number(store: &Store, table: &Table) -> Result<u64> {
    let context = minijinja::context! {
        table => minijinja::value::Serde(table),
        order => order(store.library(), table),
    };
    let statement = Statement::render(store.library().get("queries/sample/numbered.sql.j2")?, context)?;
    Ok(store.create(&statement, &Params::none())? as u64)
}

/// Calls `work` with the cells of each row of `statement`, which gives those from number `$from` up to `$to`.
pub(super) fn for_each(
    store: &Store,
    statement: &Statement,
    numbers: std::ops::Range<u64>,
    mut work: impl FnMut(&[Cell]) -> Result<()>,
) -> Result<()> {
    let mut from = numbers.start;
    while from < numbers.end {
        let to = numbers.end.min(from + STRETCH);
        let params = Params::none().with("from", signed(from)).with("to", signed(to));
        for row in store.query(statement, &params)?.iter() {
            work(row.cells())?;
        }
        from = to;
    }
    Ok(())
}
