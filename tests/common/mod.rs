//! What the integration tests share: a workspace with data, and tools that may be missing.

#![allow(dead_code, reason = "each test program uses a part of it")]

use std::path::{Path, PathBuf};
use std::process::Command;

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

    fn ingest(&self, path: &Path) -> (Store, ingest::Summary) {
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
