//! The report as one workbook (of a statement the first sheet holds everything): 总览 with figures and native charts, a sheet per section, 口径说明 with the origin.
//!
//! Numbers are numbers with the format layer's codes, so a cell shows what the page shows; texts are written as texts
//! whatever they begin with, so nothing from the data becomes a formula. The creation time is the as-of day and nothing
//! else depends on the clock: two runs give the same bytes.

mod book;
mod chart;
mod contents;
mod context;
mod data;
mod detail;
mod dictionary;
mod heat;
mod names;
mod overview;
mod pages;
mod plot;
mod scorecard;
mod sheet;
mod single;
mod style;
mod table;
mod trend;

pub use book::write;
