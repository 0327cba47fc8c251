//! Whatever the bytes are: the readers end, in good time, in little memory, and what they took they would take again.
//!
//! Each test is a target, run alone and as long as wanted:
//!
//! ```sh
//! DUEBOOK_FUZZ_SECONDS=600 cargo test $DUEBOOK_CARGO_FLAGS --lib -- --ignored --nocapture fuzz::files
//! ```
//!
//! Inputs are the files of `tests/ingest/`, cut, joined, repeated and spoiled. One that panics or takes too long is kept
//! in the folder for temporary files, and its name is told. `DUEBOOK_FUZZ_SEED` begins another sequence of inputs.

use std::fs;
use std::io::{Cursor, Read, Write as _};
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::{Dice, Workshop};
use crate::ingest::decode;
use crate::ingest::encoding::Encoding;
use crate::ingest::fold::fold;
use crate::ingest::headers::Heads;
use crate::ingest::marks::Marks;
use crate::ingest::rows::{Outcome, RowReader, is_identifier};
use crate::ingest::source::records::{Record, Records, Writer};
use crate::ingest::source::{InputFile, Relation};
use crate::ingest::values::{CellReader, Reading};

/// No input is longer.
const MOST_BYTES: usize = 1 << 18;
/// No input may take longer, on a busy machine either.
const MOST_TIME: Duration = Duration::from_secs(10);
/// No target may need more memory beyond what it began with.
const MOST_MEMORY: u64 = 256 << 20;

/// What breaks readers.
const TOKENS: [&[u8]; 40] = [
    b"\"",
    b"\"\"",
    b",",
    b";",
    b"\t",
    b"|",
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\x81\x30\x81\x30",
    b"\x84\x31\xa4\x37",
    b"\xff",
    b"=\"0",
    b"'",
    b"E+17",
    b"-",
    b"(",
    b"999999999999999999999",
    b"0.000000000000000000000001",
    b"1970-01-01",
    b"9999-12-31",
    b"60",
    b"2958466",
    b"24:00",
    b"<table>",
    b"</td>",
    b"<td colspan=99999 rowspan=99999>",
    b"&#1114112;",
    b"<![CDATA[",
    b"]]>",
    b"[[[[[[[[",
    b"{\"a\":{",
    b"\\ud800",
    "万元".as_bytes(),
    "合计".as_bytes(),
    "\u{fdfa}\u{ff11}\u{3000}".as_bytes(),
];

impl Dice {
    fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let (a, b) = (self.below(length + 1), self.below(length + 1));
        a.min(b)..a.max(b)
    }

    /// One change of `bytes`.
    fn change(&mut self, bytes: &mut Vec<u8>, seeds: &[Vec<u8>]) {
        let at = self.below(bytes.len() + 1);
        match self.below(8) {
            0 if !bytes.is_empty() => {
                let at = self.below(bytes.len());
                bytes[at] ^= 1 << self.below(8);
            }
            1 if !bytes.is_empty() => {
                let at = self.below(bytes.len());
                bytes[at] = u8::try_from(self.below(256)).unwrap_or(0);
            }
            2 => drop(bytes.drain(self.range(bytes.len()))),
            3 => bytes.truncate(at),
            4 => {
                let part = bytes[self.range(bytes.len())].to_vec();
                let zeros = self.below(13);
                let most = 1 << self.below(zeros);
                let times = 1 + self.below(most);
                let times = times.min((MOST_BYTES - bytes.len()) / part.len().max(1));
                bytes.splice(at..at, part.repeat(times));
            }
            5 => {
                let other = &seeds[self.below(seeds.len())];
                let part = other[self.range(other.len())].to_vec();
                bytes.splice(at..at, part);
            }
            _ => {
                let token = TOKENS[self.below(TOKENS.len())];
                bytes.splice(at..at, token.iter().copied());
            }
        }
        bytes.truncate(MOST_BYTES);
    }

    fn input(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = seeds[self.below(seeds.len())].clone();
        for _ in 0..=self.below(6) {
            self.change(&mut bytes, seeds);
        }
        bytes
    }
}

/// The bytes of the files of `tests/ingest/` whose names end in one of `extensions`.
fn seeds(extensions: &[&str]) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ingest");
    let (mut found, mut folders) = (Vec::new(), vec![root]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if extensions.iter().any(|end| path.extension() == Some((*end).as_ref())) {
                found.push((path.clone(), fs::read(path).unwrap()));
            }
        }
    }
    found.sort();
    found.into_iter().map(|(_, bytes)| bytes).collect()
}

