//! The list of rejects as a file a spreadsheet opens without harm: `reports/rejects.csv`.
//!
//! UTF-8 with a byte order mark; a cell that a spreadsheet would take for a formula gets an apostrophe before it.
//! The list holds every reject that stands in the store, and those of the files refused in this run.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use super::error::IngestError;
use crate::diagnostic::Result;
use crate::files;
use crate::store::{Params, Store};
use crate::workspace::{Part, Workspace, create_folder};

const STRETCH: i64 = 50_000;

/// Writes the list; `None` if nothing is rejected (an old list is removed then).
pub fn write(workspace: &Workspace, store: &Store) -> Result<Option<PathBuf>> {
    let path = workspace.reports_dir().join("rejects.csv");
    let unwritable = |e: std::io::Error| IngestError::unwritable(&path, &e);
    let count = store.create(&store.statement("queries/ingest/rejects/list.sql")?, &Params::none())?;
    if count == 0 {
        files::remove(&path).map_err(unwritable)?;
        return Ok(None);
    }
    create_folder(&workspace.reports_dir())?;
    let mut out = BufWriter::new(Part::of(&path).map_err(unwritable)?);
    out.write_all("\u{feff}file,sheet,row,table,column,value,rule,message\r\n".as_bytes())
        .map_err(unwritable)?;
    for from in (0..i64::try_from(count).unwrap_or(i64::MAX)).step_by(usize::try_from(STRETCH).unwrap_or(1)) {
        let params = Params::none().with("from", from).with("to", from + STRETCH);
        for row in store.rows("queries/ingest/rejects/stretch.sql", &params)?.iter() {
            let cells: Vec<String> = row.cells().iter().map(|cell| guarded(&cell.to_string())).collect();
            write!(out, "{}\r\n", cells.join(",")).map_err(unwritable)?;
        }
    }
    let part = out.into_inner().map_err(|e| unwritable(e.into_error()))?;
    part.put().map_err(unwritable)?;
    Ok(Some(path))
}

/// A cell of the list: harmless, and quoted where needed. Numbers stay numbers.
fn guarded(text: &str) -> String {
    let is_number = text
        .strip_prefix(['-', '+'])
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number {
        "'"
    } else {
        ""
    };
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{guard}{text}")
    }
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        for (text, cell) in [
            ("abc", "abc"),
            ("-5.20", "-5.20"),
            ("=1+1", "'=1+1"),
            ("-cmd", "'-cmd"),
            ("@x", "'@x"),
            ("\tx", "'\tx"),
            ("=a,\"b\"", "\"'=a,\"\"b\"\"\""),
            ("-", "'-"),
        ] {
            assert_eq!(guarded(text), cell);
        }
    }
}
