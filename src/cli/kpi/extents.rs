//! What of the asked period is known of each metric, and what is said of those of which nothing is.

use std::collections::{BTreeMap, HashMap};

use crate::contract::Contract;
use crate::diagnostic::Result;
use crate::message::{Message, say};
use crate::metrics::coverage::Lack;
use crate::metrics::{Catalog, Coverage, Extent, Metric, MetricId};
use crate::period::View;
use crate::store::Cell;
use crate::tabular::{Column, Kind, Table, Tabular};
use crate::workspace::{Locale, Workspace};

/// How much of a view is known, by metric.
pub(super) struct Extents<'c> {
    coverage: &'c Coverage,
    catalog: &'c Catalog,
    view: View,
    own: HashMap<MetricId, Extent>,
}

impl<'c> Extents<'c> {
    pub fn new(coverage: &'c Coverage, catalog: &'c Catalog, metrics: &[&Metric], view: View) -> Self {
        let own = metrics
            .iter()
            .map(|metric| (metric.id.clone(), coverage.of(catalog, metric, view)));
        Self {
            coverage,
            catalog,
            view,
            own: own.collect(),
        }
    }

    /// Of the asked period.
    pub fn of(&self, metric: &MetricId) -> Extent {
        self.own.get(metric).cloned().unwrap_or(Extent::Known)
    }

    /// Each kind there is.
    pub fn all(&self) -> impl Iterator<Item = &Extent> {
        self.own.values()
    }

    /// False if nothing is known of the metric in `view`.
    pub fn is_known(&self, metric: &MetricId, view: View) -> bool {
        if view == self.view {
            return !self.of(metric).is_unknown();
        }
        let Ok(metric) = self.catalog.get(metric.as_str()) else {
            return true;
        };
        !self.coverage.of(self.catalog, metric, view).is_unknown()
    }

    fn unknown(&self) -> BTreeMap<&Lack, Vec<&MetricId>> {
        let mut unknown: BTreeMap<&Lack, Vec<&MetricId>> = BTreeMap::new();
        for (metric, extent) in &self.own {
            if let Extent::Unknown(lack) = extent {
                unknown.entry(lack).or_default().push(metric);
            }
        }
        for metrics in unknown.values_mut() {
            metrics.sort_unstable();
        }
        unknown
    }

    /// Each reason once, with the metrics that are unknown for it.
    pub fn told(&self, workspace: &Workspace, locale: Locale) -> Result<Vec<Message>> {
        let contract = Contract::load(&workspace.library)?;
        let told = self.unknown().into_iter().map(|(lack, metrics)| {
            let metrics = metrics.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let table = contract.table(&lack.table)?;
            let (name, title) = (lack.table.clone(), locale.pick(&table.zh, &table.en).to_owned());
            Ok(match lack.known_until {
                Some(day) => say!("commands.kpi.unknown_after", metrics, name, title, day),
                None => say!("commands.kpi.unknown_table", metrics, name, title),
            })
        });
        told.collect()
    }

    /// The same as data.
    pub fn tabular(&self) -> Tabular {
        let names = [
            ("metric", Kind::Text),
            ("table", Kind::Text),
            ("known_until", Kind::Date),
        ];
        let unknown = self.unknown();
        let rows = unknown.iter().flat_map(|(lack, metrics)| {
            metrics.iter().map(|metric| {
                vec![
                    Cell::Text(metric.to_string()),
                    Cell::Text(lack.table.clone()),
                    lack.known_until.map_or(Cell::Null, Cell::Date),
                ]
            })
        });
        Tabular {
            columns: names.map(|(name, kind)| Column::new(name, kind)).to_vec(),
            rows: rows.collect(),
        }
    }
}

/// The values, and beside them what is unknown, for formats with room for both.
pub(super) struct Answer {
    pub values: Tabular,
    pub unknown: Tabular,
}

impl Table for Answer {
    fn columns(&self) -> &[Column] {
        self.values.columns()
    }

    fn count(&self) -> u64 {
        self.values.count()
    }

    fn each(&self, most: u64, take: &mut dyn FnMut(&[Cell]) -> Result<()>) -> Result<()> {
        self.values.each(most, take)
    }

    fn beside(&self) -> Option<[(&str, &dyn Table); 2]> {
        Some([("values", &self.values), ("unknown", &self.unknown)])
    }
}
