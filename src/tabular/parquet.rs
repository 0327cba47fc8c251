//! Parquet, written by the engine's COPY from a scratch database.

use std::path::{Path, PathBuf};

use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

use super::error::TabularError;
use super::table::Tabular;
use crate::diagnostic::Result;
use crate::files;
use crate::library::Library;
use crate::store::{Params, Statement, Store};
use crate::workspace::StoreSettings;

/// The file's bytes; `folder` holds it for the moment it takes to write it.
pub fn parquet(table: &Tabular, library: &Library, settings: &StoreSettings, folder: &Path) -> Result<Vec<u8>> {
    #[derive(Serialize)]
    struct Definition<'t> {
        name: &'t str,
        sql_type: String,
    }
    let columns: Vec<Definition> = table
        .columns
        .iter()
        .map(|column| Definition {
            name: &column.name,
            sql_type: column.kind.sql_type(),
        })
        .collect();
    let store = Store::scratch(None, settings, &[folder.to_path_buf()], library)?;
    let create = Statement::render(
        library.get("queries/output/table.sql.j2")?,
        context! { columns => Serde(&columns) },
    )?;
    store.execute(&create, &Params::none())?;
    store.append("result", table.rows.iter().map(Vec::as_slice))?;
    let file = Passing(folder.join(format!(".duebook-{}.parquet", std::process::id())));
    files::remove(&file.0).map_err(|e| TabularError::unwritable(&file.0, &e))?;
    let copy = Statement::render(
        library.get("queries/output/parquet.sql.j2")?,
        context! { path => file.0.display().to_string() },
    )?;
    store.execute(&copy, &Params::none())?;
    std::fs::read(&file.0).map_err(|e| TabularError::unwritable(&file.0, &e).into())
}

/// A file that goes when it is no longer needed.
struct Passing(PathBuf);

impl Drop for Passing {
    fn drop(&mut self) {
        // Nothing depends on it any more; what cannot be removed is left.
        let _ = std::fs::remove_file(&self.0);
    }
}
