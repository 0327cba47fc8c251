//! Two paths, one meaning: what the SQL takes as read is what the cell reader makes of it, alone in a clean file and beside
//! cells that have to be read one by one; and a text means the same in every format.
//!
//! Cells are made from what real files hold and from what was once taken for something it is not, each changed a little at
//! random, always in the same way.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Dice, Workshop};
use crate::contract::{Column, Kind, Table};
use crate::ingest::headers::Heads;
use crate::ingest::source::{InputFile, Writer};
use crate::ingest::stage;
use crate::library::Source;
use crate::store::{Params, Rows, Statement};

/// What cells are made from.
#[rustfmt::skip]
const SEEDS: &[&str] = &[
    // Identifiers.
    "860082365294890021", "S001", "P-1", "00123", "2026-03", "2026-Q1", "E17", "1E5", "8.6E17", "8.6e17", "8.60082E+17",
    "8.60082365294890112E17", "1.200E3", "1.2E4", "12E0", "-1E3", "1.5E1", "1E-3", "1234.0", "1234.00", "1234.", "1234.5",
    "9007199254740993.0", "+1234.0", "8600 8236 5294", "S\u{a0}1", "\u{202d}S1\u{202c}", "S1\u{fe0e}", "860\u{2060}1",
    "\u{3164}", "\u{200b}", "86\t1", "='1'", "=\"00123\"", "'00123", "'", "=1", "\\N1", "(1)", "续（1）", "（1）", "一队", "繳費",
    "S1,S2", "a\"b", "机构（东江）", "A－1", "Ｓ１", "é", "e\u{301}", "①", "〇", "々",
    // Errors and nothing.
    "#N/A", "#n/a", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA", "#", "####",
    "#1", "＃N/A", "NULL", "\\N", "(null)", "（null）", "None", "nan", "NaN", "无", "-", "--", "- -", "/", "null", "ＮＵＬＬ", "\u{feff}NULL",
    // Rows that are no data.
    "合计", "合  计", "小计：", "總計", "合计（元）", "合计3笔", "汇总", "彙總", "本页合计", "Grand Total", "grandtotal", "TOTAL:", "subtotal",
    "制表人：王五", "制表人", "复核", "審核:", "第1页 共3页", "第1頁", "页", "页面", "***以下略***", "＊＊＊", "*", "客户号", "客 户号", "客戶號",
    "customer_id", "Customer_ID", "流水号", "due_id", "应收号",
    // Times.
    "2026-03-05", "2026/3/5", "2026-3/5", "2026.3.5", "20260305", "2026年3月5日", "05-Mar-2026", "46086", "46086.5", "1970-01-01",
    "1900-01-00", "1899-12-31", "9999-12-31", "2026-02-30", "2026-03-05 10:23", "2026/3/5 9:5", "2026-03-05 10:23:05",
    "2026-03-05 24:00:00", "2026-03-05 24:00", "2026-03-05 23:59:60", "2026-03-05 10:60", "2026-03-05 10:23:05.5",
    "2026-03-05 10:23:05.123456", "2026-03-05 10:23:05.1234567", "2026-03-05 00:00:00.0000000", "20260310 14:05:09",
    "20260310 14:05", "20260310140509", "2026-03-05T10:23:05", "2026-03-05 10:23+08", "infinity", "epoch",
    // Numbers.
    "0", "1", "-1", "3", "12", "1.5", "1.555", "1200.3000000000002", "0.30000000000000004", "12345678901234.567", "1,234.50",
    "1234,50", "￥1,234.50", "1234.5元", "1.2万", "0.3亿", "95.8", "95.8%", "(100.00)", "-0.05", "+5", ".5", "5.", "1e3", "1e400",
    "99999999999999999", "0x10", "1_000", "１２３",
    // Words, and sentences.
    "true", "TRUE", "Y", "是", "false", "cash", "现金", "Cash",
];
/// What a cell is changed with.
#[rustfmt::skip]
const MARKS: &[&str] = &[
    " ", "\u{a0}", "\u{3000}", "\t", "\u{200b}", "\u{2060}", "\u{fe0f}", "\u{3164}", "\u{2800}", ":", "：", "(元)", "（人）", "'", "0", "1", ".",
    "E", "-", "#", "页", "*",
];

