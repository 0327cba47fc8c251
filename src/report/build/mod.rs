//! From metric values to a finished report: each section of the definition filled for a scope and a period. What it is
//! filled from is [`prepare`](super::gather::prepare)d for all reports of a run at once.

pub mod control;
mod known;
mod order;
mod table;
mod tiles;

use std::collections::BTreeSet;
use std::rc::Rc;

use self::table::Setting;
use crate::decimal::{Decimal, Ratio, grouped};
use crate::diagnostic::Result;
use crate::message::say;
use crate::metrics::{Elsewhere, Kept, Metric};
use crate::period::{Period, View};
use crate::report::declare::definition::{Kind, SectionDefinition};
use crate::report::declare::scope::Scope;
use crate::report::gather::measure::{head, metrics};
use crate::report::gather::needs;
use crate::report::gather::pay;
use crate::report::gather::prepare::{ORGANISATION, Prepared, used};
use crate::report::model::{
    Bars, Body, Dictionary, Entry, Foot, Heat, HeatCell, HeatLayer, Highlight, Level, Measure, MetricHead, Report,
    ScoreRow, Scorecard, Section, Series, Table, Thresholds, Tile, Tiles, Trend, Value,
};
use crate::report::statement;
use crate::report::text::words::Words;
use crate::store::{Row, Rows, Store};
use crate::texts::fill;
use crate::workspace::{Locale, ReportSettings, Workspace};

/// More sentences are no summary.
const MOST_HIGHLIGHTS: usize = 6;

/// Key of the totals of a heat table.
const TOTAL: &str = "total";

/// The branch, team and region of people without an assignment.
const UNASSIGNED: &str = "unassigned";

/// The metric whose rate gives a row its state word.
const STATE_METRIC: &str = "collection_completion_rate_count";

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// The report's name: `monthly`.
    pub name: String,
    /// Period and as-of day.
    pub view: View,
    pub scope: Scope,
    pub locale: Locale,
}

/// Computes the report.
pub fn build(workspace: &Workspace, store: &Store, request: &Request) -> Result<Report> {
    build_with(workspace, store, request, None)
}

/// The same with figures of data that lie elsewhere, if so it is.
pub fn build_with(
    workspace: &Workspace,
    store: &Store,
    request: &Request,
    elsewhere: Option<&dyn Elsewhere>,
) -> Result<Report> {
    let scopes = std::slice::from_ref(&request.scope);
    let asked = (request.name.as_str(), request.view);
    if elsewhere.is_some() {
        return Prepared::with(workspace, store, asked, scopes, elsewhere)?.report(0, request.locale);
    }
    let kept = Kept::new(store, &workspace.settings);
    let prepared = Prepared::keeping(workspace, store, asked, scopes, (&kept, request.locale))?;
    let report = prepared.report(0, request.locale)?;
    prepared.keep()?;
    Ok(report)
}

impl Prepared<'_> {
    /// The report for the scope of this number in `locale`.
    pub fn report(&self, number: usize, locale: Locale) -> Result<Report> {
        let scope = &self.scopes()[number];
        let request = Request {
            name: self.definition.name.clone(),
            view: self.view,
            scope: scope.clone(),
            locale,
        };
        let language = self.language(locale)?;
        let scope_name = self.name_of(scope, locale)?;
        let builder = Builder {
            request: &request,
            scope: number,
            prepared: self,
            periods: self.views.trend(),
            people: self.rows(self.workspace.library.get(ORGANISATION)?, number, locale)?,
            names: &language.names,
            words: &language.words,
        };
        let used = used(&self.definition, &self.catalog)?;
        self.ask_ahead(number, locale);
        let (mut sections, mut tells_of_pay) = (Vec::new(), false);
        for file in &self.definition.sections {
            let section = builder.section(file, &used)?;
            let is_empty = matches!(&section.body, Body::Table(table) if table.is_empty());
            if is_empty && file.is_optional() {
                continue;
            }
            tells_of_pay |= pay::TABLES.iter().any(|table| needs::names(&file.statement, table));
            sections.push(section);
        }
        signal_first(&mut sections, &language.words);
        let foot = match &self.of_plan {
            Some(of_plan) => statement::foot(of_plan.state.run()),
            None => builder.foot(&sections, tells_of_pay),
        };
        Ok(builder.report(scope_name, sections, foot))
    }
}

/// Fills the sections of one report.
struct Builder<'b> {
    request: &'b Request,
    /// Number of the scope among those the run was prepared for.
    scope: usize,
    prepared: &'b Prepared<'b>,
    periods: Vec<Period>,
    people: Rc<Rows>,
    /// What titles and notes may name, such as `{month}`.
    names: &'b [(&'static str, String)],
    words: &'b Words,
}

