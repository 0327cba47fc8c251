//! Facts mended in what was touched are those of a store built anew, after any sequence of files: first loads in parts, rows
//! that come before what they refer to, corrections, files that replace others, payments and contacts without a due item.
//! A mend that is killed is made up for.
//!
//! `DUEBOOK_SEEDS=60` and `DUEBOOK_KILLS=50` make more of it.

mod common;
#[path = "differential/mod.rs"]
mod rows;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::{Desk, Fixture, copy_folder};
use duebook::ingest::{self, Options, Silent};
use duebook::library::{Library, Source};
use duebook::metrics::facts;
use duebook::random::Dice;
use duebook::sample;
use duebook::store::{Params, Row, Rows, Statement, Store};
use duebook::workspace::{StoreSettings, Workspace};
use rows::Case;
use rows::random::Random;

/// Columns that are numbers of a store, and what they are the number of.
const NUMBERS: [(&str, &str); 8] = [
    (
        "item_key",
        "SELECT k.due_id FROM facts.items AS k WHERE k.item_key = f.item_key",
    ),
    (
        "policy_key",
        "SELECT k.policy_id FROM facts.policies AS k WHERE k.policy_key = f.policy_key",
    ),
    (
        "customer_key",
        "SELECT k.customer_id FROM facts.customers AS k WHERE k.customer_key = f.customer_key",
    ),
    (
        "rated_key",
        "SELECT k.customer_id FROM facts.customers AS k WHERE k.customer_key = f.rated_key",
    ),
    (
        "specialist_key",
        "SELECT k.specialist_id FROM facts.specialists AS k WHERE k.specialist_key = f.specialist_key",
    ),
    (
        "first_owner_key",
        "SELECT k.specialist_id FROM facts.specialists AS k WHERE k.specialist_key = f.first_owner_key",
    ),
    (
        "slice_key",
        "SELECT CONCAT_WS('/', k.product_line, k.channel, k.premium_mode, k.customer_class, c.customer_id)
         FROM facts.slices AS k LEFT JOIN facts.customers AS c ON c.customer_key = k.rated_key
         WHERE k.slice_key = f.slice_key",
    ),
    ("place", "SELECT NULL"),
];

/// Columns of a correction that take the value of another row.
const CORRECTED: [(&str, &[&str]); 11] = [
    (
        "due_items",
        &["due_on", "amount_due", "specialist_id", "grace_days", "policy_id"],
    ),
    (
        "policies",
        &["product_line", "channel", "premium_mode", "customer_id", "issued_on"],
    ),
    ("customers", &["economic", "awareness", "attitude"]),
    ("payments", &["amount", "paid_on", "status", "funding", "due_id"]),
    ("activities", &["occurred_at", "outcome", "due_id", "specialist_id"]),
    ("surveys", &["score", "due_id"]),
    ("ownership", &["specialist_id"]),
    ("tasks", &["on_day", "due_id"]),
    ("issues", &["opened_at", "specialist_id"]),
    ("complaints", &["due_id", "received_on"]),
    ("errors", &["due_id", "occurred_on"]),
];

fn query(store: &Store, sql: &str) -> Rows {
    let source = Source {
        name: "test.sql".to_owned(),
        text: sql.to_owned(),
        is_override: false,
    };
    store.query(&Statement::of(&source), &Params::none()).unwrap()
}

