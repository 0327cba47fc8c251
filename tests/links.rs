//! A workspace somebody else made: links, pipes and devices in it lead nowhere.
#![cfg(unix)]

mod common;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use common::{COVERED, Desk, golden};

/// A folder beside the workspace, and a file in it that must stay as it is.
struct Outside(tempfile::TempDir);

const KEPT: &str = "root:x:0:0\n";

impl Outside {
    fn new() -> Self {
        let outside = Self(tempfile::tempdir().unwrap());
        fs::write(outside.file(), KEPT).unwrap();
        // As a killed process would leave it.
        fs::write(outside.0.path().join("theirs.part"), KEPT).unwrap();
        outside
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }

    fn file(&self) -> std::path::PathBuf {
        self.0.path().join("kept")
    }

    fn is_untouched(&self) {
        assert_eq!(fs::read_to_string(self.file()).unwrap(), KEPT);
        assert_eq!(fs::read_dir(self.0.path()).unwrap().count(), 2);
    }
}

/// A program that waits for a pipe would wait for ever.
fn run(desk: &Desk, arguments: &[&str]) -> String {
    let output = desk
        .command(arguments)
        .timeout(Duration::from_mins(2))
        .output()
        .unwrap();
    format!(
        "exit {}\n{}{}",
        output.status.code().expect("it waits"),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// A store, so that an archive is nothing to wonder at.
fn with_a_store() -> Desk {
    let desk = Desk::of_one_specialist();
    assert!(run(&desk, &["-q", "ingest", "data/teams.csv"]).starts_with("exit 0"));
    desk
}

/// A rejected cell makes a list of rejects.
fn with_a_reject(desk: &Desk) {
    desk.write(
        "data/specialists.csv",
        "specialist_id,specialist_name,hired_on\nS1,赵安,2020-01-01\nS2,钱芳,someday\n",
    );
}

#[test]
fn a_link_where_a_file_is_begun_is_not_written_through() {
    let desk = with_a_store();
    let outside = Outside::new();
    let parts = [
        "reports/worklist_2026-03-13_company.csv.part",
        "reports/worklist_2026-03-13_company.zh-CN.html.part",
        "reports/rejects.csv.part",
        "data/archive/ledger.jsonl.part",
    ];
    for part in parts {
        symlink(outside.file(), desk.path(part)).unwrap();
    }
    with_a_reject(&desk);
    let said = run(&desk, &["ingest", "data"]);
    assert!(said.starts_with("exit 1"), "{said}");
    let said = run(&desk, &["worklist", "--date", "2026-03-13"]);
    assert!(said.starts_with("exit 0"), "{said}");
    outside.is_untouched();
    for part in parts {
        let place = desk.path(part.strip_suffix(".part").unwrap());
        assert!(place.symlink_metadata().unwrap().is_file(), "{part}");
        assert!(desk.path(part).symlink_metadata().is_err(), "{part}");
    }
    // The archive's own copy of a file.
    let kept = fs::read_dir(desk.path("data/archive")).unwrap();
    let names = kept.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let other = with_a_store();
    with_a_reject(&other);
    let is_new = |name: &String| name.len() > 64 && !other.path("data/archive").join(name).exists();
    let copy = names.into_iter().find(is_new).unwrap();
    symlink(outside.file(), other.path(format!("data/archive/{copy}.part").as_str())).unwrap();
    let said = run(&other, &["ingest", "data"]);
    assert!(said.starts_with("exit 1"), "{said}");
    outside.is_untouched();
}

#[test]
fn a_link_in_place_of_a_folder_or_file_that_is_written_is_named() {
    let cases = [
        ("reports", false, &["worklist", "--date", "2026-03-13"][..]),
        ("reports", false, &["ingest", "data"]),
        ("data/archive", false, &["ingest", "data"]),
        ("reports/rejects.csv", true, &["ingest", "data"]),
        ("reports/index.html", true, &["report", "all", "--date", "2026-03-12"]),
        (
            "reports/worklist_2026-03-13_company.csv",
            true,
            &["worklist", "--date", "2026-03-13"],
        ),
        ("duebook.duckdb", true, &["status"]),
        ("duebook.duckdb.wal", true, &["status"]),
        (
            "out",
            false,
            &["report", "daily", "--period", "2026-03-12", "--out", "out"],
        ),
        (
            "out",
            false,
            &["report", "daily", "--period", "2026-03-12", "--out", "out/below"],
        ),
    ];
    for (number, (link, to_file, command)) in cases.into_iter().enumerate() {
        let (locale, told) = [("en", "is a symbolic link"), ("zh-CN", "是符号链接")][number % 2];
        let desk = with_a_store();
        desk.write("duebook.toml", &format!("locale = \"{locale}\"\n{COVERED}"));
        with_a_reject(&desk);
        let outside = Outside::new();
        if !link.starts_with("duebook") && command[0] != "ingest" {
            assert!(run(&desk, &["-q", "ingest", "data"]).starts_with("exit 1"));
        }
        let place = desk.path(link);
        let _ = fs::remove_dir_all(&place);
        let _ = fs::remove_file(&place);
        let target = if to_file {
            outside.file()
        } else {
            outside.folder().to_owned()
        };
        symlink(target, &place).unwrap();
        let said = run(&desk, command);
        assert!(!said.starts_with("exit 0"), "{link}: {said}");
        assert!(
            said.contains(&format!("{link}`")) && said.contains(told),
            "{link}: {said}"
        );
        outside.is_untouched();
    }
}

/// Puts something at a path.
type Make<'m> = &'m dyn Fn(&Path);

/// Runs the golden book's plan with its rates replaced by `make`.
fn with_rates(make: impl Fn(&Path)) -> String {
    let desk = Desk::new();
    let case = desk.path("plans/bands");
    fs::create_dir_all(&case).unwrap();
    let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/incentive");
    fs::copy(plan.join("plan.toml"), case.join("plan.toml")).unwrap();
    let text = fs::read_to_string(case.join("plan.toml")).unwrap();
    let file = text.split("file = \"").nth(1).unwrap().split('"').next().unwrap();
    let rates = case.join(file);
    fs::create_dir_all(rates.parent().unwrap()).unwrap();
    make(&rates);
    run(&desk, &["plan", "check", "plans/bands/plan.toml"])
}

#[test]
fn rates_and_plans_are_files_and_no_lines_of_others_are_told() {
    let outside = Outside::new();
    let pipe = |path: &Path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    let made: [(&str, Make<'_>); 5] = [
        ("symbolic link", &|path| symlink(outside.file(), path).unwrap()),
        ("symbolic link", &|path| symlink("/dev/zero", path).unwrap()),
        ("is no file", &pipe),
        ("is no file", &|path| fs::create_dir(path).unwrap()),
        ("67108864 bytes", &|path| {
            fs::File::create(path).unwrap().set_len((64 << 20) + 1).unwrap();
        }),
    ];
    for (told, make) in &made {
        let said = with_rates(make);
        assert!(said.starts_with("exit 2") && said.contains(told), "{told}: {said}");
        assert!(!said.contains("root:"), "{said}");
        // A plan.
        let desk = Desk::new();
        make(&desk.path("plans/mine.toml"));
        let said = run(&desk, &["plan", "check", "plans/mine.toml"]);
        assert!(said.starts_with("exit 2") && said.contains(told), "{told}: {said}");
        assert!(!said.contains("root:"), "{said}");
    }
    // The folder of a plan.
    let desk = Desk::new();
    symlink(outside.folder(), desk.path("plans/theirs")).unwrap();
    let said = run(&desk, &["plan", "check", "plans/theirs/kept"]);
    assert!(
        said.starts_with("exit 2") && said.contains("plans/theirs` is a symbolic link"),
        "{said}"
    );
    // The settings.
    let desk = Desk::new();
    fs::remove_file(desk.path("duebook.toml")).unwrap();
    symlink(outside.file(), desk.path("duebook.toml")).unwrap();
    let said = run(&desk, &["status"]);
    assert!(said.starts_with("exit 2") && said.contains("symbolic link"), "{said}");
    assert!(!said.contains("root:"), "{said}");
    outside.is_untouched();
}

/// What is no workspace's is the user's own: links to it are followed.
#[test]
fn a_workspace_and_an_output_folder_may_be_reached_by_links() {
    let desk = Desk::new();
    fs::copy(golden().join("data/teams.csv"), desk.path("data/teams.csv")).unwrap();
    let outside = Outside::new();
    let links = tempfile::tempdir().unwrap();
    let (to_desk, to_outside) = (links.path().join("desk"), links.path().join("outside"));
    symlink(desk.dir.path(), &to_desk).unwrap();
    symlink(outside.folder(), &to_outside).unwrap();
    let [to_desk, out] = [to_desk, to_outside.join("new/../made")].map(|path| path.display().to_string());
    fs::create_dir(outside.folder().join("new")).unwrap();
    let said = run(&desk, &["-C", &to_desk, "ingest", "data"]);
    assert!(said.starts_with("exit 0"), "{said}");
    let said = run(
        &desk,
        &["-C", &to_desk, "worklist", "--date", "2026-03-13", "--out", &out],
    );
    assert!(said.starts_with("exit 0"), "{said}");
    assert!(outside.folder().join("made/worklist_2026-03-13_company.csv").is_file());
}
