//! The sums of metrics, kept period by period: what a trend of thirteen months computed a month ago it need not compute again.
//!
//! The rows of a metric in a period rest on that period and its as-of day; on the other periods of a run only if a workspace's
//! own SQL makes them so, which is why these are a part of the key wherever such SQL had a part.

use std::collections::{BTreeMap, BTreeSet};

use super::{Kept, rests_on_data};
use crate::diagnostic::Result;
use crate::digest::Key;
use crate::library::Source;
use crate::metrics::Metric;
use crate::metrics::facts;
use crate::metrics::rollup::Split;
use crate::metrics::run::{self, Run};
use crate::metrics::wanted::{self, grains};
use crate::store::{Cell, Params, Store};

const FOLDER: &str = "queries/kept/sums";

/// A metric in a period: its name and the period's number.
type Place = (String, i64);

/// The sums that a run wants, each under its key; without one where they cannot be kept.
pub struct Asked<'s> {
    store: &'s Store,
    keys: BTreeMap<Place, Option<String>>,
    found: BTreeMap<Place, i64>,
}

impl<'s> Asked<'s> {
    /// Looks for the sums of `metrics`, kept apart as `split` says, in all periods of `run`.
    pub fn look(kept: &Kept<'s>, run: &Run<'_>, metrics: &[&Metric], split: Split<'_>) -> Result<Self> {
        let recipe = Recipe::of(kept, run)?;
        let mut keys = BTreeMap::new();
        for metric in metrics {
            for (period_no, _) in (1..).zip(run.views()) {
                let key = recipe.key(metric, run, period_no, split);
                keys.insert((metric.id.to_string(), period_no), key);
            }
        }
        let store = kept.store;
        store.run(&format!("{FOLDER}/asked.sql"), &Params::none())?;
        let rows = keys
            .iter()
            .filter_map(|(place, key)| Some(row(place, [text(key.as_ref()?)])));
        append(store, "run_asked", &rows.collect::<Vec<_>>())?;
        let found = store.rows(&format!("{FOLDER}/found.sql"), &Params::none())?;
        let found = found.iter().filter_map(|row| {
            let place = (row.text("metric"), row.integer("period_no")?);
            Some((place, row.integer("figure_no")?))
        });
        let found = found.collect();
        Ok(Self { store, keys, found })
    }

    /// The metrics of which sums are missing, and the periods in which any is.
    pub fn missing(&self) -> (BTreeSet<String>, BTreeSet<i64>) {
        let missing = self.keys.keys().filter(|place| !self.found.contains_key(place));
        missing.cloned().unzip()
    }

    /// Adds the sums that are kept to those of the run, but of `metrics` in `periods`, which the run computed.
    pub fn take(&self, (metrics, periods): &(BTreeSet<String>, BTreeSet<i64>)) -> Result<()> {
        let is_computed = |(metric, period_no): &Place| metrics.contains(metric) && periods.contains(period_no);
        let taken = self.found.iter().filter(|(place, _)| !is_computed(place));
        let taken: Vec<_> = taken
            .map(|(place, number)| row(place, [Cell::Integer(*number), Cell::Null]))
            .collect();
        if taken.is_empty() {
            return Ok(());
        }
        self.store.run(&format!("{FOLDER}/numbered.sql"), &Params::none())?;
        append(self.store, "run_kept", &taken)?;
        self.store.run(&format!("{FOLDER}/take.sql"), &Params::none()).map(drop)
    }

    /// Keeps the sums that were missing, which the run has computed.
    pub fn keep(&self, kept: &Kept<'_>) -> Result<()> {
        let missing = self.keys.iter().filter(|(place, _)| !self.found.contains_key(*place));
        let missing = missing.filter_map(|(place, key)| Some((place, key.as_ref()?)));
        let numbered = (kept.last()? + 1..).zip(missing);
        let rows: Vec<_> = numbered
            .map(|(number, (place, key))| row(place, [Cell::Integer(number), text(key)]))
            .collect();
        if rows.is_empty() {
            return Ok(());
        }
        self.store.run(&format!("{FOLDER}/numbered.sql"), &Params::none())?;
        append(self.store, "run_kept", &rows)?;
        let size = self.store.rows(&format!("{FOLDER}/size.sql"), &Params::none())?;
        if size.count("bytes") > kept.most.unsigned_abs() {
            return Ok(());
        }
        kept.write(|| {
            self.store.run(&format!("{FOLDER}/keep.sql"), &Params::none())?;
            self.store
                .run(&format!("{FOLDER}/register.sql"), &Params::none())
                .map(drop)
        })
    }
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn row<const N: usize>((metric, period_no): &Place, more: [Cell; N]) -> Vec<Cell> {
    [text(metric), Cell::Integer(*period_no)]
        .into_iter()
        .chain(more)
        .collect()
}

fn append(store: &Store, table: &str, rows: &[Vec<Cell>]) -> Result<()> {
    store.append(table, rows.iter().map(Vec::as_slice))
}

/// What the sums of all metrics of a run rest on.
struct Recipe {
    key: Key,
    /// True if all of it may be kept.
    is_kept: bool,
    /// True if a workspace's own SQL has a part in it.
    is_own: bool,
}

impl Recipe {
    fn of(kept: &Kept<'_>, run: &Run<'_>) -> Result<Self> {
        let library = run.store.library();
        let folders = [facts::FOLDER, run::FOLDER].into_iter();
        let facts = folders.flat_map(|folder| library.list(folder, ".sql"));
        let others = [run::ADD_PERIOD, wanted::ADD_METRIC].map(|name| library.get(name));
        let others = others.into_iter().collect::<Result<Vec<&Source>>>()?;
        let files: Vec<&Source> = facts.chain(others).collect();
        let key = Key::of("sums").and(kept.data()?).and(format!("{:?}", run.settings));
        let key = files.iter().fold(key, |key, file| key.and(&file.name).and(&file.text));
        Ok(Self {
            key,
            is_kept: files.iter().all(|file| rests_on_data(file)),
            is_own: files.iter().any(|file| file.is_override),
        })
    }

    /// The key of the sums of `metric` in a period; `None` if they cannot be kept.
    fn key(&self, metric: &Metric, run: &Run<'_>, period_no: i64, split: Split<'_>) -> Option<String> {
        if !self.is_kept || !rests_on_data(&metric.file) {
            return None;
        }
        let (view, index) = run.view(period_no);
        let mut key = self.key.clone().and(&metric.file.name).and(&metric.file.text);
        let apart = grains(metric, split).filter(|_| split.is_in(period_no));
        key = apart.fold(key, |key, (_, column)| key.and(column));
        key = key.and(format!("{:?}", run::period_params(0, view)));
        if self.is_own || metric.file.is_override {
            key = key.and(format!("{index} {:?}", run.views()));
        }
        Some(key.text())
    }
}
