//! What is not known is not said: periods behind the data, tables that were never loaded, parts of periods.

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use common::Desk;

type Row = BTreeMap<String, String>;

/// The rows of a CSV answer by column.
fn rows(said: &str) -> Vec<Row> {
    let body = said.split("--- stdout\n").nth(1).unwrap_or_default();
    let body = body.split("--- stderr").next().unwrap_or_default();
    let mut reader = csv::Reader::from_reader(body.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

fn kpi(desk: &Desk, period: &str, more: &[&str]) -> String {
    desk.run(&[&["kpi", "--period", period, "--format", "csv"][..], more].concat())
}

fn told(said: &str) -> &str {
    said.split("--- stderr\n").nth(1).unwrap_or_default()
}

/// Policies P1.., an item of each due on the 5th of every month of 2026's first half, paid five days later to the 30th of
/// June. Nothing is loaded.
fn half_a_year(policies: u32) -> Desk {
    let desk = Desk::of_one_specialist();
    let mut owned = String::from(
        "policy_id,customer_id,product_code,product_name,product_line,channel,premium_mode,payment_years,annual_premium,issued_on\n",
    );
    let mut due = String::from("due_id,policy_id,due_no,due_on,amount_due,specialist_id\n");
    let mut paid = String::from("payment_id,due_id,paid_on,amount,method,funding,status\n");
    for policy in 1..=policies {
        let _ = writeln!(
            owned,
            "P{policy},C{policy},A1,甲,term,agency,monthly,10,1200.00,2025-12-05"
        );
        for month in 1..=6 {
            let id = format!("D{policy}-{month}");
            let _ = writeln!(due, "{id},P{policy},{},2026-{month:02}-05,100.00,S1", month + 1);
            let day = if month == 6 { 30 } else { 10 };
            let _ = writeln!(
                paid,
                "R{policy}-{month},{id},2026-{month:02}-{day},100.00,bank_debit,customer,success"
            );
        }
    }
    let mut people = String::from("customer_id,customer_name\n");
    for policy in 1..=policies {
        let _ = writeln!(people, "C{policy},客户{policy}");
    }
    desk.write("data/customers.csv", &people)
        .write("data/policies.csv", &owned)
        .write("data/due_items.csv", &due)
        .write("later/payments.csv", &paid);
    desk
}

fn ingest(desk: &Desk, paths: &[&str]) {
    let said = desk.run(&[&["-q", "ingest"][..], paths].concat());
    assert!(said.starts_with("exit 0"), "{said}");
}

#[test]
fn a_period_behind_the_data_has_no_values() {
    let desk = half_a_year(12);
    ingest(&desk, &["data", "later"]);
    let known = rows(&kpi(
        &desk,
        "2026-06",
        &["--metric", "collection_completion_rate_count"],
    ));
    assert_eq!(
        (known[0]["value"].as_str(), known[0]["coverage"].as_str()),
        ("1.000000", "known")
    );
    // Grace of May's items ends in July: nobody knows yet how.
    let said = kpi(&desk, "2026-07", &["--metric", "renewal_rate,renewal_rate_premium"]);
    assert!(said.starts_with("exit 0") && rows(&said).is_empty(), "{said}");
    let reasons: Vec<&str> = told(&said)
        .lines()
        .filter(|line| line.contains("renewal_rate"))
        .collect();
    assert_eq!(reasons.len(), 1, "{said}");
    assert!(
        reasons[0].contains("payments") && reasons[0].contains("2026-06-30"),
        "{said}"
    );
}

#[test]
fn a_table_that_was_never_loaded_is_no_zero() {
    let desk = half_a_year(12);
    ingest(&desk, &["data", "later"]);
    let asked = ["--metric", "complaint_rate,collection_completion_rate"];
    let said = kpi(&desk, "2026-06", &asked);
    let metrics: Vec<String> = rows(&said).into_iter().map(|row| row["metric"].clone()).collect();
    assert_eq!(metrics, ["collection_completion_rate"]);
    assert!(
        told(&said).contains("complaint_rate") && told(&said).contains("complaints"),
        "{said}"
    );
    let json = desk.run(&[&["kpi", "--period", "2026-06", "--format", "json"][..], &asked].concat());
    let body = json
        .split("--- stdout\n")
        .nth(1)
        .unwrap()
        .split("--- stderr")
        .next()
        .unwrap();
    let json: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(json["unknown"][0]["metric"], "complaint_rate");
    assert_eq!(json["values"][0]["coverage"], "known");
    // A file of headers only says that there were none.
    desk.write(
        "none/complaints.csv",
        "complaint_id,customer_id,specialist_id,received_on,category\n",
    );
    ingest(&desk, &["none"]);
    let known = rows(&kpi(&desk, "2026-06", &["--metric", "complaint_rate"]));
    assert_eq!(known[0]["value"], "0.000000");
}

#[test]
fn due_items_alone_say_nothing_of_what_was_collected() {
    let desk = half_a_year(12);
    ingest(&desk, &["data"]);
    let said = kpi(&desk, "2026-03", &["--metric", "collection_completion_rate,lapse_rate"]);
    assert!(rows(&said).is_empty() && told(&said).contains("payments"), "{said}");
}

/// What is rare is known as long as the payments are that came with it, and for 35 days more.
#[test]
fn rare_facts_are_known_with_the_daily_ones() {
    let desk = half_a_year(12);
    let paid = std::fs::read_to_string(desk.path("later/payments.csv")).unwrap();
    let part = |keep: &dyn Fn(&str) -> bool| -> String {
        let lines = paid
            .lines()
            .enumerate()
            .filter(|(number, line)| *number == 0 || keep(line));
        lines.flat_map(|(_, line)| [line, "\n"]).collect()
    };
    desk.write("first/payments.csv", &part(&|line| line.contains(",2026-01-")));
    desk.write(
        "first/complaints.csv",
        "complaint_id,customer_id,specialist_id,received_on,category\nK1,C1,S1,2026-01-04,服务\n",
    );
    desk.write("second/payments.csv", &part(&|line| !line.contains(",2026-01-")));
    ingest(&desk, &["data", "first"]);
    ingest(&desk, &["second"]);
    let coverage = |period: &str| -> Vec<String> {
        let rows = rows(&kpi(&desk, period, &["--metric", "complaint_rate"]));
        rows.into_iter().map(|row| row["coverage"].clone()).collect()
    };
    // Known until 10 January; the rest of the month is within the 35 days.
    assert_eq!(coverage("2026-01"), ["known"]);
    assert_eq!(coverage("2026-02"), [] as [&str; 0]);
    assert_eq!(coverage("2026-Q1"), ["2026-01-10"]);
    // Stated, it is exact.
    let settings = std::fs::read_to_string(desk.path("duebook.toml")).unwrap();
    desk.write(
        "duebook.toml",
        &settings.replace("[coverage]", "[coverage]\ncomplaints = 2026-02-28"),
    );
    assert_eq!(coverage("2026-02"), ["known"]);
    assert_eq!(coverage("2026-Q1"), ["2026-02-28"]);
    assert_eq!(coverage("2026-03"), [] as [&str; 0]);
}

#[test]
fn a_day_that_was_mistyped_extends_nothing() {
    let desk = half_a_year(200);
    let paid = std::fs::read_to_string(desk.path("later/payments.csv")).unwrap();
    desk.write(
        "later/payments.csv",
        &(paid + "R0,D1-6,2026-09-30,1.00,bank_debit,customer,failed\n"),
    );
    ingest(&desk, &["data", "later"]);
    let said = kpi(&desk, "2026-07", &["--metric", "collection_completion_rate"]);
    assert!(rows(&said).is_empty() && told(&said).contains("2026-06-30"), "{said}");
}

/// June is known until the 10th: it stands beside May as of the 10th, and the column comes last.
#[test]
fn a_part_is_held_against_the_same_part() {
    let desk = half_a_year(12);
    let paid = std::fs::read_to_string(desk.path("later/payments.csv")).unwrap();
    desk.write(
        "later/payments.csv",
        &paid
            .replace("2026-06-30", "2026-06-08")
            .replace("2026-05-10", "2026-05-09"),
    );
    ingest(&desk, &["data", "later"]);
    let said = kpi(
        &desk,
        "2026-06",
        &["--metric", "collection_completion_rate_count", "--change", "--spark"],
    );
    assert!(
        said.lines()
            .any(|line| line.starts_with("period,") && line.ends_with(",history,coverage")),
        "{said}"
    );
    let row = &rows(&said)[0];
    assert_eq!(row["coverage"], "2026-06-08");
    // May was paid on its 9th: as of its 8th nothing was.
    assert_eq!(
        (row["value"].as_str(), row["previous"].as_str()),
        ("1.000000", "0.000000")
    );
    assert!(row["history"].ends_with("1.000000 1.000000"), "{row:?}");
    let whole = kpi(&desk, "2026-05", &["--metric", "collection_completion_rate_count"]);
    assert_eq!(rows(&whole)[0]["value"], "1.000000");
}

/// Money is many yuan and few items.
#[test]
fn low_samples_of_premium_are_counted_in_items() {
    for (policies, is_low) in [(9, "true"), (10, "false")] {
        let desk = half_a_year(policies);
        ingest(&desk, &["data", "later"]);
        let asked = [
            "--by",
            "specialist",
            "--metric",
            "collection_completion_rate,collection_completion_rate_count",
        ];
        for row in rows(&kpi(&desk, "2026-05", &asked)) {
            assert_eq!(row["low_sample"], is_low, "{row:?}");
            assert_eq!(row["rank"].is_empty(), is_low == "true", "{row:?}");
        }
    }
}

fn report(desk: &Desk, arguments: &[&str]) -> String {
    desk.run(&[&["report"][..], arguments, &["--format", "html", "--locale", "zh-CN"]].concat())
}

fn page(desk: &Desk, name: &str) -> String {
    std::fs::read_to_string(desk.path(&format!("reports/{name}.zh-CN.html"))).unwrap()
}

/// The text of the tile of a metric.
fn tile<'p>(page: &'p str, metric: &str) -> &'p str {
    let from = page.find(&format!("data-metric=\"{metric}\"")).unwrap();
    let rest = &page[from..];
    &rest[..rest.find("</article>").unwrap()]
}

