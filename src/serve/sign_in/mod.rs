//! The way in: name and password, the password set at the first time, the second factor, and out again.
//!
//! Each stage that is passed begins a session anew. Whatever is wrong is told in the same words after the same time, and
//! written down.

mod delay;
mod doors;
mod factor;
mod password;

pub use delay::{Counted, Delays};
pub use doors::{DOORS, asked_to, in_groups, proposed, weakness};
pub use factor::{code, link, new_secret, step_of};
pub use password::{hash, verify};

use super::answer::Answer;
use super::app::App;
use super::asked::Asked;
use super::page::{Method, PageError};
use super::state::Session;

/// Who asks, before it is known who it is.
pub struct Browser<'b> {
    /// The session, if there is one, at whatever stage.
    pub session: Option<Session>,
    pub agent: &'b str,
    /// The token of a device that was known.
    pub device: Option<&'b str>,
}

/// A page for those who are not signed in yet, or want to be no longer.
#[derive(Clone, Copy)]
pub struct Door {
    pub method: Method,
    pub path: &'static str,
    pub open: fn(&App, &Asked, &Browser<'_>) -> Result<Answer, PageError>,
}
