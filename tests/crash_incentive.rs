//! What is left of `incentive calculate`, `approve`, `close` and `rebook` when they are killed: a run is whole or not there,
//! a period approved or not, closed or not, corrected or not; and what a second process at the same time is told.
//!
//! `DUEBOOK_KILLS=50` kills more often.

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::Desk;
use duebook::library::{Library, Source};
use duebook::random::Dice;
use duebook::sample;
use duebook::store::{Params, Statement, Store};
use duebook::workspace::{StoreSettings, Workspace};

/// A part of `whole`.
fn part_of(dice: &mut Dice, whole: Duration) -> Duration {
    whole * u32::try_from(dice.roll() % 1000).unwrap() / 1000
}

const PLAN: &str = "plans/year/plan.toml";

/// A workspace with five months calculated, four of them approved and three closed, and late facts loaded.
fn office() -> Desk {
    let desk = Desk::new();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/incentive");
    for name in ["plan.toml", "rates/fee.csv"] {
        desk.write(
            &format!("plans/year/{name}"),
            &fs::read_to_string(from.join(name)).unwrap(),
        );
    }
    let options = sample::Options {
        policies: 800,
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
    well(&desk, &["-q", "ingest", "data"]);
    for month in ["2026-01", "2026-02", "2026-03", "2026-04"] {
        well(&desk, &["incentive", "calculate", "--period", month, "--plan", PLAN]);
        well(&desk, &["incentive", "approve", "--period", month, "--by", "李"]);
        if month != "2026-04" {
            let close = ["incentive", "close", "--period", month, "--force", "--reason", "已核对"];
            well(&desk, &close);
        }
    }
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
    well(&desk, &["-q", "ingest", "late"]);
    desk
}

fn well(desk: &Desk, arguments: &[&str]) -> String {
    let said = desk.run(arguments);
    assert!(said.starts_with("exit 0") || said.starts_with("exit 1"), "{said}");
    said
}

/// A copy to be killed.
fn copy(desk: &Desk) -> Desk {
    let other = Desk::bare();
    let mut folders = vec![desk.dir.path().to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap().flatten() {
            let place = other
                .dir
                .path()
                .join(entry.path().strip_prefix(desk.dir.path()).unwrap());
            if entry.path().is_dir() {
                fs::create_dir_all(&place).unwrap();
                folders.push(entry.path());
            } else {
                fs::copy(entry.path(), place).unwrap();
            }
        }
    }
    other
}

fn start(desk: &Desk, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_duebook"));
    command.current_dir(desk.dir.path()).args(arguments);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// All that is kept of incentives, in short, table by table.
fn contents(desk: &Desk) -> Vec<String> {
    let workspace = Workspace::find(desk.dir.path()).unwrap();
    let store = Store::open(&workspace, &[]).unwrap();
    let query = |sql: &str| {
        let source = Source {
            name: "test.sql".into(),
            text: sql.into(),
            is_override: false,
        };
        store.query(&Statement::of(&source), &Params::none()).unwrap()
    };
    // A run with lines has its head, its people and its trace.
    for table in ["people", "lines", "trace", "items", "measures", "rules"] {
        let sql = format!("SELECT run_no FROM incentive_{table} ANTI JOIN incentive_runs USING (run_no)");
        assert!(query(&sql).is_empty(), "{table} without a run");
    }
    let halves = "SELECT run_no FROM incentive_runs r WHERE people <> (SELECT count(*) FROM incentive_people p WHERE p.run_no = r.run_no)
      OR total <> (SELECT sum(amount) FROM incentive_lines l WHERE l.run_no = r.run_no)";
    assert!(query(halves).is_empty(), "half a run");
    let unbalanced = "SELECT p.period FROM (
        SELECT period, arg_max(run_no, posting_no) AS run_no FROM incentive_postings GROUP BY period) p
      JOIN incentive_runs r USING (run_no)
      WHERE r.total <> (SELECT sum(amount) FROM incentive_ledger l WHERE l.origin = p.period)";
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

#[test]
fn a_killed_command_did_all_or_nothing() {
    let office = office();
    let kills: u32 = std::env::var("DUEBOOK_KILLS").map_or(6, |text| text.parse().unwrap());
    let mut dice = Dice::new(7);
    let commands: [&[&str]; 4] = [
        &["incentive", "calculate", "--period", "2026-05", "--plan", PLAN],
        &["incentive", "calculate", "--period", "2026-04", "--plan", PLAN],
        &[
            "incentive",
            "close",
            "--period",
            "2026-04",
            "--force",
            "--reason",
            "已核对",
        ],
        &["incentive", "rebook"],
    ];
    let before = contents(&office);
    for command in commands {
        let whole = copy(&office);
        let started = Instant::now();
        well(&whole, command);
        let time = started.elapsed();
        let after = contents(&whole);
        assert_ne!(before, after, "{command:?} does nothing");
        let mut seen = BTreeSet::new();
        for kill in 0..kills {
            let desk = copy(&office);
            // Late moments are the ones at which something is written.
            let slice = time / kills;
            let delay = slice * kill + part_of(&mut dice, slice);
            let mut child = start(&desk, command);
            std::thread::sleep(delay);
            child.kill().unwrap();
            let ended = child.wait().unwrap().code();
            let left = contents(&desk);
            assert!(
                left == before || left == after,
                "{command:?} killed after {delay:?}: {left:#?}"
            );
            seen.insert(left == after);
            eprintln!(
                "{command:?} after {delay:?} of {time:?}: {ended:?}, {}",
                if left == after { "all" } else { "nothing" }
            );
            // Once more, undisturbed, unless it was done: then it is told, or does nothing.
            if left == before {
                well(&desk, command);
                assert_eq!(contents(&desk), after, "{command:?}");
            }
        }
        assert!(seen.contains(&false), "{command:?} was never killed in time");
    }
}

#[test]
fn of_two_closes_at_once_one_wins_and_the_other_is_told() {
    let office = office();
    let close = [
        "incentive",
        "close",
        "--period",
        "2026-04",
        "--force",
        "--reason",
        "已核对",
    ];
    let both = [start(&office, &close), start(&office, &close)];
    let ends: Vec<(Option<i32>, String)> = both
        .into_iter()
        .map(|child| {
            let output = child.wait_with_output().unwrap();
            (output.status.code(), String::from_utf8(output.stderr).unwrap())
        })
        .collect();
    let won = ends.iter().filter(|(code, _)| *code == Some(0)).count();
    assert_eq!(won, 1, "{ends:?}");
    let (code, said) = ends.iter().find(|(code, _)| *code != Some(0)).unwrap();
    // Whether the store was busy or the period closed already depends on the moment.
    let is_told = match code {
        Some(3) => said.contains("in use by another process"),
        Some(2) => said.contains("2026-04 is closed and never changes"),
        _ => false,
    };
    assert!(is_told, "{ends:?}");
    let workspace = Workspace::find(office.dir.path()).unwrap();
    let store = Store::open(&workspace, &[]).unwrap();
    let source = Source {
        name: "test.sql".into(),
        text: "SELECT count(*) AS n FROM incentive_closes WHERE period = '2026-04'".into(),
        is_override: false,
    };
    let rows = store.query(&Statement::of(&source), &Params::none()).unwrap();
    assert_eq!(rows.first().unwrap().integer("n"), Some(1));
}

#[test]
fn a_rebuilt_store_keeps_what_was_paid() {
    let office = office();
    let before = contents(&office);
    well(&office, &["rebuild"]);
    assert_eq!(contents(&office), before);
    let said = well(&office, &["incentive", "status"]);
    assert!(said.contains("完好") && !said.contains("不符"), "{said}");
}
