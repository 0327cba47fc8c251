//! Real faults as small files, one per folder of `tests/cases/`, run by the program itself.
//!
//! A folder says in `expected.md` what must come out; `in/` are its files, `steps.json` the commands and the questions
//! asked afterwards, `settings` lines for duebook.toml. Before the steps the small book in `tests/cases/base/` is loaded.
//! In a step `x.csv` stands for `in/x.csv` and `in_x` for the folder `in/x`; a step `!` looks at the workbooks written.
//! What came out stands in `tests/cases/snapshots/`.

mod common;

use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use common::{Desk, has};

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn names() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(cases())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "base" && name != "snapshots")
        .collect();
    names.sort();
    names
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The workspace every case begins with, made once.
fn prepared() -> &'static Path {
    static PREPARED: OnceLock<Desk> = OnceLock::new();
    let desk = PREPARED.get_or_init(|| {
        let desk = Desk::new();
        copy(&cases().join("base"), &desk.path("data"));
        let said = desk.run(&["-q", "ingest", "data"]);
        assert!(said.starts_with("exit 0"), "{said}");
        desk
    });
    desk.dir.path()
}

/// Everything the program says in a case.
fn outcome(case: &Path) -> String {
    let desk = Desk::bare();
    copy(prepared(), desk.dir.path());
    set(case, &desk);
    let input = case.join("in");
    copy(&input, &desk.path("in"));
    let folders = fs::read_dir(&input).unwrap().map(|entry| entry.unwrap().path());
    for folder in folders.filter(|path| path.is_dir()) {
        copy(
            &folder,
            &desk.path(&format!("in_{}", folder.file_name().unwrap().to_string_lossy())),
        );
    }
    let script: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(case.join("steps.json")).unwrap()).unwrap();
    let texts = |value: &serde_json::Value| -> Vec<String> {
        let list = value.as_array().unwrap().iter();
        list.map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    let mut out = String::new();
    for step in script["steps"].as_array().unwrap() {
        let words = texts(step);
        writeln!(out, "==> {}", words.join(" ")).unwrap();
        if words[0] == "!" {
            out.push_str(&workbooks(&desk));
            continue;
        }
        let words: Vec<String> = words.into_iter().map(|word| at(&input, word)).collect();
        out.push_str(&desk.run(&words.iter().map(String::as_str).collect::<Vec<_>>()));
    }
    for question in texts(&script["queries"]) {
        writeln!(out, "==> {question}").unwrap();
        out.push_str(&desk.run(&["query", &question]));
    }
    out
}

/// A word of a step: a file of the case, or what it says.
fn at(input: &Path, word: String) -> String {
    if input.join(&word).is_file() {
        format!("in/{word}")
    } else {
        word
    }
}

/// Lines of the case in the place of those of the settings file; all of them belong to its part about loading.
fn set(case: &Path, desk: &Desk) {
    if let Ok(lines) = fs::read_to_string(case.join("settings")) {
        let path = desk.path("duebook.toml");
        let old = fs::read_to_string(&path).unwrap();
        let keys: Vec<&str> = lines.lines().filter_map(|line| line.split(' ').next()).collect();
        let kept = old.lines().filter(|line| !keys.iter().any(|key| line.starts_with(key)));
        let kept: Vec<&str> = kept.filter(|line| *line != "[ingest]").collect();
        fs::write(&path, format!("{}\n[ingest]\n{lines}", kept.join("\n"))).unwrap();
    }
}

/// Whether the workbooks written are well-formed, and open in openpyxl where that is there.
fn workbooks(desk: &Desk) -> String {
    let mut out = String::new();
    let mut paths: Vec<PathBuf> = fs::read_dir(desk.path("reports"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "xlsx"))
        .collect();
    paths.sort();
    let can_open = has("python3", &["-c", "import openpyxl"]);
    for path in paths {
        let mut archive = zip::ZipArchive::new(fs::File::open(&path).unwrap()).unwrap();
        for index in 0..archive.len() {
            let mut part = archive.by_index(index).unwrap();
            let mut text = Vec::new();
            part.read_to_end(&mut text).unwrap();
            let name = part.name().unwrap().into_owned();
            if [".xml", ".rels"].iter().any(|ending| name.ends_with(ending)) {
                let text = String::from_utf8(text).unwrap();
                let forbidden = |c: char| (c < ' ' && !"\t\n\r".contains(c)) || matches!(c, '\u{fffe}' | '\u{ffff}');
                assert!(!text.contains(forbidden), "{}: {name}", path.display());
            }
        }
        if can_open {
            let script = "import sys, openpyxl; openpyxl.load_workbook(sys.argv[1])";
            let opened = std::process::Command::new("python3")
                .args(["-W", "ignore", "-c", script])
                .arg(&path)
                .output()
                .unwrap();
            assert!(
                opened.status.success(),
                "{}: {}",
                path.display(),
                String::from_utf8_lossy(&opened.stderr)
            );
        }
        writeln!(out, "{} opens", path.file_name().unwrap().to_string_lossy()).unwrap();
    }
    out
}

#[test]
fn real_faults() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(cases().join("snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut failed = Vec::new();
    for name in names() {
        let case = cases().join(&name);
        assert!(case.join("expected.md").is_file(), "{name} says what is expected");
        let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| {
            settings.bind(|| insta::assert_snapshot!(name.clone(), outcome(&case)));
        }));
        if outcome.is_err() {
            failed.push(name);
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
}
