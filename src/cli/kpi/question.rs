//! What is asked: the arguments, and the values they ask for.

use crate::cli::{engine, output};
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
    #[arg(long, value_name = "METRIC", conflicts_with_all = ["metrics", "engine"])]
    pub(super) explain: Option<String>,
    #[arg(long, value_name = "ID", requires = "explain")]
    pub(super) entity: Option<String>,
    #[command(flatten)]
    pub(super) engine: engine::Args,
    #[command(flatten)]
    pub(super) output: output::Args,
}

/// The arguments as types: everything that is wrong with them is found before the store is opened.
#[derive(Clone)]
pub(in crate::cli) struct Question {
    pub(in crate::cli) view: View,
    pub(in crate::cli) by: Vec<Dimension>,
    pub(super) filters: Vec<Filter>,
}

impl Question {
    pub fn parse(args: &Args) -> Result<Self> {
        Self::new(&args.period, args.as_of.as_deref(), &args.by, &args.filters)
    }

    /// What these words ask.
    pub fn new(period: &str, as_of: Option<&str>, by: &[String], filters: &[String]) -> Result<Self> {
        let period: Period = period.parse()?;
        let as_of = as_of.map(parse_day).transpose()?;
        let by = by
            .iter()
            .map(|word| Dimension::parse(word))
            .collect::<std::result::Result<_, _>>()?;
        let filters = filters
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

    /// The sums of `metrics` that answer it in every period of `run`.
    pub fn sums<'r>(&self, run: &'r Run<'r>, catalog: &'r Catalog, metrics: &[&'r Metric]) -> Result<Sums<'r>> {
        let filtered = self.filters.iter().map(|f| f.dimension);
        let dimensions: Vec<Dimension> = self.by.iter().copied().chain(filtered).collect();
        Sums::compute(run, catalog, metrics, &dimensions)
    }

    /// The values of `metrics` in every period of `run`.
    pub fn values<'r>(
        &self,
        run: &'r Run<'r>,
        catalog: &'r Catalog,
        metrics: &[&'r Metric],
    ) -> Result<Vec<MetricValue>> {
        self.sums(run, catalog, metrics)?.values(self.roll_up())
    }

    /// What is asked of them.
    pub fn roll_up(&self) -> RollUp<'_> {
        RollUp {
            by: &self.by,
            filters: &self.filters,
        }
    }
}
