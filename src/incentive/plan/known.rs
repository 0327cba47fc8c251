//! The names a plan may use besides its own: metrics and the columns of items.

use std::collections::{BTreeMap, BTreeSet};

use crate::incentive::number::Number;
use crate::library::Library;
use crate::metrics::{Catalog, Direction, Unit};

/// The columns every item has (`docs/incentives.md`, Components).
pub const ITEM_COLUMNS: [&str; 15] = [
    "payment_id",
    "due_id",
    "paid_on",
    "amount",
    "product_line",
    "product_code",
    "channel",
    "premium_mode",
    "payment_years",
    "due_no",
    "policy_year",
    "method",
    "stage",
    "days_after_due",
    "specialist_id",
];

/// The metric of scores that people give by hand: the table `appraisals`.
pub const SCORED: &str = "appraisal_score";

/// What a plan has to know of a metric.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetricInfo {
    /// False for a count.
    pub has_denominator: bool,
    /// Which way is better, where that is said.
    pub direction: Option<Direction>,
    /// What numerator / denominator is multiplied by to give the value: 10,000 for cases per 10,000, else 1.
    pub factor: u32,
    /// True if it is made of other metrics and has no numerator or denominator of its own.
    pub is_composite: bool,
    /// By which columns a part of what it counts can be selected.
    pub columns: Vec<String>,
}

impl MetricInfo {
    /// The mean of scores given by hand.
    fn scored() -> Self {
        Self {
            has_denominator: true,
            direction: Some(Direction::Higher),
            factor: 1,
            is_composite: false,
            columns: vec!["item".to_owned()],
        }
    }
}

/// Names from outside the plan.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub metrics: BTreeMap<String, MetricInfo>,
    pub columns: BTreeSet<String>,
    /// Files that say who takes part; empty where nobody knows them.
    pub populations: BTreeSet<String>,
}

impl Known {
    /// The metrics of `catalog` and the columns every item has.
    pub fn of_catalog(catalog: &Catalog) -> Self {
        let info = |m: &crate::metrics::Metric| MetricInfo {
            has_denominator: m.unit != Unit::Count,
            direction: Some(m.direction),
            factor: m.unit.factor(),
            is_composite: m.composite.is_some(),
            columns: m.columns.clone(),
        };
        let mut metrics: BTreeMap<String, MetricInfo> =
            catalog.measures().map(|m| (m.id.to_string(), info(m))).collect();
        metrics.insert(SCORED.to_owned(), MetricInfo::scored());
        Self {
            metrics,
            columns: item_columns(),
            populations: BTreeSet::new(),
        }
    }

    /// The same with the populations of `library`.
    pub fn of_library(catalog: &Catalog, library: &Library) -> Self {
        let populations = library.list("queries/populations", ".sql");
        Self {
            populations: populations.map(|file| file.stem().to_owned()).collect(),
            ..Self::of_catalog(catalog)
        }
    }
}

/// What the composites of `catalog` are made of: parts with their weights.
pub fn composites(catalog: &Catalog) -> BTreeMap<String, Vec<(Number, String)>> {
    let made = catalog
        .metrics()
        .filter_map(|metric| Some((metric, metric.composite.as_ref()?)));
    let parts = made.map(|(metric, composite)| {
        let parts = composite.parts.iter();
        let parts = parts.map(|(weight, part)| (Number::from(*weight), part.to_string()));
        (metric.id.to_string(), parts.collect())
    });
    parts.collect()
}

/// The columns every item has.
pub fn item_columns() -> BTreeSet<String> {
    ITEM_COLUMNS.iter().map(|&c| c.to_owned()).collect()
}
