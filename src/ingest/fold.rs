//! The one form in which headers, words and names are compared.

use std::collections::HashMap;
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;

use super::aliases::AliasFile;
use super::text::is_invisible;
use crate::library::Library;

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
        let file: AliasFile = source.toml().expect("the shipped aliases parse, a test reads them");
        let pair = |(from, to): (&String, &String)| Some((from.chars().next()?, to.chars().next()?));
        file.same.iter().filter_map(pair).collect()
    })
}
