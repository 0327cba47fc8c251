//! What is asked: the arguments, and the values they ask for.

use crate::cli::output;
use crate::diagnostic::Result;
use crate::metrics::{Catalog, Dimension, Filter, Metric, MetricValue, RollUp, Run, Sums};
use crate::period::{Period, View, parse_day};

// Not a doc comment, which would have to quote the words.
const BY_HELP: &str = "Split by one or several of company, region, branch, team, specialist, product_line, channel, \
                       premium_mode, due_no, stage, customer_class; by default company";

#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// Day, ISO week, month, quarter, year or range: 2026-03-14, 2026-W11, 2026-03, 2026-Q1, 2026, DAY..DAY
    #[arg(long, value_name = "P")]
    period: String,
    /// Only facts up to this day; by default the period's last
    #[arg(long, value_name = "DAY")]
    as_of: Option<String>,
    #[arg(long, value_name = "DIM,...", help = BY_HELP, value_delimiter = ',')]
    by: Vec<String>,
    /// Only these metrics; `duebook metrics` lists them
    #[arg(long = "metric", value_name = "M,...", value_delimiter = ',')]
    pub(super) metrics: Vec<String>,
    /// Only rows with this property, such as channel=agency; may be repeated
    #[arg(long = "where", value_name = "DIM=VALUE")]
    filters: Vec<String>,
    /// Add the change against the period before and the same period a year before
    #[arg(long, conflicts_with = "explain")]
    pub(super) change: bool,
    /// Add the values of the last six periods; a table shows them as a sparkline
    #[arg(long, conflicts_with = "explain")]
    pub(super) spark: bool,
    /// List the rows behind the value of this metric, and those left out with the reason
    #[arg(long, value_name = "METRIC", conflicts_with = "metrics")]
    pub(super) explain: Option<String>,
    /// With --explain: whose value, an id of the dimensions of --by, several joined by /; by default the company's
    #[arg(long, value_name = "ID", requires = "explain")]
    pub(super) entity: Option<String>,
    #[command(flatten)]
    pub(super) output: output::Args,
}

/// The arguments as types: everything that is wrong with them is found before the store is opened.
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
