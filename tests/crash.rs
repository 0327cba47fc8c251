//! What is left of an `ingest` that is killed: whole files, no more and no less, and nothing that a later run does not
//! mend or remove.
//!
//! The program itself is killed, hard, at moments spread over a whole run, while it makes a transaction durable, and
//! while it writes the list of rejects. `DUEBOOK_KILLS=50` kills more often than the six to twelve times of a usual run.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use duebook::contract::Contract;
use duebook::library::{Library, Source};
use duebook::random::Dice;
use duebook::sample;
use duebook::store::{Params, Rows, Statement, Store};
use duebook::workspace::{StoreSettings, Workspace};
use tempfile::TempDir;

/// One test at a time: moments are planned by how long a run takes.
static ALONE: Mutex<()> = Mutex::new(());

/// A part of `whole`.
fn part_of(dice: &mut Dice, whole: Duration) -> Duration {
    whole * u32::try_from(dice.roll() % 1000).unwrap() / 1000
}

/// A sample book whose files have rows that are rejected, that wait, and that wait and join; and corrections of it.
fn sources(policies: i64) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let options = sample::Options {
        policies,
        ..sample::Options::default()
    };
    sample::write(&Library::shipped(), &StoreSettings::default(), dir.path(), options).unwrap();
    let payments = Lines::read(dir.path(), "payments");
    let (amount, status) = (payments.column("amount"), payments.column("status"));
    let corrected = payments.rows.iter().filter(|row| row[status] == "success").take(500);
    let mut corrected: Vec<Vec<String>> = corrected.cloned().collect();
    for row in &mut corrected {
        row[amount] = format!("1{}", row[amount]);
    }
    let late = with(&corrected[0], &[(payments.column("payment_id"), "LATE")]);
    let reversal = [
        (payments.column("payment_id"), "EARLY"),
        (status, "reversal"),
        (payments.column("reverses_payment_id"), "LATE"),
    ];
    let early = with(&late, &reversal);
    corrected.push(late);
    payments.with_rows(corrected).write(dir.path(), "payments_2");
    payments
        .edit(40, amount, "many", vec![early])
        .write(dir.path(), "payments");

    let due_items = Lines::read(dir.path(), "due_items");
    let amount = due_items.column("amount_due");
    let corrected = due_items.rows.iter().take(500);
    let corrected = corrected.map(|row| with(row, &[(amount, "88888.88")])).collect();
    due_items.with_rows(corrected).write(dir.path(), "due_items_2");

    let activities = Lines::read(dir.path(), "activities");
    let customer = activities.column("customer_id");
    activities
        .edit(2, customer, "NOBODY", Vec::new())
        .write(dir.path(), "activities");
    // Files in another encoding have copies while a run lasts.
    for name in ["customers", "due_items_2", "payments"] {
        let path = dir.path().join(format!("{name}.csv"));
        let text = fs::read_to_string(&path).unwrap();
        fs::write(
            &path,
            encoding_rs::GB18030.encode(&format!("{text}***以上是三月数据***\n")).0,
        )
        .unwrap();
    }
    dir
}

fn with(row: &[String], cells: &[(usize, &str)]) -> Vec<String> {
    let mut row = row.to_vec();
    for (index, cell) in cells {
        (*cell).clone_into(&mut row[*index]);
    }
    row
}

/// A file of the sample.
struct Lines {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Lines {
    fn read(folder: &Path, table: &str) -> Self {
        let mut reader = csv::Reader::from_path(folder.join(format!("{table}.csv"))).unwrap();
        let texts = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
        Self {
            header: texts(reader.headers().unwrap()),
            rows: reader.records().map(|record| texts(&record.unwrap())).collect(),
        }
    }

    fn column(&self, name: &str) -> usize {
        self.header.iter().position(|header| header == name).unwrap()
    }

    fn with_rows(&self, rows: Vec<Vec<String>>) -> Self {
        let header = self.header.clone();
        Self { header, rows }
    }

    /// The same with another cell in every so manieth row, and more rows.
    fn edit(&self, every: usize, column: usize, cell: &str, more: Vec<Vec<String>>) -> Self {
        let edited = self.rows.iter().enumerate();
        let edited = edited.map(|(n, row)| {
            let cells = [(column, cell)];
            with(row, if n % every == 0 { &cells } else { &[] })
        });
        self.with_rows(edited.chain(more).collect())
    }

