//! The same book as real exports are: every form of file, header and value the data contract knows, rows that are no data,
//! identical duplicates, and rows that must be rejected.
//!
//! Promises: whoever loads the messy files has exactly the rows of the clean ones in the tables, and exactly the rejects
//! in the list beside them. What is done to rows and values is SQL and data in `queries/sample/messy/`; this module
//! writes lines of cells in the form of each file. Draws are pure functions of seed, row and column, so messy samples
//! are the same byte for byte too.

mod cells;
mod delimited;
mod html;
mod json;
mod line;
mod output;
mod plan;
mod workbook;
mod write;

pub(super) use plan::Plan;
