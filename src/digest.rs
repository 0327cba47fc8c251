//! Hashes as people write them.

use std::fmt::Write as _;

/// The bytes in hexadecimal digits, small letters.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to memory does not fail");
        text
    })
}
