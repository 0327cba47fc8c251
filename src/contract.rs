//! The data contract as types: which tables the engine reads, their columns, keys, words and references.
//!
//! The content stands in `queries/schema/*.toml`, one file per table; ingest, schema, sample and docs all read it from
//! there. Tables come in an order in which a table stands after those it refers to.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use toml::Table as TomlTable;

use crate::diagnostic::{Diagnose, Result, did_you_mean};
use crate::library::{Library, Source};
use crate::locale::Locale;
use crate::message::{Message, messages};

const FOLDER: &str = "queries/schema";
const METRICS: &str = "queries/metrics";

/// Whole cells, as spelled, that mean nothing; a workspace may set others.
pub const NOTHING: [&str; 9] = ["NULL", "\\N", "(null)", "None", "nan", "无", "-", "--", "/"];

/// Those of them that mean nothing in names and prose as well.
const NOTHING_IN_NAMES: [&str; 3] = ["NULL", "\\N", "(null)"];

/// Whole cells by which a row is a sum and no data; a workspace may set others.
pub const TOTAL_WORDS: [&str; 11] = [
    "合计",
    "小计",
    "总计",
    "共计",
    "汇总",
    "本页合计",
    "本页小计",
    "累计",
    "total",
    "subtotal",
    "grand total",
];

/// All tables of the contract.
#[derive(Clone, Debug)]
pub struct Contract {
    tables: Vec<Table>,
}

/// One logical table.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Canonical name, taken from the file's name.
    #[serde(skip_deserializing)]
    pub name: String,
    /// Title in Chinese.
    pub zh: String,
    /// Title in English.
    pub en: String,
    /// Columns that identify a row.
    pub key: Vec<String>,
    /// Further sets of columns in which no two rows agree.
    #[serde(default)]
    pub unique: Vec<Vec<String>>,
    /// How the names of files that hold it begin.
    pub files: Vec<String>,
    /// Columns in the contract's order.
    pub columns: Vec<Column>,
    /// Whole cells by which a row of a file is a sum and no data.
    #[serde(skip)]
    pub total_words: Arc<[String]>,
}

/// One column.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "facts of a file, each on its own")]
pub struct Column {
    /// Canonical name.
    pub name: String,
    #[serde(rename = "type")]
    pub kind: Kind,
    /// True if a row without it is rejected.
    #[serde(default)]
    pub required: bool,
    /// Required only in rows that leave this other column empty too.
    pub required_without: Option<String>,
    /// The column whose value it helps to find in rows that do not say it; such rows must be readable here.
    pub finds: Option<String>,
    /// Where rows that do not say it can have it found, by what the table `joined` notes that down.
    pub found: Option<String>,
    /// What a value below zero makes of a row.
    pub negative_means: Option<Negative>,
    /// Value of a row that leaves it empty.
    pub default: Option<String>,
    /// Title in Chinese; also an accepted header.
    pub zh: String,
    /// Title in English.
    pub en: String,
    /// Table whose key it must be found in.
    pub references: Option<String>,
    /// Smallest value allowed.
    pub min: Option<i64>,
    /// Largest value allowed.
    pub max: Option<i64>,
    /// The value must be greater than this.
    pub above: Option<i64>,
    /// True for sentences people wrote: their punctuation is kept as it is. Other text is brought to one form.
    #[serde(default)]
    pub prose: bool,
    /// True for identifiers that are neither keys nor references.
    #[serde(default)]
    pub identifies: bool,
    /// True for names of people, teams and things: few words mean nothing there.
    #[serde(default)]
    pub is_name: bool,
    /// Words that may stand behind a number of it, and with them 第 before it: `第3次` is 3.
    #[serde(default)]
    pub counters: Vec<String>,
    /// True for seconds that may be written as a time that has passed: `00:02:52`.
    #[serde(default)]
    pub is_duration: bool,
    /// What a cell without a value says, where it says something: then one that cannot be read may not be left empty.
    pub empty_means: Option<String>,
    /// True for times of which a clock runs: a day without a time is told.
    #[serde(default)]
    pub is_clocked: bool,
    /// Why it is kept, of what is told about a person.
    pub purpose: Option<Purpose>,
    /// The column of the same row that names the metric whose unit the value has.
    pub unit_of: Option<UnitOf>,
    /// Whole cells, as spelled, that mean nothing.
    #[serde(skip)]
    pub nothing: Arc<[String]>,
    /// Column type in the store, from [`Kind::sql_type`].
    #[serde(skip_deserializing)]
    pub sql_type: &'static str,
    /// For [`Kind::Word`]: canonical word and the other ways to write it.
    #[serde(default)]
    pub words: TomlTable,
}

