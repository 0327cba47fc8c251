//! Delimited text as records: the one reading of quotes, delimiters and line ends, and the writing of plain copies.
//!
//! A record is a row as a spreadsheet counts it: a quoted cell may hold line breaks, an empty line is a record of one
//! empty cell. Input is UTF-8. Memory holds one record.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::Path;

use memchr::{memchr, memchr_iter, memchr2};

use crate::ingest::error::IngestError;
use crate::message::Grouped;

const BUFFER: usize = 1 << 18;

/// The byte order mark of UTF-8.
const MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];

/// One record, reused from row to row.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "what may be odd about a record, each on its own"
)]
pub struct Record {
    text: Vec<u8>,
    /// Where each cell begins and ends in `text`.
    spans: Vec<(usize, usize)>,
    /// Number of the record, from 1.
    pub row: u64,
    /// Something a strict reader might take differently: quotes inside a cell, blanks after a closing quote.
    pub is_odd: bool,
    /// Text after a closing quote: where the cell ends is anyone's guess.
    pub is_broken: bool,
    /// A cell holds a line break.
    pub is_multiline: bool,
    /// The file ends without an end of this line: there may have been more of it.
    pub is_unended: bool,
}

impl Record {
    /// How many cells it has, at least 1.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// The cells, unquoted.
    pub fn cells(&self) -> impl Iterator<Item = &str> + Clone {
        // Delimiters and quotes are ASCII, so whatever UTF-8 text is cut at them is UTF-8.
        let text = std::str::from_utf8(&self.text).unwrap_or_default();
        let spans = self.spans.iter();
        spans.map(move |(start, end)| text.get(*start..*end).unwrap_or_default())
    }

    /// True for an empty line.
    pub fn is_empty_line(&self) -> bool {
        self.text.is_empty() && self.spans.len() == 1
    }

    /// True if all cells are ASCII.
    pub fn is_ascii(&self) -> bool {
        self.text.is_ascii()
    }

    fn clear(&mut self) {
        self.text.clear();
        self.spans.clear();
        (self.is_odd, self.is_broken) = (false, false);
        (self.is_multiline, self.is_unended) = (false, false);
    }
}

/// What stops the reading.
#[derive(Debug)]
pub enum Stop {
    /// A quote opened on this line is not closed.
    OpenQuote(u64),
    /// This record has more bytes than allowed.
    TooLong {
        row: u64,
        most: u64,
    },
    Io(std::io::Error),
}

impl Stop {
    /// As an error about the file told as `path`.
    pub fn at(self, path: &Path) -> IngestError {
        let shown = path.to_path_buf();
        match self {
            Self::OpenQuote(line) => IngestError::OpenQuote { path: shown, line },
            Self::TooLong { row, most } => IngestError::RowTooLong {
                path: shown,
                row,
                most: Grouped(most),
            },
            Self::Io(error) => IngestError::unreadable(path, &error),
        }
    }
}

/// The ways in which lines ended so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineEnds {
    pub lf: bool,
    pub crlf: bool,
    pub cr: bool,
}

/// What ends the rows of a file the database reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnd {
    /// As in Unix, and in all copies.
    Lf,
    /// As in Windows.
    CrLf,
}

impl LineEnd {
    /// As the database wants to be told, in letters.
    pub fn letters(self) -> &'static str {
        match self {
            Self::Lf => r"\n",
            Self::CrLf => r"\r\n",
        }
    }
}

impl LineEnds {
    /// The one kind there is, unless they [are odd](Self::are_odd).
    pub fn one(self) -> LineEnd {
        if self.crlf { LineEnd::CrLf } else { LineEnd::Lf }
    }

    /// True unless all lines end in the same of the two usual ways.
    pub fn are_odd(self) -> bool {
        self.cr || (self.lf && self.crlf)
    }
}

/// A reader of records.
pub struct Records<R> {
    input: R,
    buffer: Vec<u8>,
    at: usize,
    end: usize,
    delimiter: u8,
    row: u64,
    line: u64,
    most: u64,
    /// How lines ended so far.
    pub line_ends: LineEnds,
}

impl Records<File> {
    /// The records of the file at `path`, each of `most` bytes at most.
    pub fn open(path: &Path, delimiter: char, most: u64) -> Result<Self, Stop> {
        Self::new(File::open(path).map_err(Stop::Io)?, delimiter, most)
    }
}

