//! `publish`: what the browser will show is what the command line says, to the last digit, of every unit; a publication is whole or
//! not there, and the same data give the same values.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use common::Desk;
use duckdb::types::Value;
use duckdb::{AccessMode, Config, Connection};

/// A workspace with a sample of 2,000 policies, published.
fn published() -> Desk {
    Desk::kept("published-2000", || {
        let desk = Desk::new();
        for command in [&["sample", "--policies", "2000"][..], &["ingest", "data"], &["publish"]] {
            let said = desk.run(&[&["-q"], command].concat());
            assert!(said.starts_with("exit 0"), "{said}");
        }
        desk
    })
}

fn manifest(desk: &Desk) -> serde_json::Value {
    serde_json::from_str(&fs::read_to_string(desk.path("published/manifest.json")).unwrap()).unwrap()
}

/// The file of figures that counts, opened as a reader does.
fn open(desk: &Desk, which: &str) -> Connection {
    let file = manifest(desk)[which].as_str().unwrap().to_owned();
    let config = Config::default().access_mode(AccessMode::ReadOnly).unwrap();
    Connection::open_with_flags(desk.path("published").join(file), config).unwrap()
}

/// What a statement returns, every cell as text.
fn rows(connection: &Connection, sql: &str) -> Vec<Vec<String>> {
    let mut statement = connection.prepare(sql).unwrap();
    let mut cursor = statement.query([]).unwrap();
    let columns = cursor.as_ref().unwrap().column_count();
    let mut all = Vec::new();
    while let Some(row) = cursor.next().unwrap() {
        let text = |value: Value| match value {
            Value::Null => String::new(),
            Value::Text(text) => text,
            other => format!("{other:?}"),
        };
        all.push((0..columns).map(|column| text(row.get(column).unwrap())).collect());
    }
    all
}

/// What a command prints as CSV, a map for each row.
fn told(desk: &Desk, arguments: &[&str]) -> Vec<BTreeMap<String, String>> {
    let output = desk.command(arguments).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// A number without what says nothing of it.
fn plain(number: &str) -> String {
    match number.split_once('.') {
        Some((whole, digits)) if digits.trim_end_matches('0').is_empty() => whole.to_owned(),
        Some(_) => number.trim_end_matches('0').to_owned(),
        None => number.to_owned(),
    }
}

#[test]
fn figures_are_those_of_the_command_line() {
    let desk = published();
    let store = open(&desk, "file");
    let metrics: BTreeSet<String> = rows(&store, "SELECT metric FROM metrics")
        .into_iter()
        .flatten()
        .collect();
    assert!(metrics.len() > 20);
    let mut compared = 0;
    for (level, period) in [
        ("company", "2026-06"),
        ("branch", "2026-06"),
        ("team", "2026-05"),
        ("team", "2026-W26"),
        ("specialist", "2026-06"),
        ("specialist", "2026-Q2"),
        ("branch", "2026-06-30"),
    ] {
        let mut arguments = vec!["kpi", "--period", period, "--by", level, "--format", "csv"];
        // What is over is shown as it was known at its end.
        if !["2026-05", "2026-W26"].contains(&period) {
            arguments.extend(["--as-of", "2026-06-30"]);
        }
        let said = told(&desk, &arguments);
        let columns = "entity_id, metric, CAST(numerator AS VARCHAR), CAST(denominator AS VARCHAR), CAST(value AS VARCHAR), \
                       CAST(target AS VARCHAR), CAST(benchmark AS VARCHAR), CAST(rank AS VARCHAR), CAST(ci_low AS VARCHAR), \
                       CAST(low_sample AS VARCHAR)";
        let sql =
            format!("SELECT {columns} FROM figures WHERE level = '{level}' AND period = '{period}' AND dimension = ''");
        let found: BTreeMap<(String, String), Vec<String>> = rows(&store, &sql)
            .into_iter()
            .map(|row| {
                (
                    (row[0].clone(), row[1].clone()),
                    row[2..].iter().map(|cell| plain(cell)).collect(),
                )
            })
            .collect();
        let said: BTreeMap<(String, String), Vec<String>> = said
            .into_iter()
            .filter(|row| metrics.contains(&row["metric"]))
            .map(|row| {
                let names = [
                    "numerator",
                    "denominator",
                    "value",
                    "target",
                    "benchmark",
                    "rank",
                    "ci_low",
                    "low_sample",
                ];
                let is_part = row["coverage"] != "known";
                let cell = |name: &str| {
                    if name == "benchmark" && is_part {
                        String::new()
                    } else {
                        plain(&row[name])
                    }
                };
                (
                    (row["entity_id"].clone(), row["metric"].clone()),
                    names.map(cell).to_vec(),
                )
            })
            .collect();
        compared += said.len();
        assert_eq!(found, said, "{level} {period}");
    }
    assert!(compared > 1_000, "{compared}");
}

#[test]
fn units_add_up_to_the_one_above_and_parts_to_the_whole() {
    let desk = published();
    let store = open(&desk, "file");
    let sql = "WITH sums AS (
          SELECT metric, period, dimension, level, SUM(numerator) AS n, SUM(denominator) AS d
          FROM figures
          WHERE part <> '' OR dimension = ''
          GROUP BY metric, period, dimension, level
        )
        SELECT a.metric, a.period, a.dimension, b.level
        FROM sums AS a
        INNER JOIN sums AS b ON b.metric = a.metric AND b.period = a.period AND b.dimension IN ('', a.dimension)
        WHERE a.level = 'company' AND (a.n IS DISTINCT FROM b.n OR a.d IS DISTINCT FROM b.d)";
    assert_eq!(rows(&store, sql), Vec::<Vec<String>>::new());
    let counts = "SELECT CAST(COUNT(*) AS VARCHAR) FROM figures WHERE dimension = 'channel' AND level = 'team'";
    assert!(rows(&store, counts)[0][0].parse::<u32>().unwrap() > 100);
}

