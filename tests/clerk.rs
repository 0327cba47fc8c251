//! The first hour of a clerk: three exports nobody has seen, three `map`, one `ingest`, one `report`; and the report's numbers
//! computed again from the rows the files were written from.

mod common;
#[path = "clerk/exports.rs"]
mod exports;

use std::collections::HashMap;
use std::fs;

use chrono::NaiveDate;
use common::Desk;
use duebook::decimal::Decimal;
use exports::{Call, Due, Exports, RESULTS};

/// What of an item was paid until and with a day, never less than nothing nor more than it is due.
fn paid(exports: &Exports, until: impl Fn(NaiveDate) -> bool) -> HashMap<(String, u32), i64> {
    let mut paid: HashMap<(String, u32), i64> = HashMap::new();
    for money in exports
        .money
        .iter()
        .filter(|money| until(money.on) && money.status != "扣款失败")
    {
        *paid.entry((money.policy.clone(), money.number)).or_default() += money.amount;
    }
    paid
}

fn collected(paid: &HashMap<(String, u32), i64>, item: &Due) -> i64 {
    let sum = paid.get(&(item.policy.clone(), item.number)).copied().unwrap_or(0);
    sum.clamp(0, item.amount)
}

/// True for a contact that reaches the customer about an item that was open that morning.
fn is_effective(exports: &Exports, call: &Call) -> bool {
    let (_, meant) = RESULTS.iter().find(|(said, _)| *said == call.result).unwrap();
    let before = paid(exports, |on| on < call.on);
    let item = exports.due.iter().find(|item| item.policy == call.policy).unwrap();
    ["connected", "promised", "refused", "paid"].contains(meant) && collected(&before, item) < item.amount
}

#[test]
fn three_exports_become_a_report_whose_numbers_are_those_of_the_files() {
    let desk = Desk::new();
    let exports = Exports::new();
    exports.write(&desk.path("data"));
    let map = |arguments: &[&str]| {
        let all: Vec<&str> = ["map"].iter().chain(arguments).copied().collect();
        let said = desk.run(&all);
        assert!(!said.starts_with("exit 2"), "{said}");
        said
    };
    map(&[
        "data/续期应收清单(6月底).xlsx",
        "--set",
        "本期应交日=due_on",
        "--set",
        "收费组别名称=team_name",
        "--set",
        "支公司名称=branch_name",
        "--set",
        "分公司名称=",
        "--save",
    ]);
    map(&[
        "data/2026年收款台账.csv",
        "--table",
        "实收明细",
        "--set",
        "缴费次别=due_no",
        "--set",
        "入账时间=paid_on",
        "--set",
        "交易情况=status",
        "--save",
    ]);
    let words: Vec<String> = RESULTS
        .iter()
        .map(|(said, meant)| format!("沟通反馈:{said}={meant}"))
        .collect();
    let mut calls = vec!["data/6月外呼登记.xls", "--table", "通话记录", "--save"];
    for column in [
        "拨打时点=occurred_at",
        "通话历时=duration_seconds",
        "沟通反馈=outcome",
        "沟通纪要=note",
    ] {
        calls.extend(["--set", column]);
    }
    calls.extend(words.iter().flat_map(|word| ["--set", word]));
    map(&calls);
    let loaded = desk.run(&["ingest", "data/"]);
    assert!(loaded.starts_with("exit 0"), "{loaded}");
    let report = desk.run(&["report", "monthly", "--period", "2026-06"]);
    assert!(report.starts_with("exit 0"), "{report}");

    let until = NaiveDate::from_ymd_opt(2026, 6, 30).unwrap();
    let june = paid(&exports, |on| on <= until);
    let all = i64::try_from(exports.due.len()).unwrap();
    let settled = exports
        .due
        .iter()
        .filter(|item| collected(&june, item) == item.amount)
        .count();
    let settled = i64::try_from(settled).unwrap();
    let due: i64 = exports.due.iter().map(|item| item.amount).sum();
    let received: i64 = exports.due.iter().map(|item| collected(&june, item)).sum();
    let effective = exports.calls.iter().filter(|call| is_effective(&exports, call)).count();
    let value = |metric: &str| {
        let said = desk.run(&["kpi", "--period", "2026-06", "--metric", metric, "--format", "csv"]);
        let printed = said.split_once("--- stdout\n").unwrap().1;
        let printed = printed.split("--- stderr").next().unwrap().trim();
        let mut rows = csv::Reader::from_reader(printed.as_bytes());
        let heads = rows.headers().unwrap().clone();
        let row = rows.records().next().unwrap().unwrap();
        let at = |name: &str| row[heads.iter().position(|head| head == name).unwrap()].to_owned();
        let number = |name: &str| at(name).parse::<Decimal>().ok().map(|number| number.normalize());
        (number("numerator"), number("denominator"))
    };
    let yuan = |fen: i64| Decimal::new(fen, 2).normalize();
    let is = |metric: &str, numerator: Decimal, denominator: Decimal| {
        assert_eq!(value(metric), (Some(numerator), Some(denominator)), "{metric}");
    };
    is("collection_completion_rate_count", settled.into(), all.into());
    is("collection_completion_rate", yuan(received), yuan(due));
    assert_eq!(value("contact_count").0, Some(exports.calls.len().into()));
    assert_eq!(value("effective_contact_count").0, Some(effective.into()));

    let text = without_tags(&page_of(&desk));
    let share = |part: i64, whole: i64| (yuan(part) * Decimal::ONE_HUNDRED / yuan(whole)).round_dp(2);
    for shown in [
        format!("应收{all}件，已收{settled}件"),
        format!("{:.2}%", share(settled, all)),
        format!("{:.2}%", share(received, due)),
    ] {
        assert!(text.contains(&shown), "{shown} is not in the report");
    }
}

/// The page of the one report.
fn page_of(desk: &Desk) -> String {
    let files = fs::read_dir(desk.path("reports")).unwrap();
    let mut paths = files.map(|entry| entry.unwrap().path());
    let page = paths.find(|path| path.extension().is_some_and(|e| e == "html"));
    fs::read_to_string(page.unwrap()).unwrap()
}

/// What a page says, without blanks.
fn without_tags(page: &str) -> String {
    let pieces = page
        .split('<')
        .map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    pieces.flat_map(str::chars).filter(|c| !c.is_whitespace()).collect()
}