#[test]
fn a_period_of_which_nothing_is_known_has_no_report() {
    let desk = half_a_year(12);
    // A store without facts, then a month behind them.
    ingest(&desk, &["data"]);
    for arguments in [
        ["monthly", "--period", "2026-06"],
        ["daily", "--period", "2026-06-30"],
        ["weekly", "--period", "2026-W26"],
    ] {
        let said = report(&desk, &arguments);
        assert!(said.starts_with("exit 1") && said.contains("payments"), "{said}");
    }
    ingest(&desk, &["later"]);
    let said = report(&desk, &["monthly", "--period", "2026-07"]);
    assert!(said.starts_with("exit 1") && said.contains("2026-06-30"), "{said}");
    let written = std::fs::read_dir(desk.path("reports")).map_or(0, Iterator::count);
    assert_eq!(written, 0);
}

/// Due items and payments alone: what was collected is known, and of the rest it is said that nothing is.
#[test]
fn tiles_say_what_is_unknown() {
    let desk = half_a_year(12);
    ingest(&desk, &["data", "later"]);
    let said = report(&desk, &["monthly", "--period", "2026-06"]);
    assert!(said.starts_with("exit 0"), "{said}");
    let page = page(&desk, "monthly_2026-06_company");
    assert!(tile(&page, "collection_completion_rate_count").contains("100.00%"));
    for metric in ["complaint_rate", "error_rate", "csat_score", "contact_count"] {
        let tile = tile(&page, metric);
        assert!(tile.contains("未知") && !tile.contains("0.00"), "{tile}");
    }
    let head = &page[..page.find("<nav").unwrap()];
    assert!(head.contains("从未载入投诉") && head.contains("投诉率"), "{head}");
}

