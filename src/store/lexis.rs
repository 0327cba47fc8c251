//! What the text of a statement holds, as far as that must be known before the engine reads it: where it ends, and whether
//! it names what is not for reading.

use super::error::StoreError;
use crate::diagnostic::Result;
use crate::library::Source;

/// Functions that look like reading and are not: they change the engine, read its memory, or run text as SQL, which
/// could name any of these.
const NOT_FOR_READING: [&str; 13] = [
    "arrow_scan",
    "arrow_scan_dumb",
    "checkpoint",
    "disable_logging",
    "disable_peg_parser",
    "disable_profiling",
    "enable_logging",
    "enable_peg_parser",
    "enable_profiling",
    "force_checkpoint",
    "json_execute_serialized_sql",
    "read_duckdb",
    "truncate_duckdb_logs",
];

/// Where `text` names a function that is not for reading. A name is looked for wherever it stands, quoted or not.
pub(super) fn not_for_reading(text: &str) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let whole =
        |(at, name): &(usize, &str)| !lower[..*at].ends_with(is_word) && !lower[at + name.len()..].starts_with(is_word);
    let named = NOT_FOR_READING
        .iter()
        .flat_map(|name| lower.match_indices(name))
        .filter(whole);
    // `query` is a fine name for a column: only the function is meant.
    let is_called = |(at, name): &(usize, &str)| {
        let mut rest = lower[at + name.len()..].trim_start_matches(['"', ' ', '\t', '\r', '\n']);
        while let Some(length) = comment_length(rest) {
            rest = rest[length..].trim_start();
        }
        rest.starts_with('(')
    };
    let run = lower.match_indices("query").filter(whole).filter(is_called);
    named.chain(run).map(|(at, _)| at).min()
}

/// The one statement of a file that others wrote, without what follows it.
pub(super) fn single_statement(source: &Source) -> Result<&str> {
    if let Some(offset) = not_for_reading(&source.text) {
        return Err(StoreError::Confined {
            place: Box::new(source.place(offset)),
        }
        .into());
    }
    match statement_ends(&source.text)[..] {
        [end] => Ok(&source.text[..end]),
        ref ends => Err(StoreError::NotOneStatement {
            file: source.name.clone(),
            found: ends.len(),
        }
        .into()),
    }
}

/// Where the statements of `text` end: each before its semicolon, or at the last word. Quotes and comments are skipped
/// the way the engine does: it nests comments, knows backslashes in `E'...'`, and quotes by `$$`.
pub(super) fn statement_ends(text: &str) -> Vec<usize> {
    let (mut ends, mut last_word, mut at) = (Vec::new(), None, 0);
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let comment = comment_length(rest);
        let length = comment
            .or_else(|| quoted_length(&text[..at], rest))
            .unwrap_or(first.len_utf8());
        if first == ';' {
            ends.extend(last_word.take());
        } else if comment.is_none() && !first.is_whitespace() {
            last_word = Some(at + length);
        }
        at += length;
    }
    ends.extend(last_word);
    ends
}

/// The first words of `text`: names with their schema are one, quotes around them left out; other signs are one each.
pub(super) fn first_words(text: &str, most: usize) -> Vec<String> {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '{' | '}');
    let mut words: Vec<String> = Vec::new();
    let (mut at, mut is_joined) = (0, false);
    while let Some(first) = text[at..].chars().next().filter(|_| words.len() < most) {
        let rest = &text[at..];
        if let Some(length) = comment_length(rest) {
            at += length;
            continue;
        }
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let quoted = (first == '"').then(|| quoted_length(&text[..at], rest)).flatten();
        let length = quoted.unwrap_or_else(|| match rest.find(|c| !is_word(c)).unwrap_or(rest.len()) {
            0 => first.len_utf8(),
            length => length,
        });
        let word = rest[..length].trim_matches('"');
        match words.last_mut().filter(|_| is_joined || word == ".") {
            Some(before) => before.push_str(word),
            None => words.push(word.to_owned()),
        }
        is_joined = word == ".";
        at += length;
    }
    words
}

/// What a piece of a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    Comment,
    /// Text or a name in quotes.
    Quoted,
    Word,
    /// One character of another kind.
    Sign,
}

