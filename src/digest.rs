//! Hashes as people write them.

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
