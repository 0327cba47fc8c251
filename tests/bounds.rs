//! What is larger, longer or deeper than anybody needs ends soon, with a sentence that says so. Nothing is timed: at these
//! sizes whatever is not linear would take minutes, and what recurses would end the program.

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use common::{Desk, knowing, plan_head};
use duebook::diagnostic::Result;
use duebook::incentive::plan::{Known, Plan, read};

const PAY: &str = r#"
[[component]]
id = "pay"
[[component.version]]
from = 2020-01-01
kind = "per_unit"
amount = "RATE"
free = "0"
measure = "sales"
scope = "specialist"
"#;

/// A plan with one rate.
fn paying(rate: &str) -> String {
    plan_head("bounded") + &PAY.replace("RATE", rate)
}

const GATE: &str = r#"
[[gate]]
id = "gate"
[[gate.version]]
from = 2020-01-01
components = "all"
otherwise = { multiply = "0.5" }
when = "WHEN"
"#;

fn known() -> Known {
    Known {
        columns: ["product_code".to_owned(), "channel".to_owned()].into(),
        ..knowing("sales")
    }
}

fn plan_in(folder: &Path, text: &str) -> Result<Plan> {
    read::parse(text, "plan.toml", folder, &known())
}

/// A plan with one rate, a condition and whatever else is written behind it.
fn plan(rate: &str, when: &str, more: &str) -> Result<Plan> {
    let gate = if when.is_empty() {
        String::new()
    } else {
        GATE.replace("WHEN", when)
    };
    plan_in(Path::new("."), &(paying(rate) + more + &gate))
}

/// How a plan is refused: a short text, whatever stands in the plan.
fn refusal(outcome: Result<Plan>) -> String {
    let error = outcome.unwrap_err().to_string();
    assert!(error.len() < 200_000, "{} bytes", error.len());
    error
}

