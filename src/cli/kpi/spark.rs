//! A sparkline of characters, for a column of a table.

use crate::decimal::Decimal;

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// A value that is missing.
const GAP: char = '·';
/// All values are the same: neither high nor low.
const LEVEL: char = '▄';

/// One character per value, the lowest and the highest at both ends of the scale; nothing without a value.
pub(super) fn line(values: &[Option<Decimal>]) -> String {
    let known = || values.iter().flatten();
    let (Some(least), Some(most)) = (known().min(), known().max()) else {
        return String::new();
    };
    let bar = |value: Decimal| {
        let steps = Decimal::from(BARS.len() - 1);
        let height = (value - least)
            .checked_mul(steps)
            .and_then(|scaled| scaled.checked_div(most - least))
            .and_then(|height| usize::try_from(height.round()).ok());
        height.map_or(LEVEL, |height| BARS[height.min(BARS.len() - 1)])
    };
    values.iter().map(|value| value.map_or(GAP, bar)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(values: &[&str]) -> String {
        let parsed: Vec<_> = values.iter().map(|v| v.parse().ok()).collect();
        line(&parsed)
    }

    #[test]
    fn the_scale_reaches_from_the_least_to_the_most() {
        assert_eq!(drawn(&["0.90", "0.95", "1.00"]), "▁▅█");
        assert_eq!(drawn(&["-1", "", "1"]), "▁·█");
        assert_eq!(drawn(&["3", "3"]), "▄▄");
        assert_eq!(drawn(&["", ""]), "");
    }
}
