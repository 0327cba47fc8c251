//! What a manager sees: how long the pages are, that nothing leaves its card, what is folded and printed, and workbooks whose rows
//! are data.

mod common;
#[path = "common/page.rs"]
mod page;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use calamine::{Data, Reader as _, Xlsx};
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

/// The numbers of each sentence of a section.
fn numbers(page: &str, section: &str) -> Vec<Vec<u32>> {
    let text = fs::read_to_string(folder().join(format!("{page}.html"))).unwrap();
    let from = text.split(&format!("id=\"{section}\"")).nth(1).unwrap();
    let sentences = from.split("</section>").next().unwrap().split("<li>").skip(1);
    let of = |sentence: &str| {
        let plain = sentence.split("<bdi>").nth(1).unwrap().split("</bdi>").next().unwrap();
        assert!(!plain.contains("未评分"), "{plain}");
        let words = plain.split_whitespace().map(|word| word.replace(',', ""));
        words.filter_map(|word| word.parse().ok()).collect()
    };
    sentences.map(of).collect()
}

/// What is not settled is counted once, and every list says which part of it it is.
#[test]
fn the_lists_of_what_is_not_settled_agree() {
    let daily = numbers(REVIEWS[0], "reconciled");
    assert_eq!(numbers(WORKLIST, "reconciled"), daily);
    // A month has no worklist.
    assert_eq!(numbers(REVIEWS[2], "reconciled"), daily[..2]);
    let [in_hand, at_risk, listed] = &daily[..] else {
        panic!("{daily:?}")
    };
    for sum in [in_hand, at_risk, listed] {
        assert!(sum[0] > 0 && sum[0] == sum[1..].iter().sum::<u32>(), "{daily:?}");
    }
    assert_eq!(in_hand[1], at_risk[1]);
    // The figure of the daily, the total of the risk and the rows of the worklist.
    let tile = fs::read_to_string(folder().join(format!("{}.html", REVIEWS[0]))).unwrap();
    let tile = tile.split("data-metric=\"open\"").nth(1).unwrap();
    assert!(tile.contains(&format!("<data value=\"{}\">", in_hand[0])), "{daily:?}");
    let rows = |name: &str, sheet: &str| book(name).table_by_name(sheet).unwrap().data().height();
    assert_eq!(rows(WORKLIST, "工作清单"), usize::try_from(listed[0]).unwrap());
    let mut monthly = book(REVIEWS[2]);
    let risk = monthly.worksheet_range("续期风险").unwrap();
    let total = risk
        .rows()
        .find(|row| row.contains(&Data::String("合计".to_owned())))
        .unwrap();
    assert!(total.contains(&Data::Float(f64::from(at_risk[0]))), "{total:?}");
}

/// A figure of a branch leads to its items that are not settled, as many as are missing.
#[test]
fn a_figure_leads_to_the_rows_behind_it() {
    if !has("chromium", &["--version"]) {
        return;
    }
    let script = "(()=>{const a=d.querySelector('#branches .card[data-metric=collection_completion_rate_count] a[data-find]');                  a.click();const rows=[...d.querySelectorAll('#open-items tbody tr')].filter(r=>!r.hidden);                  const cell=[...d.querySelectorAll('#scorecard tbody tr')].find(r=>r.querySelector('.name').textContent==a.dataset.find)                  .querySelector('td').title;                  return [a.dataset.find,rows.length,rows.every(r=>r.textContent.includes(a.dataset.find)),cell.split('\\n')[1].split('= ')[1]].join('|')})()";
    let told = said(REVIEWS[2], 1280, script);
    let [branch, rows, all, parts] = told.split('|').collect::<Vec<_>>()[..] else {
        panic!("{told}")
    };
    let parts: Vec<u32> = parts
        .split('/')
        .map(|part| part.trim().replace(',', "").parse().unwrap())
        .collect();
    assert!(branch.ends_with("分公司") && all == "true", "{told}");
    assert_eq!(rows.parse::<u32>().unwrap(), parts[1] - parts[0], "{told}");
}

/// What a table exports: the rows that show, numbers as they are, texts that are formulas with a mark.
#[test]
fn a_table_is_exported_as_it_is_shown() {
    if !has("chromium", &["--version"]) {
        return;
    }
    let script = "const w=f.contentWindow;const list=d.querySelector('#list');\
                  const rows=[...list.querySelectorAll('tbody tr')];\
                  const name=rows[0].cells[5];name.textContent='=1+1';name.dataset.v='=1+1';\
                  const who=rows[0].cells[6].textContent;\
                  const search=list.querySelector('input');search.value=who;search.dispatchEvent(new Event('input'));\
                  w.URL.createObjectURL=b=>{b.text().then(t=>done(t.split('\\r\\n').map(l=>l.split(',').slice(0,7).join('|')).join('~')));return '#'};\
                  list.querySelector('.export').click()";
    let (told, _) = framed(&folder(), &format!("{WORKLIST}.html"), 1280, script);
    let lines: Vec<&str> = told.split('~').collect();
    assert_eq!(lines.len(), 3, "{told}");
    assert!(lines[0].contains("序号|事由|风险金额"), "{told}");
    let cells: Vec<&str> = lines[1].split('|').collect();
    assert!(cells[0] == "1" && cells[2].parse::<f64>().is_ok(), "{told}");
    assert_eq!(cells[5], "'=1+1", "{told}");
    assert_eq!(lines[2], "");
}