const TABLE: &str = "
[[rate_table]]
id = \"rates\"
file = \"rates.csv\"
keys = [\"product_code\", \"channel\"]
missing = \"error\"
";

/// C316, C332.
#[test]
fn numbers_have_as_many_digits_as_people_write() {
    for number in [
        "9".repeat(1_000_000),
        format!("0.{}", "1".repeat(70_000)),
        format!("-{}", "0".repeat(1_000_000)),
    ] {
        assert!(refusal(plan(&number, "", "")).contains("number"));
        assert!(refusal(plan("1", &format!("sales > {number}"), "")).contains("when"));
    }
    plan(&format!("0.{}", "1".repeat(90)), "", "").unwrap();
}

/// C314.
#[test]
fn conditions_are_as_deep_as_people_can_follow() {
    let nested = |depth: usize| format!("{}sales > 1{}", "(".repeat(depth), ")".repeat(depth));
    plan("1", &nested(20), "").unwrap();
    assert!(refusal(plan("1", &nested(21), "")).contains("inside each other"));
    assert!(refusal(plan("1", &nested(4_000), "")).contains("inside each other"));
    assert!(refusal(plan("1", &nested(1_000_000), "")).contains("at most 10000"));
    // Long and flat is no harm.
    let long = vec!["not not sales > 1"; 400].join(" or ");
    plan("1", &long, "").unwrap();
}

/// C310.
#[test]
fn rate_tables_are_read_line_by_line() {
    let folder = tempfile::tempdir().unwrap();
    let mut rates = "from,product_code,channel,rate\n".to_owned();
    for row in 0..100_000 {
        writeln!(rates, "2020-01-01,P{row},*,0.0{row}").unwrap();
    }
    fs::write(folder.path().join("rates.csv"), &rates).unwrap();
    let text = paying("1") + TABLE;
    let plan = plan_in(folder.path(), &text).unwrap();
    assert_eq!(plan.head.rate_tables[0].rows.len(), 100_000);
    // All of it one line to who counts line feeds only.
    fs::write(folder.path().join("rates.csv"), rates.replace('\n', "\r")).unwrap();
    let plan = plan_in(folder.path(), &text).unwrap();
    assert_eq!(plan.head.rate_tables[0].rows.len(), 100_000);
}

/// C310b.
#[test]
fn a_rate_table_of_mistakes_is_told_in_short() {
    let folder = tempfile::tempdir().unwrap();
    let mut rates = "from,product_code,channel,rate\n".to_owned();
    for row in 0..50_000 {
        writeln!(rates, "2020-01-01,P{row},*,x{}", "y".repeat(300)).unwrap();
    }
    fs::write(folder.path().join("rates.csv"), rates).unwrap();
    let text = paying("1") + TABLE;
    let said = refusal(plan_in(folder.path(), &text));
    assert!(said.contains("and 49800 more mistakes"), "{said}");
}

/// C307, C328.
#[test]
fn many_blocks_values_and_mistakes_cost_no_more_than_their_number() {
    let mut params = String::new();
    for block in 0..50_000 {
        writeln!(
            params,
            "[[param]]\nid = \"p{block}\"\nvalues = [{{ from = 2020-01-01, value = \"1\" }}]"
        )
        .unwrap();
    }
    assert!(refusal(plan("1", "", &params)).contains("`param`: at most 1000"));

    // One line of values, and as many for single people.
    let mut one = "[[param]]\nid = \"p\"\nvalues = [{ from = 2020-01-01, value = \"1\" }]\nby = [".to_owned();
    for person in 0..50_000 {
        write!(
            one,
            "{{ specialist_id = \"员{person}\", from = 2020-01-01, value = \"2\" }}, "
        )
        .unwrap();
    }
    let plan_of_many = plan("1", "", &format!("{one}]\n")).unwrap();
    assert_eq!(plan_of_many.head.params[0].by.len(), 50_000);
    let said = refusal(plan(
        "1",
        "",
        &format!("{one}]\n").replace("value = \"2\"", "valeu = \"2\""),
    ));
    assert!(said.contains("more mistakes"), "{said}");

    let mut keys = String::new();
    for key in 0..50_000 {
        writeln!(keys, "pay_{key} = 1").unwrap();
    }
    assert!(refusal(plan("1", "", &keys)).contains("and 49800 more mistakes"));

    let mut versions = String::new();
    for version in 0..50_000 {
        let (year, month, day) = (1000 + version / 336, version / 28 % 12 + 1, version % 28 + 1);
        writeln!(
            versions,
            "[[component.version]]\nfrom = {year:04}-{month:02}-{day:02}\nkind = \"per_unit\"\namount = \"1\"\nfree = \"0\"\n\
             measure = \"sales\"\nscope = \"specialist\""
        )
        .unwrap();
    }
    assert!(refusal(plan("1", "", &versions)).contains("`version`: at most 5000"));
    assert!(refusal(plan("1", "", &"# \n".repeat(6_000_000))).contains("at most 16000000"));
}

#[test]
fn stars_in_more_ways_than_anybody_writes_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let columns: Vec<String> = (0..7).map(|column| format!("c{column}")).collect();
    let mut rates = format!("from,{},rate\n", columns.join(","));
    for row in 0..128_u32 {
        let cells: Vec<&str> = (0..7).map(|bit| if row >> bit & 1 == 1 { "*" } else { "x" }).collect();
        writeln!(rates, "2020-01-01,{},0.1", cells.join(",")).unwrap();
    }
    fs::write(folder.path().join("rates.csv"), rates).unwrap();
    let keys: Vec<String> = columns.iter().map(|column| format!("\"{column}\"")).collect();
    let table = TABLE.replace("\"product_code\", \"channel\"", &keys.join(", "));
    let text = paying("1") + &table;
    let mut known = known();
    known.columns.extend(columns);
    let error = read::parse(&text, "plan.toml", folder.path(), &known)
        .unwrap_err()
        .to_string();
    assert!(error.contains("at most 100"), "{error}");
}

/// C203, C204, C209c: in a report as in a plan's description, where the program says what is wrong and where.
#[test]
fn templates_end() {
    let desk = Desk::loaded();
    let loops = "{% for a in range(9999) %}".repeat(5) + "some text" + &"{% endfor %}".repeat(5);
    for (template, part) in [
        (loops, "fuel"),
        (format!("{{{{ {}1 }}}}", "(".repeat(40_000)), "recursion"),
    ] {
        desk.write("report-templates/daily.html.j2", &template);
        let said = desk.run(&["report", "daily", "--period", "2026-03-12"]);
        assert!(said.starts_with("exit 2") && said.contains("daily.html.j2"), "{said}");
        assert!(said.contains(part) && !said.contains("panicked"), "{part}: {said}");
    }
    let said = desk.run(&["report", "all", "--date", "2026-03-12"]);
    assert!(said.contains("recursion") && !said.contains("panicked"), "{said}");
}
