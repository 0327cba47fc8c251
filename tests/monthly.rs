//! The monthly review: every number of the scorecard and of the nine-cell chart, in the workbook and on the page, is the one
//! `kpi` gives; and so is that of a section added by the words of docs/reports.md alone.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Range, Reader, Xlsx};
use common::{Desk, Fixture, golden};
use duebook::decimal::{Decimal, Ratio, round};
use duebook::library::Library;
use duebook::metrics::{Catalog, Dimension, Metric, MetricValue, RollUp, Run, Sums, Unit};
use duebook::period::View;
use duebook::report::build::{Request, build};
use duebook::report::model::{Body, Level, Report, Value};
use duebook::report::scope::Scope;
use duebook::report::{html, xlsx};
use duebook::workspace::Locale;

/// The metrics of the scorecard, in its order.
const SCORES: [&str; 12] = [
    "collection_completion_rate_count",
    "collection_completion_rate",
    "renewal_rate",
    "error_rate",
    "csat_score",
    "grace1_rate",
    "grace_end_rate",
    "contact_count",
    "conversion_rate",
    "complaint_rate",
    "persistency_13_premium",
    "persistency_13_count",
];
/// Rows and layers of the nine-cell chart.
const CELLS: [[&str; 2]; 3] = [
    ["current_month_rate_count", "current_month_rate"],
    ["grace1_rate_count", "grace1_rate"],
    ["grace_end_rate_count", "grace_end_rate"],
];
const LEVELS: [(&str, &str); 4] = [
    ("company", "公司"),
    ("branch", "分公司"),
    ("team", "团队"),
    ("specialist", "专员"),
];

struct Made {
    page: String,
    book: Vec<u8>,
    /// By level, entity and metric.
    scores: BTreeMap<(String, String, String), MetricValue>,
    /// By metric and payment number: sums.
    by_number: BTreeMap<(String, String), (Decimal, Decimal)>,
    units: BTreeMap<String, Unit>,
}

fn make() -> Made {
    let fixture = Fixture::new();
    let store = fixture.load(&golden().join("data"));
    let request = Request {
        name: "monthly".into(),
        view: View::at_end("2026-03".parse().unwrap()),
        scope: Scope::company(),
        locale: Locale::ZhCn,
    };
    let report = build(&fixture.workspace, &store, &request).unwrap();
    let library = &fixture.workspace.library;
    let (page, book) = (
        html::render(&report, library).unwrap(),
        xlsx::write(&report, library).unwrap(),
    );
    let catalog = Catalog::load(library).unwrap();
    let ids: BTreeSet<&str> = SCORES.into_iter().chain(CELLS.into_iter().flatten()).collect();
    let metrics: Vec<&Metric> = ids.into_iter().map(|id| catalog.get(id).unwrap()).collect();
    let run = Run::new(&store, &fixture.workspace.settings.metrics, &[request.view]).unwrap();
    let number = Dimension::parse("due_no").unwrap();
    let sums = Sums::compute(&run, &catalog, &metrics, &[number]).unwrap();
    let values = |by: Dimension| {
        let roll_up = RollUp {
            by: &[by],
            filters: &[],
        };
        sums.values(roll_up).unwrap()
    };
    let mut scores = BTreeMap::new();
    for (level, _) in LEVELS {
        for value in values(Dimension::parse(level).unwrap()) {
            let key = (level.to_owned(), value.entity.id.clone(), value.metric.to_string());
            scores.insert(key, value);
        }
    }
    let mut by_number: BTreeMap<(String, String), (Decimal, Decimal)> = BTreeMap::new();
    for value in values(number) {
        let (Some(n), Some(d)) = (value.numerator, value.denominator) else {
            continue;
        };
        let column = match value.entity.id.as_str() {
            "2" | "3" => value.entity.id.clone(),
            _ => "4+".to_owned(),
        };
        for column in [column, "total".to_owned()] {
            let sum = by_number.entry((value.metric.to_string(), column)).or_default();
            *sum = (sum.0 + n, sum.1 + d);
        }
    }
    Made {
        page,
        book,
        scores,
        by_number,
        units: metrics.iter().map(|m| (m.id.to_string(), m.unit)).collect(),
    }
}

