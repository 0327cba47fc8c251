//! From metric values to a finished report: each section of the definition filled for a scope and a period.
//!
//! All periods a report needs (its own, twelve before it, the year before) are one run, so that no figure is computed
//! twice and every comparison rests on the same facts.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::control;
use super::definition::{Definition, Kind, SectionFile};
use super::figures;
use super::format::Format;
use super::measure::{Figures, head, metrics};
use super::model::{
    Bars, Body, Dictionary, Entry, Foot, Heat, HeatCell, HeatLayer, Input, Level, Measure, Report, ScoreRow, Scorecard,
    Section, Series, Table, Thresholds, Tile, Tiles, Trend, Value,
};
use super::scope::Scope;
use super::table::{self, Setting};
use super::texts::fill;
use super::values;
use super::views::{self, Views};
use super::words::Words;
use super::worklist;
use crate::decimal::{Decimal, Ratio};
use crate::diagnostic::Result;
use crate::metrics::{Catalog, Dimension, Metric, RollUp, Run, Split, Sums};
use crate::period::{Period, PeriodError, View};
use crate::store::{Params, Rows, Statement, Store};
use crate::workspace::{Locale, Workspace};

/// Key of the totals of a heat table.
const TOTAL: &str = "total";

/// The metric whose rate gives a row its state word.
const STATE_METRIC: &str = "collection_completion_rate_count";

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// The report's name: `monthly`.
    pub name: String,
    /// Period and as-of day.
    pub view: View,
    /// Whom it is about.
    pub scope: Scope,
    /// Its language.
    pub locale: Locale,
}

/// Computes the report.
pub fn build(workspace: &Workspace, store: &Store, request: &Request) -> Result<Report> {
    Prepared::new(workspace, store, &request.name, request.view)?.report(&request.scope, request.locale)
}

/// A report's metrics computed for everybody, from which it is written for any number of scopes and languages. Its
/// tables live in the store until another report is prepared there.
pub struct Prepared<'s> {
    workspace: &'s Workspace,
    store: &'s Store,
    definition: Definition,
    catalog: Catalog,
    view: View,
    views: Views,
    figures: Figures,
}

impl<'s> Prepared<'s> {
    /// Computes what the report `name` needs for `view`.
    pub fn new(workspace: &'s Workspace, store: &'s Store, name: &str, view: View) -> Result<Self> {
        let definition = Definition::load(&workspace.library, name)?;
        check_period(&definition, view.period)?;
        let catalog = Catalog::load(&workspace.library)?;
        let views = Views::plan(&definition, view)?;
        let run = Run::new(store, &workspace.settings.metrics, views.all())?;
        let figures = figures_of(&definition, &catalog, store, &run, &views, view)?;
        if definition.worklist {
            worklist::prepare(store, view)?;
        }
        Ok(Self {
            workspace,
            store,
            definition,
            catalog,
            view,
            views,
            figures,
        })
    }

    /// The report for `scope` in `locale`.
    pub fn report(&self, scope: &Scope, locale: Locale) -> Result<Report> {
        let company = self.workspace.settings.company_name(locale);
        let scope_name = scope.name(self.store, company)?;
        let library = &self.workspace.library;
        let request = Request {
            name: self.definition.name.clone(),
            view: self.view,
            scope: scope.clone(),
            locale,
        };
        let mut builder = Builder {
            request: &request,
            workspace: self.workspace,
            store: self.store,
            catalog: &self.catalog,
            periods: self.views.trend(),
            views: &self.views,
            figures: &self.figures,
            people: Rows::default(),
            names: views::names(self.view, &Format::load(library, locale)?)?,
            words: Words::load(library, locale)?,
        };
        builder.people = self.store.rows("queries/reports/organisation.sql", &builder.params())?;
        let used = used(&self.definition, &self.catalog)?;
        let sections = self.definition.sections.iter().map(|s| builder.section(s, &used));
        let sections = sections.collect::<Result<Vec<_>>>()?;
        let foot = builder.foot(&sections)?;
        Ok(builder.report(&self.definition, scope_name, sections, foot))
    }
}

