//! Nothing that was decided about pay is lost: the store gone, spoilt or behind, processes that end between the steps of a
//! decision, an upgrade; and nothing that was changed by hand is paid: ledger, books, record.
//!
//! `DUEBOOK_FLIPS`, `DUEBOOK_CUTS`, `DUEBOOK_KILLS` and `DUEBOOK_MONTHS` make more of it: `scripts/great-loss.sh`.

mod common;
#[path = "common/pay.rs"]
mod pay;

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use common::Desk;
use duebook::random::Dice;
use duebook::record::Record;
use duebook::store::Store;
use duebook::workspace::Workspace;
use pay::{PLAN, contents, copy, late_facts, loaded, open, query, start, well};

const MONTHS: [&str; 6] = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"];
const PLANS: [&str; 3] = ["whole-year", "Second", "third_plan"];

fn times(name: &str, usual: usize) -> usize {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}

/// Three plans, each with some months closed and one approved; corrections of the first are posted.
fn office() -> &'static Desk {
    static OFFICE: OnceLock<Desk> = OnceLock::new();
    OFFICE.get_or_init(|| {
        let desk = loaded(800);
        desk.write("duebook.toml", "locale = \"zh-CN\"\n");
        let plan = fs::read_to_string(desk.path(PLAN)).unwrap();
        let closed = times("DUEBOOK_MONTHS", 2);
        // The first process of all ended while it wrote a book.
        desk.write("books/whole-year/2026-01/1.part/incentive_runs.parquet", "x");
        for id in PLANS {
            desk.write(PLAN, &plan.replace("\"whole-year\"", &format!("\"{id}\"")));
            for (index, month) in MONTHS.iter().enumerate().take(closed + 1) {
                decide(&desk, id, month, index < closed);
            }
        }
        desk.write(PLAN, &plan);
        late_facts(&desk);
        let reason = ["--by", "王", "--reason", "迟到的数据"];
        well(
            &desk,
            &[&["incentive", "rebook", "--plan-id", PLANS[0]][..], &reason].concat(),
        );
        desk
    })
}

/// Calculates and approves a month, and closes it if that is wanted.
fn decide(desk: &Desk, plan: &str, month: &str, close: bool) {
    well(desk, &["incentive", "calculate", "--period", month, "--plan", PLAN]);
    well(
        desk,
        &[
            "incentive",
            "approve",
            "--period",
            month,
            "--by",
            "李",
            "--plan-id",
            plan,
        ],
    );
    if close {
        well(desk, &closing(plan, month));
    }
}

fn closing<'a>(plan: &'a str, month: &'a str) -> [&'a str; 9] {
    [
        "incentive",
        "close",
        "--period",
        month,
        "--force",
        "--reason",
        "已核对",
        "--plan-id",
        plan,
    ]
}

/// The month that is approved and not closed.
fn open_month() -> &'static str {
    MONTHS[times("DUEBOOK_MONTHS", 2)]
}

/// Ends as it should.
fn ends(desk: &Desk, code: i32, arguments: &[&str]) -> String {
    let said = desk.run(arguments);
    assert!(said.starts_with(&format!("exit {code}\n")), "{arguments:?}: {said}");
    said
}

/// After a rebuild everything that was paid is there again and held.
fn is_all_there(desk: &Desk, before: &[String]) {
    assert_eq!(contents(desk), before);
    ends(desk, 0, &["verify"]);
    let said = ends(desk, 0, &["incentive", "status", "--quick"]);
    let closed = PLANS.len() * times("DUEBOOK_MONTHS", 2);
    assert_eq!(said.matches("完好").count(), closed, "{said}");
}

fn store_of(desk: &Desk) -> PathBuf {
    desk.path("duebook.duckdb")
}

fn raw(desk: &Desk, sql: &str) {
    let store = open(desk);
    query(&store, sql);
}

fn in_record(desk: &Desk, sql: &str) {
    rusqlite::Connection::open(desk.path("duebook.sqlite"))
        .unwrap()
        .execute_batch(sql)
        .unwrap();
}

fn books_aside(desk: &Desk) -> usize {
    let periods = fs::read_dir(desk.path("books")).unwrap().flatten();
    let runs = periods.flat_map(|plan| fs::read_dir(plan.path()).unwrap().flatten());
    let runs = runs.flat_map(|period| fs::read_dir(period.path()).unwrap().flatten());
    runs.filter(|run| run.file_name().to_string_lossy().contains(".aside-"))
        .count()
}

