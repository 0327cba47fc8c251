//! Reports: a [`definition`] says which sections there are, [`build`] fills the typed [`model`] from metric values, and
//! two writers turn it into one self-contained HTML file and one workbook that show the same texts.
//!
//! [`html::render`] and [`xlsx::write`] are pure functions of the model and the library's templates and texts: two runs
//! give the same bytes. What the sections contain is decided where the model is filled, how values are written in
//! [`format`](mod@format) alone.

mod accent;
pub mod answers;
pub mod build;
pub mod control;
pub mod definition;
pub mod error;
pub mod figures;
pub mod format;
pub mod heat;
pub mod html;
pub mod measure;
pub mod model;
mod needs;
pub mod pay;
pub mod prepare;
pub mod risk;
pub mod schedule;
pub mod scope;
pub mod statement;
pub mod table;
pub mod texts;
pub mod values;
pub mod views;
pub mod words;
pub mod worklist;
pub mod xlsx;

#[cfg(test)]
mod tests;
