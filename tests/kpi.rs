//! What `kpi` gives beyond plain values: the rows behind a number, changes, sparklines, every format; metrics of a
//! workspace.
//!
//! The texts are pinned as snapshots in `tests/cli/`.

mod common;

use std::collections::BTreeMap;
use std::fs;

use common::{Desk, pin};
use duebook::decimal::Decimal;

/// A metric of a workspace, as docs/metrics.md shows it, without the columns that name its rows.
const HEADER: &str = "-- id: reach\n-- zh: 触达\n-- en: Reach\n-- definition_zh: 无\n-- definition_en: None\n\
                      -- unit: ratio\n-- direction: higher\n-- basis: count\n-- source: own\n";

/// The number a text is; none for `true`.
fn number(text: &str) -> Option<Decimal> {
    text.parse().ok()
}

/// The rows of a CSV answer by column.
fn rows(said: &str) -> Vec<BTreeMap<String, String>> {
    let body = said
        .split("--- stdout\n")
        .nth(1)
        .unwrap()
        .split("--- stderr")
        .next()
        .unwrap();
    let mut reader = csv::Reader::from_reader(body.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

#[test]
fn the_rows_behind_a_number() {
    let desk = Desk::loaded();
    let explain = [
        "kpi",
        "--period",
        "2026-03",
        "--explain",
        "renewal_rate",
        "--entity",
        "S001",
    ];
    pin("explain_table", &desk.run(&explain));
    pin("explain_csv", &desk.run(&[&explain[..], &["--format", "csv"]].concat()));
    let of = |more: &[&str]| desk.run(&[&["kpi", "--period", "2026-03"][..], more].concat());
    pin(
        "explain_several_records",
        &of(&["--explain", "complaint_rate", "--entity", "S003"]),
    );
    pin(
        "explain_policies",
        &of(&["--explain", "churn_rate", "--by", "branch", "--entity", "B1"]),
    );
    pin(
        "explain_composite",
        &of(&["--explain", "persistency_13", "--by", "team", "--entity", "T11"]),
    );
    pin(
        "explain_several_dimensions",
        &of(&[
            "--explain",
            "visit_count",
            "--by",
            "branch,stage",
            "--entity",
            "B1/0",
            "--where",
            "channel=agency",
        ]),
    );
    for format in ["json", "jsonl"] {
        let said = of(&["--explain", "nps", "--format", format]);
        assert!(
            said.starts_with("exit 0") && said.contains("\"reason\": \"no_recommendation\""),
            "{said}"
        );
    }
    for format in ["parquet", "xlsx"] {
        let said = of(&[
            "--explain",
            "nps",
            "--format",
            format,
            "--out",
            &format!("nps.{format}"),
        ]);
        assert!(said.starts_with("exit 0"), "{said}");
        assert!(fs::metadata(desk.path(&format!("nps.{format}"))).unwrap().len() > 1000);
    }
}

#[test]
fn names_do_where_ids_are_asked_for() {
    let desk = Desk::loaded();
    let of = |more: &[&str]| desk.run(&[&["kpi", "--period", "2026-03", "--format", "csv"][..], more].concat());
    for (by_name, by_id) in [
        (&["--metric", "客户流失率"][..], &["--metric", "churn_rate"][..]),
        (
            &["--metric", "visit_count", "--where", "channel=个险"],
            &["--metric", "visit_count", "--where", "channel=agency"],
        ),
        (
            &["--metric", "visit_count", "--where", "premium_mode=年交"],
            &["--metric", "visit_count", "--where", "premium_mode=annual"],
        ),
        (
            &[
                "--metric",
                "visit_count",
                "--by",
                "team",
                "--where",
                "branch=青岚分公司",
            ],
            &["--metric", "visit_count", "--by", "team", "--where", "branch=B1"],
        ),
        (
            &["--explain", "renewal_rate", "--entity", "甲部一课"],
            &["--explain", "renewal_rate", "--entity", "T11"],
        ),
        (
            &[
                "--explain",
                "visit_count",
                "--by",
                "branch,channel",
                "--entity",
                "青岚分公司/个险",
            ],
            &[
                "--explain",
                "visit_count",
                "--by",
                "branch,channel",
                "--entity",
                "B1/agency",
            ],
        ),
    ] {
        let said = of(by_name);
        assert!(said.starts_with("exit 0") && said.lines().count() > 3, "{said}");
        assert_eq!(said, of(by_id));
    }
    for more in [&["--branch", "青岚分公司"][..], &["--branch", "B1"]] {
        let report = ["report", "daily", "--period", "2026-03-10", "--format", "html"];
        let said = desk.run(&[&report[..], more].concat());
        assert!(said.contains("daily_2026-03-10_branch-B1.zh-CN.html"), "{said}");
    }
    let mut told = String::new();
    for more in [
        &["--explain", "renewal_rate", "--entity", "赵安"][..],
        &["--where", "specialist=赵安"],
        &["--where", "channel=网销"],
        &["--where", "due_no=第三次"],
        &["--metric", "续保率"],
    ] {
        told += &desk.run(&[&["kpi", "--period", "2026-03"][..], more].concat());
    }
    told += &desk.run(&["worklist", "--date", "2026-03-10", "--specialist", "赵安"]);
    told += &desk.run(&["worklist", "--date", "2026-03-10", "--team", "丙部"]);
    pin("names", &told);
}

#[test]
fn whose_number_cannot_be_explained() {
    let desk = Desk::loaded();
    let mut told = String::new();
    for more in [
        &["--explain", "renewal_rat"][..],
        &["--explain", "renewal_rate", "--entity", "S0011"],
        &["--explain", "renewal_rate", "--entity", "nobody"],
        &["--explain", "renewal_rate", "--by", "branch", "--entity", "B11"],
        &["--explain", "renewal_rate", "--by", "branch"],
        &["--explain", "renewal_rate", "--entity", "unassigned"],
    ] {
        told += &desk.run(&[&["kpi", "--period", "2026-03"][..], more].concat());
    }
    pin("explain_refused", &told);
    let said = desk.run(&["kpi", "--period", "2026-03", "--entity", "S001"]);
    assert!(said.starts_with("exit 2") && said.contains("--explain"), "{said}");
}

/// A metric that says nothing of its rows still adds up; one that names them and a list is explained like the shipped.
#[test]
fn a_workspace_metric_is_explained() {
    let desk = Desk::loaded();
    let body = |columns: &str| {
        format!(
            "SELECT period_no, specialist_key, slice_key, due_no, stage, {columns}\n\
             CASE WHEN settled_on IS NULL THEN 0 ELSE 1 END AS numerator, 1 AS denominator\n\
             FROM run_items WHERE is_in_service\n"
        )
    };
    let explain = |format: &str| {
        desk.run(&[
            "kpi",
            "--period",
            "2026-03",
            "--explain",
            "reach",
            "--entity",
            "S001",
            "--format",
            format,
        ])
    };
    desk.write("queries/metrics/reach.sql", &format!("{HEADER}{}", body("")));
    let plain = rows(&explain("csv"));
    desk.write(
        "queries/metrics/reach.sql",
        &format!("{HEADER}-- explain: in_service\n{}", body("item_key,")),
    );
    let named = rows(&explain("csv"));
    let kpi = desk.run(&[
        "kpi",
        "--period",
        "2026-03",
        "--by",
        "specialist",
        "--metric",
        "reach",
        "--format",
        "csv",
    ]);
    let value = rows(&kpi).into_iter().find(|row| row["entity_id"] == "S001").unwrap();
    for list in [&plain, &named] {
        let counted = || list.iter().filter(|row| row["counted"] == "true");
        for column in ["numerator", "denominator"] {
            let total: i64 = counted().map(|row| row[column].parse::<i64>().unwrap()).sum();
            assert_eq!(total.to_string(), value[column]);
        }
    }
    assert!(
        plain
            .iter()
            .all(|row| row["counted"] == "true" && row["due_id"].is_empty())
    );
    assert!(named.iter().any(|row| row["reason"] == "settled_before"));
    assert!(named.iter().all(|row| row["due_id"].starts_with('D')));
    desk.write(
        "queries/metrics/reach.sql",
        &format!("{HEADER}-- explain: in_servce\n{}", body("item_key,")),
    );
    pin("explain_unknown_list", &explain("csv"));
}

#[test]
fn changes_and_history() {
    let desk = Desk::loaded();
    let kpi = [
        "kpi",
        "--period",
        "2026-03",
        "--by",
        "branch",
        "--metric",
        "renewal_rate,contact_count",
    ];
    let more = |options: &[&str]| desk.run(&[&kpi[..], options].concat());
    pin("kpi_change_table", &more(&["--change", "--spark"]));
    let said = more(&["--change", "--spark", "--format", "csv"]);
    pin("kpi_change_csv", &said);
    // Beside a value stands what the other period's own answer says.
    for (period, column) in [("2026-02", "previous"), ("2025-03", "year_before")] {
        let other = desk.run(&[&["kpi", "--period", period][..], &kpi[3..], &["--format", "csv"]].concat());
        for row in rows(&said) {
            let same = |other: &BTreeMap<String, String>| ["metric", "entity_id"].iter().all(|c| other[*c] == row[*c]);
            let there = rows(&other).into_iter().find(same).map(|row| row["value"].clone());
            assert_eq!(there.unwrap_or_default(), row[column], "{row:?}");
        }
    }
    // What is asked for beside the values does not change them.
    let plain = rows(&more(&["--format", "csv"]));
    for (with, without) in rows(&said).iter().zip(&plain) {
        assert!(without.iter().all(|(column, cell)| with[column] == *cell));
    }
}

/// The same values whatever the format; two runs give the same bytes.
#[test]
fn values_in_files() {
    let desk = Desk::loaded();
    let kpi = ["kpi", "--period", "2026-03", "--by", "team", "--change"];
    let with = |options: &[&str]| desk.run(&[&kpi[..], options].concat());
    for format in ["csv", "json", "jsonl", "parquet", "xlsx"] {
        for name in ["a", "b"] {
            let out = format!("{name}.{format}");
            let said = with(&["--format", format, "--out", &out]);
            let unknown = said.strip_prefix("exit 0\n--- stdout\n--- stderr\n");
            let mut unknown = unknown.unwrap_or_else(|| panic!("{said}")).lines();
            assert!(unknown.all(|line| line.starts_with("unknown: ")), "{said}");
        }
        let [a, b] = ["a", "b"].map(|name| fs::read(desk.path(&format!("{name}.{format}"))).unwrap());
        assert!(a == b, "two runs give different {format}");
    }
    with(&["--format", "csv", "--bom", "--out", "bom.csv"]);
    let [plain, bom] = ["a.csv", "bom.csv"].map(|name| fs::read_to_string(desk.path(name)).unwrap());
    assert_eq!(bom, format!("\u{feff}{plain}"));
    let csv = rows(&format!("--- stdout\n{plain}--- stderr"));
    let json: serde_json::Value = serde_json::from_slice(&fs::read(desk.path("a.json")).unwrap()).unwrap();
    let unknown = json["unknown"].as_array().unwrap();
    assert!(
        unknown
            .iter()
            .all(|one| one["known_until"].is_null() && one["table"] != "payments"),
        "{unknown:?}"
    );
    let json = json["values"].as_array().unwrap();
    let lines = fs::read_to_string(desk.path("a.jsonl")).unwrap();
    assert_eq!((json.len(), lines.lines().count()), (csv.len(), csv.len()));
    for ((object, line), row) in json.iter().zip(lines.lines()).zip(&csv) {
        assert_eq!(*object, serde_json::from_str::<serde_json::Value>(line).unwrap());
        for (column, cell) in row {
            let same = match &object[column] {
                serde_json::Value::Null => cell.is_empty(),
                serde_json::Value::String(text) => text == cell,
                // As numbers: this reader of JSON drops zeros at the end.
                other => number(&other.to_string()) == number(cell),
            };
            assert!(same, "{column}: {} is not {cell}", object[column]);
        }
    }
    assert!(with(&["--format", "json", "--bom"]).starts_with("exit 2"));
    let said = with(&["--format", "csv", "--out", "nowhere/x.csv"]);
    assert!(said.starts_with("exit 2") && said.contains("nowhere"), "{said}");
}

/// A metric may read the store and nothing else: every way out is refused, nothing is changed, nothing left behind.
#[test]
fn a_workspace_metric_is_confined() {
    let desk = Desk::loaded();
    let outside = tempfile::tempdir().unwrap();
    let out = outside.path().display().to_string();
    desk.write("secret.csv", "a\n1\n");
    let before = desk.run(&["query", "SELECT COUNT(*) AS n FROM payments", "--format", "csv"]);
    let columns = "1 AS period_no, 0 AS specialist_key, 0 AS slice_key, 1 AS due_no, 1 AS stage, 1 AS numerator";
    let mut told = String::new();
    for body in [
        "SELECT COLUMNS, COUNT(*) AS denominator FROM read_csv('/etc/passwd')",
        "SELECT COLUMNS, COUNT(*) AS denominator FROM read_csv('secret.csv')",
        "SELECT COLUMNS, COUNT(*) AS denominator FROM read_text('secret.csv')",
        "SELECT COLUMNS, COUNT(*) AS denominator FROM 'secret.csv'",
        "SELECT COLUMNS, COUNT(*) AS denominator FROM read_parquet('x.parquet')",
        "SELECT COLUMNS, COUNT(*) AS denominator FROM glob('/*')",
        "SELECT COLUMNS, COUNT(*) AS denominator FROM read_duckdb('duebook.duckdb', table_name = 'teams')",
        "SELECT COLUMNS, COUNT(*) AS denominator FROM 'https://example.com/x.csv'",
        "SELECT COLUMNS, COUNT(*) AS denominator FROM query('FROM teams')",
        "SELECT COLUMNS, COUNT(*) AS denominator FROM enable_logging()",
        "COPY (SELECT 1) TO 'OUT/x.csv'",
        "COPY payments TO 'x.csv'",
        "ATTACH 'OUT/y.duckdb' AS y",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET threads = 1",
        "PRAGMA threads = 1",
        "CALL enable_logging()",
        "CREATE TABLE x AS SELECT 1 AS a",
        "CREATE TEMP TABLE run_items AS SELECT 1 AS a",
        "INSERT INTO payments SELECT * FROM payments",
        "DELETE FROM payments",
        "UPDATE payments SET amount = 0",
        "DROP TABLE payments",
        "EXPORT DATABASE 'OUT/z'",
        "WITH gone AS (DELETE FROM payments RETURNING *) SELECT COLUMNS, COUNT(*) AS denominator FROM gone",
        "SELECT COLUMNS, 1 AS denominator; DELETE FROM payments",
        "SELECT COLUMNS, 1 AS denominator) AS a; DELETE FROM payments; SELECT * FROM (SELECT 1",
        "SELECT COLUMNS, 1 AS denominator) AS a UNION ALL SELECT * FROM (SELECT 1",
    ] {
        let sql = body.replace("OUT", &out).replace("COLUMNS", columns);
        desk.write("queries/metrics/reach.sql", &format!("{HEADER}{sql}\n"));
        let said = desk.run(&["kpi", "--period", "2026-03", "--metric", "reach"]);
        assert!(said.starts_with("exit 2"), "{body}: {said}");
        assert!(
            said.contains("queries/metrics/reach.sql"),
            "{body} is told without its file: {said}"
        );
        let explained = desk.run(&["kpi", "--period", "2026-03", "--explain", "reach"]);
        assert!(explained.starts_with("exit 2"), "{body}: {explained}");
        let sentence = said.lines().find(|line| line.starts_with("error")).unwrap();
        told = format!("{told}{body}\n  {}\n", sentence.replace(&out, "OUT"));
    }
    pin("metric_confined", &told);
    fs::remove_file(desk.path("queries/metrics/reach.sql")).unwrap();
    assert_eq!(
        desk.run(&["query", "SELECT COUNT(*) AS n FROM payments", "--format", "csv"]),
        before
    );
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    assert!(!desk.path("x.csv").exists());
}
