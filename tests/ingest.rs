//! Files as core systems really export them, one case per folder of `tests/ingest/`, and what must come out.
//!
//! A case is a folder of files, or of numbered folders that are loaded one after the other (`2-replace`, `2-dry-run`,
//! `2-table=payments` set options). Before it the small book in `tests/ingest/base/` is loaded. What came out stands in
//! `tests/ingest/snapshots/`.

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use common::{copy_folder, english_left};
use duebook::contract::Contract;
use duebook::diagnostic::Exit;
use duebook::ingest::{self, FileReport, Options, Outcome, Pay, Silent, Summary};
use duebook::library::Source;
use duebook::locale::Locale;
use duebook::message::Say;
use duebook::store::{Params, Rows, Statement, Store};
use duebook::wording::Wording;
use duebook::workspace::Workspace;
use tempfile::TempDir;

/// A workspace of its own.
struct Bench {
    folder: TempDir,
    workspace: Workspace,
    store: Store,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut workspace = Workspace::init(folder.path()).unwrap();
        workspace.settings.locale = Locale::En;
        let store = Store::open(&workspace, &[]).unwrap();
        Self {
            folder,
            workspace,
            store,
        }
    }

    /// A copy of a workspace with the small book.
    fn with_base() -> Self {
        static BASE: OnceLock<TempDir> = OnceLock::new();
        let base = BASE.get_or_init(|| {
            let bench = Self::new();
            let summary = bench.ingest(&cases().join("base"), &Options::default()).unwrap();
            assert!(!summary.has_findings());
            bench.folder
        });
        let folder = tempfile::tempdir().unwrap();
        copy_folder(base.path(), folder.path());
        let mut workspace = Workspace::find(folder.path()).unwrap();
        workspace.settings.locale = Locale::En;
        let store = Store::open(&workspace, &[]).unwrap();
        Self {
            folder,
            workspace,
            store,
        }
    }

    /// Puts the files of `from` into `data/` (and only them) and loads it.
    fn ingest(&self, from: &Path, options: &Options) -> duebook::Result<Summary> {
        let data = self.workspace.data_dir();
        for old in entries(&data).iter().filter(|path| path.is_file()) {
            fs::remove_file(old).unwrap();
        }
        for path in entries(from) {
            fs::copy(&path, data.join(path.file_name().unwrap())).unwrap();
        }
        self.load(&[data], options)
    }

    fn load(&self, paths: &[PathBuf], options: &Options) -> duebook::Result<Summary> {
        let summary = ingest::run(&self.workspace, &self.store, paths, options, &Silent);
        assert!(
            !self.folder.path().join(".ingest").exists(),
            "temporary files are removed"
        );
        summary
    }

    fn query(&self, sql: &str) -> Rows {
        let source = Source {
            name: "test.sql".into(),
            text: sql.into(),
            is_override: false,
        };
        self.store.query(&Statement::of(&source), &Params::none()).unwrap()
    }

    /// Asserts that `verify` finds nothing.
    fn is_whole(&self, what: &str) {
        let desk = duebook::verify::Desk {
            workspace: &self.workspace,
            store: Some(&self.store),
        };
        for looked in duebook::verify::CHECKS.iter().filter_map(|check| check(&desk)) {
            let english = duebook::wording::Wording::shipped(Locale::En);
            let wrong: Vec<String> = looked.wrong.iter().map(|message| english.say(message)).collect();
            assert!(wrong.is_empty(), "{what}: {}: {wrong:#?}", english.say(&looked.at));
        }
    }

    /// All tables of the contract without the columns that say where a row came from.
    fn tables(&self) -> String {
        let mut out = String::new();
        for table in Contract::load(&self.workspace.library).unwrap().tables() {
            for schema in ["main", "pending"] {
                let rows = self.query(&format!(
                    "SELECT * EXCLUDE (file_no, file_row) FROM {schema}.{} ORDER BY ALL",
                    table.name
                ));
                print_table(&mut out, &format!("{schema}.{}", table.name), &rows);
            }
        }
        let rejects = self.query("SELECT table_name, column_name, raw_value, rule FROM rejects ORDER BY ALL");
        print_table(&mut out, "rejects", &rejects);
        out
    }
}

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ingest")
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
}

