//! A table on its way out: typed columns and exact cells, and the formats other programs read them in.
//!
//! Every format carries the same values: text stays text (never a formula, never a number), exact numbers stay exact,
//! no value is empty or `null`. The same table gives the same bytes. What a person reads on the terminal is drawn by
//! the command line; here is what goes into files and pipes.

mod parquet;
mod text;
mod xlsx;

use std::path::Path;

use crate::decimal::Decimal;
use crate::diagnostic::Diagnose;
use crate::store::Cell;

pub use parquet::parquet;
pub use text::{csv, json, json_lines};
pub use xlsx::xlsx;

/// A result ready to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tabular {
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell per column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column: its name and what its cells are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
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
    /// An exact number.
    Decimal {
        /// Digits in all.
        width: u8,
        /// Digits after the point.
        scale: u8,
    },
    /// A binary number.
    Float,
    /// A day.
    Date,
    /// A local time.
    Timestamp,
}

impl Kind {
    /// An exact number with up to six decimals, as metrics have.
    pub const EXACT: Self = Self::Decimal { width: 38, scale: 6 };

    /// The kind of a column of the engine's type `sql_type`; `None` for nested and rare types.
    #[must_use]
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
    #[must_use]
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
    #[must_use]
    pub fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal { .. } | Self::Float)
    }
}

impl Column {
    /// A column called `name`.
    #[must_use]
    pub fn new(name: impl Into<String>, kind: Kind) -> Self {
        Self {
            name: name.into(),
            kind,
        }
    }
}

/// Why a table cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum TabularError {
    /// A binary format towards a terminal.
    #[error("{format} is no text for a terminal")]
    Terminal {
        /// The format.
        format: &'static str,
    },
    /// An option that another format has.
    #[error("`--bom` belongs to `--format csv`")]
    Bom,
    /// A workbook that would be larger than workbooks can be.
    #[error("the result does not fit into a workbook: {reason}")]
    TooLarge {
        /// What is too large.
        reason: String,
    },
    /// The workbook cannot be made.
    #[error("cannot make the workbook: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The result's file cannot be written or read back.
    #[error("cannot write `{path}`: {reason}")]
    Unwritable {
        /// The file; `stdout` for the output of the program.
        path: String,
        /// What the system says.
        reason: String,
    },
}

impl TabularError {
    fn unwritable(path: &Path, error: &std::io::Error) -> Self {
        Self::Unwritable {
            path: path.display().to_string(),
            reason: error.to_string(),
        }
    }
}

impl Diagnose for TabularError {
    fn hints(&self) -> Vec<String> {
        let hint = match self {
            Self::Terminal { .. } => "name a file with `--out FILE`, or redirect the output",
            Self::Bom => "leave it out, or write `--format csv`",
            Self::TooLarge { .. } => "write csv or parquet, which have no such limit",
            Self::Workbook(_) | Self::Unwritable { .. } => return Vec::new(),
        };
        vec![hint.to_owned()]
    }
}

/// Text for a CSV cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe; numbers stay.
#[must_use]
pub fn guarded(text: String) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if risky && text.parse::<Decimal>().is_err() {
        format!("'{text}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("+86 138", "'+86 138"),
            ("-A1", "'-A1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("-12.50", "-12.50"),
            ("+7", "+7"),
            ("甲部", "甲部"),
            ("", ""),
        ] {
            assert_eq!(guarded(text.to_owned()), written);
        }
    }

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
