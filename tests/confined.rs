//! What files of a workspace may do to the store: they read, and make what they are for.

mod common;

use common::Desk;

fn count(desk: &Desk, table: &str) -> String {
    desk.run(&[
        "query",
        &format!("SELECT COUNT(*) AS n FROM {table}"),
        "--format",
        "csv",
    ])
}

/// A plain `status` ran these with every right (C141, C148, E32).
#[test]
fn no_file_of_a_workspace_writes_what_is_kept() {
    let desk = Desk::loaded();
    let before = count(&desk, "payments");
    assert!(before.starts_with("exit 0"), "{before}");
    for (file, text) in [
        ("queries/status/span.sql", "DELETE FROM payments"),
        (
            "queries/status/files.sql",
            "WITH gone AS (SELECT 1) DELETE FROM payments",
        ),
        (
            "queries/facts/data/payments.sql",
            "CREATE OR REPLACE TABLE main.payments AS SELECT 1 AS x",
        ),
        (
            "queries/facts/run/own.sql",
            "UPDATE payments SET amount = amount + 1000",
        ),
        (
            "queries/facts/add_period.sql",
            "INSERT INTO incentive_ledger SELECT * FROM incentive_ledger",
        ),
    ] {
        let path = desk.path(file);
        desk.write(file, text);
        let said = desk.run(&["kpi", "--period", "2026-03", "--metric", "renewal_rate"]) + &desk.run(&["status"]);
        assert!(said.contains("exit 2") && said.contains(file), "{file}: {said}");
        assert!(said.contains("may not do this"), "{file}: {said}");
        std::fs::remove_file(path).unwrap();
    }
    assert_eq!(count(&desk, "payments"), before);
    desk.write("queries/schema/engine/zz.sql", "DELETE FROM incentive_ledger");
    let said = desk.run(&["status"]);
    assert!(
        said.starts_with("exit 2") && said.contains("keeps for itself"),
        "{said}"
    );
}

fn metric(desk: &Desk, body: &str) -> String {
    let header = "-- id: own\n-- zh: 自有\n-- en: Own\n-- definition_zh: 甲\n-- definition_en: a\n-- unit: ratio\n\
                  -- direction: higher\n-- basis: count\n-- source: own\n";
    desk.write("queries/metrics/own.sql", &format!("{header}{body}\n"));
    desk.run(&["check", "--period", "2026-03"])
}

const COLUMNS: &str = "SELECT period_no, specialist_key, slice_key, due_no, stage";

/// C129, C135.
#[test]
fn a_metric_that_counts_twice_or_differs_is_refused() {
    let desk = Desk::loaded();
    let right = format!("{COLUMNS}, item_key, 1 AS numerator, 1 AS denominator FROM run_items");
    let said = metric(&desk, &right);
    assert!(said.starts_with("exit 0") || said.starts_with("exit 1"), "{said}");
    let thrice = format!("{right} CROSS JOIN RANGE(3) AS times");
    let said = metric(&desk, &thrice);
    assert!(
        said.contains("counts one record 3 times") && said.contains("own.sql"),
        "{said}"
    );
    let chance = format!(
        "{COLUMNS}, item_key, CASE WHEN random() > 0.5 THEN 1 ELSE 0 END AS numerator, 1 AS denominator FROM run_items"
    );
    let said = metric(&desk, &chance);
    assert!(said.contains("`random` gives something else each time"), "{said}");
    let said = desk.run(&["kpi", "--period", "2026-03", "--metric", "own"]);
    assert!(said.starts_with("exit 2") && said.contains("own.sql"), "{said}");
    let unordered = format!(
        "{COLUMNS}, item_key, CASE WHEN ROW_NUMBER() OVER () % 2 = 0 THEN 1 ELSE 0 END AS numerator, 1 AS denominator \
         FROM run_items"
    );
    let said = metric(&desk, &unordered);
    assert!(
        said.contains("other sums when the rows it reads come in another order"),
        "{said}"
    );
}

/// Every shipped metric counts a record once and sums the same in any order: a file that changes nothing has all looked at.
#[test]
fn shipped_metrics_are_steady() {
    let desk = Desk::loaded();
    for preset in ["", "observed_13_months", "in_force", "paid_amounts"] {
        if !preset.is_empty() {
            desk.write("duebook.toml", &format!("[metrics]\npresets = [\"{preset}\"]\n"));
        }
        let said = metric(
            &desk,
            &format!("{COLUMNS}, item_key, 1 AS numerator, 1 AS denominator FROM run_items"),
        );
        assert!(
            said.starts_with("exit 0") || said.starts_with("exit 1"),
            "{preset}: {said}"
        );
    }
}
