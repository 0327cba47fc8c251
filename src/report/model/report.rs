//! The report itself: its sections, and where it comes from.

use chrono::NaiveDate;

use super::body::Body;
use super::value::{Link, Thresholds};
use crate::decimal::Decimal;
use crate::period::Period;
use crate::word::words;
use crate::workspace::Locale;

/// A finished report.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Name of the template, `report-templates/<name>.html.j2`: `monthly`.
    pub name: String,
    /// Such as 续期收费月报.
    pub title: String,
    /// Whom it is about: the company's, branch's, team's or specialist's name.
    pub scope: String,
    pub period: Period,
    /// Facts after this day are unknown to it.
    pub as_of: NaiveDate,
    /// What of its period is not known, a line each.
    pub coverage: Vec<String>,
    /// Language of its texts.
    pub locale: Locale,
    /// Currency code printed beside money.
    pub currency: String,
    /// Accent colour of charts, `#rrggbb`.
    pub accent: String,
    /// From where each state word begins.
    pub thresholds: Thresholds,
    /// True if a workbook holds all sections on its first sheet, to be printed on few pages.
    pub is_single_sheet: bool,
    /// The sections in reading order.
    pub sections: Vec<Section>,
    /// Reports of the same run.
    pub related: Vec<Related>,
    /// Where a server shows the rows behind figures.
    pub rows_at: Option<RowsAt>,
    pub foot: Foot,
}

/// Where rows behind figures are, if not in the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowsAt {
    /// The page, with `{metric}` for the metric and `{unit}` for whose they are.
    pub address: String,
    /// What stands there for whom the report is about.
    pub unit: String,
    /// The same for units in it, by the anchors of their rows.
    pub below: Vec<[String; 2]>,
    /// The metrics of which there are rows.
    pub metrics: Vec<String>,
}

impl RowsAt {
    /// Where the rows of a metric are, of the unit with this anchor or of whom the report is about.
    pub fn page(&self, metric: &str, anchor: Option<&str>) -> Option<String> {
        let unit = match anchor {
            None => Some(&self.unit),
            Some(anchor) => self.below.iter().find(|[own, _]| own == anchor).map(|[_, unit]| unit),
        };
        let has_rows = self.metrics.iter().any(|id| id == metric);
        let address = unit.filter(|_| has_rows);
        address.map(|unit| self.address.replace("{metric}", metric).replace("{unit}", unit))
    }
}

/// Another report of the same run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    pub link: Link,
    /// Whom it is about, as a row of a scorecard is called; none for other reports about the same.
    pub anchor: Option<String>,
}

impl Report {
    /// True if it shows what people are paid.
    pub fn tells_of_pay(&self) -> bool {
        self.foot.plan.is_some()
    }

    /// From which part of its target a value is near it, as legends say it; `None` where nothing is marked.
    pub fn near_target(&self) -> Option<Decimal> {
        let marked = self.sections.iter().find_map(|section| match &section.body {
            Body::Tiles(tiles) => {
                let mut marked = tiles.tiles.iter().filter(|tile| tile.measure.target.is_some());
                marked.next().map(|tile| &tile.metric)
            }
            Body::Bars(bars) => bars.charts.first().map(|chart| &chart.metric),
            Body::Scorecard(card) => card.columns.first(),
            _ => None,
        });
        marked.map(|metric| metric.near_target)
    }
}

/// One section.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Its anchor: lower-case letters, digits and hyphens, unique in the report.
    pub id: String,
    /// Its heading, and the name of its sheet.
    pub title: String,
    /// A sentence below the heading.
    pub note: Option<String>,
    pub show: Show,
    /// The metrics whose rows it lists.
    pub lists: Vec<String>,
    pub body: Body,
}

words! {
    /// How a section stands on the page; the workbook and the print have all of it.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub enum Show {
        /// To be read.
        #[default]
        Open = "open",
        /// Below what is to be read, and closed.
        Folded = "folded",
        /// The same, but not printed: rows behind figures. Very many are in the workbook alone.
        Rows = "rows",
        /// Not at all: rows for filters and pivot tables.
        Workbook = "workbook",
    }
}

/// What every report says of its origin.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Foot {
    /// Last day covered by the newest loaded file.
    pub newest_file_on: Option<NaiveDate>,
    /// Rows set aside while loading.
    pub rejects: u64,
    /// Values shown that rest on too few cases.
    pub low_samples: u64,
    /// Name and version of the incentive plan, where the report uses one.
    pub plan: Option<String>,
    /// Version of the engine; empty where the report does not say how it was made.
    pub engine: String,
    pub inputs: Vec<Input>,
}

/// A loaded file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    pub name: String,
    /// SHA-256 of its content in hexadecimal.
    pub sha256: String,
}
