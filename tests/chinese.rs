//! The program speaks Chinese where the workspace or the system asks for it: errors, hints and the help of every command.

mod common;

use common::{Desk, english_left, pin};
use duebook::locale::Locale;
use duebook::wording::Wording;
use std::io::Write as _;
use std::path::Path;

use unicode_width::UnicodeWidthStr;

/// Every kind of block, and in each what is not allowed.
const WRONG_PLAN: &str = r#"
schema = 1
nobody = true
[plan]
id = "wrong"
title = ""
authority = "x"
currency = "CNY"
period = "fortnight"
population = "p"
rounding = { line = 2, total = 2, mode = "half_up" }
[[param]]
id = "1a"
values = [{ from = "2026-01-01", value = 0.5 }, { from = 2026-01-01, value = "x" }]
[[param]]
id = "base"
values = [{ from = 2026-01-01, value = "1" }, { from = 2026-01-01, value = "2" }]
[[param]]
id = "base"
values = []
[[table]]
id = "curve"
mode = "interpolate"
boundary = "lower_inclusive"
outside = "clamp"
[[table.version]]
from = 2026-01-01
top = "1"
tiers = []
points = [{ at = "1", value = "1" }, { at = "0.5", value = "2" }]
[[table]]
id = "steps"
mode = "marginal"
boundary = "lower_inclusive"
outside = "clamp"
[[table.version]]
from = 2026-01-01
points = []
per_step = { every = "0", add = "1" }
top = "0"
tiers = [{ from = "1", value = "-1" }]
[[rate_table]]
id = "rates"
file = "rates.csv"
keys = ["product_code"]
missing = "error"
[[rate_table]]
id = "elsewhere"
file = "../rates.csv"
keys = ["nobody"]
missing = "error"
[[rate_table]]
id = "nowhere"
file = "nowhere.csv"
keys = ["product_code"]
missing = "error"
[[component]]
id = "renewal"
[[component.version]]
from = 2026-01-01
kind = "percent_of_target"
base = { value = "1" }
measure = "renewal_rat"
table = "nothing"
floor = { value = "3" }
cap = { value = "2" }
[[component]]
id = "score"
[[component.version]]
from = 2026-01-01
kind = "ranking"
measure = "renewal_rate"
scope = "team"
within = "team"
better = "lower"
ties = "share"
places = []
[[component]]
id = "items"
[[component.version]]
from = 2026-01-01
kind = "per_item"
rate_table = "rates"
table = "steps"
on = "amount"
[[gate]]
id = "door"
[[gate.version]]
from = 2026-01-01
when = "renewal_rate >"
otherwise = { multiply = "-1" }
[[gate]]
id = "gate2"
[[gate.version]]
from = 2026-01-01
when = "(renewal_rate > 0.5"
otherwise = "zero"
[[gate]]
id = "gate3"
[[gate.version]]
from = 2026-01-01
when = "renewal_rate ? 1"
otherwise = "zero"
[[gate]]
id = "gate4"
[[gate.version]]
from = 2026-01-01
when = "renewal_rate > 1 2"
otherwise = "zero"
[[gate]]
id = "gate5"
[[gate.version]]
from = 2026-01-01
when = "renewal_rate and 1"
otherwise = "zero"
[[gate]]
id = "gate6"
[[gate.version]]
from = 2026-01-01
when = "renewal_rate > >"
otherwise = "zero"
[[penalty]]
id = "errors"
[[penalty.version]]
from = 2026-01-01
share = "2"
per_unit = "1"
"#;

/// A workspace that asks for Chinese.
fn desk() -> Desk {
    let desk = Desk::of_one_specialist();
    desk.write("duebook.toml", "locale = \"zh-CN\"\n");
    desk
}

fn said(desk: &Desk, arguments: &[&str]) -> String {
    format!("$ duebook {}\n{}\n", arguments.join(" "), desk.run(arguments))
}

