//! The renewal risk of open items: a pure function of what is known on the day, held against items it has not seen.

mod common;

use std::fs;
use std::path::Path;

use common::Desk;
use duebook::library::Source;
use duebook::metrics::{Kept, Run};
use duebook::period::View;
use duebook::report::risk;
use duebook::store::{Params, Row, Rows, Statement, Store};
use duebook::workspace::Workspace;

const AS_OF: &str = "2026-04-30";

/// A sample book of some hundred open items that goes on for two months after [`AS_OF`].
fn book(policies: &str) -> Desk {
    let desk = Desk::new();
    let size = ["--policies", policies, "--months", "18", "--specialists", "12"];
    let said = desk.run(&[&["-q", "sample", "data", "--until", "2026-06"][..], &size].concat());
    assert!(said.starts_with("exit 0"), "{said}");
    let said = desk.run(&["-q", "ingest", "data"]);
    assert!(said.starts_with("exit 0"), "{said}");
    desk
}

fn open(desk: &Desk) -> (Workspace, Store) {
    let workspace = Workspace::find(desk.dir.path()).unwrap();
    let store = Store::open(&workspace, &[]).unwrap();
    (workspace, store)
}

fn ask(store: &Store, sql: &str) -> Rows {
    let source = Source {
        name: "queries/test.sql".to_owned(),
        text: sql.to_owned(),
        is_override: false,
    };
    store.query(&Statement::of(&source), &Params::none()).unwrap()
}

fn number(store: &Store, sql: &str) -> i64 {
    ask(store, sql).first().unwrap().integer("n").unwrap()
}

/// Fits the model; the months before are there to be held against it.
fn fitted(workspace: &Workspace, store: &Store) {
    let as_of = AS_OF.parse().unwrap();
    let views = ["2026-02", "2026-03", "2026-04"].map(|month| View::new(month.parse().unwrap(), Some(as_of)));
    Run::new(store, &workspace.settings.metrics, &views).unwrap();
    risk::prepare(workspace, store, as_of, None).unwrap();
}

/// All that sections read.
fn told(store: &Store) -> [Rows; 3] {
    [
        "SELECT * FROM risk ORDER BY item_key",
        "SELECT * FROM risk_card ORDER BY block, place",
        "SELECT * FROM risk_factors ORDER BY place",
    ]
    .map(|sql| ask(store, sql))
}

#[test]
fn the_model_tells_items_apart_that_it_has_not_seen() {
    let desk = book("4000");
    let (workspace, store) = open(&desk);
    fitted(&workspace, &store);
    let [scores, card, factors] = told(&store);
    assert!(scores.len() > 500, "{}", scores.len());
    assert!(
        scores
            .iter()
            .all(|row| (1..10_000).contains(&row.integer("score").unwrap()))
    );
    let auc = |block: &str, place: i64| -> f64 {
        let row = card
            .iter()
            .find(|row| row.text("block") == block && row.integer("place") == Some(place));
        row.unwrap().text("auc").parse().unwrap()
    };
    assert!(auc("model", 1) > 0.75 && auc("model", 2) > 0.75, "{card:?}");
    // Of those not yet due, where knowing the day helps nobody.
    assert!(auc("timing", 1) > 0.6, "{card:?}");
    // Both divisions of the cases held out hold each of them once.
    let sum = |block: &str, column: &str| -> i64 {
        let rows = card.iter().filter(|row| row.text("block") == block);
        rows.map(|row| row.integer(column).unwrap()).sum()
    };
    let held_out = card
        .iter()
        .find(|row| row.text("block") == "model" && row.integer("place") == Some(2))
        .unwrap();
    for column in ["cases", "lost"] {
        assert_eq!(held_out.integer(column), Some(sum("timing", column)), "{column}");
        assert_eq!(held_out.integer(column), Some(sum("tenth", column)), "{column}");
    }
    assert!(factors.len() > 30, "{}", factors.len());
    // Whoever has a class above low and a strong reason is told it in both languages.
    let reasoned: Vec<_> = scores.iter().filter(|row| !row.text("reasons_zh").is_empty()).collect();
    assert!(reasoned.len() > 20, "{}", reasoned.len());
    for row in reasoned {
        assert_ne!(row.text("class"), "low");
        assert!(
            !row.text("reasons_en").is_empty() && row.text("reasons").contains('='),
            "{row:?}"
        );
        // How late it is stands beside it.
        assert!(!row.text("reasons").contains("timing="), "{row:?}");
    }
}

