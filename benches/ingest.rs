//! `duebook ingest` beside the same files read by the same DuckDB into typed tables without any check.
//!
//! Both run as processes of their own, in turn, so that the peak of memory of each is known and the state of the
//! machine is alike; the ratio within one round is what counts. Settings, by environment:
//!
//! - `DUEBOOK_BENCH_POLICIES`: the size of the sample, 100000 unless set
//! - `DUEBOOK_BENCH_MEMORY`: the memory limit of both, `4GB` unless set
//! - `DUEBOOK_BENCH_ROUNDS`: 3 unless set
//! - `DUEBOOK_BENCH_DATA`: a folder that keeps the files for the next time

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use duebook::library::Library;
use duebook::sample::{self, Format};
use duebook::workspace::{StoreSettings, Workspace};

#[path = "watch/mod.rs"]
mod watch;

use watch::{Run, median, memory_limit, setting, watched};

/// What is compared: its name, the files of `duebook ingest`, the files of the plain reading.
const CASES: [(&str, &str, &str); 3] = [
    ("UTF-8 CSV", "csv", "csv"),
    ("Parquet", "parquet", "parquet"),
    // DuckDB itself does not read GB18030.
    ("GB18030 CSV, beside UTF-8", "gb18030", "csv"),
];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, word, files, store] = &arguments[..]
        && word == "--plain"
    {
        return watch::plain::load(Path::new(files), Path::new(store));
    }
    let policies: i64 = setting("POLICIES", "100000").parse().expect("a number of policies");
    let rounds: usize = setting("ROUNDS", "3").parse().expect("a number of rounds");
    let passing = tempfile::tempdir().expect("a folder for the bench");
    let kept = setting("DATA", "");
    let data = if kept.is_empty() {
        passing.path().to_path_buf()
    } else {
        kept.into()
    };
    println!("{policies} policies, memory limit {}", memory_limit());
    for (name, ours, theirs) in CASES {
        let (ours, theirs) = (files(&data, policies, ours), files(&data, policies, theirs));
        let rounds = (0..rounds).map(|_| (run_plain(passing.path(), &theirs), run_duebook(passing.path(), &ours)));
        tell(name, &rounds.collect::<Vec<_>>());
    }
}

/// The sample in a form, made unless it is there.
fn files(data: &Path, policies: i64, form: &str) -> PathBuf {
    let folder = data.join(format!("{policies}-{form}"));
    if folder.is_dir() {
        return folder;
    }
    if form == "gb18030" {
        let from = files(data, policies, "csv");
        fs::create_dir_all(&folder).expect("a folder for the bench");
        for entry in fs::read_dir(from).expect("the sample") {
            let path = entry.expect("the sample").path();
            let text = fs::read_to_string(&path).expect("the sample is text");
            let (bytes, ..) = encoding_rs::GB18030.encode(&text);
            fs::write(folder.join(path.file_name().expect("a file")), bytes).expect("room for a copy");
        }
        return folder;
    }
    let format = if form == "csv" { Format::Csv } else { Format::Parquet };
    let options = sample::Options {
        policies,
        format,
        ..sample::Options::default()
    };
    sample::write(&Library::shipped(), &StoreSettings::default(), &folder, options).expect("a sample");
    folder
}

fn run_duebook(place: &Path, files: &Path) -> Run {
    let workspace = place.join("duebook");
    Workspace::init(&workspace).expect("a new workspace");
    let settings = format!("[store]\nmemory_limit = \"{}\"\n", memory_limit());
    fs::write(workspace.join("duebook.toml"), settings).expect("settings");
    let mut command = Command::new(env!("CARGO_BIN_EXE_duebook"));
    command.arg("-q").arg("-C").arg(&workspace).arg("ingest").arg(files);
    let run = watched(&mut command);
    fs::remove_dir_all(workspace).expect("the bench's own folder");
    run
}

fn run_plain(place: &Path, files: &Path) -> Run {
    let store = place.join("plain.duckdb");
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.arg("--plain").arg(files).arg(&store);
    let run = watched(&mut command);
    fs::remove_file(store).expect("the bench's own file");
    run
}

fn tell(name: &str, rounds: &[(Run, Run)]) {
    println!("{name}");
    for (who, runs) in [
        ("plain", rounds.iter().map(|(plain, _)| plain).collect::<Vec<_>>()),
        ("duebook", rounds.iter().map(|(_, ours)| ours).collect()),
    ] {
        let times = runs.iter().map(|run| format!("{:.2}", run.time.as_secs_f64()));
        let peak = runs.iter().map(|run| run.peak).max().unwrap_or(0) / 1_000_000;
        println!("  {who:8} {} s, peak {peak} MB", times.collect::<Vec<_>>().join(" "));
    }
    let ratio = |(plain, ours): &(Run, Run)| ours.time.as_secs_f64() / plain.time.as_secs_f64();
    println!("  ratio    {}", median(rounds.iter().map(ratio).collect()));
}