/// All of `text` in pieces, with where each stands.
pub fn pieces(text: &str) -> Vec<(usize, &str, Piece)> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let (mut pieces, mut at) = (Vec::new(), 0);
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let word = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (length, piece) = match (comment_length(rest), quoted_length(&text[..at], rest), word) {
            (Some(length), ..) => (length, Piece::Comment),
            (_, Some(length), _) => (length, Piece::Quoted),
            (.., 0) => (first.len_utf8(), Piece::Sign),
            (.., length) => (length, Piece::Word),
        };
        pieces.push((at, &rest[..length], piece));
        at += length;
    }
    pieces
}

/// The words of `text` and where they stand, those in comments and quotes left out.
pub fn code_words(text: &str) -> Vec<(usize, &str)> {
    let words = pieces(text).into_iter().filter(|(.., piece)| *piece == Piece::Word);
    words.map(|(at, word, _)| (at, word)).collect()
}

/// Bytes of the comment `rest` begins with.
fn comment_length(rest: &str) -> Option<usize> {
    if rest.starts_with("--") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if !rest.starts_with("/*") {
        return None;
    }
    let (mut depth, mut at) = (1_usize, 2);
    while depth > 0 {
        let Some(next) = rest[at..].find(['*', '/']) else {
            return Some(rest.len());
        };
        at += next;
        let step = match rest.get(at..at + 2) {
            Some("/*") => {
                depth += 1;
                2
            }
            Some("*/") => {
                depth -= 1;
                2
            }
            _ => 1,
        };
        at += step;
    }
    Some(at)
}

/// Bytes of the quoted text or name `rest` begins with; `before` decides whether it is an `E'...'`.
fn quoted_length(before: &str, rest: &str) -> Option<usize> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let mut ahead = before.chars().rev();
    match rest.chars().next()? {
        '"' => Some(rest[1..].find('"').map_or(rest.len(), |end| end + 2)),
        '\'' => {
            let escapes = matches!(ahead.next(), Some('e' | 'E')) && !ahead.next().is_some_and(is_word);
            let mut inner = rest[1..].char_indices();
            while let Some((index, c)) = inner.next() {
                match c {
                    '\'' => return Some(index + 2),
                    '\\' if escapes => {
                        inner.next();
                    }
                    _ => {}
                }
            }
            Some(rest.len())
        }
        // A parameter is `$name`; `$name$` opens a quote that the same sign closes.
        '$' if !ahead.next().is_some_and(is_word) => {
            let name = rest[1..].find('$').map(|end| &rest[..end + 2])?;
            let inner = &name[1..name.len() - 1];
            let fits = !inner.starts_with(|c: char| c.is_ascii_digit())
                && inner.chars().all(|c| c.is_alphanumeric() || c == '_');
            fits.then(|| {
                rest[name.len()..]
                    .find(name)
                    .map_or(rest.len(), |end| end + 2 * name.len())
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_counted_outside_quotes_and_comments() {
        for (text, count) in [
            ("SELECT 1", 1),
            ("SELECT 1; -- done; really\n", 1),
            ("-- a; b\nSELECT ';' AS \"x;y\" /* ; */ FROM t;\n\n", 1),
            ("SELECT 'it''s; fine'", 1),
            ("SELECT E'\\'; ' ; DELETE FROM t; --'", 2),
            ("SELECT E'\\'; DELETE FROM t; --'", 1),
            ("SELECT '\\'; DELETE FROM t", 2),
            ("SELECT $$ ; $$, $a$ ; $$ ; $a$", 1),
            ("SELECT $x; SELECT $y", 2),
            ("/* a /* b; */ c; */ SELECT 1", 1),
            ("SELECT 1; SELECT 2", 2),
            ("-- nothing\n", 0),
        ] {
            assert_eq!(statement_ends(text).len(), count, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_reading_is_known() {
        for text in [
            "FROM enable_logging()",
            "SELECT * FROM \"Enable_Logging\" ()",
            "FROM query('FROM enable_' || 'logging()')",
            "FROM query /* a */ -- b\n ('SELECT 1')",
        ] {
            assert!(not_for_reading(text).is_some(), "{text}");
        }
        for text in [
            "SELECT query FROM t",
            "SELECT checkpoints, my_query(1)",
            "SELECT 1 AS query, (2)",
        ] {
            assert_eq!(not_for_reading(text), None, "{text}");
        }
    }
}
