//! What a metric's statement must return, checked before it is run: a mistake is told as the metric's own, at its place,
//! and not as one of the file that sums it.

use std::collections::BTreeMap;

use super::catalog::{CatalogError, Metric, MetricId};
use super::columns::{COLUMNS, Holds};
use super::run::Run;
use crate::diagnostic::{Mistakes, Place, Result};
use crate::library::Source;
use crate::store::reading::{self, Beginning};
use crate::store::{Params, Rows, Statement};

/// The column by which a metric may say itself how many cases its rows are.
const WEIGHT: (&str, Holds) = ("weight", Holds::Exact);

/// The column by which a metric may say which department its rows are about.
const DEPARTMENT: &str = "department";

/// What a metric's statement returns beyond what it must.
#[derive(Clone, Copy)]
pub struct Extra {
    pub has_weight: bool,
    pub has_department: bool,
}

/// Checks every one of `metrics`; all mistakes at once. What each returns beyond what it must is given back.
pub fn check<'m>(
    run: &Run<'_>,
    metrics: impl IntoIterator<Item = &'m Metric>,
) -> Result<BTreeMap<&'m MetricId, Extra>> {
    let mut mistakes = Mistakes::default();
    let (mut described, mut asked) = (Vec::new(), Vec::new());
    for metric in metrics.into_iter().filter(|m| m.composite.is_none()) {
        if let Some(statement) = mistakes.take(is_reading(metric).and_then(|()| describing(run, &metric.file))) {
            described.push(metric);
            asked.push((statement, Params::none()));
        }
    }
    let mut extras = BTreeMap::new();
    for (metric, columns) in described.into_iter().zip(run.store.query_all(&asked)) {
        let extra = mistakes.take(columns.and_then(|columns| check_one(metric, &columns)));
        extras.extend(extra.map(|extra| (&metric.id, extra)));
    }
    mistakes.into_result()?;
    Ok(extras)
}

/// Asks for the columns `file` returns, and their types.
fn describing(run: &Run<'_>, file: &Source) -> Result<Statement> {
    Statement::wrap(run.store.library().get("queries/rollup/columns.sql")?, file)
}

/// The names of the columns `file` returns.
pub(super) fn column_names(run: &Run<'_>, file: &Source, params: &Params) -> Result<Vec<String>> {
    let described = run.store.query(&describing(run, file)?, params)?;
    Ok(described.iter().map(|row| row.text("column_name")).collect())
}

fn is_reading(metric: &Metric) -> Result<()> {
    if let Beginning::Other(word, offset) = reading::beginning(&metric.file) {
        let place = Box::new(metric.file.place(offset));
        return Err(CatalogError::NotReading { word, place }.into());
    }
    Ok(())
}

fn check_one(metric: &Metric, described: &Rows) -> Result<Extra> {
    let type_of = |name: &str| {
        let found = described.iter().find(|row| row.text("column_name") == name);
        found.map(|row| row.text("column_type"))
    };
    let missing: Vec<&'static str> = COLUMNS
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| type_of(name).is_none())
        .collect();
    let mut errors = Vec::new();
    if !missing.is_empty() {
        errors.push(CatalogError::MissingColumns {
            file: metric.file.name.clone(),
            columns: missing,
        });
    }
    for (name, holds) in COLUMNS.into_iter().chain([WEIGHT]) {
        if let Some(sql_type) = type_of(name).filter(|t| !holds.fits(t)) {
            errors.push(CatalogError::BadType {
                column: name,
                sql_type,
                place: Box::new(place_of(metric, name)),
            });
        }
    }
    crate::Error::all(errors)?;
    Ok(Extra {
        has_weight: type_of(WEIGHT.0).is_some(),
        has_department: type_of(DEPARTMENT).is_some(),
    })
}

/// Where the statement names `column` last, which is where a plain one makes it; else the file.
fn place_of(metric: &Metric, column: &str) -> Place {
    let text = metric.file.text.to_ascii_lowercase();
    let named = text.rfind(&format!("as {column}")).map(|at| at + "as ".len());
    named.map_or_else(|| Place::file(&metric.file.name), |offset| metric.file.place(offset))
}
