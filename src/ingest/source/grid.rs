//! Rows of cells as a format hands them over, one by one, made a [`Sheet`]: workbooks, web tables, JSON.
//!
//! The first rows are held back until the headers are found among them; they may take up to three rows, as merged
//! headers do. All rows below go straight into a copy in the one plain dialect, so that memory does not grow with the
//! sheet. Rows need not be numbered without gaps.

use std::cmp::Reverse;
use std::path::{Path, PathBuf};

use super::cell::{Beside, Cell, Content};
use super::units::{self, Units};
use super::{Context, Relation, Role, SAMPLE_ROWS, Sheet, Spelling, Writer};
use crate::ingest::dates::moment;
use crate::ingest::error::{IngestError, Limit};
use crate::ingest::note::Note;
use crate::ingest::number::Number;
use crate::ingest::skip::{Skip, Skipped};
use crate::ingest::values::{tidy, trim};
use crate::message::Message;

/// The headers are looked for in so many rows,
const HEAD_ROWS: usize = 50;
/// and in so many bytes.
const HEAD_BYTES: usize = 1 << 26;
/// So many rows they may take.
const HEADER_HEIGHT: usize = 3;

/// A sheet in the making.
pub struct Grid<'a> {
    context: &'a Context<'a>,
    shown: &'a Path,
    name: Option<String>,
    head: Vec<(u64, Vec<Cell>)>,
    head_bytes: usize,
    body: Option<Body>,
    rows: u64,
    cells: u64,
    /// Texts that stand above all rows.
    titles: Vec<String>,
    /// Rows of the head with cells that stand there because of a span, and how many.
    repeated: Vec<(u64, u64)>,
}

/// What is below the headers.
struct Body {
    headers: Vec<String>,
    /// What is to be known of the cells below each header.
    roles: Vec<Role>,
    units: Units,
    /// The row below the headers.
    first_row: u64,
    rows: u64,
    skipped: Skipped,
    sample: Vec<Vec<String>>,
    spelling: Vec<Spelling>,
    /// Cells beyond the last header, and the row of the first.
    beside: Option<(u64, u64)>,
    /// Cells that stand for one above them, and the row of the first.
    repeated: Option<(u64, u64)>,
    path: PathBuf,
    writer: Writer,
}

impl<'a> Grid<'a> {
    /// An empty sheet of the file told as `shown`.
    pub fn new(context: &'a Context<'a>, shown: &'a Path, name: Option<&str>) -> Self {
        Self {
            context,
            shown,
            name: name.map(str::to_owned),
            head: Vec::new(),
            head_bytes: 0,
            body: None,
            rows: 0,
            cells: 0,
            titles: Vec::new(),
            repeated: Vec::new(),
        }
    }

    /// Adds a text that stands above the table and is no row of it.
    pub fn title(&mut self, text: &str) {
        if self.titles.len() < HEAD_ROWS {
            self.titles.push(text.to_owned());
        }
    }

    /// A sheet whose headers are known and take no row.
    pub fn below(
        context: &'a Context<'a>,
        shown: &'a Path,
        name: Option<&str>,
        headers: Vec<String>,
    ) -> Result<Self, IngestError> {
        let mut grid = Self::new(context, shown, name);
        grid.body = Some(Body::new(context, headers, 1)?);
        Ok(grid)
    }

    /// Adds the row `number` (from 1, as a person counts the rows of the file; ascending).
    pub fn row<T: Content>(&mut self, number: u64, cells: &[T]) -> Result<(), IngestError> {
        self.keep_within_limits(cells)?;
        if let Some(body) = &mut self.body {
            return body.row(number, cells);
        }
        let cells: Vec<Cell> = cells.iter().map(owned).collect();
        self.head_bytes += cells.iter().map(|cell| cell.text.len()).sum::<usize>();
        self.head.push((number, cells));
        if self.head.len() == HEAD_ROWS || self.head_bytes > HEAD_BYTES {
            self.begin_body()?;
        }
        Ok(())
    }

