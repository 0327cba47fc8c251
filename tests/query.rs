//! `query` reads everything and changes nothing; results come in every format.

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use calamine::{Reader as _, Xlsx};
use common::{Desk, Fixture, pin};
use duebook::query;
use duebook::store::{Cell, Store};
use duebook::tabular::Table as _;

#[test]
fn tables_facts_and_the_ledger_can_be_read() {
    let desk = Desk::loaded();
    for (sql, least) in [
        ("SELECT * FROM due_items", 1000),
        ("FROM rejects", 0),
        ("FROM history", 0),
        ("FROM files", 20),
        ("FROM facts.items", 1000),
        (
            "WITH d AS (FROM due_items) SELECT policy_id, COUNT(*) AS n FROM d GROUP BY ALL ORDER BY ALL -- done",
            100,
        ),
        ("(SELECT 1 AS x)", 1),
        ("DESCRIBE payments", 9),
        ("SHOW TABLES;", 20),
    ] {
        let said = desk.run(&["query", sql, "--format", "jsonl"]);
        assert!(said.starts_with("exit 0"), "{sql}: {said}");
        assert!(said.matches("\n{").count() >= least, "{sql}: {said}");
    }
    let said = desk.run(&[
        "query",
        "SELECT COUNT(*) AS n FROM run_items",
        "--period",
        "2026-03",
        "--format",
        "csv",
    ]);
    assert!(said.contains("\n196\n"), "{said}");
    let stdin = desk
        .command(&["query", "-", "--format", "csv"])
        .write_stdin("SELECT 1 AS x\n")
        .output()
        .unwrap();
    assert_eq!(stdin.stdout, b"x\n1\n");
}

/// Whatever is tried: nothing is written, nothing outside is read, and the sentence is kind.
#[test]
fn what_does_more_than_read_is_refused() {
    let desk = Desk::loaded();
    let outside = tempfile::tempdir().unwrap();
    let path = |name: &str| outside.path().join(name).display().to_string();
    let rows = |said: String| said.split("应缴日").next().unwrap().to_owned();
    let before = rows(desk.run(&["status"]));
    let mut told = String::new();
    for sql in [
        "COPY due_items TO 'OUT/x.csv'",
        "COPY (SELECT 1) TO 'data/x.csv'",
        "ATTACH 'OUT/y.duckdb' AS y",
        "CREATE TABLE x (a INTEGER)",
        "CREATE TEMP TABLE x AS SELECT 1",
        "INSERT INTO teams SELECT * FROM teams",
        "UPDATE payments SET amount = 0",
        "DELETE FROM payments",
        "DROP TABLE payments",
        "SET threads = 1",
        "RESET threads",
        "PRAGMA threads = 1",
        "INSTALL httpfs",
        "LOAD httpfs",
        "CALL enable_logging()",
        "EXPORT DATABASE 'OUT/z'",
        "CHECKPOINT",
        "BEGIN TRANSACTION",
        "EXPLAIN ANALYZE DELETE FROM payments",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_csv('data/teams.csv')",
        "SELECT * FROM 'data/teams.csv'",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM sniff_csv('/etc/passwd')",
        "SELECT * FROM read_duckdb('duebook.duckdb', table_name = 'teams')",
        "SELECT * FROM enable_logging(storage = 'file', storage_config = {'path': 'OUT/log'})",
        "SELECT * FROM query('FROM enable_' || 'logging()')",
        "SELECT 1; DELETE FROM payments",
        "DELETE FROM payments; SELECT 1",
        "SELECT 1) AS a; DELETE FROM payments; SELECT * FROM (SELECT 1",
        "SELECT E'\\'') AS a; DELETE FROM payments; SELECT * FROM (SELECT 1 --'",
        "WITH gone AS (DELETE FROM payments RETURNING *) SELECT * FROM gone",
        "WITH x AS (SELECT 1) DELETE FROM payments",
        "-- nothing\n",
    ] {
        let said = desk.run(&["query", &sql.replace("OUT", &path(""))]);
        assert!(said.starts_with("exit 2"), "{sql}: {said}");
        assert!(
            !said.contains("queries/"),
            "{sql} shows a file that is not the user's: {said}"
        );
        let sentence = said.lines().find(|l| l.starts_with("error")).unwrap();
        writeln!(told, "{sql}\n  {sentence}").unwrap();
    }
    pin("query_refused", &told);
    assert_eq!(rows(desk.run(&["status"])), before);
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    assert!(!desk.path("data/x.csv").exists());
}

/// The grammar is one wall and the store another: with the first one gone, the second still holds.
#[test]
fn a_read_only_store_cannot_be_changed_by_any_statement() {
    let fixture = Fixture::new();
    drop(Store::open_closed(&fixture.workspace).unwrap());
    let store = Store::open_read_only(&fixture.workspace).unwrap();
    for text in [
        "DELETE FROM payments",
        "CREATE TABLE x (a INTEGER)",
        "COPY teams TO 'x.csv'",
        "SET threads = 1",
    ] {
        let source = duebook::library::Source {
            name: "x.sql".to_owned(),
            text: text.to_owned(),
            is_override: false,
        };
        let statement = duebook::store::Statement::of(&source);
        assert!(
            store.execute(&statement, &duebook::store::Params::none()).is_err(),
            "{text}"
        );
    }
}

