//! Sums of a part of what a metric counts: only some channels, products or kinds, for plans of pay.

use super::catalog::{Metric, SELECTABLE};
use super::run::Run;
use super::shape;
use crate::diagnostic::Result;
use crate::store::{Params, Statement};

/// A column with the values that are kept.
pub type Kept<'a> = (&'a str, Vec<&'a str>);

/// Adds the sums of what is kept of `metric`, which has sums of its own, to the table `run_values` under `name`.
pub fn fill(run: &Run<'_>, metric: &Metric, name: &str, kept: &[Kept<'_>]) -> Result<()> {
    shape::check(run, [metric])?;
    let mut params = Params::none().with("name", name);
    let mut columns = Vec::new();
    for (column, values) in kept {
        let mut parameters = Vec::new();
        for value in values {
            let parameter = format!("{column}_{}", parameters.len());
            params = params.with(&parameter, *value);
            parameters.push(parameter);
        }
        let is_property = SELECTABLE.contains(column);
        columns.push(minijinja::context! { name => *column, is_property, parameters });
    }
    let template = run.store.library().get("queries/rollup/add_selected.sql.j2")?;
    let statement = Statement::render_around(template, minijinja::context! { columns }, &metric.file)?;
    run.store.execute(&statement, &params)?;
    Ok(())
}
