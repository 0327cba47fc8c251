//! What is run every evening and every morning: `report all` and `worklist`, as a user runs them.

mod common;

use std::collections::BTreeMap;
use std::fs;

use calamine::{DataType as _, Reader as _, Xlsx};
use common::{COVERED, Desk, pin};
use duebook::decimal::Decimal;
use duebook::period::View;
use duebook::report::model::{Body, Report, Table, Tiles, Value};
use duebook::report::prepare::Prepared;
use duebook::report::scope::Scope;
use duebook::store::Store;
use duebook::workspace::{Locale, Workspace};

/// A book of ten items of one person, each a case of the worklist of 31 March.
fn small() -> Desk {
    let desk = Desk::of_one_specialist();
    let policy = |n: i32| format!("P{n},C{n},K1,年金,agency,2023-03-01,annual,{}000", 20 - n);
    let policies = (1..=10).map(policy).collect::<Vec<_>>().join("\n");
    let customers = (1..=10).map(|n| format!("C{n},客户{n}")).collect::<Vec<_>>().join("\n");
    let due = [
        "2026-03-01", // 30 days into grace
        "2026-02-04", // grace ends on 5 April
        "2026-03-20", // promised for the day
        "2026-03-28", // a debit failed two days ago
        "2026-03-27", // the same, but somebody called since
        "2026-01-10", // lapsed two weeks ago
        "2026-05-31", // two months ahead, due on the last of its month
        "2026-03-31", // paid the day before
        "2026-03-31", // surrendered
        "2026-04-30", // a month ahead: the task of March falls on the 30th
    ];
    let item = |(n, day): (usize, &&str)| format!("D{0},P{0},{day},3,100.00,S1,60", n + 1);
    let items = due.iter().enumerate().map(item).collect::<Vec<_>>().join("\n");
    desk.write("data/customers.csv", &format!("customer_id,customer_name\n{customers}"))
    .write(
        "data/policies.csv",
        &format!(
            "policy_id,customer_id,product_code,product_line,channel,issued_on,premium_mode,annual_premium\n{policies}"
        ),
    )
    .write(
        "data/due_items.csv",
        &format!("due_id,policy_id,due_on,due_no,amount_due,specialist_id,grace_days\n{items}"),
    )
    .write(
        "data/activities.csv",
        "activity_id,specialist_id,occurred_at,kind,due_id,outcome,promised_on\n\
             A1,S1,2026-03-28 09:00:00,visit,D3,promised,2026-03-31\n\
             A2,S1,2026-03-30 09:00:00,call,D5,no_answer,\n",
    )
    .write(
        "data/payments.csv",
        "payment_id,due_id,paid_on,amount,method,status\n\
             Y1,D4,2026-03-29 08:00:00,100.00,bank_debit,failed\n\
             Y2,D5,2026-03-29 08:00:00,100.00,bank_debit,failed\n\
             Y3,D8,2026-03-30 08:00:00,100.00,transfer,success\n",
    )
    .write(
        "data/policy_events.csv",
        "policy_id,kind,event_on,reason_code\nP6,lapse,2026-03-17,forgot\nP9,surrender,2026-03-20,cash_need\n",
    );
    let said = desk.run(&["-q", "ingest", "data"]);
    assert!(said.starts_with("exit 0"), "{said}");
    desk
}

/// Reason and channel by due item.
fn listed(desk: &Desk, name: &str) -> BTreeMap<String, [String; 2]> {
    let text = fs::read_to_string(desk.path(name)).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let heads = reader.headers().unwrap().clone();
    let place = |head: &str| heads.iter().position(|h| h == head).unwrap();
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        let cell = |head| row[place(head)].to_owned();
        (cell("due_id"), [cell("reason"), cell("channel")])
    });
    rows.collect()
}

