//! Whether the process was asked to stop: what runs is interrupted then, and nothing more begins.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use duckdb::{Connection, InterruptHandle};

/// The code the process is to end with; 0 as long as nobody asked.
static ASKED: AtomicU8 = AtomicU8::new(0);

static OPEN: Mutex<Vec<Weak<InterruptHandle>>> = Mutex::new(Vec::new());

/// Asks the process to stop and to end with `code`.
pub fn ask(code: u8) {
    ASKED.store(code, Ordering::SeqCst);
    interrupt();
}

/// The code to end with, if somebody asked.
pub fn asked() -> Option<u8> {
    Some(ASKED.load(Ordering::SeqCst)).filter(|code| *code > 0)
}

/// Interrupts every statement that runs.
pub fn interrupt() {
    let open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    open.iter()
        .filter_map(Weak::upgrade)
        .for_each(|handle| handle.interrupt());
}

/// From here on, what runs on `connection` can be interrupted.
pub(super) fn watch(connection: &Connection) {
    let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    open.retain(|handle| handle.strong_count() > 0);
    open.push(Arc::downgrade(&connection.interrupt_handle()));
}
