//! Tables, CSV and JSON on stdout.

use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, TableComponent, presets};

/// A table aligned by the width of its characters, as wide as the terminal; `right` are the columns of numbers.
pub(super) fn table(heads: &[&str], rows: impl IntoIterator<Item = Vec<String>>, right: &[usize]) -> Table {
    let mut table = Table::new();
    table
        .load_preset(presets::NOTHING)
        .set_style(TableComponent::HeaderLines, '─')
        .set_style(TableComponent::MiddleHeaderIntersections, '─')
        .set_content_arrangement(ContentArrangement::Dynamic);
    let align = |index: usize, text: String| {
        let side = if right.contains(&index) {
            CellAlignment::Right
        } else {
            CellAlignment::Left
        };
        Cell::new(text).set_alignment(side)
    };
    table.set_header(heads.iter().enumerate().map(|(i, head)| align(i, (*head).to_owned())));
    for row in rows {
        table.add_row(row.into_iter().enumerate().map(|(i, text)| align(i, text)));
    }
    table
}

/// The headings of a file and what became of its rows, in both languages.
pub(super) const FILE_HEADS: [(&str, &str); 7] = [
    ("文件", "file"),
    ("数据表", "table"),
    ("读取", "read"),
    ("接受", "accepted"),
    ("拒收", "rejected"),
    ("跳过", "skipped"),
    ("重复", "identical"),
];

/// A CSV cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe; numbers stay.
pub(super) fn guarded(text: String) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if risky && text.parse::<crate::decimal::Decimal>().is_err() {
        format!("'{text}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        assert_eq!(guarded("=1+1".into()), "'=1+1");
        assert_eq!(guarded("@SUM(A1)".into()), "'@SUM(A1)");
        assert_eq!(guarded("-12.50".into()), "-12.50");
        assert_eq!(guarded("甲部".into()), "甲部");
    }
}