#[test]
fn the_worklist_names_each_item_once_with_its_most_urgent_reason() {
    let desk = small();
    let said = desk.run(&["worklist", "--date", "2026-03-31", "--specialist", "S1"]);
    pin("worklist", &said);
    let found = listed(&desk, "reports/worklist_2026-03-31_specialist-S1.csv");
    let expected = [
        ("D1", "grace_30", "call"),
        ("D2", "grace_ending", "call"),
        ("D3", "promise_due", "visit"),
        ("D4", "debit_retry", "call"),
        ("D6", "reinstate", "call"),
        ("D7", "stage_-2", "call"),
    ];
    let expected = expected.map(|(id, reason, channel)| (id.to_owned(), [reason.to_owned(), channel.to_owned()]));
    assert_eq!(found, BTreeMap::from(expected));
    let page = fs::read_to_string(desk.path("reports/worklist_2026-03-31_specialist-S1.zh-CN.html")).unwrap();
    assert!(page.contains("当日概览") && !page.contains("本期只看到"));
    for word in [
        "客户续收服务评鉴表",
        "客户复效服务评鉴表",
        "活动日志",
        "宽限期30天",
        "客户6",
    ] {
        assert!(page.contains(word), "{word}");
    }
}

/// The report of the company.
fn report(desk: &Desk, name: &str, period: &str) -> Report {
    let workspace = Workspace::find(desk.dir.path()).unwrap();
    let store = Store::open_closed(&workspace).unwrap();
    let view = View::at_end(period.parse().unwrap());
    let prepared = Prepared::new(&workspace, &store, name, view, &[Scope::company()]).unwrap();
    prepared.report(0, Locale::En).unwrap()
}

fn table<'r>(report: &'r Report, id: &str) -> &'r Table {
    let section = report.sections.iter().find(|section| section.id == id).unwrap();
    match &section.body {
        Body::Table(table) => table,
        other => panic!("{id} is no table: {other:?}"),
    }
}

/// The figures a report begins with.
fn tiles(report: &Report) -> &Tiles {
    let found = report.sections.iter().find_map(|section| match &section.body {
        Body::Tiles(tiles) => Some(tiles),
        _ => None,
    });
    found.unwrap()
}

fn count(value: &Value) -> Decimal {
    value.number().unwrap().numerator
}

/// The book with more rows of one table.
fn with_more(table: &str, rows: &str) -> Desk {
    let desk = small();
    let file = format!("data/more/{table}.csv");
    desk.write(&file, rows);
    let said = desk.run(&["-q", "ingest", &file]);
    assert!(said.starts_with("exit 0"), "{said}");
    desk
}

#[test]
fn a_lapsed_policy_has_its_form_though_the_customer_has_promised() {
    let desk = with_more(
        "activities",
        "activity_id,specialist_id,occurred_at,kind,due_id,outcome,promised_on\n\
         A3,S1,2026-03-29 09:00:00,call,D6,promised,2026-03-31\n",
    );
    let report = report(&desk, "worklist", "2026-03-31");
    let form = table(&report, "reinstate-form");
    let policies: Vec<&Value> = form.groups.iter().flat_map(|g| &g.rows).map(|row| &row[1]).collect();
    assert_eq!(policies, [&Value::Text("P6".to_owned())]);
}

#[test]
fn nobody_is_asked_about_a_policy_that_ended_after_grace() {
    // P6 had lapsed when its customer died, at the latest on that day: there is nothing to reinstate.
    for day in ["2026-03-17", "2026-03-20"] {
        let desk = with_more(
            "policy_events",
            &format!("policy_id,kind,event_on\nP6,death_claim,{day}\n"),
        );
        desk.run(&["worklist", "--date", "2026-03-31", "--format", "csv"]);
        let found = listed(&desk, "reports/worklist_2026-03-31_company.csv");
        assert!(found.contains_key("D1") && !found.contains_key("D6"), "{day} {found:?}");
    }
}

#[test]
fn everybody_in_the_total_of_the_day_has_a_row() {
    let desk = small();
    desk.write("duebook.toml", COVERED)
        .write(
            "data/more/specialists.csv",
            "specialist_id,specialist_name,hired_on\nS2,钱宁,2020-01-01\n",
        )
        .write(
            "data/more/policies.csv",
            "policy_id,customer_id,product_code,product_line,channel,issued_on,premium_mode,annual_premium\n\
         P11,C1,K1,年金,agency,2022-12-10,annual,100\n",
        )
        .write(
            "data/more/due_items.csv",
            "due_id,policy_id,due_on,due_no,amount_due,specialist_id,grace_days\nD11,P11,2025-12-10,4,100.00,S2,60\n",
        );
    desk.run(&["-q", "ingest", "data/more"]);
    let report = report(&desk, "daily", "2026-03-31");
    let group = &table(&report, "people").groups[0];
    let total = group.total.as_ref().unwrap();
    for column in 9..=14 {
        let sum: Decimal = group.rows.iter().map(|row| count(&row[column])).sum();
        assert_eq!(sum, count(&total[column]), "column {column}");
    }
}

