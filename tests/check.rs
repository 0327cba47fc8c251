//! Every audit finds the bad row made for it, and keeps quiet where there is none.
//!
//! `tests/audits/` has one file per audit: statements that add bad rows to the small book of `tests/sql/book.inc`; with
//! `-- after: facts` in its header they run once facts and sums are there, for what good data cannot bring about.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use common::{Desk, Fixture, golden, pin};
use duebook::check::{Definitions, Severity};
use duebook::diagnostic::Mistakes;
use duebook::library::Source;
use duebook::metrics::Run;
use duebook::period::View;
use duebook::store::{Params, Statement, Store};

fn run(store: &Store, name: &str, text: &str) {
    for statement in text.split_inclusive(";\n").filter(|s| s.contains("INSERT")) {
        let source = Source {
            name: name.to_owned(),
            text: statement.to_owned(),
            is_override: false,
        };
        store
            .execute(&Statement::of(&source), &Params::none())
            .unwrap_or_else(|e| panic!("{name}: {e}"));
    }
}

fn book() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sql/book.inc")).unwrap()
}

/// The audits that find something for `period`, `late` having run after the facts.
fn found(fixture: &Fixture, store: &Store, period: &str, late: &str) -> BTreeSet<(String, Severity)> {
    let mut mistakes = Mistakes::default();
    let definitions = Definitions::load(&fixture.workspace.library, &mut mistakes);
    let view = View::at_end(period.parse().unwrap());
    let facts = Run::new(store, &fixture.workspace.settings.metrics, &[view]).unwrap();
    definitions.sum(&facts, &fixture.workspace.library, &mut mistakes);
    run(store, "late", late);
    let findings = definitions.audit(store, 5, &mut mistakes);
    mistakes.into_result().unwrap();
    assert!(findings.len() >= 18);
    findings
        .into_iter()
        .filter(|f| f.bad_rows > 0)
        .map(|f| (f.audit.id, f.audit.severity))
        .collect()
}

fn on_the_book(early: &str, late: &str) -> BTreeSet<(String, Severity)> {
    let fixture = Fixture::new();
    let store = Store::open_closed(&fixture.workspace).unwrap();
    run(&store, "book", &book());
    run(&store, "early", early);
    found(&fixture, &store, "2026-03", late)
}

#[test]
fn a_clean_book_is_silent() {
    assert_eq!(on_the_book("", ""), BTreeSet::new());
}

#[test]
fn every_audit_finds_its_bad_row() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audits");
    let names = |folder: &Path| -> BTreeSet<String> {
        let files = fs::read_dir(folder).unwrap();
        files.map(|f| f.unwrap().file_name().into_string().unwrap()).collect()
    };
    let audits = Path::new(env!("CARGO_MANIFEST_DIR")).join("queries/audits");
    assert_eq!(
        names(&folder),
        names(&audits),
        "an audit without a test, or a test without an audit"
    );
    for name in names(&folder) {
        let text = fs::read_to_string(folder.join(&name)).unwrap();
        let found = if text.contains("-- after: facts") {
            on_the_book("", &text)
        } else {
            on_the_book(&text, "")
        };
        let id = name.trim_end_matches(".sql");
        assert!(
            found.iter().any(|(audit, _)| audit == id),
            "{id} finds nothing, but {found:?}"
        );
    }
}

/// The golden book has every awkward case of the definitions and no broken row: only what is worth a look is told.
#[test]
fn the_golden_book_has_no_errors() {
    for set in [golden(), golden().join("edges")] {
        let fixture = Fixture::new();
        let store = fixture.load(&set.join("data"));
        let found = found(&fixture, &store, "2026-03", "");
        let grave: Vec<_> = found.iter().filter(|(_, s)| *s == Severity::Error).collect();
        assert!(grave.is_empty(), "{}: {grave:?}", set.display());
    }
}

#[test]
fn what_check_prints_and_how_it_exits() {
    let desk = Desk::loaded();
    pin("check", &desk.run(&["check", "--period", "2026-03", "--rows", "2"]));
    assert!(desk.run(&["check", "--strict"]).starts_with("exit 1"));
    assert!(desk.run(&["check", "--format", "json"]).starts_with("exit 0"));
}

#[test]
fn a_workspace_adds_an_audit() {
    let desk = Desk::loaded();
    desk.write(
        "queries/audits/late_activity.sql",
        "-- severity: error\n-- zh: 甲\n-- en: A\n-- hint_zh: 乙\n-- hint_en: B\nSELECT due_id FROM due_items WHERE due_no = 1\n",
    );
    let said = desk.run(&["check", "--format", "csv"]);
    assert!(said.starts_with("exit 1"), "{said}");
    assert!(said.contains("\nlate_activity,error,甲,"), "{said}");
    desk.write(
        "queries/audits/late_activity.sql",
        "-- severity: error\n-- zh: 甲\n-- en: A\n-- hint_zh: 乙\n-- hint_en: B\nDELETE FROM due_items\n",
    );
    assert!(desk.run(&["check"]).starts_with("exit 2"));
}

/// Such a list is used only where a value is explained; a check tells of it before somebody asks.
#[test]
fn check_tells_a_list_of_rows_left_out_that_cannot_be_used() {
    let desk = Desk::loaded();
    let columns = "period_no, specialist_key, slice_key, due_no, stage";
    desk.write("queries/explain/left_out/due.sql", "SELECT nope FROM run_items\n");
    desk.write(
        "queries/explain/left_out/visits.sql",
        &format!("SELECT {columns}, 'x' AS reason FROM run_items\n"),
    );
    pin("check_lists", &desk.run(&["check"]));
}

#[test]
fn check_tells_every_definition_that_cannot_be_used() {
    let desk = Desk::loaded();
    let header = "-- zh: 甲\n-- en: A\n-- definition_zh: 无\n-- definition_en: None\n-- unit: ratio\n-- direction: higher\n\
                  -- basis: count\n-- source: own\n";
    let columns = "SELECT period_no, specialist_key, slice_key, due_no, stage";
    desk.write("queries/metrics/no_header.sql", "SELECT 1\n");
    desk.write(
        "queries/metrics/binary.sql",
        &format!("-- id: binary\n{header}{columns}, amount_due / 3 AS numerator, 1 AS denominator\nFROM run_items\n"),
    );
    desk.write(
        "queries/metrics/unknown.sql",
        &format!("-- id: unknown\n{header}{columns}, nope AS numerator, 1 AS denominator\nFROM run_items\n"),
    );
    desk.write(
        "queries/metrics/sum.sql",
        &format!("-- id: sum\n{header}-- composite: 0.5 * renewal_rat + 0.5 * lapse_rate\n"),
    );
    desk.write("queries/audits/grave.sql", "-- severity: grave\nSELECT 1\n");
    desk.write("queries/rollup/by.sql.j2", "SELECT {% for %}\n");
    desk.write("report-templates/locale/en.toml", "[label]\nvalu = \"x\"\n");
    desk.write("queries/explain/reasons.toml", "[exempt]\nzh = 免除\n");
    pin("check_definitions", &desk.run(&["check"]));
    desk.write(
        "duebook.toml",
        "locale = \"fr\"\n[metrics]\ngrace_dayz = 60\nlow_sample = \"x\"\n",
    );
    let said = desk.run(&["check"]);
    assert!(said.starts_with("exit 2"), "{said}");
    for part in [
        "duebook.toml:1:",
        "duebook.toml:3:",
        "duebook.toml:4:",
        "no_header.sql",
        "grave.sql",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}
