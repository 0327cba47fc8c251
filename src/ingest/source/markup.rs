//! The beginning of a text with tags, by which pages and documents are told apart.

/// The name of the first element, in lower case: past white space, comments and instructions. A document type is an
/// element here if it is that of a page.
pub(super) fn first_element(head: &[u8]) -> Option<String> {
    // The letters that matter are the same in all encodings but for the zero bytes of UTF-16.
    let text: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
    let text = [&[0xEF, 0xBB, 0xBF][..], &[0xFF, 0xFE], &[0xFE, 0xFF]]
        .iter()
        .find_map(|mark| text.strip_prefix(*mark))
        .unwrap_or(&text);
    let text = String::from_utf8_lossy(text).to_lowercase();
    let mut rest = text.trim_start();
    loop {
        let body = rest.strip_prefix('<')?;
        let end = if body.starts_with('?') {
            "?>"
        } else if body.starts_with("!--") {
            "-->"
        } else if body.starts_with("!doctype") && !body.trim_start_matches("!doctype").trim_start().starts_with("html")
        {
            ">"
        } else {
            let name = body.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next()?;
            return Some(name.to_owned());
        };
        rest = rest.split_once(end)?.1.trim_start();
    }
}
