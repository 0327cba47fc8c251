//! Writes the files of a plan.

use std::path::Path;

use super::line::{Sink, What};
use super::plan::{File, FileColumn, Form, Plan};
use super::{delimited, html, json, workbook};
use crate::contract::Kind;
use crate::diagnostic::Result;
use crate::sample::files::{Written, absolute, in_place};
use crate::sample::rows;
use crate::store::{Cell, Params, Statement, Store, signed};
use crate::workspace::create_folder;

const FOLDER: &str = "queries/sample/messy";

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
    let money = |column: &&FileColumn| column.kind == Kind::Money;
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
