//! Running SQL files: one statement each, named parameters, errors at their place in the file.
//!
//! A statement may be a template over identifiers (`.sql.j2`, never over values) or a wrapper that holds another file
//! where it says `{{ inner }}`; an error inside the inner file is told at its place there.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use duckdb::types::Value;
use duckdb::{Connection, ToSql};
use minijinja::Environment;
use minijinja::syntax::SyntaxConfig;

use super::error::{StoreError, json_of};
use super::value::{Cell, Rows};
use crate::decimal::Decimal;
use crate::diagnostic::{Place, Result};
use crate::library::Source;

/// A statement ready to run, with the files it came from.
#[derive(Clone, Debug)]
pub struct Statement {
    text: String,
    outer: Source,
    inner: Option<(usize, Source)>,
}

impl Statement {
    /// A SQL file as it stands.
    #[must_use]
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

    /// The place of byte `offset` of the running text.
    fn place(&self, offset: usize) -> Place {
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
    pub(super) fn name(&self) -> &str {
        &self.outer.name
    }

    /// The file to look at when the engine does not say where: the one that is held, which is the user's.
    fn file(&self) -> Place {
        Place::file(self.inner.as_ref().map_or(&self.outer.name, |(_, inner)| &inner.name))
    }
}

/// Named parameters of a statement, without the `$`. A statement uses those it names; the others are ignored.
#[derive(Clone, Debug, Default)]
pub struct Params(BTreeMap<String, Value>);

impl Params {
    /// No parameters.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// These parameters and one more.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl IntoParam) -> Self {
        self.0.insert(name.into(), value.into_param());
        self
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
fn rendered(template: &Source, context: minijinja::Value) -> Result<Source> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment.set_syntax(template_syntax());
    environment.add_filter("ident", |name: &str| format!("\"{}\"", name.replace('"', "\"\"")));
    environment.add_filter("literal", |text: &str| format!("'{}'", text.replace('\'', "''")));
    environment.add_global("inner", INNER);
    let text = environment
        .render_named_str(&template.name, &template.text, context)
        .map_err(|error| template_error(template, &error))?;
    Ok(Source {
        text,
        ..template.clone()
    })
}

/// Whether a template is one at all: names it will be given are not needed for that.
pub fn check_template(template: &Source) -> Result<()> {
    let mut environment = Environment::new();
    environment.set_syntax(template_syntax());
    environment
        .template_from_named_str(&template.name, &template.text)
        .map(|_| ())
        .map_err(|error| template_error(template, &error).into())
}

fn template_error(template: &Source, error: &minijinja::Error) -> StoreError {
    let line = error.line().unwrap_or(1);
    let offset = template.text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    StoreError::Template {
        message: error.to_string(),
        place: Box::new(template.place(offset)),
    }
}

pub(super) fn execute(connection: &Connection, statement: &Statement, params: &Params) -> Result<usize> {
    let mut prepared = prepare(connection, statement)?;
    let bound = bind(&prepared, statement, params)?;
    let changed = prepared
        .execute(bound.as_slice())
        .map_err(|e| sql_error(statement, &e))?;
    Ok(changed)
}

pub(super) fn query(connection: &Connection, statement: &Statement, params: &Params) -> Result<Rows> {
    let mut prepared = prepare(connection, statement)?;
    let bound = bind(&prepared, statement, params)?;
    let mut cursor = prepared.query(bound.as_slice()).map_err(|e| sql_error(statement, &e))?;
    // Names are known only once the statement has run.
    let columns: Vec<String> = cursor.as_ref().map(duckdb::Statement::column_names).unwrap_or_default();
    let mut rows = Rows::new(columns);
    while let Some(row) = cursor.next().map_err(|e| sql_error(statement, &e))? {
        let mut cells = Vec::with_capacity(rows.columns().len());
        for (index, column) in rows.columns().iter().enumerate() {
            let value: Value = row.get(index).map_err(|e| sql_error(statement, &e))?;
            cells.push(Cell::from_value(value).ok_or_else(|| StoreError::TooLarge { column: column.clone() })?);
        }
        rows.push(cells);
    }
    Ok(rows)
}

/// Lines that hold only a tag leave no blank line behind.
fn template_syntax() -> SyntaxConfig {
    SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .expect("the default delimiters are valid")
}

fn prepare<'c>(connection: &'c Connection, statement: &Statement) -> Result<duckdb::Statement<'c>> {
    // The engine would run all but the last of several statements already here.
    let found = statement_ends(&statement.text).len();
    if found != 1 {
        return Err(StoreError::NotOneStatement {
            file: statement.name().to_owned(),
            found,
        }
        .into());
    }
    connection
        .prepare(&statement.text)
        .map_err(|e| sql_error(statement, &e).into())
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

