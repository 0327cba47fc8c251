//! People who move, lead and leave, through the store: ingest, calculation, close, correction.

mod common;

use common::Desk;

/// A fee of 1 % and a piece rate by grade, half of it kept back for three months; S1 leads S2.
const STORED: &str = r#"
schema = 1
[plan]
id = "people"
title = "人员变动方案"
authority = "test"
currency = "CNY"
period = "month"
population = "active_specialists"
on_leaving = "pay"
orphaned = "leader"
rounding = { line = 2, total = 2, mode = "half_up" }
[[param]]
id = "each"
values = [ { from = 2020-01-01, value = "10" } ]
by = [ { grade = "senior", from = 2020-01-01, value = "30" } ]
[[table]]
id = "one_percent"
mode = "marginal"
boundary = "lower_inclusive"
outside = "zero"
[[table.version]]
from = 2020-01-01
tiers = [ { from = "0", value = "0.01" } ]
[[component]]
id = "fee"
[[component.version]]
from = 2020-01-01
kind = "per_item"
table = "one_percent"
on = "amount"
[[component]]
id = "pieces"
[[component.version]]
from = 2020-01-01
kind = "per_unit"
measure = "collection_completion_rate_count"
scope = "specialist"
part = "numerator"
amount = "each"
[[deferral]]
id = "later"
[[deferral.version]]
from = 2020-01-01
components = "all"
share = "0.5"
after = 3
[[clawback]]
id = "lapsed"
[[clawback.version]]
from = 2020-01-01
causes = { lapse = "1" }
basis = "calculated"
never_below = "none"
"#;

fn workspace(left_on: &str) -> Desk {
    let desk = Desk::new();
    desk.write("plans/people.toml", STORED);
    let specialists = format!(
        "specialist_id,specialist_name,grade,hired_on,left_on\nS1,甲,junior,2020-01-01,\nS2,乙,junior,2020-01-01,{left_on}\n"
    );
    for (table, rows) in [
        ("teams", "team_id,team_name,branch_id,branch_name\nT1,一组,B1,甲机构\n"),
        ("specialists", &specialists),
        (
            "assignments",
            "specialist_id,team_id,valid_from,valid_to\nS1,T1,2020-01-01,\nS2,T1,2020-01-01,\n",
        ),
        (
            "岗位任职",
            "工号,任职起始日,任职结束日,职级,岗位,上级工号\nS1,2020-01-01,,junior,主管,\nS2,2020-01-01,2026-01-21,junior,专员,S1\n",
        ),
        ("customers", "customer_id\nC1\n"),
        (
            "policies",
            "policy_id,customer_id,product_code,product_line,channel,issued_on,premium_mode,annual_premium\n\
             P1,C1,A,寿险,个险,2024-01-05,annual,1000\nP2,C1,A,寿险,个险,2024-02-05,annual,2000\nP3,C1,A,寿险,个险,2024-01-06,annual,1000\n",
        ),
        (
            "due_items",
            "due_id,policy_id,due_on,due_no,amount_due,specialist_id\nD1,P1,2026-01-05,3,1000,S2\nD2,P2,2026-02-05,3,2000,S2\n\
             D3,P3,2026-01-06,3,1000,S1\n",
        ),
        (
            "payments",
            "payment_id,due_id,paid_on,amount,method,status\nX1,D1,2026-01-06,1000,cash,success\nX2,D2,2026-02-06,2000,cash,success\n\
             X3,D3,2026-01-07,1000,cash,success\n",
        ),
    ] {
        desk.write(&format!("data/{table}.csv"), rows);
    }
    let said = desk.run(&["ingest", "data"]);
    assert!(said.starts_with("exit 0"), "{said}");
    desk
}

/// Calculates and approves a month; what stands in the ledger of it then.
fn month(desk: &Desk, period: &str) -> String {
    let plan = ["--period", period, "--plan", "plans/people.toml"];
    let said = desk.run(&[&["incentive", "calculate"][..], &plan].concat());
    let why = ["--force", "--reason", "已逐条核对"];
    let approved = desk.run(&[&["incentive", "approve", "--as", "王", "--period", period][..], &why].concat());
    assert!(approved.starts_with("exit 0"), "{said}\n{approved}");
    lines(desk, period) + &said
}

fn lines(desk: &Desk, period: &str) -> String {
    let sql = format!(
        "SELECT specialist_id || ' ' || origin || ' ' || node || ' ' || amount AS line FROM incentive_ledger WHERE period = '{period}' ORDER BY ALL"
    );
    desk.run(&["query", &sql, "--format", "csv"])
}

