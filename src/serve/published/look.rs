//! Why a look-up has no answer.

use crate::diagnostic::{Diagnose, Error};
use crate::store::StoreError;

/// What comes instead of rows.
#[derive(Debug)]
pub enum LookError {
    /// Too many ask at once, or it would take too long.
    Busy,
    Failed(Error),
}

impl From<LookError> for Error {
    fn from(error: LookError) -> Self {
        match error {
            LookError::Busy => StoreError::TooLong.into(),
            LookError::Failed(error) => error,
        }
    }
}

impl From<Error> for LookError {
    fn from(error: Error) -> Self {
        let is_too_long = error.iter().any(|one| one.message().id == "errors.store.too_long");
        if is_too_long { Self::Busy } else { Self::Failed(error) }
    }
}

impl<E: Diagnose> From<E> for LookError {
    fn from(error: E) -> Self {
        Self::from(Error::from(error))
    }
}
