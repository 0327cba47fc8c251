//! Who comes first: the one that is furthest from its target.

use crate::decimal::Decimal;
use crate::metrics::Direction;
use crate::report::model::{Bar, Level, Measure, ScoreRow};

/// Digits by which two are told apart.
const DIGITS: u32 = 12;

/// By attainment, without a target by the value; what is not ranked comes after what is, who belongs to nobody last.
type Key = (bool, bool, Decimal);

/// Siblings with the largest gap in the column `by` first, each with all below it.
pub fn worst_first(rows: Vec<ScoreRow>, by: usize, direction: Direction) -> Vec<ScoreRow> {
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
    let mut tops = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        match row.parent {
            Some(parent) => below[parent].push(index),
            None => tops.push(index),
        }
    }
    let of = |index: &usize| {
        let row = &rows[*index];
        row.cells
            .get(by)
            .map(|cell| key(cell, direction, is_nobodys(&row.anchor())))
    };
    for siblings in below.iter_mut().chain(std::iter::once(&mut tops)) {
        siblings.sort_by_key(of);
    }
    let mut order = Vec::with_capacity(rows.len());
    let mut next: Vec<(usize, Option<usize>)> = tops.into_iter().rev().map(|top| (top, None)).collect();
    while let Some((index, parent)) = next.pop() {
        let place = order.len();
        order.push((index, parent));
        next.extend(below[index].iter().rev().map(|child| (*child, Some(place))));
    }
    let mut rows: Vec<Option<ScoreRow>> = rows.into_iter().map(Some).collect();
    let placed = order.into_iter().filter_map(|(index, parent)| {
        let row = rows[index].take()?;
        Some(ScoreRow { parent, ..row })
    });
    placed.collect()
}

/// Bars with the largest gap first.
pub fn sort_bars(bars: &mut [Bar], direction: Direction) {
    bars.sort_by_key(|bar| {
        let is_nobodys = bar.link.as_deref().is_some_and(is_nobodys);
        key(&bar.measure, direction, is_nobodys)
    });
}

fn is_nobodys(anchor: &str) -> bool {
    let levels = [Level::Branch, Level::Team, Level::Specialist];
    levels
        .iter()
        .any(|level| anchor.strip_prefix(level.word()) == Some("-unassigned"))
}

fn key(measure: &Measure, direction: Direction, is_nobodys: bool) -> Key {
    let attained = measure.attainment(direction).and_then(|ratio| ratio.rate(DIGITS));
    let value = || measure.value.number()?.rate(DIGITS);
    let better = attained.or_else(|| {
        value().map(|value| match direction {
            Direction::Higher => value,
            Direction::Lower => -value,
        })
    });
    (
        is_nobodys,
        better.is_none() || measure.low_sample,
        better.unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decimal::Ratio;
    use crate::report::model::Value;

    fn measure(percent: i64, target: i64) -> Measure {
        Measure {
            value: Value::Ratio(Ratio::new(percent, 100)),
            target: Some(Value::Ratio(Ratio::new(target, 100))),
            ..Measure::default()
        }
    }

    fn row(level: Level, id: &str, parent: Option<usize>, cell: Measure) -> ScoreRow {
        ScoreRow {
            level,
            id: id.to_owned(),
            name: id.to_owned(),
            parent,
            state: None,
            cells: vec![cell],
        }
    }

    #[test]
    fn siblings_stand_by_their_gap_and_what_is_not_ranked_after_them() {
        let low = Measure {
            low_sample: true,
            ..measure(1, 90)
        };
        let rows = vec![
            row(Level::Company, "company", None, measure(80, 90)),
            row(Level::Branch, "unassigned", Some(0), measure(0, 90)),
            row(Level::Branch, "B1", Some(0), measure(85, 80)),
            row(Level::Team, "T1", Some(2), low),
            row(Level::Team, "T2", Some(2), measure(90, 90)),
            row(Level::Branch, "B2", Some(0), measure(85, 95)),
        ];
        let sorted = worst_first(rows, 0, Direction::Higher);
        let told: Vec<_> = sorted.iter().map(|row| (row.id.as_str(), row.parent)).collect();
        let expected = [
            ("company", None),
            ("B2", Some(0)),
            ("B1", Some(0)),
            ("T2", Some(2)),
            ("T1", Some(2)),
            ("unassigned", Some(0)),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn of_an_error_rate_the_highest_comes_first() {
        let bar = |label: &str, percent: i64, target: i64| Bar {
            label: label.to_owned(),
            link: Some(format!("team-{label}")),
            measure: measure(percent, target),
        };
        let mut bars = vec![bar("a", 1, 3), bar("unassigned", 9, 3), bar("b", 4, 3), bar("c", 2, 3)];
        sort_bars(&mut bars, Direction::Lower);
        let labels: Vec<&str> = bars.iter().map(|bar| bar.label.as_str()).collect();
        assert_eq!(labels, ["b", "c", "a", "unassigned"]);
    }
}