impl Dice {
    fn of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len())]
    }

    /// A seed, or one of `own`, changed up to twice.
    fn cell(&mut self, own: &[&str]) -> String {
        let seed = if !own.is_empty() && self.below(4) == 0 {
            self.of(own)
        } else {
            self.of(SEEDS)
        };
        let mut chars: Vec<char> = seed.chars().collect();
        for _ in 0..self.below(6).saturating_sub(3) {
            let at = self.below(chars.len() + 1);
            match self.below(6) {
                0 => drop((!chars.is_empty()).then(|| chars.remove(at.min(chars.len() - 1)))),
                1 => chars = chars.into_iter().flat_map(char::to_uppercase).collect(),
                2 => {
                    let wide = |c: char| {
                        if c.is_ascii_graphic() {
                            char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c)
                        } else {
                            c
                        }
                    };
                    chars = chars.into_iter().map(wide).collect();
                }
                _ => drop(chars.splice(at..at, self.of(MARKS).chars())),
            }
        }
        chars.into_iter().collect()
    }
}

/// What became of each row of a file: its values, why it is rejected or cells of it left out; nothing where it is no data.
type Fates = Vec<String>;

impl Workshop {
    fn path(&self, name: &str) -> PathBuf {
        self.workspace.data_dir().join(name)
    }

    fn query(&self, sql: String) -> Rows {
        let source = Source {
            name: "test.sql".into(),
            text: sql,
            is_override: false,
        };
        self.store.query(&Statement::of(&source), &Params::none()).unwrap()
    }

    /// The fates of `count` rows of the file at `path`, and how many rows the database took by itself.
    fn fates(&self, path: &Path, table: &str, count: usize) -> (Fates, i64) {
        let table = self.contract.table(table).unwrap();
        let names = self.names();
        let file = InputFile::new(path, path.to_path_buf()).unwrap();
        let (sheet, staged) = self.with_context(&names, |context| {
            let sheet = file.open(context).unwrap().remove(0);
            let heads = Heads {
                headers: &sheet.columns,
                sample: &sheet.sample,
            };
            let mapping = names.map(path, table, heads).unwrap();
            let (scratch, wording) = (context.scratch, context.wording);
            let staged = stage::stage(&self.store, scratch, path, &sheet, &mapping, 1, wording).unwrap();
            (sheet, staged)
        });
        let mut fates = vec![String::new(); count];
        let row = |row: crate::store::Row<'_>| {
            let number = row.integer("file_row").unwrap() - i64::try_from(sheet.first_row).unwrap();
            usize::try_from(number).unwrap()
        };
        let columns: Vec<String> = table
            .columns
            .iter()
            .map(|column| format!("\"{}\"", column.name))
            .collect();
        let numbered = "COALESCE(row_given, first_row + rowid - (SELECT MIN(rowid) FROM staged)) AS file_row";
        let values = self.query(format!(
            "SELECT {}, {numbered} FROM staged WHERE raw IS NULL",
            columns.join(", ")
        ));
        for values in values.iter() {
            let cells = values.cells()[..columns.len()].iter().map(ToString::to_string);
            fates[row(values)] = cells.collect::<Vec<_>>().join("|");
        }
        let reasons = "SELECT file_row, column_name, rule, message FROM reasons ORDER BY ALL";
        for reason in self.query(reasons.to_owned()).iter() {
            let text = ["column_name", "rule", "message"].map(|column| reason.text(column));
            write!(fates[row(reason)], " [{}]", text.join(" ")).unwrap();
        }
        let typed = self.query("SELECT count(*) FILTER (WHERE raw IS NULL AND rowid < (SELECT count(*) FROM staged WHERE first_row IS NOT NULL)) AS n FROM staged".to_owned());
        let gone = fates.iter().filter(|fate| fate.is_empty()).count() as u64;
        assert_eq!(gone, staged.skipped.count(), "{}", path.display());
        (fates, typed.first().unwrap().integer("n").unwrap())
    }

    fn csv(&self, name: &str, header: &[&str], rows: &[Vec<String>]) -> PathBuf {
        let path = self.path(name);
        let mut writer = Writer::create(&path).unwrap();
        for row in std::iter::once(&header.iter().map(ToString::to_string).collect()).chain(rows) {
            for cell in row {
                writer.cell(cell).unwrap();
            }
            writer.end().unwrap();
        }
        writer.finish().unwrap();
        path
    }
}

/// A cell of `column` that is as it should be.
fn clean(table: &Table, column: &Column) -> String {
    match column.kind {
        Kind::Text if column.name == "metric" => "renewal_rate".to_owned(),
        Kind::Text if column.prose => "一句话。".to_owned(),
        Kind::Text if column.is_name => "王 五".to_owned(),
        Kind::Text if table.key.contains(&column.name) => "K1".to_owned(),
        Kind::Text => "S1".to_owned(),
        Kind::Date => "2026-03-05".to_owned(),
        Kind::Timestamp => "2026-03-05 10:23:05".to_owned(),
        Kind::Money => "10.50".to_owned(),
        Kind::Decimal => "0.5".to_owned(),
        Kind::Integer => "3".to_owned(),
        Kind::Boolean => "true".to_owned(),
        Kind::Period => "2026-03".to_owned(),
        Kind::Word => column.words.keys().next().unwrap().clone(),
    }
}

