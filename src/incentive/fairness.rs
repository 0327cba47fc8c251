//! Figures about pay as a whole: spread, agreement with results, crowding at edges, and the effect of a change.
//!
//! They inform, they judge nobody. All are exact; the bootstrap draws from a fixed seed, so that a report is the same twice.

use super::number::{Mode, Number};
use crate::random::Dice;

/// The Gini coefficient: 0 if all get the same, towards 1 if one gets all. None without pay, or with pay below 0.
///
/// With x sorted, sum((2 i - n - 1) x) / (n sum(x)), i from 1.
pub fn gini(pay: &[Number]) -> Option<Number> {
    let mut sorted: Vec<&Number> = pay.iter().collect();
    sorted.sort();
    if sorted.first().is_some_and(|least| least.is_negative()) {
        return None;
    }
    let n = whole(sorted.len());
    let weighted: Number = (1..).zip(&sorted).map(|(i, x)| &Number::from(2 * i - n - 1) * *x).sum();
    let sum: Number = sorted.into_iter().sum();
    weighted.divided_by(&(&Number::from(n) * &sum))
}

/// The value that `percent` of the people do not exceed (nearest rank): of 10 people the median is the 5th.
pub fn percentile(pay: &[Number], percent: u32) -> Option<Number> {
    let mut sorted: Vec<&Number> = pay.iter().collect();
    sorted.sort();
    let rank = (sorted.len() * percent as usize).div_ceil(100).max(1);
    sorted.get(rank - 1).map(|found| (*found).clone())
}

/// The mean.
pub fn mean(pay: &[Number]) -> Option<Number> {
    let sum: Number = pay.iter().sum();
    sum.divided_by(&Number::from(whole(pay.len())))
}

/// Spearman's rank correlation of two figures, by the differences of ranks; equal values share their mean rank.
///
/// 1 - 6 sum(d²) / (n (n² - 1)); None below three people.
pub fn rank_correlation(pairs: &[(Number, Number)]) -> Option<Number> {
    let n = whole(pairs.len());
    if n < 3 {
        return None;
    }
    let (a, b) = (ranks(pairs.iter().map(|p| &p.0)), ranks(pairs.iter().map(|p| &p.1)));
    let squares: Number = a
        .iter()
        .zip(&b)
        .map(|(a, b)| {
            let d = a - b;
            &d * &d
        })
        .sum();
    let share = (&Number::from(6) * &squares).divided_by(&Number::from(n * (n * n - 1)))?;
    Some(&Number::one() - &share)
}

fn ranks<'a>(values: impl Iterator<Item = &'a Number>) -> Vec<Number> {
    let values: Vec<&Number> = values.collect();
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].cmp(values[*b]));
    let mut ranks = vec![Number::zero(); values.len()];
    let mut start = 0;
    while start < order.len() {
        let same = order[start..]
            .iter()
            .take_while(|i| values[**i] == values[order[start]])
            .count();
        let (first, last) = (whole(start + 1), whole(start + same));
        let shared = Number::from(first + last)
            .divided_by(&Number::from(2))
            .unwrap_or_default();
        for index in &order[start..start + same] {
            ranks[*index] = shared.clone();
        }
        start += same;
    }
    ranks
}

/// How many pairs of people have the better result and the lower pay, and how many pairs differ in both.
pub fn inversions(pairs: &[(Number, Number)]) -> (u64, u64) {
    // Ranks of results and pay; the pairs are counted by adding people from the best result on.
    let mut pays: Vec<&Number> = pairs.iter().map(|p| &p.1).collect();
    pays.sort();
    pays.dedup();
    let mut order: Vec<&(Number, Number)> = pairs.iter().collect();
    order.sort_by(|a, b| b.0.cmp(&a.0));
    let mut seen = Counts::new(pays.len());
    let (mut inverted, mut differing, mut start) = (0, 0, 0);
    while start < order.len() {
        let same = order[start..].iter().take_while(|p| p.0 == order[start].0).count();
        let places: Vec<usize> = order[start..start + same]
            .iter()
            .map(|p| pays.partition_point(|pay| *pay < &p.1))
            .collect();
        for place in &places {
            inverted += seen.below(*place);
            differing += seen.below(*place) + seen.all - seen.below(*place + 1);
        }
        for place in places {
            seen.add(place);
        }
        start += same;
    }
    (inverted, differing)
}

