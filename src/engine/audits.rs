//! The statements of audits in a job: each finds what is wrong in the rows of the lake; how many rows that is and the first of
//! them are its results.

use std::collections::BTreeSet;

use super::data::Data;
use super::dialect::Translated;
use crate::diagnostic::Result;
use crate::library::{Library, Source};
use crate::store::{Params, Statement};

/// The tables of the store that have nothing to do with data.
const OF_STORE: &str = "queries/schema/engine";
/// What audits of sums read: there are none here.
const OF_SUMS: [&str; 2] = ["run_values", "run_entities"];
/// The result with the numbers of rows.
pub(super) const COUNTS: &str = "audits";

/// True if a lake can answer an audit: what it reads is data, all of which the lake gives.
pub(super) fn is_there(library: &Library, data: &Data<'_>, audit: &Source) -> bool {
    let words: BTreeSet<&str> = audit.words();
    let mut of_store = library.list(OF_STORE, ".sql").map(Source::stem);
    let is_of_store = of_store.any(|table| words.contains(table));
    let is_of_sums = OF_SUMS.iter().any(|table| words.contains(table));
    !is_of_store && !is_of_sums && data.gives_all(&words)
}

/// The name of the result with the rows of an audit.
pub(super) fn part(id: &str) -> String {
    format!("audit_{id}")
}

/// What puts the rows that an audit finds into a table of their own.
pub(super) fn step(library: &Library, audit: &Source) -> Result<Translated> {
    let template = library.get("queries/engine/audit.sql.j2")?;
    let context = minijinja::context! { id => audit.stem().to_owned() };
    Translated::of(Statement::render_around(template, context, audit)?, &Params::none())
}

/// The results of audits, each with its name.
pub(super) fn results(library: &Library, audits: &[&Source]) -> Result<Vec<(String, Statement)>> {
    if audits.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<String> = audits.iter().map(|audit| audit.stem().to_owned()).collect();
    let counts = library.get("queries/engine/audits.sql.j2")?;
    let counts = Statement::render(counts, minijinja::context! { audits => ids.clone() })?;
    let mut all = vec![(COUNTS.to_owned(), counts)];
    for id in ids {
        let rows = library.get("queries/engine/audit_rows.sql.j2")?;
        all.push((part(&id), Statement::render(rows, minijinja::context! { id })?));
    }
    Ok(all)
}
