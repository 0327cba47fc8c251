//! The tables of the data as a job sees them: temporary views over what the settings say gives their rows, with the columns
//! of the contract that are read, in its types.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::dialect::Translated;
use super::error::EngineError;
use crate::contract::{Column, Contract, Kind, Table};
use crate::diagnostic::{Result, did_you_mean};
use crate::library::{Library, Source};
use crate::store::lexis::{Piece, pieces};
use crate::store::{Params, Statement};

/// Where the statements are that hold rows against the contract.
pub(super) const CHECKS: &str = "queries/engine/checks";

static NONE: BTreeMap<String, String> = BTreeMap::new();

/// The tables a job reads.
pub(super) struct Data<'d> {
    library: &'d Library,
    contract: Contract,
    queries: &'d BTreeMap<String, String>,
}

/// A table as a job reads it.
pub(super) struct Read<'d> {
    pub table: &'d Table,
    /// The columns that are read, in the contract's order.
    pub columns: Vec<&'d Column>,
    /// Those of them that its source may lack.
    absent: Vec<&'d str>,
    /// True if its rows are held against the contract.
    pub is_checked: bool,
}

/// How much of the tables a job reads.
#[derive(Clone, Copy)]
pub(super) struct Extent<'e> {
    /// True if rows are held against the contract.
    pub has_checks: bool,
    /// True if every column is read, for who wants the rows.
    pub is_whole: bool,
    /// Tables of which it matters whether they have rows.
    pub also: &'e [&'static str],
}

/// A column as templates see it.
#[derive(Serialize)]
pub(super) struct Shown<'c> {
    name: &'c str,
    sql_type: &'static str,
    /// The types it can be read from without loss, as a pattern.
    types: &'static str,
    default: Option<&'c str>,
}

impl<'d> Data<'d> {
    /// Those of `queries`, each of which is one of the contract's.
    pub fn new(library: &'d Library, queries: &'d BTreeMap<String, String>) -> Result<Self> {
        if queries.is_empty() {
            return Err(EngineError::NoTables.into());
        }
        let contract = Contract::load(library)?;
        let known: Vec<&str> = contract.tables().map(|table| table.name.as_str()).collect();
        let mut errors = Vec::new();
        for (name, query) in queries {
            if !known.contains(&name.as_str()) {
                errors.push(EngineError::UnknownTable {
                    name: name.clone(),
                    hint: did_you_mean(name, &known),
                });
            }
            let mut signs = pieces(query).into_iter();
            if query.trim().is_empty() || signs.any(|(_, sign, kind)| kind == Piece::Sign && sign == ";") {
                errors.push(EngineError::NotOneQuery { name: name.clone() });
            }
        }
        crate::Error::all(errors)?;
        Ok(Self {
            library,
            contract,
            queries,
        })
    }

    /// Tables that nothing gives rows of.
    pub fn without_rows(library: &'d Library) -> Result<Self> {
        Ok(Self {
            library,
            contract: Contract::load(library)?,
            queries: &NONE,
        })
    }

