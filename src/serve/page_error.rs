//! Why there is no page.

use super::published::LookError;
use crate::diagnostic::{Diagnose, Error};
use crate::message::{Message, say};

/// Why there is no page.
#[derive(Debug)]
pub enum PageError {
    /// It is not there, or not for this viewer: nobody is told which.
    NotFound,
    /// What was asked makes no sense: said on a page with what is wrong.
    Wrong(Message),
    /// It makes sense and cannot be done now, such as an approval by who calculated.
    Refused(Message),
    /// Too many ask at once.
    Busy,
    /// A mistake of ours: told by a number, and in the log.
    Failed(Error),
}

impl<E: Diagnose> From<E> for PageError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl From<LookError> for PageError {
    fn from(error: LookError) -> Self {
        match error {
            LookError::Busy => Self::Busy,
            LookError::Failed(error) => Self::Failed(error),
        }
    }
}

impl From<Error> for PageError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// A value of a form or path that makes no sense.
pub fn wrong_field(name: &str) -> PageError {
    PageError::Wrong(say!("serve.error.field", name = name.to_owned()))
}