#[test]
fn the_commonest_errors_are_told_in_chinese() {
    let desk = desk();
    desk.write("bad/empty.csv", "")
        .write("bad/report.pdf", "%PDF-1.7\n")
        .write("bad/strange.csv", "甲,乙\n1,2\n")
        .write("bad/due_items.csv", "policy_id,due_no\nP1,1\n")
        .write("bad/quote.csv", "team_id,team_name\nT1,\"一部\n")
        .write("plans/wrong.toml", "id = \"p\"\nperiod = 3\nnobody = 1\n");
    let runs: [&[&str]; 27] = [
        &["ingest", "nothing.csv"],
        &["ingest", "bad/empty.csv"],
        &["ingest", "bad/report.pdf"],
        &["ingest", "bad/strange.csv"],
        &["ingest", "bad/due_items.csv"],
        &["ingest", "bad/quote.csv"],
        &["ingest", "data", "--table", "due_item"],
        &["init"],
        &["kpi", "--period", "2026-13"],
        &["kpi", "--period", "2026-03-05..2026-03-01"],
        &["kpi", "--period", "2026-03", "--as-of", "yesterday"],
        &["kpi", "--period", "2026-03", "--metric", "renewal_rat"],
        &["kpi", "--period", "2026-03", "--by", "brnch"],
        &["kpi", "--period", "2026-03", "--where", "agency"],
        &[
            "kpi",
            "--period",
            "2026-03",
            "--explain",
            "renewal_rate",
            "--entity",
            "S9",
        ],
        &["kpi", "--period", "2026-03", "--bom"],
        &["kpi"],
        &["kpi", "--period", "2026-03", "--format", "exel"],
        &["kpi", "--perid", "2026-03"],
        &["repotr"],
        &["report", "monthly", "--period", "2026-W11"],
        &["report", "monthly", "--period", "2026-03", "--branch", "B9"],
        &["query", "DELETE FROM due_items"],
        &["query", "SELECT * FROM due_itms"],
        &["plan", "check", "plans/wrong.toml"],
        &["incentive", "approve", "--period", "2026-03", "--by", "李"],
        &["check", "--rows", "many"],
    ];
    let told: String = runs.iter().map(|arguments| said(&desk, arguments)).collect();
    for english in ["error:", "hint:", "Usage:"] {
        assert!(!told.contains(english), "{told}");
    }
    pin("chinese_errors", &told);
}

/// What a text is given stands in braces; the rest of it is Chinese. Of commands and options a text speaks in backticks.
#[test]
fn no_text_has_english_words() {
    fn collect(table: &toml::Table, prefix: &str, out: &mut Vec<String>) {
        for (key, value) in table {
            match value {
                toml::Value::Table(inner) => collect(inner, &format!("{prefix}{key}."), out),
                value => {
                    let left = english_left(value.as_str().unwrap_or_default());
                    out.extend((!left.is_empty()).then(|| format!("{prefix}{key}: {left:?} in {value}")));
                }
            }
        }
    }
    let mut left = Vec::new();
    for area in ["errors", "commands", "ingest", "pay", "serve"] {
        let texts = Wording::shipped(Locale::ZhCn).table();
        collect(texts[area].as_table().unwrap(), &format!("{area}."), &mut left);
    }
    assert!(left.is_empty(), "{}", left.join("\n"));
}

