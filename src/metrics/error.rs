//! What can be wrong with a metric's file.

use super::columns::COLUMN_NAMES;
use crate::diagnostic::{Diagnose, Place};
use crate::message::{Message, Say, messages, say};

messages! {
    "errors.metric"
    /// What is wrong with a metric or a name looked up.
    #[derive(Debug)]
    pub enum CatalogError {
        /// No metric of that name.
        Unknown {
            name: String,
            /// A near name or the list.
            hint: Message,
        },
        /// A header without fields it needs.
        MissingFields { file: String, keys: Vec<&'static str> },
        /// A statement that does not return what the engine sums.
        MissingColumns { file: String, columns: Vec<&'static str> },
        /// A statement that would do more than read.
        NotReading { word: String, place: Box<Place> },
        /// A word by which the result is another each time.
        Unsteady { word: String, place: Box<Place> },
        /// Another result on rows in another order.
        OtherSum { place: Box<Place> },
        /// A record that counts more than once on a side.
        Doubled {
            record: String,
            times: u64,
            place: Box<Place>,
        },
        /// A column whose values would not be exact, or are no keys.
        BadType {
            column: &'static str,
            /// Its type in the engine's words.
            sql_type: String,
            place: Box<Place>,
        },
        /// A field whose value is none of the words allowed.
        BadField {
            key: &'static str,
            value: String,
            allowed: Message,
            place: Box<Place>,
        },
    }
}

impl Diagnose for CatalogError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::Unknown { .. } => None,
            Self::MissingFields { file, .. } | Self::MissingColumns { file, .. } => Some(Place::file(file)),
            Self::BadField { place, .. }
            | Self::BadType { place, .. }
            | Self::NotReading { place, .. }
            | Self::Unsteady { place, .. }
            | Self::OtherSum { place }
            | Self::Doubled { place, .. } => Some(*place.clone()),
        }
    }

    fn hints(&self) -> Vec<Message> {
        match self {
            Self::Unknown { hint, .. } => vec![hint.clone()],
            Self::MissingColumns { .. } => vec![say!("errors.metric.missing_columns.hint", columns = *COLUMN_NAMES)],
            Self::NotReading { .. } => vec![say!("errors.metric.not_reading.hint", columns = *COLUMN_NAMES)],
            Self::BadType {
                column: "numerator" | "denominator",
                ..
            } => vec![self.message().part("exact")],
            _ => vec![self.message().part("hint")],
        }
    }
}
