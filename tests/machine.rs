//! What the machine refuses and what stops a run: each is told as what it is, nothing is advised that destroys, what was done
//! before is named and stays, and nothing is left lying about.
#![cfg(unix)]

mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::{Desk, golden, has};

/// With the golden files in the inbox, not loaded; messages are English.
fn filled() -> Desk {
    let desk = Desk::new();
    desk.write("duebook.toml", "locale = \"en\"\n");
    for entry in fs::read_dir(golden().join("data")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, desk.path("data").join(path.file_name().unwrap())).unwrap();
    }
    desk
}

fn loaded() -> Desk {
    let desk = filled();
    let said = desk.run(&["-q", "ingest", "data"]);
    assert!(said.starts_with("exit 0"), "{said}");
    desk
}

const KPI: [&str; 6] = ["kpi", "--period", "2026-03", "--by", "specialist", "--format=csv"];

/// Files and folders that no finished process leaves.
fn left(root: &Path) -> Vec<String> {
    let (mut found, mut folders) = (Vec::new(), vec![root.to_path_buf()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if [".part", ".tmp", ".new", ".ingest"]
                .iter()
                .any(|ending| name.ends_with(ending))
            {
                found.push(name);
            } else if path.is_dir() {
                folders.push(path);
            }
        }
    }
    found
}

#[test]
fn a_disk_that_fills_while_files_are_loaded() {
    let whole = loaded().run(&KPI);
    let mut told = Vec::new();
    for blocks in [600, 6000, 10000] {
        let desk = filled();
        let said = desk.run_limited(&format!("ulimit -f {blocks}"), &["-q", "ingest", "data"]);
        assert!(
            said.starts_with("exit 3") && said.contains("the disk is full"),
            "{blocks}: {said}"
        );
        assert!(
            said.contains("make room") && !said.contains("rebuild"),
            "{blocks}: {said}"
        );
        assert_eq!(left(desk.dir.path()), <[String; 0]>::default(), "{blocks}");
        told.push(said.contains("before that were written `data/"));
        let said = desk.run(&["-q", "ingest", "data"]);
        assert!(said.starts_with("exit 0"), "{blocks}: {said}");
        assert_eq!(desk.run(&KPI), whole, "{blocks}");
        let said = desk.run(&["verify"]);
        assert!(said.starts_with("exit 0"), "{blocks}: {said}");
    }
    assert!(told.contains(&true), "{told:?}");
}

#[test]
fn a_disk_that_fills_while_reports_are_written() {
    let desk = loaded();
    let all = ["-q", "report", "all", "--date", "2026-03-31", "--format", "html,xlsx"];
    assert!(desk.run(&all).starts_with("exit 0"));
    fs::remove_dir_all(desk.path("reports")).unwrap();
    let said = desk.run_limited("ulimit -f 80", &all);
    assert!(
        said.starts_with("exit 3") && said.contains("the disk is full"),
        "{said}"
    );
    assert!(
        said.contains("reports were not written") && !said.contains("rebuild"),
        "{said}"
    );
    assert_eq!(left(desk.dir.path()), <[String; 0]>::default());
    // What lies there is what is named, whole.
    for entry in fs::read_dir(desk.path("reports")).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(said.contains(&name), "{name}: {said}");
    }
}

#[test]
fn too_many_open_files() {
    let desk = loaded();
    let mut refused = 0;
    for most in 4..40 {
        let said = desk.run_limited(&format!("ulimit -n {most}"), &["status"]);
        if said.starts_with("exit 0") {
            break;
        }
        // Below some number the system does not even find the program's library.
        if said.starts_with("exit 127") {
            continue;
        }
        refused += 1;
        assert!(
            said.starts_with("exit 3") && said.contains("too many files are open"),
            "{most}: {said}"
        );
        assert!(!said.contains("rebuild"), "{most}: {said}");
    }
    assert!(refused > 0);
    assert!(desk.run(&["status"]).starts_with("exit 0"));
}

