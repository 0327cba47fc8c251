//! Files nobody would write, for the formats read by our own code: they are read or refused, soon, and without much on
//! the disk.

use std::fs;
use std::path::Path;

use proptest::prelude::*;

use crate::diagnostic::Result;
use crate::ingest::headers::Role;
use crate::ingest::source::{Context, InputFile, Scratch, Sheet};
use crate::locale::Locale;
use crate::store::Store;
use crate::wording::Wording;
use crate::workspace::{IngestSettings, Workspace};

const PAGE: &str = "<html><meta charset=gbk><style>a{}</style><table><tr><th rowspan=2>团队代码<th colspan=2>机构</tr>\
    <tr><th>代码<th>名称</tr><tbody><tr><td rowspan=2>T1&nbsp;</td><td>B1<td>a<br>b</td></tr><tr><td>B2<td><table><tr>\
    <td>c</table></tr></tbody><!-- x --><tfoot><tr><td colspan=3>合计</table></html>";
const WORKBOOK: &str = "<?xml version=\"1.0\"?><Workbook xmlns:ss=\"x\"><Worksheet ss:Name=\"a&amp;b\"><Table><Row \
    ss:Index=\"2\"><Cell ss:MergeDown=\"1\"><Data ss:Type=\"String\">团队代码</Data></Cell><Cell ss:Index=\"3\"/></Row><Row \
    ss:Span=\"2\"><Cell ss:MergeAcross=\"1\"><Data ss:Type=\"Number\">0.10000000000000001</Data></Cell></Row></Table>\
    </Worksheet></Workbook>";
const ARRAY: &str =
    "{\"a\": {\"rows\": [{\"团队代码\": \"T1\\u00e9\", \"b\": 1.50e2}, {\"c\": [1, {}], \"b\": null}, 3]}}";
const LINES: &str = "{\"团队代码\": \"T1\", \"b\": true}\n\n{\"c\": -0, \"c\": \"\\n\"}\r\n[]\n";

/// What makes trouble where it stands.
const SPLINTERS: [&str; 34] = [
    "<",
    ">",
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<td rowspan=0>",
    "<td colspan=999>",
    "<td rowspan=65534 colspan=9>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "&",
    "&#0;",
    "&#x110000;",
    "&nbsp",
    "<![CDATA[",
    "]]>",
    "<Row ss:Index=\"4000000000\">",
    "<Cell ss:Index=\"0\">",
    "</Row>",
    "ss:MergeDown=\"4294967295\"",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "\\ud800",
    "\\u0000",
    ":",
    ",",
];

#[derive(Clone, Debug)]
enum Blow {
    Splinter(usize),
    Byte(u8),
    Cut(usize),
    Twice(usize),
}

fn blow() -> impl Strategy<Value = (prop::sample::Index, Blow)> {
    let blow = prop_oneof![
        4 => (0..SPLINTERS.len()).prop_map(Blow::Splinter),
        1 => any::<u8>().prop_map(Blow::Byte),
        1 => (1_usize..40).prop_map(Blow::Cut),
        1 => (1_usize..200).prop_map(Blow::Twice),
    ];
    (any::<prop::sample::Index>(), blow)
}

fn battered(text: &str, blows: &[(prop::sample::Index, Blow)]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (place, blow) in blows {
        let at = place.index(bytes.len() + 1);
        let end = |length: usize| (at + length).min(bytes.len());
        match blow {
            Blow::Splinter(which) => drop(bytes.splice(at..at, SPLINTERS[*which].bytes())),
            Blow::Byte(byte) => drop(bytes.splice(at..end(1), [*byte])),
            Blow::Cut(length) => drop(bytes.drain(at..end(*length))),
            Blow::Twice(length) => {
                let part = bytes[at..end(*length)].to_vec();
                drop(bytes.splice(at..at, part));
            }
        }
    }
    bytes
}

/// Opens files under narrow limits.
struct Range {
    folder: tempfile::TempDir,
    store: Store,
    limits: IngestSettings,
}

impl Range {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::init(folder.path()).unwrap();
        Self {
            store: Store::open(&workspace, &[]).unwrap(),
            limits: IngestSettings {
                max_rows: 3_000,
                max_columns: 60,
                max_cells: 20_000,
                max_unpacked_bytes: 200_000,
                max_text_bytes: 4_000,
                ..workspace.settings.ingest
            },
            folder,
        }
    }

    fn open(&self, name: &str, bytes: &[u8]) -> Result<Vec<Sheet>> {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let scratch = Scratch::new(self.folder.path()).unwrap();
        let context = Context {
            store: &self.store,
            scratch: &scratch,
            knows: &|text| text == "团队代码",
            role: &|_| Role {
                is_text: true,
                is_money: true,
            },
            limits: &self.limits,
            wording: Wording::shipped(Locale::En),
        };
        let sheets = InputFile::new(&path, path.clone())?.open(&context);
        let written = size_of(&self.folder.path().join(crate::workspace::SCRATCH));
        // Copies may be larger than the file by what limits allow and by the numbers of rows.
        assert!(written < 1_000_000, "{written} bytes");
        let sheets = sheets?;
        assert!(!sheets.is_empty());
        for sheet in &sheets {
            assert!(sheet.rows >= sheet.skipped.count());
            assert_eq!(sheet.spelling.len(), sheet.columns.len());
        }
        Ok(sheets)
    }
}

