//! How SQL that only reads begins, so that what would do more is refused with a sentence that says so.
//!
//! This is kindness, not a wall: the grammar around the SQL and the closed store are.

use crate::library::Source;

/// The words.
pub const WORDS: [&str; 9] = [
    "SELECT",
    "WITH",
    "FROM",
    "VALUES",
    "TABLE",
    "DESCRIBE",
    "SHOW",
    "SUMMARIZE",
    "PIVOT",
];

/// How a text begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// Like a question.
    Reading,
    /// With another word, at this byte.
    Other(String, usize),
    /// It holds nothing but blanks and comments.
    Empty,
}

/// How `sql` begins.
pub fn beginning(sql: &Source) -> Beginning {
    let Some(offset) = first_word(&sql.text) else {
        return Beginning::Empty;
    };
    let rest = &sql.text[offset..];
    let length = rest
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(rest.len());
    let word = rest[..length].to_uppercase();
    if rest.starts_with('(') || WORDS.contains(&word.as_str()) {
        return Beginning::Reading;
    }
    let shown = if word.is_empty() {
        rest.chars().take(1).collect()
    } else {
        word
    };
    Beginning::Other(shown, offset)
}

/// Where the SQL begins after blanks and comments.
fn first_word(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += text[at..].len() - text[at..].trim_start().len();
        let rest = &text[at..];
        at += if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else {
            return (!rest.trim_matches(';').is_empty()).then_some(at);
        };
    }
}
