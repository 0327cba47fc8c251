//! A run: the facts of one or several periods, from which any number of metrics is read.
//!
//! Facts that depend on the data alone (who owned, what was paid when, what was settled when) are kept: see
//! [`facts`]. Facts of the periods are temporary, mostly views, and tell of all periods of the run at once, so that
//! a trend of 13 months is one pass and not 13.

use std::collections::BTreeSet;

use chrono::{Datelike, Months};

use super::elsewhere::Elsewhere;
use super::facts;
use super::standard::enclosing;
use super::wanted::Wanted;
use crate::diagnostic::Result;
use crate::library::in_order;
use crate::period::{Month, View};
use crate::store::{Params, Statement, Store};
use crate::workspace::MetricSettings;

/// Makes the table of the periods, which all other facts of a run read: it is filled first.
pub(crate) const PERIODS: &str = "queries/facts/run/periods.sql";
pub(crate) const ADD_PERIOD: &str = "queries/facts/add_period.sql";
/// Where the files of the other facts are.
pub(crate) const FOLDER: &str = "queries/facts/run";
/// Makes the table of the sums.
pub(crate) const VALUES: &str = "queries/rollup/values.sql";

/// Facts ready to be asked.
pub struct Run<'s> {
    pub(super) store: &'s Store,
    pub(super) settings: &'s MetricSettings,
    views: Vec<View>,
    elsewhere: Option<&'s dyn Elsewhere>,
}

impl<'s> Run<'s> {
    /// Computes the facts of `views`. Their place in the list is the `period_no` of SQL, counted from 1.
    pub fn new(store: &'s Store, settings: &'s MetricSettings, views: &[View]) -> Result<Self> {
        Self::with(store, settings, views, None)
    }

    /// The same; what is summed comes from `elsewhere`, if that is given, and the facts here are of what lies here.
    pub fn with(
        store: &'s Store,
        settings: &'s MetricSettings,
        views: &[View],
        elsewhere: Option<&'s dyn Elsewhere>,
    ) -> Result<Self> {
        facts::refresh(store, settings)?;
        let library = store.library();
        store.run(PERIODS, &Params::none())?;
        for (index, view) in views.iter().enumerate() {
            store.run(ADD_PERIOD, &period_params(index, *view))?;
        }
        for file in in_order(library.list(FOLDER, ".sql").filter(|file| file.name != PERIODS))? {
            store.run(&file.name, &Params::none())?;
        }
        let periods: BTreeSet<String> = views.iter().flat_map(|view| enclosing(view.period)).collect();
        for period in periods {
            store.run(
                "queries/facts/add_target_period.sql",
                &Params::none().with("period", &period),
            )?;
        }
        store.run(VALUES, &Params::none())?;
        store.run("queries/rollup/properties.sql", &Params::none())?;
        make_entities(store, false)?;
        Ok(Self {
            store,
            settings,
            views: views.to_vec(),
            elsewhere,
        })
    }

    /// Adds the sums of `wanted`.
    pub(crate) fn fill(&self, wanted: &[Wanted<'_>]) -> Result<()> {
        if let Some(elsewhere) = self.elsewhere {
            return elsewhere.fill(self.store, &self.views, wanted);
        }
        let library = self.store.library();
        let statements = wanted.iter().map(|one| one.statement(library));
        self.store.execute_all(&statements.collect::<Result<Vec<_>>>()?)
    }

    /// The periods of the run, in order.
    pub fn views(&self) -> &[View] {
        &self.views
    }

    /// The period a result row belongs to, and its place in the list.
    pub(super) fn view(&self, period_no: i64) -> (View, usize) {
        let index = usize::try_from(period_no - 1).expect("period numbers count from 1");
        (self.views[index], index)
    }
}

/// Makes the view of the sums with all names: `run_entities`, or `report_entities` for the members of reports' scopes.
pub fn make_entities(store: &Store, by_scope: bool) -> Result<()> {
    let template = store.library().get("queries/rollup/entities.sql.j2")?;
    let statement = Statement::render(template, minijinja::context! { by_scope })?;
    store.execute(&statement, &Params::none()).map(drop)
}

fn month_number(month: Month) -> i32 {
    let day = month.first_on();
    12 * day.year() + i32::from(u8::try_from(day.month()).expect("a month is at most 12"))
}

/// What [`ADD_PERIOD`] takes.
pub(crate) fn period_params(index: usize, view: View) -> Params {
    let period = view.period;
    let (first, last) = period.reference_months();
    let month = Month::containing(period.last_on());
    // Stages reach three months back and two ahead, the grace end rate two months before the first reference month.
    let window_from = first.plus(-2).min(month.plus(-3)).first_on();
    let two_years_before = period
        .last_on()
        .checked_sub_months(Months::new(24))
        .unwrap_or(period.last_on());
    Params::none()
        .with("period_no", i64::try_from(index).expect("few periods") + 1)
        .with("first_on", period.first_on())
        .with("last_on", period.last_on())
        .with("as_of", view.as_of)
        .with("two_years_before_on", two_years_before)
        .with("month", month_number(month))
        .with("first_month", month_number(first))
        .with("last_month", month_number(last))
        .with("window_from", window_from)
        .with("window_to", month.plus(2).last_on())
}