fn size_of(folder: &Path) -> u64 {
    let files = fs::read_dir(folder).unwrap();
    files.map(|file| file.unwrap().metadata().unwrap().len()).sum()
}

const FILES: [(&str, &str); 4] = [
    ("a.xls", PAGE),
    ("b.xls", WORKBOOK),
    ("c.json", ARRAY),
    ("d.jsonl", LINES),
];

#[test]
fn the_files_to_be_battered_are_whole() {
    let range = Range::new();
    for (name, text) in FILES {
        let sheets = range.open(name, text.as_bytes()).unwrap();
        assert!(
            sheets[0].columns.iter().any(|header| header.starts_with("团队代码")),
            "{:?}",
            sheets[0]
        );
    }
}

#[test]
fn battered_files_are_read_or_refused() {
    let range = Range::new();
    let blows = prop::collection::vec(blow(), 1..8);
    proptest!(ProptestConfig::with_cases(400), |(which in 0..FILES.len(), blows in blows)| {
        let (name, text) = FILES[which];
        let _ = range.open(name, &battered(text, &blows));
    });
}

#[test]
fn any_bytes_are_read_or_refused() {
    let range = Range::new();
    proptest!(ProptestConfig::with_cases(200), |(
        start in prop::sample::select(vec!["<table>", "<?xml?><Workbook>", "[", "{", "\u{feff}<html>", "\u{1f}"]),
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        name in prop::sample::select(vec!["a.xls", "b.html", "c.json", "d.jsonl", "e.csv.gz"]),
    )| {
        let mut all = if name.ends_with("gz") { vec![0x1F, 0x8B, 8] } else { start.as_bytes().to_vec() };
        all.extend(bytes);
        let _ = range.open(name, &all);
    });
}

/// Files that would take all memory, all of the disk or all day.
#[test]
fn greedy_files_are_refused_in_time() {
    let range = Range::new();
    let many = |text: &str, times: usize| text.repeat(times);
    let rows_from_one = format!(
        "<table><tr><td>团队代码<tr><td rowspan=65534>{}</td>{}</table>",
        many("x", 3_000),
        many("<tr>", 60_000)
    );
    let attributes: String = (0..60_000).fold(String::from("<table"), |text, n| format!("{text} a{n}"));
    for (name, text, expected) in [
        ("a.html", rows_from_one, "bytes when unpacked"),
        (
            "a.html",
            format!("<table><tr><td>{}", many("x", 10_000_000)),
            "bytes in a cell",
        ),
        (
            "a.html",
            format!("<table><tr>{}", many("<td colspan=1000>", 100)),
            "columns",
        ),
        ("a.html", format!("<table><tr>{}", many("<td>", 100)), "columns"),
        (
            "a.html",
            format!("<table><tr><td>团队代码{}", many("<tr><td>x", 4_000)),
            "rows",
        ),
        ("a.html", many("<table><tr><td>x</table>", 300), "more than 256 tables"),
        (
            "a.html",
            format!("<table><tr><td>{}", many("<table>", 1_000_000)),
            "ends inside a table",
        ),
        ("a.html", format!("<table {}", many("x", 10_000_000)), "bytes in a cell"),
        ("a.html", attributes, "bytes in a cell"),
        (
            "a.html",
            format!("<table><!-- {}", many("x", 10_000_000)),
            "bytes in a cell",
        ),
        ("a.xls", format!("<Workbook>{}", many("<a>", 1_000_000)), "too deep"),
        (
            "a.xls",
            format!("<Workbook {}", many("x", 10_000_000)),
            "bytes in a cell",
        ),
        (
            "a.xls",
            format!("<Workbook>{}", many("x", 10_000_000)),
            "bytes in a cell",
        ),
        (
            "a.xls",
            "<Workbook><Worksheet><Table><Row ss:Index=\"4294967295\">".into(),
            "rows",
        ),
        (
            "a.xls",
            "<Workbook><Worksheet><Table><Row><Cell ss:Index=\"4294967295\">".into(),
            "columns",
        ),
        ("a.json", many("[", 10_000_000), "longer than"),
        (
            "a.json",
            format!("[{{\"a\": \"{}", many("x", 10_000_000)),
            "longer than",
        ),
        ("a.json", format!("{{\"a\": {}", many("[", 10_000_000)), "longer than"),
        ("a.json", many("{\"a\":", 1_000_000), "longer than"),
        (
            "a.json",
            format!(
                "[{{{}\"z\": 1}}]",
                (0..100).fold(String::new(), |t, n| format!("{t}\"a{n}\": 1,"))
            ),
            "columns",
        ),
        (
            "a.json",
            format!(
                "{{{}\"z\": 1}}",
                (0..300).fold(String::new(), |t, n| format!("{t}\"a{n}\": [{{}}],"))
            ),
            "256 tables",
        ),
        (
            "a.jsonl",
            format!("{{\"a\": \"{}\"}}", many("x", 10_000_000)),
            "longer than",
        ),
        ("a.jsonl", many("{\"a\": 1}\n", 4_000), "rows"),
    ] {
        let error = range.open(name, text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(expected), "{name} {text:.60}: {error}");
    }
}
