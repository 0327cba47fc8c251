//! From metric values to a finished report: each section of the definition filled for a scope and a period.
//!
//! All periods a report needs (its own, twelve before it, the year before) are one run, so that no figure is computed
//! twice and every comparison rests on the same facts.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::definition::{Definition, Kind, SectionFile};
use super::measure::{Figures, head, metrics};
use super::model::{
    Bars, Body, Dictionary, Entry, Foot, Heat, HeatCell, HeatLayer, Input, Level, Report, ScoreRow, Scorecard, Section,
    Series, Thresholds, Tile, Tiles, Trend,
};
use super::scope::Scope;
use crate::decimal::{Decimal, Ratio};
use crate::diagnostic::Result;
use crate::metrics::{Catalog, Dimension, Metric, RollUp, Run, Sums};
use crate::period::{Period, PeriodError, View};
use crate::store::{Params, Rows, Statement, Store};
use crate::workspace::{Locale, Workspace};

/// Number of periods in a trend.
const TREND: usize = 13;

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
    let definition = Definition::load(&workspace.library, &request.name)?;
    check_period(&definition, request.view.period)?;
    let scope_name = request
        .scope
        .name(store, workspace.settings.company_name(request.locale))?;
    let catalog = Catalog::load(&workspace.library)?;
    let names: BTreeSet<String> = definition
        .sections
        .iter()
        .flat_map(|s| s.metrics.iter().cloned())
        .collect();
    let used = metrics(&catalog, &names.into_iter().collect::<Vec<_>>())?;
    let views = views(request.view);
    let run = Run::new(store, &workspace.settings.metrics, &views)?;
    let dimensions = split_dimensions(&definition)?;
    let sums = Sums::compute(&run, &catalog, &used, &dimensions)?;
    let mut builder = Builder {
        request,
        workspace,
        store,
        catalog: &catalog,
        period_no: i64::try_from(views.len()).expect("few periods"),
        periods: views[views.len() - TREND..].iter().map(|v| v.period).collect(),
        figures: Figures::new(request.view.period),
        people: Rows::default(),
    };
    for (level, word) in LEVELS {
        builder.figures.add(
            level,
            sums.values(RollUp {
                by: &[Dimension::parse(word)?],
                filters: &[],
            })?,
        );
    }
    builder.people = store.rows("queries/reports/organisation.sql", &builder.params())?;
    let sections = definition
        .sections
        .iter()
        .map(|s| builder.section(s, &used))
        .collect::<Result<Vec<_>>>()?;
    let foot = builder.foot(&sections)?;
    Ok(builder.report(&definition, scope_name, sections, foot))
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

/// The year before if the trend does not reach it, the trend's periods, the report's own last. Earlier periods are
/// shown as they were known at their end.
fn views(view: View) -> Vec<View> {
    let mut views = vec![view];
    for _ in 1..TREND {
        views.push(as_known(views[views.len() - 1].period.previous(), view.as_of));
    }
    let year_before = view.period.year_before();
    if views.iter().all(|v| v.period != year_before) {
        views.push(as_known(year_before, view.as_of));
    }
    views.reverse();
    views
}

/// The period as known at its end, but never later than the report itself.
fn as_known(period: Period, as_of: NaiveDate) -> View {
    View::new(period, Some(period.last_on().min(as_of)))
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
    period_no: i64,
    periods: Vec<Period>,
    figures: Figures,
    people: Rows,
}

impl Builder<'_> {
    fn locale(&self) -> Locale {
        self.request.locale
    }

    fn params(&self) -> Params {
        self.request.scope.params().with("period_no", self.period_no)
    }

    fn section(&self, file: &SectionFile, used: &[&Metric]) -> Result<Section> {
        let shown = metrics(self.catalog, &file.metrics)?;
        let body = match file.kind {
            Kind::Tiles => Body::Tiles(self.tiles(&shown)),
            Kind::Bars => Body::Bars(self.bars(&shown)),
            Kind::Scorecard => Body::Scorecard(self.scorecard(&shown)),
            Kind::Heat => Body::Heat(self.heat(file)?),
            Kind::Trend => Body::Trend(self.trend(&shown)),
            Kind::Dictionary => Body::Dictionary(self.dictionary(used)),
        };
        let note = Some(file.text("note", self.locale()).to_owned()).filter(|n| !n.is_empty());
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
        let (rows, columns) = (file.list("rows"), file.list("columns"));
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
            rows: file.texts("rows", self.locale()),
            columns: file.texts("columns", self.locale()),
            layers,
            total_row: rows.last() == Some(&"total"),
            total_column: columns.last() == Some(&"total"),
        })
    }

    fn heat_cell(&self, numerator: Option<Decimal>, denominator: Option<Decimal>) -> HeatCell {
        let (Some(numerator), Some(denominator)) = (numerator, denominator) else {
            return HeatCell::default();
        };
        let low_sample = denominator < self.workspace.settings.metrics.low_sample.into();
        HeatCell::ratio(Ratio::new(numerator.normalize(), denominator.normalize()), low_sample)
    }

    fn trend(&self, shown: &[&Metric]) -> Trend {
        let Scope { level, id } = &self.request.scope;
        let series = shown.iter().map(|metric| Series {
            metric: head(metric, self.locale()),
            points: self
                .periods
                .iter()
                .map(|p| self.figures.measure_in(metric, *level, id, *p))
                .collect(),
        });
        Trend {
            periods: self.periods.clone(),
            series: series.collect(),
        }
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
