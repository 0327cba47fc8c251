//! Text from outside (cells, names of files, arguments) as a terminal may get it: what would move the cursor, change the
//! screen or turn the direction of reading is shown as its code, `\u{1b}`.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Text of several lines.
pub fn visible(text: &str) -> Cow<'_, str> {
    shown(text, |c, rest| match c {
        '\n' | '\t' => false,
        // The end of a line elsewhere.
        '\r' => !rest.starts_with('\n'),
        c => steers(c),
    })
}

/// A name: what would begin another line is shown too.
pub fn visible_name(name: &str) -> Cow<'_, str> {
    shown(name, |c, _| steers(c))
}

/// True for characters that are no text but steer a terminal.
pub fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // Marks, embeddings, overrides and isolates of direction; separators of lines.
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn shown(text: &str, is_shown: impl Fn(char, &str) -> bool) -> Cow<'_, str> {
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        if is_shown(c, &text[at + c.len_utf8()..]) {
            let _ = write!(out, "{}", c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_shown_and_text_stays() {
        for (text, lines, name) in [
            ("甲 é 👩‍👧 مرحبا", "甲 é 👩‍👧 مرحبا", "甲 é 👩‍👧 مرحبا"),
            ("a\u{1b}[2J\u{7}", "a\\u{1b}[2J\\u{7}", "a\\u{1b}[2J\\u{7}"),
            ("\u{9b}31m\u{7f}", "\\u{9b}31m\\u{7f}", "\\u{9b}31m\\u{7f}"),
            ("a\nb\tc\r\n", "a\nb\tc\r\n", "a\\u{a}b\\u{9}c\\u{d}\\u{a}"),
            ("100%\rerror", "100%\\u{d}error", "100%\\u{d}error"),
            ("\u{202e}gnp.exe", "\\u{202e}gnp.exe", "\\u{202e}gnp.exe"),
        ] {
            assert_eq!(visible(text), lines);
            assert_eq!(visible_name(text), name);
        }
    }
}
