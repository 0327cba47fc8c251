//! Pay on sums that came from Spark: where only the staff's tables are here, it is what the whole book pays, to the cent.

use std::fs;

use common::Desk;

use super::{SMALL, common, first_difference, sampled, spark, state_coverage};

/// What stays with the people who pay.
const OWN: [&str; 9] = [
    "specialists",
    "teams",
    "assignments",
    "positions",
    "targets",
    "calendar",
    "adjustments",
    "appraisals",
    "disputes",
];

const PLAN: &str = "plans/four-kpis/plan.toml";

fn calculate(desk: &Desk, plan: &str, more: &[&str]) -> String {
    let asked = ["incentive", "calculate", "--period", "2026-03", "--plan", plan];
    desk.run(&[&asked[..], more].concat())
}

fn paid(desk: &Desk) -> String {
    let people = "SELECT specialist_id, pay FROM incentive_people ORDER BY specialist_id";
    let lines = "SELECT specialist_id, node, amount FROM incentive_lines ORDER BY specialist_id, line_no";
    [people, lines]
        .map(|sql| desk.run(&["query", sql, "--format", "csv"]))
        .concat()
}

#[test]
fn pay_is_the_same_to_the_cent() {
    let Some((home, _turn)) = spark() else { return };
    let whole = sampled(300, &home.join("bin/spark-sql"), &SMALL);
    state_coverage(&whole);
    let said = calculate(&whole, PLAN, &[]);
    assert!(!said.starts_with("exit 2"), "{said}");

    let desk = Desk::new();
    for table in OWN {
        let file = format!("data/{table}.csv");
        fs::copy(whole.path(&file), desk.path(&file)).unwrap();
    }
    fs::copy(whole.path("duebook.toml"), desk.path("duebook.toml")).unwrap();
    let loaded = desk.run(&["-q", "ingest", "data"]);
    assert!(!loaded.starts_with("exit 2"), "{loaded}");

    // Without Spark nothing is known here, and nothing is paid as if it were.
    let refused = calculate(&desk, PLAN, &[]);
    assert!(
        refused.starts_with("exit 2")
            && refused.contains("lies in the lake and not here")
            && refused.contains("payments"),
        "{refused}"
    );
    let by_item = calculate(&desk, "plans/service-fee/plan.toml", &["--engine", "spark"]);
    assert!(
        by_item.starts_with("exit 2") && by_item.contains("goes by rows that lie in the lake"),
        "{by_item}"
    );
    let listed = desk.run(&["worklist", "--date", "2026-03-10"]);
    assert!(
        listed.starts_with("exit 2") && listed.contains("scale extract"),
        "{listed}"
    );

    let said = calculate(&desk, PLAN, &["--engine", "spark"]);
    assert!(!said.starts_with("exit 2"), "{said}");
    let (here, there) = (paid(&whole), paid(&desk));
    assert!(here == there, "{}", first_difference(&here, &there));
    let cents = here
        .lines()
        .filter(|line| line.contains('.') && !line.ends_with(",0.000000"))
        .count();
    assert!(cents > 20, "{here}");
    eprintln!("{cents} amounts are the same to the cent\n{said}");
    let approved = desk.run(&[
        "incentive",
        "approve",
        "--period",
        "2026-03",
        "--as",
        "HR",
        "--force",
        "--reason",
        "known",
    ]);
    assert!(approved.starts_with("exit 0"), "{approved}");
}
