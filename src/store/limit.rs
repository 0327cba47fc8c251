//! Statements that run for too long are stopped.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use super::database::Store;
use crate::diagnostic::Result;

/// How often the engine is asked to stop, until it did: a statement may begin just after it was.
const AGAIN: Duration = Duration::from_millis(100);

impl Store {
    /// Runs `work`; what it still asks the store after `limit` fails.
    pub fn within<T>(&self, limit: Duration, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let handle = self.interrupt_handle();
        let (done, is_done) = channel::<()>();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                let mut wait = limit;
                while is_done.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                    handle.interrupt();
                    wait = AGAIN;
                }
            });
            let outcome = work();
            drop(done);
            outcome
        })
    }
}
