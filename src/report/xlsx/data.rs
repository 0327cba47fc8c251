//! Rows that are data: an Excel table with a name, so that filters, pivot tables and formulas find them; of very many rows a named
//! range with a filter above, which programs still open in no time.

use rust_xlsxwriter::{ColNum, RowNum, TableColumn, TableStyle, Workbook};

use super::context::Context;
use super::names::is_unwritable;
use super::sheet::{Sheet, column_at, done};
use super::style::Look;
use crate::diagnostic::Result;

/// Rows a table of Excel holds here.
const MOST_ROWS: RowNum = 100_000;

/// Characters the head of a column may have in a table, in UTF-16 units.
const LONGEST_HEAD: usize = 255;

/// What is data of a sheet.
#[derive(Clone, Copy)]
pub(super) struct Range {
    /// Row of the heads.
    pub head: RowNum,
    pub last: RowNum,
    /// Columns that stay in view.
    pub frozen: ColNum,
}

/// Makes the range data under the name of its sheet; `heads` are what stands in its first row.
pub(super) fn make(sheet: &mut Sheet<'_, '_, '_>, range: Range, heads: &[(&str, Look)]) -> Result<()> {
    let Some(columns) = heads.len().checked_sub(1) else {
        return Ok(());
    };
    let (head, last, end) = (range.head, range.last.max(range.head + 1), column_at(0, columns));
    let name = name(&sheet.inner.name(), &sheet.context.ranges);
    if last - head <= MOST_ROWS {
        let mut used: Vec<String> = Vec::new();
        let mut titles = Vec::new();
        for (title, look) in heads {
            let title = unique(title, &used);
            used.push(title.to_lowercase());
            let format = sheet.context.styles.get(look);
            titles.push(TableColumn::new().set_header(title).set_header_format(format));
        }
        let table = rust_xlsxwriter::Table::new()
            .set_name(&name)
            .set_columns(&titles)
            .set_style(TableStyle::None);
        done(sheet.inner.add_table(head, 0, last, end, &table))?;
        sheet.context.ranges.push((name, None));
    } else {
        done(sheet.inner.autofilter(head, 0, last, end))?;
        let cells = rust_xlsxwriter::utility::cell_range_absolute(head, 0, last, end);
        let place = format!("='{}'!{cells}", sheet.inner.name().replace('\'', "''"));
        sheet.context.ranges.push((name, Some(place)));
    }
    done(sheet.inner.set_freeze_panes(head + 1, range.frozen))
}

/// Writes down the names of ranges that are no tables.
pub(super) fn define(book: &mut Workbook, context: &Context<'_>) -> Result<()> {
    for (name, place) in &context.ranges {
        if let Some(place) = place {
            done(book.define_name(name, place))?;
        }
    }
    Ok(())
}

/// A name that Excel takes: letters, digits and `_`, like no cell's, and no two alike.
fn name(sheet: &str, used: &[(String, Option<String>)]) -> String {
    let clean: String = sheet
        .chars()
        .map(|c| if c.is_alphanumeric() || c == '_' { c } else { '_' })
        .collect();
    let clean = clean.trim_matches('_');
    let is_like_a_cell = clean.is_ascii() && clean.len() < 12;
    let clean = if clean.is_empty() || is_like_a_cell || clean.starts_with(|c: char| c.is_numeric()) {
        format!("T_{clean}")
    } else {
        clean.to_owned()
    };
    let is_used = |name: &String| {
        let name = name.to_lowercase();
        used.iter().any(|(known, _)| known.to_lowercase() == name)
    };
    let mut found = clean.clone();
    let mut number = 2;
    while is_used(&found) {
        found = format!("{clean}_{number}");
        number += 1;
    }
    found
}

/// A head that no other column has.
fn unique(title: &str, used: &[String]) -> String {
    let clean = title.replace(is_unwritable, " ");
    let mut units = 0;
    let clean: String = clean
        .trim()
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= LONGEST_HEAD - 6
        })
        .collect();
    let clean = if clean.is_empty() { "-".to_owned() } else { clean };
    let mut found = clean.clone();
    let mut number = 2;
    while used.contains(&found.to_lowercase()) {
        found = format!("{clean} {number}");
        number += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_excel_takes_and_no_two_are_alike() {
        let used = [("团队内排名".to_owned(), None)];
        assert_eq!(name("产品线 × 渠道", &used), "产品线___渠道");
        assert_eq!(name("团队内排名", &used), "团队内排名_2");
        assert_eq!(name("R1C1", &[]), "T_R1C1");
        assert_eq!(name("2026年", &[]), "T_2026年");
        assert_eq!(name("×", &[]), "T_");
        assert_eq!(name("Ranking within teams", &[]), "Ranking_within_teams");
    }

    #[test]
    fn heads_of_a_table_differ() {
        let used = vec!["件数".to_owned(), "rate".to_owned()];
        assert_eq!(unique("件数", &used), "件数 2");
        assert_eq!(unique("Rate", &used), "Rate 2");
        assert_eq!(unique("\u{1}", &used), "-");
        assert_eq!(unique(&"甲".repeat(300), &used).chars().count(), 249);
    }
}