fn print_table(out: &mut String, name: &str, rows: &Rows) {
    print_rows(out, name, rows, usize::MAX);
}

/// A table, of which `most` rows are enough.
fn print_rows(out: &mut String, name: &str, rows: &Rows, most: usize) {
    if rows.is_empty() {
        return;
    }
    writeln!(out, "{name}: {}", rows.columns().join(" | ")).unwrap();
    for row in rows.iter().take(most) {
        let cells: Vec<String> = row.cells().iter().map(ToString::to_string).collect();
        writeln!(out, "  {}", cells.join(" | ")).unwrap();
    }
    if rows.len() > most {
        writeln!(out, "  ({} rows in all)", rows.len()).unwrap();
    }
}

fn print_report(out: &mut String, file: &FileReport) {
    let f = file;
    let sheet = f.sheet.as_ref().map(|name| format!("!{name}")).unwrap_or_default();
    writeln!(out, "{}{sheet} -> {}: {:?}", f.path.display(), f.table, f.outcome).unwrap();
    writeln!(
        out,
        "  read {} = accepted {} + rejected {} (waiting {}) + skipped {} + identical {}; inserted {}, changed {}, unchanged {}, removed {}",
        f.rows_read, f.accepted, f.rejected, f.waiting, f.skipped, f.identical, f.inserted, f.changed, f.unchanged, f.removed
    )
    .unwrap();
    if f.outcome != Outcome::AlreadyLoaded {
        assert_eq!(f.accepted + f.rejected + f.skipped + f.identical, f.rows_read);
    }
    if f.outcome == Outcome::Loaded {
        assert_eq!(f.inserted + f.changed + f.unchanged, f.accepted);
    }
    for reason in &f.reasons {
        writeln!(
            out,
            "  {} {}: {} rows, first row {}, {:?}: {}",
            reason.rule, reason.column, reason.rows, reason.first_row, reason.first_value, reason.first_message
        )
        .unwrap();
    }
    for (skip, count, listed) in f.skipped_rows.iter() {
        let (rows, texts): (Vec<u64>, Vec<&str>) = listed.iter().map(|(row, text)| (*row, text.as_str())).unzip();
        let texts = texts.join(" | ");
        let line = format!(
            "  skipped {count} {}: rows {rows:?} {}",
            skip.message(),
            texts.trim_end_matches(" | ")
        );
        writeln!(out, "{}", line.trim_end()).unwrap();
    }
    if f.cells_left_out > 0 {
        writeln!(out, "  cells left out: {}", f.cells_left_out).unwrap();
    }
    if !f.extra_columns.is_empty() {
        writeln!(out, "  left out: {}", f.extra_columns.join(", ")).unwrap();
    }
    for note in &f.notes {
        writeln!(out, "  note: {}", note.message()).unwrap();
    }
}

fn options(name: &str) -> Options {
    let mut options = Options::default();
    for word in name.split('-').skip(1).collect::<Vec<_>>().join("-").split('+') {
        match word {
            "" => {}
            "replace" => options.replace = true,
            "dry-run" => options.dry_run = true,
            "empty-missing" => options.empty_missing = true,
            "strict" => options.strict = true,
            other => options.table = Some(other.strip_prefix("table=").expect("a known option").to_owned()),
        }
    }
    options
}

/// Rows of a table shown; further ones of a case are only there to keep the share of rejects low.
const MOST_ROWS: usize = 16;

/// An error in English; that it says the same in Chinese is looked at on the way.
fn told(error: &duebook::Error) -> String {
    let chinese = error.told(Wording::shipped(Locale::ZhCn));
    assert!(english_left(&chinese).is_empty(), "{chinese}");
    error.to_string()
}