/// Rows of `table` with `cells` in one column and nothing unusual in the others.
fn rows(table: &Table, place: usize, cells: &[String]) -> Vec<Vec<String>> {
    let clean: Vec<String> = table.columns.iter().map(|column| clean(table, column)).collect();
    let row = |cell: &String| {
        let mut row = clean.clone();
        row[place].clone_from(cell);
        row
    };
    cells.iter().map(row).collect()
}

fn cells_of(column: &Column, dice: &mut Dice, count: usize) -> Vec<String> {
    let own: Vec<&str> = column.spellings().map(|(spelling, _)| spelling).collect();
    let own: Vec<&str> = own
        .into_iter()
        .chain([column.name.as_str(), column.zh.as_str()])
        .collect();
    (0..count).map(|_| dice.cell(&own)).collect()
}

#[test]
fn both_paths_read_every_cell_alike() {
    let (cells, typed) = compared(&Workshop::new(), 200);
    assert!(
        cells > 20_000 && typed > 3_000,
        "{cells} cells, {typed} typed by the database"
    );
}

#[test]
fn both_paths_know_the_words_of_the_workspace() {
    let words = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut workshop = Workshop::new();
    let nothing = words(&["0", "1.5", "2026-03-05", "S001", "cash", "true", "一队", "NULL"]);
    workshop.contract = workshop
        .contract
        .with_words(&nothing, &words(&["K1", "00123", "續费", "E17"]));
    compared(&workshop, 60);
}

/// Reads so many cells of every column on both paths; how many they were and how many rows the database typed by itself.
fn compared(workshop: &Workshop, count: usize) -> (usize, i64) {
    let mut dice = Dice::new(20_260_305);
    let (mut cells, mut typed) = (0, 0);
    for table in workshop.contract.tables() {
        let header: Vec<&str> = table.columns.iter().map(|column| column.zh.as_str()).collect();
        for (place, column) in table.columns.iter().enumerate() {
            let made = cells_of(column, &mut dice, count);
            let mut rows = rows(table, place, &made);
            let alone = workshop.csv("alone.csv", &header, &rows);
            let (alone, by_itself) = workshop.fates(&alone, &table.name, rows.len());
            // A blank before another cell says nothing, but has to be looked at.
            let beside = usize::from(place == 0);
            for row in &mut rows {
                row[beside].insert(0, ' ');
            }
            let path = workshop.csv("beside.csv", &header, &rows);
            let (beside, none) = workshop.fates(&path, &table.name, rows.len());
            assert_eq!(none, 0, "{} {}: the slow path was meant", table.name, column.name);
            for ((cell, alone), beside) in made.iter().zip(&alone).zip(&beside) {
                assert_eq!(
                    alone, beside,
                    "{}.{}: {cell:?} is read in two ways",
                    table.name, column.name
                );
            }
            cells += made.len();
            typed += by_itself;
        }
    }
    (cells, typed)
}

/// The engine's own table of Unicode knows format characters (Cf) too.
#[test]
fn format_characters_are_invisible() {
    let found = Workshop::new().query(
        r"SELECT c FROM (SELECT chr(CAST(i AS INTEGER)) AS c FROM range(1, 1114112) AS t (i) WHERE i NOT BETWEEN 55296 AND 57343) WHERE regexp_matches(c, '\p{Cf}')"
            .to_owned(),
    );
    assert!(found.len() > 150, "{}", found.len());
    for row in found.iter() {
        let c = row.text("c").chars().next().unwrap();
        assert!(crate::ingest::text::is_invisible(c), "U+{:04X}", u32::from(c));
    }
}

