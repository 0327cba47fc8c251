//! The figures of every unit in every period that is shown, as the command line prints them, with what each is held against;
//! and of the month the parts of a unit by product line and channel, of the company by region too.

use std::collections::{BTreeSet, HashMap};

use super::row::{Figure, Judged, Writer};
use super::shown::{Extents, Series, Shown, beside};
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::metrics::{
    Catalog, Coverage, Dimension, Extent, Filter, Metric, MetricId, MetricValue, RollUp, Run, Split, Sums,
};
use crate::period::View;
use crate::report::build::control::limits;
use crate::report::measure::value;
use crate::report::model::{Signal, Value};
use crate::store::{Cell, Params, Store};

/// The levels of units, each after the one above.
const LEVELS: [&str; 4] = ["company", "branch", "team", "specialist"];

/// What a unit is cut by.
const CUTS: [&str; 2] = ["product_line", "channel"];

/// What only the company is cut by.
const REGION: &str = "region";

/// What figures are made of.
pub(super) struct Figures<'f> {
    pub store: &'f Store,
    pub shown: &'f Shown,
    pub metrics: &'f [&'f Metric],
    extents: Extents,
    /// Team of each specialist.
    teams: HashMap<String, String>,
    places: HashMap<View, usize>,
}

/// Values by metric, unit and period.
type Known<'v> = HashMap<(&'v MetricId, &'v str, View), &'v MetricValue>;

/// Sums of teams by metric, team and period, which those of their members are taken from.
type Teams = HashMap<(MetricId, String, View), (Decimal, Decimal)>;

