//! Pay of a month for many people by a plan of twelve components: time and peak memory of `incentive calculate`, first
//! with facts to be built and a new run to be kept, then on the same inputs, then `approve` and `close`.
//!
//! Each runs as a process of its own. Settings, by environment:
//!
//! - `DUEBOOK_BENCH_PEOPLE`: 10000 unless set; the sample of 100,000 has 15.6 million targets and takes minutes
//! - `DUEBOOK_BENCH_POLICIES`: 20000 unless set
//! - `DUEBOOK_BENCH_MEMORY`: the memory limit, `4GB` unless set
//! - `DUEBOOK_BENCH_DATA`: a folder that keeps the files for the next time

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use duebook::library::Library;
use duebook::sample;
use duebook::workspace::{StoreSettings, Workspace};

#[path = "watch/mod.rs"]
mod watch;

use watch::{memory_limit, setting, watched};

/// The month paid, which the sample's facts reach.
const MONTH: &str = "2026-06";

/// What the components but the last are paid by.
const METRICS: [&str; 11] = [
    "renewal_rate",
    "renewal_rate_premium",
    "collection_completion_rate",
    "collection_completion_rate_count",
    "current_month_rate",
    "current_month_rate_count",
    "grace1_rate",
    "grace1_rate_count",
    "grace_end_rate",
    "contact_coverage",
    "survey_response_rate",
];

fn main() {
    let people: i64 = setting("PEOPLE", "10000").parse().expect("a number of people");
    let policies: i64 = setting("POLICIES", "20000").parse().expect("a number of policies");
    let passing = tempfile::tempdir().expect("a folder for the bench");
    let kept = setting("DATA", "");
    let place = if kept.is_empty() {
        passing.path().to_path_buf()
    } else {
        PathBuf::from(kept)
    };
    println!(
        "{people} people, {policies} policies, 12 components, {MONTH}, memory limit {}",
        memory_limit()
    );
    let files = place.join(format!("{people}-people-{policies}-csv"));
    if !files.is_dir() {
        let options = sample::Options {
            policies,
            specialists: people,
            ..sample::Options::default()
        };
        sample::write(&Library::shipped(), &StoreSettings::default(), &files, options).expect("a sample");
    }
    let workspace = passing.path().join("workspace");
    Workspace::init(&workspace).expect("a new workspace");
    let settings = format!("[store]\nmemory_limit = \"{}\"\n", memory_limit());
    fs::write(workspace.join("duebook.toml"), settings).expect("settings");
    fs::write(workspace.join("plans/bench.toml"), plan()).expect("a plan");
    watched(duebook(&workspace).arg("ingest").arg(&files));
    let calculate = [
        "incentive",
        "calculate",
        "--period",
        MONTH,
        "--plan",
        "plans/bench.toml",
    ];
    for (name, arguments) in [
        ("calculate, facts to be built", &calculate[..]),
        ("calculate, the same inputs", &calculate[..]),
        ("approve", &["incentive", "approve", "--period", MONTH, "--by", "bench"]),
        (
            "close",
            &["incentive", "close", "--period", MONTH, "--force", "--reason", "bench"],
        ),
        ("explain one person", &["incentive", "explain", "S00003", MONTH]),
    ] {
        let run = watched(duebook(&workspace).args(arguments));
        println!("{name:<30} {:>7.1} s {:>6} MiB", run.time.as_secs_f64(), run.peak >> 20);
    }
    let store = fs::metadata(workspace.join("duebook.duckdb")).map_or(0, |file| file.len());
    println!("store {} MiB", store >> 20);
}

/// Eleven components by rates and one by payments, with a gate, a multiplier, a cap and a pool.
fn plan() -> String {
    let mut text = String::from(
        r#"schema = 1
[plan]
id = "bench"
title = "bench"
authority = "bench"
currency = "CNY"
period = "month"
population = "active_specialists"
rounding = { line = 2, total = 2, mode = "half_up" }
[[param]]
id = "bonus"
values = [ { from = 2025-01-01, value = "300" } ]
by = [ { grade = "senior", from = 2025-01-01, value = "400" } ]
[[table]]
id = "curve"
mode = "interpolate"
boundary = "lower_inclusive"
outside = "clamp"
[[table.version]]
from = 2025-01-01
points = [ { at = "0.50", value = "0" }, { at = "0.90", value = "1.0" }, { at = "1.00", value = "1.2" } ]
[[rate_table]]
id = "rates"
file = "rates.csv"
keys = ["product_line", "due_no"]
missing = "zero"
[[component]]
id = "fee"
[[component.version]]
from = 2025-01-01
kind = "per_item"
rate_table = "rates"
[[gate]]
id = "errors"
[[gate.version]]
from = 2025-01-01
when = "error_rate <= 0.02"
components = ["renewal_rate"]
otherwise = { multiply = "0.5" }
on_undefined = "pass"
[[multiplier]]
id = "team"
[[multiplier.version]]
from = 2025-01-01
measure = "renewal_rate"
scope = "team"
table = "curve"
components = ["fee"]
on_undefined = "one"
[[cap]]
id = "most"
[[cap.version]]
from = 2025-01-01
limit = "4000"
per = "period"
on_excess = "carry"
[[pool]]
id = "help"
[[pool.version]]
from = 2025-01-01
within = "team"
fund = { share_of_pay = "0.02", from = "members" }
weights = "collaboration_points"
"#,
    );
    for metric in METRICS {
        writeln!(
            text,
            "[[component]]\nid = \"{metric}\"\n[[component.version]]\nfrom = 2025-01-01\nkind = \"percent_of_target\"\n\
             base = \"bonus\"\nmeasure = \"{metric}\"\nscope = \"specialist\"\ntable = \"curve\"\non_undefined = \"zero\""
        )
        .expect("a text takes any text");
    }
    text
}

fn duebook(workspace: &Path) -> Command {
    let rates = workspace.join("plans/rates.csv");
    if !rates.exists() {
        fs::write(
            rates,
            "from,product_line,due_no,rate\n2025-01-01,*,*,0.01\n2025-01-01,*,2,0.02\n",
        )
        .expect("rates");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_duebook"));
    command.current_dir(workspace).arg("-q");
    command
}
