//! Rows that do not say the due item they belong to, or the payment they take back: it is found for them.
//!
//! A policy and a payment number name one item, which is looked up while a file is judged. What all payments of a policy
//! decide together ([`payments`]) and what is open on a day are found after all files of a run, anew each time, so that
//! the order in which files are loaded plays no part. The table `joined` notes down what was found and not said; rows of
//! which nothing is found wait in `pending`, as their file says them.

mod payments;

use super::moves::Moves;
use crate::contract::Table;
use crate::diagnostic::Result;
use crate::message::say;
use crate::store::{Params, Statement, Store};
use crate::wording::Wording;
use crate::workspace::MetricSettings;

/// What stands in `queries/ingest/joins/`, for one table.
#[derive(Clone, Copy)]
pub struct Joins<'a> {
    store: &'a Store,
    table: &'a Table,
}

impl<'a> Joins<'a> {
    /// Those of `table`, if rows of it are joined at all.
    pub fn of(store: &'a Store, table: &'a Table) -> Option<Self> {
        table.is_joined().then_some(Self { store, table })
    }

    fn is_of_payments(&self) -> bool {
        self.table.name == "payments"
    }

    /// Defines `said`: the rows of the table as their files said them.
    pub fn define_said(&self) -> Result<()> {
        self.template("said.sql.j2").map(drop)
    }

    /// Fills in what can be found for staged rows of a file, or, after all files, for those that wait.
    pub fn find(&self, is_of_file: bool) -> Result<()> {
        let sought = self.own("sought.sql")?;
        if self.store.create(&sought, &Params::none())? == 0 {
            return Ok(());
        }
        if !self.is_of_payments() {
            return self.run("as_before.sql");
        }
        self.run("by_number.sql")?;
        if is_of_file { Ok(()) } else { self.run("by_all.sql") }
    }

    /// Says of staged rows for which nothing was found that they wait; whether there are any.
    pub fn tell(&self, wording: &Wording) -> Result<bool> {
        if !self.is_of_payments() {
            return Ok(false);
        }
        let texts = [
            ("nothing_to_reverse", say!("ingest.reject.nothing_to_reverse")),
            ("no_item", say!("ingest.reject.no_item")),
            ("none_open", say!("ingest.reject.none_open")),
            ("policy_alone", say!("ingest.reject.policy_alone")),
        ];
        let params = texts.iter().fold(Params::none(), |params, (name, text)| {
            params.with(*name, wording.say(text).as_str())
        });
        Ok(self.store.execute(&self.own("reasons.sql")?, &params)? > 0)
    }

    /// Takes back what was found of staged rows.
    pub fn unfind(&self) -> Result<()> {
        self.store
            .run("queries/ingest/joins/unfind.sql", &Params::none())
            .map(drop)
    }

    /// Notes down which of the rows that went into the table do not say all that stands there.
    pub fn record(&self) -> Result<()> {
        self.template("record.sql.j2").map(drop)
    }

    /// Forgets rows that are no longer in the table.
    pub fn purge(&self) -> Result<()> {
        self.template("purge.sql.j2").map(drop)
    }

    /// True if something was found for rows of the table.
    fn any(&self) -> Result<bool> {
        let params = Params::none().with("table_name", &self.table.name);
        Ok(self.store.rows("queries/ingest/joins/any.sql", &params)?.is("found"))
    }

    /// Looks anew for the payments of which all of their policy decide, `waiting` among them. Rows of the table that belong
    /// elsewhere are in the table `orphans` then; how many.
    pub fn move_payments(&self, some_wait: bool) -> Result<usize> {
        let some_joined = self.any()?;
        if !self.is_of_payments() || !(some_wait || some_joined) {
            return Ok(0);
        }
        self.run("found_new.sql")?;
        self.define_said()?;
        if some_joined {
            self.purge()?;
        }
        if self.store.create(&self.own("seekers.sql")?, &Params::none())? > 0 {
            payments::find(self.store)?;
        }
        if !some_joined {
            return Ok(0);
        }
        self.store.create(&self.own("moved.sql")?, &Params::none())
    }

    /// Looks anew for the due items of contacts that name a policy, in one transaction.
    pub fn move_contacts(
        &self,
        settings: &MetricSettings,
        transaction: impl FnOnce(&dyn Fn() -> Result<()>) -> Result<()>,
    ) -> Result<()> {
        if self.is_of_payments() || !self.any()? {
            return Ok(());
        }
        self.purge()?;
        let params = Params::none()
            .with("grace_days", i64::from(settings.grace_days))
            .with("counted_funding", settings.counted_funding.join(",").as_str())
            .with("exempting_events", settings.exempting_events.join(",").as_str());
        if self.store.create(&self.own("moved.sql")?, &params)? == 0 {
            return Ok(());
        }
        transaction(&|| {
            Moves(self.store).contacts()?;
            self.run("move.sql")
        })
    }

    fn own(&self, step: &str) -> Result<Statement> {
        let table = &self.table.name;
        self.store.statement(&format!("queries/ingest/joins/{table}/{step}"))
    }

    fn run(&self, step: &str) -> Result<()> {
        self.store.execute(&self.own(step)?, &Params::none()).map(drop)
    }

    fn template(&self, step: &str) -> Result<usize> {
        let source = self.store.library().get(&format!("queries/ingest/joins/{step}"))?;
        let context = minijinja::context! { table => minijinja::value::Serde(self.table) };
        self.store
            .execute(&Statement::render(source, context)?, &Params::none())
    }
}
