//! Files of every format as one thing: [`Sheet`]s, each of which is named columns and rows that the database can read.
//!
//! A format is one file of this folder and one line in [`FORMATS`]. It opens a file, finds the line of headers, counts
//! the rows, and says what the database is to read: the file itself where it is regular, else a copy in one plain
//! dialect, written row by row with the row's number in the file. Values are not looked at here, except by form.

mod biff;
mod bounded;
mod cell;
mod cells;
mod contents;
mod context;
mod delimited;
mod file;
mod format;
mod grid;
mod guarded;
mod gzip;
mod html;
mod json;
mod markup;
mod parquet;
pub(super) mod records;
mod scratch;
mod sheet;
mod spans;
mod spelling;
mod spreadsheet_xml;
mod units;
mod xls;
mod xlsx;
mod xml;

pub use context::Context;
pub use file::InputFile;
pub(super) use parquet::copy as copy_parquet;
pub(super) use records::{Record, Records, Writer};
pub use scratch::Scratch;
pub use sheet::{Relation, Sheet};
pub use spelling::Spelling;
pub use units::Units;

use super::error::IngestError;
use super::foreign::Foreign;
use super::headers::Role;
use crate::diagnostic::Result;
use contents::Contents;
use context::Source;
use file::{HEAD_BYTES, needs_other_name};
use sheet::SAMPLE_ROWS;

/// By content first: names tell less than bytes.
const FORMATS: [&dyn Source; 8] = [
    &gzip::Gzip,
    &spreadsheet_xml::SpreadsheetXml,
    &html::Html,
    &parquet::Parquet,
    &xlsx::Xlsx,
    &xls::Xls,
    &json::Json,
    &delimited::Delimited,
];

impl InputFile {
    /// Opens it by the format it is in; at least one sheet.
    pub fn open(&self, context: &Context<'_>) -> Result<Vec<Sheet>> {
        if self.bytes == 0 {
            return Err(IngestError::EmptyFile {
                path: self.shown.clone(),
            }
            .into());
        }
        let refused = |found| IngestError::UnknownFormat {
            path: self.shown.clone(),
            found,
        };
        if let Contents::Foreign(found) = self.contents() {
            return Err(refused(found).into());
        }
        let Some(format) = FORMATS.iter().find(|format| format.recognises(self)) else {
            return Err(refused(self.kind()).into());
        };
        let sheets = format.open(self, context)?;
        if sheets.is_empty() {
            return Err(IngestError::NoSheet {
                path: self.shown.clone(),
            }
            .into());
        }
        sheets
            .iter()
            .try_for_each(|sheet| sheet.keep_within(context.limits, &self.shown))?;
        Ok(sheets)
    }

    /// True if it is to be opened: of a format that can be loaded, or of one in which people keep tables, or called as
    /// files with tables are. What cannot be loaded of these is to be told; other files are passed over.
    pub fn is_known(&self) -> bool {
        const NAMES: [&str; 9] = ["csv", "tsv", "txt", "html", "htm", "json", "jsonl", "ndjson", "parquet"];
        let is_called_so = || {
            let extension = self.extension();
            NAMES.contains(&extension.as_str()) || (!extension.is_empty() && self.may_be_workbook())
        };
        match self.contents() {
            Contents::Foreign(foreign) => foreign.holds_tables() || is_called_so(),
            _ => FORMATS.iter().any(|format| format.recognises(self)),
        }
    }
}
