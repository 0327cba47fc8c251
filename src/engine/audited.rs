//! Audits of a lake: what is wrong with its rows, found there and brought here.

use super::audits;
use super::data::Data;
use super::job::Question;
use super::results::Results;
use super::spark::Spark;
use crate::diagnostic::Result;
use crate::library::Source;
use crate::period::View;
use crate::store::Rows;

/// What came of audits.
pub struct Audited {
    /// The number of rows found and the first of them, in the order asked; `None` of one that a lake cannot answer.
    pub found: Vec<Option<(i64, Rows)>>,
}

impl Spark<'_> {
    /// Runs the audits `asked` for on the rows of the lake and the facts of a period.
    pub fn audit(&self, view: View, asked: &[&Source]) -> Result<Audited> {
        let library = &self.workspace.library;
        let data = Data::new(library, &self.workspace.settings.engine.tables)?;
        let there: Vec<&Source> = asked
            .iter()
            .copied()
            .filter(|audit| audits::is_there(library, &data, audit))
            .collect();
        let question = Question {
            views: &[view],
            audits: &there,
            ..Question::default()
        };
        self.with_results(question, |results| {
            let found = asked.iter().map(|audit| {
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
    let counts = results.rows(audits::COUNTS)?;
    let own = counts.iter().find(|row| row.str("audit") == audit.stem());
    let count = own.and_then(|row| row.integer("bad_rows")).unwrap_or_default();
    Ok((count, results.audit_rows(&audits::part(audit.stem()))?))
}
