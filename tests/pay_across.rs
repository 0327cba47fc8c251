//! Rules across plans in the store: each plan's run holds its own part, is approved and paid as a whole, and stands only as long
//! as the other plans pay what they paid.

mod common;
#[path = "common/pay.rs"]
mod pay;

use common::{Desk, plan_head};
use pay::loaded;

const ACROSS: &str = r#"
schema = 1
authority = "HR 9"

[[cap]]
id = "all_plans"
title = "cap over all plans"
[[cap.version]]
from = 2020-01-01
across = "plans"
limit = "500"
per = "period"
on_excess = "lose"
"#;

fn plan(id: &str, amount: &str) -> String {
    format!(
        r#"
{}
[[component]]
id = "calls"
[[component.version]]
from = 2020-01-01
kind = "per_unit"
measure = "contact_count"
scope = "specialist"
amount = "{amount}"
"#,
        plan_head(id)
    )
}

fn run(desk: &Desk, line: &str) -> String {
    let said = desk.run(&line.split(' ').collect::<Vec<_>>());
    assert!(said.starts_with("exit 0\n"), "{line}: {said}");
    said
}

fn calculate(desk: &Desk, id: &str) -> String {
    run(
        desk,
        &format!("incentive calculate --period 2026-02 --plan plans/{id}/plan.toml"),
    )
}

fn rows(desk: &Desk, sql: &str) -> Vec<String> {
    let said = desk.run(&["query", sql, "--format", "csv"]);
    assert!(said.starts_with("exit 0\n"), "{said}");
    let (_, table) = said.split_once("--- stdout\n").unwrap();
    let (table, _) = table.split_once("--- stderr").unwrap();
    table.lines().skip(1).map(ToOwned::to_owned).collect()
}

#[test]
fn a_cap_over_two_plans_is_taken_from_both_and_each_is_approved_as_a_whole() {
    let desk = loaded(300);
    desk.write("duebook.toml", "locale = \"en\"\n");
    desk.write("plans/alpha/plan.toml", &plan("alpha", "300"));
    desk.write("plans/beta/plan.toml", &plan("beta", "100"));
    desk.write("plans/across.toml", ACROSS);
    run(&desk, "plan check plans/across.toml");

    // Alone, a plan is held to the limit by itself.
    calculate(&desk, "alpha");
    let above = "SELECT specialist_id FROM incentive_people WHERE run_no = 1 AND pay > 500";
    assert!(rows(&desk, above).is_empty());
    let said = calculate(&desk, "beta");
    assert!(
        said.contains("the plan `alpha`: calculate 2026-02 of it again"),
        "{said}"
    );
    let said = desk.run(&[
        "incentive",
        "approve",
        "--period",
        "2026-02",
        "--plan-id",
        "alpha",
        "--by",
        "Li",
    ]);
    assert!(
        said.starts_with("exit 2\n") && said.contains("other plans pay something else"),
        "{said}"
    );

    let said = calculate(&desk, "alpha");
    assert!(!said.contains("of it again"), "{said}");
    let said = calculate(&desk, "beta");
    assert!(
        said.contains("those of the newest run") && !said.contains("of it again"),
        "{said}"
    );
    for id in ["alpha", "beta"] {
        run(
            &desk,
            &format!("incentive approve --period 2026-02 --plan-id {id} --by Li"),
        );
        run(&desk, &format!("incentive status --plan-id {id}"));
        run(&desk, &format!("incentive export --period 2026-02 --plan-id {id}"));
    }

    // Nobody is paid more than the limit, who is cut is paid just it, and three quarters are taken from alpha.
    let paid = "SELECT specialist_id, SUM(amount) AS pay, SUM(CASE WHEN node = 'cap:all_plans' THEN amount ELSE 0 END) AS cut, \
        SUM(CASE WHEN node = 'cap:all_plans' AND plan_id = 'alpha' THEN amount ELSE 0 END) AS alpha, \
        SUM(CASE WHEN node LIKE 'adjustment:%' THEN 1 ELSE 0 END) AS adjusted \
        FROM incentive_ledger GROUP BY specialist_id";
    let wrong = format!(
        "SELECT * FROM ({paid}) WHERE pay > 500 OR (cut <> 0 AND pay <> 500) OR (adjusted = 0 AND ABS(alpha - 0.75 * cut) >= 0.01)"
    );
    assert_eq!(rows(&desk, &wrong), Vec::<String>::new());
    let cut = rows(
        &desk,
        &format!("SELECT specialist_id FROM ({paid}) WHERE cut <> 0 AND adjusted = 0"),
    );
    assert!(cut.len() > 3, "{cut:?}");
    let said = run(&desk, &format!("incentive explain {} 2026-02 --plan-id beta", cut[0]));
    for words in ["cap over all plans: -", "over all plans, shared by what each pays"] {
        assert!(said.contains(words), "{words} in {said}");
    }

    told_on_the_statement(&desk, &cut[0]);
    shown_with_plans(&desk);
    not_held_against_what_was_rejected(&desk);
}

