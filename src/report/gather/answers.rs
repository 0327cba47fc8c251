//! What the statements of sections return, asked once for all reports of a run.
//!
//! The table `report_scopes` numbers whom the reports are about, `report_members` says who belongs to each. A statement
//! that returns a column `scope_no` is run once and its rows are dealt out; one that filters by `$branch_id` and the
//! like is run for each scope, which takes as much longer as there are scopes.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::keeper::{Keeper, Keys};
use crate::diagnostic::Result;
use crate::library::Source;
use crate::message::say;
use crate::metrics::run::make_entities;
use crate::report::declare::scope::Scope;
use crate::report::error::ReportError;
use crate::store::{Cell, Params, Rows, Statement, Store};

/// The column by which rows are dealt out.
const SCOPE: &str = "scope_no";

/// Parameters that mean one scope; of no use to a statement that is run for all.
const OF_ONE: [&str; 5] = ["$branch_id", "$team_id", "$specialist_id", "$level", "$entity_id"];

/// A file, and the language if its statement asks for that.
type Key = (String, &'static str);

/// The rows of each scope, or none for a statement that is run for each.
type Known = HashMap<Key, Option<Vec<Rc<Rows>>>>;

/// The answers so far.
pub struct Answers<'s> {
    store: &'s Store,
    scopes: Vec<Scope>,
    keeper: Option<Keeper<'s>>,
    /// What was kept of statements that are run for each scope, by the scope's number.
    kept: RefCell<HashMap<(Key, usize), Rc<Rows>>>,
    known: RefCell<Known>,
    /// What statements that are run for each scope return for the scope of this number, asked before anybody wanted it.
    ahead: RefCell<(usize, HashMap<Key, Rc<Rows>>)>,
}

impl<'s> Answers<'s> {
    /// None yet.
    pub(super) fn new(store: &'s Store, scopes: &[Scope], keeper: Option<Keeper<'s>>) -> Self {
        Self {
            store,
            scopes: scopes.to_vec(),
            keeper,
            kept: RefCell::default(),
            known: RefCell::default(),
            ahead: RefCell::default(),
        }
    }

    /// Numbers the scopes and writes down who belongs to them, which statements read. The run's tables must be there.
    pub(super) fn number_scopes(&self) -> Result<()> {
        self.store.run("queries/reports/scopes/create.sql", &Params::none())?;
        let scopes = (0..).zip(&self.scopes);
        let rows: Vec<[Cell; 6]> = scopes.map(|(number, scope)| cells(number, scope)).collect();
        self.store
            .append("report_scopes", rows.iter().map(<[Cell; 6]>::as_slice))?;
        self.store.run("queries/reports/scopes/members.sql", &Params::none())?;
        make_entities(self.store, true)
    }