    fn write(&self, folder: &Path, name: &str) {
        let mut writer = csv::Writer::from_path(folder.join(format!("{name}.csv"))).unwrap();
        for row in std::iter::once(&self.header).chain(&self.rows) {
            writer.write_record(row).unwrap();
        }
        writer.flush().unwrap();
    }
}

/// A workspace that the program works on.
struct Desk {
    dir: TempDir,
}

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Workspace::init(dir.path()).unwrap();
        Self { dir }
    }

    fn ingest(&self, sources: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_duebook"));
        command
            .current_dir(self.dir.path())
            .arg("-q")
            .arg("ingest")
            .arg(sources);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        command
    }

    fn start(&self, sources: &Path) -> Child {
        self.ingest(sources).spawn().unwrap()
    }

    /// A run that is not disturbed; how long it took. It ends with findings, unless those were all found before.
    fn complete(&self, sources: &Path) -> Duration {
        let started = Instant::now();
        let output = self.ingest(sources).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{said}");
        started.elapsed()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn open(&self) -> Book {
        let workspace = Workspace::find(self.dir.path()).unwrap();
        let contract = Contract::load(&workspace.library).unwrap();
        let store = Store::open(&workspace, &[]).unwrap();
        Book { contract, store }
    }

    /// All files but the store, with their bytes.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let (mut found, mut folders) = (BTreeMap::new(), vec![self.dir.path().to_path_buf()]);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.file_name() != Some("duebook.duckdb".as_ref()) {
                    let name = path.strip_prefix(self.dir.path()).unwrap().to_path_buf();
                    let bytes = fs::read(&path).unwrap();
                    let is_ledger = name.ends_with("ledger.jsonl");
                    found.insert(name, if is_ledger { without_runs(&bytes) } else { bytes });
                }
            }
        }
        found
    }
}

/// The list of loaded files without the numbers of the runs and the hashes over them, which is all that a kill may change.
fn without_runs(ledger: &[u8]) -> Vec<u8> {
    let lines = std::str::from_utf8(ledger).unwrap().lines();
    let lines = lines.map(|line| {
        let mut line: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).unwrap();
        line.retain(|key, _| !["run", "hash", "last"].contains(&key.as_str()));
        serde_json::to_string(&line).unwrap()
    });
    lines.collect::<Vec<_>>().join("\n").into_bytes()
}

/// What the store of a workspace holds.
struct Book {
    contract: Contract,
    store: Store,
}

impl Book {
    fn query(&self, sql: &str) -> Rows {
        let source = Source {
            name: "test.sql".into(),
            text: sql.into(),
            is_override: false,
        };
        self.store.query(&Statement::of(&source), &Params::none()).unwrap()
    }

    fn count(&self, sql: &str) -> i64 {
        let rows = self.query(&format!("SELECT CAST(count(*) AS BIGINT) AS n FROM ({sql})"));
        rows.first().unwrap().integer("n").unwrap()
    }

    /// Asserts that a query finds nothing.
    fn none(&self, what: &str, sql: &str) {
        assert_eq!(self.count(sql), 0, "{what}: {sql}");
    }

    /// All rows of all tables, in short. The number of the run is the only thing a killed one may change.
    fn contents(&self) -> String {
        let mut out = String::new();
        let tables = self.contract.tables().map(|table| table.name.as_str());
        let tables = tables.flat_map(|table| [format!("main.{table}"), format!("pending.{table}")]);
        let own = ["(SELECT * EXCLUDE (run_no) FROM files)", "history", "rejects"];
        for table in tables.chain(own.map(str::to_owned)) {
            let sql =
                format!("SELECT count(*) AS n, CAST(sum(CAST(hash(t) AS HUGEINT)) AS VARCHAR) AS h FROM {table} AS t");
            let rows = self.query(&sql);
            let row = rows.first().unwrap();
            writeln!(out, "{table}: {} rows, {}", row.text("n"), row.text("h")).unwrap();
        }
        out
    }

