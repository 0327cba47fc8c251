//! Incentive plans: every golden case, and what holds whatever a plan says.
//!
//! `tests/plans/shared` is a copy of the shared cases, `tests/plans/own` has one case per rule and edge; a folder added
//! there is a test.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Desk, english_left, knowing, pin, plan_head};
use duebook::incentive::calculate;
use duebook::incentive::engine::outcome::Outcome;
use duebook::incentive::engine::split::split;
use duebook::incentive::golden;
use duebook::incentive::input::{Input, Person, Sum, Window};
use duebook::incentive::plan::{Plan, Scope, read};
use duebook::incentive::rule::component::Component;
use duebook::incentive::show::describe;
use duebook::incentive::trace::Node;
use duebook::incentive::{Mode, Number};
use duebook::library::Library;
use duebook::wording::Wording;
use duebook::workspace::Locale;
use proptest::prelude::*;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans").join(name)
}

fn cases(name: &str) -> Vec<PathBuf> {
    golden::find(&[folder(name)]).unwrap()
}

fn run_all(name: &str) {
    for case in cases(name) {
        let verdict = golden::run(&case, Wording::shipped(Locale::En)).unwrap();
        assert!(
            verdict.differences.is_empty(),
            "{}:\n{}",
            case.display(),
            verdict.differences.join("\n")
        );
    }
}

#[test]
fn the_shared_cases_pass() {
    assert_eq!(cases("shared").len(), 15);
    run_all("shared");
}

#[test]
fn our_own_cases_pass() {
    assert!(cases("own").len() >= 30);
    run_all("own");
}

#[test]
fn what_is_refused_is_told_in_chinese() {
    let mut refused = 0;
    for case in ["shared", "own"].into_iter().flat_map(cases) {
        let read = golden::case_file(&case).and_then(|head| golden::outcome(&case, &head));
        let Err(error) = read else { continue };
        let chinese = error.told(Wording::shipped(Locale::ZhCn));
        assert!(english_left(&chinese).is_empty(), "{}: {chinese}", case.display());
        refused += 1;
    }
    assert!(refused > 10, "{refused}");
}

#[test]
fn a_difference_is_told_and_ends_with_one() {
    let desk = Desk::bare();
    let from = folder("shared/milestones");
    for entry in fs::read_dir(&from).unwrap().flatten() {
        let text = fs::read_to_string(entry.path()).unwrap();
        let name = format!("case/{}", entry.file_name().to_string_lossy());
        desk.write(&name, &text.replace("p3,0.52", "p3,0.53").replace("p4,0.23\n", ""));
    }
    let said = desk.run(&["plan", "test", "case"]);
    for line in [
        "pay p3: expected 0.53, came out 0.52",
        "pay p4: expected nothing, came out 0.23",
        "0 passed, 1 failed",
        "exit 1",
    ] {
        assert!(said.contains(line), "{line} in\n{said}");
    }
}

#[test]
fn a_new_workspace_has_example_plans_that_pass_their_cases() {
    let desk = Desk::new();
    pin("plan_test", &desk.run(&["plan", "test", "plans"]));
    for name in [
        "contest",
        "deferral",
        "four-kpis",
        "scorecard",
        "service-fee",
        "team-bonus",
    ] {
        let said = desk.run(&[
            "plan",
            "check",
            &format!("plans/{name}/plan.toml"),
            "--period",
            "2026-03",
        ]);
        assert!(said.starts_with("exit 0"), "{said}");
    }
}

#[test]
fn a_plan_is_told_in_plain_words() {
    let desk = Desk::new();
    pin("plan_show", &desk.run(&["plan", "show", "plans/scorecard/plan.toml"]));
    pin(
        "plan_show_en",
        &desk.run(&["plan", "show", "plans/service-fee/plan.toml", "--locale", "en"]),
    );
    let idle = desk.run(&[
        "plan",
        "show",
        "plans/contest/plan.toml",
        "--on",
        "2025-12-31",
        "--locale",
        "en",
    ]);
    assert!(idle.contains("not yet in force"), "{idle}");
    for case in ["shared", "own"].into_iter().flat_map(cases) {
        // Whatever kind of block a plan has, both languages have words for it.
        for (plan, _) in golden::load(&case, &golden::case_file(&case).unwrap()).unwrap_or_default() {
            for locale in [Locale::ZhCn, Locale::En] {
                assert!(
                    describe(&Library::shipped(), &plan, None, locale)
                        .unwrap()
                        .contains(&plan.head.id)
                );
            }
        }
    }
}

