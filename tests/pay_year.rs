//! A year of pay (five months of it, unless `DUEBOOK_MONTHS=12`): three plans, one who prepares and two who approve; people
//! who are promoted, move and leave, facts that come late, a dispute that is upheld, a store that is lost. Each month what was approved, what the payroll file pays,
//! the ledger, the books and the record say one amount, to the cent; and whatever is changed by hand afterwards is named.

mod common;
#[path = "common/pay.rs"]
mod pay;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use common::Desk;
use duebook::decimal::Decimal;
use duebook::record::Record;
use duebook::workspace::Workspace;
use pay::{copy, open, query, well};

/// Plan ids and the files they stand in.
const PLANS: [(&str, &str); 3] = [
    ("renewal-scorecard", "plans/scorecard/plan.toml"),
    ("renewal-service-fee", "plans/service-fee/plan.toml"),
    ("team-bonus", "plans/team-bonus/plan.toml"),
];

const SETTINGS: &str = "locale = \"en\"\n\n[people]\ncalculate = [\"Zhang\"]\napprove = [\"Li\", \"Wang\"]\n\
    close = [\"Wang\"]\nrebook = [\"Zhang\"]\n";

fn run(desk: &Desk, line: &str) -> String {
    well(desk, &line.split(' ').collect::<Vec<_>>())
}

fn ends(desk: &Desk, code: i32, line: &str) -> String {
    let said = desk.run(&line.split(' ').collect::<Vec<_>>());
    assert!(said.starts_with(&format!("exit {code}\n")), "{line}: {said}");
    said
}

fn rows(desk: &Desk, table: &str) -> Vec<csv::StringRecord> {
    let reader = csv::Reader::from_path(desk.path(&format!("data/{table}.csv")));
    reader.unwrap().records().map(Result::unwrap).collect()
}

fn load(desk: &Desk, table: &str, month: usize, text: &str) {
    let name = format!("later/{table}_{month:02}.csv");
    desk.write(&name, text);
    run(desk, &format!("-q ingest {name}"));
}

/// How many months; `DUEBOOK_MONTHS=12` is the whole year.
fn months() -> usize {
    std::env::var("DUEBOOK_MONTHS").map_or(5, |text| text.parse().unwrap())
}

/// The month in which the store is lost: August, if the run goes so far.
fn lost() -> usize {
    if months() < 8 { 4 } else { 8 }
}

/// What becomes known in a month, before its pay is calculated.
fn events(desk: &Desk, month: usize) {
    if month == lost() {
        fs::remove_file(desk.path("duebook.duckdb")).unwrap();
        let _ = fs::remove_file(desk.path("duebook.duckdb.wal"));
        let said = ends(desk, 3, "incentive status");
        assert!(said.contains("duebook rebuild"), "{said}");
        run(desk, "rebuild");
    }
    let people = rows(desk, "specialists");
    match month {
        // S00002 is senior from the middle of March.
        3 => load(
            desk,
            "positions",
            month,
            "specialist_id,valid_from,valid_to,grade,role,leader_id,base,target_pay,cost_centre,working_share\n\
             S00002,2026-03-16,,senior,,,,,,\n",
        ),
        4 => {
            let dispute = "dispute_id,specialist_id,period,claimed_amount,kind,justification,status,resolution,opened_on,closed_on\n\
                DY1,S00003,2026-03,88.80,incorrect_credit,业绩记错,upheld,属实,2026-04-03,2026-04-20\n";
            load(desk, "disputes", month, dispute);
            // It is a finding as long as nothing follows from it.
            let said = calculate(desk, "2026-04", PLANS[1].1);
            assert!(said.contains("DY1"), "{said}");
            let adjustment = "adjustment_id,specialist_id,period,plan,amount,reason,approved_by,evidence\n\
                JY1,S00003,2026-04,renewal-service-fee,88.80,申诉成立补发,人力资源部,DY1\n";
            load(desk, "adjustments", month, adjustment);
        }
        // S00004 goes to another team.
        5 => {
            let all = rows(desk, "assignments");
            let own = all.iter().find(|row| &row[0] == "S00004").unwrap();
            let other = all.iter().find(|row| row[1] != own[1]).unwrap();
            let text = format!(
                "specialist_id,team_id,valid_from,valid_to\nS00004,{},{},2026-04-30\nS00004,{},2026-05-01,\n",
                &own[1], &own[2], &other[1]
            );
            load(desk, "assignments", month, &text);
        }
        // S00005 leaves.
        6 => {
            let own = people.iter().find(|row| &row[0] == "S00005").unwrap();
            let text = format!(
                "specialist_id,specialist_name,grade,hired_on,left_on\nS00005,{},{},{},2026-06-10\n",
                &own[1], &own[2], &own[3]
            );
            load(desk, "specialists", month, &text);
        }
        _ => {}
    }
    // Of every second month two payments turn out to be reversed in the next.
    if month > 1 && month % 2 == 1 {
        let before = format!("2026-{:02}", month - 1);
        let mut late =
            String::from("payment_id,due_id,paid_on,amount,method,status,funding,failure_code,reverses_payment_id\n");
        let payments = rows(desk, "payments");
        let of = payments
            .iter()
            .filter(|row| row[2].starts_with(&before) && &row[5] == "success");
        let taken_back: Vec<&str> = payments.iter().map(|row| &row[8]).collect();
        for row in of.filter(|row| !taken_back.contains(&&row[0])).take(2) {
            let (id, due, day, amount) = (&row[0], &row[1], &row[2], &row[3]);
            writeln!(late, "L{id},{due},{day},{amount},cash,reversal,customer,,{id}").unwrap();
        }
        load(desk, "payments", month, &late);
    }
}

