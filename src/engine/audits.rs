//! Audits on the rows of a lake: each finds there what is wrong; how many rows that is and the first of them come back.

use std::collections::BTreeSet;

use super::data::Data;
use super::dialect::Translated;
use super::job::Question;
use super::results::Results;
use super::spark::Spark;
use crate::diagnostic::Result;
use crate::library::{Library, Source};
use crate::period::View;
use crate::store::{Params, Rows, Statement};

/// The tables of the store that have nothing to do with data.
const OF_STORE: &str = "queries/schema/engine";
/// What audits of sums read: there are none here.
const OF_SUMS: [&str; 2] = ["run_values", "run_entities"];
/// The result with the numbers of rows.
pub(super) const COUNTS: &str = "audits";

/// What came of audits.
pub struct Audited {
    /// The number of rows found and the first of them, in the order of the audits; `None` of one that a lake cannot answer.
    pub found: Vec<Option<(i64, Rows)>>,
}

impl Spark<'_> {
    /// Runs `audits` on the rows of the lake and the facts of a period.
    pub fn audit(&self, view: View, audits: &[&Source]) -> Result<Audited> {
        let library = &self.workspace.library;
        let data = Data::new(library, &self.workspace.settings.engine.tables)?;
        let there: Vec<&Source> = audits
            .iter()
            .copied()
            .filter(|audit| is_there(library, &data, audit))
            .collect();
        let question = Question {
            views: &[view],
            audits: &there,
            ..Question::default()
        };
        self.with_results(question, |results| {
            let found = audits.iter().map(|audit| {
                let is_there = there.iter().any(|own| own.name == audit.name);
                is_there.then(|| found(results, audit)).transpose()
            });
            Ok(Audited {
                found: found.collect::<Result<_>>()?,
            })
        })
    }
}

fn found(results: &Results, audit: &Source) -> Result<(i64, Rows)> {
    let counts = results.rows(COUNTS)?;
    let own = counts.iter().find(|row| row.str("audit") == audit.stem());
    let count = own.and_then(|row| row.integer("bad_rows")).unwrap_or_default();
    Ok((count, results.audit_rows(&part(audit.stem()))?))
}

/// True if a lake can answer an audit: what it reads is data, all of which the lake gives.
fn is_there(library: &Library, data: &Data<'_>, audit: &Source) -> bool {
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
