//! A file into the database: typed where its cells are canonical, read row by row where they are not.
//!
//! The database reads the whole file once and types what is canonical already; only the rest comes here, in stretches
//! of bounded size, and goes back as a small file of its own. What is staged are rows that are right by themselves.

use std::borrow::Cow;
use std::path::Path;

use serde::Serialize;

use super::error::IngestError;
use super::fold::{fold, same_pairs};
use super::headers::Mapping;
use super::marks::Marks;
use super::rows::{Outcome, Reason, RowReader, is_identifier, is_key};
use super::skip::{Skipped, Words};
use super::source::{Relation, Scratch, Sheet, Spelling, Writer};
use crate::contract::{Column, Kind, Table};
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::message::{Message, say};
use crate::store::{Params, Statement, Store, signed};
use crate::wording::Wording;

/// Rows of the file looked through at a time.
const STRETCH: i64 = 100_000;

/// What staging a file found.
#[derive(Debug, Default)]
pub struct Staged {
    /// Rows that are no data, those the reader left out included.
    pub skipped: Skipped,
    /// Rows rejected for what they are by themselves.
    pub rejected: u64,
    /// Rows staged.
    pub good: u64,
    /// Dates that meant "empty".
    pub null_dates: u64,
    /// Cells of staged rows that could not be read and are empty.
    pub cells_left_out: u64,
}

/// One column of the table for the template of the statement.
#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "facts for a template, each on its own")]
struct Plan<'c> {
    name: &'c str,
    #[serde(rename = "type")]
    kind: Kind,
    sql_type: &'c str,
    cell: Option<String>,
    required: bool,
    required_without: Option<&'c str>,
    default: Option<&'c str>,
    min: Option<i64>,
    max: Option<i64>,
    above: Option<i64>,
    words: Vec<(&'c str, &'c str)>,
    prose: bool,
    identifier: bool,
    /// Letters and then digits cannot be one of the words below.
    is_quick: bool,
    /// Whole cells that mean nothing, those that look like values only in columns of other types.
    nothing: Vec<&'c str>,
    /// Of a column that names metrics, their ids: other spellings are read cell by cell.
    metrics: Vec<&'c str>,
    /// In the column by which rows are told apart, the words by which a row is none, folded.
    foot: Vec<String>,
    /// The largest value that is not looked at more closely.
    ratio_max: Option<Decimal>,
    /// The header names a unit.
    scaled: bool,
    /// No text of the column needs normalisation.
    plain: bool,
    /// No cell of it is anything but a code.
    codes: bool,
    /// The file has the type already.
    native: bool,
}

/// Stages `sheet` as file `file_no`.
pub fn stage(
    store: &Store,
    scratch: &Scratch,
    shown: &Path,
    sheet: &Sheet,
    mapping: &Mapping<'_>,
    file_no: i64,
    wording: &Wording,
) -> Result<Staged> {
    store.run("queries/ingest/judge/reasons_new.sql", &Params::none())?;
    store.run("queries/ingest/judge/left_out_new.sql", &Params::none())?;
    read_all(store, sheet, mapping, file_no)?;
    let mut staged = Staged {
        skipped: sheet.skipped.clone(),
        ..Staged::default()
    };
    let counts = store.rows("queries/ingest/stage/count.sql", &Params::none())?;
    let count = |name| counts.first().and_then(|row| row.integer(name)).unwrap_or(0);
    let (rows, raw_rows) = (count("rows"), count("raw_rows"));
    let expected = sheet.rows - sheet.skipped.count();
    if u64::try_from(rows) != Ok(expected) {
        let detail = say!("errors.ingest.accounting.rows_read", expected, rows);
        return Err(IngestError::Accounting {
            path: shown.to_path_buf(),
            detail,
        }
        .into());
    }
    staged.good = expected - u64::try_from(raw_rows).unwrap_or(0);
    if raw_rows > 0 {
        CellByCell {
            store,
            scratch,
            sheet,
            mapping,
            file_no,
            wording,
        }
        .run(rows, &mut staged)?;
    }
    Ok(staged)
}

fn read_all(store: &Store, sheet: &Sheet, mapping: &Mapping<'_>, file_no: i64) -> Result<()> {
    let columns: Vec<Plan<'_>> = plans(sheet, mapping);
    let native = |index: usize| {
        let cell = Some(cell_name(index));
        columns.iter().any(|plan| plan.native && plan.cell == cell)
    };
    let mut params = Params::none()
        .with("file_no", file_no)
        .with("first_row", signed(sheet.first_row));
    let (path, csv) = match &sheet.relation {
        Relation::Csv {
            path,
            delimiter,
            line_end,
            numbered,
            parallel,
        } => {
            params = params
                .with("delimiter", delimiter.to_string().as_str())
                .with("line_end", line_end.letters())
                .with("parallel", *parallel);
            (path, Some(minijinja::context! { numbered }))
        }
        Relation::Parquet { path, .. } => (path, None),
    };
    let cells = cells(sheet);
    let as_they_are = (0..sheet.columns.len()).filter(|index| csv.is_some() || native(*index));
    let as_they_are: Vec<usize> = as_they_are.collect();
    let context = minijinja::context! {
        csv,
        columns => minijinja::value::Serde(&columns),
        cells,
        as_they_are,
        same => same_pairs(),
    };
    let statement = Statement::render(store.library().get("queries/ingest/stage/type_rows.sql.j2")?, context)?;
    store.execute(&statement, &params.with("path", path.to_string_lossy().as_ref()))?;
    Ok(())
}

