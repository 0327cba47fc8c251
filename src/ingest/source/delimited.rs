//! Text with a delimiter between cells: CSV, TSV and what is called so.
//!
//! The whole file is read once to count its rows and see its form. A regular file is read by the database as it is; one
//! with titles above the headers, blank lines inside, loose quotes, mixed line ends or rows of the wrong length is
//! copied first, so that no reading depends on how lenient a reader is. Cells missing at the end of a row are empty.

use std::path::{Path, PathBuf};

use super::grid::is_data;
use super::records::{LineEnd, Record, Records, Stop};
use super::units::Units;
use super::{Context, InputFile, Relation, SAMPLE_ROWS, Sheet, Source, Spelling, Writer, needs_other_name};
use crate::diagnostic::Result;
use crate::ingest::error::IngestError;
use crate::ingest::headers::names_units;
use crate::ingest::skip::{Skip, Skipped, skip_reason};
use crate::message::{Message, say};
use crate::wording::Wording;

const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// The line of headers is looked for in so many rows.
const HEAD_ROWS: usize = 50;

/// Text with delimiters.
pub struct Delimited;

impl Source for Delimited {
    fn recognises(&self, file: &InputFile) -> bool {
        // Many a program writes tab-separated text and calls it a workbook; real ones have been recognised before.
        matches!(file.extension().as_str(), "csv" | "tsv" | "txt" | "xls")
    }

    fn open(&self, file: &InputFile, context: &Context<'_>) -> Result<Vec<Sheet>> {
        let told = |error: IngestError| error.with_display_path(&file.shown);
        let text = file.text(context.scratch)?;
        let form = Form::of(&text, context).map_err(|stop| stop.at(&file.shown))?;
        Ok(vec![form.into_sheet(&text, context).map_err(told)?])
    }
}

/// What one pass over a file shows.
struct Form {
    delimiter: char,
    headers: Vec<String>,
    header_row: u64,
    rows: u64,
    skipped: Skipped,
    sample: Vec<Vec<String>>,
    spelling: Vec<Spelling>,
    is_irregular: bool,
    is_multiline: bool,
    line_end: LineEnd,
    units: Units,
}

/// The delimiter and where the headers stand, as far as the first rows tell.
struct Guess {
    delimiter: char,
    headers: Vec<String>,
    header_row: u64,
}

impl Guess {
    /// The delimiter under which a row has the most known headers; failing that, the most cells.
    fn of(path: &Path, context: &Context<'_>) -> Result<Self, Stop> {
        let mut best: Option<((usize, usize), Self)> = None;
        for delimiter in DELIMITERS {
            let mut records = Records::open(path, delimiter, context.limits.max_text_bytes)?;
            let mut record = Record::default();
            let mut width = None;
            for _ in 0..HEAD_ROWS {
                // A wrong delimiter may make nonsense of quotes; the right one is read to its end below.
                if !records.next(&mut record).unwrap_or(false) {
                    break;
                }
                let cells: Vec<&str> = record.cells().collect();
                let filled = cells.iter().filter(|cell| !cell.is_empty());
                let found = if is_data(&cells, context.knows) {
                    0
                } else {
                    filled.clone().filter(|cell| (context.knows)(cell)).count()
                };
                let is_title = filled.count() == 1;
                let is_first = width.is_none() && !is_title && skip_reason(record.cells(), &[]).is_none();
                let score = (found, if is_first { *width.insert(record.len()) } else { 0 });
                if best.as_ref().is_none_or(|(highest, _)| score > *highest) {
                    let headers = record
                        .cells()
                        .map(|cell| crate::ingest::values::trim(cell).to_owned())
                        .collect();
                    best = Some((
                        score,
                        Self {
                            delimiter,
                            headers,
                            header_row: record.row,
                        },
                    ));
                }
            }
        }
        Ok(best.map_or_else(
            || Self {
                delimiter: ',',
                headers: Vec::new(),
                header_row: 1,
            },
            |(_, guess)| guess,
        ))
    }
}

impl Form {
    fn of(path: &Path, context: &Context<'_>) -> Result<Self, Stop> {
        let guess = Guess::of(path, context)?;
        let mut form = Self {
            delimiter: guess.delimiter,
            spelling: vec![Spelling::CapitalCodes; guess.headers.len()],
            headers: guess.headers,
            header_row: guess.header_row,
            rows: 0,
            skipped: Skipped::default(),
            sample: Vec::new(),
            is_irregular: guess.header_row > 1 || needs_other_name(path),
            is_multiline: false,
            line_end: LineEnd::Lf,
            units: Units::default(),
        };
        let mut records = Records::open(path, form.delimiter, context.limits.max_text_bytes)?;
        let (mut record, mut after_blank) = (Record::default(), false);
        while records.next(&mut record)? {
            form.is_irregular |= record.is_odd;
            form.is_multiline |= record.is_multiline;
            if record.row == form.header_row {
                continue;
            }
            form.rows += 1;
            let judgement = form.judge(&record);
            // The database passes over empty lines, and those at the end disturb no row numbers.
            let is_empty_line = record.is_empty_line();
            form.is_irregular |= after_blank && !is_empty_line;
            form.is_irregular |= !is_empty_line && (judgement != Row::Data || record.len() != form.headers.len());
            after_blank |= is_empty_line;
            if judgement == Row::Skip(Skip::Title) {
                record.cells().for_each(|cell| form.units.read_title(cell));
            } else {
                form.units.read_row(record.cells(), &form.headers);
            }
            if let Row::Skip(reason) = judgement {
                form.skipped.add(reason, record.row, record.cells());
            } else {
                form.look_at(&record);
            }
        }
        form.is_irregular |= records.line_ends.are_odd();
        form.line_end = records.line_ends.one();
        Ok(form)
    }

