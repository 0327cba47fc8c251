//! The files of names that headers go by.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AliasFile {
    pub columns: BTreeMap<String, Vec<String>>,
    pub by_values: BTreeMap<String, Vec<String>>,
    /// Characters that count as others; of the shipped file alone, see [`fold`](super::fold::fold).
    pub same: BTreeMap<String, String>,
}
