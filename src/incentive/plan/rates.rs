//! Keyed rates: CSV files beside the plan, one rate per combination of cells, `*` for any.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use chrono::NaiveDate;
use serde::Serialize;

use super::block::as_text;
use super::error::{Fault, PlanError};
use super::toml::{ColumnName, Fields, shown};
use crate::diagnostic::Place;
use crate::files;
use crate::incentive::number::Number;
use crate::incentive::sheet::Sheet;
use crate::message::{Message, Say, say};
use crate::period::parse_day;

/// Sets of columns with `*` in one table: each is held against each.
const MOST_PATTERNS: usize = 100;

/// Where the files beside a plan come from.
#[derive(Clone, Copy)]
pub(super) enum Beside<'a> {
    Folder(&'a Path),
    /// Those that were read once, by name.
    Kept(&'a [(String, Vec<u8>)]),
}

/// Rates by the columns of an item.
#[derive(Clone, Debug, Serialize)]
pub struct RateTable {
    pub id: String,
    pub title: Option<String>,
    /// Where it stands in the plan.
    #[serde(skip)]
    pub place: Place,
    /// Its file, as the plan names it.
    pub file: String,
    /// The columns that choose a rate.
    pub keys: Vec<String>,
    /// True if an item without a rate is worth 0 instead of refusing the calculation.
    pub missing_is_zero: bool,
    pub rows: Vec<RateRow>,
}

/// One row of a rate table.
#[derive(Clone, Debug, Serialize)]
pub struct RateRow {
    #[serde(serialize_with = "as_text")]
    pub from: NaiveDate,
    /// A cell for each key, `*` for any.
    pub cells: Vec<String>,
    #[serde(serialize_with = "as_text")]
    pub rate: Number,
    #[serde(skip)]
    pub place: Place,
}

impl RateRow {
    /// How many cells say "any".
    pub fn stars(&self) -> usize {
        self.cells.iter().filter(|cell| cell.as_str() == "*").count()
    }

    fn named(&self) -> String {
        format!("({})", self.cells.join(", "))
    }
}

/// Reads one `[[rate_table]]` and its file, its id apart; the file's name and bytes go into `read_files`.
pub(super) fn rate_table(
    fields: &Fields<'_, '_>,
    id: String,
    beside: Beside<'_>,
    read_files: &mut Vec<(String, Vec<u8>)>,
) -> Option<RateTable> {
    let title = fields.optional("title");
    let file: Option<String> = fields.need("file");
    let keys: Option<Vec<ColumnName>> = fields.need("keys");
    let missing_is_zero = fields.word("missing", &[("error", false), ("zero", true)]);
    fields.finish();
    let file = file?;
    let keys: Vec<String> = keys?.into_iter().map(|key| key.0).collect();
    let bytes = match read_beside(beside, &file) {
        Ok(bytes) => bytes,
        Err(reason) => {
            fields.fault("file", Fault::File { file, reason }, None);
            return None;
        }
    };
    let place = Path::new(fields.reader.file).with_file_name(&file);
    let name = place.to_string_lossy().replace('\\', "/");
    let (rows, mut errors) = read_rows(&fields.block, &name, &keys, &bytes);
    errors.extend(duplicates(&fields.block, &rows));
    errors.extend(ties(&fields.block, &rows));
    for error in errors {
        fields.reader.push(error);
    }
    read_files.push((file.clone(), bytes));
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
fn read_beside(beside: Beside<'_>, file: &str) -> Result<Vec<u8>, Message> {
    let path = Path::new(file);
    let stays = path
        .components()
        .all(|part| matches!(part, std::path::Component::Normal(_)));
    if !stays {
        return Err(say!("errors.plan.file.elsewhere"));
    }
    let not_found = || std::io::Error::from(std::io::ErrorKind::NotFound);
    let bytes = match beside {
        Beside::Folder(folder) => files::read(&folder.join(path)),
        Beside::Kept(files) => files
            .iter()
            .find_map(|(name, bytes)| (name == file).then(|| bytes.clone()))
            .ok_or_else(not_found),
    };
    bytes.map_err(|e| e.message())
}

/// The rows of a rate file that can be understood, and every mistake in it.
fn read_rows(block: &Message, name: &str, keys: &[String], bytes: &[u8]) -> (Vec<RateRow>, Vec<PlanError>) {
    let is_head = |text: &str| {
        let text = text.trim();
        keys.iter().any(|key| key == text) || HEADS.iter().any(|(name, heads)| *name == text || heads.contains(&text))
    };
    let (mut sheet, mistakes) = Sheet::parse_any(name, bytes, &is_head);
    sheet.rename(|head| {
        HEADS
            .iter()
            .find_map(|(name, heads)| heads.contains(&head).then_some(*name))
    });
    let error = |place: Place, fault: Fault| PlanError {
        block: block.clone(),
        fault,
        place,
        hint: None,
    };
    let unreadable = mistakes
        .into_iter()
        .map(|mistake| error(mistake.place, Fault::Syntax(mistake.reason)));
    let mut errors: Vec<PlanError> = unreadable.collect();
    if sheet.columns().next().is_none() {
        return (Vec::new(), errors);
    }
    let names = keys.iter().map(String::as_str);
    let wanted: Vec<&str> = ["from"].into_iter().chain(names).chain(["rate"]).collect();
    for column in sheet.columns().filter(|column| !wanted.contains(column)) {
        let (what, name) = ("column", shown(column));
        errors.push(error(sheet.place(1), Fault::Unknown { what, name }));
    }
    let missing = wanted.iter().filter(|column| !sheet.has(column));
    let missing: Vec<PlanError> = missing
        .map(|c| error(sheet.place(1), Fault::Missing((*c).to_owned())))
        .collect();
    if !missing.is_empty() {
        errors.extend(missing);
        return (Vec::new(), errors);
    }
    let mut rows = Vec::new();
    for row in sheet.rows() {
        let (from, rate) = (row.text("from"), row.text("rate"));
        let (day, number) = (parse_day(from).ok(), rate_of(rate));
        if day.is_none() {
            let fault = Fault::Syntax(say!("errors.plan.syntax.no_date", from = shown(from)));
            errors.push(error(row.place(), fault));
        }
        if number.is_none() {
            let (key, text) = ("rate".to_owned(), shown(rate));
            errors.push(error(row.place(), Fault::Number { key, text }));
        }
        rows.extend(day.zip(number).map(|(from, rate)| RateRow {
            from,
            cells: keys.iter().map(|key| cell(row.text(key))).collect(),
            rate,
            place: row.place(),
        }));
    }
    (rows, errors)
}

/// What columns are called in tables that HR keeps.
const HEADS: [(&str, &[&str]); 10] = [
    ("from", &["起始日期", "生效日期", "生效日", "执行日期"]),
    ("rate", &["费率", "比例", "提奖比例", "服务费率"]),
    ("product_line", &["险种大类", "产品线", "险种", "险类"]),
    ("product_code", &["产品代码", "险种代码"]),
    ("channel", &["渠道", "销售渠道"]),
    ("premium_mode", &["缴费方式", "缴别", "交费方式"]),
    ("payment_years", &["缴费年期", "交费年期", "缴费年限"]),
    ("due_no", &["缴次", "交次", "缴费次数", "期次"]),
    ("method", &["收费方式", "支付方式"]),
    ("stage", &["阶段", "收费阶段"]),
];

/// A rate as a number or in percent: `0.03`, `3%`.
fn rate_of(text: &str) -> Option<Number> {
    match text.strip_suffix(['%', '％']) {
        None => Number::parse(text),
        Some(percent) => Number::parse(percent.trim_end())?.divided_by(&Number::from(100)),
    }
}

/// A key as it is compared; `＊` is the star of a Chinese keyboard.
fn cell(text: &str) -> String {
    if text == "＊" { "*" } else { text }.to_owned()
}

fn duplicates(block: &Message, rows: &[RateRow]) -> Vec<PlanError> {
    let mut seen: HashSet<(NaiveDate, &[String])> = HashSet::new();
    let twice = rows.iter().filter(|row| !seen.insert((row.from, &row.cells)));
    twice
        .map(|row| PlanError {
            block: block.clone(),
            fault: Fault::Duplicate(say!("errors.plan.duplicate.rate", row = row.named(), from = row.from)),
            place: row.place.clone(),
            hint: None,
        })
        .collect()
}

/// Rows with equally many stars, in different columns, that one item could fit: each pair of star patterns once.
fn ties(block: &Message, rows: &[RateRow]) -> Vec<PlanError> {
    let pattern = |row: &RateRow| -> Vec<bool> { row.cells.iter().map(|c| c == "*").collect() };
    let mut patterns: BTreeMap<Vec<bool>, Vec<&RateRow>> = BTreeMap::new();
    for row in rows {
        patterns.entry(pattern(row)).or_default().push(row);
    }
    if patterns.len() > MOST_PATTERNS {
        let (what, most) = ("sets of columns with `*`".to_owned(), MOST_PATTERNS);
        let last = patterns.into_values().next_back();
        let place = last.and_then(|rows| rows.first().map(|row| row.place.clone()));
        return vec![PlanError {
            block: block.to_owned(),
            fault: Fault::TooMuch { what, most },
            place: place.unwrap_or_default(),
            hint: None,
        }];
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
                block: block.clone(),
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
