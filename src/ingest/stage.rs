//! A file into the database: typed where its cells are canonical, read row by row where they are not.
//!
//! The database reads the whole file once and types what is canonical already; only the rest comes here, in stretches
//! of bounded size, and goes back as a small file of its own. What is staged are rows that are right by themselves.

use std::borrow::Cow;
use std::path::Path;

use serde::Serialize;

use super::error::IngestError;
use super::headers::Mapping;
use super::layout::Known;
use super::marks::Marks;
use super::rows::{Outcome, Reason, RowReader, is_identifier};
use super::source::{Relation, Scratch, Sheet, Skipped, Writer};
use crate::contract::{Column, Condition, Kind};
use crate::diagnostic::Result;
use crate::store::{Params, Statement, Store};

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
}

/// One column of the table for the template of the statement.
#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "facts for a template, each on its own")]
struct Plan<'c> {
    name: &'c str,
    #[serde(rename = "type")]
    kind: Kind,
    sql_type: &'c str,
    /// The file's column.
    cell: Option<String>,
    required: bool,
    required_when: Option<&'c Condition>,
    default: Option<&'c str>,
    min: Option<i64>,
    max: Option<i64>,
    above: Option<i64>,
    words: Vec<(&'c str, &'c str)>,
    prose: bool,
    identifier: bool,
    /// The header names a unit.
    scaled: bool,
    /// No text of the column needs normalisation.
    plain: bool,
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
) -> Result<Staged> {
    store.run("queries/ingest/reasons_new.sql", &Params::none())?;
    store.run("queries/ingest/left_out_new.sql", &Params::none())?;
    read_all(store, sheet, mapping, file_no)?;
    let mut staged = Staged {
        skipped: sheet.skipped.clone(),
        ..Staged::default()
    };
    let counts = store.rows("queries/ingest/staged_rows.sql", &Params::none())?;
    let count = |name| counts.first().and_then(|row| row.integer(name)).unwrap_or(0);
    let (rows, raw_rows) = (count("rows"), count("raw_rows"));
    let expected = sheet.rows - sheet.skipped.count();
    if u64::try_from(rows) != Ok(expected) {
        let detail = format!("it has {expected} rows of data, the database read {rows}");
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
        }
        .run(rows, &mut staged)?;
    }
    if mapping.known != Known::Replace {
        take_over(store, mapping)?;
    }
    Ok(staged)
}

/// Where a file is not the one that decides about a table, staged rows take over what the store has of them.
fn take_over(store: &Store, mapping: &Mapping<'_>) -> Result<()> {
    let by = if mapping.by.is_empty() {
        &mapping.table.key
    } else {
        &mapping.by
    };
    let own = mapping.table.columns.iter().zip(&mapping.own);
    let own = own.filter(|(_, own)| **own && mapping.known == Known::Complete);
    let own: Vec<String> = own.map(|(column, _)| column.name.clone()).collect();
    let context = minijinja::context! { table => minijinja::value::Serde(mapping.table), by, own };
    for step in ["take_over.sql.j2", "still_missing.sql.j2"] {
        let template = store.library().get(&format!("queries/ingest/{step}"))?;
        store.execute(&Statement::render(template, context.clone())?, &Params::none())?;
    }
    Ok(())
}

fn read_all(store: &Store, sheet: &Sheet, mapping: &Mapping<'_>, file_no: i64) -> Result<()> {
    let columns: Vec<Plan<'_>> = plans(sheet, mapping);
    let native = |index: usize| {
        let cell = Some(cell_name(index));
        columns.iter().any(|plan| plan.native && plan.cell == cell)
    };
    // A line of headers can only be taken for data where nothing but text is asked for.
    let key = mapping.table.key.first();
    let key = key.and_then(|key| {
        columns
            .iter()
            .zip(&mapping.columns)
            .find(|(column, _)| column.name == key)
    });
    let key = key.filter(|(column, _)| column.kind == Kind::Text);
    let key = key.and_then(|(column, origin)| origin.map(|origin| (column.name, origin)));
    let mut params = Params::none()
        .with("file_no", file_no)
        .with("first_row", signed(sheet.first_row));
    if let Some((_, origin)) = key {
        let header = sheet.columns[origin.index].replace('（', "(").replace('）', ")");
        params = params.with("key_header", &header);
    }
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
        key_name => key.map(|(name, _)| name),
    };
    let statement = Statement::render(store.library().get("queries/ingest/stage.sql.j2")?, context)?;
    store.execute(&statement, &params.with("path", path.to_string_lossy().as_ref()))?;
    Ok(())
}

