//! The table: columns of known kinds, rows of exact cells.

use crate::diagnostic::Result;
use crate::store::Cell;

/// A result ready to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tabular {
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell per column.
    pub rows: Vec<Vec<Cell>>,
}

/// A table that may be larger than memory: its rows are handed over one by one, as often as they are asked for.
pub trait Table {
    fn columns(&self) -> &[Column];
    /// How many rows there are.
    fn count(&self) -> u64;
    /// Hands over the first `most` rows.
    fn each(&self, most: u64, take: &mut dyn FnMut(&[Cell]) -> Result<()>) -> Result<()>;
    /// Its rows and what belongs to them, by names, for formats that can hold more than one table.
    fn beside(&self) -> Option<[(&str, &dyn Table); 2]> {
        None
    }
}

impl Table for Tabular {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn count(&self) -> u64 {
        self.rows.len() as u64
    }

    fn each(&self, most: u64, take: &mut dyn FnMut(&[Cell]) -> Result<()>) -> Result<()> {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        self.rows.iter().take(most).try_for_each(|row| take(row))
    }
}

/// A column: its name and what its cells are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    /// What its cells are where they are not empty.
    pub kind: Kind,
}

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text; identifiers too.
    Text,
    /// True or false.
    Boolean,
    /// A whole number of 64 bits.
    Integer,
    Decimal {
        /// Digits in all.
        width: u8,
        /// Digits after the point.
        scale: u8,
    },
    Float,
    Date,
    Timestamp,
}

impl Kind {
    /// An exact number with up to six decimals, as metrics have.
    pub const EXACT: Self = Self::Decimal { width: 38, scale: 6 };

    /// The kind of a column of the engine's type `sql_type`; `None` for nested and rare types.
    pub fn of(sql_type: &str) -> Option<Self> {
        Some(match sql_type {
            "VARCHAR" | "\"NULL\"" => Self::Text,
            "BOOLEAN" => Self::Boolean,
            "TINYINT" | "SMALLINT" | "INTEGER" | "BIGINT" | "UTINYINT" | "USMALLINT" | "UINTEGER" => Self::Integer,
            "UBIGINT" => Self::Decimal { width: 20, scale: 0 },
            "HUGEINT" => Self::Decimal { width: 38, scale: 0 },
            "FLOAT" | "DOUBLE" => Self::Float,
            "DATE" => Self::Date,
            "TIMESTAMP" => Self::Timestamp,
            _ => {
                let (width, scale) = sql_type.strip_prefix("DECIMAL(")?.strip_suffix(')')?.split_once(',')?;
                Self::Decimal {
                    width: width.trim().parse().ok()?,
                    scale: scale.trim().parse().ok()?,
                }
            }
        })
    }

    /// The engine's type for it.
    pub fn sql_type(self) -> String {
        match self {
            Self::Text => "VARCHAR".to_owned(),
            Self::Boolean => "BOOLEAN".to_owned(),
            Self::Integer => "BIGINT".to_owned(),
            Self::Decimal { width, scale } => format!("DECIMAL({width},{scale})"),
            Self::Float => "DOUBLE".to_owned(),
            Self::Date => "DATE".to_owned(),
            Self::Timestamp => "TIMESTAMP".to_owned(),
        }
    }

    /// True for numbers, which are aligned to the right.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal { .. } | Self::Float)
    }
}

impl Column {
    /// A column called `name`.
    pub fn new(name: impl Into<String>, kind: Kind) -> Self {
        Self {
            name: name.into(),
            kind,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_those_of_the_engine() {
        for sql_type in [
            "VARCHAR",
            "BOOLEAN",
            "BIGINT",
            "DECIMAL(18,2)",
            "DOUBLE",
            "DATE",
            "TIMESTAMP",
        ] {
            assert_eq!(Kind::of(sql_type).unwrap().sql_type(), sql_type);
        }
        assert_eq!(Kind::of("STRUCT(a INTEGER)"), None);
        assert_eq!(Kind::of("INTEGER[]"), None);
    }
}
