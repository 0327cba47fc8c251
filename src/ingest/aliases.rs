//! The files of names that headers go by.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::diagnostic::Result;
use crate::library::Library;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AliasFile {
    pub columns: BTreeMap<String, Vec<String>>,
    pub by_values: BTreeMap<String, Vec<String>>,
    /// Words that mean the same in headers: by them `duebook map` finds headers that are alike.
    pub alike: Vec<Vec<String>>,
    /// Characters that count as others; of the shipped file alone, see [`fold`](super::fold::fold).
    pub same: BTreeMap<String, String>,
}

/// Where the files lie.
pub const FOLDER: &str = "queries/ingest";

/// All groups of words that mean the same.
pub fn alike(library: &Library) -> Result<Vec<Vec<String>>> {
    let mut groups = Vec::new();
    let sources = library.list(FOLDER, ".toml");
    for source in sources.filter(|source| source.stem().starts_with("aliases")) {
        groups.extend(source.toml::<AliasFile>()?.alike);
    }
    Ok(groups)
}
