//! What is asked: the arguments, and the values they ask for.

use crate::cli::output;
use crate::diagnostic::Result;
use crate::metrics::{Catalog, Dimension, Entities, Filter, Metric, MetricValue, RollUp, Run, Sums};
use crate::period::{Period, View, parse_day};

// Not a doc comment, which would have to quote the words.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    #[arg(long, value_name = "P")]
    period: String,
    #[arg(long, value_name = "DAY")]
    as_of: Option<String>,
    #[arg(long, value_name = "DIM,...", value_delimiter = ',')]
    by: Vec<String>,
    #[arg(long = "metric", value_name = "M,...", value_delimiter = ',')]
    pub(super) metrics: Vec<String>,
    #[arg(long = "where", value_name = "DIM=VALUE")]
    filters: Vec<String>,
    #[arg(long, conflicts_with = "explain")]
    pub(super) change: bool,
    #[arg(long, conflicts_with = "explain")]
    pub(super) spark: bool,
    #[arg(long, value_name = "METRIC", conflicts_with = "metrics")]
    pub(super) explain: Option<String>,
    #[arg(long, value_name = "ID", requires = "explain")]
    pub(super) entity: Option<String>,
    #[command(flatten)]
    pub(super) output: output::Args,
}

/// The arguments as types: everything that is wrong with them is found before the store is opened.
#[derive(Clone)]
pub(super) struct Question {
    pub(super) view: View,
    pub(super) by: Vec<Dimension>,
    pub(super) filters: Vec<Filter>,
}

impl Question {
    pub fn parse(args: &Args) -> Result<Self> {
        let period: Period = args.period.parse()?;
        let as_of = args.as_of.as_deref().map(parse_day).transpose()?;
        let by = args
            .by
            .iter()
            .map(|word| Dimension::parse(word))
            .collect::<std::result::Result<_, _>>()?;
        let filters = args
            .filters
            .iter()
            .map(|text| Filter::parse(text))
            .collect::<std::result::Result<_, _>>()?;
        Ok(Self {
            view: View::new(period, as_of),
            by,
            filters,
        })
    }

    /// The same with the ids of what filters name.
    pub fn with_ids(&self, entities: &Entities) -> Result<Self> {
        let filters = self.filters.iter().map(|filter| entities.filter(filter));
        Ok(Self {
            filters: filters.collect::<Result<_>>()?,
            ..self.clone()
        })
    }

    /// The values of `metrics` in every period of `run`.
    pub fn values<'r>(
        &self,
        run: &'r Run<'r>,
        catalog: &'r Catalog,
        metrics: &[&'r Metric],
    ) -> Result<Vec<MetricValue>> {
        let filtered = self.filters.iter().map(|f| f.dimension);
        let dimensions: Vec<Dimension> = self.by.iter().copied().chain(filtered).collect();
        let sums = Sums::compute(run, catalog, metrics, &dimensions)?;
        sums.values(RollUp {
            by: &self.by,
            filters: &self.filters,
        })
    }
}
