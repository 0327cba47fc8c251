//! What was computed is kept and changes nothing: the same bytes with and without, and never a number of what was before.
//!
//! Whether a figure was taken from what is kept is seen by spoiling what is kept: what is taken is wrong then.

mod common;

use std::fs;

use common::Desk;
use duebook::library::Source;
use duebook::metrics::kept;
use duebook::store::{Params, Statement, Store};
use duebook::workspace::Workspace;

const NOTHING: &str = "[store]\nkept_figures = \"0MB\"\n";

const QUESTIONS: [&[&str]; 4] = [
    &["--period", "2026-03", "--by", "team", "--change"],
    &["--period", "2026-03", "--by", "product_line,stage"],
    &["--period", "2026-Q1", "--as-of", "2026-04-20", "--by", "specialist"],
    &["--period", "2026-03", "--spark", "--where", "team=T11"],
];

fn ask(desk: &Desk, question: &[&str]) -> String {
    let said = desk.run(&[&["kpi", "--format", "csv"][..], question].concat());
    assert!(said.starts_with("exit 0"), "{said}");
    said
}

/// Refuses two answers that differ, and shows where.
fn same(found: &str, wanted: &str, what: &str) {
    let lines = found.lines().zip(wanted.lines()).filter(|(a, b)| a != b);
    let differing: Vec<_> = lines.take(3).collect();
    assert!(found == wanted, "{what}: {differing:#?}");
}

fn store(desk: &Desk) -> Store {
    Store::open(&Workspace::find(desk.dir.path()).unwrap(), &[]).unwrap()
}

fn figures(desk: &Desk) -> u64 {
    kept::size(&store(desk)).unwrap().0
}

fn change(desk: &Desk, sql: &str) {
    let source = Source {
        name: "queries/test.sql".to_owned(),
        text: sql.to_owned(),
        is_override: false,
    };
    store(desk).execute(&Statement::of(&source), &Params::none()).unwrap();
}

fn spoil(desk: &Desk) {
    change(desk, "UPDATE kept.figure_sums SET numerator = 4711, denominator = 4712");
    // As long as before: digits and letters that rows are full of.
    change(
        desk,
        "UPDATE kept.figure_answers SET answer = TRANSLATE(answer, 'ABCDSTP', 'QWXYZVU')",
    );
}

