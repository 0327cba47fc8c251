//! Pages of figures: the board of a unit, and what one metric is and how it goes. They are reports made of what was published.

mod address;
mod figure;
mod metric;
mod page;
mod sections;
mod unit;

pub use address::unit_path;
pub use unit::{Chosen, Where};

use super::page::Route;

/// The pages of figures.
pub const ROUTES: &[Route] = &[page::BOARD, page::UNIT, metric::METRIC];
