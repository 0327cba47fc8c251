//! Parquet, written by the engine's COPY from a scratch database.

use std::path::Path;

use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

use super::out::{FEW_ROWS, Out, Passing};
use super::table::Table;
use crate::diagnostic::Result;
use crate::library::Library;
use crate::store::{Cell, Params, Statement, Store};
use crate::workspace::StoreSettings;

/// Writes the table as one file; `folder` holds it, and a large table, for the moment it takes.
pub fn write_parquet(
    table: &dyn Table,
    (library, settings): (&Library, &StoreSettings),
    folder: &Path,
    out: &mut Out<'_>,
) -> Result<()> {
    #[derive(Serialize)]
    struct Definition<'t> {
        name: &'t str,
        sql_type: String,
    }
    let columns: Vec<Definition> = table
        .columns()
        .iter()
        .map(|column| Definition {
            name: &column.name,
            sql_type: column.kind.sql_type(),
        })
        .collect();
    let kept = (table.count() > FEW_ROWS)
        .then(|| Passing::new(folder, "duckdb"))
        .transpose()?;
    let at = kept.as_ref().map(|file| file.0.as_path());
    let store = Store::scratch(at, settings, &[folder.to_path_buf()], library)?;
    let create = Statement::render(
        library.get("queries/output/table.sql.j2")?,
        context! { columns => Serde(&columns) },
    )?;
    store.execute(&create, &Params::none())?;
    append(&store, table)?;
    let file = Passing::new(folder, "parquet")?;
    let copy = Statement::render(
        library.get("queries/output/parquet.sql.j2")?,
        context! { path => file.0.display().to_string() },
    )?;
    store.execute(&copy, &Params::none())?;
    out.put_file(&file.0)
}

/// Row by row would be slow, all at once large.
fn append(store: &Store, table: &dyn Table) -> Result<()> {
    const AT_ONCE: usize = 10_000;
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    table.each(u64::MAX, &mut |row| {
        rows.push(row.to_vec());
        if rows.len() < AT_ONCE {
            return Ok(());
        }
        store.append("result", rows.iter().map(Vec::as_slice))?;
        rows.clear();
        Ok(())
    })?;
    store.append("result", rows.iter().map(Vec::as_slice))
}
