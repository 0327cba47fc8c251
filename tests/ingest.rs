//! Files as core systems really export them, one case per folder of `tests/ingest/`, and what must come out.
//!
//! A case is a folder of files, or of numbered folders that are loaded one after the other (`2-replace`, `2-dry-run`,
//! `2-table=payments` set options). Before it the small book in `tests/ingest/base/` is loaded. What came out stands in
//! `tests/ingest/snapshots/`.

use std::fmt::Write as _;
use std::fs;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};

use duebook::contract::Contract;
use duebook::ingest::{self, FileReport, Options, Outcome, Silent, Summary};
use duebook::library::Source;
use duebook::store::{Params, Rows, Statement, Store};
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
        let workspace = Workspace::init(folder.path()).unwrap();
        let store = Store::open(&workspace, &[]).unwrap();
        Self {
            folder,
            workspace,
            store,
        }
    }

    fn with_base() -> Self {
        let bench = Self::new();
        let summary = bench.ingest(&cases().join("base"), &Options::default()).unwrap();
        assert!(!summary.has_findings());
        bench
    }

    /// Puts the files of `from` into `data/` (and only them) and loads it.
    fn ingest(&self, from: &Path, options: &Options) -> duebook::Result<Summary> {
        let data = self.workspace.data_dir();
        fs::remove_dir_all(&data).unwrap();
        fs::create_dir_all(&data).unwrap();
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

    /// All tables of the contract without the columns that say where a row came from.
    fn tables(&self) -> String {
        let mut out = String::new();
        for table in Contract::load(&self.workspace.library).unwrap().tables() {
            for schema in ["main", "aside"] {
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
    writeln!(out, "{} -> {}: {:?}", f.path.display(), f.table, f.outcome).unwrap();
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
    for (skip, count, rows) in f.skipped_rows.iter() {
        writeln!(out, "  skipped {count} {}: rows {rows:?}", skip.word()).unwrap();
    }
    if !f.extra_columns.is_empty() {
        writeln!(out, "  left out: {}", f.extra_columns.join(", ")).unwrap();
    }
    for note in &f.notes {
        writeln!(out, "  note: {note}").unwrap();
    }
}

fn options(name: &str) -> Options {
    let mut options = Options::default();
    for word in name.split('-').skip(1).collect::<Vec<_>>().join("-").split('+') {
        match word {
            "" => {}
            "replace" => options.replace = true,
            "dry-run" => options.dry_run = true,
            other => options.table = Some(other.strip_prefix("table=").expect("a known option").to_owned()),
        }
    }
    options
}

/// Rows of a table shown; further ones of a case are only there to keep the share of rejects low.
const MOST_ROWS: usize = 16;

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
                for path in &summary.ignored {
                    writeln!(out, "ignored: {}", path.display()).unwrap();
                }
                if let Some(path) = &summary.rejects_file {
                    let list = fs::read_to_string(path).unwrap();
                    write!(out, "{}", list.replace('\u{feff}', "[BOM]").replace('\r', "")).unwrap();
                }
            }
            Err(error) => write!(out, "{error}").unwrap(),
        }
    }
    writeln!(out, "== store").unwrap();
    let base_files = entries(&cases().join("base")).len();
    for table in Contract::load(&bench.workspace.library).unwrap().tables() {
        for schema in ["main", "aside"] {
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

#[test]
fn real_files() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(cases().join("snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut failed = Vec::new();
    for case in entries(&cases()) {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        if name == "base" || name == "snapshots" {
            continue;
        }
        let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| {
            settings.bind(|| insta::assert_snapshot!(name.clone(), outcome(&case)));
        }));
        if outcome.is_err() {
            failed.push(name);
        }
    }
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

#[test]
fn a_missing_path_and_a_file_of_another_kind_are_errors() {
    let bench = Bench::new();
    let error = bench.load(&["nowhere".into()], &Options::default()).unwrap_err();
    assert_eq!(error.to_string(), "error: there is no file or folder `nowhere`\n");
    let path = bench.workspace.data_dir().join("notes.docx");
    fs::write(&path, b"PK\x03\x04").unwrap();
    let error = bench.load(&[path], &Options::default()).unwrap_err().to_string();
    assert!(
        error.starts_with("error: `data/notes.docx` is a workbook or an archive, which cannot be loaded"),
        "{error}"
    );
}
