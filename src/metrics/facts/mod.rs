//! The facts that depend on the data alone (schema `facts`), kept in the store and built again only where they have to be.
//!
//! Each file of `queries/facts/data/` makes one table or view. It is run again when its SQL, the settings, a table of the
//! data it reads or a fact it reads changed: a file of activities does not make the payments be summed anew. Where only
//! data changed, most tables are mended in what was touched ([`touched`]).

mod touched;

use std::collections::BTreeMap;

use crate::contract::Contract;
use crate::diagnostic::Result;
use crate::digest::Key;
use crate::library::{Source, in_order, reads};
use crate::store::{Params, Statement, Store};
use crate::workspace::{MetricSettings, second_of_day};

use touched::Touched;

/// What stands before the name of a table of the data of which touched rows are read.
const OF_DATA: &str = "touched.";

/// Where a file reads rows of facts about touched things only.
#[derive(serde::Serialize)]
struct Scope {
    /// What stands before the name of the table.
    mark: &'static str,
    /// The temporary table of the numbers of those things,
    keys: &'static str,
    /// and the column that holds them.
    column: &'static str,
}

/// Those about due items, about their policies, and about the customers of these.
const SCOPES: [Scope; 3] = [
    Scope {
        mark: "touched_facts.",
        keys: "touched_item_keys",
        column: "item_key",
    },
    Scope {
        mark: "touched_policies.",
        keys: "touched_policy_keys",
        column: "policy_key",
    },
    Scope {
        mark: "touched_customers.",
        keys: "touched_customer_keys",
        column: "customer_key",
    },
];

/// Where the files are.
pub const FOLDER: &str = "queries/facts/data";

/// Builds what is not up to date.
///
/// A run that is cut off leaves nothing that counts as up to date and is not.
pub fn refresh(store: &Store, settings: &MetricSettings) -> Result<()> {
    let plan = Plan::new(store, settings)?;
    if plan.stale.is_empty() {
        return Ok(());
    }
    let params = params(settings);
    let until = Until::of(store)?;
    let mut touched = match until.built {
        Some(built) if plan.is_of_data && until.recipe == plan.recipe => Touched::since(store, built, &plan.stale)?,
        _ => None,
    };
    // Everything that will be built is forgotten first, so that no table built on numbers that are given anew survives.
    store.transaction(|| plan.forget(store, touched.is_some()))?;
    // Each table is committed before the next is built: the optimizer takes a table of its own transaction for empty, and
    // joins of several such tables become products.
    for (file, fingerprint) in &plan.stale {
        if let Some(touched) = &mut touched {
            touched.mend(file, &params)?;
        } else {
            tracing::debug!("the data changed: {} is built again", file.stem());
            store.execute(&Statement::of(&whole(file)), &params)?;
        }
        let built = Params::none().with("file", &file.name).with("fingerprint", fingerprint);
        store.run("queries/facts/set_built.sql", &built)?;
    }
    store.transaction(|| {
        let until = Params::none()
            .with("recipe", &plan.recipe)
            .with("last_file", until.last_file);
        store.run("queries/facts/touched/until_set.sql", &until)?;
        store
            .run("queries/facts/touched/moves_done.sql", &Params::none())
            .map(drop)
    })?;
    store.checkpoint()
}

/// A file that makes the whole table: what it says of touched rows it reads of all.
///
/// The text keeps its length, so that a mistake is told at its place.
pub fn whole(file: &Source) -> Source {
    let mut text = file.text.replace(OF_DATA, &" ".repeat(OF_DATA.len()));
    for scope in &SCOPES {
        text = text.replace(scope.mark, &format!("{:>1$}", "facts.", scope.mark.len()));
    }
    Source { text, ..file.clone() }
}

/// What the statements of facts take from the settings.
pub fn params(settings: &MetricSettings) -> Params {
    Params::none()
        .with("grace_days", settings.grace_days)
        .with("conversion_days", settings.conversion_days)
        .with("working_from", second_of_day(&settings.working_from))
        .with("working_to", second_of_day(&settings.working_to))
        .with("routing_minutes", settings.routing_minutes)
        .with("issue_days", settings.issue_days)
        .with("complaint_days", settings.complaint_days)
        .with("repeat_days", settings.repeat_days)
        .with("form_return_days", settings.form_return_days)
        .with("form_review_days", settings.form_review_days)
        .with("counted_funding", &settings.counted_funding.join(","))
        .with("exempting_events", &settings.exempting_events.join(","))
}

