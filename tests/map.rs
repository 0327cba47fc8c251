//! `duebook map`: what it proposes for files whose truth is known, and the way from a strange file into the store.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use duebook::ingest::map::{self, Asked, Proposal, Sureness};
use duebook::ingest::{self, Options, Outcome, Silent};
use duebook::library::Library;
use duebook::locale::Locale;
use duebook::sample;
use duebook::store::Store;
use duebook::workspace::Workspace;
use tempfile::TempDir;

/// A workspace of its own.
struct Bench {
    folder: TempDir,
    workspace: Workspace,
    store: Store,
}

impl Bench {
    /// With the small book of `tests/ingest/base`, `own` files of the workspace, and `read` beside it allowed to be read.
    fn new(own: &[(&str, &str)], read: &[PathBuf]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Workspace::init(folder.path()).unwrap();
        for (name, text) in own {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let mut workspace = Workspace::find(folder.path()).unwrap();
        workspace.settings.locale = Locale::En;
        let read: Vec<PathBuf> = read.iter().cloned().chain([cases().join("base")]).collect();
        let store = Store::open(&workspace, &read).unwrap();
        let bench = Self {
            folder,
            workspace,
            store,
        };
        let base = bench.load(&cases().join("base"), false);
        assert_eq!(base.files.len(), 6);
        assert!(base.files.iter().all(|file| file.outcome == Outcome::Loaded));
        bench
    }

    fn load(&self, path: &Path, dry_run: bool) -> ingest::Summary {
        let options = Options {
            dry_run,
            ..Options::default()
        };
        let loaded = ingest::run(&self.workspace, &self.store, &[path.to_path_buf()], &options, &Silent);
        loaded.unwrap_or_default()
    }

    fn propose(&self, path: &Path) -> duebook::Result<Proposal> {
        map::propose(&self.workspace, &self.store, path, &Asked::default())
    }
}

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ingest")
}

