//! The rows behind the figures of the month: of each metric those that count, and those left out with the reason.

use std::collections::BTreeSet;

use super::board::Board;
use super::shown::Shown;
use crate::diagnostic::Result;
use crate::metrics::{Catalog, Explanation, Metric, Run};
use crate::store::{Params, Store};

/// Fills the table of rows; the metrics of which it has them. One with more than `most` rows is left out: the command line has
/// them.
pub(super) fn add<'c>(
    store: &Store,
    run: &Run<'_>,
    (catalog, board): (&'c Catalog, &Board),
    shown: &Shown,
    most: u64,
) -> Result<BTreeSet<&'c str>> {
    store.run("queries/publish/evidence/create.sql", &Params::none())?;
    let mut done = BTreeSet::new();
    for metric in simple(catalog, board)? {
        // What its rows are of lies in the store until the next one is explained.
        let _explained = Explanation::new(run, catalog, metric)?;
        let found = store.rows("queries/publish/evidence/count.sql", &Params::none())?;
        if found.count("found") > most {
            continue;
        }
        let params = Params::none().with("period", &shown.month().period.to_string());
        store.run("queries/publish/evidence/add.sql", &params)?;
        done.insert(metric.id.as_str());
    }
    store.run("queries/publish/evidence/numbered.sql", &Params::none())?;
    Ok(done)
}

/// The metrics with rows of their own: of a composite its parts.
fn simple<'c>(catalog: &'c Catalog, board: &Board) -> Result<Vec<&'c Metric>> {
    let mut all: Vec<&Metric> = Vec::new();
    for metric in board
        .metrics(catalog)?
        .into_iter()
        .filter(|metric| board.has_rows(metric))
    {
        let parts = metric.composite.iter().flat_map(|composite| &composite.parts);
        let parts: Vec<&Metric> = parts
            .map(|(_, part)| catalog.get(part.as_str()))
            .collect::<Result<_>>()?;
        let own = if parts.is_empty() { vec![metric] } else { parts };
        for metric in own {
            if all.iter().all(|known| known.id != metric.id) {
                all.push(metric);
            }
        }
    }
    Ok(all)
}
