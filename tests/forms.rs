//! The forms' way out and back: `worklist --all --forms`, filled in as people do, and `ingest`. What they wrote is in the tables, and
//! what cannot be is told.
//!
//! The people take turns at the ways forms come back: filled from the lists, in words of one's own, late, twice, with a sheet of
//! one's own, with a column put in between, saved by another program, saved as an old workbook. `DUEBOOK_FORMS_PEOPLE=40` fills
//! as many; by default each way is tried once.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Reader as _, Xlsx};
use common::{Desk, has};
use rust_xlsxwriter::Workbook;

const DAY: &str = "2026-07-01";

/// The ways in which forms come back.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Lists,
    OwnWords,
    Late,
    Twice,
    OwnSheet,
    OwnColumn,
    OtherProgram,
    OldWorkbook,
}

const WAYS: [Way; 8] = [
    Way::Lists,
    Way::OwnWords,
    Way::Late,
    Way::Twice,
    Way::OwnSheet,
    Way::OwnColumn,
    Way::OtherProgram,
    Way::OldWorkbook,
];

/// A sheet: its name and its rows of texts, from the first.
#[derive(Clone)]
struct Sheet {
    name: String,
    rows: Vec<Vec<String>>,
}

/// Where the headers stand.
const HEAD: usize = 2;

impl Sheet {
    fn column(&self, header: &str) -> usize {
        let found = self.rows[HEAD].iter().position(|cell| cell == header);
        found.unwrap_or_else(|| panic!("{} lacks {header}: {:?}", self.name, self.rows[HEAD]))
    }

    fn get(&self, row: usize, header: &str) -> String {
        self.rows[row][self.column(header)].clone()
    }

    fn set(&mut self, row: usize, header: &str, text: &str) {
        let column = self.column(header);
        text.clone_into(&mut self.rows[row][column]);
    }

    /// The lines that are filled with something known.
    fn lines(&self, header: &str) -> Vec<usize> {
        (HEAD + 1..self.rows.len())
            .filter(|row| !self.get(*row, header).is_empty())
            .collect()
    }
}

fn read(path: &Path) -> Vec<Sheet> {
    let mut book: Xlsx<_> = calamine::open_workbook(path).unwrap();
    let names = book.sheet_names();
    let sheets = names.into_iter().map(|name| {
        let range = book.worksheet_range(&name).unwrap();
        let rows = range.rows().map(|row| row.iter().map(ToString::to_string).collect());
        Sheet {
            rows: rows.collect(),
            name,
        }
    });
    sheets.collect()
}

fn write(path: &Path, sheets: &[Sheet]) {
    let mut book = Workbook::new();
    for sheet in sheets {
        let page = book.add_worksheet();
        page.set_name(&sheet.name).unwrap();
        for (row, cells) in (0_u32..).zip(&sheet.rows) {
            for (column, cell) in (0_u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                page.write_string(row, column, cell).unwrap();
            }
        }
    }
    book.save(path).unwrap();
}

/// Opens and saves a workbook by LibreOffice, in another format if `to` is one.
fn saved_by_office(path: &Path, to: &str) -> PathBuf {
    let (profile, out) = (tempfile::tempdir().unwrap(), path.with_extension("office"));
    fs::create_dir_all(&out).unwrap();
    let output = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.path().display()))
        .args(["--headless", "--convert-to", to, "--outdir"])
        .args([&out, path])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let saved = out.join(path.with_extension(to).file_name().unwrap());
    let target = path.with_extension(to);
    fs::remove_file(path).unwrap();
    fs::rename(saved, &target).unwrap();
    fs::remove_dir_all(&out).unwrap();
    target
}

/// What must be in the tables in the end, a line of text for each row.
#[derive(Default)]
struct Wanted {
    activities: BTreeSet<String>,
    visits: BTreeSet<String>,
    ratings: BTreeSet<String>,
    reviews: BTreeMap<String, String>,
    /// Lines of the worklist.
    planned: usize,
    /// What cannot be read.
    rejects: BTreeSet<String>,
}