#[test]
fn mistakes_are_told_at_their_place() {
    let desk = Desk::loaded();
    pin(
        "query_mistake",
        &desk.run(&["query", "SELECT due_id,\n  ammount_due\nFROM due_items"]),
    );
    pin(
        "query_not_reading",
        &desk.run(&["query", "  /* away */ DELETE FROM payments"]),
    );
    pin(
        "query_files",
        &desk.run(&["query", "SELECT * FROM read_csv('/etc/passwd')"]),
    );
}

const LONG: Duration = Duration::from_mins(10);

/// The first `most` rows as texts.
fn rows(answer: &query::Answer<'_>, most: u64) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut take = |row: &[Cell]| {
        rows.push(row.iter().map(ToString::to_string).collect());
        Ok(())
    };
    answer.each(most, &mut take).unwrap();
    rows
}

#[test]
fn the_order_and_the_types_of_a_question_are_kept() {
    let fixture = Fixture::new();
    drop(Store::open_closed(&fixture.workspace).unwrap());
    let store = Store::open_read_only(&fixture.workspace).unwrap();
    let answer = query::run(
        &store,
        "SELECT (i * 7919) % 500009 AS n FROM range(500000) AS r (i) ORDER BY n DESC",
        LONG,
    )
    .unwrap();
    let numbers: Vec<String> = rows(&answer, u64::MAX)
        .into_iter()
        .map(|mut row| row.remove(0))
        .collect();
    assert!(numbers.is_sorted_by(|a, b| a.parse::<i64>().unwrap() >= b.parse().unwrap()));
    assert_eq!(numbers.len(), 500_000);
    let answer = query::run(
        &store,
        "SELECT [1, 2] AS list, {'a': 1} AS struct, 1 AS x, 2 AS x, 12345678901234567890::HUGEINT AS h, TIME '10:00' AS t",
        LONG,
    )
    .unwrap();
    assert_eq!(
        rows(&answer, 1)[0],
        ["[1, 2]", "{'a': 1}", "1", "2", "12345678901234567890", "10:00:00"]
    );
}

/// The formats hold the same values, also where spreadsheets would like to help.
#[test]
fn every_format_holds_the_same() {
    let desk = Desk::loaded();
    let sql = "SELECT '=1+1' AS formula, '0012' AS id, 8620220004097596251 AS wide, 1.10::DECIMAL(9, 2) AS money, \
               DATE '2026-03-05' AS day, TIMESTAMP '2026-03-05 10:20:30' AS at, TRUE AS yes, NULL AS none, '甲乙' AS name";
    let mut shown = String::new();
    for format in ["table", "csv", "json", "jsonl"] {
        shown += &desk.run(&["query", sql, "--format", format]);
    }
    pin("query_formats", &shown);
    let bom = desk
        .command(&["query", sql, "--format", "csv", "--bom"])
        .output()
        .unwrap();
    assert_eq!(&bom.stdout[..3], "\u{feff}".as_bytes());
    // What Parquet holds is what ingest's own reader of the engine finds in it.
    for name in ["a", "b"] {
        for format in ["parquet", "xlsx"] {
            let out = format!("{name}.{format}");
            let said = desk.run(&["query", sql, "--format", format, "--out", &out]);
            assert_eq!(said, "exit 0\n--- stdout\n--- stderr\n");
        }
    }
    for format in ["parquet", "xlsx"] {
        let [a, b] = ["a", "b"].map(|name| fs::read(desk.path(&format!("{name}.{format}"))).unwrap());
        assert!(a == b, "two runs give different {format}");
        let piped = desk.command(&["query", sql, "--format", format]).output().unwrap();
        assert!(piped.stdout == a, "the redirected {format} differs");
    }
    let leftovers = fs::read_dir(desk.dir.path()).unwrap().filter(|f| {
        let name = f.as_ref().unwrap().file_name().into_string().unwrap();
        name.starts_with(".duebook") || Path::new(&name).extension() == Some("part".as_ref())
    });
    assert_eq!(leftovers.count(), 0);
    pin("query_parquet", &parquet(&desk, "a.parquet"));
    pin("query_xlsx", &xlsx(&desk, "a.xlsx"));
}