/// How many have been added below a place: a tree of partial sums.
struct Counts {
    tree: Vec<u64>,
    all: u64,
}

impl Counts {
    fn new(places: usize) -> Self {
        Self {
            tree: vec![0; places + 1],
            all: 0,
        }
    }

    fn add(&mut self, place: usize) {
        self.all += 1;
        let mut index = place + 1;
        while index < self.tree.len() {
            self.tree[index] += 1;
            index += index & index.wrapping_neg();
        }
    }

    fn below(&self, place: usize) -> u64 {
        let (mut index, mut sum) = (place.min(self.tree.len() - 1), 0);
        while index > 0 {
            sum += self.tree[index];
            index -= index & index.wrapping_neg();
        }
        sum
    }
}

/// People just below an edge and on it or just above, within `width`.
pub fn crowding(values: &[Number], edge: &Number, width: &Number) -> (usize, usize) {
    let (low, high) = (edge - width, edge + width);
    let below = values.iter().filter(|x| **x >= low && *x < edge).count();
    let above = values.iter().filter(|x| *x >= edge && **x < high).count();
    (below, above)
}

/// A team's figure before and after a change: numerators and denominators, summed over the periods of each side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    pub id: String,
    /// True if the change was made there.
    pub changed: bool,
    /// Numerator and denominator before.
    pub before: (Number, Number),
    /// And after.
    pub after: (Number, Number),
}

/// The effect of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The value of the changed teams before and after.
    pub changed: (Number, Number),
    /// And of the others.
    pub others: (Number, Number),
    /// What changed in the changed teams beyond what changed in the others.
    pub difference: Number,
    /// The middle 95 of 100 of the draws.
    pub interval: Option<(Number, Number)>,
}

/// Draws of the bootstrap.
const DRAWS: usize = 2000;

/// The difference in differences: teams are drawn anew, with replacement, among the changed and among the others.
pub fn effect(teams: &[Team]) -> Option<Effect> {
    let (changed, others): (Vec<&Team>, Vec<&Team>) = teams.iter().partition(|team| team.changed);
    let (own, rest) = (change(&changed)?, change(&others)?);
    let difference = &(&own.1 - &own.0) - &(&rest.1 - &rest.0);
    let mut dice = Dice::new(0x00D1_CE00_0B00_7CA9);
    let mut draws = Vec::with_capacity(DRAWS);
    for _ in 0..DRAWS {
        let (a, b) = (change(&draw(&mut dice, &changed)), change(&draw(&mut dice, &others)));
        if let Some((a, b)) = a.zip(b) {
            let one = &(&a.1 - &a.0) - &(&b.1 - &b.0);
            // Eight digits are more than anybody reads, and keep the sorting quick.
            draws.push(one.round(8, Mode::HalfUp));
        }
    }
    let can_vary = changed.len() > 1 && others.len() > 1;
    let interval = can_vary.then(|| {
        Some((
            percentile_per_mille(&mut draws, 25)?,
            percentile_per_mille(&mut draws, 975)?,
        ))
    });
    Some(Effect {
        changed: own,
        others: rest,
        difference,
        interval: interval.flatten(),
    })
}

fn percentile_per_mille(draws: &mut [Number], per_mille: usize) -> Option<Number> {
    draws.sort();
    let rank = (draws.len() * per_mille).div_ceil(1000).max(1);
    draws.get(rank - 1).cloned()
}

/// The pooled value before and after.
fn change(teams: &[&Team]) -> Option<(Number, Number)> {
    let pooled = |of: fn(&Team) -> &(Number, Number)| {
        let numerator: Number = teams.iter().map(|team| &of(team).0).sum();
        let denominator: Number = teams.iter().map(|team| &of(team).1).sum();
        numerator.divided_by(&denominator)
    };
    Some((pooled(|team| &team.before)?, pooled(|team| &team.after)?))
}

