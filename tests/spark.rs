//! The same definitions on Apache Spark: what it sums is, to the last digit, what the store sums and what independent programs
//! expect.
//!
//! `make test-spark` brings Spark and says where it is (`DUEBOOK_SPARK`, its folder); without it these tests say that they are
//! skipped. One job at a time: each is a Java program that takes a gigabyte.

mod common;

#[path = "spark/branch.rs"]
mod branch;
#[path = "spark/cluster.rs"]
mod cluster;
#[path = "spark/lake.rs"]
mod lake;
#[path = "spark/pay.rs"]
mod pay;
#[path = "spark/wrong.rs"]
mod wrong;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use common::{Desk, Fixture, golden};
use duebook::contract::Contract;
use duebook::decimal::Decimal;
use duebook::engine::{Silent, Spark};
use duebook::library::Source;
use duebook::locale::Locale;
use duebook::metrics::dimension::DIMENSIONS;
use duebook::metrics::{Catalog, Elsewhere, Metric, MetricValue, RollUp, Run, Sums};
use duebook::period::{View, parse_day};
use duebook::report::build::{Request, build, build_with};
use duebook::report::model::Section;
use duebook::report::scope::Scope;
use duebook::store::{Params, Statement, Store};
use duebook::workspace::Workspace;

/// Arguments for a small machine: few tasks, little code made for each.
const SMALL: [&str; 18] = [
    "--master",
    "local[2]",
    "--driver-memory",
    "1500m",
    "--driver-java-options",
    "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "--conf",
    "spark.ui.enabled=false",
    "--conf",
    "spark.sql.shuffle.partitions=1",
    "--conf",
    "spark.sql.codegen.wholeStage=false",
    "--conf",
    "spark.sql.codegen.factoryMode=NO_CODEGEN",
    "--conf",
    "spark.driver.host=127.0.0.1",
    "--conf",
    "spark.sql.catalogImplementation=in-memory",
];

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Spark's folder, and the right to run it; `None` if it is not there.
fn spark() -> Option<(PathBuf, MutexGuard<'static, ()>)> {
    let Some(home) = std::env::var_os("DUEBOOK_SPARK").filter(|home| !home.is_empty()) else {
        eprintln!("SKIPPED: Apache Spark is not here; `make test-spark` brings it");
        return None;
    };
    let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    Some((PathBuf::from(home), turn))
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// Settings by which `submit` with `arguments` reads the tables in `lake`, which are Parquet files.
fn settings(submit: &Path, arguments: &[&str], lake: &Path) -> String {
    let arguments: Vec<String> = arguments.iter().map(|argument| quoted(argument)).collect();
    let mut text = format!(
        "\n[engine]\nsubmit = {}\narguments = [{}]\n\n[engine.tables]\n",
        quoted(submit.to_str().unwrap()),
        arguments.join(", ")
    );
    for entry in fs::read_dir(lake).unwrap() {
        let path = entry.unwrap().path();
        let table = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let query = format!("SELECT * FROM parquet.`{}`", path.display());
        writeln!(text, "{table} = {}", quoted(&query)).unwrap();
    }
    text
}

/// The tables of the data as a lake has them.
fn export(store: &Store, workspace: &Workspace, lake: &Path) {
    fs::create_dir_all(lake).unwrap();
    for table in Contract::load(&workspace.library).unwrap().tables() {
        let path = lake.join(format!("{}.parquet", table.name));
        let source = Source {
            name: "export.sql".to_owned(),
            text: format!("COPY {} TO '{}' (FORMAT parquet)", table.name, path.display()),
            is_override: false,
        };
        store.execute(&Statement::of(&source), &Params::none()).unwrap();
    }
}

/// The workspace with other settings added.
fn with_settings(fixture: &Fixture, text: &str) -> Workspace {
    let file = fixture.dir.path().join("duebook.toml");
    let written = fs::read_to_string(&file).unwrap();
    let own = written.split("\n[engine]").next().unwrap();
    fs::write(&file, format!("{own}{text}")).unwrap();
    Workspace::find(fixture.dir.path()).unwrap()
}

type Key = (String, String, String, String);
type Numbers = [Option<Decimal>; 3];

fn number(text: &str) -> Option<Decimal> {
    (!text.is_empty()).then(|| text.parse().unwrap())
}

/// `2026-03@2026-03-20.csv` is March as known on the 20th.
fn view(path: &Path) -> View {
    let stem = path.file_stem().unwrap().to_str().unwrap();
    let (period, as_of) = stem
        .split_once('@')
        .map_or((stem, None), |(p, t)| (p, Some(parse_day(t).unwrap())));
    View::new(period.parse().unwrap(), as_of)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

fn told(view: View) -> String {
    format!("{}@{}", view.period, view.as_of)
}

fn expected(set: &Path) -> (Vec<View>, BTreeMap<Key, Numbers>) {
    let (mut views, mut values) = (Vec::new(), BTreeMap::new());
    for path in files(&set.join("expected")) {
        let view = view(&path);
        views.push(view);
        let mut reader = csv::Reader::from_path(&path).unwrap();
        for record in reader.records() {
            let r = record.unwrap();
            let key = (told(view), r[4].to_owned(), r[2].to_owned(), r[3].to_owned());
            values.insert(key, [number(&r[5]), number(&r[6]), number(&r[7])]);
        }
    }
    (views, values)
}

/// The values of all metrics by every dimension, in all periods of one run.
fn values(
    (workspace, store): (&Workspace, &Store),
    catalog: &Catalog,
    metrics: &[&Metric],
    views: &[View],
    elsewhere: Option<&dyn Elsewhere>,
) -> BTreeMap<Key, Numbers> {
    let run = Run::with(store, &workspace.settings.metrics, views, elsewhere).unwrap();
    let sums = Sums::compute(&run, catalog, metrics, &DIMENSIONS).unwrap();
    let key = |v: &MetricValue| {
        let (metric, by) = (v.metric.to_string(), v.entity.by.clone());
        (told(v.view), metric, by, v.entity.id.clone())
    };
    let mut found = BTreeMap::new();
    for dimension in DIMENSIONS {
        let roll_up = RollUp {
            by: &[dimension],
            filters: &[],
        };
        for v in sums.values(roll_up).unwrap() {
            found.insert(key(&v), [v.numerator, v.denominator, v.value]);
        }
    }
    found
}

/// What differs between two sets of values.
fn differing(want: &BTreeMap<Key, Numbers>, got: &BTreeMap<Key, Numbers>) -> Vec<String> {
    let keys = want.keys().chain(got.keys().filter(|key| !want.contains_key(*key)));
    let other = keys.filter(|key| want.get(*key) != got.get(*key));
    let tell = |key: &Key| format!("{key:?}: want {:?}, got {:?}", want.get(key), got.get(key));
    other.map(tell).collect()
}

/// All golden periods of `set` as one job: the values that were compared with expected ones, and with the store's.
fn conform(set: &Path, home: &Path) -> (usize, usize) {
    let fixture = Fixture::new();
    let store = fixture.load(&set.join("data"));
    let lake = fixture.dir.path().join("lake");
    export(&store, &fixture.workspace, &lake);
    let workspace = with_settings(&fixture, &settings(&home.join("bin/spark-sql"), &SMALL, &lake));
    let catalog = Catalog::load(&workspace.library).unwrap();
    let metrics: Vec<&Metric> = catalog.metrics().collect();
    let (views, want) = expected(set);
    let here = values((&workspace, &store), &catalog, &metrics, &views, None);
    let spark = Spark::new(&workspace, String::new(), &Silent);
    let started = Instant::now();
    let there = values((&workspace, &store), &catalog, &metrics, &views, Some(&spark));
    eprintln!(
        "{}: {} periods on Spark in {:?}",
        set.display(),
        views.len(),
        started.elapsed()
    );
    let wrong = differing(&here, &there);
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(20)].join("\n")
    );
    // A metric that came later is not in the set, nor is a dimension.
    let mut of_set = there.clone();
    of_set.retain(|(_, metric, by, _), _| {
        want.keys().any(|(_, m, ..)| m == metric) && want.keys().any(|(_, _, b, _)| b == by)
    });
    let wrong = differing(&want, &of_set);
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(20)].join("\n")
    );
    (want.len(), here.len())
}