impl Made {
    fn sheet(&self, name: &str) -> Range<Data> {
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(&self.book)).unwrap();
        book.worksheet_range(name).unwrap()
    }

    /// A score in the metric's unit, undivided; `None` where it is not defined.
    fn score(&self, level: &str, id: &str, metric: &str) -> Option<Ratio> {
        let found = self.scores.get(&(level.into(), id.into(), metric.into()))?;
        match (found.numerator, found.value) {
            (Some(n), Some(_)) => {
                let factor = Decimal::from(self.units[metric].factor());
                Some(Ratio::new(n * factor, found.denominator.unwrap_or(Decimal::ONE)))
            }
            (None, Some(value)) => Some(Ratio::new(value, 1)),
            (_, None) => None,
        }
    }

    /// Who has a score at all.
    fn entities(&self) -> BTreeSet<(String, String)> {
        let keys = self.scores.keys();
        keys.map(|(level, id, _)| (level.clone(), id.clone())).collect()
    }
}

/// A number as a cell holds it, against the exact one.
fn same(cell: Option<&Data>, exact: Option<Ratio>) -> bool {
    let exact = exact.and_then(|ratio| ratio.rate(12));
    match (cell.unwrap_or(&Data::Empty), exact) {
        (Data::Float(found), Some(exact)) => (found - exact.to_string().parse::<f64>().unwrap()).abs() < 1e-9,
        (Data::Int(found), Some(exact)) => Decimal::from(*found) == exact,
        (Data::Empty, None) => true,
        (Data::String(text), None) => text == "–",
        _ => false,
    }
}

#[test]
fn every_cell_of_the_scorecard_in_the_workbook_is_the_metric() {
    let made = make();
    let sheet = made.sheet("计分卡");
    let text = |row: u32, column: u32| {
        sheet
            .get_value((row, column))
            .map(ToString::to_string)
            .unwrap_or_default()
    };
    let (mut seen, mut compared) = (BTreeSet::new(), 0);
    for row in 5..=sheet.end().unwrap().0 {
        let (level, _) = LEVELS.iter().find(|(_, word)| *word == text(row, 0)).unwrap();
        let id = text(row, 1);
        for (column, metric) in (5_u32..).zip(SCORES) {
            let exact = made.score(level, &id, metric);
            let cell = sheet.get_value((row, column));
            assert!(same(cell, exact), "{level} {id} {metric}: {cell:?} is not {exact:?}");
            compared += 1;
        }
        seen.insert(((*level).to_owned(), id));
    }
    assert_eq!(seen, made.entities());
    assert!(compared > 200, "{compared}");
}

/// The values of `data-v` in a part of a page.
fn raws(part: &str) -> Vec<Option<Decimal>> {
    let values = part.split("data-v=\"").skip(1);
    values
        .map(|rest| rest.split('"').next().unwrap().parse().ok())
        .collect()
}

fn section<'p>(page: &'p str, id: &str) -> &'p str {
    let rest = page.split(&format!("id=\"{id}\"")).nth(1).unwrap();
    rest.split("</section>").next().unwrap()
}

#[test]
fn every_cell_of_the_scorecard_on_the_page_is_the_metric() {
    let made = make();
    let body = section(&made.page, "scorecard").split("<tbody>").nth(1).unwrap();
    let mut seen = BTreeSet::new();
    for row in body.split("<tr ").skip(1) {
        let attribute = |name: &str| {
            row.split(&format!("{name}=\""))
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap()
        };
        let (level, id) = (
            attribute("data-level"),
            attribute("data-key").rsplit(' ').next().unwrap(),
        );
        let found = raws(row);
        assert_eq!(found.len(), SCORES.len(), "{level} {id}");
        for (raw, metric) in found.into_iter().zip(SCORES) {
            let exact = made.score(level, id, metric).and_then(|ratio| ratio.rate(6));
            assert_eq!(raw.map(|n| round(n, 6)), exact, "{level} {id} {metric}");
        }
        seen.insert((level.to_owned(), id.to_owned()));
    }
    assert_eq!(seen, made.entities());
}

#[test]
fn every_cell_of_the_nine_cell_chart_is_the_metric() {
    let made = make();
    let sheet = made.sheet("九宫图");
    let columns = ["2", "3", "4+", "total"];
    let sums = |metric: &str, column: &str| made.by_number.get(&(metric.into(), column.into())).copied();
    let mut on_page = Vec::new();
    for (row, metrics) in (0_u32..).zip(CELLS) {
        for (place, column) in (0_u32..).zip(columns) {
            for (layer, metric) in (0_u32..).zip(metrics) {
                let sum = sums(metric, column);
                let ratio = sum.map(|(n, d)| Ratio::new(n, d)).filter(|r| !r.denominator.is_zero());
                // A block per layer: title, two rows of heads, three rows; value, numerator, denominator per column.
                let at = (7 + layer * 7 + row, 1 + place * 3);
                assert!(
                    same(sheet.get_value(at), ratio),
                    "{metric} {column}: {:?}",
                    sheet.get_value(at)
                );
                for (offset, part) in [(1, ratio.map(|r| r.numerator)), (2, ratio.map(|r| r.denominator))] {
                    let cell = sheet.get_value((at.0, at.1 + offset));
                    assert!(
                        same(cell, part.map(|n| Ratio::new(n, 1))),
                        "{metric} {column}: {cell:?}"
                    );
                }
                on_page.push(ratio.and_then(|r| r.rate(6)));
            }
        }
    }
    let found = raws(section(&made.page, "nine-cell"));
    let found: Vec<Option<Decimal>> = found.into_iter().map(|n| n.map(|n| round(n, 6))).collect();
    assert_eq!(found, on_page);
    assert!(on_page.iter().flatten().count() > 12);
}