#[test]
fn a_store_that_is_gone_comes_back_with_all_that_was_paid() {
    let desk = copy(office());
    let before = contents(&desk);
    // A run that was never approved is in no book, and is told where it can be.
    well(
        &desk,
        &["incentive", "calculate", "--period", "2026-06", "--plan", PLAN],
    );
    let told = ends(&desk, 0, &["rebuild"]);
    assert!(told.contains("2026-06") && told.contains("从未批准"), "{told}");
    is_all_there(&desk, &before);
    fs::remove_file(store_of(&desk)).unwrap();
    let said = ends(&desk, 3, &["status"]);
    assert!(said.contains("duebook rebuild"), "{said}");
    ends(&desk, 0, &["rebuild"]);
    is_all_there(&desk, &before);
}

#[test]
fn flipped_bits_and_cuts_lose_nothing() {
    let office = office();
    let before = contents(office);
    let mut dice = Dice::new(11);
    let bytes = fs::read(store_of(office)).unwrap();
    let (mut told, mut spoilt) = (0, Vec::new());
    for number in 0..times("DUEBOOK_FLIPS", 2) {
        let mut other = bytes.clone();
        let at = usize::try_from(dice.roll()).unwrap() % other.len();
        // Some where it hurts: the headers.
        let at = if number % 8 == 0 { at % 12288 } else { at };
        other[at] ^= 1 << (dice.roll() % 8);
        spoilt.push((format!("a bit at {at}"), other));
    }
    for _ in 0..times("DUEBOOK_CUTS", 1) {
        let at = usize::try_from(dice.roll()).unwrap() % bytes.len();
        spoilt.push((format!("cut at {at}"), bytes[..at].to_vec()));
    }
    for (how, content) in &spoilt {
        let desk = copy(office);
        fs::write(store_of(&desk), content).unwrap();
        let said = desk.run(&["verify"]);
        assert!(
            said.starts_with("exit 0") || said.starts_with("exit 3"),
            "{how}: {said}"
        );
        told += usize::from(said.starts_with("exit 3"));
        well(&desk, &["rebuild"]);
        eprintln!("{how}: verify {}", said.lines().next().unwrap());
        is_all_there(&desk, &before);
    }
    eprintln!(
        "{} spoilt stores, {told} told by verify, all rebuilt with all that was paid",
        spoilt.len()
    );
}

#[test]
fn tables_of_pay_that_cannot_be_used_are_no_dead_end() {
    let desk = copy(office());
    let before = contents(&desk);
    let approved = desk.path("duebook.sqlite");
    let late = fs::read(&approved).unwrap();
    {
        let workspace = Workspace::find(desk.dir.path()).unwrap();
        let store = Store::open(&workspace, &[]).unwrap();
        for table in ["incentive_ledger", "incentive_postings", "record_followed"] {
            query(&store, &format!("DROP TABLE {table}"));
        }
        query(&store, "CREATE TABLE incentive_ledger (nothing INTEGER)");
    }
    ends(&desk, 3, &["verify"]);
    let said = well(&desk, &["rebuild"]);
    assert!(said.contains(".damaged-"), "{said}");
    is_all_there(&desk, &before);
    assert_eq!(fs::read(&approved).unwrap(), late);
}

#[test]
fn a_store_behind_the_record_is_brought_up_before_anything_else() {
    let desk = copy(office());
    let early = fs::read(store_of(&desk)).unwrap();
    well(&desk, &closing(PLANS[1], open_month()));
    let after = contents(&desk);
    // The process ended when the record had its entry and the store had not.
    fs::write(store_of(&desk), early).unwrap();
    let said = ends(&desk, 0, &["status"]);
    assert!(said.contains("从账册补入 1 项决定"), "{said}");
    assert_eq!(contents(&desk), after);
    ends(&desk, 0, &["verify"]);
    // One behind by a book, too.
    let desk = copy(office());
    let early = fs::read(store_of(&desk)).unwrap();
    decide(&desk, PLANS[0], MONTHS[times("DUEBOOK_MONTHS", 2) + 1], false);
    let after = contents(&desk);
    fs::write(store_of(&desk), early).unwrap();
    assert_eq!(contents(&desk), after);
    ends(&desk, 0, &["verify"]);
}

#[test]
fn a_book_without_its_entry_is_put_aside_and_the_decision_is_made_anew() {
    let desk = copy(office());
    let month = MONTHS[times("DUEBOOK_MONTHS", 2) + 1];
    well(&desk, &["incentive", "calculate", "--period", month, "--plan", PLAN]);
    let before = contents(&desk);
    let approve = [
        "incentive",
        "approve",
        "--period",
        month,
        "--by",
        "李",
        "--plan-id",
        PLANS[0],
    ];
    {
        // Nothing can be added to the record, and the book is written before.
        let other = rusqlite::Connection::open(desk.path("duebook.sqlite")).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let said = ends(&desk, 3, &approve);
        assert!(said.contains("另一个进程正在写登记簿"), "{said}");
    }
    assert_eq!(books_aside(&desk), 0);
    let part = desk.path("books/whole-year/2026-01/99.part");
    fs::create_dir_all(&part).unwrap();
    let said = ends(&desk, 0, &["status"]);
    assert!(said.contains("已移到一旁"), "{said}");
    assert_eq!(books_aside(&desk), 1);
    assert!(!part.exists());
    assert_eq!(contents(&desk), before);
    well(&desk, &approve);
    ends(&desk, 0, &["verify"]);
}

