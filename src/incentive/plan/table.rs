//! Tables: what they are, how they are read, and T(x), which is the same wherever a table is used.

use serde::Serialize;

use super::block::{Version, refuse_same_dates, rising, versions};
use super::error::{Fault, not_above_zero};
use super::toml::Fields;
use crate::diagnostic::Place;
use crate::incentive::number::Number;
use crate::message::{Message, say};
use crate::word::words;

/// A curve by which x becomes T(x).
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    pub id: String,
    pub title: Option<String>,
    #[serde(skip)]
    pub place: Place,
    pub mode: TableMode,
    /// Which tier owns a value exactly on an edge.
    pub boundary: Boundary,
    /// What is done with a value beyond the ends.
    pub outside: Outside,
    /// Where `outside` stands.
    #[serde(skip)]
    pub outside_place: Place,
    pub versions: Vec<Version<Curve>>,
}

words! {
    /// How tiers are read.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
    #[serde(rename_all = "snake_case")]
    pub enum TableMode {
        /// Each part of x at the value of its tier.
        Marginal = "marginal",
        /// All of x at the value of its tier.
        Whole = "whole",
        /// The value of the tier.
        Stepped = "stepped",
        /// The values of all tiers reached.
        Milestones = "milestones",
        /// A straight line between points.
        Interpolate = "interpolate",
    }
}

impl TableMode {
    /// True if the money jumps at an edge.
    pub fn jumps(self) -> bool {
        matches!(self, Self::Whole | Self::Stepped | Self::Milestones)
    }
}

words! {
    /// Which tier owns a value exactly on an edge.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Boundary {
        LowerInclusive = "lower_inclusive",
        UpperInclusive = "upper_inclusive",
    }
}

words! {
    /// What is done with a value beyond the ends.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Outside {
        Error = "error",
        /// T is 0.
        Zero = "zero",
        Clamp = "clamp",
    }
}

/// The numbers of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Curve {
    /// Tiers, each to the next one's start.
    Tiers {
        /// Start and value, rising.
        tiers: Vec<(Number, Number)>,
        top: Option<Number>,
        /// Steps beyond the last tier: every and add.
        per_step: Option<(Number, Number)>,
    },
    /// Points, joined by straight lines.
    Points(Vec<(Number, Number)>),
}

/// Reads one `[[table]]`, its id apart.
pub(super) fn table(fields: &Fields<'_, '_>, id: String) -> Option<Table> {
    let title = fields.optional("title");
    let mode: Option<TableMode> = fields.need("mode");
    let (boundary, outside) = (fields.need("boundary"), fields.need("outside"));
    // Without a mode nobody knows which keys belong into a version.
    let versions = mode.map_or_else(Vec::new, |mode| versions(fields, |version| curve(version, mode)));
    if mode.is_none() {
        let _ = fields.tables("version");
    }
    fields.finish();
    refuse_same_dates(fields, versions.iter().map(|v| (v.from.to_string(), &v.place)));
    Some(Table {
        id,
        title,
        place: fields.place(),
        mode: mode?,
        boundary: boundary?,
        outside: outside?,
        outside_place: fields.place_of("outside"),
        versions,
    })
}

fn curve(fields: &Fields<'_, '_>, mode: TableMode) -> Option<Curve> {
    match mode {
        TableMode::Interpolate => points(fields),
        _ => tiers(fields, mode),
    }
}

fn points(fields: &Fields<'_, '_>) -> Option<Curve> {
    for key in ["tiers", "top", "per_step"] {
        fields.refuse(
            key,
            say!("errors.plan.not_allowed.in_interpolate", key = key.to_owned()),
        );
    }
    pairs(fields, "points", "at").map(Curve::Points)
}

fn tiers(fields: &Fields<'_, '_>, mode: TableMode) -> Option<Curve> {
    fields.refuse("points", in_mode("points", mode));
    let pairs = pairs(fields, "tiers", "from");
    let top: Option<Number> = fields.optional("top");
    let per_step = per_step(fields, mode);
    let pairs = pairs?;
    let last = pairs.last().map(|(from, _)| from);
    if let Some((top, last)) = top.as_ref().zip(last).filter(|(top, last)| top < last) {
        let fault = Fault::Rising {
            what: "tiers",
            before: last.to_string(),
            next: say!("errors.plan.rising.top", top = top.to_string()),
        };
        fields.fault("top", fault, None);
    }
    Some(Curve::Tiers {
        tiers: pairs,
        top,
        per_step,
    })
}

fn in_mode(key: &str, mode: TableMode) -> Message {
    say!(
        "errors.plan.not_allowed.in_mode",
        key = key.to_owned(),
        mode = mode.word().to_owned()
    )
}

fn per_step(fields: &Fields<'_, '_>, mode: TableMode) -> Option<(Number, Number)> {
    let inner = fields.entry("per_step")?.table()?;
    if !mode.jumps() {
        fields.not_allowed("per_step", in_mode("per_step", mode));
    }
    let (every, add): (Option<Number>, _) = (inner.need("every"), inner.need("add"));
    inner.finish();
    let every = every?;
    if !every.is_positive() {
        inner.not_allowed("every", not_above_zero("every", &every));
        return None;
    }
    Some((every, add?))
}

/// Start and value of each entry; the starts rise.
fn pairs(fields: &Fields<'_, '_>, key: &'static str, start: &'static str) -> Option<Vec<(Number, Number)>> {
    let all = fields.tables(key);
    let read = all.iter().map(|pair| {
        let (at, value) = (pair.need(start), pair.need("value"));
        pair.finish();
        Some((at?, value?))
    });
    let all: Vec<Option<(Number, Number)>> = read.collect();
    let pairs: Vec<(Number, Number)> = all.into_iter().collect::<Option<_>>()?;
    let starts: Vec<&Number> = pairs.iter().map(|(at, _)| at).collect();
    rising(fields, key, &starts);
    Some(pairs).filter(|pairs| !pairs.is_empty())
}

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

