//! What both writers promise: the same bytes twice, names inert whatever they hold, mistakes told with their place.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};

use super::example;
use crate::decimal::Ratio;
use crate::library::Library;
use crate::metrics::{Direction, Unit};
use crate::report::model::{
    Body, Column, ColumnStyle, Heat, Highlight, MetricHead, Plot, PlotKind, Report, Scorecard, Section, Show, Table,
    Tiles, Trend, Value,
};
use crate::report::text::format::Format;
use crate::report::{html, xlsx};
use crate::workspace::Locale;

const LOCALES: [Locale; 2] = [Locale::ZhCn, Locale::En];

fn page(report: &Report) -> String {
    html::render(report, &Library::shipped()).unwrap()
}

fn book(report: &Report) -> Vec<u8> {
    xlsx::write(report, &Library::shipped()).unwrap()
}

/// The example with a table, its names and texts replaced by what `text` makes of a number.
fn named(text: impl Fn(usize) -> String) -> Report {
    let mut report = example::report(Locale::ZhCn);
    report.title = text(1);
    report.scope = text(2);
    report.foot.plan = Some(text(3));
    report.foot.inputs[0].name = text(4);
    let rows = (0..7)
        .map(|n| vec![Value::Text(text(n)), Value::Count(n.into())])
        .collect();
    report.sections.push(Section {
        id: "table".into(),
        title: text(5),
        note: Some(text(6)),
        show: Show::Open,
        lists: Vec::new(),
        body: Body::Table(drawn(Table::whole(
            vec![
                Column {
                    title: text(7),
                    style: ColumnStyle::Text,
                },
                Column {
                    title: text(8),
                    style: ColumnStyle::Number,
                },
            ],
            rows,
            Some(vec![Value::Text(text(9)), Value::Missing]),
        ))),
    });
    report.sections.push(Section {
        id: "highlights".into(),
        title: text(10),
        note: None,
        show: Show::Folded,
        lists: Vec::new(),
        body: Body::Highlights(vec![Highlight::default(); 2]),
    });
    for section in &mut report.sections {
        rename(&mut section.body, &text);
    }
    report
}

/// The table with a picture of its rows.
fn drawn(table: Table) -> Table {
    let plot = Plot {
        kind: PlotKind::Pareto,
        label: 0,
        values: vec![1],
    };
    Table {
        plot: Some(plot),
        ..table
    }
}

fn rename(body: &mut Body, text: &impl Fn(usize) -> String) {
    match body {
        Body::Scorecard(card) => {
            for (n, row) in card.rows.iter_mut().enumerate() {
                row.id = format!("{n}{}", text(n));
                row.name = text(n + 1);
            }
            for (n, column) in card.columns.iter_mut().enumerate() {
                column.title = text(n);
            }
        }
        Body::Bars(bars) => {
            for (n, chart) in bars.charts.iter_mut().enumerate() {
                chart.metric.title = text(n + 1);
            }
            for (n, bar) in bars.charts.iter_mut().flat_map(|chart| &mut chart.bars).enumerate() {
                bar.label = text(n);
                bar.link = None;
            }
        }
        Body::Heat(heat) => {
            for (n, layer) in heat.layers.iter_mut().enumerate() {
                layer.metric.title = text(n);
            }
            for (n, name) in heat.rows.iter_mut().chain(&mut heat.columns).enumerate() {
                *name = text(n);
            }
        }
        Body::Dictionary(list) => {
            for (n, entry) in list.entries.iter_mut().enumerate() {
                entry.definition = text(n);
                entry.source = text(n + 1);
            }
        }
        Body::Tiles(tiles) => {
            for (n, tile) in tiles.tiles.iter_mut().enumerate() {
                tile.metric.title = text(n);
            }
        }
        Body::Trend(trend) => {
            for (n, series) in trend.series.iter_mut().enumerate() {
                series.metric.title = text(n);
            }
        }
        Body::Highlights(list) => {
            for (n, one) in list.iter_mut().enumerate() {
                one.sentence = format!("{}{{x}}", text(n));
                one.values = vec![("x".to_owned(), Value::Text(text(n + 1)))];
            }
        }
        Body::Table(_) => {}
    }
}

fn hostile(n: usize) -> String {
    let texts = [
        "<script>alert(1)</script>".to_owned(),
        "=cmd|' /C calc'!A0".to_owned(),
        "\"><img src=x onerror=alert(1)>".to_owned(),
        "' onmouseover='alert(1)".to_owned(),
        "王😀芳".to_owned(),
        "长".repeat(300),
        "\u{202e}gnp.exe\u{200f}".to_owned(),
        "</title></style></svg>-->".to_owned(),
        "{{ 7 * 7 }}{% raw %}&amp;".to_owned(),
        "a\u{0}b\u{8}\tc\n&L&P\u{ffff}".to_owned(),
        "+1+1@SUM(A1)".to_owned(),
    ];
    texts[n % texts.len()].clone()
}