fn plans<'c>(sheet: &Sheet, mapping: &Mapping<'c>) -> Vec<Plan<'c>> {
    let table = mapping.table;
    // A row that is no data has no identifier in any key column, so looking at one of them is enough.
    let key = table
        .columns
        .iter()
        .find(|column| is_key(table, column) && column.required);
    let columns = table.columns.iter().zip(&mapping.columns);
    let plan = |(column, origin): (&'c Column, &Option<super::headers::Origin>)| {
        let is_key = key.is_some_and(|key| key.name == column.name);
        let foot = if is_key {
            foot_of(sheet, mapping, *origin)
        } else {
            Vec::new()
        };
        let nothing = column.nothing.iter().map(String::as_str);
        let nothing: Vec<&str> = match column.kind {
            Kind::Text => nothing.collect(),
            // Words of a column are looked for first.
            Kind::Word | Kind::Boolean => Vec::new(),
            _ => nothing
                .filter(|word| word.bytes().any(|b| b.is_ascii_digit()))
                .collect(),
        };
        let looks = foot.iter().map(String::as_str).chain(nothing.iter().copied());
        // Canonical words are the most frequent: they are compared first.
        let mut words: Vec<(&str, &str)> = column.spellings().collect();
        words.sort_by_key(|(spelling, word)| spelling != word);
        let spelling = origin.map_or(Spelling::Any, |origin| sheet.spelling[origin.index]);
        Plan {
            name: &column.name,
            kind: column.kind,
            sql_type: column.sql_type,
            cell: origin.map(|origin| cell_name(origin.index)),
            required: mapping.requires(column),
            required_without: column.required_without.as_deref(),
            default: column.default.as_deref(),
            min: column.min,
            max: column.max,
            above: column.above,
            words,
            prose: column.prose,
            identifier: is_identifier(table, column),
            is_quick: !looks.into_iter().any(|word| word.bytes().any(|b| b.is_ascii_digit())),
            nothing,
            metrics: metric_ids(table, column),
            foot,
            ratio_max: column.unit_of.as_ref().map(|unit| unit.ratio_max),
            scaled: origin.is_some_and(|origin| origin.zeros != 0),
            plain: spelling.is_plain(),
            codes: spelling.is_codes(),
            native: origin.is_some_and(|origin| is_native(&sheet.relation, origin.index, column.kind)),
        }
    };
    columns.map(plan).collect()
}

/// The ids of all metrics if `column` names them.
fn metric_ids<'c>(table: &'c Table, column: &Column) -> Vec<&'c str> {
    let units = table.columns.iter().filter_map(|other| other.unit_of.as_ref());
    let unit = units.into_iter().find(|unit| unit.column == column.name);
    let mut ids: Vec<&str> = unit
        .iter()
        .flat_map(|unit| unit.metrics.values())
        .map(String::as_str)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Folded cells of a key column by which a row may be no data: words for sums and the foot of a page, and the header.
fn foot_of(sheet: &Sheet, mapping: &Mapping<'_>, origin: Option<super::headers::Origin>) -> Vec<String> {
    let header = origin.map(|origin| fold(&sheet.columns[origin.index]));
    let words = Words::of(mapping.table);
    words.whole().map(str::to_owned).chain(header).collect()
}

/// True if the file stores column `index` in a type that holds values of `kind` exactly.
fn is_native(relation: &Relation, index: usize, kind: Kind) -> bool {
    let Relation::Parquet { types, .. } = relation else {
        return false;
    };
    let stored = types.get(index).map_or("", String::as_str);
    match kind {
        Kind::Text | Kind::Word | Kind::Period => false,
        Kind::Boolean => stored == "BOOLEAN",
        Kind::Date | Kind::Timestamp => matches!(stored, "DATE" | "TIMESTAMP" | "TIMESTAMP_S" | "TIMESTAMP_MS"),
        Kind::Money | Kind::Decimal | Kind::Integer => {
            stored.ends_with("INT") || stored == "INTEGER" || stored.starts_with("DECIMAL")
        }
    }
}

fn cell_name(index: usize) -> String {
    format!("c{}", index + 1)
}

fn cells(sheet: &Sheet) -> Vec<String> {
    (0..sheet.columns.len()).map(cell_name).collect()
}

/// The slow way, for rows whose cells need thought.
struct CellByCell<'a> {
    store: &'a Store,
    scratch: &'a Scratch,
    sheet: &'a Sheet,
    mapping: &'a Mapping<'a>,
    file_no: i64,
    wording: &'a Wording,
}

