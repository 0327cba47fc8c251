//! `report all` for a company of 50 branches and 600 teams: the whole program, where its time goes, the workbook writer beside
//! bare `rust_xlsxwriter`, and polars with `XlsxWriter` (`benches/compare/`), which writes the monthly workbooks alone: what it is
//! held against is `--only monthly`; all three reports stand beside it.
//!
//! Programs run as processes of their own, in turn; `--split WORKSPACE` and `--writer WORKSPACE` are the last two parts alone.
//! Settings, by environment:
//!
//! - `DUEBOOK_BENCH_POLICIES`: the size of the sample, 100000 unless set
//! - `DUEBOOK_BENCH_SPECIALISTS`: 6000 unless set, which makes 50 branches and 600 teams
//! - `DUEBOOK_BENCH_MEMORY`: the memory limit of duebook, `4GB` unless set
//! - `DUEBOOK_BENCH_ROUNDS`: 3 unless set
//! - `DUEBOOK_BENCH_DATA`: a folder that keeps files and store for the next time
//! - `DUEBOOK_BENCH_PYTHON`: a Python with the packages polars and xlsxwriter, `python3` unless set

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use calamine::{Data, Reader, Xlsx};
use duebook::library::Library;
use duebook::period::{Period, View};
use duebook::report::model::Report;
use duebook::report::prepare::Prepared;
use duebook::report::scope::Scope;
use duebook::report::{html, xlsx};
use duebook::sample;
use duebook::store::Store;
use duebook::workspace::{Locale, StoreSettings, Workspace};

#[path = "watch/mod.rs"]
mod watch;

use watch::{Run, median, memory_limit, setting, watched};

/// The last day of a month and a quarter that the sample's facts reach.
const DAY: &str = "2026-06-30";
const DUE: [(&str, &str); 3] = [
    ("daily", "2026-06-30"),
    ("monthly", "2026-06"),
    ("quarterly", "2026-Q2"),
];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, word, workspace] = &arguments[..]
        && word == "--split"
    {
        return split(Path::new(workspace));
    }
    if let [_, word, workspace] = &arguments[..]
        && word == "--writer"
    {
        return writer(Path::new(workspace));
    }
    let policies: i64 = setting("POLICIES", "100000").parse().expect("a number of policies");
    let specialists: i64 = setting("SPECIALISTS", "6000").parse().expect("a number of specialists");
    let count: usize = setting("ROUNDS", "3").parse().expect("a number of rounds");
    let passing = tempfile::tempdir().expect("a folder for the bench");
    let kept = setting("DATA", "");
    let place = if kept.is_empty() {
        passing.path().to_path_buf()
    } else {
        PathBuf::from(kept)
    };
    println!(
        "{policies} policies, {specialists} specialists, {DAY}, memory limit {}",
        memory_limit()
    );
    let bench = Bench::prepare(&place.join(format!("{policies}-{specialists}")), policies, specialists);
    let rounds: Vec<Round> = (0..count).map(|_| bench.round()).collect();
    tell(&rounds);
    let program = std::env::current_exe().expect("this program");
    let status = Command::new(program).arg("--split").arg(&bench.workspace).status();
    assert!(status.expect("this program again").success());
}

struct Bench {
    files: PathBuf,
    workspace: PathBuf,
    out: PathBuf,
    has_script: bool,
}

struct Round {
    monthly: Run,
    books: Run,
    all: Run,
    script: Option<(Run, String)>,
}

impl Bench {
    fn prepare(place: &Path, policies: i64, specialists: i64) -> Self {
        let (files, workspace) = (place.join("csv"), place.join("workspace"));
        if !files.is_dir() {
            let options = sample::Options {
                policies,
                specialists,
                ..sample::Options::default()
            };
            sample::write(&Library::shipped(), &StoreSettings::default(), &files, options).expect("a sample");
        }
        if !workspace.join("duebook.duckdb").exists() {
            Workspace::init(&workspace).expect("a new workspace");
            let settings = format!("[store]\nmemory_limit = \"{}\"\n", memory_limit());
            fs::write(workspace.join("duebook.toml"), settings).expect("settings");
            watched(duebook(&workspace).arg("ingest").arg(&files));
        }
        let has_script = Command::new(python())
            .args(["-c", "import polars, xlsxwriter"])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if !has_script {
            println!("no comparison: {} has no polars and xlsxwriter", python());
        }
        let bench = Self {
            out: place.join("out"),
            files,
            workspace,
            has_script,
        };
        // Facts that depend on the data alone are made once for all runs.
        watched(duebook(&bench.workspace).args(["kpi", "--period", "2026-06"]));
        bench
    }

