//! What a company changes without a build: the two tasks of docs/metrics.md, the presets, the published benchmarks.
//!
//! The files come out of the documents themselves, so that these stay true.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use common::{Desk, Fixture, golden, pin};
use duebook::library::Library;
use duebook::metrics::dimension::DIMENSIONS;
use duebook::metrics::{Catalog, Dimension, RollUp, Run, Sums};
use duebook::period::View;
use duebook::report::definition::Definition;
use duebook::workspace::Locale;

/// The SQL block of a document that stands behind the words that name its file.
fn sql_of(document: &str, file: &str) -> String {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(document)).unwrap();
    let named = text
        .find(file)
        .unwrap_or_else(|| panic!("{document} does not name {file}"));
    let block = text[named..].split("```sql\n").nth(1).unwrap();
    block.split("```").next().unwrap().to_owned()
}

/// The rows of a CSV answer by entity and metric.
fn values(desk: &Desk, arguments: &[&str]) -> BTreeMap<(String, String), BTreeMap<String, String>> {
    let all = [&["kpi", "--format", "csv"][..], arguments].concat();
    let output = desk.command(&all).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut reader = csv::Reader::from_reader(&output.stdout[..]);
    let rows = reader.deserialize().map(|row| {
        let row: BTreeMap<String, String> = row.unwrap();
        ((row["entity_id"].clone(), row["metric"].clone()), row)
    });
    rows.collect()
}

