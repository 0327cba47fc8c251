//! Reading through code that is not ours.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Once;

use crate::diagnostic::Result;
use crate::ingest::error::IngestError;
use crate::message::say;

thread_local! {
    /// True while a panic is told as an error of the file, and not by its own text.
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs the reading of a file. Where it panics on bytes nobody foresaw, that is an error of the file like any other.
pub fn guarded<T>(shown: &Path, read: impl FnOnce() -> Result<T>) -> Result<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if IS_GUARDED.get() {
                tracing::debug!("a reader gave up: {panic}");
            } else {
                usual(panic);
            }
        }));
    });
    let before = IS_GUARDED.replace(true);
    let outcome = catch_unwind(AssertUnwindSafe(read));
    IS_GUARDED.set(before);
    outcome.unwrap_or_else(|_| Err(IngestError::damaged(shown, say!("errors.damaged.senseless")).into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_of_the_file() {
        let error = guarded::<()>(Path::new("a.xls"), || panic!("of a dependency")).unwrap_err();
        assert!(error.to_string().contains("a.xls"), "{error}");
        assert!(!IS_GUARDED.get());
        let inner = guarded(Path::new("a.xls"), || {
            let _ = guarded::<()>(Path::new("b.xls"), || panic!("inside"));
            assert!(IS_GUARDED.get());
            Ok(1)
        });
        assert_eq!(inner.unwrap(), 1);
    }
}
