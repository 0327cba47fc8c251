//! What a page before the sign-in is given, and how it is found.

use crate::serve::answer::Answer;
use crate::serve::app::App;
use crate::serve::asked::Asked;
use crate::serve::page::{Method, PageError};
use crate::serve::state::Session;

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
