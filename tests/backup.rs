//! A backup holds what cannot be made anew, and comes back whole or not at all.

mod common;
#[path = "common/pay.rs"]
mod pay;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use common::Desk;

/// A workspace with data, pay, an own metric and a record; messages are English.
fn desk() -> Desk {
    let desk = Desk::loaded();
    desk.write("duebook.toml", "locale = \"en\"\ncompany = \"甲公司\"\n")
        .write("queries/metrics/mine.txt", "own")
        .write("data/loose.csv", "left out")
        .write("reports/old.html", "left out");
    assert!(desk.run(&["incentive", "status"]).starts_with("exit"));
    assert!(desk.path("duebook.sqlite").exists());
    desk
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// All files below a folder with their bytes.
fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![root.to_path_buf()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(root).unwrap().to_path_buf(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

const KPI: [&str; 6] = ["kpi", "--period", "2026-03", "--by", "specialist", "--format=csv"];

#[test]
fn a_backup_comes_back_as_it_was() {
    let (desk, place) = (desk(), tempfile::tempdir().unwrap());
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/passwd", desk.path("plans/link.csv")).unwrap();
    let before = desk.run(&KPI);
    let folder = place.path().join("backup");
    let said = desk.run(&["backup", text(&folder)]);
    assert!(said.starts_with("exit 0"), "{said}");
    #[cfg(unix)]
    assert!(
        said.contains("left out, as it is no file: DESK/plans/link.csv"),
        "{said}"
    );
    assert_eq!(names(place.path()), ["backup"], "nothing lies beside it");
    let kept = files(&folder);
    for name in [
        "duebook.toml",
        "duebook.duckdb",
        "duebook.sqlite",
        "queries/metrics/mine.txt",
        "data/archive/ledger.jsonl",
        "manifest.json",
    ] {
        assert!(kept.contains_key(Path::new(name)), "{name}");
    }
    assert!(
        kept.keys()
            .all(|name| !text(name).contains("left") && !text(name).contains("loose"))
    );

    // Into a folder that is new, and into the one that -C names.
    let (new, named) = (place.path().join("new"), place.path().join("named"));
    fs::create_dir(&named).unwrap();
    for (restored, arguments) in [
        (&new, vec!["restore", text(&folder), text(&new)]),
        (&named, vec!["-C", text(&named), "restore", text(&folder)]),
    ] {
        let said = desk.run(&arguments);
        assert!(said.starts_with("exit 0"), "{said}");
        let mut wanted = kept.clone();
        wanted.remove(Path::new("manifest.json"));
        assert!(files(restored) == wanted, "{:?}", files(restored).keys());
        let arguments: Vec<&str> = ["-C", text(restored)].into_iter().chain(KPI).collect();
        assert_eq!(desk.run(&arguments), before);
        let said = desk.run(&["-C", text(restored), "verify"]);
        assert!(said.starts_with("exit 0"), "{said}");
    }
    // The archive of a restored workspace is a whole one.
    fs::remove_file(new.join("duebook.duckdb")).unwrap();
    let said = desk.run(&["-C", text(&new), "-q", "rebuild"]);
    assert!(said.starts_with("exit 0"), "{said}");
}

#[test]
fn pay_comes_back_with_its_record_and_books() {
    let (desk, place) = (pay::office(), tempfile::tempdir().unwrap());
    let status = ["incentive", "status"];
    let before = desk.run(&status);
    assert!(before.contains("2026-03"), "{before}");
    let (folder, new) = (place.path().join("backup"), place.path().join("new"));
    assert!(desk.run(&["backup", text(&folder)]).starts_with("exit 0"));
    assert!(folder.join("duebook.sqlite").exists() && folder.join("books").is_dir());
    assert!(desk.run(&["restore", text(&folder), text(&new)]).starts_with("exit 0"));
    let there = |arguments: &[&str]| {
        let arguments: Vec<&str> = ["-C", text(&new)]
            .into_iter()
            .chain(arguments.iter().copied())
            .collect();
        desk.run(&arguments)
    };
    assert!(there(&["verify"]).starts_with("exit 0"));
    assert_eq!(there(&status), before);
    fs::remove_file(new.join("duebook.duckdb")).unwrap();
    let said = there(&["-q", "rebuild"]);
    assert!(said.starts_with("exit 0") || said.starts_with("exit 1"), "{said}");
    assert!(there(&["verify"]).starts_with("exit 0"));
    assert_eq!(there(&status), before);
}

#[test]
fn a_backup_that_is_not_whole_is_not_restored() {
    let (desk, place) = (desk(), tempfile::tempdir().unwrap());
    let folder = place.path().join("backup");
    assert!(desk.run(&["backup", text(&folder)]).starts_with("exit 0"));
    let target = place.path().join("new");
    let refused = |told: &str| {
        let said = desk.run(&["restore", text(&folder), text(&target)]);
        assert!(said.starts_with("exit 3") && said.contains(told), "{told}: {said}");
        assert!(said.contains("nothing was restored"), "{said}");
        assert_eq!(names(place.path()), ["backup"], "{told}");
    };
    let copies = |name: &PathBuf| text(name).starts_with("data/archive") || text(name).starts_with("plans");
    let one = |name: &PathBuf| !copies(name) || text(name).ends_with("ledger.jsonl") || text(name).contains("/a");
    for (name, whole) in files(&folder).into_iter().filter(|(name, _)| one(name)) {
        let path = folder.join(&name);
        let mut bytes = whole.clone();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&path, &bytes).unwrap();
        refused(if name == Path::new("manifest.json") {
            "backup"
        } else {
            "has changed since the backup was made"
        });
        fs::write(&path, &whole).unwrap();
    }
    let archived = folder.join("data/archive/ledger.jsonl");
    fs::rename(&archived, folder.join("ledger.jsonl")).unwrap();
    refused("is missing from the backup");
    refused("was not put there by it");
    fs::rename(folder.join("ledger.jsonl"), &archived).unwrap();
    let manifest = fs::read_to_string(folder.join("manifest.json")).unwrap();
    for (path, told) in [
        ("../plans.toml", "not as it was written"),
        ("/etc/passwd", "not as it was written"),
    ] {
        let other = manifest.replacen("duebook.toml", path, 1);
        fs::write(folder.join("manifest.json"), other).unwrap();
        refused(told);
    }
    fs::write(
        folder.join("manifest.json"),
        manifest.replacen("\"form\": 1", "\"form\": 2", 1),
    )
    .unwrap();
    refused("this program knows 1");
    fs::write(folder.join("manifest.json"), manifest).unwrap();
    assert!(
        desk.run(&["restore", text(&folder), text(&target)])
            .starts_with("exit 0")
    );
}

#[test]
fn places_with_something_in_them_stay_as_they_are() {
    let (desk, place) = (desk(), tempfile::tempdir().unwrap());
    let full = place.path().join("full");
    fs::create_dir(&full).unwrap();
    fs::write(full.join("mine"), "mine").unwrap();
    let refused = |arguments: &[&str], told: &str| {
        let said = desk.run(arguments);
        assert!(said.starts_with("exit 2") && said.contains(told), "{said}");
        assert_eq!(
            (names(place.path()), names(&full)),
            (vec!["full".to_owned()], vec!["mine".to_owned()])
        );
    };
    refused(&["backup", text(&full)], "is not empty");
    refused(&["backup", text(&full.join("mine"))], "is not empty");
    refused(&["backup", "data/archive/here"], "lies in `data/archive`");
    refused(&["restore", text(&full)], "is not empty");
    refused(
        &["restore", text(&full), text(&place.path().join("new"))],
        "is no backup",
    );
    // What a killed backup left is no hindrance, and one in the workspace itself is none to the next.
    desk.write(".today.duebook-backup/half", "half");
    for name in ["today", "tomorrow"] {
        assert!(desk.run(&["backup", name]).starts_with("exit 0"));
    }
    assert_eq!(files(&desk.path("today")).len(), files(&desk.path("tomorrow")).len());
    assert!(!desk.path(".today.duebook-backup").exists());
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_no_half_of_a_backup() {
    let (desk, place) = (desk(), tempfile::tempdir().unwrap());
    let folder = place.path().join("backup");
    // A file may have 512 kB: the store is larger.
    let said = desk.run_limited("ulimit -f 1024", &["backup", text(&folder)]);
    assert!(
        said.starts_with("exit 3") && said.contains("the disk is full"),
        "{said}"
    );
    assert_eq!(names(place.path()), <[String; 0]>::default());
    assert!(desk.run(&["backup", text(&folder)]).starts_with("exit 0"));
    let new = place.path().join("new");
    let said = desk.run_limited("ulimit -f 1024", &["restore", text(&folder), text(&new)]);
    assert!(
        said.starts_with("exit 3") && said.contains("the disk is full"),
        "{said}"
    );
    assert_eq!(names(place.path()), ["backup"]);
}

#[test]
fn a_store_in_use_is_not_copied() {
    let desk = desk();
    let workspace = duebook::workspace::Workspace::find(desk.dir.path()).unwrap();
    let store = duebook::store::Store::open(&workspace, &[]).unwrap();
    let said = desk.run(&["backup", "today"]);
    assert!(
        said.starts_with("exit 3") && said.contains("in use by another process"),
        "{said}"
    );
    assert!(!desk.path("today").exists());
    drop(store);
}