    /// The query that gives the rows of a table.
    pub fn query(&self, table: &str) -> Option<&'d str> {
        self.queries.get(table).map(String::as_str)
    }

    /// The tables that give rows, each after those it refers to.
    pub fn given(&self) -> impl Iterator<Item = &Table> {
        self.contract.tables().filter(|table| self.query(&table.name).is_some())
    }

    /// True if the lake gives every table of data that is named among `words`.
    pub fn gives_all(&self, words: &BTreeSet<&str>) -> bool {
        let mut named = self.contract.tables().filter(|table| words.contains(&*table.name));
        named.all(|table| self.query(&table.name).is_some())
    }

    /// The tables that statements read, each after those it refers to, with the columns that they name. Where rows are checked
    /// that takes their keys and the tables they refer to as well.
    pub fn reads(&self, statements: &[BTreeSet<&str>], extent: Extent<'_>) -> Result<Vec<Read<'_>>> {
        let tables: Vec<&Table> = self.contract.tables().collect();
        let mut keys: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut reads = Vec::new();
        for table in tables.into_iter().rev() {
            let naming: Vec<&BTreeSet<&str>> = statements.iter().filter(|words| words.contains(&*table.name)).collect();
            let is_given = self.query(&table.name).is_some();
            let is_whole = extent.is_whole && is_given;
            let is_read = !naming.is_empty() || is_whole || keys.contains_key(&*table.name);
            if !is_read && !extent.also.contains(&&*table.name) {
                continue;
            }
            let is_checked = extent.has_checks && is_given && is_read;
            let mut needed: BTreeSet<&str> = naming.iter().copied().flatten().copied().collect();
            needed.extend(keys.remove(&*table.name).unwrap_or_default());
            let rule = rule_between_rows(self.library, table);
            if is_checked {
                needed.extend(table.key.iter().map(String::as_str));
                needed.extend(rule.into_iter().flat_map(Source::words));
            }
            let is_needed = |column: &&Column| needed.contains(&*column.name);
            let columns: Vec<&Column> = if is_whole {
                table.columns.iter().collect()
            } else {
                table.columns.iter().filter(is_needed).collect()
            };
            // What stands in for a reference that a row has to have only helps files to find it: nothing a lake has to have.
            let found = |column: &Column| column.finds.as_deref().and_then(|found| table.column(found));
            let stands_in = |column: &Column| found(column).is_some_and(|found| found.required_without.is_some());
            let may_be_absent = |column: &&&Column| !is_needed(column) || stands_in(column);
            let absent = columns.iter().filter(may_be_absent);
            let absent = absent.map(|column| column.name.as_str()).collect();
            if is_checked {
                for parent in columns.iter().filter_map(|column| column.references.as_deref()) {
                    let parent = self.contract.table(parent)?;
                    if parent.name != table.name && self.query(&parent.name).is_some() {
                        let key = parent.key.iter().map(String::as_str);
                        keys.entry(&parent.name).or_default().extend(key);
                    }
                }
            }
            reads.push(Read {
                table,
                columns,
                absent,
                is_checked,
            });
        }
        reads.reverse();
        Ok(reads)
    }

    /// The statements that make the view of a table; the types of what it is made of are held against the contract before. The
    /// view of one whose rows are checked is called `given_NAME`.
    pub fn view(&self, read: &Read<'_>) -> Result<Vec<Translated>> {
        let table = &read.table.name;
        let columns = shown(&read.columns);
        let context = minijinja::context! {
            table,
            name => if read.is_checked { format!("given_{table}") } else { table.clone() },
            columns => minijinja::value::Serde(&columns),
            absent => minijinja::value::Serde(&read.absent),
        };
        let render = |name: &str, inner: &str| {
            let template = self.library.get(&format!("queries/engine/{name}.sql.j2"))?;
            Translated::around(Statement::render(template, context.clone())?, &Params::none(), inner)
        };
        match self.query(table) {
            None => Ok(vec![render("no_rows", "")?]),
            Some(query) if columns.is_empty() => Ok(vec![render("view", query)?]),
            Some(query) => Ok(vec![render("types", query)?, render("view", query)?]),
        }
    }
}

/// The rule between rows of `table`, if it has one.
pub(super) fn rule_between_rows<'l>(library: &'l Library, table: &Table) -> Option<&'l Source> {
    let folder = format!("{CHECKS}/rules/");
    let mut rules = library.files().filter(|file| file.name.starts_with(&folder));
    rules.find(|file| file.header().get("table") == Some(&table.name))
}

/// Columns as templates see them.
pub(super) fn shown<'c>(columns: &[&'c Column]) -> Vec<Shown<'c>> {
    let shown = columns.iter().map(|column| Shown {
        name: &column.name,
        sql_type: sql_type(column.kind),
        types: types(column.kind),
        default: column.default.as_deref(),
    });
    shown.collect()
}

fn sql_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Word | Kind::Period => "STRING",
        Kind::Date => "DATE",
        Kind::Timestamp => "TIMESTAMP_NTZ",
        Kind::Money => "DECIMAL(18, 2)",
        Kind::Decimal => "DECIMAL(18, 6)",
        Kind::Integer => "INTEGER",
        Kind::Boolean => "BOOLEAN",
    }
}

fn types(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Word | Kind::Period => "^(void|string|(var)?char.*|tinyint|smallint|int|bigint)$",
        Kind::Date | Kind::Timestamp => "^(void|date|timestamp|timestamp_ntz)$",
        Kind::Money => "^(void|tinyint|smallint|int|bigint|decimal[(][0-9]+,[0-2][)])$",
        Kind::Decimal => "^(void|tinyint|smallint|int|bigint|decimal[(][0-9]+,[0-6][)])$",
        Kind::Integer => "^(void|tinyint|smallint|int|bigint|decimal[(][0-9]+,0[)])$",
        Kind::Boolean => "^(void|boolean)$",
    }
}