impl<R: Read> Records<R> {
    /// The records of `input`; a byte order mark is passed over. `delimiter` is an ASCII character.
    pub fn new(input: R, delimiter: char, most: u64) -> Result<Self, Stop> {
        let mut records = Self {
            input,
            buffer: vec![0; BUFFER],
            at: 0,
            end: 0,
            delimiter: u8::try_from(delimiter).unwrap_or(b','),
            row: 0,
            line: 1,
            most,
            line_ends: LineEnds::default(),
        };
        // All three bytes or none: other characters begin with the first of them too, full-width ones above all.
        while records.end < MARK.len() && records.fill()? {}
        if records.buffer[..records.end].starts_with(&MARK) {
            records.at = MARK.len();
        }
        Ok(records)
    }

    /// Reads more behind what is in the buffer; false at the end of the input.
    fn fill(&mut self) -> Result<bool, Stop> {
        loop {
            match self.input.read(&mut self.buffer[self.end..]) {
                Ok(read) => {
                    self.end += read;
                    return Ok(read > 0);
                }
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(Stop::Io(e)),
            }
        }
    }

    /// Reads the next record; false at the end.
    pub fn next(&mut self, record: &mut Record) -> Result<bool, Stop> {
        record.clear();
        if self.peek()?.is_none() {
            return Ok(false);
        }
        self.row += 1;
        record.row = self.row;
        if self.simple_line(record) {
            return Ok(true);
        }
        loop {
            let start = record.text.len();
            let is_quoted = self.peek()? == Some(b'"');
            if is_quoted {
                self.quoted(record)?;
            }
            self.unquoted(record, is_quoted)?;
            record.spans.push((start, record.text.len()));
            match self.peek()? {
                Some(byte) if byte == self.delimiter => self.at += 1,
                Some(_) => {
                    self.line_end()?;
                    return Ok(true);
                }
                None => {
                    record.is_unended = true;
                    return Ok(true);
                }
            }
        }
    }

    /// Reads a line that is all in the buffer and has no quotes, as nearly all have; else leaves everything as it is.
    fn simple_line(&mut self, record: &mut Record) -> bool {
        let rest = &self.buffer[self.at..self.end];
        let Some(length) = memchr(b'\n', rest) else {
            return false;
        };
        let line = &rest[..length];
        let (line, is_crlf) = line.strip_suffix(b"\r").map_or((line, false), |line| (line, true));
        if memchr2(b'"', b'\r', line).is_some() || line.len() as u64 > self.most {
            return false;
        }
        record.text.extend_from_slice(line);
        let mut start = 0;
        for at in memchr_iter(self.delimiter, line) {
            record.spans.push((start, at));
            start = at + 1;
        }
        record.spans.push((start, line.len()));
        self.at += length + 1;
        self.line += 1;
        if is_crlf {
            self.line_ends.crlf = true;
        } else {
            self.line_ends.lf = true;
        }
        true
    }

    /// The rest of a cell up to the delimiter or the end of the line, which are left.
    fn unquoted(&mut self, record: &mut Record, after_quote: bool) -> Result<(), Stop> {
        let start = record.text.len();
        while self.peek()?.is_some() {
            let rest = &self.buffer[self.at..self.end];
            let delimiter = self.delimiter;
            let stop = rest.iter().position(|b| *b == delimiter || *b == b'\n' || *b == b'\r');
            let part = &rest[..stop.unwrap_or(rest.len())];
            record.is_odd |= part.contains(&b'"');
            record.text.extend_from_slice(part);
            self.at += part.len();
            self.check_length(record)?;
            if stop.is_some() {
                break;
            }
        }
        let tail = &record.text[start..];
        if after_quote && !tail.is_empty() {
            record.is_odd = true;
            if tail.iter().all(|b| *b == b' ' || *b == b'\t') {
                record.text.truncate(start);
            } else {
                record.is_broken = true;
            }
        }
        Ok(())
    }

    /// A quoted part; the text up to the closing quote.
    fn quoted(&mut self, record: &mut Record) -> Result<(), Stop> {
        let opened_on = self.line;
        self.at += 1;
        loop {
            if self.peek()?.is_none() {
                return Err(Stop::OpenQuote(opened_on));
            }
            let rest = &self.buffer[self.at..self.end];
            let stop = rest.iter().position(|b| *b == b'"');
            let part = &rest[..stop.unwrap_or(rest.len())];
            let breaks = part.split(|b| *b == b'\n').count() as u64 - 1;
            record.is_multiline |= breaks > 0 || part.contains(&b'\r');
            self.line += breaks;
            record.text.extend_from_slice(part);
            self.at += part.len();
            self.check_length(record)?;
            if stop.is_some() {
                self.at += 1;
                if self.peek()? != Some(b'"') {
                    return Ok(());
                }
                record.text.push(b'"');
                self.at += 1;
            }
        }
    }

