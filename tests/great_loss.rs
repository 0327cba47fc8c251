//! A decision, a rebuild and an ingest at every place where they touch the disk: the process is killed at each rename and
//! each sync, or the disk is full from some point on. Afterwards it was done whole or not at all, `verify` finds nothing, and
//! the same command goes through.
//!
//! `DUEBOOK_COMMANDS`, `DUEBOOK_CALLS` and `DUEBOOK_DISKS` try more of them: `scripts/great-loss.sh`.
#![cfg(target_os = "linux")]

mod common;
#[path = "common/pay.rs"]
mod pay;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::sync::OnceLock;

use common::Desk;
use pay::{PLAN, contents, copy, office, open, query, well};

/// What a person asks for, and what must have been done before.
struct Trial {
    before: &'static [&'static str],
    command: &'static [&'static str],
}

const TRIALS: [Trial; 6] = [
    Trial {
        before: &["incentive", "calculate", "--period", "2026-05", "--plan", PLAN],
        command: &["incentive", "approve", "--period", "2026-05", "--by", "李"],
    },
    Trial {
        before: &[],
        command: &[
            "incentive",
            "close",
            "--period",
            "2026-04",
            "--force",
            "--reason",
            "已核对",
        ],
    },
    Trial {
        before: &[],
        command: &["rebuild"],
    },
    Trial {
        before: &[],
        command: &["ingest", "more"],
    },
    Trial {
        before: &[],
        command: &["incentive", "calculate", "--period", "2026-05", "--plan", PLAN],
    },
    Trial {
        before: &[],
        command: &["incentive", "rebook", "--reason", "迟到的数据"],
    },
];

fn times(name: &str, usual: usize) -> usize {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}

fn base() -> &'static Desk {
    static OFFICE: OnceLock<Desk> = OnceLock::new();
    OFFICE.get_or_init(|| {
        let desk = office();
        let payments = fs::read_to_string(desk.path("data/payments.csv")).unwrap();
        let mut lines = payments.lines();
        let mut more = format!("{}\n", lines.next().unwrap());
        for line in lines.filter(|line| line.contains(",2026-02-")).take(200) {
            writeln!(more, "M{line}").unwrap();
        }
        desk.write("more/payments_9.csv", &more);
        desk
    })
}

/// A workspace in which a trial can begin.
fn ready(trial: &Trial) -> Desk {
    let desk = copy(base());
    if !trial.before.is_empty() {
        well(&desk, trial.before);
    }
    desk
}

/// All that is known: of pay and of payments.
fn state(desk: &Desk) -> Vec<String> {
    let payments =
        "SELECT count(*) AS n, CAST(sum(CAST(hash(payment_id, amount) AS HUGEINT)) AS VARCHAR) AS h FROM payments";
    let rows = query(&open(desk), payments);
    let row = rows.first().unwrap();
    let payments = format!("payments: {} rows, {}", row.text("n"), row.text("h"));
    contents(desk).into_iter().chain([payments]).collect()
}

/// Runs a shell script in which `"$0" "$@"` is the program; `None` if `77` says that this machine does not allow it.
fn shell(desk: &Desk, script: &str, arguments: &[&str]) -> Option<(i32, String)> {
    let output = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_duebook")])
        .args(arguments)
        .current_dir(desk.dir.path())
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    let code = output.status.code().unwrap_or(-1);
    if code == 77 {
        eprintln!("SKIPPED: {said}");
        return None;
    }
    Some((code, said))
}

/// Whatever happened, it was done or it was not, nothing is wrong, and the command goes through.
fn is_all_or_nothing(desk: &Desk, trial: &Trial, ends: &[&Vec<String>; 2], how: &str) -> bool {
    let verified = desk.run(&["verify"]);
    assert!(verified.starts_with("exit 0"), "{:?} {how}: {verified}", trial.command);
    let left = state(desk);
    assert!(ends.contains(&&left), "{:?} {how}: {left:#?}", trial.command);
    let is_done = left == *ends[1];
    if !is_done {
        well(desk, trial.command);
        assert_eq!(state(desk), *ends[1], "{:?} {how}", trial.command);
    }
    is_done
}

const CALLS: &str = "rename,renameat,renameat2,fsync,fdatasync";