/// Where a better value begins, and what is better there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Better {
    /// The value of x's own tier, or at x.
    pub now: Number,
    /// The edge to be reached.
    pub at: Number,
    /// The value from there on.
    pub value: Number,
}

/// The next better tier or point beside `x`, up or, where values fall as x grows, down; none from the best on.
pub fn next_better(table: &Table, curve: &Curve, x: &Number) -> Option<Better> {
    let (pairs, now, index) = match curve {
        Curve::Points(points) => {
            let now = look_up(table, curve, x).ok()?.value;
            (points.clone(), now, points.partition_point(|(at, _)| at <= x))
        }
        Curve::Tiers { tiers, per_step, .. } => {
            let own = tier_of(tiers, table.boundary, x);
            let values = reached(tiers, table.mode);
            let is_inside = beyond(curve, x).is_none() || table.outside == Outside::Clamp;
            let now = match table.mode {
                _ if !is_inside => Number::zero(),
                TableMode::Milestones => values[own].1.clone(),
                _ => stepped(tiers, per_step.as_ref(), table.boundary, (own, x)),
            };
            let is_below = tiers.first().is_some_and(|(from, _)| x < from);
            (values, now, if is_below { 0 } else { own + 1 })
        }
    };
    let better = |at: &Number, value: &Number| Better {
        now: now.clone(),
        at: at.clone(),
        value: value.clone(),
    };
    let falls = pairs.first().map(|(_, value)| value) > pairs.last().map(|(_, value)| value);
    if falls {
        let below = pairs[..index]
            .iter()
            .enumerate()
            .rev()
            .find(|(_, (_, value))| *value > now)?;
        return Some(match curve {
            Curve::Points(_) => better(&below.1.0, &below.1.1),
            // What lies below the start of the tier above it.
            Curve::Tiers { .. } => better(&pairs.get(below.0 + 1)?.0, &below.1.1),
        });
    }
    if let Some((at, value)) = pairs[index..].iter().find(|(_, value)| *value > now) {
        return Some(better(at, value));
    }
    let Curve::Tiers {
        tiers,
        top,
        per_step: Some((every, add)),
    } = curve
    else {
        return None;
    };
    let last = &tiers.last()?.0;
    let steps = (x - last).divided_by(every)?.floor();
    let at = last + &(every * &(&steps + &Number::one()));
    let is_open = add.is_positive() && top.as_ref().is_none_or(|top| at < *top);
    is_open.then(|| better(&at, &(&now + add)))
}

/// What each tier comes to: milestones add up.
fn reached(tiers: &[(Number, Number)], mode: TableMode) -> Vec<(Number, Number)> {
    let mut sum = Number::zero();
    let value = |(from, value): &(Number, Number)| {
        sum += value;
        let value = if mode == TableMode::Milestones { &sum } else { value };
        (from.clone(), value.clone())
    };
    tiers.iter().map(value).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    fn pairs(of: &[(&str, &str)]) -> Vec<(Number, Number)> {
        of.iter().map(|(at, value)| (number(at), number(value))).collect()
    }

    fn table(mode: TableMode) -> Table {
        Table {
            id: "t".to_owned(),
            title: None,
            place: Place::default(),
            mode,
            boundary: Boundary::LowerInclusive,
            outside: Outside::Clamp,
            outside_place: Place::default(),
            versions: Vec::new(),
        }
    }

    fn next(mode: TableMode, curve: &Curve, x: &str) -> Option<[String; 3]> {
        let found = next_better(&table(mode), curve, &number(x))?;
        Some([found.now, found.at, found.value].map(|number| number.to_string()))
    }

    #[test]
    fn the_next_better_tier_is_found_upwards_and_downwards() {
        let tiers = |of: &[(&str, &str)], per_step| Curve::Tiers {
            tiers: pairs(of),
            top: None,
            per_step,
        };
        let rising = tiers(&[("0", "0"), ("0.85", "0.8"), ("0.90", "1.0")], None);
        let said = |curve: &Curve, x| next(TableMode::Stepped, curve, x);
        assert_eq!(said(&rising, "0.5"), Some(["0", "0.85", "0.8"].map(str::to_owned)));
        assert_eq!(said(&rising, "0.85"), Some(["0.8", "0.9", "1"].map(str::to_owned)));
        assert_eq!(said(&rising, "0.95"), None);
        let steps = tiers(&[("0", "0"), ("0.90", "1.0")], Some((number("0.01"), number("0.05"))));
        assert_eq!(said(&steps, "0.925"), Some(["1.1", "0.93", "1.15"].map(str::to_owned)));
        let own = tiers(&[("0", "5"), ("10", "3")], None);
        assert_eq!(
            next(TableMode::Milestones, &own, "4"),
            Some(["5", "10", "8"].map(str::to_owned))
        );
        let falling = tiers(&[("0", "1"), ("0.01", "0.5"), ("0.02", "0")], None);
        assert_eq!(said(&falling, "0.03"), Some(["0", "0.02", "0.5"].map(str::to_owned)));
        assert_eq!(said(&falling, "0.001"), None);
        let points = Curve::Points(pairs(&[("0.7", "0"), ("0.9", "1"), ("1", "1")]));
        let said = |x| next(TableMode::Interpolate, &points, x);
        assert_eq!(said("0.8"), Some(["0.5", "0.9", "1"].map(str::to_owned)));
        assert_eq!(said("0.5"), Some(["0", "0.9", "1"].map(str::to_owned)));
        assert_eq!(said("0.95"), None);
    }
}
