//! The parts of an XLSX file, looked at before any of them is believed.
//!
//! An XLSX file is a ZIP archive of XML. Its directory tells how large the parts are, and each part is unpacked once, no
//! further than that, so that the reader that comes after meets no more than was checked here: no part, text or tag that
//! takes all memory. What is wrong with the XML itself is left to that reader to say.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::result::ZipError;

use super::super::InputFile;
use super::super::cells::Merge;
use super::super::sheet::MOST_SHEETS;
use super::cells::position;
use crate::ingest::error::{IngestError, Limit};
use crate::message::{Grouped, Say, say};
use crate::workspace::IngestSettings;

/// Parts other than sheets, such as the texts all sheets share, may be needed as a whole. Texts of a million rows take a
/// tenth of this.
const MOST_AT_ONCE: u64 = 1 << 30;
/// The tags, formula and escapes of a cell around its text, which may be escaped in so many bytes for one.
const AROUND_TEXT: u64 = 1 << 16;
const ESCAPED: u64 = 10;
/// Bytes of memory for the texts that all sheets share.
const MOST_TEXTS: u64 = 1 << 30;
/// What a text takes beside its own bytes.
const PER_TEXT: u64 = 48;
/// Styles of cells, of which other programs allow a third.
const MOST_STYLES: u64 = 200_000;
/// What all parts refer to.
const MOST_RELATIONS: u64 = 100_000;
/// Merged ranges of a workbook.
const MOST_MERGES: u64 = 1_000_000;

/// What is worth knowing before the sheets are read.
#[derive(Debug, Default)]
pub struct Package {
    /// Cells merged with some below them, by the part in lower case.
    tall_merges: HashMap<String, Vec<Merge>>,
    merges: u64,
    kept: Kept,
}

/// What the reader that comes after will keep of the workbook, whatever part it stands in.
#[derive(Debug, Default)]
struct Kept {
    texts: u64,
    styles: u64,
    sheets: u64,
    relations: u64,
}

impl Kept {
    fn count(&mut self, element: &str) -> Result<(), Stop> {
        let (counted, each, most, refusal) = match element {
            "si" => (&mut self.texts, PER_TEXT, MOST_TEXTS, Stop::Texts),
            "xf" => (&mut self.styles, 1, MOST_STYLES, Stop::Styles),
            "sheet" => (&mut self.sheets, 1, MOST_SHEETS, Stop::Sheets),
            "Relationship" => (&mut self.relations, 1, MOST_RELATIONS, Stop::Relations),
            _ => return Ok(()),
        };
        *counted += each;
        if *counted > most { Err(refusal) } else { Ok(()) }
    }

    fn text(&mut self, bytes: usize) -> Result<(), Stop> {
        self.texts = self.texts.saturating_add(bytes as u64);
        if self.texts > MOST_TEXTS {
            Err(Stop::Texts)
        } else {
            Ok(())
        }
    }
}

impl Package {
    /// Looks at all parts of `file`.
    pub fn inspect(file: &InputFile, limits: &IngestSettings) -> Result<Self, IngestError> {
        let shown = &file.shown;
        let opened = File::open(&file.path).map_err(|e| IngestError::unreadable(shown, &e))?;
        let refused = |error: ZipError| refusal(shown, &error);
        let mut archive = ZipArchive::new(BufReader::new(opened)).map_err(refused)?;
        let mut declared = 0_u64;
        for index in 0..archive.len() {
            let size = archive.by_index_raw(index).map_err(refused)?.size();
            declared = declared.saturating_add(size);
        }
        if declared > limits.max_unpacked_bytes {
            return Err(Limit::UnpackedBytes(limits.max_unpacked_bytes).passed_by(shown));
        }
        let mut package = Self::default();
        for index in 0..archive.len() {
            let part = archive.by_index(index).map_err(refused)?;
            let (name, size) = (part.name().map_err(refused)?.into_owned(), part.size());
            let measured = Measured {
                inner: BufReader::new(part),
                left: size,
                since: 0,
                longest: ESCAPED
                    .saturating_mul(limits.max_text_bytes)
                    .saturating_add(AROUND_TEXT),
                stop: None,
            };
            package
                .look_at(measured, &name, size)
                .map_err(|stop| stop.told(shown, &name, limits))?;
        }
        Ok(package)
    }

    /// The first column of each range of the sheet `part` that spans rows: what is merged sideways is one cell of the
    /// first of its columns.
    pub fn merges(&self, part: &str) -> &[Merge] {
        self.tall_merges.get(part).map_or(&[], Vec::as_slice)
    }

    /// Unpacks one part.
    fn look_at<R: BufRead>(&mut self, part: Measured<R>, name: &str, size: u64) -> Result<(), Stop> {
        let extension = Path::new(name).extension().unwrap_or_default().to_ascii_lowercase();
        if extension != "xml" && extension != "rels" {
            return if size > MOST_AT_ONCE {
                Err(Stop::Large)
            } else {
                part.drain()
            };
        }
        let mut reader = Reader::from_reader(part);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.check_comments = false;
        config.expand_empty_elements = true;
        let (mut buffer, mut root) = (Vec::new(), None);
        let (mut is_in_cell, mut is_in_text) = (false, false);
        loop {
            buffer.clear();
            let Ok(event) = reader.read_event_into(&mut buffer) else {
                // Either the part has to be refused, or its XML is at fault, of which its reader will tell.
                let mut part = reader.into_inner();
                return part.stop.take().map_or_else(|| part.drain(), Err);
            };
            match &event {
                Event::Start(tag) => {
                    let local = tag.local_name();
                    self.kept.count(local.as_ref())?;
                    is_in_text |= local.as_ref() == "si";
                    if *root.get_or_insert(local.as_ref() == "worksheet") {
                        is_in_cell |= local.as_ref() == "c";
                        if local.as_ref() == "mergeCell" {
                            self.merge(tag, name)?;
                        }
                    } else if size > MOST_AT_ONCE {
                        return Err(Stop::Large);
                    }
                }
                Event::End(tag) if tag.local_name().as_ref() == "c" => is_in_cell = false,
                Event::End(tag) if tag.local_name().as_ref() == "si" => is_in_text = false,
                Event::Text(text) if is_in_text => self.kept.text(text.len())?,
                Event::CData(text) if is_in_text => self.kept.text(text.len())?,
                Event::Eof => return reader.into_inner().drain(),
                _ => {}
            }
            if !is_in_cell {
                reader.get_mut().since = 0;
            }
        }
    }

