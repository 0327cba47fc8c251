//! How the cells of a column are spelt, seen in the pass that counts rows, so that the database need not look again.

/// What all cells of a column have in common; each says more than the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// [Codes](Self::Codes) without small letters.
    CapitalCodes,
    /// ASCII letters, then digits and hyphens, a digit first; or nothing. Identifiers mostly are, and no word is.
    Codes,
    /// Texts that need no normalisation.
    Plain,
    Any,
}

impl Spelling {
    /// What still holds after `cell`, which is in a record all of ASCII or not.
    pub(super) fn and(self, cell: &str, is_ascii: bool) -> Self {
        match self {
            Self::CapitalCodes if is_code(cell, u8::is_ascii_uppercase) => Self::CapitalCodes,
            Self::CapitalCodes | Self::Codes if is_code(cell, u8::is_ascii_alphabetic) => Self::Codes,
            Self::CapitalCodes | Self::Codes | Self::Plain if is_plain(cell, is_ascii) => Self::Plain,
            _ => Self::Any,
        }
    }

    /// True if all cells are codes.
    pub fn is_codes(self) -> bool {
        matches!(self, Self::CapitalCodes | Self::Codes)
    }

    /// True if no cell needs normalisation.
    pub fn is_plain(self) -> bool {
        self != Self::Any
    }
}

fn is_code(cell: &str, is_letter: impl Fn(&u8) -> bool) -> bool {
    let letters = cell.bytes().take_while(is_letter).count();
    let mut digits = cell.bytes().skip(letters);
    match digits.next() {
        Some(first) => first.is_ascii_digit() && digits.all(|byte| byte.is_ascii_digit() || byte == b'-'),
        None => letters == 0,
    }
}

/// True if normalisation would leave the cell as it is. Errs on the side of false.
fn is_plain(cell: &str, is_ascii: bool) -> bool {
    let bytes = cell.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
        return true;
    };
    if *first <= b' ' || *last <= b' ' || matches!(first, b'=' | b'\'') {
        return false;
    }
    is_ascii
        || cell.chars().all(
            |c| matches!(c, ' '..='~' | '\u{3001}'..='\u{3029}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'),
        )
}

#[cfg(test)]
mod tests {
    use unicode_normalization::is_nfkc;

    use super::*;

    #[test]
    fn plain_characters_are_their_own_normal_form() {
        for c in (0..0x3_0000).filter_map(char::from_u32) {
            let text = format!("a{c}b");
            assert!(!is_plain(&text, text.is_ascii()) || is_nfkc(&text), "{c:?}");
        }
        for text in [" a", "a\t", "='1'", "'1", "１", "（a）", "\u{3000}a"] {
            assert!(!is_plain(text, text.is_ascii()), "{text:?}");
        }
        for text in ["", "a b", "团队", "《合同》、"] {
            assert!(is_plain(text, text.is_ascii()), "{text:?}");
        }
    }

    #[test]
    fn a_column_is_what_its_least_regular_cell_is() {
        let of = |cells: &[&str]| {
            cells
                .iter()
                .fold(Spelling::CapitalCodes, |all, cell| all.and(cell, cell.is_ascii()))
        };
        assert_eq!(of(&["P001", "", "86-01", "2026-01-05", "7"]), Spelling::CapitalCodes);
        for cell in ["p001", "Pb2", "P001b"] {
            let expected = if cell == "P001b" {
                Spelling::Plain
            } else {
                Spelling::Codes
            };
            assert_eq!(of(&["P001", cell, "P002"]), expected, "{cell}");
        }
        for cell in ["P", "P-1", "1a", "1.5", "8E+17", "a 1", "合1", "页"] {
            assert_eq!(of(&["P001", cell]), Spelling::Plain, "{cell}");
            assert_eq!(of(&[cell, "P001"]), Spelling::Plain, "{cell}");
        }
        for cell in [" 1", "１", "=1", "-\u{a0}"] {
            assert_eq!(of(&["P001", cell, "P002"]), Spelling::Any, "{cell}");
        }
    }
}