    /// Adds a row that cannot be split into cells: what it is, and what is wrong with it. Only below known headers.
    pub fn broken(&mut self, number: u64, text: &str, problem: &Message) -> Result<(), IngestError> {
        self.keep_within_limits(&[text])?;
        let Some(body) = &mut self.body else {
            return Ok(());
        };
        body.rows += 1;
        body.write(number, &self.context.wording.say(problem), &[text])
            .map_err(|e| IngestError::unwritable(&body.path, &e))
    }

    /// Notes that so many cells of the row `number`, the one added last, repeat a cell that spans several rows.
    pub fn repeats(&mut self, number: u64, cells: u64) {
        if cells == 0 {
            return;
        }
        match &mut self.body {
            Some(body) => body.repeated.get_or_insert((0, number)).0 += cells,
            None => self.repeated.push((number, cells)),
        }
    }

    /// The sheet; `None` if it has no cell with anything in it.
    pub fn finish(mut self) -> Result<Option<Sheet>, IngestError> {
        if self.body.is_none() {
            if self.head.iter().all(|(_, cells)| is_blank(cells)) {
                return Ok(None);
            }
            self.begin_body()?;
        }
        self.body.map(|body| body.finish(self.name)).transpose()
    }

    /// Stops early: nobody waits for a sheet of a million columns.
    fn keep_within_limits<T: AsRef<str>>(&mut self, cells: &[T]) -> Result<(), IngestError> {
        let limits = self.context.limits;
        self.rows += 1;
        self.cells += cells.len() as u64;
        let longest = cells.iter().map(|cell| cell.as_ref().len()).max().unwrap_or(0);
        let found = [
            (self.rows, Limit::Rows(limits.max_rows)),
            (cells.len() as u64, Limit::Columns(limits.max_columns)),
            (self.cells, Limit::Cells(limits.max_cells)),
            (longest as u64, Limit::TextBytes(limits.max_text_bytes)),
        ];
        match found.into_iter().find(|(count, limit)| *count > limit.max()) {
            Some((_, limit)) => Err(limit.passed_by(self.shown)),
            None => Ok(()),
        }
    }

    fn begin_body(&mut self) -> Result<(), IngestError> {
        let head = std::mem::take(&mut self.head);
        let (first, height, headers) = find_headers(&head, self.context.knows);
        let first_row = head[..first + height].last().map_or(1, |(number, _)| number + 1);
        let mut body = Body::new(self.context, headers, first_row)?;
        let titles = self.name.iter().chain(&self.titles);
        titles.for_each(|title| body.units.read_title(title));
        for (number, cells) in &head[..first] {
            body.rows += 1;
            for cell in cells {
                body.units.read_title(&cell.text);
            }
            let reason = if is_blank(cells) { Skip::Blank } else { Skip::Title };
            body.skipped
                .add(reason, *number, cells.iter().map(|cell| cell.text.as_str()));
        }
        for (number, cells) in &head[first + height..] {
            body.row(*number, cells)?;
        }
        // Headers that span rows are as they should be.
        for (number, cells) in std::mem::take(&mut self.repeated) {
            if number >= body.first_row {
                body.repeated.get_or_insert((0, number)).0 += cells;
            }
        }
        self.body = Some(body);
        Ok(())
    }
}

impl Body {
    fn new(context: &Context<'_>, headers: Vec<String>, first_row: u64) -> Result<Self, IngestError> {
        let path = context.scratch.path("csv");
        Ok(Self {
            spelling: vec![Spelling::CapitalCodes; headers.len()],
            roles: headers.iter().map(|header| (context.role)(header)).collect(),
            units: Units::below(headers.len()),
            headers,
            first_row,
            rows: 0,
            skipped: Skipped::default(),
            sample: Vec::new(),
            beside: None,
            repeated: None,
            writer: Writer::create(&path)?,
            path,
        })
    }

