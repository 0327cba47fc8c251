//! The files of names that headers go by.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::error::IngestError;
use crate::diagnostic::Result;
use crate::library::Source;
use crate::message::Say;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AliasFile {
    pub columns: BTreeMap<String, Vec<String>>,
    pub by_values: BTreeMap<String, Vec<String>>,
    /// Characters that count as others; of the shipped file alone, see [`fold`](super::fold::fold).
    pub same: BTreeMap<String, String>,
}

impl AliasFile {
    /// Reads it.
    pub fn parse(source: &Source) -> Result<Self> {
        Ok(
            toml::from_str(&source.text).map_err(|error: toml::de::Error| IngestError::Aliases {
                message: Say::message(&error),
                place: Box::new(source.place(error.span().map_or(0, |span| span.start))),
            })?,
        )
    }
}
