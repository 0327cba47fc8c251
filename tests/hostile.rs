//! Names that try to be markup, formulas or layout, loaded from files like any others: reports show them and nothing more.

mod common;
#[path = "common/page.rs"]
mod page;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read as _};

use calamine::{Data, Reader, Xlsx};
use common::{Desk, golden, has};
use duebook::contract::{Column, Contract, Kind, Table};
use duebook::library::Library;
use page::{opens_well, structure};

/// Texts of other columns than ids.
const TEXTS: [&str; 10] = [
    "<script>document.title='run'</script>",
    "=cmd|' /C calc'!A0",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "王😀芳👩‍👧‍👦",
    "\u{202e}gnp.exe\u{200f} مرحبا",
    "</title></style></svg>-->{{ 7 * 7 }}&amp;",
    "+1+1@SUM(A1)",
    "-2+3\"&L&P",
    // What no XML can hold, from a corrupt field.
    "一\u{1}\u{b}组\u{fffe}\u{ffff}",
];

/// What stands before ids, which stay apart from each other.
const IDS: [&str; 5] = ["=1+", "<b>", "@\"'", "😀", "\u{202e}"];

/// Columns whose text means something to the engine.
const MEANT: [&str; 5] = ["metric", "period", "segment", "basis", "scope"];

/// The same value always becomes the same other one, so that references hold.
fn hostile(column: &str, value: &str) -> String {
    if value.is_empty() || MEANT.contains(&column) || (column == "scope_id" && value == "company") {
        return value.to_owned();
    }
    let number = value
        .bytes()
        .fold(7_usize, |n, byte| n * 31 % 1_000_003 + usize::from(byte));
    if column.ends_with("_id") {
        return format!("{}{value}", IDS[number % IDS.len()]);
    }
    if number % 11 == 10 {
        return format!("{value}{}", "长".repeat(300));
    }
    format!("{}{value}", TEXTS[number % TEXTS.len()])
}

/// The golden book, and for what it does not say rows that are made up from the contract: tables of what people do, columns of
/// texts.
struct Book {
    contract: Contract,
    /// Rows by table, as texts below their heads.
    tables: BTreeMap<String, (Vec<String>, Vec<Vec<String>>)>,
}

/// Rows of a table that is made up, less those whose key is there already.
const MADE: usize = 48;

impl Book {
    fn new() -> Self {
        let mut book = Self {
            contract: Contract::load(&Library::shipped()).unwrap(),
            tables: BTreeMap::new(),
        };
        for table in book.contract.tables() {
            let source = golden().join("data").join(format!("{}.csv", table.name));
            if source.exists() {
                let mut reader = csv::Reader::from_path(source).unwrap();
                let heads = reader.headers().unwrap().iter().map(str::to_owned).collect();
                let rows = reader
                    .records()
                    .map(|row| row.unwrap().iter().map(str::to_owned).collect());
                let rows = rows.collect();
                book.tables.insert(table.name.clone(), (heads, rows));
            }
        }
        for table in book.contract.clone().tables() {
            book.complete(table);
        }
        book
    }

    /// Adds the columns of texts that the table has not or leaves empty, or all of it.
    fn complete(&mut self, table: &Table) {
        let (mut heads, mut rows) = self.tables.remove(&table.name).unwrap_or_default();
        let is_made = heads.is_empty();
        if is_made {
            rows = vec![Vec::new(); MADE];
        }
        for column in &table.columns {
            let is_plain = column.kind == Kind::Text && column.references.is_none() && column.finds.is_none();
            let known = heads.iter().position(|head| *head == column.name);
            let is_empty = known.is_some_and(|place| rows.iter().all(|row| row[place].is_empty()));
            if !(is_made || is_plain && (known.is_none() || is_empty)) {
                continue;
            }
            let place = known.unwrap_or(heads.len());
            if known.is_none() {
                heads.push(column.name.clone());
                for row in &mut rows {
                    row.push(String::new());
                }
            }
            for (number, row) in rows.iter_mut().enumerate() {
                row[place] = self.made_up(table, column, number);
            }
        }
        if is_made {
            let place = |key: &String| heads.iter().position(|head| head == key).unwrap();
            let keys: Vec<usize> = table.key.iter().map(place).collect();
            let mut known = BTreeSet::new();
            rows.retain(|row| known.insert(keys.iter().map(|place| row[*place].clone()).collect::<Vec<_>>()));
            assert!(rows.len() > 9, "{}: {} rows", table.name, rows.len());
        }
        self.tables.insert(table.name.clone(), (heads, rows));
    }

