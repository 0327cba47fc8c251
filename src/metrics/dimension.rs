//! The dimensions a metric can be split by: levels of the organisation and properties of due item and policy.

use serde::Serialize;

use crate::diagnostic::{Diagnose, did_you_mean};
use crate::message::{Message, messages};

/// One way to split the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Dimension {
    /// As the user writes it: `team`.
    pub word: &'static str,
    /// Column of `run_entities` with its ids.
    pub id: &'static str,
    /// Column with its names.
    pub name: &'static str,
    /// What the sums must be kept apart by to answer it.
    pub needs: Grain,
    /// True for the levels of the organisation.
    pub is_level: bool,
}

/// What is kept apart beyond period and specialist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Grain {
    Specialist,
    /// Product line, channel, premium mode and customer class together.
    Slice,
    DueNo,
    Stage,
    /// Which a metric may give; everywhere else there is none.
    Department,
}

const fn level(word: &'static str, id: &'static str, name: &'static str) -> Dimension {
    Dimension {
        word,
        id,
        name,
        needs: Grain::Specialist,
        is_level: true,
    }
}

const fn property(word: &'static str, needs: Grain) -> Dimension {
    Dimension {
        word,
        id: word,
        name: word,
        needs,
        is_level: false,
    }
}

/// All dimensions, levels first.
pub const DIMENSIONS: [Dimension; 12] = [
    level("company", "company", "company"),
    level("region", "region", "region"),
    level("branch", "branch_id", "branch_name"),
    level("team", "team_id", "team_name"),
    level("specialist", "specialist_id", "specialist_name"),
    property("product_line", Grain::Slice),
    property("channel", Grain::Slice),
    property("premium_mode", Grain::Slice),
    property("due_no", Grain::DueNo),
    property("stage", Grain::Stage),
    property("customer_class", Grain::Slice),
    property("department", Grain::Department),
];

messages! {
    "errors.dimension"
    /// What is wrong with `--by` or `--where`.
    #[derive(Debug, PartialEq, Eq)]
    pub enum DimensionError {
        Unknown {
            name: String,
            /// A near word, or the list.
            hint: Message,
        },
        /// A filter that is not `dimension=value`.
        NoFilter(text: String),
    }
}

impl Diagnose for DimensionError {}

impl Dimension {
    /// The dimension called `word`.
    pub fn parse(word: &str) -> Result<Self, DimensionError> {
        DIMENSIONS
            .into_iter()
            .find(|d| d.word == word)
            .ok_or_else(|| DimensionError::Unknown {
                name: word.to_owned(),
                hint: did_you_mean(word, &DIMENSIONS.map(|d| d.word)),
            })
    }
}

/// Only rows where `dimension` has the id `value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    pub dimension: Dimension,
    pub value: String,
}

impl Filter {
    /// Reads `channel=agency`.
    pub fn parse(text: &str) -> Result<Self, DimensionError> {
        let (word, value) = text
            .split_once('=')
            .ok_or_else(|| DimensionError::NoFilter(text.to_owned()))?;
        Ok(Self {
            dimension: Dimension::parse(word)?,
            value: value.to_owned(),
        })
    }
}
