//! Facts mended in what was touched since they were built.
//!
//! What changed in the data is told by the files and the history, and what moved without a file by the table `moves`. From
//! there it spreads: to the due item of a payment, to the items of a policy that changed. A file says by its header how its
//! table is mended:
//!
//! - `touched: COLUMN`: rows of touched things are made anew. It reads `touched.T` in place of a table of the data, and
//!   `touched_facts.T`, `touched_policies.T` or `touched_customers.T` in place of one of facts; `COLUMN` tells in its own table which
//!   rows give way: those of touched due items (`item_key`), policies or customers ([`super::SCOPES`]), or of the rows of `T`
//!   that are looked at again.
//! - `numbered: COLUMN by ID, ..`: made anew whole, but whatever had a number keeps it.
//! - Neither: made anew whole. `queries/facts/touched/follow/` says for some tables what is touched if they changed; a
//!   file that reads another one that changed is made anew whole as well.
//!
//! Numbers of new things come after all others; nothing may depend on their order.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{FOLDER as FILES, OF_DATA, SCOPES, whole};
use crate::contract::{Contract, Table};
use crate::diagnostic::Result;
use crate::library::{Source, reads};
use crate::store::{Params, Statement, Store};

const FOLDER: &str = "queries/facts/touched";

/// The table of due items among the facts.
const ITEMS: &str = "items";

/// The temporary table of its rows that are touched.
const ITEM_ROWS: &str = "touched_facts_items";

/// The columns by which rows of the data refer to what is touched, and the word for that in the table `touched`; whether it
/// matters only to rows without a due item.
const REFERENCES: [(&str, &str, bool); 5] = [
    ("due_id", "item", false),
    ("policy_id", "policy", true),
    ("customer_id", "customer", true),
    ("activity_id", "twin", false),
    ("activity_id", CONTACT, false),
];

/// Contacts matter to what is read beside them.
const CONTACT: &str = "contact";

/// Tables of the data that no file reads in part and whose rows tell what is touched all the same.
const ALSO_TELL: [&str; 2] = ["ownership", "policy_events"];

/// If one due item of so many is touched it is quicker to make everything anew.
const ONE_OF: u64 = 3;

/// What was touched, and what became of it so far.
pub struct Touched<'s> {
    store: &'s Store,
    contract: Contract,
    /// The names in files that mend a part.
    read_by_parts: BTreeSet<&'s str>,
    /// Tables that changed in more than what is touched.
    changed: BTreeSet<&'s str>,
    /// How many touched due items the tables of them were made of; `None` if those are others by now.
    items: Option<u64>,
    /// The parameter that says until which file the facts were built.
    since: Params,
}

/// How the table of a file is mended.
enum Way {
    /// Rows that `column` tells give way.
    Part {
        column: String,
    },
    Numbered {
        column: String,
        ids: Vec<String>,
    },
    Whole,
}

/// How rows of the data refer to what is touched.
#[derive(Serialize)]
struct Reference {
    column: &'static str,
    what: &'static str,
    without_item: bool,
}

/// A table of the data whose rows tell what is touched.
#[derive(Serialize)]
struct Telling<'t> {
    name: &'t str,
    key: Option<&'t str>,
    has_due: bool,
    has_policy: bool,
}