/// The sentences a page begins with.
fn highlights(page: &str) -> &str {
    let from = page.find("id=\"highlights\"").unwrap();
    let rest = &page[from..];
    &rest[..rest.find("</section>").unwrap()]
}

/// Without targets nobody has met one, nor is behind.
#[test]
fn no_target_is_met_where_none_is_known() {
    let desk = half_a_year(12);
    ingest(&desk, &["data", "later"]);
    for (arguments, name) in [
        (["monthly", "--period", "2026-06"], "monthly_2026-06_company"),
        (["weekly", "--period", "2026-W26"], "weekly_2026-W26_company"),
        (["quarterly", "--period", "2026-Q2"], "quarterly_2026-Q2_company"),
    ] {
        let said = report(&desk, &arguments);
        assert!(said.starts_with("exit 0"), "{said}");
        let page = page(&desk, name);
        let sentences = highlights(&page);
        assert!(sentences.contains("（未设目标）"), "{sentences}");
        assert!(
            !sentences.contains("达到目标") && !sentences.contains("还差"),
            "{sentences}"
        );
        assert!(!sentences.contains('–'), "{sentences}");
    }
}

/// One branch of two has a target and has met it: of the other it is not known.
#[test]
fn all_have_met_their_targets_only_if_all_have_one() {
    for (other, is_said) in [
        ("", false),
        ("branch,B2,collection_completion_rate_count,2026-06,0.90\n", true),
    ] {
        let desk = half_a_year(24);
        desk.write(
            "data/teams.csv",
            "team_id,team_name,branch_id,branch_name\nT1,一部,B1,甲机构\nT2,二部,B2,乙机构\n",
        )
        .write(
            "data/specialists.csv",
            "specialist_id,specialist_name,hired_on\nS1,赵安,2020-01-01\nS2,钱宁,2020-01-01\n",
        )
        .write(
            "data/assignments.csv",
            "specialist_id,team_id,valid_from\nS1,T1,2020-01-01\nS2,T2,2020-01-01\n",
        )
        .write(
            "data/targets.csv",
            &format!(
                "scope,scope_id,metric,period,target\nbranch,B1,collection_completion_rate_count,2026-06,0.90\n{other}"
            ),
        );
        let due = std::fs::read_to_string(desk.path("data/due_items.csv")).unwrap();
        let handed = |line: &str| {
            if line.contains(",P1,") || line.contains(",P2") {
                line.replace(",S1", ",S2")
            } else {
                line.to_owned()
            }
        };
        let due: Vec<String> = due.lines().map(handed).collect();
        desk.write("data/due_items.csv", &(due.join("\n") + "\n"));
        ingest(&desk, &["data", "later"]);
        assert!(report(&desk, &["monthly", "--period", "2026-06"]).starts_with("exit 0"));
        let page = page(&desk, "monthly_2026-06_company");
        let sentences = highlights(&page);
        assert_eq!(sentences.contains("下属单位都已达到目标"), is_said, "{sentences}");
    }
}