/// What a personal field is kept for, in both languages.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    pub zh: String,
    pub en: String,
}

/// The unit of a value is that of the metric that another column names.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct UnitOf {
    /// The column with the metric.
    pub column: String,
    /// The largest value that can be a ratio: what is above was meant in percent.
    pub ratio_max: Decimal,
    /// The metrics that are ratios.
    #[serde(skip)]
    pub ratios: Arc<HashSet<String>>,
    /// The ids of all metrics by how people write them: in any letter case, by title.
    #[serde(skip)]
    pub metrics: Arc<HashMap<String, String>>,
}

/// A value below zero says that `column`, which is one of `of` or `is` already, is `is`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Negative {
    pub column: String,
    pub of: Vec<String>,
    pub is: String,
}

/// The kinds of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Any text; identifiers too, which are never numbers.
    Text,
    Date,
    /// A local wall-clock time, or a day (then midnight).
    Timestamp,
    /// Currency with two decimals.
    Money,
    /// A number with up to six decimals.
    Decimal,
    Integer,
    /// True or false.
    Boolean,
    /// One of a closed list of words.
    Word,
    /// A month, quarter or year, as plans are calculated for.
    Period,
}

impl Kind {
    /// The column type in the store.
    pub fn sql_type(self) -> &'static str {
        match self {
            Self::Text | Self::Word | Self::Period => "VARCHAR",
            Self::Date => "DATE",
            Self::Timestamp => "TIMESTAMP",
            Self::Money => "DECIMAL(18,2)",
            Self::Decimal => "DECIMAL(18,6)",
            Self::Integer => "INTEGER",
            Self::Boolean => "BOOLEAN",
        }
    }
}

impl Column {
    /// Every way to write a value of this column, with the canonical word it means.
    pub fn spellings(&self) -> impl Iterator<Item = (&str, &str)> {
        self.words.iter().flat_map(|(word, others)| {
            let others = others.as_array().map(Vec::as_slice).unwrap_or_default();
            std::iter::once(word.as_str())
                .chain(others.iter().filter_map(toml::Value::as_str))
                .map(move |spelling| (spelling, word.as_str()))
        })
    }
}

impl Table {
    /// The column called `name`.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// True if values of its rows are found where files do not say them.
    pub fn is_joined(&self) -> bool {
        self.columns.iter().any(|column| column.found.is_some())
    }
}

messages! {
    "errors.contract"
    /// What is wrong with the contract or a name looked up in it.
    #[derive(Debug)]
    pub enum ContractError {
        /// No table of that name.
        UnknownTable {
            name: String,
            /// A near name or the list.
            hint: Message,
        },
    }
}

impl Diagnose for ContractError {}

impl Contract {
    /// Reads the contract from the library's files.
    pub fn load(library: &Library) -> Result<Self> {
        let mut tables = library.list(FOLDER, ".toml").map(parse).collect::<Result<Vec<_>>>()?;
        let mut metrics = HashMap::new();
        for header in library.list(METRICS, ".sql").map(Source::header) {
            let names = ["en", "zh", "id"].into_iter().filter_map(|key| header.get(key));
            let id = header.get("id").unwrap_or_default().to_owned();
            let name = |name: &str| name.to_lowercase().replace('（', "(").replace('）', ")");
            metrics.extend(names.map(|text| (name(text), id.clone())));
        }
        let metrics = Arc::new(metrics);
        let ratios = library.list(METRICS, ".sql").map(Source::header);
        let ratios = ratios.filter(|metric| metric.get("unit") == Some("ratio"));
        let ratios: Arc<HashSet<String>> = Arc::new(ratios.filter_map(|m| m.get("id").map(str::to_owned)).collect());
        let units = tables.iter_mut().flat_map(|table| &mut table.columns);
        for unit in units.filter_map(|column| column.unit_of.as_mut()) {
            unit.ratios = Arc::clone(&ratios);
            unit.metrics = Arc::clone(&metrics);
        }
        let contract = Self {
            tables: in_dependency_order(tables),
        };
        Ok(contract.with_words(&NOTHING.map(str::to_owned), &TOTAL_WORDS.map(str::to_owned)))
    }

