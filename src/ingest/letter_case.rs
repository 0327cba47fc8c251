//! Ids that differ from a known one in letter case only: they are that one.
//!
//! Only keys and references are ids. Known are those of the store, rows that wait included, and of earlier rows of the
//! file; one that is known as it stands stays. Where no id has both small and capital letters nothing is compared at all.

use super::file_part::FilePart;
use super::note::Note;
use super::source::Spelling;
use crate::contract::{Kind, Table};
use crate::diagnostic::Result;
use crate::store::{Cell, Params, Statement, Store};

/// Which letters may occur in ids.
#[derive(Clone, Copy, Default)]
struct Letters {
    small: bool,
    capital: bool,
}

impl Letters {
    fn both(self) -> bool {
        self.small && self.capital
    }

    fn and(self, other: Self) -> Self {
        Self {
            small: self.small || other.small,
            capital: self.capital || other.capital,
        }
    }
}

/// Where an id is looked up.
struct Lookup<'a> {
    column: &'a str,
    known_table: &'a str,
    known_column: &'a str,
    /// The first spelling in the file counts where the store has none.
    own: bool,
    /// The keys of the file count as known.
    staged_too: bool,
    /// Only ids that are said to be unknown references are looked up.
    only_unknown: bool,
}

/// The staged rows of a table.
pub struct LetterCase<'a> {
    pub store: &'a Store,
    pub table: &'a Table,
    /// The file they come from.
    pub part: Option<FilePart<'a>>,
}

impl LetterCase<'_> {
    /// Brings the keys to the known spelling, and references to other rows of the same table.
    pub fn align_keys(&self) -> Result<()> {
        self.store.run("queries/ingest/spelling/new.sql", &Params::none())?;
        let table = self.table;
        let texts = || table.columns.iter().filter(|column| column.kind == Kind::Text);
        let mut of_key = Letters::default();
        for column in texts().filter(|column| table.key.contains(&column.name) && column.references.is_none()) {
            of_key = self
                .letters_staged(&column.name)?
                .and(self.letters_known(&column.name)?);
            if of_key.both() {
                self.align(&Lookup {
                    column: &column.name,
                    known_table: &table.name,
                    known_column: &column.name,
                    own: true,
                    staged_too: false,
                    only_unknown: false,
                })?;
            }
        }
        let [key] = table.key.as_slice() else {
            return Ok(());
        };
        for column in texts().filter(|column| column.name.ends_with(&format!("_{key}"))) {
            let given = self.letters_staged(&column.name)?;
            if given.and(of_key).and(self.letters_known(key)?).both() {
                self.align(&Lookup {
                    column: &column.name,
                    known_table: &table.name,
                    known_column: key,
                    own: false,
                    staged_too: true,
                    only_unknown: false,
                })?;
            }
        }
        Ok(())
    }

    /// Brings those references of a column that are unknown to the known spelling; whether there were any.
    pub fn align_references(&self, column: &str, parent: &str, parent_key: &str) -> Result<bool> {
        self.align(&Lookup {
            column,
            known_table: parent,
            known_column: parent_key,
            own: false,
            staged_too: false,
            only_unknown: true,
        })
    }

    /// After references were looked up again: those that may mean several known ids are no unknown ones.
    pub fn unsay_several(&self, column: &str) -> Result<()> {
        self.run("spelling/several.sql.j2", &minijinja::context! { column })
            .map(drop)
    }

    fn align(&self, lookup: &Lookup<'_>) -> Result<bool> {
        let context = minijinja::context! {
            column => lookup.column,
            known_table => lookup.known_table,
            known_column => lookup.known_column,
            own => lookup.own,
            staged_too => lookup.staged_too,
            only_unknown => lookup.only_unknown,
        };
        for step in ["spelling/given.sql.j2", "spelling/known.sql.j2"] {
            if self.store.create(&self.rendered(step, &context)?, &Params::none())? == 0 {
                return Ok(false);
            }
        }
        if lookup.only_unknown {
            self.run("spelling/unsay.sql.j2", &context)?;
        }
        for step in [
            "spelling/insert.sql.j2",
            "spelling/twice.sql.j2",
            "spelling/update.sql.j2",
        ] {
            self.run(step, &context)?;
        }
        Ok(true)
    }

    /// What is told of the cells that were brought to another spelling; of waiting rows only if they join.
    pub fn notes(&self, only_joined: bool) -> Result<Vec<Note>> {
        let params = Params::none().with("only_joined", only_joined);
        let counts = self.store.rows("queries/ingest/spelling/counts.sql", &params)?;
        let note = |row: crate::store::Row<'_>| Note::LetterCase {
            column: row.text("column_name"),
            cells: row.integer("cells").unwrap_or(0).unsigned_abs(),
            given: row.text("given"),
            known: row.text("known"),
        };
        Ok(counts.iter().map(note).collect())
    }

    fn letters_staged(&self, column: &str) -> Result<Letters> {
        if self
            .part
            .is_some_and(|part| part.spelling(column) == Spelling::CapitalCodes)
        {
            return Ok(Letters {
                small: false,
                capital: true,
            });
        }
        self.letters("spelling/letters_staged.sql.j2", column)
    }

    fn letters_known(&self, column: &str) -> Result<Letters> {
        self.letters("spelling/letters_known.sql.j2", column)
    }

    /// Nearly all ids are in capitals, if they have letters at all: those are looked for only where there are small ones.
    fn letters(&self, step: &str, column: &str) -> Result<Letters> {
        let has = |other: &str| -> Result<bool> {
            let table = &self.table.name;
            let context = minijinja::context! { column, table, other };
            let rows = self.store.query(&self.rendered(step, &context)?, &Params::none())?;
            Ok(rows
                .first()
                .is_some_and(|row| row.get("found") == Some(&Cell::Boolean(true))))
        };
        let small = has("upper")?;
        let capital = !small || has("lower")?;
        Ok(Letters { small, capital })
    }

    fn run(&self, step: &str, context: &minijinja::Value) -> Result<usize> {
        self.store.execute(&self.rendered(step, context)?, &Params::none())
    }

    fn rendered(&self, step: &str, context: &minijinja::Value) -> Result<Statement> {
        let template = self.store.library().get(&format!("queries/ingest/{step}"))?;
        Statement::render(template, context.clone())
    }
}