impl Builder<'_> {
    fn locale(&self) -> Locale {
        self.request.locale
    }

    /// What the section's statement returns.
    fn rows(&self, file: &SectionDefinition) -> Result<Rc<Rows>> {
        self.prepared.rows(&file.source, self.scope, self.locale())
    }

    fn section(&self, file: &SectionDefinition, used: &[&Metric]) -> Result<Section> {
        let shown = metrics(&self.prepared.catalog, &file.metrics)?;
        if let Some(lack) = self.prepared.lack(file) {
            let why = known::lacking(&lack, &self.prepared.tables, self.words.texts());
            return Ok(self.without_rows(file, why));
        }
        if self.prepared.is_elsewhere(file) {
            return Ok(self.without_rows(file, self.words.texts().word("coverage.elsewhere").to_owned()));
        }
        let mut footnote = None;
        let body = match file.kind {
            Kind::Highlights => Body::Highlights(self.highlights(file)?),
            Kind::Tiles => Body::Tiles(self.tiles(&shown)),
            Kind::Bars => {
                let (bars, aside) = self.bars(&shown);
                footnote = aside;
                Body::Bars(bars)
            }
            Kind::Scorecard => Body::Scorecard(self.scorecard(&shown)),
            Kind::Heat => Body::Heat(self.heat(file)?),
            Kind::Trend => Body::Trend(self.trend(&shown, file.text_of("limits") == "xmr")),
            Kind::Table => Body::Table(self.table(file)?),
            Kind::Figures => {
                let extents = self.prepared.figure_extents(file);
                Body::Tiles(tiles::tiles(
                    file,
                    &self.table(file)?,
                    self.settings(),
                    (&self.periods, &extents),
                ))
            }
            Kind::Dictionary => Body::Dictionary(self.dictionary(used)),
        };
        let is_empty = matches!(&body, Body::Table(table) if table.is_empty());
        let empty = file.text("empty", self.locale());
        let note = if is_empty && !empty.is_empty() {
            empty
        } else {
            file.text("note", self.locale())
        };
        let note = Some(self.filled(note)).filter(|n| !n.is_empty());
        let note = [note, footnote]
            .into_iter()
            .flatten()
            .reduce(|note, more| format!("{note} {more}"));
        Ok(Section {
            id: file.id.clone(),
            title: file.text("", self.locale()).to_owned(),
            note,
            show: file.show,
            lists: file.list("lists").into_iter().map(str::to_owned).collect(),
            body,
        })
    }

    /// The section without its rows, and why they are not there.
    fn without_rows(&self, file: &SectionDefinition, why: String) -> Section {
        Section {
            id: file.id.clone(),
            title: file.text("", self.locale()).to_owned(),
            note: Some(why),
            show: file.show,
            lists: Vec::new(),
            body: Body::Table(Table::default()),
        }
    }

    /// The sentences whose rules apply, the most important first.
    fn highlights(&self, file: &SectionDefinition) -> Result<Vec<Highlight>> {
        let rows = self.rows(file)?;
        let names = file.list("columns");
        let table = self.table(file)?;
        let values = table.groups.into_iter().flat_map(|group| group.rows);
        let told = rows.iter().zip(values).map(|(row, values)| Highlight {
            sentence: self.filled(&self.words.word("highlight", &row.text("rule"))),
            values: names.iter().map(|name| (*name).to_owned()).zip(values).collect(),
            section: row.text("section").replace('_', "-"),
        });
        Ok(told.take(MOST_HIGHLIGHTS).collect())
    }

    fn head(&self, metric: &Metric) -> MetricHead {
        head(metric, self.settings(), self.locale())
    }

    fn settings(&self) -> &ReportSettings {
        &self.prepared.workspace.settings.report
    }

    fn tiles(&self, shown: &[&Metric]) -> Tiles {
        let Scope { level, id } = &self.request.scope;
        let is_person = |person: &Row<'_>| *level == Level::Specialist && person.text("specialist_id") == *id;
        let team = self.people.iter().find(is_person).map(|person| person.text("team_id"));
        let tiles = shown.iter().map(|metric| {
            let measure = self.prepared.figures.measure(metric, *level, id, team.as_deref());
            let has_state = metric.id.as_str() == STATE_METRIC;
            Tile {
                metric: self.head(metric),
                state: has_state
                    .then(|| self.thresholds().of(&measure, metric.direction))
                    .flatten(),
                history: self
                    .periods
                    .iter()
                    .map(|p| self.prepared.figures.whole(metric, *level, id, *p))
                    .collect(),
                measure,
            }
        });
        Tiles {
            periods: self.periods.clone(),
            tiles: tiles.collect(),
            is_exact: false,
        }
    }

    /// The level below the scope, one chart per metric. Who belongs to no unit is none: the footnote says how much that is.
    fn bars(&self, shown: &[&Metric]) -> (Bars, Option<String>) {
        let level = match self.request.scope.level {
            Level::Company | Level::Region => Level::Branch,
            Level::Branch => Level::Team,
            Level::Team | Level::Specialist => Level::Specialist,
        };
        let names: Vec<&str> = shown.iter().map(|m| m.id.as_str()).collect();
        let mut card = self.scorecard(shown);
        let aside = card
            .rows
            .iter()
            .position(|row| row.level == level && row.id == UNASSIGNED);
        let aside = aside.map(|place| card.rows.remove(place));
        let footnote = aside.map(|row| {
            let parts = card.columns.iter().zip(&row.cells).filter_map(|(head, cell)| {
                let parts = cell.value.parts()?;
                let (numerator, denominator) = (grouped(parts.numerator), grouped(parts.denominator));
                Some(format!("{} {numerator} / {denominator}", head.title))
            });
            let figures: Vec<String> = parts.collect();
            self.words.texts().say(&say!("bars.aside", figures))
        });
        let mut bars = Bars::of(&card, level, &names);
        for chart in &mut bars.charts {
            order::sort_bars(&mut chart.bars, chart.metric.direction);
        }
        (bars, footnote)
    }

    fn scorecard(&self, shown: &[&Metric]) -> Scorecard {
        let columns = shown.iter().map(|m| self.head(m)).collect();
        let mut rows: Vec<ScoreRow> = Vec::new();
        if self.request.scope.level == Level::Company {
            rows.push(self.score_row(
                shown,
                Level::Company,
                "company",
                self.prepared.workspace.settings.company_name(self.words.texts()),
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
        // By the metric of the state words, else by the first.
        let by = state_column(shown).unwrap_or(0);
        if let Some(metric) = shown.get(by) {
            rows = order::worst_first(rows, by, metric.direction);
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
            .map(|metric| self.prepared.figures.measure(metric, level, id, team))
            .collect();
        let state = state_column(shown).and_then(|index| self.thresholds().of(&cells[index], shown[index].direction));
        let name = match id {
            UNASSIGNED | "(none)" => self.words.texts().word("level.unassigned"),
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

    fn heat(&self, file: &SectionDefinition) -> Result<Heat> {
        let found = self.rows(file)?;
        let (rows, row_titles) = self.heat_keys(file, &found, "rows", "row_key");
        let (columns, column_titles) = self.heat_keys(file, &found, "columns", "column_key");
        let layer_metrics = file.list("layers");
        let titles = file.texts("layers", self.locale());
        let mut layers = Vec::new();
        for (layer, title) in layer_metrics.iter().zip(titles) {
            let mut metric = self.head(self.prepared.catalog.get(layer)?);
            metric.title = title;
            let cell = |row: &str, column: &str| {
                let hit = found
                    .iter()
                    .find(|r| r.text("row_key") == row && r.text("column_key") == column && r.text("layer") == *layer);
                hit.map(|r| self.heat_cell(r.decimal("numerator"), r.decimal("denominator"), r.decimal("weight")))
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
    fn heat_keys(
        &self,
        file: &SectionDefinition,
        found: &Rows,
        list: &str,
        column: &str,
    ) -> (Vec<String>, Vec<String>) {
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

    /// `weight` says how many cases a cell is of, where its denominator does not.
    fn heat_cell(&self, numerator: Option<Decimal>, denominator: Option<Decimal>, weight: Option<Decimal>) -> HeatCell {
        let (Some(numerator), Some(denominator)) = (numerator, denominator) else {
            return HeatCell::default();
        };
        let low_sample = weight.unwrap_or(denominator) < self.prepared.workspace.settings.metrics.low_sample.into();
        HeatCell::ratio(Ratio::new(numerator.normalize(), denominator.normalize()), low_sample)
    }

    fn trend(&self, shown: &[&Metric], with_limits: bool) -> Trend {
        let Scope { level, id } = &self.request.scope;
        let series = shown.iter().map(|metric| {
            let figures = &self.prepared.figures;
            let measure = |period: &Period| {
                if figures.is_part(metric, *period) {
                    return Measure::default();
                }
                figures.measure_in(metric, *level, id, *period)
            };
            let points: Vec<Measure> = self.periods.iter().map(measure).collect();
            let values: Vec<Value> = points.iter().map(|point| point.value.clone()).collect();
            Series {
                metric: self.head(metric),
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

    fn table(&self, file: &SectionDefinition) -> Result<Table> {
        let rows = self.rows(file)?;
        let names = self.names();
        let setting = Setting {
            locale: self.locale(),
            thresholds: self.thresholds(),
            low_sample: self.prepared.workspace.settings.metrics.low_sample.into(),
            catalog: &self.prepared.catalog,
            words: self.words,
            names: &names,
        };
        table::table(file, &rows, &setting)
    }

    fn dictionary(&self, used: &[&Metric]) -> Dictionary {
        let entries = used.iter().map(|metric| Entry {
            metric: self.head(metric),
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
        statement::thresholds(&self.prepared.workspace.settings)
    }

    fn foot(&self, sections: &[Section], tells_of_pay: bool) -> Foot {
        let origin = self.prepared.origin.clone();
        let told = origin.plan.filter(|_| tells_of_pay);
        let in_doubt = (!self.prepared.in_doubt.is_empty()).then(|| {
            let plans = self.prepared.in_doubt.join(", ");
            self.words.word("pay_doubt", "foot").replace("{plans}", &plans)
        });
        let plans: Vec<String> = told.into_iter().chain(in_doubt).collect();
        Foot {
            low_samples: low_samples(sections),
            plan: (!plans.is_empty()).then(|| plans.join("; ")),
            ..origin
        }
    }

    fn report(&self, scope: String, sections: Vec<Section>, foot: Foot) -> Report {
        let definition = &self.prepared.definition;
        let settings = &self.prepared.workspace.settings;
        let run = self.prepared.of_plan.as_ref().map(|of_plan| of_plan.state.run());
        Report {
            name: definition.name.clone(),
            title: definition.title(self.locale()).to_owned(),
            scope,
            period: self.request.view.period,
            as_of: self.request.view.as_of,
            coverage: known::lines(self.prepared, &sections, self.words.texts()),
            locale: self.locale(),
            currency: run.map_or(&settings.currency, |run| &run.currency).clone(),
            accent: settings.report.accent.clone(),
            thresholds: self.thresholds(),
            is_single_sheet: false,
            sections,
            related: Vec::new(),
            rows_at: None,
            foot,
        }
    }
}

/// Says in the sentences what is no common variation in the last period of a chart with limits, right after how it stands.
fn signal_first(sections: &mut [Section], words: &Words) {
    let charts = sections.iter().filter_map(|section| match &section.body {
        Body::Trend(trend) => Some((section, trend)),
        _ => None,
    });
    let series = charts.flat_map(|(section, trend)| trend.series.iter().map(move |one| (section, one)));
    let told = series.filter_map(|(section, one)| {
        let signal = (*one.limits.as_ref()?.signals.last()?)?;
        let value = one.points.last()?.value.clone();
        Some(Highlight {
            sentence: words.word("highlight", &format!("signal_{}", signal.word())),
            values: vec![
                ("metric".to_owned(), Value::Text(one.metric.title.clone())),
                ("rate".to_owned(), value),
            ],
            section: section.id.clone(),
        })
    });
    let told: Vec<Highlight> = told.collect();
    let list = sections.iter_mut().find_map(|section| match &mut section.body {
        Body::Highlights(list) => Some(list),
        _ => None,
    });
    if let Some(list) = list {
        let place = list.len().min(1);
        list.splice(place..place, told);
        list.truncate(MOST_HIGHLIGHTS);
    }
}

/// The column of the metric whose rate gives a row its state word.
fn state_column(shown: &[&Metric]) -> Option<usize> {
    shown.iter().position(|metric| metric.id.as_str() == STATE_METRIC)
}

/// How many values that are shown rest on few cases.
fn low_samples(sections: &[Section]) -> u64 {
    let marked = |measures: &mut dyn Iterator<Item = &Measure>| measures.filter(|measure| measure.low_sample).count();
    let of_section = |section: &Section| match &section.body {
        Body::Tiles(tiles) => marked(&mut tiles.tiles.iter().map(|tile| &tile.measure)),
        Body::Bars(bars) => marked(&mut bars.charts.iter().flat_map(|c| &c.bars).map(|bar| &bar.measure)),
        Body::Scorecard(card) => marked(&mut card.rows.iter().flat_map(|row| &row.cells)),
        Body::Trend(trend) => marked(&mut trend.series.iter().flat_map(|series| &series.points)),
        Body::Heat(heat) => {
            let cells = heat.layers.iter().flat_map(|layer| layer.cells.iter().flatten());
            cells.filter(|cell| cell.low_sample).count()
        }
        Body::Highlights(_) | Body::Dictionary(_) | Body::Table(_) => 0,
    };
    sections
        .iter()
        .map(|s| u64::try_from(of_section(s)).unwrap_or(u64::MAX))
        .sum()
}
