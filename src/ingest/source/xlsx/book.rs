//! What all sheets of a workbook share: their list, the number formats, the texts.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::rc::Rc;

use quick_xml::events::Event;
use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::super::cells::Rows;
use super::super::format::Format;
use super::super::xml::{self, Wrong};
use super::super::{InputFile, Sheet};
use super::cells::Cells;
use crate::ingest::error::IngestError;
use crate::message::{Say, say};

/// Where the list of sheets is if nothing says so.
const USUAL_PART: &str = "xl/workbook.xml";

/// Bytes of a number format; other programs allow 255 letters.
const LONGEST_FORMAT: usize = 2_000;

/// A workbook.
pub struct Book {
    shown: PathBuf,
    archive: ZipArchive<BufReader<File>>,
    /// Parts by their names in lower case.
    parts: HashMap<String, usize>,
    /// The sheets with cells, in order.
    pub entries: Vec<Entry>,
    /// True if its days are counted from 1904.
    pub since_1904: bool,
    /// True if the program that wrote it left its formulas to be computed by the one that opens it.
    pub(super) is_uncomputed: bool,
    /// Number formats by the style of the cell.
    pub(super) formats: Vec<Rc<Format>>,
    pub(super) texts: Vec<Box<str>>,
}

/// A sheet in the list of them.
pub struct Entry {
    pub name: String,
    /// The part it is in, in lower case.
    pub part: String,
    /// True if people do not see it.
    pub is_hidden: bool,
}

/// A part by the reference to it: its kind and where it is.
struct Relation {
    kind: String,
    part: String,
}

impl Book {
    /// Reads everything but the sheets.
    pub fn open(file: &InputFile) -> Result<Self, IngestError> {
        let shown = &file.shown;
        let opened = File::open(&file.path).map_err(|e| IngestError::unreadable(shown, &e))?;
        let damaged = |wrong: Wrong| IngestError::damaged(shown, wrong);
        let unzipped = |error: ZipError| damaged(error.message());
        let mut archive = ZipArchive::new(BufReader::new(opened)).map_err(unzipped)?;
        let mut parts = HashMap::new();
        for index in 0..archive.len() {
            let part = archive.by_index_raw(index).map_err(unzipped)?;
            let name = part.name().map_err(unzipped)?;
            parts.entry(name.replace('\\', "/").to_lowercase()).or_insert(index);
        }
        let mut book = Self {
            shown: shown.clone(),
            archive,
            parts,
            entries: Vec::new(),
            since_1904: false,
            is_uncomputed: false,
            formats: Vec::new(),
            texts: Vec::new(),
        };
        book.read().map_err(damaged)?;
        Ok(book)
    }

    fn read(&mut self) -> Result<(), Wrong> {
        let root = self.relations("")?;
        let mut main = root.into_values().filter(|relation| relation.kind == "officeDocument");
        let main = main
            .next()
            .map_or_else(|| USUAL_PART.to_owned(), |relation| relation.part);
        let relations = self.relations(&main)?;
        self.read_list(&main, &relations)?;
        let part = |kind: &str| relations.values().find(|relation| relation.kind == kind);
        if let Some(styles) = part("styles") {
            self.read_formats(&styles.part)?;
        }
        if let Some(texts) = part("sharedStrings") {
            self.read_texts(&texts.part)?;
        }
        Ok(())
    }

    fn has(&self, part: &str) -> bool {
        self.parts.contains_key(part)
    }

