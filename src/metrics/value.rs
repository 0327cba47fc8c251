//! The value of a metric: whose it is, and what it is held against.

use std::sync::Arc;

use super::catalog::MetricId;
use crate::decimal::Decimal;
use crate::period::View;

/// Where a value stands in the organisation or in the book.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entity {
    /// `company`, `region`, `branch`, `team` or `specialist`.
    pub by: String,
    /// Its id: `company`, `B1`, `T11`, `S001`, or `unassigned`.
    pub id: String,
    /// Its name as people say it; the id where there is none.
    pub name: String,
}

/// The value of one metric for one entity, with what it is measured against.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricValue {
    pub metric: MetricId,
    /// The period and the day up to which facts are known.
    pub view: View,
    /// For whom.
    pub entity: Arc<Entity>,
    /// Sum of numerators, exact; `None` for a composite, which has none of its own.
    pub numerator: Option<Decimal>,
    /// Sum of denominators, exact; `None` for a count or composite.
    pub denominator: Option<Decimal>,
    /// The value with 6 decimals; `None` where it is not defined.
    pub value: Option<Decimal>,
    /// True if it rests on too few cases to rank by.
    pub low_sample: bool,
    /// Wilson 95 % interval of a proportion.
    pub interval: Option<(Decimal, Decimal)>,
    pub target: Option<Decimal>,
    /// Value over target, or target over value where lower is better.
    pub attainment: Option<Decimal>,
    pub benchmark: Option<Decimal>,
    /// Value minus benchmark.
    pub gap: Option<Decimal>,
    /// Place among entities of the same kind, 1 is best; equal values share it.
    pub rank: Option<u32>,
}