#[test]
fn two_runs_give_the_same_bytes() {
    for locale in LOCALES {
        let report = example::report(locale);
        assert_eq!(page(&report), page(&report));
        assert_eq!(book(&report), book(&report));
    }
}

#[test]
fn hostile_names_leave_the_structure_of_the_page_as_it_is() {
    let (plain, bad) = (page(&named(|n| format!("name {n}"))), page(&named(hostile)));
    for sign in ['<', '>', '"'] {
        assert_eq!(plain.matches(sign).count(), bad.matches(sign).count(), "{sign}");
    }
    assert!(
        bad.contains("&lt;script&gt;alert(1)&lt;/script&gt;")
            || bad.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;")
    );
    assert!(!bad.contains("<script>alert"));
    assert!(bad.contains("{{ 7 * 7 }}"));
    assert!(!bad.contains(['\0', '\u{8}', '\u{ffff}']));
}

#[test]
fn hostile_names_make_a_workbook() {
    assert!(!book(&named(hostile)).is_empty());
}

#[test]
fn empty_reports_say_so() {
    let mut report = example::report(Locale::En);
    let bodies = [
        Body::Tiles(Tiles::default()),
        Body::Scorecard(Scorecard::default()),
        Body::Trend(Trend::default()),
        Body::Table(Table::default()),
        Body::Heat(Heat {
            rows_title: String::new(),
            columns_title: String::new(),
            rows: Vec::new(),
            columns: Vec::new(),
            layers: Vec::new(),
            total_row: false,
            total_column: false,
        }),
    ];
    report.sections = bodies
        .into_iter()
        .enumerate()
        .map(|(n, body)| Section {
            id: format!("s{n}"),
            title: "Same".into(),
            note: None,
            show: Show::Open,
            lists: Vec::new(),
            body,
        })
        .collect();
    assert!(page(&report).contains("Nothing to list"));
    book(&report);
    report.sections.clear();
    page(&report);
    book(&report);
}

/// Values of an attribute, as the page writes them.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    page.split(&format!(" {name}=\""))
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

#[test]
fn every_link_leads_somewhere_and_anchors_are_unique() {
    for report in [example::report(Locale::ZhCn), named(hostile)] {
        let page = page(&report);
        let ids = attributes(&page, "id");
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len());
        for link in attributes(&page, "href") {
            assert!(unique.contains(link.trim_start_matches('#')), "{link}");
        }
    }
}

#[test]
fn the_page_loads_nothing() {
    let page = page(&example::report(Locale::En));
    assert!(page.contains("default-src &#x27;none&#x27;"));
    for word in ["http:", "https:", "src=", "@import", "url("] {
        assert!(!page.contains(word), "{word}");
    }
}

#[test]
fn the_page_shows_every_value_of_the_scorecard() {
    let report = example::report(Locale::ZhCn);
    let format = Format::load(&Library::shipped(), Locale::ZhCn).unwrap();
    let page = page(&report);
    for row in &example::scorecard(Locale::ZhCn).rows {
        for cell in &row.cells {
            let text = format.text(&cell.value).unwrap();
            assert!(page.contains(&format!("<span class=\"v\">{text}")), "{text}");
        }
    }
}

fn overridden(file: &str, text: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(file);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
    let library = Library::with_overrides(dir.path()).unwrap();
    let rendered = html::render(&example::report(Locale::En), &library);
    rendered.unwrap_or_else(|error| error.to_string())
}

#[test]
fn a_mistake_in_a_template_has_its_place() {
    let file = "report-templates/sections/tiles.html.j2";
    let unknown = overridden(file, "<p>\n  {{ section.nonsense.deeper }}\n</p>\n");
    assert!(
        unknown.contains("report-templates/sections/tiles.html.j2:2:"),
        "{unknown}"
    );
    assert!(unknown.contains("{{ section.nonsense.deeper }}"), "{unknown}");
    let syntax = overridden(file, "{% if %}");
    assert!(
        syntax.contains("report-templates/sections/tiles.html.j2:1:"),
        "{syntax}"
    );
    let style = overridden("report-templates/style.css.j2", "p{}</style><b>");
    assert!(style.contains("contains `</`"), "{style}");
}

#[test]
fn a_workspace_replaces_a_section_and_a_text() {
    let page = overridden("report-templates/sections/tiles.html.j2", "<p>mine</p>");
    assert!(page.contains("<p>mine</p>"));
    let page = overridden("report-templates/locale/en.toml", "[foot]\ntitle = \"Origin\"\n");
    assert!(page.contains("Origin"));
}

#[test]
fn a_colour_is_checked() {
    let mut report = example::report(Locale::En);
    report.accent = "red;}".into();
    for error in [
        html::render(&report, &Library::shipped()).unwrap_err(),
        xlsx::write(&report, &Library::shipped()).unwrap_err(),
    ] {
        assert!(error.to_string().contains("`red;}` is not a colour"), "{error}");
    }
}

