//! What is known of the rows a file brings stays where the file does not speak of it.
//!
//! Known are the rows of the store, those that wait included. A file that lacks columns leaves them as they are; a part of
//! a layout that is not the one to decide about its table does so for more, see [`Known`].

use serde::Serialize;

use super::headers::{Known, Mapping};
use super::joins::Joins;
use super::note::Note;
use crate::diagnostic::Result;
use crate::store::{Params, Statement, Store};

/// A column in which what is known may stay.
#[derive(Serialize)]
struct Stays<'c> {
    name: &'c str,
    /// Only where the file says nothing.
    own: bool,
}

/// Lets staged rows take over what is known of them. `empties` says that columns the file lacks are to be emptied.
pub fn keep_stored_values(store: &Store, mapping: &Mapping<'_>, empties: bool) -> Result<Option<Note>> {
    let is_narrow = mapping.known == Known::Replace;
    let by = if mapping.by.is_empty() {
        &mapping.table.key
    } else {
        &mapping.by
    };
    let stays = stays(mapping, by);
    if stays.is_empty() || (is_narrow && empties) {
        return Ok(None);
    }
    let context = minijinja::context! {
        table => minijinja::value::Serde(mapping.table),
        by,
        missing => stays.iter().map(|column| column.name.to_owned()).collect::<Vec<String>>(),
        stays => minijinja::value::Serde(&stays),
    };
    if let Some(joins) = Joins::of(store, mapping.table) {
        joins.define_said()?;
    }
    let rendered = |step: &str| {
        let template = store.library().get(&format!("queries/ingest/{step}"))?;
        Statement::render(template, context.clone())
    };
    if is_narrow {
        // Most often there is nothing to keep: no join then.
        let any = store.query(&rendered("known/any.sql.j2")?, &Params::none())?;
        if !any.is("found") {
            return Ok(None);
        }
    }
    if store.create(&rendered("known/rows.sql.j2")?, &Params::none())? == 0 {
        return Ok(None);
    }
    store.execute(&rendered("known/keep_stored_values.sql.j2")?, &Params::none())?;
    if !is_narrow {
        return Ok(None);
    }
    let counts = store.rows("queries/ingest/known/counts.sql", &Params::none())?;
    Ok(counts.first().map(|row| Note::ColumnsKept {
        columns: row.text("columns"),
        rows: row.count("rows"),
    }))
}

/// Says by `message` which staged rows still lack a required value that was not asked of the file itself.
pub fn missing_required(store: &Store, mapping: &Mapping<'_>, message: &str) -> Result<()> {
    if mapping.known == Known::Replace {
        return Ok(());
    }
    let template = store.library().get("queries/ingest/judge/missing_required.sql.j2")?;
    let context = minijinja::context! { table => minijinja::value::Serde(mapping.table) };
    store
        .execute(
            &Statement::render(template, context)?,
            &Params::none().with("message", message),
        )
        .map(drop)
}

fn stays<'c>(mapping: &Mapping<'c>, by: &[String]) -> Vec<Stays<'c>> {
    let columns = mapping.table.columns.iter().enumerate();
    let stays = columns.filter_map(|(index, column)| {
        let own = mapping.known == Known::Complete && mapping.own.get(index).copied().unwrap_or(false);
        let is_said = mapping.known == Known::Replace && mapping.columns[index].is_some();
        let name = &column.name;
        (!is_said && !by.contains(name)).then_some(Stays { name, own })
    });
    stays.collect()
}

/// The columns that a file lacks which decides about its table.
pub fn missing<'c>(mapping: &Mapping<'c>) -> Vec<&'c str> {
    if mapping.known != Known::Replace {
        return Vec::new();
    }
    stays(mapping, &mapping.table.key)
        .into_iter()
        .map(|column| column.name)
        .collect()
}
