//! People who move, lead and leave: what is told of them, and what they get held against another way to come to it.

mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use common::Desk;
use duebook::incentive::calculate;
use duebook::incentive::engine::outcome::Outcome;
use duebook::incentive::golden;
use duebook::incentive::input::{Adjustment, Input, Person};
use duebook::incentive::plan::{Known, read};
use duebook::incentive::positions::Position;
use duebook::incentive::{Mode, Number};
use proptest::prelude::*;

fn outcome(case: &str) -> Outcome {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans/own").join(case);
    golden::outcome(&folder, &golden::case_file(&folder).unwrap())
        .unwrap()
        .1
}

/// The findings of a case, as a run keeps them.
fn findings(case: &str) -> Vec<String> {
    let found = outcome(case).findings;
    let said = found
        .iter()
        .map(|f| format!("{} {} {} {}", f.specialist, f.kind.word(), f.about, f.detail));
    said.collect()
}

#[test]
fn what_leaders_and_leavers_do_not_get_is_found() {
    for (case, expected) in [
        (
            "override-levels",
            vec![
                "e override_unpaid override:direct 4",
                "e override_unpaid override:wide 2",
            ],
        ),
        (
            "override-unpaid",
            vec![
                "a override_unpaid override:lead 10",
                "b override_unpaid override:lead 20",
            ],
        ),
        (
            "leaving-forfeit",
            vec!["p1 forfeited deferral:later 700", "p2 forfeited deferral:later 520"],
        ),
        (
            "leaving-forfeit-after",
            vec![
                "p1 forfeited deferral:later 200",
                "p1 forfeited deferral:later 500",
                "p2 forfeited deferral:later 500",
            ],
        ),
        (
            "leaving-balances",
            vec![
                "p1 leaver_balance cap:most 70",
                "p1 leaver_balance withhold:hold/second 160",
            ],
        ),
        ("leaving-pay", vec![]),
        ("leaving-unsaid", vec![]),
    ] {
        assert_eq!(findings(case), expected, "{case}");
    }
}

#[test]
fn every_orphaned_payment_is_found_whoever_is_paid_for_it() {
    let of_o = ["P2 1000", "P3 2000", "P4 -500", "P5 900"].map(|payment| format!("o orphaned payment:{payment}"));
    for case in [
        "orphaned-leader",
        "orphaned-nobody",
        "orphaned-unsaid",
        "orphaned-pool-from-members",
    ] {
        assert_eq!(findings(case), of_o, "{case}");
    }
    let all = findings("orphaned-pool");
    assert!(all.contains(&"n orphaned payment:P7 1000".to_owned()), "{all:?}");
    assert_eq!(all.len(), 6, "{all:?}");
}

