//! Workbooks as one XML text, the spreadsheet format of 2003 that older systems still write, usually as `.xls`.
//!
//! Read as a stream; each worksheet is a sheet. Numbers are binary numbers written with up to 17 digits and stand as in
//! other workbooks. Of styles only the number formats matter; comments and names are passed over.

use std::collections::HashMap;
use std::io::BufReader;
use std::path::Path;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::bounded::{Bounded, Fuel};
use super::cell::{Beside, Cell};
use super::cells::{FORMULA, put_number};
use super::format::Format;
use super::grid::Grid;
use super::markup::first_element;
use super::sheet::MOST_SHEETS;
use super::spans::Spans;
use super::{Context, InputFile, Sheet, Source, bounded, xml};
use crate::diagnostic::Result;
use crate::ingest::error::{IngestError, Limit};
use crate::ingest::marks::Mark;
use crate::ingest::note::Note;
use crate::message::{Message, Say, say};

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
    /// Says that days are counted from 1904.
    Date1904,
    Style,
    NumberFormat,
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
            (Some(Self::Other), "Date1904") => Self::Date1904,
            (Some(Self::Other), "Style") => Self::Style,
            (Some(Self::Style), "NumberFormat") => Self::NumberFormat,
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
    since_1904: bool,
    /// Number formats by the names of styles.
    formats: HashMap<String, Format>,
    style: String,
}

struct Worksheet<'a> {
    grid: Grid<'a>,
    spans: Spans<'a>,
    /// The row last begun, and how many rows below it are said to be like it.
    row: u64,
    like_it: u64,
    cell: CellMarks,
    text: String,
    /// The style of the row's cells that have none of their own.
    row_style: String,
}

/// What a cell says of itself.
#[derive(Clone, Default)]
struct CellMarks {
    /// How many more columns and rows it takes.
    across: u64,
    down: u64,
    style: String,
    formula: Option<String>,
    /// The type of its data, if it has any.
    kind: Option<String>,
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
            since_1904: false,
            formats: HashMap::new(),
            style: String::new(),
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
                Err(e) => return Err(self.damaged(e.message())),
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
                    let mut text = String::new();
                    xml::push_reference(&reference, &mut text).map_err(|wrong| self.damaged(wrong))?;
                    self.text(&text)?;
                }
                Event::Eof if self.around.is_empty() => return Ok(self.finish()),
                Event::Eof => return Err(self.damaged(say!("errors.damaged.endless_element"))),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }

    fn finish(mut self) -> Vec<Sheet> {
        for sheet in &mut self.sheets {
            sheet.since_1904 = self.since_1904;
        }
        if let Some(first) = self.sheets.first_mut().filter(|first| first.since_1904) {
            first.notes.insert(0, Note::DaysSince1904);
        }
        self.sheets
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), IngestError> {
        if self.around.len() == MOST_DEPTH {
            return Err(self.damaged(say!("errors.damaged.too_deep")));
        }
        let element = Element::of(tag.local_name().as_ref(), self.around.last().copied());
        self.around.push(element);
        match element {
            Element::Worksheet => self.begin_sheet(tag),
            Element::Row => self.begin_row(tag),
            Element::Cell => self.begin_cell(tag),
            Element::Data => {
                let kind = self.attribute(tag, "Type")?.unwrap_or_default();
                if let Some(sheet) = &mut self.sheet {
                    sheet.cell.kind = Some(kind);
                }
                Ok(())
            }
            Element::Date1904 => {
                self.since_1904 = true;
                Ok(())
            }
            Element::Style => {
                self.style = self.attribute(tag, "ID")?.unwrap_or_default();
                Ok(())
            }
            Element::NumberFormat => {
                let code = self.attribute(tag, "Format")?.unwrap_or_default();
                self.formats.insert(self.style.clone(), named_format(&code));
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
            row_style: String::new(),
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
        let style = self.attribute(tag, "StyleID")?.unwrap_or_default();
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
            return Err(self.damaged(say!("errors.damaged.row_order", row, before = next - 1)));
        }
        sheet.spans.skip_rows(row - sheet.row - 1);
        sheet.row = row;
        sheet.row_style = style;
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
            style: self.attribute(tag, "StyleID")?.unwrap_or_default(),
            formula: self.attribute(tag, "Formula")?,
            kind: None,
        };
        let shown = self.shown;
        let Some(sheet) = &mut self.sheet else {
            return Ok(());
        };
        let next = sheet.spans.column() as u64 + 1;
        let column = index.unwrap_or(next);
        if column < next {
            let row = sheet.row;
            let before = next - 1;
            return Err(self.damaged(say!("errors.damaged.column_order", column, row, before)));
        }
        sheet.cell = cell;
        sheet.text.clear();
        sheet.spans.skip_to(column - 1).map_err(|limit| limit.passed_by(shown))
    }

    fn end_cell(&mut self) -> Result<(), IngestError> {
        let (shown, since_1904) = (self.shown, self.since_1904);
        let Some(sheet) = &mut self.sheet else {
            return Ok(());
        };
        let marks = std::mem::take(&mut sheet.cell);
        let style = if marks.style.is_empty() {
            &sheet.row_style
        } else {
            &marks.style
        };
        let cell = cell(
            std::mem::take(&mut sheet.text),
            &marks,
            self.formats.get(style),
            since_1904,
        );
        let (across, down) = (marks.across.saturating_add(1), marks.down.saturating_add(1));
        sheet
            .spans
            .put(cell, across, down)
            .map_err(|limit| limit.passed_by(shown))
    }

    /// The attribute of this name, whatever its prefix.
    fn attribute(&self, tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, IngestError> {
        xml::attribute(tag, name).map_err(|wrong| self.damaged(wrong))
    }

    fn number(&self, tag: &BytesStart<'_>, name: &str) -> Result<Option<u64>, IngestError> {
        let Some(text) = self.attribute(tag, name)? else {
            return Ok(None);
        };
        // So that sums of such numbers fit.
        match text.trim().parse::<u32>() {
            Ok(number) => Ok(Some(number.into())),
            Err(_) => Err(self.damaged(say!("errors.damaged.no_number", text, name = name.to_owned()))),
        }
    }

    fn too_long(&self) -> IngestError {
        Limit::TextBytes(self.context.limits.max_text_bytes).passed_by(self.shown)
    }

    fn damaged(&self, wrong: Message) -> IngestError {
        let row = self.sheet.as_ref().map_or(0, |sheet| sheet.row);
        let reason = if row > 0 {
            say!("errors.damaged.in_row", wrong, row)
        } else {
            wrong
        };
        IngestError::damaged(self.shown, reason)
    }
}

