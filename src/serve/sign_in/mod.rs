//! The way in: name and password, the password set at the first time, the second factor, and out again.
//!
//! Each stage that is passed begins a session anew. Whatever is wrong is told in the same words after the same time, and
//! written down.

mod door;
mod doors;
mod factor;
mod password;

pub use door::{Browser, Door};
pub use doors::{DOORS, asked_to, weakness};
pub use factor::code;
pub use password::{hash, verify};