/// Without contacts nobody knows of promises or refusals: the day does not say that there were none.
#[test]
fn a_day_without_contacts_says_nothing_of_promises() {
    let desk = half_a_year(12);
    ingest(&desk, &["data", "later"]);
    let said = report(&desk, &["daily", "--period", "2026-06-30"]);
    assert!(said.starts_with("exit 0"), "{said}");
    let page = page(&desk, "daily_2026-06-30_company");
    let sentences = highlights(&page);
    assert!(sentences.contains("今日收齐 12 件"), "{sentences}");
    for word in ["承诺到期", "没有到期承诺", "今日受阻"] {
        assert!(!sentences.contains(word), "{sentences}");
    }
    assert!(tile(&page, "failures").contains("未知"), "{page}");
}

/// Half of June stands beside half of May; there is no state and no mark, as the target is one of the whole month.
#[test]
fn half_a_month_is_held_against_half_a_month() {
    let desk = half_a_year(12);
    let paid = std::fs::read_to_string(desk.path("later/payments.csv")).unwrap();
    desk.write("later/payments.csv", &paid.replace("2026-05-10", "2026-05-20"));
    desk.write(
        "data/targets.csv",
        "scope,scope_id,metric,period,target\ncompany,company,collection_completion_rate_count,2026-06,0.90\n",
    );
    ingest(&desk, &["data", "later"]);
    let said = report(&desk, &["monthly", "--period", "2026-06", "--as-of", "2026-06-15"]);
    assert!(said.starts_with("exit 0"), "{said}");
    let page = page(&desk, "monthly_2026-06@2026-06-15_company");
    let head = &page[..page.find("<nav").unwrap()];
    assert!(head.contains("本期只看到 2026-06-15"), "{head}");
    let tile = tile(&page, "collection_completion_rate_count");
    // As of 15 May nothing of May was paid either.
    assert!(tile.contains("截至 2026-06-15") && tile.contains("→ 0.00"), "{tile}");
    assert!(!tile.contains("需改善") && tile.contains("90.00%"), "{tile}");
}

