//! All metrics of a month by specialist, beside fourteen of them written by hand for polars and for DuckDB's Python package
//! (`benches/compare/`), in the same rounds; and a trend of 13 months beside one month.
//!
//! Everything runs as a process of its own, in turn, so that the peak of memory of each is known and the state of the
//! machine is alike; the ratios within one round are what counts. The numbers of the scripts must be ours. Settings, by
//! environment:
//!
//! - `DUEBOOK_BENCH_POLICIES`: the size of the sample, 100000 unless set; about 4.8 due items each
//! - `DUEBOOK_BENCH_MEMORY`: the memory limit of duebook and DuckDB, `4GB` unless set; polars knows none
//! - `DUEBOOK_BENCH_ROUNDS`: 3 unless set
//! - `DUEBOOK_BENCH_DATA`: a folder that keeps files and store for the next time
//! - `DUEBOOK_BENCH_PYTHON`: a Python with the packages polars and duckdb, `python3` unless set

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use duebook::decimal::Decimal;
use duebook::library::{Library, Source};
use duebook::metrics::{Catalog, Dimension, RollUp, Sums};
use duebook::period::{Period, View};
use duebook::sample;
use duebook::store::{Params, Statement, Store};
use duebook::workspace::{StoreSettings, Workspace};

#[path = "watch/mod.rs"]
mod watch;

use watch::{Run, median, memory_limit, setting, watched};

/// The month asked about, which the sample's facts reach.
const MONTH: &str = "2026-06";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, word, months, workspace] = &arguments[..]
        && word == "--months"
    {
        return ask(months.parse().expect("a number"), Path::new(workspace));
    }
    let policies: i64 = setting("POLICIES", "100000").parse().expect("a number of policies");
    let count: usize = setting("ROUNDS", "3").parse().expect("a number of rounds");
    let passing = tempfile::tempdir().expect("a folder for the bench");
    let kept = setting("DATA", "");
    let place = if kept.is_empty() {
        passing.path().to_path_buf()
    } else {
        PathBuf::from(kept)
    };
    println!("{policies} policies, {MONTH}, memory limit {}", memory_limit());
    let bench = Bench::prepare(&place, policies);
    let rounds: Vec<Round> = (0..count).map(|_| bench.round()).collect();
    tell(&rounds);
    bench.compare();
}

struct Bench {
    files: PathBuf,
    workspace: PathBuf,
    /// Where results go.
    results: PathBuf,
    scripts: Vec<&'static str>,
}

/// What one round took: `scripts` in the order of the bench's, each with its seconds of reading and computing.
struct Round {
    first: Run,
    again: Run,
    one_month: Run,
    trend: Run,
    scripts: Vec<(&'static str, Run, String)>,
}

impl Bench {
    /// Makes files and store unless they are there.
    fn prepare(place: &Path, policies: i64) -> Self {
        let files = place.join(format!("{policies}-csv"));
        if !files.is_dir() {
            let options = sample::Options {
                policies,
                ..sample::Options::default()
            };
            sample::write(&Library::shipped(), &StoreSettings::default(), &files, options).expect("a sample");
        }
        let workspace = place.join(format!("{policies}-workspace"));
        if !workspace.join("duebook.duckdb").exists() {
            Workspace::init(&workspace).expect("a new workspace");
            let settings = format!("[store]\nmemory_limit = \"{}\"\n", memory_limit());
            fs::write(workspace.join("duebook.toml"), settings).expect("settings");
            watched(duebook(&workspace).arg("ingest").arg(&files));
        }
        let results = place.join(format!("{policies}-results"));
        fs::create_dir_all(&results).expect("a folder for the results");
        let has_packages = Command::new(python())
            .args(["-c", "import polars, duckdb"])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if !has_packages {
            println!("no comparison: {} has no polars and duckdb", python());
        }
        Self {
            files,
            workspace,
            results,
            scripts: if has_packages {
                vec!["polars", "duckdb"]
            } else {
                Vec::new()
            },
        }
    }

    fn round(&self) -> Round {
        forget_facts(&self.workspace);
        let kpi = || {
            watched(
                duebook(&self.workspace)
                    .args(["kpi", "--period", MONTH, "--by", "specialist"])
                    .args(["--format", "csv", "--out"])
                    .arg(self.result("duebook")),
            )
        };
        let (first, again) = (kpi(), kpi());
        let (one_month, trend) = (self.months(1), self.months(13));
        let scripts = self.scripts.iter().map(|name| {
            let (run, seconds) = self.script(name);
            (*name, run, seconds)
        });
        Round {
            first,
            again,
            one_month,
            trend,
            scripts: scripts.collect(),
        }
    }

    fn result(&self, who: &str) -> PathBuf {
        self.results.join(format!("{who}.csv"))
    }

    /// All metrics by specialist of the last `count` months, by the library.
    fn months(&self, count: usize) -> Run {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        watched(command.args(["--months", &count.to_string()]).arg(&self.workspace))
    }

    fn script(&self, name: &str) -> (Run, String) {
        let period: Period = MONTH.parse().expect("a month");
        let said = self.results.join(format!("{name}.txt"));
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("benches/compare/month_{name}.py"));
        let mut command = Command::new(python());
        command
            .arg(script)
            .arg(&self.files)
            .args([period.first_on().to_string(), period.last_on().to_string()])
            .arg(self.result(name))
            .env("DUEBOOK_BENCH_SAID", &said)
            .env("DUEBOOK_BENCH_MEMORY", memory_limit());
        let run = watched(&mut command);
        (run, fs::read_to_string(said).expect("the script's times"))
    }