/// The statement tells it as a rule of its own, with the part of each plan.
fn told_on_the_statement(desk: &Desk, person: &str) {
    run(
        desk,
        &format!("incentive statement --period 2026-02 --specialist {person} --format html --out told"),
    );
    let file = std::fs::read_dir(desk.path("told")).unwrap().next().unwrap().unwrap();
    let page = std::fs::read_to_string(file.path()).unwrap();
    let (_, section) = page.split_once("id=\"across\"").unwrap();
    let (section, _) = section.split_once("</section>").unwrap();
    let sql = format!(
        "SELECT plan_id, CAST(SUM(amount) AS VARCHAR) AS amount FROM incentive_ledger \
         WHERE node = 'cap:all_plans' AND specialist_id = '{person}' GROUP BY plan_id ORDER BY plan_id"
    );
    let parts = rows(desk, &sql);
    assert_eq!(parts.len(), 2, "{parts:?}");
    for part in parts {
        let (plan, amount) = part.split_once(',').unwrap();
        let amount = amount.trim_end_matches('0').trim_end_matches('.');
        assert!(
            section.contains(plan) && section.contains(&format!("data-v=\"{amount}\"")),
            "{part} in {section}"
        );
    }
}

/// Plans are shown with the rules, which a difference is looked for in too.
fn shown_with_plans(desk: &Desk) {
    let rules = "cap over all plans (all_plans)\n    from 2020-01-01: at most 500 per period, the rest is lost";
    for file in ["plans/alpha/plan.toml", "plans/across.toml"] {
        let said = run(desk, &format!("plan show {file} --locale en"));
        assert!(said.contains("Rules across plans") && said.contains(rules), "{said}");
        assert_eq!(
            said.contains("adjustments ordered by hand"),
            file.contains("alpha"),
            "{said}"
        );
    }
    run(desk, "plan diff plans/alpha/plan.toml");
    desk.write("plans/across.toml", &ACROSS.replace("500", "600"));
    let said = desk.run(&["plan", "diff", "plans/alpha/plan.toml"]);
    assert!(
        said.starts_with("exit 1\n") && said.contains("-limit = \"500\"") && said.contains("+limit = \"600\""),
        "{said}"
    );
    desk.write("plans/across.toml", ACROSS);
}

/// A run that was rejected is no pay that others are held against: alpha is held to the limit by itself again.
fn not_held_against_what_was_rejected(desk: &Desk) {
    let march = |id: &str| {
        run(
            desk,
            &format!("incentive calculate --period 2026-03 --plan plans/{id}/plan.toml"),
        )
    };
    march("alpha");
    march("beta");
    march("alpha");
    let run_of_alpha = "SELECT MAX(run_no) FROM incentive_runs WHERE period = '2026-03' AND plan_id = 'alpha'";
    let total = format!("SELECT total FROM incentive_runs WHERE run_no = ({run_of_alpha})");
    let beside_beta = rows(desk, &total);
    run(
        desk,
        "incentive reject --period 2026-03 --plan-id beta --as Li --reason wrong",
    );
    march("alpha");
    let alone = rows(desk, &total);
    assert_ne!(beside_beta, alone);
    let most = format!("SELECT MAX(pay) = 500 FROM incentive_people WHERE run_no = ({run_of_alpha})");
    assert_eq!(rows(desk, &most), ["true"]);
}
