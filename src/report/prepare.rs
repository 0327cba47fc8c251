//! What the reports of one name and period are made of, computed once for all of them.
//!
//! All periods a report needs (its own, twelve before it, the year before) are one run, so that no figure is computed
//! twice and every comparison rests on the same facts. Figures of people in periods that only a trend shows are left
//! out unless a report is about a person: they would be most of the work.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use chrono::NaiveDate;

use super::answers::Answers;
use super::definition::{Definition, Kind, SectionFile};
use super::format::Format;
use super::measure::{Figures, metrics};
use super::model::{Foot, Input, Level};
use super::pay;
use super::risk;
use super::scope::{Names, Scope};
use super::shared;
use super::values;
use super::views::{self, Views};
use super::words::Words;
use super::worklist;
use crate::diagnostic::Result;
use crate::library::Source;
use crate::message::Word;
use crate::metrics::{Catalog, Dimension, Metric, RollUp, Run, Split, Sums};
use crate::period::{Period, PeriodError, View};
use crate::store::{Params, Rows, Store};
use crate::workspace::{Locale, Workspace};

/// What a section's `reads` says if it needs the tables of pay, and the figures of fairness beside them.
pub(super) const PAY: &str = "pay";
const RESULTS: &str = "results";

const LEVELS: [(Level, &str); 4] = [
    (Level::Company, "company"),
    (Level::Branch, "branch"),
    (Level::Team, "team"),
    (Level::Specialist, "specialist"),
];

/// A report's metrics computed for everybody, from which it is written for a number of scopes and in any language. Its
/// tables live in the store until another report is prepared there.
pub struct Prepared<'s> {
    pub(super) workspace: &'s Workspace,
    pub(super) definition: Definition,
    pub(super) catalog: Catalog,
    pub(super) figures: Figures,
    /// Where the figures come from, without what differs from report to report.
    pub(super) origin: Foot,
    pub(super) view: View,
    pub(super) views: Views,
    pub(super) names: Names,
    answers: Answers<'s>,
    languages: RefCell<HashMap<&'static str, Rc<Language>>>,
}

/// What is read once for each language.
pub(super) struct Language {
    /// What titles and notes may name, such as `{month}`.
    pub names: Vec<(&'static str, String)>,
    pub words: Words,
}

impl<'s> Prepared<'s> {
    /// Computes what the report `name` needs for `view` and `scopes`.
    pub fn new(workspace: &'s Workspace, store: &'s Store, name: &str, view: View, scopes: &[Scope]) -> Result<Self> {
        let definition = Definition::load(&workspace.library, name)?;
        check_period(&definition, view.period)?;
        let names = Names::load(store)?;
        for scope in scopes {
            names.of(scope, "")?;
        }
        let catalog = Catalog::load(&workspace.library)?;
        let views = Views::plan(&definition, view)?;
        let run = Run::new(store, &workspace.settings.metrics, views.all())?;
        let figures = figures_of(&definition, &catalog, &run, &views, (store, view, scopes))?;
        if definition.worklist {
            worklist::prepare(store, view)?;
        }
        if definition.risk {
            risk::prepare(workspace, store, view.as_of)?;
        }
        let answers = Answers::prepare(store, scopes)?;
        shared::prepare(store, &definition, &views.params(Params::none()))?;
        let reads = |what: &str| definition.sections.iter().any(|s| s.list("reads").contains(&what));
        let plan = if reads(PAY) {
            pay::prepare(workspace, store, &views, scopes, reads(RESULTS))?
        } else {
            None
        };
        Ok(Self {
            workspace,
            catalog,
            figures,
            origin: Foot { plan, ..origin(store)? },
            view,
            views,
            names,
            answers,
            languages: RefCell::default(),
            definition,
        })
    }

    /// Whom it was prepared for.
    pub fn scopes(&self) -> &[Scope] {
        self.answers.scopes()
    }

    /// What a statement returns for the scope of this number.
    pub(super) fn rows(&self, file: &Source, scope: usize, locale: Locale) -> Result<Rc<Rows>> {
        let language = locale.pick("zh", "en");
        let params = Params::none()
            .with("language", language)
            .with("low_sample", self.workspace.settings.metrics.low_sample);
        let params = self.views.params(params);
        self.answers.rows(file, scope, language, &params)
    }

