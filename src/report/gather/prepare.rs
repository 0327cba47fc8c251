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
use super::keeper::Keeper;
use super::measure::metrics;
use super::needs::{self, Making, Needs};
use super::pay::{self, OfPlan, Pay};
use super::values;
use crate::contract::Contract;
use crate::diagnostic::Result;
use crate::library::{Library, Source};
use crate::message::{Word, say};
use crate::metrics::coverage::Lack;
use crate::metrics::elsewhere::coverage as coverage_of;
use crate::metrics::{
    Catalog, Coverage, Dimension, Elsewhere, Extent, Kept, Metric, MetricId, RollUp, Run, Split, Sums,
};
use crate::period::{Period, PeriodError, View};
use crate::report::declare::definition::{Definition, Kind, SectionDefinition};
use crate::report::declare::scope::{Names, Scope};
use crate::report::declare::views::{self, Views};
use crate::report::error::ReportError;
use crate::report::model::{Foot, Input, Level};
use crate::report::text::format::Format;
use crate::report::text::words::Words;
use crate::store::{Params, Rows, Store};
use crate::workspace::{Locale, Workspace};

/// Who has values, the organisation a scorecard shows.
pub(in crate::report) const ORGANISATION: &str = "queries/reports/organisation.sql";

/// What most statements count.
const PAYMENTS: &str = "payments";

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
    pub(in crate::report) coverage: Coverage,
    /// What the tables of the data are called.
    pub(in crate::report) tables: Contract,
    /// Plans whose pay is left out.
    pub(in crate::report) in_doubt: Vec<String>,
    pub(in crate::report) view: View,
    pub(in crate::report) views: Views,
    pub(in crate::report) names: Names,
    answers: Answers<'s>,
    /// The tables of data that lie elsewhere, if figures come from there.
    absent: Option<BTreeSet<String>>,
    languages: RefCell<HashMap<&'static str, Rc<Language>>>,
    /// Of the HR review, the plan it is about.
    pub(in crate::report) of_plan: Option<OfPlan>,
}