#[test]
fn the_failures_of_the_day_are_those_it_lists() {
    let desk = small();
    desk.write(
        "data/more/payments.csv",
        "payment_id,due_id,paid_on,amount,method,status\nY9,D4,2026-03-29 18:00:00,100.00,bank_debit,failed\n",
    )
    .write(
        "data/more/activities.csv",
        "activity_id,specialist_id,occurred_at,kind,due_id,outcome,promised_on,objection_code\n\
         A4,S1,2026-03-20 09:00:00,call,D1,promised,2026-03-29,forgot\n\
         A5,S1,2026-03-21 09:00:00,call,D1,promised,2026-03-29,cash_need\n\
         A6,S1,2026-03-29 09:00:00,call,D2,refused,,forgot\n\
         A7,S1,2026-03-29 10:00:00,call,D2,refused,,cash_need\n",
    );
    desk.run(&["-q", "ingest", "data/more"]);
    let report = report(&desk, "daily", "2026-03-29");
    let listed = table(&report, "failure").groups[0].rows.len();
    // Two items with a failed debit, one of them twice; one broken promise; one refusal.
    assert_eq!(listed, 4);
    let tiles = tiles(&report);
    let failures = tiles.tiles.iter().find(|tile| tile.metric.title == "Failures").unwrap();
    assert_eq!(count(&failures.measure.value), Decimal::from(listed));
}

/// Without a model there is no list of risk to agree with.
#[test]
fn what_is_in_hand_is_told_without_a_model_too() {
    let report = report(&small(), "daily", "2026-03-30");
    let section = report
        .sections
        .iter()
        .find(|section| section.id == "reconciled")
        .unwrap();
    let Body::Highlights(sentences) = &section.body else {
        panic!("{section:?}")
    };
    let numbers = |place: usize, names: &[&str]| -> Vec<Decimal> {
        let values = &sentences[place].values;
        let value = |name: &&str| count(&values.iter().find(|(known, _)| known == name).unwrap().1);
        names.iter().map(value).collect()
    };
    // D1 to D5 are due and not paid; D6 has lapsed, D8 is paid, D9 surrendered.
    assert!(sentences[0].sentence.contains("too short"), "{sentences:?}");
    assert_eq!(numbers(0, &["items"]), [Decimal::from(5)]);
    // Of the list of the 31st D1, D2, D3 and D4 are in hand, D7 is ahead, D6 has lapsed.
    assert_eq!(
        numbers(1, &["items", "scored", "ahead", "others"]),
        [6, 4, 1, 1].map(Decimal::from)
    );
}

#[test]
fn a_complaint_that_is_not_closed_is_not_upheld() {
    let desk = with_more(
        "complaints",
        "complaint_id,specialist_id,received_on,category,upheld,closed_on\n\
         X1,S1,2026-03-10,service,true,2026-04-05\nX2,S1,2026-03-11,service,true,2026-03-20\n",
    );
    let upheld_and_open = |report: &Report| {
        let row = &table(report, "complaints").groups[0].rows[0];
        [count(&row[2]), count(&row[3])]
    };
    assert_eq!(
        upheld_and_open(&report(&desk, "monthly", "2026-03")),
        [Decimal::ONE, Decimal::ONE]
    );
}

#[test]
fn low_samples_are_counted_wherever_they_stand() {
    let desk = small();
    let report = report(&desk, "weekly", "2026-W13");
    let tiles = tiles(&report);
    let marked = tiles.tiles.iter().filter(|tile| tile.measure.low_sample).count();
    assert!(marked > 0);
    assert!(
        report.foot.low_samples >= u64::try_from(marked).unwrap(),
        "{} of {marked}",
        report.foot.low_samples
    );
}