    fn judge(&self, record: &Record) -> Row {
        // Empty cells beyond the headers say nothing, and neither do those that are not written at the end of a row.
        let width = self.headers.len();
        let beyond = || record.cells().skip(width).all(str::is_empty);
        let is_whole = record.len() >= width || !record.is_unended;
        let fits = !record.is_broken && is_whole && (record.len() <= width || beyond());
        if record.row < self.header_row {
            let blank = record.cells().all(|cell| cell.trim().is_empty());
            return Row::Skip(if blank { Skip::Blank } else { Skip::Title });
        }
        if record.row == self.header_row + 1 && names_units(record.cells()) {
            return Row::Skip(Skip::Title);
        }
        if fits && width > 1 && record.len() >= width {
            return Row::Data;
        }
        // Rows that are no data are often shorter than the others.
        match skip_reason(record.cells(), &self.headers) {
            Some(reason) => Row::Skip(reason),
            None if fits => Row::Data,
            None => Row::Broken,
        }
    }

    fn look_at(&mut self, record: &Record) {
        if self.sample.len() < SAMPLE_ROWS {
            self.sample.push(record.cells().map(str::to_owned).collect());
        }
        let is_ascii = record.is_ascii();
        for (cell, spelling) in record.cells().zip(&mut self.spelling) {
            *spelling = spelling.and(cell, is_ascii);
        }
    }

    fn into_sheet(self, text: &Path, context: &Context<'_>) -> Result<Sheet, IngestError> {
        let relation = Relation::Csv {
            path: if self.is_irregular {
                self.copy(text, context)?
            } else {
                text.to_path_buf()
            },
            delimiter: if self.is_irregular { ',' } else { self.delimiter },
            line_end: if self.is_irregular { LineEnd::Lf } else { self.line_end },
            numbered: self.is_irregular,
            parallel: !self.is_multiline,
        };
        if self.is_irregular {
            context.scratch.discard(text);
        }
        Ok(Sheet {
            name: None,
            columns: self.headers,
            sample: self.sample,
            rows: self.rows,
            skipped: self.skipped,
            first_row: self.header_row + 1,
            spelling: self.spelling,
            units: self.units,
            since_1904: false,
            notes: Vec::new(),
            relation,
        })
    }

    /// Writes the rows of data to a new file: number, what is wrong with the row, cells.
    fn copy(&self, text: &Path, context: &Context<'_>) -> Result<PathBuf, IngestError> {
        let path = context.scratch.path("csv");
        let mut writer = Writer::create(&path)?;
        let mut records =
            Records::open(text, self.delimiter, context.limits.max_text_bytes).map_err(|stop| stop.at(text))?;
        let mut record = Record::default();
        while records.next(&mut record).map_err(|stop| stop.at(text))? {
            if record.row != self.header_row {
                self.copy_row(&record, &mut writer, context.wording)
                    .map_err(|e| IngestError::unwritable(&path, &e))?;
            }
        }
        writer.finish().map_err(|e| IngestError::unwritable(&path, &e))?;
        Ok(path)
    }

    fn copy_row(&self, record: &Record, writer: &mut Writer, wording: &Wording) -> std::io::Result<()> {
        let judgement = self.judge(record);
        if matches!(judgement, Row::Skip(_)) {
            return Ok(());
        }
        writer.cell(&record.row.to_string())?;
        if judgement == Row::Broken {
            writer.cell(&wording.say(&self.what_is_wrong(record)))?;
            writer.cell("")?;
            let cells: Vec<&str> = record.cells().collect();
            writer.cell(&cells.join(&self.delimiter.to_string()))?;
            (1..self.headers.len()).try_for_each(|_| writer.cell(""))?;
        } else {
            writer.cell("")?;
            writer.cell("")?;
            let cells = record.cells().chain(std::iter::repeat(""));
            cells.take(self.headers.len()).try_for_each(|cell| writer.cell(cell))?;
        }
        writer.end()
    }

    fn what_is_wrong(&self, record: &Record) -> Message {
        let (cells, headers) = (record.len(), self.headers.len());
        if record.is_broken {
            say!("ingest.reject.text_after_quote")
        } else if cells < headers {
            say!("ingest.reject.cut_off")
        } else if cells == 1 {
            say!("ingest.reject.cells_one", headers)
        } else {
            say!("ingest.reject.cells", cells, headers)
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Row {
    Data,
    Broken,
    Skip(Skip),
}
