//! What a file is by its bytes: a workbook of one kind or another, a format that is not read, or something else.
//!
//! Names do not decide: a web archive is often called `.xls`, and a workbook may be called anything. Only where a
//! package cannot be looked into does its name say what it was meant to be.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use zip::ZipArchive;

use super::markup::first_element;
use crate::ingest::foreign::Foreign;

/// What the bytes of a file say it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contents {
    /// A package that is a workbook (XLSX, XLSM).
    Workbook,
    /// A container that holds an old workbook, or a locked document.
    OldWorkbook,
    /// A package or container that cannot be looked into.
    Unreadable,
    /// A format that is not read.
    Foreign(Foreign),
    /// Something else; the formats themselves tell.
    Other,
}

/// What the file at `path` is, by its first bytes and, if it is a package, by what is in it.
pub fn contents(path: &Path, head: &[u8]) -> Contents {
    match head {
        [b'P', b'K', 3 | 5, 4 | 6, ..] => package(path).unwrap_or(Contents::Unreadable),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => container(path).unwrap_or(Contents::Unreadable),
        _ => by_first_bytes(head).map_or(Contents::Other, Contents::Foreign),
    }
}

/// The parts of a package tell what it is; only the one that names its kind is unpacked.
fn package(path: &Path) -> Option<Contents> {
    const MOST: u64 = 200;
    let mut archive = ZipArchive::new(BufReader::new(File::open(path).ok()?)).ok()?;
    let mut names: Vec<String> = Vec::new();
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).ok()?;
        names.push(part.name().ok()?.replace('\\', "/").to_lowercase());
    }
    let has = |name: &str| names.iter().any(|found| found == name);
    let begins = |name: &str| names.iter().any(|found| found.starts_with(name));
    if has("xl/workbook.bin") {
        return Some(Contents::Foreign(Foreign::BinaryWorkbook));
    }
    if begins("word/") {
        return Some(Contents::Foreign(Foreign::Word));
    }
    if begins("ppt/") {
        return Some(Contents::Foreign(Foreign::Slides));
    }
    if begins("index/") || has("index.zip") {
        return Some(Contents::Foreign(Foreign::Numbers));
    }
    if let Some(place) = names.iter().position(|name| name == "mimetype") {
        let mut kind = String::new();
        let part = archive.by_index(place).ok()?;
        part.take(MOST).read_to_string(&mut kind).ok()?;
        if kind.contains("opendocument") {
            return Some(Contents::Foreign(if kind.contains("spreadsheet") {
                Foreign::OpenSpreadsheet
            } else {
                Foreign::OpenDocument
            }));
        }
    }
    // Where a workbook keeps its parts is its own affair; that it has a list of kinds is not.
    Some(if has("[content_types].xml") || begins("xl/") {
        Contents::Workbook
    } else {
        Contents::Foreign(Foreign::Archive)
    })
}

/// The streams of a container tell what it is.
fn container(path: &Path) -> Option<Contents> {
    let container = cfb::CompoundFile::open(File::open(path).ok()?).ok()?;
    let has = |name: &str| container.is_stream(name);
    Some(if ["Workbook", "Book", "EncryptedPackage"].into_iter().any(has) {
        Contents::OldWorkbook
    } else if has("WordDocument") {
        Contents::Foreign(Foreign::Word)
    } else if has("PowerPoint Document") {
        Contents::Foreign(Foreign::Slides)
    } else {
        Contents::Foreign(Foreign::OldDocument)
    })
}

fn by_first_bytes(head: &[u8]) -> Option<Foreign> {
    let begins = |signs: &[&[u8]]| signs.iter().any(|sign| head.starts_with(sign));
    let pictures: [&[u8]; 7] = [
        b"\x89PNG\r\n\x1a\n",
        b"\xFF\xD8\xFF",
        b"GIF87a",
        b"GIF89a",
        b"II*\0",
        b"MM\0*",
        b"\0\0\x01\0",
    ];
    if begins(&[b"%PDF-"]) {
        Some(Foreign::Pdf)
    } else if begins(&pictures)
        || (begins(&[b"RIFF"]) && head.get(8..12) == Some(b"WEBP"))
        || (head.get(4..8) == Some(b"ftyp") && head.first() == Some(&0))
    {
        Some(Foreign::Picture)
    } else if begins(&[b"{\\rtf"]) {
        Some(Foreign::RichText)
    } else if begins(&[b"SQLite format 3\0", b"\0\x01\0\0Standard "]) {
        Some(Foreign::Database)
    } else if begins(&[b"Rar!\x1a\x07", b"7z\xBC\xAF\x27\x1C"]) {
        Some(Foreign::Archive)
    } else {
        by_first_text(head)
    }
}

/// A web archive begins like a mail; a flat spreadsheet of `OpenDocument` is one XML text.
fn by_first_text(head: &[u8]) -> Option<Foreign> {
    let text: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
    let text = String::from_utf8_lossy(&text).to_lowercase();
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{fffd}');
    let headers = text.split("\n\n").next().and_then(|text| text.split("\r\n\r\n").next());
    let first = text.lines().next().unwrap_or_default();
    let is_header = first.split_once(':').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-')
    });
    let says_mime = headers.is_some_and(|headers| headers.lines().any(|line| line.starts_with("mime-version:")));
    if is_header && says_mime {
        return Some(Foreign::WebArchive);
    }
    (first_element(head).as_deref() == Some("office:document")).then(|| {
        if text.contains("opendocument.spreadsheet") {
            Foreign::OpenSpreadsheet
        } else {
            Foreign::OpenDocument
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_tell_what_is_not_read() {
        for (head, expected) in [
            (&b"%PDF-1.7\n"[..], Some(Foreign::Pdf)),
            (b"\x89PNG\r\n\x1a\n", Some(Foreign::Picture)),
            (b"\0\0\0\x18ftypheic", Some(Foreign::Picture)),
            (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", Some(Foreign::WebArchive)),
            (
                b"From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\n\r\nx",
                Some(Foreign::WebArchive),
            ),
            (b"{\\rtf1", Some(Foreign::RichText)),
            (
                b"<?xml version=\"1.0\"?><office:document office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\">",
                Some(Foreign::OpenSpreadsheet),
            ),
            (b"Rar!\x1a\x07\x01\0", Some(Foreign::Archive)),
            // A table may speak of such things.
            (b"note,kind\nMIME-Version: 1.0,x\n", None),
            (b"key:value,b\n\nmime-version: 1\n", None),
            (b"due_id,policy_id\n", None),
            (b"", None),
        ] {
            assert_eq!(by_first_bytes(head), expected, "{}", String::from_utf8_lossy(head));
        }
    }
}
