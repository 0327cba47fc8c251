//! The program speaks Chinese where the workspace or the system asks for it: errors, hints and the help of every command.

mod common;

use common::{Desk, pin};
use unicode_width::UnicodeWidthStr;

/// A workspace that asks for Chinese.
fn desk() -> Desk {
    let desk = Desk::of_one_specialist();
    desk.write("duebook.toml", "locale = \"zh-CN\"\n");
    desk
}

fn said(desk: &Desk, arguments: &[&str]) -> String {
    format!("$ duebook {}\n{}\n", arguments.join(" "), desk.run(arguments))
}

#[test]
fn the_commonest_errors_are_told_in_chinese() {
    let desk = desk();
    desk.write("bad/empty.csv", "")
        .write("bad/report.pdf", "%PDF-1.7\n")
        .write("bad/strange.csv", "甲,乙\n1,2\n")
        .write("bad/due_items.csv", "policy_id,due_no\nP1,1\n")
        .write("bad/quote.csv", "team_id,team_name\nT1,\"一部\n")
        .write("plans/wrong.toml", "id = \"p\"\nperiod = 3\nnobody = 1\n");
    let runs: [&[&str]; 27] = [
        &["ingest", "nothing.csv"],
        &["ingest", "bad/empty.csv"],
        &["ingest", "bad/report.pdf"],
        &["ingest", "bad/strange.csv"],
        &["ingest", "bad/due_items.csv"],
        &["ingest", "bad/quote.csv"],
        &["ingest", "data", "--table", "due_item"],
        &["init"],
        &["kpi", "--period", "2026-13"],
        &["kpi", "--period", "2026-03-05..2026-03-01"],
        &["kpi", "--period", "2026-03", "--as-of", "yesterday"],
        &["kpi", "--period", "2026-03", "--metric", "renewal_rat"],
        &["kpi", "--period", "2026-03", "--by", "brnch"],
        &["kpi", "--period", "2026-03", "--where", "agency"],
        &[
            "kpi",
            "--period",
            "2026-03",
            "--explain",
            "renewal_rate",
            "--entity",
            "S9",
        ],
        &["kpi", "--period", "2026-03", "--bom"],
        &["kpi"],
        &["kpi", "--period", "2026-03", "--format", "exel"],
        &["kpi", "--perid", "2026-03"],
        &["repotr"],
        &["report", "monthly", "--period", "2026-W11"],
        &["report", "monthly", "--period", "2026-03", "--branch", "B9"],
        &["query", "DELETE FROM due_items"],
        &["query", "SELECT * FROM due_itms"],
        &["plan", "check", "plans/wrong.toml"],
        &["incentive", "approve", "--period", "2026-03", "--by", "李"],
        &["check", "--rows", "many"],
    ];
    let told: String = runs.iter().map(|arguments| said(&desk, arguments)).collect();
    for english in ["error:", "hint:", "Usage:"] {
        assert!(!told.contains(english), "{told}");
    }
    pin("chinese_errors", &told);
}

#[test]
fn outside_of_a_workspace_the_system_says_the_language() {
    let desk = Desk::bare();
    let told = |language: &str| {
        let output = desk
            .command(&["status"])
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .env("LANG", language)
            .output()
            .unwrap();
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(told("zh_CN.UTF-8").starts_with("错误："), "{}", told("zh_CN.UTF-8"));
    assert!(told("en_GB.UTF-8").starts_with("error: "), "{}", told("en_GB.UTF-8"));
    // What a workspace says counts more, whatever else is wrong with it.
    desk.write("duebook.toml", "locale = \"zh-CN\"\ncompnay = \"甲\"\n");
    assert!(told("en_GB.UTF-8").starts_with("错误："), "{}", told("en_GB.UTF-8"));
}

/// A company words errors and help anew.
#[test]
fn a_workspace_words_errors_and_help_anew() {
    let desk = desk();
    desk.write(
        "report-templates/locale/errors.zh-CN.toml",
        "[metric.unknown]\nsays = \"x\"\n",
    );
    let refused = desk.run(&["check"]);
    assert!(refused.contains("metric.unknown"), "{refused}");
    desk.write(
        "report-templates/locale/errors.zh-CN.toml",
        "[metric]\nunknown = \"本公司没有指标 `{name}`\"\n",
    )
    .write(
        "report-templates/locale/help.zh-CN.toml",
        "[kpi]\nabout = \"看续收率\"\n",
    );
    let told = desk.run(&["kpi", "--period", "2026-03", "--metric", "x"]);
    assert!(told.contains("错误：本公司没有指标 `x`"), "{told}");
    assert!(desk.run(&["--help"]).contains("看续收率"));
}

/// The commands a help lists.
fn commands(help: &str) -> Vec<String> {
    let listed = help.lines().skip_while(|line| !line.starts_with("命令")).skip(1);
    let listed = listed.take_while(|line| line.starts_with("  "));
    listed
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect()
}

fn collect_help(desk: &Desk, path: &[String], out: &mut String) {
    let mut arguments: Vec<&str> = path.iter().map(String::as_str).collect();
    arguments.push("--help");
    let help = desk.run(&arguments);
    out.push_str(&said(desk, &arguments));
    for command in commands(&help) {
        collect_help(desk, &[path, &[command]].concat(), out);
    }
}

#[test]
fn all_help_is_in_chinese() {
    let desk = desk();
    let mut help = String::new();
    collect_help(&desk, &[], &mut help);
    assert!(help.matches("用法：").count() > 30, "{help}");
    for line in help.lines() {
        assert!(line.width() <= 118, "too wide: {line}");
    }
    for english in [
        "Usage:",
        "Options:",
        "Arguments:",
        "Commands:",
        "[default",
        "[possible",
        "Print ",
    ] {
        assert!(!help.contains(english), "{english}: {help}");
    }
    pin("chinese_help", &help);
}
