//! The contract on the rows of a lake: what has to be there, words, bounds, keys, references and the rules between rows. Rows that
//! break it are counted, a hundred of each kind are told by their keys, and what is summed is summed without them. Nothing waits
//! in a lake: a row that refers to nothing is left out as well.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::data::{CHECKS as FOLDER, Read, rule_between_rows, shown};
use super::dialect::Translated;
use crate::contract::{Column, Kind, Table};
use crate::diagnostic::Result;
use crate::library::{Library, Source};
use crate::message::{Grouped, Message, say};
use crate::store::{Params, Rows, Statement};
use crate::tabular::{self, Column as Shown, Kind as Shape, Tabular};
use crate::workspace::write_file;

/// What a job of checked rows leaves beside its sums.
pub(super) const PARTS: [&str; 3] = ["checked", "faults", "examples"];
/// The file of the examples, in the folder of jobs.
pub(super) const EXAMPLES: &str = "checks.csv";

/// What a cell has to be.
#[derive(Serialize)]
struct Rule<'c> {
    column: &'c str,
    name: &'static str,
    is_text: bool,
    words: Vec<&'c str>,
    sign: &'static str,
    bound: i64,
}

/// A column that names a row of another table.
#[derive(Serialize)]
struct Reference<'c> {
    column: &'c str,
    table: &'c str,
    key: &'c str,
}

/// The statements that hold the rows of `read` against the contract and make the view of those that keep to it; `reads` are all
/// tables of the job.
pub(super) fn of_table(library: &Library, read: &Read<'_>, reads: &[Read<'_>]) -> Result<Vec<Translated>> {
    let table = read.table;
    let rules: Vec<Rule<'_>> = read.columns.iter().flat_map(|column| rules_of(table, column)).collect();
    let references = read.columns.iter().filter_map(|column| {
        let parent = column.references.as_deref().filter(|parent| *parent != table.name)?;
        let parent = reads
            .iter()
            .find(|other| other.table.name == parent && other.is_checked)?;
        Some(Reference {
            column: &column.name,
            table: &parent.table.name,
            key: parent.table.key.first()?,
        })
    });
    let references: Vec<Reference<'_>> = references.collect();
    let is_read = |name: &String| read.columns.iter().any(|column| column.name == *name);
    let unique: Vec<&Vec<String>> = table.unique.iter().filter(|set| set.iter().all(is_read)).collect();
    let parts: Vec<String> = rule_between_rows(library, table)
        .into_iter()
        .map(Source::statement)
        .collect();
    let context = minijinja::context! {
        table => &table.name,
        key => &table.key,
        columns => minijinja::value::Serde(shown(&read.columns)),
        rules => minijinja::value::Serde(&rules),
        references => minijinja::value::Serde(&references),
        unique => minijinja::value::Serde(&unique),
        parts,
    };
    let statements = ["again", "faults", "kept"].map(|name| {
        let template = library.get(&format!("{FOLDER}/{name}.sql.j2"))?;
        Translated::of(Statement::render(template, context.clone())?, &Params::none())
    });
    statements.into_iter().collect()
}

fn rules_of<'c>(table: &Table, column: &'c Column) -> Vec<Rule<'c>> {
    let rule = |name, sign, bound| Rule {
        column: &column.name,
        name,
        is_text: matches!(column.kind, Kind::Text | Kind::Word | Kind::Period),
        words: column.words.keys().map(String::as_str).collect(),
        sign,
        bound,
    };
    // What files may leave to be found is not looked for here.
    let is_required = column.required || column.required_without.is_some();
    let is_of_key = table.key.contains(&column.name) && column.empty_means.is_none();
    let mut rules = Vec::new();
    if is_required || is_of_key {
        rules.push(rule("missing_value", "", 0));
    }
    if column.kind == Kind::Word {
        rules.push(rule("unknown_word", "", 0));
    }
    let bounds = [("<", column.min), (">", column.max), ("<=", column.above)];
    rules.extend(
        bounds
            .into_iter()
            .filter_map(|(sign, bound)| Some(rule("out_of_range", sign, bound?))),
    );
    rules
}

/// The statements behind those of all tables: what was found, and the one that stops the job if it is more than `share` of the
/// rows of a table. The results stand before it, so that they are there if it does.
pub(super) fn of_all(library: &Library, reads: &[Read<'_>], share: &str) -> Result<(Vec<Translated>, Translated)> {
    let tables = reads.iter().filter(|read| read.is_checked).map(|read| read.table);
    let tables: Vec<&Table> = tables.collect();
    let context = minijinja::context! { tables => minijinja::value::Serde(&tables), share };
    let render = |name: &str| {
        let template = library.get(&format!("{FOLDER}/{name}.sql.j2"))?;
        Translated::of(Statement::render(template, context.clone())?, &Params::none())
    };
    Ok((vec![render("all")?, render("tables")?], render("stop")?))
}

/// A result of them.
pub(super) fn part<'l>(library: &'l Library, name: &str) -> Result<&'l Source> {
    library.get(&format!("{FOLDER}/results/{name}.sql"))
}

/// Rows of a lake that were left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    pub table: String,
    /// How many rows the table has.
    pub rows: i64,
    pub left_out: i64,
    /// How many break which rule in which column; a row may break several.
    pub faults: Vec<(String, String, i64)>,
}

impl LeftOut {
    /// What was left out of the tables of these results.
    pub(super) fn read(checked: &Rows, faults: &Rows) -> Vec<Self> {
        let tables = checked.iter().map(|row| {
            let table = row.text("table_name");
            let of_table = faults.iter().filter(|fault| fault.str("table_name") == table);
            let faults = of_table.map(|fault| {
                let count = fault.integer("row_count").unwrap_or_default();
                (fault.text("column_name"), fault.text("rule"), count)
            });
            Self {
                rows: row.integer("row_count").unwrap_or_default(),
                left_out: row.integer("left_out").unwrap_or_default(),
                faults: faults.collect(),
                table,
            }
        });
        tables.filter(|table| !table.faults.is_empty()).collect()
    }

    /// What is said of it.
    pub fn message(&self) -> Message {
        let faults = self.faults.iter().map(|(column, rule, rows)| {
            let (column, rows) = (column.clone(), Grouped(rows.unsigned_abs()));
            let rule = Message::new(format!("ingest.rule.{rule}"), Vec::new());
            say!("commands.scale.fault", column, rule, rows)
        });
        say!(
            "commands.scale.left_out",
            table = self.table.clone(),
            left_out = Grouped(self.left_out.unsigned_abs()),
            rows = Grouped(self.rows.unsigned_abs()),
            faults = faults.collect::<Vec<Message>>()
        )
    }
}

/// Writes the examples into `folder`.
pub(super) fn keep_examples(examples: &Rows, folder: &Path) -> Result<PathBuf> {
    let path = folder.join(EXAMPLES);
    let table = Tabular {
        columns: examples
            .columns()
            .iter()
            .map(|name| Shown::new(name, Shape::Text))
            .collect(),
        rows: examples.iter().map(|row| row.cells().to_vec()).collect(),
    };
    write_file(&path, &tabular::csv(&table, true))?;
    Ok(path)
}
