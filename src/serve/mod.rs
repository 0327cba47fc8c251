//! `duebook serve`: pages in the browser for whom they are meant.
//!
//! A request becomes a [`viewer::Viewer`] and fields ([`asked::Asked`]); the list of routes says which right it takes and which
//! function makes the page. Everything asynchronous is in the room that speaks HTTP; a page is a plain function.

pub mod asked;
pub mod chance;
pub mod clock;
pub mod error;
pub mod personnel;
pub mod published;
pub mod rights;
pub mod state;
pub mod viewer;

pub mod page;

mod board;
mod guide;
mod lists;

pub mod routes;
