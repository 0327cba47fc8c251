//! What the statements of sections return, asked once for all reports of a run.
//!
//! The table `report_scopes` numbers whom the reports are about, `report_members` says who belongs to each. A statement
//! that returns a column `scope_no` is run once and its rows are dealt out; one that filters by `$branch_id` and the
//! like is run for each scope, which takes as much longer as there are scopes.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

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
    known: RefCell<Known>,
    /// What statements that are run for each scope return for the scope of this number, asked before anybody wanted it.
    ahead: RefCell<(usize, HashMap<Key, Rc<Rows>>)>,
}

impl<'s> Answers<'s> {
    /// Numbers `scopes` and writes down who belongs to them. The run's tables must be there.
    pub fn prepare(store: &'s Store, scopes: &[Scope]) -> Result<Self> {
        store.run("queries/reports/scopes/create.sql", &Params::none())?;
        let rows: Vec<[Cell; 6]> = (0..).zip(scopes).map(|(number, scope)| cells(number, scope)).collect();
        store.append("report_scopes", rows.iter().map(<[Cell; 6]>::as_slice))?;
        store.run("queries/reports/scopes/members.sql", &Params::none())?;
        make_entities(store, true)?;
        Ok(Self {
            store,
            scopes: scopes.to_vec(),
            known: RefCell::default(),
            ahead: RefCell::default(),
        })
    }

    /// Whom the reports are about.
    pub fn scopes(&self) -> &[Scope] {
        &self.scopes
    }

    /// Asks the statements of `files` for the scope of this number, several at once, as far as nobody did before. One that
    /// fails is asked again when its rows are wanted, and tells its mistake then.
    pub fn ask_ahead(&self, files: &[&Source], scope: usize, language: &'static str, params: &Params) {
        *self.ahead.borrow_mut() = (scope, HashMap::new());
        let is_open = |file: &&Source| !matches!(self.known.borrow().get(&key(file, language)), Some(Some(_)));
        let open: Vec<&Source> = files.iter().copied().filter(is_open).collect();
        let params = self.scopes[scope].add_to(params.clone());
        let asked: Vec<_> = open.iter().map(|file| (Statement::of(file), params.clone())).collect();
        for (file, rows) in open.into_iter().zip(self.store.query_all(&asked)) {
            if let Ok(rows) = rows
                && let Ok(Some(rows)) = self.keep(file, language, rows)
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
        if let (of, ahead) = &*self.ahead.borrow()
            && *of == scope
            && let Some(rows) = ahead.get(&key)
        {
            return Ok(Rc::clone(rows));
        }
        let params = self.scopes[scope].add_to(params.clone());
        let rows = self.store.query(&Statement::of(file), &params)?;
        match self.keep(file, language, rows)? {
            Some(rows) => Ok(rows),
            None => self.rows(file, scope, language, &params),
        }
    }

    /// Deals out the rows of a statement that is run once for all scopes; those of another one are given back.
    fn keep(&self, file: &Source, language: &'static str, rows: Rows) -> Result<Option<Rc<Rows>>> {
        if !rows.columns().iter().any(|column| column == SCOPE) {
            self.known.borrow_mut().insert(key(file, language), None);
            return Ok(Some(Rc::new(rows)));
        }
        refuse_parameters(file)?;
        let by_scope = split_by_scope(rows, self.scopes.len());
        let by_scope = by_scope.into_iter().map(Rc::new).collect();
        self.known.borrow_mut().insert(key(file, language), Some(by_scope));
        Ok(None)
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
