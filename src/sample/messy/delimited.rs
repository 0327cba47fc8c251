//! Lines as delimited text.

use std::path::Path;

use super::line::{Sink, What};
use super::output::Output;
use super::plan::{Dialect, File, LineEnd};
use crate::diagnostic::Result;

/// A file of delimited text being written.
pub(super) struct Delimited<'f> {
    output: Output,
    dialect: Dialect,
    headers: Vec<&'f str>,
    /// Every other blank line has its delimiters, every other banner is short.
    is_odd: bool,
}

impl<'f> Delimited<'f> {
    /// Begins the file with its titles and headers.
    pub fn create(path: &Path, file: &'f File, dialect: Dialect) -> Result<Self> {
        let mut writer = Self {
            output: Output::create(path, dialect.encoding, dialect.gzip)?,
            dialect,
            headers: file.columns.iter().map(|column| column.header.as_str()).collect(),
            is_odd: false,
        };
        for title in &file.titles {
            writer.cells(&[title])?;
        }
        writer.line(What::Header, &[])?;
        Ok(writer)
    }

    fn cells(&mut self, cells: &[&str]) -> Result<()> {
        let mut line = String::new();
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                line.push(self.dialect.delimiter);
            }
            if cell.contains([self.dialect.delimiter, '"', '\n', '\r']) {
                line.push('"');
                line.push_str(&cell.replace('"', "\"\""));
                line.push('"');
            } else {
                line.push_str(cell);
            }
        }
        line.push_str(match self.dialect.line_end {
            LineEnd::Lf => "\n",
            LineEnd::Crlf => "\r\n",
        });
        self.output.write(&line)
    }
}

impl Sink for Delimited<'_> {
    fn line(&mut self, what: What, cells: &[&str]) -> Result<()> {
        match what {
            What::Row | What::Total => self.cells(cells),
            What::Header => self.cells(&self.headers.clone()),
            What::Banner | What::Blank => {
                self.is_odd = !self.is_odd;
                let length = if self.is_odd { 1 } else { cells.len() };
                self.cells(&cells[..length])
            }
        }
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.output.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Library;
    use crate::sample::Options;
    use crate::sample::messy::Plan;
    use crate::sample::messy::plan::Encoding;

    #[test]
    fn cells_are_quoted_where_they_must_be_and_bytes_are_in_the_encoding() {
        let library = Library::shipped();
        let contract = crate::sample::rows::contract(&library).unwrap();
        let mut plan = Plan::load(&library, &contract, Options::default()).unwrap();
        let at = plan.files.iter().position(|file| file.table.name == "teams").unwrap();
        let mut file = plan.files.swap_remove(at);
        file.columns.truncate(2);
        file.titles = vec!["标题".to_owned()];
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x");
        for (encoding, mark) in [
            (Encoding::Utf8, &b""[..]),
            (Encoding::Utf8Bom, &[0xEF, 0xBB, 0xBF]),
            (Encoding::Utf16Le, &[0xFF, 0xFE]),
            (Encoding::Utf16Be, &[0xFE, 0xFF]),
            (Encoding::Gb18030, &[]),
        ] {
            let dialect = Dialect {
                encoding,
                delimiter: ';',
                line_end: LineEnd::Crlf,
                gzip: false,
            };
            let mut sink = Box::new(Delimited::create(&path, &file, dialect).unwrap());
            sink.line(What::Row, &["=\"1\"", "a;b"]).unwrap();
            sink.line(What::Banner, &["***", ""]).unwrap();
            sink.line(What::Blank, &["", ""]).unwrap();
            sink.line(What::Total, &["合计", "5\n6"]).unwrap();
            sink.finish().unwrap();
            let bytes = std::fs::read(&path).unwrap();
            assert!(bytes.starts_with(mark), "{encoding:?}");
            let decoder = match encoding {
                Encoding::Utf8 | Encoding::Utf8Bom => encoding_rs::UTF_8,
                Encoding::Utf16Le => encoding_rs::UTF_16LE,
                Encoding::Utf16Be => encoding_rs::UTF_16BE,
                Encoding::Gb18030 => encoding_rs::GB18030,
            };
            let (text, _, has_errors) = decoder.decode(&bytes);
            assert!(!has_errors);
            assert_eq!(
                text, "标题\r\n区域;分公司代码\r\n\"=\"\"1\"\"\";\"a;b\"\r\n***\r\n;\r\n合计;\"5\n6\"\r\n",
                "{encoding:?}"
            );
        }
    }
}
