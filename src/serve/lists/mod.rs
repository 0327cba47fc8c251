//! Pages of rows: what is behind a figure, whom to contact, a due item with what was done about it, and the reviews as files.

mod codes;
mod item;
mod paging;
mod reviews;
mod rows;
mod worklist;

use super::page::Route;

/// The pages of rows.
pub const ROUTES: &[Route] = &[
    rows::ROWS,
    worklist::OWN,
    worklist::OF_UNIT,
    item::ITEM,
    item::REVEAL,
    reviews::OWN,
    reviews::OF_UNIT,
    reviews::FILE,
];
