//! Rows of cells that may span columns and rows, as web tables and old XML workbooks have them.
//!
//! A cell that spans columns stands in the first of them; the others are empty, as a value must not count for a column
//! it was not written for. One that spans rows stands in each of these rows: an office that spans the rows of its
//! policies is meant for all of them.

use std::path::Path;

use super::cell::Cell;
use super::grid::Grid;
use crate::ingest::error::{IngestError, Limit};
use crate::message::Grouped;
use crate::workspace::IngestSettings;

/// A cell that reaches into rows below.
#[derive(Clone, Debug, Default)]
struct Above {
    rows_left: u64,
    cell: Cell,
}

/// The row in the making, and what hangs over from the rows above.
#[derive(Debug)]
pub struct Spans<'a> {
    limits: &'a IngestSettings,
    above: Vec<Above>,
    cells: Vec<Cell>,
    bytes: u64,
    repeated: u64,
    repeated_bytes: u64,
}

impl<'a> Spans<'a> {
    /// An empty row below nothing.
    pub fn new(limits: &'a IngestSettings) -> Self {
        Self {
            limits,
            above: Vec::new(),
            cells: Vec::new(),
            bytes: 0,
            repeated: 0,
            repeated_bytes: 0,
        }
    }

    /// The column of the next cell, from 0.
    pub fn column(&self) -> usize {
        self.cells.len()
    }

    /// Passes over columns that a cell from above takes.
    pub fn skip_taken(&mut self) {
        while self
            .above
            .get(self.cells.len())
            .is_some_and(|above| above.rows_left > 0)
        {
            self.reach_down();
        }
    }

    /// Passes over all columns before `column`.
    pub fn skip_to(&mut self, column: u64) -> Result<(), Limit> {
        self.keep_within(column)?;
        while (self.cells.len() as u64) < column {
            self.reach_down();
        }
        Ok(())
    }

    /// Adds a cell that takes `across` columns and `down` rows, both at least 1.
    pub fn put(&mut self, cell: Cell, across: u64, down: u64) -> Result<(), Limit> {
        let first = self.cells.len();
        self.keep_within(first as u64 + across)?;
        self.bytes += cell.text.len() as u64;
        for offset in 0..usize::try_from(across).unwrap_or(usize::MAX) {
            let below = Above {
                rows_left: down - 1,
                cell: if offset == 0 && down > 1 {
                    cell.clone()
                } else {
                    Cell::default()
                },
            };
            let column = first + offset;
            if column < self.above.len() {
                self.above[column] = below;
            } else if down > 1 {
                self.above.resize_with(column, Above::default);
                self.above.push(below);
            }
        }
        self.cells.push(cell);
        self.cells
            .resize_with(first + usize::try_from(across).unwrap_or(usize::MAX), Cell::default);
        Ok(())
    }

    /// So many rows are not written at all.
    pub fn skip_rows(&mut self, rows: u64) {
        for above in &mut self.above {
            above.rows_left = above.rows_left.saturating_sub(rows);
        }
    }

    /// Ends the row and adds it to `grid` as row `number`.
    pub fn end_row(&mut self, number: u64, grid: &mut Grid<'_>) -> Result<(), Stop> {
        let width = self
            .above
            .iter()
            .rposition(|above| above.rows_left > 0)
            .map_or(0, |last| last + 1);
        while self.cells.len() < width {
            self.reach_down();
        }
        if self.bytes > self.limits.max_text_bytes {
            return Err(Stop::TooLong);
        }
        let most = self.limits.max_unpacked_bytes;
        if self.repeated_bytes > most {
            return Err(Stop::Limit(Limit::UnpackedBytes(most)));
        }
        grid.row(number, &self.cells).map_err(Stop::Error)?;
        grid.repeats(number, self.repeated);
        self.cells.clear();
        (self.bytes, self.repeated) = (0, 0);
        Ok(())
    }

    /// Nothing reaches further down.
    pub fn end_group(&mut self) {
        self.above.clear();
    }

    /// The cell from above, or an empty one.
    fn reach_down(&mut self) {
        let mut cell = Cell::default();
        if let Some(above) = self.above.get_mut(self.cells.len()).filter(|above| above.rows_left > 0) {
            above.rows_left -= 1;
            self.bytes += above.cell.text.len() as u64;
            // A row that is too long is refused when it ends; till then it must not grow.
            if self.bytes <= self.limits.max_text_bytes {
                cell.clone_from(&above.cell);
            }
        }
        self.repeated += u64::from(!cell.text.is_empty());
        self.repeated_bytes += cell.text.len() as u64;
        self.cells.push(cell);
    }

    fn keep_within(&self, columns: u64) -> Result<(), Limit> {
        let most = self.limits.max_columns;
        if columns > most {
            Err(Limit::Columns(most))
        } else {
            Ok(())
        }
    }
}

/// Why a row cannot be added.
#[derive(Debug)]
pub enum Stop {
    /// Its text is too long.
    TooLong,
    /// Too much of something.
    Limit(Limit),
    Error(IngestError),
}

impl From<Limit> for Stop {
    fn from(limit: Limit) -> Self {
        Self::Limit(limit)
    }
}

impl Stop {
    /// As an error about the row `row` of the file told as `shown`.
    pub fn at(self, row: u64, shown: &Path, limits: &IngestSettings) -> IngestError {
        match self {
            Self::TooLong => IngestError::RowTooLong {
                path: shown.to_path_buf(),
                row,
                most: Grouped(limits.max_text_bytes),
            },
            Self::Limit(limit) => limit.passed_by(shown),
            Self::Error(error) => error,
        }
    }
}