#[test]
fn a_ledger_that_was_changed_is_not_paid() {
    let desk = copy(office());
    let export = ["incentive", "export", "--period", open_month(), "--plan-id", PLANS[1]];
    well(&desk, &export);
    let manifest =
        fs::read_to_string(desk.path(&format!("reports/payroll_{}_{}.manifest.json", open_month(), PLANS[1])));
    let manifest: serde_json::Value = serde_json::from_str(&manifest.unwrap()).unwrap();
    let record = Record::open(&Workspace::find(desk.dir.path()).unwrap())
        .unwrap()
        .unwrap();
    assert_eq!(manifest["record"]["head"], record.head().unwrap().hash);
    let change = |period: &str, sql: &str| raw(&desk, &sql.replace("PERIOD", period));
    change(
        open_month(),
        "UPDATE incentive_ledger SET amount = amount + 1000 WHERE plan_id = 'Second' AND period = 'PERIOD' AND entry_no = 1",
    );
    for command in [
        &export[..],
        &["incentive", "status"],
        &closing(PLANS[1], open_month()),
        &[
            "incentive",
            "statement",
            "--period",
            open_month(),
            "--plan-id",
            PLANS[1],
        ],
        &["verify"],
    ] {
        let said = ends(&desk, 3, command);
        assert!(
            said.contains("books/Second") && said.contains("incentive_ledger"),
            "{said}"
        );
    }
    // The report that goes round leaves the plan out and says so.
    well(
        &desk,
        &["report", "monthly", "--period", open_month(), "--format", "html"],
    );
    let reports = fs::read_dir(desk.path("reports")).unwrap().flatten();
    let page = reports
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|e| e == "html"));
    let page = fs::read_to_string(page.unwrap()).unwrap();
    assert!(page.contains("Second：数据库、账册与登记簿不符，未列薪酬"));
    // Other plans are not concerned.
    well(
        &desk,
        &["incentive", "export", "--period", open_month(), "--plan-id", PLANS[2]],
    );
    well(&desk, &["rebuild"]);
    ends(&desk, 0, &export);
}

#[test]
fn a_close_that_was_taken_out_cannot_be_made_again_over_other_rows() {
    let desk = copy(office());
    let last = MONTHS[times("DUEBOOK_MONTHS", 2) - 1];
    raw(
        &desk,
        &format!("DELETE FROM incentive_closes WHERE plan_id = 'Second' AND period = '{last}'"),
    );
    raw(
        &desk,
        &format!("UPDATE incentive_ledger SET amount = amount + 1 WHERE plan_id = 'Second' AND period = '{last}'"),
    );
    let said = ends(&desk, 3, &closing(PLANS[1], last));
    assert!(said.contains("登记簿第"), "{said}");
    let said = ends(&desk, 3, &["verify"]);
    assert!(said.contains(last), "{said}");
}

#[test]
fn a_record_or_a_book_that_was_changed_is_named() {
    let desk = copy(office());
    in_record(
        &desk,
        "DROP TRIGGER entries_never_change; UPDATE entries SET person = '别人' WHERE number = 3",
    );
    for command in [
        &["verify"][..],
        &["check"],
        &["incentive", "status"],
        &["incentive", "export", "--period", open_month(), "--plan-id", PLANS[1]],
        &closing(PLANS[1], open_month()),
    ] {
        let said = ends(&desk, 3, command);
        assert!(said.contains("登记簿第 3 条与写入时不同"), "{command:?}: {said}");
    }
    // Figures that are no pay do not depend on it.
    ends(&desk, 0, &["kpi", "--period", "2026-01"]);

    let desk = copy(office());
    let book = desk.path("books/Second/2026-01");
    let book = fs::read_dir(book).unwrap().next().unwrap().unwrap().path();
    fs::write(book.join("incentive_ledger.parquet"), "x").unwrap();
    let said = ends(&desk, 3, &["verify"]);
    assert!(said.contains("`incentive_ledger.parquet` 与清单不符"), "{said}");
    fs::write(book.join("manifest.json"), "{}").unwrap();
    for command in ["verify", "check"] {
        let said = ends(&desk, 3, &[command]);
        assert!(said.contains("不是登记簿第"), "{said}");
    }
    fs::remove_dir_all(&book).unwrap();
    let said = ends(&desk, 3, &["verify"]);
    assert!(said.contains("不见了"), "{said}");
    // Without the book nothing is put in place of the store.
    let before = fs::read(store_of(&desk)).unwrap();
    ends(&desk, 3, &["rebuild"]);
    assert!(fs::read(store_of(&desk)).unwrap() == before);
}

