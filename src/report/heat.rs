//! The colour of heat tables: a step from worst to best, so that direction is respected and totals stay plain.

use super::model::{Heat, Value};
use crate::decimal::Decimal;
use crate::metrics::Direction;

/// Colours run over steps 0 (worst) to this (best).
pub const LAST_STEP: u8 = 6;

/// The step of every cell by its first layer; `None` for totals, missing values and where all values are equal.
pub fn steps(heat: &Heat) -> Vec<Vec<Option<u8>>> {
    let Some(layer) = heat.layers.first() else {
        return Vec::new();
    };
    let numbers: Vec<Vec<Option<Decimal>>> = layer
        .cells
        .iter()
        .enumerate()
        .map(|(r, row)| {
            let inner = |c: usize| !is_total(heat, r, c);
            let number = |(c, cell): (usize, &super::model::HeatCell)| inner(c).then(|| rate(&cell.value)).flatten();
            row.iter().enumerate().map(number).collect()
        })
        .collect();
    let known = || numbers.iter().flatten().flatten().copied();
    let (Some(low), Some(high)) = (known().min(), known().max()) else {
        return Vec::new();
    };
    let step = |number: Option<Decimal>| number.and_then(|n| step(n, low, high, layer.metric.direction));
    numbers
        .into_iter()
        .map(|row| row.into_iter().map(step).collect())
        .collect()
}

/// True if the cell is a total.
pub fn is_total(heat: &Heat, row: usize, column: usize) -> bool {
    (heat.total_row && row + 1 == heat.rows.len()) || (heat.total_column && column + 1 == heat.columns.len())
}

fn rate(value: &Value) -> Option<Decimal> {
    value.number()?.rate(6)
}

fn step(number: Decimal, low: Decimal, high: Decimal, direction: Direction) -> Option<u8> {
    let share = (number - low).checked_div(high - low)?;
    let share = match direction {
        Direction::Higher => share,
        Direction::Lower => Decimal::ONE - share,
    };
    u8::try_from((share * Decimal::from(LAST_STEP)).round()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decimal::Ratio;
    use crate::metrics::{Basis, Unit};
    use crate::report::model::{HeatCell, HeatLayer, MetricHead};

    fn heat(direction: Direction) -> Heat {
        let cells = [[50, 80, 70], [20, 0, 60]];
        let cell = |n: &i64| HeatCell::ratio(Ratio::new(*n, if *n == 0 { 0 } else { 100 }), false);
        Heat {
            rows_title: "r".into(),
            columns_title: "c".into(),
            rows: vec!["1".into(), "2".into()],
            columns: vec!["1".into(), "2".into(), "all".into()],
            layers: vec![HeatLayer {
                metric: MetricHead {
                    id: "m".into(),
                    title: "m".into(),
                    unit: Unit::Ratio,
                    direction,
                    basis: Basis::Count,
                    near_target: crate::decimal::Decimal::ONE,
                    trend_span: crate::decimal::Decimal::ZERO,
                },
                cells: cells.iter().map(|row| row.iter().map(cell).collect()).collect(),
            }],
            total_row: false,
            total_column: true,
        }
    }

    #[test]
    fn the_best_is_darkest_and_totals_are_plain() {
        assert_eq!(
            steps(&heat(Direction::Higher)),
            [[Some(3), Some(6), None], [Some(0), None, None]]
        );
        assert_eq!(
            steps(&heat(Direction::Lower)),
            [[Some(3), Some(0), None], [Some(6), None, None]]
        );
    }
}