    fn merge(&mut self, tag: &BytesStart<'_>, part: &str) -> Result<(), Stop> {
        self.merges += 1;
        if self.merges > MOST_MERGES {
            return Err(Stop::Merges);
        }
        let range = attribute(tag, "ref").unwrap_or_default();
        let corners = range.split_once(':');
        let corners = corners.and_then(|(from, to)| Some((position(from)?, position(to)?)));
        if let Some(((first_row, column), (last_row, _))) = corners.filter(|((first, _), (last, _))| first < last) {
            let part = part.replace('\\', "/").to_lowercase();
            self.tall_merges.entry(part).or_default().push(Merge {
                column,
                first_row,
                last_row,
            });
        }
        Ok(())
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.try_get_attribute(name).ok().flatten()?;
    Some(attribute.value.into_owned())
}

/// What the archive says is wrong with it.
fn refusal(shown: &Path, error: &ZipError) -> IngestError {
    match error {
        ZipError::UnsupportedArchive(reason) if *reason == ZipError::PASSWORD_REQUIRED => IngestError::Encrypted {
            path: shown.to_path_buf(),
        },
        error => IngestError::damaged(shown, error.message()),
    }
}

/// Why a part is refused.
#[derive(Clone, Debug)]
enum Stop {
    /// More than one may keep in memory.
    Large,
    /// More bytes than the directory says.
    Lie,
    /// A cell or tag of more bytes than a cell may have.
    Text,
    /// More merged cells than anybody made.
    Merges,
    /// More shared texts than memory is set aside for.
    Texts,
    Styles,
    Sheets,
    Relations,
    /// The bytes are not what was packed.
    Broken(String),
}

impl Stop {
    fn told(self, shown: &Path, part: &str, limits: &IngestSettings) -> IngestError {
        let damaged = |reason| IngestError::damaged(shown, reason);
        let part = part.to_owned();
        match self {
            Self::Large => IngestError::LargePart {
                path: shown.to_path_buf(),
                part,
                most: Grouped(MOST_AT_ONCE),
            },
            Self::Text => Limit::TextBytes(limits.max_text_bytes).passed_by(shown),
            Self::Lie => damaged(say!("errors.damaged.part_larger", part)),
            Self::Merges => damaged(say!("errors.damaged.part_merges", part)),
            Self::Texts => IngestError::LargePart {
                path: shown.to_path_buf(),
                part: part.clone(),
                most: Grouped(MOST_TEXTS),
            },
            Self::Sheets => Limit::Sheets(MOST_SHEETS).passed_by(shown),
            Self::Styles => damaged(say!("errors.damaged.part_styles", part)),
            Self::Relations => damaged(say!("errors.damaged.part_relations", part)),
            Self::Broken(detail) => damaged(say!("errors.damaged.part_broken", part, detail)),
        }
    }
}

/// A part that is unpacked no further than its size, nor than `longest` bytes at a time.
struct Measured<R> {
    inner: R,
    left: u64,
    /// Bytes since a point up to which everything has been dealt with.
    since: u64,
    longest: u64,
    stop: Option<Stop>,
}

impl<R: BufRead> Measured<R> {
    /// Unpacks what is left, to see that it is sound.
    fn drain(mut self) -> Result<(), Stop> {
        self.longest = u64::MAX;
        let drained = io::copy(&mut self, &mut io::sink());
        match (drained, self.stop) {
            (_, Some(stop)) => Err(stop),
            (Err(error), None) => Err(Stop::Broken(error.to_string())),
            (Ok(_), None) => Ok(()),
        }
    }

    fn refuse(&mut self, stop: Stop) -> io::Error {
        self.stop = Some(stop);
        io::Error::other("refused")
    }
}

impl<R: BufRead> Read for Measured<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Measured<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.since > self.longest {
            return Err(self.refuse(Stop::Text));
        }
        let (found, error) = match self.inner.fill_buf() {
            Ok(bytes) => (bytes.len() as u64, None),
            Err(error) => (0, Some(error)),
        };
        if let Some(error) = error {
            return Err(self.refuse(Stop::Broken(error.to_string())));
        }
        if found > self.left {
            return Err(self.refuse(Stop::Lie));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.left = self.left.saturating_sub(bytes as u64);
        self.since = self.since.saturating_add(bytes as u64);
        self.inner.consume(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five bytes of a part are an empty text, which takes ten times that in memory.
    #[test]
    fn texts_are_counted_by_the_memory_they_take() {
        let mut kept = Kept::default();
        let most = MOST_TEXTS / PER_TEXT;
        assert!((0..most).all(|_| kept.count("si").is_ok()));
        assert!(kept.count("si").is_err());
        let mut kept = Kept::default();
        assert!(kept.text(1 << 29).is_ok() && kept.count("si").is_ok());
        assert!(kept.text(1 << 29).is_err());
    }
}
