//! Old workbooks (`.xls`, BIFF5 and BIFF8), also without the container they usually come in.
//!
//! The stream of records is read into memory, which it is no larger than, and gone through once for the places of the
//! cells; these are then decoded row by row. A common reader builds the whole rectangle around the cells instead, from
//! sizes the file itself tells.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::biff::{Broken, Record, Records, Script, bytes, kind, long, short};
use super::cell::{Beside, Cell};
use super::cells::{FORMULA, Merge, Rows, put_number};
use super::format::Format;
use super::guarded::guarded;
use super::{Contents, Context, InputFile, Sheet, Source};
use crate::diagnostic::Result;
use crate::ingest::error::{IngestError, Limit};
use crate::ingest::marks::Mark;
use crate::ingest::note::Note;
use crate::message::{Say, say};

/// XLS files.
pub struct Xls;

impl Source for Xls {
    fn recognises(&self, file: &InputFile) -> bool {
        match file.contents() {
            Contents::OldWorkbook => true,
            Contents::Unreadable => is_container(&file.head) && file.may_be_workbook(),
            _ => is_bare(&file.head) && file.may_be_workbook(),
        }
    }

    fn open(&self, file: &InputFile, context: &Context<'_>) -> Result<Vec<Sheet>> {
        guarded(&file.shown, || {
            let stream = if is_bare(&file.head) {
                std::fs::read(&file.path).map_err(|e| IngestError::unreadable(&file.shown, &e))?
            } else {
                unwrapped(file)?
            };
            if stream.len() as u64 > context.limits.max_unpacked_bytes {
                return Err(Limit::UnpackedBytes(context.limits.max_unpacked_bytes)
                    .passed_by(&file.shown)
                    .into());
            }
            Ok(sheets(&stream, &file.shown, context)?)
        })
    }
}

/// True for the container of old documents; new workbooks with a password are in one too.
fn is_container(head: &[u8]) -> bool {
    head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
}

/// True for the first record of a workbook of any age.
fn is_bare(head: &[u8]) -> bool {
    matches!(head, [9, 0 | 2 | 4 | 8, 4..=16, 0, ..])
}

/// The stream of records in the container.
fn unwrapped(file: &InputFile) -> Result<Vec<u8>, IngestError> {
    let refused =
        |e: io::Error| IngestError::damaged(&file.shown, say!("errors.parts.container", detail = e.to_string()));
    let opened = File::open(&file.path).map_err(|e| IngestError::unreadable(&file.shown, &e))?;
    let mut container = cfb::CompoundFile::open(opened).map_err(refused)?;
    if container.is_stream("EncryptedPackage") {
        return Err(encrypted(&file.shown));
    }
    let name = ["Workbook", "Book"].into_iter().find(|name| container.is_stream(name));
    let Some(name) = name else {
        return Err(IngestError::damaged(&file.shown, say!("errors.damaged.no_workbook")));
    };
    let mut stream = Vec::new();
    let opened = container.open_stream(name).map_err(refused)?;
    // Whatever the container says, it holds no more than its own bytes.
    opened.take(file.bytes).read_to_end(&mut stream).map_err(refused)?;
    Ok(stream)
}

fn encrypted(shown: &Path) -> IngestError {
    IngestError::Encrypted {
        path: shown.to_path_buf(),
    }
}

fn sheets(stream: &[u8], shown: &Path, context: &Context<'_>) -> Result<Vec<Sheet>, IngestError> {
    let refused = |broken: Broken| IngestError::damaged(shown, broken.message());
    let Some(book) = Book::read(stream).map_err(refused)? else {
        return Err(encrypted(shown));
    };
    let (mut sheets, mut notes, mut seen) = (Vec::new(), Vec::new(), 0);
    if book.since_1904 {
        notes.push(Note::DaysSince1904);
    }
    for entry in &book.entries {
        if entry.is_hidden {
            let sheet = entry.name.clone().unwrap_or_default();
            notes.push(Note::HiddenSheet { sheet });
            continue;
        }
        let places = Places::find(stream, entry.at).map_err(refused)?;
        // Entries that point into each other's bytes would be as much work as somebody wishes.
        seen += places.bytes;
        if seen > stream.len() {
            return Err(refused(Broken::Overlap));
        }
        let rows = Rows::new(context, shown, entry.name.as_deref(), &places.merges);
        sheets.extend(book.sheet(stream, &places, rows, shown)?);
    }
    for sheet in &mut sheets {
        sheet.since_1904 = book.since_1904;
    }
    if let Some(first) = sheets.first_mut() {
        first.notes.splice(..0, notes);
    }
    Ok(sheets)
}