    pub(super) fn language(&self, locale: Locale) -> Result<Rc<Language>> {
        if let Some(known) = self.languages.borrow().get(locale.tag()) {
            return Ok(Rc::clone(known));
        }
        let library = &self.workspace.library;
        let language = Rc::new(Language {
            names: views::names(self.view, &Format::load(library, locale)?)?,
            words: Words::load(library, locale)?,
        });
        self.languages.borrow_mut().insert(locale.tag(), Rc::clone(&language));
        Ok(language)
    }
}

/// All metrics of the report, each once.
pub(super) fn used<'c>(definition: &Definition, catalog: &'c Catalog) -> Result<Vec<&'c Metric>> {
    let names: BTreeSet<String> = definition
        .sections
        .iter()
        .flat_map(|s| s.metrics.iter().cloned())
        .collect();
    metrics(catalog, &names.into_iter().collect::<Vec<_>>())
}

fn figures_of(
    definition: &Definition,
    catalog: &Catalog,
    run: &Run<'_>,
    views: &Views,
    (store, view, scopes): (&Store, View, &[Scope]),
) -> Result<Figures> {
    let used = used(definition, catalog)?;
    let dimensions = split_dimensions(definition)?;
    let in_parts = metrics_of(definition, |section| !section.list("split").is_empty());
    let read = metrics_of(definition, |section| {
        matches!(section.kind, Kind::Table | Kind::Figures | Kind::Heat)
    });
    let split = Split {
        dimensions: &dimensions,
        metrics: Some(&in_parts),
        period_no: Some(views.own_no()),
    };
    let sums = Sums::compute_split(run, catalog, &used, split)?;
    values::create(store)?;
    let named: BTreeSet<i64> = views.named().map(|(_, number)| number).collect();
    let mut figures = Figures::new(view);
    for (level, word) in LEVELS {
        let roll_up = RollUp {
            by: &[Dimension::parse(word)?],
            filters: &[],
        };
        // Trends show whom the reports are about; everybody else is held against few periods.
        let has_trend = scopes.iter().any(|scope| scope.level == level);
        let found = sums.values_in(roll_up, (!has_trend).then_some(&named))?;
        values::add(store, level, &found, views, &read)?;
        figures.add(level, found);
    }
    Ok(figures)
}

/// The metrics of the sections that `are` of a kind.
fn metrics_of(definition: &Definition, are: impl Fn(&SectionFile) -> bool) -> BTreeSet<String> {
    let sections = definition.sections.iter().filter(|section| are(section));
    sections.flat_map(|section| section.metrics.iter().cloned()).collect()
}

fn check_period(definition: &Definition, period: Period) -> Result<()> {
    if period.kind().word() == definition.period {
        return Ok(());
    }
    Err(PeriodError::WrongKind {
        period: period.to_string(),
        wanted: Word(definition.period.clone()),
    }
    .into())
}

fn split_dimensions(definition: &Definition) -> Result<Vec<Dimension>> {
    let words = definition.sections.iter().flat_map(|s| s.list("split"));
    Ok(words.map(Dimension::parse).collect::<std::result::Result<_, _>>()?)
}

/// Where the figures of all reports come from.
fn origin(store: &Store) -> Result<Foot> {
    let span = store.rows("queries/status/span.sql", &Params::none())?;
    let files = store.rows("queries/status/files.sql", &Params::none())?;
    let newest: Option<NaiveDate> = span.first().and_then(|row| row.date("last_fact_on"));
    let rejects = span.first().and_then(|row| row.integer("rejects")).unwrap_or_default();
    let inputs = files.iter().map(|row| Input {
        name: row.text("path"),
        sha256: row.text("sha256"),
    });
    Ok(Foot {
        newest_file_on: newest,
        rejects: u64::try_from(rejects).unwrap_or_default(),
        low_samples: 0,
        plan: None,
        engine: format!("Duebook {}", env!("CARGO_PKG_VERSION")),
        inputs: inputs.collect(),
    })
}