    /// Every file is wholly in or wholly out, at any moment.
    fn check(&self) {
        self.none(
            "counts of the ledger that contradict each other",
            "SELECT 1 FROM files WHERE accepted + rejected + skipped + identical <> rows_read
               OR inserted + changed + unchanged <> accepted",
        );
        for log in ["history", "rejects"] {
            let sql = format!("SELECT 1 FROM {log} WHERE file_no NOT IN (SELECT file_no FROM files)");
            self.none("rows of a file that is not in the ledger", &sql);
        }
        self.none("a file twice", "SELECT 1 FROM files GROUP BY path HAVING count(*) > 1");
        self.none(
            "earlier versions that no file superseded",
            "SELECT 1 FROM files FULL JOIN (SELECT superseded_by, count(*) AS n FROM history GROUP BY 1) AS h
               ON h.superseded_by = files.file_no
             WHERE COALESCE(files.changed, -1) <> COALESCE(h.n, 0)",
        );
        for table in self.contract.tables() {
            let key: Vec<String> = table.key.iter().map(|column| format!("\"{column}\"")).collect();
            self.check_table(&table.name, &key.join(", "));
            for column in &table.columns {
                if let Some(parent) = &column.references {
                    let key = &self.contract.table(parent).unwrap().key[0];
                    let (table, column) = (&table.name, &column.name);
                    let sql = format!(
                        "SELECT 1 FROM {table} AS t ANTI JOIN {parent} AS p ON p.{key} = t.{column} WHERE t.{column} IS NOT NULL"
                    );
                    self.none("references to nothing", &sql);
                }
            }
        }
    }

    fn check_table(&self, table: &str, key: &str) {
        let sql = format!("SELECT 1 FROM {table} GROUP BY {key} HAVING count(*) > 1");
        self.none("two rows of one key", &sql);
        let sql = format!(
            "WITH
             main_rows AS (SELECT file_no, count(*) AS n FROM main.{table} GROUP BY 1),
             waiting AS (SELECT file_no, count(*) AS n FROM pending.{table} GROUP BY 1),
             superseded AS (SELECT file_no, count(*) AS n FROM history WHERE table_name = '{table}' GROUP BY 1),
             refused AS (
               SELECT file_no, count(DISTINCT \"row\") AS n FROM rejects WHERE table_name = '{table}' GROUP BY 1
             ),
             ledger AS (SELECT * FROM files WHERE table_name = '{table}')
             SELECT file_no
             FROM ledger FULL JOIN main_rows AS m USING (file_no) FULL JOIN waiting AS w USING (file_no)
               FULL JOIN superseded AS s USING (file_no) FULL JOIN refused AS r USING (file_no)
             WHERE ledger.path IS NULL
               OR COALESCE(m.n, 0) + COALESCE(s.n, 0) <> inserted + changed
               OR COALESCE(r.n, 0) <> rejected
               OR COALESCE(w.n, 0) > rejected"
        );
        self.none("a file that is not whole", &sql);
        let sql = format!("SELECT file_no, file_row FROM pending.{table} EXCEPT SELECT file_no, \"row\" FROM rejects");
        self.none("rows that wait and nothing says so", &sql);
    }
}

/// When to kill.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// After so much time.
    After(Duration),
    /// So long after a transaction, counted from 1, began to be made durable.
    Commit(u64, Duration),
    /// So long after the list of rejects was begun.
    Rejects(Duration),
}

impl Moment {
    /// The kills of a test: most are spread evenly over a run of length `whole`.
    fn plan(kills: u32, whole: Duration, dice: &mut Dice) -> Vec<Self> {
        let special = kills / 3;
        let even = kills - special;
        let slice = whole / even;
        let mut plan: Vec<Self> = (0..even)
            .map(|n| Self::After(slice * n + part_of(dice, slice)))
            .collect();
        for n in 0..special {
            plan.push(if n % 2 == 1 {
                Self::Rejects(part_of(dice, Duration::from_millis(4)))
            } else {
                Self::Commit(1 + dice.roll() % 20, part_of(dice, Duration::from_millis(8)))
            });
        }
        plan
    }