impl<'s> Touched<'s> {
    /// What changed since the file of data `built`, to mend the tables of `stale`; `None` if that is too much.
    pub fn since(store: &'s Store, built: i64, stale: &[(&'s Source, String)]) -> Result<Option<Self>> {
        let parts = stale.iter().filter(|(file, _)| is_mended_in_part(file));
        let touched = Self {
            store,
            contract: Contract::load(store.library())?,
            read_by_parts: parts.flat_map(|(file, _)| file.words()).collect(),
            changed: BTreeSet::new(),
            items: None,
            since: Params::none().with("built_until", built),
        };
        touched.gather()?;
        let share = store.rows(&step("share.sql"), &Params::none())?;
        Ok((share.count("touched") * ONE_OF <= share.count("items")).then_some(touched))
    }

    fn gather(&self) -> Result<()> {
        let files: Vec<&Source> = self.store.library().list(FILES, ".sql").collect();
        let read = files.iter().flat_map(|file| named(file, OF_DATA));
        let names: BTreeSet<&str> = read.chain(ALSO_TELL).collect();
        let tables = self
            .contract
            .tables()
            .filter(|table| names.contains(table.name.as_str()));
        let tables = tables.map(|table| Telling {
            name: &table.name,
            key: key(table),
            has_due: table.column("due_id").is_some(),
            has_policy: table.column("policy_id").is_some(),
        });
        let tables: Vec<Telling<'_>> = tables.collect();
        let context = minijinja::context! { tables => minijinja::value::Serde(&tables) };
        self.execute("changed_rows.sql.j2", context, &self.since)?;
        self.run("touched.sql")?;
        self.run("items_none.sql")
    }

    /// Mends the table of `file`; those it reads were mended before.
    pub fn mend(&mut self, file: &'s Source, params: &Params) -> Result<()> {
        let way = self.way(file);
        let (Some(made), Way::Part { .. } | Way::Numbered { .. }) = (table_of(file), &way) else {
            return self.build(file, params);
        };
        tracing::debug!("the data changed: {} is mended", file.stem());
        match way {
            Way::Part { column } => self.mend_part(file, made, &column, params)?,
            Way::Numbered { column, ids } => self.number(file, made, &column, ids, params)?,
            Way::Whole => {}
        }
        self.follow(file)
    }

    fn way(&self, file: &Source) -> Way {
        let words = file.words();
        if file.is_override {
            return Way::Whole;
        }
        if let Some((column, ids)) = numbered(file) {
            return Way::Numbered { column, ids };
        }
        match touched(file) {
            Some(column) if !self.changed.iter().any(|made| reads(&words, made)) => Way::Part { column },
            _ => Way::Whole,
        }
    }

    /// Makes the whole table anew.
    fn build(&mut self, file: &'s Source, params: &Params) -> Result<()> {
        tracing::debug!("the data changed: {} is built again", file.stem());
        let is_read = file.makes().is_some_and(|made| reads(&self.read_by_parts, made));
        let made = table_of(file).filter(|_| is_read);
        if let Some(made) = made {
            self.of("before.sql.j2", made)?;
        }
        self.store.execute(&Statement::of(&whole(file)), params)?;
        if !is_read {
            return Ok(());
        }
        if made.is_some() && self.is_followed(file) {
            return self.follow(file);
        }
        let differs = match made {
            Some(made) => self.render("differs.sql.j2", minijinja::context! { made }).map(Some)?,
            None => None,
        };
        let differs = differs
            .map(|asked| self.store.query(&asked, &Params::none()))
            .transpose()?;
        if differs.is_none_or(|differs| differs.is("found")) {
            self.changed.extend(file.makes());
        }
        Ok(())
    }

    /// Makes it anew whole, but whatever had a number keeps it.
    fn number(&self, file: &Source, made: &str, number: &str, ids: Vec<String>, params: &Params) -> Result<()> {
        self.of("before.sql.j2", made)?;
        self.store.execute(&Statement::of(&part(&whole(file), made)), params)?;
        let column = Params::none().with("table", made).with("column", number);
        let types = self.store.rows(&step("type.sql"), &column)?;
        let kind = types.first().map(|row| row.text("data_type")).unwrap_or_default();
        let context = minijinja::context! { made, number, ids, kind };
        self.execute("number.sql.j2", context, &Params::none())
    }

    /// Makes rows of touched things anew.
    fn mend_part(&mut self, file: &Source, made: &str, column: &str, params: &Params) -> Result<()> {
        if file.stem() == ITEMS {
            self.run("items_before.sql")?;
            self.run("item_keys_before.sql")?;
        } else {
            self.touched_items()?;
        }
        let scope = SCOPES.iter().find(|scope| scope.column == column);
        let mut of = None;
        for table in named(file, OF_DATA) {
            let table = self.contract.table(table)?;
            self.rows(file, table, scope.is_some())?;
            of = Some(table);
        }
        let mut text = file.text.replace(OF_DATA, &in_part(OF_DATA));
        for read in &SCOPES {
            let rows = in_part(read.mark);
            for table in named(file, read.mark).filter(|table| format!("{rows}{table}") != ITEM_ROWS) {
                let context = minijinja::context! { table, rows => &rows, scope => minijinja::value::Serde(read) };
                self.execute("facts.sql.j2", context, &Params::none())?;
            }
            text = text.replace(read.mark, &rows);
        }
        let restricted = Source { text, ..file.clone() };
        self.store.execute(&Statement::of(&part(&restricted, made)), params)?;
        let keys = scope.map(|scope| scope.keys);
        if keys.is_some() && self.is_followed(file) {
            let context = minijinja::context! { made, column, keys };
            self.execute("before_part.sql.j2", context, &Params::none())?;
        }
        let of = of.filter(|_| scope.is_none());
        let (table, key) = (of.map(|table| &table.name), of.and_then(key));
        let context = minijinja::context! { made, column, table, key, keys };
        self.store.transaction(|| {
            self.execute("delete.sql.j2", context, &Params::none())?;
            self.of("insert.sql.j2", made)
        })
    }

    /// Makes the tables of touched due items and their policies, unless they are still right.
    fn touched_items(&mut self) -> Result<()> {
        let count = self.store.rows(&step("count.sql"), &Params::none())?.count("touched");
        if self.items != Some(count) {
            for name in ["items.sql", "item_keys.sql", "policies.sql", "customers.sql"] {
                self.run(name)?;
            }
            self.items = Some(count);
        }
        Ok(())
    }

    /// The rows of `table` that `file` is to look at again.
    fn rows(&self, file: &Source, table: &Table, of_items: bool) -> Result<()> {
        if table.name == "due_items" {
            return self.run("due_items.sql");
        }
        let found = self.store.rows(&step("kinds.sql"), &Params::none())?;
        let found: BTreeSet<String> = found.iter().map(|row| row.text("what")).collect();
        let reads_contacts = reads(&file.words(), "facts.activities");
        let is_asked = |column: &str, what: &str| {
            found.contains(what) && table.column(column).is_some() && (what != CONTACT || reads_contacts)
        };
        let references = REFERENCES
            .into_iter()
            .filter(|(column, what, _)| is_asked(column, what));
        let references = references.map(|(column, what, without_item)| Reference {
            column,
            what,
            without_item: without_item && table.column("due_id").is_some(),
        });
        let references: Vec<Reference> = if of_items {
            vec![Reference {
                column: "due_id",
                what: "due_id",
                without_item: false,
            }]
        } else {
            references.collect()
        };
        let context = minijinja::context! {
            table => &table.name,
            key => key(table),
            of_items,
            references => minijinja::value::Serde(&references),
        };
        self.execute("rows.sql.j2", context.clone(), &self.since)?;
        self.execute("view.sql.j2", context, &Params::none())
    }

    fn is_followed(&self, file: &Source) -> bool {
        self.store.library().if_any(&following(file)).is_some()
    }

    /// Adds what is touched because the table of `file` changed.
    fn follow(&mut self, file: &Source) -> Result<()> {
        if self.is_followed(file) {
            self.store.run(&following(file), &Params::none())?;
        }
        if file.stem() == ITEMS {
            self.items = None;
        }
        Ok(())
    }

    fn run(&self, name: &str) -> Result<()> {
        self.store.run(&step(name), &Params::none()).map(drop)
    }

    fn of(&self, name: &str, made: &str) -> Result<()> {
        self.execute(name, minijinja::context! { made }, &Params::none())
    }

    fn execute(&self, name: &str, context: minijinja::Value, params: &Params) -> Result<()> {
        self.store.execute(&self.render(name, context)?, params).map(drop)
    }

    fn render(&self, name: &str, context: minijinja::Value) -> Result<Statement> {
        Statement::render(self.store.library().get(&step(name))?, context)
    }
}