/// A workbook of one sheet with these rows.
fn workbook(desk: &Desk, name: &str, sheet: &str) {
    let file = std::fs::File::create(desk.path(name)).unwrap();
    let mut zip = zip::ZipWriter::new(file);
    let mut part = |name: &str, text: &str| {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    part("[Content_Types].xml", "<Types/>");
    part(
        "_rels/.rels",
        "<Relationships><Relationship Id='r' Type='x/officeDocument' Target='xl/workbook.xml'/></Relationships>",
    );
    part(
        "xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id='r' Type='x/worksheet' Target='a.xml'/></Relationships>",
    );
    part(
        "xl/workbook.xml",
        "<workbook><sheets><sheet name='甲' id='r'/></sheets></workbook>",
    );
    if sheet == "nowhere" {
        part("xl/workbook.xml.bak", "");
    } else {
        part("xl/a.xml", sheet);
    }
    zip.finish().unwrap();
}

/// Each way in which a file of each format can be damaged.
#[test]
fn damaged_files_are_told_in_chinese() {
    let desk = desk();
    std::fs::create_dir(desk.path("bad")).unwrap();
    for (index, sheet) in [
        "nowhere",
        "<worksheet><sheetData><row r='x'><c r='A1'><v>1</v></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><row r='0'><c r='A1'><v>1</v></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><row><c r='1A'><v>1</v></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><row><c r='A1'><v>1</v></c>",
        "<worksheet><sheetData><row><c r='A1'><v>1",
        "<worksheet><sheetData><row><c r='A1'><v>&nobody;</v></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><row r='2'><c r='A2'><v>1</v></c></row><row r='1'><c r='A1'><v>1</v></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><row><c r='A1'><v>&#xFFFFFFFF;</v></c></row></sheetData></worksheet>",
    ]
    .into_iter()
    .enumerate()
    {
        workbook(&desk, &format!("bad/{index}.xlsx"), sheet);
    }
    let xml = |rows: &str| {
        format!("<?xml version=\"1.0\"?><Workbook><Worksheet><Table>{rows}</Table></Worksheet></Workbook>")
    };
    for (name, text) in [
        ("a.xls", xml("<Row Index='4'/><Row Index='2'/>")),
        ("b.xls", xml("<Row><Cell Index='4'/><Cell Index='2'/></Row>")),
        ("c.xls", xml("<Row Index='x'/>")),
        ("d.xls", xml("<Row><Cell><Data>&nobody;</Data></Cell></Row>")),
        ("e.xls", xml(&"<a>".repeat(100))),
        ("f.xls", "<?xml version=\"1.0\"?><Workbook><Worksheet>".to_owned()),
        ("g.xls", "<html><table><tr><td>团队".to_owned()),
        ("h.xls", "<html><table><tr><td>团队</td></tr></table><!-- ".to_owned()),
        ("i.json", "[{\"a\": 1".to_owned()),
        ("j.json", "[{\"a\" 1}]".to_owned()),
        ("k.parquet", "PAR1".to_owned()),
        ("l.csv", "a,b\n\"1,2\n".to_owned()),
        ("m.csv", "a,b\n1,\0\n".to_owned()),
    ] {
        desk.write(&format!("bad/{name}"), &text);
    }
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ingest");
    let bytes = |name: &str, bytes: &[u8]| std::fs::write(desk.path(&format!("bad/{name}")), bytes).unwrap();
    let gzip = std::fs::read(cases.join("gzip/customers.csv.gz")).unwrap_or_else(|_| vec![0x1F, 0x8B, 8, 0]);
    bytes("n.csv.gz", &gzip[..gzip.len() / 2]);
    let truncated = std::fs::read(cases.join("xlsx-truncated/团队.xlsx")).unwrap();
    bytes("o.xlsx", &truncated);
    // The compound file of an old workbook: without one inside, cut off, and with a record that is.
    let old = std::fs::read_dir(cases.join("xls-old-workbooks"))
        .unwrap()
        .next()
        .unwrap();
    let old = std::fs::read(old.unwrap().path()).unwrap();
    bytes("p.xls", &old[..old.len() / 2]);
    let name: Vec<u8> = "Workbook".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut other = old.clone();
    if let Some(at) = other.windows(name.len()).position(|part| part == name) {
        other[at] = b'V';
    }
    bytes("q.xls", &other);
    let mut cut = old.clone();
    let begin = cut.windows(4).position(|part| part == [0x09, 0x08, 0x10, 0x00]);
    if let Some(at) = begin {
        cut[at + 20] = 0xFF;
        cut[at + 22] = 0xFF;
        cut[at + 23] = 0x7F;
    }
    bytes("r.xls", &cut);
    let told = desk.run(&["ingest", "bad"]);
    let errors: Vec<&str> = told.lines().filter(|line| line.starts_with("错误：")).collect();
    assert!(errors.len() > 20, "{told}");
    assert!(
        english_left(&errors.join("\n")).is_empty(),
        "{:?} in\n{}",
        english_left(&errors.join("\n")),
        errors.join("\n")
    );
    pin("chinese_damaged", &errors.join("\n"));
}

/// A plan in which every block is wrong in some way.
#[test]
fn mistakes_of_plans_are_told_in_chinese() {
    let desk = desk();
    desk.write("plans/wrong.toml", WRONG_PLAN)
        .write("plans/no_toml.toml", "schema = \n")
        .write(
            "plans/rates.csv",
            "from,product_code,rate\n2026-01-01,P1,0.01\n2026-01-01,P1,0.02\nsoon,P2,x\n",
        )
        .write(
            "plans/plain.toml",
            "schema = 2\n[plan]\nid = \"1\"\nrounding = { line = 9, total = 2, mode = \"up\" }\n",
        );
    let mut told = String::new();
    for file in ["wrong", "no_toml", "plain", "none"] {
        told.push_str(&said(&desk, &["plan", "check", &format!("plans/{file}.toml")]));
    }
    let lines: Vec<&str> = told
        .lines()
        .filter(|line| line.starts_with("错误：") || line.starts_with("提示："))
        .collect();
    let text = lines.join("\n");
    assert!(english_left(&text).is_empty(), "{:?} in\n{text}", english_left(&text));
    pin("chinese_plan_errors", &text);
}

#[test]
fn outside_of_a_workspace_the_system_says_the_language() {
    let desk = Desk::bare();
    let told = |language: &str| {
        let output = desk
            .command(&["status"])
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .env("LANG", language)
            .output()
            .unwrap();
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(told("zh_CN.UTF-8").starts_with("错误："), "{}", told("zh_CN.UTF-8"));
    assert!(told("en_GB.UTF-8").starts_with("error: "), "{}", told("en_GB.UTF-8"));
    // What a workspace says counts more, whatever else is wrong with it.
    desk.write("duebook.toml", "locale = \"zh-CN\"\ncompnay = \"甲\"\n");
    assert!(told("en_GB.UTF-8").starts_with("错误："), "{}", told("en_GB.UTF-8"));
}

/// A company words errors and help anew.
#[test]
fn a_workspace_words_errors_and_help_anew() {
    let desk = desk();
    desk.write(
        "report-templates/locale/errors.zh-CN.toml",
        "[metric.unknown]\nsays = \"x\"\n",
    );
    let refused = desk.run(&["check"]);
    assert!(refused.contains("metric.unknown"), "{refused}");
    desk.write(
        "report-templates/locale/errors.zh-CN.toml",
        "[metric]\nunknown = \"本公司没有指标 `{name}`\"\n",
    )
    .write(
        "report-templates/locale/help.zh-CN.toml",
        "[kpi]\nabout = \"看续收率\"\n",
    );
    let told = desk.run(&["kpi", "--period", "2026-03", "--metric", "x"]);
    assert!(told.contains("错误：本公司没有指标 `x`"), "{told}");
    assert!(desk.run(&["--help"]).contains("看续收率"));
}

/// The commands a help lists.
fn commands(help: &str) -> Vec<String> {
    let listed = help.lines().skip_while(|line| !line.starts_with("命令")).skip(1);
    let listed = listed.take_while(|line| line.starts_with("  "));
    listed
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect()
}

fn collect_help(desk: &Desk, path: &[String], out: &mut String) {
    let mut arguments: Vec<&str> = path.iter().map(String::as_str).collect();
    arguments.push("--help");
    let help = desk.run(&arguments);
    out.push_str(&said(desk, &arguments));
    for command in commands(&help) {
        collect_help(desk, &[path, &[command]].concat(), out);
    }
}

#[test]
fn all_help_is_in_chinese() {
    let desk = desk();
    let mut help = String::new();
    collect_help(&desk, &[], &mut help);
    assert!(help.matches("用法：").count() > 30, "{help}");
    for line in help.lines() {
        assert!(line.width() <= 118, "too wide: {line}");
    }
    for english in [
        "Usage:",
        "Options:",
        "Arguments:",
        "Commands:",
        "[default",
        "[possible",
        "Print ",
    ] {
        assert!(!help.contains(english), "{english}: {help}");
    }
    pin("chinese_help", &help);
}