#[test]
fn mistakes_and_cliffs_are_told_with_their_place() {
    let desk = Desk::new();
    pin("plan_check", &desk.run(&["plan", "check", "plans/scorecard/plan.toml"]));
    let text = fs::read_to_string(desk.path("plans/scorecard/plan.toml")).unwrap();
    desk.write(
        "plans/wrong.toml",
        &text
            .replace("weight = \"0.60\"", "weight = 0.60")
            .replace(
                "boundary = \"lower_inclusive\"\noutside = \"clamp\"\n[[table.version]]\nfrom = 2026-01-01\ntiers",
                "outside = \"clamp\"\n[[table.version]]\nfrom = 2026-01-01\ntiers",
            )
            .replace(
                "measure = \"collection_completion_rate\"",
                "measure = \"collection_completion_rte\"",
            ),
    );
    pin("plan_check_wrong", &desk.run(&["plan", "check", "plans/wrong.toml"]));
}

/// Limits are params that grades have values of their own of: the floor of the seniors lies above their cap.
#[test]
fn a_floor_above_a_cap_is_found_behind_params() {
    let desk = Desk::new();
    let text = fs::read_to_string(desk.path("plans/scorecard/plan.toml")).unwrap();
    let limits = |senior: &str| {
        text.replace("limit = \"3000\"", "limit = { param = \"most\", times = \"2\" }")
            + &format!(
                "\n[[param]]\nid = \"most\"\nvalues = [ {{ from = 2026-01-01, value = \"1500\" }} ]\n\
                 by = [ {{ grade = \"senior\", from = 2026-01-01, value = \"1000\" }}, {{ grade = \"senior\", from = 2026-07-01, value = \"2000\" }} ]\n\
                 [[param]]\nid = \"least\"\nvalues = [ {{ from = 2026-01-01, value = \"800\" }} ]\n\
                 by = [ {{ grade = \"senior\", from = 2026-01-01, value = \"{senior}\" }} ]\n\
                 [[floor]]\nid = \"base\"\n[[floor.version]]\nfrom = 2026-01-01\nlimit = \"least\"\nper = \"period\"\n"
            )
    };
    desk.write("plans/limits.toml", &limits("2000"));
    let said = desk.run(&["plan", "check", "plans/limits.toml"]);
    assert!(said.starts_with("exit 0"), "{said}");
    desk.write("plans/limits.toml", &limits("2000.01"));
    let said = desk.run(&["plan", "check", "plans/limits.toml"]);
    assert!(said.starts_with("exit 2"), "{said}");
    let told = "floor `base`: floor 2000.01 above cap 2000 (`monthly_cap`, senior) is not allowed";
    assert_eq!(said.matches(told).count(), 1, "{said}");
}

#[test]
fn how_pay_comes_about_is_told_step_by_step() {
    let desk = Desk::new();
    let scorecard = |who: &str, locale: &str| {
        desk.run(&[
            "plan",
            "explain",
            "plans/scorecard/cases/month",
            who,
            "--locale",
            locale,
        ])
    };
    pin("plan_explain_gated", &scorecard("S2", "zh-CN"));
    pin("plan_explain_gated_en", &scorecard("S2", "en"));
    pin("plan_explain_capped", &scorecard("S3", "zh-CN"));
    pin("plan_explain_barred", &scorecard("S4", "zh-CN"));
    pin("plan_explain_nobody", &scorecard("S9", "en"));
    let fee = ["plan", "explain", "plans/service-fee/cases/month"];
    pin(
        "plan_explain_rows",
        &desk.run(&[&fee[..], &["S1", "--rows", "--locale", "en"]].concat()),
    );
    pin("plan_explain_clawed_back", &desk.run(&[&fee[..], &["S2"]].concat()));
}

