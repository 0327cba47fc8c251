//! Rules across plans in the store: each plan's run holds its own part, is approved and paid as a whole, and stands only as long
//! as the other plans pay what they paid.

mod common;
#[path = "common/pay.rs"]
mod pay;

use common::Desk;
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
schema = 1
[plan]
id = "{id}"
title = "{id}"
authority = "HR 8"
currency = "CNY"
period = "month"
population = "active_specialists"
rounding = {{ line = 2, total = 2, mode = "half_up" }}

[[component]]
id = "calls"
[[component.version]]
from = 2020-01-01
kind = "per_unit"
measure = "contact_count"
scope = "specialist"
amount = "{amount}"
"#
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
}
