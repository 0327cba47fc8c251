//! Names and values as browsers send them: `a=1&b=%E4%B8%80`.

use crate::percent::decoded;

/// The pairs of a query or form; `None` if it is not text.
pub fn pairs(text: &str) -> Option<Vec<(String, String)>> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((decoded(name)?, decoded(value)?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_browsers_send_is_read() {
        let read = |text| pairs(text).map(|pairs| format!("{pairs:?}"));
        assert_eq!(
            read("a=1&b=%E4%B8%80+x&c&&d=a=b").as_deref(),
            Some(r#"[("a", "1"), ("b", "一 x"), ("c", ""), ("d", "a=b")]"#)
        );
        assert_eq!(read("").as_deref(), Some("[]"));
        for text in ["a=%", "a=%4", "a=%zz", "a=%FF", "%C3=1"] {
            assert_eq!(pairs(text), None, "{text}");
        }
    }
}
