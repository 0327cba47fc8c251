//! What the commands on a plan say of a file as people write and keep it: where a mistake stands, in which words it is shown, and
//! that files of Excel and of Chinese editors are read.

mod common;

use std::fs;

use common::Desk;
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
