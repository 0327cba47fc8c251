//! The kept facts are built again where the data changed and nowhere else, and are then what a new store would hold.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use common::{Fixture, golden};
use duebook::library::Source;
use duebook::metrics::{Catalog, Dimension, RollUp, Run, Sums, facts};
use duebook::period::View;
use duebook::store::{Params, Statement, Store};

fn run(store: &Store, sql: &str) {
    let source = Source {
        name: "test.sql".to_owned(),
        text: sql.to_owned(),
        is_override: false,
    };
    store.execute(&Statement::of(&source), &Params::none()).unwrap();
}

/// The fingerprint of each file's table.
fn built(store: &Store) -> BTreeMap<String, String> {
    let rows = store.rows("queries/facts/built.sql", &Params::none()).unwrap();
    let stem = |name: String| name.rsplit('/').next().unwrap().trim_end_matches(".sql").to_owned();
    rows.iter()
        .map(|row| (stem(row.text("file")), row.text("fingerprint")))
        .collect()
}

/// Every value by specialist of a month of the golden book.
fn values(fixture: &Fixture, store: &Store) -> Vec<String> {
    let catalog = Catalog::load(&fixture.workspace.library).unwrap();
    let view = View::at_end("2026-03".parse().unwrap());
    let run = Run::new(store, &fixture.workspace.settings.metrics, &[view]).unwrap();
    let by = [Dimension::parse("specialist").unwrap()];
    let metrics: Vec<_> = catalog.metrics().collect();
    let sums = Sums::compute(&run, &catalog, &metrics, &by).unwrap();
    let values = sums.values(RollUp { by: &by, filters: &[] }).unwrap();
    values.iter().map(|v| format!("{v:?}")).collect()
}

/// The golden book, its rows of `table` cut in two files.
fn halves(table: &str) -> (tempfile::TempDir, tempfile::TempDir) {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for entry in fs::read_dir(golden().join("data")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        if path.file_stem().unwrap() != table {
            fs::write(first.path().join(name), text).unwrap();
            continue;
        }
        let lines: Vec<&str> = text.lines().collect();
        let half = lines.len() / 2;
        fs::write(first.path().join(name), lines[..half].join("\n")).unwrap();
        let rest = [&lines[..1], &lines[half..]].concat().join("\n");
        fs::write(second.path().join(format!("{table}-2.csv")), rest).unwrap();
    }
    (first, second)
}

/// Which tables are built anew after the second half of `table`; the values are those of the whole book.
fn built_after_more(table: &str) -> BTreeSet<String> {
    let (first, second) = halves(table);
    let fixture = Fixture::new();
    let store = fixture.load_with_findings(first.path());
    let settings = &fixture.workspace.settings.metrics;
    facts::refresh(&store, settings).unwrap();
    let before = built(&store);
    drop(store);
    let store = fixture.load_with_findings(second.path());
    let got = values(&fixture, &store);
    let after = built(&store);
    assert_eq!(before.len(), after.len());
    let whole = Fixture::new();
    let whole_store = whole.load(&golden().join("data"));
    assert_eq!(got, values(&whole, &whole_store), "more {table}");
    let changed = after.into_iter().filter(|(file, mark)| before[file] != *mark);
    changed.map(|(file, _)| file).collect()
}

#[test]
fn only_what_reads_the_new_rows_is_built_again() {
    let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(built_after_more("surveys"), names(&["surveys"]));
    assert_eq!(
        built_after_more("activities"),
        names(&["activities", "contacts", "fact_days", "form_twins", "tasks", "visits"])
    );
    let paid = built_after_more("payments");
    for name in ["payments", "item_states", "paid_steps", "exemptions"] {
        assert!(paid.contains(name), "{paid:?}");
    }
    for name in ["policies", "items", "activities", "surveys"] {
        assert!(!paid.contains(name), "{paid:?}");
    }
    assert!(built_after_more("specialists").contains("items"));
}

#[test]
fn what_an_earlier_program_kept_gives_way() {
    let fixture = Fixture::new();
    let store = fixture.load(&golden().join("data"));
    let want = values(&fixture, &store);
    run(&store, "DELETE FROM facts_built WHERE TRUE");
    run(&store, "DROP VIEW facts.paid_steps");
    run(&store, "CREATE TABLE facts.paid_steps AS SELECT 1 AS item_key");
    run(&store, "DROP TABLE facts.policy_owners");
    run(&store, "CREATE VIEW facts.policy_owners AS SELECT 1 AS policy_key");
    assert_eq!(want, values(&fixture, &store));
}

#[test]
fn a_run_that_was_cut_off_is_made_up_for() {
    let fixture = Fixture::new();
    let store = fixture.load(&golden().join("data"));
    let want = values(&fixture, &store);
    // As if it had ended after the items got new numbers: nothing that uses the old ones may be taken as it is.
    run(&store, "DELETE FROM facts_built WHERE file LIKE '%data/items.sql'");
    run(&store, "UPDATE facts.items SET item_key = item_key + 100000");
    assert_eq!(want, values(&fixture, &store));
    assert_eq!(
        built(&store).len(),
        store.library().list("queries/facts/data", ".sql").count()
    );
}

#[test]
fn nothing_is_built_twice() {
    let fixture = Fixture::new();
    let store = fixture.load(&golden().join("data"));
    facts::refresh(&store, &fixture.workspace.settings.metrics).unwrap();
    // What is there now is found to be up to date, whatever it is.
    run(&store, "DELETE FROM facts.surveys");
    facts::refresh(&store, &fixture.workspace.settings.metrics).unwrap();
    let left = Source {
        name: "test.sql".to_owned(),
        text: "SELECT COUNT(*) AS n FROM facts.surveys".to_owned(),
        is_override: false,
    };
    let rows = store.query(&Statement::of(&left), &Params::none()).unwrap();
    assert_eq!(rows.first().unwrap().integer("n"), Some(0));
}
