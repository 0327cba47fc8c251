//! Workbooks as one XML text, the spreadsheet format of 2003 that older systems still write, usually as `.xls`.
//!
//! Read as a stream; each worksheet is a sheet. Numbers stand with up to 17 digits, of which a spreadsheet shows and means
//! 15: fractions are brought to these, digit by digit. Comments, styles, formulas and names are passed over.

use std::io::BufReader;
use std::path::Path;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::bounded::{Bounded, Fuel};
use super::grid::Grid;
use super::html::{MOST_SHEETS, first_element};
use super::spans::Spans;
use super::{Context, InputFile, Sheet, Source, bounded};
use crate::diagnostic::Result;
use crate::ingest::error::{IngestError, Limit};

/// Elements inside each other; real workbooks have about ten.
const MOST_DEPTH: usize = 64;

/// Workbooks of XML.
pub struct SpreadsheetXml;

impl Source for SpreadsheetXml {
    fn recognises(&self, file: &InputFile) -> bool {
        first_element(&file.head).is_some_and(|name| name.rsplit(':').next() == Some("workbook"))
    }

    fn open(&self, file: &InputFile, context: &Context<'_>) -> Result<Vec<Sheet>> {
        let text = file.text(context.scratch)?;
        let sheets = Workbook::open(&text, &file.shown, context)?.read()?;
        context.scratch.discard(&text);
        Ok(sheets)
    }
}

/// The elements that matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Element {
    Worksheet,
    Table,
    Row,
    Cell,
    Data,
    /// Inside `Data`: marks within the text.
    Inside,
    Other,
}

impl Element {
    /// What an element is depends on the one around it: a comment has `Data` too.
    fn of(name: &str, around: Option<Self>) -> Self {
        match (around, name) {
            (Some(Self::Other), "Worksheet") => Self::Worksheet,
            (Some(Self::Worksheet), "Table") => Self::Table,
            (Some(Self::Table), "Row") => Self::Row,
            (Some(Self::Row), "Cell") => Self::Cell,
            (Some(Self::Cell), "Data") => Self::Data,
            (Some(Self::Data | Self::Inside), _) => Self::Inside,
            _ => Self::Other,
        }
    }
}

struct Workbook<'a> {
    context: &'a Context<'a>,
    shown: &'a Path,
    reader: Reader<BufReader<Bounded<std::fs::File>>>,
    fuel: Fuel,
    around: Vec<Element>,
    sheets: Vec<Sheet>,
    seen: u64,
    sheet: Option<Worksheet<'a>>,
}

struct Worksheet<'a> {
    grid: Grid<'a>,
    spans: Spans<'a>,
    /// The row last begun, and how many rows below it are said to be like it.
    row: u64,
    like_it: u64,
    cell: CellMarks,
    text: String,
    is_number: bool,
}

/// How many columns and rows a cell takes.
#[derive(Clone, Copy, Default)]
struct CellMarks {
    across: u64,
    down: u64,
}

impl<'a> Workbook<'a> {
    fn open(text: &Path, shown: &'a Path, context: &'a Context<'a>) -> Result<Self, IngestError> {
        let (input, fuel) =
            bounded::open(text, context.limits.max_text_bytes).map_err(|e| IngestError::unreadable(shown, &e))?;
        Ok(Self {
            context,
            shown,
            reader: Reader::from_reader(input),
            fuel,
            around: Vec::new(),
            sheets: Vec::new(),
            seen: 0,
            sheet: None,
        })
    }

