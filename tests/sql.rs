//! The rules of the definitions, one SQL file each in `tests/sql/`.
//!
//! A file says in its header which period (and as-of day) it is about and which metrics it reads; its statements add
//! rows to the small book of `tests/sql/book.inc`, and the last one returns `actual` and `expected`, which must be
//! equal in every row. `tests/sql/told.inc` gives the values of the metrics as lines of text.

mod common;

use std::path::{Path, PathBuf};

use common::Fixture;
use duebook::library::Source;
use duebook::metrics::dimension::DIMENSIONS;
use duebook::metrics::{Catalog, Run, Sums};
use duebook::period::{View, parse_day};
use duebook::store::{Params, Statement, Store};

fn run(store: &Store, name: &str, text: &str) {
    let source = Source {
        name: name.to_owned(),
        text: text.to_owned(),
        is_override: false,
    };
    store
        .execute(&Statement::of(&source), &Params::none())
        .unwrap_or_else(|e| panic!("{name}: {e}\n{text}"));
}

fn statements(text: &str) -> Vec<&str> {
    text.split_inclusive(";\n")
        .filter(|s| s.lines().any(|l| !l.starts_with("--") && !l.trim().is_empty()))
        .collect()
}

/// Rows compared in one file.
fn check(path: &Path, book: &str, told: &str) -> usize {
    let name = path.file_name().unwrap().to_str().unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    let source = Source {
        name: name.to_owned(),
        text: text.clone(),
        is_override: false,
    };
    let header = source.header();
    let fixture = Fixture::new();
    let store = Store::open(&fixture.workspace, &[]).unwrap();
    let parts = statements(&text);
    let (question, facts) = parts.split_last().unwrap();
    for statement in statements(book).into_iter().chain(facts.iter().copied()) {
        run(&store, name, statement);
    }
    let period = header.get("period").unwrap().parse().unwrap();
    let view = View::new(period, header.get("as_of").map(|day| parse_day(day).unwrap()));
    let catalog = Catalog::load(&fixture.workspace.library).unwrap();
    let metrics: Vec<_> = header.list("metrics").iter().map(|m| catalog.get(m).unwrap()).collect();
    let facts_run = Run::new(&store, &fixture.workspace.settings.metrics, &[view]).unwrap();
    Sums::compute(&facts_run, &catalog, &metrics, &DIMENSIONS).unwrap();
    for statement in statements(told) {
        run(&store, "told.inc", statement);
    }
    let question = Source {
        text: (*question).to_owned(),
        ..source
    };
    let rows = store
        .query(&Statement::of(&question), &Params::none())
        .unwrap_or_else(|e| panic!("{name}: {e}"));
    for row in rows.iter() {
        let (actual, expected) = (row.get("actual").unwrap(), row.get("expected").unwrap());
        let equal = match (actual.decimal(), expected.decimal()) {
            (Some(a), Some(e)) => a == e,
            _ => actual == expected,
        };
        assert!(equal, "{name}: {actual} is not {expected}");
    }
    rows.len()
}

#[test]
fn every_rule_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sql");
    let shared = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let (book, told) = (shared("book.inc"), shared("told.inc"));
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "sql"));
    files.sort();
    assert!(files.len() >= 90, "the folder is empty?");
    let check_all = |paths: &[PathBuf]| {
        for path in paths {
            assert!(check(path, &book, &told) > 0, "{} compares nothing", path.display());
        }
    };
    let (half, other_half) = files.split_at(files.len() / 2);
    std::thread::scope(|scope| {
        scope.spawn(|| check_all(other_half));
        check_all(half);
    });
}