fn calculate(desk: &Desk, period: &str, file: &str) -> String {
    run(
        desk,
        &format!("incentive calculate --period {period} --plan {file} --as Zhang"),
    )
}

/// What the payroll file of a period pays in all.
fn payroll(desk: &Desk, period: &str, plan: &str) -> Decimal {
    let text = fs::read_to_string(desk.path(&format!("reports/payroll_{period}_{plan}.csv"))).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let amount = reader.headers().unwrap().iter().position(|head| head == "net").unwrap();
    let rows = reader.records().map(Result::unwrap);
    rows.map(|row| row[amount].parse::<Decimal>().unwrap())
        .fold(Decimal::from(0), |sum, one| sum + one)
}

/// What the newest approval of a period says it pays.
fn recorded(desk: &Desk, period: &str, plan: &str) -> Decimal {
    let record = Record::open(&Workspace::find(desk.dir.path()).unwrap())
        .unwrap()
        .unwrap();
    let entries = record.entries().unwrap();
    let approval = entries.iter().rfind(|entry| {
        let draft = &entry.draft;
        draft.kind == "approve" && draft.plan.as_deref() == Some(plan) && draft.period.as_deref() == Some(period)
    });
    let payload: serde_json::Value = serde_json::from_str(&approval.unwrap().draft.payload).unwrap();
    payload["to_pay"].as_str().unwrap().parse().unwrap()
}

/// What the books of a plan say each period pays.
fn booked(desk: &Desk, plan: &str) -> BTreeMap<String, Decimal> {
    let engine = duckdb::Connection::open_in_memory().unwrap();
    let files = desk.path(&format!("books/{plan}/*/*/incentive_ledger.parquet"));
    let sql = format!(
        "SELECT period, CAST(CAST(sum(amount) AS DECIMAL(18, 2)) AS VARCHAR)
         FROM (SELECT DISTINCT entry_no, period, amount FROM read_parquet('{}')) GROUP BY period",
        files.display()
    );
    let mut statement = engine.prepare(&sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)));
    rows.unwrap()
        .map(|row| row.unwrap())
        .map(|(period, amount)| (period, amount.parse().unwrap()))
        .collect()
}

/// Payroll file, approval, ledger, books and record of every period so far.
fn is_one_amount(desk: &Desk, months: usize) -> Decimal {
    let mut all = Decimal::from(0);
    for (plan, _) in PLANS {
        let books = booked(desk, plan);
        for month in 1..=months {
            let period = format!("2026-{month:02}");
            let file = payroll(desk, &period, plan);
            let store = open(desk);
            let sql = format!(
                "SELECT CAST(COALESCE(sum(amount), 0) AS DECIMAL(18, 2)) AS paid FROM incentive_ledger
                 WHERE plan_id = '{plan}' AND period = '{period}'"
            );
            let ledger = query(&store, &sql).first().unwrap().decimal("paid").unwrap();
            let book = books.get(&period).copied().unwrap_or_default();
            let what = format!("{plan} {period}");
            assert_eq!(file, ledger, "{what}: payroll file and ledger");
            assert_eq!(file, book, "{what}: payroll file and books");
            assert_eq!(file, recorded(desk, &period, plan), "{what}: payroll file and record");
            all += file;
        }
    }
    all
}

#[test]
fn each_month_one_amount_and_what_is_changed_is_named() {
    let desk = Desk::new();
    desk.write("duebook.toml", SETTINGS);
    run(
        &desk,
        "-q sample --policies 600 --specialists 12 --months 12 --until 2026-12",
    );
    run(&desk, "-q ingest data");
    let mut corrections = 0;
    let months = months();
    for month in 1..=months {
        let period = format!("2026-{month:02}");
        events(&desk, month);
        for (plan, file) in PLANS {
            if month > 1 {
                let said = run(
                    &desk,
                    &format!("incentive rebook --plan-id {plan} --as Zhang --reason late"),
                );
                corrections += usize::from(said.contains(&format!("posted into {period}")));
            }
            let calculated = calculate(&desk, &period, file);
            ends(
                &desk,
                2,
                &format!("incentive approve --period {period} --plan-id {plan} --as Zhang"),
            );
            let by = if month % 2 == 0 { "Li" } else { "Wang" };
            let approved = run(
                &desk,
                &format!("incentive approve --period {period} --plan-id {plan} --as {by} --force --reason seen"),
            );
            let amount = approved
                .split_once(" CNY to pay: ")
                .unwrap()
                .0
                .rsplit(['\n', ' '])
                .next()
                .unwrap();
            assert!(
                calculated.contains(&format!("{amount} CNY to pay")),
                "{calculated}{approved}"
            );
            let exported = run(
                &desk,
                &format!("incentive export --period {period} --plan-id {plan} --format csv"),
            );
            assert!(exported.contains(amount), "{exported}{approved}");
            run(
                &desk,
                &format!("incentive close --period {period} --plan-id {plan} --as Wang --force --reason seen"),
            );
        }
        if month + 1 == lost() || month == lost() {
            is_one_amount(&desk, month);
        }
    }
    assert!(corrections >= months / 3, "{corrections}");
    let all = is_one_amount(&desk, months);
    assert!(all > Decimal::from(10_000), "{all}");
    ends(&desk, 0, "verify");
    tampered(&desk);
}

