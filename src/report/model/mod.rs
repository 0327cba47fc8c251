//! The report as data: titles, sections and typed values, before any of it is written as text.
//!
//! Both writers read this and nothing else, so that screen and sheet agree. The model holds values and what they are
//! held against; texts of the report itself (headings of columns, words for states) come from the locale files.
//! Differences, attainment and colours are derived by the format layer and never stored.

mod body;
mod report;
mod table;
mod value;

pub use body::{
    Bar, BarChart, Bars, Body, Dictionary, Entry, Heat, HeatCell, HeatLayer, Highlight, Level, ScoreRow, Scorecard,
    Series, Tile, Tiles, Trend, anchor,
};
pub use report::{Foot, Input, Related, Report, RowsAt, Section, Show};
pub use table::{Column, ColumnStyle, Group, Plot, PlotKind, Table};
pub use value::{Difference, Limits, Link, Measure, MetricHead, Rank, Signal, State, Thresholds, Value};