/// As many teams as there are, each drawn from all of them.
fn draw<'t>(dice: &mut Dice, teams: &[&'t Team]) -> Vec<&'t Team> {
    let count = u64::try_from(teams.len()).unwrap_or(1).max(1);
    let mut pick = || usize::try_from(dice.roll() % count).unwrap_or(0);
    teams.iter().map(|_| teams[pick()]).collect()
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(list: &[i64]) -> Vec<Number> {
        list.iter().map(|n| Number::from(*n)).collect()
    }

    fn pairs(list: &[(i64, i64)]) -> Vec<(Number, Number)> {
        list.iter().map(|(a, b)| (Number::from(*a), Number::from(*b))).collect()
    }

    fn text(number: Option<Number>) -> String {
        number.map_or_else(String::new, |n| n.round(4, Mode::HalfUp).to_string())
    }

    #[test]
    fn the_spread_is_0_for_all_alike_and_grows_with_one_who_gets_all() {
        assert_eq!(text(gini(&numbers(&[5, 5, 5, 5]))), "0");
        assert_eq!(text(gini(&numbers(&[0, 0, 0, 8]))), "0.75");
        // 1, 2, 3, 4: sum of the differences 20 over 2 x 16 x 2.5.
        assert_eq!(text(gini(&numbers(&[4, 1, 3, 2]))), "0.25");
        assert_eq!(gini(&numbers(&[0, 0])), None);
        assert_eq!(gini(&numbers(&[-1, 3])), None);
    }

    #[test]
    fn percentiles_are_values_of_people() {
        let pay = numbers(&[10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
        assert_eq!(text(percentile(&pay, 50)), "50");
        assert_eq!(text(percentile(&pay, 90)), "90");
        assert_eq!(text(percentile(&pay, 1)), "10");
        assert_eq!(percentile(&[], 50), None);
    }

    #[test]
    fn ranks_agree_or_do_not() {
        assert_eq!(text(rank_correlation(&pairs(&[(1, 10), (2, 20), (3, 30)]))), "1");
        assert_eq!(text(rank_correlation(&pairs(&[(1, 30), (2, 20), (3, 10)]))), "-1");
        // d = 0, 1, -1, 0 over four: 1 - 12 / 60.
        assert_eq!(text(rank_correlation(&pairs(&[(1, 1), (2, 3), (3, 2), (4, 4)]))), "0.8");
    }

    #[test]
    fn inversions_are_counted_as_by_hand() {
        let people = pairs(&[(90, 10), (80, 20), (80, 5), (70, 10), (60, 30)]);
        let mut by_hand = (0, 0);
        for (i, a) in people.iter().enumerate() {
            for b in &people[i + 1..] {
                let (better, worse) = if a.0 > b.0 { (a, b) } else { (b, a) };
                if better.0 != worse.0 && better.1 != worse.1 {
                    by_hand.1 += 1;
                    by_hand.0 += u64::from(better.1 < worse.1);
                }
            }
        }
        assert_eq!(inversions(&people), by_hand);
        assert_eq!(by_hand, (6, 8));
    }

    #[test]
    fn an_edge_draws_people() {
        let values = numbers(&[84, 85, 85, 86, 89, 90]);
        assert_eq!(crowding(&values, &Number::from(85), &Number::from(2)), (1, 3));
    }

    #[test]
    fn the_effect_is_what_changed_beyond_what_changed_anyway() {
        let team = |id: &str, changed, before, after| Team {
            id: id.to_owned(),
            changed,
            before: (Number::from(before), Number::from(100)),
            after: (Number::from(after), Number::from(100)),
        };
        let teams = [
            team("a", true, 80, 90),
            team("b", true, 70, 84),
            team("c", false, 80, 82),
            team("d", false, 76, 80),
        ];
        let found = effect(&teams).unwrap();
        // (87 - 75) - (81 - 78) points.
        assert_eq!(text(Some(found.difference.clone())), "0.09");
        let (low, high) = found.interval.clone().unwrap();
        assert!(low <= found.difference && found.difference <= high);
        assert_eq!(effect(&teams), Some(found));
        assert_eq!(effect(&teams[..2]), None);
        assert_eq!(effect(&teams[1..3]).unwrap().interval, None);
    }
}
