//! Tables beside plans and cases, as CSV files: UTF-8, or GB18030 as spreadsheets of China write it, a head row, cells without spaces around them, every row with its place.

use std::borrow::Cow;

use encoding_rs::GB18030;

use crate::diagnostic::{Place, excerpt};
use crate::ingest::typed;
use crate::message::{Message, Say, say};

/// A file as far as it can be read.
pub(crate) struct Sheet {
    name: String,
    lines: Vec<String>,
    head: Vec<String>,
    rows: Vec<(usize, Vec<String>)>,
}

/// What cannot be read, and where.
pub(crate) struct Mistake {
    pub(crate) place: Place,
    pub(crate) reason: Message,
}

/// One row, read by column.
#[derive(Clone, Copy)]
pub(crate) struct Row<'s> {
    sheet: &'s Sheet,
    line: usize,
    cells: &'s [String],
}

impl Sheet {
    /// A file without rows, which messages call `name`.
    pub(crate) fn empty(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            lines: Vec::new(),
            head: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// The same, or a workbook: of that its first table below a line of which `is_head` knows the texts.
    pub(crate) fn parse_any(name: &str, bytes: &[u8], is_head: &dyn Fn(&str) -> bool) -> (Self, Vec<Mistake>) {
        if !typed::is_workbook(bytes) {
            return Self::parse(name, bytes);
        }
        let mut sheet = Self::empty(name);
        match typed::table(name, bytes, is_head) {
            Ok(table) => {
                let tidy = |cells: Vec<String>| cells.iter().map(|cell| cell.trim().to_owned()).collect();
                sheet.head = tidy(table.head);
                let rows = table.rows.into_iter().map(|(line, cells)| (line, tidy(cells)));
                sheet.rows = rows
                    .filter(|(_, cells): &(_, Vec<String>)| cells.iter().any(|cell| !cell.is_empty()))
                    .collect();
                (sheet, Vec::new())
            }
            Err(error) => {
                let reason = error.iter().next().map(Say::message);
                let place = Place::file(name);
                let reason = reason.unwrap_or_else(|| say!("errors.system.no_utf8"));
                (sheet, vec![Mistake { place, reason }])
            }
        }
    }

    /// The rows that can be read, and every mistake.
    pub(crate) fn parse(name: &str, bytes: &[u8]) -> (Self, Vec<Mistake>) {
        let mut sheet = Self::empty(name);
        let Some(text) = decoded(bytes) else {
            let place = Place::file(name);
            let reason = say!("errors.system.no_utf8");
            return (sheet, vec![Mistake { place, reason }]);
        };
        let text = text.trim_start_matches('\u{feff}');
        sheet.lines = text.lines().map(ToOwned::to_owned).collect();
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader.trim(csv::Trim::All).from_reader(text.as_bytes());
        let mut mistakes = Vec::new();
        match reader.headers() {
            Ok(head) => sheet.head = head.iter().map(ToOwned::to_owned).collect(),
            Err(error) => mistakes.push(sheet.mistake(&error)),
        }
        for record in reader.records() {
            match record {
                Ok(record) => {
                    let cells = record.iter().map(ToOwned::to_owned).collect();
                    sheet.rows.push((line_of(record.position()), cells));
                }
                Err(error) => mistakes.push(sheet.mistake(&error)),
            }
        }
        (sheet, mistakes)
    }

    /// Calls columns by other names: those that `canonical` knows.
    pub(crate) fn rename(&mut self, canonical: impl Fn(&str) -> Option<&'static str>) {
        for column in &mut self.head {
            if let Some(name) = canonical(column) {
                name.clone_into(column);
            }
        }
    }

    fn mistake(&self, error: &csv::Error) -> Mistake {
        Mistake {
            place: self.place(line_of(error.position())),
            reason: error.message(),
        }
    }

    pub(crate) fn columns(&self) -> impl Iterator<Item = &str> {
        self.head.iter().map(String::as_str)
    }

    pub(crate) fn has(&self, column: &str) -> bool {
        self.columns().any(|own| own == column)
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, cells)| Row {
            sheet: self,
            line: *line,
            cells,
        })
    }

    /// Keeps the rows for which `keep` says true, each by the order of the file.
    pub(crate) fn retain(&mut self, keep: &[bool]) {
        let mut keep = keep.iter();
        self.rows.retain(|_| keep.next().copied().unwrap_or(true));
    }

    /// A line of the file; the head is line 1.
    pub(crate) fn place(&self, line: usize) -> Place {
        Place {
            file: self.name.clone(),
            position: Some((line, 1)),
            excerpt: self.lines.get(line.saturating_sub(1)).map(|line| excerpt(line)),
        }
    }
}

/// Text in UTF-8, or as spreadsheets and editors of China write it.
pub(crate) fn decoded(bytes: &[u8]) -> Option<Cow<'_, str>> {
    std::str::from_utf8(bytes)
        .ok()
        .map(Cow::Borrowed)
        .or_else(|| GB18030.decode_without_bom_handling_and_without_replacement(bytes))
}

fn line_of(position: Option<&csv::Position>) -> usize {
    let line = position.map_or(1, csv::Position::line);
    usize::try_from(line).unwrap_or(1)
}

impl<'s> Row<'s> {
    /// The cell; empty if the file has no such column.
    pub(crate) fn text(self, column: &str) -> &'s str {
        let at = self.sheet.head.iter().position(|own| own == column);
        at.and_then(|index| self.cells.get(index)).map_or("", String::as_str)
    }

    pub(crate) fn cells(self) -> &'s [String] {
        self.cells
    }

    pub(crate) fn place(self) -> Place {
        self.sheet.place(self.line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_by_column_and_mistakes_have_their_line() {
        let (sheet, mistakes) = Sheet::parse("a.csv", "\u{feff}id, rate\n x ,0.1\ny\nz,0.3\n".as_bytes());
        let cells: Vec<(&str, &str)> = sheet.rows().map(|row| (row.text("id"), row.text("rate"))).collect();
        assert_eq!(cells, [("x", "0.1"), ("z", "0.3")]);
        assert_eq!(sheet.rows().next().map(|row| row.text("none")), Some(""));
        assert_eq!(mistakes.len(), 1);
        assert_eq!(mistakes[0].place.position, Some((3, 1)));
        assert_eq!(mistakes[0].place.excerpt.as_deref(), Some("y"));
        let (_, mistakes) = Sheet::parse("a.csv", &[0xff]);
        assert_eq!(mistakes[0].reason.to_string(), "it is not UTF-8 text");
    }
}
