//! A run: the facts of one or several periods, from which any number of metrics is read.
//!
//! Facts that depend on the data alone (who owned, what was paid when, what was settled when) are kept: see
//! [`facts`]. Facts of the periods are temporary, mostly views, and tell of all periods of the run at once, so that
//! a trend of 13 months is one pass and not 13. A run that reads kept sums ([`Kept`]) makes only the facts that the others
//! need, of the periods they are missing in.

use std::cell::RefCell;
use std::collections::BTreeSet;

use chrono::{Datelike, Months};

use super::elsewhere::Elsewhere;
use super::facts;
use super::kept::Kept;
use super::standard::enclosing;
use super::wanted::{ADD_METRIC, Wanted};
use crate::diagnostic::Result;
use crate::library::{Source, in_order, needed};
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

/// What sums are rolled up by, and what their values are held against: no run is without.
const ALWAYS: [&str; 2] = ["run_specialists", "run_target_periods"];

/// Facts ready to be asked.
pub struct Run<'s> {
    pub(super) store: &'s Store,
    pub(super) settings: &'s MetricSettings,
    views: Vec<View>,
    elsewhere: Option<&'s dyn Elsewhere>,
    kept: Option<&'s Kept<'s>>,
    /// None before the first facts are there.
    made: RefCell<Option<Made>>,
}

/// The facts that are there: files, and the numbers of the periods they tell of.
struct Made {
    periods: BTreeSet<i64>,
    files: BTreeSet<String>,
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
        let run = Self::begin(store, settings, views, (elsewhere, None))?;
        run.make_all()?;
        Ok(run)
    }

    /// A run of sums that are taken from `kept` where they are there: facts are made when they are needed.
    pub fn keeping(store: &'s Store, settings: &'s MetricSettings, views: &[View], kept: &'s Kept<'s>) -> Result<Self> {
        Self::begin(store, settings, views, (None, Some(kept).filter(|kept| kept.is_on())))
    }

    fn begin(
        store: &'s Store,
        settings: &'s MetricSettings,
        views: &[View],
        (elsewhere, kept): (Option<&'s dyn Elsewhere>, Option<&'s Kept<'s>>),
    ) -> Result<Self> {
        facts::refresh(store, settings)?;
        let run = Self {
            store,
            settings,
            views: views.to_vec(),
            elsewhere,
            kept,
            made: RefCell::default(),
        };
        run.tell_of_all()?;
        store.run(VALUES, &Params::none())?;
        store.run("queries/rollup/properties.sql", &Params::none())?;
        make_entities(store, false)?;
        Ok(run)
    }

    /// Where sums are kept, if they are.
    pub(super) fn kept(&self) -> Option<&'s Kept<'s>> {
        self.kept
    }

    /// The numbers of all periods.
    fn all(&self) -> BTreeSet<i64> {
        (1..).zip(&self.views).map(|(number, _)| number).collect()
    }

    fn tells_of(&self, periods: &BTreeSet<i64>) -> bool {
        self.made.borrow().as_ref().is_some_and(|made| made.periods == *periods)
    }

    /// True if the facts of this file are there.
    fn is_made(&self, file: &str) -> bool {
        self.made
            .borrow()
            .as_ref()
            .is_some_and(|made| made.files.contains(file))
    }

    /// Facts tell of the periods of these numbers from now on. Those of others are not there any more.
    fn tell_of(&self, periods: &BTreeSet<i64>) -> Result<()> {
        if self.tells_of(periods) {
            return Ok(());
        }
        self.store.run(PERIODS, &Params::none())?;
        for (index, view) in self.views.iter().enumerate() {
            if periods.contains(&number(index)) {
                self.store.run(ADD_PERIOD, &period_params(index, *view))?;
            }
        }
        let (periods, files) = (periods.clone(), BTreeSet::new());
        *self.made.borrow_mut() = Some(Made { periods, files });
        Ok(())
    }

    /// Facts tell of all periods, and those are there of which no run is without.
    fn tell_of_all(&self) -> Result<()> {
        let all = self.all();
        if self.tells_of(&all) {
            return Ok(());
        }
        self.tell_of(&all)?;
        self.make(ALWAYS.into())?;
        let periods: BTreeSet<String> = self.views.iter().flat_map(|view| enclosing(view.period)).collect();
        periods.iter().try_for_each(|period| {
            let params = Params::none().with("period", period);
            self.store.run("queries/facts/add_target_period.sql", &params).map(drop)
        })
    }

    /// Makes the facts of all periods that `words` name, as far as they are not there.
    pub(crate) fn make_named(&self, words: BTreeSet<&str>) -> Result<()> {
        self.tell_of_all()?;
        self.make(words)
    }

    /// Makes the facts that `words` name, and what these read, as far as they are not there.
    fn make(&self, words: BTreeSet<&str>) -> Result<()> {
        let files = in_order(
            self.store
                .library()
                .list(FOLDER, ".sql")
                .filter(|file| file.name != PERIODS),
        )?;
        for file in needed(&files, words) {
            if self.is_made(&file.name) {
                continue;
            }
            self.store.run(&file.name, &Params::none())?;
            if let Some(made) = self.made.borrow_mut().as_mut() {
                made.files.insert(file.name.clone());
            }
        }
        Ok(())
    }

    /// Makes all facts that are not there.
    pub(crate) fn make_all(&self) -> Result<()> {
        let files = self.store.library().list(FOLDER, ".sql");
        self.make(files.filter_map(Source::makes).collect())
    }

    /// Makes the facts that the statements of metrics read. Those of the workspace are always made, so that their mistakes are
    /// told whatever is asked.
    pub(super) fn make_for<'m>(&self, metrics: impl Iterator<Item = &'m Source>) -> Result<()> {
        let library = self.store.library();
        let own = library.list(FOLDER, ".sql").filter(|file| file.is_override);
        let mut words: BTreeSet<&str> = own.filter_map(Source::makes).collect();
        words.extend(library.get(ADD_METRIC)?.words());
        let of_metrics: Vec<&Source> = metrics.collect();
        words.extend(of_metrics.iter().flat_map(|metric| metric.words()));
        self.make(words)
    }

    /// The periods that sums are computed in which are missing in `periods`: no fewer than there are facts of.
    pub(super) fn computed_in(&self, periods: BTreeSet<i64>) -> BTreeSet<i64> {
        let made = self.made.borrow();
        let has_facts = made.as_ref().is_some_and(|made| made.files.len() > ALWAYS.len());
        if has_facts { self.all() } else { periods }
    }

    /// Does `work` with facts of these periods only, and leaves those there of which no run is without.
    pub(super) fn only(&self, periods: &BTreeSet<i64>, work: impl FnOnce() -> Result<()>) -> Result<()> {
        self.tell_of(periods)?;
        work()?;
        self.tell_of_all()
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

/// The number of the period at this place of the list.
fn number(index: usize) -> i64 {
    i64::try_from(index).expect("few periods") + 1
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
        .with("period_no", number(index))
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