/// What all sheets share.
#[derive(Default)]
struct Book {
    script: Script,
    since_1904: bool,
    /// Number formats by the cell format.
    formats: Vec<Format>,
    usual: Format,
    texts: Vec<Box<str>>,
    entries: Vec<Entry>,
}

/// A sheet in the list of them.
struct Entry {
    name: Option<String>,
    is_hidden: bool,
    at: usize,
}

impl Book {
    /// Reads the records before the first sheet; `None` if they are encrypted.
    fn read(stream: &[u8]) -> Result<Option<Self>, Broken> {
        const UNICODE: u16 = 0x0600;
        const SHEET: u16 = 0x0010;
        let mut records = Records::from(stream, 0);
        let first = records.next()?;
        if first.kind != kind::BEGIN {
            return Err(Broken::TooOld);
        }
        let mut book = Self::default();
        book.script.is_unicode = short(first.data, 0)? == UNICODE;
        if short(first.data, 2)? == SHEET {
            book.entries.push(Entry {
                name: None,
                is_hidden: false,
                at: 0,
            });
            return Ok(Some(book));
        }
        let (mut formats, mut of_cells) = (HashMap::new(), Vec::new());
        loop {
            let record = records.next()?;
            match record.kind {
                kind::END => break,
                kind::FILE_PASS => return Ok(None),
                kind::CODE_PAGE => book.script.code_page = Some(short(record.data, 0)?),
                kind::DATE_MODE => book.since_1904 = short(record.data, 0)? == 1,
                kind::FORMAT => {
                    let mut pieces = records.pieces(&record);
                    let number = pieces.short()?;
                    let code = pieces.text(book.script, !book.script.is_unicode)?;
                    formats.insert(number, Format::by_code(&code));
                }
                kind::CELL_FORMAT => of_cells.push(short(record.data, 2)?),
                kind::BOUND_SHEET => book.entries.extend(book.entry(&record, &mut records)?),
                kind::SHARED_TEXTS => book.read_texts(&record, &mut records)?,
                _ => {}
            }
        }
        let format = |number: &u16| {
            formats
                .get(number)
                .cloned()
                .unwrap_or_else(|| Format::by_number(*number))
        };
        book.formats = of_cells.iter().map(format).collect();
        Ok(Some(book))
    }