    /// The scripts' numbers against ours: each of theirs, and each of ours of their metrics.
    fn compare(&self) {
        let ours = numbers(&self.result("duebook"), "entity_id");
        for name in &self.scripts {
            let theirs = numbers(&self.result(name), "specialist_id");
            let metrics: std::collections::BTreeSet<&String> = theirs.keys().map(|(metric, _)| metric).collect();
            let mut ours = ours.clone();
            ours.retain(|(metric, _), _| metrics.contains(metric));
            assert!(!theirs.is_empty() && ours == theirs, "{name} has other numbers");
            println!(
                "{name}: all {} numbers of {} metrics are ours",
                theirs.len(),
                metrics.len()
            );
        }
    }
}

fn python() -> String {
    setting("PYTHON", "python3")
}

fn duebook(workspace: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_duebook"));
    command.arg("-q").arg("-C").arg(workspace);
    command
}

/// As after a file of every table.
fn forget_facts(workspace: &Path) {
    let workspace = Workspace::find(workspace).expect("the bench's workspace");
    let store = Store::open_closed(&workspace).expect("the bench's store");
    let source = Source {
        name: "forget.sql".into(),
        text: "DELETE FROM facts_built WHERE TRUE".into(),
        is_override: false,
    };
    store
        .execute(&Statement::of(&source), &Params::none())
        .expect("a table of the store");
}

fn ask(count: usize, workspace: &Path) {
    let workspace = Workspace::find(workspace).expect("the bench's workspace");
    let store = Store::open_closed(&workspace).expect("the bench's store");
    let catalog = Catalog::load(&workspace.library).expect("shipped metrics");
    let last: Period = MONTH.parse().expect("a month");
    let mut periods = vec![last];
    while periods.len() < count {
        periods.push(periods[periods.len() - 1].previous());
    }
    let views: Vec<View> = periods.into_iter().rev().map(View::at_end).collect();
    let by = [Dimension::parse("specialist").expect("a level")];
    let metrics: Vec<_> = catalog.metrics().collect();
    let run = duebook::metrics::Run::new(&store, &workspace.settings.metrics, &views).expect("facts");
    let sums = Sums::compute(&run, &catalog, &metrics, &by).expect("sums");
    let values = sums.values(RollUp { by: &by, filters: &[] }).expect("values");
    assert!(!values.is_empty(), "the sample has no such month");
}

/// Numerator and denominator by metric and specialist.
fn numbers(path: &Path, id: &str) -> BTreeMap<(String, String), [Decimal; 2]> {
    let mut reader = csv::Reader::from_path(path).expect("a result");
    let headers = reader.headers().expect("headers").clone();
    let at = |name: &str| headers.iter().position(|h| h == name).expect("a column of the result");
    let [metric, id, numerator, denominator] = ["metric", id, "numerator", "denominator"].map(at);
    let number = |text: &str| text.parse::<Decimal>().unwrap_or_default().normalize();
    let rows = reader.records().map(|row| {
        let row = row.expect("a row");
        let key = (row[metric].to_owned(), row[id].to_owned());
        (key, [number(&row[numerator]), number(&row[denominator])])
    });
    rows.filter(|(_, sums)| sums.iter().any(|sum| !sum.is_zero())).collect()
}

fn tell(rounds: &[Round]) {
    let line = |name: &str, runs: Vec<&Run>| {
        let times = runs.iter().map(|run| format!("{:.2}", run.time.as_secs_f64()));
        let peak = runs.iter().map(|run| run.peak).max().unwrap_or(0) / 1_000_000;
        println!("  {name:34} {} s, peak {peak} MB", times.collect::<Vec<_>>().join(" "));
    };
    line("facts and all metrics", rounds.iter().map(|r| &r.first).collect());
    line(
        "all metrics, facts up to date",
        rounds.iter().map(|r| &r.again).collect(),
    );
    line(
        "one month, by the library",
        rounds.iter().map(|r| &r.one_month).collect(),
    );
    line("13 months, by the library", rounds.iter().map(|r| &r.trend).collect());
    let scripts = rounds.first().map_or(0, |r| r.scripts.len());
    for at in 0..scripts {
        let name = rounds[0].scripts[at].0;
        line(
            &format!("{name}, reading included"),
            rounds.iter().map(|r| &r.scripts[at].1).collect(),
        );
        let parts: Vec<String> = rounds
            .iter()
            .map(|r| r.scripts[at].2.trim().replace(' ', " + "))
            .collect();
        println!("  {:34} {} s", "  reading + computing", parts.join(", "));
    }
    let ratio = |name: &str, of: &dyn Fn(&Round) -> (f64, f64)| {
        let ratios = rounds.iter().map(|r| of(r).0 / of(r).1).collect();
        println!("  {name:34} {}", median(ratios));
    };
    let seconds = |run: &Run| run.time.as_secs_f64();
    ratio("13 months / one month", &|r| (seconds(&r.trend), seconds(&r.one_month)));
    for at in 0..scripts {
        let name = rounds[0].scripts[at].0;
        ratio(&format!("facts and all metrics / {name}"), &|r| {
            (seconds(&r.first), seconds(&r.scripts[at].1))
        });
        ratio(&format!("facts up to date / {name}"), &|r| {
            (seconds(&r.again), seconds(&r.scripts[at].1))
        });
    }
}