fn filled_diary(sheet: &mut Sheet, way: Way, wanted: &mut Wanted) {
    let lines = sheet.lines("事由");
    wanted.planned += lines.len();
    for (place, row) in lines.iter().copied().enumerate().take(4) {
        let id = sheet.get(row, "表单号");
        let (due, customer) = (sheet.get(row, "应收号"), sheet.get(row, "客户号"));
        let (kind, meant) = [
            ("电话", "call"),
            ("亲访", "visit"),
            ("微信", "wechat"),
            ("上门", "visit"),
        ][place];
        let (result, outcome) = match (way, place) {
            (Way::OwnWords, 0) => ("聊得不错", ""),
            _ => [
                ("已联系", "connected"),
                ("承诺", "promised"),
                ("拒绝缴费", "refused"),
                ("已缴", "paid"),
            ][place],
        };
        if outcome.is_empty() {
            wanted.rejects.insert(format!("outcome|{result}|cell_left_out"));
        }
        sheet.set(row, "状态", ["完成", "已完成", "改期", ""][place]);
        sheet.set(row, "时间", ["9:30", "14:05", "", "16:00"][place]);
        sheet.set(row, "活动方式", kind);
        sheet.set(row, "结果", result);
        let promised = if outcome == "promised" { "2026-07-08" } else { "" };
        sheet.set(row, "承诺日期", promised);
        let (objection, code) = if outcome == "refused" {
            ("嫌收益低", "low_return")
        } else {
            ("", "")
        };
        sheet.set(row, "异议类型", objection);
        let note = if way == Way::OwnWords {
            "客户说：“月底再看，=1+1 也行”"
        } else {
            ""
        };
        sheet.set(row, "备注", note);
        let time = ["09:30:00", "14:05:00", "00:00:00", "16:00:00"][place];
        let line = [
            &id,
            &due,
            &customer,
            &format!("{DAY} {time}"),
            meant,
            outcome,
            promised,
            code,
            note,
        ]
        .map(str::to_owned);
        wanted.activities.insert(line.join("|"));
        if meant == "visit" {
            sheet.set(row, "接触前准备", "是");
            sheet.set(row, "后期服务", "否");
            sheet.set(row, "承诺服务", "送红利通知书");
            sheet.set(row, "承诺服务日", "2026/7/10");
            sheet.set(row, "未缴原因", "经济压力");
            wanted
                .visits
                .insert(format!("{id}|true|false|送红利通知书|2026-07-10|economic_pressure"));
        }
        if place == 1 && !wanted.ratings.iter().any(|line| line.starts_with(&customer)) {
            for (header, word) in [("经济状况", "良好"), ("保险意识", "强"), ("缴费态度", "一般")] {
                sheet.set(row, header, word);
            }
            wanted
                .ratings
                .insert(format!("{customer}|{DAY}|good|strong|fair|{}", sheet.get(row, "工号")));
        }
    }
    // A line of one's own: a customer met on the way.
    let own = (HEAD + 1..sheet.rows.len())
        .find(|row| sheet.get(*row, "客户号").is_empty())
        .unwrap();
    let id = sheet.get(own, "表单号");
    for (header, text) in [
        ("活动方式", "电话"),
        ("目的", "关怀"),
        ("结果", "接通"),
        ("时间", "17:20"),
    ] {
        sheet.set(own, header, text);
    }
    wanted
        .activities
        .insert(format!("{id}||||{DAY} 17:20:00|call|connected|||").replace("||||2026", "|||2026"));
}

fn filled_review(sheet: &mut Sheet, way: Way, wanted: &mut Wanted) {
    for row in sheet.lines("表单号") {
        let id = sheet.get(row, "表单号");
        let returned = if way == Way::Late { "2026-07-20" } else { "2026-07-05" };
        let cells = [
            ("未缴原因", "忘记缴费"),
            ("缴费意愿", "犹豫"),
            ("障碍", "人在外地"),
            ("后续措施", "月底再访"),
            ("回收日期", returned),
            ("主管工号", "M1"),
            ("评鉴等级", "良"),
            ("评鉴日期", returned),
        ];
        for (header, text) in cells {
            sheet.set(row, header, text);
        }
        wanted.reviews.insert(
            id,
            format!("forgot|hesitating|人在外地|月底再访|{returned}|M1|良|{returned}"),
        );
    }
}

