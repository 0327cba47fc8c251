//! JSON: an array of objects, such arrays inside an object (`{"data": [...], "total": 3}`), and one object per line.
//!
//! An object is a row, its keys are headers. The file is read twice, once for the keys and once for the rows, so that
//! memory holds one object only. Numbers keep their digits as written; what stands inside a value is the text of the
//! cell. A row is counted from 1 as the object in its array, or as the line of the file.

mod record;

use std::fmt;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use serde::de::{self, DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use self::record::{Columns, Record, unreadable};
use super::bounded::Fuel;
use super::grid::Grid;
use super::sheet::MOST_SHEETS;
use super::{Context, InputFile, Sheet, Source, bounded};
use crate::diagnostic::Result;
use crate::ingest::error::{IngestError, Limit};
use crate::message::{Grouped, say};

/// Arrays are looked for in objects inside so many objects.
const MOST_LEVELS: usize = 2;

/// Files of JSON.
pub struct Json;

impl Source for Json {
    fn recognises(&self, file: &InputFile) -> bool {
        matches!(file.extension().as_str(), "json" | "jsonl" | "ndjson")
    }

    fn open(&self, file: &InputFile, context: &Context<'_>) -> Result<Vec<Sheet>> {
        let text = file.text(context.scratch)?;
        let reading = Reading {
            text: &text,
            shown: &file.shown,
            context,
        };
        let (form, found) = reading.look(file.extension() != "json")?;
        let sheets = reading.rows(form, found)?;
        context.scratch.discard(&text);
        Ok(sheets)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Document,
    Lines,
}

/// What follows the first value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    End,
    More,
}

/// Told of every array and the values in it.
trait Taker {
    fn array(&mut self, name: &str) -> Result<(), IngestError>;
    fn value(&mut self, row: u64, value: &RawValue) -> Result<(), IngestError>;
}

#[derive(Clone, Copy)]
struct Reading<'a> {
    text: &'a Path,
    shown: &'a Path,
    context: &'a Context<'a>,
}