fn plans<'c>(sheet: &Sheet, mapping: &Mapping<'c>) -> Vec<Plan<'c>> {
    let columns = mapping.table.columns.iter().zip(&mapping.columns);
    let plan = |(column, origin): (&'c Column, &Option<super::headers::Origin>)| Plan {
        name: &column.name,
        kind: column.kind,
        sql_type: column.sql_type,
        cell: origin.map(|origin| cell_name(origin.index)),
        required: mapping.requires(column),
        required_when: column.required_when.as_ref(),
        default: column.default.as_deref(),
        min: column.min,
        max: column.max,
        above: column.above,
        words: column.spellings().collect(),
        prose: column.prose,
        identifier: is_identifier(mapping.table, column),
        scaled: origin.is_some_and(|origin| origin.zeros != 0),
        plain: origin.is_some_and(|origin| sheet.plain[origin.index]),
        native: origin.is_some_and(|origin| is_native(&sheet.relation, origin.index, column.kind)),
    };
    columns.map(plan).collect()
}

/// True if the file stores column `index` in a type that holds values of `kind` exactly.
fn is_native(relation: &Relation, index: usize, kind: Kind) -> bool {
    let Relation::Parquet { types, .. } = relation else {
        return false;
    };
    let stored = types.get(index).map_or("", String::as_str);
    match kind {
        Kind::Text | Kind::Word => false,
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

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The slow way, for rows whose cells need thought.
struct CellByCell<'a> {
    store: &'a Store,
    scratch: &'a Scratch,
    sheet: &'a Sheet,
    mapping: &'a Mapping<'a>,
    file_no: i64,
}

impl CellByCell<'_> {
    fn run(&self, rows: i64, staged: &mut Staged) -> Result<()> {
        let context = minijinja::context! { cells => cells(self.sheet) };
        let raw = Statement::render(self.store.library().get("queries/ingest/staged_raw.sql.j2")?, context)?;
        let reader = RowReader::new(self.mapping, &self.sheet.columns, self.sheet.since_1904);
        let base = self.store.rows("queries/ingest/staged_base.sql", &Params::none())?;
        let base = base.first().and_then(|row| row.integer("base")).unwrap_or(0);
        for from in (base..base + rows).step_by(usize::try_from(STRETCH).unwrap_or(1)) {
            let params = Params::none().with("from", from).with("to", from + STRETCH);
            let stretch = self.store.query(&raw, &params)?;
            if stretch.is_empty() {
                continue;
            }
            let (good, bad) = (self.scratch.path("csv"), self.scratch.path("csv"));
            let mut out = Out {
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
                out.put(file_row, outcome, staged)
                    .map_err(|e| IngestError::unwritable(&good, &e))?;
            }
            let (any_good, any_bad) = (out.any_good, out.any_bad);
            out.finish().map_err(|e| IngestError::unwritable(&good, &e))?;
            self.load("queries/ingest/stage_read_rows.sql.j2", &good, any_good)?;
            self.load("queries/ingest/reasons_read.sql", &bad, any_bad)?;
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
        message: problem,
    }])
}

/// Rows on their way back into the database.
struct Out {
    good: Writer,
    bad: Writer,
    any_good: bool,
    any_bad: bool,
}

impl Out {
    fn put(&mut self, file_row: i64, outcome: Outcome, staged: &mut Staged) -> std::io::Result<()> {
        match outcome {
            Outcome::Skip(reason) => staged.skipped.add(reason, file_row.unsigned_abs()),
            Outcome::Row(values, null_dates) => {
                staged.good += 1;
                staged.null_dates += null_dates;
                self.any_good = true;
                self.good.cell(&file_row.to_string())?;
                values
                    .iter()
                    .try_for_each(|value| self.good.cell(value.as_deref().unwrap_or("")))?;
                self.good.end()?;
            }
            Outcome::Rejected(reasons) => {
                staged.rejected += 1;
                self.any_bad = true;
                for reason in reasons {
                    let column = reason.column.as_deref().unwrap_or("");
                    self.bad.cell(&file_row.to_string())?;
                    for cell in [column, &reason.raw, reason.rule, &reason.message] {
                        self.bad.cell(cell)?;
                    }
                    self.bad.end()?;
                }
            }
        }
        Ok(())
    }

