//! The report as data: titles, sections and typed values, before any of it is written as text.
//!
//! Both writers read this and nothing else, so that screen and sheet agree. The model holds values and what they are
//! held against; texts of the report itself (headings of columns, words for states) come from the locale files.
//! Differences, attainment and colours are derived by the format layer and never stored.

mod body;
mod table;
mod value;

use chrono::NaiveDate;

use crate::period::Period;
use crate::workspace::Locale;

pub use body::{
    Bar, BarChart, Bars, Body, Dictionary, Entry, Heat, HeatCell, HeatLayer, Level, ScoreRow, Scorecard, Series, Tile,
    Tiles, Trend,
};
pub use table::{Column, ColumnStyle, Group, Plot, PlotKind, Table};
pub use value::{Difference, Limits, Link, Measure, MetricHead, Rank, Signal, State, Thresholds, Value};

/// A finished report.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Name of the template, `report-templates/<name>.html.j2`: `monthly`.
    pub name: String,
    /// Such as 续期收费月报.
    pub title: String,
    /// Whom it is about: the company's, branch's, team's or specialist's name.
    pub scope: String,
    /// The period reported.
    pub period: Period,
    /// Facts after this day are unknown to it.
    pub as_of: NaiveDate,
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
    /// Where it comes from.
    pub foot: Foot,
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
    /// What it shows.
    pub body: Body,
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
    /// Version of the engine.
    pub engine: String,
    /// The loaded files.
    pub inputs: Vec<Input>,
}

/// A loaded file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its name.
    pub name: String,
    /// SHA-256 of its content in hexadecimal.
    pub sha256: String,
}
