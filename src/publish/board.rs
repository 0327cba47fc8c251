//! What the board shows: the metrics of `queries/publish/board.toml`, which a workspace may replace.

use serde::Deserialize;

use super::error::PublishError;
use crate::diagnostic::Result;
use crate::library::Library;
use crate::metrics::{Catalog, Metric};

const FILE: &str = "queries/publish/board.toml";

/// The metrics that are published.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Board {
    /// In the order in which they are shown.
    metrics: Vec<String>,
    /// How many of them are tiles.
    tiles: usize,
    /// Those whose rows are published.
    rows: Vec<String>,
}

impl Board {
    pub fn load(library: &Library) -> Result<Self> {
        let source = library.get(FILE)?;
        let board: Self = source.toml()?;
        let stranger = board.rows.iter().find(|metric| !board.metrics.contains(metric));
        if let Some(metric) = stranger {
            let place = Box::new(source.place(source.text.find(metric.as_str()).unwrap_or(0)));
            let metric = metric.clone();
            return Err(PublishError::Board { place, metric }.into());
        }
        Ok(board)
    }

    /// Its metrics, in order.
    pub fn metrics<'c>(&self, catalog: &'c Catalog) -> Result<Vec<&'c Metric>> {
        self.metrics.iter().map(|id| catalog.get(id)).collect()
    }

    /// How many are tiles.
    pub fn tiles(&self) -> usize {
        self.tiles.min(self.metrics.len())
    }

    /// True if the rows behind `metric` are published.
    pub fn has_rows(&self, metric: &Metric) -> bool {
        self.rows.iter().any(|id| id == metric.id.as_str())
    }
}