    /// A value of a row that is made up: days around the periods of the reports, each word in its turn, keys of other tables.
    fn made_up(&self, table: &Table, column: &Column, number: usize) -> String {
        let day = |after: usize| format!("2026-03-{:02}", 4 + number % 9 + after);
        let place = table.columns.iter().position(|c| c.name == column.name).unwrap();
        let is_key = table.key.contains(&column.name);
        // What happens later has not happened yet in some rows.
        if !column.required && !is_key && (number + place) % 4 == 1 {
            return String::new();
        }
        if let Some(other) = &column.references {
            let keys = self.keys(other);
            return keys[number % keys.len()].clone();
        }
        match (column.kind, column.name.as_str()) {
            (_, "scope") => "team".to_owned(),
            (_, "scope_id") => self.keys("teams")[number % 3].clone(),
            (_, "period") => "2026-03".to_owned(),
            (Kind::Text, _) if is_key => format!("{}{number:03}", table.name),
            (Kind::Text, name) => format!("{name} {}", number % 7),
            (Kind::Date, "day") => format!("2026-05-{:02}", 1 + number % 30),
            (Kind::Date, _) => day(if column.required { 0 } else { 1 + place % 5 }),
            (Kind::Timestamp, _) => format!("{} {:02}:{:02}:00", day(0), 8 + place, number),
            (Kind::Word, _) => {
                let words: Vec<&String> = column.words.keys().collect();
                words[number % words.len()].clone()
            }
            (Kind::Boolean, _) => (!number.is_multiple_of(3)).to_string(),
            (Kind::Integer, _) => (1 + number % 5).to_string(),
            (Kind::Money | Kind::Decimal | Kind::Period, _) => "1".to_owned(),
        }
    }

    /// The keys a made-up row may name; of activities the visits of March, of due items those of the months before.
    fn keys(&self, table: &str) -> Vec<String> {
        let Some((heads, rows)) = self.tables.get(table) else {
            return (0..MADE).map(|number| format!("{table}{number:03}")).collect();
        };
        let place = |head: &str| heads.iter().position(|h| h == head).unwrap();
        let key = &self.contract.tables().find(|t| t.name == table).unwrap().key[0];
        let fits = |row: &&Vec<String>| match table {
            "activities" => row[place("kind")] == "visit" && row[place("occurred_at")].starts_with("2026-03"),
            "due_items" => row[place("due_on")].starts_with("2026-0") && row[place("due_no")] != "1",
            _ => true,
        };
        rows.iter().filter(fits).map(|row| row[place(key)].clone()).collect()
    }

    /// A workspace with it, its texts as `told` makes them from a column's name and value.
    fn load(&self, told: impl Fn(&str, &str) -> String) -> Desk {
        let desk = Desk::new();
        for table in self.contract.tables() {
            let (heads, rows) = &self.tables[&table.name];
            let mut writer = csv::Writer::from_path(desk.path("data").join(format!("{}.csv", table.name))).unwrap();
            writer.write_record(heads).unwrap();
            for row in rows {
                let cells = heads.iter().zip(row).map(|(head, cell)| match table.column(head) {
                    Some(column) if column.kind == Kind::Text => {
                        let is_id = column.references.is_some();
                        told(if is_id { "_id" } else { head }, cell)
                    }
                    _ => cell.clone(),
                });
                writer.write_record(cells).unwrap();
            }
            writer.flush().unwrap();
        }
        let said = desk.run(&["ingest", "data"]);
        assert!(said.starts_with("exit 0"), "{said}");
        desk
    }
}

/// A workspace with all texts replaced; the files are loaded as they are.
fn loaded(book: &Book) -> Desk {
    let replaced = RefCell::new(BTreeMap::<String, usize>::new());
    let desk = book.load(|column, value| {
        let other = hostile(column, value);
        *replaced.borrow_mut().entry(column.to_owned()).or_default() += usize::from(other != value);
        other
    });
    let replaced = replaced.into_inner();
    assert!(replaced.values().sum::<usize>() > 10_000, "{replaced:?}");
    for table in book.contract.tables() {
        for column in table
            .columns
            .iter()
            .filter(|c| c.kind == Kind::Text && c.references.is_none())
        {
            let is_meant = MEANT.contains(&column.name.as_str()) || column.finds.is_some();
            let is_reached = replaced.get(&column.name).is_some_and(|count| *count > 0);
            assert!(
                is_meant || is_reached,
                "no text of {}.{} is replaced",
                table.name,
                column.name
            );
        }
    }
    desk
}

const REPORTS: [(&str, &str); 4] = [
    ("daily", "2026-03-12"),
    ("weekly", "2026-W11"),
    ("monthly", "2026-03"),
    ("quarterly", "2026-Q1"),
];

/// Who has a review of one's own.
const PERSON: &str = "S001";

