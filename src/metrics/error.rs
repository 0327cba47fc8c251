//! What can be wrong with a metric's file.

use super::columns::COLUMN_NAMES;
use crate::diagnostic::{Diagnose, Place};

/// What is wrong with a metric or a name looked up.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// No metric of that name.
    #[error("there is no metric `{name}`")]
    Unknown {
        name: String,
        /// A near name or the list.
        hint: String,
    },
    /// A header without fields it needs.
    #[error("the header of the metric lacks {}", .keys.join(", "))]
    MissingFields { file: String, keys: Vec<&'static str> },
    /// A statement that does not return what the engine sums.
    #[error("the metric does not return {}", .columns.join(", "))]
    MissingColumns { file: String, columns: Vec<&'static str> },
    /// A statement that would do more than read.
    #[error("a metric only reads: it does not run `{word}`")]
    NotReading { word: String, place: Box<Place> },
    /// A column whose values would not be exact, or are no keys.
    #[error("the metric's `{column}` is {sql_type}")]
    BadType {
        column: &'static str,
        /// Its type in the engine's words.
        sql_type: String,
        place: Box<Place>,
    },
    /// A field whose value is none of the words allowed.
    #[error("`{value}` is no {key} of a metric")]
    BadField {
        key: &'static str,
        value: String,
        allowed: String,
        place: Box<Place>,
    },
}

impl crate::message::Say for CatalogError {
    fn message(&self) -> crate::message::Message {
        crate::message::Message::verbatim(self.to_string())
    }
}

impl Diagnose for CatalogError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::Unknown { .. } => None,
            Self::MissingFields { file, .. } | Self::MissingColumns { file, .. } => Some(Place::file(file)),
            Self::BadField { place, .. } | Self::BadType { place, .. } | Self::NotReading { place, .. } => {
                Some(*place.clone())
            }
        }
    }

    fn old_hints(&self) -> Vec<String> {
        vec![match self {
            Self::Unknown { hint, .. } => hint.clone(),
            Self::MissingFields { .. } => "write each as a line `-- key: ...` at the start of the file".to_owned(),
            Self::MissingColumns { .. } => {
                format!("a metric returns {}", *COLUMN_NAMES)
            }
            Self::BadType { column: "numerator" | "denominator", .. } => {
                "return whole numbers or DECIMAL: leave the division to the engine, and write sums as SUM(...), not AVG(...)"
                    .to_owned()
            }
            Self::BadType { column, .. } => format!("take {column} over from a run_ table as it is"),
            Self::NotReading { .. } => format!("write one SELECT that returns {}", *COLUMN_NAMES),
            Self::BadField { allowed, .. } => format!("write {allowed}"),
        }]
    }
}
