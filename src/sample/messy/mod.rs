//! The same book as real exports are: every form of file, header and value the data contract knows, rows that are no data,
//! identical duplicates, and rows that must be rejected.
//!
//! Promises: whoever loads the messy files has exactly the rows of the clean ones in the tables, and exactly the rejects
//! in the list beside them. What is done to rows and values is SQL and data in `queries/sample/messy/`; this module
//! writes lines of cells in the form of each file. Draws are pure functions of seed, row and column, so messy samples
//! are the same byte for byte too.

mod delimited;
mod html;
mod json;
mod output;
mod plan;
mod workbook;

use std::path::Path;

use chrono::{NaiveDate, NaiveDateTime};

pub(super) use plan::Plan;

use super::rows;
use super::{Written, absolute, in_place};
use crate::contract::Kind;
use crate::decimal::Decimal;
use crate::diagnostic::Result;
use crate::store::{Cell, Params, Statement, Store, signed};
use crate::workspace::create_folder;
use plan::{File, Form};

const FOLDER: &str = "queries/sample/messy";

/// A line below the headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// A row of the table, good or bad.
    Row,
    /// 合计 or 小计 in the first cell, sums below the money.
    Total,
    /// A sentence in the first cell.
    Banner,
    Header,
    Blank,
}

impl What {
    fn parse(word: &str) -> Self {
        match word {
            "total" => Self::Total,
            "banner" => Self::Banner,
            "header" => Self::Header,
            "blank" => Self::Blank,
            _ => Self::Row,
        }
    }
}

/// Writes the lines of one file in their order.
trait Sink {
    /// Adds a line; an empty text is no value.
    fn line(&mut self, what: What, cells: &[&str]) -> Result<()>;

    /// Ends the file.
    fn finish(self: Box<Self>) -> Result<()>;
}

impl Plan {
    /// Writes all files and the list of rejects; what of `targets` was written.
    pub fn write(&self, store: &Store, targets: Written) -> Result<Written> {
        for source in store.library().list(FOLDER, ".sql") {
            if source.stem().starts_with(|c: char| c.is_ascii_digit()) {
                store.run(&source.name, &Params::none())?;
            }
        }
        let Written { files, rejects } = targets;
        let mut written = Vec::with_capacity(files.len());
        for (place, (file, path)) in (0_i32..).zip(self.files.iter().zip(files)) {
            let rows = rows::number(store, &file.table)?;
            // Without a row JSON does not even have the names of its columns.
            if rows > 0 || !matches!(file.form, Form::Json { .. }) {
                let lines = make_lines(store, file, place)?;
                in_place(&path, |part| self.write_file(store, file, lines, part))?;
                written.push(path);
            }
        }
        if let Some(path) = &rejects {
            create_folder(path.parent().unwrap_or(Path::new(".")))?;
            in_place(path, |part| {
                copy(store, "list_rejects.sql.j2", minijinja::context! {}, part)
            })?;
        }
        Ok(Written {
            files: written,
            rejects,
        })
    }

    fn write_file(&self, store: &Store, file: &File, lines: u64, path: &Path) -> Result<()> {
        let mut sink: Box<dyn Sink + '_> = match file.form {
            Form::Delimited(dialect) => Box::new(delimited::Delimited::create(path, file, dialect)?),
            Form::Html { encoding } => Box::new(html::Html::create(path, file, encoding)?),
            Form::Json { one_per_line } => Box::new(json::Json::create(path, file, one_per_line)?),
            Form::Workbook => Box::new(workbook::Messy::create(path, file, self.options.until.last_on())?),
            Form::Parquet => {
                let columns = minijinja::value::Serde(&file.columns);
                return copy(store, "parquet.sql.j2", minijinja::context! { columns }, path);
            }
        };
        let context = minijinja::context! { columns => minijinja::value::Serde(&file.columns) };
        let statement = Statement::render(store.library().get(&name("stretch.sql.j2"))?, context)?;
        let first = file.first_line();
        rows::for_each(store, &statement, first..first + lines, |cells| {
            let (what, cells) = cells.split_first().expect("the statement begins with `what`");
            let cells: Vec<&str> = cells.iter().map(text).collect();
            sink.line(What::parse(text(what)), &cells)
        })?;
        sink.finish()
    }
}

/// Makes the lines of `file` from the numbered rows of its table and notes its rejects; how many lines they are.
fn make_lines(store: &Store, file: &File, place: i32) -> Result<u64> {
    let none = store.library().get(&name("faults/none.sql"))?;
    let faults = store.library().get(&name(&format!("faults/{}.sql", file.table.name)));
    let faults = Statement::wrap(store.library().get(&name("faults.sql"))?, faults.unwrap_or(none))?;
    store.execute(&faults, &Params::none())?;
    let money = |column: &&plan::FileColumn| column.kind == Kind::Money;
    let sums = file
        .columns
        .iter()
        .filter(money)
        .filter_map(|column| column.name.clone());
    let noise = file.form.noise();
    let context = minijinja::context! {
        columns => minijinja::value::Serde(&file.columns),
        key => file.table.key.first(),
        sums => if noise.contains(&"total") { sums.collect() } else { Vec::new() },
        noise => noise.to_vec(),
    };
    let rows = Statement::render(store.library().get(&name("rows.sql.j2"))?, context)?;
    let params = Params::none()
        .with("first_line", signed(file.first_line()))
        .with("place", place)
        .with("file", &file.name)
        .with("table", &file.table.name);
    let lines = store.create(&rows, &params)?;
    store.run(&name("rejects.sql"), &params)?;
    Ok(lines as u64)
}