/// Where what a report is made of comes from, if not from the store alone.
#[derive(Default)]
struct Given<'s> {
    of_plan: Option<OfPlan>,
    elsewhere: Option<&'s dyn Elsewhere>,
    kept: Option<(&'s Kept<'s>, Locale)>,
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
        Self::of(workspace, store, (name, view), scopes, &Given::default())
    }

    /// The same for reports in `locale` alone, of which figures and answers are taken from `kept` where they are there. Those
    /// that were not are kept by [`Self::keep`], once the reports are made.
    pub fn keeping(
        workspace: &'s Workspace,
        store: &'s Store,
        asked: (&str, View),
        scopes: &[Scope],
        (kept, locale): (&'s Kept<'s>, Locale),
    ) -> Result<Self> {
        let given = Given {
            kept: Some((kept, locale)).filter(|(kept, _)| kept.is_on()),
            ..Given::default()
        };
        Self::of(workspace, store, asked, scopes, &given)
    }

    /// The same with figures of data that lie elsewhere, if so it is: sections that read their rows say that they are there.
    pub fn with(
        workspace: &'s Workspace,
        store: &'s Store,
        (name, view): (&str, View),
        scopes: &[Scope],
        elsewhere: Option<&'s dyn Elsewhere>,
    ) -> Result<Self> {
        let given = Given {
            elsewhere,
            ..Given::default()
        };
        Self::of(workspace, store, (name, view), scopes, &given)
    }

    /// The HR review of a plan and period, for the company: of the run that counts, as known on its as-of day.
    pub fn review(workspace: &'s Workspace, store: &'s Store, of_plan: OfPlan) -> Result<Self> {
        let run = of_plan.state.run();
        let view = View::new(run.period, Some(run.as_of));
        let given = Given {
            of_plan: Some(of_plan),
            ..Given::default()
        };
        Self::of(workspace, store, (REVIEW, view), &[Scope::company()], &given)
    }

    fn of(
        workspace: &'s Workspace,
        store: &'s Store,
        (name, view): (&str, View),
        scopes: &[Scope],
        given: &Given<'s>,
    ) -> Result<Self> {
        let Given {
            of_plan,
            elsewhere,
            kept,
        } = given;
        let (elsewhere, kept) = (*elsewhere, *kept);
        let definition = Definition::load(&workspace.library, name)?;
        check_period(&definition, view.period)?;
        let names = Names::load(store)?;
        for scope in scopes {
            names.find(scope.level, &scope.id)?;
        }
        let catalog = Catalog::load(&workspace.library)?;
        let coverage = coverage_of(store, &workspace.settings, elsewhere)?;
        let extents: HashMap<MetricId, Extent> = used(&definition, &catalog)?
            .into_iter()
            .map(|metric| (metric.id.clone(), coverage.of(&catalog, metric, view)))
            .collect();
        let tables = Contract::load(&workspace.library)?;
        check_known(
            &definition,
            (&extents, &coverage),
            view,
            &tables,
            workspace.settings.locale,
        )?;
        let all: Vec<Extent> = extents.values().cloned().collect::<BTreeSet<_>>().into_iter().collect();
        let payments = coverage.of_tables(&BTreeSet::from([PAYMENTS]), view);
        let asked = of_plan.as_ref().and_then(|of_plan| of_plan.known_on);
        let known_on = asked.unwrap_or_else(|| coverage.newest().map_or(view.as_of, |day| day.max(view.as_of)));
        let views = Views::plan(&definition, view, known_on, &payments, &all)?;
        let needs = Needs::of(&definition, &workspace.library);
        let mut pay = Pay::new(workspace, store, &views, scopes, of_plan.as_ref());
        if needs.any(&pay::TABLES) {
            pay.look(needs.any(&[pay::DISCREPANCIES]))?;
        }
        let settings = &workspace.settings.metrics;
        let run = match kept {
            Some((kept, _)) => Run::keeping(store, settings, views.all(), kept)?,
            None => Run::with(store, settings, views.all(), elsewhere)?,
        };
        let keeper = kept.map(|(kept, _)| Keeper::new(workspace, kept, name, (&views, scopes)));
        let answers = Answers::new(store, scopes, keeper.transpose()?);
        // Only what nobody has asked yet needs its tables.
        let missing = match kept {
            Some((_, locale)) => {
                let files = statements(&definition, (&coverage, view), &workspace.library)?;
                let (language, params) = asking(workspace, &views, of_plan.as_ref(), locale);
                Some(answers.take_kept(&files, language, &params)?)
            }
            None => None,
        };
        let needs = match &missing {
            Some(missing) => Needs::of_statements(missing.iter().copied(), &workspace.library),
            None => needs,
        };
        let is_asked = missing.as_ref().is_none_or(|missing| !missing.is_empty());
        let known = (&coverage, extents);
        let store_of_values = is_asked.then_some(store);
        let figures = figures_of(
            &definition,
            &catalog,
            &run,
            &views,
            (store_of_values, view, scopes),
            known,
        )?;
        if is_asked {
            run.make_named(needs.reads())?;
            answers.number_scopes()?;
            needs.make(&Making {
                workspace,
                store,
                views: &views,
                scopes,
                pay: &pay,
                coverage: &coverage,
                kept: kept.map(|(kept, _)| kept),
            })?;
        }
        let plan = pay.plans();
        Ok(Self {
            workspace,
            catalog,
            figures,
            origin: Foot {
                plan,
                ..origin(store, elsewhere.is_some())?
            },
            coverage,
            tables,
            in_doubt: pay.in_doubt().to_vec(),
            view,
            views,
            names,
            answers,
            languages: RefCell::default(),
            absent: elsewhere.map(|there| there.tables().into_iter().map(str::to_owned).collect()),
            definition,
            of_plan: of_plan.clone(),
        })
    }

    /// Keeps the answers that were asked, for who asks the same again.
    pub fn keep(&self) -> Result<()> {
        self.answers.write_kept()
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
        let (language, params) = self.asking(locale);
        self.answers.rows(file, scope, language, &params)
    }

    /// Asks what the sections will want to know of the scope of this number, several at once.
    pub(in crate::report) fn ask_ahead(&self, scope: usize, locale: Locale) {
        let sections = self.definition.sections.iter();
        let asking = sections.filter(|section| {
            section.kind.has_statement() && self.lack(section).is_none() && !self.is_elsewhere(section)
        });
        let files: Vec<&Source> = asking.map(|section| &section.source).collect();
        let (language, params) = self.asking(locale);
        self.answers.ask_ahead(&files, scope, language, &params);
    }

    /// The word of a language, and what all statements may ask for.
    fn asking(&self, locale: Locale) -> (&'static str, Params) {
        asking(self.workspace, &self.views, self.of_plan.as_ref(), locale)
    }

    /// What a section whose rows need a table lacks of it.
    pub(in crate::report) fn lack(&self, file: &SectionDefinition) -> Option<Lack> {
        lack(file, &self.coverage, self.view)
    }

    /// True if a section reads rows of data that lie elsewhere.
    pub(in crate::report) fn is_elsewhere(&self, file: &SectionDefinition) -> bool {
        self.absent
            .as_ref()
            .is_some_and(|absent| needs::reads_rows(&file.statement, &self.workspace.library, absent))
    }

    /// How much of the report's period is known of a metric.
    pub(in crate::report) fn extent(&self, metric: &str) -> Extent {
        let metric = self.catalog.if_any(metric);
        metric.map_or(Extent::Known, |metric| self.figures.extent(&metric.id))
    }

    /// What is known of each figure of a statement.
    pub(in crate::report) fn figure_extents(&self, file: &SectionDefinition) -> Vec<Extent> {
        figure_extents(file, &self.coverage, self.view)
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

/// The word of a language, and what all statements may ask for.
fn asking(workspace: &Workspace, views: &Views, of_plan: Option<&OfPlan>, locale: Locale) -> (&'static str, Params) {
    let language = locale.pick("zh", "en");
    let params = Params::none()
        .with("language", language)
        .with("low_sample", workspace.settings.metrics.low_sample)
        .with("budget", of_plan.and_then(|of_plan| of_plan.budget));
    (language, views.params(params))
}

/// What a section whose rows need a table lacks of it.
fn lack(file: &SectionDefinition, coverage: &Coverage, view: View) -> Option<Lack> {
    if file.kind == Kind::Figures {
        return None;
    }
    let needs: BTreeSet<&str> = file.list("needs").into_iter().collect();
    match coverage.of_tables(&needs, view) {
        Extent::Unknown(lack) => Some(lack),
        _ => None,
    }
}

/// The statements that a report asks.
fn statements<'d>(
    definition: &'d Definition,
    (coverage, view): (&Coverage, View),
    library: &'d Library,
) -> Result<Vec<&'d Source>> {
    let sections = definition.sections.iter();
    let asked = sections.filter(|section| section.kind.has_statement() && lack(section, coverage, view).is_none());
    let organisation = library.get(ORGANISATION)?;
    Ok(asked.map(|section| &section.source).chain([organisation]).collect())
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
    (store, view, scopes): (Option<&Store>, View, &[Scope]),
    (coverage, extents): (&Coverage, HashMap<MetricId, Extent>),
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
    store.map_or(Ok(()), values::create)?;
    let shown = views.shown();
    let mut figures = Figures::new(view, extents);
    let mut unknown: HashMap<(MetricId, View), bool> = HashMap::new();
    for (level, word) in LEVELS {
        let roll_up = RollUp {
            by: &[Dimension::parse(word)?],
            filters: &[],
        };
        // Trends show whom the reports are about; everybody else is held against few periods.
        let has_trend = scopes.iter().any(|scope| scope.level == level);
        let mut found = sums.values_in(roll_up, (!has_trend).then_some(&shown))?;
        found.retain(|value| {
            let of_metric = unknown.entry((value.metric.clone(), value.view)).or_insert_with(|| {
                let metric = catalog.if_any(value.metric.as_str());
                metric.is_some_and(|metric| coverage.of(catalog, metric, value.view).is_unknown())
            });
            !*of_metric
        });
        if let Some(store) = store {
            values::add(store, level, &found, (views, &figures), &read)?;
        }
        figures.add(level, found);
    }
    Ok(figures)
}

