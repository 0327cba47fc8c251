//! The files of names that headers go by, and the one form in which names are compared.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::Result;
use crate::ingest::error::IngestError;
use crate::ingest::text::is_invisible;
use crate::library::{Library, Source};

const SHIPPED: &str = "queries/ingest/aliases.toml";

/// One form for all ways to write a header or a word: NFKC, no white space or invisible marks, lower case, variants and
/// traditional characters replaced.
pub fn fold(text: &str) -> String {
    let same = same_characters();
    text.nfkc()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .map(|c| same.get(&c).copied().unwrap_or(c))
        .collect()
}

/// The characters that count as others, and those others in the same order.
pub fn same_pairs() -> (String, String) {
    let mut pairs: Vec<(char, char)> = same_characters().iter().map(|(from, to)| (*from, *to)).collect();
    pairs.sort_unstable();
    pairs.into_iter().unzip()
}

/// The pairs are a property of the language, so they are read once from the shipped file.
fn same_characters() -> &'static HashMap<char, char> {
    static SAME: OnceLock<HashMap<char, char>> = OnceLock::new();
    SAME.get_or_init(|| {
        let library = Library::shipped();
        let source = library
            .get(SHIPPED)
            .expect("the aliases are shipped, a test reads them");
        let file = AliasFile::parse(source).expect("the shipped aliases parse, a test reads them");
        let pair = |(from, to): (&String, &String)| Some((from.chars().next()?, to.chars().next()?));
        file.same.iter().filter_map(pair).collect()
    })
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AliasFile {
    pub columns: BTreeMap<String, Vec<String>>,
    pub by_values: BTreeMap<String, Vec<String>>,
    same: BTreeMap<String, String>,
}

impl AliasFile {
    /// Reads it.
    pub fn parse(source: &Source) -> Result<Self> {
        Ok(toml::from_str(&source.text).map_err(|error| IngestError::Aliases {
            message: error.message().trim().replace('\n', ", "),
            place: Box::new(source.place(error.span().map_or(0, |span| span.start))),
        })?)
    }
}
