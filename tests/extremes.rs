//! Books that are empty, tiny, large or one-sided: reports that say so sensibly.

mod common;
#[path = "common/page.rs"]
mod page;

use std::fmt::Write as _;
use std::fs;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use common::{COVERED, Desk, has};
use page::opens_well;

const REPORTS: [(&str, &str); 4] = [
    ("daily", "2026-03-12"),
    ("weekly", "2026-W11"),
    ("monthly", "2026-03"),
    ("quarterly", "2026-Q1"),
];

/// A firm of some teams. Everybody has `items` items due on 10 March 2026 with a premium of 1000, paid on the 12th or not at
/// all.
struct Firm {
    /// People in each team.
    teams: Vec<usize>,
    items: usize,
    is_paid: bool,
}

impl Firm {
    fn loaded(&self) -> Desk {
        let mut teams = String::from("team_id,team_name,branch_id,branch_name,region\n");
        let mut people = String::from("specialist_id,specialist_name,hired_on\n");
        let mut places = String::from("specialist_id,team_id,valid_from\n");
        let mut customers = String::from("customer_id,customer_name\n");
        let mut policies = String::from(
            "policy_id,customer_id,product_code,product_line,channel,issued_on,premium_mode,annual_premium\n",
        );
        let mut due = String::from("due_id,policy_id,due_on,due_no,amount_due,specialist_id\n");
        let mut payments = String::from("payment_id,due_id,paid_on,amount,method,status\n");
        let (mut person, mut item) = (0, 0);
        for (team, size) in self.teams.iter().enumerate() {
            writeln!(teams, "T{team},团队{team},B{0},机构{0},东区", team % 5).unwrap();
            for _ in 0..*size {
                person += 1;
                writeln!(people, "S{person:04},专员{person},2020-01-01").unwrap();
                writeln!(places, "S{person:04},T{team},2020-01-01").unwrap();
                for _ in 0..self.items {
                    item += 1;
                    writeln!(customers, "C{item},客户{item}").unwrap();
                    writeln!(policies, "P{item},C{item},K1,年金,agency,2025-03-10,annual,1000").unwrap();
                    writeln!(due, "D{item},P{item},2026-03-10,2,1000.00,S{person:04}").unwrap();
                    if self.is_paid {
                        writeln!(payments, "Y{item},D{item},2026-03-12,1000.00,transfer,success").unwrap();
                    }
                }
            }
        }
        let desk = Desk::new();
        desk.write("duebook.toml", COVERED);
        for (name, text) in [
            ("teams", &teams),
            ("specialists", &people),
            ("assignments", &places),
            ("customers", &customers),
            ("policies", &policies),
            ("due_items", &due),
            ("payments", &payments),
        ] {
            desk.write(&format!("data/{name}.csv"), text);
        }
        desk.write(
            "data/targets.csv",
            "scope,scope_id,metric,period,target\ncompany,company,collection_completion_rate_count,2026,0.5\n",
        );
        let said = desk.run(&["-q", "ingest", "data"]);
        assert!(said.starts_with("exit 0"), "{said}");
        desk
    }
}

/// Writes a report; its page and workbook hold no number that is none.
fn report(desk: &Desk, name: &str, period: &str, scope: &[&str]) -> (String, String) {
    let said = desk.run(&[&["-q", "report", name, "--period", period], scope].concat());
    assert!(said.starts_with("exit 0"), "{said}");
    let file = said
        .lines()
        .find_map(|line| line.strip_prefix("DESK/reports/")?.strip_suffix(".html"));
    let file = file.unwrap().to_owned();
    let page = fs::read_to_string(desk.path(&format!("reports/{file}.html"))).unwrap();
    let text = page.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
    for word in ["NaN", ">inf", "\"inf", "Infinity"] {
        assert!(!text.contains(word), "{file} holds {word}");
    }
    sane_book(&file, &fs::read(desk.path(&format!("reports/{file}.xlsx"))).unwrap());
    (file, page)
}

fn sane_book(file: &str, bytes: &[u8]) {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    for name in book.sheet_names() {
        for (row, column, cell) in book.worksheet_range(&name).unwrap().used_cells() {
            let is_wrong = match cell {
                Data::Error(_) => true,
                Data::String(text) => text == "NaN" || text == "inf" || text == "-inf",
                _ => false,
            };
            assert!(!is_wrong, "{file} {name} {row},{column}: {cell:?}");
        }
    }
}

fn all_open_well(desk: &Desk, files: &[String]) {
    if has("chromium", &["--version"]) {
        for file in files {
            opens_well(&desk.path("reports"), &format!("{file}.html"));
        }
    }
}

#[test]
fn a_period_without_data_says_so() {
    let desk = Desk::loaded();
    desk.write("duebook.toml", COVERED);
    let mut files = Vec::new();
    for (name, period) in [
        ("daily", "2029-03-12"),
        ("weekly", "2029-W11"),
        ("monthly", "2029-03"),
        ("quarterly", "2029-Q1"),
    ] {
        let (file, page) = report(&desk, name, period, &[]);
        assert!(page.contains("没有符合条件的记录"), "{file}");
        files.push(file);
    }
    let said = desk.run(&["-q", "worklist", "--date", "2029-03-12"]);
    assert!(said.starts_with("exit 0"), "{said}");
    files.push("worklist_2029-03-12_company.zh-CN".to_owned());
    all_open_well(&desk, &files);
}

