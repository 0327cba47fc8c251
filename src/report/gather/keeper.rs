//! Under what the answers of sections are kept: a hash of all they rest on.
//!
//! A section reads what other files make, in turns that nobody follows to their end here: so every file of the library and
//! every setting is in the key, and a change of any of them leads to new answers. Sections that tell of pay are never kept, nor
//! is what rests on a workspace's SQL that asks for more than the data.

use std::cell::RefCell;
use std::collections::HashMap;

use super::basis::base;
use super::needs::Needs;
use super::pay;
use crate::diagnostic::Result;
use crate::digest::Key;
use crate::library::{Library, Source};
use crate::metrics::Kept;
use crate::metrics::kept::rests_on_data;
use crate::report::declare::scope::Scope;
use crate::report::declare::views::Views;
use crate::store::{Params, Rows};
use crate::workspace::Workspace;

/// How tables begin that hold what was decided about pay.
const DECIDED: &str = "incentive_";

/// Keeps the answers of the sections of a report.
pub(super) struct Keeper<'s> {
    kept: &'s Kept<'s>,
    library: &'s Library,
    /// What all of them rest on; `None` if none of them is kept.
    base: Option<Key>,
    /// What is to be kept once all is told.
    pending: RefCell<Vec<(String, String)>>,
}

/// Under what the answers of a statement are kept.
pub(super) struct Keys(Key);

impl Keys {
    /// What it returns for all scopes of the run together.
    pub fn of_all(&self) -> String {
        self.0.clone().text()
    }

    /// What it returns for the scope of this number.
    pub fn of_scope(&self, number: usize) -> String {
        self.0.clone().and(number.to_string()).text()
    }
}

impl<'s> Keeper<'s> {
    /// For the report `name` of these periods and scopes.
    pub fn new(
        workspace: &'s Workspace,
        kept: &'s Kept<'s>,
        name: &str,
        (views, scopes): (&Views, &[Scope]),
    ) -> Result<Self> {
        let base = base(workspace, kept, "answers")?;
        let base = base.map(|key| {
            key.and(name)
                .and(format!("{scopes:?}"))
                .and(format!("{:?}", views.all()))
        });
        Ok(Self {
            kept,
            library: &workspace.library,
            base,
            pending: RefCell::default(),
        })
    }

    /// The keys of what `file` returns; `None` if that is not kept. `params` are those all scopes share.
    pub fn keys(&self, file: &Source, language: &str, params: &Params) -> Option<Keys> {
        let base = self.base.clone().filter(|_| self.is_kept(file))?;
        let params: Vec<String> = params.all().map(|(name, cell)| format!("{name} {cell:?}")).collect();
        Some(Keys(base.and(&file.name).and(language).and(params.join("\n"))))
    }

    fn is_kept(&self, file: &Source) -> bool {
        let statements = Needs::of_statements([file].into_iter(), self.library);
        let is_decided = |word: &str| word.to_ascii_lowercase().starts_with(DECIDED);
        rests_on_data(file) && !statements.any(&pay::TABLES) && !statements.words().any(is_decided)
    }

    /// Those of the answers under `keys` that are kept.
    pub fn found(&self, keys: &[String]) -> Result<HashMap<String, Rows>> {
        self.kept.answers(keys)
    }

    /// Keeps an answer, once all is told.
    pub fn keep(&self, key: String, rows: &Rows) {
        let answer = rows.packed();
        if self.kept.has_room(answer.len()) {
            self.pending.borrow_mut().push((key, answer));
        }
    }

    /// Keeps what is to be kept.
    pub fn write(&self) -> Result<()> {
        self.kept.keep_answers(self.pending.take())
    }
}
