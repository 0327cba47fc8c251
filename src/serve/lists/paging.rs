//! Long lists in pages.

use minijinja::{Value, context};

/// Rows of a page.
pub(super) const ROWS: usize = 200;

/// Which page of a list is shown, from 1; one that is not there is the last.
pub(super) fn number(asked: Option<u32>, rows: usize) -> usize {
    let last = rows.div_ceil(ROWS).max(1);
    usize::try_from(asked.unwrap_or(1)).unwrap_or(last).clamp(1, last)
}

/// The pages before and after, as addresses: `address` ends where the number follows.
pub(super) fn links(number: usize, rows: usize, address: &str) -> Value {
    let last = rows.div_ceil(ROWS).max(1);
    let at = |number: usize| format!("{address}{number}");
    context! {
        number,
        last,
        before => (number > 1).then(|| at(number - 1)),
        after => (number < last).then(|| at(number + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_not_there_is_the_last() {
        for (asked, rows, shown) in [
            (None, 0, 1),
            (Some(0), 10, 1),
            (Some(2), 201, 2),
            (Some(9), 201, 2),
            (Some(u32::MAX), 400, 2),
        ] {
            assert_eq!(number(asked, rows), shown, "{asked:?} of {rows}");
        }
    }
}
