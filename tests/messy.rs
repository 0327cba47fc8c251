//! A messy sample means what the clean one means: the same rows in the tables, the same metrics, and the rejects of the
//! list beside it, no more and no less.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use common::{COVERED, Fixture};
use duebook::contract::Contract;
use duebook::ingest::Outcome;
use duebook::library::{Library, Source};
use duebook::message::Say;
use duebook::sample::{self, Format, Options};
use duebook::store::{Params, Statement, Store};
use duebook::workspace::StoreSettings;

/// A book loaded into a workspace of its own.
struct Book {
    fixture: Fixture,
    /// Each table's rows as text, in one order.
    tables: BTreeMap<String, Vec<String>>,
    /// File, row, table, column, rule.
    rejects: BTreeSet<Vec<String>>,
    /// Rows in the list of rejects, which has no row twice.
    reject_count: usize,
    /// How many rows were left out, by the word for what they are.
    skipped: BTreeMap<String, u64>,
    identical: u64,
    /// The list beside the files.
    expected: BTreeSet<Vec<String>>,
}

impl Book {
    fn new(format: Format, messy: bool) -> Self {
        let fixture = Fixture::new();
        let data = fixture.workspace.data_dir();
        // Large enough for every kind of reject, small enough to wait for.
        let options = Options {
            policies: 320,
            months: 8,
            specialists: 30,
            seed: 7,
            format,
            messy,
            ..Options::default()
        };
        let written = sample::write(&Library::shipped(), &StoreSettings::default(), &data, options).unwrap();
        let (store, summary) = fixture.ingest(&data);
        assert_eq!(summary.ignored, Vec::<std::path::PathBuf>::new());
        let mut skipped = BTreeMap::new();
        for file in &summary.files {
            assert_eq!(file.outcome, Outcome::Loaded, "{file:#?}");
            for (skip, count, ..) in file.skipped_rows.iter() {
                *skipped.entry(skip.message().to_string()).or_default() += count;
            }
        }
        let found = query(
            &store,
            r#"SELECT file, "row", table_name, column_name, rule FROM rejects"#,
        );
        let in_data = |mut reject: Vec<String>| {
            let name = reject[0].trim_start_matches("data/").to_owned();
            reject[0] = name;
            reject
        };
        Self {
            tables: tables(&fixture, &store),
            reject_count: found.len(),
            rejects: found.into_iter().map(in_data).collect(),
            skipped,
            identical: summary.totals().identical,
            expected: written.rejects.map(|path| listed(&path)).unwrap_or_default(),
            fixture,
        }
    }

    /// All metrics of the last month and of its quarter, as the program prints them.
    fn metrics(&self) -> String {
        // Of messy files there is none of a table without rows: that it is complete must be stated.
        fs::write(self.fixture.dir.path().join("duebook.toml"), COVERED).unwrap();
        let run = |period: &str, by: &str| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_duebook"));
            command.args(["kpi", "--period", period, "--by", by, "--format", "csv"]);
            let output = command.current_dir(self.fixture.dir.path()).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        [
            run("2026-06", "company"),
            run("2026-06", "specialist"),
            run("2026-Q2", "branch,channel"),
        ]
        .concat()
    }
}

fn query(store: &Store, sql: &str) -> Vec<Vec<String>> {
    let source = Source {
        name: "test.sql".into(),
        text: sql.into(),
        is_override: false,
    };
    let rows = store.query(&Statement::of(&source), &Params::none()).unwrap();
    let cells = |row: duebook::store::Row<'_>| row.cells().iter().map(ToString::to_string).collect();
    rows.iter().map(cells).collect()
}

fn tables(fixture: &Fixture, store: &Store) -> BTreeMap<String, Vec<String>> {
    let contract = Contract::load(&fixture.workspace.library).unwrap();
    let table = |name: &str| {
        let sql = format!("SELECT * EXCLUDE (file_no, file_row) FROM main.{name} ORDER BY ALL");
        let rows = query(store, &sql).into_iter().map(|row| row.join(" | "));
        (name.to_owned(), rows.collect())
    };
    contract.tables().map(|t| table(&t.name)).collect()
}

/// The list of rejects beside the files.
fn listed(path: &Path) -> BTreeSet<Vec<String>> {
    let text = fs::read_to_string(path).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(
        reader.headers().unwrap().iter().collect::<Vec<_>>(),
        ["file", "row", "table", "column", "rule"]
    );
    let record = |record: csv::StringRecord| record.iter().map(str::to_owned).collect();
    reader.records().map(|r| record(r.unwrap())).collect()
}

/// Loads the clean and the messy sample of `format`; what is the same and what is not.
fn messy_means_the_same(format: Format) -> Book {
    let (clean, messy) = (Book::new(format, false), Book::new(format, true));
    assert!(clean.rejects.is_empty(), "{:#?}", clean.rejects);
    for (table, rows) in &clean.tables {
        let (here, there): (BTreeSet<_>, BTreeSet<_>) = (rows.iter().collect(), messy.tables[table].iter().collect());
        let lost: Vec<_> = here.difference(&there).take(5).collect();
        let made_up: Vec<_> = there.difference(&here).take(5).collect();
        assert!(
            *rows == messy.tables[table],
            "{table}: lost {lost:#?}, made up {made_up:#?}"
        );
    }
    let missing: Vec<_> = messy.expected.difference(&messy.rejects).collect();
    let too_many: Vec<_> = messy.rejects.difference(&messy.expected).collect();
    assert!(
        missing.is_empty() && too_many.is_empty(),
        "not rejected {missing:#?}, rejected without reason {too_many:#?}"
    );
    assert_eq!(messy.reject_count, messy.expected.len(), "a reject was said twice");
    let rules: BTreeSet<&str> = messy.expected.iter().map(|reject| reject[4].as_str()).collect();
    let all = [
        "bad_reversal",
        "bad_value",
        "cell_left_out",
        "duplicate_key",
        "lost_digits",
        "missing_value",
        "out_of_range",
        "overlap",
        "unknown_reference",
        "unknown_word",
    ];
    assert_eq!(rules.into_iter().collect::<Vec<_>>(), all);
    assert!(messy.identical > 20, "{}", messy.identical);
    let (expected, metrics) = (clean.metrics(), messy.metrics());
    assert!(expected.lines().count() > 300, "{expected}");
    let differ: Vec<_> = expected
        .lines()
        .zip(metrics.lines())
        .filter(|(one, other)| one != other)
        .take(5)
        .collect();
    assert!(expected == metrics, "the metrics differ: {differ:#?}");
    messy
}

#[test]
fn messy_text_of_every_format_means_the_same() {
    let book = messy_means_the_same(Format::Csv);
    for word in ["blank", "total", "banner", "repeated header", "title"] {
        assert!(
            book.skipped.get(word).is_some_and(|count| *count >= 10),
            "{:?}",
            book.skipped
        );
    }
}

#[test]
fn messy_workbooks_mean_the_same() {
    let book = messy_means_the_same(Format::Xlsx);
    for word in ["total", "banner", "repeated header", "title"] {
        assert!(
            book.skipped.get(word).is_some_and(|count| *count >= 10),
            "{:?}",
            book.skipped
        );
    }
}

#[test]
fn messy_parquet_means_the_same() {
    messy_means_the_same(Format::Parquet);
}