/// Runs a statement that writes the file at `path`.
fn copy(store: &Store, statement: &str, context: minijinja::Value, path: &Path) -> Result<()> {
    let context = minijinja::context! { path => absolute(path).display().to_string(), ..context };
    let statement = Statement::render(store.library().get(&name(statement))?, context)?;
    store.execute(&statement, &Params::none()).map(drop)
}

fn name(file: &str) -> String {
    format!("{FOLDER}/{file}")
}

fn text(cell: &Cell) -> &str {
    match cell {
        Cell::Text(text) => text,
        _ => "",
    }
}

/// A cell of the upper of two lines of headers: over the headers `below`, or over both lines if there are none.
struct Span {
    text: String,
    below: Vec<String>,
}

/// The headers in two lines. What a group and its headers begin with in common is said once.
fn spans(columns: &[plan::FileColumn]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for column in columns {
        let Some(group) = &column.group else {
            spans.push(Span {
                text: column.header.clone(),
                below: Vec::new(),
            });
            continue;
        };
        let below = column.header.strip_prefix(group.as_str()).unwrap_or(&column.header);
        match spans.last_mut() {
            Some(span) if span.text == *group && !span.below.is_empty() => span.below.push(below.to_owned()),
            _ => spans.push(Span {
                text: group.clone(),
                below: vec![below.to_owned()],
            }),
        }
    }
    spans
}

/// A text as a file with types would store it: what is plain as what it is, all else as text, and what has an apostrophe
/// before it as text without it.
fn typed(text: &str, kind: Kind) -> Cell {
    if text.is_empty() {
        return Cell::Null;
    }
    let as_text = || Cell::Text(text.strip_prefix('\'').unwrap_or(text).to_owned());
    let day = || {
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .ok()
            .filter(|_| text.len() == 10)
    };
    let time = || {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S")
            .ok()
            .filter(|_| text.len() == 19)
    };
    let number = || {
        let is_plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.'));
        is_plain
            .then(|| text.parse::<Decimal>().ok())
            .flatten()
            .map(Cell::Decimal)
    };
    match kind {
        Kind::Text | Kind::Word => as_text(),
        Kind::Boolean => text.parse().map_or_else(|_| as_text(), Cell::Boolean),
        Kind::Date => day().map(Cell::Date).or_else(number).unwrap_or_else(as_text),
        Kind::Timestamp => time().map(Cell::Timestamp).or_else(number).unwrap_or_else(as_text),
        Kind::Money | Kind::Decimal | Kind::Integer => number().unwrap_or_else(as_text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_values_have_types_and_all_others_are_text() {
        for (text, kind, cell) in [
            ("", Kind::Money, "Null"),
            ("1234.50", Kind::Money, "Decimal(1234.50)"),
            ("-5", Kind::Integer, "Decimal(-5)"),
            ("'1234.50", Kind::Money, "Text(\"1234.50\")"),
            ("1,234.50", Kind::Money, "Text(\"1,234.50\")"),
            ("2026-03-05", Kind::Date, "Date(2026-03-05)"),
            ("1970-01-01", Kind::Date, "Date(1970-01-01)"),
            ("1900-01-00", Kind::Date, "Text(\"1900-01-00\")"),
            ("2026-3-5", Kind::Date, "Text(\"2026-3-5\")"),
            ("46086", Kind::Date, "Decimal(46086)"),
            ("2026-03-05 10:23:05", Kind::Timestamp, "Timestamp(2026-03-05T10:23:05)"),
            ("true", Kind::Boolean, "Boolean(true)"),
            ("是", Kind::Boolean, "Text(\"是\")"),
            ("0012", Kind::Text, "Text(\"0012\")"),
            ("12", Kind::Word, "Text(\"12\")"),
        ] {
            assert_eq!(format!("{:?}", typed(text, kind)), cell, "{text}");
        }
    }

    #[test]
    fn headers_in_two_lines_say_what_they_have_in_common_once() {
        let contract = crate::contract::Contract::load(&crate::library::Library::shipped()).unwrap();
        let options = crate::sample::Options {
            format: crate::sample::Format::Xlsx,
            ..crate::sample::Options::default()
        };
        let plan = Plan::load(&crate::library::Library::shipped(), &contract, options).unwrap();
        let told = |table: &str| {
            let file = plan.files.iter().find(|file| file.table.name == table).unwrap();
            let spans = spans(&file.columns);
            let span = |span: &Span| format!("{}[{}]", span.text, span.below.join(" "));
            spans.iter().map(span).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            told("due_items"),
            "序号[] 合同编号[] 应收号[] 期数[] 应收[日期 保费（万元）] 收费员代码[] 宽限期天数[] 经办机构[]"
        );
        assert_eq!(
            told("policy_events"),
            "保單號碼[] 事件日期[] 事件[] 说明[原因代码 备注] 操作员[]"
        );
    }
}
