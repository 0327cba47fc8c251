//! Logistic regression on counted patterns: Newton's method with a ridge.
//!
//! All features are indicators, so rows that are alike are counted and fitted once: ten million items take as long as
//! their few thousand patterns. Binary numbers are right here, and nowhere near money or ratios: a chance is an estimate.
//! Sums run in the order of the patterns, so the same patterns give the same weights to the last bit.

/// Rows that are alike: the columns that are 1 (counted from 1; 0 is the intercept's), how many rows, how many events.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// The columns that are 1.
    pub columns: Vec<usize>,
    pub cases: f64,
    /// How many of them had the event.
    pub events: f64,
}

/// Newton's method converges in eight steps or so; more than this many mean that it does not.
const STEPS: usize = 60;

/// A step smaller than this changes no digit that is shown.
const SMALLEST: f64 = 1e-10;

/// The weights, the intercept first, that maximise the likelihood less `ridge` / 2 x the sum of their squares; the
/// intercept is not held back. `None` if there is no maximum, which a ridge above 0 rules out.
pub fn fit(patterns: &[Pattern], width: usize, ridge: f64) -> Option<Vec<f64>> {
    let mut weights = vec![0.0; width + 1];
    let mut reached = objective(patterns, &weights, ridge);
    for _ in 0..STEPS {
        let (slope, curve) = derivatives(patterns, &weights, ridge);
        let step = solve(curve, slope)?;
        let mut length = 1.0;
        // A full step may overshoot where the data are nearly separated.
        let (next, found) = loop {
            let next: Vec<f64> = weights.iter().zip(&step).map(|(w, s)| w + length * s).collect();
            let found = objective(patterns, &next, ridge);
            if found >= reached || length < SMALLEST {
                break (next, found);
            }
            length /= 2.0;
        };
        weights = next;
        reached = found;
        if step.iter().all(|s| (length * s).abs() < SMALLEST) {
            return Some(weights);
        }
    }
    None
}

/// The chance of the event for a row with these columns.
pub fn chance(weights: &[f64], columns: &[usize]) -> f64 {
    1.0 / (1.0 + (-score(weights, columns)).exp())
}

fn score(weights: &[f64], columns: &[usize]) -> f64 {
    columns.iter().fold(weights[0], |sum, column| sum + weights[*column])
}

/// The logarithm of the likelihood less the ridge.
fn objective(patterns: &[Pattern], weights: &[f64], ridge: f64) -> f64 {
    let likelihood = patterns.iter().fold(0.0, |sum, pattern| {
        let z = score(weights, &pattern.columns);
        // ln(1 + e^z) that does not overflow.
        let whole = z.max(0.0) + (-z.abs()).exp().ln_1p();
        sum + pattern.events * z - pattern.cases * whole
    });
    likelihood - ridge / 2.0 * weights[1..].iter().map(|w| w * w).sum::<f64>()
}

/// First and (negated) second derivatives; of the second the lower triangle.
fn derivatives(patterns: &[Pattern], weights: &[f64], ridge: f64) -> (Vec<f64>, Vec<Vec<f64>>) {
    let width = weights.len();
    let mut slope: Vec<f64> = weights.iter().map(|w| -ridge * w).collect();
    slope[0] = 0.0;
    let mut curve: Vec<Vec<f64>> = (0..width).map(|row| vec![0.0; row + 1]).collect();
    for (row, line) in curve.iter_mut().enumerate().skip(1) {
        line[row] = ridge;
    }
    for pattern in patterns {
        let p = chance(weights, &pattern.columns);
        let missing = pattern.events - pattern.cases * p;
        let weight = pattern.cases * p * (1.0 - p);
        let active = || std::iter::once(0).chain(pattern.columns.iter().copied());
        for row in active() {
            slope[row] += missing;
            for column in active().filter(|column| *column <= row) {
                curve[row][column] += weight;
            }
        }
    }
    (slope, curve)
}

/// Solves `matrix` x = `right` by Cholesky's decomposition of the lower triangle; `None` if it is not positive.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let width = right.len();
    for row in 0..width {
        for column in 0..=row {
            let dot: f64 = (0..column).map(|k| matrix[row][k] * matrix[column][k]).sum();
            let rest = matrix[row][column] - dot;
            matrix[row][column] = if row > column {
                rest / matrix[column][column]
            } else if rest > 1e-12 {
                rest.sqrt()
            } else {
                return None;
            };
        }
    }
    for row in 0..width {
        let dot: f64 = (0..row).map(|k| matrix[row][k] * right[k]).sum();
        right[row] = (right[row] - dot) / matrix[row][row];
    }
    for row in (0..width).rev() {
        let dot: f64 = (row + 1..width).map(|k| matrix[k][row] * right[k]).sum();
        right[row] = (right[row] - dot) / matrix[row][row];
    }
    Some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(columns: &[usize], cases: f64, events: f64) -> Pattern {
        Pattern {
            columns: columns.to_vec(),
            cases,
            events,
        }
    }

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-8, "{found} is not {expected}");
    }

    #[test]
    fn the_weights_of_a_table_of_four_are_its_log_odds() {
        let weights = fit(&[pattern(&[], 100.0, 20.0), pattern(&[1], 60.0, 30.0)], 1, 0.0).unwrap();
        close(weights[0], (20.0_f64 / 80.0).ln());
        close(weights[1], ((30.0_f64 / 30.0) / (20.0 / 80.0)).ln());
        close(chance(&weights, &[1]), 0.5);
        close(chance(&weights, &[]), 0.2);
    }

    #[test]
    fn two_features_without_interaction_are_told_apart() {
        // Chances made from the weights -1, 0.7 and -0.4 exactly.
        let made = |columns: &[usize], cases: f64| {
            let z: f64 =
                -1.0 + if columns.contains(&1) { 0.7 } else { 0.0 } - if columns.contains(&2) { 0.4 } else { 0.0 };
            pattern(columns, cases, cases / (1.0 + (-z).exp()))
        };
        let patterns = [
            made(&[], 500.0),
            made(&[1], 80.0),
            made(&[2], 70.0),
            made(&[1, 2], 300.0),
        ];
        let weights = fit(&patterns, 2, 0.0).unwrap();
        for (found, expected) in weights.iter().zip([-1.0, 0.7, -0.4]) {
            close(*found, expected);
        }
    }

    #[test]
    fn a_ridge_holds_back_what_few_rows_say() {
        let few = [pattern(&[], 1000.0, 100.0), pattern(&[1], 3.0, 3.0)];
        assert_eq!(fit(&few, 1, 0.0), None, "all of them had the event: no maximum");
        let weights = fit(&few, 1, 1.0).unwrap();
        assert!(weights[1] > 0.0 && weights[1] < 3.0, "{weights:?}");
        // At the maximum the slope is 0: what is missing equals ridge x weight.
        close(3.0 - 3.0 * chance(&weights, &[1]), weights[1]);
    }

    #[test]
    fn the_same_patterns_give_the_same_bits() {
        let patterns: Vec<Pattern> = (1..40_u8)
            .map(|n| {
                pattern(
                    &[usize::from(n % 5) + 1, usize::from(n % 3) + 6],
                    f64::from(n) * 7.0,
                    f64::from(n % 6),
                )
            })
            .collect();
        let bits = |weights: Vec<f64>| weights.into_iter().map(f64::to_bits).collect::<Vec<_>>();
        let once = bits(fit(&patterns, 8, 1.0).unwrap());
        assert_eq!(once, bits(fit(&patterns, 8, 1.0).unwrap()));
    }
}
