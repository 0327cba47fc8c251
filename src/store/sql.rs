//! Running SQL files: one statement each, named parameters, errors at their place in the file.
//!
//! A statement may be a template over identifiers (`.sql.j2`, never over values) or a wrapper that holds another file
//! where it says `{{ inner }}`; an error inside the inner file is told at its place there.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use duckdb::types::Value;
use duckdb::{Connection, ToSql};

use super::effect;
use super::error::{StoreError, json_of};
use super::lexis::{single_statement, statement_ends};
use super::stop;
use super::temporary;
use super::value::{Cell, Row, Rows};
use crate::decimal::Decimal;
use crate::diagnostic::{Place, Result};
use crate::library::Source;
use crate::refusal::Refusal;
use crate::template;

/// A statement ready to run, with the files it came from.
#[derive(Clone, Debug)]
pub struct Statement {
    text: String,
    outer: Source,
    inner: Option<(usize, Source)>,
}

impl Statement {
    /// A SQL file as it stands.
    pub fn of(source: &Source) -> Self {
        Self {
            text: source.text.clone(),
            outer: source.clone(),
            inner: None,
        }
    }

    /// A `.sql.j2` file with its names filled in. `{{ x | ident }}` quotes an identifier, `{{ x | literal }}` a text.
    pub fn render(template: &Source, context: minijinja::Value) -> Result<Self> {
        Ok(Self::of(&rendered(template, context)?))
    }

    /// A `.sql.j2` file with its names filled in and `inner` where the result says `{{ inner }}`.
    pub fn render_around(template: &Source, context: minijinja::Value, inner: &Source) -> Result<Self> {
        Self::wrap(&rendered(template, context)?, inner)
    }

    /// The file `wrapper` with `inner` where it says `{{ inner }}`.
    pub fn wrap(wrapper: &Source, inner: &Source) -> Result<Self> {
        let body = single_statement(inner)?;
        let (before, after) = wrapper.text.split_once(INNER).unwrap_or((&wrapper.text, ""));
        let text = format!("{before}{body}\n{after}");
        Ok(Self {
            text,
            outer: wrapper.clone(),
            inner: Some((before.len(), inner.clone())),
        })
    }

    /// What is run.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The place of byte `offset` of the running text.
    pub fn place(&self, offset: usize) -> Place {
        match &self.inner {
            Some((start, inner)) if offset >= *start => {
                let within = offset - start;
                if within <= inner.text.len() {
                    inner.place(within)
                } else {
                    Place::file(&inner.name)
                }
            }
            _ => self.outer.place(offset),
        }
    }

    /// The file it came from.
    pub fn name(&self) -> &str {
        &self.outer.name
    }

    /// The file to look at when the engine does not say where: the one that is held, which is the user's.
    pub fn file(&self) -> Place {
        Place::file(self.inner.as_ref().map_or(&self.outer.name, |(_, inner)| &inner.name))
    }
}

/// Named parameters of a statement, without the `$`. A statement uses those it names; the others are ignored.
#[derive(Clone, Debug, Default)]
pub struct Params(BTreeMap<String, Value>);

impl Params {
    /// No parameters.
    pub fn none() -> Self {
        Self::default()
    }

    /// These parameters and one more.
    pub fn with(mut self, name: impl Into<String>, value: impl IntoParam) -> Self {
        self.0.insert(name.into(), value.into_param());
        self
    }

    /// The one called `name`, for who writes it into a text.
    pub fn get(&self, name: &str) -> Option<Cell> {
        Cell::from_value(self.0.get(name)?.clone())
    }

    /// All of them by name.
    pub fn all(&self) -> impl Iterator<Item = (&str, Cell)> {
        self.0.keys().filter_map(|name| Some((name.as_str(), self.get(name)?)))
    }
}

/// What a parameter can be.
pub trait IntoParam {
    /// The engine's value.
    fn into_param(self) -> Value;
}

impl IntoParam for &str {
    fn into_param(self) -> Value {
        Value::Text(self.to_owned())
    }
}

impl IntoParam for &String {
    fn into_param(self) -> Value {
        Value::Text(self.clone())
    }
}

impl IntoParam for i64 {
    fn into_param(self) -> Value {
        Value::BigInt(self)
    }
}

impl IntoParam for i32 {
    fn into_param(self) -> Value {
        Value::Int(self)
    }
}

impl IntoParam for bool {
    fn into_param(self) -> Value {
        Value::Boolean(self)
    }
}

impl IntoParam for NaiveDate {
    fn into_param(self) -> Value {
        Value::Date32(self.to_epoch_days())
    }
}

impl IntoParam for Decimal {
    fn into_param(self) -> Value {
        // As text: the engine casts it to the column's own DECIMAL, exactly.
        Value::Text(self.to_string())
    }
}

impl<T: IntoParam> IntoParam for Option<T> {
    fn into_param(self) -> Value {
        self.map_or(Value::Null, IntoParam::into_param)
    }
}

