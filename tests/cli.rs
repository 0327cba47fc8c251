//! The program as a user runs it: what it prints, what it says when something is wrong, how it exits.
//!
//! The texts are pinned as snapshots in `tests/cli/`; `INSTA_UPDATE=always make test` writes them anew for review.

mod common;

use std::fs;
use std::process::{Command, Stdio};

use common::{Desk, pin};

#[test]
fn help_lists_the_commands() {
    pin("help", &Desk::bare().run(&["--help"]));
}

#[test]
fn the_sample_says_what_it_wrote_and_refuses_to_overwrite() {
    let desk = Desk::bare();
    pin("sample_help", &desk.run(&["sample", "--help"]));
    let small = [
        "sample",
        "book",
        "--messy",
        "--policies",
        "20",
        "--months",
        "1",
        "--specialists",
        "3",
    ];
    let said = desk.run(&small);
    let seconds = said
        .split(" in ")
        .nth(1)
        .and_then(|rest| rest.split(" s\n").next())
        .unwrap();
    pin("sample", &said.replace(&format!(" in {seconds} s"), " in N s"));
    assert!(desk.path("book/expected/rejects.csv").is_file());
    pin("sample_twice", &desk.run(&small));
    pin("sample_of_nothing", &desk.run(&["sample", "empty", "--policies", "0"]));
    assert!(!desk.path("empty").exists());
}

#[test]
fn init_says_what_to_do_next_and_never_overwrites() {
    let desk = Desk::bare();
    pin("init", &desk.run(&["init", "book"]));
    pin("init_twice", &desk.run(&["init", "book"]));
}

#[test]
fn a_folder_that_is_no_workspace() {
    pin("no_workspace", &Desk::bare().run(&["status"]));
    pin("no_folder", &Desk::new().run(&["-C", "typo", "status"]));
}

#[test]
fn settings_errors_have_their_place() {
    let desk = Desk::new();
    desk.write("duebook.toml", "[metrics]\ngrace_dayz = 60\n");
    pin("settings", &desk.run(&["status"]));
}

#[test]
fn unknown_names_offer_the_nearest() {
    let desk = Desk::loaded();
    pin("unknown_period", &desk.run(&["kpi", "--period", "2026-13"]));
    pin(
        "unknown_metric",
        &desk.run(&["kpi", "--period", "2026-03", "--metric", "renewal_rat,csat_scor"]),
    );
    pin(
        "unknown_dimension",
        &desk.run(&["kpi", "--period", "2026-03", "--by", "teams"]),
    );
    pin(
        "unknown_filter",
        &desk.run(&["kpi", "--period", "2026-03", "--where", "chanel=agency"]),
    );
    pin("unknown_table", &desk.run(&["ingest", "data", "--table", "payment"]));
    pin(
        "unknown_branch",
        &desk.run(&["report", "monthly", "--period", "2026-03", "--branch", "B9"]),
    );
    pin(
        "wrong_period_kind",
        &desk.run(&["report", "monthly", "--period", "2026-Q1"]),
    );
    pin("dictionary_unknown", &desk.run(&["metrics", "nps_score"]));
}

#[test]
fn a_file_without_a_required_column_is_refused() {
    let desk = Desk::new();
    desk.write("data/specialists.csv", "工号,专员\nS1,甲\n");
    pin("missing_column", &desk.run(&["ingest", "data"]));
    desk.write(
        "data/specialists.csv",
        "specialist_id,specialist_name,hired_on,colour\nS1,甲,2020-01-01,red\n",
    );
    pin("unknown_column", &desk.run(&["ingest", "data"]));
    pin("no_such_file", &desk.run(&["ingest", "nowhere.csv"]));
}

#[test]
fn a_store_that_cannot_be_used() {
    let desk = Desk::new();
    desk.write("duebook.duckdb", &"this is no database\n".repeat(1000));
    pin("not_a_database", &desk.run(&["status"]));
    desk.write("duebook.toml", "[store]\nmemory_limit = \"lots\"\n");
    pin("bad_memory_limit", &desk.run(&["status"]));
}

