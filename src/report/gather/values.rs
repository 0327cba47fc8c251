//! Metric values where the statements of sections can read them: the table `report_values` of the run.
//!
//! A section never computes a metric, its target or its rank a second time: it reads the rows that `kpi` prints.

use std::collections::BTreeSet;

use super::figures::Figures;
use crate::diagnostic::Result;
use crate::metrics::MetricValue;
use crate::report::declare::views::Views;
use crate::report::model::Level;
use crate::store::{Cell, Params, Store};

const TABLE: &str = "report_values";

/// Makes the table, without rows.
pub fn create(store: &Store) -> Result<()> {
    store.run("queries/reports/values/create.sql", &Params::none())?;
    Ok(())
}

/// Adds the values of one level in the periods SQL can name, of the metrics `read` by statements.
pub fn add(
    store: &Store,
    level: Level,
    values: &[MetricValue],
    (views, figures): (&Views, &Figures),
    read: &BTreeSet<String>,
) -> Result<()> {
    let rows: Vec<Vec<Cell>> = values
        .iter()
        .filter(|value| read.contains(value.metric.as_str()))
        .flat_map(|value| {
            let numbers = views.numbers(value.view, &figures.extent(&value.metric));
            numbers.into_iter().map(|number| cells(number, level, value))
        })
        .collect();
    store.append(TABLE, rows.iter().map(Vec::as_slice))
}

fn cells(number: i64, level: Level, value: &MetricValue) -> Vec<Cell> {
    let decimal = |number: Option<crate::decimal::Decimal>| number.map_or(Cell::Null, Cell::Decimal);
    vec![
        Cell::Integer(number),
        Cell::Text(value.metric.to_string()),
        Cell::Text(level.word().to_owned()),
        Cell::Text(value.entity.id.clone()),
        decimal(value.numerator),
        decimal(value.denominator),
        decimal(value.value),
        Cell::Boolean(value.low_sample),
        decimal(value.target),
        decimal(value.attainment),
        decimal(value.benchmark),
        value.rank.map_or(Cell::Null, |rank| Cell::Integer(rank.into())),
    ]
}
