//! Whether a metric gives the same sums whenever it is asked, and counts each record once.
//!
//! It is run twice, the second time on rows in another order: `check` does so, as it takes as long as the numbers
//! themselves. Words that give something else each time are refused before ([`super::clock`]).

use super::catalog::Metric;
use super::error::CatalogError;
use super::run::Run;
use super::shape;
use crate::diagnostic::{Mistakes, Place, Result};
use crate::library::Source;
use crate::store::{Params, Row, Statement};

/// Columns by which a metric names the record a row is about.
const RECORD: [&str; 6] = ["item_key", "policy_key", "record", "record_id", "happened_on", "what"];

/// Refuses each of `metrics` that counts a record twice on a side, or sums something else when its rows come in another
/// order. The facts of the run are in another order afterwards.
pub fn check(run: &Run<'_>, metrics: &[&Metric]) -> Result<()> {
    let simple: Vec<&Metric> = metrics
        .iter()
        .copied()
        .filter(|metric| metric.composite.is_none())
        .collect();
    let mut mistakes = Mistakes::default();
    let mut first = Vec::new();
    for metric in &simple {
        mistakes.take(counts_once(run, &metric.file));
        first.push(mistakes.take(content(run, &metric.file)));
    }
    shuffle(run)?;
    for (metric, first) in simple.iter().zip(first) {
        let Some((first, again)) = first.zip(mistakes.take(content(run, &metric.file))) else {
            continue;
        };
        if first != again {
            let place = Box::new(Place::file(&metric.file.name));
            mistakes.take::<()>(Err(CatalogError::OtherSum { place }.into()));
        }
    }
    mistakes.into_result()
}

fn content(run: &Run<'_>, file: &Source) -> Result<String> {
    let template = run.store.library().get("queries/check/metric.sql.j2")?;
    let statement = Statement::render_around(template, minijinja::context! {}, file)?;
    let rows = run.store.query(&statement, &Params::none())?;
    let texts = |row: Row<'_>| {
        row.cells()
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" ")
    };
    Ok(rows.first().map(texts).unwrap_or_default())
}

fn counts_once(run: &Run<'_>, file: &Source) -> Result<()> {
    let columns = shape::column_names(run, file, &Params::none())?;
    let names: Vec<&str> = RECORD
        .into_iter()
        .filter(|name| columns.iter().any(|c| c == name))
        .collect();
    if names.is_empty() {
        return Ok(());
    }
    let template = run.store.library().get("queries/check/doubled.sql.j2")?;
    let statement = Statement::render_around(template, minijinja::context! { names => &names }, file)?;
    let rows = run.store.query(&statement, &Params::none())?;
    let Some(row) = rows.first() else {
        return Ok(());
    };
    let told = names.iter().filter(|name| !row.text(name).is_empty());
    let told: Vec<String> = told.map(|name| format!("{name} {}", row.text(name))).collect();
    Err(CatalogError::Doubled {
        record: told.join(", "),
        times: row.count("times"),
        place: Box::new(Place::file(&file.name)),
    }
    .into())
}

/// Puts the rows of each fact of the run in another order.
fn shuffle(run: &Run<'_>) -> Result<()> {
    let (store, library) = (run.store, run.store.library());
    for row in store.rows("queries/check/run_tables.sql", &Params::none())?.iter() {
        let context = minijinja::context! { name => row.text("table_name"), is_view => row.is("is_view") };
        for file in ["shuffle", "shuffled_drop", "shuffled_rename"] {
            let template = library.get(&format!("queries/check/{file}.sql.j2"))?;
            store.execute(&Statement::render(template, context.clone())?, &Params::none())?;
        }
    }
    Ok(())
}
