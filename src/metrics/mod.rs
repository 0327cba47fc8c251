//! Metrics: what they are ([`catalog`]) and their values for people, teams, branches and the whole company.
//!
//! A metric's SQL returns numerators and denominators, never finished rates; every roll-up is a sum of both, divided
//! once at the end.

pub mod catalog;
mod clock;
mod columns;
pub mod coverage;
pub mod dimension;
pub mod elsewhere;
mod entities;
mod error;
pub mod evaluate;
pub mod explain;
pub mod facts;
pub mod interval;
pub mod kept;
pub(crate) mod needs;
mod rolled;
mod rollup;
pub mod run;
pub mod selected;
pub mod shape;
pub mod standard;
pub mod steady;
mod value;
pub mod wanted;

pub use catalog::{Basis, Catalog, Direction, Metric, MetricId, Unit};
pub use coverage::{Coverage, Extent};
pub use dimension::{Dimension, Filter};
pub use elsewhere::Elsewhere;
pub use entities::Entities;
pub use evaluate::Sums;
pub use explain::{Explained, Explanation, Whose};
pub use kept::Kept;
pub use rollup::{RollUp, Split};
pub use run::Run;
pub use value::{Entity, MetricValue};
pub use wanted::Wanted;