    /// A line of the list of sheets, unless it is a chart or a macro.
    fn entry<'a>(&self, record: &Record<'a>, records: &mut Records<'a>) -> Result<Option<Entry>, Broken> {
        let mut pieces = records.pieces(record);
        let at = pieces.long()?;
        let [state, sort] = pieces.short()?.to_le_bytes();
        let name = pieces.text(self.script, true)?;
        let is_sheet = sort == 0;
        Ok(is_sheet.then_some(Entry {
            name: Some(name),
            is_hidden: state & 3 != 0,
            at: usize::try_from(at).map_err(|_| Broken::DanglingReference)?,
        }))
    }

    fn read_texts<'a>(&mut self, record: &Record<'a>, records: &mut Records<'a>) -> Result<(), Broken> {
        let mut pieces = records.pieces(record);
        let (_uses, count) = (pieces.long()?, pieces.long()?);
        for _ in 0..count {
            // Some programs count more texts than there are. Only a cell that refers to one of those has none.
            match pieces.text(self.script, false) {
                Ok(text) => self.texts.push(text.into_boxed_str()),
                Err(Broken::Cut) => break,
                Err(broken) => return Err(broken),
            }
        }
        Ok(())
    }

    fn sheet(
        &self,
        stream: &[u8],
        places: &Places,
        mut rows: Rows<'_>,
        shown: &Path,
    ) -> Result<Option<Sheet>, IngestError> {
        let refused = |broken: Broken| IngestError::damaged(shown, broken.message());
        let mut cell = Cell::default();
        for &(_, at) in &places.cells {
            let mut records = Records::from(stream, at);
            let record = records.next().map_err(refused)?;
            let row = u32::from(short(record.data, 0).map_err(refused)?);
            let first = short(record.data, 2).map_err(refused)?;
            let count = if record.kind == kind::MUL_RK {
                record.data.len().saturating_sub(6) / 6
            } else {
                1
            };
            for index in 0..count {
                cell.clear();
                self.put_cell(&record, index, &mut records, &mut cell)
                    .map_err(refused)?;
                if record.kind == kind::FORMULA && places.is_no_result(&record).map_err(refused)? {
                    put_no_result(&mut cell);
                }
                let column = u32::from(first) + u32::try_from(index).unwrap_or(u32::MAX);
                rows.cell(row, column, &mut cell)?;
            }
        }
        rows.finish()
    }

    /// Makes `cell` what a person would have typed into the cell of a record, of several the one at `index`.
    fn put_cell<'a>(
        &self,
        record: &Record<'a>,
        index: usize,
        records: &mut Records<'a>,
        cell: &mut Cell,
    ) -> Result<(), Broken> {
        let data = record.data;
        let number = |cell: &mut Cell, number: f64, format_at: usize| {
            let format = self.formats.get(usize::from(short(data, format_at)?));
            put_number(cell, number, format.unwrap_or(&self.usual), self.since_1904);
            Ok(())
        };
        match record.kind {
            kind::NUMBER => number(cell, f64::from_le_bytes(bytes(data, 6)?), 4),
            kind::RK => number(cell, rk(long(data, 6)?), 4),
            kind::MUL_RK => number(cell, rk(long(data, 6 + 6 * index)?), 4 + 6 * index),
            kind::SHARED_TEXT => {
                let number = long(data, 6)?;
                if let Some(text) = usize::try_from(number).ok().and_then(|at| self.texts.get(at)) {
                    cell.text.push_str(text);
                } else {
                    cell.text = number.to_string();
                    cell.beside = Beside::of(Mark::NoText);
                }
                Ok(())
            }
            kind::LABEL | kind::RICH_STRING => {
                let mut pieces = records.pieces(record);
                pieces.skip(6)?;
                cell.text.push_str(&pieces.text(self.script, false)?);
                Ok(())
            }
            kind::BOOL_OR_ERROR => {
                let [value, is_error] = bytes(data, 6)?;
                put_bool_or_error(cell, value, is_error != 0);
                Ok(())
            }
            _ => match bytes::<8>(data, 6)? {
                [0, .., 0xFF, 0xFF] => self.put_formula_text(records, cell),
                [sort @ (1 | 2), _, value, .., 0xFF, 0xFF] => {
                    put_bool_or_error(cell, value, sort == 2);
                    Ok(())
                }
                [_, .., 0xFF, 0xFF] => Ok(()),
                value => number(cell, f64::from_le_bytes(value), 4),
            },
        }
    }

    /// The text a formula gives stands in a record of its own, before the next cell. Without it there is no result.
    fn put_formula_text(&self, records: &mut Records<'_>, cell: &mut Cell) -> Result<(), Broken> {
        loop {
            let record = records.next()?;
            match record.kind {
                kind::FORMULA_TEXT => {
                    cell.text.push_str(&records.pieces(&record).text(self.script, false)?);
                    return Ok(());
                }
                kind::SHARED_FORMULA | kind::ARRAY | kind::TABLE | kind::CONTINUE => {}
                _ => {
                    put_no_result(cell);
                    return Ok(());
                }
            }
        }
    }
}

/// How an empty text is written as the result of a formula.
const BLANK: [u8; 8] = [3, 0, 0, 0, 0, 0, 0xFF, 0xFF];

