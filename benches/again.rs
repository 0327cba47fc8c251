//! What is new costs, what is there does not: one more month, the same files again, the same questions again.
//!
//! The sample is cut in two: all but the last month, and that month. Every step is a process of its own, each round begins
//! with a copy of the store of the first part, and the yardstick, the whole sample read by DuckDB without any check, is
//! run in each round too. Settings, by environment:
//!
//! - `DUEBOOK_BENCH_POLICIES`: the size of the sample, 209000 (a million due items) unless set
//! - `DUEBOOK_BENCH_MEMORY`: the memory limit of all, `4GB` unless set
//! - `DUEBOOK_BENCH_ROUNDS`: 3 unless set
//! - `DUEBOOK_BENCH_DATA`: a folder that keeps files and the first store for the next time

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use duebook::library::Library;
use duebook::sample;
use duebook::workspace::{StoreSettings, Workspace};

#[path = "watch/mod.rs"]
mod watch;

use watch::{Run, median, memory_limit, setting, watched};

/// The first day of the month that comes later, and its name.
const LATER: (&str, &str) = ("2026-06-01", "2026-06");

/// The month before it.
const BEFORE: &str = "2026-05";

/// The day by which a row belongs to a month; rows of other tables are all in the first part.
const DAYS: [(&str, &str); 9] = [
    ("due_items", "due_on"),
    ("payments", "paid_on"),
    ("activities", "occurred_at"),
    ("tasks", "on_day"),
    ("surveys", "sent_on"),
    ("service_reviews", "issued_on"),
    ("issues", "opened_at"),
    ("errors", "occurred_on"),
    ("complaints", "received_on"),
];

/// Tables whose rows belong to the month of the row they are about: the column that names it, and its table.
const ABOUT: [(&str, &str, &str); 2] = [
    ("visits", "activity_id", "activities"),
    ("issue_steps", "issue_id", "issues"),
];

/// The name of a step, and each run of it with its ratio to the yardstick.
type Step = (&'static str, Vec<(Run, f64)>);

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, word, files, store] = &arguments[..]
        && word == "--plain"
    {
        return watch::plain::load(Path::new(files), Path::new(store));
    }
    let policies: i64 = setting("POLICIES", "209000").parse().expect("a number of policies");
    let rounds: usize = setting("ROUNDS", "3").parse().expect("a number of rounds");
    let passing = tempfile::tempdir().expect("a folder for the bench");
    let kept = setting("DATA", "");
    let data = if kept.is_empty() {
        passing.path().to_path_buf()
    } else {
        kept.into()
    };
    println!("{policies} policies, memory limit {}", memory_limit());
    let parts = Parts::make(&data.join(format!("{policies}-again")), policies);
    let mut steps: BTreeMap<usize, Step> = BTreeMap::new();
    for _ in 0..rounds {
        let plain = parts.plain(passing.path());
        for (place, (name, run)) in parts.round(passing.path()).into_iter().enumerate() {
            let ratio = run.time.as_secs_f64() / plain;
            let step = steps.entry(place).or_insert((name, Vec::new()));
            step.1.push((run, ratio));
        }
        println!("  all of it, unchecked: {plain:.2} s");
    }
    println!("{:44} {:>8} {:>8}  beside all of it, unchecked", "", "s", "MB");
    for (name, runs) in steps.values() {
        let mut times: Vec<f64> = runs.iter().map(|(run, _)| run.time.as_secs_f64()).collect();
        times.sort_by(f64::total_cmp);
        let peak = runs.iter().map(|(run, _)| run.peak).max().unwrap_or(0) / 1_000_000;
        let ratios = median(runs.iter().map(|(_, ratio)| *ratio).collect());
        println!("{name:44} {:>8.2} {peak:>8}  {ratios}", times[times.len() / 2]);
    }
}

/// The sample in two parts, and a store of the first.
struct Parts {
    whole: PathBuf,
    month: PathBuf,
    first: PathBuf,
    store: PathBuf,
}

impl Parts {
    /// Made unless they are there.
    fn make(folder: &Path, policies: i64) -> Self {
        let place = |name: &str| folder.join(name);
        let parts = Self {
            whole: place("whole"),
            month: place("month"),
            first: place("first"),
            store: place("store"),
        };
        if !parts.store.is_dir() {
            let options = sample::Options {
                policies,
                ..sample::Options::default()
            };
            sample::write(&Library::shipped(), &StoreSettings::default(), &parts.whole, options).expect("a sample");
            parts.cut();
            Workspace::init(&parts.store).expect("a new workspace");
            let settings = format!("[store]\nmemory_limit = \"{}\"\n", memory_limit());
            fs::write(parts.store.join("duebook.toml"), settings).expect("settings");
            duebook(&parts.store, &["ingest", &parts.first.to_string_lossy()]);
            duebook(&parts.store, &["kpi", "--period", BEFORE]);
        }
        parts
    }

