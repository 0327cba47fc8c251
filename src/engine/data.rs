//! The tables of the data as a job sees them: temporary views over what the settings say gives their rows, with the columns
//! of the contract that are read, in its types.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::dialect::Translated;
use super::error::EngineError;
use crate::contract::{Contract, Kind, Table};
use crate::diagnostic::{Result, did_you_mean};
use crate::library::Library;
use crate::store::lexis::{Piece, pieces};
use crate::store::{Params, Statement};

static NONE: BTreeMap<String, String> = BTreeMap::new();

/// The tables a job reads.
pub(super) struct Data<'d> {
    library: &'d Library,
    contract: Contract,
    queries: &'d BTreeMap<String, String>,
}

#[derive(Serialize)]
struct Column<'c> {
    name: &'c str,
    sql_type: &'static str,
    /// The types it can be read from without loss, as a pattern.
    types: &'static str,
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

    /// The tables that are `read` and those of `queries`, each once.
    pub fn tables(&self, queries: &BTreeMap<String, String>, read: &[&Table]) -> impl Iterator<Item = &Table> {
        let is_wanted = |table: &&Table| queries.contains_key(&table.name) || read.iter().any(|r| r.name == table.name);
        self.contract.tables().filter(is_wanted).collect::<Vec<_>>().into_iter()
    }

    /// The tables that `words` name.
    pub fn read(&self, words: &BTreeSet<&str>) -> Vec<&Table> {
        self.contract
            .tables()
            .filter(|table| words.contains(table.name.as_str()))
            .collect()
    }

    /// The statements that make the view of `table` with those of its columns that `words` name; the types of what it is made
    /// of are held against the contract before.
    pub fn view(&self, table: &Table, words: &BTreeSet<&str>) -> Result<Vec<Translated>> {
        let read = table
            .columns
            .iter()
            .filter(|column| words.contains(column.name.as_str()));
        let columns = read.map(|column| Column {
            name: &column.name,
            sql_type: sql_type(column.kind),
            types: types(column.kind),
        });
        let columns: Vec<Column<'_>> = columns.collect();
        let context = minijinja::context! {
            table => &table.name,
            columns => minijinja::value::Serde(&columns),
        };
        let render = |name: &str, inner: &str| {
            let template = self.library.get(&format!("queries/engine/{name}.sql.j2"))?;
            Translated::around(Statement::render(template, context.clone())?, &Params::none(), inner)
        };
        match self.query(&table.name) {
            None => Ok(vec![render("no_rows", "")?]),
            Some(query) if columns.is_empty() => Ok(vec![render("view", query)?]),
            Some(query) => Ok(vec![render("types", query)?, render("view", query)?]),
        }
    }
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
