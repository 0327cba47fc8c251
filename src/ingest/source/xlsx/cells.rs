//! The cells of a sheet, one after the other.

use std::borrow::Cow;
use std::io::BufRead;
use std::rc::Rc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::cell::{Beside, Cell};
use super::super::cells::{FORMULA, put_number};
use super::super::format::Format;
use super::super::xml::{self, Wrong};
use crate::ingest::marks::Mark;
use crate::message::say;

/// Reads the cells of a sheet.
pub struct Cells<'b, R> {
    reader: Reader<R>,
    formats: &'b [Rc<Format>],
    texts: &'b [Box<str>],
    is_uncomputed: bool,
    since_1904: bool,
    usual: Format,
    row: u32,
    column: u32,
    buffer: Vec<u8>,
    value: String,
    formula: String,
    pub cell: Cell,
}

/// What a cell says of itself before its value.
struct Head {
    place: Option<(u32, u32)>,
    kind: Kind,
    style: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Shared,
    Inline,
    Text,
    Boolean,
    Error,
    Date,
}

impl<'b, R: BufRead> Cells<'b, R> {
    /// Those of the sheet that `reader` reads.
    pub fn of(
        reader: Reader<R>,
        formats: &'b [Rc<Format>],
        texts: &'b [Box<str>],
        is_uncomputed: bool,
        since_1904: bool,
    ) -> Self {
        Self {
            reader,
            formats,
            texts,
            is_uncomputed,
            since_1904,
            usual: Format::default(),
            row: 0,
            column: 0,
            buffer: Vec::with_capacity(1 << 12),
            value: String::new(),
            formula: String::new(),
            cell: Cell::default(),
        }
    }

    /// Goes to the next cell; its row and column, from 0. `None` behind the last one.
    pub fn next(&mut self) -> Result<Option<(u32, u32)>, Wrong> {
        loop {
            let event = xml::next(&mut self.reader, &mut self.buffer)?;
            match event {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "row" => {
                        if let Some(row) = row_of(&tag) {
                            let number: u32 = row
                                .trim()
                                .parse()
                                .map_err(|_| say!("errors.damaged.no_row", text = row.clone().into_owned()))?;
                            self.row = number.checked_sub(1).ok_or_else(|| say!("errors.damaged.row_zero"))?;
                        }
                        self.column = 0;
                    }
                    "c" => {
                        let head = Head::of(&tag)?;
                        (self.row, self.column) = head.place.unwrap_or((self.row, self.column));
                        self.read(&head)?;
                        let place = (self.row, self.column);
                        self.column += 1;
                        return Ok(Some(place));
                    }
                    _ => {}
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    "row" => self.row += 1,
                    "sheetData" => return Ok(None),
                    _ => {}
                },
                Event::Eof => return Err(say!("errors.damaged.endless")),
                _ => {}
            }
        }
    }

    /// The inside of a cell, up to its end.
    fn read(&mut self, head: &Head) -> Result<(), Wrong> {
        self.cell.clear();
        self.value.clear();
        self.formula.clear();
        let (mut has_value, mut has_formula) = (false, false);
        loop {
            match xml::next(&mut self.reader, &mut self.buffer)? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "v" => {
                        has_value = true;
                        self.value.clear();
                        xml::text(&mut self.reader, &mut self.buffer, &mut self.value)?;
                    }
                    "f" => {
                        has_formula = true;
                        xml::text(&mut self.reader, &mut self.buffer, &mut self.formula)?;
                    }
                    "is" => xml::rich_text(&mut self.reader, &mut self.buffer, &mut self.cell.text)?,
                    _ => {
                        let mut other = String::new();
                        xml::text(&mut self.reader, &mut self.buffer, &mut other)?;
                    }
                },
                Event::End(_) => break,
                Event::Eof => return Err(say!("errors.damaged.endless_cell")),
                _ => {}
            }
        }
        // An empty text is a result, nothing at all is none.
        let is_computed = has_value && (head.kind == Kind::Text || !self.value.is_empty());
        if is_computed {
            self.put_value(head);
        }
        let is_zero = self.is_uncomputed && head.kind == Kind::Number && is_zero(&self.value);
        if has_formula && head.kind != Kind::Inline && (!is_computed || is_zero) {
            self.cell.text.clear();
            self.cell.text.push(FORMULA);
            self.cell.text.push_str(&self.formula);
            self.cell.beside = Beside::of(Mark::NoResult);
        }
        Ok(())
    }

    /// What a person would have typed.
    fn put_value(&mut self, head: &Head) {
        let (value, cell) = (self.value.as_str(), &mut self.cell);
        match head.kind {
            // The text stands in an element of its own.
            Kind::Inline => {}
            Kind::Shared => {
                if let Some(text) = value.trim().parse().ok().and_then(|at: usize| self.texts.get(at)) {
                    cell.text.push_str(text);
                } else {
                    cell.text.push_str(value);
                    cell.beside = Beside::of(Mark::NoText);
                }
            }
            Kind::Text => cell.text.push_str(&xml::unescaped(value)),
            Kind::Error => cell.text.push_str(value),
            Kind::Date => {
                cell.text.push_str(value);
                cell.beside = Beside::of(Mark::Date);
            }
            Kind::Boolean => {
                cell.text.push_str(match value.trim() {
                    "0" => "false",
                    "1" => "true",
                    other => other,
                });
                cell.beside = Beside::of(Mark::Boolean);
            }
            Kind::Number => {
                let format = self.formats.get(head.style).map_or(&self.usual, |format| &**format);
                match value.trim().parse::<f64>() {
                    Ok(number) => put_number(cell, number, format, self.since_1904),
                    Err(_) => cell.text.push_str(value),
                }
            }
        }
    }
}

