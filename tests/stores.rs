//! Stores that are not what they should be: each is told as what it is, by every command, and none is begun anew in silence.

mod common;

use std::fs;
use std::path::PathBuf;

use common::Desk;
use duebook::library::Source;
use duebook::store::{Params, Statement, Store};
use duebook::workspace::Workspace;

/// A workspace with one team from a file and messages in English.
fn desk() -> Desk {
    let desk = Desk::of_one_specialist();
    desk.write("duebook.toml", "locale = \"en\"\n");
    let said = desk.run(&["-q", "ingest", "data"]);
    assert!(said.starts_with("exit 0"), "{said}");
    desk
}

fn open(desk: &Desk) -> Store {
    Store::open(&Workspace::find(desk.dir.path()).unwrap(), &[]).unwrap()
}

fn sql(store: &Store, text: &str) {
    let source = Source {
        name: "test.sql".into(),
        text: text.into(),
        is_override: false,
    };
    store.execute(&Statement::of(&source), &Params::none()).unwrap();
}

/// A command of each kind that opens the store.
const COMMANDS: [&[&str]; 9] = [
    &["status"],
    &["kpi", "--period", "2026-03"],
    &["query", "SELECT 1"],
    &["check"],
    &["report", "monthly", "--period", "2026-03"],
    &["worklist", "--date", "2026-03-01"],
    &["incentive", "status"],
    &["ingest", "data"],
    &["backup", "copy"],
];

/// Asserts that every command says so and leaves the store as it is.
fn told(desk: &Desk, words: &str) {
    let store = desk.path("duebook.duckdb");
    let before = fs::read(&store).ok();
    for command in COMMANDS {
        let said = desk.run(command);
        assert!(
            said.starts_with("exit 3") && said.contains(words),
            "{command:?}: {said}"
        );
        assert!(fs::read(&store).ok() == before, "{command:?} changed the store");
    }
    assert!(!desk.path("copy").exists());
}

#[test]
fn a_store_that_is_gone_is_not_begun_anew() {
    let desk = desk();
    fs::remove_file(desk.path("duebook.duckdb")).unwrap();
    told(&desk, "is gone");
    // Nor if the list of the archive is gone too, or the file is empty.
    fs::rename(desk.path("data/archive/ledger.jsonl"), desk.path("list")).unwrap();
    told(&desk, "is gone");
    fs::rename(desk.path("list"), desk.path("data/archive/ledger.jsonl")).unwrap();
    fs::write(desk.path("duebook.duckdb"), "").unwrap();
    told(&desk, "is gone");
    assert!(desk.run(&["-q", "rebuild"]).starts_with("exit 0"));
    assert!(
        desk.run(&["query", "--format=csv", "SELECT team_id FROM teams"])
            .contains("T1")
    );
}

#[test]
fn a_store_of_a_newer_program_is_left_alone() {
    let desk = desk();
    sql(&open(&desk), "UPDATE store_version SET schema_version = 99");
    sql_raw(&desk, "DROP TABLE rejects");
    told(&desk, "the store has schema version 99");
    let said = desk.run(&["rebuild"]);
    assert!(
        said.starts_with("exit 3") && said.contains("schema version 99"),
        "{said}"
    );
}

#[test]
fn a_store_of_an_earlier_program_is_made_anew_by_itself() {
    for command in [
        ["status"].as_slice(),
        &["kpi", "--period", "2026-03"],
        &["-q", "ingest", "data"],
    ] {
        let desk = desk();
        sql_raw(
            &desk,
            "UPDATE store_version SET schema_version = 3; DROP TABLE pending.teams CASCADE",
        );
        // Before it is, it can be copied.
        let said = desk.run(&["backup", "copy"]);
        assert!(said.starts_with("exit 0"), "{said}");
        let said = desk.run(command);
        assert!(said.starts_with("exit 0"), "{command:?}: {said}");
        assert_eq!(
            said.contains("made by an earlier version"),
            command[0] != "-q",
            "{said}"
        );
        assert!(desk.run(&["verify"]).starts_with("exit 0"));
        assert!(
            desk.run(&["query", "--format=csv", "SELECT team_id FROM teams"])
                .contains("T1")
        );
    }
    // What cannot be made anew is left as it is.
    let desk = desk();
    sql_raw(&desk, "UPDATE store_version SET schema_version = 3");
    fs::rename(desk.path("data/archive"), desk.path("archive")).unwrap();
    let before = fs::read(desk.path("duebook.duckdb")).unwrap();
    let said = desk.run(&["status"]);
    assert!(
        said.starts_with("exit 3") && said.contains("there is no archive to rebuild from"),
        "{said}"
    );
    assert!(fs::read(desk.path("duebook.duckdb")).unwrap() == before);
}

/// Runs SQL on the file itself, with nothing of Duebook.
fn sql_raw(desk: &Desk, text: &str) {
    let connection = duckdb::Connection::open(desk.path("duebook.duckdb")).unwrap();
    connection.execute_batch(text).unwrap();
}

#[test]
fn a_table_that_is_gone_is_told_and_not_made_anew_empty() {
    for table in ["teams", "files", "history"] {
        let desk = desk();
        sql_raw(&desk, &format!("DROP TABLE {table} CASCADE"));
        told(&desk, &format!("`{table}`"));
        let said = desk.run(&["-q", "rebuild"]);
        assert!(said.starts_with("exit 0"), "{table}: {said}");
        assert!(
            desk.run(&["query", "--format=csv", "SELECT team_id FROM teams"])
                .contains("T1")
        );
    }
}

