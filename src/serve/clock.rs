//! What time it is; tests set it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::SystemTime;

use chrono::{DateTime, TimeDelta, Utc};

/// The time of the system, and how far it is put forward.
#[derive(Clone, Debug, Default)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    pub fn now(&self) -> DateTime<Utc> {
        let ahead = TimeDelta::seconds(self.0.load(Ordering::Relaxed));
        DateTime::<Utc>::from(SystemTime::now()) + ahead
    }

    /// Seconds since 1970.
    pub fn seconds(&self) -> i64 {
        self.now().timestamp()
    }

    /// As the record and the audit log write it.
    pub fn stamp(&self) -> String {
        self.now().format("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// Puts it forward.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}
