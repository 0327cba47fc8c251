//! Text as it comes, brought to one form: what cannot be seen goes, and what stands for an error or an identifier is known.
//!
//! Files carry marks nobody sees: directions of writing from chat programs, joiners, blanks that are none. None of them
//! says anything, and none may make two of what is one.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// What spreadsheets show in place of a value they could not work out.
const ERRORS: [&str; 14] = [
    "#N/A",
    "#REF!",
    "#NAME?",
    "#VALUE!",
    "#DIV/0!",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BUSY!",
    "#GETTING_DATA",
    "#CONNECT!",
    "#BLOCKED!",
];

/// From here on not every whole number is a binary one: 2^53.
const EXACT: u128 = 1 << 53;

/// Characters without a shape of their own, white space apart: format characters (Unicode Cf), variation selectors, and the
/// fillers and blanks that count as letters.
pub fn is_invisible(c: char) -> bool {
    // Nearly all characters of a file are below the first or between the second and the third of these.
    c > '\u{ac}'
        && matches!(
            u32::from(c),
            0xad | 0x34f
                | 0x600..=0x605
                | 0x61c
                | 0x6dd
                | 0x70f
                | 0x890..=0x891
                | 0x8e2
                | 0x115f..=0x1160
                | 0x180b..=0x180f
                | 0x200b..=0x200f
                | 0x202a..=0x202e
                | 0x2060..=0x206f
                | 0x2800
                | 0x3164
                | 0xfe00..=0xfe0f
                | 0xfeff
                | 0xffa0
                | 0xfff9..=0xfffb
                | 0x110bd
                | 0x110cd
                | 0x13430..=0x1343f
                | 0x1bca0..=0x1bca3
                | 0x1d173..=0x1d17a
                | 0xe0000..=0xe0fff
        )
}

/// Without blanks and the commonest invisible marks at both ends.
pub fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{200e}' | '\u{200f}'))
}

/// NFKC, trimmed and without what cannot be seen.
pub fn visible(raw: &str) -> Cow<'_, str> {
    if raw.is_ascii() {
        return Cow::Borrowed(trim(raw));
    }
    // Where a mark between two characters goes, they may become one.
    let text: String = raw.nfkc().filter(|c| !is_invisible(*c)).nfkc().collect();
    Cow::Owned(trim(&text).to_owned())
}

/// [`visible`], also freed of the marks by which spreadsheets are told to keep a number as text.
pub fn tidy(raw: &str) -> Cow<'_, str> {
    match visible(raw) {
        Cow::Borrowed(text) => Cow::Borrowed(unshielded(text)),
        Cow::Owned(text) => Cow::Owned(unshielded(&text).to_owned()),
    }
}

/// `="00123"` and `'00123` are how spreadsheets write a number that shall stay text.
fn unshielded(text: &str) -> &str {
    let inner = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    trim(inner.or_else(|| text.strip_prefix('\'')).unwrap_or(text))
}

/// True for an error of a spreadsheet, and for the `###` of a column that was too narrow.
pub fn is_error(text: &str) -> bool {
    text.starts_with('#')
        && (text.bytes().all(|b| b == b'#') || ERRORS.iter().any(|error| error.eq_ignore_ascii_case(text)))
}

/// Why a text is no identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoIdentifier {
    /// A number of which not all digits are there.
    LostDigits,
    /// A fraction or a negative number.
    NotWhole,
}

/// A key or a reference, from tidy text: without blanks, and a number that a program has written as one again as its digits.
pub fn identifier(text: &str) -> Result<Cow<'_, str>, NoIdentifier> {
    let mut text = Cow::Borrowed(text);
    while text.contains(char::is_whitespace) {
        // What blanks kept apart may become one character.
        let dense = text.chars().filter(|c| !c.is_whitespace());
        text = Cow::Owned(dense.nfkc().collect());
    }
    match written_number(&text) {
        Some(digits) => digits.map(Cow::Owned),
        None => Ok(text),
    }
}