    /// Kills `child` when the moment has come; false if it ended before.
    fn kill(self, desk: &Desk, mut child: Child) -> bool {
        let started = Instant::now();
        let (log, reports) = (desk.path("duebook.duckdb.wal"), desk.path("reports"));
        let (mut commits, mut was_busy, mut reached) = (0, false, None);
        while child.try_wait().unwrap().is_none() {
            let is_busy = fs::metadata(&log).is_ok_and(|file| file.len() > 0);
            commits += u64::from(is_busy && !was_busy);
            was_busy = is_busy;
            let (has_come, delay) = match self {
                Self::After(delay) => (true, delay),
                Self::Commit(n, delay) => (commits >= n, delay),
                Self::Rejects(delay) => (fs::read_dir(&reports).unwrap().count() > 0, delay),
            };
            if reached.is_none() && has_come {
                reached = Some(if matches!(self, Self::After(_)) {
                    started
                } else {
                    Instant::now()
                });
            }
            if reached.is_some_and(|at| at.elapsed() >= delay) {
                child.kill().unwrap();
                return child.wait().unwrap().code().is_none();
            }
            std::thread::sleep(Duration::from_micros(200));
        }
        false
    }
}

#[test]
fn a_killed_ingest_leaves_whole_files_and_the_next_run_completes_it() {
    let _alone = ALONE.lock();
    let sources = sources(1500);
    let whole = Desk::new();
    let time = whole.complete(sources.path());
    // Twelve on a machine with time, half of them on a busy one.
    let usual = || (20_000 / time.as_millis()).clamp(6, 12).try_into().unwrap();
    let kills: u32 = std::env::var("DUEBOOK_KILLS").map_or_else(|_| usual(), |text| text.parse().unwrap());
    let (expected, files) = (whole.open().contents(), whole.files());
    whole.open().check();
    assert!(files.contains_key(Path::new("reports/rejects.csv")));

    let mut dice = Dice::new(1);
    let (mut killed, mut part_way) = (0, 0);
    for moment in Moment::plan(kills, time, &mut dice) {
        let desk = Desk::new();
        let was_killed = moment.kill(&desk, desk.start(sources.path()));
        killed += u32::from(was_killed);
        let left = desk.files();
        let log = left.get(Path::new("duebook.duckdb.wal")).map_or(0, Vec::len);
        let before = desk.open();
        before.check();
        let loaded = before.count("SELECT 1 FROM files");
        drop(before);
        part_way += u32::from((1..22).contains(&loaded));
        for (name, bytes) in &files {
            let found = left.get(name);
            assert!(
                found.is_none_or(|found| found == bytes),
                "half of {}, {moment:?}",
                name.display()
            );
        }
        if dice.roll().is_multiple_of(4) {
            // Once more, on the way to the end.
            let again = part_of(&mut dice, time);
            killed += u32::from(Moment::After(again).kill(&desk, desk.start(sources.path())));
            desk.open().check();
        }
        desk.complete(sources.path());
        assert_eq!(desk.open().contents(), expected, "{moment:?}");
        let now = desk.files();
        assert_eq!(
            now.keys().collect::<Vec<_>>(),
            files.keys().collect::<Vec<_>>(),
            "{moment:?}"
        );
        assert!(now == files, "other bytes, {moment:?}");
        let how = if was_killed { "killed" } else { "ended" };
        eprintln!("{moment:?}: {how} after {loaded} of 22 files, log of {log} bytes");
    }
    eprintln!("{killed} kills of runs of {time:?}, {part_way} with some of the files loaded");
    assert!(killed >= kills * 3 / 4, "{killed} of {kills}");
    assert!(part_way >= kills / 6, "{part_way} of {kills}");
}

#[test]
fn a_second_ingest_at_the_same_time_is_refused_and_harms_nothing() {
    let _alone = ALONE.lock();
    let sources = sources(300);
    let alone = Desk::new();
    alone.complete(sources.path());
    let desk = Desk::new();
    let mut first = desk.start(sources.path());
    // The folder for temporary files is made once the store is open.
    while !desk.path(".ingest").exists() && first.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    let output = desk.ingest(sources.path()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        first.try_wait().unwrap().is_none(),
        "the first ended before the second began"
    );
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(
        said.contains(&format!("in use by another process (PID {},", first.id())),
        "{said}"
    );
    assert_eq!(first.wait().unwrap().code(), Some(1));
    assert_eq!(desk.open().contents(), alone.open().contents());
    assert!(desk.files() == alone.files());
}