/// Loads a case and tells all that came out.
fn outcome(case: &Path) -> String {
    let bench = Bench::with_base();
    let numbered = entries(case).iter().all(|path| path.is_dir());
    let runs = if numbered {
        entries(case)
    } else {
        vec![case.to_path_buf()]
    };
    let mut out = String::new();
    for run in runs {
        let name = run.file_name().unwrap().to_string_lossy().into_owned();
        let options = if numbered { options(&name) } else { Options::default() };
        if numbered {
            writeln!(out, "== {name}").unwrap();
        }
        let result = bench.ingest(&run, &options);
        match result {
            Ok(summary) => {
                summary.files.iter().for_each(|file| print_report(&mut out, file));
                for failed in &summary.failed {
                    write!(out, "{}: not loaded\n{}", failed.path.display(), told(&failed.error)).unwrap();
                }
                for (table, note) in &summary.joined {
                    writeln!(out, "{table}: {}", note.message()).unwrap();
                }
                if summary.hand_overs != ingest::HandOvers::default() {
                    writeln!(out, "{:?}", summary.hand_overs).unwrap();
                }
                for path in &summary.ignored {
                    writeln!(out, "ignored: {}", path.display()).unwrap();
                }
                if let Some(path) = &summary.rejects_file {
                    let list = fs::read_to_string(path).unwrap();
                    write!(out, "{}", list.replace('\u{feff}', "[BOM]").replace('\r', "")).unwrap();
                }
            }
            Err(error) => write!(out, "{}", told(&error)).unwrap(),
        }
    }
    bench.is_whole(&case.display().to_string());
    writeln!(out, "== store").unwrap();
    let base_files = entries(&cases().join("base")).len();
    for table in Contract::load(&bench.workspace.library).unwrap().tables() {
        for schema in ["main", "pending"] {
            let sql = format!(
                "SELECT * FROM {schema}.{} WHERE file_no > {base_files} ORDER BY file_no, file_row",
                table.name
            );
            print_rows(
                &mut out,
                &format!("{schema}.{}", table.name),
                &bench.query(&sql),
                MOST_ROWS,
            );
        }
    }
    print_table(&mut out, "history", &bench.query("SELECT * FROM history ORDER BY ALL"));
    out
}