#[test]
fn a_damaged_store() {
    let desk = Desk::loaded();
    let path = desk.path("duebook.duckdb");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 3;
    bytes[4096 * 3..middle].fill(7);
    fs::write(&path, bytes).unwrap();
    let said = desk.run(&["kpi", "--period", "2026-03"]);
    assert!(said.starts_with("exit 3"), "{said}");
    assert!(said.contains("hint: `duebook rebuild` makes the store anew"), "{said}");
    // Without a record pay may be in it: nothing is thrown away unless the user says so, and the file is kept even then.
    let before = fs::read(&path).unwrap();
    fs::remove_file(desk.path("duebook.sqlite")).unwrap();
    let refused = desk.run(&["rebuild"]);
    assert!(
        refused.starts_with("exit 3") && refused.contains("rebuild --without-pay"),
        "{refused}"
    );
    assert!(
        fs::read(&path).unwrap() == before,
        "a rebuild that is refused changes nothing"
    );
    let rebuilt = desk.run(&["rebuild", "--without-pay"]);
    assert!(
        rebuilt.starts_with("exit 1")
            && rebuilt.contains("已由归档重建数据库")
            && rebuilt.contains("duebook.duckdb.damaged-"),
        "{rebuilt}"
    );
    let mut kept = fs::read_dir(desk.path(".")).unwrap().map(|entry| entry.unwrap().path());
    let kept = kept.find(|path| path.to_string_lossy().contains(".damaged-")).unwrap();
    assert!(fs::read(kept).unwrap() == before);
    let said = desk.run(&["kpi", "--period", "2026-03"]);
    assert!(said.starts_with("exit 0"), "{said}");
    // With one, which was made on the way, everybody knows that nobody was paid.
    fs::write(&path, &before).unwrap();
    let rebuilt = desk.run(&["rebuild"]);
    assert!(
        rebuilt.starts_with("exit 1") && rebuilt.contains(".damaged-"),
        "{rebuilt}"
    );
}

#[test]
fn the_log_for_programs_tells_each_file() {
    let desk = Desk::new();
    desk.write(
        "data/teams.csv",
        "team_id,team_name,branch_id,branch_name\nT1,一课,B1,青岚\nT2,,B1,青岚\n",
    );
    desk.write("duebook.toml", "[ingest]\nmax_reject_share = \"0.5\"\n");
    let said = desk.run(&["--log-format", "json", "ingest", "data"]);
    let events: Vec<serde_json::Value> = said
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .map(|mut event: serde_json::Value| event["fields"].take())
        .collect();
    let file = events.iter().find(|event| event["message"] == "file").unwrap();
    assert_eq!(
        (&file["file"], &file["read"], &file["accepted"], &file["rejected"]),
        (&"data/teams.csv".into(), &2.into(), &1.into(), &1.into())
    );
    assert!(
        events
            .iter()
            .any(|event| event["rule"] == "missing_value" && event["first_row"] == 3),
        "{said}"
    );
}

#[test]
fn a_locked_store() {
    let desk = Desk::new();
    let held = duebook::workspace::Workspace::find(desk.dir.path()).unwrap();
    let _store = duebook::store::Store::open(&held, &[]).unwrap();
    let said = desk.run(&["status"]);
    let pid = format!("PID {}", std::process::id());
    assert!(said.contains(&pid), "{said}");
    let (before, rest) = said.split_once(&pid).unwrap();
    let (_, after) = rest.split_once(')').unwrap();
    pin("locked", &format!("{before}PID 1){after}"));
}