/// All files below a folder.
fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_in(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// What loading a file really does with each header, and the headers it leaves.
#[derive(Default)]
struct Truth {
    meanings: BTreeMap<String, BTreeSet<String>>,
    unused: BTreeSet<String>,
}

impl Truth {
    /// `None` if the file is not loaded.
    fn of(summary: &ingest::Summary) -> Option<Self> {
        let loaded = summary.files.iter().filter(|file| file.outcome == Outcome::Loaded);
        let mut truth = Self::default();
        for file in loaded {
            let (_, pairs) = file.mapping.split_once(&format!("{}: ", file.table))?;
            let pairs = pairs.split("; ").next()?;
            for pair in pairs.split(", ") {
                let (column, header) = pair.split_once('=')?;
                let meanings = truth.meanings.entry(header.to_owned()).or_default();
                meanings.insert(format!("{}.{column}", file.table));
            }
            truth.unused.extend(file.extra_columns.iter().cloned());
        }
        (!truth.meanings.is_empty()).then_some(truth)
    }
}

/// How often proposals were right.
#[derive(Default)]
struct Score {
    columns: usize,
    right: usize,
    sure: usize,
    wrong: Vec<String>,
    wrong_and_sure: Vec<String>,
}

impl Score {
    fn add(&mut self, name: &str, proposal: &Proposal, truth: &Truth) {
        for column in proposal.sheets.iter().flat_map(|sheet| &sheet.columns) {
            let meant = column.meaning.as_ref().map(|m| format!("{}.{}", m.table, m.column));
            let is_sure = column.sureness >= Sureness::Sure;
            let is_right = match truth.meanings.get(&column.header) {
                Some(meanings) => meant.as_ref().is_some_and(|meant| meanings.contains(meant)),
                // What loading leaves may be asked about, but not taken.
                None if truth.unused.contains(&column.header) => !is_sure,
                None => continue,
            };
            self.columns += 1;
            self.right += usize::from(is_right);
            self.sure += usize::from(is_sure);
            if !is_right {
                let line = format!("{name}: {} is {meant:?} ({})", column.header, column.sureness.word());
                self.wrong_and_sure.extend(is_sure.then(|| line.clone()));
                self.wrong.push(line);
            }
        }
    }

    fn tell(&self, what: &str) {
        println!(
            "{what}: {} columns, {} rightly ({:.1} %), {} sure, {} of them wrong",
            self.columns,
            self.right,
            self.share() * 100.0,
            self.sure,
            self.wrong_and_sure.len()
        );
        for wrong in &self.wrong {
            println!("  {wrong}");
        }
    }

    fn share(&self) -> f64 {
        f64::from(u32::try_from(self.right).unwrap()) / f64::from(u32::try_from(self.columns).unwrap())
    }
}

/// Proposals for all files that can be loaded, held against what loading does with them. `blind` sees no file's own names:
/// its workspace knows no aliases.
fn score(files: &[PathBuf], folder: &Path) -> (Score, Score) {
    let aliases = Library::shipped()
        .get("queries/ingest/aliases.toml")
        .unwrap()
        .text
        .clone();
    let (before, rest) = aliases.split_once("[columns]").unwrap();
    let (_, same) = rest.split_once("[same]").unwrap();
    let bare = format!("{before}[same]{same}");
    let read = ingest::allowed_folders(files);
    let seeing = Bench::new(&[], &read);
    let blind = Bench::new(&[("queries/ingest/aliases.toml", &bare)], &read);
    let (mut as_is, mut without) = (Score::default(), Score::default());
    for path in files {
        let Some(truth) = Truth::of(&seeing.load(path, true)) else {
            continue;
        };
        let name = path.strip_prefix(folder).unwrap_or(path).display().to_string();
        let proposal = seeing.propose(path).unwrap_or_else(|error| panic!("{name}: {error}"));
        as_is.add(&name, &proposal, &truth);
        without.add(&name, &blind.propose(path).unwrap(), &truth);
    }
    (as_is, without)
}

/// Every fourth of the known files; all with `DUEBOOK_MAP_FILES=1`, every one of them.
#[test]
fn the_columns_of_known_files_are_proposed_rightly() {
    let every: usize = std::env::var("DUEBOOK_MAP_FILES").map_or(4, |text| text.parse().unwrap());
    let files = files_in(&cases()).into_iter();
    let files: Vec<PathBuf> = files
        .filter(|path| path.extension().is_none_or(|e| e != "snap"))
        .step_by(every)
        .collect();
    let (as_is, blind) = score(&files, &cases());
    as_is.tell("tests/ingest");
    blind.tell("tests/ingest, without aliases");
    assert!(as_is.columns > 800 / every, "{}", as_is.columns);
    assert!(as_is.share() >= 0.95, "{}", as_is.share());
    assert_eq!(as_is.wrong_and_sure, <[String; 0]>::default());
    assert_eq!(blind.wrong_and_sure, <[String; 0]>::default());
}

#[test]
fn the_columns_of_messy_exports_are_proposed_rightly() {
    let folder = tempfile::tempdir().unwrap();
    let settings = duebook::workspace::Settings::default();
    let options = sample::Options {
        policies: 150,
        months: 4,
        specialists: 8,
        messy: true,
        ..sample::Options::default()
    };
    let written = sample::write(&Library::shipped(), &settings.store, folder.path(), options).unwrap();
    let (as_is, blind) = score(&written.files, folder.path());
    as_is.tell("sample --messy");
    blind.tell("sample --messy, without aliases");
    assert!(as_is.columns > 80, "{}", as_is.columns);
    assert!(as_is.share() >= 0.95, "{}", as_is.share());
    assert_eq!(as_is.wrong_and_sure, <[String; 0]>::default());
    assert_eq!(blind.wrong_and_sure, <[String; 0]>::default());
}

/// A list of complaints as somebody wrote it: no header is known, the ids are not there.
const STRANGE: &str = "客服中心来件登记\n来件时点,责任人编号,归类,是否属实,承办意见\n2026/3/5 10:20,S1,服务态度,是,已致歉\n2026/3/6 9:00,S2,收费提醒,否,\n2026/3/6 9:00,S2,收费提醒,否,\n";

#[test]
fn a_decided_mapping_is_kept_and_loads_files_of_its_shape() {
    let bench = Bench::new(&[], &[]);
    let data = bench.workspace.data_dir();
    let path = data.join("来件登记3月.csv");
    fs::write(&path, STRANGE).unwrap();
    assert!(bench.load(&path, false).files.is_empty());
    let asked = |set: &[&str]| Asked {
        table: Some("投诉".to_owned()),
        set: set.iter().map(|said| (*said).to_owned()).collect(),
        join: None,
    };
    let propose = |asked: &Asked| map::propose(&bench.workspace, &bench.store, &path, asked).unwrap();
    let open = propose(&asked(&[]));
    assert_eq!(open.sheets[0].headers.row, 2);
    assert!(!open.sheets[0].is_complete(), "{open:#?}");
    map::save(&bench.workspace, &open).unwrap_err();
    let decided = propose(&asked(&[
        "来件时点=complaints.received_on",
        "责任人编号=specialist_id",
        "归类=投诉类别",
        "是否属实=upheld",
    ]));
    let sheet = &decided.sheets[0];
    assert!(sheet.is_complete(), "{sheet:#?}");
    assert_eq!(
        sheet.made,
        [(
            "complaints.complaint_id".to_owned(),
            "{specialist_id}-{received_on}-{n}".to_owned()
        )]
    );
    let place = map::save(&bench.workspace, &decided).unwrap();
    assert!(
        place.ends_with("queries/ingest/layouts/来件登记.toml"),
        "{}",
        place.display()
    );
    // Another month, read by a workspace that finds the mapping.
    let again = Workspace::find(bench.folder.path()).unwrap();
    let april = data.join("四月.csv");
    fs::write(&april, STRANGE.replace("2026/3/", "2026/4/")).unwrap();
    let summary = ingest::run(
        &again,
        &bench.store,
        &[path.clone(), april],
        &Options::default(),
        &Silent,
    )
    .unwrap();
    let loaded: Vec<_> = summary
        .files
        .iter()
        .map(|file| (&*file.table, file.accepted, file.rejected))
        .collect();
    assert_eq!(loaded, [("complaints", 3, 0), ("complaints", 3, 0)]);
    // What was decided stands where nothing else is said.
    let known = map::propose(&again, &bench.store, &path, &Asked::default()).unwrap();
    assert_eq!(known.sheets[0].shape, sheet.shape);
    assert!(known.sheets[0].is_settled());
    let place_again = map::save(&again, &known).unwrap();
    assert_eq!(place_again, place);
}

#[test]
fn words_and_units_of_a_mapping_are_those_of_its_files() {
    let bench = Bench::new(&[], &[]);
    let path = bench.workspace.data_dir().join("流水.csv");
    let rows = "流水号,应收号,实收日期,进账,收费方式,状态\nX1,D1,2026-03-05,0.012,柜面,办结\nX2,D2,2026-03-06,0.02,柜面,办结\n";
    fs::write(&path, rows).unwrap();
    let propose = |set: &[&str]| {
        let asked = Asked {
            table: Some("payments".to_owned()),
            set: set.iter().map(|said| (*said).to_owned()).collect(),
            join: None,
        };
        map::propose(&bench.workspace, &bench.store, &path, &asked)
    };
    let open = propose(&["进账=amount(万元)"]).unwrap();
    let status = open.sheets[0]
        .columns
        .iter()
        .find(|column| column.header == "状态")
        .unwrap();
    assert_eq!(status.unknown_words, [("办结".to_owned(), None)]);
    assert!(!open.sheets[0].is_settled());
    let decided = propose(&["进账=amount(万元)", "状态:办结=success", "状态=status"]).unwrap();
    assert!(decided.sheets[0].is_settled(), "{decided:#?}");
    map::save(&bench.workspace, &decided).unwrap();
    let again = Workspace::find(bench.folder.path()).unwrap();
    let summary = ingest::run(
        &again,
        &bench.store,
        std::slice::from_ref(&path),
        &Options::default(),
        &Silent,
    )
    .unwrap();
    assert_eq!(
        (summary.files[0].accepted, summary.files[0].rejected),
        (2, 0),
        "{summary:#?}"
    );
    let source = duebook::library::Source {
        name: "test.sql".into(),
        text: "SELECT amount, status FROM payments WHERE payment_id LIKE 'X%' ORDER BY payment_id".into(),
        is_override: false,
    };
    let rows = bench
        .store
        .query(&duebook::store::Statement::of(&source), &duebook::store::Params::none())
        .unwrap();
    let rows: Vec<String> = rows
        .iter()
        .map(|row| format!("{} {}", row.text("amount"), row.text("status")))
        .collect();
    assert_eq!(rows, ["120.00 success", "200.00 success"]);
    for (set, told) in [
        ("状态:办结=done", "no word"),
        ("状态=payments.state", "no column"),
        ("情形=status", "no column `情形`"),
        ("进账=amount(斤)", "no unit"),
        ("应收号=payment_id", ""),
        ("状态", "decides nothing"),
    ] {
        match propose(&[set, "流水号=payment_id"]) {
            Err(error) => assert!(error.to_string().contains(told), "{error}"),
            Ok(_) => panic!("{set}"),
        }
    }
}

/// On a terminal it asks of each column that is not sure, then whether to keep the answers; Enter takes what is proposed.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_is_asked_column_by_column() {
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    use std::time::Duration;

    // `script`, of util-linux, is the terminal.
    if !common::has("script", &["--version"]) {
        return;
    }
    let desk = common::Desk::new();
    desk.write(
        "应收清单_十月.csv",
        "保单号,应缴日期,应收保费,期号,经办工号\n8620220004097596251,2026-10-01,305.91,56,S00034\n",
    );
    let program = env!("CARGO_BIN_EXE_duebook");
    let mut child = Command::new("script")
        .args([
            "-qec",
            &format!("stty cols 150; {program} map 应收清单_十月.csv"),
            "/dev/null",
        ])
        .current_dir(desk.dir.path())
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut keys = child.stdin.take().unwrap();
    let typing = std::thread::spawn(move || {
        while keys.write_all(b"\r").is_ok() {
            std::thread::sleep(Duration::from_millis(200));
        }
    });
    let said = child.wait_with_output().unwrap();
    typing.join().unwrap();
    let text = String::from_utf8(said.stdout).unwrap();
    assert!(said.status.success(), "{text}");
    assert!(
        text.contains("期号（56）") && text.contains("经办工号（S00034）"),
        "{text}"
    );
    let kept = fs::read_to_string(desk.path("queries/ingest/layouts/应收清单.toml")).unwrap();
    for column in ["due_no = [\"期号\"]", "specialist_id = [\"经办工号\"]"] {
        assert!(kept.contains(column), "{kept}");
    }
}