fn holds(said: &str, lines: &[&str]) {
    for line in lines {
        assert!(said.contains(line), "{line} in\n{said}");
    }
}

#[test]
fn the_store_pays_leavers_and_leaders_and_takes_back_from_whoever_was_paid() {
    let desk = workspace("2026-01-20");
    let january = month(&desk, "2026-01");
    holds(
        &january,
        &[
            "S1 2026-01 component:fee 10.00",
            "S1 2026-01 component:pieces 10.00",
            "S1 2026-01 deferral:later -10.00",
            "S2 2026-01 deferral:later -10.00",
            "S2 2026-01 release:later 10.00",
        ],
    );
    // The payment of February is of an owner who left in January: the leader's, with a finding.
    let february = month(&desk, "2026-02");
    holds(
        &february,
        &[
            "S1 2026-02 component:fee 20.00",
            "S2 离职人员名下的缴费: payment:X2 2000",
        ],
    );
    assert!(!february.contains("S2 2026-02"), "{february}");
    let said = desk.run(&["incentive", "explain", "S1", "2026-02", "--rows"]);
    holds(
        &said,
        &["其中 1 笔是离职人员名下的缴费", "2026-02-06 X2 2,000.00 × 20 × 1 = 20"],
    );
    let said = desk.run(&["incentive", "explain", "S1", "2026-02", "--why-not", "D2"]);
    holds(&said, &["fee = 20"]);
    for period in ["2026-01", "2026-02"] {
        let said = desk.run(&[
            "incentive",
            "close",
            "--period",
            period,
            "--force",
            "--reason",
            "已核对",
            "--as",
            "王",
        ]);
        assert!(said.starts_with("exit 0"), "{said}");
    }
    // A promotion in March moves neither January nor February, whatever the list of people says by now.
    desk.write(
        "later/specialists.csv",
        "specialist_id,specialist_name,grade,hired_on,left_on\nS1,甲,senior,2020-01-01,\n",
    );
    desk.write(
        "later/岗位任职.csv",
        "工号,任职起始日,任职结束日,职级,岗位,上级工号\nS1,2020-01-01,2026-03-01,junior,主管,\nS1,2026-03-01,,senior,主管,\n",
    );
    desk.write(
        "later/policy_events.csv",
        "policy_id,kind,event_on\nP2,lapse,2026-03-10\n",
    );
    let said = desk.run(&["ingest", "later"]);
    assert!(said.starts_with("exit 0"), "{said}");
    let said = desk.run(&["incentive", "rebook", "--dry-run", "--reason", "核对"]);
    assert!(said.starts_with("exit 0") && !said.contains("component:"), "{said}");
    let march = month(&desk, "2026-03");
    holds(&march, &["S1 2026-03 clawback:lapsed/lapse:2026-03-10:X2 -20.00"]);
    assert!(!march.contains("S2 "), "{march}");
}

#[test]
fn who_is_known_to_have_left_too_late_is_paid_in_the_first_open_period_and_has_a_statement() {
    let desk = workspace("");
    let january = month(&desk, "2026-01");
    holds(&january, &["S2 2026-01 deferral:later -10.00"]);
    assert!(!january.contains("release:later"), "{january}");
    let said = desk.run(&[
        "incentive",
        "close",
        "--period",
        "2026-01",
        "--force",
        "--reason",
        "已核对",
        "--as",
        "王",
    ]);
    assert!(said.starts_with("exit 0"), "{said}");
    desk.write(
        "later/specialists.csv",
        "specialist_id,specialist_name,grade,hired_on,left_on\nS2,乙,junior,2020-01-01,2026-01-20\n",
    );
    assert!(desk.run(&["ingest", "later"]).starts_with("exit 0"));
    let said = desk.run(&["incentive", "rebook", "--reason", "离职补登", "--as", "李"]);
    assert!(said.starts_with("exit 0"), "{said}");
    let february = month(&desk, "2026-02");
    holds(
        &february,
        &[
            "S2 2026-01 rebook:release:later 10.00",
            "S1 2026-02 component:fee 20.00",
        ],
    );
    let said = desk.run(&["incentive", "rebook", "--dry-run", "--reason", "核对"]);
    assert!(!said.contains("release:later"), "{said}");
    holds(
        &desk.run(&["incentive", "explain", "S2", "2026-02"]),
        &["乙 (S2)", "应发 10.00"],
    );
    let said = desk.run(&["incentive", "statement", "--period", "2026-02", "--specialist", "S2"]);
    assert!(
        said.starts_with("exit 0") && said.contains("statement_2026-02_S2"),
        "{said}"
    );
}