/// A Parquet file's columns, types and values, read by a scratch database.
fn parquet(desk: &Desk, name: &str) -> String {
    use duebook::store::{Params, Statement};
    let root = desk.dir.path().to_path_buf();
    let library = duebook::library::Library::shipped();
    let settings = duebook::workspace::StoreSettings::default();
    let store = Store::scratch(None, &settings, &[root], &library).unwrap();
    let rows = |text: String| {
        let source = duebook::library::Source {
            name: "x.sql".to_owned(),
            text,
            is_override: false,
        };
        store.query(&Statement::of(&source), &Params::none()).unwrap()
    };
    let path = desk.path(name).display().to_string();
    let types = rows(format!("DESCRIBE SELECT * FROM read_parquet('{path}')"));
    let values = rows(format!("SELECT * FROM read_parquet('{path}')"));
    let values = values.first().unwrap().cells().iter();
    let lines = types
        .iter()
        .zip(values)
        .map(|(t, v)| format!("{} {}: {v}\n", t.text("column_name"), t.text("column_type")));
    lines.collect()
}

/// The sheet's own XML: which cells are texts and which are numbers.
fn xlsx(desk: &Desk, name: &str) -> String {
    let script = "import sys, zipfile, re\nz = zipfile.ZipFile(sys.argv[1])\n\
                  print(re.sub('>', '>\\n', z.read('xl/worksheets/sheet1.xml').decode()).split('<sheetData>')[1])\n\
                  print(re.sub('>', '>\\n', z.read('xl/sharedStrings.xml').decode()))\nprint(z.read('docProps/core.xml').decode())";
    let path = desk.path(name).display().to_string();
    if !common::has("python3", &["-c", "pass"]) {
        return fs::read_to_string("tests/cli/query_xlsx.snap").unwrap_or_default();
    }
    let output = std::process::Command::new("python3")
        .args(["-c", script, &path])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn options_that_do_not_fit_are_told_before_any_work() {
    let desk = Desk::loaded();
    let said = desk.run(&["query", "SELECT 1", "--format", "json", "--bom"]);
    assert!(
        said.starts_with("exit 2") && said.contains("`--bom` belongs to `--format csv`"),
        "{said}"
    );
    let said = desk.run(&["query", "SELECT 1", "--as-of", "2026-03-01"]);
    assert!(said.starts_with("exit 2") && said.contains("--period"), "{said}");
}

/// F15: a long answer goes out page by page, in every format the same, and in one that is drawn cut.
#[test]
fn a_long_answer_is_handed_over_page_by_page() {
    let desk = Desk::loaded();
    let sql = "SELECT i AS n, 'x' || i AS told FROM range(60000) AS r (i) ORDER BY i DESC";
    let said = desk.run(&["query", sql, "--format", "csv"]);
    assert!(said.starts_with("exit 0"), "{said:.200}");
    let numbers = said
        .lines()
        .filter_map(|line| line.split_once(',')?.0.parse::<i64>().ok());
    assert!(numbers.eq((0..60_000).rev()));
    for (format, file) in [
        ("jsonl", "a.jsonl"),
        ("json", "a.json"),
        ("xlsx", "a.xlsx"),
        ("parquet", "a.parquet"),
    ] {
        let said = desk.run(&["query", sql, "--format", format, "--out", file]);
        assert!(said.starts_with("exit 0"), "{format}: {said}");
    }
    let json: serde_json::Value = serde_json::from_slice(&fs::read(desk.path("a.json")).unwrap()).unwrap();
    let lines = fs::read_to_string(desk.path("a.jsonl")).unwrap();
    assert_eq!(json.as_array().unwrap().len(), 60_000);
    for (line, object) in lines.lines().zip(json.as_array().unwrap()) {
        assert_eq!(&serde_json::from_str::<serde_json::Value>(line).unwrap(), object);
    }
    let mut book: Xlsx<_> = calamine::open_workbook(desk.path("a.xlsx")).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    assert_eq!(sheet.height(), 60_001);
    assert_eq!(sheet.get_value((60_000, 1)).unwrap().to_string(), "x0");
    let connection = duckdb::Connection::open_in_memory().unwrap();
    let read = format!(
        "SELECT COUNT(*) || ' ' || SUM(n) FROM '{}'",
        desk.path("a.parquet").display()
    );
    let told: String = connection.query_row(&read, [], |row| row.get(0)).unwrap();
    assert_eq!(told, "60000 1799970000");
    let left = fs::read_dir(desk.path("."))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(left.filter(|name| name.starts_with(".duebook")).count(), 0);
    let drawn = desk.run(&["query", sql]);
    assert!(drawn.contains("59999") && drawn.contains("50,000"), "{drawn:.300}");
    assert!(drawn.lines().count() < 10_020);
}

/// A question that would run for days.
#[test]
fn a_question_has_a_time_limit() {
    let desk = Desk::loaded();
    desk.write("duebook.toml", "locale = \"en\"\n[query]\ntimeout = 1\n");
    let said = desk.run(&[
        "query",
        "SELECT COUNT(*) FROM range(10000000) AS a, range(10000000) AS b WHERE hash(a.range, b.range) = 7",
    ]);
    assert!(
        said.starts_with("exit 2") && said.contains("took longer than it may"),
        "{said}"
    );
}