/// Every table of facts, its rows with ids in place of numbers.
fn by_id(store: &Store) -> BTreeMap<String, Vec<String>> {
    let columns = query(
        store,
        "SELECT c.table_name, c.column_name FROM duckdb_columns() AS c
         JOIN duckdb_tables() AS t ON t.schema_name = c.schema_name AND t.table_name = c.table_name
         WHERE c.schema_name = 'facts' ORDER BY c.table_name, c.column_index",
    );
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in columns.iter() {
        let column = row.text("column_name");
        let id = NUMBERS.iter().find(|(number, _)| *number == column);
        let value = id.map_or_else(|| format!("f.{column}"), |(_, id)| format!("({id})"));
        let value = format!("COALESCE(CAST({value} AS VARCHAR), '-')");
        tables.entry(row.text("table_name")).or_default().push(value);
    }
    let read = |(table, values): (String, Vec<String>)| {
        let sql = format!(
            "SELECT CONCAT_WS(' | ', {}) AS text FROM facts.{table} AS f",
            values.join(", ")
        );
        let rows = query(store, &sql);
        let mut rows: Vec<String> = rows.iter().map(|row: Row<'_>| row.text("text")).collect();
        rows.sort();
        (table, rows)
    };
    tables.into_iter().map(read).collect()
}

/// A file of a book: its header and its rows.
struct Table {
    name: String,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn read(path: &Path) -> Self {
        let mut reader = csv::Reader::from_path(path).unwrap();
        let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let rows = reader
            .records()
            .map(|row| row.unwrap().iter().map(str::to_owned).collect());
        Self {
            name: path.file_stem().unwrap().to_str().unwrap().to_owned(),
            header,
            rows: rows.collect(),
        }
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }

    fn write(&self, path: &Path, rows: &[Vec<String>]) {
        let mut writer = csv::Writer::from_path(path).unwrap();
        writer.write_record(&self.header).unwrap();
        for row in rows {
            writer.write_record(row).unwrap();
        }
        writer.flush().unwrap();
    }

    /// The row with another row's value in a column.
    fn corrected(&self, row: &[String], random: &mut Random) -> Vec<String> {
        let mut row = row.to_vec();
        if let Some((_, columns)) = CORRECTED.iter().find(|(table, _)| *table == self.name)
            && let Some(at) = self.column(random.pick(columns))
        {
            row[at].clone_from(&self.rows[random.below(self.rows.len())][at]);
        }
        row
    }
}

/// Lets some payments and contacts name their item by policy and number, or their policy alone.
fn unjoin(tables: &mut [Table], random: &mut Random) {
    let items = tables.iter().find(|table| table.name == "due_items").unwrap();
    let cell = |row: &[String], name: &str| row[items.column(name).unwrap()].clone();
    let known: BTreeMap<String, (String, String)> = items
        .rows
        .iter()
        .map(|row| (cell(row, "due_id"), (cell(row, "policy_id"), cell(row, "due_no"))))
        .collect();
    for table in tables
        .iter_mut()
        .filter(|table| ["payments", "activities"].contains(&table.name.as_str()))
    {
        let is_of_payments = table.name == "payments";
        let due = table.column("due_id").unwrap();
        let policy = table.column("policy_id").unwrap_or_else(|| {
            table.header.push("policy_id".to_owned());
            table.rows.iter_mut().for_each(|row| row.push(String::new()));
            table.header.len() - 1
        });
        if is_of_payments {
            table.header.push("due_no".to_owned());
        }
        for row in &mut table.rows {
            let named = known.get(&row[due]).filter(|_| random.chance(15)).cloned();
            if let Some((id, _)) = &named {
                row[due].clear();
                row[policy].clone_from(id);
            }
            if is_of_payments {
                row.push(named.map(|(_, number)| number).unwrap_or_default());
            }
        }
    }
}

/// Loads the files of `folder`.
fn load(fixture: &Fixture, folder: &Path, replace: bool) -> Store {
    let paths = [folder.to_path_buf()];
    let store = Store::open(&fixture.workspace, &ingest::allowed_folders(&paths)).unwrap();
    let options = Options {
        replace,
        ..Options::default()
    };
    ingest::run(&fixture.workspace, &store, &paths, &options, &Silent).unwrap();
    store
}

/// What became of a sequence of files.
#[derive(Default)]
struct Outcome {
    /// How often facts were mended.
    mended: usize,
    /// Where they were others than those made anew.
    wrong: Vec<String>,
}

/// One sequence of files; `spoilt` is a file of the workspace's own, its name and text.
fn sequence(seed: usize, spoilt: Option<(&str, &str)>) -> Outcome {
    let mut random = Random::new(u64::try_from(seed).unwrap() + 77);
    let book = tempfile::tempdir().unwrap();
    Case::new(seed, 1).book.write(book.path());
    let mut paths: Vec<_> = fs::read_dir(book.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let mut tables: Vec<Table> = paths.iter().map(|path| Table::read(path)).collect();
    unjoin(&mut tables, &mut random);

    let mut fixture = Fixture::new();
    if let Some((name, text)) = spoilt {
        let path = fixture.dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        fixture.workspace = Workspace::find(fixture.dir.path()).unwrap();
    }
    fixture.workspace.settings.store.threads = 1;
    fixture.workspace.settings.ingest.max_reject_share = "1".parse().unwrap();
    let settings = fixture.workspace.settings.metrics.clone();
    let steps = 3 + random.below(3);
    let mut outcome = Outcome::default();
    for step in 0..steps {
        let replace = step > 0 && random.chance(20);
        let folder = tempfile::tempdir().unwrap();
        for table in &tables {
            let rows = rows_of(table, (seed, step, steps), &mut random);
            let is_left_out = step > 0 && random.chance(40);
            if !rows.is_empty() && !is_left_out {
                let name = format!("{}-{}.csv", table.name, if replace { step - 1 } else { step });
                table.write(&folder.path().join(name), &rows);
            }
        }
        let store = load(&fixture, folder.path(), replace);
        facts::refresh(&store, &settings).unwrap();
        let parts = "SELECT COUNT(*) AS n FROM duckdb_tables() WHERE table_name = 'part'";
        outcome.mended += usize::from(query(&store, parts).count("n") > 0);
        if step + 1 == steps || random.chance(30) {
            let got = by_id(&store);
            store.run("queries/facts/forget_all.sql", &Params::none()).unwrap();
            facts::refresh(&store, &settings).unwrap();
            let want = by_id(&store);
            assert!(want["items"].len() > 10, "seed {seed}");
            for (table, want) in want.iter().filter(|(table, want)| got[*table] != **want) {
                let (got, want): (BTreeSet<&String>, BTreeSet<&String>) =
                    (got[table].iter().collect(), want.iter().collect());
                let one = |set: &BTreeSet<&String>, other| set.difference(other).next().map(ToString::to_string);
                let differs = format!("got {:?}, want {:?}", one(&got, &want), one(&want, &got));
                outcome
                    .wrong
                    .push(format!("seed {seed}, step {step}: facts.{table}: {differs}"));
            }
        }
    }
    outcome
}

/// The rows of a table that come with a step. Most come first, the others later; some come again, and say something else.
fn rows_of(table: &Table, (seed, step, steps): (usize, usize, usize), random: &mut Random) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for (place, row) in table.rows.iter().enumerate() {
        let first = Random::new((seed * 1_000_003 + place) as u64 ^ table.name.len() as u64).below(100);
        let comes = if first < 90 { 0 } else { 1 + first % (steps - 1) };
        if comes == step {
            rows.push(row.clone());
        } else if comes < step && random.chance(1) {
            rows.push(table.corrected(row, random));
        }
    }
    rows
}

#[test]
fn mended_facts_are_those_built_anew() {
    let seeds: usize = std::env::var("DUEBOOK_SEEDS").map_or(4, |text| text.parse().unwrap());
    let mut mended = 0;
    for seed in 0..seeds {
        let outcome = sequence(seed, None);
        assert_eq!(outcome.wrong, Vec::<String>::new());
        mended += outcome.mended;
    }
    assert!(mended > seeds, "mended only {mended} times");
}

/// The other test sees a rule that is missing.
#[test]
fn a_rule_that_is_left_out_is_noticed() {
    let nothing = "INSERT INTO touched\nSELECT 'due_id', due_id FROM facts.items WHERE FALSE\n";
    let name = "queries/facts/touched/follow/policies.sql";
    let is_noticed = |seed| !sequence(seed, Some((name, nothing))).wrong.is_empty();
    assert!((0..12).any(is_noticed), "{name}");
}

/// Rows of a sample before a day, and from it on, as two folders of files.
fn halves(day: &str) -> (tempfile::TempDir, tempfile::TempDir) {
    let (first, later) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let options = sample::Options {
        policies: 2000,
        ..sample::Options::default()
    };
    sample::write(&Library::shipped(), &StoreSettings::default(), first.path(), options).unwrap();
    for (name, column) in [("due_items", "due_on"), ("payments", "paid_on"), ("surveys", "sent_on")] {
        let path = first.path().join(format!("{name}.csv"));
        let table = Table::read(&path);
        let at = table.column(column).unwrap();
        let (before, after): (Vec<_>, Vec<_>) = table.rows.iter().cloned().partition(|row| row[at].as_str() < day);
        assert!(!after.is_empty(), "{name}");
        table.write(&path, &before);
        table.write(&later.path().join(format!("{name}_later.csv")), &after);
    }
    (first, later)
}

#[test]
fn a_mend_that_is_killed_is_made_up_for() {
    let (first, later) = halves("2026-06-01");
    let desk = Desk::new();
    let load = |folder: &Path| desk.run(&["-q", "ingest", folder.to_str().unwrap()]);
    load(first.path());
    desk.run(&["-q", "kpi", "--period", "2026-05"]);
    load(later.path());
    let ask = [
        "-q",
        "kpi",
        "--period",
        "2026-06",
        "--by",
        "specialist",
        "--format",
        "csv",
    ];
    let copy = || {
        let copied = Desk::bare();
        copy_folder(&desk.path(""), &copied.path(""));
        copied
    };
    let begun = Instant::now();
    let want = copy().run(&ask);
    let whole = begun.elapsed();
    assert!(want.lines().count() > 200);

    let kills: u32 = std::env::var("DUEBOOK_KILLS").map_or(5, |text| text.parse().unwrap());
    let mut dice = Dice::new(7);
    let mut cut_off = 0;
    for kill in 0..kills {
        let copied = copy();
        let mut asked = Command::new(env!("CARGO_BIN_EXE_duebook"))
            .arg("-C")
            .arg(copied.path(""))
            .args(ask)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // One after the other in each part of the time a whole run takes.
        let part = u32::try_from(dice.roll() % 1000).unwrap();
        let moment = whole * (1000 * kill + part) / (1000 * kills);
        std::thread::sleep(moment.min(Duration::from_mins(1)));
        cut_off += u32::from(asked.try_wait().unwrap().is_none());
        asked.kill().unwrap();
        asked.wait().unwrap();
        assert_eq!(copied.run(&ask), want, "killed after {moment:?} of {whole:?}");
    }
    assert!(cut_off > 0);
}