/// Where a wrapper holds another statement.
const INNER: &str = "{{ inner }}";

/// What a template becomes, under the template's own name.
fn rendered(source: &Source, context: minijinja::Value) -> Result<Source> {
    let mut environment = template::environment();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment.add_filter("ident", |name: &str| format!("\"{}\"", name.replace('"', "\"\"")));
    environment.add_filter("literal", |text: &str| format!("'{}'", text.replace('\'', "''")));
    environment.add_global("inner", INNER);
    let text = template::render_text(&environment, &source.name, &source.text, context)
        .map_err(|error| template_error(source, &error))?;
    Ok(Source { text, ..source.clone() })
}

/// Whether a template is one at all: names it will be given are not needed for that.
pub fn check_template(source: &Source) -> Result<()> {
    template::check(&source.name, &source.text).map_err(|error| template_error(source, &error).into())
}

fn template_error(template: &Source, error: &minijinja::Error) -> StoreError {
    let line = error.line().unwrap_or(1);
    let offset = template.text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    StoreError::Template {
        message: error.to_string(),
        place: Box::new(template.place(offset)),
    }
}

/// A connection that statements run on.
#[derive(Clone, Copy)]
pub(super) struct Line<'c> {
    connection: &'c Connection,
    /// True if another one sees the tables of a run as well.
    is_paired: bool,
}

impl<'c> Line<'c> {
    pub fn alone(connection: &'c Connection) -> Self {
        let is_paired = false;
        Self { connection, is_paired }
    }

    pub fn paired(connection: &'c Connection) -> Self {
        let is_paired = true;
        Self { connection, is_paired }
    }
}

pub(super) fn execute(line: Line<'_>, statement: &Statement, params: &Params) -> Result<usize> {
    let mut prepared = prepare(line, statement)?;
    let bound = bind(&prepared, statement, params)?;
    let changed = prepared
        .execute(bound.as_slice())
        .map_err(|e| sql_error(statement, &e))?;
    Ok(changed)
}

pub(super) fn query(line: Line<'_>, statement: &Statement, params: &Params) -> Result<Rows> {
    let mut rows = Rows::default();
    read(line, statement, params, |columns, cells| {
        if rows.columns().is_empty() {
            rows = Rows::new(columns.to_vec());
        }
        rows.push(std::mem::take(cells));
        Ok(())
    })
    .map(|columns| if rows.is_empty() { Rows::new(columns) } else { rows })
}

pub(super) fn each(
    line: Line<'_>,
    statement: &Statement,
    params: &Params,
    mut take: impl FnMut(Row<'_>) -> Result<()>,
) -> Result<()> {
    read(line, statement, params, |columns, cells| take(Row::new(columns, cells))).map(drop)
}

/// Runs a statement and hands over the cells of each row; the names of the columns.
fn read(
    line: Line<'_>,
    statement: &Statement,
    params: &Params,
    mut take: impl FnMut(&[String], &mut Vec<Cell>) -> Result<()>,
) -> Result<Vec<String>> {
    let mut prepared = prepare(line, statement)?;
    let bound = bind(&prepared, statement, params)?;
    let mut cursor = prepared.query(bound.as_slice()).map_err(|e| sql_error(statement, &e))?;
    // Names are known only once the statement has run.
    let columns: Vec<String> = cursor.as_ref().map(duckdb::Statement::column_names).unwrap_or_default();
    let mut cells = Vec::new();
    while let Some(row) = cursor.next().map_err(|e| sql_error(statement, &e))? {
        cells.clear();
        cells.reserve(columns.len());
        for (index, column) in columns.iter().enumerate() {
            let value: Value = row.get(index).map_err(|e| sql_error(statement, &e))?;
            cells.push(Cell::from_value(value).ok_or_else(|| StoreError::TooLarge { column: column.clone() })?);
        }
        take(&columns, &mut cells)?;
    }
    Ok(columns)
}

fn prepare<'c>(line: Line<'c>, statement: &Statement) -> Result<duckdb::Statement<'c>> {
    // The engine would run all but the last of several statements already here.
    let found = statement_ends(&statement.text).len();
    if found != 1 {
        return Err(StoreError::NotOneStatement {
            file: statement.name().to_owned(),
            found,
        }
        .into());
    }
    let text = if line.is_paired {
        temporary::shared(&statement.text)
    } else {
        Cow::Borrowed(statement.text.as_str())
    };
    let prepared = line.connection.prepare(&text).map_err(|e| sql_error(statement, &e))?;
    if statement.outer.is_override {
        effect::check(line.connection, &statement.text, &statement.outer)?;
    }
    Ok(prepared)
}

type Bound<'p> = Vec<(&'p str, &'p dyn ToSql)>;