/// The files to run, in order, each with what it will have been run on.
struct Plan<'s> {
    stale: Vec<(&'s Source, String)>,
    /// True if nothing that is there stays: other SQL may make a view where there is a table.
    is_whole: bool,
    /// How all files read, and the settings.
    recipe: String,
    /// True if every table is there: what is stale is so because data changed.
    is_of_data: bool,
}

impl<'s> Plan<'s> {
    fn new(store: &'s Store, settings: &MetricSettings) -> Result<Self> {
        let library = store.library();
        let contract = Contract::load(library)?;
        let files: Vec<&Source> = in_order(library.list(FOLDER, ".sql"))?;
        let known = built(store)?;
        let versions = data_versions(store)?;
        let recipe = Key::of("facts").and(format!("{settings:?}"));
        let recipe = files.iter().fold(recipe, |key, file| key.and(&file.text)).text();
        let mut plan = Self {
            stale: Vec::new(),
            is_whole: false,
            is_of_data: files.iter().all(|file| known.contains_key(&file.name)),
            recipe: recipe.clone(),
        };
        let mut fingerprints: Vec<String> = Vec::new();
        for (index, file) in files.iter().enumerate() {
            let words = file.words();
            let tables = contract.tables().filter(|table| words.contains(table.name.as_str()));
            let read = tables.map(|table| format!("{} {:?}", table.name, versions.get(&table.name)));
            let earlier = (0..index).filter(|at| files[*at].makes().is_none_or(|name| reads(&words, name)));
            let earlier: Vec<usize> = earlier.collect();
            let built_on = earlier.iter().map(|at| fingerprints[*at].clone());
            let key = Key::of("facts").and(&recipe).and(&file.name);
            let fingerprint = read.chain(built_on).fold(key, Key::and).text();
            let is_stale = |name: &str| plan.stale.iter().any(|(file, _)| file.name == name);
            if known.get(&file.name) != Some(&fingerprint) || earlier.iter().any(|at| is_stale(&files[*at].name)) {
                plan.stale.push((file, fingerprint.clone()));
            }
            fingerprints.push(fingerprint);
        }
        plan.is_whole = plan.stale.len() == files.len();
        Ok(plan)
    }

    /// `is_mended` says that tables stay.
    fn forget(&self, store: &Store, is_mended: bool) -> Result<()> {
        store.run("queries/facts/touched/until_forget.sql", &Params::none())?;
        if self.is_whole && !is_mended {
            store.run("queries/facts/forget_all.sql", &Params::none())?;
            store.run("queries/facts/drop.sql", &Params::none())?;
            store.run("queries/facts/create.sql", &Params::none())?;
        }
        for (file, _) in &self.stale {
            let params = Params::none().with("file", &file.name);
            store.run("queries/facts/forget_built.sql", &params)?;
        }
        Ok(())
    }
}

/// The state of the data the facts are of.
struct Until {
    /// How the files read; empty if the facts are not of one state.
    recipe: String,
    /// The last file of data they were built from.
    built: Option<i64>,
    /// The last file there is.
    last_file: i64,
}

impl Until {
    fn of(store: &Store) -> Result<Self> {
        let rows = store.rows("queries/facts/touched/until.sql", &Params::none())?;
        let row = rows.first();
        Ok(Self {
            recipe: row.map(|row| row.text("recipe")).unwrap_or_default(),
            built: row.and_then(|row| row.integer("built_until")),
            last_file: row.and_then(|row| row.integer("last_file")).unwrap_or(0),
        })
    }
}

/// What each file was last run on.
fn built(store: &Store) -> Result<BTreeMap<String, String>> {
    let rows = store.rows("queries/facts/built.sql", &Params::none())?;
    Ok(rows
        .iter()
        .map(|row| (row.text("file"), row.text("fingerprint")))
        .collect())
}

/// The version of each table that has rows or rejects.
fn data_versions(store: &Store) -> Result<BTreeMap<String, String>> {
    let rows = store.rows("queries/facts/data_version.sql", &Params::none())?;
    Ok(rows
        .iter()
        .map(|row| (row.text("table_name"), format!("{row:?}")))
        .collect())
}