/// The digits of `1234.0`, `1.234E3`, `8.60082E+17`; `None` for what is no number in one of these forms.
fn written_number(text: &str) -> Option<Result<String, NoIdentifier>> {
    let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let (mantissa, exponent) = text.split_once(['E', 'e']).map_or((text, None), |(m, e)| (m, Some(e)));
    let is_negative = mantissa.starts_with('-');
    let unsigned = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    if !is_digits(whole) || !is_digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let Some(exponent) = exponent else {
        let is_whole = unsigned.contains('.') && unsigned.len() == mantissa.len() && !whole.is_empty();
        let is_zero = fraction.bytes().all(|b| b == b'0');
        // One zero behind the point is how programs write a binary number; further ones are decimals of a database.
        let is_binary = fraction.len() == 1 && whole.parse().map_or(true, |number: u128| number >= EXACT);
        return (is_whole && is_zero).then(|| {
            if is_binary {
                Err(NoIdentifier::LostDigits)
            } else {
                Ok(whole.to_owned())
            }
        });
    };
    let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    if digits.is_empty() || !is_digits(digits) {
        return None;
    }
    if is_negative || exponent.starts_with('-') {
        return Some(Err(NoIdentifier::NotWhole));
    }
    let shift: usize = digits.parse().unwrap_or(usize::MAX);
    let (Some(shifted), Some(rest)) = (fraction.get(..shift), fraction.get(shift..)) else {
        return Some(Err(NoIdentifier::LostDigits));
    };
    if rest.bytes().any(|b| b != b'0') {
        return Some(Err(NoIdentifier::NotWhole));
    }
    let number = format!("{whole}{shifted}").parse::<u128>().unwrap_or(u128::MAX);
    Some(if number < EXACT {
        Ok(number.to_string())
    } else {
        Err(NoIdentifier::LostDigits)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_goes() {
        for raw in [
            "\u{202d}860\u{202c}",
            "\u{2066}860\u{2069}",
            "860\u{2060}",
            "8\u{200b}6\u{feff}0",
            "8\u{34f}6\u{ad}0\u{fe0e}",
            "\u{3164}860\u{2800}\u{115f}\u{1160}\u{ffa0}",
            "８６０\u{e0100}",
            " '860",
            "=\"860\"",
        ] {
            assert_eq!(tidy(raw), "860", "{raw:?}");
        }
        assert_eq!(tidy("e\u{200d}\u{301}"), "é");
        assert_eq!(tidy("张\u{a0}三"), "张 三");
    }

    #[test]
    fn identifiers() {
        let read = |text: &str| match identifier(text) {
            Ok(id) => id.into_owned(),
            Err(why) => format!("{why:?}"),
        };
        for (text, expected) in [
            ("8600 8236\t5294 8900 21", "860082365294890021"),
            ("S 001", "S001"),
            ("1234.0", "1234"),
            ("001234.000", "001234"),
            ("1234.", "1234"),
            ("1234.5", "1234.5"),
            ("9007199254740991.0", "9007199254740991"),
            ("9007199254740992.0", "LostDigits"),
            ("860082365294890021.00", "860082365294890021"),
            ("1.200E3", "1200"),
            ("1.200e+03", "1200"),
            ("1.2000E3", "1200"),
            ("1.2E4", "LostDigits"),
            ("12E0", "12"),
            ("8.6E17", "LostDigits"),
            ("8.6e17", "LostDigits"),
            ("8.60082365294890112E17", "LostDigits"),
            ("9.007199254740991E15", "9007199254740991"),
            ("9.007199254740992E15", "LostDigits"),
            ("1.2345E2", "NotWhole"),
            ("-1.2E1", "NotWhole"),
            ("1.2E-1", "NotWhole"),
            ("1E99999999999999999999999", "LostDigits"),
            ("E17", "E17"),
            ("12E", "12E"),
            ("1E5A", "1E5A"),
            ("S1.0", "S1.0"),
            (".", "."),
            ("860082365294890021", "860082365294890021"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn errors_of_spreadsheets() {
        for text in ["#N/A", "#n/a", "#GETTING_DATA", "#", "#####"] {
            assert!(is_error(text), "{text}");
        }
        for text in ["#1", "N/A", "#N/A!", "", "A#"] {
            assert!(!is_error(text), "{text}");
        }
    }
}