/// The program as somebody who has no rights in the folder.
fn as_nobody(desk: &Desk, arguments: &[&str]) -> Option<String> {
    let is_root = Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|id| id.stdout == b"0\n");
    if !is_root {
        return Some(desk.run(arguments));
    }
    if !has("setpriv", &["--version"]) {
        return None;
    }
    let mut command = Command::new("setpriv");
    command
        .args([
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            env!("CARGO_BIN_EXE_duebook"),
        ])
        .args(arguments)
        .current_dir(desk.dir.path())
        .env("LC_ALL", "C");
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    // The program itself, or the engine's library, may lie where others may not go.
    if said.contains("failed to execute") || output.status.code() == Some(127) {
        eprintln!("SKIPPED: {said}");
        return None;
    }
    let told = String::from_utf8_lossy(&output.stdout);
    Some(format!("exit {}\n{told}{said}", output.status.code().unwrap()))
}

fn allow(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn no_rights() {
    let desk = loaded();
    let store = desk.path("duebook.duckdb");
    let before = fs::read(&store).unwrap();
    allow(desk.dir.path(), 0o755);
    for command in [["status"].as_slice(), &["rebuild"], &["verify"], &["backup", "today"]] {
        allow(&store, 0o000);
        let said = as_nobody(&desk, command);
        allow(&store, 0o600);
        let Some(said) = said else { return };
        assert!(
            said.starts_with("exit 3") && said.contains("permission denied"),
            "{command:?}: {said}"
        );
        assert!(!said.contains("duebook rebuild"), "{command:?}: {said}");
        assert!(fs::read(&store).unwrap() == before, "{command:?}");
    }
}

/// The program under `wrapper`, which is `"$0"` with its arguments for the shell; `None` if that cannot be had here.
fn under(desk: &Desk, wrapper: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new("sh")
        .args(["-c", &format!("{wrapper} || exit 77"), env!("CARGO_BIN_EXE_duebook")])
        .args(arguments)
        .current_dir(desk.dir.path())
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    if output.status.code() == Some(77) {
        eprintln!("SKIPPED: {}", String::from_utf8_lossy(&output.stderr));
        return None;
    }
    let said = [output.stdout, output.stderr].concat();
    Some(String::from_utf8(said).unwrap())
}

#[test]
fn a_disk_that_may_only_be_read() {
    let desk = loaded();
    let mounted = "mount --bind \"$PWD\" \"$PWD\" && mount -o remount,bind,ro \"$PWD\"";
    let inside = format!("{mounted} || exit 77; cd \"$PWD\" && \"$0\" \"$@\"; echo \"exit $?\"");
    let wrapper = format!("unshare -m sh -c '{inside}' \"$0\" \"$@\"");
    for command in [
        ["status"].as_slice(),
        &["ingest", "data"],
        &["rebuild"],
        &["backup", "copy"],
    ] {
        let Some(said) = under(&desk, &wrapper, command) else {
            return;
        };
        assert!(
            said.contains("exit 3") && said.contains("the disk is read-only"),
            "{command:?}: {said}"
        );
        assert!(
            said.contains("nothing is damaged") && !said.contains("duebook rebuild"),
            "{command:?}: {said}"
        );
    }
}

#[test]
fn a_disk_that_fails() {
    let desk = loaded();
    let store = fs::canonicalize(desk.path("duebook.duckdb")).unwrap();
    for first in [1, 4, 9] {
        let inject = format!("-e trace=pread64 -e inject=pread64:error=EIO:when={first}+");
        let path = store.display();
        let wrapper = format!("strace -f -qq -o /dev/null -P '{path}' {inject} \"$0\" \"$@\"; echo \"exit $?\"; true");
        let Some(said) = under(&desk, &format!("strace -o /dev/null true && {{ {wrapper}; }}"), &KPI) else {
            return;
        };
        assert!(
            said.contains("exit 3") && said.contains("the disk reports an error"),
            "{first}: {said}"
        );
        assert!(said.contains("copy the workspace to another disk"), "{first}: {said}");
        assert!(
            !said.contains("duebook rebuild") && !said.contains("damaged"),
            "{first}: {said}"
        );
    }
}

#[test]
fn a_file_that_cannot_get_its_name_leaves_nothing() {
    let desk = loaded();
    let page = "daily_2026-03-10_company.en.html";
    fs::create_dir_all(desk.path("reports").join(page).join("full")).unwrap();
    let said = desk.run(&["report", "daily", "--period", "2026-03-10", "--format", "html"]);
    assert!(!said.starts_with("exit 0") && said.contains(page), "{said}");
    assert_eq!(left(desk.dir.path()), <[String; 0]>::default());
}

#[test]
fn what_killed_processes_left_goes_at_the_next_start() {
    let desk = loaded();
    for name in [
        ".ingest/0.txt",
        "duebook.duckdb.tmp/duckdb_temp_storage_DEFAULT-0.tmp",
        "duebook.duckdb.new",
        "duebook.duckdb.new.wal",
        "data/archive/ledger.jsonl.part",
        "data/archive/abc.csv.part",
        "reports/index.html.part",
        "reports/statements/one.html.part",
        ".duebook-1.parquet",
    ] {
        desk.write(name, "left");
    }
    desk.write("data/mine.part", "mine");
    assert!(desk.run(&["status"]).starts_with("exit 0"));
    assert_eq!(
        left(desk.dir.path()),
        ["mine.part"],
        "only what is in the program's own places goes"
    );
    assert!(!desk.path(".duebook-1.parquet").exists());
}

/// Starts the program, sends it `signal` when it is `ready`, and tells how it ended.
fn stopped(desk: &Desk, arguments: &[&str], signal: &str, ready: impl Fn() -> bool) -> (i32, String) {
    // Who runs the tests in the background may have turned Ctrl-C off.
    let mut command = Command::new("env");
    command.args(["--default-signal=INT,TERM", env!("CARGO_BIN_EXE_duebook")]);
    command.current_dir(desk.dir.path()).args(arguments).env("LC_ALL", "C");
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let started = Instant::now();
    while !ready() {
        assert!(started.elapsed() < Duration::from_mins(2), "it never came so far");
        std::thread::sleep(Duration::from_millis(2));
    }
    let sent = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap_or(-1), said)
}