impl CellByCell<'_> {
    fn run(&self, rows: i64, staged: &mut Staged) -> Result<()> {
        let context = minijinja::context! { cells => cells(self.sheet) };
        let raw = Statement::render(self.store.library().get("queries/ingest/stage/raw.sql.j2")?, context)?;
        let reader = RowReader::new(self.mapping, &self.sheet.columns, self.sheet.since_1904);
        let base = self.store.rows("queries/ingest/stage/base.sql", &Params::none())?;
        let base = base.first().and_then(|row| row.integer("base")).unwrap_or(0);
        for from in (base..base + rows).step_by(usize::try_from(STRETCH).unwrap_or(1)) {
            let params = Params::none().with("from", from).with("to", from + STRETCH);
            let stretch = self.store.query(&raw, &params)?;
            if stretch.is_empty() {
                continue;
            }
            let (good, bad) = (self.scratch.path("csv"), self.scratch.path("csv"));
            let mut out = Out {
                wording: self.wording,
                good: Writer::create(&good)?,
                bad: Writer::create(&bad)?,
                any_good: false,
                any_bad: false,
            };
            for row in stretch.iter() {
                let file_row = row.integer("file_row").unwrap_or(0);
                let problem = row.text("problem");
                let cells: Vec<Cow<'_, str>> = row.cells()[3..].iter().map(text).collect();
                let outcome = if problem.is_empty() {
                    reader.read(&cells, &Marks::parse(&row.text("marks")))
                } else {
                    broken(problem, &cells)
                };
                out.put(file_row, &cells, outcome, staged)
                    .map_err(|e| IngestError::unwritable(&good, &e))?;
            }
            let (any_good, any_bad) = (out.any_good, out.any_bad);
            out.finish().map_err(|e| IngestError::unwritable(&good, &e))?;
            self.load("queries/ingest/stage/add_read_rows.sql.j2", &good, any_good)?;
            self.load("queries/ingest/judge/reasons_read.sql", &bad, any_bad)?;
        }
        Ok(())
    }

    fn load(&self, name: &str, path: &Path, is_wanted: bool) -> Result<()> {
        if is_wanted {
            let context = minijinja::context! { columns => minijinja::value::Serde(&self.mapping.table.columns) };
            let statement = Statement::render(self.store.library().get(name)?, context)?;
            let params = Params::none()
                .with("path", path.to_string_lossy().as_ref())
                .with("file_no", self.file_no);
            self.store.execute(&statement, &params)?;
        }
        self.scratch.discard(path);
        Ok(())
    }
}

fn text(cell: &crate::store::Cell) -> Cow<'_, str> {
    match cell {
        crate::store::Cell::Text(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}

fn broken(problem: String, cells: &[Cow<'_, str>]) -> Outcome {
    Outcome::Rejected(vec![Reason {
        column: None,
        raw: cells.first().map(ToString::to_string).unwrap_or_default(),
        rule: super::values::Rule::BadValue.word(),
        message: Message::verbatim(problem),
    }])
}

/// Rows on their way back into the database.
struct Out<'w> {
    wording: &'w Wording,
    good: Writer,
    bad: Writer,
    any_good: bool,
    any_bad: bool,
}

impl Out<'_> {
    fn put(
        &mut self,
        file_row: i64,
        cells: &[Cow<'_, str>],
        outcome: Outcome,
        staged: &mut Staged,
    ) -> std::io::Result<()> {
        match outcome {
            Outcome::Skip(reason) => {
                let cells = cells.iter().map(AsRef::as_ref);
                staged.skipped.add(reason, file_row.unsigned_abs(), cells);
            }
            Outcome::Row(row) => {
                staged.good += 1;
                staged.null_dates += row.null_dates;
                staged.cells_left_out += row.left_out.len() as u64;
                self.any_good = true;
                self.good.cell(&file_row.to_string())?;
                row.values
                    .iter()
                    .try_for_each(|value| self.good.cell(value.as_deref().unwrap_or("")))?;
                self.good.end()?;
                self.tell(file_row, &row.left_out)?;
            }
            Outcome::Rejected(reasons) => {
                staged.rejected += 1;
                self.tell(file_row, &reasons)?;
            }
        }
        Ok(())
    }

    fn tell(&mut self, file_row: i64, reasons: &[Reason]) -> std::io::Result<()> {
        for reason in reasons {
            self.any_bad = true;
            let column = reason.column.as_deref().unwrap_or("");
            self.bad.cell(&file_row.to_string())?;
            for cell in [column, &reason.raw, reason.rule, &self.wording.say(&reason.message)] {
                self.bad.cell(cell)?;
            }
            self.bad.end()?;
        }
        Ok(())
    }

    fn finish(self) -> std::io::Result<()> {
        self.good.finish()?;
        self.bad.finish()
    }
}

#[cfg(test)]
mod tests;
