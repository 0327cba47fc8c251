//! Reports, in the order of their making: files in `declare` say which sections there are and of which periods and whom, what they
//! need is gathered (`gather`), [`build`] fills the typed [`model`] from it, `text` says how values are written, and two writers turn
//! the model into one self-contained HTML file and one workbook that show the same texts.
//!
//! [`html::render`] and [`xlsx::write`] are pure functions of the model and the library's templates and texts: two runs
//! give the same bytes.

mod accent;
pub mod build;
mod declare;
pub mod error;
pub mod forms;
mod gather;
pub mod heat;
pub mod html;
pub mod listing;
pub mod model;
mod span;
pub mod statement;
mod text;
pub mod xlsx;

#[cfg(test)]
mod tests;

pub use declare::{definition, schedule, scope, views};
pub use gather::{measure, pay, prepare, risk, worklist};
pub use text::{format, words};