#[test]
fn the_workbook_has_no_sheet_with_nothing_in_it() {
    let desk = small();
    desk.run(&["worklist", "--date", "2026-03-31", "--format", "xlsx"]);
    let path = desk.path("reports/worklist_2026-03-31_company.zh-CN.xlsx");
    let mut book: Xlsx<_> = calamine::open_workbook(path).unwrap();
    let names = book.sheet_names();
    assert!(names.len() > 3, "{names:?}");
    // Below the title each has a row at least; figures of a single day have no history to draw.
    for name in &names {
        let sheet = book.worksheet_range(name).unwrap();
        let cells = sheet.rows().skip(4).flatten().filter(|cell| !cell.is_empty());
        assert!(cells.count() > 1, "{name}");
    }
    assert!(!names.iter().any(|name| name == "图表数据"), "{names:?}");
}

#[test]
fn what_happens_on_the_day_itself_is_not_known_in_the_morning() {
    let desk = small();
    desk.write(
        "data/more/payments.csv",
        "payment_id,due_id,paid_on,amount,method,status\nY4,D1,2026-03-31 08:00:00,100.00,transfer,success\n",
    );
    desk.run(&["-q", "ingest", "data/more/payments.csv"]);
    desk.run(&["worklist", "--date", "2026-03-31", "--format", "csv"]);
    let today = listed(&desk, "reports/worklist_2026-03-31_company.csv");
    assert!(today.contains_key("D1"));
    desk.run(&["worklist", "--date", "2026-04-01", "--format", "csv"]);
    let tomorrow = listed(&desk, "reports/worklist_2026-04-01_company.csv");
    assert!(!tomorrow.contains_key("D1"));
}

#[test]
fn of_several_failed_debits_the_reason_of_the_last_counts() {
    let desk = small();
    desk.write(
        "data/more/payments.csv",
        "payment_id,due_id,paid_on,amount,method,status,failure_code\n\
             Y4,D1,2026-03-31 08:00:00,100.00,bank_debit,failed,insufficient_funds\n\
             Y5,D1,2026-03-31 16:00:00,100.00,bank_debit,failed,account_closed\n",
    );
    desk.run(&["-q", "ingest", "data/more/payments.csv"]);
    let said = desk.run(&[
        "report",
        "daily",
        "--period",
        "2026-03-31",
        "--format",
        "html",
        "--locale",
        "en",
    ]);
    assert!(said.starts_with("exit 0"), "{said}");
    let page = fs::read_to_string(desk.path("reports/daily_2026-03-31_company.en.html")).unwrap();
    assert!(page.contains("Account closed"));
    assert!(!page.contains("Insufficient funds"));
}

#[test]
fn every_report_that_falls_due_is_written_for_everybody() {
    let desk = Desk::loaded();
    let said = desk.run(&["-q", "report", "all", "--date", "2026-03-31", "--format", "html"]);
    pin("report_all", &said);
    let index = fs::read_to_string(desk.path("reports/index.html")).unwrap();
    for name in said.lines().filter_map(|line| line.strip_prefix("DESK/reports/")) {
        assert!(desk.path(&format!("reports/{name}")).is_file(), "{name}");
        assert!(name == "index.html" || index.contains(name), "{name}");
    }
    let first = fs::read(desk.path("reports/daily_2026-03-31_company.zh-CN.html")).unwrap();
    desk.run(&["-q", "report", "all", "--date", "2026-03-31", "--format", "html"]);
    let second = fs::read(desk.path("reports/daily_2026-03-31_company.zh-CN.html")).unwrap();
    assert!(first == second, "a second run writes other bytes");
}

#[test]
fn one_of_the_reports_that_fall_due_can_be_written_again() {
    let desk = Desk::loaded();
    let all = [
        "-q",
        "report",
        "all",
        "--date",
        "2026-03-31",
        "--format",
        "html",
        "--only",
    ];
    let said = desk.run(&[&all[..], &["monthly"]].concat());
    assert!(said.starts_with("exit 0"), "{said}");
    let written: Vec<&str> = said
        .lines()
        .filter_map(|line| line.strip_prefix("DESK/reports/"))
        .collect();
    assert!(written.len() > 2, "{said}");
    assert!(
        written
            .iter()
            .all(|name| name.starts_with("monthly_") || *name == "index.html"),
        "{said}"
    );
    let said = desk.run(&[&all[..], &["weekly"]].concat());
    assert!(said.contains("`weekly` does not fall due on 2026-03-31"), "{said}");
    assert!(said.contains("daily, monthly, quarterly"), "{said}");
}