    fn line_end(&mut self) -> Result<(), Stop> {
        let byte = self.peek()?;
        self.at += 1;
        self.line += 1;
        if byte == Some(b'\n') {
            self.line_ends.lf = true;
        } else if self.peek()? == Some(b'\n') {
            self.at += 1;
            self.line_ends.crlf = true;
        } else {
            self.line_ends.cr = true;
        }
        Ok(())
    }

    fn check_length(&self, record: &Record) -> Result<(), Stop> {
        if record.text.len() as u64 > self.most {
            return Err(Stop::TooLong {
                row: record.row,
                most: self.most,
            });
        }
        Ok(())
    }

    fn peek(&mut self) -> Result<Option<u8>, Stop> {
        if self.at == self.end {
            (self.at, self.end) = (0, 0);
            if !self.fill()? {
                return Ok(None);
            }
        }
        Ok(Some(self.buffer[self.at]))
    }
}

/// Writes records in the one plain dialect the database is told to read: commas, quotes where needed, no headers.
pub struct Writer {
    out: BufWriter<File>,
    is_first: bool,
}

impl Writer {
    /// A new file at `path`.
    pub fn create(path: &Path) -> Result<Self, IngestError> {
        let file = File::create(path).map_err(|e| IngestError::unwritable(path, &e))?;
        Ok(Self {
            out: BufWriter::with_capacity(BUFFER, file),
            is_first: true,
        })
    }

    /// One cell; empty text is no value.
    pub fn cell(&mut self, text: &str) -> std::io::Result<()> {
        if !std::mem::take(&mut self.is_first) {
            self.out.write_all(b",")?;
        }
        if text.contains([',', '"', '\n', '\r']) || text.starts_with(' ') || text.ends_with(' ') {
            write!(self.out, "\"{}\"", text.replace('"', "\"\""))
        } else {
            self.out.write_all(text.as_bytes())
        }
    }

    /// Ends the record.
    pub fn end(&mut self) -> std::io::Result<()> {
        self.is_first = true;
        self.out.write_all(b"\n")
    }

    /// Writes what is buffered.
    pub fn finish(mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// All records as text, cells between bars; marks: `~` odd, `!` broken.
    fn read(text: &str) -> Result<Vec<String>, Stop> {
        let mut records = Records::new(text.as_bytes(), ',', 1_000_000)?;
        let (mut record, mut out) = (Record::default(), Vec::new());
        while records.next(&mut record)? {
            let marks = if record.is_broken {
                "!"
            } else if record.is_odd {
                "~"
            } else {
                ""
            };
            out.push(format!("{marks}{}", record.cells().collect::<Vec<_>>().join("|")));
        }
        Ok(out)
    }

    #[test]
    fn records_cells_quotes_and_line_ends() {
        for (text, expected) in [
            ("a,b\n1,2\n", &["a|b", "1|2"][..]),
            ("a,b\r\n1,\r\n", &["a|b", "1|"]),
            ("a\rb", &["a", "b"]),
            ("\u{feff}a\n", &["a"]),
            ("（a）,b\n", &["（a）|b"]),
            ("a\n\n,\n", &["a", "", "|"]),
            ("\"a,\"\"b\"\"\n c\",d", &["a,\"b\"\n c|d"]),
            ("\"\",x\n", &["|x"]),
            ("a\"b\",c\n", &["~a\"b\"|c"]),
            ("\"a\" ,b\n", &["~a|b"]),
            ("\"a\"b,c\n", &["!ab|c"]),
            ("", &[]),
        ] {
            assert_eq!(read(text).unwrap(), expected, "{text:?}");
        }
    }

    #[test]
    fn an_open_quote_is_told_with_its_line() {
        assert!(matches!(read("a\n1,\"x\ny\n"), Err(Stop::OpenQuote(2))));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[a,\"\n\r ;]{0,40}") {
            let _ = read(&text);
        }

        #[test]
        fn what_was_written_is_read_back(rows in proptest::collection::vec(proptest::collection::vec("[a,\"\n\r 保]{0,6}", 2), 0..5)) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("x.csv");
            let mut writer = Writer::create(&path).unwrap();
            for row in &rows {
                for cell in row {
                    writer.cell(cell).unwrap();
                }
                writer.end().unwrap();
            }
            writer.finish().unwrap();
            let text = std::fs::read_to_string(&path).unwrap();
            let expected: Vec<String> = rows.iter().map(|row| row.join("|")).collect();
            prop_assert_eq!(read(&text).unwrap(), expected);
        }
    }
}
