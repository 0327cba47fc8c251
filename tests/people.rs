//! People who move, lead and leave: what is told of them, and what they get held against another way to come to it.

mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use common::{Desk, knowing, plan_head};
use duebook::incentive::calculate;
use duebook::incentive::engine::outcome::Outcome;
use duebook::incentive::golden;
use duebook::incentive::input::{Adjustment, Input, Person};
use duebook::incentive::plan::read;
use duebook::incentive::positions::Position;
use duebook::incentive::{Mode, Number};
use proptest::prelude::*;

fn outcome(case: &str) -> Outcome {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans/own").join(case);
    let paid = golden::outcome(&folder, &golden::case_file(&folder).unwrap()).unwrap();
    let [(_, outcome)] = <[_; 1]>::try_from(paid).unwrap();
    outcome
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
        let known = knowing("sales");
        let plan = read::parse(&(plan_head("led") + &LED.replace("LEVELS", &levels.to_string())), "plan.toml", Path::new("."), &known).unwrap();
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