#[test]
fn a_run_that_is_asked_to_stop_says_what_it_keeps() {
    if !has("env", &["--default-signal=INT,TERM", "true"]) {
        return;
    }
    let whole = loaded().run(&KPI);
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let desk = filled();
        // The first file is in the archive, so that the run is under way.
        let archive = desk.path("data/archive");
        let (ended, said) = stopped(&desk, &["-q", "ingest", "data"], signal, || archive.exists());
        assert_eq!(ended, code, "{said}");
        assert!(said.contains("error: stopped, as was asked for"), "{said}");
        assert!(
            said.contains("nothing was written") || said.contains("before that were written"),
            "{said}"
        );
        assert_eq!(left(desk.dir.path()), <[String; 0]>::default());
        let said = desk.run(&["-q", "ingest", "data"]);
        assert!(said.starts_with("exit 0"), "{said}");
        assert_eq!(desk.run(&KPI), whole);
    }
}

#[test]
fn a_statement_that_would_never_end_is_interrupted() {
    if !has("env", &["--default-signal=INT,TERM", "true"]) {
        return;
    }
    let desk = loaded();
    let endless = "SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE a.range * 7 % 11 = b.range % 13";
    let started = Instant::now();
    let ready = || started.elapsed() > Duration::from_secs(3);
    let (ended, said) = stopped(&desk, &["query", endless], "-INT", ready);
    assert_eq!(ended, 130, "{said}");
    assert!(said.contains("stopped, as was asked for"), "{said}");
    assert!(desk.run(&["status"]).starts_with("exit 0"));
}