impl Reading<'_> {
    /// The first pass. One object alone is a row, unless there are rows in it.
    fn look(self, are_lines: bool) -> Result<(Form, Vec<Columns>), IngestError> {
        let is_array = self.first_byte()? == Some(b'[');
        let mut document = Vec::new();
        let mut is_whole = false;
        if is_array || !are_lines {
            let mut keys = Keys::new(self);
            is_whole = self.document(&mut keys)? == After::End;
            document = keys.found;
            if is_array || (is_whole && document.iter().any(|columns| columns.has_objects)) {
                return Ok((Form::Document, document));
            }
        }
        let mut keys = Keys::new(self);
        match self.lines(&mut keys) {
            Err(_) if is_whole => Ok((Form::Document, document)),
            read => read.map(|()| (Form::Lines, keys.found)),
        }
    }

    /// The second pass.
    fn rows(self, form: Form, found: Vec<Columns>) -> Result<Vec<Sheet>, IngestError> {
        let mut rows = Rows {
            reading: self,
            is_one: found.iter().filter(|columns| columns.has_objects).count() == 1,
            found: found.into_iter(),
            current: None,
            sheets: Vec::new(),
        };
        match form {
            Form::Document => self.document(&mut rows).map(drop)?,
            Form::Lines => self.lines(&mut rows)?,
        }
        rows.finish()
    }

    fn first_byte(self) -> Result<Option<u8>, IngestError> {
        let (input, fuel) = self.input()?;
        for byte in input.bytes() {
            fuel.refill();
            let byte = byte.map_err(|e| IngestError::unreadable(self.shown, &e))?;
            if !byte.is_ascii_whitespace() {
                return Ok(Some(byte));
            }
        }
        Ok(None)
    }

    fn input(self) -> Result<(bounded::BoundedText, Fuel), IngestError> {
        bounded::open(self.text, self.context.limits.max_text_bytes)
            .map_err(|e| IngestError::unreadable(self.shown, &e))
    }

    /// Reads one value. Behind an object there may be more, as lines have it.
    fn document(self, taker: &mut dyn Taker) -> Result<After, IngestError> {
        let (input, fuel) = self.input()?;
        let mut parser = serde_json::Deserializer::from_reader(input);
        let mut walk = Walk {
            taker,
            fuel: fuel.clone(),
            error: None,
            row: 0,
        };
        let outer = Outer {
            walk: &mut walk,
            name: String::new(),
            level: 0,
        };
        let read = outer.deserialize(&mut parser);
        let (row, stopped) = (walk.row, walk.error);
        match (read, stopped) {
            (_, Some(error)) => Err(error),
            (Err(_), None) if fuel.is_spent() => Err(self.too_long(row + 1)),
            (Err(error), None) => Err(self.wrong(&error, None)),
            (Ok(is_object), None) => {
                fuel.refill();
                match parser.end() {
                    Ok(()) => Ok(After::End),
                    Err(_) if is_object => Ok(After::More),
                    Err(error) => Err(self.wrong(&error, None)),
                }
            }
        }
    }

    fn lines(self, taker: &mut dyn Taker) -> Result<(), IngestError> {
        let (mut input, fuel) = self.input()?;
        let most = self.context.limits.max_text_bytes;
        let (mut line, mut row) = (Vec::new(), 0);
        taker.array("")?;
        loop {
            line.clear();
            fuel.refill();
            row += 1;
            let read = BufReader::by_ref(&mut input)
                .take(most + 1)
                .read_until(b'\n', &mut line);
            if read.map_err(|e| IngestError::unreadable(self.shown, &e))? == 0 {
                return Ok(());
            }
            if line.len() as u64 > most {
                return Err(self.too_long(row));
            }
            let text = std::str::from_utf8(&line).unwrap_or_default();
            if text.trim().is_empty() {
                continue;
            }
            let value: &RawValue = serde_json::from_str(text).map_err(|e| self.wrong(&e, Some((row, text))))?;
            taker.value(row, value)?;
        }
    }

    fn too_long(self, row: u64) -> IngestError {
        IngestError::RowTooLong {
            path: self.shown.to_path_buf(),
            row,
            most: Grouped(self.context.limits.max_text_bytes),
        }
    }

    /// What the parser says, and where: in the file, or in the line given.
    fn wrong(self, error: &serde_json::Error, line: Option<(u64, &str)>) -> IngestError {
        if error.is_io() {
            return IngestError::unreadable(self.shown, &std::io::Error::other(error.to_string()));
        }
        let said = error.to_string();
        let reason = said
            .rsplit_once(" at line ")
            .map_or(said.as_str(), |(reason, _)| reason);
        let position = match line {
            Some((row, text)) => {
                let bytes = error.column().min(text.len());
                (
                    usize::try_from(row).unwrap_or(usize::MAX),
                    characters(&text.as_bytes()[..bytes]),
                )
            }
            None => (
                error.line(),
                self.column(error.line(), error.column()).unwrap_or(error.column()),
            ),
        };
        IngestError::Malformed {
            path: self.shown.to_path_buf(),
            position: (position.0, position.1.max(1)),
            reason: say!("errors.parts.json", detail = reason.to_owned()),
        }
    }

    /// The column in characters of the byte `bytes` of a line.
    fn column(self, line: usize, bytes: usize) -> Option<usize> {
        let (input, fuel) = self.input().ok()?;
        let (mut at, mut count) = ((1, 0), 0);
        for byte in input.bytes() {
            fuel.refill();
            let byte = byte.ok()?;
            if at.0 == line {
                if at.1 == bytes {
                    break;
                }
                at.1 += 1;
                count += characters(&[byte]);
            }
            at.0 += usize::from(byte == b'\n');
        }
        Some(count)
    }
}

/// Bytes that begin a character.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

/// The state of reading a document.
struct Walk<'t> {
    taker: &'t mut dyn Taker,
    fuel: Fuel,
    error: Option<IngestError>,
    row: u64,
}

impl Walk<'_> {
    /// The parser has only one kind of error, so ours is put by.
    fn stop<E: de::Error>(&mut self, outcome: Result<(), IngestError>) -> Result<(), E> {
        outcome.map_err(|error| {
            self.error = Some(error);
            E::custom("stopped")
        })
    }
}

