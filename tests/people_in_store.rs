//! People who move, lead and leave, through the store: ingest, calculation, close, correction.

mod common;

use common::{Desk, plan_head};

/// A fee of 1 % and a piece rate by grade, half of it kept back for three months; S1 leads S2.
const STORED: &str = r#"
on_leaving = "pay"
orphaned = "leader"
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
    desk.write("plans/people.toml", &(plan_head("people") + STORED));
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

fn close(desk: &Desk, period: &str) {
    let why = ["--force", "--reason", "已核对", "--as", "王"];
    let said = desk.run(&[&["incentive", "close", "--period", period][..], &why].concat());
    assert!(said.starts_with("exit 0"), "{said}");
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
    close(&desk, "2026-01");
    close(&desk, "2026-02");
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
    close(&desk, "2026-01");
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

/// What only a part of a metric counts, scores by hand, and a critical error that costs all pay.
const PARTS: &str = r#"
[[component]]
id = "own"
[[component.version]]
from = 2020-01-01
kind = "per_unit"
measure = "collection_completion_rate_count"
scope = "specialist"
part = "numerator"
where = { channel = ["个险", "经代"], product_line = ["寿险"] }
amount = "10"
[[component]]
id = "banks"
[[component.version]]
from = 2020-01-01
kind = "per_unit"
measure = "collection_completion_rate_count"
scope = "specialist"
part = "numerator"
where = { channel = ["银保"] }
amount = "1000"
[[component]]
id = "service"
title = "服务奖"
[[component.version]]
from = 2020-01-01
kind = "per_unit"
measure = "appraisal_score"
scope = "specialist"
part = "value"
where = { item = ["服务态度"] }
amount = "1"
on_undefined = "zero"
[[gate]]
id = "critical"
title = "重大差错"
[[gate.version]]
from = 2020-01-01
when = "error_count[severity=critical] == 0"
components = "all"
otherwise = "zero"
"#;

#[test]
fn parts_of_metrics_scores_by_hand_and_critical_errors_are_read_from_the_store() {
    let desk = workspace("");
    desk.write("plans/people.toml", &(plan_head("parts") + PARTS));
    desk.write(
        "more/人工评分.csv",
        "评分号,工号,期间,评分项目,得分,评分人,评分日期,评语\nA1,S1,2026-01,服务态度,90,王主管,2026-02-03,\n\
         A2,S1,2026年1月,服务态度,80,李经理,2026-02-03,好\nA3,S1,2026-01,单证质量,10,李经理,,\nA4,S2,2026-02,服务态度,70,王主管,,\n",
    );
    desk.write(
        "more/errors.csv",
        "error_id,specialist_id,occurred_on,kind,severity\nE1,S2,2026-01-10,合规差错,严重\nE2,S1,2026-01-11,amount,minor\n",
    );
    let said = desk.run(&["ingest", "more"]);
    assert!(said.starts_with("exit 0"), "{said}");
    let january = month(&desk, "2026-01");
    holds(
        &january,
        &[
            "S1 2026-01 component:own 10.00",
            "S1 2026-01 component:service 85.00",
            "S2 2026-01 component:own 10.00",
            "S2 2026-01 gate:critical/own -10.00",
            "S2 没有人工评分: component:service 服务态度",
        ],
    );
    assert!(!january.contains("banks") && !january.contains("S1 没有"), "{january}");
    holds(
        &desk.run(&["incentive", "explain", "S1", "2026-01"]),
        &[
            "人工评分（评分项目：服务态度） = 85（170 / 2，评分人：李经理、王主管）",
            "收费完成率（件数）（销售渠道：个险、经代；产品线：寿险）（分子） = 1",
        ],
    );
    holds(
        &desk.run(&["incentive", "explain", "S1", "2026-01", "--why-not", "D3"]),
        &["收费完成率（件数）（销售渠道：个险、经代；产品线：寿险）：计入，分子 1，分母 1"],
    );
    holds(
        &desk.run(&["incentive", "explain", "S2", "2026-01"]),
        &["未达到条件：差错数（严重程度：严重） == 0；差错数（严重程度：严重） 1 == 0 (Δ 1)"],
    );
    holds(
        &desk.run(&["plan", "show", "plans/people.toml"]),
        &[
            "10 x 收费完成率（件数）（销售渠道：个险、经代；产品线：寿险）（分子）",
            "须 差错数（严重程度：严重） == 0",
        ],
    );
    let said = desk.run(&[
        "incentive",
        "statement",
        "--period",
        "2026-01",
        "--specialist",
        "S1",
        "--out",
        "told",
    ]);
    assert!(said.starts_with("exit 0"), "{said}");
    let page = std::fs::read_dir(desk.path("told")).unwrap().flatten();
    let page = page
        .map(|file| file.path())
        .find(|path| path.to_string_lossy().ends_with(".html"))
        .unwrap();
    holds(&std::fs::read_to_string(page).unwrap(), &["评分人：李经理、王主管"]);
    // A value that no policy has is told.
    let said = desk.run(&["plan", "check", "--data", "plans/people.toml"]);
    holds(
        &said,
        &["`collection_completion_rate_count[channel=银保]`：没有任何一行符合"],
    );
    assert!(!said.contains("个险"), "{said}");
    // A score that changes after the month was closed is corrected in the open.
    close(&desk, "2026-01");
    desk.write(
        "later/人工评分.csv",
        "评分号,工号,期间,评分项目,得分,评分人\nA2,S1,2026-01,服务态度,60,李经理\n",
    );
    assert!(desk.run(&["ingest", "later"]).starts_with("exit 0"));
    let said = desk.run(&["incentive", "rebook", "--reason", "改分", "--as", "李"]);
    assert!(said.starts_with("exit 0"), "{said}");
    holds(
        &lines(&desk, "2026-02"),
        &[
            "S1 2026-01 reversal:component:service -85.00",
            "S1 2026-01 rebook:component:service 75.00",
        ],
    );
}

/// What is kept back is forfeited policy by policy where the policy lapsed before it was due.
#[test]
fn the_store_forfeits_what_was_kept_back_for_a_policy_that_lapsed() {
    let desk = workspace("");
    let (plan, _) = STORED.split_once("[[clawback]]").unwrap();
    let plan = plan
        .replace("components = \"all\"\nshare", "components = [\"fee\"]\nshare")
        .replace("after = 3", "after = 1\nunless = [\"lapse\"]");
    desk.write("plans/people.toml", &(plan_head("people") + &plan));
    desk.write(
        "data2/policy_events.csv",
        "policy_id,kind,event_on\nP3,lapse,2026-02-10\n",
    );
    assert!(desk.run(&["ingest", "data2"]).starts_with("exit 0"));
    let january = month(&desk, "2026-01");
    holds(
        &january,
        &["S1 2026-01 deferral:later -5.00", "S2 2026-01 deferral:later -5.00"],
    );
    // S1 earned 10 for P3, which lapsed: the half that was kept back is lost; that of S2 is paid.
    let february = month(&desk, "2026-02");
    holds(&february, &["S2 2026-02 release:later 5.00"]);
    assert!(!february.contains("S1 2026-02 release"), "{february}");
    holds(
        &desk.run(&["incentive", "explain", "S1", "2026-02"]),
        &["条件未达到，5 不再发放", "2026-02-10"],
    );
}

/// An adjustment for a quarter is found in each month of it while no plan pays the person by quarters, and in none of another
/// plan's where it names one.
#[test]
fn the_store_finds_adjustments_for_a_kind_of_period_that_nobody_is_paid_by() {
    let desk = workspace("");
    desk.write(
        "data2/adjustments.csv",
        "adjustment_id,specialist_id,period,plan,amount,reason,approved_by,evidence\nJ1,S1,2026-Q1,,50,补,王,据\n\
         J2,S1,2026-Q1,other,50,补,王,据\nJ3,S2,2026,people,70,补,王,据\nJ4,S2,2025-Q4,,70,补,王,据\n",
    );
    assert!(desk.run(&["ingest", "data2"]).starts_with("exit 0"));
    let said = month(&desk, "2026-01");
    holds(
        &said,
        &[
            "S1 该人员的方案都不按这种期间核算: adjustment:J1 2026-Q1 50",
            "S2 该人员的方案都不按这种期间核算: adjustment:J3 2026 70",
        ],
    );
    assert!(!said.contains("J2") && !said.contains("J4"), "{said}");
    // A plan by quarters that pays S1 takes the one for a quarter; that for a year stays.
    let quarterly = plan_head("quarterly").replace("\"month\"", "\"quarter\"")
        + "[[component]]\nid = \"q\"\n[[component.version]]\n\
        from = 2020-01-01\nkind = \"per_unit\"\nmeasure = \"contact_count\"\nscope = \"specialist\"\namount = \"1\"\n";
    desk.write("plans/quarterly.toml", &quarterly);
    let said = desk.run(&[
        "incentive",
        "calculate",
        "--period",
        "2026-Q1",
        "--plan",
        "plans/quarterly.toml",
    ]);
    assert!(!said.starts_with("exit 2"), "{said}");
    let said = month(&desk, "2026-02");
    assert!(!said.contains("J1"), "{said}");
    holds(&said, &["adjustment:J3 2026 70"]);
}

/// What was settled on leaving is no balance on the statement any more, what is not is.
#[test]
fn a_statement_of_a_leaver_shows_no_balance_that_was_settled() {
    for (then, left_on, is_kept) in [
        ("pay", "2026-01-20", false),
        ("forfeit", "2026-01-20", false),
        ("pay", "", true),
    ] {
        let desk = workspace(left_on);
        let plan = STORED.replace("on_leaving = \"pay\"", &format!("on_leaving = \"{then}\""));
        desk.write("plans/people.toml", &(plan_head("people") + &plan));
        let january = month(&desk, "2026-01");
        holds(&january, &["S2 2026-01 deferral:later -10.00"]);
        let said = desk.run(&[
            "incentive",
            "statement",
            "--period",
            "2026-01",
            "--format",
            "html",
            "--out",
            "told",
        ]);
        assert!(said.starts_with("exit 0"), "{said}");
        let page = std::fs::read_dir(desk.path("told")).unwrap().flatten();
        let page = page
            .map(|file| file.path())
            .find(|path| path.to_string_lossy().contains("_S2."))
            .unwrap();
        let page = std::fs::read_to_string(page).unwrap();
        assert_eq!(page.contains("id=\"kept-back\""), is_kept, "{then} {left_on}");
    }
}

#[test]
fn a_team_has_a_first_day_and_a_guarantee_lasts_for_its_first_months() {
    let desk = workspace("");
    let guarantee = "[[guarantee]]\nid = \"start\"\n[[guarantee.version]]\nfrom = 2020-01-01\namount = \"500\"\nuntil_team_months = 3\nrecoverable = false\n";
    desk.write("plans/people.toml", &(plan_head("people") + STORED + guarantee));
    let plain = month(&desk, "2026-01");
    assert!(!plain.contains("guarantee:start"), "{plain}");
    desk.write(
        "later/团队.csv",
        "团队代码,团队,机构代码,机构,成立日期\nT1,一组,B1,甲机构,2025/11/15\n",
    );
    let said = desk.run(&["ingest", "later"]);
    assert!(said.starts_with("exit 0"), "{said}");
    // Three months end on 15 February: February begins before that, March does not.
    let february = month(&desk, "2026-02");
    holds(&february, &["S1 2026-02 guarantee:start 500.00"]);
    let march = month(&desk, "2026-03");
    assert!(!march.contains("guarantee:start"), "{march}");
}