#[test]
fn the_golden_book() {
    let Some((home, _turn)) = spark() else { return };
    let (expected, all) = conform(&golden(), &home);
    eprintln!("{expected} expected values and {all} of the store are equal on Spark");
    assert!(expected > 14_000 && all > expected, "{expected} {all}");
}

#[test]
fn the_edges() {
    let Some((home, _turn)) = spark() else { return };
    let (expected, all) = conform(&golden().join("edges"), &home);
    eprintln!("{expected} expected values and {all} of the store are equal on Spark");
    assert!(expected > 500 && all > expected, "{expected} {all}");
}

/// A sample in a workspace with its tables in a lake beside it; the settings say where they are.
fn sampled(policies: u32, submit: &Path, arguments: &[&str]) -> Desk {
    let desk = Desk::sampled(policies);
    let workspace = Workspace::find(desk.dir.path()).unwrap();
    let lake = desk.path("lake");
    {
        let store = Store::open(&workspace, &[]).unwrap();
        export(&store, &workspace, &lake);
    }
    let file = desk.path("duebook.toml");
    let written = fs::read_to_string(&file).unwrap();
    let own = written.split("\n[engine]").next().unwrap().to_owned();
    fs::write(&file, own + &settings(submit, arguments, &lake)).unwrap();
    desk
}