    pub(super) fn part(&mut self, name: &str) -> Result<BufReader<ZipFile<'_, BufReader<File>>>, Wrong> {
        let missing = || say!("errors.damaged.part_missing", name = name.to_owned());
        let index = self.parts.get(name).copied().ok_or_else(missing)?;
        let part = self.archive.by_index(index).map_err(|error| error.message())?;
        Ok(BufReader::with_capacity(1 << 16, part))
    }

    /// What `part` refers to, by the names it uses; none if it has no list of them.
    fn relations(&mut self, part: &str) -> Result<HashMap<String, Relation>, Wrong> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let slash = if folder.is_empty() { "" } else { "/" };
        let list = format!("{folder}{slash}_rels/{name}.rels");
        let mut found = HashMap::new();
        if !self.has(&list) {
            return Ok(found);
        }
        let (mut reader, mut buffer) = (xml::reader(self.part(&list)?), Vec::new());
        loop {
            match xml::next(&mut reader, &mut buffer)? {
                Event::Start(tag) if tag.local_name().as_ref() == "Relationship" => {
                    let text = |name| Ok::<_, Wrong>(xml::attribute(&tag, name)?.unwrap_or_default());
                    let (id, kind, target) = (text("Id")?, text("Type")?, text("Target")?);
                    let relation = Relation {
                        kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                        part: resolved(folder, &target).to_lowercase(),
                    };
                    found.insert(id, relation);
                }
                Event::Eof => return Ok(found),
                _ => {}
            }
        }
    }

    /// The list of sheets, of which charts and dialogs are none.
    fn read_list(&mut self, main: &str, relations: &HashMap<String, Relation>) -> Result<(), Wrong> {
        let mut entries = Vec::new();
        let (mut since_1904, mut is_uncomputed) = (false, false);
        let (mut reader, mut buffer) = (xml::reader(self.part(main)?), Vec::new());
        loop {
            match xml::next(&mut reader, &mut buffer)? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "sheet" => {
                        let name = xml::attribute(&tag, "name")?.unwrap_or_default();
                        let id = xml::attribute(&tag, "id")?.unwrap_or_default();
                        let state = xml::attribute(&tag, "state")?;
                        let relation = relations.get(&id);
                        let relation = relation.ok_or_else(|| say!("errors.damaged.sheet_nowhere", name))?;
                        if relation.kind == "worksheet" {
                            entries.push(Entry {
                                name: xml::unescaped(&name).into_owned(),
                                part: relation.part.clone(),
                                is_hidden: state.is_some_and(|state| state != "visible"),
                            });
                        }
                    }
                    // An extension has an element of this name too, without the attribute.
                    "workbookPr" => since_1904 |= xml::is_set(&tag, "date1904")?,
                    "calcPr" => is_uncomputed |= xml::is_set(&tag, "fullCalcOnLoad")?,
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
        drop(reader);
        (self.entries, self.since_1904, self.is_uncomputed) = (entries, since_1904, is_uncomputed);
        Ok(())
    }

    fn read_formats(&mut self, part: &str) -> Result<(), Wrong> {
        if !self.has(part) {
            return Ok(());
        }
        let (mut codes, mut of_cells, mut is_in_cells) = (HashMap::new(), Vec::new(), false);
        let (mut reader, mut buffer) = (xml::reader(self.part(part)?), Vec::new());
        loop {
            match xml::next(&mut reader, &mut buffer)? {
                Event::Start(tag) => {
                    let number = |name| {
                        let number = xml::attribute(&tag, name)?.and_then(|text| text.trim().parse::<u16>().ok());
                        Ok::<u16, Wrong>(number.unwrap_or(0))
                    };
                    match tag.local_name().as_ref() {
                        "numFmt" => {
                            let code = xml::attribute(&tag, "formatCode")?.unwrap_or_default();
                            if code.len() > LONGEST_FORMAT {
                                return Err(say!("errors.damaged.long_format", most = LONGEST_FORMAT));
                            }
                            let format = Rc::new(Format::by_code(&xml::unescaped(&code)));
                            codes.insert(number("numFmtId")?, format);
                        }
                        "cellXfs" => is_in_cells = true,
                        "xf" if is_in_cells => of_cells.push(number("numFmtId")?),
                        _ => {}
                    }
                }
                Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => is_in_cells = false,
                Event::Eof => break,
                _ => {}
            }
        }
        drop(reader);
        // Cells of many styles share a few formats.
        let mut format = |number: &u16| {
            let known = codes.entry(*number);
            Rc::clone(known.or_insert_with(|| Rc::new(Format::by_number(*number))))
        };
        self.formats = of_cells.iter().map(&mut format).collect();
        Ok(())
    }

    /// The texts that cells refer to; as many as there are, whatever number the list claims.
    fn read_texts(&mut self, part: &str) -> Result<(), Wrong> {
        if !self.has(part) {
            return Ok(());
        }
        let (mut texts, mut text) = (Vec::new(), String::new());
        let (mut reader, mut buffer) = (xml::reader(self.part(part)?), Vec::new());
        loop {
            match xml::next(&mut reader, &mut buffer)? {
                Event::Start(tag) if tag.local_name().as_ref() == "si" => {
                    text.clear();
                    xml::rich_text(&mut reader, &mut buffer, &mut text)?;
                    texts.push(text.as_str().into());
                }
                Event::Eof => break,
                _ => {}
            }
        }
        drop(reader);
        self.texts = texts;
        Ok(())
    }

    /// One of the sheets; `None` if there is nothing in it.
    pub fn sheet(&mut self, entry: &Entry, mut rows: Rows<'_>) -> Result<Option<Sheet>, IngestError> {
        let shown = self.shown.clone();
        let damaged =
            |wrong: Wrong| IngestError::damaged(&shown, say!("errors.damaged.in_sheet", name = entry.name, wrong));
        // What the cells need is lent to their reader while the archive is being read.
        let (formats, texts) = (std::mem::take(&mut self.formats), std::mem::take(&mut self.texts));
        let is_uncomputed = self.is_uncomputed;
        let since_1904 = self.since_1904;
        let mut read = || {
            let part = self.part(&entry.part).map_err(damaged)?;
            let mut cells = Cells::of(xml::reader(part), &formats, &texts, is_uncomputed, since_1904);
            while let Some((row, column)) = cells.next().map_err(damaged)? {
                rows.cell(row, column, &mut cells.cell)?;
            }
            Ok(())
        };
        let outcome = read();
        (self.formats, self.texts) = (formats, texts);
        outcome?;
        rows.finish()
    }
}

/// Where a reference in a part of `folder` points: from the top, or from that folder.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let whole = match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("{folder}/{target}"),
    };
    let mut steps: Vec<&str> = Vec::new();
    for step in whole.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_followed_from_their_folder() {
        for (folder, target, part) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl/worksheets", "../styles.xml", "xl/styles.xml"),
            ("", "xl\\workbook.xml", "xl/workbook.xml"),
            ("", "../../x.xml", "x.xml"),
        ] {
            assert_eq!(resolved(folder, target), part);
        }
    }
}
