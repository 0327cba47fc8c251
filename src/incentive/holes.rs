//! Holes between rate rows: combinations of the values a rate table names that no row fits.

use std::collections::BTreeSet;

use super::plan::Plan;
use super::plan::rates::RateTable;

/// Combinations are not tried beyond this many in one table.
const MOST: usize = 20_000;

/// A combination without a rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole {
    pub table: String,
    /// A value for each key.
    pub cells: Vec<String>,
}

/// The holes of every rate table, in order of their cells. A table of very many combinations is left out.
pub fn holes(plan: &Plan) -> Vec<Hole> {
    plan.head.rate_tables.iter().flat_map(of_table).collect()
}

fn of_table(table: &RateTable) -> Vec<Hole> {
    let named: Vec<Vec<&str>> = (0..table.keys.len())
        .map(|key| {
            let cells: BTreeSet<&str> = table.rows.iter().map(|row| row.cells[key].as_str()).collect();
            // Where a key only says "any" there is nothing to tell apart.
            let values: Vec<&str> = cells.iter().copied().filter(|cell| *cell != "*").collect();
            if values.is_empty() { vec!["*"] } else { values }
        })
        .collect();
    let count = named.iter().try_fold(1_usize, |n, values| n.checked_mul(values.len()));
    if count.is_none_or(|n| n > MOST) {
        return Vec::new();
    }
    let mut combinations: Vec<Vec<&str>> = vec![Vec::new()];
    for values in &named {
        combinations = combinations
            .into_iter()
            .flat_map(|head| values.iter().map(move |value| [head.clone(), vec![*value]].concat()))
            .collect();
    }
    let fits = |cells: &[&str]| {
        table.rows.iter().any(|row| {
            row.cells
                .iter()
                .zip(cells)
                .all(|(cell, own)| cell == "*" || cell == own)
        })
    };
    combinations
        .into_iter()
        .filter(|cells| !fits(cells))
        .map(|cells| Hole {
            table: table.id.clone(),
            cells: cells.into_iter().map(ToOwned::to_owned).collect(),
        })
        .collect()
}