/// The files of a report, workbook and page one after the other.
fn written(desk: &Desk, report: &[&str]) -> Vec<u8> {
    let said = desk.run(&[&["report"][..], report, &["--out", "out"]].concat());
    assert!(said.starts_with("exit 0"), "{said}");
    let mut files: Vec<_> = fs::read_dir(desk.path("out"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let bytes = files.iter().flat_map(|file| fs::read(file).unwrap()).collect();
    fs::remove_dir_all(desk.path("out")).unwrap();
    bytes
}

const MONTHLY: [&str; 3] = ["monthly", "--period", "2026-03"];

/// One that is made soon.
const DAILY: [&str; 7] = ["daily", "--period", "2026-03-16", "--team", "T11", "--format", "html"];

/// What is answered when nothing is kept.
fn plain(desk: &Desk, question: &[&str]) -> String {
    without(desk, |desk| ask(desk, question))
}

/// What `act` does when nothing is kept.
fn without<T>(desk: &Desk, act: impl FnOnce(&Desk) -> T) -> T {
    let settings = fs::read_to_string(desk.path("duebook.toml")).unwrap();
    let others = settings
        .lines()
        .filter(|line| *line != "[store]" && !line.starts_with("kept_figures"));
    let others: Vec<&str> = others.collect();
    desk.write("duebook.toml", &format!("{NOTHING}{}", others.join("\n")));
    let done = act(desk);
    desk.write("duebook.toml", &settings);
    done
}

#[test]
fn answers_are_the_same_to_the_byte() {
    let desk = Desk::loaded();
    for question in QUESTIONS {
        let plain = plain(&desk, question);
        let before = figures(&desk);
        same(&ask(&desk, question), &plain, "kept");
        let after = figures(&desk);
        assert!(after > before, "{question:?}");
        same(&ask(&desk, question), &plain, "kept");
        assert_eq!(figures(&desk), after, "what is kept is not kept twice");
    }
    // They are indeed taken from there.
    spoil(&desk);
    for question in QUESTIONS {
        assert!(ask(&desk, question).contains("4711"), "{question:?}");
    }
}

#[test]
fn only_what_is_missing_is_computed() {
    let desk = Desk::loaded();
    let trend = ["--period", "2026-03", "--spark", "--by", "branch"];
    let plain = plain(&desk, &trend);
    ask(&desk, &["--period", "2026-01", "--by", "branch"]);
    ask(&desk, &["--period", "2026-03", "--metric", "renewal_rate"]);
    same(&ask(&desk, &trend), &plain, "a part was kept");
    same(&ask(&desk, &trend), &plain, "all was kept");
}

#[test]
fn reports_are_the_same_to_the_byte() {
    let desk = Desk::loaded();
    let pages: [&[&str]; 3] = [
        &MONTHLY,
        &DAILY,
        &[
            "all",
            "--date",
            "2026-03-31",
            "--only",
            "daily",
            "--format",
            "html",
            "--locale",
            "en",
        ],
    ];
    for page in pages {
        let plain = without(&desk, |desk| written(desk, page));
        assert!(plain.len() > 10_000);
        let before = figures(&desk);
        assert!(
            written(&desk, page) == plain,
            "{page:?} is another when its figures are kept"
        );
        let after = figures(&desk);
        assert!(after > before, "{page:?}");
        assert!(
            written(&desk, page) == plain,
            "{page:?} is another when its figures are taken"
        );
        assert_eq!(figures(&desk), after, "what is kept is not kept twice");
    }
    let whole = written(&desk, &DAILY);
    spoil(&desk);
    assert!(written(&desk, &DAILY) != whole, "nothing is taken from what is kept");
}

/// Asks, spoils what is kept, does something that changes a number or might, and asks again.
fn changed_by(what: impl FnOnce(&Desk)) {
    let desk = Desk::loaded();
    let question = QUESTIONS[0];
    ask(&desk, question);
    written(&desk, &DAILY);
    spoil(&desk);
    assert!(ask(&desk, question).contains("4711"));
    what(&desk);
    let page = without(&desk, |desk| written(desk, &DAILY));
    assert!(written(&desk, &DAILY) == page, "a report of what was before");
    let plain = plain(&desk, question);
    assert!(!plain.contains("4711"));
    same(&ask(&desk, question), &plain, "changed");
}

#[test]
fn new_data_leads_to_new_numbers() {
    changed_by(|desk| {
        let errors = "error_id,specialist_id,occurred_on,kind\nX-NEW,S001,2026-03-02,record\n";
        desk.write("more/errors.csv", errors);
        let said = desk.run(&["ingest", "more"]);
        assert!(said.starts_with("exit 0"), "{said}");
    });
}

#[test]
fn another_definition_in_the_workspace_leads_to_new_numbers() {
    for file in [
        "queries/facts/run/items.sql",
        "queries/facts/data/grace.sql",
        "queries/facts/add_period.sql",
        "queries/rollup/add_metric.sql.j2",
    ] {
        changed_by(|desk| {
            let shipped = duebook::library::Library::shipped_file(file).unwrap().text;
            desk.write(file, &format!("{shipped}\n-- ours\n"));
        });
    }
}

#[test]
fn another_metric_in_the_workspace_leads_to_its_numbers_alone() {
    let desk = Desk::loaded();
    let [own, other] = ["renewal_rate", "churn_rate"].map(|metric| ["--period", "2026-03", "--metric", metric]);
    let [before, others] = [ask(&desk, &own), ask(&desk, &other)];
    spoil(&desk);
    let file = "queries/metrics/renewal_rate.sql";
    let shipped = duebook::library::Library::shipped_file(file).unwrap().text;
    desk.write(file, &shipped.replace("THEN 1 ELSE 0 END", "THEN 0 ELSE 1 END"));
    let after = ask(&desk, &own);
    assert_ne!(after, before);
    same(&after, &plain(&desk, &own), "own metric");
    assert_ne!(ask(&desk, &other), others, "it is taken from what is kept");
}

#[test]
fn a_setting_of_the_definitions_leads_to_new_numbers() {
    changed_by(|desk| {
        desk.write("duebook.toml", "[metrics]\ngrace_days = 30\n");
    });
}

#[test]
fn targets_and_names_are_those_of_today() {
    let desk = Desk::loaded();
    let question = ["--period", "2026-03", "--metric", "renewal_rate"];
    let before = ask(&desk, &question);
    let target = "scope,scope_id,metric,period,target\ncompany,company,renewal_rate,2026-03,0.4321\n";
    desk.write("more/targets.csv", target);
    let said = desk.run(&["ingest", "more"]);
    assert!(said.starts_with("exit 0"), "{said}");
    let after = ask(&desk, &question);
    assert!(after.contains("0.4321") && after != before, "{after}");
    same(&after, &plain(&desk, &question), "targets");
}

#[test]
fn what_asks_for_the_time_or_what_was_decided_is_not_kept() {
    let desk = Desk::loaded();
    let question = ["--period", "2026-03", "--metric", "paid_runs"];
    let metric = "-- id: paid_runs\n-- zh: 核算次数\n-- en: Runs\n-- unit: count\n-- direction: higher\n-- basis: count\n\
        -- definition_zh: 无\n-- definition_en: none\n-- source: test\n\
        SELECT p.period_no, 0 AS specialist_key, 0 AS slice_key, 0 AS due_no, 0 AS stage, 1 AS numerator, NULL AS denominator\n\
        FROM run_periods AS p CROSS JOIN incentive_runs AS r\n";
    desk.write("queries/metrics/paid_runs.sql", metric);
    ask(&desk, &question);
    assert_eq!(figures(&desk), 0);
    desk.write(
        "queries/metrics/paid_runs.sql",
        &metric.replace("CROSS JOIN incentive_runs AS r", ""),
    );
    ask(&desk, &question);
    assert_eq!(figures(&desk), 1);
}

#[test]
fn there_is_no_more_than_the_settings_allow() {
    let desk = Desk::loaded();
    desk.write("duebook.toml", "[store]\nkept_figures = \"30KB\"\n");
    for month in ["2026-01", "2026-02", "2026-03", "2026-02", "2026-01"] {
        let question = ["--period", month, "--by", "specialist"];
        same(&ask(&desk, &question), &plain(&desk, &question), month);
        let (figures, bytes) = kept::size(&store(&desk)).unwrap();
        assert!(figures > 0 && bytes <= 30_000, "{figures} {bytes}");
    }
}

#[test]
fn status_shows_them_and_rebuild_drops_them() {
    let desk = Desk::loaded();
    assert!(!desk.run(&["status"]).contains("rebuild --figures"));
    ask(&desk, QUESTIONS[0]);
    let number = figures(&desk);
    let said = desk.run(&["status"]);
    assert!(
        said.contains(&format!("{number} 份")) && said.contains("rebuild --figures"),
        "{said}"
    );
    let said = desk.run(&["rebuild", "--figures"]);
    assert!(
        said.starts_with("exit 0") && said.contains(&format!("{number} 份")),
        "{said}"
    );
    assert_eq!(figures(&desk), 0);
    let said = desk.run(&["rebuild", "--figures", "--without-pay"]);
    assert!(said.starts_with("exit 2"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_store_that_cannot_grow_answers_all_the_same() {
    let desk = Desk::loaded();
    let question = QUESTIONS[0];
    let plain = plain(&desk, question);
    // The facts are there; nothing more can be written, not even to a log.
    let arguments = [&["kpi", "--format", "csv"][..], question].concat();
    same(&desk.run_limited("ulimit -f 0", &arguments), &plain, "no room");
    assert_eq!(figures(&desk), 0);
    same(&ask(&desk, question), &plain, "changed");
}