    fn row<T: Content>(&mut self, number: u64, cells: &[T]) -> Result<(), IngestError> {
        self.rows += 1;
        if is_blank(cells) {
            self.skipped.add(Skip::Blank, number, std::iter::empty());
            return Ok(());
        }
        let width = self.headers.len();
        let filled = cells.iter().skip(width).filter(|cell| !trim(cell.as_ref()).is_empty());
        let filled = filled.count() as u64;
        if filled > 0 {
            self.beside.get_or_insert((0, number)).0 += filled;
        }
        self.units.read_row(cells.iter().map(AsRef::as_ref), &self.headers);
        self.look_at(number, cells);
        self.write(number, "", cells)
            .map_err(|e| IngestError::unwritable(&self.path, &e))
    }

    fn look_at<T: Content>(&mut self, number: u64, cells: &[T]) {
        if self.sample.len() < SAMPLE_ROWS {
            let cells = cells.iter().zip(&self.roles);
            self.sample
                .push(cells.map(|(cell, role)| text_of(cell, *role).to_owned()).collect());
        }
        let columns = self.spelling.iter_mut().zip(&self.roles);
        for (index, (cell, (spelling, role))) in cells.iter().zip(columns).enumerate() {
            let text = text_of(cell, *role);
            *spelling = spelling.and(text, text.is_ascii());
            if let Some(unit) = cell.beside().and_then(|beside| beside.unit).filter(|_| role.is_money) {
                self.units.add_format(index, unit, number);
            }
        }
    }

    fn write<T: Content>(&mut self, number: u64, problem: &str, cells: &[T]) -> std::io::Result<()> {
        self.writer.cell(&number.to_string())?;
        self.writer.cell(problem)?;
        let mut marks = String::new();
        for (index, (cell, role)) in cells.iter().zip(&self.roles).enumerate() {
            if let Some(beside) = cell.beside() {
                role.mark(beside, index, &mut marks);
            }
        }
        self.writer.cell(marks.trim_end())?;
        for (index, role) in self.roles.iter().enumerate() {
            self.writer
                .cell(cells.get(index).map_or("", |cell| text_of(cell, *role)))?;
        }
        self.writer.end()
    }

    fn finish(self, name: Option<String>) -> Result<Sheet, IngestError> {
        let path = self.path;
        self.writer.finish().map_err(|e| IngestError::unwritable(&path, &e))?;
        let beside = self.beside.map(|(cells, first_row)| Note::Beside { cells, first_row });
        let repeated = self
            .repeated
            .map(|(cells, first_row)| Note::FilledDown { cells, first_row });
        Ok(Sheet {
            name,
            columns: self.headers,
            sample: self.sample,
            rows: self.rows,
            skipped: self.skipped,
            first_row: self.first_row,
            spelling: self.spelling,
            units: self.units,
            since_1904: false,
            notes: beside.into_iter().chain(repeated).collect(),
            relation: Relation::copy(path),
        })
    }
}

fn owned<T: Content>(cell: &T) -> Cell {
    Cell {
        text: cell.as_ref().to_owned(),
        beside: cell.beside().cloned().unwrap_or_default(),
    }
}

/// The text of a cell below a header: where texts stand, numbers are as a person sees them.
fn text_of<T: Content>(cell: &T, role: Role) -> &str {
    let shown = cell
        .beside()
        .filter(|_| role.is_text)
        .and_then(|beside| beside.shown.as_deref());
    shown.unwrap_or_else(|| cell.as_ref())
}

impl Role {
    /// Adds what the reader of the cell `index` has to know to the marks of its row.
    fn mark(self, beside: &Beside, index: usize, marks: &mut String) {
        if let Some(mark) = beside.mark.filter(|mark| self.is_text || mark.is_for_all()) {
            mark.write(index, marks);
        }
        if let Some(mark) = beside.unit.filter(|_| self.is_money).and_then(units::mark) {
            mark.write(index, marks);
        }
    }
}

