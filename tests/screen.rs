//! What a manager sees: how long the pages are, that nothing leaves its card, what is folded and printed, and workbooks whose rows
//! are data.

mod common;
#[path = "common/page.rs"]
mod page;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use calamine::{Data, Xlsx};
use common::{Desk, has};
use page::{chromium, framed};

/// The four reviews and the worklist of a sample book in Chinese, written once.
fn desk() -> &'static Desk {
    static DESK: OnceLock<Desk> = OnceLock::new();
    DESK.get_or_init(|| {
        let desk = Desk::sampled(6_000);
        let reviews = [
            ("daily", "2026-06-30"),
            ("weekly", "2026-W26"),
            ("monthly", "2026-06"),
            ("quarterly", "2026-Q2"),
        ];
        for (name, period) in reviews {
            let said = desk.run(&["-q", "report", name, "--period", period]);
            assert!(said.starts_with("exit 0"), "{said}");
        }
        let said = desk.run(&["-q", "worklist", "--date", "2026-07-01"]);
        assert!(said.starts_with("exit 0"), "{said}");
        desk
    })
}

const REVIEWS: [&str; 4] = [
    "daily_2026-06-30_company.zh-CN",
    "weekly_2026-W26_company.zh-CN",
    "monthly_2026-06_company.zh-CN",
    "quarterly_2026-Q2_company.zh-CN",
];
const WORKLIST: &str = "worklist_2026-07-01_company.zh-CN";

fn folder() -> std::path::PathBuf {
    desk().path("reports")
}

/// What `script` says of a page at a width.
fn said(page: &str, width: u32, script: &str) -> String {
    framed(&folder(), &format!("{page}.html"), width, &format!("done({script})")).0
}

#[test]
fn no_review_is_longer_than_eight_screens() {
    if !has("chromium", &["--version"]) {
        return;
    }
    for page in REVIEWS {
        let height: u32 = said(page, 1280, "d.documentElement.scrollHeight").parse().unwrap();
        eprintln!("{page}: {height} px, {:.1} screens", f64::from(height) / 900.0);
        assert!(height <= 8 * 900, "{page} is {height} pixels high");
    }
}

#[test]
fn what_matters_comes_first_each_with_a_link() {
    for page in REVIEWS {
        let text = fs::read_to_string(folder().join(format!("{page}.html"))).unwrap();
        let first = text.split("<section").nth(1).unwrap();
        assert!(first.contains("id=\"highlights\""), "{page}");
        let sentences: Vec<&str> = first.split("<li>").skip(1).collect();
        assert!((3..=6).contains(&sentences.len()), "{page}: {}", sentences.len());
        for sentence in sentences {
            let link = sentence.split("href=\"#").nth(1).unwrap().split('"').next().unwrap();
            assert!(text.contains(&format!("id=\"{link}\"")), "{page} leads to {link}");
            assert!(!sentence.contains('{') && !sentence.contains('–'), "{sentence}");
        }
    }
    let daily = fs::read_to_string(folder().join(format!("{}.html", REVIEWS[0]))).unwrap();
    let place = |id: &str| daily.find(&format!("id=\"{id}\"")).unwrap();
    assert!(place("tomorrow") < place("failure") && place("failure") < place("success"));
}

#[test]
fn the_scorecard_and_the_value_at_risk_fit_a_screen() {
    if !has("chromium", &["--version"]) {
        return;
    }
    let fits = "(b=>b.scrollWidth<=b.clientWidth)(d.querySelector('#scorecard .scroll'))";
    assert_eq!(said("monthly_2026-06_company.zh-CN", 1280, fits), "true");
    let edge = "Math.round([...d.querySelectorAll('#list th')].find(h=>h.textContent=='风险金额').getBoundingClientRect().right)";
    let edge: u32 = said(WORKLIST, 1280, edge).parse().unwrap();
    assert!(edge < 640, "the column ends at {edge}");
}

#[test]
fn on_a_telephone_nothing_leaves_its_card() {
    if !has("chromium", &["--version"]) {
        return;
    }
    // All that is folded is opened first.
    let script = "(d.querySelectorAll('details').forEach(x=>x.open=true),[...d.querySelectorAll('.card,.tile')].flatMap(c=>{\
                  const r=c.getBoundingClientRect().right+1;\
                  return [...c.querySelectorAll('svg,svg text,svg rect,p,td,dd,h3')].filter(e=>!e.closest('.sr')&&\
                  e.getBoundingClientRect().right>r).map(e=>c.closest('section').id+' '+e.tagName+' '+e.textContent)}).slice(0,9).join(', '))";
    for page in REVIEWS.iter().chain([&WORKLIST]) {
        assert_eq!(said(page, 390, script), "", "{page}");
    }
}