    fn round(&self) -> Round {
        let report = |format: &str, only: &[&str]| {
            let _ = fs::remove_dir_all(&self.out);
            let mut command = duebook(&self.workspace);
            command.args(["report", "all", "--date", DAY, "--format", format]);
            watched(command.args(only).arg("--out").arg(&self.out))
        };
        Round {
            monthly: report("xlsx", &["--only", "monthly"]),
            books: report("xlsx", &[]),
            all: report("xlsx,html", &[]),
            script: self.has_script.then(|| self.script()),
        }
    }

    fn script(&self) -> (Run, String) {
        let _ = fs::remove_dir_all(&self.out);
        let said = self.workspace.join("said.txt");
        let mut command = Command::new(python());
        command
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/compare/reports_polars.py"))
            .arg(&self.files)
            .args(["2026-06-01", "2026-06-30"])
            .arg(&self.out)
            .env("DUEBOOK_BENCH_SAID", &said);
        let run = watched(&mut command);
        (run, fs::read_to_string(said).expect("the script's times"))
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

fn tell(rounds: &[Round]) {
    let seconds = |run: &Run| run.time.as_secs_f64();
    let line = |name: &str, runs: Vec<&Run>| {
        let times: Vec<String> = runs.iter().map(|run| format!("{:.1}", seconds(run))).collect();
        let peak = runs.iter().map(|run| run.peak).max().unwrap_or(0) / 1_000_000;
        println!("  {name:34} {} s, peak {peak} MB", times.join(" "));
    };
    line("the monthly workbooks", rounds.iter().map(|r| &r.monthly).collect());
    line("report all, workbooks", rounds.iter().map(|r| &r.books).collect());
    line(
        "report all, workbooks and pages",
        rounds.iter().map(|r| &r.all).collect(),
    );
    let scripts: Vec<_> = rounds.iter().filter_map(|r| r.script.as_ref()).collect();
    if scripts.is_empty() {
        return;
    }
    line(
        "polars, the monthly workbooks",
        scripts.iter().map(|(run, _)| run).collect(),
    );
    println!(
        "  {:34} {}",
        "  read, compute, write, books, cells",
        scripts[scripts.len() - 1].1
    );
    let ratios = |of: &dyn Fn(&Round) -> &Run| {
        let pairs = rounds.iter().filter_map(|r| Some((&r.script.as_ref()?.0, of(r))));
        median(pairs.map(|(theirs, ours)| seconds(theirs) / seconds(ours)).collect())
    };
    println!("  {:34} {}", "polars / the monthly workbooks", ratios(&|r| &r.monthly));
    println!("  {:34} {}", "polars / all workbooks", ratios(&|r| &r.books));
    println!("  {:34} {}", "polars / workbooks and pages", ratios(&|r| &r.all));
}

/// Where the time goes, one thing after the other: what the store does, what is made of it, pages, workbooks.
fn split(workspace: &Path) {
    let workspace = Workspace::find(workspace).expect("the bench's workspace");
    let store = Store::open_closed(&workspace).expect("the bench's store");
    let scopes = Scope::all(&store).expect("scopes");
    println!("  {} scopes; seconds of one thread, the store's of all", scopes.len());
    let accent = &workspace.settings.report.accent;
    let templates = html::Pages::new(&workspace.library, Locale::ZhCn, accent).expect("templates");
    let mut bare = None;
    for (name, period) in DUE {
        let view = View::at_end(period.parse::<Period>().expect("a period"));
        let (started, mut once) = (Instant::now(), Duration::ZERO);
        let prepared = Prepared::new(&workspace, &store, name, view, &scopes).expect("figures");
        let first = timed(&mut once, || prepared.report(0, Locale::ZhCn).expect("a report"));
        let mut query = started.elapsed();
        let [mut model, mut pages, mut books] = [Duration::ZERO; 3];
        let [mut page_bytes, mut book_bytes] = [0; 2];
        for number in 0..scopes.len() {
            let report = timed(&mut model, || prepared.report(number, Locale::ZhCn).expect("a report"));
            let page = timed(&mut pages, || templates.render(&report).expect("a page"));
            let book = timed(&mut books, || {
                xlsx::write(&report, &workspace.library).expect("a workbook")
            });
            page_bytes += page.len();
            book_bytes += book.len();
            if number == 0 {
                // The first report was made twice, the second time without a query.
                query = query.saturating_sub(model);
            }
        }
        let [query, model, pages, books] = [query, model, pages, books].map(|time| time.as_secs_f64());
        println!(
            "  {name:10} store {query:.1}, model {model:.1}, pages {pages:.1} ({} MB), workbooks {books:.1} ({} MB)",
            page_bytes / 1_000_000,
            book_bytes / 1_000_000
        );
        if name == "monthly" {
            bare = Some(first);
        }
    }
    beside(&bare.expect("a monthly report"), &workspace.library);
}

/// Only the last of these: the writer of the company's monthly workbook beside the bare one.
fn writer(workspace: &Path) {
    let workspace = Workspace::find(workspace).expect("the bench's workspace");
    let store = Store::open_closed(&workspace).expect("the bench's store");
    let scopes = Scope::all(&store).expect("scopes");
    let view = View::at_end("2026-06".parse::<Period>().expect("a period"));
    let prepared = Prepared::new(&workspace, &store, "monthly", view, &scopes[..1]).expect("figures");
    let report = prepared.report(0, Locale::ZhCn).expect("a report");
    beside(&report, &workspace.library);
}

fn beside(report: &Report, library: &Library) {
    let ratios: Vec<f64> = (0..5).map(|_| beside_bare(report, library)).collect();
    println!(
        "  our writer / bare writer, the company's monthly workbook: {}",
        median(ratios)
    );
}

fn timed<T>(sum: &mut Duration, work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let made = work();
    *sum += started.elapsed();
    made
}

/// Our writer's time over that of the same cells written with nothing but a format each.
fn beside_bare(report: &Report, library: &Library) -> f64 {
    let mut ours = Duration::ZERO;
    let book = timed(&mut ours, || xlsx::write(report, library).expect("a workbook"));
    let mut read: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(book)).expect("our own workbook");
    let names = read.sheet_names();
    let sheets: Vec<_> = names
        .iter()
        .map(|name| (name, read.worksheet_range(name).expect("a sheet")))
        .collect();
    let mut bare = Duration::ZERO;
    let cells = timed(&mut bare, || {
        let line = rust_xlsxwriter::Format::new()
            .set_font_name("Microsoft YaHei")
            .set_font_size(10)
            .set_border_bottom(rust_xlsxwriter::FormatBorder::Thin);
        let number = line.clone().set_num_format("0.00%");
        let (mut made, mut cells) = (rust_xlsxwriter::Workbook::new(), 0_u32);
        for (name, range) in &sheets {
            // As in ours, the long sheet is the one that is not kept in memory.
            let sheet = if range.height() > 20_000 {
                made.add_worksheet_with_constant_memory().expect("a sheet")
            } else {
                made.add_worksheet()
            };
            sheet.set_name(name.as_str()).expect("a name of ours");
            for (row, line_of) in (0..).zip(range.rows()) {
                for (column, cell) in (0..).zip(line_of) {
                    cells += 1;
                    match cell {
                        Data::String(text) => sheet.write_string_with_format(row, column, text, &line),
                        Data::Float(n) => sheet.write_number_with_format(row, column, *n, &number),
                        Data::Int(n) => sheet.write_number_with_format(
                            row,
                            column,
                            i32::try_from(*n).map_or(0.0, f64::from),
                            &number,
                        ),
                        _ => continue,
                    }
                    .expect("a cell");
                }
            }
        }
        made.save_to_buffer().expect("a workbook");
        cells
    });
    println!(
        "    {cells} places: ours {:.2} s, bare {:.2} s",
        ours.as_secs_f64(),
        bare.as_secs_f64()
    );
    ours.as_secs_f64() / bare.as_secs_f64()
}
