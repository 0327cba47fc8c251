//! What the handlers share.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::serve::app::App;

/// Pages made at a time. Each holds a thread and, for a password, 19 MiB.
pub(super) const AT_A_TIME: usize = 24;

/// The program, and places for those who wait for it.
pub(super) struct Shared {
    pub app: App,
    pub places: Arc<Semaphore>,
}