    fn finish(self) -> std::io::Result<()> {
        self.good.finish()?;
        self.bad.finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::headers::{Heads, Names};
    use super::super::source::{Context, InputFile};
    use super::*;
    use crate::contract::Contract;
    use crate::workspace::Workspace;

    /// Stages rows of a table and holds those the database typed by itself against the one reading of values.
    fn assert_agreement(table: &str, headers: &str, rows: &[Vec<String>]) {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::init(folder.path()).unwrap();
        let store = Store::open(&workspace, &[]).unwrap();
        let contract = Contract::load(&workspace.library).unwrap();
        let names = Names::load(&workspace.library, &contract).unwrap();
        let scratch = Scratch::new(workspace.root()).unwrap();
        let path = workspace.data_dir().join("x.csv");
        let mut writer = Writer::create(&path).unwrap();
        for header in headers.split(',') {
            writer.cell(header).unwrap();
        }
        writer.end().unwrap();
        for row in rows {
            for cell in row {
                writer.cell(cell).unwrap();
            }
            writer.end().unwrap();
        }
        writer.finish().unwrap();
        let file = InputFile::new(&path, path.clone()).unwrap();
        let context = Context {
            store: &store,
            scratch: &scratch,
            knows: &|text| names.knows(text),
            role: &|header| names.role(header),
            limits: &workspace.settings.ingest,
        };
        let sheet = file.open(&context).unwrap().remove(0);
        let heads = Heads {
            headers: &sheet.columns,
            sample: &sheet.sample,
        };
        let mapping = names.map(&path, contract.table(table).unwrap(), heads).unwrap();
        read_all(&store, &sheet, &mapping, 1).unwrap();

        let reader = RowReader::new(&mapping, &sheet.columns, false);
        let list: Vec<String> = mapping
            .table
            .columns
            .iter()
            .map(|column| format!("\"{}\"", column.name))
            .collect();
        let typed = crate::library::Source {
            name: "typed.sql".into(),
            text: format!(
                "SELECT {}, COALESCE(row_given, first_row + rowid - (SELECT MIN(rowid) FROM staged)) AS file_row FROM staged WHERE raw IS NULL ORDER BY rowid",
                list.join(", ")
            ),
            is_override: false,
        };
        for row in store.query(&Statement::of(&typed), &Params::none()).unwrap().iter() {
            let cells = &rows[usize::try_from(row.integer("file_row").unwrap()).unwrap() - 2];
            let cells: Vec<Cow<'_, str>> = cells.iter().map(|cell| Cow::Borrowed(cell.as_str())).collect();
            let values = row.cells()[..list.len()]
                .iter()
                .map(|cell| (!cell.is_null()).then(|| cell.to_string()));
            assert_eq!(
                reader.read(&cells, &Marks::default()),
                Outcome::Row(values.collect(), 0),
                "{cells:?}"
            );
        }
    }

    fn cell(pattern: &'static str) -> BoxedStrategy<String> {
        prop_oneof![
            20 => pattern.prop_map(String::from),
            1 => "[-+0-9a-zA-Z:./, =\u{5e74}\u{6708}\u{ff11}\u{3000}']{0,12}",
            1 => any::<String>().prop_filter("no zero bytes", |text| !text.contains('\0')),
        ]
        .boxed()
    }

    const DAY: &str =
        "(19|20)[0-9]{2}[-/.][0-9]{1,2}[-/][0-9]{1,2}( [0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?|1970-01-01|9999-12-31";
    const NUMBER: &str = "[1-9][0-9]{0,6}([.][0-9]{0,3})?|-?[0-9]{1,19}([.][0-9]{0,7})?";

    fn rows(cells: Vec<BoxedStrategy<String>>) -> impl Strategy<Value = Vec<Vec<String>>> {
        proptest::collection::vec(cells, 1..150)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn the_database_types_payments_as_they_are_read(rows in rows(vec![
            cell("P[0-9]{1,3}"), cell("D1"), cell(DAY), cell(NUMBER), cell("cash|现金|Cash"), cell("success|冲正|reversal"),
        ])) {
            assert_agreement("payments", "payment_id,due_id,paid_on,amount,method,status", &rows);
        }

        #[test]
        fn the_database_types_due_items_as_they_are_read(rows in rows(vec![
            cell("D1|[（）a]{1,4}"), cell("[0-9]{18}"), cell(DAY), cell("[0-9]{1,10}|1[.]0"), cell(NUMBER), cell("S1"),
        ])) {
            assert_agreement("due_items", "due_id,policy_id,due_on,due_no,amount_due,specialist_id", &rows);
        }

        #[test]
        fn the_database_types_the_rest_as_it_is_read(rows in rows(vec![
            cell("H1|续（1）|（1）"), cell("S1"), cell("S2"), cell(DAY), cell(NUMBER), cell("true|false|1|Y"), cell("《a》，b| x"),
        ])) {
            assert_agreement("collaborations", "collaboration_id,helper_id,helped_id,occurred_on,points,approved,note", &rows);
        }
    }
}
