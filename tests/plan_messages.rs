//! What the commands on a plan say of a file as people write and keep it: where a mistake stands, in which words it is shown, and
//! that files of Excel and of Chinese editors are read.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use common::{Desk, plan_head};
use duebook::incentive::input::Cause;
use duebook::incentive::plan::known::ITEM_COLUMNS;
use duebook::word::Word as _;
use encoding_rs::GB18030;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

/// A workspace with the example plans, in English.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("duebook.toml", "locale = \"en\"\n");
    desk
}

fn told(desk: &Desk, line: &str) -> String {
    desk.run(&line.split(' ').collect::<Vec<_>>())
}

const FEE: &str = "plans/service-fee/plan.toml";

fn changed(desk: &Desk, from: &str, to: &str) -> String {
    let plan = fs::read_to_string(desk.path(FEE)).unwrap();
    assert!(plan.contains(from), "{from}");
    let plan = plan.replacen(from, to, 1);
    desk.write(FEE, &plan);
    plan
}

#[test]
fn a_version_that_stands_twice_is_shown_where_it_stands() {
    let desk = desk();
    let second =
        "\n[[component.version]]\nfrom = 2026-01-01\nkind = \"per_item\"\nrate_table = \"service_fee\"\n\n[[clawback]]";
    let plan = changed(&desk, "\n[[clawback]]", second);
    let line = plan[..plan.rfind("[[component.version]]").unwrap()].lines().count() + 1;
    let said = told(&desk, &format!("plan check {FEE}"));
    assert!(said.contains("duplicate version from 2026-01-01"), "{said}");
    assert!(said.contains(&format!("{FEE}:{line}:")), "line {line}: {said}");
    // Of a param too.
    let desk = self::desk();
    let param = "[[param]]\nid = \"a\"\nvalues = [\n  { from = 2026-01-01, value = \"1\" },\n  { from = 2026-01-01, value = \"2\" },\n]\n\n[[rate_table]]";
    let plan = changed(&desk, "[[rate_table]]", param);
    let line = plan[..plan.find("value = \"2\"").unwrap()].lines().count();
    let said = told(&desk, &format!("plan check {FEE}"));
    assert!(said.contains(&format!("{FEE}:{line}:")), "line {line}: {said}");
}

#[test]
fn every_unknown_name_of_a_condition_is_told() {
    let desk = desk();
    let plan = fs::read_to_string(desk.path("plans/scorecard/plan.toml")).unwrap();
    let wrong = "when = \"eror_rate <= 0.02 and renewel_rate > 0.5\"";
    desk.write(
        "plans/scorecard/plan.toml",
        &plan.replacen("when = \"error_rate <= 0.02\"", wrong, 1),
    );
    let said = told(&desk, "plan check plans/scorecard/plan.toml");
    for (name, meant) in [("eror_rate", "error_rate"), ("renewel_rate", "renewal_rate")] {
        assert!(said.contains(&format!("unknown measure `{name}`")), "{said}");
        assert!(said.contains(&format!("did you mean `{meant}`?")), "{said}");
    }
}

#[test]
fn a_plan_saved_by_a_chinese_editor_is_read() {
    let desk = desk();
    let shown = told(&desk, &format!("plan show {FEE}"));
    let plan = fs::read_to_string(desk.path(FEE)).unwrap();
    let (bytes, _, is_lossy) = GB18030.encode(&plan);
    assert!(!is_lossy && std::str::from_utf8(&bytes).is_err());
    fs::write(desk.path(FEE), &bytes).unwrap();
    assert_eq!(told(&desk, &format!("plan show {FEE}")), shown);
    // With the mark that Windows puts in front.
    fs::write(desk.path(FEE), format!("\u{feff}{plan}")).unwrap();
    assert_eq!(told(&desk, &format!("plan show {FEE}")), shown);
}

#[test]
fn what_is_written_wrongly_is_named_as_it_is() {
    for (from, to, said) in [
        (
            "upto = 6",
            "upto = -6",
            "`upto` = -6, where an integer of 0 or more is meant",
        ),
        ("upto = 6", "upto = \"6\"", "an integer without quotes"),
        ("\"net_paid\"", "“net_paid”", "write straight quotes"),
        (
            "\"active_specialists\"",
            "\"active_specialist\"",
            "did you mean `active_specialists`?",
        ),
    ] {
        let desk = desk();
        changed(&desk, from, to);
        let told = told(&desk, &format!("plan check {FEE}"));
        assert!(told.starts_with("exit 2") && told.contains(said), "{to}: {told}");
    }
}