#[test]
fn rows_behind_a_figure_are_those_that_explain_it() {
    let desk = published();
    let store = open(&desk, "file");
    for (metric, level, unit) in [
        ("collection_completion_rate_count", "team", "T0101"),
        ("collection_completion_rate", "company", "company"),
        ("renewal_rate", "branch", "B01"),
        ("error_rate", "specialist", "S00007"),
        ("conversion_rate", "team", "T0202"),
    ] {
        let mut arguments = vec!["kpi", "--period", "2026-06", "--explain", metric, "--format", "csv"];
        if level != "company" {
            arguments.extend(["--by", level, "--entity", unit]);
        }
        let said: Vec<[String; 5]> = told(&desk, &arguments)
            .into_iter()
            .map(|row| {
                ["record_id", "specialist_id", "numerator", "denominator", "reason"].map(|name| plain(&row[name]))
            })
            .collect();
        let sql = format!(
            "SELECT e.record_id, e.specialist_id, CAST(e.numerator AS VARCHAR), CAST(e.denominator AS VARCHAR), e.reason
             FROM evidence_of AS o INNER JOIN evidence AS e ON e.row_no = o.row_no
             WHERE o.level = '{level}' AND o.entity_id = '{unit}' AND o.metric = '{metric}' ORDER BY o.row_no"
        );
        let found: Vec<[String; 5]> = rows(&store, &sql)
            .into_iter()
            .map(|row| [0, 1, 2, 3, 4].map(|column| plain(&row[column])))
            .collect();
        assert!(!said.is_empty(), "{metric} {unit}");
        assert_eq!(found, said, "{metric} {unit}");
    }
}

#[test]
fn what_a_unit_has_is_what_its_people_have() {
    let desk = published();
    let store = open(&desk, "file");
    let sql = "WITH below AS (
          SELECT t.viewer_level, t.viewer_id, o.item
          FROM tree AS t
          INNER JOIN item_of AS o ON o.level = t.level AND o.entity_id = t.entity_id
          WHERE t.level = 'specialist'
        )
        (SELECT level, entity_id, item FROM item_of EXCEPT SELECT * FROM below)
        UNION ALL
        (SELECT * FROM below EXCEPT SELECT level, entity_id, item FROM item_of)";
    assert_eq!(rows(&store, sql), Vec::<Vec<String>>::new());
    // Nothing of a policy or a customer stands in a key.
    let telling =
        "SELECT item FROM items WHERE LENGTH(item) <> 24 OR CONTAINS(item, due_id) OR CONTAINS(item, policy_id)";
    assert_eq!(rows(&store, telling), Vec::<Vec<String>>::new());
}

/// All rows of all tables.
fn content(path: &Path) -> Vec<Vec<Vec<String>>> {
    let config = Config::default().access_mode(AccessMode::ReadOnly).unwrap();
    let store = Connection::open_with_flags(path, config).unwrap();
    let names = rows(&store, "SELECT table_name FROM duckdb_tables() ORDER BY table_name");
    names
        .into_iter()
        .map(|name| rows(&store, &format!("SELECT * FROM {} ORDER BY ALL", name[0])))
        .collect()
}

