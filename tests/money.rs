//! No money is lost on the way: what an independent reading finds in the cells of a file is in the store, among the
//! rejects or left out, cell by cell and in sum.
//!
//! The reading here knows nothing of the program's: a few lines for text and amounts, and the list of headers.

mod common;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use common::Fixture;
use duebook::contract::{Contract, Kind, Table};
use duebook::decimal::Decimal;
use duebook::ingest::{self, FileReport, Options, Outcome, Silent};
use duebook::library::{Library, Source};
use duebook::sample;
use duebook::store::{Params, Rows, Statement, Store};
use duebook::workspace::StoreSettings;
use unicode_normalization::UnicodeNormalization;

fn query(store: &Store, sql: &str) -> Rows {
    let source = Source {
        name: "test.sql".into(),
        text: sql.into(),
        is_override: false,
    };
    store.query(&Statement::of(&source), &Params::none()).unwrap()
}

/// The amount in a cell, as a person reads it; `None` if it is none.
fn amount(cell: &str, unit: i32) -> Option<Decimal> {
    let mut text: String = cell.nfkc().filter(|c| !c.is_whitespace() && *c != ',').collect();
    let mut zeros = unit;
    if let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        text = format!("-{inner}");
    }
    text = text
        .trim_start_matches(['=', '\'', '"'])
        .trim_end_matches('"')
        .to_owned();
    text.retain(|c| !"¥￥元".contains(c));
    if let Some(rest) = text.strip_suffix('万') {
        (text, zeros) = (rest.to_owned(), zeros + 4);
    }
    if text.is_empty() || text.chars().any(|c| !c.is_ascii_digit() && c != '.' && c != '-') {
        return None;
    }
    let number = without_noise(text.parse().ok()?, &text)?;
    let power = Decimal::from(10_u64.pow(zeros.unsigned_abs()));
    if zeros < 0 {
        number.checked_div(power)
    } else {
        number.checked_mul(power)
    }
}

/// What a binary number was meant to be: its text has 16 or 17 digits and more decimals than money has.
fn without_noise(number: Decimal, text: &str) -> Option<Decimal> {
    let digits = text.trim_start_matches(['-', '0', '.']);
    let digits = digits.bytes().filter(u8::is_ascii_digit).count();
    if number.normalize().scale() <= 2 || !(15..=17).contains(&digits) {
        return Some(number);
    }
    let kept = format!("{:.14e}", text.parse::<f64>().ok()?);
    Decimal::from_scientific(&kept).ok()
}

/// True for 单位：万元 below the data, beside nothing with a number.
fn is_foot_of_unit(row: &[String]) -> bool {
    let text: String = row.iter().flat_map(|cell| cell.nfkc()).collect();
    text.trim_start_matches(['(', '金', '额']).starts_with("单位:") && !text.contains(|c: char| c.is_ascii_digit())
}

/// The zeros of the unit that a title above the headers names, or a line of nothing else below them.
fn unit_of_title(titles: &[Vec<String>]) -> i32 {
    let text: String = titles.iter().flatten().flat_map(|cell| cell.nfkc()).collect();
    let text = text.replace("保额单位:万元", "").replace("评分单位:分", "");
    let units = [
        ("单位:千元", 3),
        ("单位:万元", 4),
        ("单位:百万元", 6),
        ("单位:亿元", 8),
        ("单位:角", -1),
        ("单位:分", -2),
        ("人民币万元", 4),
        ("金额:万元", 4),
        ("(万元)", 4),
    ];
    units
        .iter()
        .find(|(unit, _)| text.contains(unit))
        .map_or(0, |(_, zeros)| *zeros)
}

/// A header as it is compared.
fn folded(header: &str) -> String {
    let header: String = header.nfkc().filter(|c| !c.is_whitespace()).collect();
    header.to_lowercase().replace('缴', "交").replace('帐', "账")
}

/// Every name of each money column of `table`.
fn money_names(table: &Table) -> Vec<(String, Vec<String>)> {
    let aliases: toml::Table =
        toml::from_str(&Library::shipped().get("queries/ingest/aliases.toml").unwrap().text).unwrap();
    let columns = table.columns.iter().filter(|column| column.kind == Kind::Money);
    columns
        .map(|column| {
            let mut names = vec![folded(&column.name), folded(&column.zh)];
            let more = aliases["columns"].get(&column.name).and_then(toml::Value::as_array);
            names.extend(more.into_iter().flatten().filter_map(toml::Value::as_str).map(folded));
            (column.name.clone(), names)
        })
        .collect()
}

/// Where a money column stands in a file, and the zeros its header adds.
fn place(headers: &[String], names: &[String]) -> Option<(usize, i32)> {
    headers.iter().enumerate().find_map(|(index, header)| {
        let header = folded(header);
        let plain = header.split(['(', '[', '/']).next().unwrap_or_default();
        let unit = match header.as_str() {
            header if header.contains("万元") => 4,
            header if header.ends_with("(分)") => -2,
            _ => 0,
        };
        let plain = plain.trim_end_matches("万元");
        names.iter().any(|name| name == plain).then_some((index, unit))
    })
}

