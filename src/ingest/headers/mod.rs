//! Which table a file holds and which of its columns is which: by name, never by position.
//!
//! Headers are compared in one form (full width and half width, white space, variants of characters). What the values
//! decide is told as a note; what stays open is an error that lists the choices. Columns nobody knows are left out and
//! named.

mod mapping;
mod names;
mod own;
mod units;

pub use mapping::{Join, Known, Mapping, Origin};
pub use names::{Heads, Names, Role, is_word, without_time};
pub use own::OwnNames;
pub use units::{Unit, names_units, unit_of, without_unit};
