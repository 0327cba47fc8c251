//! Secrets: what nobody guesses, and what is kept of it.

use sha2::{Digest as _, Sha256};

use super::error::ServeError;
use crate::digest::hex;

/// Letters and digits that nobody takes for another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// So many random bytes.
pub fn bytes<const N: usize>() -> Result<[u8; N], ServeError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| ServeError::NoChance {
        detail: error.to_string(),
    })?;
    Ok(bytes)
}

/// A token of 256 bits, and the hash by which it is known.
pub fn token() -> Result<(String, String), ServeError> {
    let token = hex(&bytes::<32>()?);
    let known_by = hash(&token);
    Ok((token, known_by))
}

/// What is kept of a token.
pub fn hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// A secret that is read to somebody: 100 bits in groups of five.
pub fn spoken() -> Result<String, ServeError> {
    let letters: Vec<char> = bytes::<20>()?
        .into_iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect();
    let groups: Vec<String> = letters.chunks(5).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_long_and_never_the_same() {
        let (token, known_by) = token().unwrap();
        assert_eq!((token.len(), known_by.len()), (64, 64));
        assert_ne!(token, super::token().unwrap().0);
        assert_eq!(hash(&token), known_by);
        let spoken = spoken().unwrap();
        assert_eq!(spoken.len(), 23);
        assert_ne!(spoken, super::spoken().unwrap());
    }
}