/// All reports of the company and the worklist, in both languages and formats, the list of a month and one person's review in
/// Chinese; the names of their files.
fn write_all(desk: &Desk, person: &str) -> Vec<String> {
    let mut names = Vec::new();
    for locale in ["zh-CN", "en"] {
        let mut asked: Vec<Vec<&str>> = REPORTS
            .map(|(report, period)| vec!["report", report, "--period", period])
            .into();
        asked.push(vec!["worklist", "--date", "2026-03-13"]);
        if locale == "zh-CN" {
            asked.push(vec!["report", "monthly", "--period", "2026-03", "--specialist", person]);
            asked.push(vec!["list", "--due-month", "2026-05", "--as-of", "2026-03-31"]);
        }
        for arguments in asked {
            let said = desk.run(&[&["-q"], &arguments[..], &["--locale", locale]].concat());
            assert!(said.starts_with("exit 0"), "{said}");
            let page = said
                .lines()
                .find_map(|line| line.strip_prefix("DESK/reports/")?.strip_suffix(".html"));
            names.push(page.unwrap().to_owned());
        }
    }
    names
}

#[test]
fn pages_keep_their_structure_and_their_layout() {
    let book = Book::new();
    let (plain, bad) = (book.load(|_, value| value.to_owned()), loaded(&book));
    let usual_names = write_all(&plain, PERSON);
    let names = write_all(&bad, &hostile("_id", PERSON));
    let mut shown = String::new();
    for (usual, name) in usual_names.iter().zip(&names) {
        let read = |desk: &Desk, name: &str| fs::read_to_string(desk.path(&format!("reports/{name}.html"))).unwrap();
        let (usual, other) = (read(&plain, usual), read(&bad, name));
        let (usual, other_tags) = (structure(&usual), structure(&other));
        for (tag, count) in &other_tags {
            assert_eq!(usual.get(tag), Some(count), "{name}: <{tag}>");
        }
        assert_eq!(usual.len(), other_tags.len(), "{name}");
        shown.push_str(&other);
    }
    // Markup is shown as text, and what looks like a template stays one.
    assert!(shown.contains("&lt;script&gt;document.title"));
    assert!(shown.contains("{{ 7 * 7 }}"));
    if has("chromium", &["--version"]) {
        for name in &names {
            opens_well(&bad.path("reports"), &format!("{name}.html"));
        }
    }
}

/// Formulas of a workbook, and whether one of its texts looks like one.
fn formulas(bytes: &[u8]) -> (Vec<String>, bool) {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let (mut found, mut has_text) = (Vec::new(), false);
    for name in book.sheet_names() {
        let cells = book.worksheet_formula(&name).unwrap();
        found.extend(cells.used_cells().map(|(.., formula)| formula.clone()));
        let range = book.worksheet_range(&name).unwrap();
        has_text |= range
            .used_cells()
            .any(|(.., cell)| matches!(cell, Data::String(text) if text.starts_with(['=', '+', '@', '-'])));
    }
    (found, has_text)
}

#[test]
fn workbooks_and_lists_hold_no_formula_from_the_data() {
    let desk = loaded(&Book::new());
    let mut texts = 0;
    for name in write_all(&desk, &hostile("_id", PERSON)) {
        let bytes = fs::read(desk.path(&format!("reports/{name}.xlsx"))).unwrap();
        let (found, has_text) = formulas(&bytes);
        texts += usize::from(has_text);
        for formula in found {
            assert!(formula.starts_with("SUM("), "{name}: {formula}");
        }
        let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        for index in 0..parts.len() {
            let mut part = parts.by_index(index).unwrap();
            let part_name = part.name().unwrap().into_owned();
            assert!(!part_name.contains("externalLink"), "{name}: {part_name}");
            let mut text = String::new();
            part.read_to_string(&mut text).unwrap();
            let is_xml = |c: char| c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}') || matches!(c, '\n' | '\t' | '\r');
            assert!(text.chars().all(is_xml), "{name}: {part_name}");
            assert!(!text.contains("TargetMode=\"External\""), "{name}: {part_name}");
        }
    }
    assert!(texts >= 8, "{texts} workbooks show a text that looks like a formula");
    let list = fs::read(desk.path("reports/worklist_2026-03-13_company.csv")).unwrap();
    let kpi = desk
        .command(&["kpi", "--period", "2026-03", "--by", "specialist", "--format", "csv"])
        .output()
        .unwrap();
    for bytes in [list, kpi.stdout] {
        let mut reader = csv::Reader::from_reader(&bytes[..]);
        let mut cells = 0;
        for row in reader.records() {
            for cell in &row.unwrap() {
                let is_number = cell.parse::<f64>().is_ok();
                let is_bare = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                assert!(is_number || !is_bare, "{cell}");
                cells += 1;
            }
        }
        assert!(cells > 100, "{cells}");
    }
}
