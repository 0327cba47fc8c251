//! Which rows of the tables came, went or became others although no new file says so: the facts look at them again.

use crate::contract::Table;
use crate::diagnostic::Result;
use crate::store::{Params, Statement, Store};

const FOLDER: &str = "queries/ingest/moves";

/// Notes down what moves. To be used in the transaction that moves it, before it is done.
#[derive(Clone, Copy)]
pub struct Moves<'a>(pub &'a Store);

impl Moves<'_> {
    /// Rows of `table` that are in `orphans` go back to wait.
    pub fn left(self, table: &Table) -> Result<()> {
        self.of_table("left.sql.j2", table)
    }

    /// Rows of `table` that waited and are in `incoming` join.
    pub fn joined(self, table: &Table) -> Result<()> {
        self.of_table("joined.sql.j2", table)
    }

    /// Contacts that are in `moved_contacts` go to another due item.
    pub fn contacts(self) -> Result<()> {
        self.0.run(&format!("{FOLDER}/contacts.sql"), &Params::none())?;
        self.mark("activities")
    }

    /// Owners become what `hand_overs` and `first_owners` say.
    pub fn owners(self) -> Result<()> {
        self.0.run(&format!("{FOLDER}/owners.sql"), &Params::none())?;
        self.mark("due_items")?;
        self.mark("ownership")
    }

    fn of_table(self, step: &str, table: &Table) -> Result<()> {
        let template = self.0.library().get(&format!("{FOLDER}/{step}"))?;
        let has = |name: &'static str| table.column(name).map(|_| name);
        let key = match table.key.as_slice() {
            [key] => Some(key.as_str()),
            _ => None,
        };
        let [key, due, policy] = [key, has("due_id"), has("policy_id")]
            .map(|column| column.map_or_else(|| "NULL".to_owned(), |name| format!("m.\"{name}\"")));
        let context = minijinja::context! { table => minijinja::value::Serde(table), key, due, policy };
        self.0
            .execute(&Statement::render(template, context)?, &Params::none())?;
        self.mark(&table.name)
    }

    fn mark(self, table: &str) -> Result<()> {
        let params = Params::none().with("table_name", table);
        self.0.run(&format!("{FOLDER}/mark.sql"), &params).map(drop)
    }
}