impl<'f> Figures<'f> {
    pub fn new(
        store: &'f Store,
        shown: &'f Shown,
        (catalog, metrics): (&Catalog, &'f [&'f Metric]),
        coverage: &Coverage,
    ) -> Result<Self> {
        let teams = store.rows(
            "queries/publish/teams.sql",
            &Params::none().with("period_no", Shown::month_no()),
        )?;
        Ok(Self {
            store,
            shown,
            metrics,
            extents: Extents::of(shown, catalog, metrics, coverage),
            teams: teams
                .iter()
                .map(|row| (row.text("specialist_id"), row.text("team_id")))
                .collect(),
            places: shown.all.iter().copied().zip(0..).collect(),
        })
    }

    /// Fills the tables of figures and periods; the number of figures.
    pub fn add(&self, run: &Run<'_>, catalog: &Catalog) -> Result<usize> {
        self.store.run("queries/publish/figures/create.sql", &Params::none())?;
        self.store
            .run("queries/publish/figures/periods_create.sql", &Params::none())?;
        self.add_periods()?;
        let dimensions = CUTS.iter().map(|word| Dimension::parse(word));
        let dimensions: Vec<Dimension> = dimensions.collect::<std::result::Result<_, _>>()?;
        let split = Split {
            dimensions: &dimensions,
            metrics: None,
            period_no: Some(Shown::month_no()),
        };
        let sums = Sums::compute_split(run, catalog, self.metrics, split)?;
        let mut teams = Teams::new();
        let mut added = 0;
        for level in LEVELS {
            let dimension = Dimension::parse(level)?;
            let numbers = self.shown.numbers(level == "specialist");
            let roll_up = RollUp {
                by: &[dimension],
                filters: &[],
            };
            let values = sums.values_in(roll_up, Some(&numbers))?;
            added += self.add_level(level, &values, &mut teams)?;
            if level != "specialist" {
                let ids: BTreeSet<&str> = values.iter().map(|v| v.entity.id.as_str()).collect();
                added += self.add_cuts(dimension, &ids, &sums)?;
            }
        }
        Ok(added)
    }

    fn add_periods(&self) -> Result<()> {
        let mut rows: Vec<[Cell; 7]> = Vec::new();
        for series in &self.shown.series {
            for (place, view) in (1..).zip(&series.views) {
                rows.push([
                    Cell::Text(series.kind.word().to_owned()),
                    Cell::Integer(place),
                    Cell::Text(view.period.to_string()),
                    Cell::Date(view.period.first_on()),
                    Cell::Date(view.period.last_on()),
                    Cell::Date(view.as_of),
                    Cell::Boolean(*view == series.own),
                ]);
            }
        }
        self.store
            .append("publish_periods", rows.iter().map(<[Cell; 7]>::as_slice))
    }

    fn extent(&self, found: &MetricValue) -> Extent {
        let place = self.places.get(&found.view).copied().unwrap_or_default();
        self.extents.get(&found.metric, place)
    }

    fn add_level(&self, level: &str, values: &[MetricValue], teams: &mut Teams) -> Result<usize> {
        let known: Known<'_> = values
            .iter()
            .filter(|v| !self.extent(v).is_unknown())
            .map(|v| ((&v.metric, v.entity.id.as_str(), v.view), v))
            .collect();
        let mut ranked: HashMap<(&MetricId, View), i64> = HashMap::new();
        for found in known.values().filter(|found| found.rank.is_some()) {
            *ranked.entry((&found.metric, found.view)).or_default() += 1;
        }
        if level == "team" {
            let sums = known.values().filter_map(|v| Some((*v, v.numerator?, v.denominator?)));
            teams.extend(sums.map(|(v, n, d)| ((v.metric.clone(), v.entity.id.clone(), v.view), (n, d))));
        }
        let mut writer = Writer::new(self.store);
        let metrics = self.metrics;
        let mut judged: HashMap<(&MetricId, &str), Vec<(View, Judged)>> = HashMap::new();
        for found in values
            .iter()
            .filter(|v| known.contains_key(&(&v.metric, v.entity.id.as_str(), v.view)))
        {
            if self.shown.series_of(found.view).is_none() {
                continue;
            }
            let id = found.entity.id.as_str();
            let of_unit = judged.entry((&found.metric, id)).or_insert_with(|| {
                let metric = metrics.iter().find(|metric| metric.id == found.metric);
                metric.map_or_else(Vec::new, |metric| self.judged(metric, id, &known))
            });
            let limits = of_unit
                .iter()
                .find(|(view, _)| *view == found.view)
                .map(|(_, judged)| judged);
            let extent = self.extent(found);
            let [previous, year_before] =
                beside(found.view, &extent).map(|view| known.get(&(&found.metric, id, view)).copied());
            let peers = self.peers(level, found, teams);
            let of = ranked.get(&(&found.metric, found.view)).copied().unwrap_or_default();
            let is_whole = extent == Extent::Known;
            let figure = Figure {
                benchmark: found.benchmark.filter(|_| is_whole),
                ranked: of,
                previous,
                year_before,
                peers,
                limits,
                ..Figure::of((level, id), found, &extent)
            };
            writer.add(figure.cells())?;
        }
        writer.finish()
    }

    /// Control limits of what is known whole of the trends of a unit.
    fn judged(&self, metric: &Metric, id: &str, known: &Known<'_>) -> Vec<(View, Judged)> {
        let mut judged = Vec::new();
        for series in self.shown.series.iter().filter(|series| series.is_trend()) {
            let values: Vec<Value> = series
                .views
                .iter()
                .map(|view| self.whole(metric, id, (series, *view), known))
                .collect();
            let Some(limits) = limits(&values) else { continue };
            let signals = limits.signals.iter().map(|signal| signal.map(Signal::word));
            judged.extend(
                series
                    .views
                    .iter()
                    .zip(signals)
                    .map(|(view, signal)| (*view, Judged::of(&limits, signal))),
            );
        }
        judged
    }

    /// The value in a period of a trend: nothing of one that is told in part.
    fn whole(&self, metric: &Metric, id: &str, (series, view): (&Series, View), known: &Known<'_>) -> Value {
        let Some(found) = known.get(&(&metric.id, id, view)) else {
            return Value::Missing;
        };
        let is_part = view == series.own && self.extent(found).told_on(view) < view.period.last_on();
        if is_part { Value::Missing } else { value(metric, found) }
    }

    /// The sums of the rest of the team.
    fn peers(&self, level: &str, found: &MetricValue, teams: &Teams) -> Option<(Decimal, Decimal)> {
        if level != "specialist" {
            return None;
        }
        let team = self.teams.get(&found.entity.id)?;
        let (numerator, denominator) = teams.get(&(found.metric.clone(), team.clone(), found.view))?;
        Some((*numerator - found.numerator?, *denominator - found.denominator?))
    }

    /// The parts of the units of a level in the month.
    fn add_cuts(&self, level: Dimension, ids: &BTreeSet<&str>, sums: &Sums<'_>) -> Result<usize> {
        let month = BTreeSet::from([Shown::month_no()]);
        let mut writer = Writer::new(self.store);
        let cuts = CUTS.iter().chain((level.word == "company").then_some(&REGION));
        for word in cuts {
            let cut = Dimension::parse(word)?;
            if level.word == "company" {
                let roll_up = RollUp {
                    by: &[cut],
                    filters: &[],
                };
                for found in sums.values_in(roll_up, Some(&month))? {
                    let part = found.entity.id.clone();
                    self.add_part(&mut writer, (level, "company"), (cut, &part), &found)?;
                }
            } else if ids.iter().any(|id| id.contains('/')) {
                // What joins the two ids stands in one of them: each unit is asked for alone.
                for id in ids {
                    let filter = Filter {
                        dimension: level,
                        value: (*id).to_owned(),
                    };
                    let roll_up = RollUp {
                        by: &[cut],
                        filters: &[filter],
                    };
                    for found in sums.values_in(roll_up, Some(&month))? {
                        let part = found.entity.id.clone();
                        self.add_part(&mut writer, (level, id), (cut, &part), &found)?;
                    }
                }
            } else {
                let roll_up = RollUp {
                    by: &[level, cut],
                    filters: &[],
                };
                for found in sums.values_in(roll_up, Some(&month))? {
                    if let Some((id, part)) = found.entity.id.split_once('/') {
                        self.add_part(&mut writer, (level, id), (cut, part), &found)?;
                    }
                }
            }
        }
        writer.finish()
    }

    fn add_part(
        &self,
        writer: &mut Writer<'_>,
        (level, id): (Dimension, &str),
        (cut, part): (Dimension, &str),
        found: &MetricValue,
    ) -> Result<()> {
        let extent = self.extent(found);
        if extent.is_unknown() {
            return Ok(());
        }
        let figure = Figure {
            benchmark: found.benchmark.filter(|_| extent == Extent::Known),
            part: Some((cut.word, part)),
            ..Figure::of((level.word, id), found, &extent)
        };
        writer.add(figure.cells())
    }
}