/// A leader reads whose payments count, a member what they added to the fund, a leaver what became of what was kept back.
#[test]
fn what_was_done_is_told_in_both_languages() {
    let desk = Desk::bare();
    let case = |name: &str| -> PathBuf { Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans/own").join(name) };
    for (name, who, chinese, english) in [
        (
            "orphaned-leader",
            "m",
            "其中 2 笔是离职人员名下的缴费",
            "2 of the payments are of owners who have left",
        ),
        (
            "orphaned-pool",
            "m",
            "其中离职人员名下的缴费 45.5055",
            "45.5055 of it for payments whose owners have left",
        ),
        (
            "leaving-pay",
            "p1",
            "2026-03-31 离职，尚未到期的一并发放",
            "left on 2026-03-31: what is not due yet is paid with it",
        ),
        (
            "leaving-forfeit",
            "p1",
            "2026-03-31 离职，尚未到期的 700 不再发放",
            "left on 2026-03-31: 700 that is not due yet is forfeited",
        ),
        (
            "override-levels",
            "a",
            "带领 4 人，计奖金额合计 360",
            "leads 4, who earn 360 in all",
        ),
        (
            "override-unpaid",
            "a",
            "不参加：seniors only",
            "does not take part: seniors only",
        ),
        (
            "position-amounts",
            "p1",
            "岗位目标薪酬 = 5,200（2026-01-01..2026-01-31）",
            "target pay of the position = 5,200 (2026-01-01..2026-01-31)",
        ),
        (
            "position-amounts",
            "p1",
            "岗位基本工资 = 900（2026-01-11）",
            "base pay of the position = 900 (2026-01-11)",
        ),
    ] {
        let folder = case(name).display().to_string();
        for (locale, said) in [("zh-CN", chinese), ("en", english)] {
            let text = desk.run(&["plan", "explain", &folder, who, "--locale", locale]);
            assert!(text.contains(said), "{said} in\n{text}");
        }
    }
}

/// What a plan says of leaders and leavers, as HR reads and checks it.
const SAYS: &str = r#"
[[override]]
id = "lead"
title = "团队管理津贴"
[[override.version]]
from = 2026-01-01
share = "0.05"
components = "all"
levels = 2
"#;

#[test]
fn plans_are_shown_and_checked_with_what_they_say_of_people() {
    let desk = Desk::new();
    let plan = desk.path("plans/deferral/plan.toml");
    let text = std::fs::read_to_string(plan)
        .unwrap()
        .replace("on_leaving", "# on_leaving");
    desk.write("plans/deferral/open.toml", &text);
    let said = desk.run(&["plan", "check", "plans/deferral/open.toml"]);
    assert!(
        said.starts_with("exit 0") && said.contains("没有写 `on_leaving`"),
        "{said}"
    );
    let written = text.replacen(
        "rounding",
        "on_leaving = \"forfeit\"\norphaned = \"leader\"\nrounding",
        1,
    ) + SAYS;
    desk.write("plans/deferral/said.toml", &written);
    let said = desk.run(&["plan", "check", "plans/deferral/said.toml"]);
    assert!(said.starts_with("exit 0") && !said.contains("on_leaving"), "{said}");
    for (locale, lines) in [
        (
            "zh-CN",
            [
                "离职: 尚未到期的递延不再发放",
                "离职之后到账的缴费: 计在其上级名下",
                ". 人工调整\n",
                ". 管理津贴 团队管理津贴 (lead)\n",
                "2026-01-01 起 下属 1 至 2 级各人应发的 0.05，上下级按期末岗位认定",
                ". 合计并舍入",
            ],
        ),
        (
            "en",
            [
                "of leavers: what is deferred and not due yet is forfeited",
                "payments after their owner left: the leader's",
                ". adjustments ordered by hand\n",
                ". override 团队管理津贴 (lead)\n",
                "0.05 of the pay of everybody led, 1 to 2 steps below, by the position at the end of the period",
                ". the total, rounded",
            ],
        ),
    ] {
        let said = desk.run(&["plan", "show", "plans/deferral/said.toml", "--locale", locale]);
        let mut rest = said.as_str();
        for line in lines {
            let at = rest
                .find(line)
                .unwrap_or_else(|| panic!("{line} in its place in\n{said}"));
            rest = &rest[at + line.len()..];
        }
    }
}

const LED: &str = r#"
schema = 1
[plan]
id = "led"
title = "Led"
authority = "test"
currency = "CNY"
period = "month"
population = "everyone"
rounding = { line = 2, total = 2, mode = "half_up" }
[[component]]
id = "pay"
[[component.version]]
from = 2020-01-01
kind = "per_unit"
measure = "sales"
scope = "specialist"
amount = "1"
[[override]]
id = "lead"
[[override.version]]
from = 2020-01-01
share = "0.037"
components = "all"
levels = LEVELS
"#;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Each leader gets the share of everybody whose way up leads over it in so many steps: counted here from below, person by
    /// person, whatever the tree.
    #[test]
    fn overrides_are_those_of_a_walk_up_from_everybody(
        people in prop::collection::vec((-5000_i64..20_000, 0_usize..100, prop::bool::weighted(0.8)), 1..25),
        levels in 1_u32..5,
    ) {
        let metric = duebook::incentive::plan::MetricInfo {
            has_denominator: false,
            direction: None,
            factor: 1,
            is_composite: false,
        };
        let known = Known { metrics: [("sales".to_owned(), metric)].into(), ..Known::default() };
        let plan = read::parse(&LED.replace("LEVELS", &levels.to_string()), "plan.toml", Path::new("."), &known).unwrap();
        let mut input = Input::empty("2026-03".parse().unwrap());
        input.metrics = known.metrics;
        let cents = |cents: i64| Number::from(cents).divided_by(&Number::from(100)).unwrap();
        let leader = |at: usize| if at == 0 { None } else { Some(people[at].1 % at) };
        for (at, (earned, _, is_inside)) in people.iter().enumerate() {
            let (id, leader) = (format!("p{at:02}"), leader(at).map(|leader| format!("p{leader:02}")));
            input.positions.add(&id, Position { leader, ..Position::default() });
            if *is_inside {
                input.adjustments.push(Adjustment {
                    id: format!("A{at:02}"),
                    specialist: id.clone(),
                    period: "2026-03".to_owned(),
                    amount: cents(*earned),
                    reason: String::new(),
                    approved_by: String::new(),
                });
                input.people.push(Person { id, grade: String::new(), team: None, branch: None, hired_on: None, left_on: None });
            }
        }
        input.sort();
        let outcome = calculate(&plan, &input).unwrap();
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for (at, (earned, _, is_inside)) in people.iter().enumerate() {
            let (mut next, mut steps) = (leader(at), 0);
            while let Some(above) = next.filter(|_| *is_inside && steps < levels) {
                *sums.entry(format!("p{above:02}")).or_default() += earned.max(&0);
                (next, steps) = (leader(above), steps + 1);
            }
        }
        for (at, (_, _, is_inside)) in people.iter().enumerate() {
            let id = format!("p{at:02}");
            let share = &cents(sums.get(&id).copied().unwrap_or(0)) * &Number::parse("0.037").unwrap();
            let share = share.round(2, Mode::HalfUp);
            let rows = outcome.people.iter().filter(|p| p.specialist == id).flat_map(|p| &p.rows);
            let paid: Number = rows.filter(|row| row.node.word == "override").map(|row| &row.amount).sum();
            let unpaid = outcome.findings.iter().find(|f| f.specialist == id).map(|f| f.detail.clone());
            if *is_inside {
                prop_assert_eq!((paid, unpaid), (share, None));
            } else {
                prop_assert_eq!(paid, Number::zero());
                prop_assert_eq!(unpaid, (!share.is_zero()).then(|| share.to_string()));
            }
        }
    }
}

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
