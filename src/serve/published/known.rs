//! What a publication tells of itself: its metrics, its periods, and who is under whom.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::look::LookError;
use super::pool::Pool;
use crate::metrics::{Basis, Direction, Unit};
use crate::period::{Period, PeriodKind, View};
use crate::report::model::MetricHead;
use crate::serve::personnel::{Person, Personnel};
use crate::store::{Params, Row};
use crate::workspace::{Locale, ReportSettings};

/// A metric as it was defined when it was published.
#[derive(Clone, Debug)]
pub struct MetricLine {
    pub id: String,
    pub unit: Unit,
    pub direction: Direction,
    pub basis: Basis,
    /// What a composite is made of.
    pub parts: Vec<String>,
    /// Where the definition comes from.
    pub source: String,
    /// True if the rows behind its figures of the month were published.
    pub has_rows: bool,
    titles: [String; 2],
    definitions: [String; 2],
}

/// A period of which there are figures.
#[derive(Clone, Debug)]
pub struct PeriodLine {
    pub view: View,
    /// True for the one the as-of day lies in.
    pub is_own: bool,
}

impl MetricLine {
    fn of(row: Row<'_>) -> Option<Self> {
        Some(Self {
            id: row.text("metric"),
            unit: Unit::of_word(&row.text("unit"))?,
            direction: Direction::of_word(&row.text("direction"))?,
            basis: Basis::of_word(&row.text("basis"))?,
            parts: row.text("parts").split_whitespace().map(str::to_owned).collect(),
            source: row.text("source"),
            has_rows: row.is("has_rows"),
            titles: ["zh", "en"].map(|column| row.text(column)),
            definitions: ["definition_zh", "definition_en"].map(|column| row.text(column)),
        })
    }

    pub fn title(&self, locale: Locale) -> &str {
        locale.pick(&self.titles[0], &self.titles[1])
    }

    pub fn definition(&self, locale: Locale) -> &str {
        locale.pick(&self.definitions[0], &self.definitions[1])
    }

    /// As a column, tile or line of a report.
    pub fn head(&self, settings: &ReportSettings, locale: Locale) -> MetricHead {
        MetricHead {
            id: self.id.clone(),
            title: self.title(locale).to_owned(),
            unit: self.unit,
            direction: self.direction,
            basis: self.basis,
            near_target: settings.near_target,
            trend_span: settings.trend_span,
        }
    }
}

/// The metrics, in order.
pub(super) fn metrics(pool: &Pool) -> Result<Vec<MetricLine>, LookError> {
    let rows = pool.rows("queries/serve/all/metrics.sql", &Params::none())?;
    Ok(rows.iter().filter_map(MetricLine::of).collect())
}

/// The periods of each kind, oldest first.
pub(super) fn periods(pool: &Pool) -> Result<HashMap<PeriodKind, Vec<PeriodLine>>, LookError> {
    let rows = pool.rows("queries/serve/all/periods.sql", &Params::none())?;
    let mut periods: HashMap<PeriodKind, Vec<PeriodLine>> = HashMap::new();
    for row in rows.iter() {
        let as_of: Option<NaiveDate> = row.date("as_of");
        if let Ok(period) = row.text("period").parse::<Period>() {
            let view = View::new(period, as_of);
            let is_own = row.is("is_own");
            periods
                .entry(period.kind())
                .or_default()
                .push(PeriodLine { view, is_own });
        }
    }
    Ok(periods)
}

/// Who is under whom.
pub(super) fn personnel(pool: &Pool) -> Result<Personnel, LookError> {
    let units = pool.rows("queries/serve/all/units.sql", &Params::none())?;
    let of = |level: &str| {
        let rows = units.iter().filter(|row| row.text("level") == level);
        let unit = |row: Row<'_>| ["entity_id", "entity_name", "above_id"].map(|column| row.text(column));
        rows.map(unit).collect::<Vec<[String; 3]>>()
    };
    let mut leads: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in pool.rows("queries/serve/all/leads.sql", &Params::none())?.iter() {
        leads
            .entry(row.text("specialist_id"))
            .or_default()
            .push(row.text("team_id"));
    }
    let people = pool.rows("queries/serve/all/people.sql", &Params::none())?;
    let people = people.iter().map(|row| {
        let id = row.text("specialist_id");
        Person {
            name: row.text("specialist_name"),
            team: Some(row.text("team_id")).filter(|team| !team.is_empty()),
            leads: leads.get(&id).cloned().unwrap_or_default(),
            has_left: row.is("has_left"),
            id,
        }
    });
    let branches = of("branch").into_iter().map(|[id, name, _]| [id, name]);
    Ok(Personnel::new(branches, of("team"), people.collect::<Vec<_>>()))
}
