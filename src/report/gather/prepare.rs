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
use super::figures::Figures;
use super::measure::metrics;
use super::needs::{Making, Needs};
use super::pay::{self, OfPlan, Pay};
use super::values;
use crate::diagnostic::Result;
use crate::library::Source;
use crate::message::Word;
use crate::metrics::{Catalog, Dimension, Metric, RollUp, Run, Split, Sums};
use crate::period::{Period, PeriodError, View};
use crate::report::declare::definition::{Definition, SectionDefinition};
use crate::report::declare::scope::{Names, Scope};
use crate::report::declare::views::{self, Views};
use crate::report::model::{Foot, Input, Level};
use crate::report::text::format::Format;
use crate::report::text::words::Words;
use crate::store::{Params, Rows, Store};
use crate::workspace::{Locale, Workspace};

/// The HR review of a period.
const REVIEW: &str = "incentives";

const LEVELS: [(Level, &str); 4] = [
    (Level::Company, "company"),
    (Level::Branch, "branch"),
    (Level::Team, "team"),
    (Level::Specialist, "specialist"),
];

/// A report's metrics computed for everybody, from which it is written for a number of scopes and in any language. Its
/// tables live in the store until another report is prepared there.
pub struct Prepared<'s> {
    pub(in crate::report) workspace: &'s Workspace,
    pub(in crate::report) definition: Definition,
    pub(in crate::report) catalog: Catalog,
    pub(in crate::report) figures: Figures,
    /// Where the figures come from, without what differs from report to report.
    pub(in crate::report) origin: Foot,
    /// Plans whose pay is left out.
    pub(in crate::report) in_doubt: Vec<String>,
    pub(in crate::report) view: View,
    pub(in crate::report) views: Views,
    pub(in crate::report) names: Names,
    answers: Answers<'s>,
    languages: RefCell<HashMap<&'static str, Rc<Language>>>,
    /// Of the HR review, the plan it is about.
    pub(in crate::report) of_plan: Option<OfPlan>,
}

/// What is read once for each language.
pub(in crate::report) struct Language {
    /// What titles and notes may name, such as `{month}`.
    pub names: Vec<(&'static str, String)>,
    pub words: Words,
}

impl<'s> Prepared<'s> {
    /// Computes what the report `name` needs for `view` and `scopes`.
    pub fn new(workspace: &'s Workspace, store: &'s Store, name: &str, view: View, scopes: &[Scope]) -> Result<Self> {
        Self::of(workspace, store, (name, view), scopes, None)
    }

    /// The HR review of a plan and period, for the company: of the run that counts, as known on its as-of day.
    pub fn review(workspace: &'s Workspace, store: &'s Store, of_plan: OfPlan) -> Result<Self> {
        let run = of_plan.state.run();
        let view = View::new(run.period, Some(run.as_of));
        Self::of(workspace, store, (REVIEW, view), &[Scope::company()], Some(of_plan))
    }

    fn of(
        workspace: &'s Workspace,
        store: &'s Store,
        (name, view): (&str, View),
        scopes: &[Scope],
        of_plan: Option<OfPlan>,
    ) -> Result<Self> {
        let definition = Definition::load(&workspace.library, name)?;
        check_period(&definition, view.period)?;
        let names = Names::load(store)?;
        for scope in scopes {
            names.find(scope.level, &scope.id)?;
        }
        let catalog = Catalog::load(&workspace.library)?;
        let views = Views::plan(&definition, view)?;
        let needs = Needs::of(&definition, &workspace.library);
        let mut pay = Pay::new(workspace, store, &views, scopes, of_plan.as_ref());
        if needs.any(&pay::TABLES) {
            pay.look(needs.any(&[pay::DISCREPANCIES]))?;
        }
        let run = Run::new(store, &workspace.settings.metrics, views.all())?;
        let figures = figures_of(&definition, &catalog, &run, &views, (store, view, scopes))?;
        let answers = Answers::prepare(store, scopes)?;
        needs.make(&Making {
            workspace,
            store,
            views: &views,
            scopes,
            pay: &pay,
        })?;
        let plan = pay.plans();
        Ok(Self {
            workspace,
            catalog,
            figures,
            origin: Foot { plan, ..origin(store)? },
            in_doubt: pay.in_doubt().to_vec(),
            view,
            views,
            names,
            answers,
            languages: RefCell::default(),
            definition,
            of_plan,
        })
    }

    /// Whom it was prepared for.
    pub fn scopes(&self) -> &[Scope] {
        self.answers.scopes()
    }

    /// What people call `scope`.
    pub fn name_of(&self, scope: &Scope, locale: Locale) -> Result<String> {
        let language = self.language(locale)?;
        let company = self.workspace.settings.company_name(language.words.texts());
        Ok(self.names.of(scope, company))
    }

    /// What a statement returns for the scope of this number.
    pub(in crate::report) fn rows(&self, file: &Source, scope: usize, locale: Locale) -> Result<Rc<Rows>> {
        let language = locale.pick("zh", "en");
        let params = Params::none()
            .with("language", language)
            .with("low_sample", self.workspace.settings.metrics.low_sample)
            .with("budget", self.of_plan.as_ref().and_then(|of_plan| of_plan.budget));
        let params = self.views.params(params);
        self.answers.rows(file, scope, language, &params)
    }

    pub(in crate::report) fn language(&self, locale: Locale) -> Result<Rc<Language>> {
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
pub(in crate::report) fn used<'c>(definition: &Definition, catalog: &'c Catalog) -> Result<Vec<&'c Metric>> {
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
    let read = metrics_of(definition, |section| section.kind.has_statement());
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
fn metrics_of(definition: &Definition, are: impl Fn(&SectionDefinition) -> bool) -> BTreeSet<String> {
    let sections = definition.sections.iter().filter(|section| are(section));
    sections.flat_map(|section| section.metrics.iter().cloned()).collect()
}

fn check_period(definition: &Definition, period: Period) -> Result<()> {
    if definition.covers(period) {
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
