//! Values beside those of other periods: the one before, the same a year before, the last six.
//!
//! Each is as it was known at its own end, all of them from one run; beside a period that is known in part, as of the same
//! day of it.

use std::collections::HashMap;

use super::cells::number;
use super::extents::Extents;
use super::spark;
use crate::decimal::Decimal;
use crate::metrics::{Extent, Metric, MetricValue};
use crate::period::View;
use crate::report::format::Change;
use crate::report::measure;
use crate::store::Cell;
use crate::tabular::{Column, Kind};
use crate::texts::Texts;

/// Periods of a sparkline, the asked one included.
const SPARK: usize = 6;

/// What is asked for beside the values themselves.
#[derive(Clone, Copy)]
pub(super) struct Extras {
    /// The change against the period before and the same period a year before.
    pub change: bool,
    /// The values of the last six periods.
    pub spark: bool,
}

/// A value with those of other periods.
pub(super) struct Line {
    pub value: MetricValue,
    /// How much of the period is known of it.
    pub extent: Extent,
    previous: Option<MetricValue>,
    year_before: Option<MetricValue>,
    /// Oldest first, its own last.
    history: Vec<Option<Decimal>>,
}

/// The periods of a sparkline that ends with `view`, oldest first.
fn spark_views(view: View) -> Vec<View> {
    let mut views = vec![view];
    while views.len() < SPARK {
        let earliest = views.last().map_or(view.period, |v| v.period);
        views.push(View::at_end(earliest.previous()));
    }
    views.reverse();
    views
}

impl Extras {
    /// The periods to compute: the asked one first.
    pub fn views(self, view: View, extents: &Extents<'_>) -> Vec<View> {
        let mut views = vec![view];
        if self.change {
            for extent in extents.all() {
                views.push(extent.beside(view, view.period.previous()));
                views.push(extent.beside(view, view.period.year_before()));
            }
        }
        if self.spark {
            views.extend(spark_views(view));
        }
        // A year's period before is the same a year before; each is computed once.
        let mut seen = std::collections::HashSet::new();
        views.retain(|v| seen.insert(*v));
        views
    }

    /// The columns of data formats.
    pub fn columns(self) -> Vec<Column> {
        let mut names = Vec::new();
        if self.change {
            names.extend(["previous", "change", "year_before", "change_year"].map(|name| (name, Kind::EXACT)));
        }
        if self.spark {
            names.push(("history", Kind::Text));
        }
        names.into_iter().map(|(name, kind)| Column::new(name, kind)).collect()
    }

    /// Their cells.
    pub fn cells(self, line: &Line) -> Vec<Cell> {
        let mut cells = Vec::new();
        if self.change {
            for other in [&line.previous, &line.year_before] {
                let before = other.as_ref().and_then(|v| v.value);
                let change = line.value.value.zip(before).map(|(now, before)| now - before);
                cells.extend([number(before), number(change)]);
            }
        }
        if self.spark {
            let values = line.history.iter().map(|v| v.map_or("-".to_owned(), |v| v.to_string()));
            cells.push(Cell::Text(values.collect::<Vec<_>>().join(" ")));
        }
        cells
    }

    /// The headings of a table for reading.
    pub fn heads(self, texts: &Texts) -> Vec<&str> {
        let mut heads = Vec::new();
        if self.change {
            heads.extend(texts.heads("commands.kpi.change_heads"));
        }
        if self.spark {
            heads.push(texts.word("commands.kpi.spark_head"));
        }
        heads
    }

    /// Their texts: changes of percents in percentage points.
    pub fn texts(self, metric: &Metric, line: &Line) -> Vec<String> {
        let mut texts = Vec::new();
        if self.change {
            let now = measure::value(metric, &line.value);
            texts.extend([&line.previous, &line.year_before].map(|other| {
                let before = other.as_ref().map(|v| measure::value(metric, v));
                let change = before.and_then(|before| Change::between(&now, &before, metric.direction));
                change.map(|c| c.text()).unwrap_or_default()
            }));
        }
        if self.spark {
            texts.push(spark::line(&line.history));
        }
        texts
    }
}

/// The values of `view`, each beside those of its metric and entity in other periods.
pub(super) fn lines(values: Vec<MetricValue>, view: View, extents: &Extents<'_>) -> Vec<Line> {
    let key = |v: &MetricValue, view: View| (v.metric.clone(), v.entity.id.clone(), view);
    let known: Vec<MetricValue> = values
        .into_iter()
        .filter(|v| extents.is_known(&v.metric, v.view))
        .collect();
    let others: HashMap<_, MetricValue> = known.iter().map(|v| (key(v, v.view), v.clone())).collect();
    let (previous, year_before) = (view.period.previous(), view.period.year_before());
    let own = known.into_iter().filter(|v| v.view == view);
    own.map(|value| {
        let of = |view| others.get(&key(&value, view));
        let extent = extents.of(&value.metric);
        Line {
            previous: of(extent.beside(view, previous)).cloned(),
            year_before: of(extent.beside(view, year_before)).cloned(),
            extent,
            history: spark_views(view).into_iter().map(|v| of(v)?.value).collect(),
            value,
        }
    })
    .collect()
}
