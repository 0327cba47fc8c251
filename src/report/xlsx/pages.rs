//! Where printed pages end: a picture or a table's head is not cut off from what it belongs to.
//!
//! Sheets are printed one page wide, so how much fits on a page follows from the columns' widths. Programs differ by a few
//! percent in fonts and rounding; a break that is set starts every page anew, so that this does not add up.

use rust_xlsxwriter::RowNum;

use super::sheet::{Sheet, done};
use crate::diagnostic::Result;

/// A sheet this much higher than a page is made smaller to fit on one.
const SHRUNK: f64 = 1.45;
/// Points of what is higher than a page that are to stand together: a heading and the first rows.
const BEGINNING: f64 = 120.0;
/// Part of a page that is counted on.
const SURE: f64 = 0.96;

/// What is to stay whole, in the order of the rows.
#[derive(Default)]
pub(super) struct Pages {
    marks: Vec<(RowNum, f64)>,
}

impl Pages {
    /// What begins at `row` and is `points` high is not to be cut.
    pub fn keep(&mut self, row: RowNum, points: f64) {
        self.marks.push((row, points));
    }

    /// Sets the breaks once the columns' widths are known, of which `columns` are printed; a sheet of little more than a page
    /// is made to fit on one instead.
    pub fn finish(self, sheet: &mut Sheet<'_, '_, '_>, last: RowNum, columns: usize) -> Result<()> {
        let page = sheet.page_points(columns) * SURE;
        let all: f64 = (0..=last).map(|row| sheet.row_points(row)).sum();
        if all <= page {
            return Ok(());
        }
        if all <= page * SHRUNK && sheet.pages_wide(columns) == 1 {
            sheet.inner.set_print_fit_to_pages(1, 1);
            return Ok(());
        }
        let (mut start, mut breaks) = (0, Vec::new());
        for (row, points) in self.marks {
            let (mut begun, mut used) = (start, 0.0);
            for before in start..row {
                let height = sheet.row_points(before);
                if used + height > page {
                    // Pages that rows alone have filled.
                    begun = before;
                    used = 0.0;
                }
                used += height;
            }
            start = begun;
            let together = if points > page { BEGINNING } else { points };
            if row > start && used + together > page {
                breaks.push(row);
                start = row;
            }
        }
        if breaks.is_empty() {
            return Ok(());
        }
        done(sheet.inner.set_page_breaks(&breaks))
    }
}