/// The page without what leads to other reports of its run.
fn without_links(page: &str) -> String {
    let (before, rest) = page.split_once("  <p class=\"related\">").unwrap();
    let rest = rest.split_once("</p>\n").unwrap().1;
    let mut text = before.to_owned();
    let mut rest = rest;
    while let Some((kept, link)) = rest.split_once("<span class=\"name\"><a href=\"") {
        let (name, after) = link.split_once('>').unwrap().1.split_once("</a>").unwrap();
        text = [&text, kept, "<span class=\"name\">", name].concat();
        rest = after;
    }
    text + rest
}

#[test]
fn a_report_is_the_same_alone_and_among_all() {
    let desk = Desk::loaded();
    let scopes = [
        ("company", None),
        ("branch-B1", Some(["--branch", "B1"])),
        ("team-T12", Some(["--team", "T12"])),
    ];
    let reports = [
        (
            "2026-03-31",
            &[
                ("daily", "2026-03-31"),
                ("monthly", "2026-03"),
                ("quarterly", "2026-Q1"),
            ][..],
        ),
        ("2026-03-15", &[("weekly", "2026-W11")]),
    ];
    for (day, due) in reports {
        desk.run(&["-q", "report", "all", "--date", day, "--out", "all"]);
        for (report, period) in due {
            for (whom, scope) in &scopes {
                let mut arguments = vec!["-q", "report", report, "--period", period, "--out", "alone"];
                arguments.extend(scope.iter().flatten());
                desk.run(&arguments);
                for format in ["html", "xlsx"] {
                    let name = format!("{report}_{period}_{whom}.zh-CN.{format}");
                    let read = |folder: &str| fs::read(desk.path(&format!("{folder}/{name}"))).unwrap();
                    if format == "xlsx" {
                        assert!(read("all") == read("alone"), "{name} differs");
                        continue;
                    }
                    let text = |folder: &str| String::from_utf8(read(folder)).unwrap();
                    assert!(text("all").contains("class=\"related\""), "{name} leads to no other");
                    assert!(without_links(&text("all")) == text("alone"), "{name} differs");
                }
            }
        }
    }
}

#[test]
fn a_statement_for_all_reports_does_not_keep_to_one() {
    let desk = Desk::loaded();
    let section = |condition: &str| {
        let text = format!(
            "-- zh: 成\n-- en: S\n-- kind: table\n-- columns: people\n-- formats: count\n-- columns_zh: 人\n\
             -- columns_en: People\nSELECT scope_no, COUNT(*) AS people FROM report_members\n\
             WHERE period_no = $period_no{condition}\nGROUP BY scope_no\n"
        );
        desk.write("queries/reports/daily/success.sql", &text);
        desk.run(&["report", "daily", "--period", "2026-03-31", "--format", "html"])
    };
    let said = section("");
    assert!(said.starts_with("exit 0"), "{said}");
    pin("section_for_all_of_one", &section(" AND team_id = $team_id"));
}

#[test]
fn a_report_that_fails_does_not_stop_the_others() {
    let desk = Desk::loaded();
    desk.write(
        "queries/reports/daily/success.sql",
        "-- zh: 成\n-- en: S\n-- kind: table\nSELECT 1 AS x\n",
    );
    let said = desk.run(&["-q", "report", "all", "--date", "2026-03-31", "--format", "html"]);
    assert!(said.starts_with("exit 1"), "{said}");
    assert!(
        said.contains("DESK/reports/monthly_2026-03_company.zh-CN.html"),
        "{said}"
    );
    assert!(
        said.contains("daily_2026-03-31_company: error: the section `success` has 0 columns"),
        "{said}"
    );
    let index = fs::read_to_string(desk.path("reports/index.html")).unwrap();
    assert!(index.contains("daily_2026-03-31_company"));
}

