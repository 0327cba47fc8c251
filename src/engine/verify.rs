//! Whether Spark and the store come to the same: one job sums a period and brings the rows of a branch, the rows are summed here, and
//! the values of the branch are held against each other one by one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::branch::bring;
use super::job::Question;
use super::results::Results;
use super::spark::{Spark, clear, folder_of};
use crate::books;
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::library::Library;
use crate::metrics::dimension::DIMENSIONS;
use crate::metrics::{
    Catalog, Coverage, Dimension, Elsewhere, Filter, Metric, MetricId, RollUp, Run, Sums, Wanted, run,
};
use crate::period::View;
use crate::store::{Rows, Store};
use crate::workspace::Workspace;

/// Facts that are drawn over the whole company, so that a branch alone has others.
const COMPANY_WIDE: [&str; 2] = ["run_customer_tiers", "run_month_tiers"];

/// What came of it.
pub struct Verified {
    /// How many values were held against each other.
    pub values: usize,
    pub metrics: usize,
    pub differing: Vec<Differing>,
    /// Metrics that go by a rank in the whole company.
    pub apart: Vec<MetricId>,
}

/// A value that is another there than here.
pub struct Differing {
    pub metric: MetricId,
    pub by: String,
    pub entity: String,
    pub there: Numbers,
    pub here: Numbers,
}

/// Numerator, denominator and value; `None` if there is no such row.
pub type Numbers = Option<[Option<Decimal>; 3]>;

type Values = BTreeMap<(MetricId, String, String), [Option<Decimal>; 3]>;

/// Sums that were brought.
struct Brought<'r> {
    results: &'r Results,
}

impl Elsewhere for Brought<'_> {
    fn coverage(&self) -> Result<Coverage> {
        // Values are held against each other, whatever is known of the period.
        Ok(Coverage::of_rows(
            &Rows::default(),
            &crate::workspace::Settings::default(),
        ))
    }

    fn tables(&self) -> BTreeSet<&str> {
        self.results.manifest.rows.iter().map(String::as_str).collect()
    }

    fn fill(&self, store: &Store, views: &[View], wanted: &[Wanted<'_>]) -> Result<()> {
        let names: Vec<&str> = wanted.iter().map(|wanted| wanted.name.as_str()).collect();
        self.results.fill(store, views, &names)
    }
}

impl Spark<'_> {
    /// Holds the values of `metrics` for `branch` against each other.
    pub fn verify(&self, store: &Store, metrics: &[&Metric], view: View, branch: &str) -> Result<Verified> {
        let (workspace, views) = (self.workspace, [view]);
        let catalog = Catalog::load(&workspace.library)?;
        let apart = |metric: &&&Metric| is_company_wide(&workspace.library, &catalog, metric);
        let (apart, metrics): (Vec<&Metric>, Vec<&Metric>) = {
            let apart: Vec<&Metric> = metrics.iter().filter(apart).copied().collect();
            let rest = metrics
                .iter()
                .filter(|metric| apart.iter().all(|other| other.id != metric.id));
            (apart.clone(), rest.copied().collect())
        };
        let run = Run::new(store, &workspace.settings.metrics, &views)?;
        let wanted = Sums::all(&run, &catalog, &metrics, &DIMENSIONS)?;
        let question = Question {
            views: &views,
            wanted: &wanted,
            branch: Some(branch),
            ..Question::default()
        };
        let folder = folder_of(workspace).join("verify");
        let (there, here) = self.with_results(question, |results| {
            clear(&folder);
            let brought = Brought { results };
            let run = Run::with(store, &workspace.settings.metrics, &views, Some(&brought))?;
            let there = values(&run, &catalog, &metrics, branch)?;
            let here = of_branch(
                &bring(workspace, store, results, &folder)?.workspace,
                &metrics,
                view,
                branch,
            )?;
            Ok((there, here))
        })?;
        let differing = differing(&there, &here);
        if differing.is_empty() {
            clear(&folder);
        }
        Ok(Verified {
            values: there.len(),
            metrics: metrics.len(),
            differing,
            apart: apart.iter().map(|metric| metric.id.clone()).collect(),
        })
    }
}

/// The values of the branch in the workspace that has only its rows.
fn of_branch(workspace: &Workspace, metrics: &[&Metric], view: View, branch: &str) -> Result<Values> {
    let (store, _) = books::open_closed(workspace)?;
    let catalog = Catalog::load(&workspace.library)?;
    let run = Run::new(&store, &workspace.settings.metrics, &[view])?;
    values(&run, &catalog, metrics, branch)
}

/// Values by branch, team and specialist, and of each specialist by every property.
fn values(run: &Run<'_>, catalog: &Catalog, metrics: &[&Metric], branch: &str) -> Result<Values> {
    let sums = Sums::compute(run, catalog, metrics, &DIMENSIONS)?;
    let level = |word: &str| DIMENSIONS.into_iter().find(|dimension| dimension.word == word);
    let filters: Vec<Filter> = level("branch")
        .into_iter()
        .map(|dimension| Filter {
            dimension,
            value: branch.to_owned(),
        })
        .collect();
    let levels = ["branch", "team", "specialist"].into_iter().filter_map(level);
    let mut asked: Vec<Vec<Dimension>> = levels.map(|level| vec![level]).collect();
    let properties = DIMENSIONS.into_iter().filter(|dimension| !dimension.is_level);
    asked.extend(properties.map(|property| level("specialist").into_iter().chain([property]).collect()));
    let mut values = Values::new();
    for by in &asked {
        for value in sums.values(RollUp { by, filters: &filters })? {
            let key = (value.metric.clone(), value.entity.by.clone(), value.entity.id.clone());
            values.insert(key, [value.numerator, value.denominator, value.value]);
        }
    }
    Ok(values)
}

fn differing(there: &Values, here: &Values) -> Vec<Differing> {
    let keys: BTreeSet<_> = there.keys().chain(here.keys()).collect();
    let other = keys.into_iter().filter(|key| there.get(*key) != here.get(*key));
    let told = other.map(|key| Differing {
        metric: key.0.clone(),
        by: key.1.clone(),
        entity: key.2.clone(),
        there: there.get(key).copied(),
        here: here.get(key).copied(),
    });
    told.collect()
}

/// True if a metric, or a part of it, reads facts that are drawn over the whole company.
fn is_company_wide(library: &Library, catalog: &Catalog, metric: &Metric) -> bool {
    if let Some(composite) = &metric.composite {
        let mut parts = composite
            .parts
            .iter()
            .filter_map(|(_, id)| catalog.get(id.as_str()).ok());
        return parts.any(|part| is_company_wide(library, catalog, part));
    }
    let mut words: BTreeSet<&str> = metric.file.words();
    loop {
        let makers = library.list(run::FOLDER, ".sql");
        let read = makers.filter(|file| file.makes().is_some_and(|made| words.contains(made)));
        let more: BTreeSet<&str> = read.flat_map(|file| file.words()).collect();
        if more.is_subset(&words) {
            return COMPANY_WIDE.iter().any(|fact| words.contains(fact));
        }
        words.extend(more);
    }
}

/// Where the workspace of a branch that differs is left.
pub fn left_in(workspace: &Workspace) -> std::path::PathBuf {
    folder_of(workspace).join(Path::new("verify"))
}