fn sql_error(statement: &Statement, error: &duckdb::Error) -> StoreError {
    let text = error.to_string();
    let Some(json) = json_of(&text) else {
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
    if json["exception_type"] == "FATAL" || message.contains("Corrupt database file") {
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

/// Functions that look like reading and are not: they change the engine, read its memory, or run text as SQL, which
/// could name any of these.
const NOT_FOR_READING: [&str; 13] = [
    "arrow_scan",
    "arrow_scan_dumb",
    "checkpoint",
    "disable_logging",
    "disable_peg_parser",
    "disable_profiling",
    "enable_logging",
    "enable_peg_parser",
    "enable_profiling",
    "force_checkpoint",
    "json_execute_serialized_sql",
    "read_duckdb",
    "truncate_duckdb_logs",
];

/// Where `text` names a function that is not for reading. A name is looked for wherever it stands, quoted or not.
fn not_for_reading(text: &str) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let whole =
        |(at, name): &(usize, &str)| !lower[..*at].ends_with(is_word) && !lower[at + name.len()..].starts_with(is_word);
    let named = NOT_FOR_READING
        .iter()
        .flat_map(|name| lower.match_indices(name))
        .filter(whole);
    // `query` is a fine name for a column: only the function is meant.
    let is_called = |(at, name): &(usize, &str)| {
        let mut rest = lower[at + name.len()..].trim_start_matches(['"', ' ', '\t', '\r', '\n']);
        while let Some(length) = comment_length(rest) {
            rest = rest[length..].trim_start();
        }
        rest.starts_with('(')
    };
    let run = lower.match_indices("query").filter(whole).filter(is_called);
    named.chain(run).map(|(at, _)| at).min()
}

/// The one statement of a file that others wrote, without what follows it.
fn single_statement(source: &Source) -> Result<&str> {
    if let Some(offset) = not_for_reading(&source.text) {
        return Err(StoreError::Confined {
            place: Box::new(source.place(offset)),
        }
        .into());
    }
    match statement_ends(&source.text)[..] {
        [end] => Ok(&source.text[..end]),
        ref ends => Err(StoreError::NotOneStatement {
            file: source.name.clone(),
            found: ends.len(),
        }
        .into()),
    }
}

/// Where the statements of `text` end: each before its semicolon, or at the last word. Quotes and comments are skipped
/// the way the engine does: it nests comments, knows backslashes in `E'...'`, and quotes by `$$`.
fn statement_ends(text: &str) -> Vec<usize> {
    let (mut ends, mut last_word, mut at) = (Vec::new(), None, 0);
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let comment = comment_length(rest);
        let length = comment
            .or_else(|| quoted_length(&text[..at], rest))
            .unwrap_or(first.len_utf8());
        if first == ';' {
            ends.extend(last_word.take());
        } else if comment.is_none() && !first.is_whitespace() {
            last_word = Some(at + length);
        }
        at += length;
    }
    ends.extend(last_word);
    ends
}

/// Bytes of the comment `rest` begins with.
fn comment_length(rest: &str) -> Option<usize> {
    if rest.starts_with("--") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if !rest.starts_with("/*") {
        return None;
    }
    let (mut depth, mut at) = (1_usize, 2);
    while depth > 0 {
        let Some(next) = rest[at..].find(['*', '/']) else {
            return Some(rest.len());
        };
        at += next;
        let step = match rest.get(at..at + 2) {
            Some("/*") => {
                depth += 1;
                2
            }
            Some("*/") => {
                depth -= 1;
                2
            }
            _ => 1,
        };
        at += step;
    }
    Some(at)
}

/// Bytes of the quoted text or name `rest` begins with; `before` decides whether it is an `E'...'`.
fn quoted_length(before: &str, rest: &str) -> Option<usize> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let mut ahead = before.chars().rev();
    match rest.chars().next()? {
        '"' => Some(rest[1..].find('"').map_or(rest.len(), |end| end + 2)),
        '\'' => {
            let escapes = matches!(ahead.next(), Some('e' | 'E')) && !ahead.next().is_some_and(is_word);
            let mut inner = rest[1..].char_indices();
            while let Some((index, c)) = inner.next() {
                match c {
                    '\'' => return Some(index + 2),
                    '\\' if escapes => {
                        inner.next();
                    }
                    _ => {}
                }
            }
            Some(rest.len())
        }
        // A parameter is `$name`; `$name$` opens a quote that the same sign closes.
        '$' if !ahead.next().is_some_and(is_word) => {
            let name = rest[1..].find('$').map(|end| &rest[..end + 2])?;
            let inner = &name[1..name.len() - 1];
            let fits = !inner.starts_with(|c: char| c.is_ascii_digit())
                && inner.chars().all(|c| c.is_alphanumeric() || c == '_');
            fits.then(|| {
                rest[name.len()..]
                    .find(name)
                    .map_or(rest.len(), |end| end + 2 * name.len())
            })
        }
        _ => None,
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
            super::super::config(&crate::workspace::StoreSettings::default()).unwrap(),
        )
        .unwrap()
    }

    #[test]
    fn statements_are_counted_outside_quotes_and_comments() {
        for (text, count) in [
            ("SELECT 1", 1),
            ("SELECT 1; -- done; really\n", 1),
            ("-- a; b\nSELECT ';' AS \"x;y\" /* ; */ FROM t;\n\n", 1),
            ("SELECT 'it''s; fine'", 1),
            ("SELECT E'\\'; ' ; DELETE FROM t; --'", 2),
            ("SELECT E'\\'; DELETE FROM t; --'", 1),
            ("SELECT '\\'; DELETE FROM t", 2),
            ("SELECT $$ ; $$, $a$ ; $$ ; $a$", 1),
            ("SELECT $x; SELECT $y", 2),
            ("/* a /* b; */ c; */ SELECT 1", 1),
            ("SELECT 1; SELECT 2", 2),
            ("-- nothing\n", 0),
        ] {
            assert_eq!(statement_ends(text).len(), count, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_reading_is_known() {
        for text in [
            "FROM enable_logging()",
            "SELECT * FROM \"Enable_Logging\" ()",
            "FROM query('FROM enable_' || 'logging()')",
            "FROM query /* a */ -- b\n ('SELECT 1')",
        ] {
            assert!(not_for_reading(text).is_some(), "{text}");
        }
        for text in [
            "SELECT query FROM t",
            "SELECT checkpoints, my_query(1)",
            "SELECT 1 AS query, (2)",
        ] {
            assert_eq!(not_for_reading(text), None, "{text}");
        }
    }

    #[test]
    fn parameters_are_named_and_a_missing_one_is_told() {
        let params = Params::none().with("x", 2_i64).with("unused", "y");
        let rows = query(
            &connection(),
            &Statement::of(&source("SELECT $x + $x AS four")),
            &params,
        )
        .unwrap();
        assert_eq!(rows.first().unwrap().integer("four"), Some(4));
        let error = query(&connection(), &Statement::of(&source("SELECT $z")), &params).unwrap_err();
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
        let error = query(&connection(), &statement, &Params::none())
            .unwrap_err()
            .to_string();
        assert!(error.contains("queries/test.sql:2:8"), "{error}");
    }

    #[test]
    fn division_by_zero_is_null_and_extensions_stay_out() {
        let connection = connection();
        let rows = query(
            &connection,
            &Statement::of(&source("SELECT 1 / 0 AS x")),
            &Params::none(),
        )
        .unwrap();
        assert_eq!(rows.first().unwrap().get("x"), Some(&Cell::Null));
        super::super::confine(&connection, &[]).unwrap();
        for text in [
            "INSTALL httpfs",
            "LOAD httpfs",
            "COPY (SELECT 1) TO '/tmp/x.csv'",
            "SET threads = 1",
        ] {
            assert!(
                execute(&connection, &Statement::of(&source(text)), &Params::none()).is_err(),
                "{text}"
            );
        }
    }
}
