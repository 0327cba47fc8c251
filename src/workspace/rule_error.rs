//! What is wrong with a setting.

use crate::diagnostic::{Diagnose, Place};
use crate::message::{Message, Say as _, messages, say};

messages! {
    "errors.setting"
    /// A mistake in the settings file.
    #[derive(Debug)]
    pub enum SettingError {
        /// It is no TOML.
        Syntax { message: String, place: Option<Place> },
        UnknownSection {
            name: String,
            /// A near name, or the list.
            hint: Message,
            place: Place,
        },
        Unknown {
            key: String,
            /// A near key, the section it belongs to, or the list.
            hint: Message,
            place: Place,
        },
        Type {
            key: String,
            wanted: &'static str,
            found: &'static str,
            place: Place,
        },
        OutOfRange {
            key: String,
            value: String,
            least: String,
            most: String,
            place: Place,
        },
        /// Not written as it must be.
        Malformed {
            key: String,
            value: String,
            wanted: &'static str,
            place: Place,
        },
        /// Too long, or with characters nobody sees.
        Text { key: String, most: usize, place: Place },
        UnknownWord {
            key: String,
            word: String,
            /// A near word, or the list.
            hint: Message,
            place: Place,
        },
        /// A list that needs a word.
        NoWord { key: String, place: Place },
        /// Mistakes behind the last one that is told.
        More { count: usize },
        /// Smaller than one it may not be smaller than.
        Below {
            key: &'static str,
            value: String,
            other: &'static str,
            least: String,
            place: Place,
        },
    }
}

impl SettingError {
    /// Line and column.
    pub(super) fn position(&self) -> Option<(usize, usize)> {
        self.place().and_then(|place| place.position)
    }
}

impl Diagnose for SettingError {
    fn place(&self) -> Option<Place> {
        match self {
            Self::Syntax { place, .. } => place.clone(),
            Self::More { .. } => None,
            Self::UnknownSection { place, .. }
            | Self::Unknown { place, .. }
            | Self::Type { place, .. }
            | Self::OutOfRange { place, .. }
            | Self::Malformed { place, .. }
            | Self::Text { place, .. }
            | Self::UnknownWord { place, .. }
            | Self::NoWord { place, .. }
            | Self::Below { place, .. } => Some(place.clone()),
        }
    }

    fn hints(&self) -> Vec<Message> {
        match self {
            Self::UnknownSection { hint, .. } | Self::Unknown { hint, .. } | Self::UnknownWord { hint, .. } => {
                vec![hint.clone()]
            }
            Self::Malformed { .. } | Self::OutOfRange { .. } | Self::Below { .. } | Self::NoWord { .. } => {
                vec![self.message().part("hint")]
            }
            _ => vec![say!("errors.setting.hint")],
        }
    }
}