#[test]
fn a_plan_is_shown_with_titles_and_rates() {
    let desk = desk();
    let fee = told(&desk, &format!("plan show {FEE}"));
    let rates = fs::read_to_string(desk.path("plans/service-fee/rates/service_fee.csv")).unwrap();
    let mut rows = 0;
    for row in rates.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let [from, line, due_no, rate] = cells[..] else {
            panic!("{row}")
        };
        assert!(
            fee.contains(&format!("from {from} {line} x {due_no}: {rate}")),
            "{row}: {fee}"
        );
        rows += 1;
    }
    assert!(rows > 1);
    // In either language each rate stands once.
    let chinese = told(&desk, &format!("plan show {FEE} --locale zh-CN"));
    assert_eq!(chinese.matches(" x ").count(), fee.matches(" x ").count(), "{chinese}");
    assert!(
        fee.contains("13个月继续率系数(13-month persistency") && fee.contains("服务费率"),
        "{fee}"
    );
    let card = told(&desk, "plan show plans/scorecard/plan.toml");
    for line in card.lines().filter(|line| line.trim_start().starts_with("from ")) {
        for id in [
            "renewal_curve",
            "renewal_rate",
            "error_rate",
            "renewal_bonus",
            "target_bonus",
        ] {
            assert!(!line.contains(id), "{id}: {line}");
        }
    }
    let edges = told(&desk, &format!("plan check {FEE}"));
    assert!(
        edges.contains("values jump, money or factors") && edges.contains("13个月继续率系数"),
        "{edges}"
    );
    assert!(
        !edges.contains(" quality ") && !edges.contains("persistency_13_premium"),
        "{edges}"
    );
}

#[test]
fn rates_that_are_kept_in_excel_are_read_as_those_of_a_csv_file() {
    let desk = desk();
    let csv = "生效日期,险种,期次,费率\n2026/1/1,*,*,0.5%\n2026-01-01,年金,2,3%\n2026年7月1日,健康,*,0.0125\n";
    desk.write("plans/service-fee/rates/service_fee.csv", csv);
    let rates = |said: &str| -> Vec<String> {
        let lines = said
            .lines()
            .filter(|line| line.starts_with("    from ") && line.contains(" x ") && line.contains(": 0.0"));
        lines.map(str::to_owned).collect()
    };
    let wanted = rates(&told(&desk, &format!("plan show {FEE}")));
    assert_eq!(wanted.len(), 3, "{}", told(&desk, &format!("plan show {FEE}")));

    let mut book = Workbook::new();
    let (day, percent) = (
        Format::new().set_num_format("yyyy/m/d"),
        Format::new().set_num_format("0.00%"),
    );
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "续期服务费率表").unwrap();
    for (column, head) in ["生效日期", "险种", "期次", "费率"].into_iter().enumerate() {
        sheet.write(1, u16::try_from(column).unwrap(), head).unwrap();
    }
    let january = ExcelDateTime::from_ymd(2026, 1, 1).unwrap();
    for (row, line, due_no, rate) in [(2, "*", "*", 0.005), (3, "年金", "2", 0.03)] {
        sheet.write_with_format(row, 0, &january, &day).unwrap();
        sheet.write(row, 1, line).unwrap();
        match due_no.parse::<i32>() {
            Ok(number) => sheet.write(row, 2, number).unwrap(),
            Err(_) => sheet.write(row, 2, due_no).unwrap(),
        };
        sheet.write_with_format(row, 3, rate, &percent).unwrap();
    }
    for (column, cell) in ["2026年7月1日", "健康", "*", "1.25%"].into_iter().enumerate() {
        sheet.write(4, u16::try_from(column).unwrap(), cell).unwrap();
    }
    book.save(desk.path("plans/service-fee/rates/service_fee.xlsx"))
        .unwrap();
    changed(&desk, "rates/service_fee.csv", "rates/service_fee.xlsx");
    let said = told(&desk, &format!("plan show {FEE}"));
    assert_eq!(rates(&said), wanted, "{said}");

    // What cannot be understood is told with its row.
    let sheet = book.worksheet_from_index(0).unwrap();
    sheet.write(3, 3, "three").unwrap();
    book.save(desk.path("plans/service-fee/rates/service_fee.xlsx"))
        .unwrap();
    let said = told(&desk, &format!("plan check {FEE}"));
    assert!(
        said.starts_with("exit 2") && said.contains("three") && said.contains("service_fee.xlsx:4"),
        "{said}"
    );
    fs::write(
        desk.path("plans/service-fee/rates/service_fee.xlsx"),
        b"PK\x03\x04 and nothing else",
    )
    .unwrap();
    let said = told(&desk, &format!("plan check {FEE}"));
    assert!(
        said.starts_with("exit 2") && said.contains("service_fee.xlsx"),
        "{said}"
    );
}