/// All metrics of the report, each once.
fn used<'c>(definition: &Definition, catalog: &'c Catalog) -> Result<Vec<&'c Metric>> {
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
    store: &Store,
    run: &Run<'_>,
    views: &Views,
    view: View,
) -> Result<Figures> {
    let used = used(definition, catalog)?;
    let dimensions = split_dimensions(definition)?;
    let in_parts = definition.sections.iter().filter(|s| !s.list("split").is_empty());
    let in_parts: BTreeSet<String> = in_parts.flat_map(|s| s.metrics.iter().cloned()).collect();
    let split = Split {
        dimensions: &dimensions,
        metrics: Some(&in_parts),
        period_no: Some(views.own_no()),
    };
    let sums = Sums::compute_split(run, catalog, &used, split)?;
    values::create(store)?;
    let mut figures = Figures::new(view);
    for (level, word) in LEVELS {
        let found = sums.values(RollUp {
            by: &[Dimension::parse(word)?],
            filters: &[],
        })?;
        values::add(store, level, &found, views)?;
        figures.add(level, found);
    }
    Ok(figures)
}

const LEVELS: [(Level, &str); 4] = [
    (Level::Company, "company"),
    (Level::Branch, "branch"),
    (Level::Team, "team"),
    (Level::Specialist, "specialist"),
];

fn check_period(definition: &Definition, period: Period) -> Result<()> {
    if period.kind().word() == definition.period {
        return Ok(());
    }
    Err(PeriodError::WrongKind {
        period: period.to_string(),
        wanted: definition.period.clone(),
    }
    .into())
}

fn split_dimensions(definition: &Definition) -> Result<Vec<Dimension>> {
    let words = definition.sections.iter().flat_map(|s| s.list("split"));
    Ok(words.map(Dimension::parse).collect::<std::result::Result<_, _>>()?)
}

struct Builder<'b> {
    request: &'b Request,
    workspace: &'b Workspace,
    store: &'b Store,
    catalog: &'b Catalog,
    views: &'b Views,
    periods: Vec<Period>,
    figures: &'b Figures,
    people: Rows,
    /// What titles and notes may name, such as `{month}`.
    names: Vec<(&'static str, String)>,
    words: Words,
}

