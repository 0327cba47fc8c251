//! Text in addresses, where all but a few signs are written by their bytes: `%E4%B8%80`.

use std::fmt::Write as _;

/// `text` as a part of a path or the value of a query: `.` and `..` too, which would lead elsewhere as they are.
pub fn encoded(text: &str) -> String {
    let is_way = text == "." || text == "..";
    encoded_but(text, |byte| {
        byte.is_ascii_alphanumeric() || b"-_".contains(&byte) || (byte == b'.' && !is_way)
    })
}

/// The same with other bytes kept as they are.
pub fn encoded_but(text: &str, keeps: impl Fn(u8) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if keeps(byte) {
            out.push(char::from(byte));
        } else {
            // Writing to memory does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// What a value of a query or form means; `None` if it is no text.
pub fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                let code = 16 * digit(rest.next())? + digit(rest.next())?;
                bytes.push(u8::try_from(code).ok()?);
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_decoded_again() {
        for text in ["", "a-b_c.d", "一部 & 二部", "a+b%20/\"\r\n"] {
            let written = encoded(text);
            assert!(
                written
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"-_.%".contains(&b)),
                "{written}"
            );
            assert_eq!(decoded(&written).as_deref(), Some(text));
        }
        assert_eq!(decoded("a+b").as_deref(), Some("a b"));
        for text in ["%", "%4", "%zz", "%FF"] {
            assert_eq!(decoded(text), None, "{text}");
        }
    }
}