fn step(name: &str) -> String {
    format!("{FOLDER}/{name}")
}

/// The file that says what is touched if the table of `file` changed.
fn following(file: &Source) -> String {
    format!("{FOLDER}/follow/{}.sql", file.stem())
}

/// The column of a table that tells its rows apart alone.
fn key(table: &Table) -> Option<&str> {
    match table.key.as_slice() {
        [key] => Some(key),
        _ => None,
    }
}

fn touched(file: &Source) -> Option<String> {
    file.header().get("touched").map(str::to_owned)
}

fn is_mended_in_part(file: &Source) -> bool {
    !file.is_override && touched(file).is_some()
}

fn numbered(file: &Source) -> Option<(String, Vec<String>)> {
    let header = file.header();
    let (column, ids) = header.get("numbered")?.split_once(" by ")?;
    Some((column.to_owned(), ids.split(", ").map(str::to_owned).collect()))
}

/// The tables of which touched rows are read: those whose names `mark` stands before.
fn named<'f>(file: &'f Source, mark: &'f str) -> impl Iterator<Item = &'f str> {
    let words = file.words();
    words.into_iter().filter_map(move |word| word.strip_prefix(mark))
}

/// What stands before the name of a temporary table of touched rows, in place of `mark`.
fn in_part(mark: &str) -> String {
    mark.replace('.', "_")
}

/// How a file begins that makes the table `made` of facts.
fn beginning(made: &str) -> String {
    format!("CREATE OR REPLACE TABLE facts.{made} AS")
}

/// The table of facts that a file makes, if it is one.
fn table_of(file: &Source) -> Option<&str> {
    let made = file.makes()?.strip_prefix("facts.")?;
    file.text.contains(&beginning(made)).then_some(made)
}

/// The file with what it makes in the temporary table `part`. The text keeps its length.
fn part(file: &Source, made: &str) -> Source {
    let beginning = beginning(made);
    let temporary = format!("{:<1$}", "CREATE OR REPLACE TEMP TABLE part AS", beginning.len());
    let text = file.text.replacen(&beginning, &temporary, 1);
    Source { text, ..file.clone() }
}