#[test]
fn what_became_of_a_case_is_what_the_metrics_say() {
    let desk = book("1500");
    let (workspace, store) = open(&desk);
    fitted(&workspace, &store);
    let held_out = "risk_cases AS c LEFT JOIN run_items AS i ON i.item_key = c.item_key AND i.is_matured \
                    WHERE c.part = 'held_out' AND c.grace_end_on >= DATE '2026-02-01'";
    assert!(number(&store, &format!("SELECT COUNT(*) AS n FROM {held_out} AND c.is_lost")) > 20);
    let wrong = format!("SELECT COUNT(*) AS n FROM {held_out} AND (i.item_key IS NULL OR i.is_renewed = c.is_lost)");
    assert_eq!(number(&store, &wrong), 0);
    // Training ends before the cut, and no case is seen on a day on which it was settled or matured.
    let early = "SELECT COUNT(*) AS n FROM risk_cases WHERE part = 'trained' AND grace_end_on > DATE '2026-01-30' \
                 OR part <> 'open' AND (grace_end_on > DATE '2026-04-30' OR at_on >= grace_end_on)";
    assert_eq!(number(&store, early), 0);
    let settled = "SELECT COUNT(*) AS n FROM risk_cases AS c INNER JOIN facts.settled_spans AS s \
                   ON s.item_key = c.item_key AND s.from_on <= c.at_on AND c.at_on < s.to_on";
    assert_eq!(number(&store, settled), 0);
}

#[test]
fn facts_after_the_as_of_day_change_nothing() {
    let desk = book("1500");
    let known = {
        let (workspace, store) = open(&desk);
        fitted(&workspace, &store);
        told(&store)
    };
    let (workspace, store) = open(&desk);
    for table in [
        "payments WHERE CAST(paid_on AS DATE)",
        "activities WHERE CAST(occurred_at AS DATE)",
        "policy_events WHERE event_on",
        "ownership WHERE from_on",
    ] {
        let deleted = number(
            &store,
            &format!("SELECT COUNT(*) AS n FROM main.{table} > DATE '{AS_OF}'"),
        );
        assert!(deleted > 0, "{table}");
        ask(&store, &format!("DELETE FROM main.{table} > DATE '{AS_OF}'"));
    }
    // As if the facts had never been built.
    ask(&store, "DELETE FROM facts_built");
    fitted(&workspace, &store);
    assert_eq!(told(&store), known);
}

#[test]
fn reports_of_one_day_share_the_model_and_no_others_do() {
    let desk = book("1500");
    let (mut workspace, store) = open(&desk);
    fitted(&workspace, &store);
    let known = told(&store);
    risk::prepare(&workspace, &store, "2026-03-31".parse().unwrap(), None).unwrap();
    assert_ne!(told(&store), known);
    fitted(&workspace, &store);
    assert_eq!(told(&store), known);
    // What is shared is not made again: it would be whole again if it were.
    ask(&store, "DELETE FROM risk");
    fitted(&workspace, &store);
    assert_eq!(number(&store, "SELECT COUNT(*) AS n FROM risk"), 0);
    workspace.settings.report.risk_high = "0.5".parse().unwrap();
    fitted(&workspace, &store);
    assert!(number(&store, "SELECT COUNT(*) AS n FROM risk") > 0);
    assert_ne!(told(&store), known);
}