fn query(desk: &Desk, sql: &str) -> String {
    let output = desk.command(&["query", sql, "--format", "csv"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_first_task_a_new_metric() {
    let desk = Desk::loaded();
    let file = "queries/metrics/wechat_reach.sql";
    let sql = sql_of("docs/metrics.md", file);
    for readme in ["README.md", "README.zh-CN.md"] {
        assert_eq!(sql_of(readme, file), sql, "{readme}");
    }
    desk.write(file, &sql);
    let october = ["--period", "2025-10"];
    let found = values(
        &desk,
        &[
            &october[..],
            &["--by", "company", "--metric", "wechat_reach,contact_coverage"],
        ]
        .concat(),
    );
    let [own, coverage] = ["wechat_reach", "contact_coverage"].map(|m| &found[&("company".to_owned(), m.to_owned())]);
    assert_eq!(own["denominator"], coverage["denominator"]);
    // Counted once more from the rows themselves.
    let reached = query(
        &desk,
        "SELECT COUNT(DISTINCT a.due_id) AS n FROM activities AS a WHERE a.kind = 'wechat' \
         AND CAST(a.occurred_at AS DATE) BETWEEN DATE '2025-10-01' AND DATE '2025-10-31'",
    );
    let most: i64 = reached.lines().nth(1).unwrap().parse().unwrap();
    let numerator: i64 = own["numerator"].parse().unwrap();
    assert!(numerator > 0 && numerator <= most, "{numerator} of at most {most}");
    // Dictionary, check and the rows behind it know the metric.
    assert!(desk.run(&["metrics"]).contains("微信触达率"));
    assert!(desk.run(&["check", "--period", "2025-10"]).starts_with("exit 0"));
    let said = desk.run(&[
        "kpi",
        "--period",
        "2025-10",
        "--explain",
        "wechat_reach",
        "--format",
        "csv",
    ]);
    assert!(said.contains("settled_before"), "{said}");
    // A report shows it once a section names it.
    let list = "queries/reports/monthly/report.toml";
    let shipped = Library::shipped().get(list).unwrap().text.clone();
    desk.write(list, &shipped.replacen("\"renewal_rate\"", "\"wechat_reach\"", 1));
    let said = desk.run(&["report", "monthly", "--period", "2025-10", "--format", "html"]);
    assert!(said.starts_with("exit 0"), "{said}");
    let page = fs::read_dir(desk.path("reports"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    assert!(fs::read_to_string(page).unwrap().contains("微信触达率"));
}

/// A list written before sections without a statement stood in it names them all the same; a file of such a section's name
/// counts more than the row.
#[test]
fn older_lists_and_files_of_sections_are_read() {
    let desk = Desk::new();
    desk.write(
        "queries/reports/monthly/report.toml",
        "period = \"month\"\nworklist = true\nrisk = true\nzh = \"月报\"\nen = \"Mine\"\n\
         sections = [\"dictionary\", \"summary\", \"errors\"]\n",
    );
    desk.write(
        "queries/reports/monthly/summary.sql",
        "-- zh: 我的\n-- en: Mine\n-- kind: tiles\n-- metrics: error_rate\n",
    );
    let library = Library::with_overrides(desk.dir.path()).unwrap();
    let sections = Definition::load(&library, "monthly").unwrap().sections;
    let found: Vec<(&str, &str, usize)> = sections
        .iter()
        .map(|section| (section.id.as_str(), section.text("", Locale::En), section.metrics.len()))
        .collect();
    assert_eq!(
        found,
        [
            ("dictionary", "Definitions", 0),
            ("summary", "Mine", 1),
            ("errors", "Errors", 1)
        ]
    );
    assert!(sections[0].statement.is_empty() && sections[2].statement.contains("FROM counted"));
}

#[test]
fn a_row_that_needs_a_statement_is_told_at_its_place() {
    let desk = Desk::new();
    desk.write(
        "queries/reports/monthly/report.toml",
        "period = \"month\"\nzh = \"月报\"\nen = \"Mine\"\nsections = [\"mode\"]\n\n\
         [[section]]\nid = \"mode\"\nzh = \"缴别\"\nen = \"Mode\"\nkind = \"table\"\n",
    );
    let library = Library::with_overrides(desk.dir.path()).unwrap();
    let said = Definition::load(&library, "monthly").err().unwrap().to_string();
    assert!(
        said.contains("`mode` shows what a statement returns and has none"),
        "{said}"
    );
    assert!(
        said.contains("report.toml:10:8") && said.contains("`mode.sql`"),
        "{said}"
    );
}

#[test]
fn the_second_task_other_grace_for_one_channel() {
    let desk = Desk::loaded();
    let graces = "SELECT p.channel, MIN(i.grace_end_on - i.due_on) AS least, MAX(i.grace_end_on - i.due_on) AS most \
                  FROM facts.items AS i JOIN policies AS p ON p.policy_id = (SELECT x.policy_id FROM facts.policies AS x \
                  WHERE x.policy_key = i.policy_key) GROUP BY p.channel ORDER BY p.channel";
    let before = query(&desk, graces);
    let file = "queries/facts/data/grace.sql";
    desk.write(file, &sql_of("docs/metrics.md", file));
    let after = query(&desk, graces);
    let mut changed = 0;
    for (old, new) in before.lines().zip(after.lines()).skip(1) {
        if new.starts_with("bancassurance,") {
            assert_eq!(new, "bancassurance,67,67");
            changed += usize::from(old != new);
        } else {
            assert_eq!(old, new);
        }
    }
    assert_eq!(changed, 1, "{before}{after}");
    assert!(desk.run(&["check", "--period", "2026-03"]).starts_with("exit 0"));
}

#[test]
fn a_preset_takes_the_place_of_the_shipped_metrics() {
    let desk = Desk::loaded();
    let ask = [
        "--period",
        "2026-03",
        "--metric",
        "persistency_13,persistency_13_count,persistency_13_premium,renewal_rate",
    ];
    let shipped = values(&desk, &ask);
    let library = Library::shipped();
    for preset in library.presets() {
        desk.write("duebook.toml", &format!("[metrics]\npresets = [\"{preset}\"]\n"));
        let found = values(&desk, &ask);
        let of = |list: &BTreeMap<_, BTreeMap<String, String>>, metric: &str| {
            list[&("company".to_owned(), metric.to_owned())].clone()
        };
        assert_eq!(of(&found, "renewal_rate"), of(&shipped, "renewal_rate"));
        assert_ne!(
            of(&found, "persistency_13_premium"),
            of(&shipped, "persistency_13_premium"),
            "{preset}"
        );
        assert_ne!(of(&found, "persistency_13"), of(&shipped, "persistency_13"), "{preset}");
        let said = desk.run(&["metrics", "persistency_13_premium"]);
        assert!(said.contains(&format!("queries/metrics/presets/{preset}/")), "{said}");
        let said = desk.run(&["kpi", "--period", "2026-03", "--explain", "persistency_13_premium"]);
        assert!(said.starts_with("exit 0"), "{said}");
    }
    // The workspace's own file goes before the preset's.
    let own = library
        .get("queries/metrics/persistency_13_premium.sql")
        .unwrap()
        .text
        .clone();
    desk.write("queries/metrics/persistency_13_premium.sql", &own);
    assert!(desk.run(&["metrics", "persistency_13_premium"]).contains("（工作区）"));
    desk.write("duebook.toml", "[metrics]\npresets = [\"in_forse\", \"x\"]\n");
    pin("unknown_presets", &desk.run(&["status"]));
}

/// Every shipped preset has complete headers, a source of its own and statements that can be used.
#[test]
fn the_presets_are_metrics() {
    let mut fixture = Fixture::new();
    let store = fixture.load(&golden().join("data"));
    let shipped = Library::shipped();
    assert_eq!(shipped.presets(), ["in_force", "observed_13_months", "paid_amounts"]);
    for preset in shipped.presets() {
        let mut library = Library::shipped();
        library
            .adopt_presets(&[preset.to_owned()], ("duebook.toml", ""))
            .unwrap();
        let catalog = Catalog::load(&library).unwrap();
        let metrics: Vec<_> = catalog
            .metrics()
            .filter(|m| m.file.name.contains("/presets/"))
            .collect();
        assert!(metrics.len() >= 3, "{preset}");
        assert!(metrics.iter().all(|m| !m.source.contains("续期收费指标口径")));
        fixture.workspace.library = library.clone();
        let views = [
            View::at_end("2026-03".parse().unwrap()),
            View::at_end("2026-Q1".parse().unwrap()),
        ];
        let run = Run::new(&store, &fixture.workspace.settings.metrics, &views).unwrap();
        let sums = Sums::compute(&run, &catalog, &metrics, &DIMENSIONS).unwrap();
        let by = [Dimension::parse("company").unwrap()];
        let found = sums.values(RollUp { by: &by, filters: &[] }).unwrap();
        assert!(found.len() >= metrics.len(), "{preset}: {found:?}");
        assert!(
            found.iter().all(|v| v.numerator <= v.denominator),
            "{preset}: {found:?}"
        );
    }
}

/// The published figures that are shipped load without a reject, and each names where it stands.
#[test]
fn the_published_benchmarks_can_be_loaded() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples/benchmarks.csv");
    let fixture = Fixture::new();
    let store = fixture.load(&file);
    let rows = store
        .rows("queries/rollup/benchmarks.sql", &duebook::store::Params::none())
        .unwrap();
    assert!(rows.len() >= 7);
    let catalog = Catalog::load(&fixture.workspace.library).unwrap();
    for row in rows.iter() {
        let metric = catalog.get(&row.text("metric")).unwrap();
        assert_eq!(row.text("basis"), metric.basis.word());
        assert!(row.text("source").len() > 20, "{row:?}");
    }
}