#[test]
fn killed_at_each_rename_and_sync() {
    let mut tried = 0;
    for trial in TRIALS.iter().take(times("DUEBOOK_COMMANDS", 3)) {
        let start = ready(trial);
        let before = state(&start);
        let whole = copy(&start);
        let log = whole.path("calls.log");
        let script =
            format!("strace -o /dev/null true || exit 77; strace -f -qq -e trace={CALLS} -o calls.log \"$0\" \"$@\"");
        let Some((code, said)) = shell(&whole, &script, trial.command) else {
            return;
        };
        assert!(code < 2, "{said}");
        let after = state(&whole);
        // strace counts the calls of each thread by itself.
        let mut calls: BTreeMap<String, usize> = BTreeMap::new();
        for line in fs::read_to_string(log).unwrap().lines() {
            let thread = line.split(' ').next().unwrap_or_default();
            *calls.entry(thread.to_owned()).or_default() += usize::from(line.contains('('));
        }
        let all = calls.values().copied().max().unwrap_or_default();
        assert!(all > 0, "{:?} never touches the disk", trial.command);
        assert!(
            before != after || trial.command[0] == "rebuild",
            "{:?} does nothing",
            trial.command
        );
        let wanted = times("DUEBOOK_CALLS", 1).min(all);
        // The calls in the middle are those that count.
        for point in (1..=wanted).map(|nth| (2 * nth - 1) * all / (2 * wanted) + 1) {
            let desk = copy(&start);
            let script = format!(
                "strace -f -qq -e trace={CALLS} -e inject={CALLS}:signal=KILL:when={point} -o /dev/null \"$0\" \"$@\""
            );
            shell(&desk, &script, trial.command).unwrap();
            let how = format!("killed at call {point} of {all}");
            let is_done = is_all_or_nothing(&desk, trial, &[&before, &after], &how);
            eprintln!("{:?} {how}: {}", trial.command, if is_done { "all" } else { "nothing" });
            tried += 1;
        }
    }
    eprintln!("{tried} kills at renames and syncs, nothing half done");
}

/// The command on a disk of its own on which so many KiB are free; the workspace is as it left it then.
fn on_small_disk(desk: &Desk, free: usize, arguments: &[&str]) -> Option<(i32, String)> {
    let inside = format!(
        "mkdir ../disk && mount -t tmpfs -o size=4g none ../disk || exit 77; cp -a . ../disk/ || exit 77; \
         cd ../disk || exit 77; used=$(df -k --output=used . | tail -n 1); mount -o remount,size=$((used + {free}))k . || exit 77; \
         \"$0\" \"$@\"; code=$?; mount -o remount,size=4g . ; cp -a . ../left; exit $code"
    );
    let outer = tempfile::tempdir().unwrap();
    let script = format!(
        "cp -a . {place}/work && cd {place}/work || exit 77; unshare -m sh -c '{inside}' \"$0\" \"$@\"",
        place = outer.path().display()
    );
    let told = shell(desk, &script, arguments)?;
    let left = outer.path().join("left");
    assert!(left.is_dir(), "{told:?}");
    for entry in fs::read_dir(desk.dir.path()).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            fs::remove_dir_all(path).unwrap();
        } else {
            fs::remove_file(path).unwrap();
        }
    }
    let moved = Command::new("cp")
        .arg("-a")
        .arg(left.join("."))
        .arg(desk.dir.path())
        .status()
        .unwrap();
    assert!(moved.success());
    Some(told)
}

#[test]
fn a_disk_that_is_full_at_any_point() {
    let mut tried = 0;
    for trial in TRIALS.iter().take(times("DUEBOOK_COMMANDS", 3)) {
        let start = ready(trial);
        let before = state(&start);
        // The room it needs.
        let mut enough = 16;
        let after = loop {
            let whole = copy(&start);
            let Some((code, said)) = on_small_disk(&whole, enough, trial.command) else {
                return;
            };
            if code < 2 {
                break state(&whole);
            }
            assert!(said.contains("the disk is full"), "{said}");
            enough *= 2;
            assert!(enough < 4 << 20, "{said}");
        };
        let wanted = times("DUEBOOK_DISKS", 1);
        for free in (0..wanted).map(|nth| enough * (nth + 1) / (wanted + 1)) {
            let desk = copy(&start);
            let (code, said) = on_small_disk(&desk, free, trial.command).unwrap();
            let how = format!("{free} KiB free of {enough}");
            assert!(code < 2 || code == 3, "{:?} {how}: {code} {said}", trial.command);
            if code == 3 {
                assert!(said.contains("the disk is full"), "{:?} {how}: {said}", trial.command);
                assert!(!said.contains("duebook rebuild"), "{:?} {how}: {said}", trial.command);
            }
            let is_done = is_all_or_nothing(&desk, trial, &[&before, &after], &how);
            assert!(code == 3 || is_done, "{:?} {how}: {said}", trial.command);
            if code == 3
                && is_done
                && before != after
                && trial.command[0] == "incentive"
                && trial.command[1] != "calculate"
            {
                assert!(
                    said.contains("the decision stands"),
                    "{:?} {how}: {said}",
                    trial.command
                );
            }
            eprintln!(
                "{:?} {how}: exit {code}, {}",
                trial.command,
                if is_done { "all" } else { "nothing" }
            );
            tried += 1;
        }
    }
    eprintln!("{tried} full disks, nothing half done");
}