fn is_blank<T: AsRef<str>>(cells: &[T]) -> bool {
    cells.iter().all(|cell| trim(cell.as_ref()).is_empty())
}

fn filled<T: AsRef<str>>(cells: &[T]) -> impl Iterator<Item = &str> {
    cells
        .iter()
        .map(|cell| trim(cell.as_ref()))
        .filter(|cell| !cell.is_empty())
}

/// True for a row with a number or a day in it, most cells of which are no headers: that one is (a call log says 电话) makes it
/// none.
pub(super) fn is_data<T: AsRef<str>>(cells: &[T], knows: &dyn Fn(&str) -> bool) -> bool {
    let is_value = |cell: &str| {
        let text = tidy(cell);
        moment(&text).is_some() || Number::parse(&text).is_some()
    };
    let headers = filled(cells).filter(|cell| knows(cell)).count();
    headers * 2 < filled(cells).count() && filled(cells).any(is_value)
}

/// Where the headers begin, how many rows they take, and what they are: the rows with the most known headers, failing
/// that the first row with half as many cells as the fullest. Of equals those with the most headers put together of several rows (到账 over
/// 日期 is more than 日期), then those that end first (later ones repeat them), then those of the fewest rows (a title
/// above belongs to nothing).
fn find_headers(head: &[(u64, Vec<Cell>)], knows: &dyn Fn(&str) -> bool) -> (usize, usize, Vec<String>) {
    let candidates = (0..head.len()).flat_map(|first| {
        let heights = 1..=HEADER_HEIGHT.min(head.len() - first);
        heights.map(move |height| (first, height))
    });
    let data: Vec<bool> = head.iter().map(|(_, row)| is_data(row, knows)).collect();
    let scored = candidates.filter_map(|(first, height)| {
        if data[first..first + height].contains(&true) {
            return None;
        }
        let rows: Vec<&[Cell]> = head[first..first + height].iter().map(|(_, row)| &row[..]).collect();
        let headers = joined_headers(&rows, knows);
        let count = headers.iter().filter(|header| knows(&header.text)).count();
        let joined = headers.iter().filter(|header| header.is_joined).count();
        let score = (count, joined, Reverse(first + height), Reverse(height));
        (count > 0).then_some((score, (first, height, headers)))
    });
    let best = scored.max_by_key(|(score, _)| *score);
    let (first, height, headers) = best.map_or_else(
        || {
            // A title has few cells beside a line of headers.
            let filled = |(_, cells): &(u64, Vec<Cell>)| filled(cells).count();
            let most = head.iter().map(filled).max().unwrap_or(0);
            let first = head.iter().position(|row| filled(row) > 0 && filled(row) * 2 >= most);
            let first = first.unwrap_or(0);
            let row: Vec<&[Cell]> = head.get(first).map(|(_, row)| &row[..]).into_iter().collect();
            (first, row.len(), joined_headers(&row, knows))
        },
        |(_, found)| found,
    );
    (first, height, headers.into_iter().map(|header| header.text).collect())
}

/// What stands above a column.
struct Header {
    text: String,
    /// Known only when put together of several cells.
    is_joined: bool,
}

