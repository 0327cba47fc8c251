//! How a value stands in a row: its numbers, and whose it is.

use crate::decimal::Decimal;
use crate::metrics::MetricValue;
use crate::store::Cell;

pub(super) fn number(value: Option<Decimal>) -> Cell {
    value.map_or(Cell::Null, Cell::Decimal)
}

pub(super) fn entity_label(v: &MetricValue) -> String {
    if v.entity.name == v.entity.id {
        v.entity.id.clone()
    } else {
        format!("{} {}", v.entity.id, v.entity.name)
    }
}