#[test]
fn what_is_folded_is_printed() {
    if !has("chromium", &["--version"]) || !has("pdftotext", &["-v"]) {
        return;
    }
    let folded = [
        (REVIEWS[0], ["成功清单", "距应缴日天数", "口径说明"]),
        (REVIEWS[2], ["产品线 × 渠道", "十三个月走势", "风险模型"]),
        (REVIEWS[3], ["回收曲线", "阶段漏斗", "客户忠诚度"]),
        (WORKLIST, ["活动日志", "主管评鉴", "复效意愿"]),
    ];
    for (page, words) in folded {
        let text = printed(&folder(), page);
        for word in words {
            assert!(text.contains(word), "{page} lost {word}");
        }
    }
}

/// The text of the page's PDF.
fn printed(folder: &Path, page: &str) -> String {
    let profile = tempfile::tempdir().unwrap();
    let pdf = profile.path().join("page.pdf");
    let url = format!("file://{}", folder.join(format!("{page}.html")).display());
    chromium(
        profile.path(),
        &[
            "--no-pdf-header-footer",
            &format!("--print-to-pdf={}", pdf.display()),
            &url,
        ],
    );
    let output = Command::new("pdftotext")
        .args(["-layout", &pdf.display().to_string(), "-"])
        .output();
    String::from_utf8_lossy(&output.unwrap().stdout).into_owned()
}

#[test]
fn a_managers_page_has_no_paths_hashes_or_names_of_metrics() {
    for page in REVIEWS {
        let text = fs::read_to_string(folder().join(format!("{page}.html"))).unwrap();
        let shown: String = text
            .split("<main")
            .nth(1)
            .unwrap()
            .split("<footer")
            .next()
            .unwrap()
            .split('<')
            .filter_map(|part| part.split_once('>').map(|(_, shown)| shown))
            .collect::<Vec<_>>()
            .join(" ");
        for word in [
            ".toml",
            ".md",
            "duebook",
            "_rate",
            "persistency_",
            "worklist",
            "SHA",
            "件次",
            "界上聚集",
            "发生比",
        ] {
            assert!(!shown.contains(word), "{page} shows {word}");
        }
    }
}

fn book(name: &str) -> Xlsx<std::io::BufReader<fs::File>> {
    let mut book: Xlsx<_> = calamine::open_workbook(folder().join(format!("{name}.xlsx"))).unwrap();
    book.load_tables().unwrap();
    book
}

#[test]
fn rows_are_tables_of_excel_with_the_period_and_without_signs() {
    for (name, period, tables) in [
        (REVIEWS[0], "2026-06-30", ["明日要务", "失败清单", "专员当日"]),
        (REVIEWS[1], "2026-W26", ["收费进度与应达进度", "流失原因", "未收清单"]),
        (REVIEWS[2], "2026-06", ["明细", "团队内排名", "典型案例"]),
        (REVIEWS[3], "2026-Q2", ["续费率变动分解", "产品适配", "未收清单"]),
        (WORKLIST, "2026-07-01", ["工作清单", "工作清单", "工作清单"]),
    ] {
        let mut book = book(name);
        for wanted in tables {
            let table = book.table_by_name(wanted).unwrap();
            assert_eq!(table.columns()[0], "报告期", "{name} {wanted}");
            assert!(table.data().height() > 0, "{name} {wanted}");
            for row in table.data().rows() {
                assert_eq!(row[0], Data::String(period.to_owned()), "{name} {wanted}");
                assert!(!row.contains(&Data::String("–".to_owned())), "{name} {wanted}: {row:?}");
            }
        }
    }
}

#[test]
fn the_items_behind_the_completion_rate_are_listed_in_the_workbook() {
    let mut book = book(REVIEWS[2]);
    let [open, settled] = ["未收清单", "已收清单"].map(|name| book.table_by_name(name).unwrap());
    let detail = book.table_by_name("明细").unwrap();
    let column =
        |table: &calamine::Table<Data>, title: &str| table.columns().iter().position(|head| head == title).unwrap();
    let (of, metric) = (column(&detail, "编号"), column(&detail, "指标编号"));
    let own = detail.data().rows().find(|row| {
        row[of] == Data::String("company".to_owned())
            && row[metric] == Data::String("collection_completion_rate_count".to_owned())
    });
    let own = own.unwrap();
    let number = |value: &Data| match value {
        Data::Float(number) => *number,
        Data::Int(number) => f64::from(i32::try_from(*number).unwrap()),
        other => panic!("{other:?}"),
    };
    let (done, due) = (
        number(&own[column(&detail, "分子")]),
        number(&own[column(&detail, "分母")]),
    );
    let rows = |table: &calamine::Table<Data>| f64::from(u32::try_from(table.data().height()).unwrap());
    assert_eq!((rows(&settled), rows(&settled) + rows(&open)), (done, due));
    for (table, id) in [(&open, "工号"), (&settled, "保单号")] {
        let place = column(table, id);
        assert!(
            table
                .data()
                .rows()
                .all(|row| matches!(&row[place], Data::String(text) if !text.is_empty()))
        );
    }
}