#[test]
fn pay_of_a_period_that_is_not_covered_waits_for_a_reason() {
    let desk = half_a_year(12);
    ingest(&desk, &["data", "later"]);
    let said = desk.run(&[
        "incentive",
        "calculate",
        "--period",
        "2026-07",
        "--plan",
        "plans/contest/plan.toml",
    ]);
    assert!(said.starts_with("exit 1") && said.contains("payments"), "{said}");
    let approve = [
        "incentive",
        "approve",
        "--period",
        "2026-07",
        "--plan-id",
        "spring-contest",
        "--by",
        "王敏",
    ];
    let said = desk.run(&approve);
    assert!(said.starts_with("exit 2"), "{said}");
    let said = desk.run(&[&approve[..], &["--force", "--reason", "试算"]].concat());
    assert!(said.starts_with("exit 0"), "{said}");
}

/// What is said of files counts: by the file itself or, before that, by who loads it; a rebuild repeats it.
#[test]
fn a_file_or_its_loader_says_to_which_day_it_is_complete() {
    let paid = |title: &str| {
        let desk = half_a_year(12);
        let lines = std::fs::read_to_string(desk.path("later/payments.csv")).unwrap();
        // Nothing of the last day of June.
        let kept: Vec<&str> = lines.lines().filter(|line| !line.contains(",2026-06-30,")).collect();
        desk.write("later/payments.csv", &format!("{title}{}\n", kept.join("\n")));
        desk
    };
    let coverage = |desk: &Desk, period: &str| -> Vec<String> {
        let rows = rows(&kpi(desk, period, &["--metric", "collection_completion_rate"]));
        rows.into_iter().map(|row| row["coverage"].clone()).collect()
    };
    // Nobody says anything: the last payment is of 10 May.
    let desk = paid("");
    ingest(&desk, &["data", "later"]);
    assert_eq!(coverage(&desk, "2026-06"), [] as [&str; 0]);
    assert_eq!(coverage(&desk, "2026-05"), ["2026-05-10"]);
    // The file says it.
    let desk = paid("实收明细（数据截至 2026年6月28日）\n");
    ingest(&desk, &["data"]);
    let said = desk.run(&["ingest", "later"]);
    assert!(
        said.starts_with("exit 0") && said.contains("文件注明数据截至 2026-06-28"),
        "{said}"
    );
    assert_eq!(coverage(&desk, "2026-05"), ["known"]);
    assert_eq!(coverage(&desk, "2026-06"), ["2026-06-28"]);
    // Who loads it says it, and a store made anew says the same.
    let desk = paid("实收明细（数据截至 2026年6月28日）\n");
    ingest(&desk, &["data"]);
    ingest(&desk, &["later", "--covers-to", "2026-06-30"]);
    assert_eq!(coverage(&desk, "2026-06"), ["known"]);
    let said = desk.run(&["-q", "rebuild"]);
    assert!(said.starts_with("exit 0"), "{said}");
    assert_eq!(coverage(&desk, "2026-06"), ["known"]);
    // An older file says nothing less.
    desk.write(
        "old/payments.csv",
        "payment_id,due_id,paid_on,amount,method,funding,status\nR9,D1-1,2026-01-12,1.00,bank_debit,customer,failed\n",
    );
    ingest(&desk, &["old", "--covers-to", "2026-01-31"]);
    assert_eq!(coverage(&desk, "2026-06"), ["known"]);
    let said = desk.run(&["ingest", "old", "--covers-to", "Juni"]);
    assert!(said.starts_with("exit 2"), "{said}");
}

/// In a book of four years no day holds a thousandth of all rows.
#[test]
fn a_long_book_is_known_to_its_last_day() {
    let desk = half_a_year(2);
    let mut paid = std::fs::read_to_string(desk.path("later/payments.csv")).unwrap();
    let first: chrono::NaiveDate = "2022-07-01".parse().unwrap();
    for (number, on) in first
        .iter_days()
        .take_while(|on| on.to_string().as_str() <= "2026-06-30")
        .enumerate()
    {
        let _ = writeln!(paid, "F{number},D1-6,{on},1.00,bank_debit,customer,failed");
    }
    desk.write("later/payments.csv", &paid);
    ingest(&desk, &["data", "later"]);
    let rows = rows(&kpi(&desk, "2026-06", &["--metric", "collection_completion_rate"]));
    assert_eq!(rows[0]["coverage"], "known");
}