impl Head {
    fn of(tag: &BytesStart<'_>) -> Result<Self, Wrong> {
        let mut head = Self {
            place: None,
            kind: Kind::Number,
            style: 0,
        };
        for attribute in tag.attributes().with_checks(false).flatten() {
            let value = attribute.value.as_ref();
            match attribute.key.as_ref() {
                "r" => {
                    let no_cell = || say!("errors.damaged.no_cell", text = value.to_owned());
                    head.place = Some(position(value).ok_or_else(no_cell)?);
                }
                "s" => head.style = value.trim().parse().unwrap_or(0),
                "t" => {
                    head.kind = match value {
                        "s" => Kind::Shared,
                        "inlineStr" | "is" => Kind::Inline,
                        "str" => Kind::Text,
                        "b" => Kind::Boolean,
                        "e" => Kind::Error,
                        "d" => Kind::Date,
                        _ => Kind::Number,
                    }
                }
                _ => {}
            }
        }
        Ok(head)
    }
}

/// The number a row says it has.
fn row_of<'t>(tag: &'t BytesStart<'_>) -> Option<Cow<'t, str>> {
    for attribute in tag.attributes().with_checks(false).flatten() {
        if attribute.key.as_ref() == "r" {
            return Some(attribute.value);
        }
    }
    None
}

fn is_zero(number: &str) -> bool {
    number.trim().parse::<f64>().is_ok_and(|number| number == 0.0)
}

/// The row and column of `AB12`, from 0.
pub fn position(place: &str) -> Option<(u32, u32)> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = place.split_at(letters);
    if !(1..=4).contains(&letters.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let column = letters.bytes().fold(0, |column, letter| {
        column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    let row: u32 = digits.parse().ok()?;
    Some((row.checked_sub(1)?, column - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [&str; 2] = ["保单", "b"];

    /// All cells, as `place text mark`.
    fn read(sheet_data: &str, is_uncomputed: bool) -> Result<Vec<String>, Wrong> {
        let xml = format!("<worksheet><cols><col/></cols><sheetData>{sheet_data}</sheetData></worksheet>");
        let formats = ["", "yyyy-mm-dd", "000000"].map(|code| Rc::new(Format::by_code(code)));
        let texts = TEXTS.map(Into::into);
        let mut cells = Cells::of(xml::reader(xml.as_bytes()), &formats, &texts, is_uncomputed, false);
        let mut out = Vec::new();
        while let Some((row, column)) = cells.next()? {
            let Cell { text, beside } = &cells.cell;
            let mark = beside.mark.map(|mark| format!(" {mark:?}")).unwrap_or_default();
            let shown = beside
                .shown
                .as_deref()
                .map(|shown| format!(" shown {shown}"))
                .unwrap_or_default();
            out.push(format!("{row}.{column} {text}{mark}{shown}"));
        }
        Ok(out)
    }

    #[test]
    fn cells_have_their_places_and_texts() {
        let rows = "<row r=\"2\"><c r=\"B2\" t=\"s\"><v>0</v></c><c><v>1.5</v></c></row><row><c t=\"inlineStr\"><is><t>x</t>\
            </is></c><c t=\"b\"><v>1</v></c><c t=\"e\"><v>#N/A</v></c><c t=\"str\"><v>a_x000D_</v></c></row>\
            <row r=\"9\"><c r=\"AA9\" s=\"1\"><v>46086</v></c><c s=\"2\"><v>1234</v></c><c t=\"d\"><v>2026-03-05</v></c>\
            <c s=\"9\"><v>3</v></c><c s=\"1\"/></row>";
        assert_eq!(
            read(rows, false).unwrap(),
            [
                "1.1 保单",
                "1.2 1.5 NotWhole",
                "2.0 x",
                "2.1 true Boolean",
                "2.2 #N/A",
                "2.3 a\r",
                "8.26 2026-03-05 Date",
                "8.27 1234 shown 001234",
                "8.28 2026-03-05 Date",
                "8.29 3",
                "8.30 ",
            ]
        );
    }

    #[test]
    fn formulas_without_a_result_are_marked() {
        let row = "<row r=\"1\"><c><f>A1*2</f></c><c><f>A1</f><v/></c><c><f t=\"shared\" si=\"0\"/></c><c t=\"str\"><f>B1</f>\
            <v></v></c><c t=\"str\"><f>B1</f></c><c><f>A1</f><v>0</v></c><c><f>A1</f><v>7</v></c><c><v>0</v></c><c s=\"1\"><f>A1</f>\
            <v>0.0</v></c></row>";
        let expected = |zero: &str, date: &str| {
            let cells = [
                "=A1*2 NoResult",
                "=A1 NoResult",
                "= NoResult",
                "",
                "=B1 NoResult",
                zero,
                "7",
                "0",
                date,
            ];
            let places = cells.iter().enumerate();
            places
                .map(|(place, cell)| format!("0.{place} {cell}"))
                .collect::<Vec<_>>()
        };
        assert_eq!(read(row, false).unwrap(), expected("0", "1900-01-00 Date"));
        assert_eq!(read(row, true).unwrap(), expected("=A1 NoResult", "=A1 NoResult"));
    }

    #[test]
    fn what_points_nowhere_is_told() {
        let row = "<row r=\"1\"><c t=\"s\"><v>2</v></c><c t=\"s\"><v>x</v></c></row>";
        assert_eq!(read(row, false).unwrap(), ["0.0 2 NoText", "0.1 x NoText"]);
        assert!(read("<row r=\"0\"/>", false).is_err());
        assert!(read("<row><c r=\"1\"/></row>", false).is_err());
        assert!(read("<row><c><v>1</v>", false).is_err());
    }
}