/// The text of a file, whatever it is written in.
fn text_of(path: &Path) -> String {
    let mut bytes = fs::read(path).unwrap();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut unpacked = Vec::new();
        if flate2::read::GzDecoder::new(bytes.as_slice())
            .read_to_end(&mut unpacked)
            .is_err()
        {
            return String::new();
        }
        bytes = unpacked;
    }
    let encoding = encoding_rs::Encoding::for_bom(&bytes).map(|(encoding, _)| encoding);
    let is_utf8 = std::str::from_utf8(&bytes).is_ok();
    let encoding = encoding.unwrap_or(if is_utf8 {
        encoding_rs::UTF_8
    } else {
        encoding_rs::GB18030
    });
    encoding.decode(&bytes).0.into_owned()
}

/// The rows of a delimited text, blank ones too; quotes are doubled inside quotes.
fn rows_of(text: &str, delimiter: char) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' if quoted || cell.is_empty() => quoted = !quoted,
            '\r' | '\n' if !quoted => {
                if c == '\r' && chars.peek() == Some(&'\n') {
                    chars.next();
                }
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c if c == delimiter && !quoted => row.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    if !row.is_empty() || !cell.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}

/// The rows of a file by its likeliest delimiter, and which of them is the line of headers for `names`.
fn table_of(text: &str, names: &[String]) -> Option<(Vec<Vec<String>>, usize)> {
    [',', ';', '\t', '|'].into_iter().find_map(|delimiter| {
        let rows = rows_of(text, delimiter);
        let header = rows
            .iter()
            .take(20)
            .position(|row| row.len() > 2 && place(row, names).is_some())?;
        Some((rows, header))
    })
}

/// What became of the money of a run.
#[derive(Default)]
struct Tally {
    /// Columns of money in files, and the cells in them.
    files: u64,
    cells: u64,
    read: Decimal,
    accepted: Decimal,
    rejected: Decimal,
    left_out: Decimal,
    elsewhere: Decimal,
}

impl Tally {
    /// Follows every amount of a loaded file that is regular enough to be read here.
    fn follow(&mut self, store: &Store, contract: &Contract, path: &Path, report: &FileReport) {
        let text = text_of(path);
        let table = contract.table(&report.table).unwrap();
        let file_no = file_no(store, report);
        let left_out: BTreeSet<(u64, String)> = cells(store, file_no, "rule = 'cell_left_out'").into_iter().collect();
        let rejected: BTreeSet<u64> = cells(store, file_no, "rule <> 'cell_left_out'")
            .into_iter()
            .map(|(row, _)| row)
            .collect();
        for (column, names) in money_names(table) {
            let Some((rows, header)) = table_of(&text, &names) else {
                continue;
            };
            // Loose quotes or line ends of several kinds: not a text that can be read in a few lines.
            if (rows.len() - 1) as u64 != report.rows_read {
                continue;
            }
            self.files += 1;
            let Some((index, unit)) = place(&rows[header], &names) else {
                continue;
            };
            let unit = if unit == 0 {
                let feet = rows.iter().skip(header + 1).filter(|row| is_foot_of_unit(row));
                let feet: Vec<Vec<String>> = feet.cloned().collect();
                unit_of_title(&[&rows[..header], &rows[header + 1..rows.len().min(header + 2)], &feet].concat())
            } else {
                unit
            };
            let stored = stored(store, table, file_no, &column);
            let anywhere = anywhere(store, table, &column);
            let mut unaccounted = 0;
            for (number, cells) in rows.iter().enumerate().skip(header + 1) {
                let row = number as u64 + 1;
                let Some(found) = cells.get(index).and_then(|cell| amount(cell, unit)) else {
                    continue;
                };
                self.cells += 1;
                self.read += found;
                let told = format!("{}:{row} {column} {found}", path.display());
                if rejected.contains(&row) {
                    self.rejected += found;
                } else if left_out.contains(&(row, column.clone())) {
                    assert_eq!(stored.get(&row).copied().flatten(), None, "{told}");
                    self.left_out += found;
                } else if let Some(kept) = stored.get(&row) {
                    assert_eq!(*kept, Some(found), "{told}");
                    self.accepted += found;
                } else {
                    // No row of the table by itself: a total, or the same as another row.
                    unaccounted += 1;
                    // A skipped row may hold any amount.
                    assert!(report.skipped > 0 || anywhere.contains(&found), "{told} is nowhere");
                    self.elsewhere += found;
                }
            }
            assert!(
                unaccounted <= report.skipped + report.identical + report.unchanged,
                "{}: {unaccounted} amounts of {column} in no row",
                path.display()
            );
        }
    }

    fn assert_conserved(&self) {
        assert_eq!(
            self.read,
            self.accepted + self.rejected + self.left_out + self.elsewhere
        );
    }
}

