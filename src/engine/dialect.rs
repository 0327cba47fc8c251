//! The shared SQL as Apache Spark reads it. The statements stay as they are; what differs is the first line, how names and
//! text are quoted, that parameters are written out, and that a database of the job holds all tables.
//!
//! A table of the schema `facts` is called `facts_NAME` there, a temporary table is one of that database, and the data are
//! temporary views of their own names.

use crate::diagnostic::{Place, Result};
use crate::store::lexis::{Piece, pieces};
use crate::store::{Cell, Params, Statement};

use super::error::EngineError;

/// Where a template holds SQL of the user.
const INNER: &str = "{{ inner }}";

/// A statement of Spark, and where its parts come from.
pub(super) struct Translated {
    pub text: String,
    /// Offsets in the text, each with that of the original, in order.
    origins: Vec<(usize, usize)>,
    statement: Statement,
}

impl Translated {
    /// `statement` with `params` written out; Spark's own SQL of the user stands where it says `{{ inner }}`.
    pub fn around(statement: Statement, params: &Params, inner: &str) -> Result<Self> {
        let mut translated = Self::of(statement, params)?;
        translated.text = translated.text.replace(INNER, inner.trim());
        Ok(translated)
    }

    /// `statement` with `params` written out.
    pub fn of(statement: Statement, params: &Params) -> Result<Self> {
        let mut writer = Writer::default();
        let all = pieces(statement.text());
        let code: Vec<_> = all
            .iter()
            .filter(|(.., kind)| *kind != Piece::Comment)
            .copied()
            .collect();
        let (head, rest) = writer.head(&code);
        let mut pieces = code[head..].iter().peekable();
        while let Some((at, piece, kind)) = pieces.next() {
            writer.origins.push((writer.text.len(), *at));
            let is_schema = pieces.peek().is_some_and(|(_, next, _)| *next == ".");
            match (*kind, *piece) {
                (Piece::Sign, "$") => {
                    let name = pieces.next().map(|(_, name, _)| *name).unwrap_or_default();
                    let cell = params.get(name).ok_or_else(|| EngineError::NoLiteral {
                        name: name.to_owned(),
                        place: Box::new(statement.place(*at)),
                    })?;
                    writer.text.push_str(&literal(&cell));
                }
                (Piece::Word, word) if word.eq_ignore_ascii_case("facts") && is_schema => {
                    pieces.next();
                    writer.text.push_str("facts_");
                }
                (Piece::Word, word) if word.eq_ignore_ascii_case("main") && is_schema => {
                    pieces.next();
                }
                (Piece::Quoted, text) => {
                    // A quote that is written twice ends one text and begins the next.
                    let mut whole = text.to_owned();
                    while let Some((_, more, Piece::Quoted)) = pieces.peek() {
                        whole.push_str(more);
                        pieces.next();
                    }
                    writer.text.push_str(&requoted(&whole));
                }
                (_, text) => writer.text.push_str(text),
            }
        }
        writer
            .text
            .truncate(writer.text.trim_end().trim_end_matches(';').trim_end().len());
        writer.text.push_str(rest);
        Ok(Self {
            text: blank_lines_gone(&writer.text, &mut writer.origins),
            origins: writer.origins,
            statement,
        })
    }

    /// The file it comes from.
    pub fn name(&self) -> &str {
        self.statement.name()
    }

    /// The file of the user that it is about.
    pub fn file(&self) -> Place {
        self.statement.file()
    }

    /// What in the original stands where Spark says an error is: line from 1, place in it from 0.
    pub fn place(&self, line: usize, column: usize) -> Place {
        let start: usize = self
            .text
            .split_inclusive('\n')
            .take(line.saturating_sub(1))
            .map(str::len)
            .sum();
        let of_line = self.text[start.min(self.text.len())..]
            .lines()
            .next()
            .unwrap_or_default();
        let within: usize = of_line.chars().take(column).map(char::len_utf8).sum();
        let at = start + within;
        let known = self.origins.partition_point(|(offset, _)| *offset <= at);
        match known.checked_sub(1).map(|index| self.origins[index]) {
            Some((_, origin)) => self.statement.place(origin),
            None => self.statement.file(),
        }
    }
}

#[derive(Default)]
struct Writer {
    text: String,
    origins: Vec<(usize, usize)>,
}

impl Writer {
    /// Writes the first words of what makes a table or view; how many pieces they were, and what comes behind the statement.
    fn head(&mut self, code: &[(usize, &str, Piece)]) -> (usize, &'static str) {
        let mut words = code
            .iter()
            .enumerate()
            .filter(|(_, (_, text, _))| !text.trim().is_empty());
        let mut next = || {
            words
                .next()
                .map(|(index, (_, text, _))| (index, text.to_ascii_uppercase()))
        };
        let first = next();
        if first.is_none_or(|(_, word)| word != "CREATE") {
            return (0, "");
        }
        let (index, kind) = loop {
            match next() {
                Some((index, word)) if word == "TABLE" || word == "VIEW" => break (index, word),
                Some(_) => {}
                None => return (0, ""),
            }
        };
        // Every view is a temporary one: it may read the data, which are such views themselves.
        if kind == "VIEW" {
            self.text.push_str("CREATE OR REPLACE TEMPORARY VIEW");
            return (index + 1, "");
        }
        self.text.push_str("CREATE TABLE");
        let body = code[index + 1..]
            .iter()
            .position(|(_, text, _)| text.eq_ignore_ascii_case("as") || *text == "(");
        match body.map(|at| (index + 1 + at, code[index + 1 + at].1)) {
            Some((_, "(")) => (index + 1, " USING parquet"),
            Some((at, _)) => {
                let name = made(&code[index + 1..at]);
                self.text.extend([" ", &name, " USING parquet AS"]);
                (at + 1, "")
            }
            None => (index + 1, ""),
        }
    }
}