#[test]
fn the_same_data_give_the_same_publication_also_after_a_rebuild() {
    let desk = published();
    // What a killed process left.
    desk.write("published/000002.duckdb.part", "nonsense")
        .write("published/000002.duckdb.part.wal", "nonsense");
    let said = desk.run(&["-q", "rebuild"]);
    assert!(said.starts_with("exit 0"), "{said}");
    let said = desk.run(&["publish"]);
    assert!(said.starts_with("exit 0"), "{said}");
    assert!(
        said.contains("published/000002.duckdb") && said.contains("pay/000001.duckdb"),
        "{said}"
    );
    let [first, second] = ["000001", "000002"].map(|number| content(&desk.path(&format!("published/{number}.duckdb"))));
    assert!(first == second, "another publication of the same data");
    let names = fs::read_dir(desk.path("published")).unwrap();
    let names: BTreeSet<String> = names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(
        names.iter().map(String::as_str).collect::<Vec<_>>(),
        ["000001.duckdb", "000002.duckdb", "manifest.json", "pay"]
    );
}

#[test]
fn a_publication_that_fails_leaves_the_one_before() {
    let desk = published();
    let before = fs::read_to_string(desk.path("published/manifest.json")).unwrap();
    desk.write(
        "queries/publish/control.sql",
        "CREATE TABLE published.control AS SELECT nothing FROM payments\n",
    );
    let said = desk.run(&["publish"]);
    assert!(
        said.starts_with("exit 2") && said.contains("queries/publish/control.sql:1"),
        "{said}"
    );
    assert_eq!(
        fs::read_to_string(desk.path("published/manifest.json")).unwrap(),
        before
    );
    assert!(!desk.path("published/000002.duckdb.part").exists());
    assert_eq!(manifest(&desk)["number"], 1);
    open(&desk, "file");
}

#[test]
fn old_publications_go_and_an_earlier_day_can_be_published() {
    let desk = published();
    desk.write("duebook.toml", "[serve]\nkeep = 1\n");
    let said = desk.run(&["publish", "--as-of", "2026-05-20"]);
    assert!(
        said.starts_with("exit 0") && said.contains("as of 2026-05-20"),
        "{said}"
    );
    assert!(!desk.path("published/000001.duckdb").exists());
    assert!(desk.path("published/pay/000001.duckdb").exists() || desk.path("published/pay/000002.duckdb").exists());
    let store = open(&desk, "file");
    let own = rows(&store, "SELECT period FROM periods WHERE is_own ORDER BY kind");
    assert_eq!(own.concat(), ["2026-05-20", "2026-05", "2026-Q2", "2026-W21"]);
    // A month that is not over has no limits to be held against.
    let signals = "SELECT metric FROM figures WHERE period = '2026-05' AND signal IS NOT NULL";
    assert_eq!(rows(&store, signals), Vec::<Vec<String>>::new());
}

#[test]
fn an_ingest_publishes_where_the_settings_say_so() {
    let desk = Desk::of_one_specialist();
    desk.write("duebook.toml", "[serve]\npublish_after_ingest = true\n");
    desk.write(
        "data/policies.csv",
        "policy_id,customer_id,product_code,product_line,channel,issued_on,premium_mode,annual_premium\n\
         P1,C1,A,life,agency,2024-03-05,annual,1000\n",
    )
    .write(
        "data/customers.csv",
        "customer_id,customer_name,phone\nC1,钱一,13800000001\n",
    )
    .write(
        "data/due_items.csv",
        "due_id,policy_id,due_on,due_no,amount_due,specialist_id\nD1,P1,2026-03-05,3,1000,S1\n",
    )
    .write(
        "data/payments.csv",
        "payment_id,due_id,paid_on,amount,method,status\nX1,D1,2026-03-06,1000,cash,success\n",
    );
    let said = desk.run(&["ingest", "data"]);
    assert!(
        said.starts_with("exit 0") && said.contains("publication 1 as of 2026-03-06"),
        "{said}"
    );
    let store = open(&desk, "file");
    assert_eq!(rows(&store, "SELECT phone FROM phones").concat(), ["13800000001"]);
    assert_eq!(rows(&store, "SELECT phone FROM items").concat(), ["138****0001"]);
    // Where nobody sees whole numbers there are none.
    desk.write("duebook.toml", "[privacy]\nphones = \"masked\"\n");
    let said = desk.run(&["-q", "publish"]);
    assert!(said.starts_with("exit 0"), "{said}");
    assert_eq!(
        rows(&open(&desk, "file"), "SELECT phone FROM phones"),
        Vec::<Vec<String>>::new()
    );
    let bytes = fs::read(desk.path("published/000002.duckdb")).unwrap();
    assert!(!bytes.windows(11).any(|window| window == b"13800000001"));
}

#[test]
fn without_data_there_is_nothing_to_publish() {
    let said = Desk::new().run(&["publish"]);
    assert!(
        said.starts_with("exit 2") && said.contains("nothing to publish"),
        "{said}"
    );
}