impl Builder<'_> {
    fn locale(&self) -> Locale {
        self.request.locale
    }

    fn params(&self) -> Params {
        let language = self.locale().pick("zh", "en");
        self.views
            .params(self.request.scope.params().with("language", language))
    }

    fn section(&self, file: &SectionFile, used: &[&Metric]) -> Result<Section> {
        let shown = metrics(self.catalog, &file.metrics)?;
        let body = match file.kind {
            Kind::Tiles => Body::Tiles(self.tiles(&shown)),
            Kind::Bars => Body::Bars(self.bars(&shown)),
            Kind::Scorecard => Body::Scorecard(self.scorecard(&shown)),
            Kind::Heat => Body::Heat(self.heat(file)?),
            Kind::Trend => Body::Trend(self.trend(&shown, file.text_of("limits") == "xmr")),
            Kind::Table => Body::Table(self.table(file)?),
            Kind::Figures => Body::Tiles(figures::tiles(file, &self.table(file)?, &self.periods)),
            Kind::Dictionary => Body::Dictionary(self.dictionary(used)),
        };
        let note = Some(self.filled(file.text("note", self.locale()))).filter(|n| !n.is_empty());
        Ok(Section {
            id: file.id.clone(),
            title: file.text("", self.locale()).to_owned(),
            note,
            body,
        })
    }

    fn tiles(&self, shown: &[&Metric]) -> Tiles {
        let Scope { level, id } = &self.request.scope;
        let tiles = shown.iter().map(|metric| {
            let measure = self.figures.measure(metric, *level, id, None);
            let state = (metric.id.as_str() == STATE_METRIC)
                .then(|| measure.value.number())
                .flatten();
            Tile {
                metric: head(metric, self.locale()),
                state: state.and_then(|ratio| self.thresholds().state(ratio)),
                history: self
                    .periods
                    .iter()
                    .map(|p| self.figures.value(metric, *level, id, *p))
                    .collect(),
                measure,
            }
        });
        Tiles {
            periods: self.periods.clone(),
            tiles: tiles.collect(),
        }
    }

    /// The level below the scope, one chart per metric.
    fn bars(&self, shown: &[&Metric]) -> Bars {
        let level = match self.request.scope.level {
            Level::Company | Level::Region => Level::Branch,
            Level::Branch => Level::Team,
            Level::Team | Level::Specialist => Level::Specialist,
        };
        let names: Vec<&str> = shown.iter().map(|m| m.id.as_str()).collect();
        Bars::of(&self.scorecard(shown), level, &names)
    }

    fn scorecard(&self, shown: &[&Metric]) -> Scorecard {
        let columns = shown.iter().map(|m| head(m, self.locale())).collect();
        let mut rows: Vec<ScoreRow> = Vec::new();
        if self.request.scope.level == Level::Company {
            rows.push(self.score_row(
                shown,
                Level::Company,
                "company",
                self.workspace.settings.company_name(self.locale()),
                None,
                None,
            ));
        }
        let mut open: Vec<(Level, String, usize)> = rows
            .first()
            .map(|_| (Level::Company, "company".into(), 0))
            .into_iter()
            .collect();
        for person in self.people.iter() {
            let team = person.text("team_id");
            for (level, id, name) in [
                (Level::Branch, "branch_id", "branch_name"),
                (Level::Team, "team_id", "team_name"),
                (Level::Specialist, "specialist_id", "specialist_name"),
            ] {
                let id = person.text(id);
                // A level above the scope is not part of the report.
                if level < self.request.scope.level || open.iter().any(|(l, known, _)| *l == level && *known == id) {
                    continue;
                }
                open.retain(|(l, ..)| *l < level);
                let parent = open.last().map(|(.., index)| *index);
                let peers = (level == Level::Specialist).then_some(team.as_str());
                rows.push(self.score_row(shown, level, &id, &person.text(name), parent, peers));
                open.push((level, id, rows.len() - 1));
            }
        }
        Scorecard { columns, rows }
    }

    fn score_row(
        &self,
        shown: &[&Metric],
        level: Level,
        id: &str,
        name: &str,
        parent: Option<usize>,
        team: Option<&str>,
    ) -> ScoreRow {
        let cells: Vec<_> = shown
            .iter()
            .map(|metric| self.figures.measure(metric, level, id, team))
            .collect();
        let place = shown.iter().position(|m| m.id.as_str() == STATE_METRIC);
        let state = place.and_then(|index| self.thresholds().state(cells[index].value.number()?));
        let name = match id {
            "unassigned" | "(none)" => self.locale().pick("未分配", "Unassigned"),
            _ => name,
        };
        ScoreRow {
            level,
            id: id.to_owned(),
            name: name.to_owned(),
            parent,
            state,
            cells,
        }
    }

    fn heat(&self, file: &SectionFile) -> Result<Heat> {
        let found = self.store.query(&Statement::of(&file.file), &self.params())?;
        let (rows, row_titles) = self.heat_keys(file, &found, "rows", "row_key");
        let (columns, column_titles) = self.heat_keys(file, &found, "columns", "column_key");
        let layer_metrics = file.list("layers");
        let titles = file.texts("layers", self.locale());
        let mut layers = Vec::new();
        for (layer, title) in layer_metrics.iter().zip(titles) {
            let mut metric = head(self.catalog.get(layer)?, self.locale());
            metric.title = title;
            let cell = |row: &str, column: &str| {
                let hit = found
                    .iter()
                    .find(|r| r.text("row_key") == row && r.text("column_key") == column && r.text("layer") == *layer);
                hit.map(|r| self.heat_cell(r.decimal("numerator"), r.decimal("denominator")))
                    .unwrap_or_default()
            };
            let cells = rows
                .iter()
                .map(|row| columns.iter().map(|column| cell(row, column)).collect())
                .collect();
            layers.push(HeatLayer { metric, cells });
        }
        Ok(Heat {
            rows_title: file.text("rows_title", self.locale()).to_owned(),
            columns_title: file.text("columns_title", self.locale()).to_owned(),
            total_row: rows.last().is_some_and(|key| key == TOTAL),
            total_column: columns.last().is_some_and(|key| key == TOTAL),
            rows: row_titles,
            columns: column_titles,
            layers,
        })
    }

    /// Keys and titles of a heat table's rows or columns: those the header lists, or with `*` those the data has, the
    /// total last.
    fn heat_keys(&self, file: &SectionFile, found: &Rows, list: &str, column: &str) -> (Vec<String>, Vec<String>) {
        let keys = file.list(list);
        if keys != ["*"] {
            return (
                keys.into_iter().map(str::to_owned).collect(),
                file.texts(list, self.locale()),
            );
        }
        let known: BTreeSet<String> = found.iter().map(|row| row.text(column)).collect();
        let (totals, mut keys): (Vec<String>, Vec<String>) = known.into_iter().partition(|key| key == TOTAL);
        keys.extend(totals);
        let words = file.text_of(&format!("{list}_words"));
        let title = |key: &String| self.words.word(if key == TOTAL { "heat" } else { words }, key);
        let titles = keys.iter().map(title).collect();
        (keys, titles)
    }

    fn heat_cell(&self, numerator: Option<Decimal>, denominator: Option<Decimal>) -> HeatCell {
        let (Some(numerator), Some(denominator)) = (numerator, denominator) else {
            return HeatCell::default();
        };
        let low_sample = denominator < self.workspace.settings.metrics.low_sample.into();
        HeatCell::ratio(Ratio::new(numerator.normalize(), denominator.normalize()), low_sample)
    }

    fn trend(&self, shown: &[&Metric], with_limits: bool) -> Trend {
        let Scope { level, id } = &self.request.scope;
        let series = shown.iter().map(|metric| {
            let measure = |period: &Period| self.figures.measure_in(metric, *level, id, *period);
            let points: Vec<Measure> = self.periods.iter().map(measure).collect();
            let values: Vec<Value> = points.iter().map(|point| point.value.clone()).collect();
            Series {
                metric: head(metric, self.locale()),
                limits: with_limits.then(|| control::limits(&values)).flatten(),
                points,
            }
        });
        Trend {
            periods: self.periods.clone(),
            series: series.collect(),
        }
    }

    fn names(&self) -> Vec<(&str, &str)> {
        self.names.iter().map(|(name, text)| (*name, text.as_str())).collect()
    }

    /// A text of a header with the names of periods filled in.
    fn filled(&self, text: &str) -> String {
        fill(text, &self.names())
    }

    fn table(&self, file: &SectionFile) -> Result<Table> {
        let rows = self.store.query(&Statement::of(&file.file), &self.params())?;
        let names = self.names();
        let setting = Setting {
            locale: self.locale(),
            thresholds: self.thresholds(),
            catalog: self.catalog,
            words: &self.words,
            names: &names,
        };
        table::table(file, &rows, &setting)
    }

    fn dictionary(&self, used: &[&Metric]) -> Dictionary {
        let entries = used.iter().map(|metric| Entry {
            metric: head(metric, self.locale()),
            definition: metric.definition(self.locale()).to_owned(),
            numerator: None,
            denominator: None,
            source: metric.source.clone(),
        });
        Dictionary {
            entries: entries.collect(),
        }
    }

    fn thresholds(&self) -> Thresholds {
        let report = &self.workspace.settings.report;
        Thresholds {
            achieved: report.achieved,
            close: report.close,
            catching_up: report.catching_up,
        }
    }

    fn foot(&self, sections: &[Section]) -> Result<Foot> {
        let span = self.store.rows("queries/status/span.sql", &Params::none())?;
        let files = self.store.rows("queries/status/files.sql", &Params::none())?;
        let newest: Option<NaiveDate> = span.first().and_then(|row| row.date("last_fact_on"));
        let rejects = span.first().and_then(|row| row.integer("rejects")).unwrap_or_default();
        let inputs = files.iter().map(|row| Input {
            name: row.text("path"),
            sha256: row.text("sha256"),
        });
        Ok(Foot {
            newest_file_on: newest,
            rejects: u64::try_from(rejects).unwrap_or_default(),
            low_samples: low_samples(sections),
            plan: None,
            engine: format!("Duebook {}", env!("CARGO_PKG_VERSION")),
            inputs: inputs.collect(),
        })
    }

    fn report(&self, definition: &Definition, scope: String, sections: Vec<Section>, foot: Foot) -> Report {
        let settings = &self.workspace.settings;
        Report {
            name: definition.name.clone(),
            title: definition.title(self.locale()).to_owned(),
            scope,
            period: self.request.view.period,
            as_of: self.request.view.as_of,
            locale: self.locale(),
            currency: settings.currency.clone(),
            accent: settings.report.accent.clone(),
            thresholds: self.thresholds(),
            sections,
            foot,
        }
    }
}

/// How many values of the scorecards rest on few cases.
fn low_samples(sections: &[Section]) -> u64 {
    let scorecards = sections.iter().filter_map(|s| {
        if let Body::Scorecard(card) = &s.body {
            Some(card)
        } else {
            None
        }
    });
    let cells = scorecards.flat_map(|card| card.rows.iter().flat_map(|row| &row.cells));
    cells.filter(|cell| cell.low_sample).map(|_| 1).sum()
}