/// A sheet of a workbook of 1997 (BIFF8) with nothing but text.
fn biff(rows: &[Vec<String>]) -> Vec<u8> {
    let record = |kind: u16, data: &[u8]| {
        [
            &kind.to_le_bytes()[..],
            &u16::try_from(data.len()).unwrap().to_le_bytes(),
            data,
        ]
        .concat()
    };
    let begin = |what: u16| {
        record(
            0x0809,
            &[0x0600_u16, what, 0, 0, 0, 0, 0, 0].map(u16::to_le_bytes).concat(),
        )
    };
    let end = record(0x000a, &[]);
    let globals = [begin(5), record(0x0085, &[0, 0, 0, 0, 0, 0, 1, 0, b'a']), end.clone()].concat();
    let mut all = globals.clone();
    all[24..28].copy_from_slice(&u32::try_from(globals.len()).unwrap().to_le_bytes());
    all.extend(begin(0x10));
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let units: Vec<u16> = cell.encode_utf16().collect();
            let place = [row, column, 0, units.len()].map(|number| u16::try_from(number).unwrap().to_le_bytes());
            let text: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
            all.extend(record(0x0204, &[&place.concat()[..], &[1], &text].concat()));
        }
    }
    all.extend(end);
    all
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The same table in every format, with all cells as text.
fn in_all_formats(workshop: &Workshop, name: &str, rows: &[Vec<String>]) -> Vec<PathBuf> {
    let path = |extension: &str| workshop.path(&format!("{name}.{extension}"));
    let header: Vec<&str> = rows[0].iter().map(String::as_str).collect();
    let csv = workshop.csv(&format!("{name}.csv"), &header, &rows[1..]);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    book.save(path("xlsx")).unwrap();
    fs::write(path("xls"), biff(rows)).unwrap();
    let tag = |name: &str, inner: String| format!("<{name}>{inner}</{name}>");
    let line = |cells: &Vec<String>| tag("tr", cells.iter().map(|cell| tag("td", escaped(cell))).collect());
    let table: String = rows.iter().map(line).collect();
    fs::write(
        path("html"),
        format!("<html><meta charset=utf-8>{}</html>", tag("table", table)),
    )
    .unwrap();
    let object = |cells: &Vec<String>| {
        let pairs = rows[0]
            .iter()
            .zip(cells)
            .map(|(key, cell)| (key.clone(), serde_json::Value::from(cell.as_str())));
        serde_json::Value::Object(pairs.collect())
    };
    let objects: Vec<serde_json::Value> = rows[1..].iter().map(object).collect();
    fs::write(path("json"), serde_json::to_string(&objects).unwrap()).unwrap();
    let columns: Vec<String> = header.iter().map(|column| format!("'{column}': 'VARCHAR'")).collect();
    workshop.query(format!(
        "COPY (SELECT * FROM read_csv('{}', auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '', columns = {{{}}})) TO '{}' (FORMAT parquet)",
        csv.display(),
        columns.join(", "),
        path("parquet").display(),
    ));
    let others = ["xlsx", "xls", "html", "json", "parquet"].map(path);
    std::iter::once(csv).chain(others).collect()
}

/// True for a cell that every format can hold as it is: pages and workbooks have rules of their own about blanks.
fn is_holdable(cell: &str) -> bool {
    let blank = |c: char| c.is_whitespace() || c == '\u{feff}';
    let is_plain = cell.chars().all(|c| !c.is_control() && (c == ' ' || !blank(c)));
    is_plain && !cell.is_empty() && !cell.contains("  ") && !cell.starts_with(' ') && !cell.ends_with(' ')
}

#[test]
fn every_format_gives_a_text_the_same_meaning() {
    let workshop = Workshop::new();
    let mut dice = Dice::new(7);
    let mut seen = 0;
    for (table, columns) in [
        (
            "payments",
            &["payment_id", "due_id", "paid_on", "amount", "status", "failure_code"][..],
        ),
        (
            "customers",
            &["customer_id", "customer_name", "birth_on", "attitude", "phone"],
        ),
        ("surveys", &["score", "recommend", "comment"]),
        ("collaborations", &["points", "approved", "due_id"]),
        ("targets", &["scope_id", "target"]),
    ] {
        let table = workshop.contract.table(table).unwrap();
        for name in columns {
            let place = table.columns.iter().position(|column| column.name == *name).unwrap();
            let cells = cells_of(&table.columns[place], &mut dice, 150)
                .into_iter()
                .filter(|cell| is_holdable(cell));
            let mut lines = vec![table.columns.iter().map(|column| column.zh.clone()).collect()];
            let cells: Vec<String> = cells.collect();
            lines.extend(rows(table, place, &cells));
            let paths = in_all_formats(&workshop, &table.name, &lines);
            let (expected, _) = workshop.fates(&paths[0], &table.name, cells.len());
            for path in &paths[1..] {
                let (found, _) = workshop.fates(path, &table.name, cells.len());
                for ((cell, expected), found) in cells.iter().zip(&expected).zip(&found) {
                    assert_eq!(expected, found, "{}.{name}: {cell:?} in {}", table.name, path.display());
                }
            }
            seen += cells.len() * paths.len();
        }
    }
    assert!(seen > 10_000, "{seen}");
}