fn number_from(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

/// The peak of memory so far, where the system tells.
fn peak() -> u64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) << 10
}

fn keep(target: &str, bytes: &[u8]) -> PathBuf {
    let path = std::env::temp_dir().join(format!("duebook-fuzz-{target}-{}", std::process::id()));
    fs::write(&path, bytes).unwrap();
    path
}

/// The input at hand and when its turn began.
type Current = Option<(Instant, Vec<u8>)>;

/// Ends the program if an input takes too long; nothing else ends a loop without end.
fn watch(target: &'static str, current: &Arc<Mutex<Current>>) {
    let current = Arc::clone(current);
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(MOST_TIME / 10);
            if let Some((started, bytes)) = &*current.lock().unwrap()
                && started.elapsed() > MOST_TIME
            {
                eprintln!("{target}: too slow: {}", keep(target, bytes).display());
                std::process::abort();
            }
        }
    });
}

/// Feeds a target until the time is over.
fn fuzz(target: &'static str, seeds: &[Vec<u8>], mut test: impl FnMut(&[u8])) {
    if seeds.is_empty() {
        eprintln!("{target}: no seeds, nothing to do");
        return;
    }
    let time = Duration::from_secs(number_from("DUEBOOK_FUZZ_SECONDS", 10));
    let mut dice = Dice::new(number_from("DUEBOOK_FUZZ_SEED", 1));
    let current = Arc::new(Mutex::new(None));
    watch(target, &current);
    let (started, before, mut count, mut slowest) = (Instant::now(), peak(), 0_u64, Duration::ZERO);
    while started.elapsed() < time {
        let bytes = dice.input(seeds);
        let begun = Instant::now();
        *current.lock().unwrap() = Some((begun, bytes.clone()));
        let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| test(&bytes)));
        *current.lock().unwrap() = None;
        if let Err(panic) = outcome {
            eprintln!(
                "{target}: panic after {count} inputs: {}",
                keep(target, &bytes).display()
            );
            std::panic::resume_unwind(panic);
        }
        slowest = slowest.max(begun.elapsed());
        count += 1;
    }
    let grown = peak() - before;
    eprintln!(
        "{target}: {count} inputs, slowest {slowest:?}, {} MB more memory at most",
        grown >> 20
    );
    assert!(count > 0 && grown < MOST_MEMORY, "{grown} bytes more");
}

impl Workshop {
    /// Why a workbook of these bytes is refused; empty if it is read.
    fn refusal(&self, bytes: &[u8]) -> String {
        let path = self.workspace.data_dir().join("x.xlsx");
        fs::write(&path, bytes).unwrap();
        let file = InputFile::new(&path, path.clone()).unwrap();
        let opened = self.with_context(&self.names(), |context| file.open(context));
        opened.err().map_or_else(String::new, |error| format!("{error:?}"))
    }
}

/// All records of a text; `None` if it is refused.
fn records(bytes: &[u8], delimiter: char) -> Option<Vec<Vec<String>>> {
    let mut records = Records::new(bytes, delimiter, 1_000_000).ok()?;
    let (mut record, mut all) = (Record::default(), Vec::new());
    while records.next(&mut record).ok()? {
        all.push(record.cells().map(str::to_owned).collect());
    }
    Some(all)
}

/// What was decoded is text, and encoded again it is decoded to the same.
#[test]
#[ignore = "runs as long as DUEBOOK_FUZZ_SECONDS says"]
fn decoder() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("from"), folder.path().join("to"));
    let decoded = |bytes: &[u8]| {
        fs::write(&from, bytes).unwrap();
        let encoding = decode::detect(&from).ok()?;
        decode::transcode(&from, encoding, &to).ok()?;
        Some((encoding, String::from_utf8(fs::read(&to).unwrap()).expect("UTF-8")))
    };
    fuzz("decoder", &seeds(&["csv", "tsv", "txt"]), |bytes| {
        let Some((encoding, text)) = decoded(bytes) else {
            return;
        };
        assert!(!text.contains('\0'));
        let again = match encoding {
            Encoding::Utf8 => text.clone().into_bytes(),
            Encoding::Gb18030 => encoding_rs::GB18030.encode(&text).0.into_owned(),
            Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        };
        // A text that is not wide enough may be of more than one encoding.
        if let Some((same, back)) = decoded(&again)
            && same == encoding
        {
            assert_eq!(back, text.strip_prefix('\u{feff}').unwrap_or(&text), "{encoding:?}");
        }
    });
}