    fn cut(&self) {
        fs::create_dir_all(&self.first).expect("a folder");
        fs::create_dir_all(&self.month).expect("a folder");
        let mut later: BTreeMap<&str, HashSet<String>> = BTreeMap::new();
        for (table, day) in DAYS {
            let ids = self.cut_table(table, |field| field(day).as_str() >= LATER.0);
            later.insert(table, ids);
        }
        for (table, id, about) in ABOUT {
            self.cut_table(table, |field| later[about].contains(&field(id)));
        }
        for entry in fs::read_dir(&self.whole).expect("the sample") {
            let path = entry.expect("the sample").path();
            let to = self.first.join(path.file_name().expect("a file"));
            if !to.exists() {
                fs::copy(path, to).expect("room for a copy");
            }
        }
    }

    /// Puts each row of a table where it belongs; the first cells of those of the month.
    fn cut_table(&self, table: &str, is_later: impl Fn(&dyn Fn(&str) -> String) -> bool) -> HashSet<String> {
        let name = format!("{table}.csv");
        let open = |folder: &Path| BufWriter::new(File::create(folder.join(&name)).expect("room for a copy"));
        let (mut first, mut month) = (open(&self.first), open(&self.month));
        let mut lines = BufReader::new(File::open(self.whole.join(&name)).expect("the sample")).lines();
        let header = lines.next().expect("a header").expect("text");
        let header = header.trim_start_matches('\u{feff}').to_owned();
        writeln!(first, "{header}").expect("room for a copy");
        writeln!(month, "{header}").expect("room for a copy");
        let columns: Vec<&str> = header.split(',').collect();
        let mut later = HashSet::new();
        for line in lines {
            let line = line.expect("text");
            let cells: Vec<&str> = line.split(',').collect();
            let field = |name: &str| {
                let at = columns
                    .iter()
                    .position(|column| *column == name)
                    .expect("a column of the sample");
                cells[at].to_owned()
            };
            let to = if is_later(&field) {
                later.insert(cells[0].to_owned());
                &mut month
            } else {
                &mut first
            };
            writeln!(to, "{line}").expect("room for a copy");
        }
        later
    }

    /// Seconds of reading all of the sample without any check.
    fn plain(&self, place: &Path) -> f64 {
        let store = place.join("plain.duckdb");
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command.arg("--plain").arg(&self.whole).arg(&store);
        let run = watched(&mut command);
        fs::remove_file(store).expect("the bench's own file");
        run.time.as_secs_f64()
    }

    /// One round of all steps.
    fn round(&self, place: &Path) -> Vec<(&'static str, Run)> {
        let desk = place.join("desk");
        copy(&self.store, &desk);
        let month = self.month.to_string_lossy();
        let (out, period) = (desk.join("out"), LATER.1);
        let out = out.to_string_lossy();
        let kpi = ["kpi", "--period", period];
        let report = [
            "report", "monthly", "--period", period, "--format", "xlsx", "--out", &out,
        ];
        let first = self.first.to_string_lossy();
        let steps: [(&'static str, &[&str]); 7] = [
            ("one more month", &["ingest", &month]),
            ("the same month again", &["ingest", &month]),
            ("all earlier files again", &["ingest", &first]),
            ("all metrics of it, first question", &kpi),
            ("all metrics of it, second question", &kpi),
            ("the company's monthly workbook", &report),
            ("the company's monthly workbook, second time", &report),
        ];
        let mut runs: Vec<_> = steps
            .map(|(name, arguments)| (name, duebook(&desk, arguments)))
            .into_iter()
            .collect();
        // Facts rest on the settings: with another all are made anew.
        let mut settings = OpenOptions::new()
            .append(true)
            .open(desk.join("duebook.toml"))
            .expect("settings");
        writeln!(settings, "[metrics]\ngrace_days = 61").expect("room for a line");
        runs.push(("all metrics of it, all facts anew", duebook(&desk, &kpi)));
        fs::remove_dir_all(desk).expect("the bench's own folder");
        runs
    }
}

fn duebook(workspace: &Path, arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_duebook"));
    command.arg("-q").arg("-C").arg(workspace).args(arguments);
    watched(&mut command)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder of the bench") {
        let path = entry.expect("a folder of the bench").path();
        let to = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, to).expect("room for a copy");
        }
    }
}
