//! Which lines of a text are other than those of an earlier one.

/// A line that is only in one of two texts, with its number there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line<'t> {
    Gone(usize, &'t str),
    New(usize, &'t str),
}

/// Cells of the table by which the longest common part is found; of longer texts all lines between the first and the last
/// that differ are told.
const MOST_CELLS: usize = 25_000_000;

/// The lines that differ, in their order.
pub fn differing<'t>(old: &'t str, new: &'t str) -> Vec<Line<'t>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let before = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[before..], &new[before..]);
    let after = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (old, new) = (&old[..old.len() - after], &new[..new.len() - after]);
    let (rows, columns) = (old.len(), new.len());
    // `longest[i][j]`: how many lines the rests from `i` and `j` on have in common.
    let is_small = rows.saturating_mul(columns) <= MOST_CELLS;
    let mut longest = vec![vec![0_u32; if is_small { columns + 1 } else { 0 }]; if is_small { rows + 1 } else { 0 }];
    if is_small {
        for i in (0..rows).rev() {
            for j in (0..columns).rev() {
                longest[i][j] = if old[i] == new[j] {
                    longest[i + 1][j + 1] + 1
                } else {
                    longest[i + 1][j].max(longest[i][j + 1])
                };
            }
        }
    }
    let (mut i, mut j, mut found) = (0, 0, Vec::new());
    while i < rows || j < columns {
        if is_small && i < rows && j < columns && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
        } else if i < rows && (j == columns || !is_small || longest[i + 1][j] >= longest[i][j + 1]) {
            found.push(Line::Gone(before + i + 1, old[i]));
            i += 1;
        } else {
            found.push(Line::New(before + j + 1, new[j]));
            j += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_differ_are_told_with_their_numbers() {
        let told = differing("a\nb\nc\nd\n", "a\nx\nc\nd\ne\n");
        assert_eq!(told, [Line::Gone(2, "b"), Line::New(2, "x"), Line::New(5, "e")]);
        assert_eq!(differing("a\nb", "a\nb\n"), []);
        assert_eq!(differing("", "a"), [Line::New(1, "a")]);
        assert_eq!(differing("a\nb\na", "b"), [Line::Gone(1, "a"), Line::Gone(3, "a")]);
    }
}