/// Headers that stand in several rows: 应收 over 日期 is 应收日期. An upper cell that is empty belongs to the one left of
/// it, as the cells of a merged one do.
fn joined_headers(rows: &[&[Cell]], knows: &dyn Fn(&str) -> bool) -> Vec<Header> {
    let width = |row: &&[Cell]| {
        row.iter()
            .rposition(|cell| !trim(&cell.text).is_empty())
            .map_or(0, |last| last + 1)
    };
    let width = rows.iter().map(width).max().unwrap_or(0);
    let own = |row: &[Cell], column: usize| row.get(column).map_or("", |cell| trim(&cell.text)).to_owned();
    let spread = |row: &[Cell], column: usize| (0..=column).rev().map(|at| own(row, at)).find(|cell| !cell.is_empty());
    let Some((last, upper)) = rows.split_last() else {
        return Vec::new();
    };
    let header = |column: usize| {
        let bottom = own(last, column);
        let above = |row: &&[Cell]| {
            if bottom.is_empty() {
                Some(own(row, column))
            } else {
                spread(row, column)
            }
        };
        let mut parts: Vec<String> = upper.iter().filter_map(above).chain([bottom.clone()]).collect();
        parts.retain(|part| !part.is_empty());
        parts.dedup();
        // A cell that spans all rows of the headers has its text in the first.
        let top = rows.iter().map(|row| own(row, column)).find(|cell| !cell.is_empty());
        let choices = [parts.concat(), bottom, top.unwrap_or_default()];
        let chosen = choices.iter().position(|choice| knows(choice));
        Header {
            is_joined: chosen == Some(0) && parts.len() > 1,
            text: choices[chosen.unwrap_or(0)].clone(),
        }
    };
    (0..width).map(header).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rows: &[&[&str]]) -> (usize, usize, String) {
        let cell = |text: &&str| Cell::from((*text).to_owned());
        let head: Vec<(u64, Vec<Cell>)> = rows
            .iter()
            .zip(1..)
            .map(|(row, number)| (number, row.iter().map(cell).collect()))
            .collect();
        let known = ["保单号", "应收日期", "应收保费", "实收保费", "备注", "日期"];
        let (first, height, headers) = find_headers(&head, &|text| known.contains(&text));
        (first, height, headers.join("|"))
    }

    #[test]
    fn headers_are_found_below_titles_and_over_several_rows() {
        let data: &[&str] = &["P1", "2026-03-05", "100", "90", ""];
        assert_eq!(
            found(&[&["三月清单"], &[], &["保单号", "应收日期"], data]),
            (2, 1, "保单号|应收日期".into())
        );
        // Merged cells keep their text in the first of them, or (in web tables) in all.
        let merged: &[&[&str]] = &[
            &["保单号", "应收", "", "实收保费", "备注"],
            &["", "日期", "保费", "", ""],
            data,
        ];
        assert_eq!(found(merged), (0, 2, "保单号|应收日期|应收保费|实收保费|备注".into()));
        let repeated: &[&[&str]] = &[
            &["保单号", "应收", "应收", "备注"],
            &["保单号", "日期", "保费", "备注"],
            data,
        ];
        assert_eq!(found(repeated), (0, 2, "保单号|应收日期|应收保费|备注".into()));
        // The line of headers that a page break repeats is whole, but it is not the first.
        let again: &[&[&str]] = &[
            merged[0],
            merged[1],
            data,
            &["保单号", "应收日期", "应收保费", "实收保费", "备注"],
            data,
        ];
        assert_eq!(found(again), found(merged));
        // A group above headers that are whole in themselves says nothing.
        let grouped: &[&[&str]] = &[&["基本信息", ""], &["保单号", "备注"], data];
        assert_eq!(found(grouped), (1, 1, "保单号|备注".into()));
        assert_eq!(found(&[&[], &["a", "b"], data]), (1, 1, "a|b".into()));
        // Nor does one where nothing else is known.
        let calls: &[&[&str]] = &[
            &["某某公司"],
            &["拨打时点", "工位", "途径"],
            &["2026-04-08 11:50", "S1", "备注"],
        ];
        assert_eq!(found(calls), (1, 1, "拨打时点|工位|途径".into()));
        // A cell of the first row of data that is the name of a column too changes nothing.
        assert_eq!(
            found(&[&["保单号", "日期", "应收保费"], data]),
            (0, 1, "保单号|日期|应收保费".into())
        );
        assert_eq!(found(&[]), (0, 0, String::new()));
    }
}