/// Before a month is over a team sheet says who is ahead of the pace and who behind, as the section on the pace does.
#[test]
fn a_team_sheet_before_the_month_is_over_goes_by_the_pace() {
    let mut weekly = book(REVIEWS[1]);
    let pace = weekly.table_by_name("收费进度与应达进度").unwrap();
    let text = |cell: &Data| cell.to_string();
    let words: Vec<(String, String)> = pace
        .data()
        .rows()
        .filter(|row| {
            text(&row[1]) == "团队" && row.last().is_some_and(|word| ["领先", "落后"].contains(&&*text(word)))
        })
        .map(|row| (text(&row[2]), text(&row[row.len() - 1])))
        .collect();
    let both: std::collections::BTreeSet<&str> = words.iter().map(|(_, word)| word.as_str()).collect();
    assert_eq!(both.len(), 2, "{words:?}");
    for (team, word) in &words {
        let sheet = weekly.worksheet_range(team).unwrap();
        let rows: Vec<Vec<String>> = sheet.rows().map(|row| row.iter().map(text).collect()).collect();
        let head = rows.iter().position(|row| row[0] == "专员").unwrap();
        let total = rows.iter().find(|row| row[0] == "合计").unwrap();
        assert_eq!(total.last(), Some(word), "{team}");
        for row in &rows[head + 1..] {
            let state = &row[row.len() - 1];
            assert!(["领先", "落后", ""].contains(&state.as_str()), "{team}: {state}");
        }
    }
}

/// The parts of a workbook that draw charts.
fn charts(name: &str) -> Vec<String> {
    let file = fs::File::open(folder().join(format!("{name}.xlsx"))).unwrap();
    let mut parts = zip::ZipArchive::new(file).unwrap();
    let names: Vec<String> = parts.file_names().map(|name| name.unwrap().into_owned()).collect();
    let charts = names.iter().filter(|name| name.starts_with("xl/charts/chart"));
    let read = |name: &String| std::io::read_to_string(parts.by_name(name).unwrap()).unwrap();
    charts.map(read).collect()
}

/// The number that an element of a chart has as its value.
fn number(chart: &str, element: &str) -> Option<f64> {
    let rest = chart.split(&format!("<c:{element} val=\"")).nth(1)?;
    rest.split('"').next()?.parse().ok()
}

#[test]
fn the_axis_of_a_trend_never_closes_in_on_it() {
    let mut wide = 0;
    for chart in charts(REVIEWS[3])
        .iter()
        .filter(|chart| chart.contains("<c:lineChart>") && !chart.contains("<c:barChart>"))
    {
        let (Some(low), Some(high)) = (number(chart, "min"), number(chart, "max")) else {
            continue;
        };
        assert!(high - low > 0.0499 && high <= 1.0, "{low} to {high}");
        wide += 1;
    }
    assert!(wide > 0, "some rate moves by less than five points");
}

#[test]
fn a_waterfall_says_where_it_begins_and_its_steps_are_points() {
    let steps = charts(REVIEWS[3]).into_iter().filter(|chart| chart.contains("百分点"));
    let steps: Vec<String> = steps.collect();
    assert_eq!(steps.len(), 3);
    for chart in &steps {
        let low = number(chart, "min").unwrap();
        assert!(chart.contains(&format!("纵轴自 {:.2}% 起", low * 100.0)), "{low}");
    }
    let page = fs::read_to_string(folder().join(format!("{}.html", REVIEWS[3]))).unwrap();
    let section = page
        .split("id=\"decomposition\"")
        .nth(1)
        .unwrap()
        .split("</section>")
        .next()
        .unwrap();
    for picture in section
        .split("<svg")
        .skip(1)
        .filter(|svg| svg.contains("class=\"gain\""))
    {
        let picture = picture.split("</svg>").next().unwrap();
        assert_eq!(picture.matches("class=\"cut\"").count(), 2, "{picture}");
        assert!(picture.matches("class=\"axis mid\"").count() > 1, "{picture}");
        assert!(picture.contains("百分点"), "{picture}");
    }
    let cut = section
        .split("横轴自 ")
        .skip(1)
        .map(|rest| rest.split(' ').next().unwrap());
    for low in cut {
        assert!(section.contains(&format!(">{low}</text>")), "{low} is a tick");
    }
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
            assert_eq!(table.columns()[0], "期间", "{name} {wanted}");
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