fn put_no_result(cell: &mut Cell) {
    cell.text = FORMULA.to_string();
    cell.beside = Beside::of(Mark::NoResult);
}

fn put_bool_or_error(cell: &mut Cell, value: u8, is_error: bool) {
    cell.text.push_str(bool_or_error(value, is_error));
    cell.beside.mark = (!is_error).then_some(Mark::Boolean);
}

fn bool_or_error(value: u8, is_error: bool) -> &'static str {
    match (is_error, value) {
        (false, 0) => "false",
        (false, _) => "true",
        (true, 0x00) => "#NULL!",
        (true, 0x07) => "#DIV/0!",
        (true, 0x0F) => "#VALUE!",
        (true, 0x17) => "#REF!",
        (true, 0x1D) => "#NAME?",
        (true, 0x24) => "#NUM!",
        (true, _) => "#N/A",
    }
}

/// A number in four bytes: a whole one, or the upper half of a binary fraction, either of them also as hundredths.
fn rk(bits: u32) -> f64 {
    let number = if bits & 2 == 0 {
        f64::from_bits(u64::from(bits & !3) << 32)
    } else {
        f64::from(bits.cast_signed() >> 2)
    };
    if bits & 1 == 0 { number } else { number / 100.0 }
}

/// Where the cells of a sheet are.
#[derive(Default)]
struct Places {
    /// Row and place of each record of cells, rows ascending.
    cells: Vec<(u16, usize)>,
    merges: Vec<Merge>,
    /// True if the program that wrote it left its formulas to be computed by the one that opens it.
    is_uncomputed: bool,
    formulas: u64,
    /// Formulas that gave an empty text, which is also what some programs write that compute nothing.
    blank_formulas: u64,
    bytes: usize,
}

impl Places {
    fn find(stream: &[u8], from: usize) -> Result<Self, Broken> {
        let mut records = Records::from(stream, from);
        if records.next()?.kind != kind::BEGIN {
            return Err(Broken::DanglingReference);
        }
        // Charts inside the sheet have cells of their own.
        let (mut places, mut depth) = (Self::default(), 1);
        while depth > 0 {
            let record = records.next()?;
            match record.kind {
                kind::BEGIN => depth += 1,
                kind::END => depth -= 1,
                _ if depth > 1 => {}
                kind::MERGED => places.merge(&record)?,
                kind::UNCOMPUTED => places.is_uncomputed = true,
                kind::FORMULA => places.formula(&record)?,
                kind::MUL_RK
                | kind::RICH_STRING
                | kind::SHARED_TEXT
                | kind::NUMBER
                | kind::LABEL
                | kind::BOOL_OR_ERROR
                | kind::RK => places.cells.push((short(record.data, 0)?, record.at)),
                _ => {}
            }
        }
        places.bytes = records.at - from;
        places.cells.sort_by_key(|(row, _)| *row);
        Ok(places)
    }

    fn formula(&mut self, record: &Record<'_>) -> Result<(), Broken> {
        self.cells.push((short(record.data, 0)?, record.at));
        self.formulas += 1;
        self.blank_formulas += u64::from(bytes(record.data, 6)? == BLANK);
        Ok(())
    }

    /// True if a result that may be none is none. A sheet none of whose formulas gave anything was never computed.
    fn is_no_result(&self, record: &Record<'_>) -> Result<bool, Broken> {
        const ON_LOAD: u16 = 2;
        let result: [u8; 8] = bytes(record.data, 6)?;
        let is_later = self.is_uncomputed || short(record.data, 14)? & ON_LOAD != 0;
        let is_never = self.formulas == self.blank_formulas;
        Ok((is_later && f64::from_le_bytes(result) == 0.0) || ((is_later || is_never) && result == BLANK))
    }

    fn merge(&mut self, record: &Record<'_>) -> Result<(), Broken> {
        for index in 0..usize::from(short(record.data, 0)?) {
            let at = 2 + 8 * index;
            self.merges.push(Merge {
                column: short(record.data, at + 4)?.into(),
                first_row: short(record.data, at)?.into(),
                last_row: short(record.data, at + 2)?.into(),
            });
        }
        Ok(())
    }
}