fn snapshots() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(cases().join("snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// What is wrong with the rows of these cases, in the language of a workspace that has not chosen another.
#[test]
fn rejects_in_chinese() {
    let mut said = BTreeSet::new();
    for case in [
        "bad-reversals",
        "date-forms",
        "due-number-twice",
        "duplicate-keys",
        "errors-of-spreadsheets",
        "identifiers-in-number-cells",
        "identifiers-with-lost-digits",
        "json-rows-that-are-none",
        "late-references",
        "money-forms",
        "overlapping-assignments",
        "percent-points",
        "ragged-rows",
        "unknown-words",
        "xlsx-formulas-without-result",
    ] {
        let mut bench = Bench::with_base();
        bench.workspace.settings.locale = Locale::default();
        let folders = entries(&cases().join(case));
        let is_numbered = folders.iter().all(|path| path.is_dir());
        for run in if is_numbered { folders } else { vec![cases().join(case)] } {
            bench.ingest(&run, &Options::default()).unwrap();
            let list = fs::read_to_string(bench.workspace.reports_dir().join("rejects.csv")).unwrap_or_default();
            let mut rows = csv::Reader::from_reader(list.as_bytes());
            for row in rows.records().map(Result::unwrap) {
                said.insert(format!("{}: {}", &row[6], &row[7]));
            }
        }
    }
    let said: Vec<String> = said.into_iter().collect();
    snapshots().bind(|| insta::assert_snapshot!("rejects-in-chinese", said.join("\n")));
}

#[test]
fn real_files() {
    let cases = entries(&cases()).into_iter().filter(|case| {
        let name = case.file_name().unwrap();
        name != "base" && name != "snapshots"
    });
    let (left, failed) = (Mutex::new(cases), Mutex::new(Vec::new()));
    let some = || {
        let next = || left.lock().unwrap().next();
        while let Some(case) = next() {
            let name = case.file_name().unwrap().to_string_lossy().into_owned();
            let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| {
                snapshots().bind(|| insta::assert_snapshot!(name.clone(), outcome(&case)));
            }));
            if outcome.is_err() {
                failed.lock().unwrap().push(name);
            }
        }
    };
    std::thread::scope(|threads| {
        threads.spawn(some);
        some();
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{failed:?}");
}

/// Loads a folder of `tests/ingest/` in one go, or its files one by one in the order given.
fn loaded(arrange: impl Fn(&Path) -> Vec<Vec<PathBuf>>) -> String {
    let bench = Bench::new();
    for run in arrange(&bench.workspace.data_dir()) {
        bench.load(&run, &Options::default()).unwrap();
    }
    bench.tables()
}

/// The book and some files with rejects, copied into `data`.
fn sources(data: &Path) -> Vec<PathBuf> {
    let folders = [
        "base",
        "bad-reversals",
        "late-references/1",
        "late-references/2",
        "late-references/3",
    ];
    let mut copies = Vec::new();
    for folder in folders {
        for path in entries(&cases().join(folder)) {
            let name = format!(
                "{}-{}",
                path.file_stem().unwrap().to_string_lossy(),
                folder.replace('/', "-")
            );
            let copy = data.join(name).with_extension(path.extension().unwrap());
            fs::copy(&path, &copy).unwrap();
            copies.push(copy);
        }
    }
    copies
}

#[test]
fn the_order_of_files_and_runs_makes_no_difference() {
    let at_once = loaded(|data| vec![sources(data)]);
    assert!(
        at_once.contains("main.payments") && at_once.contains("rejects"),
        "{at_once}"
    );
    let one_by_one = loaded(|data| sources(data).into_iter().map(|file| vec![file]).collect());
    assert_eq!(at_once, one_by_one);
    let backwards = loaded(|data| sources(data).into_iter().rev().map(|file| vec![file]).collect());
    assert_eq!(at_once, backwards);
    let twice = loaded(|data| {
        let sources = sources(data);
        vec![sources.clone(), sources]
    });
    assert_eq!(at_once, twice);
}

#[test]
fn a_file_split_in_two_is_the_same_file() {
    let split = |data: &Path| {
        let mut sources = sources(data);
        let whole = sources
            .iter()
            .position(|path| path.ends_with("payments-bad-reversals.csv"))
            .unwrap();
        let whole = sources.remove(whole);
        let text = fs::read_to_string(&whole).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for (name, half) in [("payments-a.csv", &lines[1..120]), ("payments-b.csv", &lines[120..])] {
            let path = data.join(name);
            fs::write(&path, format!("{}\n{}\n", lines[0], half.join("\n"))).unwrap();
            sources.push(path);
        }
        vec![sources]
    };
    assert_eq!(loaded(|data| vec![sources(data)]), loaded(split));
}

/// Everything the store holds but the facts, which are made anew when they are asked for, and how far it followed the record.
fn contents(store: &Store) -> String {
    let query = |sql: String| {
        let source = Source {
            name: "test.sql".into(),
            text: sql,
            is_override: false,
        };
        store.query(&Statement::of(&source), &Params::none()).unwrap()
    };
    let mut out = String::new();
    let tables = query(
        "SELECT schema_name || '.' || table_name AS name FROM duckdb_tables() WHERE schema_name IN ('main', 'pending') AND NOT temporary AND table_name NOT IN ('record_followed', 'readings') ORDER BY name"
            .into(),
    );
    for table in tables.iter() {
        let name = table.text("name");
        print_table(&mut out, &name, &query(format!("SELECT * FROM {name} ORDER BY ALL")));
    }
    out
}

#[test]
fn the_archive_gives_the_same_store_again() {
    let bench = Bench::new();
    for case in [
        "base",
        "due-list/1",
        "due-list/2",
        "late-references/1",
        "late-references/2",
        "late-references/3",
        "parquet",
    ] {
        let _ = bench.ingest(&cases().join(case), &Options::default()).unwrap();
    }
    let replace = Options {
        replace: true,
        ..Options::default()
    };
    let first = fs::read_dir(cases().join("replaced-file")).unwrap().count();
    assert!(first > 1);
    for run in entries(&cases().join("replaced-file")) {
        bench.ingest(&run, &replace).unwrap();
    }
    let Bench {
        folder,
        workspace,
        store,
    } = bench;
    let before = contents(&store);
    assert!(
        before.contains("main.history") && before.contains("main.rejects"),
        "{before}"
    );
    drop(store);
    // The inbox plays no part, and the store may be lost.
    for entry in entries(&workspace.data_dir()).iter().filter(|path| path.is_file()) {
        fs::remove_file(entry).unwrap();
    }
    ingest::rebuild(&workspace, Pay::Recorded, &Silent).unwrap();
    let rebuilt = |workspace: &Workspace| contents(&Store::open(workspace, &[]).unwrap());
    assert_eq!(rebuilt(&workspace), before);
    fs::remove_file(workspace.store_path()).unwrap();
    let error = Store::open(&workspace, &[]).err().unwrap().to_string();
    assert!(error.contains("is gone") && !workspace.store_path().exists(), "{error}");
    ingest::rebuild(&workspace, Pay::Recorded, &Silent).unwrap();
    assert_eq!(rebuilt(&workspace), before);
    fs::write(workspace.store_path(), "not a database").unwrap();
    fs::remove_file(workspace.record_path()).unwrap();
    let error = ingest::rebuild(&workspace, Pay::Recorded, &Silent).err().unwrap();
    assert_eq!(error.exit(), Exit::Store);
    assert!(error.to_string().contains("--without-pay"), "{error}");
    assert_eq!(fs::read_to_string(workspace.store_path()).unwrap(), "not a database");
    let kept = ingest::rebuild(&workspace, Pay::LeftBehind, &Silent)
        .unwrap()
        .kept
        .unwrap();
    assert_eq!(fs::read_to_string(kept).unwrap(), "not a database");
    assert_eq!(rebuilt(&workspace), before);

    // An archived file that was changed is not taken for what was loaded, and the store stays.
    let archived = entries(&workspace.data_dir().join("archive"));
    let payments = archived
        .iter()
        .find(|path| path.extension().is_some_and(|e| e == "csv"))
        .unwrap();
    fs::write(payments, "due_id\n").unwrap();
    let error = ingest::rebuild(&workspace, Pay::Recorded, &Silent)
        .err()
        .unwrap()
        .to_string();
    assert!(error.contains("has changed since it was loaded"), "{error}");
    assert_eq!(rebuilt(&workspace), before);
    drop(folder);
}

#[test]
fn the_settings_may_name_the_table_of_a_file() {
    let bench = Bench::new();
    let settings = "[ingest]\ntables = { \"XQ\" = \"customers\", \"XQ_团队\" = \"teams\" }\n";
    fs::write(bench.folder.path().join("duebook.toml"), settings).unwrap();
    let workspace = Workspace::find(bench.folder.path()).unwrap();
    let path = workspace.data_dir().join("xq_团队 3.csv");
    fs::write(&path, "团队代码,团队,机构代码,机构\nT1,一课,B1,青岚\n").unwrap();
    let summary = ingest::run(&workspace, &bench.store, &[path], &Options::default(), &Silent).unwrap();
    assert_eq!(
        (summary.files[0].table.as_str(), summary.files[0].accepted),
        ("teams", 1)
    );
}

#[test]
fn without_an_archive_there_is_nothing_to_rebuild_from() {
    let bench = Bench::new();
    drop(bench.store);
    let error = ingest::rebuild(&bench.workspace, Pay::Recorded, &Silent)
        .err()
        .unwrap()
        .to_string();
    assert!(
        error.starts_with("error: there is no archive to rebuild from"),
        "{error}"
    );
}

#[test]
fn a_missing_path_and_a_file_of_another_kind_are_errors() {
    let bench = Bench::new();
    let error = bench.load(&["nowhere".into()], &Options::default()).unwrap_err();
    assert_eq!(error.to_string(), "error: there is no file or folder `nowhere`\n");
    let path = bench.workspace.data_dir().join("notes.docx");
    fs::write(&path, b"PK\x03\x04").unwrap();
    let error = bench.load(&[path], &Options::default()).unwrap_err().to_string();
    assert!(
        error.starts_with("error: `data/notes.docx` is an archive or a document, which cannot be loaded"),
        "{error}"
    );
}

/// Asked for by name, a file of another format is told with what to do, whatever it is called.
#[test]
fn files_of_other_formats_are_told_with_what_to_do() {
    let bench = Bench::new();
    let data = bench.workspace.data_dir();
    for path in entries(&cases().join("formats-refused"))
        .iter()
        .chain(&entries(&cases().join("formats-web-archive")))
    {
        fs::copy(path, data.join(path.file_name().unwrap())).unwrap();
    }
    for (name, found, advice) in [
        (
            "due_items.ods",
            "is an OpenDocument spreadsheet (ODS)",
            "save it as XLSX",
        ),
        (
            "spreadsheet_called.xlsx",
            "is an OpenDocument spreadsheet (ODS)",
            "save it as XLSX",
        ),
        ("flat.xls", "is an OpenDocument spreadsheet (ODS)", "save it as XLSX"),
        ("due_items.xlsb", "is a binary workbook (XLSB)", "save it as XLSX"),
        ("binary_called.xlsx", "is a binary workbook (XLSB)", "save it as XLSX"),
        (
            "due_items.numbers",
            "is a Numbers (Apple iWork) document",
            "save it as XLSX",
        ),
        ("due_items.xls", "is a web archive (MHTML)", "save it as XLSX"),
        ("teams.xls", "is a web archive (MHTML)", "save it as XLSX"),
        ("customers.csv", "is a web archive (MHTML)", "save it as XLSX"),
        ("locked.xls", "is protected with a password", "save it without one"),
        ("locked.xlsb", "is protected with a password", "save it without one"),
        ("scan.pdf", "is a PDF document", "export its table"),
        ("list.xls", "is a picture", "export its table"),
    ] {
        let error = bench
            .load(&[data.join(name)], &Options::default())
            .unwrap_err()
            .to_string();
        assert!(error.starts_with(&format!("error: `data/{name}` {found}")), "{error}");
        assert!(error.contains(advice), "{error}");
    }
}

#[test]
fn a_compressed_file_that_would_fill_the_disk_is_refused() {
    let mut bench = Bench::new();
    bench.workspace.settings.ingest.max_unpacked_bytes = 1_000_000;
    let path = bench.workspace.data_dir().join("teams.csv.gz");
    let mut packed = flate2::write::GzEncoder::new(fs::File::create(&path).unwrap(), flate2::Compression::best());
    for _ in 0..50 {
        packed.write_all(&vec![b'0'; 1 << 20]).unwrap();
    }
    packed.finish().unwrap();
    assert!(fs::metadata(&path).unwrap().len() < 100_000);
    let error = bench.load(&[path], &Options::default()).unwrap_err().to_string();
    assert!(
        error.starts_with("error: `data/teams.csv.gz` has more than 1,000,000 bytes when unpacked"),
        "{error}"
    );
}

const TEAMS: &str = "team_id,team_name,branch_id,branch_name\n";

/// Writes a file of one team and loads it.
fn load_one(bench: &Bench, name: &str, team: &str) -> Summary {
    let path = bench.workspace.data_dir().join(name);
    fs::write(&path, format!("{TEAMS}{team},课,B1,机构\n")).unwrap();
    bench.load(&[path], &Options::default()).unwrap()
}

#[test]
fn names_of_files_may_hold_any_character() {
    let bench = Bench::new();
    let names = [
        "teams 'a'.csv",
        "teams \"b\".csv",
        "teams\nc.csv",
        "teams;--d.csv",
        "teams{e}$.csv",
        "teams\\f.csv",
    ];
    for (number, name) in names.iter().enumerate() {
        let summary = load_one(&bench, name, &format!("T{number}"));
        assert_eq!(summary.files[0].inserted, 1, "{name:?}");
    }
    let rows = bench.query("SELECT path FROM files f JOIN teams USING (file_no) ORDER BY team_id");
    let kept: Vec<String> = rows.iter().map(|row| row.text("path")).collect();
    assert_eq!(kept, names.map(|name| format!("data/{name}")));
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_passed_over_in_a_folder_and_refused_by_name() {
    let bench = Bench::new();
    let data = bench.workspace.data_dir();
    fs::create_dir(data.join("payments")).unwrap();
    fs::write(data.join("payments/payments.csv"), "not looked at").unwrap();
    std::os::unix::fs::symlink("due_items.csv", data.join("due_items.csv")).unwrap();
    std::os::unix::fs::symlink("nowhere.csv", data.join("customers.csv")).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(data.join("policies.csv"))
        .status()
        .unwrap();
    assert!(made.success());
    fs::write(data.join("teams.csv"), format!("{TEAMS}T1,课,B1,机构\n")).unwrap();

    let summary = bench.load(std::slice::from_ref(&data), &Options::default()).unwrap();
    assert_eq!(summary.files.len(), 1);
    let ignored: Vec<String> = summary
        .ignored
        .iter()
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(ignored, ["policies.csv"]);
    assert_eq!(
        summary.links,
        ["data/customers.csv", "data/due_items.csv"].map(PathBuf::from)
    );

    for (name, expected) in [
        ("policies.csv", "error: `data/policies.csv` is no file\n"),
        ("due_items.csv", "error: `"),
        ("customers.csv", "error: `"),
    ] {
        let error = bench
            .load(&[data.join(name)], &Options::default())
            .unwrap_err()
            .to_string();
        assert!(error.starts_with(expected), "{error}");
        let is_link = name != "policies.csv";
        assert_eq!(
            error.contains("is a symbolic link, which is not followed"),
            is_link,
            "{error}"
        );
    }
}

/// What a link leads to may be anything: it is named and left, wherever it stands.
#[cfg(unix)]
#[test]
fn links_are_named_and_never_followed() {
    use std::os::unix::fs::symlink;
    let bench = Bench::new();
    let data = bench.workspace.data_dir();
    let elsewhere = tempfile::tempdir().unwrap();
    fs::write(elsewhere.path().join("teams.csv"), format!("{TEAMS}T9,课,B1,机构\n")).unwrap();
    fs::write(data.join("teams_a.csv"), format!("{TEAMS}T1,课,B1,机构\n")).unwrap();
    // A link to a file beside it, one out of the workspace, one to a folder.
    symlink("teams_a.csv", data.join("teams_b.csv")).unwrap();
    symlink(elsewhere.path().join("teams.csv"), data.join("teams_c.csv")).unwrap();
    symlink(elsewhere.path(), data.join("more")).unwrap();
    let mut slash = data.join("more").into_os_string();
    slash.push("/");
    let paths = [data.clone(), data.join("teams_c.csv"), data.join("more"), slash.into()];
    let summary = bench.load(&paths, &Options::default()).unwrap();
    assert_eq!(summary.files.len(), 1);
    assert_eq!(summary.links.len(), 6, "{:?}", summary.links);
    assert!(!summary.has_findings());
    assert_eq!(bench.query("SELECT team_id FROM teams").len(), 1);
    // SQL is not given the folder a link leads to either.
    assert_eq!(ingest::allowed_folders(&[data.join("more")]), Vec::<PathBuf>::new());
    for path in [data.join("teams_c.csv"), data.join("more")] {
        let error = bench.load(&[path], &Options::default()).unwrap_err().to_string();
        assert!(error.contains("is a symbolic link, which is not followed"), "{error}");
    }
}

/// Writes to a file when the run comes to it, and puts its time back if it is to look untouched.
struct Meddler {
    path: PathBuf,
    more: &'static str,
}

impl ingest::Progress for Meddler {
    fn start(&self, _rows: u64) {}
    fn file(&self, name: &str) {
        if self.path.ends_with(name) {
            let mut file = fs::File::options().append(true).open(&self.path).unwrap();
            file.write_all(self.more.as_bytes()).unwrap();
        }
    }
    fn advance(&self, _rows: u64) {}
}

#[test]
fn a_file_that_grows_while_it_is_loaded_is_no_defect() {
    let bench = Bench::new();
    let data = bench.workspace.data_dir();
    for more in ["T2,二课,B1,青岚\n", "T2,\"二课", "\u{0}"] {
        let path = data.join("teams.csv");
        fs::write(&path, format!("{TEAMS}T1,课,B1,机构\n")).unwrap();
        fs::write(
            data.join("specialists.csv"),
            format!(
                "specialist_id,specialist_name,hired_on\nS{},甲,2020-01-01\n",
                more.len()
            ),
        )
        .unwrap();
        let meddler = Meddler { path, more };
        let summary = ingest::run(
            &bench.workspace,
            &bench.store,
            std::slice::from_ref(&data),
            &Options::default(),
            &meddler,
        )
        .unwrap();
        let [failed] = &summary.failed[..] else {
            panic!("{more:?}: {summary:#?}")
        };
        let error = failed.error.to_string();
        assert!(
            error.starts_with("error: `data/teams.csv` was changed while it was read"),
            "{more:?}: {error}"
        );
        assert_eq!(summary.files.len(), 1, "the other file is loaded");
        assert_eq!(bench.query("SELECT team_id FROM teams").len(), 0);
        bench.is_whole(more);
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_told_of() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new();
    let path = bench.workspace.data_dir().join("teams.csv");
    fs::write(&path, format!("{TEAMS}T1,课,B1,机构\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        eprintln!("SKIPPED: this user may read every file, so nothing was tested");
        return;
    }
    let error = bench.load(&[path], &Options::default()).unwrap_err().to_string();
    assert!(
        error.starts_with("error: cannot read `data/teams.csv`: permission denied"),
        "{error}"
    );
}

#[test]
fn a_rebuild_that_would_lose_a_file_changes_nothing() {
    let bench = Bench::with_base();
    let broken = "payment_id,due_id,paid_on,amount,method,status\nR1,D1,2026-03-01,x,bank_debit,success\n";
    let sound = (2..40).map(|no| format!("R{no},D1,2026-03-01,1.00,bank_debit,failed\n"));
    let path = bench.workspace.data_dir().join("payments_r.csv");
    fs::write(&path, format!("{broken}{}", sound.collect::<String>())).unwrap();
    let summary = bench.load(&[path], &Options::default()).unwrap();
    assert_eq!(summary.files[0].outcome, Outcome::Loaded);
    let before = contents(&bench.store);
    let Bench { folder, store, .. } = bench;
    drop(store);
    // A stricter setting, as a company may make it later.
    let settings = fs::read_to_string(folder.path().join("duebook.toml")).unwrap();
    let settings = format!("locale = \"en\"\n{settings}");
    fs::write(folder.path().join("duebook.toml"), &settings).unwrap();
    let stricter = settings.replace("# max_reject_share = \"0.05\"", "max_reject_share = \"0.01\"");
    assert_ne!(stricter, settings);
    fs::write(folder.path().join("duebook.toml"), stricter).unwrap();
    let strict = Workspace::find(folder.path()).unwrap();
    let error = ingest::rebuild(&strict, Pay::Recorded, &Silent).err().unwrap();
    assert_eq!(error.exit(), Exit::Store);
    assert!(error.to_string().contains("payments_r.csv"), "{error}");
    fs::write(folder.path().join("duebook.toml"), settings).unwrap();
    let workspace = Workspace::find(folder.path()).unwrap();
    assert_eq!(contents(&Store::open(&workspace, &[]).unwrap()), before);
    ingest::rebuild(&workspace, Pay::Recorded, &Silent).unwrap();
    assert_eq!(contents(&Store::open(&workspace, &[]).unwrap()), before);
}
