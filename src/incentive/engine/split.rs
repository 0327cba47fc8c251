//! An amount split by weight, to the last cent.

use crate::incentive::number::Number;

/// `fund` by `weights` in units of `digits` decimals: exact shares are cut, the units left go to the largest
/// remainders, the earlier one first. The parts sum to the fund whenever it is a whole number of units and a weight is
/// above 0.
pub fn split(fund: &Number, weights: &[Number], digits: u32) -> Vec<Number> {
    let total: Number = weights.iter().sum();
    let Some(each) = fund.divided_by(&total) else {
        return vec![Number::zero(); weights.len()];
    };
    let exact: Vec<Number> = weights.iter().map(|weight| weight * &each).collect();
    rounded(&exact, fund, digits)
}

/// `exact` amounts in units of `digits` decimals that sum to `total`, which is their sum but for less than a unit each: the
/// units that cutting leaves go to the largest remainders, the earlier one first.
pub fn rounded(exact: &[Number], total: &Number, digits: u32) -> Vec<Number> {
    let mut parts: Vec<Number> = exact.iter().map(|share| share.floor_to(digits)).collect();
    let mut order: Vec<usize> = (0..exact.len()).collect();
    // A stable sort: equal remainders stay in the order they came.
    order.sort_by(|a, b| (&exact[*b] - &parts[*b]).cmp(&(&exact[*a] - &parts[*a])));
    let unit = Number::unit(digits);
    let mut left = total - &parts.iter().sum::<Number>();
    for index in order {
        if left < unit {
            break;
        }
        parts[index] += &unit;
        left -= &unit;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_left_go_to_the_largest_remainders_then_to_the_first() {
        let numbers = |list: &[i64]| list.iter().map(|n| Number::from(*n)).collect::<Vec<_>>();
        let texts = |parts: Vec<Number>| parts.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            texts(split(&Number::from(10), &numbers(&[4, 1, 1, 4, 1, 1]), 2)),
            ["3.34", "0.84", "0.83", "3.33", "0.83", "0.83"]
        );
        assert_eq!(texts(split(&Number::from(1), &numbers(&[0, 0]), 2)), ["0", "0"]);
        let exact: Vec<Number> = ["1.005", "2.005", "-0.005"].map(|n| Number::parse(n).unwrap()).to_vec();
        let total = Number::parse("3.01").unwrap();
        assert_eq!(texts(rounded(&exact, &total, 2)), ["1.01", "2.01", "-0.01"]);
    }
}