#[test]
fn a_record_that_is_gone_or_older_is_told_and_can_be_made_anew() {
    let desk = copy(office());
    let before = contents(&desk);
    let old = fs::read(desk.path("duebook.sqlite")).unwrap();
    well(&desk, &closing(PLANS[1], open_month()));
    let after = contents(&desk);
    fs::write(desk.path("duebook.sqlite"), &old).unwrap();
    let said = ends(&desk, 3, &["status"]);
    assert!(said.contains("数据库已知登记簿"), "{said}");
    assert_ne!(before, after);
    ends(&desk, 3, &["rebuild"]);
    fs::remove_file(desk.path("duebook.sqlite")).unwrap();
    for command in ["status", "verify", "rebuild"] {
        let said = ends(&desk, 3, &[command]);
        assert!(said.contains("登记簿") && said.contains("不见了"), "{said}");
    }
    well(&desk, &["rebuild", "--new-record"]);
    assert_eq!(contents(&desk), after);
    ends(&desk, 0, &["verify"]);
}

/// The workspace as version 0.1.0 left it: neither record nor books.
fn of_an_earlier_program() -> Desk {
    let desk = copy(office());
    raw(&desk, "DROP TABLE record_followed");
    fs::remove_file(desk.path("duebook.sqlite")).unwrap();
    fs::remove_dir_all(desk.path("books")).unwrap();
    desk
}

#[test]
fn what_an_earlier_program_decided_is_taken_over_once() {
    let before = contents(&copy(office()));
    let desk = of_an_earlier_program();
    let said = ends(&desk, 0, &["status"]);
    let decisions = PLANS.len() * (2 * times("DUEBOOK_MONTHS", 2) + 1) + 1;
    assert!(said.contains(&format!("{decisions} 项批准与关账")), "{said}");
    assert!(!ends(&desk, 0, &["status"]).contains("项批准与关账"));
    is_all_there(&desk, &before);
    let record = Record::open(&Workspace::find(desk.dir.path()).unwrap())
        .unwrap()
        .unwrap();
    let entries = record.entries().unwrap();
    assert!(
        entries
            .iter()
            .all(|entry| entry.draft.at.is_none() && entry.draft.kind.starts_with("taken over: "))
    );
    fs::remove_file(store_of(&desk)).unwrap();
    ends(&desk, 0, &["rebuild"]);
    is_all_there(&desk, &before);

    // The process ended on the way: some books are there, and a record without entries.
    let desk = of_an_earlier_program();
    let early = fs::read(store_of(&desk)).unwrap();
    ends(&desk, 0, &["status"]);
    let whole = fs::read(desk.path("duebook.sqlite")).unwrap();
    in_record(&desk, "DROP TRIGGER entries_stay; DELETE FROM entries; VACUUM");
    fs::write(store_of(&desk), &early).unwrap();
    fs::remove_dir_all(desk.path("books/Second")).unwrap();
    ends(&desk, 0, &["status"]);
    is_all_there(&desk, &before);

    // It ended when the record had all and the store did not know.
    let desk = of_an_earlier_program();
    ends(&desk, 0, &["status"]);
    drop(whole);
    fs::write(store_of(&desk), &early).unwrap();
    is_all_there(&desk, &before);

    // A store that cannot be read and has no record: nobody knows what was paid.
    let desk = of_an_earlier_program();
    fs::write(store_of(&desk), "no database").unwrap();
    let said = ends(&desk, 3, &["rebuild"]);
    assert!(said.contains("--without-pay"), "{said}");
    ends(&desk, 1, &["rebuild", "--without-pay"]);
}

#[test]
fn a_killed_rebuild_leaves_a_store_that_is_whole() {
    let office = office();
    let before = contents(office);
    let kills = u32::try_from(times("DUEBOOK_KILLS", 2)).unwrap();
    let whole = copy(office);
    let started = Instant::now();
    well(&whole, &["rebuild"]);
    let time = started.elapsed();
    let mut dice = Dice::new(5);
    for kill in 0..kills {
        let desk = copy(office);
        let slice = time / kills;
        let delay = slice * kill + slice * u32::try_from(dice.roll() % 1000).unwrap() / 1000;
        let mut child = start(&desk, &["rebuild"]);
        std::thread::sleep(delay.max(Duration::from_millis(1)));
        child.kill().unwrap();
        let _ = child.wait().unwrap();
        is_all_there(&desk, &before);
    }
    eprintln!("{kills} rebuilds killed within {time:?}, nothing lost");
}
