//! Keyed rates: CSV files beside the plan, one rate per combination of cells, `*` for any.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use chrono::NaiveDate;

use super::error::{Fault, PlanError};
use super::toml::{ColumnName, Fields};
use crate::diagnostic::Place;
use crate::incentive::number::Number;
use crate::period::parse_day;

/// Rates by the columns of an item.
#[derive(Clone, Debug)]
pub struct RateTable {
    /// Its name.
    pub id: String,
    /// What people call it.
    pub title: Option<String>,
    /// Where it stands in the plan.
    pub place: Place,
    /// Its file, as the plan names it.
    pub file: String,
    /// The columns that choose a rate.
    pub keys: Vec<String>,
    /// True if an item without a rate is worth 0 instead of refusing the calculation.
    pub missing_is_zero: bool,
    /// The rows.
    pub rows: Vec<RateRow>,
}

/// One row of a rate table.
#[derive(Clone, Debug)]
pub struct RateRow {
    /// The first day.
    pub from: NaiveDate,
    /// A cell for each key, `*` for any.
    pub cells: Vec<String>,
    /// The rate.
    pub rate: Number,
    /// Where it stands.
    pub place: Place,
}

impl RateRow {
    /// How many cells say "any".
    #[must_use]
    pub fn stars(&self) -> usize {
        self.cells.iter().filter(|cell| cell.as_str() == "*").count()
    }

    fn named(&self) -> String {
        format!("({})", self.cells.join(", "))
    }
}

/// Reads one `[[rate_table]]` and its file, its id apart; the file's bytes go into `read_files`.
pub(super) fn rate_table(
    fields: &Fields<'_, '_>,
    id: String,
    folder: &Path,
    read_files: &mut Vec<Vec<u8>>,
) -> Option<RateTable> {
    let title = fields.optional("title");
    let file: Option<String> = fields.need("file");
    let keys: Option<Vec<ColumnName>> = fields.need("keys");
    let missing_is_zero = fields.word("missing", &[("error", false), ("zero", true)]);
    fields.finish();
    let file = file?;
    let keys: Vec<String> = keys?.into_iter().map(|key| key.0).collect();
    let bytes = match read_beside(folder, &file) {
        Ok(bytes) => bytes,
        Err(reason) => {
            fields.fault("file", Fault::File { file, reason }, None);
            return None;
        }
    };
    let beside = Path::new(fields.reader.file).with_file_name(&file);
    let name = beside.to_string_lossy().replace('\\', "/");
    let mut sheet = Sheet {
        block: &fields.block,
        name: &name,
        keys: &keys,
        errors: Vec::new(),
    };
    let rows = sheet.rows(&bytes);
    let mut errors = std::mem::take(&mut sheet.errors);
    errors.extend(duplicates(&fields.block, &rows));
    errors.extend(ties(&fields.block, &rows));
    for error in errors {
        fields.reader.push(error);
    }
    read_files.push(bytes);
    Some(RateTable {
        id,
        title,
        place: fields.place(),
        file,
        keys,
        missing_is_zero: missing_is_zero?,
        rows,
    })
}

/// A file beside the plan or below it, and nothing else of the machine.
fn read_beside(folder: &Path, file: &str) -> Result<Vec<u8>, String> {
    let path = Path::new(file);
    let stays = path
        .components()
        .all(|part| matches!(part, std::path::Component::Normal(_)));
    if !stays {
        return Err("it must lie beside the plan".to_owned());
    }
    std::fs::read(folder.join(path)).map_err(|e| e.to_string())
}

struct Sheet<'a> {
    block: &'a str,
    name: &'a str,
    keys: &'a [String],
    errors: Vec<PlanError>,
}

