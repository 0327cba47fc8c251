//! The report as one HTML file that opens from disk, loads nothing and reads without JavaScript.
//!
//! Templates come from the library's `report-templates/`, so a workspace replaces any of them. All of them escape what
//! they print, whatever their names; the page carries a policy that allows its own style and script by their hashes
//! and nothing else, so that even a template's mistake cannot run a name from the data.

mod chart;
mod index;
mod pages;
mod parts;
mod plot;
mod policy;
mod sections;
#[cfg(feature = "serve")]
mod site;
mod table;
mod templates;
mod view;

pub use index::{Day, Entry, index};
pub use pages::{Pages, render};
#[cfg(feature = "serve")]
pub use site::Site;
pub use view::page as page_view;
