//! The columns a metric's statement returns, and what each may hold.

use std::sync::LazyLock;

use crate::tabular::Kind;

/// The columns, each with what it may hold.
pub(super) const COLUMNS: [(&str, Holds); 7] = [
    ("period_no", Holds::Whole),
    ("specialist_key", Holds::Whole),
    ("slice_key", Holds::Whole),
    ("due_no", Holds::Whole),
    ("stage", Holds::Whole),
    ("numerator", Holds::Exact),
    ("denominator", Holds::Exact),
];

/// Their names in one line, for hints.
pub(super) static COLUMN_NAMES: LazyLock<String> = LazyLock::new(|| COLUMNS.map(|(name, _)| name).join(", "));

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// Whole numbers.
    Whole,
    /// Whole numbers or exact decimals, never binary ones.
    Exact,
}

impl Holds {
    pub fn fits(self, sql_type: &str) -> bool {
        match Kind::of(sql_type) {
            Some(Kind::Integer) => true,
            Some(Kind::Decimal { scale, .. }) => self == Self::Exact || scale == 0,
            _ => sql_type == "\"NULL\"",
        }
    }
}