fn bind<'p>(prepared: &duckdb::Statement<'_>, statement: &Statement, params: &'p Params) -> Result<Bound<'p>> {
    let mut bound: Bound<'p> = Vec::new();
    for index in 1..=prepared.parameter_count() {
        let name = prepared.parameter_name(index).map_err(|e| sql_error(statement, &e))?;
        let Some((key, value)) = params.0.get_key_value(&name) else {
            let known = params.0.keys().map(|k| format!("${k}")).collect();
            return Err(StoreError::UnknownParameter {
                file: statement.name().to_owned(),
                name,
                known,
            }
            .into());
        };
        bound.push((key, value));
    }
    Ok(bound)
}

/// True if the engine says that the file of the store is not whole: changed, or cut off.
fn tells_damage(message: &str) -> bool {
    ["Corrupt database file", "Could not read enough bytes"]
        .iter()
        .any(|words| message.contains(words))
}

fn sql_error(statement: &Statement, error: &duckdb::Error) -> StoreError {
    let text = error.to_string();
    // Not all that the engine says is JSON: what a commit meets is not.
    let Some(json) = json_of(&text) else {
        if Refusal::told_by(&text).is_some_and(|refusal| refusal.is_of_machine()) {
            return StoreError::of_store(text);
        }
        return StoreError::Sql {
            message: text,
            place: Box::new(statement.file()),
            candidates: Vec::new(),
        };
    };
    let message = json["exception_message"].as_str().unwrap_or(&text);
    if json["exception_type"] == "Permission" {
        return StoreError::Confined {
            place: Box::new(statement.file()),
        };
    }
    let is_interrupted = json["exception_type"]
        .as_str()
        .is_some_and(|kind| kind.eq_ignore_ascii_case("interrupt"));
    if is_interrupted && stop::asked().is_none() {
        return StoreError::TooLong;
    }
    if is_interrupted || Refusal::told_by(message).is_some_and(|refusal| refusal.is_of_machine()) {
        return StoreError::of_store(message.to_owned());
    }
    if json["exception_type"] == "FATAL" || tells_damage(message) {
        return StoreError::Damaged {
            detail: message.to_owned(),
        };
    }
    let position = json["position"].as_str().and_then(|p| p.parse().ok());
    let place = position.map_or_else(|| statement.file(), |offset| statement.place(offset));
    // For a function the engine lists every signature, which helps nobody.
    let candidates = json["candidates"]
        .as_str()
        .filter(|c| !c.contains('('))
        .unwrap_or_default();
    StoreError::Sql {
        message: message.lines().next().unwrap_or_default().to_owned(),
        place: Box::new(place),
        candidates: candidates
            .split(',')
            .filter(|c| !c.is_empty())
            .map(str::to_owned)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        Source {
            name: "queries/test.sql".into(),
            text: text.into(),
            is_override: false,
        }
    }

    fn connection() -> Connection {
        Connection::open_in_memory_with_flags(
            super::super::database::config(&crate::workspace::StoreSettings::default()).unwrap(),
        )
        .unwrap()
    }

    #[test]
    fn parameters_are_named_and_a_missing_one_is_told() {
        let params = Params::none().with("x", 2_i64).with("unused", "y");
        let rows = query(
            Line::alone(&connection()),
            &Statement::of(&source("SELECT $x + $x AS four")),
            &params,
        )
        .unwrap();
        assert_eq!(rows.first().unwrap().integer("four"), Some(4));
        let error = query(
            Line::alone(&connection()),
            &Statement::of(&source("SELECT $z")),
            &params,
        )
        .unwrap_err();
        assert!(error.to_string().contains("$z"), "{error}");
    }

    #[test]
    fn an_error_of_the_inner_file_is_told_at_its_place_there() {
        let wrapper = Source {
            name: "queries/wrap.sql".into(),
            ..source("SELECT count(*) FROM (\n{{ inner }}\n) AS w")
        };
        let inner = source("-- id: x\nSELECT a.nope\nFROM (SELECT 1 AS one) AS a;\n");
        let statement = Statement::wrap(&wrapper, &inner).unwrap();
        let error = query(Line::alone(&connection()), &statement, &Params::none())
            .unwrap_err()
            .to_string();
        assert!(error.contains("queries/test.sql:2:8"), "{error}");
    }

    #[test]
    fn division_by_zero_is_null_and_extensions_stay_out() {
        let connection = connection();
        let rows = query(
            Line::alone(&connection),
            &Statement::of(&source("SELECT 1 / 0 AS x")),
            &Params::none(),
        )
        .unwrap();
        assert_eq!(rows.first().unwrap().get("x"), Some(&Cell::Null));
        super::super::database::confine(&connection, &[]).unwrap();
        for text in [
            "INSTALL httpfs",
            "LOAD httpfs",
            "COPY (SELECT 1) TO '/tmp/x.csv'",
            "SET threads = 1",
        ] {
            assert!(
                execute(Line::alone(&connection), &Statement::of(&source(text)), &Params::none()).is_err(),
                "{text}"
            );
        }
    }
}
