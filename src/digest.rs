//! Hashes, as people write them and as what rests on much is found by.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// The hash of several fields. Each goes in with its length, so that no two lists of them read the same.
pub fn of_fields<'f>(fields: impl IntoIterator<Item = Option<&'f str>>) -> String {
    let mut hash = Sha256::new();
    for field in fields {
        match field {
            None => hash.update("-;"),
            Some(text) => {
                hash.update(format!("{}:", text.len()));
                hash.update(text);
                hash.update(";");
            }
        }
    }
    hex(&hash.finalize())
}

/// The bytes that hexadecimal digits say, of either size; `None` if they are none.
pub fn bytes_of_hex(digits: &str) -> Option<Vec<u8>> {
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|two| pair(two).filter(|_| two.len() == 2)).collect()
}

/// The bytes in hexadecimal digits, small letters.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to memory does not fail");
        text
    })
}

/// A hash in the making. What is added is told apart from what is added next, so that no two lists give the same.
#[derive(Clone)]
pub struct Key(Sha256);

impl Key {
    /// The key of a thing of this kind, made by this version of the program.
    pub fn of(kind: &str) -> Self {
        Self(Sha256::new()).and(kind).and(env!("CARGO_PKG_VERSION"))
    }

    /// It rests on this too.
    pub fn and(mut self, part: impl AsRef<[u8]>) -> Self {
        let part = part.as_ref();
        self.0.update(part.len().to_le_bytes());
        self.0.update(part);
        self
    }

    /// As text.
    pub fn text(self) -> String {
        hex(&self.0.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_apart() {
        let of = |parts: &[&str]| parts.iter().fold(Key::of("x"), Key::and).text();
        assert_eq!(of(&["a", "b"]), of(&["a", "b"]));
        assert_ne!(of(&["a", "b"]), of(&["ab"]));
        assert_ne!(of(&["a", "b"]), of(&["ab", ""]));
        assert_ne!(of(&["a", "b"]), of(&["b", "a"]));
        assert_ne!(Key::of("x").text(), Key::of("y").text());
    }
}
