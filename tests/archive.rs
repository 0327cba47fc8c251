//! The archive outlives the store: its list only grows, says when it was cut or changed, and is not overwritten by a store
//! that knows less.

mod common;

use std::fs;

use common::Desk;

fn team(desk: &Desk, number: u32) -> String {
    let name = format!("data/teams_{number}.csv");
    let text = format!("team_id,team_name,branch_id,branch_name\nT{number},一部,B1,甲机构\n");
    desk.write(&name, &text);
    name
}

/// A workspace into which so many files were loaded, each in a run of its own; messages are English.
fn desk(files: u32) -> Desk {
    let desk = Desk::new();
    desk.write("duebook.toml", "locale = \"en\"\n");
    for number in 1..=files {
        let said = desk.run(&["-q", "ingest", &team(&desk, number)]);
        assert!(said.starts_with("exit 0"), "{said}");
    }
    desk
}

fn list(desk: &Desk) -> String {
    fs::read_to_string(desk.path("data/archive/ledger.jsonl")).unwrap()
}

fn teams(desk: &Desk) -> String {
    desk.run(&["query", "--format", "csv", "SELECT team_id FROM teams ORDER BY ALL"])
        .replace('\r', "")
}

#[test]
fn a_list_that_was_cut_or_changed_stops_every_run() {
    let desk = desk(3);
    let whole = list(&desk);
    let lines: Vec<&str> = whole.lines().collect();
    let next = team(&desk, 4);
    for (text, told) in [
        (format!("{}\n", lines[..3].join("\n")), "of 3 lines 2 are left"),
        (whole[..whole.len() - 9].to_owned(), "of 3 lines 2 are left"),
        (whole.replace("teams_2", "teams_7"), "is not as it was written"),
        (
            format!("{}\n", [lines[0], lines[2], lines[1], lines[3]].join("\n")),
            "is not as it was written",
        ),
    ] {
        desk.write("data/archive/ledger.jsonl", &text);
        for command in [["ingest", next.as_str()].as_slice(), &["rebuild"]] {
            let said = desk.run(command);
            assert!(said.starts_with("exit 3") && said.contains(told), "{command:?}: {said}");
            assert_eq!(list(&desk), text, "{command:?}");
        }
    }
    // What the hint says is true: with the store whole, the list is written anew.
    fs::rename(desk.path("data/archive/ledger.jsonl"), desk.path("aside.jsonl")).unwrap();
    let said = desk.run(&["-q", "ingest", &next]);
    assert!(said.starts_with("exit 0"), "{said}");
    assert!(list(&desk).lines().nth(1) == Some(lines[1]) && list(&desk).lines().count() == 5);
}

#[test]
fn a_store_that_knows_less_does_not_write_the_list() {
    let desk = desk(1);
    let old = fs::read(desk.path("duebook.duckdb")).unwrap();
    for number in [2, 3] {
        assert!(desk.run(&["-q", "ingest", &team(&desk, number)]).starts_with("exit 0"));
    }
    let before = list(&desk);
    fs::write(desk.path("duebook.duckdb"), old).unwrap();
    let said = desk.run(&["ingest", &team(&desk, 4)]);
    assert!(
        said.starts_with("exit 3") && said.contains("lacks 2 of 3 files"),
        "{said}"
    );
    assert!(teams(&desk).contains("T1\n--- stderr"), "nothing was loaded");
    assert_eq!(list(&desk), before);
    let said = desk.run(&["-q", "rebuild"]);
    assert!(said.starts_with("exit 0"), "{said}");
    assert_eq!(list(&desk), before, "a rebuild repeats the list and leaves it");
    assert!(desk.run(&["-q", "ingest", "data/teams_4.csv"]).starts_with("exit 0"));
    assert!(teams(&desk).contains("T1\nT2\nT3\nT4\n"));
    assert!(list(&desk).contains("\"run\":4") && list(&desk).starts_with("{\"lines\":4,"));
}

#[test]
fn a_list_of_an_earlier_version_is_taken_over() {
    let desk = desk(2);
    let chained = list(&desk);
    let mut plain = String::new();
    for line in chained.lines().skip(1) {
        plain += line.split(",\"hash\"").next().unwrap();
        plain += "}\n";
    }
    desk.write("data/archive/ledger.jsonl", &plain);
    let said = desk.run(&["-q", "rebuild"]);
    assert!(said.starts_with("exit 0"), "{said}");
    assert!(desk.run(&["-q", "ingest", &team(&desk, 3)]).starts_with("exit 0"));
    let now = list(&desk);
    assert!(now.starts_with("{\"lines\":3,"), "{now}");
    let old: Vec<&str> = chained.lines().skip(1).collect();
    assert_eq!(now.lines().skip(1).take(2).collect::<Vec<_>>(), old);
}

#[test]
fn what_the_archive_lacks_is_named() {
    let desk = desk(2);
    let mut copies = fs::read_dir(desk.path("data/archive"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let copy = copies
        .find(|path| path.extension().is_some_and(|e| e == "csv"))
        .unwrap();
    fs::remove_file(&copy).unwrap();
    let said = desk.run(&["rebuild"]);
    assert!(
        said.starts_with("exit 3") && said.contains("is not in the archive: it is `data/teams_"),
        "{said}"
    );
    assert!(teams(&desk).contains("T1\nT2\n"));
}
