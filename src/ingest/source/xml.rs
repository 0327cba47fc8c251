//! The XML of workbooks: attributes, texts, and the characters that XML cannot hold.

use std::borrow::Cow;
use std::io::BufRead;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::message::{Message, Say, say};

/// What is wrong with a part.
pub type Wrong = Message;

/// A reader of a part, in which every element has a start and an end.
pub fn reader<R: BufRead>(part: R) -> Reader<R> {
    let mut reader = Reader::from_reader(part);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.check_comments = false;
    config.expand_empty_elements = true;
    reader
}

/// The next event.
pub fn next<'b, R: BufRead>(reader: &mut Reader<R>, buffer: &'b mut Vec<u8>) -> Result<Event<'b>, Wrong> {
    buffer.clear();
    reader.read_event_into(buffer).map_err(|error| error.message())
}

/// The attribute of this name, whatever its prefix.
pub fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, Wrong> {
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| error.message())?;
        if attribute.key.local_name().as_ref() == name {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            return Ok(Some(value.map_err(|error| error.message())?.into_owned()));
        }
    }
    Ok(None)
}

/// True if an attribute says so.
pub fn is_set(tag: &BytesStart<'_>, name: &str) -> Result<bool, Wrong> {
    Ok(matches!(attribute(tag, name)?.as_deref(), Some("1" | "true" | "on")))
}

/// Appends the text of the element last begun, up to its end.
pub fn text<R: BufRead>(reader: &mut Reader<R>, buffer: &mut Vec<u8>, out: &mut String) -> Result<(), Wrong> {
    let mut depth = 0_u32;
    loop {
        match next(reader, buffer)? {
            Event::Text(text) => out.push_str(&text.xml10_content()),
            Event::CData(text) => out.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => push_reference(&reference, out)?,
            Event::Start(_) => depth += 1,
            Event::End(_) if depth == 0 => return Ok(()),
            Event::End(_) => depth -= 1,
            Event::Eof => return Err(say!("errors.damaged.endless_element")),
            _ => {}
        }
    }
}

pub fn push_reference(reference: &BytesRef<'_>, out: &mut String) -> Result<(), Wrong> {
    let character = reference.resolve_char_ref().map_err(|error| error.message())?;
    let name = reference.xml10_content();
    match (character, resolve_predefined_entity(&name)) {
        (Some(character), _) => out.push(character),
        (None, Some(text)) => out.push_str(text),
        (None, None) => {
            let name = name.into_owned();
            return Err(say!("errors.damaged.unknown_reference", name));
        }
    }
    Ok(())
}

/// Appends a text of a cell, of which the element has just begun: pieces of one look each, without how they are
/// pronounced.
pub fn rich_text<R: BufRead>(reader: &mut Reader<R>, buffer: &mut Vec<u8>, out: &mut String) -> Result<(), Wrong> {
    let (mut depth, mut muted) = (0_u32, None);
    let mut piece = String::new();
    loop {
        match next(reader, buffer)? {
            Event::Start(tag) => {
                depth += 1;
                match tag.local_name().as_ref() {
                    "rPh" => muted = muted.or(Some(depth)),
                    "t" if muted.is_none() => {
                        let keeps_blanks = attribute(&tag, "space")?.as_deref() == Some("preserve");
                        piece.clear();
                        text(reader, buffer, &mut piece)?;
                        depth -= 1;
                        let blanks = [' ', '\t', '\r', '\n'];
                        let piece = if keeps_blanks {
                            &*piece
                        } else {
                            piece.trim_matches(blanks)
                        };
                        out.push_str(&unescaped(piece));
                    }
                    _ => {}
                }
            }
            Event::End(_) if depth == 0 => return Ok(()),
            Event::End(_) => {
                if muted == Some(depth) {
                    muted = None;
                }
                depth -= 1;
            }
            Event::Eof => return Err(say!("errors.damaged.endless_element")),
            _ => {}
        }
    }
}

/// Characters XML cannot hold are written `_x000D_`, and an underscore before what looks so `_x005F_`; once, so that what
/// comes out may look so again. A zero character stays as it is written: no text has one.
pub fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let first = escape(rest);
        // Characters beyond the first 65,536 are written in two halves.
        let pair = first.and_then(|high| Some([high, escape(&rest[ESCAPE..])?]));
        let decoded = first
            .and_then(|unit| char::from_u32(unit.into()))
            .filter(|c| *c != '\0');
        let decoded_pair = pair.and_then(|units| char::decode_utf16(units).next()?.ok());
        match (decoded, decoded_pair) {
            (Some(c), _) => {
                out.push(c);
                rest = &rest[ESCAPE..];
            }
            (None, Some(c)) => {
                out.push(c);
                rest = &rest[2 * ESCAPE..];
            }
            (None, None) => {
                out.push_str("_x");
                rest = &rest[2..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Bytes of `_x000D_`.
const ESCAPE: usize = 7;

fn escape(text: &str) -> Option<u16> {
    let digits = text.get(..ESCAPE)?.strip_prefix("_x")?.strip_suffix('_')?;
    let is_hex = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escapes_are_decoded_once() {
        for (text, expected) in [
            ("应收_x000D_\n保费", "应收\r\n保费"),
            ("赵_x005F_x000D_", "赵_x000D_"),
            ("_x005f_x005F_x000D_", "_x005F\r"),
            ("_xD83D__xDE00_", "😀"),
            ("_xD83D_", "_xD83D_"),
            ("_x0000_", "_x0000_"),
            ("_x00_x0041_", "_x00A"),
            ("_x", "_x"),
            ("_x+041_", "_x+041_"),
            ("a_xyz_b", "a_xyz_b"),
        ] {
            assert_eq!(unescaped(text), expected, "{text}");
        }
    }

    #[test]
    fn rich_text_is_put_together() {
        let read = |xml: &str| {
            let mut reader = reader(xml.as_bytes());
            let (mut buffer, mut out) = (Vec::new(), String::new());
            next(&mut reader, &mut buffer).unwrap();
            rich_text(&mut reader, &mut buffer, &mut out).map(|()| out)
        };
        for (xml, expected) in [
            ("<si><t>a&amp;b</t></si>", "a&b"),
            ("<si><t> a </t><t xml:space=\"preserve\"> b</t></si>", "a b"),
            (
                "<si><r><rPr/><t>a</t></r><r><t>b</t></r><rPh sb=\"0\"><t>x</t></rPh></si>",
                "ab",
            ),
            ("<x:si><x:t>a<![CDATA[<b>]]>&#x4FDD;</x:t></x:si>", "a<b>保"),
            ("<si/>", ""),
            ("<si><t/></si>", ""),
        ] {
            assert_eq!(read(xml).as_deref(), Ok(expected), "{xml}");
        }
        assert!(read("<si><t>&nbsp;</t></si>").is_err());
        assert!(read("<si><t>a").is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_decoded(text in any::<String>(), near in "[_x0-9A-F]{0,30}") {
            let _ = (unescaped(&text), unescaped(&near));
        }
    }
}