/// A value that is an array of rows, or an object in which there may be some. Read as true if it is an object.
struct Outer<'w, 't> {
    walk: &'w mut Walk<'t>,
    name: String,
    level: usize,
}

impl<'de> DeserializeSeed<'de> for Outer<'_, '_> {
    type Value = bool;

    fn deserialize<D: de::Deserializer<'de>>(self, parser: D) -> Result<bool, D::Error> {
        parser.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Outer<'_, '_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of objects")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            self.walk.fuel.refill();
            if self.level == MOST_LEVELS {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let name = if self.name.is_empty() {
                key
            } else {
                format!("{}.{key}", self.name)
            };
            map.next_value_seed(Outer {
                walk: self.walk,
                name,
                level: self.level + 1,
            })?;
        }
        Ok(true)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<bool, A::Error> {
        let begun = self.walk.taker.array(&self.name);
        self.walk.stop(begun)?;
        self.walk.row = 0;
        self.walk.fuel.refill();
        while let Some(value) = seq.next_element::<Box<RawValue>>()? {
            self.walk.row += 1;
            let taken = self.walk.taker.value(self.walk.row, &value);
            self.walk.stop(taken)?;
            self.walk.fuel.refill();
        }
        Ok(false)
    }

    fn visit_bool<E>(self, _: bool) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_i64<E>(self, _: i64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_u64<E>(self, _: u64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_f64<E>(self, _: f64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_str<E>(self, _: &str) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }
}

/// Collects the keys of each array.
struct Keys<'a> {
    reading: Reading<'a>,
    found: Vec<Columns>,
}

impl<'a> Keys<'a> {
    fn new(reading: Reading<'a>) -> Self {
        Self {
            reading,
            found: Vec::new(),
        }
    }
}

impl Taker for Keys<'_> {
    fn array(&mut self, name: &str) -> Result<(), IngestError> {
        if self.found.len() as u64 == MOST_SHEETS {
            return Err(Limit::Sheets(MOST_SHEETS).passed_by(self.reading.shown));
        }
        self.found.push(Columns::of(name));
        Ok(())
    }

    fn value(&mut self, _row: u64, value: &RawValue) -> Result<(), IngestError> {
        let (Some(columns), Some(record)) = (self.found.last_mut(), Record::of(value)) else {
            return Ok(());
        };
        columns.has_objects = true;
        for (place, (key, _)) in record.0.iter().enumerate() {
            if columns.place(key, place).is_none() {
                columns.add(key);
            }
        }
        let most = self.reading.context.limits.max_columns;
        if columns.order.len() as u64 > most {
            return Err(Limit::Columns(most).passed_by(self.reading.shown));
        }
        Ok(())
    }
}

/// Makes sheets of the arrays that hold objects.
struct Rows<'a> {
    reading: Reading<'a>,
    is_one: bool,
    found: std::vec::IntoIter<Columns>,
    current: Option<(Columns, Grid<'a>)>,
    sheets: Vec<Sheet>,
}

impl Rows<'_> {
    fn end_array(&mut self) -> Result<(), IngestError> {
        if let Some((_, grid)) = self.current.take() {
            self.sheets.extend(grid.finish()?);
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<Sheet>, IngestError> {
        self.end_array()?;
        Ok(self.sheets)
    }
}

impl Taker for Rows<'_> {
    fn array(&mut self, _name: &str) -> Result<(), IngestError> {
        self.end_array()?;
        if let Some(columns) = self.found.next().filter(|columns| columns.has_objects) {
            let name = (!self.is_one).then_some(columns.name.as_str());
            let headers = columns.order.clone();
            let grid = Grid::below(self.reading.context, self.reading.shown, name, headers)?;
            self.current = Some((columns, grid));
        }
        Ok(())
    }

    fn value(&mut self, row: u64, value: &RawValue) -> Result<(), IngestError> {
        let Some((columns, grid)) = &mut self.current else {
            return Ok(());
        };
        let cells = match Record::of(value) {
            Some(record) => record.cells(columns),
            None if value.get().starts_with('{') => Err(unreadable()),
            None => Err(say!("ingest.reject.no_object")),
        };
        match cells {
            Ok(cells) => grid.row(row, &cells),
            Err(problem) => grid.broken(row, value.get(), &problem),
        }
    }
}
