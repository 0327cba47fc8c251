//! What goes wrong is told where somebody can mend it, and nothing of it is taken.

use std::fs;
use std::path::Path;

use duebook::library::Source;
use duebook::store::{Params, Statement, Store};
use duebook::workspace::Workspace;

use super::{SMALL, both, files, quoted, run_by_hand, sampled, spark, state_coverage};

#[test]
#[expect(clippy::too_many_lines, reason = "one cluster for all that can go wrong")]
fn what_goes_wrong_is_told_at_its_place() {
    let Some((home, _turn)) = spark() else { return };
    let submit = home.join("bin/spark-sql");
    let desk = sampled(200, Path::new("no-such-spark"), &[]);
    state_coverage(&desk);
    let kpi = [
        "kpi",
        "--period",
        "2026-03",
        "--metric",
        "error_rate",
        "--engine",
        "spark",
    ];
    let said = desk.run(&kpi);
    assert!(
        said.starts_with("exit 2") && said.contains("cannot start `no-such-spark`"),
        "{said}"
    );
    let file = desk.path("duebook.toml");
    let text = fs::read_to_string(&file).unwrap();
    let sound = text.replace(
        "submit = \"no-such-spark\"\narguments = []",
        &format!("submit = {}\narguments = {:?}", quoted(submit.to_str().unwrap()), SMALL),
    );
    fs::write(&file, &sound).unwrap();

    // A metric in SQL that Spark does not read: at its own line, and nothing is taken.
    let own = desk.path("queries/metrics/error_rate.sql");
    let shipped = include_str!("../../queries/metrics/error_rate.sql");
    fs::create_dir_all(own.parent().unwrap()).unwrap();
    let (before, line) = shipped
        .lines()
        .enumerate()
        .find_map(|(n, line)| Some((n, line)).filter(|(_, l)| l.contains("AS numerator")))
        .unwrap();
    let wrong = line.replace(" AS numerator", " // 1 AS numerator");
    fs::write(&own, shipped.replace(line, &wrong)).unwrap();
    let said = desk.run(&kpi);
    let place = format!("queries/metrics/error_rate.sql:{}:", before + 1);
    assert!(said.starts_with("exit 2") && said.contains(&place), "{place}\n{said}");
    eprintln!("{said}");
    fs::remove_file(&own).unwrap();

    // A column of another type than the contract's: at the settings.
    let lossy = sound.replace(
        "SELECT * FROM parquet.`",
        "SELECT *, CAST(1 AS DOUBLE) AS odd FROM parquet.`",
    );
    let lossy = lossy.replacen(
        "errors = \"SELECT *, ",
        "errors = \"SELECT * EXCEPT (occurred_on), TRUE AS occurred_on, ",
        1,
    );
    fs::write(&file, &lossy).unwrap();
    let said = desk.run(&kpi);
    assert!(
        said.starts_with("exit 2") && said.contains("errors.occurred_on: boolean, not DATE"),
        "{said}"
    );
    eprintln!("{said}");
    fs::write(&file, &sound).unwrap();

    // Half of the results, and results that were changed.
    let planned = desk.run(&[
        "scale",
        "plan",
        "--period",
        "2026-03",
        "--metric",
        "error_rate",
        "--out",
        "job",
    ]);
    assert!(planned.starts_with("exit 0"), "{planned}");
    run_by_hand(&home, &desk.path("job"));
    let results = desk.path("job/results");
    let take = |reason: &str| {
        let said = desk.run(&["scale", "take", "job/results"]);
        assert!(said.starts_with("exit 2") && said.contains(reason), "{reason}\n{said}");
        eprintln!("{said}");
    };
    fs::rename(results.join("control"), desk.path("control")).unwrap();
    take("`control` is missing");
    fs::rename(desk.path("control"), results.join("control")).unwrap();
    let values = files(&results.join("values"))
        .into_iter()
        .find(|path| path.extension().is_some_and(|e| e == "parquet"))
        .unwrap();
    let workspace = Workspace::find(desk.dir.path()).unwrap();
    let store = Store::open(&workspace, &[]).unwrap();
    let whole = desk.path("whole.parquet");
    fs::rename(&values, &whole).unwrap();
    // A sum that is another, and sums that two people have changed for each other's: the totals are as they were.
    let more = "CAST(numerator + 1 AS DECIMAL(38, 6)) AS numerator";
    let moved = "CASE specialist_key WHEN low THEN high WHEN high THEN low ELSE specialist_key END AS specialist_key";
    for replaced in [more, moved] {
        let changed = Source {
            name: "change.sql".to_owned(),
            text: format!(
                "COPY (SELECT * EXCLUDE (low, high) REPLACE ({replaced}) FROM (SELECT *, MIN(specialist_key) OVER () AS low, \
                 MAX(specialist_key) OVER () AS high FROM read_parquet('{}'))) TO '{}' (FORMAT parquet)",
                whole.display(),
                values.display()
            ),
            is_override: false,
        };
        store.execute(&Statement::of(&changed), &Params::none()).unwrap();
        take("`error_rate` has other rows or sums");
    }
    drop(store);
    assert!(!desk.path("engine/taken").exists(), "nothing was taken");

    // The results as they were answer; a definition that is another here is seen in the numbers, and asked again there.
    fs::rename(&whole, &values).unwrap();
    let said = desk.run(&["scale", "take", "job/results"]);
    assert!(said.starts_with("exit 0"), "{said}");
    let line = sound.lines().find(|line| line.starts_with("submit = ")).unwrap();
    fs::write(&file, sound.replace(line, "submit = \"\"")).unwrap();
    let (here, there) = both(&desk, &["--metric", "error_rate"]);
    assert!(here.starts_with("exit 0") && here == there, "{here}\n{there}");
    let twice = shipped.replace("  1 AS denominator", "  2 AS denominator");
    assert!(twice != shipped);
    fs::write(&own, twice).unwrap();
    let (changed, refused) = both(&desk, &["--metric", "error_rate"]);
    assert!(changed.starts_with("exit 0") && changed != there, "{changed}");
    assert!(
        refused.starts_with("exit 2") && refused.contains("another `queries/metrics/error_rate.sql`"),
        "{refused}"
    );
    eprintln!("{refused}");
}
