//! Lines as JSON: one array of objects, or an object per line.

use std::path::Path;

use super::cells::typed;
use super::line::{Sink, What};
use super::output::Output;
use super::plan::{Encoding, File};
use crate::contract::Kind;
use crate::diagnostic::Result;
use crate::store::Cell;

/// A JSON file being written.
pub(super) struct Json<'f> {
    output: Output,
    file: &'f File,
    one_per_line: bool,
    any: bool,
}

impl<'f> Json<'f> {
    /// Begins the file.
    pub fn create(path: &Path, file: &'f File, one_per_line: bool) -> Result<Self> {
        let mut output = Output::create(path, Encoding::Utf8, false)?;
        if !one_per_line {
            output.write("[")?;
        }
        Ok(Self {
            output,
            file,
            one_per_line,
            any: false,
        })
    }
}

impl Sink for Json<'_> {
    fn line(&mut self, what: What, cells: &[&str]) -> Result<()> {
        if what == What::Blank {
            return self.output.write("\n");
        }
        if !self.one_per_line {
            self.output.write(if self.any { ",\n" } else { "\n" })?;
        }
        self.any = true;
        let mut object = String::new();
        for (column, cell) in self.file.columns.iter().zip(cells) {
            object.push(if object.is_empty() { '{' } else { ',' });
            object.push_str(&quoted(&column.header));
            object.push(':');
            object.push_str(&value(cell, column.kind));
        }
        object.push('}');
        if self.one_per_line {
            object.push('\n');
        }
        self.output.write(&object)
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        if !self.one_per_line {
            self.output.write("\n]\n")?;
        }
        self.output.finish()
    }
}

/// Numbers and truth as such where they are plain, all else as text.
fn value(text: &str, kind: Kind) -> String {
    match typed(text, kind) {
        Cell::Null => "null".to_owned(),
        Cell::Boolean(value) => value.to_string(),
        Cell::Decimal(_) if kind != Kind::Date && kind != Kind::Timestamp => text.to_owned(),
        Cell::Text(text) => quoted(&text),
        _ => quoted(text),
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