#[test]
fn no_template_switches_escaping_off() {
    let library = Library::shipped();
    for folder in [
        "report-templates",
        "report-templates/sections",
        "report-templates/charts",
    ] {
        for source in library.list(folder, ".j2") {
            for word in ["|safe", "| safe", "autoescape"] {
                assert!(!source.text.contains(word), "{}: {word}", source.name);
            }
        }
    }
}

#[test]
#[ignore = "writes the example report to look at it: DUEBOOK_EXAMPLE=<folder>"]
fn write_example() {
    let Ok(folder) = std::env::var("DUEBOOK_EXAMPLE") else {
        return;
    };
    let library = Library::with_overrides(std::path::Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut reports: Vec<(String, Report)> = LOCALES
        .map(|l| (format!("monthly.{}", l.tag()), example::report(l)))
        .into();
    reports.push(("hostile".into(), named(hostile)));
    for (name, report) in reports {
        let path = std::path::Path::new(&folder).join(name);
        std::fs::write(
            path.with_added_extension("html"),
            html::render(&report, &library).unwrap(),
        )
        .unwrap();
        std::fs::write(
            path.with_added_extension("xlsx"),
            xlsx::write(&report, &library).unwrap(),
        )
        .unwrap();
    }
}

#[test]
fn a_day_no_workbook_has_is_written_as_text() {
    let mut report = named(|n| n.to_string());
    let table = report.sections.iter_mut().find_map(|section| match &mut section.body {
        Body::Table(table) => Some(table),
        _ => None,
    });
    table.unwrap().groups[0].rows[0][0] = Value::Date("1899-12-31".parse().unwrap());
    let mut workbook = Xlsx::new(Cursor::new(book(&report))).unwrap();
    let holds = workbook.worksheets().iter().any(|(_, sheet)| {
        sheet
            .cells()
            .any(|(.., cell)| *cell == Data::String("1899-12-31".into()))
    });
    assert!(holds);
}

#[test]
fn the_limit_of_the_marks_is_a_setting() {
    let (mut usual, mut lenient) = (example::report(Locale::En), example::report(Locale::En));
    set_near_target(&mut usual, "0.9");
    set_near_target(&mut lenient, "0.755");
    let near = |report: &Report| page(report).matches("◐").count();
    assert!(near(&lenient) > near(&usual) && near(&usual) > 1);
    assert!(page(&lenient).contains("◐ at least 75.5% of it"));
    assert!(!page(&lenient).contains("at least 90%"));
    lenient.locale = Locale::ZhCn;
    assert!(page(&lenient).contains("◐ 达到目标的75.5%　○ 不足75.5%"));
    assert_ne!(book(&lenient), book(&usual));
}

/// Where lower is better, values near the target lie behind it.
#[test]
fn the_stretch_near_the_target_is_on_the_side_of_worse_values() {
    let mut report = example::report(Locale::En);
    for (direction, near) in [(Direction::Higher, 45.0..50.0), (Direction::Lower, 50.0..62.5)] {
        let tile = report.sections.iter_mut().find_map(|section| match &mut section.body {
            Body::Tiles(tiles) => tiles.tiles.first_mut(),
            _ => None,
        });
        let tile = tile.unwrap();
        let ratio = |n: i64| Value::Ratio(Ratio::new(n, 100));
        tile.metric.direction = direction;
        tile.metric.near_target = if direction == Direction::Lower { "0.8" } else { "0.9" }
            .parse()
            .unwrap();
        tile.metric.unit = Unit::Ratio;
        tile.measure.value = ratio(30);
        tile.measure.target = Some(ratio(50));
        let page = page(&report);
        let rect = page.split("<rect class=\"near\" ").nth(1).unwrap();
        let number = |name: &str| -> f64 {
            let text = rect.split(&format!("{name}=\"")).nth(1).unwrap();
            text.split('"').next().unwrap().parse().unwrap()
        };
        let (from, width) = (number("x"), number("width"));
        assert!(
            (from - near.start).abs() < 0.01 && (from + width - near.end).abs() < 0.01,
            "{direction:?} {from} {width}"
        );
    }
}

fn set_near_target(report: &mut Report, near: &str) {
    for section in &mut report.sections {
        let metrics: Vec<&mut MetricHead> = match &mut section.body {
            Body::Tiles(tiles) => tiles.tiles.iter_mut().map(|tile| &mut tile.metric).collect(),
            Body::Bars(bars) => bars.charts.iter_mut().map(|chart| &mut chart.metric).collect(),
            Body::Scorecard(card) => card.columns.iter_mut().collect(),
            Body::Trend(trend) => trend.series.iter_mut().map(|series| &mut series.metric).collect(),
            _ => Vec::new(),
        };
        for metric in metrics {
            metric.near_target = near.parse().unwrap();
        }
    }
}
