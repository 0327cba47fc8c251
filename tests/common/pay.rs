//! Workspaces in which people were paid, and all that is kept of it.

#![allow(dead_code, reason = "each test program uses a part of it")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use duebook::books;
use duebook::library::{Library, Source};
use duebook::sample;
use duebook::store::{Params, Rows, Statement, Store};
use duebook::workspace::{StoreSettings, Workspace};

use crate::common::{Desk, copy_folder, only_pay};

pub const PLAN: &str = "plans/year/plan.toml";

/// A workspace with a book of so many policies and the plan; nobody is paid yet.
pub fn loaded(policies: i64) -> Desk {
    Desk::kept(&format!("pay-{policies}"), || load(policies))
}

fn load(policies: i64) -> Desk {
    let desk = Desk::new();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/incentive");
    for name in ["plan.toml", "rates/fee.csv"] {
        desk.write(
            &format!("plans/year/{name}"),
            &fs::read_to_string(from.join(name)).unwrap(),
        );
    }
    let options = sample::Options {
        policies,
        months: 12,
        ..sample::Options::default()
    };
    sample::write(
        &Library::shipped(),
        &StoreSettings::default(),
        &desk.path("data"),
        options,
    )
    .unwrap();
    only_pay(&desk.path("data"));
    well(&desk, &["-q", "ingest", "data"]);
    desk
}

/// A workspace with five months calculated, four of them approved and three closed, and late facts loaded.
pub fn office() -> Desk {
    Desk::kept("office", make_office)
}

fn make_office() -> Desk {
    let desk = load(800);
    for month in ["2026-01", "2026-02", "2026-03", "2026-04"] {
        well(&desk, &["incentive", "calculate", "--period", month, "--plan", PLAN]);
        well(&desk, &["incentive", "approve", "--period", month, "--by", "李"]);
        if month != "2026-04" {
            let close = ["incentive", "close", "--period", month, "--force", "--reason", "已核对"];
            well(&desk, &close);
        }
    }
    late_facts(&desk);
    desk
}

/// Loads facts that come after their month was paid.
pub fn late_facts(desk: &Desk) {
    let mut reader = csv::Reader::from_path(desk.path("data/payments.csv")).unwrap();
    let mut late =
        String::from("payment_id,due_id,paid_on,amount,method,status,funding,failure_code,reverses_payment_id\n");
    let rows = reader.records().map(Result::unwrap);
    for row in rows
        .filter(|row| row[2].starts_with("2026-02") && &row[5] == "success")
        .take(30)
    {
        writeln!(
            late,
            "L{},{},2026-02-27,{},cash,reversal,customer,,{}",
            &row[0], &row[1], &row[3], &row[0]
        )
        .unwrap();
    }
    desk.write("late/payments_2.csv", &late);
    well(desk, &["-q", "ingest", "late"]);
}

pub fn well(desk: &Desk, arguments: &[&str]) -> String {
    let said = desk.run(arguments);
    assert!(said.starts_with("exit 0\n") || said.starts_with("exit 1\n"), "{said}");
    said
}

/// A copy to be killed.
pub fn copy(desk: &Desk) -> Desk {
    let other = Desk::bare();
    copy_folder(desk.dir.path(), other.dir.path());
    other
}

pub fn start(desk: &Desk, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_duebook"));
    command.current_dir(desk.dir.path()).args(arguments);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// The store of a workspace, brought up to the record.
pub fn open(desk: &Desk) -> Store {
    let workspace = Workspace::find(desk.dir.path()).unwrap();
    books::open(&workspace, &[]).unwrap().0
}

/// The answer to a question.
pub fn query(store: &Store, sql: &str) -> Rows {
    let source = Source {
        name: "test.sql".into(),
        text: sql.into(),
        is_override: false,
    };
    store.query(&Statement::of(&source), &Params::none()).unwrap()
}

/// All that is kept of incentives, in short, table by table.
pub fn contents(desk: &Desk) -> Vec<String> {
    let store = open(desk);
    let query = |sql: &str| query(&store, sql);
    // A run with lines has its head, its people and its trace.
    for table in ["people", "lines", "trace", "items", "measures", "rules"] {
        let sql = format!("SELECT run_no FROM incentive_{table} ANTI JOIN incentive_runs USING (run_no)");
        assert!(query(&sql).is_empty(), "{table} without a run");
    }
    let halves = "SELECT run_no FROM incentive_runs r WHERE people <> (SELECT count(*) FROM incentive_people p WHERE p.run_no = r.run_no)
      OR total <> (SELECT sum(amount) FROM incentive_lines l WHERE l.run_no = r.run_no)";
    assert!(query(halves).is_empty(), "half a run");
    let unbalanced = "SELECT p.period FROM (
        SELECT plan_id, period, arg_max(run_no, posting_no) AS run_no FROM incentive_postings GROUP BY ALL) p
      JOIN incentive_runs r USING (run_no)
      WHERE r.total <> (SELECT sum(amount) FROM incentive_ledger l WHERE l.plan_id = p.plan_id AND l.origin = p.period)";
    assert!(query(unbalanced).is_empty(), "half a posting");
    let tables = query("SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'incentive%' ORDER BY 1");
    tables
        .iter()
        .map(|row| {
            let table = row.text("table_name");
            let sql =
                format!("SELECT count(*) AS n, CAST(sum(CAST(hash(t) AS HUGEINT)) AS VARCHAR) AS h FROM {table} AS t");
            let rows = query(&sql);
            let row = rows.first().unwrap();
            format!("{table}: {} rows, {}", row.text("n"), row.text("h"))
        })
        .collect()
}