fn file_no(store: &Store, report: &FileReport) -> i64 {
    let sql = format!(
        "SELECT max(file_no) AS n FROM files WHERE path = '{}' AND table_name = '{}'",
        report.path.display(),
        report.table
    );
    query(store, &sql).first().and_then(|row| row.integer("n")).unwrap_or(0)
}

/// Row and column of the rejects of a file.
fn cells(store: &Store, file_no: i64, which: &str) -> Vec<(u64, String)> {
    let sql = format!("SELECT \"row\" AS r, column_name FROM rejects WHERE file_no = {file_no} AND {which}");
    let rows = query(store, &sql);
    rows.iter()
        .map(|row| (row.integer("r").unwrap().unsigned_abs(), row.text("column_name")))
        .collect()
}

/// The amounts of a column by the rows of the file they came from, superseded ones included; one that was below zero is
/// kept as that of a reversal.
fn stored(store: &Store, table: &Table, file_no: i64, column: &str) -> HashMap<u64, Option<Decimal>> {
    let sql = format!(
        "SELECT m.file_row, CASE WHEN is_negative THEN -{column} ELSE {column} END AS amount
           FROM main.{0} AS m LEFT JOIN joined AS j
             ON j.table_name = '{0}' AND j.file_no = m.file_no AND j.file_row = m.file_row
           WHERE m.file_no = {file_no}
         UNION ALL SELECT file_row, {column} FROM pending.{0} WHERE file_no = {file_no}
         UNION ALL SELECT file_row, CAST(json_extract_string(content, '$.{column}') AS DECIMAL(18,2))
           FROM history WHERE table_name = '{0}' AND file_no = {file_no}",
        table.name
    );
    let rows = query(store, &sql);
    rows.iter()
        .map(|row| (row.integer("file_row").unwrap().unsigned_abs(), row.decimal("amount")))
        .collect()
}

fn anywhere(store: &Store, table: &Table, column: &str) -> BTreeSet<Decimal> {
    let sql = format!("SELECT DISTINCT {column} AS amount FROM main.{}", table.name);
    query(store, &sql)
        .iter()
        .filter_map(|row| row.decimal("amount"))
        .collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
}

/// Loads a folder and follows the money of its files.
fn load(fixture: &Fixture, store: &Store, folder: &Path, tally: &mut Tally) {
    let data = fixture.workspace.data_dir();
    for old in entries(&data).iter().filter(|path| path.is_file()) {
        fs::remove_file(old).unwrap();
    }
    for path in entries(folder).iter().filter(|path| path.is_file()) {
        fs::copy(path, data.join(path.file_name().unwrap())).unwrap();
    }
    let contract = Contract::load(&fixture.workspace.library).unwrap();
    let Ok(summary) = ingest::run(
        &fixture.workspace,
        store,
        std::slice::from_ref(&data),
        &Options::default(),
        &Silent,
    ) else {
        return;
    };
    let mut parts: BTreeMap<&Path, u64> = BTreeMap::new();
    for report in &summary.files {
        *parts.entry(report.path.as_path()).or_default() += 1;
    }
    for report in summary.files.iter().filter(|report| report.outcome == Outcome::Loaded) {
        let path = data.join(report.path.file_name().unwrap());
        let is_text = path
            .extension()
            .is_some_and(|e| ["csv", "tsv", "txt", "gz"].iter().any(|known| e == *known));
        if is_text && parts[report.path.as_path()] == 1 {
            tally.follow(store, &contract, &path, report);
        }
    }
}

#[test]
fn the_money_of_every_case_is_accounted_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ingest");
    let mut tally = Tally::default();
    for case in entries(&root) {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        if name == "snapshots" {
            continue;
        }
        let fixture = Fixture::new();
        let store = Store::open(&fixture.workspace, &[]).unwrap();
        load(&fixture, &store, &root.join("base"), &mut tally);
        if name == "base" {
            continue;
        }
        let runs = entries(&case);
        if runs.iter().all(|path| path.is_dir()) {
            for run in &runs {
                load(&fixture, &store, run, &mut tally);
            }
        } else {
            load(&fixture, &store, &case, &mut tally);
        }
    }
    tally.assert_conserved();
    let Tally { files, cells, .. } = tally;
    assert!(
        files > 20 && cells > 500 && !tally.rejected.is_zero(),
        "{cells} cells of {files} columns"
    );
}

#[test]
fn the_money_of_a_messy_book_is_accounted_for() {
    let fixture = Fixture::new();
    let folder = tempfile::tempdir().unwrap();
    let options = sample::Options {
        policies: 320,
        months: 8,
        specialists: 30,
        seed: 7,
        messy: true,
        ..sample::Options::default()
    };
    sample::write(&Library::shipped(), &StoreSettings::default(), folder.path(), options).unwrap();
    let store = Store::open(&fixture.workspace, &[]).unwrap();
    let mut tally = Tally::default();
    load(&fixture, &store, folder.path(), &mut tally);
    tally.assert_conserved();
    let Tally { files, cells, .. } = tally;
    assert!(files > 2 && cells > 1000, "{cells} cells of {files} columns");
}