#[test]
fn mistakes_in_a_section_are_told_with_their_place() {
    let desk = Desk::loaded();
    let run = |header: &str| {
        let text = format!("-- zh: 甲\n-- en: A\n-- kind: table\n{header}SELECT 1 AS a, 2 AS b\n");
        desk.write("queries/reports/daily/success.sql", &text);
        desk.run(&["report", "daily", "--period", "2026-03-31", "--format", "html"])
    };
    let titles = "-- columns_zh: 甲\n-- columns_en: A\n";
    let mut said = String::new();
    for header in [
        format!("-- columns: a\n-- formats: money, count\n{titles}"),
        format!("-- columns: a\n-- formats: monney\n{titles}"),
        format!("-- columns: c\n-- formats: count\n{titles}"),
        format!("-- columns: a\n-- formats: share\n{titles}"),
        format!("-- columns: a\n-- formats: count\n{titles}-- chart: pie\n"),
        format!("-- columns: a\n-- formats: count\n{titles}-- chart: bars\n-- chart_label: b\n-- chart_values: a\n"),
        format!("-- columns: a\n-- formats: count\n{titles}-- views: moth\n"),
    ] {
        said.push_str(&run(&header));
        said.push('\n');
    }
    pin("section_mistakes", &said);
}

#[test]
fn a_store_without_data_makes_no_reports_and_says_what_to_load() {
    let desk = Desk::new();
    for (name, period) in [
        ("daily", "2026-03-31"),
        ("weekly", "2026-W11"),
        ("monthly", "2026-03"),
        ("quarterly", "2026-Q1"),
    ] {
        let said = desk.run(&["report", name, "--period", period]);
        assert!(said.starts_with("exit 1"), "{said}");
        assert!(said.contains("load files of") && said.contains("payments"), "{said}");
        let pages = fs::read_dir(desk.path("reports")).map_or(0, Iterator::count);
        assert_eq!(pages, 0, "{name}");
    }
    let said = desk.run(&["worklist", "--date", "2026-03-31"]);
    assert!(said.starts_with("exit 0"), "{said}");
}

#[test]
fn the_worklist_begins_with_what_most_can_be_lost_of_and_a_setting_wants_the_annual_premium() {
    let desk = Desk::sampled(6_000);
    let list = |arguments: &[&str]| {
        let said = desk.run(
            &[
                &["-q", "worklist", "--date", "2026-07-01", "--format", "csv"],
                arguments,
            ]
            .concat(),
        );
        assert!(said.starts_with("exit 0"), "{said}");
        let text = fs::read_to_string(desk.path("reports/worklist_2026-07-01_company.csv")).unwrap();
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let heads = reader.headers().unwrap().clone();
        let rows: Vec<BTreeMap<String, String>> = reader
            .records()
            .map(|row| {
                heads
                    .iter()
                    .map(str::to_owned)
                    .zip(row.unwrap().iter().map(str::to_owned))
                    .collect()
            })
            .collect();
        rows
    };
    let number = |row: &BTreeMap<String, String>, head: &str| row[head].parse::<Decimal>().unwrap_or_default();
    let rows = list(&[]);
    let scored: Vec<_> = rows.iter().filter(|row| !row["risk"].is_empty()).collect();
    assert!(
        scored.len() > 20 && scored.len() < rows.len(),
        "{} of {}",
        scored.len(),
        rows.len()
    );
    for (row, next) in scored.iter().zip(&scored[1..]) {
        let (own, other) = (number(row, "value_at_risk"), number(next, "value_at_risk"));
        let (ends, later) = (&row["grace_end_on"], &next["grace_end_on"]);
        assert!(
            own > other || (own == other && ends <= later),
            "{row:?} before {next:?}"
        );
        let exact = number(row, "risk") * number(row, "amount_due");
        assert!((own - exact).abs() <= Decimal::new(5, 3), "{row:?}");
    }
    // What cannot be renewed any more stands behind what can.
    assert!(rows[..scored.len()].iter().all(|row| !row["risk"].is_empty()));
    // An item whose grace ends tomorrow is among the first, whatever the annual premiums of those due in autumn.
    let place = rows.iter().position(|row| row["grace_end_on"] == "2026-07-02").unwrap();
    let larger = rows
        .iter()
        .filter(|row| number(row, "annual_premium") > number(&rows[place], "annual_premium"));
    assert!(place < 12 && larger.count() > place, "{place}");
    let settings = fs::read_to_string(desk.path("duebook.toml")).unwrap();
    let by_premium = settings.replace(
        "# worklist_order = \"value_at_risk\"",
        "worklist_order = \"annual_premium\"",
    );
    assert_ne!(settings, by_premium);
    desk.write("duebook.toml", &by_premium);
    let rows = list(&[]);
    let premiums: Vec<Decimal> = rows.iter().map(|row| number(row, "annual_premium")).collect();
    assert!(premiums.is_sorted_by(|a, b| a >= b));
}

