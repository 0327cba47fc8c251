//! What the integration tests share: a workspace with data, and tools that may be missing.

#![allow(dead_code, reason = "each test program uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::UNIX_EPOCH;

use duebook::incentive::plan::{Known, MetricInfo};
use duebook::ingest;
use duebook::store::Store;
use duebook::workspace::Workspace;
use tempfile::TempDir;

/// A workspace in a folder that goes with it.
pub struct Fixture {
    pub dir: TempDir,
    pub workspace: Workspace,
}

impl Fixture {
    /// An empty workspace.
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::init(dir.path()).unwrap();
        Self { dir, workspace }
    }

    /// Its store, with what lies in `path` loaded; every row must be accepted.
    pub fn load(&self, path: &Path) -> Store {
        let (store, summary) = self.ingest(path);
        assert!(!summary.has_findings(), "{summary:#?}");
        store
    }

    /// Its store, with what lies in `path` loaded, whatever is wrong with it.
    pub fn load_with_findings(&self, path: &Path) -> Store {
        self.ingest(path).0
    }

    /// Its store with what lies in `path` loaded, and what the run did.
    pub fn ingest(&self, path: &Path) -> (Store, ingest::Summary) {
        let paths = [path.to_path_buf()];
        let store = Store::open(&self.workspace, &ingest::allowed_folders(&paths)).unwrap();
        let summary = ingest::run(
            &self.workspace,
            &store,
            &paths,
            &ingest::Options::default(),
            &ingest::Silent,
        )
        .unwrap();
        (store, summary)
    }
}

/// A workspace on disk that only the program itself touches.
pub struct Desk {
    pub dir: TempDir,
}

impl Desk {
    /// An empty folder.
    pub fn bare() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    /// A new workspace.
    pub fn new() -> Self {
        let desk = Self::bare();
        assert!(desk.run(&["init"]).starts_with("exit 0"));
        desk
    }

    /// A new workspace with files of one team and its one specialist, S1; nothing is loaded.
    pub fn of_one_specialist() -> Self {
        let desk = Self::new();
        desk.write(
            "data/teams.csv",
            "team_id,team_name,branch_id,branch_name\nT1,一部,B1,甲机构\n",
        )
        .write(
            "data/specialists.csv",
            "specialist_id,specialist_name,hired_on\nS1,赵安,2020-01-01\n",
        )
        .write(
            "data/assignments.csv",
            "specialist_id,team_id,valid_from\nS1,T1,2020-01-01\n",
        );
        desk
    }

    /// With the golden book loaded.
    pub fn loaded() -> Self {
        Self::kept("golden", Self::load_golden)
    }

    /// What `make` makes, made once for all test programs: whoever asks later has a copy. Another build of the program makes
    /// it anew.
    pub fn kept(name: &str, make: impl FnOnce() -> Self) -> Self {
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let kept = {
            let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
            let program = fs::metadata(env!("CARGO_BIN_EXE_duebook")).unwrap().modified().unwrap();
            let build = program.duration_since(UNIX_EPOCH).unwrap().as_nanos().to_string();
            let all = Path::new(env!("CARGO_TARGET_TMPDIR")).join("kept");
            let place = all.join(&build).join(name);
            if !place.is_dir() {
                for other in fs::read_dir(&all).into_iter().flatten().flatten() {
                    if other.file_name() != *build {
                        fs::remove_dir_all(other.path()).unwrap();
                    }
                }
                let desk = make();
                let whole = all.join(&build).join(format!("{name}.{}", std::process::id()));
                fs::create_dir_all(&whole).unwrap();
                copy_folder(desk.dir.path(), &whole);
                // Somebody else may have been faster.
                let _ = fs::rename(&whole, &place);
            }
            place
        };
        let desk = Self::bare();
        copy_folder(&kept, desk.dir.path());
        desk
    }

