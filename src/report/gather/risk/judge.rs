//! How good chances turned out to be: how well they order cases, and whether so many came true as were foretold.

use num_traits::ToPrimitive as _;

use super::features::Design;
use super::logistic;
use crate::store::{Row, Rows};

/// Cases with the same chance: the chance, how many there are and how many had the event.
#[derive(Clone, Copy, Debug)]
pub struct Judged {
    pub chance: f64,
    pub cases: f64,
    /// How many of them had the event.
    pub events: f64,
}

/// Cases of neighbouring chances.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// The lowest chance among them.
    pub low: f64,
    pub high: f64,
    pub cases: f64,
    /// How many of them had the event.
    pub events: f64,
    pub foretold: f64,
}

/// The area under the curve: the chance that of two cases, one with the event and one without, the former had the higher
/// chance; equal ones count half. `None` if there are no two such cases.
pub fn auc(judged: &[Judged]) -> Option<f64> {
    let sorted = by_chance(judged);
    let (mut pairs, mut below) = (0.0, 0.0);
    for same in sorted.chunk_by(|a, b| a.chance.to_bits() == b.chance.to_bits()) {
        let events: f64 = same.iter().map(|j| j.events).sum();
        let others: f64 = same.iter().map(|j| j.cases - j.events).sum();
        pairs += events * (below + others / 2.0);
        below += others;
    }
    let events: f64 = sorted.iter().map(|j| j.events).sum();
    let all = events * below;
    (all > 0.0).then(|| pairs / all)
}

/// The cases in `count` stretches of about the same size, the lowest chances first. Cases with the same chance stay
/// together, so there may be fewer.
pub fn calibration(judged: &[Judged], count: u8) -> Vec<Stretch> {
    let sorted = by_chance(judged);
    let all: f64 = sorted.iter().map(|j| j.cases).sum();
    let (mut stretches, mut before): (Vec<(f64, Stretch)>, f64) = (Vec::new(), 0.0);
    for same in sorted.chunk_by(|a, b| a.chance.to_bits() == b.chance.to_bits()) {
        let chance = same[0].chance;
        let cases: f64 = same.iter().map(|j| j.cases).sum();
        let events: f64 = same.iter().map(|j| j.events).sum();
        // Where its middle lies decides.
        let number = ((before + cases / 2.0) / all * f64::from(count)).floor();
        before += cases;
        match stretches.last_mut() {
            Some((last, stretch)) if last.to_bits() == number.to_bits() => {
                stretch.high = chance;
                stretch.cases += cases;
                stretch.events += events;
                stretch.foretold += cases * chance;
            }
            _ => stretches.push((
                number,
                Stretch {
                    low: chance,
                    high: chance,
                    cases,
                    events,
                    foretold: cases * chance,
                },
            )),
        }
    }
    stretches.into_iter().map(|(_, stretch)| stretch).collect()
}

/// Those with cases, the lowest chance first.
fn by_chance(judged: &[Judged]) -> Vec<Judged> {
    let mut sorted: Vec<Judged> = judged.iter().filter(|j| j.cases > 0.0).copied().collect();
    sorted.sort_by(|a, b| a.chance.total_cmp(&b.chance));
    sorted
}

/// Cases by their level of the first feature with what was foretold of them.
pub(super) struct Judgement {
    pub trained: Vec<Judged>,
    pub held_out: Vec<(String, Judged)>,
}

impl Judgement {
    pub fn new(design: &Design, patterns: &Rows, weights: &[f64]) -> Self {
        let judged = |row, part: &str| {
            let pattern = design.pattern(row, part);
            Judged {
                chance: logistic::chance(weights, &pattern.columns),
                cases: pattern.cases,
                events: pattern.events,
            }
        };
        let first = design.features.first().map(|feature| feature.name.as_str());
        let level = |row: Row<'_>| first.map(|name| row.text(name)).unwrap_or_default();
        Self {
            trained: patterns.iter().map(|row| judged(row, "trained")).collect(),
            held_out: patterns
                .iter()
                .map(|row| (level(row), judged(row, "held_out")))
                .collect(),
        }
    }

    pub fn all_held_out(&self) -> Vec<Judged> {
        self.held_out.iter().map(|(_, judged)| *judged).collect()
    }
}

/// A chance as it is shown, in hundredths of a percent: nothing finer is read anywhere, so that it cannot matter how the
/// last bits of a logarithm come out.
pub(super) fn per_10000(chance: f64) -> i64 {
    (chance * 10_000.0).round().to_i64().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(rows: &[(f64, f64, f64)]) -> Vec<Judged> {
        let make = |&(chance, cases, events): &(f64, f64, f64)| Judged { chance, cases, events };
        rows.iter().map(make).collect()
    }

    fn area(rows: &[(f64, f64, f64)]) -> Option<f64> {
        auc(&judged(rows))
    }

    #[test]
    fn the_area_by_hand() {
        // Events at 0.8 and 0.4, others at 0.6, 0.4 and 0.2. Pairs: 0.8 beats three; 0.4 beats one, ties with one: 4.5 of 6.
        let rows = [(0.8, 1.0, 1.0), (0.6, 1.0, 0.0), (0.4, 2.0, 1.0), (0.2, 1.0, 0.0)];
        assert_eq!(area(&rows), Some(0.75));
        assert_eq!(area(&[(0.9, 5.0, 5.0), (0.1, 5.0, 0.0)]), Some(1.0));
        assert_eq!(area(&[(0.1, 5.0, 5.0), (0.9, 5.0, 0.0)]), Some(0.0));
        assert_eq!(area(&[(0.3, 10.0, 4.0)]), Some(0.5));
        assert_eq!(area(&[(0.3, 10.0, 10.0)]), None);
        assert_eq!(area(&[]), None);
    }

    #[test]
    fn stretches_hold_every_case_once_and_no_chance_twice() {
        let rows = [
            (0.1, 40.0, 4.0),
            (0.5, 30.0, 16.0),
            (0.2, 10.0, 1.0),
            (0.9, 20.0, 19.0),
            (0.5, 0.0, 0.0),
        ];
        let found = calibration(&judged(&rows), 2);
        // 0.1 and 0.2 lie in the first half; the middle of 0.5 is at 65 of 100.
        assert_eq!(found.len(), 2);
        assert_eq!(
            (found[0].low, found[0].high, found[0].cases, found[0].events),
            (0.1, 0.2, 50.0, 5.0)
        );
        assert!((found[0].foretold - 6.0).abs() < 1e-9);
        assert_eq!(
            (found[1].low, found[1].high, found[1].cases, found[1].events),
            (0.5, 0.9, 50.0, 35.0)
        );
        assert_eq!(calibration(&[], 10), []);
        // One chance for all is one stretch, however many are asked for.
        assert_eq!(calibration(&judged(&[(0.3, 9.0, 2.0)]), 10).len(), 1);
    }
}