    fn read(mut self) -> Result<Vec<Sheet>, IngestError> {
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            self.fuel.refill();
            let event = match self.reader.read_event_into(&mut buffer) {
                Ok(event) => event,
                Err(_) if self.fuel.is_spent() => return Err(self.too_long()),
                Err(quick_xml::Error::Io(e)) => return Err(IngestError::unreadable(self.shown, &e)),
                Err(e) => return Err(self.damaged(&e.to_string())),
            };
            match event {
                Event::Start(tag) => self.start(&tag)?,
                Event::Empty(tag) => {
                    self.start(&tag)?;
                    self.end()?;
                }
                Event::End(_) => self.end()?,
                Event::Text(text) => self.text(&text.xml10_content())?,
                Event::CData(text) => self.text(&text.xml10_content())?,
                Event::GeneralRef(reference) => {
                    let character = reference.resolve_char_ref().map_err(|e| self.damaged(&e.to_string()))?;
                    let name = reference.xml10_content();
                    match (character, resolve_predefined_entity(&name)) {
                        (Some(character), _) => self.text(character.encode_utf8(&mut [0; 4]))?,
                        (None, Some(text)) => self.text(text)?,
                        (None, None) => return Err(self.damaged(&format!("nobody knows what `&{name};` is"))),
                    }
                }
                Event::Eof if self.around.is_empty() => return Ok(self.sheets),
                Event::Eof => return Err(self.damaged("the text ends inside an element")),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), IngestError> {
        if self.around.len() == MOST_DEPTH {
            return Err(self.damaged("elements stand too deep inside each other"));
        }
        let element = Element::of(tag.local_name().as_ref(), self.around.last().copied());
        self.around.push(element);
        match element {
            Element::Worksheet => self.begin_sheet(tag),
            Element::Row => self.begin_row(tag),
            Element::Cell => self.begin_cell(tag),
            Element::Data => {
                let is_number = self.attribute(tag, "Type")?.as_deref() == Some("Number");
                if let Some(sheet) = &mut self.sheet {
                    sheet.is_number = is_number;
                }
                Ok(())
            }
            Element::Table | Element::Inside | Element::Other => Ok(()),
        }
    }

    fn end(&mut self) -> Result<(), IngestError> {
        match self.around.pop() {
            Some(Element::Worksheet) => self.end_sheet(),
            Some(Element::Row) => self.end_row(),
            Some(Element::Cell) => self.end_cell(),
            _ => Ok(()),
        }
    }

    fn text(&mut self, text: &str) -> Result<(), IngestError> {
        let is_data = matches!(self.around.last(), Some(Element::Data | Element::Inside));
        let most = self.context.limits.max_text_bytes;
        if let Some(sheet) = self.sheet.as_mut().filter(|_| is_data) {
            if (sheet.text.len() + text.len()) as u64 > most {
                return Err(Limit::TextBytes(most).passed_by(self.shown));
            }
            sheet.text.push_str(text);
        }
        Ok(())
    }

    fn begin_sheet(&mut self, tag: &BytesStart<'_>) -> Result<(), IngestError> {
        self.seen += 1;
        if self.seen > MOST_SHEETS {
            return Err(Limit::Sheets(MOST_SHEETS).passed_by(self.shown));
        }
        let name = self.attribute(tag, "Name")?;
        self.sheet = Some(Worksheet {
            grid: Grid::new(self.context, self.shown, name.as_deref()),
            spans: Spans::new(self.context.limits),
            row: 0,
            like_it: 0,
            cell: CellMarks::default(),
            text: String::new(),
            is_number: false,
        });
        Ok(())
    }

    fn end_sheet(&mut self) -> Result<(), IngestError> {
        if let Some(sheet) = self.sheet.take() {
            self.sheets.extend(sheet.grid.finish()?);
        }
        Ok(())
    }

    /// A row stands below the one before, or where it says it does.
    fn begin_row(&mut self, tag: &BytesStart<'_>) -> Result<(), IngestError> {
        let (index, like_it) = (self.number(tag, "Index")?, self.number(tag, "Span")?);
        let most = self.context.limits.max_rows;
        let Some(sheet) = &mut self.sheet else {
            return Ok(());
        };
        let next = sheet.row + sheet.like_it + 1;
        let row = index.unwrap_or(next);
        if row > most {
            return Err(Limit::Rows(most).passed_by(self.shown));
        }
        if row < next {
            return Err(self.damaged(&format!("row {row} stands below row {}", next - 1)));
        }
        sheet.spans.skip_rows(row - sheet.row - 1);
        sheet.row = row;
        sheet.like_it = like_it.unwrap_or(0).min(most);
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), IngestError> {
        let Some(sheet) = &mut self.sheet else {
            return Ok(());
        };
        let row = sheet.row;
        sheet
            .spans
            .end_row(row, &mut sheet.grid)
            .map_err(|stop| stop.at(row, self.shown, self.context.limits))
    }

    fn begin_cell(&mut self, tag: &BytesStart<'_>) -> Result<(), IngestError> {
        let index = self.number(tag, "Index")?;
        let cell = CellMarks {
            across: self.number(tag, "MergeAcross")?.unwrap_or(0),
            down: self.number(tag, "MergeDown")?.unwrap_or(0),
        };
        let shown = self.shown;
        let Some(sheet) = &mut self.sheet else {
            return Ok(());
        };
        let next = sheet.spans.column() as u64 + 1;
        let column = index.unwrap_or(next);
        if column < next {
            let row = sheet.row;
            return Err(self.damaged(&format!(
                "column {column} of row {row} stands right of column {}",
                next - 1
            )));
        }
        sheet.cell = cell;
        sheet.text.clear();
        sheet.is_number = false;
        sheet.spans.skip_to(column - 1).map_err(|limit| limit.passed_by(shown))
    }

    fn end_cell(&mut self) -> Result<(), IngestError> {
        let shown = self.shown;
        let Some(sheet) = &mut self.sheet else {
            return Ok(());
        };
        let mut text = std::mem::take(&mut sheet.text);
        if sheet.is_number
            && let Some(number) = meant(&text)
        {
            text = number;
        }
        let (across, down) = (sheet.cell.across.saturating_add(1), sheet.cell.down.saturating_add(1));
        sheet
            .spans
            .put(text, across, down)
            .map_err(|limit| limit.passed_by(shown))
    }

    /// The attribute of this name, whatever its prefix.
    fn attribute(&self, tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, IngestError> {
        for attribute in tag.attributes().with_checks(false) {
            let attribute = attribute.map_err(|e| self.damaged(&e.to_string()))?;
            if attribute.key.local_name().as_ref() == name {
                let value = attribute
                    .normalized_value(XmlVersion::Implicit1_0)
                    .map_err(|e| self.damaged(&e.to_string()))?;
                return Ok(Some(value.into_owned()));
            }
        }
        Ok(None)
    }

    fn number(&self, tag: &BytesStart<'_>, name: &str) -> Result<Option<u64>, IngestError> {
        let Some(text) = self.attribute(tag, name)? else {
            return Ok(None);
        };
        // So that sums of such numbers fit.
        match text.trim().parse::<u32>() {
            Ok(number) => Ok(Some(number.into())),
            Err(_) => Err(self.damaged(&format!("`{text}` is no {name}"))),
        }
    }

    fn too_long(&self) -> IngestError {
        Limit::TextBytes(self.context.limits.max_text_bytes).passed_by(self.shown)
    }

    fn damaged(&self, reason: &str) -> IngestError {
        let row = self.sheet.as_ref().map_or(0, |sheet| sheet.row);
        let place = if row > 0 {
            format!(", in row {row}")
        } else {
            String::new()
        };
        IngestError::damaged(self.shown, format!("{reason}{place}"))
    }
}

/// Digits a spreadsheet means of a number it has stored in binary.
const MEANT_DIGITS: usize = 15;

/// `0.10000000000000001` is what a spreadsheet writes for 0.1: the number in 15 digits, without an exponent. `None` for
/// whole numbers, which stay as written, and for what is no number or of a size no amount has.
fn meant(text: &str) -> Option<String> {
    let text = text.trim();
    let (sign, body) = text.strip_prefix('-').map_or(("", text), |body| ("-", body));
    let (mantissa, exponent) = match body.split_once(['E', 'e']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (body, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) || (fraction.is_empty() && exponent == 0) {
        return None;
    }
    let all = format!("{whole}{fraction}");
    let digits = all.trim_start_matches('0');
    if digits.is_empty() {
        return Some("0".to_owned());
    }
    // The number is 0.DIGITS times ten to the power of `point`.
    let point = i32::try_from(whole.len()).ok()? - i32::try_from(all.len() - digits.len()).ok()? + exponent;
    if !(-14..=15).contains(&point) {
        return None;
    }
    let (digits, carried) = rounded(digits);
    let point = point + i32::from(carried);
    let (before, after) = match usize::try_from(point) {
        Ok(point) if point > 0 => {
            let padded = format!("{digits:0<point$}");
            let (before, after) = padded.split_at(point);
            (before.to_owned(), after.to_owned())
        }
        _ => (
            "0".to_owned(),
            format!("{}{digits}", "0".repeat(point.unsigned_abs() as usize)),
        ),
    };
    let after = after.trim_end_matches('0');
    let dot = if after.is_empty() { "" } else { "." };
    Some(format!("{sign}{before}{dot}{after}"))
}

/// The first 15 digits, rounded, and whether that made one more in front.
fn rounded(digits: &str) -> (String, bool) {
    if digits.len() <= MEANT_DIGITS {
        return (digits.to_owned(), false);
    }
    let mut kept: Vec<u8> = digits.as_bytes()[..MEANT_DIGITS].to_vec();
    let mut carry = digits.as_bytes()[MEANT_DIGITS] >= b'5';
    for digit in kept.iter_mut().rev() {
        if !carry {
            break;
        }
        carry = *digit == b'9';
        *digit = if carry { b'0' } else { *digit + 1 };
    }
    if carry {
        kept.insert(0, b'1');
    }
    (kept.into_iter().map(char::from).collect(), carry)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_what_a_spreadsheet_means() {
        for (written, means) in [
            ("0.10000000000000001", Some("0.1")),
            ("1234.5599999999999", Some("1234.56")),
            ("-8999.9999999999991", Some("-9000")),
            ("999999999999999.96", Some("1000000000000000")),
            ("1.2345E-2", Some("0.012345")),
            ("1.2E3", Some("1200")),
            ("3.0", Some("3")),
            ("46086.5", Some("46086.5")),
            ("0.0", Some("0")),
            // Whole numbers are as written: a policy number is none to be rounded, and one shortened is to be seen.
            ("860082365294899263", None),
            ("8.6008236529489926E+17", None),
            ("1200", None),
            ("合计", None),
            ("", None),
            ("1E9999999999", None),
        ] {
            assert_eq!(meant(written).as_deref(), means, "{written}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_number_or_none(text in "[-0-9.Ee+]{0,40}") {
            let _ = meant(&text);
        }

        /// What 15 digits hold comes back.
        #[test]
        fn amounts_come_back(cents in 0_u64..1_000_000_000_000_000) {
            let text = format!("{}.{:02}", cents / 100, cents % 100);
            let means = meant(&text).unwrap();
            let plain = text.trim_end_matches('0').trim_end_matches('.');
            prop_assert_eq!(means, plain);
        }
    }
}