#[test]
fn a_large_book_is_looked_at_by_a_sample_of_policies_and_scored_whole() {
    let desk = book("4000");
    let (mut workspace, store) = open(&desk);
    fitted(&workspace, &store);
    let [whole, whole_card, _] = told(&store);
    let matured = number(
        &store,
        "SELECT COUNT(DISTINCT item_key) AS n FROM risk_cases WHERE part <> 'open'",
    );
    workspace.settings.report.risk_sample = u32::try_from(matured / 4).unwrap();
    fitted(&workspace, &store);
    let [sampled, card, _] = told(&store);
    let drawn = number(
        &store,
        "SELECT COUNT(DISTINCT item_key) AS n FROM risk_cases WHERE part <> 'open'",
    );
    assert!(drawn > matured / 6 && drawn < matured / 3, "{drawn} of {matured}");
    // Whole policies: of one that is drawn no item is left out.
    let left_out = "SELECT COUNT(*) AS n FROM facts.item_states AS i INNER JOIN risk_cases AS c ON c.policy_key = i.policy_key \
                    LEFT JOIN risk_sampled AS s ON s.policy_key = i.policy_key \
                    WHERE c.part <> 'open' AND s.policy_key IS NULL";
    assert_eq!(number(&store, left_out), 0);
    // Every open item has a score, by a model of its own that still tells them apart.
    let key = |rows: &Rows| {
        rows.iter()
            .map(|row| row.integer("item_key").unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(key(&sampled), key(&whole));
    assert_ne!(sampled, whole);
    let model = |card: &Rows, place: i64, column: &str| {
        let is_it = |row: &Row<'_>| row.text("block") == "model" && row.integer("place") == Some(place);
        card.iter().find(is_it).unwrap().text(column)
    };
    let auc: f64 = model(&card, 2, "auc").parse().unwrap();
    assert!(auc > 0.7, "{card:?}");
    let label = |card: &Rows| model(card, 1, "label_zh");
    assert!(label(&card).contains("按保单抽样 2"), "{}", label(&card));
    assert!(!label(&whole_card).contains("抽样"), "{}", label(&whole_card));
}

#[test]
fn the_same_book_gives_the_same_bytes_however_many_threads() {
    let desk = book("1500");
    let mut found = Vec::new();
    for threads in ["1", "3"] {
        desk.write("duebook.toml", &format!("[store]\nthreads = {threads}\n"));
        let out = format!("by{threads}");
        let said = desk.run(&["-q", "worklist", "--date", "2026-05-06", "--out", &out]);
        assert!(said.starts_with("exit 0"), "{said}");
        let said = desk.run(&["-q", "report", "monthly", "--period", "2026-04", "--out", &out]);
        assert!(said.starts_with("exit 0"), "{said}");
        let mut files: Vec<_> = fs::read_dir(desk.path(&out))
            .unwrap()
            .map(|entry| entry.unwrap())
            .collect();
        files.sort_by_key(std::fs::DirEntry::file_name);
        let contents = files
            .iter()
            .map(|file| (file.file_name(), fs::read(file.path()).unwrap()));
        found.push(contents.collect::<Vec<_>>());
    }
    assert_eq!(found[0].len(), 5);
    for (one, other) in found[0].iter().zip(&found[1]) {
        assert!(one == other, "{:?} differs", one.0);
    }
    let list = String::from_utf8(
        found[0]
            .iter()
            .find(|(name, _)| name == "worklist_2026-05-06_company.csv")
            .unwrap()
            .1
            .clone(),
    );
    let list = list.unwrap();
    assert!(list.contains(",high,") && list.contains('='), "{list}");
}

#[test]
fn a_workspace_adds_a_feature_in_one_file_and_is_told_what_is_missing() {
    let desk = book("1500");
    let file = "queries/analytics/risk/features.sql";
    let shipped = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    let with_size = shipped
        .replace("-- features: timing,", "-- features: timing, size,")
        .replace("-- words: risk_timing,", "-- words: risk_timing, size,")
        .replace(
            "  c.timing,\n",
            "  c.timing,\n  CASE WHEN c.amount_due >= 10000 THEN 'large' ELSE 'small' END AS size,\n",
        );
    desk.write(file, &with_size);
    let said = desk.run(&["-q", "report", "monthly", "--period", "2026-04", "--format", "html"]);
    assert!(
        said.contains("the risk model has 13 features, 13 lists of words and 12 and 12 titles"),
        "{said}"
    );
    assert!(said.contains("queries/analytics/risk/features.sql"), "{said}");
    let whole = with_size
        .replace("-- features_zh: 缴费时点,", "-- features_zh: 缴费时点, 应收保费,")
        .replace("-- features_en: Timing,", "-- features_en: Timing, Premium due,");
    desk.write(file, &whole);
    let said = desk.run(&["-q", "report", "monthly", "--period", "2026-04", "--format", "html"]);
    assert!(said.starts_with("exit 0"), "{said}");
    let page = fs::read_to_string(desk.path("reports/monthly_2026-04_company.zh-CN.html")).unwrap();
    assert!(page.contains("large") && page.contains("风险因素"));
}

#[test]
fn a_short_history_gives_no_scores_and_says_so() {
    let desk = book("60");
    let said = desk.run(&["-q", "worklist", "--date", "2026-05-06"]);
    assert!(said.starts_with("exit 0"), "{said}");
    let page = fs::read_to_string(desk.path("reports/worklist_2026-05-06_company.zh-CN.html")).unwrap();
    assert!(page.contains("历史不足，不作评分"));
    let list = fs::read_to_string(desk.path("reports/worklist_2026-05-06_company.csv")).unwrap();
    assert!(
        list.lines()
            .skip(1)
            .all(|line| !line.contains(",high,") && !line.contains(",low,"))
    );
}

#[test]
fn a_model_that_is_kept_is_the_same_model_and_of_its_day_alone() {
    let desk = book("1500");
    // All that sections read, and whether a model was fitted for it.
    let prepared = |day: &str, is_kept: bool| {
        let (workspace, store) = open(&desk);
        let as_of = day.parse().unwrap();
        let view = View::new("2026-04".parse().unwrap(), Some(as_of));
        Run::new(&store, &workspace.settings.metrics, &[view]).unwrap();
        let kept = Kept::new(&store, &workspace.settings);
        risk::prepare(&workspace, &store, as_of, Some(&kept).filter(|_| is_kept)).unwrap();
        risk::prepare_matured(&store).unwrap();
        let [scores, card, factors] = told(&store);
        let matured = ask(&store, "SELECT * FROM risk_matured ORDER BY ALL");
        let fitted = number(
            &store,
            "SELECT COUNT(*) AS n FROM duckdb_tables() WHERE table_name = 'risk_cases'",
        );
        ([scores, card, factors, matured], fitted == 1)
    };
    let (plain, _) = prepared(AS_OF, false);
    assert!(plain.iter().all(|rows| !rows.is_empty()));
    assert!(prepared(AS_OF, true) == (plain.clone(), true));
    assert!(prepared(AS_OF, true) == (plain, false));
    let (plain, _) = prepared("2026-03-31", false);
    assert!(prepared("2026-03-31", true) == (plain, true));
    desk.write("duebook.toml", "[report]\nrisk_high = \"0.2\"\n");
    let (plain, _) = prepared(AS_OF, false);
    assert!(
        prepared(AS_OF, true) == (plain, true),
        "another setting is another model"
    );
}
