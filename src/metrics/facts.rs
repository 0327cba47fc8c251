//! The facts that depend on the data alone (schema `facts`), kept in the store and built again only where they have to be.
//!
//! Each file of `queries/facts/data/` makes one table or view. It is run again when its SQL, the settings, a table of the
//! data it reads or a fact it reads changed: a file of activities does not make the payments be summed anew.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::contract::Contract;
use crate::diagnostic::Result;
use crate::digest::hex;
use crate::library::{Source, in_order};
use crate::store::{Params, Store};
use crate::workspace::{MetricSettings, second_of_day};

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
    // Everything that will be built is forgotten first, so that no table built on numbers that are given anew survives.
    store.transaction(|| plan.forget(store))?;
    // Each table is committed before the next is built: the optimizer takes a table of its own transaction for empty, and
    // joins of several such tables become products.
    for (file, fingerprint) in &plan.stale {
        tracing::debug!("the data changed: {} is built again", file.stem());
        store.run(&file.name, &params)?;
        let built = Params::none().with("file", &file.name).with("fingerprint", fingerprint);
        store.run("queries/facts/set_built.sql", &built)?;
    }
    store.checkpoint()
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
}

impl<'s> Plan<'s> {
    fn new(store: &'s Store, settings: &MetricSettings) -> Result<Self> {
        let library = store.library();
        let contract = Contract::load(library)?;
        let files: Vec<&Source> = in_order(library.list(FOLDER, ".sql"))?;
        let known = built(store)?;
        let versions = data_versions(store)?;
        let recipe = digest(
            files
                .iter()
                .map(|file| file.text.clone())
                .chain([format!("{settings:?}")]),
        );
        let mut plan = Self {
            stale: Vec::new(),
            is_whole: false,
        };
        let mut fingerprints: Vec<String> = Vec::new();
        for (index, file) in files.iter().enumerate() {
            let words = file.words();
            let tables = contract.tables().filter(|table| words.contains(table.name.as_str()));
            let read = tables.map(|table| format!("{} {:?}", table.name, versions.get(&table.name)));
            let earlier = (0..index).filter(|at| files[*at].makes().is_none_or(|name| words.contains(name)));
            let earlier: Vec<usize> = earlier.collect();
            let built_on = earlier.iter().map(|at| fingerprints[*at].clone());
            let fingerprint = digest(read.chain(built_on).chain([recipe.clone(), file.name.clone()]));
            let is_stale = |name: &str| plan.stale.iter().any(|(file, _)| file.name == name);
            if known.get(&file.name) != Some(&fingerprint) || earlier.iter().any(|at| is_stale(&files[*at].name)) {
                plan.stale.push((file, fingerprint.clone()));
            }
            fingerprints.push(fingerprint);
        }
        plan.is_whole = plan.stale.len() == files.len();
        Ok(plan)
    }

    fn forget(&self, store: &Store) -> Result<()> {
        if self.is_whole {
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

fn digest(parts: impl IntoIterator<Item = String>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hex(&hash.finalize())
}