/// Every table a plan can have, each with a key that nobody knows: the hints list the keys there are.
const EVERYTHING: &str = r#"
[[param]]
id = "p"
values = [ { from = 2026-01-01, value = "1", STRANGE } ]
by = [ { grade = "a", from = 2026-01-01, value = "1", STRANGE } ]
STRANGE
[[table]]
id = "t"
mode = "stepped"
boundary = "lower_inclusive"
outside = "clamp"
STRANGE
[[table.version]]
from = 2026-01-01
tiers = [ { from = "0", value = "0", STRANGE } ]
per_step = { every = "1", add = "1", STRANGE }
STRANGE
[[table]]
id = "line"
mode = "interpolate"
boundary = "lower_inclusive"
outside = "clamp"
[[table.version]]
from = 2026-01-01
points = [ { at = "0", value = "0", STRANGE }, { at = "1", value = "1" } ]
STRANGE
[[rate_table]]
id = "r"
file = "r.csv"
keys = ["channel"]
missing = "zero"
STRANGE
[[component]]
id = "target"
STRANGE
[[component.version]]
from = 2026-01-01
kind = "percent_of_target"
base = { param = "p", times = "2", STRANGE }
measure = "rate"
scope = "specialist"
table = "t"
on_undefined = "zero"
STRANGE
[[component]]
id = "rate"
[[component.version]]
from = 2026-01-01
kind = "rate"
measure = "sales"
scope = "specialist"
table = "t"
STRANGE
[[component]]
id = "items"
[[component.version]]
from = 2026-01-01
kind = "per_item"
rate_table = "r"
coefficient = { table = "t", measure = "sales", scope = "specialist", STRANGE }
STRANGE
[[component]]
id = "each"
[[component.version]]
from = 2026-01-01
kind = "per_item"
table = "t"
on = "amount"
STRANGE
[[component]]
id = "unit"
[[component.version]]
from = 2026-01-01
kind = "per_unit"
measure = "sales"
scope = "specialist"
amount = { position = "base", blend = true, STRANGE }
STRANGE
[[component]]
id = "score"
[[component.version]]
from = 2026-01-01
kind = "score"
base = { measure = "sales", scope = "specialist", STRANGE }
table = "t"
steps = "whole"
indicators = [ { measure = "sales", scope = "specialist", base_value = "1", base_score = "1", step = "1", up = "1", down = "1", min = "0",
                 max = "9", better = "higher", missing = "zero", STRANGE } ]
STRANGE
[[component]]
id = "ranking"
[[component.version]]
from = 2026-01-01
kind = "ranking"
measure = "rate"
within = "team"
better = "higher"
places = ["1"]
ties = "all"
min_sample = 1
on_undefined = "zero"
STRANGE
[[eligibility]]
id = "eligibility"
[[eligibility.version]]
from = 2026-01-01
components = "all"
grades = ["a"]
reason = "x"
STRANGE
[[gate]]
id = "gate"
[[gate.version]]
from = 2026-01-01
when = "sales > 1"
components = "all"
otherwise = { multiply = "0.5", STRANGE }
STRANGE
[[multiplier]]
id = "multiplier"
[[multiplier.version]]
from = 2026-01-01
measure = "sales"
scope = "team"
table = "t"
components = "all"
STRANGE
[[penalty]]
id = "penalty"
[[penalty.version]]
from = 2026-01-01
measure = "sales"
scope = "specialist"
per_unit = "1"
components = "all"
max_share_of_pay = "1"
STRANGE
[[penalty]]
id = "share"
[[penalty.version]]
from = 2026-01-01
measure = "sales"
scope = "specialist"
share = "0.1"
components = "all"
max_share_of_pay = "1"
STRANGE
[[floor]]
id = "floor"
[[floor.version]]
from = 2026-01-01
limit = "1"
per = "period"
STRANGE
[[cap]]
id = "cap"
[[cap.version]]
from = 2026-01-01
limit = "9"
per = "period"
on_excess = "lose"
STRANGE
[[proration]]
id = "proration"
[[proration.version]]
from = 2026-01-01
applies_to = "payout"
days = "working_days"
causes = ["join"]
STRANGE
[[pool]]
id = "pool"
[[pool.version]]
from = 2026-01-01
within = "team"
fund = { share_of_pay = "0.1", from = "members", STRANGE }
weights = { measure = "sales", scope = "specialist", STRANGE }
STRANGE
[[guarantee]]
id = "guarantee"
[[guarantee.version]]
from = 2026-01-01
amount = "1"
recoverable = false
STRANGE
[[deferral]]
id = "deferral"
[[deferral.version]]
from = 2026-01-01
components = "all"
share = "0.1"
after = 1
STRANGE
[[clawback]]
id = "clawback"
[[clawback.version]]
from = 2026-01-01
causes = { lapse = "schedule" }
schedule = [ { upto = 1, share = "1", STRANGE }, { within_months = 3, share = "0.5", STRANGE } ]
basis = "calculated"
never_below = "none"
STRANGE
[[override]]
id = "override"
[[override.version]]
from = 2026-01-01
share = "0.1"
components = "all"
levels = 1
STRANGE
"#;