    fn load_golden() -> Self {
        let desk = Self::new();
        for entry in fs::read_dir(golden().join("data")).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, desk.path("data").join(path.file_name().unwrap())).unwrap();
        }
        let said = desk.run(&["-q", "ingest", "data"]);
        assert!(said.starts_with("exit 0"), "{said}");
        desk
    }

    /// With a sample of so many policies loaded, which ends in June 2026.
    pub fn sampled(policies: u32) -> Self {
        Self::kept(&format!("sample-{policies}"), || Self::load_sample(policies))
    }

    fn load_sample(policies: u32) -> Self {
        let desk = Self::new();
        let policies = policies.to_string();
        let said = desk.run(&["-q", "sample", "--policies", &policies]);
        assert!(said.starts_with("exit 0"), "{said}");
        let said = desk.run(&["-q", "ingest", "data"]);
        assert!(said.starts_with("exit 0"), "{said}");
        desk
    }

    /// A path in it.
    pub fn path(&self, name: &str) -> std::path::PathBuf {
        self.dir.path().join(name)
    }

    /// A file in it.
    pub fn write(&self, name: &str, text: &str) -> &Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// The program in it.
    pub fn command(&self, arguments: &[&str]) -> assert_cmd::Command {
        let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_duebook"));
        command
            .current_dir(self.dir.path())
            .args(arguments)
            .env("NO_COLOR", "1")
            .env("LC_ALL", "C")
            .env("COLUMNS", "120");
        command
    }

    /// The same with a limit of the shell's `ulimit`; a file that would grow too large is told, not a signal.
    #[cfg(unix)]
    pub fn run_limited(&self, limit: &str, arguments: &[&str]) -> String {
        let script = format!("trap '' XFSZ; {limit}; exec \"$0\" \"$@\"");
        let mut command = assert_cmd::Command::new("sh");
        command
            .current_dir(self.dir.path())
            .args(["-c", &script, env!("CARGO_BIN_EXE_duebook")])
            .args(arguments)
            .env("NO_COLOR", "1")
            .env("LC_ALL", "C");
        self.told(&command.output().unwrap())
    }

    /// Exit code, stdout and stderr as one text, the folder's own path replaced.
    pub fn run(&self, arguments: &[&str]) -> String {
        self.told(&self.command(arguments).output().unwrap())
    }

    fn told(&self, output: &std::process::Output) -> String {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let whole = format!(
            "exit {}\n--- stdout\n{}--- stderr\n{}",
            output.status.code().unwrap(),
            text(&output.stdout),
            text(&output.stderr)
        );
        let real = fs::canonicalize(self.dir.path()).unwrap();
        whole
            .replace(&*real.to_string_lossy(), "DESK")
            .replace(&*self.dir.path().to_string_lossy(), "DESK")
    }
}

/// What plans know where nothing but a count is measured.
pub fn knowing(count: &str) -> Known {
    let info = MetricInfo {
        factor: 1,
        ..MetricInfo::default()
    };
    Known {
        metrics: [(count.to_owned(), info)].into(),
        ..Known::default()
    }
}

/// A monthly plan in yuan before its blocks.
pub fn plan_head(id: &str) -> String {
    format!(
        "schema = 1\n[plan]\nid = \"{id}\"\ntitle = \"{id}\"\nauthority = \"test\"\ncurrency = \"CNY\"\nperiod = \"month\"\n\
         population = \"active_specialists\"\nrounding = {{ line = 2, total = 2, mode = \"half_up\" }}\n"
    )
}

/// Settings by which every table is complete, however few rows a test has.
pub const COVERED: &str = "[coverage]\nactivities = 2030-12-31\ncomplaints = 2030-12-31\nerrors = 2030-12-31\n\
    payments = 2030-12-31\npolicy_events = 2030-12-31\nsurveys = 2030-12-31\ntasks = 2030-12-31\nvisits = 2030-12-31\n\
    service_reviews = 2030-12-31\ncustomer_ratings = 2030-12-31\nmeetings = 2030-12-31\nmeeting_actions = 2030-12-31\n\
    coaching = 2030-12-31\n";