    /// Takes what is kept of the answers to `files`; those that have to be asked, for one scope at least.
    pub(super) fn take_kept<'f>(
        &self,
        files: &[&'f Source],
        language: &'static str,
        params: &Params,
    ) -> Result<Vec<&'f Source>> {
        let Some(keeper) = &self.keeper else {
            return Ok(files.to_vec());
        };
        let numbers = 0..self.scopes.len();
        let keys: Vec<Option<Keys>> = files
            .iter()
            .map(|file| keeper.keys(file, key(file, language).1, params))
            .collect();
        let wanted = keys.iter().flatten().flat_map(|keys| {
            let of_scopes = numbers.clone().map(|number| keys.of_scope(number));
            of_scopes.chain([keys.of_all()])
        });
        let mut found = keeper.found(&wanted.collect::<Vec<_>>())?;
        let mut missing = Vec::new();
        for (file, keys) in files.iter().zip(&keys) {
            let Some(keys) = keys else {
                missing.push(*file);
                continue;
            };
            if let Some(rows) = found.remove(&keys.of_all()) {
                self.split(file, language, rows);
                continue;
            }
            let of_scopes = numbers
                .clone()
                .filter_map(|number| Some((number, found.remove(&keys.of_scope(number))?)));
            let of_scopes: Vec<(usize, Rows)> = of_scopes.collect();
            if of_scopes.len() < self.scopes.len() {
                missing.push(*file);
            }
            for (number, rows) in of_scopes {
                let key = (key(file, language), number);
                self.kept.borrow_mut().insert(key, Rc::new(rows));
            }
        }
        Ok(missing)
    }

    /// Keeps the answers that were not.
    pub(super) fn write_kept(&self) -> Result<()> {
        self.keeper.as_ref().map_or(Ok(()), Keeper::write)
    }

    /// Whom the reports are about.
    pub fn scopes(&self) -> &[Scope] {
        &self.scopes
    }

    /// Asks the statements of `files` for the scope of this number, several at once, as far as nobody did before. One that
    /// fails is asked again when its rows are wanted, and tells its mistake then.
    pub fn ask_ahead(&self, files: &[&Source], scope: usize, language: &'static str, params: &Params) {
        *self.ahead.borrow_mut() = (scope, HashMap::new());
        let is_open = |file: &&Source| {
            let key = key(file, language);
            let is_known = matches!(self.known.borrow().get(&key), Some(Some(_)));
            !is_known && !self.kept.borrow().contains_key(&(key, scope))
        };
        let open: Vec<&Source> = files.iter().copied().filter(is_open).collect();
        let of_scope = self.scopes[scope].add_to(params.clone());
        let asked: Vec<_> = open
            .iter()
            .map(|file| (Statement::of(file), of_scope.clone()))
            .collect();
        for (file, rows) in open.into_iter().zip(self.store.query_all(&asked)) {
            if let Ok(rows) = rows
                && let Ok(Some(rows)) = self.keep(file, language, rows, (scope, params))
            {
                self.ahead.borrow_mut().1.insert(key(file, language), rows);
            }
        }
    }

    /// What the statement of `file` returns for the scope of this number; `params` are those all scopes share.
    pub fn rows(&self, file: &Source, scope: usize, language: &'static str, params: &Params) -> Result<Rc<Rows>> {
        let key = key(file, language);
        if let Some(Some(by_scope)) = self.known.borrow().get(&key) {
            return Ok(Rc::clone(&by_scope[scope]));
        }
        if let Some(rows) = self.kept.borrow().get(&(key.clone(), scope)) {
            return Ok(Rc::clone(rows));
        }
        if let (of, ahead) = &*self.ahead.borrow()
            && *of == scope
            && let Some(rows) = ahead.get(&key)
        {
            return Ok(Rc::clone(rows));
        }
        let of_scope = self.scopes[scope].add_to(params.clone());
        let rows = self.store.query(&Statement::of(file), &of_scope)?;
        match self.keep(file, language, rows, (scope, params))? {
            Some(rows) => Ok(rows),
            None => self.rows(file, scope, language, params),
        }
    }

    /// Keeps the rows of a statement that was run for the scope of this number. Those of a statement for all scopes are dealt
    /// out; those of another one are given back.
    fn keep(
        &self,
        file: &Source,
        language: &'static str,
        rows: Rows,
        (scope, params): (usize, &Params),
    ) -> Result<Option<Rc<Rows>>> {
        let is_for_all = rows.columns().iter().any(|column| column == SCOPE);
        if is_for_all {
            refuse_parameters(file)?;
        }
        if let Some(keeper) = &self.keeper
            && let Some(keys) = keeper.keys(file, key(file, language).1, params)
        {
            let key = if is_for_all {
                keys.of_all()
            } else {
                keys.of_scope(scope)
            };
            keeper.keep(key, &rows);
        }
        if !is_for_all {
            self.known.borrow_mut().insert(key(file, language), None);
            return Ok(Some(Rc::new(rows)));
        }
        self.split(file, language, rows);
        Ok(None)
    }

    fn split(&self, file: &Source, language: &'static str, rows: Rows) {
        let by_scope = split_by_scope(rows, self.scopes.len());
        let by_scope = by_scope.into_iter().map(Rc::new).collect();
        self.known.borrow_mut().insert(key(file, language), Some(by_scope));
    }
}

fn key(file: &Source, language: &'static str) -> Key {
    let asks = file.text.contains("$language");
    (file.name.clone(), if asks { language } else { "" })
}

fn cells(number: i64, scope: &Scope) -> [Cell; 6] {
    let [branch, team, specialist] = scope
        .narrowed()
        .map(|id| id.map_or(Cell::Null, |id| Cell::Text(id.to_owned())));
    [
        Cell::Integer(number),
        Cell::Text(scope.level.word().to_owned()),
        Cell::Text(scope.id.clone()),
        branch,
        team,
        specialist,
    ]
}

/// The rows of each of `scopes`, in their order.
fn split_by_scope(rows: Rows, scopes: usize) -> Vec<Rows> {
    let mut by_scope = vec![Rows::new(rows.columns().to_vec()); scopes];
    let place = rows.columns().iter().position(|column| column == SCOPE);
    for cells in rows.into_cells() {
        let number = place.and_then(|place| match cells[place] {
            Cell::Integer(number) => usize::try_from(number).ok(),
            _ => None,
        });
        if let Some(rows) = number.and_then(|number| by_scope.get_mut(number)) {
            rows.push(cells);
        }
    }
    by_scope
}

/// A statement for all scopes that keeps to one of them would leave the others without rows.
fn refuse_parameters(file: &Source) -> Result<()> {
    let text = file.statement();
    let Some(name) = OF_ONE.into_iter().find(|name| text.contains(name)) else {
        return Ok(());
    };
    Err(ReportError::Definition {
        message: say!(
            "errors.report.definition.keeps_to_one",
            scope = SCOPE.to_owned(),
            name = name.to_owned()
        ),
        place: Box::new(file.place(file.text.find(name).unwrap_or(0))),
        hint: say!("errors.report.definition.scope_no"),
    }
    .into())
}
