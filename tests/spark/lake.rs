//! A lake as lakes are: tables in parts, names of its own, moments in a zone, keys that are no small numbers, and rows that break the
//! contract.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use common::Desk;
use duebook::library::Source;
use duebook::store::{Params, Statement, Store};
use duebook::workspace::Workspace;

use super::{SMALL, common, export, first_difference, quoted, sampled, spark, state_coverage};

/// Writes what `sql` returns to a file of the lake.
fn put(store: &Store, lake: &Path, name: &str, sql: &str) {
    let path = lake.join(format!("{name}.parquet"));
    let source = Source {
        name: "lake.sql".to_owned(),
        text: format!("COPY ({sql}) TO '{}' (FORMAT parquet)", path.display()),
        is_override: false,
    };
    store.execute(&Statement::of(&source), &Params::none()).unwrap();
}

/// Payments under other names, at half past midnight in Shanghai, which is the day before in Greenwich.
fn payments(of: &str) -> String {
    format!(
        "SELECT payment_id AS pay_no, due_id AS item, \
         CAST(CAST(CAST(paid_on AS DATE) AS TIMESTAMP) + INTERVAL 30 MINUTE - INTERVAL 8 HOUR AS TIMESTAMPTZ) AS paid_at, \
         amount, method, status, funding, reverses_payment_id FROM ({of})"
    )
}

/// The rows that break the contract, and how they do.
const BROKEN: [&str; 4] = [
    // A word that is none.
    "SELECT * REPLACE ('X-WORD' AS payment_id, 'odd' AS status) FROM payments WHERE status = 'success' LIMIT 1",
    // A reversal of nothing.
    "SELECT * REPLACE ('X-BACK' AS payment_id, 'reversal' AS status, 'nothing' AS reverses_payment_id) FROM payments WHERE status = 'success' LIMIT 1",
    // The same row once more, which counts once, and the same key with another amount.
    "SELECT * FROM payments WHERE status = 'success' AND payment_id = (SELECT MIN(payment_id) FROM payments WHERE status = 'success')",
    "SELECT * REPLACE (CAST(amount + 1 AS DECIMAL(18, 2)) AS amount) FROM payments WHERE payment_id = (SELECT MAX(payment_id) FROM payments WHERE status = 'success')",
];

/// Puts parts of tables in place of whole ones, with rows that break the contract among them; the settings that read them.
fn spoil(desk: &Desk) -> String {
    let workspace = Workspace::find(desk.dir.path()).unwrap();
    let (store, lake) = (Store::open(&workspace, &[]).unwrap(), desk.path("lake"));
    let older = "SELECT * FROM payments WHERE paid_on < DATE '2026-01-01'";
    let newer = "SELECT * FROM payments WHERE paid_on >= DATE '2026-01-01'";
    put(&store, &lake, "payments_2025", &payments(older));
    let newer = BROKEN
        .iter()
        .fold(newer.to_owned(), |all, broken| format!("{all} UNION ALL ({broken})"));
    put(&store, &lake, "payments_2026", &payments(&newer));
    for (table, key, broken) in [
        (
            "policies",
            "policy_id",
            "SELECT * REPLACE ('X-POLICY' AS policy_id, NULL AS customer_id) FROM policies LIMIT 1",
        ),
        (
            "due_items",
            "due_id",
            "SELECT * REPLACE ('X-ITEM' AS due_id, 'X-POLICY' AS policy_id) FROM due_items LIMIT 1",
        ),
    ] {
        let half = |rest: u8| format!("SELECT * FROM {table} WHERE HASH({key}) % 2 = {rest}");
        put(&store, &lake, &format!("{table}_one"), &half(0));
        put(
            &store,
            &lake,
            &format!("{table}_two"),
            &format!("{} UNION ALL ({broken})", half(1)),
        );
    }
    drop(store);
    let file = |name: &str| format!("parquet.`{}`", lake.join(format!("{name}.parquet")).display());
    let mut own = String::new();
    let names = "SELECT pay_no AS payment_id, item AS due_id, paid_at AS paid_on, amount, method, status, funding, reverses_payment_id";
    let parts = ["payments_2025", "payments_2026"].map(|part| format!("{names} FROM {}", file(part)));
    writeln!(own, "payments = {}", quoted(&parts.join(" UNION ALL "))).unwrap();
    for table in ["policies", "due_items"] {
        // Two parts of a query are two stretches of row numbers, the second of which begins at 2^33.
        let parts = ["one", "two"].map(|part| format!("SELECT * FROM {}", file(&format!("{table}_{part}"))));
        writeln!(own, "{table} = {}", quoted(&parts.join(" UNION ALL "))).unwrap();
    }
    own
}