#[test]
fn a_workspace_metric_that_is_wrong_is_told_at_its_line() {
    let desk = Desk::loaded();
    desk.write(
        "queries/metrics/reach.sql",
        "-- id: reach\n-- zh: 触达\n-- unit: percent\nSELECT 1\n",
    );
    pin("bad_metric_header", &desk.run(&["metrics"]));
    let header = "-- id: reach\n-- zh: 触达\n-- en: Reach\n-- definition_zh: 无\n-- definition_en: None\n-- unit: ratio\n\
                  -- direction: higher\n-- basis: count\n-- source: own\n";
    let body =
        "SELECT period_no, specialist_key, slice_key, due_no, stag, 1 AS numerator, 1 AS denominator\nFROM run_items\n";
    desk.write("queries/metrics/reach.sql", &format!("{header}{body}"));
    desk.write(
        "queries/metrics/columns.sql",
        &format!("{}SELECT 1 AS numerator\n", header.replace("reach", "columns")),
    );
    pin(
        "bad_metric_columns",
        &desk.run(&["kpi", "--period", "2026-03", "--metric", "columns"]),
    );
    pin(
        "bad_metric_sql",
        &desk.run(&["kpi", "--period", "2026-03", "--metric", "reach"]),
    );
}

#[test]
fn a_workspace_metric_is_confined() {
    let desk = Desk::loaded();
    let header = "-- id: reach\n-- zh: 触达\n-- en: Reach\n-- definition_zh: 无\n-- definition_en: None\n-- unit: ratio\n\
                  -- direction: higher\n-- basis: count\n-- source: own\n";
    desk.write(
        "queries/metrics/reach.sql",
        &format!("{header}SELECT * FROM read_csv('/etc/passwd')\n"),
    );
    let said = desk.run(&["kpi", "--period", "2026-03", "--metric", "reach"]);
    assert!(said.starts_with("exit 2"), "{said}");
    assert!(said.contains("may not read or write files"), "{said}");
}

#[test]
fn values_in_every_format() {
    let desk = Desk::loaded();
    let kpi = [
        "kpi",
        "--period",
        "2026-03",
        "--by",
        "branch",
        "--metric",
        "renewal_rate,collection_completion_rate,contact_count",
    ];
    pin("kpi_table", &desk.run(&kpi));
    pin("kpi_csv", &desk.run(&[&kpi[..], &["--format", "csv"]].concat()));
    pin("kpi_json", &desk.run(&[&kpi[..], &["--format", "json"]].concat()));
    pin(
        "kpi_filtered",
        &desk.run(&[
            "kpi",
            "--period",
            "2026-Q1",
            "--as-of",
            "2026-02-15",
            "--by",
            "branch,channel",
            "--where",
            "premium_mode=annual",
            "--metric",
            "collection_completion_rate_count",
            "--format",
            "csv",
        ]),
    );
}

#[test]
fn the_dictionary_shows_a_metric_with_its_sql() {
    pin("metric", &Desk::bare().run(&["metrics", "renewal_rate"]));
}