/// Names that are the same in every language.
const NAMES: [&str; 16] = [
    "Amazon",
    "Apache",
    "Apple",
    "Duebook",
    "Excel",
    "Lines",
    "Markdown",
    "Numbers",
    "OpenDocument",
    "Parquet",
    "Spark",
    "Word",
    "gzip",
    "data/",
    "duebook.toml",
    "iWork",
];

/// English words in `text`: of its sentences, not of what is quoted, of names that are listed, nor of the lines of a file
/// beside them.
pub fn english_left(text: &str) -> Vec<String> {
    let is_excerpt = |line: &str| {
        let start = line.trim_start();
        start.starts_with("-->")
            || start
                .trim_start_matches(|c: char| c.is_ascii_digit())
                .trim_start()
                .starts_with('|')
    };
    let sentence = |line: &'_ str| -> String {
        let list = ["可用的有", "文件的表头为"]
            .into_iter()
            .filter_map(|start| line.find(start))
            .min();
        line[..list.unwrap_or(line.len())].to_owned()
    };
    let mut said = text
        .lines()
        .filter(|line| !is_excerpt(line))
        .map(sentence)
        .collect::<Vec<_>>()
        .join("\n");
    for (open, close) in [('`', '`'), ('"', '"'), ('“', '”'), ('（', '）'), ('(', ')'), ('{', '}')] {
        let mut rest = said.as_str();
        let mut kept = String::new();
        while let Some((before, quoted)) = rest.split_once(open) {
            kept.push_str(before);
            kept.push(' ');
            rest = quoted.split_once(close).map_or("", |(_, after)| after);
        }
        kept.push_str(rest);
        said = kept;
    }
    let words = said.split(|c: char| !(c.is_ascii_alphanumeric() || "/._-".contains(c)));
    let words = words.map(|word| word.trim_matches(|c| "._-".contains(c)));
    let is_english = |word: &&str| word.bytes().filter(u8::is_ascii_lowercase).count() > 1 && !NAMES.contains(word);
    words.filter(is_english).map(str::to_owned).collect()
}

/// Holds `text` against the snapshot `name` in `tests/cli/`.
pub fn pin(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Takes from a sample what pay does not read: a third of its files.
pub fn only_pay(sample: &Path) {
    for table in [
        "calendar",
        "coaching",
        "customer_ratings",
        "issue_steps",
        "issues",
        "meeting_actions",
        "meetings",
        "service_reviews",
        "suggestions_received",
        "tasks",
        "visits",
    ] {
        fs::remove_file(sample.join(format!("{table}.csv"))).unwrap();
    }
}

/// Copies what lies in the folder `from` into `to`, folders as well; files are as old as they were.
pub fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&place).unwrap();
            copy_folder(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), &place).unwrap();
            let written = entry.metadata().unwrap().modified().unwrap();
            let copy = fs::File::options().append(true).open(place).unwrap();
            copy.set_modified(written).unwrap();
        }
    }
}

/// The golden data: the shared set where it lies beside the project, else the project's own copy.
pub fn golden() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = root.join("../shared/golden");
    if shared.is_dir() {
        shared
    } else {
        root.join("tests/golden")
    }
}

/// True if `program` runs. If not, the test says that it is skipped and why; with CI=true it fails.
pub fn has(program: &str, arguments: &[&str]) -> bool {
    let runs = Command::new(program)
        .args(arguments)
        .output()
        .is_ok_and(|output| output.status.success());
    if !runs {
        let reason = format!(
            "`{program} {}` does not run; scripts/test-needs.sh installs it",
            arguments.join(" ")
        );
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "cannot be skipped in CI: {reason}"
        );
        eprintln!("SKIPPED: {reason}");
    }
    runs
}

/// The folder of an npm package that a test needs. If it is not there, the test says that it is skipped and why; with
/// CI=true it fails.
pub fn npm_package(name: &str) -> Option<PathBuf> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let folder = target.join("test-tools/node_modules").join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    let reason = format!("there is no npm package `{name}`; scripts/test-needs.sh installs it");
    assert!(
        std::env::var("CI").as_deref() != Ok("true"),
        "cannot be skipped in CI: {reason}"
    );
    eprintln!("SKIPPED: {reason}");
    None
}
