//! What was published, as pages ask for it.
//!
//! A page asks [`Published`] for the publication of the moment and goes on with that one, so that no page mixes two. Whatever
//! belongs to somebody is looked up by a statement of `queries/serve/seen` and a [`Seen`](super::viewer::Seen), which only a viewer
//! gives out. Pay is another type over another file.

mod cache;
mod guard;
mod known;
mod look;
mod pool;
mod publication;
mod watch;

pub use guard::keeps_to_viewer;
pub use known::{MetricLine, PeriodLine};
pub use look::LookError;
pub use publication::{Pay, Publication};
pub use watch::Published;
