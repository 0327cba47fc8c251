//! The hash under which a figure is kept: of everything it rests on.

use sha2::{Digest, Sha256};

use crate::digest::hex;

/// A hash in the making. What is added is told apart from what is added next, so that no two lists give the same.
#[derive(Clone)]
pub(crate) struct Key(Sha256);

impl Key {
    /// The key of a figure of some kind, made by this version of the program.
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
