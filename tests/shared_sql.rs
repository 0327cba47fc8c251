//! Facts and metrics keep to the part of SQL that DuckDB and Apache Spark share: `scripts/shared-sql.sh` says so.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn checked(folders: &[&Path]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(root.join("scripts/shared-sql.sh"));
    command.current_dir(root).args(folders).output().unwrap()
}

#[test]
fn the_shipped_facts_and_metrics_are_shared() {
    let output = checked(&[]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(output.stdout.is_empty());
}

#[test]
fn each_construct_is_found_at_its_line_and_not_in_comments_or_text() {
    let folder = tempfile::tempdir().unwrap();
    for construct in [
        "a // b",
        "1 << n",
        "a::INTEGER",
        "CAST(a AS UBIGINT)",
        "CAST(NULL AS VARCHAR)",
        "UNNEST(a)",
        "generate_series(1, 2)",
        "string_split(a, 'x')",
        "count(*) FILTER (WHERE b)",
        "a FROM t QUALIFY true",
        "a FROM t GROUP BY ALL",
        "* EXCLUDE (a)",
        "date_trunc('month', d)",
        "list_sum(a)",
        "[1, 2]",
        "current_date",
    ] {
        let file = folder.path().join("x.sql");
        fs::write(&file, format!("-- A row is nothing.\nSELECT 1,\n  {construct}\n")).unwrap();
        let output = checked(&[folder.path()]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(1), "{construct}");
        assert!(text.contains("x.sql:3: `"), "{construct}: {text}");
        fs::write(&file, format!("-- {construct}\nSELECT '//' -- {construct}\n")).unwrap();
        assert!(checked(&[folder.path()]).status.success(), "{construct}");
    }
}
