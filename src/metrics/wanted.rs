//! What is to be summed in a run, metric by metric.

use super::catalog::{Basis, Metric, SELECTABLE};
use super::dimension::Grain;
use super::rollup::Split;
use crate::diagnostic::Result;
use crate::library::Library;
use crate::store::{Params, Statement};

/// Adds all of what a metric counts.
pub(super) const ADD_METRIC: &str = "queries/rollup/add_metric.sql.j2";

/// The columns by which sums can be kept apart.
const GRAINS: [(Grain, &str); 4] = [
    (Grain::Slice, "slice_key"),
    (Grain::DueNo, "due_no"),
    (Grain::Stage, "stage"),
    (Grain::Department, "department"),
];

/// Those by which `split` wants the sums of `metric` apart.
pub(super) fn grains<'s>(metric: &Metric, split: Split<'s>) -> impl Iterator<Item = (Grain, &'static str)> + 's {
    let is_split = split.metrics.is_none_or(|names| names.contains(metric.id.as_str()));
    let needs = move |grain| is_split && split.dimensions.iter().any(|d| d.needs == grain);
    GRAINS.into_iter().filter(move |(grain, _)| needs(*grain))
}

/// The sums of one metric.
#[derive(Clone, Debug)]
pub struct Wanted<'m> {
    pub metric: &'m Metric,
    /// What they are called among the run's.
    pub name: String,
    pub part: Part,
}

/// Of what it counts.
#[derive(Clone, Debug)]
pub enum Part {
    /// All of it, apart by these columns.
    All {
        has_weight: bool,
        apart: Vec<&'static str>,
        /// Apart only in the period of this number and the one before.
        in_period: Option<i64>,
    },
    /// The rows in which columns hold one of some values, summed by person.
    Selected(Vec<(String, Vec<String>)>),
}

impl Wanted<'_> {
    /// What adds them to the run's sums.
    pub fn statement(&self, library: &Library) -> Result<(Statement, Params)> {
        match &self.part {
            Part::All {
                has_weight,
                apart,
                in_period,
            } => {
                let template = library.get(ADD_METRIC)?;
                let context = minijinja::context! {
                    has_weight,
                    is_premium => self.metric.basis == Basis::Premium,
                    apart,
                    in_one_period => in_period.is_some(),
                };
                let params = Params::none()
                    .with("metric", &self.name)
                    .with("split_period", in_period.unwrap_or(0));
                Ok((Statement::render_around(template, context, &self.metric.file)?, params))
            }
            Part::Selected(kept) => {
                let mut params = Params::none().with("name", &self.name);
                let mut columns = Vec::new();
                for (column, values) in kept {
                    let mut parameters = Vec::new();
                    for value in values {
                        let parameter = format!("{column}_{}", parameters.len());
                        params = params.with(&parameter, value);
                        parameters.push(parameter);
                    }
                    let is_property = SELECTABLE.contains(&column.as_str());
                    columns.push(minijinja::context! { name => column, is_property, parameters });
                }
                let template = library.get("queries/rollup/add_selected.sql.j2")?;
                let statement = Statement::render_around(template, minijinja::context! { columns }, &self.metric.file)?;
                Ok((statement, params))
            }
        }
    }
}