#[test]
fn the_index_lists_all_days_of_its_folder_and_everybody_has_a_worklist() {
    let desk = Desk::loaded();
    for day in ["2026-03-30", "2026-03-31"] {
        let said = desk.run(&[
            "-q", "report", "all", "--date", day, "--format", "html", "--locale", "en",
        ]);
        assert!(said.starts_with("exit 0"), "{said}");
    }
    desk.write("reports/notes.html", "nothing of ours");
    let said = desk.run(&[
        "-q",
        "report",
        "all",
        "--date",
        "2026-03-31",
        "--format",
        "html",
        "--locale",
        "en",
        "--only",
        "worklist",
    ]);
    let index = fs::read_to_string(desk.path("reports/index.html")).unwrap();
    let lists: Vec<&str> = said
        .lines()
        .filter_map(|line| line.strip_prefix("DESK/reports/worklist_"))
        .collect();
    for whom in ["team-T11", "specialist-S001"] {
        assert!(lists.contains(&format!("2026-04-01_{whom}.en.html").as_str()), "{said}");
    }
    for entry in fs::read_dir(desk.path("reports")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let is_listed = index.contains(&format!("href=\"{name}\""));
        assert_eq!(is_listed, name != "index.html" && name != "notes.html", "{name}");
    }
    // The newest day comes first, and people have their names.
    for (number, day) in [(1, "2026-04-01"), (2, "2026-03-31"), (3, "2026-03-30")] {
        assert!(index.contains(&format!("<h2 id=\"day-{number}\">{day}</h2>")), "{day}");
    }
    assert!(index.contains("赵安"));
}

/// Where the report of the month before lies in the folder, the page leads there.
#[test]
fn a_page_leads_to_the_periods_beside_it() {
    let desk = small();
    let page = |period: &str| {
        let said = desk.run(&[
            "report", "monthly", "--period", period, "--format", "html", "--locale", "zh-CN",
        ]);
        assert!(said.starts_with("exit 0"), "{said}");
        fs::read_to_string(desk.path(&format!("reports/monthly_{period}_company.zh-CN.html"))).unwrap()
    };
    let march = page("2026-03");
    assert!(!march.contains("monthly_2026-"), "{march}");
    let february = page("2026-02");
    assert!(february.contains("href=\"monthly_2026-03_company.zh-CN.html\"><bdi>2026年3月 →</bdi>"));
    let march = page("2026-03");
    assert!(march.contains("href=\"monthly_2026-02_company.zh-CN.html\"><bdi>← 2026年2月</bdi>"));
    assert!(!march.contains("monthly_2026-04"));
}

#[test]
fn reports_of_a_run_lead_to_each_other() {
    let desk = Desk::loaded();
    desk.run(&[
        "-q",
        "report",
        "all",
        "--date",
        "2026-03-31",
        "--format",
        "html",
        "--locale",
        "en",
    ]);
    let pages: Vec<String> = fs::read_dir(desk.path("reports"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    for page in &pages {
        let text = fs::read_to_string(desk.path(&format!("reports/{page}"))).unwrap();
        for link in text
            .split("href=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
        {
            assert!(
                link.starts_with('#') || desk.path(&format!("reports/{link}")).is_file(),
                "{page} leads to {link}"
            );
        }
    }
    let company = fs::read_to_string(desk.path("reports/monthly_2026-03_company.en.html")).unwrap();
    for other in [
        "daily_2026-03-31_company",
        "quarterly_2026-Q1_company",
        "monthly_2026-03_branch-B1",
    ] {
        assert!(company.contains(&format!("href=\"{other}.en.html\"")), "{other}");
    }
    let team = fs::read_to_string(desk.path("reports/worklist_2026-04-01_team-T11.en.html")).unwrap();
    assert!(team.contains("href=\"worklist_2026-04-01_specialist-S001.en.html\""));
}