/// A cap stands where it acts: before the pool or after it, whatever the order of the file.
#[test]
fn a_cap_after_the_pools_is_told_where_it_acts() {
    let desk = Desk::bare();
    let case = folder("own/cap-after-pools");
    let (plan, case) = (case.join("plan.toml"), case.display().to_string());
    let plan = plan.display().to_string();
    let said = desk.run(&["plan", "check", &plan]);
    assert!(said.starts_with("exit 0"), "{said}");
    let in_order = |said: &str, lines: &[&str]| {
        let mut rest = said;
        for line in lines {
            let at = rest
                .find(line)
                .unwrap_or_else(|| panic!("{line} in its place in\n{said}"));
            rest = &rest[at + line.len()..];
        }
    };
    let shown = [
        (
            "zh-CN",
            [
                "2. 封顶 个人封顶 (own_pay)",
                "每期不超过 100，超出不发",
                "3. 奖金池 团队奖金池 (team)",
                "4. 封顶 含奖金池封顶 (with_pool)",
                "奖金池分配后，每期不超过 120，超出不发",
                "5. 保障 start",
            ],
            [
                "个人封顶 [cap:own_pay]：-10.00",
                "[pool:team]：+60.00",
                "含奖金池封顶 [cap:with_pool]：-40.00",
                "算式：取大(0, 160 - 120)",
                "按上限 120 封顶",
                "[adjustment:A1]：+30.00",
            ],
        ),
        (
            "en",
            [
                "2. cap 个人封顶 (own_pay)",
                "at most 100 per period, the rest is lost",
                "3. pool 团队奖金池 (team)",
                "4. cap 含奖金池封顶 (with_pool)",
                "after the pools at most 120 per period, the rest is lost",
                "5. guarantee start",
            ],
            [
                "个人封顶 [cap:own_pay]: -10.00",
                "[pool:team]: +60.00",
                "含奖金池封顶 [cap:with_pool]: -40.00",
                "formula: max(0, 160 - 120)",
                "held to 120",
                "[adjustment:A1]: +30.00",
            ],
        ),
    ];
    for (locale, show, explain) in shown {
        in_order(&desk.run(&["plan", "show", &plan, "--locale", locale]), &show);
        let said = desk.run(&["plan", "explain", &case, "p3", "--locale", locale]);
        in_order(&said, &explain);
    }
}

#[test]
fn holes_between_rate_rows_are_told() {
    let desk = Desk::new();
    let rates =
        "from,product_line,due_no,rate\n2026-01-01,annuity,2,0.03\n2026-01-01,health,3,0.01\n2026-01-01,life,*,0.01\n";
    desk.write("plans/service-fee/rates/service_fee.csv", rates);
    let said = desk.run(&["plan", "check", "plans/service-fee/plan.toml"]);
    for line in ["(2)", "service_fee: annuity, 3", "service_fee: health, 2"] {
        assert!(said.contains(line), "{line} in\n{said}");
    }
    assert!(!said.contains("life"), "{said}");
}

/// The cases that calculate, with what they read.
fn calculated() -> Vec<(PathBuf, Plan, Input, Outcome)> {
    let all = ["shared", "own"].into_iter().flat_map(cases);
    let loaded = all.filter_map(|case| {
        let (plan, input) = golden::load(&case, &golden::case_file(&case).ok()?).ok()?.pop()?;
        let outcome = calculate(&plan, &input).ok()?;
        Some((case, plan, input, outcome))
    });
    let found: Vec<_> = loaded.collect();
    assert!(found.len() > 40, "only {} cases calculate", found.len());
    found
}

#[test]
fn pay_is_the_sum_of_rows_and_of_trace() {
    for (case, _, _, outcome) in calculated() {
        for person in &outcome.people {
            let rows: Number = person.rows.iter().map(|row| &row.amount).sum();
            let trace: Number = person.trace.iter().map(|row| &row.amount).sum();
            assert_eq!((&person.pay, &person.pay), (&rows, &trace), "{}", case.display());
            assert!(person.rows.iter().all(|row| !row.amount.is_zero()));
        }
    }
}

#[test]
fn rows_stand_at_line_decimals() {
    for (case, plan, _, outcome) in calculated() {
        for row in outcome
            .people
            .iter()
            .flat_map(|p| &p.rows)
            .filter(|r| r.node.word != "rounding")
        {
            let rounded = row.amount.round(plan.head.rounding.line, Mode::Down);
            assert_eq!(row.amount, rounded, "{} {}", case.display(), row.node);
        }
    }
}

#[test]
fn the_order_of_rows_changes_nothing_and_the_same_input_gives_the_same() {
    for (case, plan, input, outcome) in calculated() {
        let mut turned = input.clone();
        turned.people.reverse();
        turned.events.reverse();
        turned.adjustments.reverse();
        turned.collaborations.reverse();
        turned.items.values_mut().for_each(|items| items.reverse());
        turned.ledger.values_mut().for_each(|rows| rows.reverse());
        turned.sort();
        assert_eq!(calculate(&plan, &turned).unwrap(), outcome, "{}", case.display());
        assert_eq!(calculate(&plan, &input).unwrap(), outcome, "{}", case.display());
    }
}