/// Records written in the one dialect are read back the same.
#[test]
#[ignore = "runs as long as DUEBOOK_FUZZ_SECONDS says"]
fn csv_records() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.csv");
    fuzz("csv_records", &seeds(&["csv", "tsv", "txt"]), |bytes| {
        let text = String::from_utf8_lossy(bytes);
        for delimiter in [',', ';', '\t', '|'] {
            let Some(read) = records(text.as_bytes(), delimiter) else {
                continue;
            };
            assert!(read.iter().flatten().map(String::len).sum::<usize>() <= text.len());
            let mut writer = Writer::create(&path).unwrap();
            for record in &read {
                record.iter().try_for_each(|cell| writer.cell(cell)).unwrap();
                writer.end().unwrap();
            }
            writer.finish().unwrap();
            let written = fs::read(&path).unwrap();
            // At the very start such a mark is no part of the text.
            if !written.starts_with("\u{feff}".as_bytes()) {
                assert_eq!(records(&written, ',').expect("our own dialect"), read);
            }
        }
    });
}

/// The one form of a header is its own one form, and a file's columns are found or refused.
#[test]
#[ignore = "runs as long as DUEBOOK_FUZZ_SECONDS says"]
fn header_matcher() {
    let workshop = Workshop::new();
    let names = workshop.names();
    fuzz("header_matcher", &seeds(&["csv", "tsv", "txt"]), |bytes| {
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(1 << 14)]);
        let mut lines = text.lines();
        let line = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
        let mut headers = line(lines.next().unwrap_or_default());
        headers.truncate(1000);
        let sample: Vec<Vec<String>> = lines.take(20).map(line).collect();
        for header in &headers {
            let folded = fold(header);
            assert_eq!(fold(&folded), folded, "{header:?}");
            assert_eq!(names.knows(header), names.knows(&folded), "{header:?}");
        }
        let heads = Heads {
            headers: &headers,
            sample: &sample,
        };
        for table in [None, Some("payments"), Some("policies")] {
            if let Ok(mapping) = names.decide("导出.csv".as_ref(), None, table, heads) {
                let used = mapping.columns.iter().flatten().map(|origin| origin.index);
                let used: std::collections::BTreeSet<usize> = used.collect();
                assert_eq!(used.len(), mapping.columns.iter().flatten().count(), "a column twice");
                let reader = RowReader::new(&mapping, &headers, false);
                for row in &sample {
                    let cells: Vec<_> = row.iter().map(|cell| cell.as_str().into()).collect();
                    if let Outcome::Row(row) = reader.read(&cells, &Marks::default()) {
                        assert_eq!(row.values.len(), mapping.table.columns.len());
                    }
                }
            }
        }
    });
}

/// What a cell was read as is read as the same.
#[test]
#[ignore = "runs as long as DUEBOOK_FUZZ_SECONDS says"]
fn value_parsers() {
    let workshop = Workshop::new();
    let mut readers = Vec::new();
    for table in workshop.contract.tables() {
        for column in &table.columns {
            let identifier = is_identifier(table, column);
            readers.push(CellReader::new(column, identifier, 0));
            readers.push(CellReader::new(column, identifier, 4));
        }
    }
    let cells = seeds(&["csv", "tsv", "txt"]).into_iter();
    let cells = cells.flat_map(|bytes| {
        let cells = records(String::from_utf8_lossy(&bytes).as_bytes(), ',').unwrap_or_default();
        cells.into_iter().flatten().map(String::into_bytes)
    });
    let mut cells: Vec<Vec<u8>> = cells.collect();
    cells.sort();
    cells.dedup();
    fuzz("value_parsers", &cells, |bytes| {
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(1 << 12)]);
        for pair in readers.chunks(2) {
            for reader in pair {
                // A text that still begins as a shielded one would lose another shield.
                if let Ok(Reading::Value(value)) = reader.read(&text)
                    && !value.starts_with(['\'', '='])
                {
                    // What was read knows no unit any more.
                    assert_eq!(pair[0].read(&value), Ok(Reading::Value(value.clone())), "{text:?}");
                }
            }
        }
    });
}

/// Opens files of one kind as a run does; each row is found in what the database is to read, or was counted as left out.
fn files(target: &'static str, extensions: &[&'static str]) {
    for extension in extensions {
        opened(target, extension, &seeds(&[extension]), <[u8]>::to_vec);
    }
}