#[test]
fn one_specialist_with_one_item_is_a_low_sample() {
    let firm = Firm {
        teams: vec![1],
        items: 1,
        is_paid: true,
    };
    let desk = firm.loaded();
    let mut files = Vec::new();
    for (name, period) in REPORTS {
        for scope in [&[][..], &["--specialist", "S0001"]] {
            files.push(report(&desk, name, period, scope).0);
        }
    }
    let (_, page) = report(&desk, "monthly", "2026-03", &[]);
    let scorecard = page
        .split("id=\"scorecard\"")
        .nth(1)
        .unwrap()
        .split("</section>")
        .next()
        .unwrap();
    assert_eq!(scorecard.matches("data-level=\"specialist\"").count(), 1);
    assert!(scorecard.contains("<span class=\"low\""));
    // Nobody is ranked by one item.
    assert!(!scorecard.contains("<span class=\"rank\">1 / 1"), "{scorecard}");
    all_open_well(&desk, &files);
}

#[test]
fn nothing_paid_is_zero_and_behind() {
    let firm = Firm {
        teams: vec![3, 2],
        items: 12,
        is_paid: false,
    };
    let desk = firm.loaded();
    let files: Vec<String> = REPORTS.map(|(name, period)| report(&desk, name, period, &[]).0).into();
    let (_, page) = report(&desk, "monthly", "2026-03", &[]);
    assert!(page.contains("0.00%") && page.contains("需改善"));
    assert!(!page.contains("祝贺达成</span>"));
    all_open_well(&desk, &files);
}

#[test]
fn attainment_above_one_hundred_percent_is_shown_as_it_is() {
    let firm = Firm {
        teams: vec![3, 2],
        items: 12,
        is_paid: true,
    };
    let desk = firm.loaded();
    let files: Vec<String> = REPORTS.map(|(name, period)| report(&desk, name, period, &[]).0).into();
    let (file, page) = report(&desk, "monthly", "2026-03", &[]);
    assert!(page.contains("200.00%") && page.contains("祝贺达成"));
    // No bar runs out of its box of 100.
    let bars = page
        .split("class=\"fill\"")
        .skip(1)
        .filter_map(|rest| rest.split("width=\"").nth(1)?.split('"').next());
    let widths: Vec<f64> = bars.filter_map(|width| width.parse().ok()).collect();
    assert!(
        !widths.is_empty() && widths.iter().all(|width| *width <= 100.0),
        "{widths:?}"
    );
    let bytes = fs::read(desk.path(&format!("reports/{file}.xlsx"))).unwrap();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let detail = book.worksheet_range("明细").unwrap();
    let attainment = detail
        .used_cells()
        .filter(|(_, column, cell)| *column == 11 && **cell == Data::Float(2.0));
    assert!(attainment.count() > 5);
    all_open_well(&desk, &files);
}

#[test]
fn three_thousand_specialists_and_a_team_of_two_hundred() {
    let firm = Firm {
        teams: [vec![200], vec![100; 28]].concat(),
        items: 1,
        is_paid: true,
    };
    assert_eq!(firm.teams.iter().sum::<usize>(), 3_000);
    let desk = firm.loaded();
    let (monthly, page) = report(&desk, "monthly", "2026-03", &[]);
    let scorecard = page
        .split("id=\"scorecard\"")
        .nth(1)
        .unwrap()
        .split("</section>")
        .next()
        .unwrap();
    // The page stops at teams and says where the people are; the workbook has them all.
    assert_eq!(scorecard.matches("<tr id=").count(), 1 + 5 + 29);
    assert!(scorecard.contains("3000 名专员见工作簿"), "{}", &scorecard[..2000]);
    assert!(page.len() < 10_000_000, "{} bytes", page.len());
    let bytes = fs::read(desk.path(&format!("reports/{monthly}.xlsx"))).unwrap();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range("计分卡").unwrap();
    assert_eq!(sheet.end().unwrap().0, 4 + 1 + 5 + 29 + 3_000);
    // The team of 200 in its own report: a row each, on the page too.
    let (team, page) = report(&desk, "monthly", "2026-03", &["--team", "T0"]);
    assert_eq!(page.matches("data-level=\"specialist\"").count(), 200);
    let (weekly, page) = report(&desk, "weekly", "2026-W11", &["--team", "T0"]);
    let sheet = page
        .split("id=\"team-sheet\"")
        .nth(1)
        .unwrap()
        .split("</section>")
        .next()
        .unwrap();
    assert_eq!(sheet.matches("<tr>").count(), 1 + 200 + 1);
    let (all, _) = report(&desk, "weekly", "2026-W11", &[]);
    all_open_well(&desk, &[monthly, team, weekly, all]);
}
