//! What a statement makes that is temporary, and where it lies in a paired store: the attached database [`RUNS`].

use std::borrow::Cow;

use super::lexis::code_words;

/// The attached database in memory.
pub(super) const RUNS: &str = "run";

/// The text of a statement as a paired store runs it: a temporary table lies where both connections see it. It is as long as
/// before, so that a mistake is told at its place.
pub(super) fn shared(text: &str) -> Cow<'_, str> {
    let Some((temporary, _)) = made(text).filter(|(_, kind)| kind.eq_ignore_ascii_case("TABLE")) else {
        return Cow::Borrowed(text);
    };
    let words = code_words(&text[temporary..]);
    let is_named = |word: &str| ["IF", "NOT", "EXISTS"].iter().any(|own| word.eq_ignore_ascii_case(own));
    let before_name = words[2..].iter().take_while(|(_, word)| is_named(word)).last();
    let (at, word) = before_name.unwrap_or(&words[1]);
    let behind = temporary + at + word.len();
    let name = behind + text[behind..].len() - text[behind..].trim_start().len();
    let gone = words[0].1.len();
    let room = " ".repeat(gone.saturating_sub(RUNS.len() + 1));
    let (head, kind) = (&text[..temporary], &text[temporary + gone..name]);
    Cow::Owned(format!("{head}{kind}{room}{RUNS}.{}", &text[name..]))
}

/// Where a statement that makes something temporary says so, and what it makes.
pub(super) fn made(text: &str) -> Option<(usize, &str)> {
    let mut words = code_words(text).into_iter().take(6);
    let (_, first) = words.next()?;
    if !first.eq_ignore_ascii_case("CREATE") {
        return None;
    }
    let is_temporary = |word: &str| ["TEMP", "TEMPORARY"].iter().any(|own| word.eq_ignore_ascii_case(own));
    let (at, _) = words.find(|(_, word)| is_temporary(word))?;
    words.next().map(|(_, kind)| (at, kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_temporary_table_lies_where_both_connections_see_it_and_the_text_keeps_its_length() {
        for (text, wanted) in [
            (
                "CREATE OR REPLACE TEMP TABLE run_x AS SELECT 1",
                "CREATE OR REPLACE  TABLE run.run_x AS SELECT 1",
            ),
            (
                "-- A TEMP TABLE.\ncreate temporary table \"x\" (a INT)",
                "-- A TEMP TABLE.\ncreate  table      run.\"x\" (a INT)",
            ),
            (
                "CREATE TEMP TABLE IF NOT EXISTS x (a INT)",
                "CREATE  TABLE IF NOT EXISTS run.x (a INT)",
            ),
            (
                "CREATE OR REPLACE TEMP VIEW x AS SELECT 1",
                "CREATE OR REPLACE TEMP VIEW x AS SELECT 1",
            ),
            ("CREATE TABLE temp AS SELECT 1", "CREATE TABLE temp AS SELECT 1"),
            ("SELECT 'CREATE TEMP TABLE x'", "SELECT 'CREATE TEMP TABLE x'"),
        ] {
            let shared = shared(text);
            assert_eq!(shared, wanted);
            assert_eq!(shared.len(), text.len());
        }
    }
}
