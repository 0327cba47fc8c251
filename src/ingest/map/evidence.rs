//! What the values of a column say of it: which kinds of cells they are, which words, which ids the store has.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};

use super::alike::ratio;
use crate::contract::{Column, Contract, Kind, Table};
use crate::diagnostic::Result;
use crate::ingest::dates::moment;
use crate::ingest::headers::Heads;
use crate::ingest::rows::is_identifier;
use crate::ingest::values::{CellReader, Reading, tidy};
use crate::store::{Params, Statement, Store};

/// Values of a column that are looked at.
const MOST_VALUES: usize = 60;

/// The values of all columns of a sheet.
pub struct Evidence<'h> {
    heads: Heads<'h>,
    /// By column, its first different values.
    values: Vec<Vec<String>>,
    /// By table, the ids found in the store,
    ids: HashMap<String, HashSet<String>>,
    /// and by table and column the names.
    names: HashMap<(String, String), HashSet<String>>,
    /// What was found already, by column of the sheet and how cells are read.
    fits: RefCell<HashMap<(usize, String), Fit>>,
}

/// How the values of a column of a sheet fit a column of a table.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fit {
    /// How many different values there are.
    pub values: usize,
    /// The share of them that can be read.
    pub readable: f64,
    /// The share that the store has.
    pub stored: f64,
    /// True if few other columns have such values: words, days.
    pub is_telling: bool,
}

impl<'h> Evidence<'h> {
    /// Looks at the values, and for them in the store.
    pub fn new(heads: Heads<'h>, contract: &Contract, store: &Store) -> Result<Self> {
        let of_column = |index: usize| {
            let (mut seen, mut values) = (HashSet::new(), Vec::new());
            for cell in heads.sample.iter().filter_map(|row| row.get(index)) {
                let text = tidy(cell).into_owned();
                if !text.is_empty() && seen.insert(text.clone()) && values.len() < MOST_VALUES {
                    values.push(text);
                }
            }
            values
        };
        let values: Vec<Vec<String>> = (0..heads.headers.len()).map(of_column).collect();
        let (mut ids, mut names) = (HashMap::new(), HashMap::new());
        for table in contract.tables() {
            for column in table.columns.iter().filter(|column| column.kind == Kind::Text) {
                if table.key[..] == [column.name.clone()] {
                    ids.insert(table.name.clone(), in_store(store, table, column, &values)?);
                } else if column.is_name {
                    let place = (table.name.clone(), column.name.clone());
                    names.insert(place, in_store(store, table, column, &values)?);
                }
            }
        }
        Ok(Self {
            heads,
            values,
            ids,
            names,
            fits: RefCell::default(),
        })
    }

    /// The first different values of a column.
    pub fn values(&self, index: usize) -> &[String] {
        &self.values[index]
    }

    /// How the values of the column `index` fit `column`.
    pub fn fit(&self, index: usize, table: &Table, column: &Column, zeros: i32) -> Fit {
        let identifier = is_identifier(table, column);
        let key = (index, format!("{}.{}.{zeros}", table.name, column.name));
        if let Some(fit) = self.fits.borrow().get(&key) {
            return *fit;
        }
        let reader = CellReader::new(column, identifier, zeros);
        let values = &self.values[index];
        let read: Vec<Option<String>> = values.iter().map(|value| meant(&reader, value)).collect();
        let filled = read.len();
        let readable = read.iter().flatten().count();
        let stored = self.known_in_store(table, column);
        let found = stored.map_or(0, |known| {
            read.iter().flatten().filter(|value| known.contains(*value)).count()
        });
        let looks_odd = match column.kind {
            // A number or a day is no name, and no text with blanks is an id.
            Kind::Text if column.is_name => values
                .iter()
                .filter(|value| !value.contains(char::is_alphabetic))
                .count(),
            Kind::Text if identifier => values.iter().filter(|value| is_no_id(value)).count(),
            _ => 0,
        };
        let fit = Fit {
            values: filled,
            readable: ratio(readable.saturating_sub(looks_odd), filled),
            stored: ratio(found, filled),
            is_telling: match column.kind {
                Kind::Date | Kind::Timestamp => true,
                Kind::Word => values.iter().any(|value| value.contains(char::is_alphabetic)),
                _ => false,
            },
        };
        self.fits.borrow_mut().insert(key, fit);
        fit
    }

    /// The values of a column of words that stand for none, in order.
    pub fn unknown_words(&self, index: usize, column: &Column) -> Vec<String> {
        if column.kind != Kind::Word {
            return Vec::new();
        }
        let reader = CellReader::new(column, false, 0);
        let all = self.heads.sample.iter().filter_map(|row| row.get(index));
        let unknown: BTreeSet<String> = all
            .filter(|cell| reader.read(cell).is_err())
            .map(|cell| tidy(cell).into_owned())
            .collect();
        unknown.into_iter().collect()
    }

    fn known_in_store(&self, table: &Table, column: &Column) -> Option<&HashSet<String>> {
        let is_key = table.key[..] == [column.name.clone()];
        match &column.references {
            Some(parent) => self.ids.get(parent),
            None if is_key => self.ids.get(&table.name),
            None => self.names.get(&(table.name.clone(), column.name.clone())),
        }
    }
}

fn meant(reader: &CellReader<'_>, value: &str) -> Option<String> {
    match reader.read(value) {
        Ok(Reading::Value(value)) => Some(value),
        Ok(Reading::Empty | Reading::NullDate) => Some(String::new()),
        Err(_) => None,
    }
}

/// A day with its marks, an amount with its point, a sentence.
fn is_no_id(value: &str) -> bool {
    let is_day = !value.bytes().all(|byte| byte.is_ascii_digit()) && moment(value).is_some();
    is_day || value.contains(['.', ',', '，', '。', ':']) || !value.contains(|c: char| c.is_ascii_alphanumeric())
}

fn in_store(store: &Store, table: &Table, column: &Column, values: &[Vec<String>]) -> Result<HashSet<String>> {
    let all: BTreeSet<&str> = values.iter().flatten().map(String::as_str).collect();
    let all: Vec<&str> = all.into_iter().collect();
    let template = store.library().get("queries/ingest/map/in_store.sql.j2")?;
    let context = minijinja::context! { table => &table.name, column => &column.name };
    let statement = Statement::render(template, context)?;
    let params = Params::none().with("values", all.join("\u{1f}").as_str());
    let rows = store.query(&statement, &params)?;
    Ok(rows.iter().map(|row| row.text("value")).collect())
}