/// The SQL block of docs/reports.md that stands behind the words that name its file.
fn sql_of(file: &str) -> String {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reports.md")).unwrap();
    let named = text.split(&format!("`{file}`")).nth(1).unwrap();
    let block = named.split("```sql\n").nth(1).unwrap();
    block.split("```").next().unwrap().to_owned()
}

/// A workspace whose monthly review has the section of this name, as the docs write it.
fn with_section(name: &str) -> Desk {
    let desk = Desk::loaded();
    desk.write(
        &format!("queries/reports/monthly/{name}.sql"),
        &sql_of(&format!("{name}.sql")),
    );
    let list = "queries/reports/monthly/report.toml";
    let shipped = Library::shipped().get(list).unwrap().text.clone();
    let added = shipped.replacen("\"dictionary\"", &format!("\"{name}\", \"dictionary\""), 1);
    assert_ne!(added, shipped);
    desk.write(list, &added);
    desk
}

#[test]
fn a_section_added_from_the_docs_shows_what_kpi_gives() {
    let desk = with_section("mode");
    for (scope, filter) in [(&[][..], &[][..]), (&["--branch", "B1"], &["--where", "branch=B1"])] {
        let said = desk.run(
            &[
                &["-q", "report", "monthly", "--period", "2026-03", "--format", "html"],
                scope,
            ]
            .concat(),
        );
        assert!(said.starts_with("exit 0"), "{said}");
        let file = said.lines().find_map(|line| line.strip_prefix("DESK/")).unwrap();
        let page = fs::read_to_string(desk.path(file)).unwrap();
        let part = section(&page, "mode");
        assert!(part.contains("按缴费方式的达成"));
        let body = part.split("<tbody>").nth(1).unwrap();
        let shown: BTreeSet<Vec<Option<Decimal>>> =
            body.split("<tr>").skip(1).map(|row| raws(row)[1..4].to_vec()).collect();
        let asked = [
            "kpi",
            "--period",
            "2026-03",
            "--by",
            "premium_mode",
            "--metric",
            "collection_completion_rate_count",
        ];
        let output = desk
            .command(&[&asked[..], &["--format", "csv"], filter].concat())
            .output()
            .unwrap();
        let mut reader = csv::Reader::from_reader(&output.stdout[..]);
        let rows = reader.deserialize().map(|row| {
            let row: BTreeMap<String, String> = row.unwrap();
            ["denominator", "numerator", "value"]
                .map(|column| row[column].parse().ok())
                .to_vec()
        });
        assert_eq!(shown, rows.collect::<BTreeSet<_>>());
        assert!(shown.len() >= 2, "{shown:?}");
    }
}

#[test]
fn the_heat_table_of_the_docs_is_drawn() {
    let desk = with_section("channel_heat");
    let said = desk.run(&["-q", "report", "monthly", "--period", "2026-03", "--format", "html"]);
    assert!(said.starts_with("exit 0"), "{said}");
    let file = said.lines().find_map(|line| line.strip_prefix("DESK/")).unwrap();
    let page = fs::read_to_string(desk.path(file)).unwrap();
    assert!(raws(section(&page, "channel-heat")).iter().flatten().count() > 3);
}