/// What is changed, how, and what `verify` names.
type Change = (&'static str, fn(&Desk), &'static str);

fn book(desk: &Desk) -> PathBuf {
    let runs = fs::read_dir(desk.path("books/renewal-scorecard/2026-02")).unwrap();
    runs.flatten().map(|entry| entry.path()).min().unwrap()
}

/// The ledger's rows of a closed period.
const ROWS: &str = "WHERE plan_id = 'renewal-scorecard' AND period = '2026-02'";

fn in_store(desk: &Desk, sql: &str) {
    let engine = duckdb::Connection::open(desk.path("duebook.duckdb")).unwrap();
    engine.execute_batch(sql).unwrap();
}

fn in_record(desk: &Desk, sql: &str) {
    let record = rusqlite::Connection::open(desk.path("duebook.sqlite")).unwrap();
    record.execute_batch(sql).unwrap();
}

const IN_STORE: [Change; 5] = [
    (
        "an amount of the ledger",
        |desk| {
            let row = format!("(SELECT min(entry_no) FROM incentive_ledger {ROWS})");
            in_store(
                desk,
                &format!("UPDATE incentive_ledger SET amount = amount + 1 {ROWS} AND entry_no = {row}"),
            );
        },
        "incentive_ledger",
    ),
    (
        "a row of the ledger that is gone",
        |desk| {
            let row = format!("(SELECT max(entry_no) FROM incentive_ledger {ROWS})");
            in_store(
                desk,
                &format!("DELETE FROM incentive_ledger {ROWS} AND entry_no = {row}"),
            );
        },
        "incentive_ledger",
    ),
    (
        "the result of a person",
        |desk| in_store(desk, "UPDATE incentive_lines SET amount = amount + 1 WHERE run_no = 1"),
        "incentive_lines",
    ),
    (
        "a metric that pay rests on",
        |desk| {
            in_store(
                desk,
                "UPDATE incentive_measures SET numerator = numerator + 1 WHERE run_no = 1",
            );
        },
        "incentive_measures",
    ),
    (
        "a close that is gone",
        |desk| in_store(desk, &format!("DELETE FROM incentive_closes {ROWS}")),
        "2026-02",
    ),
];

const IN_FILES: [Change; 7] = [
    (
        "who approved",
        |desk| {
            let sql = "DROP TRIGGER entries_never_change; UPDATE entries SET person = 'Zhang' WHERE number = 3";
            in_record(desk, sql);
        },
        "entry 3",
    ),
    (
        "the last entry of the record",
        |desk| {
            let last = "(SELECT max(number) FROM entries)";
            in_record(
                desk,
                &format!("DROP TRIGGER entries_stay; DELETE FROM entries WHERE number = {last}"),
            );
        },
        "record",
    ),
    (
        "rows of a book",
        |desk| {
            let file = book(desk).join("incentive_ledger.parquet");
            let mut bytes = fs::read(&file).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            fs::write(file, bytes).unwrap();
        },
        "incentive_ledger.parquet",
    ),
    (
        "a book that is gone",
        |desk| fs::remove_dir_all(book(desk)).unwrap(),
        "books/renewal-scorecard/2026-02",
    ),
    (
        "the list of a book",
        |desk| fs::write(book(desk).join("manifest.json"), "{}").unwrap(),
        "books/renewal-scorecard/2026-02",
    ),
    (
        "a file that was loaded",
        |desk| {
            let files = fs::read_dir(desk.path("data/archive")).unwrap().flatten();
            let file = files.map(|entry| entry.path()).filter(|path| path.is_file()).max();
            fs::write(file.unwrap(), "x").unwrap();
        },
        "archive",
    ),
    (
        "the archive's list",
        |desk| {
            let list = desk.path("data/archive/ledger.jsonl");
            let text = fs::read_to_string(&list).unwrap();
            fs::write(&list, text.split_once('\n').unwrap().1).unwrap();
        },
        "list of archived files",
    ),
];

/// Changes by hand, each of which `verify` names.
fn tampered(whole: &Desk) {
    for (what, change, named) in IN_STORE.iter().chain(&IN_FILES) {
        let desk = copy(whole);
        change(&desk);
        let said = desk.run(&["verify"]);
        assert!(!said.starts_with("exit 0"), "{what}: {said}");
        assert!(said.contains(named), "{what}: {said}");
    }
}