/// The metrics of the sections that `are` of a kind.
fn metrics_of(definition: &Definition, are: impl Fn(&SectionDefinition) -> bool) -> BTreeSet<String> {
    let sections = definition.sections.iter().filter(|section| are(section));
    sections.flat_map(|section| section.metrics.iter().cloned()).collect()
}

/// The header's list `needs`, the tables of each figure, or a dash where it needs none.
fn figure_extents(file: &SectionDefinition, coverage: &Coverage, view: View) -> Vec<Extent> {
    let needs = file.list("needs").into_iter();
    let extents = needs.map(|table| match table {
        "-" => Extent::Known,
        tables => coverage.of_tables(&tables.split_whitespace().collect(), view),
    });
    extents.collect()
}

/// A report of which no figure is known is none.
fn check_known(
    definition: &Definition,
    (extents, coverage): (&HashMap<MetricId, Extent>, &Coverage),
    view: View,
    tables: &Contract,
    locale: Locale,
) -> Result<()> {
    let of_tiles = definition.sections.iter().filter(|section| section.kind == Kind::Tiles);
    let of_metrics = of_tiles.flat_map(|section| section.metrics.iter());
    let figures = definition
        .sections
        .iter()
        .filter(|section| section.kind == Kind::Figures);
    let of_figures = figures.flat_map(|section| {
        let needs = section
            .list("needs")
            .into_iter()
            .zip(figure_extents(section, coverage, view));
        needs.filter(|(table, _)| *table != "-").map(|(_, extent)| extent)
    });
    let known = of_metrics.filter_map(|metric| extents.iter().find(|(id, _)| id.as_str() == metric));
    let all: Vec<Extent> = known.map(|(_, extent)| extent.clone()).chain(of_figures).collect();
    let lacks: BTreeSet<&Lack> = all
        .iter()
        .filter_map(|extent| match extent {
            Extent::Unknown(lack) => Some(lack),
            _ => None,
        })
        .collect();
    if all.is_empty() || all.iter().any(|extent| !extent.is_unknown()) {
        return Ok(());
    }
    let missing = lacks.into_iter().map(|lack| {
        let title = tables
            .table(&lack.table)
            .map(|table| locale.pick(&table.zh, &table.en).to_owned());
        let (title, name) = (title.unwrap_or_default(), lack.table.clone());
        match lack.known_until {
            Some(day) => say!("errors.report.nothing_known.until", title, name, day),
            None => say!("errors.report.nothing_known.never", title, name),
        }
    });
    Err(ReportError::NothingKnown {
        period: view.period.to_string(),
        missing: missing.collect(),
    }
    .into())
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
fn origin(store: &Store, is_elsewhere: bool) -> Result<Foot> {
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
        engine: format!(
            "Duebook {}{}",
            env!("CARGO_PKG_VERSION"),
            if is_elsewhere { ", Apache Spark" } else { "" }
        ),
        inputs: inputs.collect(),
    })
}
