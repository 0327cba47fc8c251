//! The store: every block of it, and whether the rows are there that the list of its files speaks of.

use super::{Desk, Looked, sentences};
use crate::contract::Contract;
use crate::diagnostic::Result;
use crate::message::{Grouped, Message, say};
use crate::store::{Params, Statement, Store};
use crate::workspace::Workspace;

/// Reads all tables from their first block to the last.
pub(super) fn blocks(desk: &Desk<'_>) -> Option<Looked> {
    let store = desk.store?;
    let (mut tables, mut rows, mut wrong) = (0, 0, Vec::new());
    match names(store) {
        Err(error) => wrong = sentences(&error),
        Ok(names) => {
            for (schema, table) in names {
                match read(store, &schema, &table) {
                    Ok(count) => rows += count,
                    Err(error) => wrong.extend(sentences(&error).into_iter().map(|why| {
                        let table = format!("{schema}.{table}");
                        say!("commands.verify.unreadable", table, why)
                    })),
                }
                tables += 1;
            }
        }
    }
    let at = say!("commands.verify.blocks", tables = Grouped(tables), rows = Grouped(rows));
    Some(Looked { at, wrong })
}

fn names(store: &Store) -> Result<Vec<(String, String)>> {
    let rows = store.rows("queries/schema/tables.sql", &Params::none())?;
    let names = rows.iter().map(|row| (row.text("schema_name"), row.text("table_name")));
    Ok(names.collect())
}

fn read(store: &Store, schema: &str, table: &str) -> Result<u64> {
    let template = store.library().get("queries/verify/read.sql.j2")?;
    let statement = Statement::render(template, minijinja::context! { schema, table })?;
    Ok(store.query(&statement, &Params::none())?.count("rows"))
}

/// Rows that files brought and that are not there: of a table that was emptied, or is gone and was made anew.
pub(super) fn rows(desk: &Desk<'_>) -> Option<Looked> {
    let store = desk.store?;
    let (files, wrong) = match lost(desk.workspace, store) {
        Ok(found) => found,
        Err(error) => (0, sentences(&error)),
    };
    let at = say!("commands.verify.rows", files = Grouped(files));
    Some(Looked { at, wrong })
}

fn lost(workspace: &Workspace, store: &Store) -> Result<(u64, Vec<Message>)> {
    let template = store.library().get("queries/verify/rows_lost.sql.j2")?;
    let mut wrong = Vec::new();
    for table in Contract::load(&workspace.library)?.tables() {
        let name = &table.name;
        let statement = Statement::render(template, minijinja::context! { table => name })?;
        for row in store.query(&statement, &Params::none())?.iter() {
            let (path, kept, found) = (row.text("path"), row.count("kept"), row.count("found"));
            let (kept, found) = (Grouped(kept), Grouped(found));
            wrong.push(say!("commands.verify.lost", path, table = name, kept, found));
        }
    }
    let files = store.rows("queries/ingest/files/all.sql", &Params::none())?.len() as u64;
    Ok((files, wrong))
}