#[test]
fn a_table_that_was_emptied_is_found_by_verify() {
    let desk = desk();
    sql_raw(&desk, "DELETE FROM teams");
    let said = desk.run(&["verify"]);
    let lost = "of data/teams.csv, 1 rows were kept in teams, 0 are there";
    assert!(said.starts_with("exit 3") && said.contains(lost), "{said}");
}

#[test]
fn what_verify_says_of_the_archive() {
    let desk = desk();
    assert!(desk.run(&["verify"]).starts_with("exit 0"));
    let copies = fs::read_dir(desk.path("data/archive")).unwrap();
    let mut copies: Vec<PathBuf> = copies.map(|entry| entry.unwrap().path()).collect();
    copies.retain(|path| path.extension().is_some_and(|e| e == "csv"));
    copies.sort();
    let text = fs::read_to_string(&copies[0]).unwrap();
    fs::write(&copies[0], text.replacen('1', "2", 1)).unwrap();
    fs::remove_file(&copies[1]).unwrap();
    let said = desk.run(&["verify"]);
    assert!(said.starts_with("exit 3"), "{said}");
    for words in [
        "archive: 3 files: NOT WHOLE",
        "has changed since it was loaded",
        "is not in the archive",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn a_block_that_is_damaged_is_found_by_verify() {
    let desk = Desk::loaded();
    let path = desk.path("duebook.duckdb");
    let whole = fs::read(&path).unwrap();
    let (mut found, mut tried) = (0, 0);
    // Past the headers; blocks that are free hold nothing.
    for at in (20_000..whole.len()).step_by(whole.len() / 12) {
        let mut bytes = whole.clone();
        bytes[at] ^= 4;
        fs::write(&path, bytes).unwrap();
        tried += 1;
        found += u32::from(desk.run(&["verify"]).starts_with("exit 3"));
    }
    eprintln!("{found} of {tried} flipped bits are found");
    assert!(found * 2 > tried, "{found} of {tried}");
    fs::write(&path, whole).unwrap();
    assert!(desk.run(&["verify"]).starts_with("exit 0"));
}

#[test]
fn an_old_log_beside_a_newer_store_is_not_replayed() {
    let desk = desk();
    let log = desk.path("duebook.duckdb.wal");
    let store = open(&desk);
    sql(
        &store,
        "INSERT INTO teams SELECT * REPLACE ('T2' AS team_id) FROM teams WHERE team_id = 'T1'",
    );
    let old = fs::read(&log).unwrap();
    assert!(!old.is_empty());
    drop(store);
    // The store as it was with its log is fine; the newer one takes no part of it twice.
    sql(
        &open(&desk),
        "INSERT INTO teams SELECT * REPLACE ('T3' AS team_id) FROM teams WHERE team_id = 'T1'",
    );
    assert!(!log.exists());
    fs::write(&log, &old).unwrap();
    let before = fs::read(desk.path("duebook.duckdb")).unwrap();
    for command in COMMANDS {
        let said = desk.run(command);
        assert!(
            said.starts_with("exit 3") && said.contains("the log beside the store"),
            "{command:?}: {said}"
        );
        assert!(fs::read(desk.path("duebook.duckdb")).unwrap() == before && fs::read(&log).unwrap() == old);
    }
    fs::remove_file(&log).unwrap();
    let teams = desk.run(&["query", "--format=csv", "SELECT count(*) AS n FROM teams"]);
    assert!(teams.replace('\r', "").contains("n\n3\n"), "{teams}");
}

#[test]
fn who_has_the_store_is_told_and_waited_for() {
    let desk = desk();
    let held = open(&desk);
    let pid = format!("PID {}", std::process::id());
    let is_told = cfg!(not(target_os = "linux"));
    for command in [["status"].as_slice(), &["--wait", "1", "kpi", "--period", "2026-03"]] {
        let said = desk.run(command);
        assert!(said.starts_with("exit 3") && said.contains(&pid), "{said}");
        assert!(
            is_told || (said.contains("`stores") && said.contains("running for 0:")),
            "{said}"
        );
    }
    desk.write("duebook.toml", "locale = \"zh-CN\"\n");
    let said = desk.run(&["status"]);
    assert!(
        said.contains("正被其他进程使用") && (is_told || said.contains("已运行 0:")),
        "{said}"
    );
    // The store is let go while other processes wait for it, which get it one after another.
    let waiting = [
        ["query", "--format=csv", "SELECT team_id FROM teams"].as_slice(),
        &["rebuild"],
        &["backup", "copy"],
        &["verify"],
    ];
    let waiting = waiting.map(|command| {
        let mut command = desk.command(&[&["--wait", "600"], command].concat());
        std::thread::spawn(move || command.output().unwrap())
    });
    std::thread::sleep(std::time::Duration::from_secs(1));
    assert!(waiting.iter().all(|process| !process.is_finished()));
    drop(held);
    let said = waiting.map(|process| process.join().unwrap());
    for output in &said {
        assert!(output.status.success(), "{output:?}");
    }
    assert!(String::from_utf8_lossy(&said[0].stdout).contains("T1"), "{:?}", said[0]);
    assert!(desk.path("copy/duebook.duckdb").exists());
}