#[test]
fn the_status_of_a_loaded_store() {
    let said = Desk::loaded().run(&["status"]);
    let size = said
        .split("数据库 ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next())
        .unwrap()
        .to_owned();
    pin("status", &said.replace(&format!("数据库 {size} MiB"), "数据库 N MiB"));
}

#[test]
fn the_same_files_again_change_nothing() {
    let desk = Desk::loaded();
    pin("ingest_again", &desk.run(&["ingest", "data"]));
}

/// Cells that need reading one by one took another way through the transaction of a dry run.
#[test]
fn a_dry_run_says_what_would_happen_and_changes_nothing() {
    let desk = Desk::new();
    desk.write(
        "data/specialists.csv",
        "工号,专员,入职日期\nS1,甲,2020年1月5日\nS2,乙,2020-02-01\nS3,丙,很久以前\n",
    );
    desk.write(
        "data/teams.csv",
        "team_id,team_name,branch_id,branch_name\nT1,Ｔ１组,B1,甲机构\n",
    );
    desk.write("duebook.toml", "[ingest]\nmax_reject_share = \"0.5\"\n");
    pin("dry_run", &desk.run(&["ingest", "data", "--dry-run"]));
    assert!(desk.run(&["status"]).contains("nothing is loaded yet"));
    pin("after_the_dry_run", &desk.run(&["ingest", "data"]));
}

/// What a person holds against the core system's own totals.
#[test]
fn a_run_ends_with_the_sums_of_its_months_and_what_is_nobodys() {
    let desk = Desk::new();
    for (table, rows) in [
        ("teams", "team_id,team_name,branch_id,branch_name\nT1,一组,B1,甲机构\n"),
        (
            "specialists",
            "specialist_id,specialist_name,hired_on\nS1,甲,2020-01-01\nS2,乙,2020-01-01\n",
        ),
        (
            "assignments",
            "specialist_id,team_id,valid_from,valid_to\nS1,T1,2020-01-01,\nS2,T1,2020-01-01,2026-03-01\n",
        ),
        ("customers", "customer_id\nC1\n"),
        (
            "policies",
            "policy_id,customer_id,product_code,product_line,channel,issued_on,premium_mode,annual_premium\n\
             P1,C1,A,寿险,个险,2020-01-05,monthly,1200\n",
        ),
        (
            "due_items",
            "due_id,policy_id,due_on,due_no,amount_due,specialist_id\nD1,P1,2026-02-05,2,100,S1\nD2,P1,2026-03-05,3,100.50,S1\n\
             D3,P1,2026-03-31,4,100,S2\n",
        ),
        // In March S1 owns what S2 had; the last one refers to nothing.
        ("ownership", "due_id,specialist_id,from_on\nD1,S2,2026-02-06\n"),
        (
            "payments",
            "payment_id,due_id,paid_on,amount,method,status,reverses_payment_id\nX1,D1,2026-02-05,100,cash,success,\n\
             X2,D2,2026-03-06,100.50,cash,success,\nX3,D2,2026-03-07,100.50,cash,reversal,X2\nX4,D2,2026-03-08,100,cash,failed,\n\
             X5,D9,2026-03-09,70,cash,success,\n",
        ),
    ] {
        desk.write(&format!("data/{table}.csv"), rows);
    }
    let said = desk.run(&["ingest", "data"]);
    let sums = said.split("对账月份").nth(1).unwrap();
    pin("control", sums);
    // A file of one month tells of this month, with all that is there.
    desk.write(
        "late/payments_late.csv",
        "payment_id,due_id,paid_on,amount,method,status\nX6,D3,2026-03-31,100,cash,success\n",
    );
    let said = desk.run(&["ingest", "late"]);
    pin("control_of_one_month", said.split("对账月份").nth(1).unwrap());
    assert!(!desk.run(&["ingest", "late"]).contains("对账月份"));
}

#[test]
fn a_report_is_named_by_what_it_shows() {
    let desk = Desk::loaded();
    pin(
        "report",
        &desk.run(&[
            "report", "monthly", "--period", "2026-03", "--team", "T11", "--locale", "en",
        ]),
    );
    let early = [
        "report",
        "monthly",
        "--period",
        "2026-03",
        "--as-of",
        "2026-03-20",
        "--format",
        "html",
        "--out",
        "early",
    ];
    pin("report_as_of", &desk.run(&early));
    assert!(
        desk.path("early/monthly_2026-03@2026-03-20_company.zh-CN.html")
            .is_file()
    );
}

/// A reader such as `head` may leave before all is said; that is neither a panic nor an error.
#[test]
fn a_reader_that_leaves_is_no_error() {
    for arguments in [&["metrics"][..], &["metrics", "renewal_rate"], &["--help"]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_duebook"))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let ended = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&ended.stderr), "", "{arguments:?}");
        assert_eq!(ended.status.code(), Some(0), "{arguments:?}");
    }
}