/// The keys that the hints of a refusal list.
fn keys_told(refusal: &str) -> BTreeSet<String> {
    let lists = refusal.lines().filter_map(|line| line.split_once("known are "));
    let keys = lists.flat_map(|(_, keys)| keys.split(", ").flat_map(|keys| keys.split(" and ")));
    keys.map(|key| key.trim_matches(|c: char| !c.is_ascii_lowercase()).to_owned())
        .collect()
}

#[test]
fn the_docs_explain_every_key_by_an_example_and_no_other() {
    let desk = Desk::new();
    desk.write("duebook.toml", "locale = \"en\"\n");
    desk.write("plans/r.csv", "from,channel,rate\n2026-01-01,*,0.1\n");
    let head = plan_head("keys").replace("rounding = {", "STRANGE\nrounding = { STRANGE,");
    let plan = format!("{head}{EVERYTHING}")
        .replace("\"rate\"\nwithin", "\"renewal_rate\"\nwithin")
        .replace("measure = \"rate\"", "measure = \"renewal_rate\"")
        .replace("sales", "visit_count")
        .replace("STRANGE", "zzzzzzzzzzzz = 1");
    desk.write("plans/all.toml", &plan);
    let across = "schema = 1\n[[cap]]\nid = \"a\"\n[[cap.version]]\nfrom = 2026-01-01\nacross = \"plans\"\nlimit = \"1\"\n\
        per = \"period\"\non_excess = \"lose\"\nzzzzzzzzzzzz = 1\n";
    desk.write("plans/across.toml", across);
    let refusal = told(&desk, "plan check plans/all.toml") + &told(&desk, "plan check plans/across.toml");
    let strange = plan.matches("zzzzzzzzzzzz").count() + across.matches("zzzzzzzzzzzz").count();
    assert_eq!(
        refusal.matches("unknown key `zzzzzzzzzzzz`").count(),
        strange,
        "{refusal}"
    );
    let mut known = keys_told(&refusal);
    known.insert("schema".to_owned());
    known.remove("version");

    let docs = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/incentives.md")).unwrap();
    let (_, docs) = docs.split_once("## The plan file").unwrap();
    let (docs, _) = docs.split_once("## Order and rounding").unwrap();
    let mut written = BTreeSet::new();
    for (at, _) in docs.match_indices(" = ") {
        let before = &docs[..at];
        let start = before
            .rfind(|c: char| !(c.is_ascii_lowercase() || c == '_'))
            .map_or(0, |at| at + 1);
        let is_code = before.ends_with(|c: char| c.is_ascii_lowercase())
            && docs[..start].ends_with(['`', '\n', ' ', '{', '['])
            && docs[at + 3..].starts_with(|c: char| "\"{[0123456789tf".contains(c));
        if is_code {
            written.insert(before[start..].to_owned());
        }
    }
    let untold: Vec<&String> = known.difference(&written).collect();
    assert!(
        untold.is_empty(),
        "without an example in docs/incentives.md: {untold:?}"
    );
    // Of tables whose keys are columns and causes, and of formulas.
    let columns = ITEM_COLUMNS.iter().copied().chain(["item"]);
    let named: Vec<&str> = columns.chain(Cause::WORDS.iter().map(|(cause, _)| *cause)).collect();
    let unknown = written
        .difference(&known)
        .filter(|key| key.len() > 1 && !named.contains(&key.as_str()));
    let unknown: Vec<&String> = unknown.collect();
    assert!(
        unknown.is_empty(),
        "docs/incentives.md explains {unknown:?}, which no plan has"
    );
}