#[test]
fn a_lake_as_it_is_sums_the_same_and_tells_what_is_left_out() {
    let Some((home, _turn)) = spark() else { return };
    let desk = sampled(300, &home.join("bin/spark-sql"), &SMALL);
    state_coverage(&desk);
    let own = spoil(&desk);
    let settings = desk.path("duebook.toml");
    let text = fs::read_to_string(&settings).unwrap();
    let is_own = |line: &str| {
        ["payments = ", "policies = ", "due_items = "]
            .iter()
            .any(|table| line.starts_with(table))
    };
    let kept: Vec<&str> = text
        .lines()
        .filter(|line| !(is_own(line) && line.contains("SELECT")))
        .collect();
    let text = kept.join("\n") + "\n" + &own;
    fs::write(&settings, &text).unwrap();
    let metrics = "renewal_rate,renewal_rate_premium,grace_end_rate,conversion_rate,debit_failure_rate";
    let asked = [
        "kpi",
        "--period",
        "2026-03",
        "--by",
        "branch,channel",
        "--metric",
        metrics,
        "--format",
        "csv",
    ];
    let here = desk.command(&asked).output().unwrap();
    let there = desk
        .command(&[&asked[..], &["--engine", "spark"]].concat())
        .output()
        .unwrap();
    let [here, said] = [here.stdout, there.stdout].map(|bytes| String::from_utf8(bytes).unwrap());
    let told = String::from_utf8(there.stderr).unwrap();
    assert!(there.status.success(), "{told}");
    assert!(
        here.lines().count() > 20 && here == said,
        "{}\n{told}",
        first_difference(&here, &said)
    );
    eprintln!("{told}");
    for left_out in [
        "`policies`: 1 of ",
        "customer_id missing (1)",
        "`due_items`: 1 of ",
        "policy_id refers to nothing known yet (1)",
        "`payments`: 3 of ",
        "status unknown word (1)",
        "reverses_payment_id invalid reversal (1)",
        "payment_id key used twice (1)",
    ] {
        assert!(told.contains(left_out), "{left_out}\n{told}");
    }
    let examples = fs::read_to_string(desk.path("engine/checks.csv")).unwrap();
    for line in [
        "policies,customer_id,missing_value,X-POLICY",
        "due_items,policy_id,unknown_reference,X-ITEM,X-POLICY",
        "payments,status,unknown_word,X-WORD,odd",
        "payments,reverses_payment_id,bad_reversal,X-BACK,nothing",
    ] {
        assert!(examples.contains(line), "{line}\n{examples}");
    }

    // The same is too much where next to nothing may be wrong.
    let strict = text.replacen("[ingest]\n", "[ingest]\nmax_reject_share = \"0.0001\"\n", 1);
    assert!(strict != text, "{text}");
    fs::write(&settings, strict).unwrap();
    let refused = desk.run(&[&asked[..], &["--engine", "spark"]].concat());
    assert!(
        refused.starts_with("exit 2")
            && refused.contains("too many rows of the lake")
            && refused.contains("`policies`: 1 of "),
        "{refused}"
    );
    eprintln!("{refused}");
}

/// Rows that no rule of the contract forbids and an audit finds: what it finds there is what it finds here.
#[test]
fn audits_find_the_same_in_a_lake() {
    let Some((home, _turn)) = spark() else { return };
    let desk = sampled(300, &home.join("bin/spark-sql"), &SMALL);
    let workspace = Workspace::find(desk.dir.path()).unwrap();
    {
        let store = Store::open(&workspace, &[]).unwrap();
        for sql in [
            "UPDATE payments SET paid_on = paid_on - INTERVAL 40 YEAR WHERE payment_id IN (SELECT payment_id FROM payments ORDER BY payment_id LIMIT 3)",
            "UPDATE complaints SET closed_on = received_on - 2 WHERE complaint_id = (SELECT MIN(complaint_id) FROM complaints)",
            "INSERT INTO teams SELECT * REPLACE (team_id || 'x' AS team_id, branch_name || '二' AS branch_name) FROM teams ORDER BY team_id LIMIT 1",
            "INSERT INTO payments SELECT * REPLACE (payment_id || 'x' AS payment_id, amount * 3 AS amount) FROM payments WHERE status = 'success' ORDER BY payment_id LIMIT 4",
        ] {
            let source = Source {
                name: "lake.sql".to_owned(),
                text: sql.to_owned(),
                is_override: false,
            };
            store.execute(&Statement::of(&source), &Params::none()).unwrap();
        }
        export(&store, &workspace, &desk.path("lake"));
    }
    let asked = ["check", "--period", "2026-03", "--format", "csv", "--rows", "3"];
    let here = desk.command(&asked).output().unwrap();
    let there = desk
        .command(&[&asked[..], &["--engine", "spark"]].concat())
        .output()
        .unwrap();
    let told = String::from_utf8(there.stderr).unwrap();
    let rows = |bytes: &[u8]| -> BTreeMap<String, (String, String)> {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
        rows.into_iter()
            .map(|row| {
                (
                    row["audit"].clone(),
                    (row["bad_rows"].clone(), row["first_rows"].clone()),
                )
            })
            .collect()
    };
    let (here, there) = (rows(&here.stdout), rows(&there.stdout));
    assert!(there.len() > 25, "{}: {told}", there.len());
    let found = there.values().filter(|(bad_rows, _)| bad_rows != "0").count();
    assert!(found > 4, "{there:?}");
    for (audit, (bad_rows, first)) in &there {
        assert_eq!(bad_rows, &here[audit].0, "{audit}: {told}");
        assert_eq!(bad_rows == "0", first == "[]", "{audit}: {first}");
    }
    // The others are named.
    for audit in here.keys().filter(|audit| !there.contains_key(*audit)) {
        assert!(told.contains(audit.as_str()), "{audit}: {told}");
    }
    eprintln!(
        "{} audits the same, {found} of them found something; {told}",
        there.len()
    );
}