/// Says of every table of facts that it is complete, which saves a job that finds out.
fn state_coverage(desk: &Desk) {
    let file = desk.path("duebook.toml");
    let text = fs::read_to_string(&file).unwrap();
    let tables = [
        "payments",
        "activities",
        "collaborations",
        "errors",
        "surveys",
        "complaints",
        "policy_events",
        "issues",
        "suggestions_received",
        "tasks",
        "visits",
        "service_reviews",
        "customer_ratings",
        "meetings",
        "meeting_actions",
        "coaching",
    ];
    let stated: String = tables.map(|table| format!("{table} = 2030-12-31\n")).concat();
    fs::write(&file, text.replace("[coverage]\n", &format!("[coverage]\n{stated}"))).unwrap();
}

/// What `kpi` says for `question` here and on Spark.
fn both(desk: &Desk, question: &[&str]) -> (String, String) {
    let asked = [&["kpi", "--period", "2026-03", "--format", "csv"], question].concat();
    let here = desk.run(&asked);
    let there = desk.run(&[&asked[..], &["--engine", "spark"]].concat());
    (here, there)
}

#[test]
fn kpi_says_the_same_byte_for_byte() {
    let Some((home, _turn)) = spark() else { return };
    let policies = std::env::var("DUEBOOK_SPARK_POLICIES").map_or(2_000, |n| n.parse().unwrap());
    let desk = sampled(policies, &home.join("bin/spark-sql"), &SMALL);
    let question = ["--by", "specialist,channel", "--where", "channel=个险", "--change"];
    let (here, there) = both(&desk, &question);
    assert!(here.starts_with("exit 0") && here.lines().count() > 100, "{here}");
    assert!(here == there, "not the same\n{}", first_difference(&here, &there));
    eprintln!("{} lines are the same", here.lines().count());
    // One job answers several questions once its results are taken: with targets, ranks and composites.
    let by = "company,branch,specialist,channel,stage,department";
    let planned = desk.run(&["scale", "plan", "--period", "2026-03", "--by", by, "--out", "job"]);
    assert!(planned.starts_with("exit 0"), "{planned}");
    run_by_hand(&home, &desk.path("job"));
    let said = desk.run(&["scale", "take", "job/results"]);
    assert!(said.starts_with("exit 0") && said.contains("2026-03"), "{said}");
    let file = desk.path("duebook.toml");
    let text = fs::read_to_string(&file).unwrap();
    let submit = text.lines().find(|line| line.starts_with("submit = ")).unwrap();
    fs::write(&file, text.replace(submit, "submit = \"\"")).unwrap();
    for question in [
        &["--by", "company"][..],
        &["--by", "branch"],
        &["--by", "specialist"],
        &["--by", "channel,stage"],
        &["--by", "department"],
        &["--by", "company", "--metric", "renewal_rate,error_rate"],
    ] {
        let (here, there) = both(&desk, question);
        assert!(
            here == there,
            "{question:?}: not the same\n{}",
            first_difference(&here, &there)
        );
        assert!(here.starts_with("exit 0"), "{here}");
    }
    // Another period, and another setting, are other questions.
    let other = desk.run(&["kpi", "--period", "2026-02", "--engine", "spark"]);
    assert!(
        other.starts_with("exit 2") && other.contains("not of 2026-02"),
        "{other}"
    );
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("[metrics]", "[metrics]\ngrace_days = 61")).unwrap();
    let other = desk.run(&["kpi", "--period", "2026-03", "--engine", "spark"]);
    assert!(
        other.starts_with("exit 2") && other.contains("another setting `grace_days`"),
        "{other}"
    );
}