/// A cell with this text in its data.
fn cell(mut text: String, marks: &CellMarks, format: Option<&Format>, since_1904: bool) -> Cell {
    let kind = marks.kind.as_deref();
    let is_computed = kind == Some("String") || !text.is_empty();
    if let Some(formula) = marks.formula.as_ref().filter(|_| !is_computed) {
        let formula = formula.strip_prefix(FORMULA).unwrap_or(formula);
        return Cell {
            text: format!("{FORMULA}{formula}"),
            beside: Beside::of(Mark::NoResult),
        };
    }
    let mut cell = Cell::default();
    match (kind, text.trim().parse::<f64>()) {
        (Some("Number"), Ok(number)) => {
            put_number(&mut cell, number, format.unwrap_or(&Format::default()), since_1904);
            return cell;
        }
        (Some("DateTime"), _) if !text.is_empty() => cell.beside = Beside::of(Mark::Date),
        // As the workbooks of today tell it.
        (Some("Boolean"), Ok(number)) => {
            cell.beside = Beside::of(Mark::Boolean);
            text = (number != 0.0).to_string();
        }
        _ => {}
    }
    cell.text = text;
    cell
}

/// A format, of which some have names here; only those of days change what a number means.
fn named_format(code: &str) -> Format {
    const DAY: u16 = 14;
    match code {
        "General Date" | "Long Date" | "Medium Date" | "Short Date" | "Long Time" | "Medium Time" | "Short Time" => {
            Format::by_number(DAY)
        }
        "General Number" | "Currency" | "Euro Currency" | "Fixed" | "Standard" | "Percent" | "Scientific"
        | "Yes/No" | "True/False" | "On/Off" => Format::default(),
        code => Format::by_code(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: Option<&str>, text: &str, formula: Option<&str>, format: &str) -> (String, Option<Mark>) {
        let marks = CellMarks {
            kind: kind.map(str::to_owned),
            formula: formula.map(str::to_owned),
            ..CellMarks::default()
        };
        let cell = cell(text.to_owned(), &marks, Some(&named_format(format)), false);
        (cell.text, cell.beside.mark)
    }

    #[test]
    fn cells_are_as_in_other_workbooks() {
        let number = Some("Number");
        for (kind, text, formula, format, expected, mark) in [
            (number, "0.10000000000000001", None, "", "0.1", Some(Mark::NotWhole)),
            (number, "1234.5599999999999", None, "", "1234.56", Some(Mark::NotWhole)),
            (number, "3.0", None, "", "3", None),
            (number, "1.2E3", None, "", "1200", None),
            (number, "46086", None, "Short Date", "2026-03-05", Some(Mark::Date)),
            (
                number,
                "8.6008236529489926E+17",
                None,
                "",
                "860082365294899200",
                Some(Mark::LostDigits),
            ),
            (number, "合计", None, "", "合计", None),
            (number, "5", Some("=RC[-1]"), "", "5", None),
            (None, "", Some("=RC[-1]"), "", "=RC[-1]", Some(Mark::NoResult)),
            (number, "", Some("=RC[-1]"), "", "=RC[-1]", Some(Mark::NoResult)),
            (Some("String"), "", Some("=RC[-1]"), "", "", None),
            (
                Some("DateTime"),
                "2026-03-05T00:00:00.000",
                None,
                "",
                "2026-03-05T00:00:00.000",
                Some(Mark::Date),
            ),
            (None, "", None, "", "", None),
        ] {
            assert_eq!(read(kind, text, formula, format), (expected.to_owned(), mark), "{text}");
        }
    }
}
