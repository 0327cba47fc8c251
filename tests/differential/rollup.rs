//! Shares summed up by any dimensions, divided once, rounded half away from zero.

use std::collections::BTreeMap;

use duebook::decimal::Decimal;

use super::metrics::{COMPOSITES, Kind, Metric, Place, Share};
use super::terms::World;

/// Numerator, denominator and value.
pub type Numbers = [Option<Decimal>; 3];
/// Metric and entity.
pub type Key = (String, String);

/// The id of one dimension for one share.
fn id(w: &World<'_>, share: &Share, dimension: &str) -> String {
    let team = share.who.and_then(|who| w.team(who)).map(|team| &w.book.teams[team]);
    let of_team = team.map(|team| match dimension {
        "team" => team.id.clone(),
        "branch" => team.branch.clone(),
        "region" if team.region.is_empty() => "(none)".to_owned(),
        _ => team.region.clone(),
    });
    match dimension {
        "company" => "company".to_owned(),
        "specialist" => share
            .who
            .map_or("(none)".to_owned(), |who| w.book.specialists[who].clone()),
        "department" => share.department.to_owned(),
        "team" | "branch" | "region" => of_team.unwrap_or("unassigned".to_owned()),
        _ => property(w, share.place, dimension).unwrap_or("(none)".to_owned()),
    }
}

fn property(w: &World<'_>, place: Place, dimension: &str) -> Option<String> {
    let (item, policy) = match place {
        Place::Item(d) => (Some(d), w.book.items[d].policy),
        Place::Policy(policy) => (None, policy),
        Place::Nowhere => return None,
    };
    let row = &w.book.policies[policy];
    match dimension {
        "product_line" => Some(row.product_line.to_owned()),
        "channel" => Some(row.channel.to_owned()),
        "premium_mode" => Some(row.mode.to_owned()),
        "customer_class" => Some(w.class(policy).to_owned()),
        "due_no" => Some(w.book.items[item?].due_no.to_string()),
        "stage" => Some(w.stage(item?).to_string()),
        _ => panic!("no such dimension: {dimension}"),
    }
}

/// Sums by metric and entity.
type Sums = BTreeMap<Key, (Kind, i128, i128)>;

fn sums(w: &World<'_>, metrics: &[Metric], by: &[&str], only: Option<(&str, &str)>) -> Sums {
    let mut sums = Sums::new();
    for metric in metrics {
        for share in &metric.shares {
            if only.is_some_and(|(dimension, value)| id(w, share, dimension) != value) {
                continue;
            }
            let entity = by
                .iter()
                .map(|dimension| id(w, share, dimension))
                .collect::<Vec<_>>()
                .join("/");
            let sum = sums.entry((metric.id.clone(), entity)).or_insert((metric.kind, 0, 0));
            sum.1 += i128::from(share.numerator);
            sum.2 += i128::from(share.denominator);
        }
    }
    sums.retain(|_, (_, numerator, denominator)| *numerator != 0 || *denominator != 0);
    sums
}

/// `numerator / denominator` in millionths, half away from zero.
fn divided(numerator: i128, denominator: i128) -> Option<Decimal> {
    if denominator == 0 {
        return None;
    }
    let doubled = (2_000_000 * numerator.abs() + denominator) / (2 * denominator);
    Some(Decimal::from_i128_with_scale(doubled * numerator.signum(), 6))
}

fn numbers(kind: Kind, numerator: i128, denominator: i128) -> Numbers {
    let digits = if kind == Kind::Money { 2 } else { 0 };
    let written = |sum| Some(Decimal::from_i128_with_scale(sum, digits));
    match kind {
        Kind::Count => [written(numerator), None, divided(numerator, 1)],
        Kind::PerTenThousand => [
            written(numerator),
            written(denominator),
            divided(10_000 * numerator, denominator),
        ],
        Kind::Rate | Kind::Money => [
            written(numerator),
            written(denominator),
            divided(numerator, denominator),
        ],
    }
}

/// 0.7 of the premium basis and 0.3 of the count basis, rounded once; none where one of them is missing.
fn composite(sums: &Sums, id: &str, entity: &str) -> Option<Numbers> {
    let part = |basis: &str| sums.get(&(format!("{id}_{basis}"), entity.to_owned()));
    let ((_, premium, of_premium), (_, count, of_count)) = (part("premium")?, part("count")?);
    let numerator = 7 * premium * of_count + 3 * count * of_premium;
    Some([None, None, Some(divided(numerator, 10 * of_premium * of_count)?)])
}

/// The expected values by any dimensions, of all shares or those with one id only.
pub fn values(w: &World<'_>, metrics: &[Metric], by: &[&str], only: Option<(&str, &str)>) -> BTreeMap<Key, Numbers> {
    let sums = sums(w, metrics, by, only);
    let simple = sums
        .iter()
        .map(|(key, (kind, n, d))| (key.clone(), numbers(*kind, *n, *d)));
    let mut values: BTreeMap<Key, Numbers> = simple.collect();
    for (id, (_, entity)) in COMPOSITES.iter().flat_map(|id| sums.keys().map(move |key| (id, key))) {
        if let Some(numbers) = composite(&sums, id, entity) {
            values.insert(((*id).to_owned(), entity.clone()), numbers);
        }
    }
    values
}
