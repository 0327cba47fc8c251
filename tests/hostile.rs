//! Names that try to be markup, formulas or layout, loaded from files like any others: reports show them and nothing more.

mod common;
#[path = "common/page.rs"]
mod page;

use std::fs;
use std::io::{Cursor, Read as _};

use calamine::{Data, Reader, Xlsx};
use common::{Desk, golden, has};
use duebook::contract::{Contract, Kind};
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

/// A workspace with the golden book, all its texts replaced; the files are loaded as they are.
fn loaded() -> Desk {
    let desk = Desk::new();
    let contract = Contract::load(&Library::shipped()).unwrap();
    let mut replaced = 0;
    for table in contract.tables() {
        let source = golden().join("data").join(format!("{}.csv", table.name));
        // The golden book says nothing of positions, scores and what people do.
        if !source.exists() {
            continue;
        }
        let mut reader = csv::Reader::from_path(source).unwrap();
        let heads = reader.headers().unwrap().clone();
        let mut writer = csv::Writer::from_path(desk.path("data").join(format!("{}.csv", table.name))).unwrap();
        writer.write_record(&heads).unwrap();
        for row in reader.records() {
            let row = row.unwrap();
            let cells = heads.iter().zip(&row).map(|(head, cell)| match table.column(head) {
                Some(column) if column.kind == Kind::Text => {
                    replaced += 1;
                    hostile(head, cell)
                }
                _ => cell.to_owned(),
            });
            writer.write_record(cells).unwrap();
        }
        writer.flush().unwrap();
    }
    assert!(replaced > 10_000, "{replaced}");
    let said = desk.run(&["-q", "ingest", "data"]);
    assert!(said.starts_with("exit 0"), "{said}");
    desk
}

const REPORTS: [(&str, &str); 4] = [
    ("daily", "2026-03-12"),
    ("weekly", "2026-W11"),
    ("monthly", "2026-03"),
    ("quarterly", "2026-Q1"),
];

/// All reports of the company, in both languages and formats, and the worklist.
fn write_all(desk: &Desk) -> Vec<String> {
    let mut names = Vec::new();
    for locale in ["zh-CN", "en"] {
        for (report, period) in REPORTS {
            let said = desk.run(&["-q", "report", report, "--period", period, "--locale", locale]);
            assert!(said.starts_with("exit 0"), "{said}");
            names.push(format!("{report}_{period}_company.{locale}"));
        }
        let said = desk.run(&["-q", "worklist", "--date", "2026-03-13", "--locale", locale]);
        assert!(said.starts_with("exit 0"), "{said}");
        names.push(format!("worklist_2026-03-13_company.{locale}"));
    }
    names
}

#[test]
fn pages_keep_their_structure_and_their_layout() {
    let (plain, bad) = (Desk::loaded(), loaded());
    let names = write_all(&plain);
    write_all(&bad);
    let mut shown = String::new();
    for name in &names {
        let read = |desk: &Desk| fs::read_to_string(desk.path(&format!("reports/{name}.html"))).unwrap();
        let (usual, other) = (read(&plain), read(&bad));
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
    let desk = loaded();
    let mut texts = 0;
    for name in write_all(&desk) {
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