#[test]
fn a_persons_figures_are_held_against_the_rest_of_the_team() {
    let fixture = Fixture::new();
    let store = fixture.load(&golden().join("data"));
    let report = |scope: Scope| {
        let request = Request {
            name: "monthly".into(),
            view: View::at_end("2026-03".parse().unwrap()),
            scope,
            locale: Locale::ZhCn,
        };
        build(&fixture.workspace, &store, &request).unwrap()
    };
    let whole = report(Scope::company());
    let card = whole.sections.iter().find_map(|section| match &section.body {
        Body::Scorecard(card) => Some(card),
        _ => None,
    });
    let card = card.unwrap();
    let row = card
        .rows
        .iter()
        .find(|row| row.level == Level::Specialist && row.cells.iter().filter(|cell| cell.peers.is_some()).count() > 3);
    let row = row.unwrap();
    let own = report(Scope {
        level: Level::Specialist,
        id: row.id.clone(),
    });
    let mut compared = 0;
    for section in &own.sections {
        let Body::Tiles(tiles) = &section.body else { continue };
        for tile in &tiles.tiles {
            let place = card.columns.iter().position(|column| column.id == tile.metric.id);
            if let Some(place) = place {
                assert_eq!(tile.measure.peers, row.cells[place].peers, "{}", tile.metric.id);
                compared += usize::from(tile.measure.peers.is_some());
            }
        }
    }
    assert!(compared > 1, "{compared}");
    let page = html::render(&own, &fixture.workspace.library).unwrap();
    assert!(page.contains("较团队平均"));
    // Among the people of the company the person has a place; the distribution of one would say nothing.
    let has = |report: &Report, id: &str| report.sections.iter().any(|section| section.id == id);
    assert!(has(&own, "place") && !has(&own, "distribution"));
    assert!(has(&whole, "distribution") && !has(&whole, "place"));
    let section = own.sections.iter().find(|section| section.id == "place").unwrap();
    let Body::Table(table) = &section.body else {
        panic!("no table")
    };
    let mut ranked = 0;
    for line in &table.groups[0].rows {
        let Value::Text(title) = &line[0] else {
            panic!("{line:?}")
        };
        let Some(index) = card.columns.iter().position(|column| column.title == *title) else {
            continue;
        };
        let cell = &row.cells[index];
        assert_eq!(
            line[1].number().unwrap().rate(6),
            cell.value.number().unwrap().rate(6),
            "{title}"
        );
        let place = cell.rank.map(|rank| Value::Count(Decimal::from(rank.place)));
        assert_eq!(line[2], place.unwrap_or(Value::Missing), "{title}");
        ranked += usize::from(cell.rank.is_some());
    }
    assert!(ranked > 1, "{ranked}");
}

#[test]
fn scripts_that_few_contacts_tell_of_are_marked() {
    let fixture = Fixture::new();
    let store = fixture.load(&golden().join("data"));
    let request = Request {
        name: "monthly".into(),
        view: View::at_end("2026-03".parse().unwrap()),
        scope: Scope::company(),
        locale: Locale::En,
    };
    let marks = |least: i64| -> Vec<(Decimal, bool)> {
        let mut workspace = fixture.workspace.clone();
        workspace.settings.metrics.low_sample = least;
        let report = build(&workspace, &store, &request).unwrap();
        let section = report.sections.iter().find(|section| section.id == "scripts").unwrap();
        let Body::Table(table) = &section.body else {
            panic!("no table")
        };
        let mark = |row: &Vec<Value>| {
            let is_marked = row[5] == Value::Text("low sample".to_owned());
            (row[2].number().unwrap().numerator, is_marked)
        };
        table.groups[0].rows.iter().map(mark).collect()
    };
    let most = marks(1).into_iter().map(|(contacts, _)| contacts).max().unwrap();
    assert!(marks(1).iter().all(|(_, is_marked)| !is_marked));
    let least = i64::try_from(most).unwrap();
    let marked = marks(least);
    assert!(
        marked
            .iter()
            .all(|(contacts, is_marked)| *is_marked == (*contacts < most)),
        "{marked:?}"
    );
    assert!(marks(least + 1).iter().all(|(_, is_marked)| *is_marked));
}

#[test]
fn the_setting_decides_what_is_near_a_target() {
    let fixture = Fixture::new();
    let store = fixture.load(&golden().join("data"));
    let request = Request {
        name: "monthly".into(),
        view: View::at_end("2026-03".parse().unwrap()),
        scope: Scope::company(),
        locale: Locale::ZhCn,
    };
    let page = |near: &str| {
        let mut workspace = fixture.workspace.clone();
        workspace.settings.report.near_target = near.parse().unwrap();
        let report = build(&workspace, &store, &request).unwrap();
        assert_eq!(report.near_target(), Some(near.parse().unwrap()));
        html::render(&report, &workspace.library).unwrap()
    };
    let marks = |page: &str| page.matches("class=\"mark near\"").count();
    let (usual, lenient, none) = (page("0.90"), page("0.10"), page("1"));
    assert!(usual.contains("◐ 达到目标的90%　○ 不足90%"));
    assert!(lenient.contains("◐ 达到目标的10%　○ 不足10%") && !lenient.contains("达到目标的90%"));
    assert_eq!(marks(&none), 0);
    assert!(marks(&lenient) > marks(&usual), "{} {}", marks(&lenient), marks(&usual));
}