fn first_difference(one: &str, other: &str) -> String {
    let lines = one.lines().zip(other.lines().chain(std::iter::repeat("")));
    let differing = lines.filter(|(a, b)| a != b).take(5);
    differing.map(|(a, b)| ["- ", a, "\n+ ", b, "\n"].concat()).collect()
}

#[test]
fn a_report_has_the_same_figures_and_says_what_it_lacks() {
    let Some((home, _turn)) = spark() else { return };
    let desk = sampled(500, &home.join("bin/spark-sql"), &SMALL);
    let workspace = Workspace::find(desk.dir.path()).unwrap();
    let store = Store::open(&workspace, &[]).unwrap();
    let request = Request {
        name: "monthly".to_owned(),
        view: View::at_end("2026-03".parse().unwrap()),
        scope: Scope::company(),
        locale: Locale::En,
    };
    let here = build(&workspace, &store, &request).unwrap();
    let spark = Spark::new(&workspace, String::new(), &Silent);
    let there = build_with(&workspace, &store, &request, Some(&spark)).unwrap();
    let lacks = |section: &&Section| {
        section
            .note
            .as_deref()
            .is_some_and(|note| note.contains("lie in the data lake"))
    };
    let (absent, filled): (Vec<&Section>, Vec<&Section>) = there.sections.iter().partition(lacks);
    for section in &filled {
        let own = here.sections.iter().find(|own| own.id == section.id);
        let own = own.unwrap_or_else(|| panic!("{} is not in the other report", section.id));
        assert!(
            format!("{own:?}") == format!("{section:?}"),
            "{} differs:\n{own:?}\n{section:?}",
            section.id
        );
    }
    let ids = |sections: &[&Section]| {
        sections
            .iter()
            .map(|section| section.id.clone())
            .collect::<Vec<_>>()
            .join(" ")
    };
    eprintln!("the same: {}\nsaid to lie elsewhere: {}", ids(&filled), ids(&absent));
    assert!(filled.len() >= 8 && ids(&filled).contains("scorecard") && ids(&absent).contains("risk"));
}

/// Runs a job as its README says.
fn run_by_hand(home: &Path, folder: &Path) {
    let output = Command::new(home.join("bin/spark-sql"))
        .args(SMALL)
        .args(["-f", "job.sql"])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