impl Sheet<'_> {
    fn fault(&mut self, place: Place, fault: Fault) {
        self.errors.push(PlanError {
            block: self.block.to_owned(),
            fault,
            place,
            hint: None,
        });
    }

    fn place(&self, line: u64, text: &str) -> Place {
        let line = usize::try_from(line).unwrap_or(1);
        Place {
            file: self.name.to_owned(),
            position: Some((line, 1)),
            excerpt: text.lines().nth(line - 1).map(ToOwned::to_owned),
        }
    }

    fn rows(&mut self, bytes: &[u8]) -> Vec<RateRow> {
        let Ok(text) = std::str::from_utf8(bytes) else {
            self.fault(Place::file(self.name), Fault::Syntax("it is not UTF-8 text".to_owned()));
            return Vec::new();
        };
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .flexible(false)
            .from_reader(text.as_bytes());
        let Some(columns) = self.columns(&mut reader, text) else {
            return Vec::new();
        };
        let mut rows = Vec::new();
        for record in reader.records() {
            match record {
                Ok(record) => {
                    let line = record.position().map_or(1, csv::Position::line);
                    let place = self.place(line, text);
                    rows.extend(self.row(&record, &columns, place));
                }
                Err(error) => {
                    let line = error.position().map_or(1, csv::Position::line);
                    let place = self.place(line, text);
                    self.fault(place, Fault::Syntax(error.to_string()));
                }
            }
        }
        rows
    }

    /// Where `from`, the keys and `rate` stand.
    fn columns(&mut self, reader: &mut csv::Reader<&[u8]>, text: &str) -> Option<Vec<usize>> {
        let head: Vec<String> = match reader.headers() {
            Ok(head) => head.iter().map(ToOwned::to_owned).collect(),
            Err(error) => {
                self.fault(Place::file(self.name), Fault::Syntax(error.to_string()));
                return None;
            }
        };
        let place = self.place(1, text);
        let keys: Vec<&str> = self.keys.iter().map(String::as_str).collect();
        let wanted: Vec<&str> = ["from"].into_iter().chain(keys).chain(["rate"]).collect();
        for name in &head {
            if !wanted.contains(&name.as_str()) {
                let fault = Fault::Unknown {
                    what: "column",
                    name: name.clone(),
                };
                self.fault(place.clone(), fault);
            }
        }
        let found: Vec<Option<usize>> = wanted
            .iter()
            .map(|name| {
                let at = head.iter().position(|h| h == name);
                if at.is_none() {
                    self.fault(place.clone(), Fault::Missing((*name).to_owned()));
                }
                at
            })
            .collect();
        found.into_iter().collect()
    }

    fn row(&mut self, record: &csv::StringRecord, columns: &[usize], place: Place) -> Option<RateRow> {
        let cell = |index: usize| record.get(columns[index]).unwrap_or_default();
        let (from, rate) = (cell(0), cell(columns.len() - 1));
        let day = parse_day(from).ok();
        if day.is_none() {
            let fault = Fault::Syntax(format!("`from` is no date: \"{from}\""));
            self.fault(place.clone(), fault);
        }
        let number = Number::parse(rate);
        if number.is_none() {
            let fault = Fault::Number {
                key: "rate".to_owned(),
                text: rate.to_owned(),
            };
            self.fault(place.clone(), fault);
        }
        Some(RateRow {
            from: day?,
            cells: (1..columns.len() - 1).map(|i| cell(i).to_owned()).collect(),
            rate: number?,
            place,
        })
    }
}

fn duplicates(block: &str, rows: &[RateRow]) -> Vec<PlanError> {
    let mut seen: HashSet<(NaiveDate, &[String])> = HashSet::new();
    let twice = rows.iter().filter(|row| !seen.insert((row.from, &row.cells)));
    twice
        .map(|row| PlanError {
            block: block.to_owned(),
            fault: Fault::Duplicate(format!("rate row {} from {}", row.named(), row.from)),
            place: row.place.clone(),
            hint: None,
        })
        .collect()
}

/// Rows with equally many stars, in different columns, that one item could fit: each pair of star patterns once.
fn ties(block: &str, rows: &[RateRow]) -> Vec<PlanError> {
    let pattern = |row: &RateRow| -> Vec<bool> { row.cells.iter().map(|c| c == "*").collect() };
    let mut patterns: BTreeMap<Vec<bool>, Vec<&RateRow>> = BTreeMap::new();
    for row in rows {
        patterns.entry(pattern(row)).or_default().push(row);
    }
    let groups: Vec<(&Vec<bool>, &Vec<&RateRow>)> = patterns.iter().collect();
    let stars = |p: &[bool]| p.iter().filter(|s| **s).count();
    let mut errors = Vec::new();
    for (index, (left, left_rows)) in groups.iter().enumerate() {
        for (right, right_rows) in &groups[index + 1..] {
            if stars(left) != stars(right) {
                continue;
            }
            // Only the columns both name can tell two rows apart.
            let shared: Vec<usize> = (0..left.len()).filter(|i| !left[*i] && !right[*i]).collect();
            let cells = |row: &RateRow| -> Vec<String> { shared.iter().map(|i| row.cells[*i].clone()).collect() };
            let by_cells: HashMap<Vec<String>, &RateRow> = left_rows.iter().map(|row| (cells(row), *row)).collect();
            let tie = right_rows
                .iter()
                .find_map(|row| Some((by_cells.get(&cells(row))?, *row)));
            errors.extend(tie.map(|(first, second)| PlanError {
                block: block.to_owned(),
                fault: Fault::Tie {
                    first: first.named(),
                    second: second.named(),
                },
                place: second.place.clone(),
                hint: None,
            }));
        }
    }
    errors
}
