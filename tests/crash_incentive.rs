//! What is left of `incentive calculate`, `approve`, `close`, `rebook` and `export` when they are killed: a run is whole or not
//! there, a period approved or not, closed or not, corrected or not, a manifest beside the very files it names or not there; and
//! what a second process at the same time is told.
//!
//! `DUEBOOK_KILLS=50` kills more often.

mod common;
#[path = "common/pay.rs"]
mod pay;

use std::collections::BTreeSet;
use std::fs;
use std::time::{Duration, Instant};

use common::Desk;
use duebook::digest::hex;
use duebook::random::Dice;
use duebook::store::Store;
use duebook::workspace::Workspace;
use pay::{PLAN, contents, copy, office, query, start, well};
use sha2::{Digest as _, Sha256};

/// A part of `whole`.
fn part_of(dice: &mut Dice, whole: Duration) -> Duration {
    whole * u32::try_from(dice.roll() % 1000).unwrap() / 1000
}

#[test]
fn a_killed_command_did_all_or_nothing() {
    let office = office();
    let kills: u32 = std::env::var("DUEBOOK_KILLS").map_or(6, |text| text.parse().unwrap());
    let mut dice = Dice::new(7);
    // The month that is approved; a month calculated anew.
    well(
        &office,
        &["incentive", "calculate", "--period", "2026-05", "--plan", PLAN],
    );
    let commands: [&[&str]; 5] = [
        &["incentive", "approve", "--period", "2026-05", "--by", "李"],
        &["incentive", "calculate", "--period", "2026-06", "--plan", PLAN],
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
        &["incentive", "rebook", "--reason", "迟到的数据"],
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
            let verified = desk.run(&["verify"]);
            assert!(
                verified.starts_with("exit 0"),
                "{command:?} killed after {delay:?}: {verified}"
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

/// True if the manifest of the payroll of March is there; then each file is what it says of it.
fn is_exported(desk: &Desk) -> bool {
    let folder = desk.path("reports");
    let name = "payroll_2026-03_whole-year";
    let Ok(text) = fs::read_to_string(folder.join(format!("{name}.manifest.json"))) else {
        return false;
    };
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    let files = manifest["files"].as_array().unwrap();
    assert_eq!(files.len(), 2, "{manifest}");
    for file in files {
        let bytes = fs::read(folder.join(file["name"].as_str().unwrap())).unwrap();
        assert_eq!(
            hex(&Sha256::digest(&bytes)),
            file["sha256"].as_str().unwrap(),
            "{manifest}"
        );
    }
    true
}

/// The files of an earlier export, in another language, are there when the new ones are written.
#[test]
fn a_killed_export_leaves_no_manifest_beside_other_files() {
    let desk = office();
    let export = ["incentive", "export", "--period", "2026-03"];
    let earlier = ["incentive", "export", "--period", "2026-03", "--locale", "en"];
    let before = contents(&desk);
    let started = Instant::now();
    well(&desk, &export);
    let time = started.elapsed();
    assert!(is_exported(&desk));
    let kills: u32 = std::env::var("DUEBOOK_KILLS").map_or(6, |text| text.parse().unwrap());
    let (mut dice, mut ends) = (Dice::new(11), [0, 0]);
    for kill in 0..kills {
        well(&desk, &earlier);
        assert!(is_exported(&desk));
        let slice = time / kills;
        let delay = slice * kill + part_of(&mut dice, slice);
        let mut child = start(&desk, &export);
        std::thread::sleep(delay);
        child.kill().unwrap();
        child.wait().unwrap();
        ends[usize::from(is_exported(&desk))] += 1;
        assert_eq!(contents(&desk), before, "export killed after {delay:?}");
    }
    eprintln!("export killed {kills} times in {time:?}: {ends:?} without and with a manifest");
    well(&desk, &export);
    assert!(is_exported(&desk));
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
    let rows = query(
        &store,
        "SELECT count(*) AS n FROM incentive_closes WHERE period = '2026-04'",
    );
    assert_eq!(rows.first().unwrap().integer("n"), Some(1));
}

#[test]
fn a_rebuilt_store_keeps_what_was_paid() {
    let office = office();
    let before = contents(&office);
    well(&office, &["rebuild"]);
    assert_eq!(contents(&office), before);
    let said = well(&office, &["incentive", "status"]);
    assert!(said.contains("完好"), "{said}");
}
