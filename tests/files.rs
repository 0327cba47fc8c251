//! What the program writes: under which names, where, and what of people's data stands in it.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use common::{Desk, golden};

/// A workspace with the golden book loaded, ids of its files replaced.
fn loaded_with(ids: &BTreeMap<&str, String>) -> Desk {
    let desk = Desk::new();
    for entry in fs::read_dir(golden().join("data")).unwrap() {
        let path = entry.unwrap().path();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(&path).unwrap();
        let mut writer = csv::Writer::from_path(desk.path("data").join(path.file_name().unwrap())).unwrap();
        for row in reader.records() {
            let row = row.unwrap();
            let cells = row.iter().map(|cell| ids.get(cell).map_or(cell, String::as_str));
            writer.write_record(cells).unwrap();
        }
        writer.flush().unwrap();
    }
    let said = desk.run(&["-q", "ingest", "data"]);
    assert!(said.starts_with("exit 0"), "{said}");
    desk
}

/// The paths a command printed.
fn written(said: &str) -> Vec<String> {
    assert!(said.starts_with("exit 0"), "{said}");
    let (_, rest) = said.split_once("--- stdout\n").unwrap();
    let (stdout, _) = rest.split_once("--- stderr").unwrap();
    stdout.lines().map(|line| line.replace("DESK/", "")).collect()
}

/// Each path is a file of its own, whose text names what it is about.
fn are_apart(desk: &Desk, paths: &[String], names: &[&str]) {
    let different: BTreeSet<&String> = paths.iter().collect();
    assert_eq!(different.len(), names.len(), "{paths:?}");
    for name in names {
        let telling = |path: &&String| fs::read_to_string(desk.path(path)).unwrap().contains(name);
        assert_eq!(paths.iter().filter(telling).count(), 1, "{name}: {paths:?}");
    }
}

#[test]
fn different_ids_have_different_files() {
    let long = |letter: &str, count: usize| letter.repeat(count);
    let ids = BTreeMap::from([
        ("T11", "T.1".to_owned()),
        ("T12", "T/1".to_owned()),
        ("T21", "T-1".to_owned()),
        ("T22", long("组", 90)),
        ("S001", "A/b".to_owned()),
        ("S002", "A˻".to_owned()),
        ("S003", long("9", 250)),
    ]);
    let desk = loaded_with(&ids);
    let said = desk.run(&["report", "all", "--date", "2026-03-12"]);
    let paths = written(&said);
    let index = fs::read_to_string(desk.path("reports/index.html")).unwrap();
    let pages: Vec<String> = paths
        .iter()
        .filter(|path| path.contains("_team-") && path.ends_with(".html"))
        .cloned()
        .collect();
    for page in &pages {
        let file = Path::new(page).file_name().unwrap().to_str().unwrap();
        assert!(index.contains(&format!("href=\"{file}\"")), "{file}: {index}");
    }
    are_apart(
        &desk,
        &pages,
        &["甲部一课", "甲部二课", "乙部一课", "乙部二课", "丙部一课", "丙部二课"],
    );

    let mut lists = Vec::new();
    for team in ["T.1", "T/1", "T-1", &long("组", 90)] {
        lists.extend(written(&desk.run(&[
            "worklist",
            "--date",
            "2026-03-13",
            "--team",
            team,
            "--format",
            "html",
        ])));
    }
    assert_eq!(lists.iter().collect::<BTreeSet<_>>().len(), 4, "{lists:?}");
    assert_eq!(lists[2], "reports/worklist_2026-03-13_team-T-1.zh-CN.html");

    let plan = "plans/scorecard/plan.toml";
    let said = desk.run(&["incentive", "calculate", "--period", "2026-03", "--plan", plan]);
    assert!(said.starts_with("exit 0"), "{said}");
    let said = desk.run(&["incentive", "statement", "--period", "2026-03", "--format", "html"]);
    let mut statements = written(&said);
    statements.retain(|path| !path.contains("_S0"));
    are_apart(&desk, &statements, &["赵安", "钱芳", "孙岚"]);
    for path in &statements {
        let said = fs::read_to_string(desk.path(path)).unwrap();
        assert!(said.contains("怎样算出来的"), "{path}");
    }
}
