//! The program as a user runs it: what it prints, what it says when something is wrong, how it exits.
//!
//! The texts are pinned as snapshots in `tests/cli/`; `INSTA_UPDATE=always make test` writes them anew for review.

mod common;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use common::golden;
use tempfile::TempDir;

/// A workspace on disk that only the program itself touches.
struct Desk {
    dir: TempDir,
}

impl Desk {
    fn bare() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    fn new() -> Self {
        let desk = Self::bare();
        assert!(desk.run(&["init"]).starts_with("exit 0"));
        desk
    }

    /// With the golden book loaded.
    fn loaded() -> Self {
        let desk = Self::new();
        for entry in fs::read_dir(golden().join("data")).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, desk.path("data").join(path.file_name().unwrap())).unwrap();
        }
        let said = desk.run(&["-q", "ingest", "data"]);
        assert!(said.starts_with("exit 0"), "{said}");
        desk
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> &Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_duebook"));
        command
            .current_dir(self.dir.path())
            .args(arguments)
            .env("NO_COLOR", "1")
            .env("COLUMNS", "120");
        command
    }

    /// Exit code, stdout and stderr as one text, the folder's own path replaced.
    fn run(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let whole = format!(
            "exit {}\n--- stdout\n{}--- stderr\n{}",
            output.status.code().unwrap(),
            text(&output.stdout),
            text(&output.stderr)
        );
        let real = fs::canonicalize(self.dir.path()).unwrap();
        whole
            .replace(&*real.to_string_lossy(), "DESK")
            .replace(&*self.dir.path().to_string_lossy(), "DESK")
    }
}

fn pin(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn help_lists_the_commands() {
    pin("help", &Desk::bare().run(&["--help"]));
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
    assert!(
        said.contains("hint: move the file away and ingest your data files again"),
        "{said}"
    );
}

#[test]
fn a_locked_store() {
    let desk = Desk::new();
    let held = duebook::workspace::Workspace::find(desk.dir.path()).unwrap();
    let _store = duebook::store::Store::open(&held, &[]).unwrap();
    let said = desk
        .run(&["status"])
        .replace(&format!("PID {}", std::process::id()), "PID 1");
    pin("locked", &said);
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
    assert!(said.contains("disabled by configuration"), "{said}");
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
