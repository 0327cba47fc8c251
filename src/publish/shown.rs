//! Which periods are published, and as of which day each is known.
//!
//! The day that was loaded last, its week, month and quarter, each with those before it: months and weeks as long as a trend is,
//! of days and quarters the one before. All are one run. What a period is held against is in it as well, as of the same day.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::metrics::{Catalog, Coverage, Extent, Metric, MetricId};
use crate::period::{Month, Period, PeriodKind, View};
use crate::report::views::as_known;

/// Months and weeks of a trend.
const TREND: usize = 13;

/// The periods of one kind.
#[derive(Clone, Debug)]
pub(super) struct Series {
    pub kind: PeriodKind,
    /// The one the as-of day lies in.
    pub own: View,
    /// Oldest first, the own one last.
    pub views: Vec<View>,
}

/// All periods of a publication.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub as_of: NaiveDate,
    pub series: Vec<Series>,
    /// Those of the run: what is shown, then what it is held against.
    pub all: Vec<View>,
}

impl Series {
    fn of(own: Period, as_of: NaiveDate, count: usize) -> Self {
        let own = View::new(own, Some(as_of));
        let mut views = vec![own];
        while views.len() < count {
            let before = views[views.len() - 1].period.previous();
            views.push(as_known(before, own));
        }
        views.reverse();
        Self {
            kind: own.period.kind(),
            own,
            views,
        }
    }

    /// True if it is long enough for control limits.
    pub fn is_trend(&self) -> bool {
        self.views.len() == TREND
    }
}

impl Shown {
    /// The periods around `as_of`, and what `metrics` are held against in them.
    pub fn around(as_of: NaiveDate, catalog: &Catalog, metrics: &[&Metric], coverage: &Coverage) -> Self {
        let series = vec![
            Series::of(Period::month(Month::containing(as_of)), as_of, TREND),
            Series::of(Period::week(as_of), as_of, TREND),
            Series::of(Period::day(as_of), as_of, 2),
            Series::of(Period::quarter(as_of), as_of, 2),
        ];
        let mut all: Vec<View> = series.iter().flat_map(|one| one.views.iter().copied()).collect();
        for one in &series {
            for metric in metrics {
                let extent = extent(coverage, catalog, metric, one.own);
                for view in beside(one.own, &extent) {
                    if !all.contains(&view) {
                        all.push(view);
                    }
                }
            }
        }
        Self { as_of, series, all }
    }

    /// The number of the own month in the run, as SQL counts.
    pub fn month_no() -> i64 {
        number(TREND - 1)
    }

    /// The own month.
    pub fn month(&self) -> View {
        self.series[0].own
    }

    /// Of which series a view is the own or an earlier period.
    pub fn series_of(&self, view: View) -> Option<&Series> {
        self.series.iter().find(|one| one.views.contains(&view))
    }

    /// The numbers of all periods, or of those that are read of each person: of trends only the months.
    pub fn numbers(&self, of_people: bool) -> BTreeSet<i64> {
        let is_left_out = |view: &View| {
            let series = self.series_of(*view);
            of_people && series.is_some_and(|one| one.kind == PeriodKind::Week && one.own != *view)
        };
        let kept = (0..self.all.len()).filter(|place| !is_left_out(&self.all[*place]));
        kept.map(number).collect()
    }
}

/// The periods that a value of `own` is held against: the one before and the same a year before.
pub(super) fn beside(own: View, extent: &Extent) -> [View; 2] {
    [own.period.previous(), own.period.year_before()].map(|other| extent.beside(own, other))
}

/// How much of `view` is known of `metric`: an as-of day within it leaves a part too.
pub(super) fn extent(coverage: &Coverage, catalog: &Catalog, metric: &Metric, view: View) -> Extent {
    let extent = coverage.of(catalog, metric, view);
    let told_on = extent.told_on(view);
    if !extent.is_unknown() && told_on < view.period.last_on() {
        return Extent::Until(told_on);
    }
    extent
}

/// What is known of each metric in each period, asked once.
pub(super) struct Extents(BTreeMap<MetricId, Vec<Extent>>);

impl Extents {
    pub fn of(shown: &Shown, catalog: &Catalog, metrics: &[&Metric], coverage: &Coverage) -> Self {
        let of_metric = |metric: &&Metric| {
            let extents = shown.all.iter().map(|view| extent(coverage, catalog, metric, *view));
            (metric.id.clone(), extents.collect())
        };
        Self(metrics.iter().map(of_metric).collect())
    }

    /// That of the metric in the view at this place of [`Shown::all`].
    pub fn get(&self, metric: &MetricId, place: usize) -> Extent {
        let of_metric = self.0.get(metric).and_then(|extents| extents.get(place));
        of_metric.cloned().unwrap_or_default()
    }
}

fn number(place: usize) -> i64 {
    i64::try_from(place).expect("few periods") + 1
}
