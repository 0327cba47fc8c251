//! Figures of a statement as tiles: a column per figure, a row per period, oldest first, the report's own last.

use crate::metrics::{Basis, Direction, Extent, Unit};
use crate::period::Period;
use crate::report::declare::definition::SectionDefinition;
use crate::report::model::{Measure, MetricHead, Table, Tile, Tiles, Value};
use crate::workspace::ReportSettings;

/// The figures of `table`; which way is better is the header's list `directions`, higher where it is silent.
/// `extents` say what is known of each.
pub fn tiles(
    file: &SectionDefinition,
    table: &Table,
    settings: &ReportSettings,
    (periods, extents): (&[Period], &[Extent]),
) -> Tiles {
    let (names, directions) = (file.list("columns"), file.list("directions"));
    let rows: &[Vec<Value>] = table.groups.first().map_or(&[], |group| &group.rows);
    let tiles = table.columns.iter().enumerate().map(|(index, column)| {
        let extent = extents.get(index).cloned().unwrap_or_default();
        let value = |row: &Vec<Value>| row.get(index).filter(|_| !extent.is_unknown()).cloned();
        let history: Vec<Value> = rows.iter().map(|row| value(row).unwrap_or_default()).collect();
        let value = history.last().cloned().unwrap_or_default();
        let previous = history.iter().rev().nth(1).filter(|v| !v.is_missing()).cloned();
        Tile {
            metric: MetricHead {
                id: (*names.get(index).unwrap_or(&"")).to_owned(),
                title: column.title.clone(),
                unit: value.unit().unwrap_or(Unit::Count),
                direction: match directions.get(index) {
                    Some(&"lower") => Direction::Lower,
                    _ => Direction::Higher,
                },
                basis: Basis::Count,
                near_target: settings.near_target,
                trend_span: settings.trend_span,
            },
            measure: Measure {
                value,
                extent,
                previous,
                ..Measure::default()
            },
            state: None,
            // Two values are a change, not a line.
            history: if history.len() > 2 { history } else { Vec::new() },
        }
    });
    Tiles {
        periods: periods.to_vec(),
        tiles: tiles.collect(),
        is_exact: false,
    }
}