    /// What the words of the data are called in `locale`, as far as they are not called so already.
    pub fn called(&self, locale: Locale) -> HashMap<String, String> {
        let mut names = HashMap::new();
        if locale == Locale::ZhCn {
            for column in self.tables.iter().flat_map(|table| &table.columns) {
                for (word, others) in &column.words {
                    let first = others.as_array().and_then(|o| o.first()?.as_str());
                    names
                        .entry(word.clone())
                        .or_insert_with(|| first.unwrap_or(word).to_owned());
                }
            }
        }
        names
    }

    /// The contract with words of a workspace: for cells that mean nothing, and for rows that are sums.
    pub fn with_words(mut self, nothing: &[String], totals: &[String]) -> Self {
        let in_names = |word: &&String| NOTHING_IN_NAMES.contains(&word.as_str());
        let in_names: Arc<[String]> = nothing.iter().filter(in_names).cloned().collect();
        let (nothing, totals): (Arc<[String]>, Arc<[String]>) = (nothing.into(), totals.into());
        for table in &mut self.tables {
            table.total_words = Arc::clone(&totals);
            for column in &mut table.columns {
                let is_said = column.is_name || column.prose;
                column.nothing = Arc::clone(if is_said { &in_names } else { &nothing });
            }
        }
        self
    }

    /// The contract without the columns by which files of other programs name what ours name by an id.
    pub fn of_ids(mut self) -> Self {
        for table in &mut self.tables {
            table.columns.retain(|column| column.finds.is_none());
        }
        self
    }

    /// The contract with these tables and columns alone.
    pub fn only(mut self, is_table: impl Fn(&Table) -> bool, is_column: impl Fn(&Table, &Column) -> bool) -> Self {
        self.tables.retain(is_table);
        for table in &mut self.tables {
            let columns = std::mem::take(&mut table.columns);
            table.columns = columns.into_iter().filter(|column| is_column(table, column)).collect();
        }
        self
    }

    /// The tables, each after those it refers to.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.tables.iter()
    }

    /// The table called `name`.
    pub fn table(&self, name: &str) -> Result<&Table> {
        self.tables.iter().find(|t| t.name == name).ok_or_else(|| {
            let known: Vec<&str> = self.tables.iter().map(|t| t.name.as_str()).collect();
            ContractError::UnknownTable {
                name: name.to_owned(),
                hint: did_you_mean(name, &known),
            }
            .into()
        })
    }
}

fn parse(source: &Source) -> Result<Table> {
    let mut table: Table = source.toml()?;
    source.stem().clone_into(&mut table.name);
    for column in &mut table.columns {
        column.sql_type = column.kind.sql_type();
    }
    Ok(table)
}

/// Repeatedly takes the tables whose references are already taken; a cycle would be kept in file order.
fn in_dependency_order(mut waiting: Vec<Table>) -> Vec<Table> {
    let mut ordered: Vec<Table> = Vec::new();
    while !waiting.is_empty() {
        let ready = |table: &Table| {
            let mut references = table.columns.iter().filter_map(|c| c.references.as_ref());
            references.all(|r| *r == table.name || ordered.iter().any(|t| t.name == *r))
        };
        let next = waiting.iter().position(ready).unwrap_or(0);
        ordered.push(waiting.remove(next));
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_contract_is_consistent() {
        let contract = Contract::load(&Library::shipped()).unwrap();
        assert_eq!(contract.tables().count(), 33);
        for (index, table) in contract.tables().enumerate() {
            for key in table.key.iter().chain(table.unique.iter().flatten()) {
                assert!(table.column(key).is_some(), "{}: {key}", table.name);
            }
            for column in &table.columns {
                assert_eq!(
                    column.kind == Kind::Word,
                    !column.words.is_empty(),
                    "{}.{}",
                    table.name,
                    column.name
                );
                let unit = column.unit_of.as_ref();
                assert!(unit.is_none_or(|unit| table.column(&unit.column).is_some() && unit.ratios.len() > 20));
                assert!(column.empty_means.is_none() || !column.required, "{}", column.name);
                if let Some(reference) = &column.references {
                    let place = contract.tables().position(|t| t.name == *reference);
                    assert!(place.is_some_and(|p| p < index), "{} refers to {reference}", table.name);
                    assert_eq!(contract.table(reference).unwrap().key.len(), 1);
                }
            }
        }
    }
}