/// The name in these pieces as the job calls the table.
fn made(pieces: &[(usize, &str, Piece)]) -> String {
    let name: String = pieces.iter().map(|(_, text, _)| text.trim()).collect();
    match name.split_once('.') {
        Some((_, table)) => format!("facts_{table}"),
        None => name,
    }
}

/// Lines that held nothing but a comment go; the offsets are brought along.
fn blank_lines_gone(text: &str, origins: &mut [(usize, usize)]) -> String {
    let mut kept = String::with_capacity(text.len());
    let (mut gone, mut at, mut index) = (0, 0, 0);
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        let end = at + line.len();
        if content.is_empty() {
            gone += line.len();
        } else {
            kept.push_str(content);
            if line.ends_with('\n') {
                kept.push('\n');
            }
        }
        while origins.get(index).is_some_and(|(offset, _)| *offset < end) {
            origins[index].0 = origins[index].0.saturating_sub(gone).min(kept.len());
            index += 1;
        }
        if !content.is_empty() {
            gone += line.len() - content.len() - usize::from(line.ends_with('\n'));
        }
        at = end;
    }
    for origin in origins.iter_mut().skip(index) {
        origin.0 = kept.len();
    }
    kept
}

/// Text in quotes as Spark writes it, names in the quotes it has for them.
fn requoted(quoted: &str) -> String {
    if let Some(name) = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return identifier(&name.replace("\"\"", "\""));
    }
    let inner = quoted.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    text(&inner.unwrap_or(quoted).replace("''", "'"))
}

/// A name.
pub(super) fn identifier(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// A text.
pub(super) fn text(content: &str) -> String {
    let mut out = String::from("'");
    for letter in content.chars() {
        match letter {
            '\\' | '\'' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\0' => out.push_str("\\0"),
            // Where it would end a statement, for readers that do not know quotes.
            ';' => out.push_str("\\u003B"),
            _ => out.push(letter),
        }
    }
    out.push('\'');
    out
}

/// A value.
fn literal(cell: &Cell) -> String {
    match cell {
        Cell::Null => "NULL".to_owned(),
        Cell::Date(day) => format!("DATE '{day}'"),
        Cell::Text(content) => text(content),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Source;

    fn translated(sql: &str, params: &Params) -> Translated {
        let source = Source {
            name: "queries/test.sql".to_owned(),
            text: sql.to_owned(),
            is_override: false,
        };
        Translated::of(Statement::of(&source), params).unwrap()
    }

    fn told(sql: &str) -> String {
        let params = Params::none().with("day", chrono::NaiveDate::from_ymd_opt(2026, 3, 1).unwrap());
        translated(sql, &params.with("text", "it's a \\ b; c").with("n", 7_i64)).text
    }

    #[test]
    fn the_first_line_is_the_jobs_own_and_all_else_stays() {
        for (sql, spark) in [
            (
                "-- What.\nCREATE OR REPLACE TABLE facts.items AS\nSELECT 1 AS \"a b\" -- one\nFROM main.policies;\n",
                "CREATE TABLE facts_items USING parquet AS\nSELECT 1 AS `a b`\nFROM policies",
            ),
            (
                "CREATE OR REPLACE TEMP VIEW run_items AS\nSELECT * FROM facts.items",
                "CREATE OR REPLACE TEMPORARY VIEW run_items AS\nSELECT * FROM facts_items",
            ),
            (
                "CREATE OR REPLACE VIEW facts.x AS SELECT p.main FROM p",
                "CREATE OR REPLACE TEMPORARY VIEW facts_x AS SELECT p.main FROM p",
            ),
            (
                "CREATE OR REPLACE TEMP TABLE run_periods (\n  period_no INTEGER\n)\n",
                "CREATE TABLE run_periods (\n  period_no INTEGER\n) USING parquet",
            ),
            (
                "INSERT INTO run_x\nSELECT $n, $day, $text, 'it''s', '\\'",
                "INSERT INTO run_x\nSELECT 7, DATE '2026-03-01', 'it\\'s a \\\\ b\\u003B c', 'it\\'s', '\\\\'",
            ),
        ] {
            assert_eq!(told(sql), spark);
        }
    }

    #[test]
    fn a_place_is_that_of_the_file() {
        let sql = "-- id: x\n-- zh: y\nSELECT\n  -- Nothing here.\n  one, -- and here\n  facts.nope\nFROM t\n";
        let translated = translated(sql, &Params::none());
        assert_eq!(translated.text, "SELECT\n  one,\n  facts_nope\nFROM t");
        assert_eq!(translated.place(3, 2).position, Some((6, 3)));
        assert_eq!(translated.place(2, 2).position, Some((5, 3)));
        assert_eq!(translated.place(4, 5).position, Some((7, 6)));
    }
}
