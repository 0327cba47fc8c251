//! T(x): what a table makes of a number, the same wherever a table is used.

use super::number::Number;
use super::plan::lists::{Boundary, Curve, Outside, Table, TableMode};

/// What came out of a table, and where x lay in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// T(x).
    pub value: Number,
    /// Where the tier or stretch begins; none outside a table whose `outside` is zero.
    pub from: Option<Number>,
    /// The end x was replaced by, if it lay outside.
    pub clamped: Option<Number>,
}

/// x lies beyond an end of a table whose `outside` is error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beyond;

/// T(`x`).
pub fn look_up(table: &Table, curve: &Curve, x: &Number) -> Result<Looked, Beyond> {
    let Some(end) = beyond(curve, x) else {
        return Ok(inside(table, curve, x));
    };
    match table.outside {
        Outside::Error => Err(Beyond),
        Outside::Zero => Ok(Looked {
            value: Number::zero(),
            from: None,
            clamped: None,
        }),
        Outside::Clamp => Ok(Looked {
            clamped: Some(end.clone()),
            ..inside(table, curve, end)
        }),
    }
}

/// The end nearest to an x that lies outside.
fn beyond<'c>(curve: &'c Curve, x: &Number) -> Option<&'c Number> {
    let (pairs, top) = match curve {
        Curve::Tiers { tiers, top, .. } => (tiers, top.as_ref()),
        Curve::Points(points) => (points, points.last().map(|(at, _)| at)),
    };
    let first = pairs.first().map(|(from, _)| from);
    first.filter(|f| x < f).or_else(|| top.filter(|t| x > t))
}

fn inside(table: &Table, curve: &Curve, x: &Number) -> Looked {
    let (value, from) = match curve {
        Curve::Points(points) => interpolated(points, x),
        Curve::Tiers { tiers, per_step, .. } => {
            let index = tier_of(tiers, table.boundary, x);
            let own = |i: usize| stepped(tiers, per_step.as_ref(), table.boundary, (i, x));
            let value = match table.mode {
                TableMode::Marginal => marginal(tiers, x),
                TableMode::Whole => x * &own(index),
                TableMode::Milestones => (0..=index).map(own).sum(),
                TableMode::Stepped | TableMode::Interpolate => own(index),
            };
            (value, tiers[index].0.clone())
        }
    };
    Looked {
        value,
        from: Some(from),
        clamped: None,
    }
}

/// The tier that owns `x`; the first `from` belongs to the first tier whatever the boundary.
fn tier_of(tiers: &[(Number, Number)], boundary: Boundary, x: &Number) -> usize {
    let reached = tiers.partition_point(|(from, _)| match boundary {
        Boundary::LowerInclusive => from <= x,
        Boundary::UpperInclusive => from < x,
    });
    reached.saturating_sub(1)
}

/// The value of tier `index`, with the steps beyond the last one.
fn stepped(
    tiers: &[(Number, Number)],
    per_step: Option<&(Number, Number)>,
    boundary: Boundary,
    (index, x): (usize, &Number),
) -> Number {
    let (from, value) = &tiers[index];
    let Some((every, add)) = per_step.filter(|_| index + 1 == tiers.len()) else {
        return value.clone();
    };
    let steps = (x - from).divided_by(every).unwrap_or_else(Number::zero);
    let whole = match boundary {
        Boundary::LowerInclusive => steps.floor(),
        Boundary::UpperInclusive => (&steps.ceil() - &Number::one()).max(Number::zero()),
    };
    value + &(&whole * add)
}

fn marginal(tiers: &[(Number, Number)], x: &Number) -> Number {
    let parts = tiers.iter().enumerate().take_while(|(_, (from, _))| from < x);
    parts
        .map(|(index, (from, value))| {
            let end = tiers.get(index + 1).map_or(x, |(next, _)| next.min(x));
            &(end - from) * value
        })
        .sum()
}

fn interpolated(points: &[(Number, Number)], x: &Number) -> (Number, Number) {
    let right = points.partition_point(|(at, _)| at < x);
    let (b, vb) = &points[right.min(points.len() - 1)];
    if b == x || right == 0 {
        return (vb.clone(), b.clone());
    }
    let (a, va) = &points[right - 1];
    let share = (x - a).divided_by(&(b - a)).unwrap_or_else(Number::zero);
    (va + &(&(vb - va) * &share), a.clone())
}
