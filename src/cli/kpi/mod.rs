//! `kpi`: values of metrics for a period, by level or property, and the rows behind one of them.

mod cells;
mod explain;
mod extents;
mod history;
mod list;
mod question;
mod spark;

pub(super) use list::{chosen, run};
pub(super) use question::{Args, Question};