/// The columns of `sql`, a line of text for each row.
fn lines(desk: &Desk, sql: &str) -> BTreeSet<String> {
    let output = desk.command(&["query", sql, "--format", "csv"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut reader = csv::Reader::from_reader(&output.stdout[..]);
    let rows = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>().join("|"));
    rows.collect()
}

fn people() -> usize {
    std::env::var("DUEBOOK_FORMS_PEOPLE").map_or(WAYS.len(), |count| count.parse().unwrap())
}

fn with_forms(people: usize) -> Desk {
    let desk = Desk::new();
    let specialists = people.max(8).to_string();
    let policies = (100 * people.max(8)).to_string();
    let said = desk.run(&[
        "-q",
        "sample",
        "--policies",
        &policies,
        "--specialists",
        &specialists,
        "--months",
        "3",
    ]);
    assert!(said.starts_with("exit 0"), "{said}");
    let said = desk.run(&["-q", "ingest", "data"]);
    assert!(said.starts_with("exit 0"), "{said}");
    let said = desk.run(&["worklist", "--date", DAY, "--all", "--forms", "forms"]);
    assert!(said.starts_with("exit 0"), "{said}");
    desk
}

fn workbooks(folder: &Path) -> Vec<PathBuf> {
    let mut books: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    books.retain(|path| path.extension().is_some_and(|extension| extension == "xlsx"));
    books.sort();
    books
}

/// Fills in every form in one of the ways of people, into the folder `returned`; how many have a sheet of their own.
fn return_forms(desk: &Desk, wanted: &mut Wanted) -> usize {
    let has_office = has("soffice", &["--version"]);
    let returned = desk.path("returned");
    fs::create_dir_all(&returned).unwrap();
    let mut own_sheets = 0;
    for (place, path) in workbooks(&desk.path("forms")).iter().enumerate() {
        let way = WAYS[place % WAYS.len()];
        let mut sheets = read(path);
        assert_eq!(
            sheets.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(),
            ["活动日志", "续收评鉴表", "复效评鉴表"]
        );
        let target = returned.join(path.file_name().unwrap());
        if way == Way::Twice {
            // A first version, before the day was over.
            let mut draft = sheets.clone();
            let row = HEAD + 1;
            draft[0].set(row, "活动方式", "邮件");
            draft[0].set(row, "结果", "留言");
            write(&target, &draft);
            let said = desk.run(&["-q", "ingest", "returned"]);
            assert!(!said.starts_with("exit 2"), "{said}");
        }
        filled_diary(&mut sheets[0], way, wanted);
        for review in &mut sheets[1..] {
            filled_review(review, way, wanted);
        }
        match way {
            Way::OwnSheet => {
                let rows = vec![vec!["本周小结".to_owned()], vec!["电话".to_owned(), "12".to_owned()]];
                sheets.push(Sheet {
                    name: "我的统计".to_owned(),
                    rows,
                });
                own_sheets += 1;
            }
            Way::OwnColumn => {
                for row in &mut sheets[0].rows {
                    row.insert(3, String::new());
                }
                "本人标记".clone_into(&mut sheets[0].rows[HEAD][3]);
                "重要".clone_into(&mut sheets[0].rows[HEAD + 1][3]);
            }
            _ => {}
        }
        write(&target, &sheets);
        match way {
            Way::OtherProgram if has_office => drop(saved_by_office(&target, "xlsx")),
            Way::OldWorkbook if has_office => drop(saved_by_office(&target, "xls")),
            _ => {}
        }
    }
    own_sheets
}

#[test]
fn forms_come_back_as_people_return_them() {
    let desk = with_forms(people());
    let said = desk.run(&["ingest", "forms/service_reviews.csv"]);
    assert!(said.starts_with("exit 0") && said.contains("service_reviews"), "{said}");
    let issued = lines(
        &desk,
        &format!("SELECT review_id FROM service_reviews WHERE issued_on = DATE '{DAY}'"),
    );
    assert!(!issued.is_empty(), "no review went out");
    let mut wanted = Wanted::default();
    let own_sheets = return_forms(&desk, &mut wanted);
    let said = desk.run(&["ingest", "returned"]);
    // What cannot be read is told; everything else is in.
    assert!(!said.starts_with("exit 2"), "{said}");
    assert_eq!(said.matches("我的统计").count() > 0, own_sheets > 0, "{said}");
    let rejects = lines(&desk, "SELECT column_name, raw_value, rule FROM rejects");
    assert_eq!(rejects, wanted.rejects);
    let got = lines(
        &desk,
        "SELECT activity_id, due_id, customer_id, occurred_at, kind, outcome, promised_on, objection_code, note \
         FROM activities WHERE activity_id LIKE 'F-%'",
    );
    assert_eq!(got, wanted.activities);
    let got = lines(
        &desk,
        "SELECT activity_id, prepared, followed_up, promised_service, promised_by, cause_code FROM visits WHERE activity_id LIKE 'F-%'",
    );
    assert_eq!(got, wanted.visits);
    let got = lines(
        &desk,
        &format!(
            "SELECT customer_id, rated_on, economic, awareness, attitude, rated_by FROM customer_ratings WHERE rated_on = DATE '{DAY}'"
        ),
    );
    assert_eq!(got, wanted.ratings);
    let got = lines(
        &desk,
        &format!(
            "SELECT review_id, cause_code, willing, obstacle, measure, returned_on, supervisor_id, grade, reviewed_on \
             FROM service_reviews WHERE issued_on = DATE '{DAY}'"
        ),
    );
    let reviews: BTreeSet<String> = wanted.reviews.iter().map(|(id, line)| format!("{id}|{line}")).collect();
    assert_eq!(got, reviews);
    assert_eq!(issued, wanted.reviews.keys().cloned().collect());
    // The plan of the day: every line of the worklist that went out.
    let planned = lines(
        &desk,
        &format!("SELECT task_id FROM tasks WHERE on_day = DATE '{DAY}' AND source = 'worklist'"),
    );
    assert!(
        planned.len() == wanted.planned && wanted.planned > people(),
        "{} of {}",
        planned.len(),
        wanted.planned
    );
    // The same files once more change nothing.
    let said = desk.run(&["ingest", "returned"]);
    assert!(!said.starts_with("exit 2"), "{said}");
    assert_eq!(
        lines(
            &desk,
            "SELECT COUNT(*) AS n FROM activities WHERE activity_id LIKE 'F-%'"
        ),
        BTreeSet::from([wanted.activities.len().to_string()])
    );
}