#[test]
fn every_step_is_traced_for_everybody() {
    for (case, plan, _, outcome) in calculated() {
        for person in &outcome.people {
            for component in plan.rules.of::<Component>() {
                let node = Node::of("component", &component.id);
                let found = person.trace.iter().filter(|row| row.node == node).count();
                assert_eq!(found, 1, "{} {node}", case.display());
            }
            assert_eq!(person.trace.last().map(|row| &*row.node.word), Some("rounding"));
        }
    }
}

const LIMITED: &str = r#"
[[table]]
id = "t"
mode = "marginal"
boundary = "lower_inclusive"
outside = "clamp"
[[table.version]]
from = 2020-01-01
tiers = [ { from = "0", value = "0.013" }, { from = "100", value = "0.02" } ]
[[component]]
id = "pay"
[[component.version]]
from = 2020-01-01
kind = "rate"
measure = "sales"
scope = "specialist"
table = "t"
[[cap]]
id = "most"
[[cap.version]]
from = 2020-01-01
limit = "10"
per = "period"
on_excess = "lose"
[[pool]]
id = "team"
[[pool.version]]
from = 2020-01-01
within = "team"
fund = { share_of_pay = "0.07", from = "members" }
weights = { measure = "sales", scope = "specialist" }
"#;

fn selling(sales: &[u32]) -> Input {
    let mut input = Input::empty("2026-03".parse().unwrap());
    input.metrics = knowing("sales").metrics;
    for (index, sold) in sales.iter().enumerate() {
        let id = format!("p{index:03}");
        let sum = Sum {
            numerator: Some(Number::from(i64::from(*sold))),
            denominator: None,
        };
        input
            .measures
            .insert("sales", (Scope::Specialist, Window::Period), &id, sum);
        input.people.push(Person {
            id,
            grade: String::new(),
            team: Some("T1".to_owned()),
            branch: None,
            hired_on: None,
            left_on: None,
        });
    }
    input.sort();
    input
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The parts sum to the fund to the last cent, and nobody is more than a cent from the exact share.
    #[test]
    fn a_pool_is_shared_to_the_cent(cents in 0_i64..1_000_000, weights in prop::collection::vec(0_i64..1000, 1..20)) {
        let hundred = Number::from(100);
        let fund = Number::from(cents).divided_by(&hundred).unwrap();
        let weights: Vec<Number> = weights.into_iter().map(Number::from).collect();
        let total: Number = weights.iter().sum();
        let parts = split(&fund, &weights, 2);
        if total.is_zero() {
            prop_assert!(parts.iter().all(Number::is_zero));
        } else {
            prop_assert_eq!(parts.iter().sum::<Number>(), fund.clone());
            for (part, weight) in parts.iter().zip(&weights) {
                let exact = (&fund * weight).divided_by(&total).unwrap();
                prop_assert!((part - &exact).abs() < Number::unit(2));
            }
        }
    }

    /// Caps are never exceeded before the pool, and the pool moves money without making any.
    #[test]
    fn caps_hold_and_pools_conserve(sales in prop::collection::vec(0_u32..2000, 1..12)) {
        let plan = read::parse(&(plan_head("limited") + LIMITED), "plan.toml", Path::new("."), &knowing("sales")).unwrap();
        let outcome = calculate(&plan, &selling(&sales)).unwrap();
        let mut pooled = Number::zero();
        for person in &outcome.people {
            let before: Number = person.rows.iter().filter(|r| !r.node.word.starts_with("pool")).map(|r| &r.amount).sum();
            prop_assert!(before <= Number::from(10));
            pooled += &person.rows.iter().filter(|r| r.node.word.starts_with("pool")).map(|r| &r.amount).sum();
        }
        prop_assert!(pooled.is_zero());
    }

    /// What is read as a number is written back the same.
    #[test]
    fn numbers_come_back(text in "-?(0|[1-9][0-9]{0,20})\\.[0-9]{0,8}[1-9]") {
        prop_assert_eq!(Number::parse(&text).unwrap().to_string(), text);
    }

    /// Whatever stands in a plan is an error or a plan, never a panic.
    #[test]
    fn spoiled_plans_never_panic(at in 0_usize..1200, junk in "[ -~\\n]{0,6}") {
        let plan = plan_head("limited") + LIMITED;
        let at = plan.floor_char_boundary(at.min(plan.len()));
        let text = format!("{}{junk}{}", &plan[..at], &plan[at..]);
        let _ = read::parse(&text, "plan.toml", Path::new("."), &knowing("sales"));
    }
}
