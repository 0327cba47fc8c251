//! What of a report stands on the overview and on the sheet of chart data; the other sheets follow from that.

use crate::report::model::{Bars, Body, Report, Section, Table, Tile, Tiles};

/// The section that stands on the overview of a report without figures and bars, and its table: the first one after its
/// sentences, if it is a table.
pub(super) fn on_overview(report: &Report) -> Option<(&Section, &Table)> {
    if report.is_single_sheet || has_figures(report) {
        return None;
    }
    let is_told = |section: &&Section| !matches!(section.body, Body::Highlights(_));
    let section = report.sections.iter().find(is_told)?;
    match &section.body {
        Body::Table(table) if !table.sheet_per_group => Some((section, table)),
        _ => None,
    }
}

/// All figures of the report.
pub(super) fn tiles(report: &Report) -> impl Iterator<Item = &Tiles> {
    report.sections.iter().filter_map(|section| match &section.body {
        Body::Tiles(tiles) => Some(tiles),
        _ => None,
    })
}

/// All bar charts of the report.
pub(super) fn bars(report: &Report) -> impl Iterator<Item = &Bars> {
    report.sections.iter().filter_map(|section| match &section.body {
        Body::Bars(bars) => Some(bars),
        _ => None,
    })
}

/// True if the report begins with figures or bars.
fn has_figures(report: &Report) -> bool {
    tiles(report).any(|group| !group.tiles.is_empty()) || has_bars(report)
}

fn has_bars(report: &Report) -> bool {
    bars(report).any(|bars| !bars.charts.is_empty())
}

/// True if there is something for the data sheet to hold.
pub(super) fn has_data(report: &Report) -> bool {
    tiles(report).any(|group| group.tiles.iter().any(has_history)) || has_bars(report)
}

pub(super) fn has_history(tile: &Tile) -> bool {
    tile.history.len() > 1
}