/// Opens files called `x.extension` that hold what `packed` makes of the input.
fn opened(target: &'static str, extension: &str, seeds: &[Vec<u8>], packed: impl Fn(&[u8]) -> Vec<u8>) {
    let workshop = Workshop::new();
    let names = workshop.names();
    let path = workshop.workspace.data_dir().join(format!("x.{extension}"));
    fuzz(target, seeds, |bytes| {
        fs::write(&path, packed(bytes)).unwrap();
        let file = InputFile::new(&path, path.clone()).unwrap();
        workshop.with_context(&names, |context| {
            for sheet in file.open(context).unwrap_or_default() {
                assert_eq!(sheet.spelling.len(), sheet.columns.len());
                if let Relation::Csv {
                    path, numbered: true, ..
                } = &sheet.relation
                {
                    let copy = records(&fs::read(path).unwrap(), ',').expect("our own dialect");
                    assert_eq!(copy.len() as u64 + sheet.skipped.count(), sheet.rows);
                    assert!(copy.iter().all(|cells| cells.len() == sheet.columns.len() + 3));
                }
            }
        });
    });
}

/// The parts of the packages in `tests/ingest/` whose names begin with `folder`.
fn parts(folder: &str) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for bytes in seeds(&["xlsx"]) {
        let Ok(mut package) = ZipArchive::new(Cursor::new(bytes)) else {
            continue;
        };
        for index in 0..package.len() {
            let mut part = Vec::new();
            let mut file = package.by_index(index).unwrap();
            if file.name().unwrap().starts_with(folder) && file.read_to_end(&mut part).is_ok() {
                found.push(part);
            }
        }
    }
    found
}

/// A workbook of one sheet with these parts.
fn package(sheet: &[u8], strings: &[u8]) -> Vec<u8> {
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let workbook = format!(
        "<workbook xmlns:r=\"{RELATIONS}\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let related = |id: &str, what: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             <Relationship Id=\"{id}\" Type=\"{RELATIONS}/{what}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let root = related("r0", "officeDocument", "xl/workbook.xml");
    let sheets = related("r1", "worksheet", "worksheets/sheet1.xml");
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in [
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", sheets.as_bytes()),
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml", sheet),
    ] {
        package.start_file(name, SimpleFileOptions::default()).unwrap();
        package.write_all(part).unwrap();
    }
    package.finish().unwrap().into_inner()
}

#[test]
#[ignore = "runs as long as DUEBOOK_FUZZ_SECONDS says"]
fn delimited_files() {
    files("delimited_files", &["csv", "tsv", "txt"]);
}

#[test]
#[ignore = "runs as long as DUEBOOK_FUZZ_SECONDS says"]
fn web_tables() {
    files("web_tables", &["html", "htm"]);
}

/// What is called `.xls`: web tables, `SpreadsheetML` and old workbooks.
#[test]
#[ignore = "runs as long as DUEBOOK_FUZZ_SECONDS says"]
fn xls_files() {
    files("xls_files", &["xls"]);
}

#[test]
#[ignore = "runs as long as DUEBOOK_FUZZ_SECONDS says"]
fn json_files() {
    files("json_files", &["json", "jsonl", "ndjson"]);
}

#[test]
#[ignore = "runs as long as DUEBOOK_FUZZ_SECONDS says"]
fn compressed_files() {
    files("compressed_files", &["gz"]);
}

/// The package as such.
#[test]
#[ignore = "runs as long as DUEBOOK_FUZZ_SECONDS says"]
fn xlsx_files() {
    files("xlsx_files", &["xlsx"]);
}

/// What is inside the package, which a spoiled package would hide.
#[test]
#[ignore = "runs as long as DUEBOOK_FUZZ_SECONDS says"]
fn xlsx_sheets() {
    let strings = parts("xl/sharedStrings.xml").pop().unwrap();
    let (workshop, sheets) = (Workshop::new(), parts("xl/worksheets/"));
    let refusals = sheets.iter().map(|sheet| workshop.refusal(&package(sheet, &strings)));
    let refusals: Vec<String> = refusals.collect();
    assert!(refusals.iter().any(String::is_empty), "{refusals:#?}");
    opened("xlsx_sheets", "xlsx", &sheets, |sheet| package(sheet, &strings));
}

#[test]
#[ignore = "runs as long as DUEBOOK_FUZZ_SECONDS says"]
fn xlsx_strings() {
    let sheet =
        b"<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>\
        <row r=\"2\"><c r=\"A2\" t=\"s\"><v>2</v></c></row></sheetData></worksheet>";
    opened("xlsx_strings", "xlsx", &parts("xl/sharedStrings.xml"), |strings| {
        package(sheet, strings)
    });
}
